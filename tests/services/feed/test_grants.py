"""A subscriber signs in to the broker, reads its own topic, and nothing else."""

import asyncio
import time
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, KafkaError, Producer
from council_events.topics import events_topic, feed_topic
from council_feed.delivery.grants import KafkaGrants
from council_kit.kafka import create_topics
from council_local.stack import ensure_kafka

from tests.services.feed.desk import running


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """One that knows users, whatever broker the other tests have."""
    with ensure_kafka(tmp_path_factory.mktemp("broker")) as server:
        yield server


def signed_in(broker, user, password, **more):
    return {
        "bootstrap.servers": broker.outside,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": str(user),
        "sasl.password": password,
        "log_level": 0,
    } | more


def read(broker, user, password, topic, count, group=None):
    """What a plain client reads of a topic; the code of the error that it meets instead."""
    errors, found, deadline = [], [], time.monotonic() + 20
    settings = {"group.id": group or f"{user}-test", "auto.offset.reset": "earliest", "enable.auto.commit": False}
    settings["error_cb"] = lambda error: errors.append(error.code())
    consumer = Consumer(signed_in(broker, user, password, **settings))
    consumer.subscribe([topic])
    try:
        while len(found) < count and not errors and time.monotonic() < deadline:
            message = consumer.poll(0.2)
            if message is not None and message.error():
                errors.append(message.error().code())
            elif message is not None:
                found.append(message.value())
        return errors[0] if errors else found
    finally:
        consumer.close()


@pytest.fixture
def readable(broker, eventually_async):
    """`await readable(user, password, topic, bodies)`: once the user is there, this is what it reads."""

    async def check(user, password, topic, bodies):
        async def reads():
            return await asyncio.to_thread(read, broker, user, password, topic, len(bodies)) == bodies

        await eventually_async(reads, within=40)

    return check


async def test_a_subscriber_reads_its_own_topic_and_nothing_else(desk, broker, readable):
    namespace = f"test-{uuid4().hex[:8]}"
    await create_topics(broker.address, ["intake"], namespace)
    subscription, other = await desk.subscribe(), await desk.subscribe()
    sent = await desk.released(subscription, 5, journaled=False)
    await desk.released(other, 5, journaled=False)
    grants = KafkaGrants(broker.administrator, desk.keys)
    password = desk.keys.password(subscription, 1)
    topic, theirs = (feed_topic(str(each), namespace) for each in (subscription, other))

    async def reads(*arguments, **more):
        return await asyncio.to_thread(read, broker, subscription, *arguments, **more)

    async with running(desk.outlet(broker.address, namespace, grants), desk.hub):
        await readable(subscription, password, topic, [each.body for each in sent])
        assert await reads(password, theirs, 1) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert await reads(password, events_topic("intake", namespace), 1) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert await reads(password, topic, 1, group="another") == KafkaError.GROUP_AUTHORIZATION_FAILED
        assert await reads("wrong", topic, 1) == KafkaError._AUTHENTICATION


async def test_a_subscriber_writes_nothing(desk, broker, readable):
    namespace = f"test-{uuid4().hex[:8]}"
    subscription = await desk.subscribe()
    topic = feed_topic(str(subscription), namespace)
    sent = await desk.released(subscription, 1, journaled=False)
    grants = KafkaGrants(broker.administrator, desk.keys)
    async with running(desk.outlet(broker.address, namespace, grants), desk.hub):
        password = desk.keys.password(subscription, 1)
        await readable(subscription, password, topic, [sent[0].body])
        errors = []
        producer = Producer(signed_in(broker, subscription, password))
        producer.produce(topic, b"mine", on_delivery=lambda error, _: errors.append(error.code()))
        await asyncio.to_thread(producer.flush, 20)
    assert errors == [KafkaError.TOPIC_AUTHORIZATION_FAILED]


async def test_a_revoked_subscriber_cannot_sign_in_any_more(desk, broker, readable):
    namespace = f"test-{uuid4().hex[:8]}"
    subscription = await desk.subscribe()
    topic, password = feed_topic(str(subscription), namespace), desk.keys.password(subscription, 1)
    [sent] = await desk.released(subscription, 1, journaled=False)
    grants = KafkaGrants(broker.administrator, desk.keys)
    async with running(desk.outlet(broker.address, namespace, grants), desk.hub):
        await readable(subscription, password, topic, [sent.body])
    await grants.revoke(subscription)
    await grants.revoke(subscription)
    assert await asyncio.to_thread(read, broker, subscription, password, topic, 1) == KafkaError._AUTHENTICATION
