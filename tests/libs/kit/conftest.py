"""A stage for relay and runner: topics of its own, a database of its own, and a store that fills them; and a door."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from council_events import Envelope, Event, intake, schema_uri, to_bytes
from council_events.topics import PARTITIONS, events_topic
from council_events.values import Purpose
from council_kit.auth import make_token_keys
from council_kit.clock import Clock
from council_kit.kafka import create_topics
from council_kit.postgres import AsyncPool, Pool, open_async_pool, open_pool
from council_kit.runner import Projection, Record, Runner
from council_kit.store import Acting, Appending, Store
from council_kit.vault import KeyFiles, Vault, generate_keys
from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from tests.libs.kit.door import Serving, World, saved


def acting(actor: str = "p13-head", *, traceparent: str | None = None) -> Acting:
    return Acting(
        actor=actor,
        council="13",
        purpose=Purpose.CASE_WORK,
        occurred_on=dt.date(2025, 4, 1),
        correlation_id=uuid4(),
        traceparent=traceparent,
    )


@dataclass
class Stage:
    kafka: str
    namespace: str
    dsn: str
    pool: Pool
    async_pool: AsyncPool
    store: Store
    versions: dict[UUID, int] = field(default_factory=dict)

    def append(self, case_id: UUID, count: int = 1, *, traceparent: str | None = None) -> None:
        """Save `count` more events of a case."""
        first = self.versions.get(case_id, 0) + 1
        said = acting(traceparent=traceparent)
        event = intake.RoleExplained(case_id=case_id)
        self.store.append_many([Appending(case_id, first + number, event, said) for number in range(count)])
        self.versions[case_id] = first + count - 1

    def append_cases(self, cases: Sequence[UUID], count: int) -> None:
        """Save `count` more events of each case, in turns."""
        said = acting()
        items = []
        for _ in range(count):
            for case_id in cases:
                version = self.versions[case_id] = self.versions.get(case_id, 0) + 1
                items.append(Appending(case_id, version, intake.RoleExplained(case_id=case_id), said))
        for start in range(0, len(items), 1000):
            self.store.append_many(items[start : start + 1000])

    def stored(self) -> list[bytes]:
        """The bytes of every stored event."""
        with psycopg.connect(self.dsn) as connection:
            return [
                bytes(row[0]) for row in connection.execute("SELECT body FROM events ORDER BY epoch, xid, position")
            ]

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(query, parameters).fetchall()

    async def published(self, topic: str | None = None) -> list[ConsumerRecord[bytes, bytes]]:
        """Every committed message of a topic."""
        return await read_all(self.kafka, topic or events_topic("intake", self.namespace))

    async def produce(
        self, messages: Sequence[tuple[str, bytes]], service: str = "intake", partition: int | None = None
    ) -> None:
        """Put messages on an events topic without a store."""
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka)
        await producer.start()
        try:
            for key, value in messages:
                topic = events_topic(service, self.namespace)
                await producer.send(topic, value, key=key.encode(), partition=partition)
            await producer.flush()
        finally:
            await producer.stop()


async def read_all(bootstrap: str, topic: str) -> list[ConsumerRecord[bytes, bytes]]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed")
    await consumer.start()
    try:
        partitions = await consumer._client._wait_on_metadata(topic)
        partitions = 1 if topic.endswith(".relay") else PARTITIONS
        places = [TopicPartition(topic, partition) for partition in range(partitions)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        found: list[ConsumerRecord[bytes, bytes]] = []
        while [place for place, end in ends.items() if await consumer.position(place) < end]:
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                found += messages
        return found
    finally:
        await consumer.stop()


def envelope(case_id: UUID, sequence: int = 1, *, event: Event | None = None, service: str = "intake") -> bytes:
    """The bytes of an event as its service would have appended it."""
    said = event or intake.RoleExplained(case_id=case_id)
    return to_bytes(
        Envelope[type(said)](  # type: ignore[misc]  # the class of the event at hand
            id=uuid7(),
            source=f"/councils/13/{service}",
            type=said.type_name,
            subject=str(case_id),
            time=dt.datetime(2025, 4, 1, 3, tzinfo=dt.UTC),
            dataschema=schema_uri(said.type_name),
            occurredon=dt.date(2025, 4, 1),
            sequence=sequence,
            streamid=case_id,
            partitionkey=str(case_id),
            council="13",
            actor="p13-head",
            purpose=Purpose.CASE_WORK,
            correlationid=uuid4(),
            data=said,
        )
    )


@pytest.fixture
def make_envelope() -> Callable[..., bytes]:
    """`make_envelope(case_id, sequence=1, event=…, service=…)`: bytes of an event."""
    return envelope


@pytest.fixture(name="acting")
def make_acting() -> Callable[..., Acting]:
    """`acting(actor=…, traceparent=…)`: who acts."""
    return acting


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[Pool]:
    """One database for the tests of a file."""
    with open_pool(module_database) as pool:
        yield pool


@pytest.fixture(scope="module")
def vault(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Its vault, in the same database, with the keys of one council."""
    keys = tmp_path_factory.mktemp("keys")
    generate_keys(keys, ["13"])
    return Vault(pool, KeyFiles(keys))


