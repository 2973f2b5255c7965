"""How a case ends by a person's word: completed, ended early, withdrawn."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.subsidy import EndKind, PaymentKind, SubsidyCaseEnded

from council_subsidy import commands as c
from council_subsidy.domain.application import application_of
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.notices import untold
from council_subsidy.domain.payments import second_half_unlocked
from council_subsidy.domain.state import State
from council_subsidy.rules import claims

_ENDS = {
    c.EndingKind.COMPLETED: EndKind.COMPLETED,
    c.EndingKind.EARLY_END: EndKind.EARLY_END,
    c.EndingKind.WITHDRAWN: EndKind.WITHDRAWN,
}


def end(state: State, command: c.EndSubsidyCase, _around: Circumstances) -> list[Event]:
    """No further accompaniment is payable after this; completed is a case of which nothing is left to pay."""
    reason = command.reason
    if command.kind is c.EndingKind.COMPLETED:
        claims.nothing_is_left_to_pay(decided=bool(state.dues), unpaid=len(state.unpaid))
        claims.every_decision_was_notified([kind.label for kind in untold(state)])
    elif command.kind is c.EndingKind.EARLY_END:
        claims.the_early_end_is_asked_jointly(
            applicant=command.applicant_asked, representative=command.representative_asked, reason=reason is not None
        )
        claims.nothing_is_left_to_pay(decided=bool(state.dues), unpaid=_due_now(state))
    else:
        claims.the_withdrawal_is_filed_by_the_representative(
            representative=command.representative_asked, reason=reason is not None
        )
    return [
        SubsidyCaseEnded(
            case_id=application_of(state).case_id,
            kind=_ENDS[command.kind],
            reason=None if reason is None else Sealed(reason),
        )
    ]


def _due_now(state: State) -> int:
    """How many payments are due: a second half that still waits for the first accompaniment fee is not."""
    unlocked = second_half_unlocked(state)
    return sum(due.payable.kind is not PaymentKind.PLAN_SECOND_HALF or unlocked for due in state.unpaid)
