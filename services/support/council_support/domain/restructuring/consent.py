"""Creditors' meeting, consent per creditor, approval with the last one, the end without a plan (別冊２ 2(7) to 2(9))."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking, provision
from council_events.support import (
    CreditorConsented,
    EndNotified,
    FurtherSupportGiven,
    PlanApproved,
    PlanDrafted,
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
)
from council_support.domain import voting
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.creditors import Answer
from council_support.domain.restructuring.state import STARTED, Stage, State
from council_support.domain.voting import case_of, listed, plan_of
from council_support.rules import asking as who
from council_support.rules import unanimity
from council_support.rules.restructuring import end, plan, start


def _report_is_there(state: State, _asking: Asking, _terms: Terms) -> None:
    support = state.plan is not None and start.asks_support(state.plan.methods)
    plan.the_report_has_reached_the_creditors(support, state.report is not None)


def _meet(state: State, command: HoldCreditorsMeeting, asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B2-2-7-5")
    unanimity.every_creditor_is_invited(command.all_invited, "B2-2-7-1")
    who.the_day_has_come(command.held_on, asking.on, "B2-2-7-1", "held_on")
    unanimity.the_term_follows_the_meeting(command.held_on, command.consent_deadline, "B2-2-7-1")
    return voting.meeting_held(state, command)


def _consent(state: State, command: RecordConsent, asking: Asking, _terms: Terms) -> list[Event]:
    draft, creditor = plan_of(state), listed(state, command.creditor_id)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B2-2-7-5")
    unanimity.a_consent_is_confirmed_in_writing("B2-2-7-2", oral=command.form is ConsentForm.ORAL)
    unanimity.a_consent_is_given_to_this_version(
        command.confirmed_on, state.plan_on or asking.on, asking.on, "B2-2-7-2"
    )
    consented = CreditorConsented(
        case_id=case_of(state),
        creditor_id=creditor.creditor_id,
        plan_version=draft.version,
        confirmation=voting.CONFIRMATIONS[command.form],
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
        business_methods=draft.business_methods,
    )


def _everybody(state: State, _asking: Asking, _terms: Terms) -> None:
    unanimity.everybody_has_consented(state.consents, len(state.creditors), "B2-2-7-2")


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
_VOTING = voting.VotingOf(
    voter=voting.listed,
    of_version="B2-2-7-5",
    of_consent="B2-2-7-2",
    of_refusal="B2-2-7-3",
)
_ENDED = frozenset({Stage.ENDED})

BEHAVIOURS: dict[type, Behaviour] = {
    HoldCreditorsMeeting: Behaviour(
        "B2-2-7-1",
        STAFF,
        frozenset({Stage.DRAFTED, Stage.INVESTIGATED, Stage.CONSENT}),
        _meet,
        met=voting.meeting_stands,
        gate=_report_is_there,
    ),
    RecordConsent: Behaviour("B2-2-7-2", STAFF, _VOTE, _consent, met=voting.consented_already),
    **_VOTING.behaviours(_VOTE),
    ConfirmApproval: Behaviour(
        "B2-2-7-2", STAFF, _VOTE, _confirm, met=lambda state, _: state.approved_on is not None, gate=_everybody
    ),
    EndRestructuring: Behaviour("B2-2-9-1", HEAD, STARTED, _end, met=lambda state, _: state.ended_on is not None),
    NotifyEnd: Behaviour("B2-2-9-1", HEAD, _ENDED, _notify_end, offered=lambda state: state.end_notified is None),
    GiveFurtherSupport: Behaviour("B2-2-9-2", STAFF, _ENDED, _support_further),
}
"""The commands of this part."""
