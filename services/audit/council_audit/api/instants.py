"""Instants in a query: always with their offset."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from council_kit.problems import field_problem
from fastapi import Query

Instant = Annotated[dt.datetime | None, Query(title="時点", description="UTC からの時差を付けた時刻。空欄は現在")]
Moment = Annotated[dt.datetime, Query(title="時点", description="UTC からの時差を付けた時刻")]


_YEARS: Final = range(1900, 3000)
"""Instants beside these are told by no calendar that a case lives in, and some of them by no time zone."""


def with_offset(name: str, instant: dt.datetime | None) -> None:
    """Raises a 422 problem at the parameter `name` for an instant without its offset, or far from every case."""
    if instant is None:
        return
    if instant.tzinfo is None:
        raise field_problem(name, "時刻には +09:00 などの時差を付けてください。", "An instant needs its offset.")
    if instant.year not in _YEARS:
        raise field_problem(name, "時刻は1900年から2999年までとしてください。", "The instant lies far from every case.")


def ordered(earlier: dt.datetime, later: dt.datetime) -> None:
    """Raises a 422 problem unless both bear their offset and come in this order."""
    with_offset("earlier", earlier)
    with_offset("later", later)
    if later < earlier:
        raise field_problem("later", "後の時点は前の時点より後にしてください。", "The later instant comes first.")
