"""Release, Kafka and webhooks run in one process, the one that holds the session lock; others wait for it to end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from council_kit.http import Runs
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.session_lock import session_lock
from council_kit.telemetry import get_logger
from psycopg import AsyncConnection

LOCK: Final = "feed:delivery"
_CHECK_EVERY: Final = 1.0
_PAUSE: Final = 0.5
_log = get_logger("feed.leading")


class Leading:
    """Runs its parts while this process is elected."""

    def __init__(self, pool: AsyncPool, parts: Sequence[Runs]) -> None:
        self._pool = pool
        self._parts = parts

    async def run(self, stop: asyncio.Event) -> None:
        """Contend for the lock and run the parts, again after every loss of it, until `stop`."""
        while not stop.is_set():
            try:
                async with (
                    self._pool.connection() as connection,
                    session_lock(connection, LOCK, wait_until=stop) as elected,
                ):
                    if elected:
                        await self._lead(connection, stop)
            except Exception as error:  # whatever it is, pull and the API go on
                _log.warning("delivery begins again", error=describe(error))
            await wait(stop, _PAUSE)

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
