"""On the whole platform every service works with the rights that it declares, and with no other."""

import asyncio
import contextlib

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from council_events.topics import events_topic
from council_kit.broker import BrokerAddress
from council_local.catalogue import SERVICES

from tests.journeys.lines import Journey
from tests.whole import Whole


async def write(address: BrokerAddress, topic: str) -> None:
    producer = AIOKafkaProducer(**address.client())
    try:
        await producer.start()
        await producer.send_and_wait(topic, b"{}", partition=0)
    finally:
        await producer.stop()


def test_no_service_is_refused_anything_at_the_broker(platform: Whole, played: dict[str, Journey]):
    """Relays, projections, reactions, windows, the ledger and feed's delivery have all been at work by now."""
    assert played
    for service in SERVICES:
        said = platform.layout.log(service).read_text("utf-8")
        assert "relay publishes" in said
        refused = [line for line in said.splitlines() if "Authorization" in line or "AUTHORIZATION" in line]
        assert refused == []
        assert "windows begin again" not in said


def test_the_password_of_one_service_writes_no_topic_of_another(platform: Whole):
    address = BrokerAddress.of(platform.running.environments["support"]["COUNCIL_KAFKA"])
    with pytest.raises(TopicAuthorizationFailedError):
        asyncio.run(write(address, events_topic("intake", platform.running.namespace)))


def test_nobody_connects_without_signing_in(platform: Whole):
    address = BrokerAddress.of(platform.running.kafka)
    with contextlib.suppress(KafkaConnectionError):
        asyncio.run(write(BrokerAddress(address.servers), events_topic("intake", platform.running.namespace)))
        pytest.fail("it was let in")
