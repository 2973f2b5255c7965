"""How each event changes a restructuring case. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

from council_events import Event
from council_events.deciding import changed
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


def _requested(state: State, event: SupportRequested, _on: dt.date) -> State:
    return changed(state, requested_on=event.requested_on, closing_month=event.closing_month)


def _listed(state: State, event: CreditorListed, _on: dt.date) -> State:
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


def _left_out(state: State, event: CreditorLeftOut | PlanRevisedWithoutCreditor, _on: dt.date) -> State:
    creditor = state.creditors.get(event.creditor_id)
    if creditor is None:
        return state
    staying = {each: kept for each, kept in state.creditors.items() if each != event.creditor_id}
    leaving = {**state.left_out, creditor.creditor_id: creditor}
    return changed(state, creditors=MappingProxyType(staying), left_out=MappingProxyType(leaving))


def _filed(state: State, event: ClaimFiled, _on: dt.date) -> State:
    return creditors.mark(state, event.creditor_id, filing=event)


def _inquired(state: State, event: CreditorInquiryStarted, on: dt.date) -> State:
    return creditors.mark(state, event.creditor_id, inquired_on=on)


def _intended(state: State, event: CreditorIntentionRecorded, _on: dt.date) -> State:
    return creditors.mark(state, event.creditor_id, intention=event.intention)


def _head_consulted(state: State, event: HostHeadConsulted, _on: dt.date) -> State:
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


def _course(state: State, event: CourseChanged, _on: dt.date) -> State:
    return changed(
        state,
        findings=frozenset(event.findings),
        waiver_expected=event.waiver_expected,
        expected_kind=event.expected_kind,
        due_diligence=event.due_diligence,
        standard_date=event.standard_date,
    )


def _team(state: State, event: TeamFormed, _on: dt.date) -> State:
    return changed(state, team=event.members, team_by_exception=event.exception_grounds is not None)


def _drafted(state: State, event: PlanDrafted, on: dt.date) -> State:
    return changed(_unanswered(state), plan=event, plan_on=on, report=None, meeting=None)


def _unanswered(state: State) -> State:
    return changed(state, creditors=creditors.unanswered(state.creditors, reason=None, pending=None))


def _revised(state: State, event: PlanRevisedWithoutCreditor, on: dt.date) -> State:
    state = _unanswered(_left_out(state, event, on))
    if state.plan is None or state.meeting is None:
        return state
    released = {"debt_before": event.debt_before, "debt_waived": event.debt_waived}
    figures = state.plan.figures.model_copy(update=released)
    burdens = tuple(burden for burden in state.plan.burdens if burden.creditor_id != event.creditor_id)
    plan = state.plan.model_copy(update={"version": event.version, "figures": figures, "burdens": burdens})
    meeting = state.meeting.model_copy(update={"consent_deadline": event.consent_deadline})
    return changed(state, plan=plan, plan_on=on, meeting=meeting)


def _plan_met(state: State, event: PlanMeetingHeld, _on: dt.date) -> State:
    return changed(state, plan_meetings=(*state.plan_meetings, event))


def _pending(state: State, event: CreditorApprovalPending, _on: dt.date) -> State:
    return creditors.mark(state, event.creditor_id, pending=event)


def _grace(state: State, event: RepaymentGraceRequested, on: dt.date) -> State:
    return changed(state, grace_requested_on=on, claims_asked_for=state.claims_asked_for or event.with_claim_filing)


def _end_notified(state: State, event: EndNotified, _on: dt.date) -> State:
    return changed(state, end_notified=event)


def _reported(state: State, event: InvestigationReported, _on: dt.date) -> State:
    return changed(state, report=event)


def _met(state: State, event: CreditorsMeetingHeld, _on: dt.date) -> State:
    return changed(state, meeting=event)


def _explained(state: State, event: RefusalReasonRecorded, _on: dt.date) -> State:
    return creditors.mark(state, event.creditor_id, reason=event.reason)


def _ended(state: State, event: RestructuringEnded, on: dt.date) -> State:
    return changed(state, ended_on=on, end=event)


_CHANGES: dict[type[Event], stages.Change[State]] = {
    CandidateReceived: lambda state, event, on: changed(state, candidate=event, received_on=on),
    TaxTreatmentIntended: lambda state, event, _on: changed(state, intended=event.provisions),
    SupportRequested: _requested,
    CreditorListed: _listed,
    CreditorLeftOut: _left_out,
    CreditorContactConsented: creditors.allow_contact,
    CreditorInquiryStarted: _inquired,
    CreditorIntentionRecorded: _intended,
    HostHeadConsulted: _head_consulted,
    RestructuringStarted: _started,
    StartNotified: lambda state, _event, on: changed(state, notified_on=on),
    CourseChanged: _course,
    RepaymentGraceRequested: _grace,
    ClaimFiled: _filed,
    TeamFormed: _team,
    FinancialDueDiligenceCompleted: lambda state, _event, on: changed(state, financial_examined_on=on),
    BusinessDueDiligenceCompleted: lambda state, _event, on: changed(state, business_examined_on=on),
    PlanMeetingHeld: _plan_met,
    PlanDrafted: _drafted,
    InvestigationReported: _reported,
    CreditorsMeetingHeld: _met,
    CreditorConsented: creditors.consented(pending=None),
    CreditorApprovalPending: _pending,
    CreditorRefused: creditors.refused(pending=None),
    RefusalReasonRecorded: _explained,
    CreditorConsentWithdrawn: creditors.withdrawn,
    PlanRevisedWithoutCreditor: _revised,
    PlanApproved: lambda state, _event, on: changed(state, approved_on=on),
    RestructuringEnded: _ended,
    EndNotified: _end_notified,
    PublicationAgreed: lambda state, event, _on: changed(state, publication=event, publish_on=None),
    PublicationSettled: lambda state, event, _on: changed(state, publish_on=event.publish_on),
    CasePublished: lambda state, event, on: changed(state, published=event, published_on=on),
    **monitored.CHANGES,
}
"""In the order of a case's life."""
evolve = stages.evolving(_CHANGES, STAGE_AFTER)
