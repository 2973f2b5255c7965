"""How each event changes a restructuring case. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from council_events import Event
from council_events.deciding import Fact
from council_events.support import (
    BusinessDueDiligenceCompleted,
    CandidateReceived,
    ClaimFiled,
    CourseChanged,
    CreditorApprovalPending,
    CreditorConsented,
    CreditorConsentWithdrawn,
    CreditorContactConsented,
    CreditorInquiryStarted,
    CreditorIntentionRecorded,
    CreditorLeftOut,
    CreditorListed,
    CreditorRefused,
    CreditorsMeetingHeld,
    EndNotified,
    FinancialDueDiligenceCompleted,
    HostHeadConsulted,
    InvestigationReported,
    PlanApproved,
    PlanDrafted,
    PlanMeetingHeld,
    PlanRevisedWithoutCreditor,
    RefusalReasonRecorded,
    RepaymentGraceRequested,
    RestructuringEnded,
    RestructuringStarted,
    StartNotified,
    SupportRequested,
    TaxTreatmentIntended,
    TeamFormed,
)

from council_support.domain import monitored, stages
from council_support.domain.restructuring.state import STAGE_AFTER, Answer, Creditor, State


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; an event of no meaning here leaves it as it is."""
    event, kind = fact.event, type(fact.event)
    if kind in _CHANGES:
        state = _CHANGES[kind](state, event)
    elif kind in _DAYS:
        days: dict[str, Any] = {_DAYS[kind]: fact.on}
        state = replace(state, **days)
    elif kind in _DATED:
        state = _DATED[kind](state, event, fact.on)
    if kind is CandidateReceived:
        state = replace(state, council=fact.council)
    stage = stages.stage_after(STAGE_AFTER, state.stage, event)
    return state if stage is state.stage else replace(state, stage=stage)


def _candidate(state: State, event: CandidateReceived, on: dt.date) -> State:
    return replace(state, candidate=event, received_on=on)


def _requested(state: State, event: SupportRequested) -> State:
    return replace(state, requested_on=event.requested_on, closing_month=event.closing_month)


def _listed(state: State, event: CreditorListed) -> State:
    known = state.creditors.get(event.creditor_id)
    if known is None:
        known = state.left_out.get(event.creditor_id) or Creditor(
            event.creditor_id, event.kind, event.name, event.claim
        )
    creditor = replace(
        known, kind=event.kind, name=event.name, claim=event.claim, subrogated_on=event.subrogated_on, answer=None
    )
    others = {each: kept for each, kept in state.left_out.items() if each != event.creditor_id}
    return _with(replace(state, left_out=MappingProxyType(others)), creditor)


def _left_out(state: State, event: CreditorLeftOut | PlanRevisedWithoutCreditor) -> State:
    creditor = state.creditors.get(event.creditor_id)
    if creditor is None:
        return state
    staying = {each: kept for each, kept in state.creditors.items() if each != event.creditor_id}
    leaving = {**state.left_out, creditor.creditor_id: creditor}
    return replace(state, creditors=MappingProxyType(staying), left_out=MappingProxyType(leaving))


def _filed(state: State, event: ClaimFiled) -> State:
    return _mark(state, event.creditor_id, filing=event)


def _contact(state: State, event: CreditorContactConsented) -> State:
    allowed = {
        creditor_id: replace(state.creditors[creditor_id], contact_allowed=True)
        for creditor_id in event.creditors
        if creditor_id in state.creditors
    }
    return replace(state, creditors=MappingProxyType({**state.creditors, **allowed}))


def _inquired(state: State, event: CreditorInquiryStarted, on: dt.date) -> State:
    return _mark(state, event.creditor_id, inquired_on=on)


def _intended(state: State, event: CreditorIntentionRecorded) -> State:
    return _mark(state, event.creditor_id, intention=event.intention)


def _head_consulted(state: State, event: HostHeadConsulted) -> State:
    return replace(state, host_head_consulted_on=event.consulted_on)


def _started(state: State, event: RestructuringStarted, on: dt.date) -> State:
    return replace(
        state,
        started_on=on,
        findings=frozenset(event.findings),
        started_by_exception=event.exception_grounds is not None,
        waiver_expected=event.waiver_expected,
        expected_kind=event.expected_kind,
        due_diligence=event.due_diligence,
        standard_date=event.standard_date,
    )


def _course(state: State, event: CourseChanged) -> State:
    return replace(
        state,
        findings=frozenset(event.findings),
        waiver_expected=event.waiver_expected,
        expected_kind=event.expected_kind,
        due_diligence=event.due_diligence,
        standard_date=event.standard_date,
    )


def _team(state: State, event: TeamFormed) -> State:
    return replace(state, team=event.members, team_by_exception=event.exception_grounds is not None)


