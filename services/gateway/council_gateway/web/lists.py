"""Lists over several services: one page of rows in order of their due dates, and a cursor that skips and repeats nothing.

Each service pages by its own key; the cursor holds, per service, where its current page began and how many of its rows were
shown. Rows that were read but did not fit come first on the next page.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple

from council_gateway.clients import ServiceRefusal, ServiceUnavailable

PAGE_ROWS: Final = 50
_LAST_DAY: Final = "9999-12-31"

Reader = Callable[[str, str | None], Awaitable[Any]]
"""Reads one page of a service from a cursor of that service."""


class Place(NamedTuple):
    """Where a service's list goes on: its own cursor, and the rows of that page that were shown already."""

    after: str | None = None
    shown: int = 0


class Listing(NamedTuple):
    """One page: its rows, the cursor of the next (None on the last), and what could not be read."""

    rows: list[dict[str, Any]]
    next: str | None
    unavailable: tuple[str, ...]
    refused: tuple[ServiceRefusal, ...]


class _Part(NamedTuple):
    service: str
    place: Place
    items: list[dict[str, Any]]
    next: str | None


def decode(cursor: str | None, services: Sequence[str]) -> dict[str, Place]:
    """The places of a cursor; an unreadable one starts from the beginning."""
    if not cursor:
        return {service: Place() for service in services}
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return {service: Place(after, int(shown)) for service, (after, shown) in raw.items() if service in services}
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return {service: Place() for service in services}


def encode(places: dict[str, Place]) -> str:
    """The cursor for these places."""
    raw = json.dumps(places, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def listing(places: dict[str, Place], read: Reader, rows: int = PAGE_ROWS) -> Listing:
    """One page over these services, all read at once. A service that does not answer is named, the others are shown."""
    results = await asyncio.gather(
        *(read(service, place.after) for service, place in places.items()), return_exceptions=True
    )
    parts, unavailable, refused = [], [], []
    for (service, place), result in zip(places.items(), results, strict=True):
        if isinstance(result, ServiceUnavailable):
            unavailable.append(service)
        elif isinstance(result, ServiceRefusal):
            refused.append(result)
        elif isinstance(result, BaseException):
            raise result
        else:
            parts.append(_Part(service, place, list(result["items"])[place.shown :], result.get("next")))
    shown = _in_order(parts, rows)
    following = _following(parts, shown)
    return Listing(
        [item for _, item in shown], encode(following) if following else None, tuple(unavailable), tuple(refused)
    )


def _in_order(parts: Sequence[_Part], rows: int) -> list[tuple[str, dict[str, Any]]]:
    """The first rows by due date. Within a service its own order holds; a full page of one hides later rows of the others."""
    waiting = {part.service: list(part.items) for part in parts if part.items}
    more = {part.service for part in parts if part.next}
    chosen: list[tuple[str, dict[str, Any]]] = []
    while waiting and len(chosen) < rows:
        service = min(waiting, key=lambda name: (waiting[name][0].get("due_on") or _LAST_DAY, name))
        chosen.append((service, waiting[service].pop(0)))
        if not waiting[service]:
            del waiting[service]
            if service in more:
                break
    return chosen


def _following(parts: Sequence[_Part], shown: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, Place]:
    following = {}
    for part in parts:
        count = sum(1 for service, _ in shown if service == part.service)
        if count < len(part.items):
            following[part.service] = Place(part.place.after, part.place.shown + count)
        elif part.next:
            following[part.service] = Place(part.next)
    return following
