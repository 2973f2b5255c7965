"""Where a page ends, as an instant and an id: what a caller sends back to read on."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from council_kit.problems import field_problem


def place_of(moment: dt.datetime, each: UUID) -> str:
    """The place after this row."""
    return f"{moment.isoformat()}|{each}"


def place_in(after: str | None) -> tuple[dt.datetime | None, UUID | None]:
    """The instant and id of a place, None twice for the beginning; raises a 422 problem for one that cannot be read."""
    if after is None:
        return None, None
    try:
        moment, _, place = after.partition("|")
        return dt.datetime.fromisoformat(moment), UUID(place)
    except ValueError:
        raise field_problem(
            "after", "続きの位置が読み取れません。", "The place to go on from cannot be read."
        ) from None