def _drafted(state: State, event: PlanDrafted, on: dt.date) -> State:
    return replace(_unanswered(state), plan=event, plan_on=on, report=None, meeting=None)


def _unanswered(state: State) -> State:
    """No creditor has answered the version that stands from now on."""
    asked = {
        creditor_id: replace(creditor, answer=None, answered_on=None, reason=None, pending=None)
        for creditor_id, creditor in state.creditors.items()
    }
    return replace(state, creditors=MappingProxyType(asked))


def _revised(state: State, event: PlanRevisedWithoutCreditor, on: dt.date) -> State:
    state = _unanswered(_left_out(state, event))
    if state.plan is None or state.meeting is None:
        return state
    released = {"debt_before": event.debt_before, "debt_waived": event.debt_waived}
    figures = state.plan.figures.model_copy(update=released)
    burdens = tuple(burden for burden in state.plan.burdens if burden.creditor_id != event.creditor_id)
    plan = state.plan.model_copy(update={"version": event.version, "figures": figures, "burdens": burdens})
    meeting = state.meeting.model_copy(update={"consent_deadline": event.consent_deadline})
    return replace(state, plan=plan, plan_on=on, meeting=meeting)


def _plan_met(state: State, event: PlanMeetingHeld) -> State:
    return replace(state, plan_meetings=(*state.plan_meetings, event))


def _pending(state: State, event: CreditorApprovalPending) -> State:
    return _mark(state, event.creditor_id, pending=event)


def _grace(state: State, event: RepaymentGraceRequested, on: dt.date) -> State:
    return replace(state, grace_requested_on=on, claims_asked_for=state.claims_asked_for or event.with_claim_filing)


def _end_notified(state: State, event: EndNotified) -> State:
    return replace(state, end_notified=event)


def _reported(state: State, event: InvestigationReported) -> State:
    return replace(state, report=event)


def _met(state: State, event: CreditorsMeetingHeld) -> State:
    return replace(state, meeting=event)


def _consented(state: State, event: CreditorConsented) -> State:
    return _mark(
        state, event.creditor_id, answer=Answer.CONSENTED, answered_on=event.confirmed_on, reason=None, pending=None
    )


def _refused(state: State, event: CreditorRefused, on: dt.date) -> State:
    return _mark(state, event.creditor_id, answer=Answer.REFUSED, answered_on=on, reason=event.reason, pending=None)


def _explained(state: State, event: RefusalReasonRecorded) -> State:
    return _mark(state, event.creditor_id, reason=event.reason)


def _withdrawn(state: State, event: CreditorConsentWithdrawn, on: dt.date) -> State:
    return _mark(state, event.creditor_id, answer=Answer.WITHDRAWN, answered_on=on, reason=event.reason)


def _ended(state: State, event: RestructuringEnded, on: dt.date) -> State:
    return replace(state, ended_on=on, end=event)


def _with(state: State, creditor: Creditor) -> State:
    return replace(state, creditors=MappingProxyType({**state.creditors, creditor.creditor_id: creditor}))


def _mark(state: State, creditor_id: UUID, **changes: Any) -> State:
    creditor = state.creditors.get(creditor_id)
    return state if creditor is None else _with(state, replace(creditor, **changes))


_CHANGES: dict[type[Event], Callable[[State, Any], State]] = {
    TaxTreatmentIntended: lambda state, event: replace(state, intended=event.provisions),
    SupportRequested: _requested,
    CreditorListed: _listed,
    CreditorLeftOut: _left_out,
    ClaimFiled: _filed,
    PlanMeetingHeld: _plan_met,
    CreditorApprovalPending: _pending,
    EndNotified: _end_notified,
    CreditorContactConsented: _contact,
    CreditorIntentionRecorded: _intended,
    HostHeadConsulted: _head_consulted,
    CourseChanged: _course,
    TeamFormed: _team,
    InvestigationReported: _reported,
    CreditorsMeetingHeld: _met,
    CreditorConsented: _consented,
    RefusalReasonRecorded: _explained,
    **monitored.CHANGES,
}
_DAYS: dict[type[Event], str] = {
    StartNotified: "notified_on",
    FinancialDueDiligenceCompleted: "financial_examined_on",
    BusinessDueDiligenceCompleted: "business_examined_on",
    PlanApproved: "approved_on",
}
"""Events that give the state nothing but their day."""
_DATED: dict[type[Event], Callable[[State, Any, dt.date], State]] = {
    CandidateReceived: _candidate,
    CreditorInquiryStarted: _inquired,
    RestructuringStarted: _started,
    PlanDrafted: _drafted,
    RepaymentGraceRequested: _grace,
    PlanRevisedWithoutCreditor: _revised,
    CreditorRefused: _refused,
    CreditorConsentWithdrawn: _withdrawn,
    RestructuringEnded: _ended,
}
