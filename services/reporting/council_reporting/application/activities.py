"""Recording publicity and training."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from council_access import Action, Service, Standing
from council_kit.clock import Clock
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_reporting.commands.activities import RecordTraining
from council_reporting.domain import activities as domain

ACTIVITY: Final = Model(domain.INITIAL, domain.evolve)


class Activities:
    """Commands on activities, as api calls them."""

    def __init__(self, store: Store, service: Service, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._clock = clock

    def record(self, call: Call[domain.ActivityCommand]) -> Saved:
        """Record an activity of the council that is signed in for, on its day; raises Refused and the store's errors."""
        command = call.command
        on = command.held_on if isinstance(command, RecordTraining) else command.given_on
        return self._service.act(
            call,
            lambda standing, acting: self._save(command, uuid4(), standing, acting),
            action=Action.RECORD_ACTIVITY,
            occurred_on=min(on, self._clock.today()),
        )

    def _save(self, command: domain.ActivityCommand, activity_id: UUID, standing: Standing, acting: Acting) -> Saved:
        today = self._clock.today()
        return self._store.execute(
            activity_id,
            ACTIVITY,
            lambda state: domain.decide(state, command, standing, activity_id, today),
            acting,
        )
