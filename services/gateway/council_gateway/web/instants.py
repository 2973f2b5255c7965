"""Instants as pages ask for them: a day and a time typed by a person, an address, and the places of a slider."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from council_kit.clock import JST

from council_gateway.web import labels
from council_gateway.web.dates import UnreadableDateError, parse_date
from council_gateway.web.forms import Problem

AXES: Final = (
    ("known", "知られていたこと（記録の時刻で区切る）"),
    ("happened", "起きていたこと（発生日で区切る）"),
)
_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:時]([0-5]?\d)分?")
_END_OF_DAY: Final = dt.time(23, 59, 59)


def axis_of(text: str) -> str:
    """The axis named, what was known for anything else."""
    return text if text in dict(AXES) else AXES[0][0]


def moment_of(
    day: str, time: str, today: dt.date, day_field: str, time_field: str, problems: list[Problem]
) -> dt.datetime:
    """The instant typed (JST); an empty day means today, an empty time its end. What cannot be read is added to `problems`."""
    date, clock = today, _END_OF_DAY
    try:
        date = parse_date(day) if day.strip() else today
    except UnreadableDateError as unreadable:
        problems.append(Problem(day_field, unreadable.ja))
    if time.strip():
        match = _TIME.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", time)))
        if match is None:
            problems.append(Problem(time_field, "時刻は「14:30」または「14時30分」のように入れてください。"))
        else:
            clock = dt.time(int(match[1]), int(match[2]))
    return dt.datetime.combine(date, clock, JST)


def instant_in(text: str) -> dt.datetime | None:
    """An instant with its offset, as our own links write it; None for anything else."""
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


class Stop(NamedTuple):
    """An instant at which a case changed, its place on the slider, and the address that shows the case as of then."""

    place: int
    value: str
    label: str
    address: str
    shown: bool


def stops_of(found: Mapping[str, Any] | None, at: dt.datetime | None, address: Callable[[str], str]) -> list[Stop]:
    """Every instant at which the case changed; the last not after `at` is the one shown."""
    instants = [dt.datetime.fromisoformat(each) for each in (found or {}).get("instants", [])]
    shown = max((each for each in instants if at is not None and each <= at), default=None)
    return [
        Stop(
            place,
            each.isoformat(),
            f"{labels.instant(each)}（{place + 1}／{len(instants)}）",
            address(each.isoformat()),
            each == shown,
        )
        for place, each in enumerate(instants)
    ]
