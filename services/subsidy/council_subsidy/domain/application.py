"""From the application to its acceptance, and the clock that runs from there."""

from __future__ import annotations

import datetime as dt

from council_casework.papers import Need
from council_events import Event, Sealed
from council_events.subsidy import (
    Agency,
    ApplicationPaper,
    BankTrack,
    Cost,
    CostLine,
    EarlierUseRecorded,
    EndKind,
    NationwideUseAnswered,
    PlanClaimTermExtended,
    ReuseFoundFit,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyCaseEnded,
    Track,
)

from council_subsidy import commands as c
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.state import Stage, State
from council_subsidy.rules import advice, agencies, amounts, clocks, eligibility, handling, needs, papers, reuse


def application_of(state: State) -> SubsidyApplicationFiled:
    """The application; every stage from FILED on has one."""
    if state.application is None:
        raise LookupError("no application has been filed in this case")
    return state.application


def costs_of(entries: tuple[c.CostEntry, ...]) -> tuple[Cost, ...]:
    """The costs as they stand in events."""
    return tuple(Cost(**entry.model_dump()) for entry in entries)


def file(_state: State, command: c.FileApplication, around: Circumstances) -> list[Event]:
    """Check what an application must say, and whether the company may use the track; papers may still follow."""
    eligibility.the_corporate_number_is_right(command.corporate_number)
    handling.all_have_signed(command.company_signed, all(agency.signed for agency in command.agencies))
    filed = _filed(command)
    _check(filed, around)
    eligibility.one_agency_represents(filed.agencies)
    eligibility.the_costs_are_of_these_agencies(filed.estimates, {agency.agency_id for agency in filed.agencies})
    amounts.the_accompaniment_is_not_the_larger_part(
        filed.track,
        amounts.cost_of(filed.estimates, amounts.PLAN_COST_LINES),
        amounts.cost_of(filed.estimates, amounts.ACCOMPANIMENT_LINES),
        field="estimates",
    )
    return [filed, _answer(filed, _nationwide(filed, around))]


def _check(filed: SubsidyApplicationFiled, around: Circumstances) -> None:
    """What must hold on the day of filing, and again by the rules of the day of acceptance (SUB-V-1)."""
    on = around.on
    lines = {cost.line for cost in filed.estimates}
    handling.this_one_may_file(filed.filed_by, on)
    handling.the_council_is_that_of_the_area(
        around.asking.council,
        filed.prefecture,
        on,
        reason=filed.out_of_area_reason is not None,
        cooperation=filed.cooperating_council,
    )
    eligibility.the_track_is_open(filed.track, on)
    eligibility.the_legal_form_is_eligible(filed.legal_form, filed.employees)
    eligibility.the_financial_support_fits(filed.track, filed.financial_support)
    eligibility.the_loans_are_not_of_one_bank_alone(filed.track, filed.lenders, filed.guaranteed_loan)
    eligibility.the_bank_track_is_open(filed.track, filed.bank, lines, on)
    eligibility.the_lines_belong_to_the_track(
        filed.track, lines, guarantee_release=filed.guarantee_release, interim_requested=filed.interim_requested
    )
    amounts.the_rates_are_within_limits(filed.estimates, around.terms)
    _the_agencies_may_act(filed, around)


def _the_agencies_may_act(filed: SubsidyApplicationFiled, around: Circumstances) -> None:
    """The register knows them, their certifications are valid, and a bank's part is that of a bank."""
    register, on = around.register, around.on
    involved = {agency.agency_id for agency in filed.agencies}
    agencies.the_agencies_are_registered(register, involved, on, around.terms.agencies_registered_from)
    agencies.the_agencies_are_certified(register, involved, on)
    agencies.the_bank_track_is_a_private_banks(
        register, involved, on, by_bank=filed.bank is not None, cited=eligibility.bank_track_rule(on)
    )
    agencies.the_main_bank_signed_as_an_agency(register, involved, on, signed=filed.main_bank_signed)


def _nationwide(filed: SubsidyApplicationFiled, around: Circumstances) -> reuse.Answer:
    wish = reuse.Wish(
        track=filed.track,
        by_bank=filed.bank is not None,
        cause=filed.decline_cause,
        ground=filed.reuse_ground,
        explained=filed.reuse_reason is not None,
    )
    return reuse.nationwide(wish, around.on, around.company.uses, around.company.supports, around.terms)


def _answer(filed: SubsidyApplicationFiled, answer: reuse.Answer) -> NationwideUseAnswered:
    return NationwideUseAnswered(
        case_id=filed.case_id,
        provision=answer.provision,
        allowed=True,
        finding_needed=answer.finding_needed,
        remaining=answer.remaining,
    )


