"""The relay publishes each stored event once, in order, whoever else publishes and whatever breaks under it."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest
from aiokafka import AIOKafkaProducer
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from council_events import access, intake, read_envelope
from council_events.topics import access_topic, candidates_topic, relay_topic
from council_kit.kafka import make_producer
from council_kit.relay import BATCH, Relay, read_cursor
from council_kit.store import Appending
from council_kit.telemetry import RELAYED_EVENTS

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def relay(stage):
    return Relay("intake", stage.kafka, stage.namespace, stage.async_pool, stage.store)


@pytest.fixture
def published_once(stage, eventually_async):
    """`await published_once(n)`: n events stand on Kafka, each once, byte for byte, in the order of its stream."""

    async def check(count):
        async def enough():
            return len(await stage.published()) >= count

        await eventually_async(enough, within=40)
        messages = await stage.published()
        assert sorted(message.value for message in messages) == sorted(stage.stored())
        assert len(messages) == count
        of_case = {}
        for message in messages:
            of_case.setdefault(message.key.decode(), []).append(message.value)
        for case_id in stage.versions:
            assert of_case[str(case_id)] == stage.store.history(case_id)

    return check


async def test_stored_events_stand_on_kafka_once_byte_for_byte_and_in_order_per_case(
    stage, relay, running, published_once
):
    stage.append_cases([uuid4() for _ in range(100)], BATCH // 100 * 2 + 5)
    async with running(relay):
        await published_once(2 * BATCH + 500)


async def test_events_saved_while_it_runs_follow(stage, relay, running, published_once):
    case_id = uuid4()
    async with running(relay):
        for count in (1, 2, 3):
            stage.append(case_id)
            await published_once(count)


async def test_a_plain_client_reads_cloudevents(stage, relay, running, published_once):
    case_id = uuid4()
    stage.append(case_id, traceparent=TRACEPARENT)
    async with running(relay):
        await published_once(1)
    [message] = await stage.published()
    headers = {name: value.decode() for name, value in message.headers}
    event = from_structured_event(KafkaMessage(headers=dict(message.headers), key=message.key, value=message.value))
    assert event.get_attributes()["specversion"] == "1.0"
    assert event.get_attributes()["type"] == "council.intake.RoleExplained.v1"
    assert event.get_data() == {"case_id": str(case_id)}
    assert headers == {"content-type": "application/cloudevents+json; charset=utf-8", "traceparent": TRACEPARENT}


async def test_access_events_go_to_a_topic_of_their_own_keyed_by_actor(stage, relay, running, eventually_async, acting):
    read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}", cases=(uuid4(),), versions=(1,))
    stage.store.record_access(read, acting(actor="auditor-1"))
    async with running(relay):
        topic = access_topic("intake", stage.namespace)

        async def there():
            return await stage.published(topic)

        [message] = await eventually_async(there, within=20)
    assert message.key == b"auditor-1"
    assert [message.value] == stage.stored()
    assert await stage.published() == []


async def test_candidates_are_published_with_their_events_keyed_by_case(
    stage, relay, running, eventually_async, acting
):
    case_id = uuid4()
    events = [intake.RoleExplained(case_id=case_id), intake.ConsultationClosed(case_id=case_id, result="solved")]
    stage.store.append_many([Appending(case_id, n, event, acting()) for n, event in enumerate(events, start=1)])
    async with running(relay):
        topic = candidates_topic("intake", stage.namespace)

        async def there():
            return await stage.published(topic)

        [message] = await eventually_async(there, within=20)
    assert message.key.decode() == str(case_id)
    candidate = read_envelope(message.value)
    assert candidate.data.step == "consultation_closed"
    assert [str(candidate.id)] == [
        str(event_id) for (event_id,) in stage.rows("SELECT event_id FROM events WHERE version = 2")
    ]
    assert len(await stage.published()) == 2


async def test_reads_gather_for_one_transaction_and_a_decision_does_not_wait_for_them(
    stage, running, published_once, eventually_async, acting
):
    patient = Relay("intake", stage.kafka, stage.namespace, stage.async_pool, stage.store, gathering_reads=300.0)
    read = access.Read(view=access.View.LIST, route="POST /v1/work", cases=(), versions=())

    async def the_first_is_out():
        return patient.published == 1

    async with running(patient):
        stage.store.record_access(read, acting(actor="auditor-1"))
        await eventually_async(the_first_is_out, within=20)
        for _ in range(1000):
            await asyncio.to_thread(stage.store.record_access, read, acting(actor="auditor-1"))
        stage.append(uuid4())

        async def all_are_out():
            return patient.published == 1002

        await eventually_async(all_are_out, within=20)
    transactions = len(await stage.published(relay_topic("intake", stage.namespace)))
    assert transactions <= 4  # some twenty and more when reads do not gather


async def test_a_second_relay_waits_and_takes_over_when_the_first_stops(stage, running, published_once):
    first, second = (Relay("intake", stage.kafka, stage.namespace, stage.async_pool, stage.store) for _ in range(2))
    case_id = uuid4()
    async with running(second):
        async with running(first):
            stage.append(case_id, 5)
            await published_once(5)
        stage.append(case_id, 5)
        await published_once(10)


async def test_a_relay_that_is_fenced_begins_again_and_publishes_nothing_twice(
    stage, relay, running, published_once, eventually
):
    """The second relay here is one that does not know of the lock."""
    case_id = uuid4()
    async with running(relay):
        stage.append(case_id, 5)
        await published_once(5)
        async with make_producer(stage.kafka, f"relay:{stage.namespace}.intake"):
            stage.append(case_id, 5)
            await published_once(10)


async def test_what_a_dead_relay_left_open_is_never_seen(stage, relay, running, published_once):
    case_id = uuid4()
    stage.append(case_id, 3)
    dead = make_producer(stage.kafka, f"relay:{stage.namespace}.intake")
    await dead.start()
    await dead.begin_transaction()
    await (await dead.send(f"{stage.namespace}.intake.events", b"half", key=str(case_id).encode()))
    async with running(relay):
        await published_once(3)
    await dead.stop()


async def test_a_relay_that_loses_its_database_connections_goes_on(stage, relay, running, published_once):
    case_id = uuid4()
    async with running(relay):
        for count in (5, 10, 15):
            stage.append(case_id, 5)
            await published_once(count)
            with psycopg.connect(stage.dsn, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


async def test_a_relay_that_is_stopped_and_started_goes_on_where_it_stood(stage, running, published_once):
    case_id = uuid4()
    for count in (4, 8, 12):
        stage.append(case_id, 4)
        async with running(Relay("intake", stage.kafka, stage.namespace, stage.async_pool, stage.store)):
            await published_once(count)


async def test_the_cursor_names_the_last_event_published(stage, relay, running, published_once):
    assert await read_cursor(stage.kafka, relay_topic("intake", stage.namespace)) is None
    case_id = uuid4()
    async with running(relay):
        stage.append(case_id, 5)
        await published_once(5)
    cursor = await read_cursor(stage.kafka, relay_topic("intake", stage.namespace))
    assert cursor is not None
    [(event_id,)] = stage.rows("SELECT event_id FROM events ORDER BY version DESC LIMIT 1")
    assert cursor.event_id == event_id


async def test_the_cursor_is_found_behind_many_aborted_transactions(stage, relay, running, published_once):
    case_id = uuid4()
    async with running(relay):
        stage.append(case_id, 5)
        await published_once(5)
    topic = relay_topic("intake", stage.namespace)
    before = await read_cursor(stage.kafka, topic)
    producer: AIOKafkaProducer
    async with make_producer(stage.kafka, f"relay:{stage.namespace}.intake") as producer:
        for _ in range(3):
            await producer.begin_transaction()
            for future in [await producer.send(topic, b"never", key=b"cursor") for _ in range(700)]:
                await future
            await producer.abort_transaction()
    assert await read_cursor(stage.kafka, topic) == before


async def test_nothing_is_published_while_the_lock_is_held_elsewhere(stage, relay, running, published_once, eventually):
    counted = RELAYED_EVENTS.labels("intake")
    case_id = uuid4()
    with psycopg.connect(stage.dsn, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(hashtextextended('relay:intake', 0))")
        async with running(relay):
            stage.append(case_id, 2)
            before = counted._value.get()
            contending = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s AND datname = current_database()"
            await asyncio.to_thread(eventually, lambda: stage.rows(contending, "%pg_try_advisory_lock%") == [(1,)])
            assert await stage.published() == []
            holder.close()
            await published_once(2)
            assert counted._value.get() - before == 2


async def test_a_save_of_the_same_process_wakes_the_relay(stage, running, eventually_async):
    """It looks at the store once an hour by itself."""
    relay = Relay("intake", stage.kafka, stage.namespace, stage.async_pool, stage.store, poll=3600)
    case_id = uuid4()
    async with running(relay):
        stage.append(case_id)
        await eventually_async(lambda: relay.published == 1, within=20)
        await asyncio.to_thread(stage.append, case_id)
        await eventually_async(lambda: relay.published == 2, within=20)
