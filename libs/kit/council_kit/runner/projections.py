"""Projections: a batch of events, the read tables and the positions in one transaction; live and rebuild alike."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from aiokafka import TopicPartition
from psycopg import AsyncConnection

from council_kit.outages import describe, is_environment, is_too_slow
from council_kit.postgres import AsyncPool
from council_kit.runner import parking
from council_kit.runner.bindings import Projection, Record
from council_kit.runner.decoding import Item, Passed, Unreadable
from council_kit.runner.faults import not_the_events
from council_kit.runner.generations import Generation, live_schema
from council_kit.runner.offsets import Move, advance, move, moves_of
from council_kit.runner.parking import ParkedCases, Parking
from council_kit.telemetry import follow
from council_kit.vault import Vault

FEW: Final = 50
"""Events in a transaction when a batch has to be taken apart."""
MANY: Final = 4000
_LONG: Final = 0.5
"""Seconds that a transaction should not exceed, since a write transaction holds every tail reader back."""


class Applying:
    """Applies one projection's events to one generation of its tables."""

    def __init__(self, pool: AsyncPool, projection: Projection, generation: Generation, vault: Vault | None) -> None:
        self._pool = pool
        self._projection = projection
        self._generation = generation
        self._vault = vault
        self._limit = MANY
        self.parked = ParkedCases(projection.name, generation.number, projection.case_of)

    async def apply(self, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        """Apply these events, in few transactions, and note in `at` how far the positions came.

        Raises NotOwnerError when somebody else moved a position, and errors of the environment; every other error
        parks the case of the event that raised it.
        """
        done = 0
        while done < len(items):
            part = items[done : done + self._limit]
            began = time.monotonic()
            try:
                if _any_unreadable(part):
                    await self._search(part, at)
                else:
                    await self._together(part, at)
            except Exception as error:
                self.parked.forget()
                if is_too_slow(error) and len(part) > FEW:
                    self._limit = max(FEW, len(part) // 2)
                    continue
                if not_the_events(error):
                    raise
                await self._search(part, at)
            else:
                self._adapt(len(part), time.monotonic() - began)
            done += len(part)

    def _adapt(self, count: int, seconds: float) -> None:
        if seconds > _LONG:
            self._limit = max(FEW, count // 2)
        elif count == self._limit and seconds < _LONG / 4:
            self._limit = min(MANY, self._limit * 2)

    async def _together(self, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        moves = moves_of(items, at)
        records = [item for item in items if isinstance(item, Record)]
        with follow("runner.apply", self._followed(records), projection=self._projection.name, events=len(records)):
            async with self._pool.connection() as connection, connection.transaction():
                await self._begin(connection, moves)
                good, waiting = self.parked.split(records)
                await self.parked.park(connection, waiting)
                if good:
                    await self._projection.apply(connection, good, self._vault)
        advance(at, moves)

    def _followed(self, records: Sequence[Record]) -> Iterator[str | None]:
        """The requests whose traces end here; a rebuild repeats what was followed long ago."""
        if self._generation.schema == live_schema(self._projection.name):
            yield from (record.envelope.traceparent for record in records)

    async def _begin(self, connection: AsyncConnection[Any], moves: Sequence[Move]) -> None:
        generation = self._generation
        version = await move(connection, self._projection.name, generation.number, generation.schema, moves)
        await self.parked.refresh(connection, version)

    async def _search(self, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        """Some event of the batch failed, or can't be read: find it in small transactions."""
        for start in range(0, len(items), FEW):
            few = items[start : start + FEW]
            if _any_unreadable(few):
                await self._one_by_one(few, at)
                continue
            try:
                await self._together(few, at)
            except Exception as error:
                self.parked.forget()
                if not_the_events(error):
                    raise
                await self._one_by_one(few, at)

    async def _one_by_one(self, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        """Each event under a savepoint of its own; those that fail are parked."""
        moves = moves_of(items, at)
        async with self._pool.connection() as connection, connection.transaction():
            await self._begin(connection, moves)
            for item in items:
                if isinstance(item, Passed):
                    continue
                if self.parked.waits(item):
                    await self.parked.park(connection, [Parking(self.parked.case_of(item), item, None)])
                    continue
                error = await self.try_one(connection, item)
                if error is not None and not await parking.was_skipped(connection, self._projection.name, item):
                    await self.parked.park(connection, [Parking(self.parked.case_of(item), item, error)])
        advance(at, moves)

    async def try_one(self, connection: AsyncConnection[Any], item: Record | Unreadable) -> str | None:
        """Apply one event under a savepoint; the error's description when it is the event's fault."""
        if isinstance(item, Unreadable):
            return item.error
        try:
            async with connection.transaction():
                await self._projection.apply(connection, [item], self._vault)
        except Exception as error:
            if is_environment(error):
                raise
            return describe(error)
        return None


def _any_unreadable(items: Sequence[Item]) -> bool:
    return any(type(item) is Unreadable for item in items)
