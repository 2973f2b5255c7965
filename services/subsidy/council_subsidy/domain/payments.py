"""Claims, decisions and payments; the second half of the plan fee follows the first accompaniment fee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from council_events import Event, Sealed
from council_events.subsidy import (
    AccompanimentClaimed,
    AccompanimentDecided,
    AccompanimentScheduled,
    AgencyClaim,
    CostLine,
    FeePaid,
    LineAmount,
    PaymentKind,
    PlanFeeClaimed,
    PlanFeeDecided,
    ScheduledReport,
    SubsidyApplicationFiled,
    Track,
)

from council_subsidy import commands as c
from council_subsidy.domain import claiming
from council_subsidy.domain.application import application_of, costs_of, lifetime_cap
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.claiming import ruleset_of
from council_subsidy.domain.state import Due, State
from council_subsidy.rules import advice, amounts, claims, clocks, eligibility, rulebook, schedule
from council_subsidy.rules.asking import the_payee_is_an_agency, the_payment_has_taken_place, the_stage_fits


def _handed_in(entries: tuple[c.AgencyClaimEntry, ...]) -> tuple[AgencyClaim, ...]:
    return tuple(AgencyClaim(**entry.model_dump()) for entry in entries)


def claim_plan(state: State, command: c.ClaimPlanFee, around: Circumstances) -> list[Event]:
    """Papers, consents and days are in order; the decision computes the amounts."""
    filed, costs = application_of(state), costs_of(command.costs)
    eligibility.the_costs_are_of_these_agencies(costs, state.agencies)
    lines = {cost.line for cost in costs}
    claims.the_lines_are_of_a_plan_claim(lines)
    _lines_fit(filed, lines)
    amounts.the_rates_are_within_limits(costs, around.terms)
    if state.accepted_on is not None:
        clocks.the_work_began_after_acceptance(command.worked_from, state.accepted_on)
    claims.every_lender_has_consented(filed.track, filed.lenders, command.lenders_consented)
    claim = PlanFeeClaimed(
        case_id=filed.case_id,
        costs=costs,
        papers=command.papers,
        lenders_consented=command.lenders_consented,
        worked_from=command.worked_from,
        agencies=_handed_in(command.agencies),
        plan_completed_on=command.plan_completed_on,
        closing_month=command.closing_month,
    )
    claiming.the_plan_claim_is_complete(state, claim, around)
    return [] if claim == state.claim else [claim]


def _lines_fit(filed: SubsidyApplicationFiled, lines: set[CostLine]) -> None:
    eligibility.the_lines_belong_to_the_track(
        filed.track, lines, guarantee_release=filed.guarantee_release, interim_requested=filed.interim_requested
    )


def decide_plan(state: State, _command: c.DecidePlanFee, around: Circumstances) -> list[Event]:
    """Two thirds within the caps, per agency, in halves where the rules split; the usual reports are scheduled."""
    filed, ruleset = application_of(state), ruleset_of(state)
    advice.the_points_were_checked_at_the_claim(filed.track, state.advice, around.on)
    advice.monitoring_was_explained(filed.track, state.advice, around.on, lenders=filed.lenders)
    claim = claiming.plan_claim_of(state)
    claiming.the_plan_claim_is_complete(state, claim, around)
    granted = amounts.subsidy_by_agency(claim.costs, _caps(state, around), state.decided, around.terms)
    halves = amounts.paid_in_halves(filed.track, ruleset, around.terms, by_bank=filed.bank is not None)
    payables = amounts.plan_payables(granted, halves=halves)
    decided = PlanFeeDecided(
        case_id=filed.case_id,
        payables=payables,
        total=sum(payable.amount for payable in payables),
        lines=_lines(granted),
    )
    return [decided, *_usual_schedule(claim, filed, around)]


def _caps(state: State, around: Circumstances) -> Mapping[frozenset[CostLine], int]:
    """The caps of the pinned rules, and what earlier uses of the company leave."""
    filed = application_of(state)
    accepted_on = state.accepted_on or around.on
    return {
        **amounts.caps_of(filed.track, ruleset_of(state)),
        **lifetime_cap(filed.track, accepted_on, around),
    }


def _lines(granted: Mapping[tuple[str, CostLine], int]) -> tuple[LineAmount, ...]:
    return tuple(LineAmount(line=line, amount=amount) for line, amount in amounts.by_line(granted).items())


def _usual_schedule(claim: PlanFeeClaimed, filed: SubsidyApplicationFiled, around: Circumstances) -> list[Event]:
    if claim.plan_completed_on is None or claim.closing_month is None or filed.bank is not None:
        return []
    reports = schedule.usual_reports(
        filed.track,
        claim.plan_completed_on,
        claim.closing_month,
        around.terms,
        interim_requested=filed.interim_requested,
    )
    return [
        AccompanimentScheduled(
            case_id=filed.case_id,
            plan_completed_on=claim.plan_completed_on,
            closing_month=claim.closing_month,
            reports=reports,
        )
    ]


def is_scheduled(state: State) -> bool:
    """Whether there is a schedule that could be changed."""
    return state.schedule is not None


def reschedule(state: State, command: c.ScheduleAccompaniment, around: Circumstances) -> list[Event]:
    """Another number or other days of the reports, as agreed with the banks; what was reported already stays counted."""
    filed, known = application_of(state), schedule.the_schedule_that_stands(state.schedule)
    plan_on, month = known.plan_completed_on, known.closing_month
    asked = tuple(ScheduledReport(kind=entry.kind, period_to=entry.period_to) for entry in command.reports)
    reports = asked or schedule.usual_reports(
        filed.track, plan_on, month, around.terms, interim_requested=filed.interim_requested
    )
    reports = tuple(sorted(reports, key=lambda report: report.period_to))
    schedule.the_schedule_fits(
        filed.track,
        reports,
        plan_on=plan_on,
        closing_month=month,
        interim_requested=filed.interim_requested,
        reason=command.reason is not None,
        terms=around.terms,
    )
    if reports == known.reports:
        return []
    reason = None if command.reason is None else Sealed(command.reason)
    return [known.model_copy(update={"reports": reports, "reason": reason})]


def accompaniment_is_paid(state: State, _around: Circumstances) -> None:
    """Raises Refused for the bank track, whose accompaniment is unpaid."""
    claims.the_bank_accompanies_unpaid(by_bank=application_of(state).bank is not None)


def claim_accompaniment(state: State, command: c.ClaimAccompaniment, around: Circumstances) -> list[Event]:
    """Foreseen, in time, with papers and the four sections, and within its part of the whole."""
    filed, costs = application_of(state), costs_of(command.costs)
    eligibility.the_costs_are_of_these_agencies(costs, state.agencies)
    claims.the_lines_are_of_this_accompaniment(filed.track, command.kind, {cost.line for cost in costs})
    _lines_fit(filed, {cost.line for cost in costs})
    amounts.the_rates_are_within_limits(costs, around.terms)
    _is_foreseen(state, command, filed.track)
    clocks.the_accompaniment_claim_is_in_time(
        clocks.accompaniment_claim_due(command.period_to, ruleset_of(state), around.terms), around.on
    )
    claims.the_report_is_whole(command.sections)
    plan_cost = amounts.cost_of(state.claim.costs, amounts.PLAN_COST_LINES) if state.claim else 0
    together = state.accompaniment_cost + sum(cost.amount for cost in costs)
    amounts.the_accompaniment_is_not_the_larger_part(filed.track, plan_cost, together)
    claim = AccompanimentClaimed(
        case_id=filed.case_id,
        number=state.accompaniments_decided + 1,
        kind=command.kind,
        period_to=command.period_to,
        costs=costs,
        papers=command.papers,
        report=Sealed(command.report),
        agencies=_handed_in(command.agencies),
    )
    claiming.the_accompaniment_claim_is_complete(state, claim, around)
    return [claim]


def _is_foreseen(state: State, command: c.ClaimAccompaniment, track: Track) -> None:
    """A case from before schedules has none to hold the claim against."""
    if state.schedule is not None:
        schedule.the_report_was_foreseen(command.kind, state.open_reports)
        schedule.the_first_closing_has_come(track, command.kind, command.period_to, state.schedule.plan_completed_on)


def accompaniment_claimed(state: State) -> bool:
    """Whether a claim waits for its decision."""
    return state.accompaniment is not None


def _waiting(state: State) -> AccompanimentClaimed:
    """The claim that waits for its decision; raises Refused while there is none."""
    the_stage_fits(state.accompaniment is not None, state.stage.label, "SUB-M-2")
    return state.accompaniment  # type: ignore[return-value]  # the rule above has refused None


def decide_accompaniment(state: State, _command: c.DecideAccompaniment, around: Circumstances) -> list[Event]:
    """Two thirds within what is left of the cap, per agency."""
    claim, filed = _waiting(state), application_of(state)
    number = state.accompaniments_decided + 1
    advice.the_points_were_checked_at_monitoring(filed.track, state.advice, number, around.on)
    claiming.the_accompaniment_claim_is_complete(state, claim, around)
    granted = amounts.subsidy_by_agency(claim.costs, _caps(state, around), state.decided, around.terms)
    payables = amounts.accompaniment_payables(amounts.by_agency(granted))
    return [
        AccompanimentDecided(
            case_id=filed.case_id,
            number=number,
            payables=payables,
            total=sum(payable.amount for payable in payables),
            lines=_lines(granted),
        )
    ]


def something_unpaid(state: State) -> bool:
    """Whether a decided amount waits for its payment."""
    return bool(state.unpaid)


def second_half_unlocked(state: State, *, paying: bool = False) -> bool:
    """Whether the second half of the plan fee may be paid. `paying`: a first accompaniment fee goes out at once."""
    decided = [total for number, total in state.decisions.items() if number]
    return amounts.unlocks_the_second_half(paid=state.accompaniment_paid or paying, decided=decided)


def pay(state: State, command: c.PayFees, around: Circumstances) -> list[Event]:
    """One payment per agency and payable, accompaniment first, since it unlocks the second half."""
    the_payment_has_taken_place(command.paid_on, around.on)
    asked = [due for due in state.unpaid if not command.kinds or due.payable.kind in command.kinds]
    accompaniment = any(due.payable.kind is PaymentKind.ACCOMPANIMENT for due in asked)
    unlocked = second_half_unlocked(state, paying=accompaniment)
    if PaymentKind.PLAN_SECOND_HALF in command.kinds:
        amounts.the_second_half_is_unlocked(unlocked)
    due_now = [due for due in asked if unlocked or due.payable.kind is not PaymentKind.PLAN_SECOND_HALF]
    due_now.sort(key=lambda due: due.payable.kind is PaymentKind.PLAN_SECOND_HALF)
    return [_paid(state, due, command.paid_on) for due in due_now]


def _paid(state: State, due: Due, paid_on: dt.date) -> FeePaid:
    filed, payable = application_of(state), due.payable
    the_payee_is_an_agency(payable.agency_id, state.agencies)
    return FeePaid(
        case_id=filed.case_id,
        agency_id=payable.agency_id,
        kind=payable.kind,
        track=filed.track,
        amount=payable.amount,
        paid_on=paid_on,
        number=due.number,
        scheme=rulebook.scheme_of(filed.track),
        fund=rulebook.fund_of(payable.kind),
    )
