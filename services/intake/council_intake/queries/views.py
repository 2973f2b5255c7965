"""One consultation, with what is missing, what can come next and its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from council_access import Standing
from council_casework.desk import Erased
from council_casework.files import NeedRow, PaperRow, need_rows, paper_rows
from council_casework.sections import Section, SectionRow, consents_section
from council_directory import council
from council_events import Sealed
from council_events.deciding import Step
from council_events.intake import ConsultationKind, ConsultationOpened, FirstResponse, Lacking, Requester
from council_events.values import SupportLine
from council_kit.answers import NextStep, TimelineEntry
from council_kit.routes import kebab, title_of
from council_kit.timeline import shown_value, timeline
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_intake.domain import BESIDE, Stage, State, deadline_of, needs_of, next_steps
from council_intake.queries.labels import LABELS, pairs
from council_intake.queries.lists import usual_next
from council_intake.rules import papers
from council_intake.rules.standards import is_a_gap
from council_intake.rules.terms import Terms


class CaseView(BaseModel):
    """One consultation as this reader may see it."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    council: str = Field(title="協議会")
    erased: Erased = False
    stage: Stage = Field(title="段階")
    stage_title: str = Field(title="段階名")
    company_name: str | None = Field(title="企業名")
    header: dict[str, str] = Field(title="概要")
    kind: ConsultationKind = Field(title="相談の種類")
    requester: Requester = Field(title="相談者")
    company_id: UUID | None = Field(title="企業番号")
    assigned_to: str = Field(title="応対者")
    lines: tuple[SupportLine, ...] = Field(title="選ばれた支援の種類")
    line: SupportLine | None = Field(title="最後に選ばれた支援の種類")
    result: FirstResponse | None = Field(title="相談の結果")
    role_explained: bool = Field(title="立場と役割の説明")
    missing_items: tuple[str, ...] = Field(title="把握していない事項")
    earlier_case: UUID | None = Field(title="先の相談の案件番号")
    due_on: dt.date | None = Field(default=None, title="期限")
    sections: tuple[Section, ...] = Field(title="相談の内容")
    papers: tuple[PaperRow, ...] = Field(default=(), title="書類")
    needed_papers: tuple[NeedRow, ...] = Field(default=(), title="必要な書類")
    paper_steps: tuple[NextStep, ...] = Field(default=(), title="書類の操作")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


_HEADER: Final = (
    "company_name",
    "requester",
    "requester_name",
    "kind",
    "assigned_to",
    "company_kana",
    "corporate_number",
    "company_phone",
    "legal_form",
    "industry",
    "employees",
    "capital",
    "sales",
    "interest_bearing_debt",
    "wishes",
)


def _header_pairs(state: State, opened: ConsultationOpened) -> Iterator[tuple[str, Any]]:
    request = state.joint_request
    for name in _HEADER:
        yield LABELS[name], getattr(opened, name)
    if request is not None:
        yield LABELS["adviser"], request.adviser
        yield LABELS["adviser_qualification"], request.adviser_qualification
    yield "先の相談", state.earlier
    yield LABELS["application"], state.application
    yield "受付日", state.opened_on
    yield "都道府県", council(opened.prefecture).prefecture
    yield LABELS["line"], state.lines
    yield LABELS["result"], state.result
    yield LABELS["lacking"], tuple(each for each in Lacking if each in state.late)


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


def view(standing: Standing, state: State, history: Sequence[bytes], terms: Terms, vault: Vault) -> CaseView:
    """One consultation as its stream says. Raises LookupError for a stream without a reception."""
    opened = state.opened
    if opened is None:
        raise LookupError("no consultation was received")
    header = header_of(state, opened, vault)
    missing = tuple(item.label for item in state.missing(standing.on))
    steps = next_steps(state, standing, terms)
    owed = deadline_of(state, terms)
    header |= {"期限": f"{shown_value(owed.due_on)}（{owed.lacking.label}）"} if owed else {}
    usual = usual_next(state.stage, opened.kind, role_explained=state.role_explained, drafted=state.is_drafted)
    return CaseView(
        case_id=opened.case_id,
        version=len(history),
        council=state.council,
        stage=state.stage,
        stage_title=state.stage.label,
        company_name=header.get(LABELS["company_name"]) or header.get(LABELS["requester_name"]),
        header=header,
        kind=opened.kind,
        requester=opened.requester,
        company_id=opened.company_id,
        assigned_to=opened.assigned_to,
        lines=state.lines,
        line=state.lines[-1] if state.lines else None,
        result=state.result,
        role_explained=state.role_explained,
        missing_items=missing,
        earlier_case=_case_id(header.get("先の相談")),
        due_on=owed.due_on if owed else None,
        sections=(
            _missing(missing),
            _referrals(state),
            *consents_section(state.releases, vault),
            _report(state, opened),
        ),
        papers=paper_rows(opened.case_id, state.shelf, vault, {}),
        needed_papers=need_rows(
            [(title_of(step.command), needs_of(state, step.command, standing.on)) for step in steps],
            state.shelf,
            standing.on,
        ),
        paper_steps=_steps(opened.case_id, [step for step in steps if step.command in BESIDE]),
        next_steps=_steps(opened.case_id, [step for step in steps if step.command not in BESIDE], usual),
        timeline=timeline(history, lambda event: pairs(event, state.shelf), vault),
    )


def _case_id(text: str | None) -> UUID | None:
    """The number as it was typed; what was erased is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _missing(items: tuple[str, ...]) -> Section:
    """Shown before a line of support is considered (YR-2-2-3-2, B4-3-2)."""
    rows = tuple(SectionRow(cells=(item,)) for item in items)
    return Section(key="missing", title="把握していない事項", columns=("事項",), rows=rows)


def _referrals(state: State) -> Section:
    """To whom the requester was introduced, and by which standard; where there is none, that is to be seen."""
    rows = tuple(
        SectionRow(
            cells=(
                each.body.label,
                each.manner.label if each.manner else "",
                shown_value(each.on),
                f"{shown_value(each.standard_from)}施行"
                if each.standard_from
                else _NO_STANDARD[is_a_gap(each.standard_from, each.on)],
            )
        )
        for each in state.referrals
    )
    columns = ("紹介先", "支援の形", "紹介の日", "引用した受渡し・共同支援の基準")
    return Section(key="referrals", title="関係機関への紹介", columns=columns, rows=rows)


_NO_STANDARD: Final = {
    True: "施行されている基準がありません（組織の頁で基準を定めてください）",
    False: "基準の整備が定められる前の紹介です",
}


def _report(state: State, opened: ConsultationOpened) -> Section:
    """The report that the case owes; its page is there once it was drawn up."""
    kind, _provision = papers.report_of(opened.kind)
    progress = "提出済み" if state.stage is Stage.REPORTED else "作成済み・未提出"
    rows = (SectionRow(cells=(kind.label, progress), link="report"),) if state.drafts else ()
    return Section(key="reports", title="経済産業局等・全国本部への報告", columns=("報告書", "状況"), rows=rows)


def header_of(state: State, opened: ConsultationOpened, vault: Vault) -> dict[str, str]:
    """Label and text of what is known of a consultation."""
    shown = list(_header_pairs(state, opened))
    sealed = [value for _, value in shown if isinstance(value, Sealed)]
    clear = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    return {label: text for label, value in shown if (text := shown_value(value, clear))}
