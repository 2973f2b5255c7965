"""Topics, partitions and headers are what any Kafka client expects."""

from __future__ import annotations

from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.partitioner import DefaultPartitioner
from council_events.topics import access_topic, events_topic, relay_topic
from council_kit.kafka import TopicShapeError, create_topics, headers_of, partition_of, traceparent_of
from hypothesis import given
from hypothesis import strategies as st

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@given(st.text(min_size=1))
def test_a_key_has_the_partition_that_another_client_gives_it(key):
    assert partition_of(key) == DefaultPartitioner()(key.encode(), list(range(12)), [])


def test_the_partition_of_a_known_key_never_changes():
    assert [partition_of(f"case-{number}") for number in range(8)] == [6, 8, 7, 5, 9, 1, 0, 9]


async def test_event_topics_have_twelve_partitions_and_are_kept_for_ever(kafka, namespace):
    await create_topics(kafka, ["intake"], namespace)
    shown = await described(kafka, events_topic("intake", namespace), access_topic("intake", namespace))
    assert shown == [(12, "delete", "-1", "-1")] * 2


async def test_the_cursor_of_a_relay_has_one_compacted_partition(kafka, namespace):
    await create_topics(kafka, ["intake"], namespace)
    [(partitions, policy, _, _)] = await described(kafka, relay_topic("intake", namespace))
    assert (partitions, policy) == (1, "compact")


async def test_topics_that_exist_are_left_as_they_are(kafka, namespace):
    await create_topics(kafka, ["intake"], namespace)
    await create_topics(kafka, ["intake", "support"], namespace)
    assert len(await described(kafka, events_topic("support", namespace))) == 1


async def test_a_topic_of_another_shape_is_refused(kafka, namespace):
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(events_topic("intake", namespace), 3, 1)])
    await admin.close()
    with pytest.raises(TopicShapeError, match="3 partitions, not 12"):
        await create_topics(kafka, ["intake"], namespace)


def test_a_message_carries_its_content_type_and_the_trace_it_belongs_to(make_envelope):
    untraced = make_envelope(uuid4())
    traced = untraced.replace(b'"traceparent":null', f'"traceparent":"{TRACEPARENT}"'.encode())
    content_type = ("content-type", b"application/cloudevents+json; charset=utf-8")
    assert headers_of(untraced) == [content_type]
    assert headers_of(traced) == [content_type, ("traceparent", TRACEPARENT.encode())]
    assert (traceparent_of(untraced), traceparent_of(traced)) == (None, TRACEPARENT)


async def described(bootstrap, *names):
    """(partitions, cleanup policy, retention in ms, in bytes) of each topic."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        shapes = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics(list(names))}
        found = []
        for name in names:
            [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
            values = {entry[0]: entry[1] for entry in answer.resources[0][4]}
            found.append((shapes[name], values["cleanup.policy"], values["retention.ms"], values["retention.bytes"]))
        return found
    finally:
        await admin.close()
