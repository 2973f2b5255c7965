"""Play the acts: the organisation first, then the cases side by side, each in its own order."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from council_local.demo.acts import Act
from council_local.demo.client import ActRefused, Client
from council_local.demo.courses import course
from council_local.demo.organisation import everybody
from council_local.profiles import Profile, profiles

SEED: Final = 2024
SIDE_BY_SIDE: Final = 8
"""Cases under way at the same time; more than the machine's cores only lengthens the queue."""
SPAN: Final = dt.timedelta(days=365)
BEFORE: Final = dt.timedelta(days=60)
"""The offices begin this long before the first case."""

Advance = Callable[[int], None]


def cast(cases: int, today: dt.date) -> list[Profile]:
    """The companies of a year of cases that ends today."""
    return list(profiles(SEED, cases, today - SPAN, today))


def script(cases: Sequence[Profile], today: dt.date) -> tuple[list[Act], list[list[Act]], list[list[Act]]]:
    """All acts: national appointments, each council's, each case's."""
    national, councils = everybody(today - SPAN - BEFORE)
    return national, councils, [list(course(profile, today)) for profile in cases]


async def play_acts(
    client: Client, parts: tuple[list[Act], list[list[Act]], list[list[Act]]], advance: Advance
) -> None:
    """Send everything; `advance` is told of every act that was accepted. Raises ActRefused."""
    national, councils, cases = parts
    await _in_order(client, national, advance)
    await _side_by_side(client, councils, advance)
    await _side_by_side(client, cases, advance)


async def _in_order(client: Client, acts: Sequence[Act], advance: Advance) -> None:
    for number, act in enumerate(acts):
        await client.do(act, number)
        advance(1)


async def _side_by_side(client: Client, histories: Sequence[Sequence[Act]], advance: Advance) -> None:
    waiting = iter(histories)

    async def worker() -> None:
        for acts in waiting:
            await _in_order(client, acts, advance)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(SIDE_BY_SIDE):
                group.create_task(worker())
    except* ActRefused as refused:
        raise refused.exceptions[0] from None
