"""Every service signs in to a real broker with its authorizer on, does its work there, and nothing else."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    KafkaConnectionError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from confluent_kafka import Consumer, KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from council_events.topics import (
    access_topic,
    candidates_topic,
    changelog_topic,
    events_topic,
    feed_topic,
    group_prefix,
    journal_topic,
    outlet_topic,
    relay_topic,
    relay_transaction,
)
from council_feed.delivery.grants import KafkaGrants
from council_feed.delivery.keys import Keys
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import Operation, Resource, Uses
from council_kit.kafka import create_event_topics, create_log_topic, create_topics, make_consumer, make_producer
from council_local import principals
from council_local.catalogue import SERVICES
from council_local.stack import Server, ensure_kafka

pytestmark = pytest.mark.long

BY_SERVICE = {uses.service: uses for uses in principals.USES}
NAMESPACE = f"test-{uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As `council up` has it: nobody connects without signing in."""
    with ensure_kafka(tmp_path_factory.mktemp("broker"), guarded=True) as server:
        asyncio.run(create_topics(server.administrator, namespace=NAMESPACE))
        yield server


@pytest.fixture(scope="module")
def addresses(broker: Server) -> dict[str, str]:
    return provided(broker)


def provided(broker: Server, prefix: str = "password") -> dict[str, str]:
    passwords = {name: f"{prefix}-{name}" for name in principals.rights(NAMESPACE)}
    return principals.provide(broker.administrator, NAMESPACE, passwords)


async def published(address: str, transactional_id: str, *topics: str) -> None:
    """One transaction with a record on each topic."""
    producer = make_producer(address, transactional_id)
    try:
        await producer.start()
        async with producer.transaction():
            for topic in topics:
                await producer.send_and_wait(topic, b"{}", key=b"key", partition=0)
    finally:
        await producer.stop()


async def read(address: str, *topics: str, group: str | None = None) -> int:
    """How many records there are on partition 0 of these topics; in a group where one is named."""
    consumer = make_consumer(address, group)
    try:
        await consumer.start()
        if group:
            consumer.subscribe(topics)
            return len([await asyncio.wait_for(consumer.getone(), 30)])
        places = [TopicPartition(topic, 0) for topic in topics]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        found = 0
        while [place for place in places if await consumer.position(place) < ends[place]]:
            found += sum(map(len, (await consumer.getmany(timeout_ms=200)).values()))
        return found
    finally:
        await consumer.stop()


async def holds(count: int, address: str, *topics: str) -> bool:
    """Whether so many can be read. What was committed can be a moment later: the broker marks each partition after it has answered."""
    return await read(address, *topics) == count


def refusal(address: str, topic: str, group: str) -> int | None:
    """The code with which the broker refuses a reader in this group; None when it lets it read."""
    codes: list[int] = []
    settings = {"group.id": group, "log_level": 0, "error_cb": lambda error: codes.append(error.code())}
    consumer = Consumer({**BrokerAddress.of(address).native(), **settings, "enable.partition.eof": True})
    consumer.subscribe([topic])
    deadline = time.monotonic() + 20
    try:
        while not codes and time.monotonic() < deadline:
            message = consumer.poll(0.2)
            if message is not None:
                codes.append(message.error().code() if message.error() else KafkaError._PARTITION_EOF)
    finally:
        consumer.close()
    assert codes, "the broker did not answer in time"
    return None if codes[0] == KafkaError._PARTITION_EOF else codes[0]


async def written(address: str, topic: str) -> None:
    producer = AIOKafkaProducer(**BrokerAddress.of(address).client())
    try:
        await producer.start()
        await producer.send_and_wait(topic, b"{}", key=b"key", partition=0)
    finally:
        await producer.stop()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_does_its_work(addresses: dict[str, str], service: str, eventually_async: Callable[..., Any]):
    uses, address = BY_SERVICE[service], addresses[service]
    own = [name(service, NAMESPACE) for name in (events_topic, access_topic, relay_topic)]
    await published(address, relay_transaction(service, NAMESPACE), *own)
    await create_topics(address, [], NAMESPACE)
    await eventually_async(lambda: holds(3, address, *own))
    for reads in uses.reads:
        await create_event_topics(address, reads.topics(NAMESPACE))
        await read(address, *reads.topics(NAMESPACE))
    assert await read(address, own[0], group=f"{group_prefix(service, NAMESPACE)}cases") == 1
    for table in uses.tables:
        changelog = changelog_topic(service, table, NAMESPACE)
        await create_log_topic(address, changelog)
        await written(address, changelog)


async def test_feed_fills_the_logs_of_its_subscriptions(
    addresses: dict[str, str], eventually_async: Callable[..., Any]
):
    log = feed_topic(str(uuid4()), NAMESPACE)
    await create_log_topic(addresses["feed"], outlet_topic(NAMESPACE), compacted=True)
    journal = journal_topic(NAMESPACE)
    for topic in (log, journal):
        await create_log_topic(addresses["feed"], topic)
    await published(addresses["feed"], f"feed:{NAMESPACE}", log, journal, outlet_topic(NAMESPACE))
    await eventually_async(lambda: holds(2, addresses["feed"], journal, outlet_topic(NAMESPACE)))


