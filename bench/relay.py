"""relay: catch-up of 300,000 stored events to Kafka, in transactions, with the cursor.

Subject: kit's relay, from its start (election, init_transactions, cursor, restore check) to the last commit.
Floor: the slower of a plain SELECT of the same rows in the same order, and a plain `send_batch` of the same bytes from
memory, partitions known beforehand, no transaction. All are events per second. COUNCIL_BENCH_EVENTS for another number.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import psycopg
from aiokafka import AIOKafkaProducer
from council_events import topics
from council_kit.broker import BrokerAddress
from council_kit.clock import Clock
from council_kit.http import keep_what_stands
from council_kit.kafka import BATCH_BYTES, create_topics, headers_of, partition_of
from council_kit.postgres import open_async_pool, open_pool
from council_kit.relay import Relay, read_cursor
from council_kit.store import Store
from council_kit.telemetry import configure_logs
from council_local.generate import FIRST_DAY, LAST_DAY
from council_local.histories import Happening, histories
from council_local.profiles import profiles
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.harness import Result, Sample, compare, fresh_database, main, postgres, sample
from bench.volume import fresh_namespace, kafka, sealed_bytes

EVENTS = int(os.environ.get("COUNCIL_BENCH_EVENTS", "300000"))
SEED = 7
SERVICE = "support"
TRANSACTION = 1_000
"""Events stored under one transaction id."""
BATCH = 2_000
IN_ORDER = "SELECT {} FROM events ORDER BY epoch, xid, position"


def fill_store(dsn: str, events: int, seed: int) -> int:
    """Store this many realistic events of one service; gives their number."""
    with open_pool(dsn) as pool:
        Store(SERVICE, pool, None, Clock())
    count, source, cipher = 0, islice(_support(seed), events), AESGCM(AESGCM.generate_key(256))
    with psycopg.connect(dsn) as connection:
        while part := list(islice(source, TRANSACTION)):
            with (
                connection.transaction(),
                connection.cursor().copy(
                    "COPY events (epoch, version, stream_id, event_id, kind, type, partition_key, body) FROM STDIN"
                ) as copy,
            ):
                for happening in part:
                    body = sealed_bytes(happening, cipher)
                    event_id = body[body.index(b'"id":"') + 6 :][:36].decode()
                    stream = str(happening.stream_id)
                    name = type(happening.event).type_name
                    copy.write_row((1, happening.version, stream, event_id, 0, name, stream, body))
            count += len(part)
        connection.execute("ANALYZE events")
    return count


def _support(seed: int) -> Iterator[Happening]:
    for profile in profiles(seed, 10 * EVENTS, FIRST_DAY, LAST_DAY):
        yield from (happening for happening in histories(profile) if happening.service == SERVICE)


def measure_relay(dsn: str, bootstrap: str, events: int) -> float:
    """Events per second of the relay, on topics of its own."""

    configure_logs(SERVICE, "WARNING", sys.stderr)
    keep_what_stands()  # as the process of a service does when it has started

    async def caught_up(namespace: str) -> float:
        await create_topics(bootstrap, [SERVICE], namespace)
        with open_pool(dsn) as pool:
            async with open_async_pool(dsn) as async_pool:
                newest = await asyncio.to_thread(_newest, dsn)
                relay = Relay(SERVICE, bootstrap, namespace, async_pool, Store(SERVICE, pool, None, Clock()))
                stop = asyncio.Event()
                start = time.perf_counter()
                running = asyncio.create_task(relay.run(stop))
                while relay.published < events:
                    await asyncio.sleep(0.005)
                elapsed = time.perf_counter() - start
                stop.set()
                await running
        cursor = await read_cursor(bootstrap, topics.relay_topic(SERVICE, namespace))
        if cursor is None or cursor.position != newest:
            raise RuntimeError("the last event published is not the last event stored")
        return elapsed

    with fresh_namespace(bootstrap) as namespace:
        return events / asyncio.run(caught_up(namespace))


def _newest(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT max(position) FROM events").fetchone()
    return int(row[0]) if row else 0


def measure_select(dsn: str, events: int) -> float:
    """Events per second of reading the rows, 2,000 at a time."""
    start = time.perf_counter()
    with psycopg.connect(dsn) as connection, connection.cursor("plain", binary=True) as cursor:
        cursor.itersize = BATCH
        cursor.execute(IN_ORDER.format("epoch, xid::text::bigint, position, event_id, type, kind, partition_key, body"))
        count = sum(1 for _ in cursor)
    if count != events:
        raise RuntimeError(f"{count} rows were read, {events} are stored")
    return count / (time.perf_counter() - start)


def measure_send(dsn: str, bootstrap: str, events: int) -> float:
    """Events per second of sending the same bytes from memory."""
    with psycopg.connect(dsn) as connection, connection.cursor(binary=True) as cursor:
        rows = cursor.execute(IN_ORDER.format("partition_key, body")).fetchall()
    messages = [(partition_of(key), key.encode(), bytes(body), headers_of(body)) for key, body in rows]
    del rows

    async def sent(namespace: str) -> float:
        await create_topics(bootstrap, [SERVICE], namespace)
        topic = topics.events_topic(SERVICE, namespace)
        producer = AIOKafkaProducer(
            **BrokerAddress.of(bootstrap).client(), acks="all", max_batch_size=BATCH_BYTES, max_request_size=BATCH_BYTES
        )
        await producer.start()
        start = time.perf_counter()
        for first in range(0, events, BATCH):
            batches: dict[int, Any] = {}
            for partition, key, body, headers in messages[first : first + BATCH]:
                batch = batches.get(partition)
                if batch is None:
                    batch = batches[partition] = producer.create_batch()
                if not batch.append(timestamp=None, key=key, value=body, headers=headers):
                    raise RuntimeError("2,000 events do not fit into a batch a partition")
            futures = [await producer.send_batch(batch, topic, partition=place) for place, batch in batches.items()]
            await asyncio.gather(*futures)
        elapsed = time.perf_counter() - start
        await producer.stop()
        return elapsed

    with fresh_namespace(bootstrap) as namespace:
        return events / asyncio.run(sent(namespace))


def run() -> Result:
    """Compare the relay with the slower of its two halves."""
    with postgres() as server, kafka() as bootstrap, fresh_database(server) as dsn:
        events = sample(fill_store, dsn, EVENTS, SEED).answer

        def slower_half() -> Sample:
            halves = sample(measure_select, dsn, events), sample(measure_send, dsn, bootstrap, events)
            return min(halves, key=lambda half: half.answer)

        result = compare(
            "relay", "events/s", lambda: sample(measure_relay, dsn, bootstrap, events), slower_half, at_least=0.5
        )
        result["details"]["events"] = events
        return result


if __name__ == "__main__":
    main(run)
