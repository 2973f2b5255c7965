"""The one sequencer: appends every record of every topic to the ledger, and signs a checkpoint when something is new."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import PARTITIONS, PUBLISHING_SERVICES, access_topic, events_topic
from council_kit.kafka import make_consumer
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger

from council_audit.ledger.folder import Position
from council_audit.ledger.leaves import Entry, Leaves, LedgerForkError
from council_audit.ledger.publishing import Publishing

log = get_logger("ledger")

BATCH: Final = 2_000
_WAIT_MS: Final = 200
_CONTEND_EVERY: Final = 0.5
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0


def topics_of(namespace: str) -> tuple[str, ...]:
    """Every topic whose records the ledger holds."""
    return tuple(name(service, namespace) for service in PUBLISHING_SERVICES for name in (events_topic, access_topic))


class Sequencer:
    """A part of the application. A tree that does not extend what was published ends the process (LedgerForkError)."""

    def __init__(
        self, bootstrap: str, namespace: str, pool: AsyncPool, make_publishing: Callable[[], Publishing], every: float
    ) -> None:
        """`every`: least seconds between two checkpoints."""
        self._bootstrap = bootstrap
        self._topics = topics_of(namespace)
        self._pool = pool
        self._make_publishing = make_publishing
        self._every = every

    async def run(self, stop: asyncio.Event) -> None:
        """Append until `stop`; outages of broker and database are sat out, a fork is not."""
        pause = _FIRST_PAUSE
        while not stop.is_set():
            began = time.monotonic()
            try:
                await self._contend(stop)
            except LedgerForkError:
                raise
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
        consumer = make_consumer(self._bootstrap, client_id="ledger")
        await consumer.start()
        try:
            self._seek(consumer, leaves)
            log.info("the sequencer appends", size=leaves.size)
            last = publishing.last()
            published, signed_at = (last.size if last else 0), 0.0
            while not stop.is_set():
                entries = _entries(await consumer.getmany(timeout_ms=_WAIT_MS, max_records=BATCH))
                if entries:
                    await leaves.append(entries)
                if leaves.size > published and time.monotonic() - signed_at >= self._every:
                    published = (await publishing.publish(leaves, leaves.size, leaves.root())).size
                    signed_at = time.monotonic()
        finally:
            await consumer.stop()

    def _seek(self, consumer: AIOKafkaConsumer, leaves: Leaves) -> None:
        places = [TopicPartition(topic, number) for topic in self._topics for number in range(PARTITIONS)]
        consumer.assign(places)
        for place in places:
            consumer.seek(place, leaves.positions.get((place.topic, place.partition), 0))


def _entries(batches: dict[TopicPartition, Sequence[Any]]) -> list[Entry]:
    """The records in the order of their arrival, each partition in its own."""
    return [
        Entry(Position(record.topic, record.partition, record.offset), record.value)
        for records in batches.values()
        for record in records
    ]
