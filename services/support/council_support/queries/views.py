"""One case of support, as its stream says: what its line shows, next steps and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from council_access import Standing
from council_casework.desk import Erased
from council_casework.files import NeedRow, PaperRow, need_rows, paper_pairs, paper_rows, tells_of_papers
from council_casework.releases import release_pairs, tells_of_releases
from council_casework.sections import Section, consents_section
from council_directory import council
from council_directory.directory import HQ
from council_events import Event
from council_events.deciding import Step
from council_events.support.receiving import ClosedDayExplained
from council_events.support.rechallenge import RevivalJudgedDifficult
from council_events.support.reports import ReportChecked, ReportSubmitted
from council_events.values import SupportLine
from council_kit.answers import NextStep, TimelineEntry
from council_kit.routes import kebab, title_of
from council_kit.timeline import timeline
from council_kit.vault import Vault
from pydantic import BaseModel, Field

from council_support.domain import Case, Terms, next_steps, paper_steps, papers_of_step, release_steps
from council_support.queries import reports
from council_support.queries.lines import SHOWN, usual_next
from council_support.queries.parts import Answer, Consents, CreditorRow, PlanView, TeamRow, day

_BESIDE: Final = frozenset({RevivalJudgedDifficult, ReportChecked, ReportSubmitted, ClosedDayExplained})
BESIDE_LABELS: Final = {
    "next_case_id": "再チャレンジ支援の案件", "phase": "判断した場面", "reason": "理由",
    "entries": "理由を付けた記録の数", "judged_by": "判断した者",
    "told_on": "相談企業に伝えた日", "kind": "報告書", "edition": "版", "layout": "様式の版", "means": "提出の方法",
    "submitted_by": "提出した者", "told_head_on": "認定支援機関の長に報告した日",
    "told_company_on": "相談企業に通知した日",
}  # fmt: skip
"""How screens call the fields of the events that every line has."""
OF_SUPPORT: Final = "もとの案件"
OF_SUBSIDY: Final = "計画策定支援事業の案件"
"""How the case is called that led to this one, by the service that keeps it: the screen finds its page by that."""
CASE_FIELDS: Final = ("company_name", "creditors", "team", "plan", "papers", "timeline")


class CaseView(Answer):
    """A case as the asker may see it."""

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    council: str = Field(title="協議会")
    erased: Erased = False
    stage: str = Field(title="段階")
    stage_title: str = Field(title="段階（名称）")
    line: SupportLine = Field(title="支援の種類")
    services: tuple[str, ...] = Field(default=("intake", "support"), title="記録のあるサービス")
    earlier_case: UUID | None = Field(default=None, title="もとの案件")
    header: dict[str, str] = Field(title="概要", description="値のある項目のみ")
    due_on: dt.date | None = Field(default=None, title="期限")
    creditors: tuple[CreditorRow, ...] = Field(title="対象債権者")
    consents: Consents = Field(title="同意の状況")
    team: tuple[TeamRow, ...] = Field(title="個別支援チーム")
    plan: PlanView | None = Field(default=None, title="再生計画案")
    sections: tuple[Section, ...] = Field(default=(), title="支援の内容")
    papers: tuple[PaperRow, ...] = Field(default=(), title="書類")
    needed_papers: tuple[NeedRow, ...] = Field(default=(), title="必要な書類")
    paper_steps: tuple[NextStep, ...] = Field(default=(), title="書類の操作")
    next_steps: tuple[NextStep, ...] = Field(title="次の操作")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


def case_view(
    case_id: UUID,
    case: Case,
    history: Sequence[bytes],
    asking: Standing,
    terms: Terms,
    vault: Vault,
    earlier: str = OF_SUPPORT,
) -> CaseView:
    """One case as its stream says; `earlier`: how the case is called that led here. Raises LookupError for a stream that is no
    case of a line.
    """
    if case.line is None:
        raise LookupError(f"no case of support: {case_id}")
    shown, state = SHOWN[case.line], case.state
    content = shown.content(state, terms, vault)
    [name] = vault.open_many([state.candidate.company_name])
    steps = next_steps(case, asking, terms)
    owners = {str(each.creditor_id): each.name for each in content.creditors}

    def pairs(event: Event) -> Iterable[tuple[str, Any]]:
        if tells_of_papers(event):
            return paper_pairs(event, case.shelf, owners)
        if tells_of_releases(event):
            return release_pairs(event)
        told = of_every_line(event) or shown.pairs(event, state)
        return [(earlier if label == OF_SUPPORT else label, value) for label, value in told]

    return CaseView(
        case_id=case_id,
        version=len(history),
        council=case.council,
        services=("support",) if state.candidate.earlier_case else ("intake", "support"),
        earlier_case=state.candidate.earlier_case,
        stage=state.stage.value,
        stage_title=state.stage.label,
        line=case.line,
        header=_header(case, name, content.header, earlier),
        due_on=content.due_on,
        creditors=content.creditors,
        consents=content.consents,
        team=content.team,
        plan=content.plan,
        sections=(*content.sections, *consents_section(case.releases, vault), *reports.section(case, terms, asking.on)),
        papers=paper_rows(case_id, case.shelf, vault, owners),
        needed_papers=need_rows(
            [(title_of(step.command), papers_of_step(case, step.command, owners)) for step in steps],
            case.shelf,
            asking.on,
        ),
        paper_steps=_steps(case_id, [*paper_steps(case, asking), *release_steps(case, asking)]),
        next_steps=_steps(case_id, steps, usual_next(case.line, state.stage, _requested_on(state))),
        timeline=timeline(history, pairs, vault),
    )


def of_every_line(event: Event) -> list[tuple[str, Any]] | None:
    """Label and value of what the history shows of an event that every line has, None for an event of a line."""
    if type(event) not in _BESIDE:
        return None
    shown = [(BESIDE_LABELS[name], getattr(event, name)) for name in type(event).model_fields if name in BESIDE_LABELS]
    if isinstance(event, ReportSubmitted):
        told = "、".join(f"{reports.body_name(each.recipient)} {day(each.on)}" for each in event.deliveries)
        shown.append(("提出先と提出日", told))
    return shown


def _header(case: Case, company_name: str | None, of_line: dict[str, str | None], earlier: str) -> dict[str, str]:
    company = case.state.candidate
    held_by = "中小企業活性化全国本部" if case.council == HQ else council(case.council).name
    rows = {
        "企業名": company_name,
        "協議会": held_by,
        "支援の種類": company.line.label,
        "業種": company.industry.label,
        "従業員数": f"{company.employees:,}人",
        "相談の日": day(company.consulted_on),
        earlier: str(company.earlier_case) if company.earlier_case else None,
        **of_line,
    }
    return {label: value for label, value in rows.items() if value}


def _requested_on(state: Any) -> dt.date | None:
    """The day of the company's application, in the lines that have one."""
    day_of_request: dt.date | None = getattr(state, "requested_on", None)
    return day_of_request


def _steps(case_id: UUID, steps: Iterable[Step], usual: type[BaseModel] | None = None) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(
            command=step.command.__name__,
            title=title_of(step.command),
            path=f"/v1/cases/{case_id}/{kebab(step.command)}",
            allowed=step.allowed,
            provision=step.provision,
            reason_ja=step.ja,
            reason_en=step.en,
            usual=step.command is usual,
        )
        for step in steps
    )
