"""Who waits for more of a log is woken here: by the outlet in this process, and by a look at the heads for all others."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Final
from uuid import UUID

from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger

from council_feed.delivery import log

_LOOK_EVERY: Final = 0.25
_log = get_logger("feed.hub")


class Hub:
    """As far as every log is given out, and events for those who wait for one to grow; the outlet waits for what is written."""

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool
        self._waiting: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._anything: set[asyncio.Event] = set()
        self.heads: dict[UUID, int] = {}
        self.stopped = False

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the heads now and then until `stop`; then everybody who waits is let go."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception as error:  # whatever it is, it is looked at again soon
                _log.warning("heads could not be read", error=describe(error))
            await wait(stop, _LOOK_EVERY)
        self.stopped = True
        for waiting in [*self._anything, *(each for several in self._waiting.values() for each in several)]:
            waiting.set()

    async def look(self) -> None:
        """Read the heads and wake those whose log has grown."""
        async with self._pool.connection() as connection:
            found = await log.heads(connection)
        for each in found:
            if each.journaled != self.heads.get(each.subscription_id):
                self.note(each.subscription_id, each.journaled)

    def note(self, subscription: UUID, head: int) -> None:
        """More of a log is given out."""
        self.heads[subscription] = head
        for waiting in tuple(self._waiting.get(subscription, ())):
            waiting.set()

    def written(self) -> None:
        """Something was written to a log, and is to be given out."""
        for waiting in tuple(self._anything):
            waiting.set()

    async def longer(self, subscription: UUID, than: int, within: float) -> bool:
        """Wait until a log is longer, at most `within` seconds; whether it is."""
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0 and self.heads.get(subscription, 0) <= than and not self.stopped:
            await self._woken(subscription, left)  # also by the first look at a log that is still empty
        return self.heads.get(subscription, 0) > than

    async def _woken(self, subscription: UUID, within: float) -> None:
        """Wait until something is noted of a log, at most `within` seconds."""
        waiting = asyncio.Event()
        self._waiting[subscription].add(waiting)
        try:
            await wait(waiting, within)
        finally:
            self._waiting[subscription].discard(waiting)
            if not self._waiting[subscription]:
                del self._waiting[subscription]

    async def anything(self, within: float) -> None:
        """Wait until something is written to any log, at most `within` seconds."""
        waiting = asyncio.Event()
        self._anything.add(waiting)
        try:
            await wait(waiting, within)
        finally:
            self._anything.discard(waiting)
