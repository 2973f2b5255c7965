"""A poison event parks its case: it and the case's later events wait in order, all other cases go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from council_events.event import Envelope
from psycopg import AsyncConnection

from council_kit.runner.bindings import ParkedCase, Record, by_partition_key
from council_kit.runner.decoding import Unreadable, decode_one, event_id_of


class Parking(NamedTuple):
    """One event to park: under which case, and why; None when it only waits behind an earlier one."""

    case_key: str
    item: Record | Unreadable
    error: str | None


class ParkedCases:
    """The cases of one generation that wait, as far as this runner knows; refreshed when the database says otherwise."""

    def __init__(
        self, projection: str, generation: int, case_of: Callable[[Envelope[Any]], str] = by_partition_key
    ) -> None:
        self._projection = projection
        self._generation = generation
        self._case_of = case_of
        self._cases: set[str] = set()
        self._version = -1

    def __len__(self) -> int:
        return len(self._cases)

    async def refresh(self, connection: AsyncConnection[Any], version: int) -> None:
        """Load the cases anew when `version` (of the database, in this transaction) is not the one known."""
        if version == self._version:
            return
        rows = await connection.execute(
            "SELECT DISTINCT case_key FROM public.parked WHERE projection = %s AND generation = %s",
            [self._projection, self._generation],
        )
        self._cases = {row[0] async for row in rows}
        self._version = version

    def case_of(self, item: Record | Unreadable) -> str:
        """What is parked together with this event. Bytes that can't be read are known by their Kafka key only."""
        if isinstance(item, Unreadable):
            return item.key
        key = item.envelope.partitionkey
        if key in self._cases:
            return key
        try:
            return self._case_of(item.envelope)
        except Exception:  # an event that its projection can't even name waits under its Kafka key
            return key

    def waits(self, item: Record | Unreadable) -> bool:
        """Whether an earlier event of the case is parked."""
        return bool(self._cases) and self.case_of(item) in self._cases

    def split(self, records: Sequence[Record]) -> tuple[Sequence[Record], list[Parking]]:
        """The records to apply, and those to park behind an earlier event of their case."""
        if not self._cases:
            return records, []
        good: list[Record] = []
        parking: list[Parking] = []
        for record in records:
            if self.waits(record):
                parking.append(Parking(self.case_of(record), record, None))
            else:
                good.append(record)
        return good, parking

    async def park(self, connection: AsyncConnection[Any], parking: Sequence[Parking]) -> None:
        """Write the events in their order, inside the batch's transaction."""
        if not parking:
            return
        self._cases.update(entry.case_key for entry in parking)
        self.forget()
        items = [entry.item for entry in parking]
        await connection.execute(
            """INSERT INTO public.parked
                 (projection, generation, case_key, topic, partition, "offset", event_id, raw, error)
               SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[], %s::uuid[], %s::bytea[],
                 %s::text[])""",
            [
                self._projection,
                self._generation,
                [entry.case_key for entry in parking],
                [item.topic for item in items],
                [item.partition for item in items],
                [item.offset for item in items],
                [event_id_of(item) for item in items],
                [item.raw for item in items],
                [entry.error for entry in parking],
            ],
        )

    def forget(self) -> None:
        """Load the cases anew at the next batch: this transaction changes them, or was rolled back."""
        self._version = -1


async def parked_cases(connection: AsyncConnection[Any], projection: str) -> list[ParkedCase]:
    """The cases of the live generation that wait, oldest first."""
    rows = await connection.execute(
        """SELECT DISTINCT ON (p.case_key) p.case_key, p.event_id, p.topic, p.partition, p."offset", p.error,
                  p.parked_at, p.place, count(*) OVER (PARTITION BY p.case_key) - 1
           FROM public.parked p JOIN public.runner_generations g USING (projection, generation)
           WHERE p.projection = %s AND g.state = 'live' ORDER BY p.case_key, p.place""",
        [projection],
    )
    found = sorted(await rows.fetchall(), key=lambda row: int(row[7]))
    return [
        ParkedCase(
            projection=projection,
            case_key=row[0],
            event_id=row[1],
            topic=row[2],
            partition=row[3],
            offset=row[4],
            error=row[5] or "",
            parked_at=row[6],
            waiting=row[8],
        )
        for row in found
    ]


