"""What is shown of a restructuring case: creditors, consents, team and plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from council_events import Event
from council_events.support import PlanDrafted
from council_kit.vault import Vault

from council_support.domain.behaviour import Terms
from council_support.domain.restructuring import Answer, Creditor, Stage, State, main_creditors, next_report_due
from council_support.queries.parts import Consents, Content, CreditorRow, PlanView, TeamRow, day
from council_support.queries.restructuring.labels import LABELS
from council_support.queries.restructuring.sections import sealed_of_sections, sections


def content(state: State, terms: Terms, vault: Vault) -> Content:
    """The case as its state says; every sealed text is opened in one visit of the vault."""
    names = [creditor.name for creditor in state.creditors.values()]
    reasons = [creditor.reason for creditor in state.creditors.values()]
    summary = state.plan.summary if state.plan else None
    opened = vault.open_many([summary, *names, *reasons, *sealed_of_sections(state)])
    plan_summary, texts, more = opened[0], opened[1 : 1 + 2 * len(names)], opened[1 + 2 * len(names) :]
    main = main_creditors(state, terms)
    return Content(
        header={
            "開始決定の日": day(state.started_on),
            "標準処理期間の目安": day(state.standard_date),
            "成立・完了の日": day(state.approved_on),
            "終了の日": day(state.ended_on),
            "モニタリングの最終日": day(state.monitoring.ends_on if state.monitoring else None),
        },
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
        sections=sections(state, dict(zip(state.creditors, texts[: len(names)], strict=True)), more),
    )


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
        status_title=answer.label if answer else "外部承認待ち" if creditor.pending else "未回答",
        date=creditor.answered_on,
        reason=reason,
    )


def _plan(plan: PlanDrafted, drafted_on: dt.date | None, summary: str) -> PlanView:
    return PlanView(
        version=plan.version,
        kind=plan.kind.label,
        methods=tuple(method.label for method in plan.methods),
        business_methods=tuple(method.label for method in plan.business_methods),
        drafted_on=drafted_on,
        debt_before=plan.figures.debt_before,
        debt_waived=plan.figures.debt_waived,
        debt_to_cash_flow=plan.figures.debt_to_cash_flow,
        years_to_solvency=plan.figures.years_to_solvency,
        years_to_profit=plan.figures.years_to_profit,
        summary=summary,
    )


def pairs(event: Event, state: State) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; creditors by name, team members by qualification and id."""
    known = {**state.left_out, **state.creditors}
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field == "creditor_id" and value in known and "name" not in type(event).model_fields:
            yield LABELS[field], known[value].name
        elif field in ("creditors", "consenting") and isinstance(value, tuple):
            yield LABELS[field], tuple(known[each].name for each in value if each in known)
        elif field == "members":
            yield "構成員", "、".join(f"{member.person}（{member.qualification.label}）" for member in value)
        elif field == "creditors":
            yield "対象債権者の数", value
        elif field in LABELS and field != "creditor_id":
            yield LABELS[field], value
