"""Governance at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeGuard
from uuid import UUID

from council_access import Action, NotVisible, Resource, Service, Standing, authorize, permitted
from council_access.standing import CASE_PURPOSES, HEADS
from council_casework.days import business_day
from council_casework.entries import EntryView, Mount, Records
from council_directory import councils
from council_events import Event, Sealed
from council_events.deciding import Refused
from council_events.governance import (
    EntryCorrected,
    EvaluationGrade,
    FutureDayExplained,
    organisation_of,
    seat_of,
    stream_of,
)
from council_events.values import Office, Power
from council_kit.answers import Page
from council_kit.clock import Clock
from council_kit.routes import Call
from council_kit.store import Acting, Appending, ConcurrentDecision, Model, Saved, Store

from council_governance.commands import (
    AppointOffice,
    Command,
    CorrectEntry,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    HoldWholeMeeting,
    OrganisationCommand,
    PersonCommand,
    StartDebtPurchase,
    TakeEmergencyAccess,
)
from council_governance.domain import organisation, person, seat
from council_governance.domain.organisation import Around, Organisation
from council_governance.domain.organisation.duties import Staff
from council_governance.domain.person import About
from council_governance.domain.person import State as PersonState
from council_governance.queries.labels import LABELS
from council_governance.queries.organisation import (
    OrganisationView,
    YearOfCouncils,
    organisation_view,
    year_of_councils,
)
from council_governance.queries.people import People, Person, PersonView
from council_governance.rules.corrections import who_mends_a_person, who_mends_the_organisation
from council_governance.rules.offices import OF_THE_COMMITTEE

PERSON: Final = Model(person.INITIAL, person.evolve)
ORGANISATION: Final = Model(organisation.INITIAL, organisation.evolve)
SEAT: Final = Model(seat.INITIAL, seat.evolve)
_NOBODY: Final = Staff(0, 0)


class Governance:
    """The commands and queries of the service, as api.py calls them."""

    def __init__(
        self,
        store: Store,
        service: Service,
        people: People,
        clock: Clock,
        evaluation_standard: EvaluationGrade | None = None,
    ) -> None:
        """`evaluation_standard`: the lowest grade of an evaluation that meets the 基準 (YR24-2-1-3-3-10-2)."""
        self._store = store
        self._service = service
        self._people = people
        self._clock = clock
        self._standard = evaluation_standard
        self._of_people, self._of_organisations = (
            Records(store, people.vault, clock, Mount(may, EntryCorrected, _future, LABELS))
            for may in (who_mends_a_person, who_mends_the_organisation)
        )

    def command(self, call: Call[PersonCommand]) -> Saved:
        """Any command on the person of the path, in the council named (default: the one signed in for).

        Raises NotVisible, Refused, ConcurrentDecision and the store's other errors, and a 422 problem for a later day
        without a reason.
        """
        command = call.command
        for_himself = isinstance(command, (DeclareConflictOfInterest, TakeEmergencyAccess))
        return self._service.act(
            call,
            lambda standing, acting: self._save(command, call.person, standing, acting),
            action=Action.DECLARE_INTEREST if for_himself else Action.ADMINISTER,
            council=command.council,
            occurred_on=business_day(self._clock, command),
        )

    def organise(self, call: Call[OrganisationCommand]) -> Saved:
        """Any command on the organisation of the council named; raises what `command` raises."""
        command = call.command
        return self._service.act(
            call,
            lambda standing, acting: self._save_organisation(command, standing, acting),
            action=Action.ORGANISE,
            council=command.council,
            occurred_on=business_day(self._clock, command),
        )

    def correct_of_person(self, call: Call[CorrectEntry]) -> Saved:
        """A wrong entry on the person of the path, mended; raises what `command` raises."""
        command, who = call.command, call.person
        return self._service.act(
            call,
            lambda standing, acting: self._of_people.save(
                stream_of(standing.council, who), command, standing, acting, subject=f"person:{who}"
            ),
            action=Action.ADMINISTER,
            council=command.council,
            occurred_on=self._of_people.business_day(command),
        )

    def correct_of_organisation(self, call: Call[CorrectEntry]) -> Saved:
        """A wrong entry on the organisation of the council named, mended; raises what `command` raises."""
        command = call.command
        return self._service.act(
            call,
            lambda standing, acting: self._of_organisations.save(
                organisation_of(standing.council), command, standing, acting, subject=f"office:{standing.council}"
            ),
            action=Action.ORGANISE,
            council=command.council,
            occurred_on=self._of_organisations.business_day(command),
        )

    # Queries: api.py has rights and the record of the read put around them.

    def people(self, standing: Standing, *, after: str, limit: int, everyone: bool) -> Page[Person]:
        """Who holds which office in a council."""
        return self._people.page(standing.council, self._clock.today(), after=after, limit=limit, everyone=everyone)

    def person(self, standing: Standing, who: str) -> PersonView:
        """One person; the history is for the person, and for those who administer the council's offices.

        Bureau and administrators are among these, and hold no right to a case: which it is, only the council's heads are told,
        for work on cases.
        """
        stream_id = stream_of(standing.council, who)
        state, _ = self._store.load(stream_id, PERSON)
        himself = who == standing.person
        return self._people.view(
            standing,
            who,
            state,
            self._store.history(stream_id),
            in_full=himself or _administers(standing),
            with_cases=himself or (not standing.offices_now.isdisjoint(HEADS) and standing.purpose in CASE_PURPOSES),
        )

    def entry_of_person(self, standing: Standing, who: str, event_id: UUID) -> EntryView:
        """An entry on a person with what can be corrected in it; raises NotVisible, also for those shown no history."""
        if who != standing.person and not _administers(standing):
            raise NotVisible
        return _known(self._of_people.view(self._store.history(stream_of(standing.council, who)), event_id))

    def entry_of_organisation(self, standing: Standing, event_id: UUID) -> EntryView:
        """An entry on a council's organisation with what can be corrected in it; raises NotVisible."""
        return _known(self._of_organisations.view(self._store.history(organisation_of(standing.council)), event_id))

    def organisation(self, standing: Standing) -> OrganisationView:
        """One council's organisation today; raises NotVisible under the code hq, which has none."""
        code, today = standing.council, self._clock.today()
        if code not in {council.code for council in councils()}:
            raise NotVisible
        staff = self._people.staff([code], today).get(code, _NOBODY)
        history = self._store.history(organisation_of(code))
        return organisation_view(
            standing, self._organisation(code), history, staff, today, self._people.vault, self._standard
        )

    def year_of_councils(self, standing: Standing, year: int) -> YearOfCouncils:
        """The yearly duties of every council whose people the asker may see."""
        everywhere = [Resource(None, council.code) for council in councils()]
        codes = [each.council for each in permitted(standing, Action.READ_PEOPLE, everywhere)]
        today = self._clock.today()
        states = {code: self._organisation(code) for code in codes}
        return year_of_councils(year, states, self._people.staff(codes, today), today, self._standard)

    def _save(self, command: PersonCommand, who: str, standing: Standing, acting: Acting) -> Saved:
        """An appointment or end of 統括責任者 is saved with the seat's event; whoever comes second decides anew."""
        if not _moves_a_seat(command):
            return self._save_person(command, self._about(command, who, standing.council), standing, acting)
        seat_id = seat_of(standing.council, command.office)
        while True:
            sitting, version = self._store.load(seat_id, SEAT)
            heads = tuple(each for each in sitting if each.person != who)
            about = self._about(command, who, standing.council)._replace(heads=heads)
            try:
                return self._save_person(command, about, standing, acting, seat=(seat_id, version))
            except ConcurrentDecision as conflict:
                if conflict.stream_id != seat_id:
                    raise

    def _save_person(
        self,
        command: PersonCommand,
        about: About,
        standing: Standing,
        acting: Acting,
        seat: tuple[UUID, int] | None = None,
    ) -> Saved:
        return self._store.execute(
            stream_of(standing.council, about.person),
            PERSON,
            lambda state: self._explained(
                person.decide(state, command, standing, about), command, about.person, standing
            ),
            acting,
            subject=f"person:{about.person}",
            beside=(lambda events: _on_seat(events, *seat, acting)) if seat else None,
        )

    def _save_organisation(self, command: OrganisationCommand, standing: Standing, acting: Acting) -> Saved:
        around = self._around(command, standing.council)

        def decide(state: Organisation) -> list[Event]:
            events = organisation.decide(state, command, standing, around)
            return self._explained(events, command, standing.person, standing)

        code = standing.council
        return self._store.execute(organisation_of(code), ORGANISATION, decide, acting, subject=f"office:{code}")

    def _explained(self, events: list[Event], command: Command, who: str, standing: Standing) -> list[Event]:
        if events and command.future_reason is not None and standing.on > self._clock.today():
            return [*events, FutureDayExplained(person=who, reason=Sealed(command.future_reason))]
        return events

    def _about(self, command: PersonCommand, who: str, council: str) -> About:
        """What the decision must know of others, from their streams."""
        if isinstance(command, DesignateSubstitute):
            known = self._organisation(council)
            return About(
                who,
                substitute=self._person(council, command.substitute),
                rules=known.host.rules,
                chair=known.committee.chair,
            )
        if isinstance(command, AppointOffice):
            host = self._organisation(council).host
            return About(who, center=host.center, purchases=host.purchases)
        return About(who)

    def _around(self, command: OrganisationCommand, council: str) -> Around:
        """The people that a decision on the organisation looks at; the read table only says whose streams to load."""
        hosts = [self._person(council, each) for each in self._people.holders(council, Office.HOST_HEAD)]
        if isinstance(command, HoldWholeMeeting):
            chairs = {each.person for each in self._organisation(council).committee.chairs}
            return Around(tuple(hosts), chairs=tuple(self._person(council, each) for each in sorted(chairs)))
        if not isinstance(command, StartDebtPurchase):
            return Around(tuple(hosts))
        seated, _ = self._store.load(seat_of(council, Office.HEAD), SEAT)
        return Around(tuple(hosts), tuple(self._person(council, each.person) for each in seated))

    def _person(self, council: str, who: str) -> PersonState:
        return self._store.load(stream_of(council, who), PERSON)[0]

    def _organisation(self, council: str) -> Organisation:
        return self._store.load(organisation_of(council), ORGANISATION)[0]


def _future(_stream_id: UUID, person: str, reason: Sealed[str]) -> Event:
    return FutureDayExplained(person=person, reason=reason)


def _known(entry: EntryView | None) -> EntryView:
    if entry is None:
        raise NotVisible
    return entry


def _moves_a_seat(command: PersonCommand) -> TypeGuard[AppointOffice | EndOffice]:
    return isinstance(command, (AppointOffice, EndOffice)) and command.office in seat.SEATS


def _on_seat(events: Sequence[Event], seat_id: UUID, version: int, acting: Acting) -> list[Appending]:
    """The seat's own events, in the transaction of the person's."""
    moved = [movement for office in seat.SEATS for movement in seat.movements(events, office)]
    return [Appending(seat_id, version + number, event, acting) for number, event in enumerate(moved, start=1)]


def _administers(standing: Standing) -> bool:
    """Histories tell of careers and interests: the 会長 sees them where staff is the 会長's matter by delegation."""
    if standing.offices_now <= OF_THE_COMMITTEE and Power.STAFF not in standing.powers:
        return False
    try:
        authorize(standing, Action.ADMINISTER, Resource(None, standing.council))
    except (NotVisible, Refused):
        return False
    return True
