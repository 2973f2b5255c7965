"""Settling: the tables of the next generation are filled from what a rebuild gathered, each case folded once.

It can be begun again at any time: it empties the tables first, and the last thing it does is to drop what was gathered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiokafka import TopicPartition
from psycopg import AsyncConnection, sql

from council_kit.kafka import make_consumer
from council_kit.outages import describe, is_too_slow
from council_kit.postgres import lift_limits, long_reading
from council_kit.runner import parking
from council_kit.runner.bindings import Gathering, Projection, Record
from council_kit.runner.decoding import decode_one
from council_kit.runner.filling import Patience, Places
from council_kit.runner.gathering import TABLE, gather, indexes_of
from council_kit.runner.generations import Generation
from council_kit.runner.parking import Parking
from council_kit.runner.shares import Share, Standing, Tell, share_out
from council_kit.telemetry import get_logger

log = get_logger("rebuild")

_CASES: Final = 1000
"""Cases read and folded at a time."""
_SLICE: Final = 25
"""Cases folded without letting the writing go on, some 2 ms."""
_LINES: Final = 5000
"""Lines written in a transaction, halved whenever one takes too long."""
_FEWEST: Final = 100
_MEMORY: Final = "64MB"
"""What the server may use to sort; the rest of a long history is sorted on its disk."""
_FIND_ALL: Final = """
SELECT case_id::text, '[' || string_agg(kept, ',') || ']', count(*) FROM gathered
WHERE (uuid_hash(case_id) & 65535) % {of} = {number} GROUP BY case_id ORDER BY case_id
"""
_COUNT: Final = "SELECT count(*) FROM gathered"
_FIND_ONE: Final = (
    """SELECT topic, partition, "offset" FROM gathered WHERE case_id = %s ORDER BY topic, partition, "offset" """
)

Rows = Mapping[str, Sequence[str]]
"""By table, lines of COPY's text format."""


class _Message(NamedTuple):
    topic: str
    partition: int
    offset: int


async def settle(
    projection: Projection, generation: Generation, where: Places, processes: int, tell: Callable[[float], None]
) -> None:
    """Fill the tables; `tell` gets the share of what was gathered that is folded. Raises errors of the database."""
    settling = _Settling(projection, generation, where)
    await settling.empty()
    gathered = await settling.gathered()
    failed = await share_out(
        fold_share,
        projection,
        generation,
        where,
        processes,
        lambda shares: tell(sum(share.done for share in shares) / gathered),
    )
    await settling.finish([case_id for cases in failed for case_id in cases])


async def fold_share(
    projection: Projection, generation: Generation, where: Places, share: Share, tell: Tell
) -> list[str]:
    """Fold a share of the cases and write their rows. Gives the cases that failed."""
    return await _Settling(projection, generation, where).fold(share, tell)


