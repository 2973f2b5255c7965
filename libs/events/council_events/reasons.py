"""Why what was entered bears a day that needs a reason (design §3): what the services' events of it share."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import CaseId, Count


class FutureDay(Event):
    """The events saved with this one bear a business date later than the day they were recorded."""

    case_id: CaseId
    reason: Sealed[str]


class ClosedDay(Event):
    """The `entries` events that stand just before this one in its stream, saved with it, are of days whose figures were closed."""

    case_id: CaseId
    entries: Count
    reason: Sealed[str]
