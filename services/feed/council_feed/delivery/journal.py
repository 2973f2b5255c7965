"""The journal: every subscription's log once more on Kafka, with what each event was made from; feed alone reads it.

Nothing is given to a subscriber in any way before it stands here. So a database that comes back from an older backup can be
noticed (the mark, written in the same Kafka transaction, names an event that is not in its log) and gets every log back
as it was given (recovering.py). The journal is internal: it names cases and companies, as the log in PostgreSQL does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeAlias
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import journal_topic, outlet_topic
from council_kit.kafka import create_log_topic, make_consumer
from council_kit.postgres import AsyncPool
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from council_feed.delivery.log import Batch, Logged
from council_feed.delivery.telling import Sent

READ_AT_ONCE: Final = 2_000


class _Journaled(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class JournaledEvent(_Journaled):
    """One row of a log. `cell`: hexadecimal."""

    kind: Literal["event"] = "event"
    position: int
    released_at: dt.datetime
    event_id: UUID
    type: str
    subject: str
    body: str
    source_event: UUID
    source_case: UUID
    cell: str | None
    company: UUID | None
    telling: int
    withdraws: int | None

    @classmethod
    def of(cls, row: Logged) -> JournaledEvent:
        """A row as it is journaled."""
        sent = row.sent
        own = sent._asdict() | {"body": sent.body.decode(), "cell": sent.cell.hex() if sent.cell else None}
        return cls.model_construct(position=row.position, released_at=row.released_at, **own)

    @property
    def row(self) -> Logged:
        """The row again, byte for byte."""
        own = self.model_dump(exclude={"kind", "position", "released_at", "body", "cell"})
        cell = bytes.fromhex(self.cell) if self.cell else None
        return Logged(self.position, self.released_at, Sent(body=self.body.encode(), cell=cell, **own))


class JournaledBatch(_Journaled):
    """That a period was released, behind the last event of it."""

    kind: Literal["batch"] = "batch"
    period: dt.date
    released_at: dt.datetime
    told: int
    held: int

    @classmethod
    def of(cls, batch: Batch) -> JournaledBatch:
        """A batch as it is journaled."""
        return cls.model_construct(**{name: getattr(batch, name) for name in cls.model_fields if name != "kind"})


class Mark(_Journaled):
    """How far one log has been journaled: the last event's place and the SHA-256 of its bytes, the last period."""

    position: int = 0
    sha256: str = ""
    period: dt.date | None = None

    def behind(self, row: Logged) -> Mark:
        """The mark when this row has been journaled."""
        return Mark(position=row.position, sha256=sha256(row.sent.body).hexdigest(), period=self.period)


Entry: TypeAlias = JournaledEvent | JournaledBatch


class Read(NamedTuple):
    """One record of the journal, and the subscription whose it is."""

    subscription: UUID
    entry: Entry


_ENTRY: Final = TypeAdapter[Entry](Annotated[Entry, Field(discriminator="kind")])
_STANDS: Final = """
SELECT NOT EXISTS (
    SELECT FROM unnest(%(subscriptions)s::uuid[], %(positions)s::bigint[], %(hashes)s::text[], %(periods)s::date[])
        AS mark (subscription_id, position, hash, period)
    WHERE (position > 0 AND NOT EXISTS (
            SELECT FROM delivery.log l WHERE l.subscription_id = mark.subscription_id AND l.position = mark.position
            AND encode(sha256(l.body), 'hex') = mark.hash))
       OR (period IS NOT NULL AND NOT EXISTS (
            SELECT FROM delivery.batches b WHERE b.subscription_id = mark.subscription_id AND b.period = mark.period)))"""


class Journal:
    """Where the journal stands. `replication`: of its topics, when they are made."""

    def __init__(self, bootstrap: str, namespace: str, *, replication: int = 1) -> None:
        self.bootstrap: Final = bootstrap
        self.namespace: Final = namespace
        self.replication: Final = replication
        self.topic: Final = journal_topic(namespace)
        self.marks_topic: Final = outlet_topic(namespace)

    async def prepare(self) -> None:
        """Make its topics where missing."""
        await create_log_topic(self.bootstrap, self.topic, replication=self.replication)
        await create_log_topic(self.bootstrap, self.marks_topic, replication=self.replication, compacted=True)

    async def is_whole(self, pool: AsyncPool) -> bool:
        """Whether the logs hold what was journaled last, byte for byte; otherwise their database is an older one."""
        await self.prepare()
        return await stands(pool, await self.marks())

    async def marks(self) -> dict[UUID, Mark]:
        """How far each log has been journaled."""
        found: dict[UUID, Mark] = {}
        async for messages in self._messages(self.marks_topic):
            found |= {UUID(bytes=message.key): Mark.model_validate_json(message.value) for message in messages}
        return found

    async def read(self) -> AsyncIterator[list[Read]]:
        """Everything that is committed now, in order."""
        async for messages in self._messages(self.topic):
            yield [Read(UUID(bytes=message.key), _ENTRY.validate_json(message.value)) for message in messages]

    async def _messages(self, topic: str) -> AsyncIterator[list[Any]]:
        place = TopicPartition(topic, 0)
        consumer: AIOKafkaConsumer = make_consumer(self.bootstrap, client_id="feed-journal")
        await consumer.start()
        try:
            consumer.assign([place])
            end = (await consumer.end_offsets([place]))[place]
            await consumer.seek_to_beginning(place)
            while await consumer.position(place) < end:
                for messages in (await consumer.getmany(timeout_ms=500, max_records=READ_AT_ONCE)).values():
                    yield messages
        finally:
            await consumer.stop()


async def stands(pool: AsyncPool, marks: dict[UUID, Mark]) -> bool:
    """Whether the logs hold what these marks name."""
    columns = {
        "subscriptions": list(marks),
        "positions": [mark.position for mark in marks.values()],
        "hashes": [mark.sha256 for mark in marks.values()],
        "periods": [mark.period for mark in marks.values()],
    }
    async with pool.connection() as connection:
        return await (await connection.execute(_STANDS, columns)).fetchone() == (True,)
