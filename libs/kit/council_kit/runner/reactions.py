"""Reactions: another service's event becomes our command, exactly once.

The store writes the command's events, the row in `reacted(event_id, reaction)` and the position of the event in one
transaction of its own; here the positions of events without consequence follow.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from aiokafka import TopicPartition
from psycopg import AsyncConnection, Rollback

from council_kit.outages import describe, is_environment
from council_kit.postgres import AsyncPool
from council_kit.runner.bindings import Reaction, Record
from council_kit.runner.decoding import Item, Passed, Unreadable, event_id_of
from council_kit.runner.faults import NotOwnerError
from council_kit.runner.generations import Generation
from council_kit.runner.offsets import Move, parking_version, settle
from council_kit.runner.parking import ParkedCases, Parking
from council_kit.store import OffsetMovedError, ReactedTo
from council_kit.telemetry import span

AT_ONCE: Final = 4
"""Partitions whose events are handled at the same time; within one they keep their order."""


class Reacting:
    """Handles one reaction's events."""

    def __init__(self, pool: AsyncPool, reaction: Reaction, generation: Generation) -> None:
        self._pool = pool
        self._reaction = reaction
        self._generation = generation
        self._free = asyncio.Semaphore(AT_ONCE)
        self._done: dict[TopicPartition, int] = {}  # handled here, whether or not its position says so yet
        self.parked = ParkedCases(reaction.name, generation.number)

    async def apply(self, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        """Handle these events and note in `at` how far the positions came; raises as `Applying.apply` does."""
        async with self._pool.connection() as connection:
            version = await parking_version(connection, self._reaction.name, self._generation.number)
            await self.parked.refresh(connection, version)
        lanes: dict[TopicPartition, list[Item]] = defaultdict(list)
        for item in items:
            lanes[TopicPartition(item.topic, item.partition)].append(item)
        outcomes = await asyncio.gather(
            *(self._lane(place, lane, at) for place, lane in lanes.items()), return_exceptions=True
        )
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def _lane(self, place: TopicPartition, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        async with self._free:
            for item in items:
                if isinstance(item, Passed) or item.offset < self._done.get(place, 0):
                    continue
                if self.parked.waits(item) and await self._park(item, None, at):
                    continue
                error = await self._try_one(item, parked=False)
                if error is not None:
                    await self._park(item, error, at)
                self._done[place] = item.offset + 1
            step = _step(items[-1], at[place])
            async with self._pool.connection() as connection:
                await settle(connection, self._reaction.name, self._generation.number, step)
            at[place] = step.new

    async def _park(self, item: Record | Unreadable, error: str | None, at: dict[TopicPartition, int]) -> bool:
        """Park one event and move past it. False when it should only wait, but its case waits no more."""
        place = TopicPartition(item.topic, item.partition)
        step = _step(item, at[place])
        async with self._pool.connection() as connection, connection.transaction() as transaction:
            version = await settle(connection, self._reaction.name, self._generation.number, step)
            await self.parked.refresh(connection, version)
            if error is None and not self.parked.waits(item):
                raise Rollback(transaction)
            await self.parked.park(connection, [Parking(self.parked.case_of(item), item, error)])
            at[place] = step.new
        return at[place] == step.new

    async def try_parked(self, _connection: AsyncConnection[Any], item: Record | Unreadable) -> str | None:
        """React to one parked event; the error's description when it fails again by the event's fault."""
        return await self._try_one(item, parked=True)

    async def _try_one(self, item: Record | Unreadable, *, parked: bool) -> str | None:
        """React to one event in a worker thread; the error's description when it is the event's fault."""
        if isinstance(item, Unreadable):
            return item.error
        try:
            command = self._reaction.react(item.envelope)
            if command is not None:
                await asyncio.to_thread(self._handle, command, item, parked)
        except OffsetMovedError:
            raise NotOwnerError(self._reaction.name) from None
        except Exception as error:
            if is_environment(error):
                raise
            return describe(error)
        return None

    def _handle(self, command: Any, record: Record, parked: bool) -> None:
        envelope = record.envelope
        place = (record.topic, record.partition, record.offset)
        with span("runner.react", traceparent=envelope.traceparent, reaction=self._reaction.name):
            self._reaction.handle(command, envelope, ReactedTo(envelope.id, self._reaction.name, *place, parked=parked))


def _step(item: Item, old: int) -> Move:
    return Move(item.topic, item.partition, old, item.offset + 1, event_id_of(item))
