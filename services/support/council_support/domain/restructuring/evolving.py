"""How each event changes a restructuring case. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from council_events import Event
from council_events.deciding import Fact, changed
from council_events.support import (
    BusinessDueDiligenceCompleted,
    CandidateReceived,
    CasePublished,
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
    PublicationAgreed,
    PublicationSettled,
    RefusalReasonRecorded,
    RepaymentGraceRequested,
    RestructuringEnded,
    RestructuringStarted,
    StartNotified,
    SupportRequested,
    TaxTreatmentIntended,
    TeamFormed,
)

from council_support.domain import creditors, monitored, stages
from council_support.domain.restructuring.state import STAGE_AFTER, Creditor, State


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; an event of no meaning here leaves it as it is."""
    event, kind = fact.event, type(fact.event)
    if kind in _CHANGES:
        state = _CHANGES[kind](state, event)
    elif kind in _DAYS:
        days: dict[str, Any] = {_DAYS[kind]: fact.on}
        state = changed(state, **days)
    elif kind in _DATED:
        state = _DATED[kind](state, event, fact.on)
    if kind is CandidateReceived:
        state = changed(state, council=fact.council)
    stage = stages.stage_after(STAGE_AFTER, state.stage, event)
    return state if stage is state.stage else changed(state, stage=stage)


def _candidate(state: State, event: CandidateReceived, on: dt.date) -> State:
    return changed(state, candidate=event, received_on=on)


def _requested(state: State, event: SupportRequested) -> State:
    return changed(state, requested_on=event.requested_on, closing_month=event.closing_month)


def _listed(state: State, event: CreditorListed) -> State:
    known = state.creditors.get(event.creditor_id)
    if known is None:
        known = state.left_out.get(event.creditor_id) or Creditor(
            event.creditor_id, event.kind, event.name, event.claim
        )
    creditor = changed(
        known, kind=event.kind, name=event.name, claim=event.claim, subrogated_on=event.subrogated_on, answer=None
    )
    others = {each: kept for each, kept in state.left_out.items() if each != event.creditor_id}
    return creditors.put(changed(state, left_out=MappingProxyType(others)), creditor)


def _left_out(state: State, event: CreditorLeftOut | PlanRevisedWithoutCreditor) -> State:
    creditor = state.creditors.get(event.creditor_id)
    if creditor is None:
        return state
    staying = {each: kept for each, kept in state.creditors.items() if each != event.creditor_id}
    leaving = {**state.left_out, creditor.creditor_id: creditor}
    return changed(state, creditors=MappingProxyType(staying), left_out=MappingProxyType(leaving))


def _filed(state: State, event: ClaimFiled) -> State:
    return creditors.mark(state, event.creditor_id, filing=event)


def _inquired(state: State, event: CreditorInquiryStarted, on: dt.date) -> State:
    return creditors.mark(state, event.creditor_id, inquired_on=on)


def _intended(state: State, event: CreditorIntentionRecorded) -> State:
    return creditors.mark(state, event.creditor_id, intention=event.intention)


def _head_consulted(state: State, event: HostHeadConsulted) -> State:
    return changed(state, host_head_consulted_on=event.consulted_on)


def _started(state: State, event: RestructuringStarted, on: dt.date) -> State:
    return changed(
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
    return changed(
        state,
        findings=frozenset(event.findings),
        waiver_expected=event.waiver_expected,
        expected_kind=event.expected_kind,
        due_diligence=event.due_diligence,
        standard_date=event.standard_date,
    )


def _team(state: State, event: TeamFormed) -> State:
    return changed(state, team=event.members, team_by_exception=event.exception_grounds is not None)


def _drafted(state: State, event: PlanDrafted, on: dt.date) -> State:
    return changed(_unanswered(state), plan=event, plan_on=on, report=None, meeting=None)


def _unanswered(state: State) -> State:
    return changed(state, creditors=creditors.unanswered(state.creditors, reason=None, pending=None))


def _revised(state: State, event: PlanRevisedWithoutCreditor, on: dt.date) -> State:
    state = _unanswered(_left_out(state, event))
    if state.plan is None or state.meeting is None:
        return state
    released = {"debt_before": event.debt_before, "debt_waived": event.debt_waived}
    figures = state.plan.figures.model_copy(update=released)
    burdens = tuple(burden for burden in state.plan.burdens if burden.creditor_id != event.creditor_id)
    plan = state.plan.model_copy(update={"version": event.version, "figures": figures, "burdens": burdens})
    meeting = state.meeting.model_copy(update={"consent_deadline": event.consent_deadline})
    return changed(state, plan=plan, plan_on=on, meeting=meeting)


def _plan_met(state: State, event: PlanMeetingHeld) -> State:
    return changed(state, plan_meetings=(*state.plan_meetings, event))


def _pending(state: State, event: CreditorApprovalPending) -> State:
    return creditors.mark(state, event.creditor_id, pending=event)


def _grace(state: State, event: RepaymentGraceRequested, on: dt.date) -> State:
    return changed(state, grace_requested_on=on, claims_asked_for=state.claims_asked_for or event.with_claim_filing)


def _end_notified(state: State, event: EndNotified) -> State:
    return changed(state, end_notified=event)


def _reported(state: State, event: InvestigationReported) -> State:
    return changed(state, report=event)


def _met(state: State, event: CreditorsMeetingHeld) -> State:
    return changed(state, meeting=event)


def _explained(state: State, event: RefusalReasonRecorded) -> State:
    return creditors.mark(state, event.creditor_id, reason=event.reason)


def _ended(state: State, event: RestructuringEnded, on: dt.date) -> State:
    return changed(state, ended_on=on, end=event)


_CHANGES: dict[type[Event], Callable[[State, Any], State]] = {
    TaxTreatmentIntended: lambda state, event: changed(state, intended=event.provisions),
    SupportRequested: _requested,
    CreditorListed: _listed,
    CreditorLeftOut: _left_out,
    ClaimFiled: _filed,
    PlanMeetingHeld: _plan_met,
    CreditorApprovalPending: _pending,
    EndNotified: _end_notified,
    CreditorContactConsented: creditors.allow_contact,
    CreditorIntentionRecorded: _intended,
    HostHeadConsulted: _head_consulted,
    CourseChanged: _course,
    TeamFormed: _team,
    InvestigationReported: _reported,
    CreditorsMeetingHeld: _met,
    RefusalReasonRecorded: _explained,
    PublicationAgreed: lambda state, event: changed(state, publication=event, publish_on=None),
    PublicationSettled: lambda state, event: changed(state, publish_on=event.publish_on),
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
    CreditorConsented: creditors.consented(pending=None),
    CreditorRefused: creditors.refused(pending=None),
    CreditorConsentWithdrawn: creditors.withdrawn,
    RestructuringEnded: _ended,
    CasePublished: lambda state, event, on: changed(state, published=event, published_on=on),
}
