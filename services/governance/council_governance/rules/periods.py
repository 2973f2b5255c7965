"""Days of a term: inclusion and overlap."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, Protocol


class Period(Protocol):
    """Days, both inclusive; `ends_on` None is an open end."""

    @property
    def begins_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date | None: ...


def includes(period: Period, day: dt.date) -> bool:
    """Whether the day lies in the period."""
    return period.begins_on <= day and (period.ends_on is None or day <= period.ends_on)


class Days(NamedTuple):
    """The days that periods share."""

    begins_on: dt.date
    ends_on: dt.date | None


def shared(one: Period, other: Period) -> Days | None:
    """The days of both periods, None where they share none."""
    if not overlap(one, other):
        return None
    ends = [each.ends_on for each in (one, other) if each.ends_on is not None]
    return Days(max(one.begins_on, other.begins_on), min(ends, default=None))


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day. A period that ends before it begins holds none."""
    if any(each.ends_on is not None and each.ends_on < each.begins_on for each in (one, other)):
        return False
    return (other.ends_on is None or one.begins_on <= other.ends_on) and (
        one.ends_on is None or other.begins_on <= one.ends_on
    )
