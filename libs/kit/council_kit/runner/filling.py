"""Filling one generation of read tables: batch after batch, from where Postgres says, through pauses of broker and database."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import DEFAULT_NAMESPACE, PARTITIONS

from council_kit.kafka import make_consumer
from council_kit.outages import describe, is_environment
from council_kit.postgres import AsyncPool
from council_kit.runner import offsets
from council_kit.runner.bindings import Projection
from council_kit.runner.consuming import MANY, Batch, Placing, batches
from council_kit.runner.decoding import Decoder
from council_kit.runner.generations import Generation
from council_kit.runner.projections import Applying
from council_kit.telemetry import get_logger
from council_kit.vault import Vault

log = get_logger("rebuild")

PATIENCE: Final = 300.0
"""Seconds that a rebuild sits out a broker or database that fails, counted from the last thing that went well. After that it
ends with the error; it can be started again and goes on where it stood.
"""
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at what is left."""
_AT_ONCE: Final = 500
"""Events decoded without a pause: no API waits in the process of a rebuild."""
_FETCH_BYTES: Final = 2_000_000
"""A rebuild reads all partitions at once and holds what it has fetched of each; more of it is no faster."""
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 5.0
_STOPPING: Final = 5.0
"""Seconds to take leave of a broker that may be away."""


class Places(NamedTuple):
    """Where the events come from and the tables stand."""

    bootstrap: str
    pool: AsyncPool
    namespace: str = DEFAULT_NAMESPACE
    vault: Vault | None = None


class Patience:
    """Sits out what the environment does, with pauses that grow up to 5 s, until nothing has gone well for `seconds`."""

    def __init__(self, projection: str, seconds: float = PATIENCE) -> None:
        self._projection = projection
        self._seconds = seconds
        self._pause = _FIRST_PAUSE
        self._failing_since: float | None = None

    def renew(self) -> None:
        """Something went well."""
        self._pause, self._failing_since = _FIRST_PAUSE, None

    async def sit_out(self, error: Exception) -> None:
        """Pause before the next try; raises the error when trying again can't help, or has not helped for too long."""
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        if not is_environment(error) or now - self._failing_since > self._seconds:
            raise error
        log.warning("rebuild is tried again", projection=self._projection, error=describe(error))
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


class Session:
    """One consumer over some partitions; what it gets goes into the tables together with how far it came."""

    def __init__(self, consumer: AIOKafkaConsumer, applying: Applying, placing: Placing, filling: Filling) -> None:
        self._consumer = consumer
        self._applying = applying
        self._placing = placing
        self._filling = filling
        self._more = False
        self.following: AsyncGenerator[Batch, None] = batches(consumer, filling.decoder, _AT_ONCE)

    @property
    def at(self) -> dict[TopicPartition, int]:
        """The next offset of each partition."""
        return self._placing.at

    async def apply(self, batch: Batch) -> None:
        """Apply a batch; when it raises, the session is over, since what was read is not applied."""
        self._more = batch.more
        items = self._placing.accept(batch.items)
        if items:
            await self._applying.apply(items, self._placing.at)
            self._filling.patience.renew()
        self._filling.count += batch.messages - (len(batch.items) - len(items))

    async def ends(self) -> dict[TopicPartition, int]:
        """Where the partitions end now; raises KafkaError when the broker does not answer for 10 s."""
        found: dict[TopicPartition, int] = await self._consumer.end_offsets(self._filling.places)
        return found

    async def left(self, ends: dict[TopicPartition, int]) -> int:
        """Offsets to go. The position read counts, since marks of transactions may stand behind the last record; but not
        while a batch is read ahead, which then is in hand and not applied.
        """
        left = MANY if self._more else 0
        for place, end in ends.items():
            read = await self._consumer.position(place)
            left += max(0, end - max(read, self._placing.at[place]))
        return left


class Filling:
    """Fills the tables from some partitions of a projection's topics. `count`: the events that it got,
    but for those of a batch that an outage cut short.
    """

    def __init__(
        self, projection: Projection, generation: Generation, where: Places, partitions: Sequence[int] | None = None
    ) -> None:
        self._projection = projection
        self._generation = generation
        self._where = where
        self.places = [
            TopicPartition(topic, partition)
            for topic in projection.topics(where.namespace)
            for partition in (range(PARTITIONS) if partitions is None else partitions)
        ]
        self.decoder = Decoder(projection.events)
        self.patience = Patience(projection.name)
        self.count = 0

    async def fill(self, is_done: Callable[[Session, bool], Awaitable[bool]]) -> None:
        """Apply batch after batch until `is_done(session, more)`, which is asked about every half second and whenever there was
        nothing; `more`: the next batch is being read already.

        An outage ends the session; the next one goes on from the positions in Postgres, so nothing is missed or done twice.
        """
        while True:
            try:
                async with self._session() as session:
                    if await self._follow(session, is_done):
                        return
            except Exception as error:
                await self.patience.sit_out(error)

    async def _follow(self, session: Session, is_done: Callable[[Session, bool], Awaitable[bool]]) -> bool:
        looked = time.monotonic()
        async for batch in session.following:
            await session.apply(batch)
            if batch.messages and time.monotonic() - looked < LOOK_EVERY:
                continue
            if await is_done(session, batch.more):
                return True
            looked = time.monotonic()
        return False

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        name, generation, pool = self._projection.name, self._generation, self._where.pool
        consumer = make_consumer(self._where.bootstrap, client_id=f"rebuild-{name}", fetch_bytes=_FETCH_BYTES)
        try:
            await consumer.start()
            consumer.assign(self.places)
            async with pool.connection() as connection:
                positions = await offsets.positions(connection, name, generation.number, self.places)
            placing = Placing(name, consumer)
            placing.seek(positions)
            applying = Applying(pool, self._projection, generation, self._where.vault)
            session = Session(consumer, applying, placing, self)
            async with contextlib.aclosing(session.following):
                yield session
        finally:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(consumer.stop(), _STOPPING)
