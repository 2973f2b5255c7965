"""One person in one council: state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from council_directory import bureau_of
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    BureauConsentRecorded,
    CandidateProposed,
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    Knowledge,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    PledgeReceived,
    Secondment,
    SubstituteDesignated,
)
from council_events.values import CaseId, Office

from council_governance import rules
from council_governance.commands import (
    AppointOffice,
    AssignCaseWorker,
    Command,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    LiftConflictOfInterest,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
)


@dataclass(frozen=True, slots=True)
class Term:
    """An office from `begins_on` to `ends_on`, both inclusive (None: open end)."""

    office: Office
    begins_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Candidacy:
    """What the host proposed for one office, and since when the bureau consents."""

    knowledge: tuple[Knowledge, ...]
    secondment: Secondment
    secondment_ends_on: dt.date | None
    consented_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What governance knows of one person in one council. `name` stays sealed."""

    person: str = ""
    name: Sealed[str] | None = None
    terms: tuple[Term, ...] = ()
    candidacies: dict[Office, Candidacy] = field(default_factory=dict)
    pledge_on: dt.date | None = None
    recusals: frozenset[CaseId] = frozenset()
    cases: dict[CaseId, dt.date] = field(default_factory=dict)
    substitutions: tuple[SubstituteDesignated, ...] = ()

    def of(self, office: Office) -> list[Term]:
        """The terms of one office."""
        return [term for term in self.terms if term.office is office]

    def holds(self, office: Office, day: dt.date) -> bool:
        """Whether the office is held on the day."""
        return any(rules.includes(term, day) for term in self.of(office))


INITIAL = State()


class About(NamedTuple):
    """Whom a decision is about, and what it must know of other people of the council: the state of the substitute
    named, and everybody else's terms as 統括責任者."""

    person: str
    substitute: State = INITIAL
    heads: tuple[Term, ...] = ()


class Step(NamedTuple):
    """A command that can come next, or why it cannot."""

    command: type[Any]
    allowed: bool
    provision: str | None = None
    ja: str | None = None
    en: str | None = None


