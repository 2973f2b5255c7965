"""Claims, decisions and payments; the second half of the plan fee follows the first accompaniment fee."""

from __future__ import annotations

import datetime as dt

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.subsidy import (
    AccompanimentClaimed,
    AccompanimentDecided,
    CostLine,
    EndKind,
    FeePaid,
    PaymentKind,
    PlanFeeClaimed,
    PlanFeeDecided,
    SubsidyCaseEnded,
)

from council_subsidy import commands as c
from council_subsidy.domain.application import application_of, costs_of
from council_subsidy.domain.state import Due, State
from council_subsidy.rules import amounts, claims, eligibility, terms
from council_subsidy.rules.asking import the_payment_has_taken_place, the_stage_fits

_ENDS = {
    c.EndingKind.COMPLETED: EndKind.COMPLETED,
    c.EndingKind.EARLY_END: EndKind.EARLY_END,
    c.EndingKind.WITHDRAWN: EndKind.WITHDRAWN,
}


def _ruleset(state: State) -> dt.date:
    return state.ruleset or terms.RULESETS[-1]


def in_time(state: State, asking: Asking) -> None:
    """Raises Refused when the term of the plan claim has run out."""
    if state.lapses_on is not None:
        terms.the_claim_is_in_time(application_of(state).track, state.lapses_on, asking.on)


def claim_plan(state: State, command: c.ClaimPlanFee, _asking: Asking) -> list[Event]:
    """Papers, consents and days are in order; the decision computes the amounts."""
    filed, costs = application_of(state), costs_of(command.costs)
    eligibility.the_costs_are_of_these_agencies(costs, state.agencies)
    lines = {cost.line for cost in costs}
    claims.the_lines_are_of_a_plan_claim(lines)
    eligibility.the_lines_belong_to_the_track(
        filed.track, lines, guarantee_release=filed.guarantee_release, interim_requested=filed.interim_requested
    )
    if state.accepted_on is not None:
        terms.the_work_began_after_acceptance(command.worked_from, state.accepted_on)
    claims.every_lender_has_consented(filed.track, filed.lenders, command.lenders_consented)
    claims.the_papers_are_there(claims.plan_papers_required(filed.track, _ruleset(state)), command.papers, "SUB-C-1")
    claim = PlanFeeClaimed(
        case_id=filed.case_id,
        costs=costs,
        papers=command.papers,
        lenders_consented=command.lenders_consented,
        worked_from=command.worked_from,
    )
    return [] if claim == state.claim else [claim]


def decide_plan(state: State, _command: c.DecidePlanFee, _asking: Asking) -> list[Event]:
    """Two thirds within the caps, per agency, in halves where the rules split."""
    filed = application_of(state)
    costs = state.claim.costs if state.claim else ()
    by_agency = _by_agency(
        amounts.subsidy_by_agency(costs, amounts.caps_of(filed.track, _ruleset(state)), state.decided)
    )
    payables = amounts.plan_payables(by_agency, _ruleset(state))
    total = sum(payable.amount for payable in payables)
    return [PlanFeeDecided(case_id=filed.case_id, payables=payables, total=total)]


def claim_accompaniment(state: State, command: c.ClaimAccompaniment, _asking: Asking) -> list[Event]:
    """Papers and the four sections are there, and accompaniment stays within its part of the whole."""
    filed, costs = application_of(state), costs_of(command.costs)
    eligibility.the_costs_are_of_these_agencies(costs, state.agencies)
    claims.the_lines_are_of_this_accompaniment(filed.track, command.kind, {cost.line for cost in costs})
    claims.the_occasion_is_open(filed.track, command.kind, state.settlements_decided)
    eligibility.the_lines_belong_to_the_track(
        filed.track,
        {cost.line for cost in costs},
        guarantee_release=filed.guarantee_release,
        interim_requested=filed.interim_requested,
    )
    required = claims.accompaniment_papers_required(command.kind, _ruleset(state))
    claims.the_papers_are_there(required, command.papers, "SUB-M-2")
    claims.the_report_is_whole(command.sections)
    plan_cost = amounts.cost_of(state.claim.costs, amounts.PLAN_LINES) if state.claim else 0
    together = state.accompaniment_cost + sum(cost.amount for cost in costs)
    amounts.the_accompaniment_is_not_the_larger_part(filed.track, plan_cost, together)
    return [
        AccompanimentClaimed(
            case_id=filed.case_id,
            number=state.accompaniments_decided + 1,
            kind=command.kind,
            period_to=command.period_to,
            costs=costs,
            papers=command.papers,
            report=Sealed(command.report),
        )
    ]


def accompaniment_claimed(state: State) -> bool:
    """Whether a claim waits for its decision."""
    return state.accompaniment is not None


def decide_accompaniment(state: State, _command: c.DecideAccompaniment, _asking: Asking) -> list[Event]:
    """Two thirds within what is left of the cap, per agency."""
    claim = state.accompaniment
    the_stage_fits(claim is not None, state.stage.label, "SUB-M-2")
    filed = application_of(state)
    caps = amounts.caps_of(filed.track, _ruleset(state))
    costs = claim.costs if claim else ()
    payables = amounts.accompaniment_payables(_by_agency(amounts.subsidy_by_agency(costs, caps, state.decided)))
    return [
        AccompanimentDecided(
            case_id=filed.case_id,
            number=state.accompaniments_decided + 1,
            payables=payables,
            total=sum(payable.amount for payable in payables),
        )
    ]


def _by_agency(payable: dict[tuple[str, CostLine], int]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for (agency, _line), amount in payable.items():
        totals[agency] = totals.get(agency, 0) + amount
    return totals


def something_unpaid(state: State) -> bool:
    """Whether a decided amount waits for its payment."""
    return bool(state.unpaid)


def pay(state: State, command: c.PayFees, asking: Asking) -> list[Event]:
    """One payment per agency and payable, accompaniment first, since it unlocks the second half."""
    the_payment_has_taken_place(command.paid_on, asking.on)
    asked = [due for due in state.unpaid if not command.kinds or due.payable.kind in command.kinds]
    accompaniment = any(due.payable.kind is PaymentKind.ACCOMPANIMENT for due in asked)
    unlocked = state.accompaniment_paid or accompaniment
    if PaymentKind.PLAN_SECOND_HALF in command.kinds:
        amounts.the_second_half_is_unlocked(unlocked)
    due_now = [due for due in asked if unlocked or due.payable.kind is not PaymentKind.PLAN_SECOND_HALF]
    due_now.sort(key=lambda due: due.payable.kind is PaymentKind.PLAN_SECOND_HALF)
    return [_paid(state, due, command.paid_on) for due in due_now]


def _paid(state: State, due: Due, paid_on: dt.date) -> FeePaid:
    filed, payable = application_of(state), due.payable
    return FeePaid(
        case_id=filed.case_id,
        agency_id=payable.agency_id,
        kind=payable.kind,
        track=filed.track,
        amount=payable.amount,
        paid_on=paid_on,
        number=due.number,
    )


def end(state: State, command: c.EndSubsidyCase, _asking: Asking) -> list[Event]:
    """No further accompaniment is payable after this; completed is a case of which nothing is left to pay."""
    if command.kind is c.EndingKind.COMPLETED:
        claims.nothing_is_left_to_pay(decided=bool(state.dues), unpaid=len(state.unpaid))
    reason = command.reason
    return [
        SubsidyCaseEnded(
            case_id=application_of(state).case_id,
            kind=_ENDS[command.kind],
            reason=None if reason is None else Sealed(reason),
        )
    ]
