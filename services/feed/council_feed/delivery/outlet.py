"""The subscriptions' logs on Kafka: one topic each, one partition, keyed by pseudonym; none twice and none skipped.

How far each log has been put there stands on a compacted topic of feed's own, in the same Kafka transaction. The topic of a
subscription that was granted Kafka is made here, with a user and the right to read it, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaProducer, TopicPartition
from council_events import CONTENT_TYPE
from council_events.topics import feed_topic, outlet_topic, outlet_transaction
from council_kit.kafka import create_log_topic, make_consumer, make_producer
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger

from council_feed.delivery import log
from council_feed.delivery.grants import Grants
from council_feed.delivery.hub import Hub
from council_feed.delivery.log import Entry

AT_ONCE: Final = 1_000
"""Events of one log in a Kafka transaction."""
_HEADERS: Final = [("content-type", CONTENT_TYPE)]
_LOOK_EVERY: Final = 1.0
_PAUSE: Final = 1.0
_GRANTED: Final = """
SELECT subscription_id, stage IN ('active', 'suspended') AS granted, credential_version
FROM subscriptions.subscriptions
WHERE 'kafka' = ANY(ways) AND stage IN ('active', 'suspended', 'ended') ORDER BY subscription_id"""
_log = get_logger("feed.outlet")


class Granted(NamedTuple):
    """A subscription that may (or may no longer) read its topic, with the version of its password."""

    subscription_id: UUID
    granted: bool
    version: int


class Outlet:
    """Puts logs on Kafka while its process leads."""

    def __init__(
        self, pool: AsyncPool, bootstrap: str, namespace: str, hub: Hub, grants: Grants, *, replication: int = 1
    ) -> None:
        self._pool = pool
        self._bootstrap = bootstrap
        self._namespace = namespace
        self._hub = hub
        self._grants = grants
        self._replication = replication
        self._cursors: dict[UUID, int] = {}
        self._known: dict[UUID, Granted] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop`; outages of broker and database, and being fenced, are sat out."""
        while not stop.is_set():
            try:
                await self._publish(stop)
            except Exception as error:  # whatever it is, the other ways go on, and it is tried again
                _log.warning("outlet begins again", error=describe(error))
                await wait(stop, _PAUSE)

    async def _publish(self, stop: asyncio.Event) -> None:
        await create_log_topic(
            self._bootstrap, outlet_topic(self._namespace), replication=self._replication, compacted=True
        )
        producer = make_producer(self._bootstrap, outlet_transaction(self._namespace))
        await producer.start()
        try:
            self._cursors, self._known = await read_positions(self._bootstrap, outlet_topic(self._namespace)), {}
            while not stop.is_set():
                granted = await self._granted()
                await self._provide(granted)
                if not await self._forward(producer, [each.subscription_id for each in granted if each.granted]):
                    await self._hub.anything(_LOOK_EVERY)
        finally:
            await producer.stop()

    async def _granted(self) -> list[Granted]:
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(_GRANTED)).fetchall()
        return [Granted(*row) for row in rows]

    async def _provide(self, granted: Iterable[Granted]) -> None:
        """Topics and rights as the subscriptions say; only what has changed since the last look."""
        for each in granted:
            if self._known.get(each.subscription_id) == each:
                continue
            topic = feed_topic(str(each.subscription_id), self._namespace)
            if each.granted:
                await create_log_topic(self._bootstrap, topic, replication=self._replication)
                await self._grants.grant(each.subscription_id, topic, each.version)
            else:
                await self._grants.revoke(each.subscription_id)
            self._known[each.subscription_id] = each

    async def _forward(self, producer: AIOKafkaProducer, subscriptions: Iterable[UUID]) -> bool:
        """One transaction with what is new in these logs; whether there was anything."""
        news: dict[UUID, list[Entry]] = {}
        for subscription in subscriptions:
            at = self._cursors.get(subscription, 0)
            if self._hub.heads.get(subscription, 0) > at:
                async with self._pool.connection() as connection:
                    news[subscription] = await log.page(connection, subscription, at, AT_ONCE)
        news = {subscription: entries for subscription, entries in news.items() if entries}
        if not news:
            return False
        await producer.begin_transaction()  # what a fault leaves open is aborted by the next producer of this id
        for subscription, entries in news.items():
            await self._send(producer, subscription, entries)
        await producer.commit_transaction()
        for subscription, entries in news.items():
            self._cursors[subscription] = entries[-1].position
        return True

    async def _send(self, producer: AIOKafkaProducer, subscription: UUID, entries: list[Entry]) -> None:
        """These entries in batches, and the place that they bring the log to."""
        topic, batch, sent = feed_topic(str(subscription), self._namespace), producer.create_batch(), []
        for each in entries:
            message = {"timestamp": None, "key": each.subject.encode(), "value": each.body, "headers": _HEADERS}
            if not batch.append(**message):
                sent.append(await producer.send_batch(batch, topic, partition=0))
                batch = producer.create_batch()
                batch.append(**message)
        sent.append(await producer.send_batch(batch, topic, partition=0))
        at = str(entries[-1].position).encode()
        sent.append(await producer.send(outlet_topic(self._namespace), at, key=subscription.bytes, partition=0))
        for outcome in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome


async def read_positions(bootstrap: str, topic: str) -> dict[UUID, int]:
    """How far each log has been put on Kafka. Read after init_transactions: nothing of it is open."""
    place, found = TopicPartition(topic, 0), dict[UUID, int]()
    consumer = make_consumer(bootstrap, client_id="feed-outlet")
    await consumer.start()
    try:
        consumer.assign([place])
        end = (await consumer.end_offsets([place]))[place]
        await consumer.seek_to_beginning(place)
        while await consumer.position(place) < end:
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                found |= {UUID(bytes=message.key): int(message.value) for message in messages}
        return found
    finally:
        await consumer.stop()
