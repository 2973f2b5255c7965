"""Governance at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_access import Action, NotVisible, Resource, Service, Standing, authorize
from council_events import Event, Sealed
from council_events.deciding import Refused
from council_events.governance import FutureDayExplained, stream_of
from council_events.values import Office
from council_kit.answers import Page
from council_kit.clock import Clock
from council_kit.problems import field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_governance.commands import AppointOffice, DeclareConflictOfInterest, DesignateSubstitute, PersonCommand
from council_governance.domain.person import INITIAL, About, State, decide, evolve
from council_governance.queries import People, Person, PersonView

MODEL: Final = Model(INITIAL, evolve)


class Governance:
    """The commands and queries of the service, as api.py calls them."""

    def __init__(self, store: Store, service: Service, people: People, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._people = people
        self._clock = clock

    def command(self, call: Call[PersonCommand]) -> Saved:
        """Any command on the person of the path, in the council named (default: the one signed in for).

        Raises NotVisible, Refused, ConcurrentDecision and the store's other errors, and a 422 problem for a later day
        without a reason.
        """
        command = call.command
        declares = isinstance(command, DeclareConflictOfInterest)
        return self._service.act(
            call,
            lambda standing, acting: self._save(command, call.person, standing, acting),
            action=Action.DECLARE_INTEREST if declares else Action.ADMINISTER,
            council=command.council,
            occurred_on=self._business_day(command),
        )

    # Queries: api.py has rights and the record of the read put around them.

    def people(self, standing: Standing, *, after: str, limit: int, everyone: bool) -> Page[Person]:
        """Who holds which office in a council."""
        return self._people.page(standing.council, self._clock.today(), after=after, limit=limit, everyone=everyone)

    def person(self, standing: Standing, person: str) -> PersonView:
        """One person; the history is for the person, and for those who administer the council's offices."""
        stream_id = stream_of(standing.council, person)
        state, _ = self._store.load(stream_id, MODEL)
        in_full = person == standing.person or _administers(standing)
        return self._people.view(standing, person, state, self._store.history(stream_id), in_full=in_full)

    def _save(self, command: PersonCommand, person: str, standing: Standing, acting: Acting) -> Saved:
        about = self._about(command, person, standing.council)
        return self._store.execute(
            stream_of(standing.council, person),
            MODEL,
            lambda state: self._decide(state, command, standing, about),
            acting,
            subject=f"person:{person}",
        )

    def _decide(self, state: State, command: PersonCommand, standing: Standing, about: About) -> list[Event]:
        events = decide(state, command, standing, about)
        if events and command.future_reason is not None and standing.on > self._clock.today():
            events.append(FutureDayExplained(person=about.person, reason=Sealed(command.future_reason)))
        return events

    def _about(self, command: PersonCommand, person: str, council: str) -> About:
        """What the decision must know of other people, from their streams: the read table only says whose."""
        if isinstance(command, DesignateSubstitute):
            return About(person, substitute=self._state(council, command.substitute))
        if isinstance(command, AppointOffice) and command.office is Office.HEAD:
            others = [self._state(council, each) for each in self._people.heads(council, person)]
            return About(person, heads=tuple(term for other in others for term in other.of(Office.HEAD)))
        return About(person)

    def _state(self, council: str, person: str) -> State:
        return self._store.load(stream_of(council, person), MODEL)[0]

    def _business_day(self, command: PersonCommand) -> dt.date:
        today = self._clock.today()
        on = command.occurred_on or today
        if on > today and command.future_reason is None:
            raise field_problem(
                "future_reason",
                "発生日が本日より後です。先の日付とする理由を入力してください。",
                "The business date lies ahead: say why.",
            )
        return on


def _administers(standing: Standing) -> bool:
    try:
        authorize(standing, Action.ADMINISTER, Resource(None, standing.council))
    except (NotVisible, Refused):
        return False
    return True
