"""What may happen to one person in one council."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from council_directory import bureau_of
from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.governance import (
    BureauConsentRecorded,
    CandidateProposed,
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    EmergencyAccessReviewed,
    EmergencyAccessTaken,
    OfficeAppointed,
    OfficeEnded,
    PledgeReceived,
    SubstituteDesignated,
)
from council_events.values import Office

from council_governance.commands import (
    AppointOffice,
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    LiftConflictOfInterest,
    PersonCommand,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
    ReviewEmergencyAccess,
    TakeEmergencyAccess,
)
from council_governance.domain.person.state import INITIAL, State, Term, is_cut
from council_governance.rules import assignment, candidates, emergencies, host, interests, offices, periods, pledges


class Regulation(periods.Period, Protocol):
    """A 職務代行規程 and whom it names."""

    @property
    def substitutes(self) -> tuple[str, ...]: ...


class About(NamedTuple):
    """Whom a decision is about, and what it must know of others: the state of the substitute named, everybody else's
    terms as 統括責任者, and of the organisation whose 職務代行規程, 会長, centre and 債権買取支援業務 count."""

    person: str
    substitute: State = INITIAL
    heads: tuple[periods.Period, ...] = ()
    rules: tuple[Regulation, ...] = ()
    chair: Callable[[dt.date], str | None] = lambda _day: None
    center: periods.Period | None = None
    purchases: tuple[periods.Period, ...] = ()


def decide(state: State, command: PersonCommand, asking: Asking, about: About) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    events: list[Event] = _DECISIONS[type(command)](state, command, asking, about)
    return events


def _propose(_: State, command: ProposeCandidate, asking: Asking, about: About) -> list[Event]:
    candidates.the_host_proposes(asking)
    candidates.the_office_needs_consent(command.office, asking.on)
    offices.the_office_exists_there(command.office, asking)
    return [
        CandidateProposed(
            person=about.person,
            office=command.office,
            name=Sealed(command.name),
            career=Sealed(command.career),
            knowledge=command.knowledge,
            secondment=command.secondment,
            secondment_ends_on=command.secondment_ends_on,
            home_institution=Sealed(command.home_institution) if command.home_institution else None,
            qualifications=command.qualifications,
        )
    ]


def _consent(state: State, command: RecordBureauConsent, asking: Asking, about: About) -> list[Event]:
    candidates.the_bureau_consents_or_the_host_holds_its_paper(asking)
    candidates.the_office_needs_consent(command.office, asking.on)
    offices.the_office_exists_there(command.office, asking)
    candidates.the_paper_is_there(
        command.consented_on, asking.on, offices.authority(command.office, asking.on), "consented_on"
    )
    candidacy = state.candidacies.get(command.office)
    candidates.a_candidate_was_proposed(candidacy is not None, command.office)
    if candidacy and candidacy.consented_on == command.consented_on:
        return []
    return [
        BureauConsentRecorded(
            person=about.person,
            office=command.office,
            bureau=bureau_of(asking.council),
            consented_on=command.consented_on,
        )
    ]


def _pledge(state: State, command: ReceivePledge, asking: Asking, about: About) -> list[Event]:
    pledges.the_host_takes_the_pledge(asking)
    candidates.the_paper_is_there(command.received_on, asking.on, pledges.pledge_provision(asking.on), "received_on")
    if state.pledge_on == command.received_on:
        return []
    return [PledgeReceived(person=about.person, received_on=command.received_on)]


def _appoint(state: State, command: AppointOffice, asking: Asking, about: About) -> list[Event]:
    office, on, begins_on = command.office, asking.on, command.begins_on
    offices.the_committee_fills_its_own_offices(office, on)
    offices.the_appointing_authority_acts(asking, office)
    offices.the_office_exists_there(office, asking)
    offices.the_bureau_is_named(office, command.bureau)
    term = Term(office, begins_on, command.ends_on)
    if term in state.terms:
        return []
    offices.the_office_is_not_held_already(term, state.of(office), office, on)
    candidacy = state.candidacies.get(office)
    if office in offices.NEEDS_CONSENT:
        candidates.a_candidate_was_proposed(candidacy is not None, office)
    if candidacy:
        candidates.a_secondee_is_not_head(office, candidacy.secondment, candidacy.secondment_ends_on, begins_on)
        candidates.knowledge_is_recorded(candidacy.knowledge, office)
        candidates.the_bureau_has_consented(candidacy.consented_on, office, on, begins_on)
    if office in offices.PLEDGES_BEFORE_APPOINTMENT:
        pledges.the_pledge_is_on_file(state.pledge_on, on, begins_on)
    qualifications = command.qualifications or (candidacy.qualifications if candidacy else ())
    offices.an_expert_has_a_qualification(office, qualifications)
    others = [(other.office, other) for other in state.terms]
    offices.the_two_deputy_roles_are_apart(office, term, others, on)
    offices.there_is_one_head(office, term, about.heads, on)
    if office in offices.OF_THE_CENTER:
        host.there_is_a_center(about.center is not None and periods.includes(about.center, begins_on))
    host.the_head_is_not_of_the_center(office, term, others, about.purchases)
    return [
        OfficeAppointed(
            person=about.person,
            office=office,
            begins_on=begins_on,
            ends_on=command.ends_on,
            name=Sealed(command.name) if command.name else offices.the_name_is_known(state.name, office, on),
            bureau=command.bureau or (bureau_of(asking.council) if candidacy else None),
            bureau_consent_on=candidacy.consented_on if candidacy else None,
            pledge_on=state.pledge_on,
            secondment=candidacy.secondment if candidacy else None,
            secondment_ends_on=candidacy.secondment_ends_on if candidacy else None,
            home_institution=candidacy.home_institution if candidacy else None,
            qualifications=qualifications,
        )
    ]


def _end(state: State, command: EndOffice, asking: Asking, about: About) -> list[Event]:
    offices.the_appointing_authority_acts(asking, command.office)
    terms = state.of(command.office)
    running = any(is_cut(term, command.ended_on, command.reason) for term in terms)
    if not running and any(term.ends_on == command.ended_on for term in terms):
        return []
    offices.the_office_is_held(running, command.office, asking.on)
    return [OfficeEnded(person=about.person, office=command.office, ended_on=command.ended_on, reason=command.reason)]


def _declare(state: State, command: DeclareConflictOfInterest, asking: Asking, about: About) -> list[Event]:
    interests.who_declares_an_interest(asking, about.person)
    if command.case_id in state.recusals:
        return []
    detail = Sealed(command.detail) if command.detail else None
    return [ConflictOfInterestDeclared(person=about.person, case_id=command.case_id, kind=command.kind, detail=detail)]


def _lift(state: State, command: LiftConflictOfInterest, asking: Asking, about: About) -> list[Event]:
    interests.who_lifts_an_interest(asking, about.person, state.holds(Office.HOST_HEAD, asking.on))
    if command.case_id not in state.recusals:
        return []
    return [ConflictOfInterestLifted(person=about.person, case_id=command.case_id)]


def _designate(state: State, command: DesignateSubstitute, asking: Asking, about: About) -> list[Event]:
    office = command.office
    interests.who_designates(asking, office, about.person)
    held = (
        about.chair(command.begins_on) == about.person
        if office is Office.CHAIR
        else state.holds(office, command.begins_on)
    )
    offices.the_office_is_held(held, office, asking.on)
    regulation = next((each for each in about.rules if periods.includes(each, command.begins_on)), None)
    if office is Office.HOST_HEAD:
        named = regulation is not None and command.substitute in regulation.substitutes
        host.the_substitution_rests_on_rules(regulation is not None, named)
    interests.the_acting_head_is_a_deputy(office, about.substitute.holds(Office.DEPUTY, command.begins_on))
    interests.the_substitute_is_suitable(
        office, command.substitute == about.person, command.case_id in about.substitute.recusals
    )
    event = SubstituteDesignated(
        person=about.person,
        office=office,
        substitute=command.substitute,
        ground=command.ground,
        case_id=command.case_id,
        begins_on=command.begins_on,
        ends_on=command.ends_on,
        rules_on=regulation.begins_on if regulation is not None and office is Office.HOST_HEAD else None,
    )
    return [] if event in state.substitutions else [event]


def _assign(state: State, command: AssignCaseWorker, asking: Asking, about: About) -> list[Event]:
    assignment.the_head_assigns(asking)
    assignment.the_worker_has_no_interest(command.case_id in state.recusals)
    assignment.the_worker_holds_an_office(
        any(state.holds(office, command.begins_on) for office in offices.WORKS_ON_CASES)
    )
    pledges.the_pledge_is_on_file(state.pledge_on, asking.on, command.begins_on)
    if command.case_id in state.cases and state.cases[command.case_id] <= command.begins_on:
        return []
    return [CaseWorkerAssigned(person=about.person, case_id=command.case_id, begins_on=command.begins_on)]


def _take(state: State, command: TakeEmergencyAccess, asking: Asking, about: About) -> list[Event]:
    emergencies.who_opens_in_an_emergency(asking, about.person)
    pledged = state.pledge_on is not None or asking.holds(Office.HOST_HEAD)
    emergencies.the_pledge_stands_in_an_emergency_too(asking, pledged)
    emergencies.an_interest_bars_in_an_emergency_too(command.case_id in state.recusals)
    emergencies.the_last_one_was_looked_into(state.unreviewed)
    return [EmergencyAccessTaken(person=about.person, case_id=command.case_id, reason=Sealed(command.reason))]


def _review(state: State, command: ReviewEmergencyAccess, asking: Asking, about: About) -> list[Event]:
    emergencies.who_reviews(asking, about.person)
    taken = state.emergencies.get(command.access_id)
    emergencies.it_is_there_to_review(taken is not None)
    if taken is not None and taken.reviewed:
        return []
    note = None if command.note is None else Sealed(command.note)
    return [
        EmergencyAccessReviewed(person=about.person, access_id=command.access_id, finding=command.finding, note=note)
    ]


_DECISIONS: dict[type[Any], Callable[[State, Any, Asking, About], list[Event]]] = {
    ProposeCandidate: _propose,
    RecordBureauConsent: _consent,
    ReceivePledge: _pledge,
    AppointOffice: _appoint,
    EndOffice: _end,
    DeclareConflictOfInterest: _declare,
    LiftConflictOfInterest: _lift,
    DesignateSubstitute: _designate,
    AssignCaseWorker: _assign,
    TakeEmergencyAccess: _take,
    ReviewEmergencyAccess: _review,
}
