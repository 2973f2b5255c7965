"""The outlet: what the logs have new goes to the journal, and on the topics of those who receive Kafka; then it is given out.

Both and the marks are one Kafka transaction: none twice and none skipped. After it, in one transaction of PostgreSQL, the log's tree
grows, its webhooks are queued and pull gives it. What was cut off between the two is finished at the next start. The topic
of a subscription that was granted Kafka is made here, with a user and the right to read it, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaProducer
from council_events import CONTENT_TYPE
from council_events.topics import feed_topic, outlet_transaction
from council_kit.kafka import create_log_topic, make_producer
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger
from pydantic import BaseModel

from council_feed.delivery import log
from council_feed.delivery.grants import Grants
from council_feed.delivery.hub import Hub
from council_feed.delivery.journal import Journal, JournaledBatch, JournaledEvent, Mark, stands
from council_feed.delivery.log import Batch, Behind, Logged
from council_feed.delivery.receipts import Receipts

AT_ONCE: Final = 1_000
"""Events of one log in a Kafka transaction, and about how many of all."""
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


class News(NamedTuple):
    """What a log has new."""

    of: Behind
    rows: list[Logged]


class _Record(NamedTuple):
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


class OutrunError(Exception):
    """Another process gives these logs out, or their database is an older one: what is known here is read again."""


class Outlet:
    """Journals and publishes while its process leads."""

    def __init__(self, pool: AsyncPool, journal: Journal, receipts: Receipts, hub: Hub, grants: Grants) -> None:
        self._pool = pool
        self._journal = journal
        self._receipts = receipts
        self._hub = hub
        self._grants = grants
        self._marks: dict[UUID, Mark] = {}
        self._known: dict[UUID, Granted] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop`; outages of broker and database, and being fenced, are sat out."""
        while not stop.is_set():
            try:
                await self._publish(stop)
            except Exception as error:  # whatever it is, what was given out stays, and it is tried again
                _log.warning("outlet begins again", error=describe(error))
                await wait(stop, _PAUSE)

    async def _publish(self, stop: asyncio.Event) -> None:
        await self._journal.prepare()
        producer = make_producer(self._journal.bootstrap, outlet_transaction(self._journal.namespace))
        await producer.start()
        try:
            # Read after init_transactions, nothing of it is open: the end is the end.
            self._marks, self._known = await self._journal.marks(), {}
            if not await stands(self._pool, self._marks):
                raise OutrunError
            while not stop.is_set():
                granted = await self._granted()
                await self._provide(granted)
                if not await self._forward(producer, {each.subscription_id for each in granted}):
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
            topic = self._topic(each.subscription_id)
            if each.granted:
                await create_log_topic(self._journal.bootstrap, topic, replication=self._journal.replication)
                await self._grants.grant(each.subscription_id, topic, each.version)
            else:
                await self._grants.revoke(each.subscription_id)
            self._known[each.subscription_id] = each

    async def _forward(self, producer: AIOKafkaProducer, with_topic: Collection[UUID]) -> bool:
        """Everything that is new in the logs, and the batches that ended; whether there was anything."""
        async with self._pool.connection() as connection:
            behind, batches = await log.behind(connection), await log.new_batches(connection)
        behind = [each for each in behind if not each.kafka or each.subscription_id in with_topic]
        news: list[News] = []
        for each in behind:
            async with self._pool.connection() as connection:
                news.append(News(each, await log.rows(connection, each.subscription_id, each.journaled, AT_ONCE)))
            if sum(len(one.rows) for one in news) >= AT_ONCE or each is behind[-1]:
                await self._journal_events(producer, news)
                await self._give_out(news)
                news = []
        if batches:
            await self._journal_batches(producer, batches)
        return bool(behind or batches)

    async def _journal_events(self, producer: AIOKafkaProducer, news: Iterable[News]) -> None:
        """One Kafka transaction with what is not in the journal yet."""
        fresh: list[News] = []
        for of, rows in news:
            mark = self._mark(of.subscription_id)
            missing = [row for row in rows if row.position > mark.position]
            fresh += [News(of, missing)] if missing else []
        marks = {of.subscription_id: self._mark(of.subscription_id).behind(rows[-1]) for of, rows in fresh}
        entries = [(of.subscription_id, JournaledEvent.of(row)) for of, rows in fresh for row in rows]
        told = {
            self._topic(of.subscription_id): [
                _Record(row.sent.subject.encode(), row.sent.body, _HEADERS) for row in rows
            ]
            for of, rows in fresh
            if of.kafka
        }
        await self._transact(producer, told | {self._journal.topic: _records(entries)}, marks)

    async def _give_out(self, news: Iterable[News]) -> None:
        for of, rows in news:
            until, bodies = rows[-1].position, [row.sent.body for row in rows]
            async with self._pool.connection() as connection, connection.transaction():
                if not await log.give_out(connection, of, until):
                    raise OutrunError
                await self._receipts.append(connection, of.subscription_id, until, bodies, rows[-1].released_at)
            self._hub.note(of.subscription_id, until)

    async def _journal_batches(self, producer: AIOKafkaProducer, batches: Sequence[Batch]) -> None:
        marks: dict[UUID, Mark] = {}
        fresh: list[tuple[UUID, BaseModel]] = []
        for each in batches:
            mark = marks.get(each.subscription_id, self._mark(each.subscription_id))
            if mark.period is None or mark.period < each.period:
                fresh.append((each.subscription_id, JournaledBatch.of(each)))
                marks[each.subscription_id] = mark.model_copy(update={"period": each.period})
        await self._transact(producer, {self._journal.topic: _records(fresh)}, marks)
        async with self._pool.connection() as connection:
            await log.batches_journaled(connection, batches)

    async def _transact(
        self, producer: AIOKafkaProducer, records: Mapping[str, Sequence[_Record]], marks: dict[UUID, Mark]
    ) -> None:
        """These records by topic, and the marks that they bring the logs to; nothing when there is no mark to move."""
        if not marks:
            return
        await producer.begin_transaction()  # what a fault leaves open is aborted by the next producer of this id
        sent = []
        for topic, several in (*records.items(), (self._journal.marks_topic, _records(marks.items()))):
            batch = producer.create_batch()
            for each in several:
                message = {"timestamp": None, "key": each.key, "value": each.value, "headers": list(each.headers)}
                if not batch.append(**message):
                    sent.append(await producer.send_batch(batch, topic, partition=0))
                    batch = producer.create_batch()
                    batch.append(**message)
            sent.append(await producer.send_batch(batch, topic, partition=0))
        for outcome in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
        await producer.commit_transaction()
        self._marks |= marks

    def _mark(self, subscription: UUID) -> Mark:
        return self._marks.get(subscription, Mark())

    def _topic(self, subscription: UUID) -> str:
        return feed_topic(str(subscription), self._journal.namespace)


def _records(entries: Iterable[tuple[UUID, BaseModel]]) -> list[_Record]:
    """Records of feed's own topics, keyed by subscription."""
    return [_Record(subscription.bytes, entry.model_dump_json().encode()) for subscription, entry in entries]
