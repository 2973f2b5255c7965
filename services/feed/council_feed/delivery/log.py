"""The subscriptions' logs in PostgreSQL: a store. Whoever releases writes them, alone (writing.py).

A log is given out as far as it has been journaled (journal.py); behind that, and in that transaction, stand its tree and the
webhook queue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_kit.postgres import Pool, create_once
from psycopg import AsyncConnection
from psycopg.rows import class_row

from council_feed.delivery.telling import Sent
from council_feed.domain.generalising import Cell, cell_key

DDL: Final = """
CREATE SCHEMA delivery;
CREATE TABLE delivery.log (
    subscription_id uuid NOT NULL,
    position bigint NOT NULL,          -- from 1, without a gap
    event_id uuid NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    body bytea NOT NULL,
    source_event uuid NOT NULL,        -- of the platform: for audit, never sent
    source_case uuid NOT NULL,
    released_at timestamptz NOT NULL,
    cell bytea,                        -- in which it counts, and whom
    company uuid,
    telling smallint NOT NULL DEFAULT 0,   -- how often its step was told and withdrawn before
    withdraws bigint,                  -- of a withdrawal: the place of what it withdraws
    PRIMARY KEY (subscription_id, position)
);
CREATE UNIQUE INDEX log_source ON delivery.log (subscription_id, source_event, telling, (withdraws IS NULL));
CREATE INDEX log_event ON delivery.log (event_id);
CREATE INDEX log_case ON delivery.log (source_case);
CREATE TABLE delivery.heads (
    subscription_id uuid PRIMARY KEY,
    head bigint NOT NULL,
    journaled bigint NOT NULL DEFAULT 0    -- as far as it may be given out
) WITH (fillfactor = 70);
CREATE TABLE delivery.cells (
    subscription_id uuid NOT NULL,
    cell bytea NOT NULL,
    company uuid NOT NULL,
    steps integer NOT NULL,            -- told of it there and not withdrawn
    PRIMARY KEY (subscription_id, cell, company)
);
CREATE TABLE delivery.batches (
    subscription_id uuid NOT NULL,
    period date NOT NULL,              -- the first day after the day or month that was released
    released_at timestamptz NOT NULL,
    told integer NOT NULL,
    held integer NOT NULL,
    journaled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (subscription_id, period)
);
CREATE INDEX batches_new ON delivery.batches (subscription_id, period) WHERE NOT journaled;
CREATE TABLE delivery.queue (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id uuid NOT NULL,
    event_id uuid NOT NULL,
    subject text NOT NULL,
    body bytea,                        -- of a test event; all others stand in the log
    position bigint,
    attempts smallint NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    queued_at timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX queue_order ON delivery.queue (subscription_id, (position IS NOT NULL), place);
CREATE INDEX queue_tests ON delivery.queue (subscription_id) WHERE position IS NULL;
CREATE INDEX queue_case ON delivery.queue (subscription_id, subject, place);
CREATE INDEX queue_due ON delivery.queue (subscription_id, next_at);
CREATE TABLE delivery.requests (
    event_id uuid PRIMARY KEY          -- of a replay (or a piece of one) or test that was asked for: queued once
);
CREATE TABLE delivery.attempts (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id uuid NOT NULL,
    event_id uuid NOT NULL,
    position bigint,
    attempt smallint NOT NULL,
    at timestamptz NOT NULL,
    seconds real NOT NULL,
    status smallint,                   -- NULL: no answer
    outcome text NOT NULL,
    response text
);
CREATE INDEX attempts_of ON delivery.attempts (subscription_id, place DESC);
CREATE TABLE delivery.endpoints (
    subscription_id uuid PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    open_until timestamptz,
    failing_since timestamptz,
    delivered_at timestamptz
) WITH (fillfactor = 70);
CREATE TABLE delivery.tiles (
    subscription_id uuid NOT NULL,
    level smallint NOT NULL,
    number bigint NOT NULL,
    width smallint NOT NULL,
    nodes bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (subscription_id, level, number)
);
CREATE TABLE delivery.checkpoints (
    subscription_id uuid NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (subscription_id, size)
);
"""

RELEASES: Final = """
CREATE TABLE delivery.releases (
    subscription_id uuid PRIMARY KEY,
    release uuid,                      -- that is written behind the head, or was last
    counted bigint NOT NULL            -- as far as the companies of the log stand in cells
);
INSERT INTO delivery.releases SELECT subscription_id, NULL, head FROM delivery.heads;
"""
"""In a database of an earlier version all that a log held was counted as it was written."""


def install(pool: Pool) -> None:
    """Make the tables of delivery where missing."""
    create_once(pool, "delivery.log", DDL)
    create_once(pool, "delivery.releases", RELEASES)


class OutrunError(Exception):
    """Another process writes or gives out these logs, or their database is an older one: what is known here is read again."""


class Entry(NamedTuple):
    """One event of a log as it is given out."""

    position: int
    event_id: UUID
    subject: str
    body: bytes


class Logged(NamedTuple):
    """One row of a log: what is given out, and (for audit, counting and recovery alone) what it was made from."""

    position: int
    released_at: dt.datetime
    sent: Sent


class Batch(NamedTuple):
    """A period that was released to a subscription. `period`: the first day after it."""

    subscription_id: UUID
    period: dt.date
    released_at: dt.datetime
    told: int
    held: int


class Behind(NamedTuple):
    """A log that has grown since it was journaled last, and the ways in which it is received. `kafka`: on a topic of its own."""

    subscription_id: UUID
    journaled: int
    head: int
    webhook: bool
    kafka: bool


async def append(
    connection: AsyncConnection[Any], subscription: UUID, events: Sequence[Sent], released_at: dt.datetime
) -> int:
    """Append events to a log, inside the caller's transaction; gives the new head."""
    head = await head_of(connection, subscription)
    await copy(connection, subscription, head, events, released_at)
    await move_head(connection, subscription, head + len(events))
    return head + len(events)


async def copy(
    connection: AsyncConnection[Any], subscription: UUID, after: int, events: Sequence[Sent], released_at: dt.datetime
) -> None:
    """Write events at the places after this one; behind the head they are not part of the log."""
    async with connection.cursor().copy("COPY delivery.log FROM STDIN (FORMAT binary)") as rows:
        rows.set_types(_LOG_TYPES)
        for position, each in enumerate(events, after + 1):
            own = (subscription, position, each.event_id, each.type, each.subject, each.body)
            made = (each.source_event, each.source_case, released_at, each.cell, each.company)
            await rows.write_row((*own, *made, each.telling, each.withdraws))


async def head_of(connection: AsyncConnection[Any], subscription: UUID) -> int:
    """The last place of a log; 0 where it holds nothing."""
    cursor = await connection.execute("SELECT head FROM delivery.heads WHERE subscription_id = %s", [subscription])
    row = await cursor.fetchone()
    return row[0] if row else 0


async def move_head(connection: AsyncConnection[Any], subscription: UUID, head: int) -> None:
    """Let a log reach to this place, inside the caller's transaction."""
    await connection.execute(
        """INSERT INTO delivery.heads (subscription_id, head) VALUES (%s, %s)
           ON CONFLICT (subscription_id) DO UPDATE SET head = excluded.head""",
        [subscription, head],
    )


_LOG_TYPES: Final = (
    *("uuid", "int8", "uuid", "text", "text", "bytea", "uuid", "uuid", "timestamptz"),
    *("bytea", "uuid", "int2", "int8"),
)


async def save_batch(connection: AsyncConnection[Any], batch: Batch, *, journaled: bool = False) -> None:
    """Note that a period was released; one that is noted stays as it is."""
    await connection.execute(
        "INSERT INTO delivery.batches VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING", [*batch, journaled]
    )


_BEHIND: Final = """
SELECT h.subscription_id, h.journaled, h.head, 'webhook' = ANY(s.ways) AS webhook,
       'kafka' = ANY(s.ways) AND s.stage <> 'ended' AS kafka
FROM delivery.heads h JOIN subscriptions.subscriptions s USING (subscription_id)
WHERE h.journaled < h.head ORDER BY h.head - h.journaled, h.subscription_id"""
_ROWS: Final = """
SELECT position, released_at, event_id, type, subject, body, source_event, source_case, cell, company, telling, withdraws
FROM delivery.log WHERE subscription_id = %b AND position > %b AND position <= %b ORDER BY position LIMIT %b"""
_NEW_BATCHES: Final = """
SELECT b.subscription_id, b.period, b.released_at, b.told, b.held
FROM delivery.batches b LEFT JOIN delivery.heads h USING (subscription_id)
WHERE NOT b.journaled AND (h.head IS NULL OR h.head = h.journaled) ORDER BY b.subscription_id, b.period"""


async def behind(connection: AsyncConnection[Any]) -> list[Behind]:
    """The logs that have grown since they were journaled, those with least that is new first."""
    async with connection.cursor(row_factory=class_row(Behind)) as cursor:
        await cursor.execute(_BEHIND)
        return await cursor.fetchall()


async def rows(
    connection: AsyncConnection[Any], subscription: UUID, after: int, until: int, limit: int
) -> list[Logged]:
    """What follows a place of a log up to another, journaled or not, as it stands there."""
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(_ROWS, [subscription, after, until, limit])
        return [Logged(row[0], row[1], Sent(*row[2:])) for row in await cursor.fetchall()]


async def new_batches(connection: AsyncConnection[Any]) -> list[Batch]:
    """The batches that were not journaled, of logs that are."""
    async with connection.cursor(row_factory=class_row(Batch)) as cursor:
        await cursor.execute(_NEW_BATCHES)
        return await cursor.fetchall()


async def give_out(connection: AsyncConnection[Any], of: Behind, until: int) -> bool:
    """Let a log be given out up to a place that has been journaled, inside the caller's transaction; queues its webhooks.

    False when another process has done so.
    """
    cursor = await connection.execute(
        "UPDATE delivery.heads SET journaled = %s WHERE subscription_id = %s AND journaled = %s",
        [until, of.subscription_id, of.journaled],
    )
    if cursor.rowcount and of.webhook:
        await connection.execute(
            """INSERT INTO delivery.queue (subscription_id, event_id, subject, position, next_at, queued_at)
               SELECT subscription_id, event_id, subject, position, now(), now() FROM delivery.log
               WHERE subscription_id = %s AND position > %s AND position <= %s ORDER BY position""",
            [of.subscription_id, of.journaled, until],
        )
    return cursor.rowcount == 1


async def batches_journaled(connection: AsyncConnection[Any], batches: Sequence[Batch]) -> None:
    """Note that these batches have been journaled."""
    await connection.execute(
        """UPDATE delivery.batches AS b SET journaled = true FROM unnest(%s::uuid[], %s::date[]) AS done (id, period)
           WHERE b.subscription_id = done.id AND b.period = done.period""",
        [[each.subscription_id for each in batches], [each.period for each in batches]],
    )


async def counted_in(
    connection: AsyncConnection[Any], subscription: UUID, cells: Iterable[bytes]
) -> dict[bytes, dict[UUID, int]]:
    """How many steps of each company this subscription's log counts in each of these cells."""
    found: dict[bytes, dict[UUID, int]] = {}
    rows = await connection.execute(
        "SELECT cell, company, steps FROM delivery.cells WHERE subscription_id = %s AND cell = ANY(%s)",
        [subscription, list(cells)],
        binary=True,
    )
    async for cell, company, steps in rows:
        found.setdefault(bytes(cell), {})[company] = steps
    return found


async def companies_in(
    connection: AsyncConnection[Any], subscription: UUID, cells: Iterable[Cell]
) -> dict[Cell, frozenset[UUID]]:
    """The companies that this subscription's log counts in each of these cells."""
    keys = {cell_key(cell): cell for cell in cells}
    found: dict[Cell, set[UUID]] = {}
    rows = await connection.execute(
        "SELECT cell, company FROM delivery.cells WHERE subscription_id = %s AND cell = ANY(%s)",
        [subscription, list(keys)],
        binary=True,
    )
    async for key, company in rows:
        found.setdefault(keys[bytes(key)], set()).add(company)
    return {cell: frozenset(companies) for cell, companies in found.items()}


_PAGE: Final = """
SELECT position, event_id, subject, body FROM delivery.log
WHERE subscription_id = %b AND position > %b
  AND position <= (SELECT journaled FROM delivery.heads WHERE subscription_id = %b) ORDER BY position LIMIT %b"""


async def page(connection: AsyncConnection[Any], subscription: UUID, after: int, limit: int) -> list[Entry]:
    """What follows a place of a log and may be given out."""
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(_PAGE, [subscription, after, subscription, limit])
        return [Entry(*row) for row in await cursor.fetchall()]


class Head(NamedTuple):
    """How long a subscription's log is: as written, and as far as it may be given out."""

    subscription_id: UUID
    head: int
    journaled: int


async def heads(connection: AsyncConnection[Any]) -> list[Head]:
    """The length of every log."""
    async with connection.cursor(row_factory=class_row(Head)) as cursor:
        await cursor.execute("SELECT subscription_id, head, journaled FROM delivery.heads")
        return await cursor.fetchall()
