"""One case of support, as its stream says: creditors, consents, team, plan, next steps and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from council_access import Standing
from council_directory import council
from council_directory.directory import HQ
from council_events import Event
from council_events.support import PlanDrafted
from council_events.values import CreditorKind, SupportLine
from council_kit.answers import NextStep, TimelineEntry
from council_kit.routes import kebab, title_of
from council_kit.timeline import timeline
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_support.domain import Answer, Creditor, Stage, State, Terms, main_creditors, next_report_due, next_steps

CASE_FIELDS: Final = ("company_name", "creditors", "team", "plan", "timeline")
LABELS: Final = {
    "line": "支援の種類", "consulted_on": "相談の日", "company_name": "企業名", "company_kana": "企業名（カナ）",
    "company_phone": "電話番号", "corporate_number": "法人番号", "legal_form": "法人格", "industry": "業種",
    "employees": "従業員数", "capital": "資本金（円）", "sales": "売上高（円）", "interest_bearing_debt": "有利子負債（円）",
    "requested_on": "申込日", "closing_month": "決算月", "creditor_id": "債権者", "creditors": "債権者", "name": "名称",
    "kind": "種類", "claim": "債権額（円）", "exception_grounds": "例外とする理由", "consented_on": "承諾の日",
    "intention": "意向", "note": "内容", "findings": "判断した事項", "waiver_expected": "債権放棄等の見込み",
    "expected_kind": "見込まれる計画の種類", "due_diligence": "調査の方法", "standard_date": "標準処理期間の目安",
    "decided_by": "決定した者", "reason": "理由", "need": "必要とする事情", "with_claim_filing": "債権届出の要請",
    "by": "調査した者", "summary": "概要", "version": "計画案の版", "methods": "金融支援の手法", "jobs": "雇用者数",
    "expected_approval_on": "成立の見込みの日", "reschedule_until": "リスケジュールの末日",
    "has_regional_section": "地域経済への影響の記載", "manager_responsibility": "経営者責任",
    "shareholder_responsibility": "株主責任", "economic_grounds": "経済合理性", "livelihood_benefit": "経営者等の生活の確保",
    "plan_version": "計画案の版", "items": "記載された事項", "signed_by": "作成者", "signer_qualification": "作成者の資格",
    "exception_confirmed": "例外の合理性を確認", "signer_exception": "弁護士が作成しない理由", "conclusion": "結論",
    "mode": "開催の方法", "held_on": "開催日", "consent_deadline": "同意の期限", "confirmation": "確認の方法",
    "confirmed_on": "同意を確認した日", "asked_on": "理由を求めた日", "debt_before": "債務額（円）",
    "debt_waived": "債務減免額（円）", "ground": "終了の事由", "begins_on": "開始日", "ends_on": "最終日",
    "months_between_reports": "報告の間隔（月）", "period_reason": "別の期間とする理由", "number": "回",
    "period_from": "対象期間の初日", "period_to": "対象期間の末日", "result": "結果", "ordinary_profit": "経常利益（円）",
    "advice": "助言", "decision": "判断",
}  # fmt: skip
"""How screens call the fields of support's events."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class CreditorRow(_Answer):
    """One 対象債権者 with its answer to the plan's current version."""

    creditor_id: UUID = Field(title="債権者番号")
    name: str = Field(title="名称")
    kind: CreditorKind = Field(title="種類")
    kind_title: str = Field(title="種類（名称）")
    claim: int = Field(title="債権額（円）")
    main: bool = Field(title="主要債権者")
    contact_allowed: bool = Field(title="接触への承諾")
    intention: str | None = Field(default=None, title="意向")
    status: str = Field(title="同意の状況")
    status_title: str = Field(title="同意の状況（名称）")
    date: dt.date | None = Field(default=None, title="同意・不同意の日")
    reason: str | None = Field(default=None, title="理由")


class TeamRow(_Answer):
    """One member of the 個別支援チーム; `name` names the qualification, people being known by their id here."""

    person: str = Field(title="利用者")
    name: str = Field(title="表示名")
    qualification: str = Field(title="資格")
    outside_expert: bool = Field(title="外部専門家")


class PlanView(_Answer):
    """The version of the plan that stands."""

    version: int = Field(title="版")
    kind: str = Field(title="種類")
    methods: tuple[str, ...] = Field(title="金融支援の手法")
    drafted_on: dt.date | None = Field(title="作成日")
    debt_before: int = Field(title="債務額（円）")
    debt_waived: int = Field(title="債務減免額（円）")
    debt_to_cash_flow: float | None = Field(title="有利子負債の対キャッシュフロー比率（倍）")
    years_to_solvency: int | None = Field(title="実質債務超過の解消までの年数")
    years_to_profit: int | None = Field(title="経常黒字化までの年数")
    summary: str = Field(title="概要")


class Consents(_Answer):
    """How far the consents are."""

    consented: int = Field(title="同意した債権者の数")
    creditors: int = Field(title="対象債権者の数")
    deadline: dt.date | None = Field(title="同意の期限")


class CaseView(_Answer):
    """A restructuring case as the asker may see it."""

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    council: str = Field(title="協議会")
    stage: Stage = Field(title="段階")
    stage_title: str = Field(title="段階（名称）")
    line: SupportLine = Field(title="支援の種類")
    services: tuple[str, ...] = Field(default=("intake", "support"), title="記録のあるサービス")
    header: dict[str, str] = Field(title="概要", description="値のある項目のみ")
    due_on: dt.date | None = Field(default=None, title="期限")
    creditors: tuple[CreditorRow, ...] = Field(title="対象債権者")
    consents: Consents = Field(title="同意の状況")
    team: tuple[TeamRow, ...] = Field(title="個別支援チーム")
    plan: PlanView | None = Field(default=None, title="再生計画案")
    next_steps: tuple[NextStep, ...] = Field(title="次の操作")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


