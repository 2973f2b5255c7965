"""Where a projection or reaction stands: positions kept in Postgres and moved in the batch's own transaction.

The consumer group only assigns partitions. A batch first moves its positions from where it read them; when one of
them is not there any more, another runner owns the partition (or a rebuild was swapped in) and nothing is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from aiokafka import TopicPartition
from psycopg import AsyncConnection

from council_kit.postgres import AsyncPool
from council_kit.runner.decoding import Item, event_id_of
from council_kit.runner.faults import NotOwnerError

TABLES: Final = """
CREATE TABLE IF NOT EXISTS runner_generations (
    projection text NOT NULL,
    generation int NOT NULL,
    state text NOT NULL CHECK (state IN ('live', 'next')),
    ddl_sha256 text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, generation),
    UNIQUE (projection, state)
);
CREATE TABLE IF NOT EXISTS runner_offsets (
    projection text NOT NULL,
    generation int NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    next_offset bigint NOT NULL DEFAULT 0,
    last_event_id uuid,
    caught_up_at timestamptz,
    parking_version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (projection, generation, topic, partition)
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS parked (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    projection text NOT NULL,
    generation int NOT NULL,
    case_key text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid,
    raw bytea NOT NULL,
    error text,
    parked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS parked_cases ON parked (projection, generation, case_key, place);
CREATE TABLE IF NOT EXISTS parking_decisions (
    decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    projection text NOT NULL,
    case_key text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('retry', 'skip')),
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid,
    decided_by text NOT NULL,
    reason text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now()
);
"""

_INSTALLING: Final = 0x636F756E63696C  # an advisory lock of ours: two processes that start together make tables once


async def install(pool: AsyncPool) -> None:
    """Make the runner's own tables (schema public) where missing."""
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT to_regclass('public.parking_decisions')")
        if await cursor.fetchone() != (None,):
            return
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_INSTALLING])
            await connection.execute(TABLES)


class Position(NamedTuple):
    """The next offset to apply, and the id of the event before it (None at the start, or when it was unreadable)."""

    next_offset: int
    last_event_id: UUID | None


class Move(NamedTuple):
    """A batch takes one partition from `old` to `new`; `event_id` is the last record's."""

    topic: str
    partition: int
    old: int
    new: int
    event_id: UUID | None


async def positions(
    connection: AsyncConnection[Any], projection: str, generation: int, places: Iterable[TopicPartition]
) -> dict[TopicPartition, Position]:
    """The positions of these partitions; one never seen starts at 0."""
    wanted = sorted(places)
    topics, partitions = [place.topic for place in wanted], [place.partition for place in wanted]
    await connection.execute(
        """INSERT INTO public.runner_offsets (projection, generation, topic, partition)
           SELECT %s, %s, topic, part FROM unnest(%s::text[], %s::int[]) AS place(topic, part)
           ON CONFLICT DO NOTHING""",
        [projection, generation, topics, partitions],
    )
    rows = await connection.execute(
        """SELECT topic, partition, next_offset, last_event_id FROM public.runner_offsets
           WHERE projection = %s AND generation = %s AND topic = ANY(%s)""",
        [projection, generation, list(set(topics))],
    )
    found = {TopicPartition(row[0], row[1]): Position(row[2], row[3]) async for row in rows}
    return {place: found[place] for place in wanted}


_MOVE: Final = """
WITH moved AS (
    UPDATE public.runner_offsets AS o SET next_offset = m.new, last_event_id = m.event
    FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::bigint[], %s::uuid[]) AS m(topic, part, old, new, event)
    WHERE o.projection = %s AND o.generation = %s
      AND o.topic = m.topic AND o.partition = m.part AND o.next_offset = m.old
    RETURNING o.parking_version)
SELECT count(*), max(parking_version), set_config('search_path', %s, true), set_config('synchronous_commit', 'off', true)
FROM moved
"""


async def move(
    connection: AsyncConnection[Any], projection: str, generation: int, schema: str, moves: Sequence[Move]
) -> int:
    """First statement of a batch's transaction: move every position from where it was read, or raise NotOwnerError.

    Sets `search_path` to the projection's schema for this transaction. The commit need not wait for the disk: after a
    crash the positions are as old as the tables, and the events come again.

    Gives the version of the parked cases. It stands in the moved rows themselves, not in a row beside them: a batch
    that waited here for a retry to end must see what that retry committed, and only the updated row is read again.
    """
    columns = [list(column) for column in zip(*moves, strict=True)]
    cursor = await connection.execute(_MOVE, [*columns, projection, generation, f'"{schema}", public'])
    row = await cursor.fetchone()
    if row is None or row[0] != len(moves):
        raise NotOwnerError(projection)
    return int(row[1])


async def settle(connection: AsyncConnection[Any], projection: str, generation: int, step: Move) -> int:
    """Move one position of a reaction to `step.new`, wherever the reaction's own saves have brought it since `step.old`.

    Raises NotOwnerError when it stands outside that range. Gives the version of the parked cases, as `move` does.
    """
    cursor = await connection.execute(
        """UPDATE public.runner_offsets SET next_offset = %s, last_event_id = %s
           WHERE projection = %s AND generation = %s AND topic = %s AND partition = %s
             AND next_offset BETWEEN %s AND %s
           RETURNING parking_version""",
        [step.new, step.event_id, projection, generation, step.topic, step.partition, step.old, step.new],
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotOwnerError(projection)
    return int(row[0])


async def parking_version(connection: AsyncConnection[Any], projection: str, generation: int) -> int:
    """The newest version of the parked cases."""
    cursor = await connection.execute(
        "SELECT coalesce(max(parking_version), 0) FROM public.runner_offsets WHERE projection = %s AND generation = %s",
        [projection, generation],
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def hold(connection: AsyncConnection[Any], projection: str, generation: int) -> dict[TopicPartition, int]:
    """Keep every batch of this generation waiting until the end of the transaction; gives its next offsets."""
    rows = await connection.execute(
        """SELECT topic, partition, next_offset FROM public.runner_offsets
           WHERE projection = %s AND generation = %s ORDER BY topic, partition FOR UPDATE""",
        [projection, generation],
    )
    return {TopicPartition(row[0], row[1]): row[2] async for row in rows}


def moves_of(items: Sequence[Item], at: dict[TopicPartition, int]) -> list[Move]:
    """The moves that these items make, from the positions `at`; items stand in offset order per partition."""
    last: dict[tuple[str, int], Item] = {}
    for item in items:
        last[item[0], item[1]] = item
    return [
        Move(topic, partition, at[TopicPartition(topic, partition)], item.offset + 1, event_id_of(item))
        for (topic, partition), item in sorted(last.items(), key=lambda entry: entry[0])
    ]


def advance(at: dict[TopicPartition, int], moves: Iterable[Move]) -> None:
    """Note in `at` what was committed."""
    for step in moves:
        at[TopicPartition(step.topic, step.partition)] = step.new


async def caught_up(
    connection: AsyncConnection[Any], projection: str, generation: int, places: Iterable[TopicPartition]
) -> bool:
    """Note that these partitions have been applied to their end just now; False when the generation is gone."""
    wanted = sorted(places)
    cursor = await connection.execute(
        """UPDATE public.runner_offsets AS o SET caught_up_at = now()
           FROM unnest(%s::text[], %s::int[]) AS p(topic, part)
           WHERE o.projection = %s AND o.generation = %s AND o.topic = p.topic AND o.partition = p.part""",
        [[place.topic for place in wanted], [place.partition for place in wanted], projection, generation],
    )
    return cursor.rowcount == len(wanted)
