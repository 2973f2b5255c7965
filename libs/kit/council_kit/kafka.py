"""Kafka at the edges: topics, the partition of a key, message headers, and builders of producers and consumers.

`bootstrap` is everywhere an address as council_kit.broker reads it, with or without somebody who signs in.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import struct
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import (
    KafkaConnectionError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.producer.message_accumulator import BatchBuilder
from council_events import topics
from council_events.event import CONTENT_TYPE
from council_events.topics import PARTITIONS

from council_kit.broker import BrokerAddress

REQUEST_TIMEOUT_MS: Final = 10_000
TRANSACTION_TIMEOUT_MS: Final = 10_000
"""A relay that was killed holds readers of `read_committed` back for at most this long."""
BATCH_BYTES: Final = 900_000
"""Largest record batch that we send, under the broker's default `max.message.bytes` of 1,048,588."""
FETCH_BYTES: Final = 8 * 1_048_588

_NEW_TOPIC_PAUSE: Final = 0.05

_KEPT_FOR_EVER: Final = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
# A cursor is written with every transaction and only the last one counts: small segments are compacted soon.
_CURSOR: Final = {"cleanup.policy": "compact", "segment.bytes": "1048576", "min.cleanable.dirty.ratio": "0.1"}


class TopicShapeError(Exception):
    """A topic exists with another number of partitions: cases would be split between runners."""


