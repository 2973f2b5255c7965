"""One case of subsidy, as its stream says: agencies, estimates, decided amounts, next steps and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from council_access import Standing
from council_casework.desk import Erased
from council_casework.files import LABELS as PAPER_LABELS
from council_casework.files import NeedRow, PaperRow, need_rows, paper_pairs, paper_rows, tells_of_papers
from council_casework.releases import release_pairs, tells_of_releases
from council_casework.sections import Section, consents_section
from council_directory import council
from council_directory.directory import HQ
from council_events import Event, Sealed, read_envelope
from council_events.deciding import Step
from council_events.subsidy import Cost, PaymentKind, SubsidyAdviceGiven, SubsidyApplicationFiled
from council_events.values import SupportLine
from council_kit.answers import NextStep, TimelineEntry
from council_kit.routes import kebab, title_of
from council_kit.timeline import timeline
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_subsidy.commands import FileApplication, GivePreliminaryAdvice
from council_subsidy.domain import (
    Circumstances,
    Due,
    Stage,
    State,
    due_on,
    needed_papers,
    next_steps,
    paper_steps,
    release_steps,
    second_half_unlocked,
)
from council_subsidy.queries.lists import NEXT_COMMAND
from council_subsidy.queries.sections import day, sections
from council_subsidy.rules import amounts, clocks, rulebook
from council_subsidy.rules.terms import Terms, shown

CASE_FIELDS: Final = ("company_name", "agencies", "lines", "payments", "sections", "timeline")
LABELS: Final = PAPER_LABELS | {
    "track": "枠", "company_name": "企業名", "company_kana": "企業名（カナ）", "corporate_number": "法人番号",
    "legal_form": "組織形態", "industry": "業種", "employees": "従業員数", "sales": "売上高（円）",
    "interest_bearing_debt": "有利子負債（円）", "financial_support": "求める金融支援", "papers": "提出書類",
    "guarantee_release": "経営者保証の解除を目指す", "interim_requested": "期中の伴走支援の希望",
    "lenders": "借入先の金融機関の数", "guaranteed_loan": "保証付き借入", "main_bank_signed": "主要金融機関の連名",
    "registry_certificate_on": "履歴事項全部証明書の発行日", "ruleset": "適用する規則", "lapses_on": "支払申請の期限",
    "above_guide_reason": "費用総額の目安を超える理由", "reason": "理由", "entries": "理由を付けた記録の数",
    "lenders_consented": "同意書のある金融機関の数",
    "worked_from": "業務を開始した日", "total": "補助額の合計（円）", "number": "伴走支援の回", "kind": "種類",
    "period_to": "対象期間の末日", "report": "報告の要点", "agency_id": "支払先", "amount": "金額（円）", "paid_on": "支払日",
    "agencies": "認定経営革新等支援機関", "estimates": "見積額", "costs": "申請額", "payables": "支払決定の内訳",
    "filed_by": "提出した者", "cooperating_council": "連携する協議会", "out_of_area_reason": "県域を越える理由",
    "decline_cause": "業況悪化の要因", "reuse_ground": "再度の利用の事由", "reuse_reason": "再度の利用の理由",
    "bank": "民間金融機関による早期", "finding": "判断の内容", "largest_subsidy": "補助の最大（円）",
    "negotiation_subsidy": "うち金融機関交渉費用（円）", "reuse": "再度の利用", "plan_completed_on": "計画が完成した日",
    "closing_month": "決算月", "lines": "費用の区分ごとの補助額", "reports": "伴走支援の予定", "scheme": "事業の種類",
    "fund": "財源", "stage": "段階", "items": "内容の種類", "advised": "相手方", "agency_ids": "助言した機関",
    "asker": "相談者", "advice": "内容", "requested_on": "求めのあった日", "request": "求めの内容",
    "content": "サポートの内容", "person": "代理者", "proxy": "代理による発行", "text": "通知の本文", "pay_on": "支払日",
    "provision": "根拠規定", "allowed": "利用の可否", "finding_needed": "協議会の判断を要する",
    "remaining": "残りの上限額（円）", "accepted_on": "受理日", "cause": "業況悪化の要因",
    "next_case_id": "再チャレンジ支援の案件", "monitoring": "計画成立後の判断", "judged_by": "判断した者", "told_on": "申請企業に伝えた日",
    "filed_on": "利用申請の日", "found_by": "判断した統括責任者", "consultation_id": "窓口相談の案件",
    "responder": "窓口相談の応対者",
}  # fmt: skip
"""How screens call the fields of subsidy's events."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class AgencyRow(_Answer):
    """One 認定経営革新等支援機関 of the case."""

    agency_id: str = Field(title="認定支援機関ID番号")
    name: str = Field(title="名称")
    representative: bool = Field(title="代表")


class LineRow(_Answer):
    """The estimate of one line with the largest subsidy it can bring; yen. `own_share` is what the company bears."""

    line: str = Field(title="費用の区分")
    cost: int = Field(title="見積額（円）")
    two_thirds: int = Field(title="3分の2（円）")
    subsidy: int = Field(title="補助の上限（円）")
    own_share: int = Field(title="自己負担（円）")


