"""The reports of a case as a reader sees them: the list beside the case, and one of them with its sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from council_casework.sections import Section, SectionRow
from council_kit.problems import NotVisible
from council_kit.sheets import Sheet
from council_kit.vault import Vault
from pydantic import Field

from council_support.domain import Case, Terms
from council_support.domain.reports import Report
from council_support.queries.parts import Answer, day
from council_support.queries.reports.drafting import drafted
from council_support.queries.reports.layouts import Layout
from council_support.rules.reports import due_on, title_of

REPORT_FIELDS: Final = ("report", "company_name")


class ReportView(Answer):
    """One report: the checked edition, or the draft while none was checked or another is being prepared."""

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    report: str = Field(title="報告書の番号")
    title: str = Field(title="報告書")
    status: str = Field(title="状況")
    asked_on: dt.date = Field(title="事由の日")
    due_on: dt.date | None = Field(default=None, title="提出期限", description="定めがないときは空欄")
    late: bool = Field(title="期限超過")
    checked: bool = Field(title="確定済み")
    edition: int = Field(title="確定した回数")
    submitted_on: dt.date | None = Field(default=None, title="提出の記録日")
    layout: str = Field(title="様式の版")
    sheet: Sheet = Field(title="記載事項")


def report_view(
    case: Case,
    history: Sequence[bytes],
    report_id: str,
    layout: Layout,
    on: dt.date,
    terms: Terms,
    vault: Vault,
    *,
    draft: bool = False,
) -> ReportView:
    """The report of this id; raises NotVisible for one that the case does not owe. `draft`: the draft in any case."""
    report = case.reports.get(report_id)
    if report is None:
        raise NotVisible
    checked = report.document is not None and not draft
    due = due_on(report.asked_on, terms.report_days)
    if checked:
        [text] = vault.open_many([report.document])
        sheet = Sheet.model_validate_json(text)
    else:
        sheet = drafted(case, history, report, layout, on, vault)
    return ReportView(
        case_id=case.known_id,
        version=len(history),
        report=report.id,
        title=title_of(report.kind, case.line),
        status=status(report),
        asked_on=report.asked_on,
        due_on=due,
        late=is_late(report, due, on),
        checked=checked,
        edition=report.editions,
        submitted_on=report.submitted_on,
        layout=layout.version,
        sheet=sheet,
    )


def section(case: Case, terms: Terms, on: dt.date) -> tuple[Section, ...]:
    """The reports beside the case; none while it owes none."""
    if not case.reports:
        return ()
    rows = [(report, due_on(report.asked_on, terms.report_days)) for report in case.reports.values()]
    return (
        Section(
            key="reports",
            title="経済産業局等・全国本部への報告",
            columns=("報告書", "事由の日", "提出期限", "状況"),
            rows=tuple(
                SectionRow(
                    id=report.id,
                    name=title_of(report.kind, case.line),
                    link=f"reports/{report.id}",
                    cells=(
                        title_of(report.kind, case.line),
                        day(report.asked_on) or "",
                        day(due) or "定めなし",
                        f"{status(report)}（期限超過）" if is_late(report, due, on) else status(report),
                    ),
                )
                for report, due in rows
            ),
        ),
    )


def status(report: Report) -> str:
    """How far the report is."""
    if report.ready:
        return "確定済み・未提出"
    if report.submitted is not None:
        return f"提出済み（{day(report.submitted_on)}）"
    return "未作成"


def is_late(report: Report, due: dt.date | None, on: dt.date) -> bool:
    """Whether a day was set and has passed: before it was submitted, or before today."""
    return due is not None and (report.submitted_on or on) > due