def case_view(
    case_id: UUID, state: State, history: Sequence[bytes], asking: Standing, terms: Terms, vault: Vault
) -> CaseView:
    """One case as its stream says."""
    names = [creditor.name for creditor in state.creditors.values()]
    reasons = [creditor.reason for creditor in state.creditors.values()]
    company = state.candidate.company_name if state.candidate else None
    summary = state.plan.summary if state.plan else None
    opened = vault.open_many([company, summary, *names, *reasons])
    name, plan_summary, texts = opened[0], opened[1], opened[2:]
    main = main_creditors(state, terms)
    return CaseView(
        case_id=case_id,
        version=len(history),
        council=state.council,
        stage=state.stage,
        stage_title=state.stage.label,
        line=state.candidate.line if state.candidate else SupportLine.RESTRUCTURING,
        header=_header(state, name),
        due_on=_due(state),
        creditors=tuple(
            _creditor(creditor, called, reason, main=creditor.creditor_id in main)
            for creditor, called, reason in zip(
                state.creditors.values(), texts[: len(names)], texts[len(names) :], strict=True
            )
        ),
        consents=Consents(
            consented=state.consents,
            creditors=len(state.creditors),
            deadline=state.meeting.consent_deadline if state.meeting else None,
        ),
        team=tuple(
            TeamRow(
                person=member.person,
                name=f"{member.person}（{member.qualification.label}）",
                qualification=member.qualification.label,
                outside_expert=member.outside_expert,
            )
            for member in state.team
        ),
        plan=_plan(state.plan, state.plan_on, plan_summary) if state.plan else None,
        next_steps=_steps(case_id, state, asking, terms),
        timeline=timeline(history, lambda event: _pairs(event, state), vault),
    )


def _header(state: State, company_name: str | None) -> dict[str, str]:
    company = state.candidate
    if company is None:
        return {}
    held_by = "中小企業活性化全国本部" if state.council == HQ else council(state.council).name
    rows = {
        "企業名": company_name,
        "協議会": held_by,
        "支援の種類": company.line.label,
        "業種": company.industry.label,
        "従業員数": f"{company.employees:,}人",
        "相談の日": _day(company.consulted_on),
        "開始決定の日": _day(state.started_on),
        "標準処理期間の目安": _day(state.standard_date),
        "成立・完了の日": _day(state.approved_on),
        "終了の日": _day(state.ended_on),
        "モニタリングの最終日": _day(state.monitoring.ends_on if state.monitoring else None),
    }
    return {label: value for label, value in rows.items() if value}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else f"{day.year}年{day.month}月{day.day}日"


def _due(state: State) -> dt.date | None:
    """The next day that matters, as the work list has it."""
    if state.stage is Stage.CONSENT and state.meeting:
        return state.meeting.consent_deadline
    if state.stage is Stage.MONITORING and state.monitoring:
        return next_report_due(state.monitoring)
    running = Stage.STARTED.rank <= state.stage.rank <= Stage.INVESTIGATED.rank
    return state.standard_date if running else None


def _creditor(creditor: Creditor, name: str, reason: str | None, *, main: bool) -> CreditorRow:
    answer: Answer | None = creditor.answer
    return CreditorRow(
        creditor_id=creditor.creditor_id,
        name=name,
        kind=creditor.kind,
        kind_title=creditor.kind.label,
        claim=creditor.claim,
        main=main,
        contact_allowed=creditor.contact_allowed,
        intention=creditor.intention.label if creditor.intention else None,
        status=answer.value if answer else "none",
        status_title=answer.label if answer else "未回答",
        date=creditor.answered_on,
        reason=reason,
    )


def _plan(plan: PlanDrafted, drafted_on: dt.date | None, summary: str) -> PlanView:
    return PlanView(
        version=plan.version,
        kind=plan.kind.label,
        methods=tuple(method.label for method in plan.methods),
        drafted_on=drafted_on,
        debt_before=plan.figures.debt_before,
        debt_waived=plan.figures.debt_waived,
        debt_to_cash_flow=plan.figures.debt_to_cash_flow,
        years_to_solvency=plan.figures.years_to_solvency,
        years_to_profit=plan.figures.years_to_profit,
        summary=summary,
    )


def _steps(case_id: UUID, state: State, asking: Standing, terms: Terms) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(
            command=step.command.__name__,
            title=title_of(step.command),
            path=f"/v1/cases/{case_id}/{kebab(step.command)}",
            allowed=step.allowed,
            provision=step.provision,
            reason_ja=step.ja,
            reason_en=step.en,
        )
        for step in next_steps(state, asking, terms)
    )


def _pairs(event: Event, state: State) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; creditors by name, team members by qualification and id."""
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field == "creditor_id" and value in state.creditors and "name" not in type(event).model_fields:
            yield LABELS[field], state.creditors[value].name
        elif field == "creditors" and isinstance(value, tuple):
            yield LABELS[field], tuple(state.creditors[each].name for each in value if each in state.creditors)
        elif field == "members":
            yield "構成員", "、".join(f"{member.person}（{member.qualification.label}）" for member in value)
        elif field == "creditors":
            yield "対象債権者の数", value
        elif field in LABELS and field != "creditor_id":
            yield LABELS[field], value