def _filed(command: c.FileApplication) -> SubsidyApplicationFiled:
    subject = None if command.company_id is None else f"company:{command.company_id}"
    taken = ("case_id", "track", "company_id", "prefecture", "legal_form", "industry", "employees", "sales",
             "interest_bearing_debt", "financial_support", "papers", "guarantee_release", "interim_requested",
             "lenders", "guaranteed_loan", "main_bank_signed", "registry_certificate_on", "filed_by",
             "cooperating_council", "decline_cause", "reuse_ground")  # fmt: skip
    return SubsidyApplicationFiled(
        **{name: getattr(command, name) for name in taken},
        company_name=Sealed(command.company_name, subject),
        company_kana=_sealed(command.company_kana, subject),
        corporate_number=_sealed(command.corporate_number, subject),
        out_of_area_reason=_sealed(command.out_of_area_reason),
        reuse_reason=_sealed(command.reuse_reason),
        agencies=tuple(
            Agency(
                agency_id=agency.agency_id,
                name=Sealed(agency.name),
                representative=agency.representative,
                papers=agency.papers,
            )
            for agency in command.agencies
        ),
        estimates=costs_of(command.estimates),
        bank=_bank(command),
    )


def _bank(command: c.FileApplication) -> BankTrack | None:
    if not command.by_private_bank:
        return None
    return BankTrack(
        main_bank=command.bank_is_main,
        zero_zero_balance=command.zero_zero_balance,
        total_lending=command.bank_total_lending,
    )


def _sealed(text: str | None, subject: str | None = None) -> Sealed[str] | None:
    return None if text is None else Sealed(text, subject)


def record_earlier_use(state: State, command: c.RecordEarlierUse, _around: Circumstances) -> list[Event]:
    """A use known from paper counts for the company from now on."""
    known = [(use.track, use.accepted_on) for use in state.earlier_uses]
    if (command.track, command.accepted_on) in known:
        return []
    return [
        EarlierUseRecorded(
            case_id=application_of(state).case_id,
            number=len(known) + 1,
            track=command.track,
            accepted_on=command.accepted_on,
            amount=command.amount,
            cause=command.cause,
        )
    ]


def check_nationwide(state: State, _command: c.CheckNationwideUse, around: Circumstances) -> list[Event]:
    """Yes, no (a refusal) or remaining yen, with the provision; the answer is recorded as a disclosure."""
    filed = application_of(state)
    answer = _answer(filed, _nationwide(filed, around))
    return [] if answer == state.answer else [answer]


def reuse_is_held(state: State) -> bool:
    """Whether the council's finding on a second use is awaited."""
    return state.answer is not None and state.answer.finding_needed and not state.found_fit


def has_found_fit(state: State) -> bool:
    """Whether the finding was made before."""
    return state.found_fit


def find_fit(state: State, command: c.FindReuseFit, around: Circumstances) -> list[Event]:
    """The council finds the second use fit; a cause like the last one is refused even so."""
    filed = application_of(state)
    _nationwide(filed, around)
    return [ReuseFoundFit(case_id=filed.case_id, finding=Sealed(command.finding))]


def is_accepted(state: State) -> bool:
    """Whether the application has been accepted before."""
    return state.accepted_on is not None


def accept(state: State, command: c.AcceptApplication, around: Circumstances) -> list[Event]:
    """Company, papers and explanation are in order, the total within its guide or explained; the rules are pinned."""
    filed, on = application_of(state), around.on
    _check(filed, around)
    answer = _nationwide(filed, around)
    reuse.the_second_use_was_found_fit(needed=answer.finding_needed, found=state.found_fit)
    _papers(state, filed, around)
    guide = amounts.guide_of_total_cost(filed.track, filed.sales, filed.interest_bearing_debt, around.terms)
    total = sum(cost.amount for cost in filed.estimates)
    amounts.the_total_is_within_the_guide(total, guide, command.above_guide_reason)
    advice.the_points_were_explained(filed.track, state.advice, on)
    largest = _largest(filed, on, around)
    accepted = SubsidyApplicationAccepted(
        case_id=filed.case_id,
        ruleset=clocks.ruleset_on(on).isoformat(),
        lapses_on=clocks.lapse_date(filed.track, on, around.terms),
        above_guide_reason=_sealed(command.above_guide_reason),
        largest_subsidy=sum(largest.values()),
        negotiation_subsidy=largest.get(CostLine.NEGOTIATION, 0),
        reuse=answer.reuse,
    )
    told = _answer(filed, answer)
    return [accepted] if told == state.answer else [told, accepted]


