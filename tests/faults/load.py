"""Cases of one council under way side by side, by users who try again with the same key when nothing answers."""

import asyncio
import datetime as dt
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import httpx
from council_kit.clock import JST
from council_local.demo.acts import Act
from council_local.demo.client import ActRefused, Client
from council_local.demo.courses import course
from council_local.profiles import Course, Profile, profiles

PATIENCE = 60.0
SIDE_BY_SIDE = 6


def _told() -> Iterator[Profile]:
    today = dt.datetime.now(JST).date()
    first = today - dt.timedelta(days=365)
    told = profiles(int(time.time()), 100_000, first, first + dt.timedelta(days=30))
    return (replace(each, council="13") for each in told if each.course in (Course.APPROVED, Course.SUBSIDY))


_profiles = _told()
"""One row of companies for all tests: their 法人番号 must differ, since a second use of the programme is refused."""


def cases(count: int) -> list[Profile]:
    """Cases of council 13 that nobody has told yet, of the courses that go through every service."""
    return list(itertools.islice(_profiles, count))


class Load:
    """Plays cases until all are told; `done` counts accepted commands."""

    def __init__(self, client: Client, told: Sequence[Profile]) -> None:
        today = dt.datetime.now(JST).date()
        self._client = client
        self._histories: Iterator[list[Act]] = iter([list(course(profile, today)) for profile in told])
        self.done = 0
        self.first_half = asyncio.Event()
        """Set when the flow is well under way: the moment to kill something."""

    async def play(self) -> int:
        """Everything that was accepted, once each."""
        async with asyncio.TaskGroup() as group:
            for _ in range(SIDE_BY_SIDE):
                group.create_task(self._worker())
        return self.done

    async def _worker(self) -> None:
        for acts in self._histories:
            for number, act in enumerate(acts):
                await self._insist(act, number)
                self.done += 1
                if self.done >= 40:
                    self.first_half.set()

    async def _insist(self, act: Act, number: int) -> None:
        """The same command with the same Idempotency-Key until it is answered; a rule's refusal is an answer."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return await self._client.do(act, number)
            except (httpx.TransportError, httpx.HTTPStatusError, KeyError):
                assert time.monotonic() < until, f"nobody answered {act.url}"
            except ActRefused as refused:
                if refused.status < 500 or time.monotonic() > until:
                    raise
            await asyncio.sleep(random.uniform(0.1, 0.4))