class PaymentRow(_Answer):
    """One decided amount for one agency; `status` is paid, due or waiting (for the first accompaniment fee)."""

    agency_id: str = Field(title="認定支援機関ID番号")
    agency_name: str = Field(title="名称")
    kind: str = Field(title="支払の種類")
    number: int | None = Field(default=None, title="伴走支援の回")
    amount: int = Field(title="金額（円）")
    status: str = Field(title="状態")
    status_title: str = Field(title="状態（名称）")
    paid_on: dt.date | None = Field(default=None, title="支払日")


class CaseView(_Answer):
    """A case of the plan-subsidy programme as the asker may see it."""

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    council: str = Field(title="協議会")
    erased: Erased = False
    stage: Stage = Field(title="段階")
    stage_title: str = Field(title="段階（名称）")
    line: SupportLine = Field(default=SupportLine.PLAN_SUBSIDY, title="支援の種類")
    services: tuple[str, ...] = Field(default=("subsidy",), title="記録のあるサービス")
    header: dict[str, str] = Field(title="概要", description="値のある項目のみ")
    due_on: dt.date | None = Field(default=None, title="期限")
    agencies: tuple[AgencyRow, ...] = Field(title="認定経営革新等支援機関")
    lines: tuple[LineRow, ...] = Field(title="見積りと補助の上限")
    payments: tuple[PaymentRow, ...] = Field(title="支払")
    sections: tuple[Section, ...] = Field(default=(), title="案件の内容")
    papers: tuple[PaperRow, ...] = Field(default=(), title="書類")
    needed_papers: tuple[NeedRow, ...] = Field(default=(), title="必要な書類")
    paper_steps: tuple[NextStep, ...] = Field(default=(), title="書類の操作")
    next_steps: tuple[NextStep, ...] = Field(title="次の操作")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


class TermView(_Answer):
    """One value that the sources leave open, as this deployment sets it."""

    name: str = Field(title="設定名")
    title: str = Field(title="設定")
    value: str = Field(title="現在の値")
    default: str = Field(title="既定値")
    provision: str = Field(title="根拠規定")
    source: str = Field(title="出典")


class TermsView(_Answer):
    """The settings of the plan-subsidy programme, with the documents that its rule book rests on."""

    basis: tuple[str, ...] = Field(title="根拠となる文書")
    tracks: tuple[str, ...] = Field(title="枠")
    terms: tuple[TermView, ...] = Field(title="設定")


def terms_view(terms: Terms) -> TermsView:
    """Every setting with its default, provision and source."""
    return TermsView(
        basis=rulebook.basis(),
        tracks=tuple(track.label for track in rulebook.tracks()),
        terms=tuple(TermView(**row._asdict()) for row in shown(terms)),
    )


def case_view(
    case_id: UUID, state: State, history: Sequence[bytes], asking: Standing, vault: Vault, terms: Terms
) -> CaseView:
    """One case as its stream says."""
    filed, around = state.application, Circumstances(asking, terms)
    sealed = [filed.company_name, *(agency.name for agency in filed.agencies)] if filed else [_asker(state)]
    company_name, *agency_names = vault.open_many(sealed)
    agencies = filed.agencies if filed else ()
    names = {agency.agency_id: name for agency, name in zip(agencies, agency_names, strict=True)}
    return CaseView(
        case_id=case_id,
        version=len(history),
        council=state.council,
        stage=state.stage,
        stage_title=state.stage.label,
        header=_header(state, company_name, asking.on),
        due_on=due_on(state, around),
        agencies=tuple(
            AgencyRow(agency_id=agency.agency_id, name=names[agency.agency_id], representative=agency.representative)
            for agency in agencies
        ),
        lines=tuple(_lines(state, around)),
        payments=tuple(_payment(due, names, released=second_half_unlocked(state)) for due in state.dues),
        sections=(*sections(state, around, vault), *consents_section(state.releases, vault)),
        papers=paper_rows(case_id, state.shelf, vault, names),
        needed_papers=need_rows(
            [(title_of(step), needs) for step, needs in needed_papers(state, around, names)], state.shelf, asking.on
        ),
        paper_steps=_steps(case_id, [*paper_steps(state, asking), *release_steps(state, asking)]),
        next_steps=_steps(case_id, next_steps(state, asking, terms), _usual(state, history)),
        timeline=timeline(
            history,
            lambda event: (
                paper_pairs(event, state.shelf, names)
                if tells_of_papers(event)
                else release_pairs(event)
                if tells_of_releases(event)
                else _pairs(event, filed)
            ),
            vault,
        ),
    )


def _asker(state: State) -> Sealed[str] | None:
    """Who came for a preliminary consultation, while there is no application."""
    return next((given.asker for given in state.advice if given.asker is not None), None)


