"""How the 弁済計画 comes into being or the support ends, and the untrue disclosure (別冊４ 4(7) to 4(9))."""

from __future__ import annotations

from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Asking, provision
from council_events.support import (
    CreditorConsented,
    FalseDisclosureFound,
    PrincipalConsentCounted,
    RepaymentPlanApproved,
    RepaymentSupportEnded,
)

from council_support.commands.guarantee import (
    ConfirmRepaymentPlan,
    CountPrincipalConsents,
    EndRepaymentSupport,
    RecordFalseDisclosure,
)
from council_support.commands.restructuring import (
    ConsentForm,
    HoldCreditorsMeeting,
    RecordConsent,
)
from council_support.domain import voting
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.creditors import Answer
from council_support.domain.guarantee.plan import drafted_on
from council_support.domain.guarantee.state import STARTED, Creditor, Stage, State
from council_support.domain.voting import all_listed, case_of, listed, plan_of
from council_support.rules import asking as who
from council_support.rules import unanimity
from council_support.rules.guarantee import consent, plan, start


def _report_there(state: State, _asking: Asking, _terms: Terms) -> None:
    plan.the_report_is_there(state.report is not None)


def _meet(state: State, command: HoldCreditorsMeeting, asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B4-4-7")
    unanimity.every_creditor_is_invited(command.all_invited, "B4-4-7")
    who.the_day_has_come(command.held_on, asking.on, "B4-4-7", "held_on")
    unanimity.the_term_follows_the_meeting(command.held_on, command.consent_deadline, "B4-4-7")
    return voting.meeting_held(state, command)


def _voting(state: State, creditor_id: UUID) -> Creditor:
    """A creditor of the plan at vote; raises Refused for any other."""
    creditor: Creditor = listed(state, creditor_id)
    consent.the_creditor_is_in_the_plan(creditor.creditor_id in state.in_plan)
    return creditor


def _consent(state: State, command: RecordConsent, asking: Asking, _terms: Terms) -> list[Event]:
    draft, creditor = plan_of(state), _voting(state, command.creditor_id)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B4-4-7")
    unanimity.a_consent_is_confirmed_in_writing("B4-4-7", oral=command.form is ConsentForm.ORAL)
    unanimity.a_consent_is_given_to_this_version(command.confirmed_on, drafted_on(state, asking), asking.on, "B4-4-7")
    consented = CreditorConsented(
        case_id=case_of(state),
        creditor_id=creditor.creditor_id,
        plan_version=draft.version,
        confirmation=voting.CONFIRMATIONS[command.form],
        confirmed_on=command.confirmed_on,
    )
    return [consented, *_approved_with(state, {creditor.creditor_id})]


def _count(state: State, command: CountPrincipalConsents, asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B4-4-7")
    unanimity.a_consent_is_given_to_this_version(command.confirmed_on, drafted_on(state, asking), asking.on, "B4-4-7")
    counted = [_voting(state, creditor_id).creditor_id for creditor_id in all_listed(state, command.creditors)]
    consents = [
        PrincipalConsentCounted(
            case_id=case_of(state),
            creditor_id=creditor_id,
            plan_version=draft.version,
            confirmed_on=command.confirmed_on,
        )
        for creditor_id in counted
        if state.creditors[creditor_id].answer is not Answer.CONSENTED
    ]
    return [*consents, *_approved_with(state, set(counted))]


def _part_of_the_main_plan(state: State, asking: Asking, terms: Terms) -> None:
    _report_there(state, asking, terms)
    consent.a_consent_to_the_main_plan_counts(plan_of(state).within_principal_plan)


@provision("B4-4-7", "B4-4-9")
def _approved_with(state: State, now: set[UUID]) -> list[Event]:
    """The plan comes into being, and the support is complete, with the last consent."""
    before = {c.creditor_id for c in state.creditors.values() if c.answer is Answer.CONSENTED}
    if not state.in_plan <= before | now:
        return []
    draft = plan_of(state)
    return [
        RepaymentPlanApproved(
            case_id=case_of(state),
            plan_version=draft.version,
            settlement=state.settlement,
            creditors=len(draft.payments),
            debt_before=sum(payment.amount for payment in draft.payments) + draft.remission,
            debt_released=draft.remission,
            consulted_on=state.candidate.consulted_on,  # type: ignore[union-attr]  # a case with a plan was received
        )
    ]


def _everybody(state: State, _asking: Asking, _terms: Terms) -> None:
    unanimity.everybody_has_consented(state.consents, len(state.in_plan), "B4-4-7")


def _end(state: State, command: EndRepaymentSupport, asking: Asking, _terms: Terms) -> list[Event]:
    start.the_guarantor_is_told(command.told_on, asking.on, "B4-4-9")
    return [
        RepaymentSupportEnded(
            case_id=case_of(state), ground=command.ground, told_on=command.told_on, reason=sealed(command.reason)
        )
    ]


def _untrue(state: State, command: RecordFalseDisclosure, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.found_on, asking.on, "B4-Q39", "found_on")
    released = plan_of(state).remission if command.gross else 0
    released_on = command.released_on or state.approved_on or command.found_on
    interest = consent.overdue_interest(released, command.annual_rate, released_on, command.found_on)
    return [
        FalseDisclosureFound(
            case_id=case_of(state),
            found_on=command.found_on,
            gross=command.gross,
            found_assets=Sealed(command.found_assets),
            revived_debt=released,
            overdue_interest=interest,
            additional_payment=Sealed(
                consent.additional_payment(command.gross, released, interest, command.found_assets)
            ),
            note=sealed(command.note),
        )
    ]


_VOTE = frozenset({Stage.CONSENT})
_VOTING = voting.VotingOf(
    voter=_voting,
    of_version="B4-4-7",
    of_consent="B4-4-7",
    of_refusal="B4-4-7-3",
)
_REPORTED = frozenset({Stage.REPORTED, Stage.CONSENT})

BEHAVIOURS: dict[type, Behaviour] = {
    HoldCreditorsMeeting: Behaviour(
        "B4-4-7",
        STAFF,
        frozenset({Stage.DRAFTED, Stage.REPORTED, Stage.CONSENT}),
        _meet,
        met=voting.meeting_stands,
        gate=_report_there,
    ),
    RecordConsent: Behaviour("B4-4-7", STAFF, _VOTE, _consent, met=voting.consented_already),
    CountPrincipalConsents: Behaviour(
        "B4-4-7",
        STAFF,
        _REPORTED,
        _count,
        met=lambda state, _: state.approved_on is not None,
        gate=_part_of_the_main_plan,
        offered=lambda state: state.plan is not None and state.plan.within_principal_plan,
    ),
    **_VOTING.behaviours(_VOTE),
    ConfirmRepaymentPlan: Behaviour(
        "B4-4-7",
        STAFF,
        _VOTE,
        lambda *_: [],  # the last consent itself has brought the plan into being
        met=lambda state, _: state.approved_on is not None,
        gate=_everybody,
    ),
    EndRepaymentSupport: Behaviour("B4-4-9", HEAD, STARTED, _end, met=lambda state, _: state.ended_on is not None),
    RecordFalseDisclosure: Behaviour(
        "B4-Q39",
        STAFF,
        frozenset({Stage.APPROVED}),
        _untrue,
        met=lambda state, c: (
            state.untrue is not None and (state.untrue.found_on, state.untrue.gross) == (c.found_on, c.gross)
        ),
    ),
}
"""The commands of this part."""
