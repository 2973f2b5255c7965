"""A volume of realistic events on Kafka: `council generate`'s histories, sealed and in transactions as the relay sends them.

Sealed under one random key that is thrown away: nobody opens them here, and their bytes are as long as real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient
from council_events import Sealed, envelope_class, schema_uri, to_bytes, topics
from council_events.values import Purpose
from council_kit.broker import BrokerAddress
from council_kit.kafka import create_topics, headers_of, make_producer, partition_of
from council_kit.vault.sealing import encrypt, walk_model
from council_local.generate import FIRST_DAY, LAST_DAY
from council_local.histories import Happening, histories
from council_local.profiles import profiles
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils.compat import uuid7

SERVICES = ("intake", "support", "subsidy", "reporting")
TRANSACTION = 6_000
"""Events in a Kafka transaction."""
BATCH_BYTES = 900_000
_NOON = dt.time(3)
"""When everything of a day is recorded, in UTC: noon in Japan. What is late is late in the history itself."""


@contextlib.contextmanager
def kafka() -> Iterator[str]:
    """Bootstrap servers: COUNCIL_KAFKA, or an embedded broker."""
    if named := os.environ.get("COUNCIL_KAFKA"):
        yield named
        return
    from council_local.stack import ensure_kafka

    with tempfile.TemporaryDirectory(prefix="council-bench-") as folder, ensure_kafka(Path(folder)) as server:
        yield server.address


@contextlib.contextmanager
def fresh_namespace(bootstrap: str) -> Iterator[str]:
    """A namespace of one's own; its topics are deleted at the end."""
    name = f"bench-{uuid4().hex[:10]}"
    try:
        yield name
    finally:
        asyncio.run(_forget(bootstrap, f"{name}."))


async def _forget(bootstrap: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(**BrokerAddress.of(bootstrap).client())
    await admin.start()
    try:
        await admin.delete_topics([topic for topic in await admin.list_topics() if topic.startswith(prefix)])
    finally:
        await admin.close()


def fill(bootstrap: str, namespace: str, events: int, seed: int) -> int:
    """Publish about this many events (whole cases, so a few more); gives their number."""
    return asyncio.run(_fill(bootstrap, namespace, events, seed))


async def _fill(bootstrap: str, namespace: str, events: int, seed: int) -> int:
    await create_topics(bootstrap, SERVICES, namespace)
    return await publish(bootstrap, namespace, _happenings(events, seed))


async def publish(bootstrap: str, namespace: str, happenings: Iterable[Happening]) -> int:
    """Send them to the topics of their services, which exist; gives their number."""
    producer = make_producer(bootstrap, f"{namespace}.fill")
    await producer.start()
    try:
        count, source = 0, iter(happenings)
        while part := list(islice(source, TRANSACTION)):
            async with producer.transaction():
                await _send(producer, namespace, part)
            count += len(part)
        return count
    finally:
        await producer.stop()


def _happenings(events: int, seed: int) -> Iterator[Happening]:
    told = 0
    for profile in profiles(seed, events, FIRST_DAY, LAST_DAY):
        if told >= events:
            return
        for happening in histories(profile):
            told += 1
            yield happening


async def _send(producer: Any, namespace: str, happenings: Iterable[Happening]) -> None:
    builders: dict[tuple[str, int], Any] = {}
    sizes: dict[tuple[str, int], int] = {}
    sending = []

    async def close(place: tuple[str, int]) -> None:
        sending.append(await producer.send_batch(builders.pop(place), place[0], partition=place[1]))
        sizes.pop(place)

    cipher = AESGCM(AESGCM.generate_key(256))
    for happening in happenings:
        key, body = str(happening.stream_id), sealed_bytes(happening, cipher)
        place = (topics.events_topic(happening.service, namespace), partition_of(key))
        if sizes.get(place, 0) + len(body) > BATCH_BYTES // 2:
            await close(place)
        if place not in builders:
            builders[place] = producer.create_batch()
        builders[place].append(key=key.encode(), value=body, timestamp=None, headers=headers_of(body))
        sizes[place] = sizes.get(place, 0) + len(body) + len(key) + 100
    for place in list(builders):
        await close(place)
    await asyncio.gather(*sending)


def sealed_bytes(happening: Happening, cipher: AESGCM) -> bytes:
    """The one byte string of an event, as a store would make it."""
    event_id, name = uuid7(), type(happening.event).type_name
    key_id = f"{happening.council}/{happening.subject}"

    def seal(value: Sealed[Any], path: str) -> Sealed[Any]:
        return Sealed.from_box(encrypt(value.clear, cipher, key_id, str(event_id), path))

    return to_bytes(
        envelope_class(name)(
            id=event_id,
            source=f"/councils/{happening.council}/{happening.service}",
            type=name,
            subject=str(happening.stream_id),
            time=dt.datetime.combine(happening.on, _NOON, dt.UTC),
            dataschema=schema_uri(name),
            occurredon=happening.on,
            sequence=happening.version,
            streamid=happening.stream_id,
            partitionkey=str(happening.stream_id),
            council=happening.council,
            actor=happening.actor,
            purpose=Purpose.CASE_WORK,
            correlationid=happening.stream_id,
            data=walk_model(happening.event, "", seal),
        )
    )
