"""Blue/green rebuild: the next generation of read tables is filled from offset 0 beside the live one, then swapped in."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from functools import partial
from typing import Final, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import DEFAULT_NAMESPACE, PARTITIONS
from psycopg import Rollback

from council_kit.kafka import make_consumer
from council_kit.outages import describe, is_environment
from council_kit.postgres import AsyncPool
from council_kit.runner import generations, offsets
from council_kit.runner.bindings import Progress, Projection
from council_kit.runner.comparing import Comparison, Snapshot, snapshot
from council_kit.runner.consuming import MANY, Batch, Placing, batches, spare_the_collector
from council_kit.runner.decoding import Decoder
from council_kit.runner.gathering import gathers, under_way
from council_kit.runner.generations import Generation
from council_kit.runner.projections import Applying
from council_kit.runner.settling import Settling
from council_kit.session_lock import session_lock
from council_kit.telemetry import get_logger
from council_kit.vault import Vault

log = get_logger("rebuild")

_TELL_EVERY: Final = 0.5
_AT_ONCE: Final = 500
"""Events decoded without a pause: no API waits in the process of a rebuild."""
_CLOSE: Final = 1000
"""Offsets left from which on the swap is tried: the rest is applied while the live runner is held."""
_HOLD: Final = 0.5
"""Seconds that the live runner may be held."""
_SWAPS: Final = 60
"""Swaps that may fail for want of time or a database, one a poll of the topics."""
_PAUSE: Final = 0.5
_PATIENCE: Final = 30.0
"""Seconds of failing database that a rebuild sits out; it can be started again and goes on where it stood."""


class RebuildUnderWayError(Exception):
    """Another process rebuilds the same projection."""


async def rebuild(
    projection: Projection,
    *,
    bootstrap: str,
    pool: AsyncPool,
    namespace: str = DEFAULT_NAMESPACE,
    vault: Vault | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_compared: Callable[[Comparison], None] | None = None,
) -> int:
    """Rebuild the tables of one projection; reads never stop, reactions do not run. Gives the events of this run.

    `on_compared` asks for the old tables to be held against the new ones as of the swap, before they are dropped.
    Goes on where an earlier run was killed. Raises RebuildUnderWayError, or an error of the broker or database.
    """
    places = _Places(bootstrap, pool, namespace, vault)
    spare_the_collector()
    await offsets.install(pool)
    async with _alone(pool, projection.name):
        await generations.drop_old(pool, projection.name)
        generation = await generations.open_next(pool, projection)
        async with contextlib.AsyncExitStack() as until_compared:
            comparing = None if on_compared is None else until_compared
            filling, count = await _fill(projection, generation, places, comparing, on_progress, swaps=True)
            if on_compared is not None and filling.snapshot is not None:
                on_compared(await filling.snapshot.compare(*generations.swapped(projection.name)))
        await generations.drop_old(pool, projection.name)
    return count


async def check(
    projection: Projection,
    *,
    bootstrap: str,
    pool: AsyncPool,
    namespace: str = DEFAULT_NAMESPACE,
    vault: Vault | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Comparison | None:
    """Fill another generation of the tables, hold the live one against it as of one moment, and drop it.

    Nothing that is read changes. None where no tables are live yet. Raises as `rebuild` does; goes on after a kill as it does.
    """
    places = _Places(bootstrap, pool, namespace, vault)
    await offsets.install(pool)
    async with _alone(pool, projection.name):
        generation = await generations.open_next(pool, projection)
        comparison = None
        async with contextlib.AsyncExitStack() as until_compared:
            filling, _ = await _fill(projection, generation, places, until_compared, on_progress, swaps=False)
            if filling.snapshot is not None:
                live = generations.live_schema(projection.name)
                comparison = await filling.snapshot.compare(live, generation.schema)
        await generations.drop_next(pool, projection.name, generation.number)
    return comparison


class _Places(NamedTuple):
    """Where the events come from and the tables stand."""

    bootstrap: str
    pool: AsyncPool
    namespace: str
    vault: Vault | None


async def _fill(
    projection: Projection,
    generation: Generation,
    places: _Places,
    until_compared: contextlib.AsyncExitStack | None,
    on_progress: Callable[[Progress], None] | None,
    *,
    swaps: bool,
) -> tuple[_Filling, int]:
    consumer = make_consumer(places.bootstrap, client_id=f"rebuild-{projection.name}")
    try:
        await consumer.start()
        filling = _Filling(projection, generation, consumer, places, until_compared, swaps=swaps)
        return filling, await filling.run(on_progress)
    finally:
        await consumer.stop()


@contextlib.asynccontextmanager
async def _alone(pool: AsyncPool, name: str) -> AsyncIterator[None]:
    """A session lock; should its connection be lost, a second rebuild would fail on the offsets."""
    async with pool.connection() as connection, session_lock(connection, f"rebuild:{name}") as alone:
        if not alone:
            raise RebuildUnderWayError(f"{name}: すでに再構築中です / it is being rebuilt already")
        yield


class _Filling:
    """One run: from where the next generation stands to the swap."""

    def __init__(
        self,
        projection: Projection,
        generation: Generation,
        consumer: AIOKafkaConsumer,
        places: _Places,
        until_compared: contextlib.AsyncExitStack | None,
        *,
        swaps: bool,
    ) -> None:
        """`until_compared`: keeps the snapshot of the last moment, where one is wanted. `swaps`: or else leave what is live."""
        self._until_compared = until_compared
        self._swaps = swaps
        self.snapshot: Snapshot | None = None
        self._projection = projection
        self._name = projection.name
        self._generation = generation
        self._consumer = consumer
        self._pool = places.pool
        self._bootstrap = places.bootstrap
        self._vault = places.vault
        self._gathers = False
        self._applying = self._applier(projection)
        self._placing = Placing(projection.name, consumer)
        self._places = [
            TopicPartition(topic, partition)
            for topic in projection.topics(places.namespace)
            for partition in range(PARTITIONS)
        ]
        self._decoder = Decoder(projection.events)
        self._count = 0
        self._failures = 0
        self._more = False

    def _applier(self, projection: Projection) -> Applying:
        return Applying(self._pool, projection, self._generation, self._vault)

    async def run(self, on_progress: Callable[[Progress], None] | None) -> int:
        gathering = self._projection.gathering
        if gathering is not None and await under_way(self._pool, self._generation.schema):
            self._gathers = True
            self._applying = self._applier(gathers(self._projection, gathering))
        self._consumer.assign(self._places)
        async with self._pool.connection() as connection:
            positions = await offsets.positions(connection, self._name, self._generation.number, self._places)
        self._placing.seek(positions)
        began = told = time.monotonic()
        goal: dict[TopicPartition, int] | None = None

        def tell(left: int, folded: float | None = None) -> None:
            if on_progress is not None:
                rate = self._count / max(time.monotonic() - began, 0.001)
                on_progress(Progress(self._count, rate, left, left / rate if rate else 0.0, folded))

        async with contextlib.aclosing(batches(self._consumer, self._decoder, _AT_ONCE)) as following:
            async for batch in following:
                await self._apply(batch)
                if time.monotonic() - told < _TELL_EVERY and batch.messages:
                    continue
                told = time.monotonic()
                ends = await self._consumer.end_offsets(self._places)
                left = await self._left(ends)
                if left <= _CLOSE and not batch.more:
                    if self._gathers:
                        goal = goal or ends
                        if await self._left(goal) == 0:
                            await self._settle(partial(tell, left))
                            told = 0.0  # and look at once for what came meanwhile
                    elif await self._try_swap(following, ends):
                        tell(0)
                        return self._count
                tell(left)
        raise AssertionError("batches() ends only when it is closed")

    async def _settle(self, tell: Callable[[float], None]) -> None:
        """Fill the tables from what was gathered; from here on events are applied as the runner does."""
        settling = Settling(self._pool, self._projection, self._generation, self._bootstrap)
        failing_since: float | None = None
        while self._gathers:
            try:
                await settling.run(tell)
            except Exception as error:
                now = time.monotonic()
                failing_since = failing_since or now
                if not is_environment(error) or now - failing_since > _PATIENCE:
                    raise
                log.warning("folding begins again", projection=self._name, error=describe(error))
                await asyncio.sleep(_PAUSE)
            else:
                self._gathers = False
        self._applying = self._applier(self._projection)

    async def _left(self, ends: dict[TopicPartition, int]) -> int:
        """Offsets to go. The position read counts, since marks of transactions may stand behind the last record; but not
        while a batch is read ahead, which then is in hand and not applied.
        """
        left = MANY if self._more else 0
        for place, end in ends.items():
            read = await self._consumer.position(place)
            left += max(0, end - max(read, self._placing.at[place]))
        return left

    async def _apply(self, batch: Batch) -> None:
        self._more = batch.more
        items = self._placing.accept(batch.items)
        self._count += batch.messages - (len(batch.items) - len(items))
        failing_since: float | None = None
        while items:
            try:
                await self._applying.apply(items, self._placing.at)
            except Exception as error:
                now = time.monotonic()
                failing_since = failing_since or now
                if not is_environment(error) or now - failing_since > _PATIENCE:
                    raise
                log.warning("batch is tried again", projection=self._name, error=describe(error))
                await asyncio.sleep(_PAUSE)
                at = self._placing.at
                items = [item for item in items if item.offset >= at[TopicPartition(item.topic, item.partition)]]
            else:
                break

    async def _try_swap(self, following: AsyncGenerator[Batch, None], ends: dict[TopicPartition, int]) -> bool:
        try:
            return await self._swap(following, ends)
        except Exception as error:
            self._failures += 1
            if not is_environment(error) or self._failures > _SWAPS:
                raise
            log.warning("swap is tried again", projection=self._name, error=describe(error))
            return False

    async def _swap(self, following: AsyncGenerator[Batch, None], ends: dict[TopicPartition, int]) -> bool:
        """Hold the live runner, apply the rest and what it had applied more, and take its place.

        False when that takes too long: the live runner goes on, and so does the rebuild.
        """
        async with self._pool.connection() as connection, connection.transaction() as transaction:
            live = await generations.live_number(connection, self._name)
            goals = {} if live is None else await offsets.hold(connection, self._name, live)
            until = time.monotonic() + _HOLD
            while self._is_behind(goals) or await self._left(ends):
                if time.monotonic() > until:
                    raise Rollback(transaction)
                await self._apply(await anext(following))
            if self._until_compared is not None and live is not None:
                at = self._placing.at
                ahead = sum(max(0, at.get(place, 0) - goal) for place, goal in goals.items())
                self.snapshot = await self._until_compared.enter_async_context(
                    snapshot(self._pool, generations.live_schema(self._name), self._generation.schema, ahead)
                )
            if self._swaps:
                await generations.rename(connection, self._projection, self._generation)
            return True
        return False

    def _is_behind(self, goals: dict[TopicPartition, int]) -> bool:
        at = self._placing.at
        return any(at.get(place, goal) < goal for place, goal in goals.items())
