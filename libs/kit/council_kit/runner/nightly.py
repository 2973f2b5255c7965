"""Read tables held against others that are filled from the events: every night, and when an operator asks.

What was found stands in `public.runner_checks`, in the metrics, and wherever a service shows it. Nothing is mended here:
tables that differ are rebuilt by whoever has understood why.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from council_kit.clock import JST
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool, Pool
from council_kit.runner.comparing import Comparison
from council_kit.runner.rebuild import RebuildUnderWayError
from council_kit.telemetry import READ_TABLE_CHECKED, READ_TABLE_DRIFT, get_logger

log = get_logger("nightly")

TABLE: Final = """
CREATE TABLE IF NOT EXISTS public.runner_checks (
    projection text NOT NULL, checked_at timestamptz NOT NULL DEFAULT clock_timestamp(), seconds real NOT NULL,
    rows bigint NOT NULL, found text[] NOT NULL, ahead bigint NOT NULL,
    PRIMARY KEY (projection, checked_at)
);
"""
_LOOK_EVERY: Final = 60.0
_SAVE: Final = "INSERT INTO public.runner_checks (projection, seconds, rows, found, ahead) VALUES (%s, %s, %s, %s, %s)"
_FORGET: Final = "DELETE FROM public.runner_checks WHERE checked_at < clock_timestamp() - interval '400 days'"
_LAST: Final = "SELECT max(checked_at) FROM public.runner_checks WHERE projection = %s"
_LATEST: Final = """
SELECT DISTINCT ON (projection) projection, checked_at, seconds, rows, found, ahead FROM public.runner_checks
ORDER BY projection, checked_at DESC
"""
_THERE: Final = "SELECT to_regclass('public.runner_checks') IS NOT NULL"

Checking = Callable[[str], Awaitable[Comparison | None]]
"""`Runner.check` of one projection."""


class Check(NamedTuple):
    """One check: `rows` differ, `found` names tables and some keys (numbers and codes, no content).

    `ahead`: events that the refilled tables had and the live ones not yet; where there were any, a difference may be these.
    """

    projection: str
    checked_at: dt.datetime
    seconds: float
    rows: int
    found: tuple[str, ...]
    ahead: int


class Nightly:
    """A part of a service's process: checks each projection once a night. Other processes of the service find it done."""

    def __init__(
        self,
        service: str,
        pool: AsyncPool,
        projections: Sequence[str],
        check: Checking,
        hour: int,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """`hour`: in Japan, from which on the night's check is due; `now`: the real time."""
        self._service = service
        self._pool = pool
        self._projections = tuple(projections)
        self._check = check
        self._hour = hour
        self._now = now
        self._began = now()

    async def run(self, stop: asyncio.Event) -> None:
        """Look every minute whether a night's check is due; ended at once by `stop`, and then done again the next night."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                looking = asyncio.create_task(self.look())
                await asyncio.wait({looking, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not looking.done():
                    looking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await looking
                await wait(stop, _LOOK_EVERY)
        finally:
            stopped.cancel()

    async def look(self) -> None:
        """Check what is due; a night that had begun before this process did is left to the next one."""
        for projection in self._projections:
            try:
                if await self._is_due(projection):
                    await check_now(self._service, self._pool, projection, self._check)
            except RebuildUnderWayError:  # it fills the tables anew, or another process of the service checks them
                continue
            except Exception as error:  # the next night comes; whatever it is, the service goes on
                log.error("a check failed", service=self._service, projection=projection, error=describe(error))

    async def _is_due(self, projection: str) -> bool:
        async with self._pool.connection() as connection:
            there = await (await connection.execute(_THERE)).fetchone()
            row = None if there != (True,) else await (await connection.execute(_LAST, [projection])).fetchone()
        last = row[0] if row and row[0] else self._began
        return max(last, self._began) < night_of(self._now(), self._hour)


async def check_now(service: str, pool: AsyncPool, projection: str, check: Checking) -> Check | None:
    """Check one projection and keep what was found; None where no tables are live yet. Raises as `check` does."""
    began = time.monotonic()
    comparison = await check(projection)
    if comparison is None:
        return None
    seconds = time.monotonic() - began
    rows = sum(each.only_before + each.only_after for each in comparison.differences)
    found = [
        *(f"{each.table}: {'; '.join(each.keys)}" for each in comparison.differences),
        *(f"{table}: made by another definition" for table in comparison.incomparable),
    ]
    async with pool.connection() as connection:
        await connection.execute(TABLE)
        await connection.execute(_SAVE, [projection, seconds, rows, found, comparison.ahead])
        await connection.execute(_FORGET)
    READ_TABLE_DRIFT.labels(service, projection).set(rows)
    READ_TABLE_CHECKED.labels(service, projection).set(time.time())
    if not comparison.equal:
        log.error("read tables are not what the events say", service=service, projection=projection, rows=rows)
    return Check(projection, dt.datetime.now(dt.UTC), seconds, rows, tuple(found), comparison.ahead)


def night_of(now: dt.datetime, hour: int) -> dt.datetime:
    """The last time before `now` at which this hour struck in Japan."""
    struck = now.astimezone(JST).replace(hour=hour, minute=0, second=0, microsecond=0)
    return struck if struck <= now else struck - dt.timedelta(days=1)


def latest_checks(pool: Pool) -> list[Check]:
    """The last check of every projection; [] before the first night."""
    with pool.connection() as connection:
        if connection.execute(_THERE).fetchone() != (True,):
            return []
        rows = connection.execute(_LATEST).fetchall()
    return [Check(name, at, seconds, count, tuple(found), ahead) for name, at, seconds, count, found, ahead in rows]
