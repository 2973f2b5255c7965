"""The one sequencer: appends every record of every topic to the ledger, and signs a checkpoint when something is new."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import PARTITIONS, PUBLISHING_SERVICES, access_topic, events_topic
from council_kit.broker_rights import Reading
from council_kit.kafka import create_event_topics, make_consumer
from council_kit.merkle import Checkpoint, FolderError, NoteError
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.runner.lag import events_behind
from council_kit.telemetry import PROJECTION_LAG_EVENTS, get_logger

from council_audit.ledger.folder import Position
from council_audit.ledger.leaves import Entry, Leaves, LedgerForkError
from council_audit.ledger.publishing import Publishing

log = get_logger("ledger")

BATCH: Final = 4_000
_WAIT_MS: Final = 100
_CONTEND_EVERY: Final = 0.5
_LOOK_EVERY: Final = 1.0
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0


SEQUENCED: Final = (Reading(PUBLISHING_SERVICES, events_topic), Reading(PUBLISHING_SERVICES, access_topic))


def topics_of(namespace: str) -> tuple[str, ...]:
    """Every topic whose records the ledger holds."""
    return tuple(topic for reading in SEQUENCED for topic in reading.topics(namespace))


class Sequencer:
    """A part of the application. Where the tree does not extend what was published it stops for good (`sound` is False):
    somebody has to look; the process goes on answering.
    """

    def __init__(
        self, bootstrap: str, namespace: str, pool: AsyncPool, make_publishing: Callable[[], Publishing], every: float
    ) -> None:
        """`every`: least seconds between two checkpoints."""
        self._bootstrap = bootstrap
        self._namespace = namespace
        self._pool = pool
        self._make_publishing = make_publishing
        self._every = every
        self._lag = PROJECTION_LAG_EVENTS.labels("audit", "ledger")
        self._looked = 0.0
        self.sound = True

    async def run(self, stop: asyncio.Event) -> None:
        """Append until `stop`; outages of broker and database are sat out, a fork is not."""
        pause = _FIRST_PAUSE
        while not stop.is_set():
            began = time.monotonic()
            try:
                await self._contend(stop)
            except (LedgerForkError, FolderError, NoteError) as error:
                log.critical("the ledger stands still until somebody has looked", error=describe(error))
                self.sound = False
                await stop.wait()
            except Exception as error:  # an outage: the positions stand beside the leaves, nothing is lost
                log.warning("the sequencer begins again", error=describe(error))
                lasted = time.monotonic() - began
                pause = _FIRST_PAUSE if lasted > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            await wait(stop, pause)

    async def _contend(self, stop: asyncio.Event) -> None:
        async with self._pool.connection() as connection:
            leaves = Leaves(connection)
            while not stop.is_set() and not await leaves.lock():
                await wait(stop, _CONTEND_EVERY)
            if stop.is_set():
                return
            try:
                await leaves.open()
                publishing = self._make_publishing()
                await publishing.adopt(leaves)
                await self._sequence(leaves, publishing, stop)
            finally:
                await leaves.unlock()

    async def _sequence(self, leaves: Leaves, publishing: Publishing, stop: asyncio.Event) -> None:
        await create_event_topics(self._bootstrap, topics_of(self._namespace))
        consumer = make_consumer(self._bootstrap, client_id="ledger")
        await consumer.start()
        checkpoints = _Checkpoints(leaves, publishing, self._every)
        try:
            self._seek(consumer, leaves)
            log.info("the sequencer appends", position=leaves.size)
            while not stop.is_set():
                entries = _entries(await consumer.getmany(timeout_ms=_WAIT_MS, max_records=BATCH))
                if entries:
                    await leaves.append(entries)
                checkpoints.sign_when_due()
                await self._note(consumer, leaves)
            await checkpoints.sign_last()
        finally:
            await checkpoints.close()
            await consumer.stop()

    def _seek(self, consumer: AIOKafkaConsumer, leaves: Leaves) -> None:
        places = [TopicPartition(topic, number) for topic in topics_of(self._namespace) for number in range(PARTITIONS)]
        consumer.assign(places)
        for place in places:
            consumer.seek(place, leaves.positions.get((place.topic, place.partition), 0))

    async def _note(self, consumer: AIOKafkaConsumer, leaves: Leaves) -> None:
        """Tell the metrics how far the ledger is behind."""
        if time.monotonic() - self._looked < _LOOK_EVERY:
            return
        self._looked = time.monotonic()
        at = {TopicPartition(*place): offset for place, offset in leaves.positions.items()}
        behind = await events_behind(consumer, at)
        if behind is not None:
            self._lag.set(behind)


class _Checkpoints:
    """Signs beside the appending, one checkpoint at a time; what was appended meanwhile is for the next one."""

    def __init__(self, leaves: Leaves, publishing: Publishing, every: float) -> None:
        last = publishing.last()
        self._leaves = leaves
        self._publishing = publishing
        self._every = every
        self._published = last.size if last else 0
        self._began = 0.0
        self._signing: asyncio.Task[Checkpoint] | None = None

    def sign_when_due(self) -> None:
        """Begin one when something is new and the last is old enough; raises what the one before ended with."""
        if self._signing is not None:
            if not self._signing.done():
                return
            self._published, self._signing = self._signing.result().size, None
        if self._leaves.size > self._published and time.monotonic() - self._began >= self._every:
            self._begin()

    async def sign_last(self) -> None:
        """At a clean stop: what is in the ledger is vouched for."""
        if self._signing is not None:
            self._published, self._signing = (await self._signing).size, None
        if self._leaves.size > self._published:
            await self._begin()

    def _begin(self) -> asyncio.Task[Checkpoint]:
        self._began = time.monotonic()
        size, root = self._leaves.size, self._leaves.root()
        self._signing = asyncio.create_task(self._publishing.publish(self._leaves, size, root))
        return self._signing

    async def close(self) -> None:
        """Let the one under way end, whatever becomes of it."""
        if self._signing is not None:
            with contextlib.suppress(Exception):
                await self._signing


def _entries(batches: dict[TopicPartition, Sequence[Any]]) -> list[Entry]:
    """The records in the order of their arrival, each partition in its own."""
    return [
        Entry(Position(record.topic, record.partition, record.offset), record.value)
        for records in batches.values()
        for record in records
    ]