@lru_cache(maxsize=65_536)
def partition_of(key: str, partitions: int = PARTITIONS) -> int:
    """The partition that Kafka's own default partitioner gives this key (murmur2 of its UTF-8 bytes)."""
    return (_murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def _murmur2(data: bytes) -> int:
    """Austin Appleby's MurmurHash2 (32 bits, public domain) with the seed of Kafka's partitioner.

    aiokafka has one too; this one unpacks whole words, twice as fast, because the relay hashes every new key.
    """
    m, mask = 0x5BD1E995, 0xFFFFFFFF
    whole = len(data) & ~3
    h = 0x9747B28C ^ len(data)
    for k in struct.unpack_from(f"<{whole // 4}I", data):
        k = (k * m) & mask
        h = (h * m ^ (k ^ (k >> 24)) * m) & mask
    if whole < len(data):
        h = ((h ^ int.from_bytes(data[whole:], "little")) * m) & mask
    h = ((h ^ (h >> 13)) * m) & mask
    return h ^ (h >> 15)


_HEADERS: Final = [("content-type", CONTENT_TYPE)]
_TRACEPARENT: Final = b'"traceparent":"'
_HEAD_BYTES: Final = 2000
_TRACEPARENT_BYTES: Final = 55


def traceparent_of(body: bytes) -> str | None:
    """The W3C `traceparent` of an envelope's bytes; they write it before `data`, so no event can fake one."""
    found = _traceparent_of(body)
    return None if found is None else found.decode()


def _traceparent_of(body: bytes) -> bytes | None:
    start = body.find(_TRACEPARENT, 0, _HEAD_BYTES)
    if start < 0:
        return None
    start += len(_TRACEPARENT)
    return body[start : start + _TRACEPARENT_BYTES]


def headers_of(body: bytes) -> list[tuple[str, bytes]]:
    """The headers of an event's message: its content type, and its `traceparent` where it has one."""
    traceparent = _traceparent_of(body)
    return _HEADERS if traceparent is None else [*_HEADERS, ("traceparent", traceparent)]


async def create_topics(
    bootstrap: str,
    services: Iterable[str] = topics.PUBLISHING_SERVICES,
    namespace: str = topics.DEFAULT_NAMESPACE,
    *,
    replication: int = 1,
) -> None:
    """Make the event, access, candidates and relay topics of these services where missing.

    Raises TopicShapeError when one exists with another number of partitions, KafkaError when the broker refuses.
    """
    wanted: dict[str, NewTopic] = {}
    for service in services:
        kept = [topics.events_topic(service, namespace), topics.access_topic(service, namespace)]
        if service in topics.CANDIDATE_SERVICES:
            kept.append(topics.candidates_topic(service, namespace))
        for name in kept:
            wanted[name] = NewTopic(name, PARTITIONS, replication, topic_configs=_KEPT_FOR_EVER)
        name = topics.relay_topic(service, namespace)
        wanted[name] = NewTopic(name, 1, replication, topic_configs=_CURSOR)
    await _create(bootstrap, wanted)


async def create_event_topics(bootstrap: str, names: Iterable[str], *, replication: int = 1) -> None:
    """Make these topics of events where missing: what a reader does that may start before the writer; raises as `create_topics`."""
    wanted = {name: NewTopic(name, PARTITIONS, replication, topic_configs=_KEPT_FOR_EVER) for name in names}
    await _create(bootstrap, wanted)


async def create_changelog(
    bootstrap: str, name: str, *, partitions: int = PARTITIONS, kept: dt.timedelta, replication: int = 1
) -> None:
    """Make the changelog topic of a windowed table where missing; raises as `create_topics`."""
    configs = {"cleanup.policy": "compact,delete", "retention.ms": str(kept // dt.timedelta(milliseconds=1))}
    await _create(bootstrap, {name: NewTopic(name, partitions, replication, topic_configs=configs)})


async def create_log_topic(bootstrap: str, name: str, *, replication: int = 1, compacted: bool = False) -> None:
    """Make a topic of one partition where missing, kept for ever or compacted; raises as `create_topics`."""
    configs = _CURSOR if compacted else _KEPT_FOR_EVER
    await _create(bootstrap, {name: NewTopic(name, 1, replication, topic_configs=configs)})


async def _create(bootstrap: str, wanted: Mapping[str, NewTopic]) -> None:
    """Make what is missing; returns when the broker asked knows all of them.

    It is asked for what is missing alone: who may only read a topic may not make it, not even where it exists.
    """
    admin = _admin(bootstrap)
    await admin.start()
    try:
        missing = [wanted[name] for name in await _missing(admin, list(wanted))]
        answer = await admin.create_topics(missing) if missing else None
        for _, code, message in answer.topic_errors if answer else ():
            if code and for_code(code) is not TopicAlreadyExistsError:
                raise for_code(code)(message)
        for name, found in (await _partitions_of(admin, list(wanted))).items():
            if found != wanted[name].num_partitions:
                raise TopicShapeError(f"{name} has {found} partitions, not {wanted[name].num_partitions}")
    finally:
        await admin.close()


async def _missing(admin: AIOKafkaAdminClient, names: list[str]) -> list[str]:
    """Those that do not exist; raises TopicAuthorizationFailedError for one of which the asker may not know."""
    missing = []
    for topic in await admin.describe_topics(names):
        found = for_code(topic["error_code"])
        if found is UnknownTopicOrPartitionError:
            missing.append(topic["topic"])
        elif found is TopicAuthorizationFailedError:
            raise found(topic["topic"])
    return missing


async def _partitions_of(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, int]:
    """How many partitions each topic has, once the broker asked knows them all and their leaders."""
    async with asyncio.timeout(REQUEST_TIMEOUT_MS / 1000):
        while True:
            described = await admin.describe_topics(names)
            if not any(topic["error_code"] or any(p["error_code"] for p in topic["partitions"]) for topic in described):
                return {topic["topic"]: len(topic["partitions"]) for topic in described}
            await asyncio.sleep(_NEW_TOPIC_PAUSE)


def _admin(bootstrap: str) -> AIOKafkaAdminClient:
    return AIOKafkaAdminClient(**BrokerAddress.of(bootstrap).client(), request_timeout_ms=REQUEST_TIMEOUT_MS)


def make_producer(
    bootstrap: str, transactional_id: str, *, longest_ms: int = TRANSACTION_TIMEOUT_MS
) -> AIOKafkaProducer:
    """A transactional producer, not started; starting it fences every other one of the same id.

    `longest_ms`: after so long the broker aborts a transaction that its producer left open.
    """
    return AIOKafkaProducer(
        **BrokerAddress.of(bootstrap).client(),
        transactional_id=transactional_id,
        transaction_timeout_ms=longest_ms,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        max_batch_size=BATCH_BYTES,
        max_request_size=BATCH_BYTES,
    )


@contextlib.asynccontextmanager
async def transaction(producer: AIOKafkaProducer) -> AsyncIterator[Sending]:
    """One Kafka transaction, committed when all that was sent in it has arrived.

    After a failure it stays open, and the producer is of no more use: the next one of its id ends it.
    """
    await producer.begin_transaction()
    sending = Sending(producer)
    try:
        yield sending
        await sending.arrived()
        await producer.commit_transaction()
    except BaseException:
        sending.give_up()
        raise


class Sending:
    """What is sent in a transaction."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._sent: list[asyncio.Future[Any]] = []

    async def send(self, batch: BatchBuilder, topic: str, partition: int) -> None:
        """Hand over a record batch."""
        self._sent.append(await self._producer.send_batch(batch, topic, partition=partition))

    async def arrived(self) -> None:
        """Wait until all that was sent has arrived; raises the error of the first that did not.

        Each is looked at: a commit waits for every batch, but would commit without one that failed.
        """
        sent, self._sent = self._sent, []
        for outcome in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    def give_up(self) -> None:
        """The error that ended the transaction is told by whoever began it: nothing else that carries it is waited for."""
        for each in (*self._sent, *_own_futures(self._producer)):
            each.add_done_callback(_look_away)


def _own_futures(producer: AIOKafkaProducer) -> Iterator[asyncio.Future[Any]]:
    """The futures that aiokafka fails without giving them to anybody, so that the event loop would report each; they have no public name."""
    yield producer._txn_manager.wait_for_transaction_end()
    for batches in producer._message_accumulator._batches.values():
        for batch in batches:
            yield batch._drain_waiter


def _look_away(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()


def make_consumer(
    bootstrap: str, group: str | None = None, *, client_id: str = "council", fetch_bytes: int = FETCH_BYTES
) -> AIOKafkaConsumer:
    """A consumer of committed records, not started, that commits no offsets: positions are kept elsewhere.

    With a group, the range assignor gives one member the same partitions of all its topics. `fetch_bytes`: in one answer of the
    broker, at most; an eighth of it of one partition, or its next record batch.
    """
    return AIOKafkaConsumer(
        **BrokerAddress.of(bootstrap).client(),
        client_id=client_id,
        group_id=group,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        partition_assignment_strategy=(RangePartitionAssignor,),
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        fetch_max_bytes=fetch_bytes,
        max_partition_fetch_bytes=fetch_bytes // 8,
    )


async def wait_for_broker(bootstrap: str, stop: asyncio.Event, *, pause: float = 0.5) -> bool:
    """Wait until a broker answers; False when `stop` was set first. `pause` in seconds."""
    while not stop.is_set():
        admin = _admin(bootstrap)
        try:
            await admin.start()
        except KafkaConnectionError:
            await asyncio.sleep(pause)
        else:
            return True
        finally:
            await admin.close()
    return False
