"""What the pull interface and its stream give: who asks, what follows a cursor, and the record of what was given."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from council_directory.directory import HQ
from council_events import access
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import AsyncPool
from council_kit.store import Acting, Store

from council_feed.delivery import log
from council_feed.delivery.hub import Hub
from council_feed.delivery.keys import Keys
from council_feed.delivery.log import Entry

HEARTBEAT: Final = 8.0
"""Seconds after which a stream without news says that it is alive, and looks whether its right still holds."""
_STREAMED_AT_ONCE: Final = 200
_KNOWN_FOR: Final = 2.0
"""Seconds for which a subscription's right is not looked up again; a revocation takes effect within them."""
_RIGHTS: Final = """
SELECT stage, ways, credential_version FROM subscriptions.subscriptions WHERE subscription_id = %s"""
_GIVES: Final = ("active", "suspended")


class LogBehindError(Exception):
    """The cursor stands behind more than the log holds: its database was restored and is not recovered yet."""


class NotGrantedError(Exception):
    """The token is none, or no longer one; `known`: it is, but the way was not approved."""

    def __init__(self, *, known: bool = False) -> None:
        super().__init__("not granted")
        self.known: Final = known


class _Right(NamedTuple):
    version: int
    may_pull: bool
    until: float


class Giving:
    """Gives a subscription's log to whoever holds its token."""

    def __init__(
        self, pool: AsyncPool, store: Store, keys: Keys, hub: Hub, clock: Clock, *, heartbeat: float = HEARTBEAT
    ) -> None:
        self._heartbeat = heartbeat
        self._pool = pool
        self._store = store
        self._keys = keys
        self._hub = hub
        self._clock = clock
        self._rights: dict[UUID, _Right] = {}

    async def identify(self, authorization: str | None) -> UUID:
        """The subscription whose bearer token this is; raises NotGrantedError."""
        scheme, _, token = (authorization or "").partition(" ")
        subscription = self._keys.subscription_of(token.strip()) if scheme.lower() == "bearer" else None
        right = await self._right(subscription) if subscription else None
        if subscription is None or right is None or not self._keys.holds(token.strip(), subscription, right.version):
            raise NotGrantedError
        if not right.may_pull:
            raise NotGrantedError(known=True)
        return subscription

    async def _right(self, subscription: UUID) -> _Right | None:
        known = self._rights.get(subscription)
        if known is not None and known.until > time.monotonic():
            return known
        async with self._pool.connection() as connection:
            row = await (await connection.execute(_RIGHTS, [subscription])).fetchone()
        if row is None or row[0] not in _GIVES:
            self._rights.pop(subscription, None)
            return None
        right = self._rights[subscription] = _Right(row[2], "pull" in row[1], time.monotonic() + _KNOWN_FOR)
        return right

    def position(self, subscription: UUID, cursor: str | None) -> int:
        """Where a cursor stands; the beginning for none. Raises CursorError."""
        return self._keys.position(subscription, cursor) if cursor else 0

    def cursor(self, subscription: UUID, position: int) -> str:
        """The cursor behind a place."""
        return self._keys.cursor(subscription, position)

    async def reaches(self, subscription: UUID, position: int) -> None:
        """That the log reaches to a place where a cursor of ours stands; raises LogBehindError."""
        if position > self._hub.heads.get(subscription, 0):
            await self._hub.look()
            if position > self._hub.heads.get(subscription, 0):
                raise LogBehindError

    async def longer(self, subscription: UUID, position: int, within: float) -> bool:
        """Wait until a log reaches beyond a place, at most so many seconds; whether it does."""
        return await self._hub.longer(subscription, position, within)

    async def after(self, subscription: UUID, position: int, limit: int) -> list[Entry]:
        """What follows a place; recorded before it is given."""
        found = await self._page(subscription, position, limit)
        if found:
            await self._record(subscription, "GET /events", len(found))
        return found

    async def stream(self, subscription: UUID, position: int, authorization: str | None) -> AsyncIterator[bytes]:
        """Server-Sent Events from a place on, for as long as the right lasts and somebody listens."""
        yield b"retry: 2000\n\n"
        while await self._still_holds(authorization):
            found = await self.after(subscription, position, _STREAMED_AT_ONCE)
            if found:
                yield self._said(subscription, found)
                position = found[-1].position
            elif not await self._hub.longer(subscription, position, self._heartbeat):
                if self._hub.stopped:
                    return
                yield b":\n\n"

    async def _still_holds(self, authorization: str | None) -> bool:
        try:
            await self.identify(authorization)
        except NotGrantedError:
            return False
        return True

    def _said(self, subscription: UUID, entries: Sequence[Entry]) -> bytes:
        """Entries as Server-Sent Events; their JSON holds no line break."""
        parts = []
        for each in entries:
            parts += [b"id: ", self.cursor(subscription, each.position).encode(), b"\ndata: ", each.body, b"\n\n"]
        return b"".join(parts)

    async def _page(self, subscription: UUID, position: int, limit: int) -> list[Entry]:
        async with self._pool.connection() as connection:
            return await log.page(connection, subscription, position, limit)

    async def _record(self, subscription: UUID, route: str, found: int) -> None:
        """The read, as an access event keyed by the subscription."""
        event = access.Read(view=access.View.FEED, route=route, found=found)
        await asyncio.to_thread(self._store.record_access, event, self._acting(subscription))

    def _acting(self, subscription: UUID) -> Acting:
        today: dt.date = self._clock.today()
        return Acting(f"subscription:{subscription}", HQ, Purpose.REPORTING, today, uuid4())