# ---- evolve: history is never argued with


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; an unknown event leaves it as it is."""
    fold = _FOLDS.get(type(fact.event))
    return fold(state, fact.event) if fold else state


def _proposed(state: State, event: CandidateProposed) -> State:
    candidacy = Candidacy(event.knowledge, event.secondment, event.secondment_ends_on)
    return replace(
        state,
        person=event.person,
        name=event.name,
        candidacies=state.candidacies | {event.office: candidacy},
    )


def _consented(state: State, event: BureauConsentRecorded) -> State:
    known = state.candidacies.get(event.office, Candidacy((), Secondment.NONE, None))
    consented = replace(known, consented_on=event.consented_on)
    return replace(state, person=event.person, candidacies=state.candidacies | {event.office: consented})


def _pledged(state: State, event: PledgeReceived) -> State:
    return replace(state, person=event.person, pledge_on=event.received_on)


def _appointed(state: State, event: OfficeAppointed) -> State:
    """The consent was given to this appointment; the next one needs a new one."""
    used = {office: replace(c, consented_on=None) for office, c in state.candidacies.items() if office is event.office}
    return replace(
        state,
        person=event.person,
        name=event.name,
        terms=(*state.terms, Term(event.office, event.begins_on, event.ends_on)),
        candidacies=state.candidacies | used,
    )


def _ended(state: State, event: OfficeEnded) -> State:
    """Every term of the office that runs beyond the last day ends with it. A resignation or dismissal also takes back
    a term that begins later (it ends before it begins, so is never held); the end of a term leaves it."""
    terms = tuple(
        replace(term, ends_on=event.ended_on)
        if term.office is event.office and _is_cut(term, event.ended_on, event.reason)
        else term
        for term in state.terms
    )
    return replace(state, person=event.person, terms=terms)


def _is_cut(term: Term, ended_on: dt.date, reason: OfficeEndReason) -> bool:
    runs_beyond = term.ends_on is None or term.ends_on > ended_on
    return runs_beyond and (reason is not OfficeEndReason.TERM or term.begins_on <= ended_on)


_FOLDS: dict[type[Event], Callable[[State, Any], State]] = {
    CandidateProposed: _proposed,
    BureauConsentRecorded: _consented,
    PledgeReceived: _pledged,
    OfficeAppointed: _appointed,
    OfficeEnded: _ended,
    ConflictOfInterestDeclared: lambda s, e: replace(s, person=e.person, recusals=s.recusals | {e.case_id}),
    ConflictOfInterestLifted: lambda s, e: replace(s, person=e.person, recusals=s.recusals - {e.case_id}),
    CaseWorkerAssigned: lambda s, e: replace(s, person=e.person, cases=s.cases | {e.case_id: e.begins_on}),
    SubstituteDesignated: lambda s, e: replace(s, person=e.person, substitutions=(*s.substitutions, e)),
}


# ---- decide


def decide(state: State, command: Command, asking: Asking, about: About) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    events: list[Event] = _DECISIONS[type(command)](state, command, asking, about)
    return events


def _propose(_: State, command: ProposeCandidate, asking: Asking, about: About) -> list[Event]:
    rules.the_host_proposes(asking)
    rules.the_office_needs_consent(command.office, asking.on)
    rules.the_office_exists_there(command.office, asking)
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
    rules.the_bureau_consents_or_the_host_holds_its_paper(asking)
    rules.the_office_needs_consent(command.office, asking.on)
    rules.the_office_exists_there(command.office, asking)
    rules.the_paper_is_there(
        command.consented_on, asking.on, rules.authority(command.office, asking.on), "consented_on"
    )
    candidacy = state.candidacies.get(command.office)
    rules.a_candidate_was_proposed(candidacy is not None, command.office)
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
    rules.the_host_takes_the_pledge(asking)
    rules.the_paper_is_there(command.received_on, asking.on, rules.pledge_provision(asking.on), "received_on")
    if state.pledge_on == command.received_on:
        return []
    return [PledgeReceived(person=about.person, received_on=command.received_on)]


def _appoint(state: State, command: AppointOffice, asking: Asking, about: About) -> list[Event]:
    office, on, begins_on = command.office, asking.on, command.begins_on
    rules.the_appointing_authority_acts(asking, office)
    rules.the_office_exists_there(office, asking)
    rules.the_bureau_is_named(office, command.bureau)
    term = Term(office, begins_on, command.ends_on)
    if term in state.terms:
        return []
    rules.the_office_is_not_held_already(term, state.of(office), office, on)
    candidacy = state.candidacies.get(office)
    if office in rules.NEEDS_CONSENT:
        rules.a_candidate_was_proposed(candidacy is not None, office)
    if candidacy:
        rules.a_secondee_is_not_head(office, candidacy.secondment, candidacy.secondment_ends_on, begins_on)
        rules.knowledge_is_recorded(candidacy.knowledge, office)
        rules.the_bureau_has_consented(candidacy.consented_on, office, on, begins_on)
    if office in rules.PLEDGES_BEFORE_APPOINTMENT:
        rules.the_pledge_is_on_file(state.pledge_on, on, begins_on)
    rules.the_two_deputy_roles_are_apart(
        office, [other.office for other in state.terms if rules.overlap(term, other)], on
    )
    rules.there_is_one_head(office, term, about.heads, on)
    return [
        OfficeAppointed(
            person=about.person,
            office=office,
            begins_on=begins_on,
            ends_on=command.ends_on,
            name=Sealed(command.name) if command.name else rules.the_name_is_known(state.name, office, on),
            bureau=command.bureau or (bureau_of(asking.council) if candidacy else None),
            bureau_consent_on=candidacy.consented_on if candidacy else None,
            pledge_on=state.pledge_on,
        )
    ]


def _end(state: State, command: EndOffice, asking: Asking, about: About) -> list[Event]:
    rules.the_appointing_authority_acts(asking, command.office)
    terms = state.of(command.office)
    running = any(_is_cut(term, command.ended_on, command.reason) for term in terms)
    if not running and any(term.ends_on == command.ended_on for term in terms):
        return []
    rules.the_office_is_held(running, command.office, asking.on)
    return [OfficeEnded(person=about.person, office=command.office, ended_on=command.ended_on, reason=command.reason)]


def _declare(state: State, command: DeclareConflictOfInterest, asking: Asking, about: About) -> list[Event]:
    rules.who_declares_an_interest(asking, about.person)
    if command.case_id in state.recusals:
        return []
    detail = Sealed(command.detail) if command.detail else None
    return [ConflictOfInterestDeclared(person=about.person, case_id=command.case_id, kind=command.kind, detail=detail)]


def _lift(state: State, command: LiftConflictOfInterest, asking: Asking, about: About) -> list[Event]:
    rules.who_lifts_an_interest(asking, about.person, state.holds(Office.HOST_HEAD, asking.on))
    if command.case_id not in state.recusals:
        return []
    return [ConflictOfInterestLifted(person=about.person, case_id=command.case_id)]


def _designate(state: State, command: DesignateSubstitute, asking: Asking, about: About) -> list[Event]:
    office = command.office
    rules.the_host_designates(asking, office)
    rules.the_office_is_held(state.holds(office, command.begins_on), office, asking.on)
    rules.the_acting_head_is_a_deputy(office, about.substitute.holds(Office.DEPUTY, command.begins_on))
    rules.the_substitute_is_suitable(
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
    )
    return [] if event in state.substitutions else [event]


def _assign(state: State, command: AssignCaseWorker, asking: Asking, about: About) -> list[Event]:
    rules.the_head_assigns(asking)
    rules.the_worker_has_no_interest(command.case_id in state.recusals)
    rules.the_worker_holds_an_office(any(state.holds(office, command.begins_on) for office in rules.WORKS_ON_CASES))
    rules.the_pledge_is_on_file(state.pledge_on, asking.on, command.begins_on)
    if command.case_id in state.cases and state.cases[command.case_id] <= command.begins_on:
        return []
    return [CaseWorkerAssigned(person=about.person, case_id=command.case_id, begins_on=command.begins_on)]


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
}


# ---- next steps: what the rules say before the details of a command are known


def next_steps(state: State, asking: Asking, person: str) -> list[Step]:
    """Every command that can come next for this person. What is refused here, `decide` refuses with any details."""
    return [
        _step(command, partial(check, state, asking, person))
        for command, check in _CHECKS.items()
        if state.recusals or command is not LiftConflictOfInterest
    ]


def _step(command: type[Any], check: Callable[[], None]) -> Step:
    try:
        check()
    except Refused as refused:
        return Step(command, False, refused.provision, refused.ja, refused.en)
    return Step(command, True)


def _may_propose(_: State, asking: Asking, __: str) -> None:
    rules.the_host_proposes(asking)


def _may_consent(state: State, asking: Asking, _: str) -> None:
    rules.the_bureau_consents_or_the_host_holds_its_paper(asking)
    rules.a_candidate_was_proposed(bool(state.candidacies), Office.HEAD)


def _may_receive_pledge(_: State, asking: Asking, __: str) -> None:
    rules.the_host_takes_the_pledge(asking)


def _may_appoint(_: State, asking: Asking, __: str) -> None:
    rules.the_appointing_authority_acts(asking, Office.HOST_HEAD if asking.holds(Office.ADMINISTRATOR) else Office.HEAD)


def _may_end(state: State, asking: Asking, _: str) -> None:
    offices = [term.office for term in state.terms]
    rules.the_office_is_held(bool(offices), Office.HEAD, asking.on)
    mine = (office for office in offices if asking.holds(rules.appointer(office)))
    rules.the_appointing_authority_acts(asking, next(mine, offices[0]))


def _may_declare(_: State, asking: Asking, person: str) -> None:
    rules.who_declares_an_interest(asking, person)


def _may_lift(state: State, asking: Asking, person: str) -> None:
    rules.who_lifts_an_interest(asking, person, state.holds(Office.HOST_HEAD, asking.on))


def _may_designate(state: State, asking: Asking, _: str) -> None:
    office = Office.HOST_HEAD if state.of(Office.HOST_HEAD) else Office.HEAD
    rules.the_host_designates(asking, office)
    rules.the_office_is_held(bool(state.of(office)), office, asking.on)


def _may_assign(state: State, asking: Asking, _: str) -> None:
    rules.the_head_assigns(asking)
    rules.the_worker_holds_an_office(any(term.office in rules.WORKS_ON_CASES for term in state.terms))
    rules.the_pledge_is_on_file(state.pledge_on, asking.on, state.pledge_on or asking.on)


_CHECKS: dict[type[Any], Callable[[State, Asking, str], None]] = {
    ProposeCandidate: _may_propose,
    RecordBureauConsent: _may_consent,
    ReceivePledge: _may_receive_pledge,
    AppointOffice: _may_appoint,
    EndOffice: _may_end,
    DeclareConflictOfInterest: _may_declare,
    LiftConflictOfInterest: _may_lift,
    DesignateSubstitute: _may_designate,
    AssignCaseWorker: _may_assign,
}
