"""Relay and runner as real processes, killed with `kill -9` in the middle of their work."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events import intake
from council_events.topics import PARTITIONS, events_topic
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.kafka import create_topics
from council_kit.postgres import open_pool
from council_kit.relay import BATCH
from council_kit.store import Acting, Appending, Store

HERE = Path(__file__).parent
ACTING = Acting("p13-head", "13", Purpose.CASE_WORK, dt.date(2025, 4, 1), uuid4())


@pytest.fixture
def child(kafka, namespace, database):
    """`child("relay", …)`: a process that runs it on this test's topics and database; killed at the end."""
    started = []

    def start(name, *arguments):
        command = [sys.executable, str(HERE / f"child_{name}.py"), kafka, namespace, database, *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.communicate()


@pytest.fixture
async def append(kafka, namespace, database):
    """`append(cases, numbers)`: store these events of each case, in turns."""
    await create_topics(kafka, ["intake"], namespace)
    with open_pool(database) as pool:
        store = Store("intake", pool, None, Clock())

        def save(cases, numbers):
            items = [
                Appending(case, number, intake.RoleExplained(case_id=case), ACTING)
                for number in numbers
                for case in cases
            ]
            for start in range(0, len(items), 500):
                store.append_many(items[start : start + 500])

        yield save


def rows(dsn, query):
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchall()


async def messages_of(kafka, namespace):
    """Every committed message of intake's events, by case, in order."""
    places = [TopicPartition(events_topic("intake", namespace), partition) for partition in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, isolation_level="read_committed")
    await consumer.start()
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        of_case = {}
        while [place for place, end in ends.items() if await consumer.position(place) < end]:
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                for message in messages:
                    of_case.setdefault(message.key.decode(), []).append(message.value)
        return of_case
    finally:
        await consumer.stop()


@pytest.fixture
def published_once(kafka, namespace, database, eventually_async):
    """`await published_once(n)`: n events stand on Kafka, once each, byte for byte, each case's in order."""

    async def check(count, within=60):
        async def enough():
            return sum(map(len, (await messages_of(kafka, namespace)).values())) >= count

        await eventually_async(enough, within=within)
        of_case = await messages_of(kafka, namespace)
        stored = {}
        for stream, body in rows(database, "SELECT stream_id::text, body FROM events ORDER BY stream_id, version"):
            stored.setdefault(stream, []).append(bytes(body))
        assert of_case == stored
        assert sum(map(len, of_case.values())) == count

    return check


@pytest.mark.parametrize("stage", ["begin", "send", "cursor", "commit", "committed"])
async def test_a_relay_killed_at_any_stage_of_a_transaction_loses_nothing_and_repeats_nothing(
    stage, child, append, published_once
):
    cases = [uuid4() for _ in range(50)]
    each = BATCH // len(cases) + 1  # more than one transaction takes
    append(cases, range(1, each + 1))
    killed = child("relay", stage)
    assert await asyncio.to_thread(killed.wait, 30) == -signal.SIGKILL
    append(cases, [each + 1])
    child("relay")
    await published_once(len(cases) * (each + 1))


async def test_a_relay_killed_again_and_again_under_load_loses_nothing_and_repeats_nothing(
    child, append, published_once, database, kafka, namespace, eventually_async
):
    cases = [uuid4() for _ in range(50)]
    stored = 0
    for round_ in range(6):
        relay = child("relay")
        before = sum(map(len, (await messages_of(kafka, namespace)).values()))
        append(cases, range(round_ * 20 + 1, round_ * 20 + 21))
        stored += 1000

        async def moved(before=before):
            return sum(map(len, (await messages_of(kafka, namespace)).values())) > before

        await eventually_async(moved, within=60)
        relay.kill()
    child("relay")
    await published_once(stored)


async def test_of_two_relays_the_one_that_slept_through_its_lock_is_fenced(
    child, append, published_once, database, eventually_async
):
    """The first is stopped like a machine that hangs, loses its database session, and wakes up again."""
    case = uuid4()
    append([case], [1])
    first = child("relay")
    await published_once(1)
    first.send_signal(signal.SIGSTOP)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    second = child("relay")
    append([case], [2, 3])
    await published_once(3)
    first.send_signal(signal.SIGCONT)
    append([case], [4, 5])
    await published_once(5)
    second.kill()
    append([case], [6])
    await published_once(6)


async def test_a_runner_killed_again_and_again_applies_every_event_once_and_in_order(
    child, append, published_once, database, eventually_async
):
    cases = [uuid4() for _ in range(100)]
    child("relay")

    def applied():
        made = rows(database, "SELECT to_regclass('notes.seen')") != [(None,)]
        return rows(database, "SELECT case_id, sequence FROM notes.seen ORDER BY place") if made else []

    for round_ in range(3):
        runner = child("runner")
        before = len(applied())
        append(cases, range(round_ * 50 + 1, round_ * 50 + 51))
        await eventually_async(lambda before=before: len(applied()) > before, within=60)
        runner.kill()
    child("runner")
    await published_once(15_000)
    await eventually_async(lambda: len(applied()) >= 15_000, within=60)
    of_case = {}
    for case, sequence in applied():
        of_case.setdefault(case, []).append(sequence)
    assert of_case == {str(case): list(range(1, 151)) for case in cases}
