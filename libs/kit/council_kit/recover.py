"""`council recover`: what Kafka has and a restored database lacks comes back, byte for byte (design §5)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import PARTITIONS, access_topic, events_topic

from council_kit.kafka import make_consumer
from council_kit.postgres import AsyncPool
from council_kit.relay import lock_name
from council_kit.session_lock import session_lock
from council_kit.store import Store

_BATCH: Final = 2000


class RelayRunsError(Exception):
    """A relay publishes from this database: its service must be stopped, or find the restore itself, first."""


async def recover(service: str, bootstrap: str, namespace: str, pool: AsyncPool, store: Store) -> int:
    """Copy back the events of the service's topics that its store lacks, then open a new epoch; gives their number.

    Only committed records are read, to where the topics ended at the start: no relay may run meanwhile, which is made
    sure of by holding its lock. Raises RelayRunsError, RecoveryConflictError, or an error of the broker or database;
    a recovery cut short is simply run again.
    """
    places = [
        TopicPartition(topic, partition)
        for topic in (events_topic(service, namespace), access_topic(service, namespace))
        for partition in range(PARTITIONS)
    ]
    async with pool.connection() as connection, session_lock(connection, lock_name(service)) as alone:
        if not alone:
            raise RelayRunsError(f"{service}: サービスを止めてください / stop the service first, its relay runs")
        consumer = make_consumer(bootstrap, client_id=f"recover-{service}")
        try:
            await consumer.start()
            consumer.assign(places)
            await consumer.seek_to_beginning(*places)
            return await _copy(consumer, await consumer.end_offsets(places), store)
        finally:
            await consumer.stop()


async def _copy(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], store: Store) -> int:
    """The store takes bytes in a thread of its own; it asks for more when it wants more."""
    loop = asyncio.get_running_loop()

    async def more() -> list[bytes]:
        while True:
            fetched = await consumer.getmany(timeout_ms=500, max_records=_BATCH)
            bodies = [message.value for messages in fetched.values() for message in messages]
            if bodies or not [place for place, end in ends.items() if await consumer.position(place) < end]:
                return bodies

    def all_bodies() -> Iterator[bytes]:
        while bodies := asyncio.run_coroutine_threadsafe(more(), loop).result():
            yield from bodies

    return await asyncio.to_thread(store.recover, all_bodies())
