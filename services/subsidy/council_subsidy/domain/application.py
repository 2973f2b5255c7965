"""From the application to its acceptance, and the clock that runs from there."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.subsidy import (
    Agency,
    Cost,
    EndKind,
    PlanClaimTermExtended,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyCaseEnded,
    Track,
)

from council_subsidy import commands as c
from council_subsidy.domain.state import State
from council_subsidy.rules import amounts, eligibility, terms


def application_of(state: State) -> SubsidyApplicationFiled:
    """The application; every stage after NONE has one."""
    if state.application is None:
        raise LookupError("no application has been filed in this case")
    return state.application


def costs_of(entries: tuple[c.CostEntry, ...]) -> tuple[Cost, ...]:
    """The costs as they stand in events."""
    return tuple(Cost(agency_id=entry.agency_id, line=entry.line, amount=entry.amount) for entry in entries)


def file(_state: State, command: c.FileApplication, asking: Asking) -> list[Event]:
    """Check what an application must say; papers may still follow until acceptance."""
    eligibility.the_track_is_open(command.track, asking.on)
    eligibility.the_legal_form_is_eligible(command.legal_form, command.employees)
    eligibility.the_corporate_number_is_right(command.corporate_number)
    eligibility.the_financial_support_fits(command.track, command.financial_support)
    eligibility.the_loans_are_not_of_one_bank_alone(command.track, command.lenders, command.guaranteed_loan)
    eligibility.all_have_signed(command.company_signed, all(agency.signed for agency in command.agencies))
    filed = _filed(command)
    eligibility.one_agency_represents(filed.agencies)
    eligibility.the_costs_are_of_these_agencies(filed.estimates, {agency.agency_id for agency in filed.agencies})
    lines = {cost.line for cost in filed.estimates}
    eligibility.the_lines_belong_to_the_track(
        filed.track, lines, guarantee_release=filed.guarantee_release, interim_requested=filed.interim_requested
    )
    amounts.the_accompaniment_is_not_the_larger_part(
        filed.track,
        amounts.cost_of(filed.estimates, amounts.PLAN_LINES),
        amounts.cost_of(filed.estimates, amounts.ACCOMPANIMENT_LINES),
    )
    return [filed]


def _filed(command: c.FileApplication) -> SubsidyApplicationFiled:
    subject = None if command.company_id is None else f"company:{command.company_id}"
    taken = ("case_id", "track", "company_id", "prefecture", "legal_form", "industry", "employees", "sales",
             "interest_bearing_debt", "financial_support", "papers", "guarantee_release", "interim_requested",
             "lenders", "guaranteed_loan", "main_bank_signed", "registry_certificate_on")  # fmt: skip
    return SubsidyApplicationFiled(
        **{name: getattr(command, name) for name in taken},
        company_name=Sealed(command.company_name, subject),
        company_kana=None if command.company_kana is None else Sealed(command.company_kana, subject),
        corporate_number=None if command.corporate_number is None else Sealed(command.corporate_number, subject),
        agencies=tuple(
            Agency(agency_id=agency.agency_id, name=Sealed(agency.name), representative=agency.representative)
            for agency in command.agencies
        ),
        estimates=costs_of(command.estimates),
    )


def is_accepted(state: State) -> bool:
    """Whether the application has been accepted before."""
    return state.accepted_on is not None


def accept(state: State, command: c.AcceptApplication, asking: Asking) -> list[Event]:
    """Papers are whole, the certificate fresh, the total within its guide or explained; the rules are pinned."""
    filed = application_of(state)
    required = eligibility.papers_required(
        filed.track,
        asking.on,
        plan_cost=amounts.cost_of(filed.estimates, amounts.PLAN_LINES),
        main_bank_signed=filed.main_bank_signed,
    )
    eligibility.the_papers_are_there(filed.track, required, filed.papers)
    eligibility.the_certificate_is_fresh(filed.legal_form, filed.registry_certificate_on, state.filed_on or asking.on)
    guide = amounts.guide_of_total_cost(filed.track, filed.sales, filed.interest_bearing_debt)
    total = sum(cost.amount for cost in filed.estimates)
    amounts.the_total_is_within_the_guide(total, guide, command.above_guide_reason)
    reason = command.above_guide_reason
    return [
        SubsidyApplicationAccepted(
            case_id=filed.case_id,
            ruleset=terms.ruleset_on(asking.on).isoformat(),
            lapses_on=terms.lapse_date(filed.track, asking.on),
            above_guide_reason=None if reason is None else Sealed(reason),
        )
    ]


def may_extend(state: State) -> bool:
    """An early plan's term is never extended."""
    return application_of(state).track is not Track.EARLY


def extend(state: State, command: c.ExtendPlanClaimTerm, _asking: Asking) -> list[Event]:
    """A later last day for the plan claim."""
    filed = application_of(state)
    if state.lapses_on is not None:
        terms.the_term_can_be_extended(filed.track, state.lapses_on, command.lapses_on)
    return [PlanClaimTermExtended(case_id=filed.case_id, lapses_on=command.lapses_on, reason=Sealed(command.reason))]


def overdue(state: State, asking: Asking) -> None:
    """Raises Refused while the term of the plan claim still runs."""
    if state.lapses_on is not None:
        terms.the_term_has_run_out(application_of(state).track, state.lapses_on, asking.on)


def lapse(state: State, _command: c.LapseApplication, _asking: Asking) -> list[Event]:
    """The term has run out without a claim."""
    return [SubsidyCaseEnded(case_id=application_of(state).case_id, kind=EndKind.LAPSED)]
