"""What days bring about by themselves in the cases of support, for the kit's timer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from council_events import read_envelope
from council_events.deciding import Asking
from council_kit.clock import JST
from council_kit.store import Model, Store, folded
from council_kit.timer import Job, acting_by_clock

from council_support.commands.tax_scheme import LapseConsentTerm
from council_support.domain import Case, Terms, decide
from council_support.domain.tax_scheme.consent import lapses_on
from council_support.queries import Cases
from council_support.rules.asking import SYSTEM


class Due:
    """The jobs of support. Every method blocks."""

    def __init__(self, store: Store, cases: Cases, model: Model[Case], terms: Terms, entry_days: int) -> None:
        """`entry_days`: days after the term, and after the last entry, in which consents filed within it are still entered."""
        self._store = store
        self._cases = cases
        self._model = model
        self._terms = terms
        self._grace = dt.timedelta(days=entry_days)

    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        return (Job("lapse-consent-term", self._terms_over, self._lapse),)

    def _terms_over(self, today: dt.date) -> Sequence[UUID]:
        return self._cases.consent_terms_over(today - self._grace)

    def _lapse(self, case_id: UUID, today: dt.date) -> None:
        """B3-8: the end is that of the day after the term, however late it is recorded; Refused while the term runs.

        A case in which somebody still enters what happened earlier is left alone until that has rested as long.
        """
        quiet_since = today - self._grace
        history = self._store.history(case_id)
        if read_envelope(history[-1]).time.astimezone(JST).date() > quiet_since:
            return
        case = folded(history, self._model)
        on = lapses_on(case.state, quiet_since)
        asking = Asking(SYSTEM, case.council, on)
        acting = acting_by_clock("support", case.council, on, f"lapse-consent-term:{case_id}:{on.isoformat()}")
        self._store.execute(
            case_id,
            self._model,
            lambda state: decide(state, LapseConsentTerm(), asking, self._terms),
            replace(acting, expected_version=len(history)),
        )
