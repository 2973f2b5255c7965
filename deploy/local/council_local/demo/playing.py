"""Play the acts: the organisation first, then the cases side by side, each in its own order.

All but today's are played on the day before: an edition of the figures holds what was recorded up to the end of yesterday.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from council_directory import fiscal_year, fiscal_year_start
from council_kit.clock import Clock, move_clock

from council_local.demo.acts import Act
from council_local.demo.client import ActRefused, Client
from council_local.demo.courses import course
from council_local.demo.organisation import everybody
from council_local.profiles import Profile, profiles

SEED: Final = 2024
SIDE_BY_SIDE: Final = 8
"""Cases under way at the same time; more than the machine's cores only lengthens the queue."""
A_DAY: Final = dt.timedelta(days=1)
BEFORE: Final = dt.timedelta(days=60)
"""The offices begin this long before the first case."""

Advance = Callable[[int], None]


class Script(NamedTuple):
    """All acts, each list in its own order: national appointments, each council's, each case's."""

    national: list[Act]
    councils: list[list[Act]]
    cases: list[list[Act]]

    @property
    def total(self) -> int:
        """How many acts there are."""
        return len(self.national) + sum(len(acts) for acts in (*self.councils, *self.cases))

    def today_only(self, today: dt.date) -> list[list[Act]]:
        """What is done in the cases today."""
        return [left for acts in self.cases if (left := [act for act in acts if act.on >= today])]

    def until_yesterday(self, today: dt.date) -> Script:
        """All but that."""
        return self._replace(cases=[[act for act in acts if act.on < today] for acts in self.cases])


def first_day(today: dt.date) -> dt.date:
    """The demo begins with the last fiscal year that is over, so that a whole one can be published."""
    return fiscal_year_start(fiscal_year(today) - 1)


def cast(cases: int, today: dt.date) -> list[Profile]:
    """The companies of the cases, the last of them opened today."""
    return list(profiles(SEED, cases, first_day(today), today))


def script(cases: Sequence[Profile], today: dt.date) -> Script:
    """What they do up to today."""
    national, councils = everybody(first_day(today) - BEFORE)
    return Script(national, councils, [list(course(profile, today)) for profile in cases])


@contextlib.contextmanager
def the_day_before(clock: Path) -> Iterator[None]:
    """Every process that reads this clock is a day earlier for the time of the block."""
    moved = clock.exists()
    read = Clock(clock, production=False)
    move_clock(clock, read.now() - A_DAY)
    try:
        yield
    finally:
        if moved:
            move_clock(clock, read.now() + A_DAY)
        else:
            clock.unlink()


async def play_acts(client: Client, script: Script, advance: Advance) -> None:
    """Send everything; `advance` is told of every act that was accepted. Raises ActRefused."""
    await _in_order(client, script.national, advance)
    await _side_by_side(client, script.councils, advance)
    await play_cases(client, script.cases, advance)


async def play_cases(client: Client, cases: Sequence[Sequence[Act]], advance: Advance) -> None:
    """Send what is done in the cases. Raises ActRefused."""
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