class Waiting(NamedTuple):
    """A parked event as it is taken out again."""

    place: int
    item: Record | Unreadable


async def next_waiting(
    connection: AsyncConnection[Any], projection: str, generation: int, case_key: str, limit: int
) -> list[Waiting]:
    """The first parked events of a case, in order."""
    rows = await connection.execute(
        """SELECT place, topic, partition, "offset", raw FROM public.parked
           WHERE projection = %s AND generation = %s AND case_key = %s ORDER BY place LIMIT %s""",
        [projection, generation, case_key, limit],
    )
    return [Waiting(row[0], decode_one(row[1], row[2], row[3], case_key, bytes(row[4]))) async for row in rows]


async def count_waiting(connection: AsyncConnection[Any], projection: str, generation: int, case_key: str) -> int:
    """How many events of a case are parked."""
    cursor = await connection.execute(
        "SELECT count(*) FROM public.parked WHERE projection = %s AND generation = %s AND case_key = %s",
        [projection, generation, case_key],
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def count_failed(connection: AsyncConnection[Any], projection: str, generation: int) -> int:
    """How many events failed and wait for a decision."""
    cursor = await connection.execute(
        "SELECT count(error) FROM public.parked WHERE projection = %s AND generation = %s", [projection, generation]
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def still_parked(connection: AsyncConnection[Any], waiting: Waiting, error: str) -> None:
    """The event failed again: it stays, with its newest error."""
    await connection.execute("UPDATE public.parked SET error = %s WHERE place = %s", [error, waiting.place])


async def unpark(connection: AsyncConnection[Any], projection: str, generation: int, places: Sequence[int]) -> None:
    """Take applied or skipped events away, and tell every runner to look anew. The caller holds the offsets."""
    await connection.execute("DELETE FROM public.parked WHERE place = ANY(%s)", [list(places)])
    await connection.execute(
        """UPDATE public.runner_offsets SET parking_version = parking_version + 1
           WHERE projection = %s AND generation = %s""",
        [projection, generation],
    )


async def move_behind(
    connection: AsyncConnection[Any], projection: str, generation: int, case_key: str, newest: int
) -> None:
    """Let all that is parked of a case wait behind the `newest` that were parked last: they came before it."""
    await connection.execute(
        """WITH first AS (
             SELECT place FROM public.parked WHERE projection = %(projection)s AND generation = %(generation)s
               AND case_key = %(case)s ORDER BY place DESC OFFSET %(newest)s),
           taken AS (DELETE FROM public.parked AS p USING first WHERE p.place = first.place RETURNING p.*)
           INSERT INTO public.parked
             (projection, generation, case_key, topic, partition, "offset", event_id, raw, error, parked_at)
           SELECT projection, generation, case_key, topic, partition, "offset", event_id, raw, error, parked_at
           FROM taken ORDER BY place""",
        {"projection": projection, "generation": generation, "case": case_key, "newest": newest},
    )


async def decide(
    connection: AsyncConnection[Any], projection: str, case_key: str, decision: str, head: Waiting, by: str, reason: str
) -> None:
    """Record who decided what about the event at the head of a parked case, and why."""
    item = head.item
    await connection.execute(
        """INSERT INTO public.parking_decisions
             (projection, case_key, decision, topic, partition, "offset", event_id, decided_by, reason)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [projection, case_key, decision, item.topic, item.partition, item.offset, event_id_of(item), by, reason],
    )


async def was_skipped(connection: AsyncConnection[Any], projection: str, item: Record | Unreadable) -> bool:
    """Whether it was decided to skip this very event; a rebuild keeps to it."""
    cursor = await connection.execute(
        """SELECT 1 FROM public.parking_decisions
           WHERE projection = %s AND decision = 'skip' AND topic = %s AND partition = %s AND "offset" = %s""",
        [projection, item.topic, item.partition, item.offset],
    )
    return await cursor.fetchone() is not None
