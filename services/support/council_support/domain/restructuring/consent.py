"""Creditors' meeting, consent per creditor, approval with the last one, the end without a plan (別冊２ 2(7) to 2(9))."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking, provision
from council_events.support import (
    Confirmation,
    CreditorConsented,
    CreditorConsentWithdrawn,
    CreditorRefused,
    CreditorsMeetingHeld,
    EndNotified,
    FurtherSupportGiven,
    PlanApproved,
    PlanDrafted,
    RefusalReasonRecorded,
    RestructuringEnded,
)
from council_events.values import CaseId

from council_support.commands.restructuring import (
    ConfirmApproval,
    ConsentForm,
    EndRestructuring,
    GiveFurtherSupport,
    HoldCreditorsMeeting,
    NotifyEnd,
    RecordConsent,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.restructuring.start import case_of, listed, plan_of
from council_support.domain.restructuring.state import STARTED, Answer, Stage, State
from council_support.rules import asking as who
from council_support.rules.restructuring import consent, end, plan, start

_CONFIRMATIONS = {
    ConsentForm.WRITTEN: Confirmation.WRITTEN,
    ConsentForm.ELECTRONIC: Confirmation.ELECTRONIC,
}


def _report_is_there(state: State, _asking: Asking, _terms: Terms) -> None:
    support = state.plan is not None and start.asks_support(state.plan.methods)
    plan.the_report_has_reached_the_creditors(support, state.report is not None)


def _meet(state: State, command: HoldCreditorsMeeting, asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    consent.the_version_is_the_one_at_vote(command.plan_version, draft.version)
    consent.every_creditor_is_invited(command.all_invited)
    who.the_day_has_come(command.held_on, asking.on, "B2-2-7-1", "held_on")
    consent.the_term_follows_the_meeting(command.held_on, command.consent_deadline)
    return [
        CreditorsMeetingHeld(
            case_id=case_of(state),
            plan_version=draft.version,
            mode=command.mode,
            held_on=command.held_on,
            consent_deadline=command.consent_deadline,
        )
    ]


def _meeting_stands(state: State, command: HoldCreditorsMeeting) -> bool:
    held = state.meeting
    return held is not None and (held.mode, held.held_on, held.consent_deadline) == (
        command.mode,
        command.held_on,
        command.consent_deadline,
    )


def _consent(state: State, command: RecordConsent, asking: Asking, _terms: Terms) -> list[Event]:
    draft, creditor = plan_of(state), listed(state, command.creditor_id)
    consent.the_version_is_the_one_at_vote(command.plan_version, draft.version)
    consent.a_consent_is_confirmed_in_writing(oral=command.form is ConsentForm.ORAL)
    consent.a_consent_is_given_to_this_version(command.confirmed_on, state.plan_on or asking.on, asking.on)
    consented = CreditorConsented(
        case_id=case_of(state),
        creditor_id=creditor.creditor_id,
        plan_version=draft.version,
        confirmation=_CONFIRMATIONS[command.form],
        confirmed_on=command.confirmed_on,
    )
    others_consented = state.consents - (creditor.answer is Answer.CONSENTED)
    if others_consented + 1 < len(state.creditors):
        return [consented]
    return [consented, _approved(case_of(state), draft, state)]


@provision("B2-2-7-2", "B2-2-8")
def _approved(case_id: CaseId, draft: PlanDrafted, state: State) -> PlanApproved:
    """The plan comes into being, and the support is complete, with the last consent."""
    return PlanApproved(
        case_id=case_id,
        plan_version=draft.version,
        kind=draft.kind,
        methods=draft.methods,
        creditors=len(state.creditors),
        debt_before=draft.figures.debt_before,
        debt_waived=draft.figures.debt_waived,
        jobs=draft.jobs,
        consulted_on=state.candidate.consulted_on,  # type: ignore[union-attr]  # a case with a plan was received
    )


def _answered(state: State, creditor_id: object, answer: Answer) -> bool:
    return any(c.creditor_id == creditor_id and c.answer is answer for c in state.creditors.values())


def _refuse(state: State, command: RecordRefusal, _asking: Asking, _terms: Terms) -> list[Event]:
    draft, creditor = plan_of(state), listed(state, command.creditor_id)
    consent.the_version_is_the_one_at_vote(command.plan_version, draft.version)
    consent.a_recorded_consent_is_withdrawn_first(creditor.answer is Answer.CONSENTED)
    return [
        CreditorRefused(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            plan_version=draft.version,
            reason=sealed(command.reason),
        )
    ]


def _reason(state: State, command: RecordRefusalReason, asking: Asking, _terms: Terms) -> list[Event]:
    creditor = listed(state, command.creditor_id)
    consent.a_reason_is_asked_of_a_refusing_creditor(creditor.answer is Answer.REFUSED)
    who.the_day_has_come(command.asked_on, asking.on, "B2-2-7-3", "asked_on")
    return [
        RefusalReasonRecorded(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            plan_version=plan_of(state).version,
            asked_on=command.asked_on,
            reason=Sealed(command.reason),
        )
    ]


def _withdraw(state: State, command: WithdrawConsent, _asking: Asking, _terms: Terms) -> list[Event]:
    creditor = listed(state, command.creditor_id)
    consent.a_withdrawal_takes_a_consent_back(creditor.answer is Answer.CONSENTED)
    return [
        CreditorConsentWithdrawn(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            plan_version=plan_of(state).version,
            reason=sealed(command.reason),
        )
    ]


def _everybody(state: State, _asking: Asking, _terms: Terms) -> None:
    consent.everybody_has_consented(state.consents, len(state.creditors))


def _confirm(state: State, _command: ConfirmApproval, _asking: Asking, _terms: Terms) -> list[Event]:
    """The last consent itself brings the plan into being; whatever else made all stand consented is confirmed here."""
    return [_approved(case_of(state), plan_of(state), state)]


def _end(state: State, command: EndRestructuring, _asking: Asking, _terms: Terms) -> list[Event]:
    end.the_ground_is_named(command.ground, command.reason)
    return [RestructuringEnded(case_id=case_of(state), ground=command.ground, reason=sealed(command.reason))]


def _notify_end(state: State, command: NotifyEnd, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.reported_on, asking.on, "B2-2-9-1", "reported_on")
    who.the_day_has_come(command.notified_on, asking.on, "B2-2-9-1", "notified_on")
    end.the_company_is_told_of_great_difficulty(
        command.extremely_difficult, command.difficulty_told_on, command.response, asking.on
    )
    return [
        EndNotified(
            case_id=case_of(state),
            reported_on=command.reported_on,
            notified_on=command.notified_on,
            difficulty_told_on=command.difficulty_told_on if command.extremely_difficult else None,
            response=sealed(command.response),
        )
    ]


def _support_further(state: State, command: GiveFurtherSupport, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.requested_on, asking.on, "B2-2-9-2", "requested_on")
    return [
        FurtherSupportGiven(case_id=case_of(state), requested_on=command.requested_on, content=Sealed(command.content))
    ]


_VOTE = frozenset({Stage.CONSENT})
_ENDED = frozenset({Stage.ENDED})

BEHAVIOURS: dict[type, Behaviour] = {
    HoldCreditorsMeeting: Behaviour(
        "B2-2-7-1",
        STAFF,
        frozenset({Stage.DRAFTED, Stage.INVESTIGATED, Stage.CONSENT}),
        _meet,
        met=_meeting_stands,
        gate=_report_is_there,
    ),
    RecordConsent: Behaviour(
        "B2-2-7-2", STAFF, _VOTE, _consent, met=lambda state, c: _answered(state, c.creditor_id, Answer.CONSENTED)
    ),
    RecordRefusal: Behaviour(
        "B2-2-7-3",
        STAFF,
        _VOTE,
        _refuse,
        met=lambda state, c: c.reason is None and _answered(state, c.creditor_id, Answer.REFUSED),
    ),
    RecordRefusalReason: Behaviour(
        "B2-2-7-3",
        STAFF,
        _VOTE,
        _reason,
        offered=lambda state: any(c.answer is Answer.REFUSED for c in state.creditors.values()),
    ),
    WithdrawConsent: Behaviour(
        "B2-2-7-2",
        STAFF,
        _VOTE,
        _withdraw,
        met=lambda state, c: _answered(state, c.creditor_id, Answer.WITHDRAWN),
        offered=lambda state: state.consents > 0,
    ),
    ConfirmApproval: Behaviour(
        "B2-2-7-2", STAFF, _VOTE, _confirm, met=lambda state, _: state.approved_on is not None, gate=_everybody
    ),
    EndRestructuring: Behaviour("B2-2-9-1", HEAD, STARTED, _end, met=lambda state, _: state.ended_on is not None),
    NotifyEnd: Behaviour("B2-2-9-1", HEAD, _ENDED, _notify_end, offered=lambda state: state.end_notified is None),
    GiveFurtherSupport: Behaviour("B2-2-9-2", STAFF, _ENDED, _support_further),
}
"""The commands of this part."""