def _header(state: State, company_name: str | None, on: dt.date) -> dict[str, str]:
    filed = state.application
    council_name = "中小企業活性化全国本部" if state.council == HQ else council(state.council).name
    if filed is None:
        return {"相談者": company_name or "", "協議会": council_name}
    rows = {
        "企業名": company_name,
        "協議会": council_name,
        "枠": rulebook.display_name(filed.track, state.accepted_on or on),
        "業種": filed.industry.label,
        "申請日": day(state.filed_on),
        "受理日": day(state.accepted_on),
        "適用する規則": day(state.ruleset),
        "支払申請の期限": day(state.lapses_on),
        "決定額の合計": f"{sum(due.payable.amount for due in state.dues):,}円",
        "支払済みの額": f"{sum(due.payable.amount for due in state.dues if due.paid_on):,}円",
        "終了": state.end.label if state.end else None,
    }
    return {label: value for label, value in rows.items() if value}


def _lines(state: State, around: Circumstances) -> Iterable[LineRow]:
    """The estimate line by line, with the largest subsidy under the rules pinned, before acceptance those of the day."""
    filed = state.application
    if filed is None:
        return
    caps = amounts.caps_of(filed.track, state.ruleset or clocks.ruleset_on(around.on))
    granted = amounts.by_line(amounts.subsidy_by_agency(filed.estimates, caps, {}, around.terms))
    for line in dict.fromkeys(cost.line for cost in filed.estimates):
        cost = amounts.cost_of(filed.estimates, [line])
        subsidy = granted.get(line, 0)
        yield LineRow(
            line=line.label,
            cost=cost,
            two_thirds=amounts.two_thirds(cost, around.terms),
            subsidy=subsidy,
            own_share=cost - subsidy,
        )


_STATUS: Final = {"paid": "支払済み", "due": "未払", "waiting": "初回の伴走支援費用の支払待ち"}


def _payment(due: Due, names: dict[str, str], *, released: bool) -> PaymentRow:
    waits = due.payable.kind is PaymentKind.PLAN_SECOND_HALF and not released
    status = "paid" if due.paid_on else "waiting" if waits else "due"
    return PaymentRow(
        agency_id=due.payable.agency_id,
        agency_name=names.get(due.payable.agency_id, due.payable.agency_id),
        kind=due.payable.kind.label,
        number=due.number,
        amount=due.payable.amount,
        status=status,
        status_title=_STATUS[status],
        paid_on=due.paid_on,
    )


def path_of(command: type[BaseModel], case_id: UUID) -> str:
    """Where a command is posted: what makes a case names it in the body."""
    opening = {FileApplication: "/v1/applications", GivePreliminaryAdvice: "/v1/preliminary-advice"}
    return opening.get(command, f"/v1/cases/{case_id}/{kebab(command)}")


def _usual(state: State, history: Sequence[bytes]) -> type[BaseModel] | None:
    """What mostly comes after the last event that anything comes after."""
    if state.stage is Stage.ENDED:
        return None
    for raw in reversed(history):
        event = read_envelope(raw).data
        said = f".{event.stage.value}" if isinstance(event, SubsidyAdviceGiven) else ""
        following = NEXT_COMMAND.get(f"{type(event).__name__}{said}")
        if following is not None:
            return following
    return None


def _steps(case_id: UUID, steps: Iterable[Step], usual: type[BaseModel] | None = None) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(
            command=step.command.__name__,
            title=title_of(step.command),
            path=path_of(step.command, case_id),
            allowed=step.allowed,
            provision=step.provision,
            reason_ja=step.ja,
            reason_en=step.en,
            usual=step.command is usual,
        )
        for step in steps
    )


def _pairs(event: Event, filed: SubsidyApplicationFiled | None) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; agencies by name, amounts with their line or kind."""
    names: dict[str, Sealed[str]] = {agency.agency_id: agency.name for agency in filed.agencies} if filed else {}
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field not in LABELS:
            continue
        told = _told(field, value, names)
        if told is not None:
            yield LABELS[field], told


def _told(field: str, value: Any, names: dict[str, Sealed[str]]) -> Any:
    """What is shown of one field: agencies by name, amounts with their line or kind; None: nothing."""
    if field == "agency_id":
        return names.get(value, value)
    if field == "agencies":
        return tuple(getattr(each, "name", None) or names.get(each.agency_id, each.agency_id) for each in value)
    if field == "bank" and value is not None:
        return f"融資総額{value.total_lending:,}円、ゼロゼロ融資{value.zero_zero_balance:,}円"
    if field in _ROWS:
        return "、".join(map(_ROWS[field], value))
    return value


def _of_line(each: Cost) -> str:
    return f"{each.line.label} {each.amount:,}円（{each.agency_id}）"


_ROWS: Final[dict[str, Callable[[Any], str]]] = {
    "estimates": _of_line,
    "costs": _of_line,
    "payables": lambda each: f"{each.kind.label} {each.amount:,}円（{each.agency_id}）",
    "lines": lambda each: f"{each.line.label} {each.amount:,}円",
    "reports": lambda each: f"{each.kind.label} {day(each.period_to)}",
}
