"""A subscription's log on Kafka: the same events, in the same order, once each, whatever ends in between."""

import gc
import json
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events.topics import feed_topic, outlet_topic
from council_feed.delivery.outlet import AT_ONCE
from council_kit.kafka import make_producer

from tests.services.feed.desk import running


@pytest.fixture
def outlet(desk, kafka, namespace):
    """`outlet()`: one that begins where the last one ended."""
    return lambda: desk.outlet(kafka, namespace)


@pytest.fixture
def on_topic(kafka, eventually_async):
    """`await on_topic(topic, n)`: so many messages stand on it; gives (key, value) in order."""

    async def read(topic, count):
        place = TopicPartition(topic, 0)
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka, isolation_level="read_committed")
        await consumer.start()
        found = []
        try:
            consumer.assign([place])
            await consumer.seek_to_beginning(place)

            async def enough():
                for messages in (await consumer.getmany(timeout_ms=200)).values():
                    found.extend((message.key, message.value) for message in messages)
                return len(found) >= count

            await eventually_async(enough, within=30)
            return found
        finally:
            await consumer.stop()

    return read


@pytest.fixture
def published(on_topic, namespace):
    """`await published(subscription, n)`: so many events stand on its topic; gives (pseudonym, event) in order."""

    async def read(subscription, count):
        found = await on_topic(feed_topic(str(subscription), namespace), count)
        return [(key.decode(), value) for key, value in found]

    return read


async def test_a_log_stands_on_its_topic_keyed_by_pseudonym_in_its_order(desk, outlet, published):
    subscription = await desk.subscribe()
    sent = await desk.released(subscription, 25, cases=4, journaled=False)
    async with running(outlet(), desk.hub):
        assert await published(subscription, 25) == [(each.subject, each.body) for each in sent]


async def test_an_outlet_that_is_stopped_and_begun_again_repeats_nothing(desk, outlet, published):
    subscription = await desk.subscribe()
    sent = []
    for _ in range(3):
        sent += await desk.released(subscription, 10, journaled=False)
        async with running(outlet(), desk.hub):
            found = await published(subscription, len(sent))
        assert [body for _, body in found] == [each.body for each in sent]


async def test_a_release_of_any_length_is_one_transaction(desk, outlet, published, on_topic, namespace):
    """So a restored database never gets a part of one back from the journal, nor does a subscriber read a part."""
    subscription = await desk.subscribe()
    sent = await desk.released(subscription, 2 * AT_ONCE + 500, cases=40, journaled=False)
    async with running(outlet(), desk.hub):
        assert await published(subscription, len(sent)) == [(each.subject, each.body) for each in sent]
        marks = await on_topic(outlet_topic(namespace), 1)
        await desk.released(subscription, 1, journaled=False)
        await published(subscription, len(sent) + 1)
    assert [(UUID(bytes=key), json.loads(mark)["position"]) for key, mark in marks] == [(subscription, len(sent))]


async def test_an_outlet_that_is_fenced_begins_again_and_repeats_nothing(
    desk, outlet, published, kafka, namespace, caplog
):
    """The other one does not know of the lock; Kafka fences the older. The error is told once, and by us."""
    subscription = await desk.subscribe()
    async with running(outlet(), desk.hub):
        sent = await desk.released(subscription, 20, journaled=False)
        await published(subscription, 20)
        async with make_producer(kafka, f"feed:{namespace}"):
            sent += await desk.released(subscription, 20, journaled=False)
            found = await published(subscription, 40)
    assert [body for _, body in found] == [each.body for each in sent]
    gc.collect()
    assert [each.getMessage() for each in caplog.records if each.name == "asyncio"] == []


async def test_a_subscription_that_was_not_granted_kafka_has_no_topic(desk, outlet, published, kafka):
    subscription = await desk.subscribe(ways=("pull",))
    other = await desk.subscribe()
    await desk.released(subscription, 1, journaled=False)
    await desk.released(other, 1, journaled=False)
    async with running(outlet(), desk.hub):
        await published(other, 1)
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
        await consumer.start()
        try:
            topics = await consumer.topics()
        finally:
            await consumer.stop()
    assert not any(str(subscription) in topic for topic in topics)