@pytest.fixture
async def stage(kafka: str, namespace: str, database: str) -> AsyncIterator[Stage]:
    """Topics of intake and support, a store for intake, and the pools of one service."""
    await create_topics(kafka, ["intake", "support"], namespace)
    with open_pool(database) as pool:
        async with open_async_pool(database) as async_pool:
            store = Store("intake", pool, None, Clock())
            yield Stage(kafka, namespace, database, pool, async_pool, store)


@pytest.fixture
def running() -> Callable[..., Any]:
    """`async with running(relay, runner):` runs them until the block ends."""

    @contextlib.asynccontextmanager
    async def run(*parts: Any) -> AsyncIterator[None]:
        stop = asyncio.Event()
        tasks = [asyncio.create_task(part.run(stop)) for part in parts]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*tasks)

    return run


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str], eventually_async: Callable[..., Any]) -> Callable[..., Any]:
    """`await said(text)`: it was logged."""
    heard: list[str] = []

    async def check(text: str) -> None:
        def listen() -> bool:
            heard.extend(capfd.readouterr())
            return text in "".join(heard)

        await eventually_async(listen, within=20)

    return check


NOTES_DDL = """
CREATE TABLE seen (place bigint GENERATED ALWAYS AS IDENTITY, case_id text, sequence int, service text);
CREATE TABLE counts (case_id text PRIMARY KEY, events int NOT NULL);
"""


async def note_all(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    """Note every event, and count those of each case."""
    said = [record.envelope for record in records]
    cases = [each.partitionkey for each in said]
    await connection.execute(
        "INSERT INTO seen (case_id, sequence, service) SELECT * FROM unnest(%s::text[], %s::int[], %s::text[])",
        [cases, [each.sequence for each in said], [each.service for each in said]],
    )
    await connection.execute(
        """INSERT INTO counts SELECT case_id, count(*) FROM unnest(%s::text[]) AS of(case_id) GROUP BY case_id
           ON CONFLICT (case_id) DO UPDATE SET events = counts.events + excluded.events""",
        [cases],
    )


@pytest.fixture
def notes() -> Callable[..., Projection]:
    """`notes(name=…, services=…, ddl=…, before=…)`: a projection that notes each event, after `before(connection, records)`."""

    def make(*, before: Callable[..., Any] | None = None, **changes: Any) -> Projection:
        async def apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
            if before is not None:
                await before(connection, records)
            await note_all(connection, records, vault)

        return Projection(**{"name": "notes", "services": ("intake",), "ddl": NOTES_DDL, "apply": apply} | changes)

    return make


@pytest.fixture
def runner(stage: Stage) -> Callable[..., Runner]:
    """`runner(projection, …, reactions=[…])`: a runner of these."""

    def make(*projections: Projection, **kwargs: Any) -> Runner:
        return Runner("reporting", stage.kafka, stage.namespace, stage.async_pool, projections, **kwargs)

    return make


@pytest.fixture
def seen(stage: Stage, eventually_async: Callable[..., Any]) -> Callable[..., Any]:
    """`await seen(n)`: n events were noted, each case's in the order of its stream and none twice; gives them by case."""

    async def check(count: int, schema: str = "notes", within: float = 20) -> dict[str, list[int]]:
        def noted() -> list[tuple[Any, ...]]:
            if stage.rows("SELECT to_regclass(%s)", f"{schema}.seen") == [(None,)]:
                return []
            return stage.rows(f"SELECT case_id, sequence FROM {schema}.seen ORDER BY place")

        await eventually_async(lambda: len(noted()) >= count, within=within)
        rows = noted()
        assert len(rows) == count
        of_case: dict[str, list[int]] = {}
        for case_id, sequence in rows:
            of_case.setdefault(case_id, []).append(sequence)
        for sequences in of_case.values():
            assert sequences == sorted(set(sequences))
        counted = dict(stage.rows(f"SELECT case_id, events FROM {schema}.counts"))
        assert counted == {case_id: len(sequences) for case_id, sequences in of_case.items()}
        return of_case

    return check


@pytest.fixture
def produce_cases(stage: Stage) -> Callable[..., Any]:
    """`await produce_cases(cases, numbers, service=…)`: these events of each case on the service's topic, in turns."""

    async def produce(cases: Sequence[UUID], numbers: Iterable[int], service: str = "intake") -> None:
        messages = [(str(case), envelope(case, number, service=service)) for number in numbers for case in cases]
        await stage.produce(messages, service)

    return produce


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> World:
    folder = tmp_path_factory.mktemp("keys")
    private, public = folder / "gateway.jwk", folder / "gateway.pub.jwk"
    make_token_keys(private, public)
    return World(public, private, serving)


@pytest.fixture(scope="module")
def open_house(house: World) -> Iterator[httpx.Client]:
    with house.client() as client:
        yield client


@pytest.fixture
def world(house: World) -> World:
    house.calls.clear()
    house.does = lambda: saved(1)
    return house


@pytest.fixture
def client(world: World, open_house: httpx.Client) -> httpx.Client:
    return open_house
