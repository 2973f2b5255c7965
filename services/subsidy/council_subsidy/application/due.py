"""What days bring about by themselves in the cases of subsidy, for the kit's timer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from council_events import Event, read_envelope
from council_events.deciding import Asking
from council_kit.clock import JST
from council_kit.store import Model, Store, Together, folded
from council_kit.timer import Job, acting_by_clock

from council_subsidy.commands import Command, LapseApplication
from council_subsidy.domain import State, lapsed_on
from council_subsidy.queries import Cases
from council_subsidy.rules.asking import SYSTEM

Decide = Callable[[State, UUID, Command, Asking], list[Event] | Together]
_JOB: Final = "lapse-application"


class Due:
    """The jobs of subsidy. Every method blocks."""

    def __init__(self, store: Store, cases: Cases, model: Model[State], decide: Decide, entry_days: int) -> None:
        """`decide`: with the ledgers of the company, which a lapse relieves of the use.

        `entry_days`: days after the term, and after the last entry, in which a claim filed within it is still entered.
        """
        self._store = store
        self._cases = cases
        self._model = model
        self._decide = decide
        self._grace = dt.timedelta(days=entry_days)

    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        return (Job(_JOB, self._terms_over, self._lapse),)

    def _terms_over(self, today: dt.date) -> Sequence[UUID]:
        return self._cases.claim_terms_over(today - self._grace)

    def _lapse(self, case_id: UUID, today: dt.date) -> None:
        """SUB-C-5, SUB-C-6: the application lapses on the day after its term, however late that is recorded.

        Raises Refused while the term runs. A case in which somebody still enters what happened earlier is left alone until
        that has rested as long.
        """
        quiet_since = today - self._grace
        history = self._store.history(case_id)
        if read_envelope(history[-1]).time.astimezone(JST).date() > quiet_since:
            return
        state = folded(history, self._model)
        on = lapsed_on(state, quiet_since)
        asking = Asking(SYSTEM, state.council, on)
        acting = acting_by_clock("subsidy", state.council, on, f"{_JOB}:{case_id}:{on.isoformat()}")
        self._store.execute(
            case_id,
            self._model,
            lambda now: self._decide(now, case_id, LapseApplication(), asking),
            replace(acting, expected_version=len(history)),
        )
