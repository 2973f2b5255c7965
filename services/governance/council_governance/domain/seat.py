"""An office of which a council has one (統括責任者): who sits there when. Its stream makes two appointments one after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from council_events import Event
from council_events.deciding import Fact
from council_events.governance import OfficeAppointed, OfficeEnded, SeatLeft, SeatTaken
from council_events.values import Office

from council_governance.domain.person.state import is_cut

SEATS: Final = frozenset({Office.HEAD})
"""Offices that one person at a time holds in a council (YR-2-1-3-1)."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits, from `begins_on` to `ends_on`, both inclusive (None: open end)."""

    person: str
    begins_on: dt.date
    ends_on: dt.date | None = None


Seat = tuple[Sitting, ...]
INITIAL: Final[Seat] = ()


def evolve(seat: Seat, fact: Fact) -> Seat:
    """The sittings after one more fact; an unknown event leaves them as they are."""
    fold = _FOLDS.get(type(fact.event))
    return fold(seat, fact.event) if fold else seat


def _left(seat: Seat, event: SeatLeft) -> Seat:
    return tuple(
        replace(sitting, ends_on=event.ended_on)
        if sitting.person == event.person and is_cut(sitting, event.ended_on, event.reason)
        else sitting
        for sitting in seat
    )


_FOLDS: dict[type[Event], Callable[[Seat, Any], Seat]] = {
    SeatTaken: lambda seat, event: (*seat, Sitting(event.person, event.begins_on, event.ends_on)),
    SeatLeft: _left,
}


def movements(events: Sequence[Event], office: Office) -> list[Event]:
    """What the events of a person mean for the seat of the office."""
    moved: list[Event] = []
    for event in events:
        if isinstance(event, OfficeAppointed) and event.office is office:
            moved.append(
                SeatTaken(office=office, person=event.person, begins_on=event.begins_on, ends_on=event.ends_on)
            )
        if isinstance(event, OfficeEnded) and event.office is office:
            moved.append(SeatLeft(office=office, person=event.person, ended_on=event.ended_on, reason=event.reason))
    return moved
