"""`council recover feed`: what the journal has and a restored database lacks comes back to the logs, as it was given.

Events keep their ids, places and bytes, so cursors stay valid and the tree gets the same leaves. What comes back is given out, and its
webhooks are queued, by the outlet at the next start: some are then sent a second time, with their ids. What owners asked to be
sent again since the backup is asked for again. How single deliveries went since then is not known any more (ADR 0021 says why).
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg
from council_events import read_envelope
from council_events.feed import ReplayRequested
from council_kit.postgres import AsyncPool, Pool, long_reading
from council_kit.recover import RelayRunsError
from council_kit.session_lock import session_lock
from council_kit.store.restoring import RecoveryConflictError
from psycopg import AsyncConnection

from council_feed.delivery import log, writing
from council_feed.delivery.journal import Journal, JournaledBatch, JournaledEvent, Read
from council_feed.delivery.leading import LOCK
from council_feed.delivery.log import Batch, Logged
from council_feed.delivery.webhooks.queue import Requests

_REPLAYS: Final = "SELECT body FROM public.events WHERE type = %s ORDER BY epoch, xid, position"


class _Part(NamedTuple):
    """Events that follow each other in one log and were released together."""

    subscription: UUID
    released_at: dt.datetime
    rows: list[Logged]


async def recover(journal: Journal, pool: AsyncPool, blocking: Pool) -> int:
    """Copy back the events of the logs that their database lacks; gives their number. feed's own events come back before.

    No delivery may run meanwhile, which is made sure of by holding its lock. Raises RelayRunsError, RecoveryConflictError, or an
    error of the broker or database; a recovery cut short is simply run again.
    """
    async with pool.connection() as connection, session_lock(connection, LOCK) as alone:
        if not alone:
            raise RelayRunsError("feed: サービスを止めてください / stop the service first, it delivers")
        await journal.prepare()
        await asyncio.to_thread(log.install, blocking)  # the backup may be that of an earlier version
        heads = {each.subscription_id: each.head for each in await log.heads(connection)}
        await writing.clear_all(connection)  # of releases that were being written when the backup was made
        copied = 0
        async for read in journal.read():
            for part in _missing(read, heads):
                await _append(connection, part, heads)
                copied += len(part.rows)
            await _save_batches(connection, read)
        for subscription in heads:
            await writing.count(connection, subscription)
        if not await journal.is_whole(pool):
            raise RecoveryConflictError("the logs hold other events than their journal")
    await _ask_again(pool, Requests(blocking))
    return copied


def _missing(read: Iterable[Read], heads: dict[UUID, int]) -> Iterator[_Part]:
    events = [(who, entry.row) for who, entry in read if isinstance(entry, JournaledEvent)]
    for (subscription, released_at), several in groupby(events, key=lambda each: (each[0], each[1].released_at)):
        rows = [row for _, row in several if row.position > heads.get(subscription, 0)]
        if rows:
            yield _Part(subscription, released_at, rows)


async def _append(connection: AsyncConnection[Any], part: _Part, heads: dict[UUID, int]) -> None:
    subscription, rows = part.subscription, part.rows
    if rows[0].position != heads.get(subscription, 0) + 1:
        raise RecoveryConflictError(f"{subscription}: the journal has no event {heads.get(subscription, 0) + 1}")
    try:
        async with connection.transaction():
            heads[subscription] = await log.append(
                connection, subscription, [row.sent for row in rows], part.released_at
            )
    except psycopg.errors.UniqueViolation as conflict:
        raise RecoveryConflictError(conflict.diag.message_detail) from conflict


async def _save_batches(connection: AsyncConnection[Any], read: Iterable[Read]) -> None:
    for subscription, entry in read:
        if isinstance(entry, JournaledBatch):
            batch = Batch(subscription, entry.period, entry.released_at, entry.told, entry.held)
            await log.save_batch(connection, batch, journaled=True)


async def _ask_again(pool: AsyncPool, requests: Requests) -> None:
    """Queue the replays that were asked for; those that the queue knows already stay as they are."""
    async with long_reading(pool) as connection:
        found = await (await connection.execute(_REPLAYS, [ReplayRequested.type_name])).fetchall()
    for (body,) in found:
        envelope = read_envelope(bytes(body))
        asked = envelope.data
        assert isinstance(asked, ReplayRequested)
        await asyncio.to_thread(requests.replay, envelope.id, asked.subscription_id, asked.first, asked.last)
