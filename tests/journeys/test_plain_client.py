"""The topics as another system's Kafka client reads them: librdkafka, and the CloudEvents library."""

import json
from uuid import uuid4

from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from confluent_kafka import Consumer, TopicPartition
from council_events.topics import PARTITIONS, events_topic
from council_kit.broker import BrokerAddress
from council_local.catalogue import SERVICES
from council_local.demo.client import Client
from council_local.profiles import Course

from tests.journeys.test_restructuring import play, told
from tests.whole import Whole


def read_to_the_end(platform: Whole) -> list[KafkaMessage]:
    """Every committed message of the event topics that stands there now."""
    consumer = Consumer(
        {
            **BrokerAddress.of(platform.running.kafka).native(),
            "group.id": f"plain-{uuid4()}",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    topics = [events_topic(service, platform.running.namespace) for service in SERVICES]
    places = [TopicPartition(topic, partition, 0) for topic in topics for partition in range(PARTITIONS)]
    consumer.assign(places)
    found, ended = [], 0
    while ended < len(places):
        message = consumer.poll(30)
        assert message is not None, "the broker did not answer in time"
        if message.error():
            assert message.error().code() == -191, message.error()  # the end of a partition
            ended += 1
        else:
            headers = {name: value.decode() for name, value in message.headers() or []}
            found.append(KafkaMessage(headers=headers, key=message.key(), value=message.value()))
    consumer.close()
    return found


def test_the_topics_are_cloudevents_to_a_plain_kafka_client(platform: Whole) -> None:
    profile = told(Course.SUBSIDY, 77)

    async def playing(client: Client) -> None:
        await play(client, profile)

    platform.run(playing)
    messages: list[KafkaMessage] = []

    def arrived() -> bool:
        messages[:] = read_to_the_end(platform)
        return any(b"council.subsidy.FeePaid.v1" in (message.value or b"") for message in messages)

    platform.until(arrived, 60)
    for message in messages:
        event = from_structured_event(message)
        assert event.get_specversion() == "1.0"
        assert event.get_type().startswith("council.")
        assert event.get_source().startswith("/councils/")
        assert message.key == event.get_extension("partitionkey").encode()
        assert json.loads(message.value)["id"] == event.get_id()