async def test_a_service_writes_no_topic_of_another(addresses: dict[str, str]):
    for topic in (events_topic("intake", NAMESPACE), relay_topic("intake", NAMESPACE), outlet_topic(NAMESPACE)):
        with pytest.raises(TopicAuthorizationFailedError):
            await written(addresses["support"], topic)
    with pytest.raises(TransactionalIdAuthorizationFailed):
        await published(addresses["support"], relay_transaction("intake", NAMESPACE))
    with pytest.raises(TopicAuthorizationFailedError):
        await create_event_topics(addresses["support"], [f"{NAMESPACE}.support.more"])


def test_a_service_reads_nothing_that_it_does_not_declare(addresses: dict[str, str]):
    own = "{}try".format
    for service, topic in (
        ("support", candidates_topic("intake", NAMESPACE)),
        ("support", access_topic("intake", NAMESPACE)),
        ("reporting", access_topic("intake", NAMESPACE)),
        ("feed", events_topic("intake", NAMESPACE)),
        ("audit", candidates_topic("intake", NAMESPACE)),
        ("audit", journal_topic(NAMESPACE)),
    ):
        group = own(group_prefix(service, NAMESPACE))
        assert refusal(addresses[service], topic, group) == KafkaError.TOPIC_AUTHORIZATION_FAILED, (service, topic)
    events = events_topic("intake", NAMESPACE)
    assert refusal(addresses["support"], events, own(group_prefix("support", NAMESPACE))) is None
    theirs = own(group_prefix("intake", NAMESPACE))
    assert refusal(addresses["support"], events, theirs) == KafkaError.GROUP_AUTHORIZATION_FAILED


async def test_a_user_of_another_namespace_learns_of_no_topic(broker: Server):
    other = f"test-{uuid4().hex[:8]}"
    stranger = principals.provide(broker.administrator, other, dict.fromkeys(principals.rights(other), "password"))
    listed = AdminClient({**BrokerAddress.of(stranger["intake"]).native(), "log_level": 0}).list_topics(timeout=20)
    assert not [topic for topic in listed.topics if topic.startswith(NAMESPACE)]
    events, group = events_topic("intake", NAMESPACE), f"{group_prefix('intake', other)}try"
    assert await asyncio.to_thread(refusal, stranger["intake"], events, group) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    with pytest.raises(TopicAuthorizationFailedError):
        await written(stranger["intake"], events)


@pytest.mark.parametrize("who", ["nobody", "unknown", "wrong password"])
async def test_who_does_not_sign_in_does_not_connect(broker: Server, addresses: dict[str, str], who: str):
    known = BrokerAddress.of(addresses["intake"])
    address = {
        "nobody": known.servers,
        "unknown": str(known.signed_in_as("somebody", "password")),
        "wrong password": str(known.signed_in_as(known.user, "wrong")),
    }[who]
    with pytest.raises(KafkaConnectionError):
        await written(address, events_topic("intake", NAMESPACE))


async def test_only_the_granting_user_makes_users(addresses: dict[str, str]):
    keys, subscription = Keys(b"k" * 32), uuid4()
    topic = feed_topic(str(subscription), NAMESPACE)
    with pytest.raises(KafkaException, match="CLUSTER_AUTHORIZATION_FAILED"):
        await KafkaGrants(addresses["feed"], keys).grant(subscription, topic, 1)
    await KafkaGrants(addresses[principals.GRANTING], keys).grant(subscription, topic, 1)
    with pytest.raises(TopicAuthorizationFailedError):
        await written(addresses[principals.GRANTING], events_topic("intake", NAMESPACE))


def test_a_right_that_is_declared_no_more_is_taken_away(
    broker: Server, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    asked = addresses["subsidy"], events_topic("intake", NAMESPACE), f"{group_prefix('subsidy', NAMESPACE)}try"
    assert refusal(*asked) is None
    smaller = tuple(Uses("subsidy", ()) if uses.service == "subsidy" else uses for uses in principals.USES)
    with monkeypatch.context() as declared:
        declared.setattr(principals, "USES", smaller)
        provided(broker)
    assert refusal(*asked) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    provided(broker)
    assert refusal(*asked) is None


async def test_a_new_password_is_for_the_next_connection(broker: Server, addresses: dict[str, str]):
    """Rotation: what is connected works on, so that services can be restarted one after the other."""
    topic, transaction = events_topic("governance", NAMESPACE), relay_transaction("governance", NAMESPACE)
    async with make_producer(addresses["governance"], transaction) as before:
        renewed = provided(broker, "renewed")
        async with before.transaction():
            await before.send_and_wait(topic, b"{}", partition=0)
        with pytest.raises(KafkaConnectionError):
            await written(addresses["governance"], topic)
    await published(renewed["governance"], transaction, topic)
    provided(broker)


def test_no_service_may_alter_the_cluster_or_read_what_feed_alone_reads():
    for name, rights in principals.rights(NAMESPACE).items():
        assert (any(right.resource is Resource.CLUSTER for right in rights)) == name.endswith(principals.GRANTING)
        reads = {right.name for right in rights if right.operation is Operation.READ}
        assert any("candidates" in each for each in reads) == (name == f"{NAMESPACE}-feed")
