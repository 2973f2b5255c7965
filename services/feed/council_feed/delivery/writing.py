"""A release is part of a log all at once, whatever its length.

It is written behind the log's head piece by piece, each piece a short transaction, where nobody reads it; then the head moves over
it, in one statement, with the note that its period was released. What was cut off before that is taken away when a release to the
same log begins, and decided anew: nobody was given any of it. Only who began last can write on.

The companies in `cells` are counted behind the head, piece by piece too, and before anything is decided on them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, LiteralString
from uuid import UUID, uuid4

from council_kit.postgres import AsyncPool
from psycopg import AsyncConnection

from council_feed.delivery import log
from council_feed.delivery.log import Batch, OutrunError
from council_feed.delivery.telling import Sent

AT_ONCE: Final = 2_000
"""Events of a log in one transaction."""
_BEGIN: Final = """
INSERT INTO delivery.releases (subscription_id, release, counted) VALUES (%s, %s, 0)
ON CONFLICT (subscription_id) DO UPDATE SET release = excluded.release"""
_KNOWN: Final = "INSERT INTO delivery.releases VALUES (%s, NULL, 0) ON CONFLICT DO NOTHING"
_CLEAR: Final = """
DELETE FROM delivery.log WHERE subscription_id = %(subscription)s AND position IN (
    SELECT position FROM delivery.log WHERE subscription_id = %(subscription)s
    AND position > coalesce((SELECT head FROM delivery.heads WHERE subscription_id = %(subscription)s), 0)
    ORDER BY position DESC LIMIT %(limit)s)"""
_IS_OURS: Final = "SELECT FROM delivery.releases WHERE subscription_id = %s AND release = %s FOR SHARE"
_UNCOUNTED: Final = """
SELECT r.counted, least(r.counted + %s, h.head) FROM delivery.releases r JOIN delivery.heads h USING (subscription_id)
WHERE subscription_id = %s AND r.counted < h.head FOR UPDATE OF r"""
_PIECE: Final[LiteralString] = "subscription_id = %(subscription)s AND position > %(since)s AND position <= %(until)s"
_COUNT: Final = f"""
INSERT INTO delivery.cells (subscription_id, cell, company, steps)
SELECT subscription_id, cell, company, sum(CASE WHEN withdraws IS NULL THEN 1 ELSE -1 END) FROM delivery.log
WHERE {_PIECE} AND cell IS NOT NULL AND company IS NOT NULL GROUP BY subscription_id, cell, company
ON CONFLICT (subscription_id, cell, company) DO UPDATE SET steps = cells.steps + excluded.steps"""
_FORGET: Final = f"""
DELETE FROM delivery.cells WHERE subscription_id = %(subscription)s AND steps <= 0
AND cell IN (SELECT cell FROM delivery.log WHERE {_PIECE} AND withdraws IS NOT NULL)"""


class Writing:
    """Writes releases to one log."""

    def __init__(self, pool: AsyncPool, subscription: UUID, release: UUID, head: int) -> None:
        self._pool = pool
        self._subscription = subscription
        self._release = release
        self._written = head

    @classmethod
    async def begin(cls, pool: AsyncPool, subscription: UUID) -> Writing:
        """Take away what an earlier one left unfinished, which can't write on, and count what the log holds."""
        release = uuid4()
        async with pool.connection() as connection:
            await connection.execute(_BEGIN, [subscription, release])
            await clear(connection, subscription)
            head = await log.head_of(connection, subscription)
            await count(connection, subscription)
        return cls(pool, subscription, release, head)

    async def write(self, events: Sequence[Sent], released_at: dt.datetime) -> None:
        """The next piece, behind what was written before; raises OutrunError when another has begun."""
        async with self._pool.connection() as connection, connection.transaction():
            await self._go_on(connection)
            await log.copy(connection, self._subscription, self._written, events, released_at)
        self._written += len(events)

    async def finish(self, batch: Batch | None = None) -> None:
        """Let all that was written be part of the log, and note the period that it releases; raises OutrunError."""
        async with self._pool.connection() as connection:
            async with connection.transaction():
                await self._go_on(connection)
                if self._written:
                    await log.move_head(connection, self._subscription, self._written)
                if batch is not None:
                    await log.save_batch(connection, batch)
            await count(connection, self._subscription)

    async def _go_on(self, connection: AsyncConnection[Any]) -> None:
        if await (await connection.execute(_IS_OURS, [self._subscription, self._release])).fetchone() is None:
            raise OutrunError


async def clear_all(connection: AsyncConnection[Any]) -> None:
    """Take away what stands behind the head of any log; who was writing there can't write on."""
    stopped = await connection.execute("UPDATE delivery.releases SET release = NULL RETURNING subscription_id")
    for (subscription,) in await stopped.fetchall():
        await clear(connection, subscription)


async def clear(connection: AsyncConnection[Any], subscription: UUID) -> None:
    """Take away what stands behind a log's head."""
    asked = {"subscription": subscription, "limit": AT_ONCE}
    while (await connection.execute(_CLEAR, asked)).rowcount:
        pass


async def count(connection: AsyncConnection[Any], subscription: UUID) -> None:
    """Count the companies of all that a log holds: of what is told, and no longer those of whom all is withdrawn."""
    await connection.execute(_KNOWN, [subscription])
    while await _count_piece(connection, subscription):
        pass


async def _count_piece(connection: AsyncConnection[Any], subscription: UUID) -> bool:
    async with connection.transaction():
        row = await (await connection.execute(_UNCOUNTED, [AT_ONCE, subscription])).fetchone()
        if row is None:
            return False
        piece = {"subscription": subscription, "since": row[0], "until": row[1]}
        await connection.execute(_COUNT, piece)
        await connection.execute(_FORGET, piece)
        await connection.execute(
            "UPDATE delivery.releases SET counted = %(until)s WHERE subscription_id = %(subscription)s", piece
        )
    return True
