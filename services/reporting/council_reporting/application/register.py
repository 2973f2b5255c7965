"""Chasing late reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from council_access import Action, Service, Standing
from council_events.reporting import chases_of
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_reporting.commands.register import ChaseLateReports
from council_reporting.domain import register as domain
from council_reporting.queries.register import late_reports

CHASES: Final = Model(domain.INITIAL, domain.evolve)


class Chasing:
    """The command on the register, as api calls it."""

    def __init__(self, store: Store, service: Service, pool: Pool, clock: Clock, days: Mapping[str, int]) -> None:
        """`days`: by kind of report, the days within which it is to be submitted."""
        self._store = store
        self._service = service
        self._pool = pool
        self._clock = clock
        self._days = days

    def chase(self, call: Call[ChaseLateReports]) -> Saved:
        """Chase one council's late reports; raises NotVisible, Refused and the store's errors."""
        return self._service.act(
            call,
            lambda standing, acting: self._chase(call.command, standing, acting),
            action=Action.READ_FIGURES,
            council=call.command.council,
        )

    def _chase(self, command: ChaseLateReports, standing: Standing, acting: Acting) -> Saved:
        late = late_reports(self._pool, command.council, self._clock.today(), self._days)
        return self._store.execute(
            chases_of(command.council),
            CHASES,
            lambda state: domain.decide(state, command, standing, standing.area, late),
            acting,
        )
