"""Reading a store in commit-safe order: nothing skipped, nothing reordered, no lock (design §5).

Rows are ordered by (epoch, xid, position). A row of the live epoch is shown once no transaction with an older or equal
xid can still commit; rows of closed epochs are all committed, since an epoch is opened under a lock that waits for writers.
An epoch whose rows were copied back from Kafka is passed over: they were published before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

from psycopg.rows import RowMaker

from council_kit.postgres import AsyncPool, Pool


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row that a reader took, with the event's id and the SHA-256 of its bytes (for the restore check)."""

    epoch: int
    xid: int
    position: int
    event_id: UUID | None = None
    hash: bytes | None = None


START: Final = Cursor(0, 0, 0)
"""Before the first row."""


class TailRow(NamedTuple):
    """One stored event. `kind`: 0 a domain event, 1 an access event. `body`: the one byte string.

    `event_id` is text: a UUID object for each of millions of rows, of which one in thousands becomes a cursor, took as
    much time as half of the reading.
    """

    epoch: int
    xid: int
    position: int
    event_id: str
    type: str
    kind: int
    partition_key: str
    body: bytes

    def cursor(self) -> Cursor:
        """The cursor that stands on this row."""
        return Cursor(self.epoch, self.xid, self.position, UUID(self.event_id), sha256(self.body).digest())


# xid8 has no binary form that psycopg knows and no cast to bigint, hence the way through text.
# The next rows are taken first and those that may not be shown yet cut off afterwards: they are the last in order. As
# one condition, the planner takes it for so rare that it sorts all rows that wait instead of walking the index; for
# the same reason the copied epochs stand inside `coalesce`, of which it presumes nothing.
_READ: Final[LiteralString] = """
SELECT epoch, xid::text::bigint, position, event_id::text, type, kind, partition_key, body FROM (
    SELECT * FROM events
    WHERE (epoch, xid, position) > (%b::int, %b::bigint::text::xid8, %b::bigint)
      AND coalesce(epoch <> ALL (ARRAY(SELECT epoch FROM epochs WHERE copied)), true)
    ORDER BY epoch, xid, position LIMIT %b::int) AS following
WHERE epoch <= (SELECT max(epoch) FROM epochs)
  AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR epoch < (SELECT max(epoch) FROM epochs))
ORDER BY following.epoch, following.xid, following.position
"""
_NEWEST: Final[LiteralString] = "SELECT position FROM events ORDER BY epoch DESC, xid DESC, position DESC LIMIT 1"


def _parameters(after: Cursor, limit: int) -> tuple[Any, ...]:
    return (after.epoch, after.xid, after.position, limit)


def _tail_rows(_: object) -> RowMaker[TailRow]:
    """Rows as psycopg reads them, without a Python call for each: the query's columns are the fields, in order."""
    return partial(tuple.__new__, TailRow)


class Tail:
    """The reader for threads."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def read(self, after: Cursor, limit: int) -> list[TailRow]:
        """At most `limit` rows after the cursor, in order; [] when there is none yet."""
        with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True, row_factory=_tail_rows)
            return cursor.execute(_READ, _parameters(after, limit), prepare=True, binary=True).fetchall()


class AsyncTail:
    """The same for coroutines."""

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool

    async def read(self, after: Cursor, limit: int) -> list[TailRow]:
        """At most `limit` rows after the cursor, in order; [] when there is none yet."""
        async with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True, row_factory=_tail_rows)
            return await (await cursor.execute(_READ, _parameters(after, limit), prepare=True, binary=True)).fetchall()

    async def behind(self, after: Cursor) -> int:
        """About how many rows stand after the cursor: positions have gaps where a save was rolled back."""
        async with self._pool.connection() as connection:
            newest = await (await connection.execute(_NEWEST)).fetchone()
        return max(0, newest[0] - after.position) if newest else 0
