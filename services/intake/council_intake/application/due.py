"""What days bring about by themselves in consultations, for the kit's timer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from council_events.deciding import Asking
from council_events.intake import Lacking
from council_kit.store import Model, Store
from council_kit.timer import Job, acting_by_clock

from council_intake.domain import State, note_deadline
from council_intake.queries import Cases
from council_intake.rules.asking import SYSTEM
from council_intake.rules.terms import Terms


class Due:
    """The jobs of intake. Every method blocks."""

    def __init__(self, store: Store, cases: Cases, model: Model[State], terms: Terms) -> None:
        self._store = store
        self._cases = cases
        self._model = model
        self._terms = terms

    def jobs(self) -> tuple[Job, ...]:
        """A result and a report that were not there in time; none where the deployment sets no term."""
        days = {Lacking.RESULT: self._terms.result_days, Lacking.REPORT: self._terms.report_days}
        return tuple(
            Job(f"late-{lacking}", partial(self._late, lacking, given), self._note)
            for lacking, given in days.items()
            if given is not None
        )

    def _late(self, lacking: Lacking, days: int, today: dt.date) -> Sequence[UUID]:
        return self._cases.late(lacking, days, today)

    def _note(self, case_id: UUID, today: dt.date) -> None:
        state, version = self._store.load(case_id, self._model)
        asking = Asking(SYSTEM, state.council, today)
        acting = acting_by_clock("intake", state.council, today, f"deadline:{case_id}:{version}")
        self._store.execute(
            case_id,
            self._model,
            lambda current: note_deadline(current, asking, self._terms),
            replace(acting, expected_version=version),
        )
