"""Release, outlet and webhooks run in one process, the one that holds the session lock; others wait for it to end.

They begin when the read tables have caught up (a subscription that was suspended must not be told more from a table that does not
know it), and when the logs hold what was journaled last: a database that was restored from an older backup is noticed, and
nothing is delivered until `council recover`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from council_kit.http import Runs
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.runner import caught_up_since
from council_kit.session_lock import session_lock
from council_kit.telemetry import get_logger
from psycopg import AsyncConnection

LOCK: Final = "feed:delivery"
_CHECK_EVERY: Final = 1.0
_PAUSE: Final = 0.5
_LONG_PAUSE: Final = 2.0
_log = get_logger("feed.leading")

Check = Callable[[], Awaitable[bool]]


class ReadTables:
    """The read tables that the delivery rests on."""

    def __init__(self, pool: AsyncPool, names: Sequence[str]) -> None:
        self._pool = pool
        self._names = names
        self._began: dt.datetime | None = None

    async def are_current(self) -> bool:
        """Whether they hold all that had happened when this was asked first, since it was true last."""
        async with self._pool.connection() as connection:
            if self._began is None:
                row = await (await connection.execute("SELECT now()")).fetchone()
                assert row is not None
                self._began = row[0]
            current = await caught_up_since(connection, self._names, self._began)
        if current:
            self._began = None
        return current


class Leading:
    """Runs its parts while this process is elected."""

    def __init__(self, pool: AsyncPool, parts: Sequence[Runs], *, is_current: Check, is_whole: Check) -> None:
        """`is_current`: whether the read tables have caught up. `is_whole`: whether the logs hold all that was journaled."""
        self._pool = pool
        self._parts = parts
        self._is_current = is_current
        self._is_whole = is_whole
        self.whole = False
        """Whether the logs hold what was journaled, as they were seen last."""

    async def run(self, stop: asyncio.Event) -> None:
        """Contend for the lock and run the parts, again after every loss of it, until `stop`."""
        while not stop.is_set():
            pause = _PAUSE
            try:
                if not await self._look():
                    pause = _LONG_PAUSE
                elif await self._is_current():
                    await self._contend(stop)
            except Exception as error:  # whatever it is, pull and the API go on
                _log.warning("delivery begins again", error=describe(error))
            await wait(stop, pause)

    async def _look(self) -> bool:
        self.whole = await self._is_whole()
        if not self.whole:
            _log.error("logs older than what was journaled: deliveries stop until council recover")
        return self.whole

    async def _contend(self, stop: asyncio.Event) -> None:
        async with self._pool.connection() as connection, session_lock(connection, LOCK, wait_until=stop) as elected:
            if elected and await self._look():  # hours may have passed since
                await self._lead(connection, stop)

    async def _lead(self, connection: AsyncConnection[Any], stop: asyncio.Event) -> None:
        """Run all parts until `stop`, until one of them ends, or until the lock's connection is lost."""
        own_stop = asyncio.Event()
        tasks = [asyncio.create_task(part.run(own_stop), name=type(part).__name__) for part in self._parts]
        try:
            while not stop.is_set():
                await connection.execute("SELECT 1")
                ended = [task for task in tasks if task.done()]
                for task in ended:
                    task.result()
                if ended:
                    return
                await wait(stop, _CHECK_EVERY)
        finally:
            own_stop.set()
            await asyncio.gather(*tasks, return_exceptions=True)
