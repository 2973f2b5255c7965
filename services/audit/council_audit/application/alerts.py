"""Alerts at work: each is recorded once, whoever counted its window."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from council_events.audit import AlertKind, UnusualAccessAlerted
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.store import Acting, Model, Store

from council_audit.rules.alerts import Thresholds, alert_id

_RAISED: Final = Model(False, lambda _before, _fact: True)
_SYSTEM: Final = "system:audit"


class Due(NamedTuple):
    """A threshold that was reached in the window that began at `window`; `person` None: the case is the subject."""

    kind: AlertKind
    window: dt.datetime
    council: str
    counted: int
    person: str | None = None
    case_id: UUID | None = None


class Alerts:
    """Raises alerts. Every method blocks."""

    def __init__(self, store: Store, clock: Clock, thresholds: Thresholds) -> None:
        self._store = store
        self._clock = clock
        self.thresholds = thresholds

    def raise_(self, due: Due) -> UUID:
        """Record the alert; a window that was counted before is recorded already."""
        minutes = self.thresholds.window_minutes
        number = alert_id(due.kind, due.person or str(due.case_id), due.window, minutes)
        event = UnusualAccessAlerted(
            alert_id=number,
            kind=due.kind,
            person=due.person,
            concerned=due.council,
            watched_case=due.case_id,
            counted=due.counted,
            limit=self.thresholds.of(due.kind),
            window_minutes=minutes,
        )
        acting = Acting(_SYSTEM, due.council, Purpose.REACTION, self._clock.today(), uuid4())
        self._store.execute(number, _RAISED, lambda raised: [] if raised else [event], acting)
        return number
