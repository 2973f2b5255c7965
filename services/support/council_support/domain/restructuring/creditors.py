"""The circle of creditors: left out, filed, met; pending approval, and carved out of a changed plan (Q17, 2(4)③, 2(7)④)."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    ClaimFiled,
    CreditorApprovalPending,
    CreditorLeftOut,
    PlanMeetingHeld,
    PlanRevisedWithoutCreditor,
)

from council_support.commands.restructuring import (
    LeaveOutCreditor,
    RecordClaimFiling,
    RecordPendingApproval,
    RecordPlanMeeting,
    ReviseWithoutCreditor,
)
from council_support.domain.behaviour import HEAD, STAFF, TEAM, Behaviour, Terms, sealed
from council_support.domain.creditors import Answer
from council_support.domain.preparing import main_creditors
from council_support.domain.restructuring.start import no_meeting_yet
from council_support.domain.restructuring.state import BEFORE, STARTED, Stage, State
from council_support.domain.voting import all_listed, case_of, listed, plan_of
from council_support.rules import asking as who
from council_support.rules.restructuring import contents, creditors


def _leave_out(state: State, command: LeaveOutCreditor, asking: Asking, terms: Terms) -> list[Event]:
    creditor = listed(state, command.creditor_id)
    total = sum(each.claim for each in state.creditors.values())
    others = set(state.creditors) - {creditor.creditor_id}
    creditors.the_claim_is_small(creditor.claim, total, terms.small_claim_percent)
    creditors.all_others_consent(command.consenting, others)
    who.the_day_has_come(command.consented_on, asking.on, "B2-Q17", "consented_on")
    return [
        CreditorLeftOut(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            consenting=tuple(each for each in state.creditors if each in others),
            consented_on=command.consented_on,
            equity_grounds=Sealed(command.equity_grounds),
        )
    ]


def _claims_asked_for(state: State, _asking: Asking, _terms: Terms) -> None:
    creditors.claims_were_asked_for(state.claims_asked_for)


def _file(state: State, command: RecordClaimFiling, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.filed_on, asking.on, "B2-Q21-2", "filed_on")
    return [
        ClaimFiled(
            case_id=case_of(state),
            creditor_id=listed(state, command.creditor_id).creditor_id,
            filed_on=command.filed_on,
            balance=command.balance,
            interest_rate=command.interest_rate,
            secured=command.secured,
            guaranteed=command.guaranteed,
        )
    ]


def _meet(state: State, command: RecordPlanMeeting, asking: Asking, terms: Terms) -> list[Event]:
    present = all_listed(state, command.creditors)
    creditors.the_main_creditors_meet(present, main_creditors(state, terms))
    creditors.outsiders_take_part_by_the_companys_leave(command.sponsors is not None, command.company_agreed)
    who.the_day_has_come(command.held_on, asking.on, "B2-2-4-3", "held_on")
    return [
        PlanMeetingHeld(
            case_id=case_of(state),
            held_on=command.held_on,
            creditors=present,
            sponsors=sealed(command.sponsors),
            shared=Sealed(command.shared),
        )
    ]


def _pending(state: State, command: RecordPendingApproval, _asking: Asking, _terms: Terms) -> list[Event]:
    creditor = listed(state, command.creditor_id)
    creditors.only_a_guarantor_waits_for_approval(creditor.kind)
    return [
        CreditorApprovalPending(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            plan_version=plan_of(state).version,
            body=Sealed(command.body),
            expected_on=command.expected_on,
        )
    ]


def _revise(state: State, command: ReviseWithoutCreditor, asking: Asking, _terms: Terms) -> list[Event]:
    creditor, draft = listed(state, command.creditor_id), plan_of(state)
    remaining = [each for each in state.creditors.values() if each.creditor_id != creditor.creditor_id]
    creditors.the_refusing_creditor_was_asked(creditor.answer is Answer.REFUSED, creditor.reason is not None)
    creditors.the_changed_plan_can_be_carried_out(command.execution_unaffected, command.equity_kept)
    creditors.somebody_remains(len(remaining))
    creditors.the_new_term_lies_ahead(command.consent_deadline, asking.on)
    claims = [(each.creditor_id, each.claim) for each in state.creditors.values()]
    burdens = draft.burdens or contents.burdens_by_claim(claims, draft.figures.debt_waived)
    return [
        PlanRevisedWithoutCreditor(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            version=draft.version + 1,
            consent_deadline=command.consent_deadline,
            debt_before=sum(each.claim for each in remaining),
            debt_waived=sum(burden.waived for burden in burdens if burden.creditor_id != creditor.creditor_id),
            execution_grounds=Sealed(command.execution_grounds),
            equity_grounds=Sealed(command.equity_grounds),
        )
    ]


_VOTE = frozenset({Stage.CONSENT})

BEHAVIOURS: dict[type, Behaviour] = {
    LeaveOutCreditor: Behaviour(
        "B2-Q17",
        HEAD,
        BEFORE | STARTED,
        _leave_out,
        met=lambda state, c: c.creditor_id in state.left_out,
        gate=no_meeting_yet,
        offered=lambda state: len(state.creditors) > 1,
    ),
    RecordClaimFiling: Behaviour(
        "B2-Q21-2",
        STAFF,
        STARTED,
        _file,
        gate=_claims_asked_for,
        offered=lambda state: state.claims_asked_for,
    ),
    RecordPlanMeeting: Behaviour("B2-2-4-3", TEAM, STARTED, _meet),
    RecordPendingApproval: Behaviour(
        "B2-2-7-2",
        STAFF,
        _VOTE,
        _pending,
        met=lambda state, c: any(
            each.creditor_id == c.creditor_id and each.answer is Answer.CONSENTED for each in state.creditors.values()
        ),
        offered=lambda state: any(each.answer is None for each in state.creditors.values()),
    ),
    ReviseWithoutCreditor: Behaviour(
        "B2-2-7-4",
        HEAD,
        _VOTE,
        _revise,
        offered=lambda state: any(each.answer is Answer.REFUSED for each in state.creditors.values()),
    ),
}
"""The commands of this part."""