class _Settling:
    """Settles one generation."""

    def __init__(self, projection: Projection, generation: Generation, where: Places) -> None:
        if projection.gathering is None:
            raise ValueError(f"{projection.name} gathers nothing")
        self._pool = where.pool
        self._projection = projection
        self._gathering: Gathering = projection.gathering
        self._generation = generation
        self._bootstrap = where.bootstrap
        self._lines = _LINES

    async def finish(self, failed: Sequence[str]) -> None:
        """What follows when all cases are folded but those that failed."""
        for case_id in failed:
            await self._fold_as_far_as_it_goes(case_id)
        await asyncio.gather(*map(self._sum_up, self._gathering.sums))
        await self._close()

    async def gathered(self) -> int:
        """How much was gathered."""
        async with long_reading(self._pool) as reader:
            await self._look_here(reader)
            row = await (await reader.execute(_COUNT)).fetchone()
        return int(row[0]) if row else 0

    async def empty(self) -> None:
        """Whatever an attempt that was cut short has left."""
        async with self._pool.connection() as connection, connection.transaction():
            await lift_limits(connection)
            tables = [self._in_schema(name) for name in await self._tables(connection) if name != TABLE]
            await connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))
            for name in indexes_of(self._projection):
                await connection.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(self._in_schema(name)))

    async def fold(self, share: Share, tell: Tell) -> list[str]:
        """Fold the cases of a share in their order, so that keys grow at their end. Gives those that failed.

        The next cases are read and folded while the server writes the last ones.
        """
        failed: list[str] = []
        writing: asyncio.Task[None] | None = None
        async with long_reading(self._pool) as reader:
            await self._look_here(reader)
            await reader.execute(sql.SQL("SET LOCAL work_mem = {}").format(sql.Literal(_MEMORY)))
            folded = 0
            try:
                async with reader.cursor(name=TABLE) as cases:
                    await cases.execute(sql.SQL(_FIND_ALL).format(of=share.of, number=share.number))
                    while part := await cases.fetchmany(_CASES):
                        rows = await self._fold_some([(case_id, kept) for case_id, kept, _ in part], failed)
                        if writing is not None:
                            await writing
                        writing = asyncio.create_task(self._write(rows))
                        folded += sum(count for _, _, count in part)
                        tell(Standing(folded, 0))
            finally:
                if writing is not None:
                    await writing
        return failed

    async def _fold_some(self, cases: Sequence[tuple[str, str]], failed: list[str]) -> Rows:
        found: dict[str, list[str]] = {}
        for start in range(0, len(cases), _SLICE):
            for table, lines in self._fold(cases[start : start + _SLICE], failed).items():
                found.setdefault(table, []).extend(lines)
            await asyncio.sleep(0)  # the server has taken what was sent last
        return found

    def _fold(self, cases: Sequence[tuple[str, str]], failed: list[str]) -> Rows:
        try:
            return self._gathering.fold(cases)
        except Exception as error:
            if len(cases) == 1:
                log.warning("case is folded event by event", projection=self._projection.name, error=describe(error))
                failed.append(cases[0][0])
                return {}
        found: dict[str, list[str]] = {}
        for case in cases:
            for table, lines in self._fold([case], failed).items():
                found.setdefault(table, []).extend(lines)
        return found

    async def _write(self, rows: Rows) -> None:
        """In transactions well below a second each; they may be many, since all is begun again when one is missing.

        One that the server ended for its time wrote nothing: a smaller one may fit, and the disk may be less busy later.
        """
        patience = Patience(self._projection.name)
        for table, lines in rows.items():
            done = 0
            while done < len(lines):
                part = lines[done : done + self._lines]
                try:
                    async with self._pool.connection() as connection, connection.transaction():
                        await self._look_here(connection)
                        await self._copy(connection, {table: part})
                except Exception as error:
                    if not is_too_slow(error):
                        raise
                    if len(part) > _FEWEST:
                        self._lines = max(_FEWEST, len(part) // 2)
                    else:
                        await patience.sit_out(error)
                else:
                    done += len(part)
                    patience.renew()

    async def _copy(self, connection: AsyncConnection[Any], rows: Rows) -> None:
        for table, lines in rows.items():
            if lines:
                statement = sql.SQL("COPY {} FROM STDIN").format(self._in_schema(table))
                async with connection.cursor().copy(statement) as copy:
                    await copy.write("".join(lines))

    async def _sum_up(self, sums: Sequence[tuple[str, str]]) -> None:
        for table, query in sums:
            await self._sum(table, query)

    async def _sum(self, table: str, query: str) -> None:
        """The server makes the sums in a transaction that only reads; they are written in many short ones."""
        async with long_reading(self._pool) as reader:
            await self._look_here(reader)
            await reader.execute(sql.SQL("SET LOCAL work_mem = {}").format(sql.Literal(_MEMORY)))
            lines: list[str] = []
            async with reader.cursor().copy(f"COPY ({query}) TO STDOUT".encode()) as sums:
                async for line in sums:
                    lines.append(bytes(line).decode())
                    if len(lines) >= self._lines:
                        await self._write({table: lines})
                        lines = []
            await self._write({table: lines})

    async def _close(self) -> None:
        """Make the indexes, let the server know what the tables hold, so that its plans fit from the first question, and drop the rest.

        An index of a full table is made in a fraction of the time that it takes to keep it up row by row.
        """
        rest = {TABLE, *self._gathering.between}
        async with self._pool.connection() as connection:
            for statement in indexes_of(self._projection).values():
                async with connection.transaction():
                    await lift_limits(connection)
                    await self._look_here(connection)
                    await connection.execute(
                        sql.SQL("SET LOCAL maintenance_work_mem = {}").format(sql.Literal(_MEMORY))
                    )
                    await connection.execute(statement.encode())
            for name in await self._tables(connection):
                if name not in rest:
                    async with connection.transaction():
                        await lift_limits(connection)
                        await connection.execute(sql.SQL("ANALYZE {}").format(self._in_schema(name)))
            tables = sql.SQL(", ").join(map(self._in_schema, sorted(rest)))
            async with connection.transaction():
                await lift_limits(connection)  # or else all would be folded again for want of a second
                await connection.execute(sql.SQL("DROP TABLE {}").format(tables))

    async def _fold_as_far_as_it_goes(self, case_id: str) -> None:
        """Event by event, as the runner would have met them: the first that fails is parked, and those behind it wait."""
        async with self._pool.connection() as connection:
            async with connection.transaction():
                await lift_limits(connection)
                await self._look_here(connection)
                await connection.execute("CREATE INDEX IF NOT EXISTS gathered_cases ON gathered (case_id)")
                cursor = await connection.execute(_FIND_ONE, [case_id])
                records = await self._read_again([_Message(*row) for row in await cursor.fetchall()])
            async with connection.transaction():
                await self._look_here(connection)
                good, waiting = await self._divide(connection, case_id, records)
                await connection.execute("DELETE FROM gathered WHERE case_id = %s", [case_id])
                await gather(connection, self._gathering, good)
                await self._park(connection, waiting)
                await self._copy(connection, self._folded(case_id, good))

    async def _divide(
        self, connection: AsyncConnection[Any], case_id: str, records: Sequence[Record]
    ) -> tuple[list[Record], list[tuple[Record, str | None]]]:
        """Those that can be folded together, and those to park, the first with its error. One decided to be skipped is neither."""
        good: list[Record] = []
        waiting: list[tuple[Record, str | None]] = []
        for record in records:
            if waiting:
                waiting.append((record, None))
                continue
            try:
                self._folded(case_id, [*good, record])
            except Exception as error:  # whatever the event provokes, its case is parked
                if not await parking.was_skipped(connection, self._projection.name, record):
                    waiting.append((record, describe(error)))
            else:
                good.append(record)
        return good, waiting

    async def _park(self, connection: AsyncConnection[Any], waiting: Sequence[tuple[Record, str | None]]) -> None:
        """In front of what is parked of the case already: bytes that could not be read, and what came behind them."""
        name, number = self._projection.name, self._generation.number
        parked = parking.ParkedCases(name, number, self._projection.case_of)
        await parked.park(connection, [Parking(parked.case_of(record), record, error) for record, error in waiting])
        for key in {parked.case_of(record) for record, _ in waiting}:
            await parking.move_behind(connection, name, number, key, len(waiting))

    def _folded(self, case_id: str, records: Sequence[Record]) -> Rows:
        kept = b",".join(self._gathering.keep(record.envelope)[1] for record in records)
        return self._gathering.fold([(case_id, f"[{kept.decode()}]")]) if records else {}

    async def _read_again(self, messages: Sequence[_Message]) -> list[Record]:
        """These messages as they stand on Kafka; they could be read when they were gathered."""
        found: list[Record] = []
        consumer = make_consumer(self._bootstrap, client_id=f"rebuild-{self._projection.name}-again")
        await consumer.start()
        try:
            consumer.assign(sorted({TopicPartition(each.topic, each.partition) for each in messages}))
            for place in consumer.assignment():
                wanted = {each.offset for each in messages if (each.topic, each.partition) == place}
                consumer.pause(*consumer.assignment())
                consumer.resume(place)
                consumer.seek(place, min(wanted))
                while wanted:
                    for message in (await consumer.getmany(place, timeout_ms=1000)).get(place, ()):
                        if message.offset in wanted:
                            wanted.discard(message.offset)
                            read = decode_one(place.topic, place.partition, message.offset, "", message.value)
                            assert isinstance(read, Record)
                            found.append(read)
        finally:
            await consumer.stop()
        return sorted(found, key=lambda record: record[:3])

    async def _look_here(self, connection: AsyncConnection[Any]) -> None:
        await connection.execute(
            "SELECT set_config('search_path', %s, true), set_config('synchronous_commit', 'off', true)",
            [f'"{self._generation.schema}", public'],
        )

    async def _tables(self, connection: AsyncConnection[Any]) -> list[str]:
        cursor = await connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [self._generation.schema]
        )
        return [name for (name,) in await cursor.fetchall()]

    def _in_schema(self, table: str) -> sql.Identifier:
        return sql.Identifier(self._generation.schema, table)
