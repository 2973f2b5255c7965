"""Closing editions: the figures known by yesterday, decided on and saved in one transaction."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_access import Action, Service, Standing
from council_directory.directory import HQ
from council_events.reporting import explanation_of, series_of
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_reporting.commands.editions import CloseEdition, ExplainLateEntry
from council_reporting.domain import editions as domain
from council_reporting.figures import Measure
from council_reporting.queries.closing import figures_known
from council_reporting.queries.late_entries import council_of_late_entry, unexplained_since_last
from council_reporting.rules.editions import period_of

SERIES: Final = Model(domain.INITIAL, domain.evolve)
EXPLANATION: Final = Model(None, domain.said)
_MEASURES: Final = [measure.value for measure in Measure]


class Editions:
    """Commands on editions, as api calls them."""

    def __init__(self, store: Store, service: Service, pool: Pool, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._pool = pool
        self._clock = clock

    def close(self, call: Call[CloseEdition]) -> Saved:
        """Close an edition; raises Refused, the store's errors, and a 422 problem for a month in which none begins."""
        return self._service.act(
            call,
            lambda standing, acting: self._close(call.command, standing, acting),
            action=Action.CLOSE_EDITION,
            council=HQ,
        )

    def explain(self, call: Call[ExplainLateEntry]) -> Saved:
        """Say why an entry changed closed figures; raises NotVisible, Refused and the store's errors."""
        command = call.command

        def save(standing: Standing, acting: Acting) -> Saved:
            concerned = council_of_late_entry(self._pool, command.entry_id)
            return self._store.execute(
                explanation_of(command.entry_id),
                EXPLANATION,
                lambda state: domain.explain(state, command, standing, concerned),
                acting,
            )

        return self._service.act(call, save, action=Action.READ_FIGURES)

    def _close(self, command: CloseEdition, standing: Standing, acting: Acting) -> Saved:
        try:
            first, last = period_of(command.kind, command.first)
        except ValueError:
            raise field_problem(
                "first",
                "年度は4月、四半期は4・7・10・1月から始まります。",
                "A fiscal year begins in April, a quarter in April, July, October or January.",
            ) from None
        known_until = self._clock.today() - dt.timedelta(days=1)
        figures = figures_known(self._pool, first, last, known_until, _MEASURES)
        unexplained = unexplained_since_last(self._pool, command.kind, first, last, known_until)
        return self._store.execute(
            series_of(command.kind, first),
            SERIES,
            lambda state: domain.decide(state, command, standing, known_until, figures, unexplained),
            acting,
        )
