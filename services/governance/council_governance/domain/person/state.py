"""What has happened to one person in one council. History is never argued with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Fact
from council_events.governance import (
    BureauConsentRecorded,
    CandidateProposed,
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    EmergencyAccessReviewed,
    EmergencyAccessTaken,
    Knowledge,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    PledgeReceived,
    Secondment,
    SubstituteDesignated,
)
from council_events.values import CaseId, Office, Qualification

from council_governance.rules import periods


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
    home_institution: Sealed[str] | None = None
    qualifications: tuple[Qualification, ...] = ()


@dataclass(frozen=True, slots=True)
class Emergency:
    """A case that was opened in an emergency on a day, and whether that was looked into."""

    case_id: CaseId
    on: dt.date
    reviewed: bool = False


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
    emergencies: dict[UUID, Emergency] = field(default_factory=dict)

    def of(self, office: Office) -> list[Term]:
        """The terms of one office."""
        return [term for term in self.terms if term.office is office]

    @property
    def unreviewed(self) -> int:
        """Emergency accesses that nobody has looked into yet."""
        return sum(not each.reviewed for each in self.emergencies.values())

    def holds(self, office: Office, day: dt.date) -> bool:
        """Whether the office is held on the day."""
        return any(periods.includes(term, day) for term in self.of(office))


INITIAL = State()


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; an unknown event leaves it as it is."""
    if isinstance(fact.event, EmergencyAccessTaken) and fact.event_id is not None:
        taken = Emergency(fact.event.case_id, fact.on)
        return replace(state, person=fact.event.person, emergencies=state.emergencies | {fact.event_id: taken})
    fold = _FOLDS.get(type(fact.event))
    return fold(state, fact.event) if fold else state


def _proposed(state: State, event: CandidateProposed) -> State:
    candidacy = Candidacy(
        event.knowledge,
        event.secondment,
        event.secondment_ends_on,
        home_institution=event.home_institution,
        qualifications=event.qualifications,
    )
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
        if term.office is event.office and is_cut(term, event.ended_on, event.reason)
        else term
        for term in state.terms
    )
    return replace(state, person=event.person, terms=terms)


def is_cut(term: periods.Period, ended_on: dt.date, reason: OfficeEndReason) -> bool:
    runs_beyond = term.ends_on is None or term.ends_on > ended_on
    return runs_beyond and (reason is not OfficeEndReason.TERM or term.begins_on <= ended_on)


def _reviewed(state: State, event: EmergencyAccessReviewed) -> State:
    before = state.emergencies.get(event.access_id)
    if before is None:
        return state
    return replace(state, emergencies=state.emergencies | {event.access_id: replace(before, reviewed=True)})


_FOLDS: dict[type[Event], Callable[[State, Any], State]] = {
    CandidateProposed: _proposed,
    BureauConsentRecorded: _consented,
    PledgeReceived: _pledged,
    OfficeAppointed: _appointed,
    OfficeEnded: _ended,
    ConflictOfInterestDeclared: lambda s, e: replace(s, person=e.person, recusals=s.recusals | {e.case_id}),
    ConflictOfInterestLifted: lambda s, e: replace(s, person=e.person, recusals=s.recusals - {e.case_id}),
    CaseWorkerAssigned: lambda s, e: replace(s, person=e.person, cases=s.cases | {e.case_id: e.begins_on}),
    EmergencyAccessReviewed: _reviewed,
    SubstituteDesignated: lambda s, e: replace(s, person=e.person, substitutions=(*s.substitutions, e)),
}
