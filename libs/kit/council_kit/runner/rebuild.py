"""Blue/green rebuild: the next generation of read tables is filled from offset 0 beside the live one, then swapped in."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from aiokafka import TopicPartition
from council_events.topics import DEFAULT_NAMESPACE, PARTITIONS
from psycopg import Rollback

from council_kit.outages import describe, is_environment
from council_kit.postgres import AsyncPool
from council_kit.runner import generations, offsets
from council_kit.runner.bindings import Progress, Projection
from council_kit.runner.comparing import Comparison, Snapshot, snapshot
from council_kit.runner.consuming import spare_the_collector
from council_kit.runner.filling import Filling, Patience, Places, Session
from council_kit.runner.gathering import gathers, under_way
from council_kit.runner.generations import Generation
from council_kit.runner.settling import settle
from council_kit.runner.shares import Share, Standing, Tell, share_out
from council_kit.session_lock import session_lock
from council_kit.vault import Vault

_CLOSE: Final = 1000
"""Offsets left from which on the swap is tried: the rest is applied while the live runner is held."""
_HOLD: Final = 0.5
"""Seconds that the live runner may be held."""
_SWAPS: Final = 60
"""Swaps that may fail for want of time or a database."""
_FOLDING_PATIENCE: Final = 30.0
"""Seconds of failing database from which on folding does not begin again."""


class RebuildUnderWayError(Exception):
    """Another process rebuilds the same projection."""


class SwapFailedError(Exception):
    """The tables are full, but could not take the place of the live ones."""


async def rebuild(
    projection: Projection,
    *,
    bootstrap: str,
    pool: AsyncPool,
    namespace: str = DEFAULT_NAMESPACE,
    vault: Vault | None = None,
    processes: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    on_compared: Callable[[Comparison], None] | None = None,
) -> int:
    """Rebuild the tables of one projection; reads never stop, reactions do not run. Gives the events of this run.

    `processes`: among how many a projection that gathers is shared. `on_compared` asks for the old tables to be held against the
    new ones as of the swap, before they are dropped.
    Goes on where an earlier run was killed, and sits out a broker or database that fails for up to `PATIENCE` seconds. Raises
    RebuildUnderWayError, SwapFailedError, or an error of the broker or database.
    """
    where = Places(bootstrap, pool, namespace, vault)
    spare_the_collector()
    await offsets.install(pool)
    async with _alone(pool, projection.name):
        await generations.drop_old(pool, projection.name)
        generation = await generations.open_next(pool, projection)
        async with contextlib.AsyncExitStack() as until_compared:
            comparing = None if on_compared is None else until_compared
            telling = _Telling(on_progress)
            count = await _gather(projection, generation, where, processes, telling)
            swapping = _Swapping(projection, generation, where, comparing, telling, swaps=True)
            count += await swapping.run(count)
            if on_compared is not None and swapping.snapshot is not None:
                on_compared(await swapping.snapshot.compare(*generations.swapped(projection.name)))
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
    where = Places(bootstrap, pool, namespace, vault)
    await offsets.install(pool)
    async with _alone(pool, projection.name):
        generation = await generations.open_next(pool, projection)
        comparison = None
        async with contextlib.AsyncExitStack() as until_compared:
            telling = _Telling(on_progress)
            count = await _gather(projection, generation, where, 1, telling)
            swapping = _Swapping(projection, generation, where, until_compared, telling, swaps=False)
            await swapping.run(count)
            if swapping.snapshot is not None:
                live = generations.live_schema(projection.name)
                comparison = await swapping.snapshot.compare(live, generation.schema)
        await generations.drop_next(pool, projection.name, generation.number)
    return comparison


@contextlib.asynccontextmanager
async def _alone(pool: AsyncPool, name: str) -> AsyncIterator[None]:
    """A session lock; should its connection be lost, a second rebuild would fail on the offsets."""
    async with pool.connection() as connection, session_lock(connection, f"rebuild:{name}") as alone:
        if not alone:
            raise RebuildUnderWayError(f"{name}: すでに再構築中です / it is being rebuilt already")
        yield


class _Telling:
    """Tells how far a run is."""

    def __init__(self, on_progress: Callable[[Progress], None] | None) -> None:
        self._tell = on_progress
        self._began = time.monotonic()

    def __call__(self, done: int, left: int, folded: float | None = None) -> None:
        if self._tell is not None:
            rate = done / max(time.monotonic() - self._began, 0.001)
            self._tell(Progress(done, rate, left, left / rate if rate else 0.0, folded))


async def _gather(
    projection: Projection, generation: Generation, where: Places, processes: int, telling: _Telling
) -> int:
    """The short way through a long history, where a projection has one: afterwards its tables stand. Gives the events gathered."""
    if projection.gathering is None or not await under_way(where.pool, generation.schema):
        return 0

    def gathered(shares: list[Standing]) -> None:
        telling(sum(share.done for share in shares), sum(share.left for share in shares))

    count: int = sum(await share_out(gather_share, projection, generation, where, processes, gathered))
    patience = Patience(projection.name, _FOLDING_PATIENCE)
    while await under_way(where.pool, generation.schema):
        try:
            await settle(projection, generation, where, processes, lambda folded: telling(count, 0, folded))
        except Exception as error:
            await patience.sit_out(error)
    return count


async def gather_share(projection: Projection, generation: Generation, where: Places, share: Share, tell: Tell) -> int:
    """Keep what the events of a share of the partitions say, up to where they end. Gives their number."""
    assert projection.gathering is not None
    gathering = gathers(projection, projection.gathering)
    filling = Filling(gathering, generation, where, range(share.number, PARTITIONS, share.of))
    goal: dict[TopicPartition, int] = {}

    async def is_done(session: Session, more: bool) -> bool:
        ends = await session.ends()
        left = await session.left(ends)
        tell(Standing(filling.count, left))
        if more or left > _CLOSE:
            return False
        goal.update(ends if not goal else {})
        return await session.left(goal) == 0

    await filling.fill(is_done)
    return filling.count


class _Swapping:
    """Applies what is not in the tables yet as the runner does, and lets them take the place of the live ones."""

    def __init__(
        self,
        projection: Projection,
        generation: Generation,
        where: Places,
        until_compared: contextlib.AsyncExitStack | None,
        telling: _Telling,
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
        self._pool = where.pool
        self._filling = Filling(projection, generation, where)
        self._telling = telling
        self._gathered = 0
        self._failures = 0

    async def run(self, gathered: int) -> int:
        """Gives the events applied; `gathered`: those that the run got before."""
        self._gathered = gathered
        await self._filling.fill(self._is_done)
        return self._filling.count

    async def _is_done(self, session: Session, more: bool) -> bool:
        ends = await session.ends()
        left = await session.left(ends)
        done = left <= _CLOSE and not more and await self._try_swap(session, ends)
        self._telling(self._gathered + self._filling.count, 0 if done else left)
        return done

    async def _try_swap(self, session: Session, ends: dict[TopicPartition, int]) -> bool:
        try:
            return await self._swap(session, ends)
        except Rollback:  # the server had ended the transaction already: that comes out of it
            return False
        except Exception as error:
            self._failures += 1
            if is_environment(error) and self._failures > _SWAPS:
                raise SwapFailedError(f"{self._name}: {describe(error)}") from error
            raise

    async def _swap(self, session: Session, ends: dict[TopicPartition, int]) -> bool:
        """Hold the live runner, apply the rest and what it had applied more, and take its place.

        False when that takes too long: the live runner goes on, and so does the rebuild.
        """
        async with self._pool.connection() as connection, connection.transaction() as transaction:
            live = await generations.live_number(connection, self._name)
            goals = {} if live is None else await offsets.hold(connection, self._name, live)
            until = time.monotonic() + _HOLD
            while _is_behind(session, goals) or await session.left(ends):
                if time.monotonic() > until:
                    raise Rollback(transaction)
                await session.apply(await anext(session.following))
            if self._until_compared is not None and live is not None:
                ahead = sum(max(0, session.at.get(place, 0) - goal) for place, goal in goals.items())
                self.snapshot = await self._until_compared.enter_async_context(
                    snapshot(self._pool, generations.live_schema(self._name), self._generation.schema, ahead)
                )
            if self._swaps:
                await generations.rename(connection, self._projection, self._generation)
            return True
        return False


def _is_behind(session: Session, goals: dict[TopicPartition, int]) -> bool:
    return any(session.at.get(place, goal) < goal for place, goal in goals.items())
