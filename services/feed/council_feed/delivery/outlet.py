"""The outlet: what the logs have new goes to the journal, and on the topics of those who receive Kafka; then it is given out.

Both and the marks are one Kafka transaction, which holds all that a log has new, whatever its length: none twice, none skipped, and no
release in part. After it the log's tree grows, its webhooks are queued and pull gives it, in transactions of PostgreSQL. What
was cut off between the two is finished at the next start. The topic of a subscription that was granted Kafka is made here, with
a user and the right to read it, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from council_events import CONTENT_TYPE
from council_events.topics import feed_topic, outlet_transaction
from council_kit.kafka import Sending, create_log_topic, make_producer, transaction
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger
from pydantic import BaseModel

from council_feed.delivery import log
from council_feed.delivery.grants import Grants
from council_feed.delivery.hub import Hub
from council_feed.delivery.journal import Journal, JournaledBatch, JournaledEvent, Mark, stands
from council_feed.delivery.log import Batch, Behind, Logged, OutrunError
from council_feed.delivery.receipts import Receipts

AT_ONCE: Final = 1_000
"""Events that are read at once; about how many of several logs share a Kafka transaction."""
_LONGEST_TRANSACTION_MS: Final = 600_000
"""For the release of a whole history. Nobody waits for an open one but readers of feed's own topics, and the next outlet ends it."""
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


class _Record(NamedTuple):
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


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
        producer = make_producer(
            self._journal.bootstrap,
            outlet_transaction(self._journal.namespace),
            longest_ms=_LONGEST_TRANSACTION_MS,
        )
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
        for several in _together(behind):
            await self._journal_events(producer, several)
            for each in several:
                await self._give_out(each)
        if batches:
            await self._journal_batches(producer, batches)
        return bool(behind or batches)

    async def _journal_events(self, producer: AIOKafkaProducer, several: Sequence[Behind]) -> None:
        """One Kafka transaction with all that is not in the journal yet."""
        fresh = [each for each in several if each.head > self._mark(each.subscription_id).position]
        if not fresh:
            return
        marks = {each.subscription_id: self._mark(each.subscription_id) for each in fresh}
        async with self._journaling(producer, marks) as packing:
            for each in fresh:
                subscription = each.subscription_id
                async for rows in self._rows(each, max(each.journaled, marks[subscription].position)):
                    entries = [(subscription, JournaledEvent.of(row)) for row in rows]
                    await packing.add(self._journal.topic, _records(entries))
                    if each.kafka:
                        told = [_Record(row.sent.subject.encode(), row.sent.body, _HEADERS) for row in rows]
                        await packing.add(self._topic(subscription), told)
                    marks[subscription] = marks[subscription].behind(rows[-1])

    @contextlib.asynccontextmanager
    async def _journaling(self, producer: AIOKafkaProducer, marks: dict[UUID, Mark]) -> AsyncIterator[_Packing]:
        """One Kafka transaction, which ends with the marks that what was packed brings the logs to."""
        async with transaction(producer) as sending:
            packing = _Packing(producer, sending)
            yield packing
            await packing.add(self._journal.marks_topic, _records(marks.items()))
            await packing.send()
        self._marks |= marks

    async def _rows(self, of: Behind, after: int) -> AsyncIterator[list[Logged]]:
        """What a log has behind this place, so many at once."""
        while after < of.head:
            async with self._pool.connection() as connection:
                found = await log.rows(connection, of.subscription_id, after, of.head, AT_ONCE)
            yield found
            after = found[-1].position

    async def _give_out(self, of: Behind) -> None:
        async for rows in self._rows(of, of.journaled):
            until, bodies = rows[-1].position, [row.sent.body for row in rows]
            async with self._pool.connection() as connection, connection.transaction():
                if not await log.give_out(connection, of, until):
                    raise OutrunError
                await self._receipts.append(connection, of.subscription_id, until, bodies, rows[-1].released_at)
            of = of._replace(journaled=until)
            self._hub.note(of.subscription_id, until)

    async def _journal_batches(self, producer: AIOKafkaProducer, batches: Sequence[Batch]) -> None:
        marks: dict[UUID, Mark] = {}
        fresh: list[tuple[UUID, BaseModel]] = []
        for each in batches:
            mark = marks.get(each.subscription_id, self._mark(each.subscription_id))
            if mark.period is None or mark.period < each.period:
                fresh.append((each.subscription_id, JournaledBatch.of(each)))
                marks[each.subscription_id] = mark.model_copy(update={"period": each.period})
        if fresh:
            async with self._journaling(producer, marks) as packing:
                await packing.add(self._journal.topic, _records(fresh))
        async with self._pool.connection() as connection:
            await log.batches_journaled(connection, batches)

    def _mark(self, subscription: UUID) -> Mark:
        return self._marks.get(subscription, Mark())

    def _topic(self, subscription: UUID) -> str:
        return feed_topic(str(subscription), self._journal.namespace)


def _together(behind: Iterable[Behind]) -> Iterator[list[Behind]]:
    """Logs that share a Kafka transaction: about so many events, or one log that has more."""
    several: list[Behind] = []
    for each in behind:
        several.append(each)
        if sum(one.head - one.journaled for one in several) >= AT_ONCE:
            yield several
            several = []
    if several:
        yield several


class _Packing:
    """Records into as few batches as hold them, one topic of one partition after the other; a full one is sent."""

    def __init__(self, producer: AIOKafkaProducer, sending: Sending) -> None:
        self._producer = producer
        self._sending = sending
        self._filling: dict[str, BatchBuilder] = {}

    async def add(self, topic: str, records: Iterable[_Record]) -> None:
        """Put these behind what was put before."""
        for each in records:
            if not self._put(topic, each):
                await self._sending.send(self._filling.pop(topic), topic, 0)
                self._put(topic, each)

    def _put(self, topic: str, record: _Record) -> bool:
        batch = self._filling.get(topic)
        if batch is None:
            batch = self._filling[topic] = self._producer.create_batch()
        made = batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))
        return made is not None

    async def send(self) -> None:
        """Send what is not full."""
        for topic, batch in self._filling.items():
            await self._sending.send(batch, topic, 0)
        self._filling.clear()


def _records(entries: Iterable[tuple[UUID, BaseModel]]) -> list[_Record]:
    """Records of feed's own topics, keyed by subscription."""
    return [_Record(subscription.bytes, entry.model_dump_json().encode()) for subscription, entry in entries]
