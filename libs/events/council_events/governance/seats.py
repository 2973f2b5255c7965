"""An office of which a council has one: two people cannot be seated at once, since both would write this stream."""

from __future__ import annotations

from council_events.event import Event
from council_events.governance.people import OfficeEndReason
from council_events.values import Date, Office, PersonId


class SeatTaken(Event, type_name="council.governance.SeatTaken.v1", ja="一人に限る役職への就任"):
    """Recorded in one transaction with the person's `OfficeAppointed`; days inclusive (None: open end)."""

    office: Office
    person: PersonId
    begins_on: Date
    ends_on: Date | None = None


class SeatLeft(Event, type_name="council.governance.SeatLeft.v1", ja="一人に限る役職からの退任"):
    """Recorded in one transaction with the person's `OfficeEnded`; `ended_on` is the last day."""

    office: Office
    person: PersonId
    ended_on: Date
    reason: OfficeEndReason