def _papers(state: State, filed: SubsidyApplicationFiled, around: Circumstances) -> None:
    needed = application_needs(state, filed, around, {})
    papers.the_papers_are_there(filed.track, _required(filed, around), needs.handed_in(needed, state.shelf, around.on))
    for agency in filed.agencies:
        own = needs.handed_in(needed, state.shelf, around.on, whose=agency.agency_id)
        papers.the_agency_handed_in_its_own(filed.track, own)
    papers.the_certificate_is_fresh(filed.legal_form, filed.registry_certificate_on, state.filed_on or around.on)


def application_needs(
    state: State, filed: SubsidyApplicationFiled, around: Circumstances, names: dict[str, str]
) -> tuple[Need, ...]:
    """The papers that acceptance needs. `names`: the agencies by their id."""
    ticks = needs.ticks_count(around.on, around.terms.papers_kept_from)
    return needs.needs_of_application(filed, state.filed_on or around.on, _required(filed, around), names, ticks=ticks)


def _required(filed: SubsidyApplicationFiled, around: Circumstances) -> frozenset[ApplicationPaper]:
    plan_cost = amounts.cost_of(filed.estimates, amounts.PLAN_COST_LINES)
    return papers.papers_required(filed, around.on, plan_cost=plan_cost, terms=around.terms)


def _largest(filed: SubsidyApplicationFiled, on: dt.date, around: Circumstances) -> dict[CostLine, int]:
    """The most that each line of the estimate can bring, within what earlier uses leave; yen."""
    caps = {
        **amounts.caps_of(filed.track, clocks.ruleset_on(on)),
        **lifetime_cap(filed.track, on, around),
    }
    granted = amounts.subsidy_by_agency(filed.estimates, caps, {}, around.terms)
    return amounts.by_line(granted)


def lifetime_cap(track: Track, accepted_on: dt.date, around: Circumstances) -> amounts.Caps:
    """The cap that earlier uses of the company leave; only 通常枠 has one (SUB-E-4)."""
    if track is not Track.ORDINARY:
        return {}
    return reuse.lifetime_cap(around.company.uses, accepted_on, around.terms)


def decline(state: State, command: c.DeclineApplication, _around: Circumstances) -> list[Event]:
    """The council does not find it fit to bear the cost."""
    return [
        SubsidyCaseEnded(case_id=application_of(state).case_id, kind=EndKind.DECLINED, reason=Sealed(command.reason))
    ]


def may_extend(state: State) -> bool:
    """An early plan's term is never extended."""
    return application_of(state).track is not Track.EARLY


def extend(state: State, command: c.ExtendPlanClaimTerm, _around: Circumstances) -> list[Event]:
    """A later last day for the plan claim."""
    filed = application_of(state)
    if state.lapses_on is not None:
        clocks.the_term_can_be_extended(filed.track, state.lapses_on, command.lapses_on)
    return [PlanClaimTermExtended(case_id=filed.case_id, lapses_on=command.lapses_on, reason=Sealed(command.reason))]


def overdue(state: State, around: Circumstances) -> None:
    """Raises Refused while the term of the plan claim still runs."""
    if state.lapses_on is not None:
        clocks.the_term_has_run_out(application_of(state).track, state.lapses_on, around.on)


def lapsed_on(state: State, on: dt.date) -> dt.date:
    """The day of the lapse, the first after the term; raises Refused while it runs on the day `on`."""
    last = on if state.lapses_on is None else state.lapses_on
    clocks.the_term_has_run_out(application_of(state).track, last, on)
    return last + dt.timedelta(days=1)


def lapse(state: State, _command: c.LapseApplication, _around: Circumstances) -> list[Event]:
    """The term has run out without a claim."""
    return [SubsidyCaseEnded(case_id=application_of(state).case_id, kind=EndKind.LAPSED)]


def in_time(state: State, around: Circumstances) -> None:
    """Raises Refused when the term of the plan claim has run out."""
    if state.lapses_on is not None:
        clocks.the_claim_is_in_time(application_of(state).track, state.lapses_on, around.on)


def due_on(state: State, around: Circumstances) -> dt.date | None:
    """Until when something must happen next: the decision, the plan claim, or the next accompaniment report."""
    if state.stage is Stage.FILED and state.filed_on is not None:
        return clocks.decision_due(state.filed_on, around.terms)
    if state.stage is Stage.ACCEPTED:
        return state.lapses_on
    if state.stage is Stage.DECIDED and state.open_reports:
        return state.open_reports[0].period_to
    return None
