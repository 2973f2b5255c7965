"""Whoever changes a copy of the record, with the rights of a database administrator or at Kafka's own files, is found."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from aiokafka.record.util import calc_crc32c
from council_audit.ledger import Drift, Folder, Kind, check_kafka, check_ledger, topics_of
from council_events import intake
from council_events.topics import events_topic
from council_kit.kafka import create_topics, make_consumer
from council_kit.merkle import Verifier
from council_local.stack import Server, ensure_kafka

from tests.services.audit.situations import SIGNER, entries, opened, raw
from tests.services.audit.test_sequencer import Log

pytestmark = pytest.mark.long

CASE = uuid4()
EVENTS = [raw(intake.RoleExplained(case_id=CASE), CASE, version) for version in range(1, 601)]
LOG = Verifier.of(SIGNER.verifier_key)


@pytest.fixture
async def ledger(database: str, tmp_path: Path) -> tuple[str, Path]:
    """600 entries under checkpoints of 300 and 590; the last ten stand under none yet."""
    folder = tmp_path / "ledger"
    async with opened(database, folder) as book:
        for first, last in ((0, 300), (300, 590)):
            await book.leaves.append(entries(EVENTS[first:last], first))
            await book.publish()
        await book.leaves.append(entries(EVENTS[590:], 590))
    return database, folder


def found(ledger: tuple[str, Path]) -> list[Drift]:
    with psycopg.connect(ledger[0]) as connection:
        return list(check_ledger(connection, Folder(ledger[1]), LOG))


def kinds(drifts: list[Drift]) -> set[tuple[str, Kind]]:
    return {(drift.copy, drift.kind) for drift in drifts}


async def test_a_ledger_that_nobody_touched_has_no_drift(ledger: tuple[str, Path]):
    assert found(ledger) == []


IN_THE_DATABASE = [
    pytest.param(
        "UPDATE ledger.leaves SET raw = replace(raw::text, '6b', '6c')::bytea WHERE index = 123",
        Kind.ENTRY_CHANGED, "#123", id="a changed entry",
    ),
    pytest.param(
        "UPDATE ledger.leaves SET raw = 'x', leaf_hash = sha256('\\x0078') WHERE index = 123",
        Kind.ENTRY_CHANGED, "#123", id="a changed entry with its hash",
    ),
    pytest.param("DELETE FROM ledger.leaves WHERE index = 123", Kind.ENTRY_MISSING, "#123", id="a deleted entry"),
    pytest.param(
        "UPDATE ledger.leaves AS one SET raw = other.raw FROM ledger.leaves AS other"
        " WHERE (one.index, other.index) IN ((7, 400), (400, 7))",
        Kind.REORDERED, "#7", id="two entries swapped",
    ),
    pytest.param(
        "UPDATE ledger.leaves SET case_id = gen_random_uuid() WHERE index = 50", Kind.MISFILED, "#50",
        id="an entry hidden from its case",
    ),
    pytest.param(
        "UPDATE ledger.leaves SET leaf_hash = sha256('x') WHERE index = 50", Kind.HASHES_CHANGED, "#50",
        id="a changed hash",
    ),
    pytest.param(
        "UPDATE ledger.tiles SET nodes = overlay(nodes PLACING 'x'::bytea FROM 4000) WHERE (level, number) = (0, 1)",
        Kind.HASHES_CHANGED, "tile 0/1", id="a changed tile",
    ),
    pytest.param(
        "UPDATE ledger.checkpoints SET root = sha256('x') WHERE size = 300", Kind.CHECKPOINT_CHANGED, "300",
        id="a changed root",
    ),
    pytest.param(
        "UPDATE ledger.checkpoints SET note = replace(note, '300', '301') WHERE size = 300", Kind.CHECKPOINT_CHANGED,
        "300", id="a changed note",
    ),
    pytest.param(
        "UPDATE ledger.leaves SET raw = 'x' WHERE index = 595", Kind.ENTRY_CHANGED, "#595",
        id="a changed entry that no checkpoint covers yet",
    ),
    pytest.param("DELETE FROM ledger.leaves WHERE index = 595", Kind.ENTRY_MISSING, "#595", id="one of those deleted"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "kind", "where"), IN_THE_DATABASE)
async def test_what_is_changed_in_the_database_is_found(
    ledger: tuple[str, Path], statement: str, kind: Kind, where: str
):
    with psycopg.connect(ledger[0], autocommit=True) as intruder:
        intruder.execute("SET session_replication_role = replica")  # past every trigger, as a superuser may
        assert intruder.execute(statement).rowcount in (1, 2)
    drifts = found(ledger)
    assert [drift for drift in drifts if drift.copy == "ledger" and drift.kind is kind and where in drift.where], drifts
    assert {drift.copy for drift in drifts} == {"ledger"}


IN_THE_FOLDER = [
    pytest.param("tile/entries/000", Kind.ENTRY_CHANGED, id="a changed bundle"),
    pytest.param("tile/0/001", Kind.HASHES_CHANGED, id="a changed tile"),
    pytest.param("checkpoint", Kind.CHECKPOINT_CHANGED, id="a changed checkpoint"),
]


@pytest.mark.parametrize(("name", "kind"), IN_THE_FOLDER)
async def test_what_is_changed_in_the_folder_is_found(ledger: tuple[str, Path], name: str, kind: Kind):
    file = ledger[1] / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert ("folder", kind) in kinds(found(ledger))


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/0/001"])
async def test_what_is_missing_in_the_folder_is_found(ledger: tuple[str, Path], name: str):
    (ledger[1] / name).unlink()
    assert ("folder", Kind.UNREADABLE) in kinds(found(ledger))


# Kafka's own files


@pytest.fixture(scope="module")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A broker whose files this test may lay hands on."""
    folder = tmp_path_factory.mktemp("broker")
    with ensure_kafka(folder) as server:
        yield server, folder / "kafka" / "data"


@pytest.fixture
async def log(own_broker: tuple[Server, Path], namespace: str, database: str, tmp_path: Path, eventually_async: Callable[..., Any]) -> Log:  # fmt: skip
    await create_topics(own_broker[0].address, ["intake"], namespace=namespace)
    return Log(own_broker[0].address, namespace, database, tmp_path / "ledger", eventually_async)


async def of_kafka(log: Log) -> list[Drift]:
    consumer = make_consumer(log.kafka, client_id="drift")
    await consumer.start()
    try:
        async with await psycopg.AsyncConnection.connect(log.database) as connection:
            return [drift async for drift in check_kafka(consumer, connection, topics_of(log.namespace))]
    finally:
        await consumer.stop()


def segment(data: Path, log: Log) -> tuple[Path, str]:
    """The file of a partition that holds events, and the partition's name."""
    topic = events_topic("intake", log.namespace)
    file = max(data.glob(f"{topic}-*/*.log"), key=lambda each: each.stat().st_size)
    return file, f"{topic}/{file.parent.name.rpartition('-')[2]}"


def rewrite(file: Path, old: bytes, new: bytes, *, mend: bool) -> None:
    """Change a record where it lies; `mend`: compute the batch's checksum anew, as somebody who knows the format would."""
    content = bytearray(file.read_bytes())
    at = content.index(old)
    content[at : at + len(old)] = new
    start = 0
    while mend and start < len(content):
        (length,) = struct.unpack_from(">i", content, start + 8)
        end = start + 12 + length
        struct.pack_into(">I", content, start + 17, calc_crc32c(bytes(content[start + 21 : end])))
        start = end
    with file.open("r+b") as opened_file:
        opened_file.write(content)


async def test_records_that_nobody_touched_agree_and_those_behind_the_ledger_are_no_drift(log: Log):
    sent = await log.produce(40)
    async with log.running():
        await log.holds(sent)
    assert await of_kafka(log) == []
    await log.produce(10)
    assert await of_kafka(log) == []


async def test_a_record_rewritten_in_kafkas_file_is_found_by_its_place(log: Log, own_broker: tuple[Server, Path]):
    async with log.running():
        await log.holds(await log.produce(40))
    file, where = segment(own_broker[1], log)
    rewrite(file, b'"actor":"p13-deputy"', b'"actor":"p13-nobody"', mend=True)
    (drift,) = await of_kafka(log)
    assert (drift.copy, drift.kind) == ("kafka", Kind.ENTRY_CHANGED)
    assert drift.where.startswith(f"{where}@0 #")


async def test_a_record_broken_in_kafkas_file_is_found(log: Log, own_broker: tuple[Server, Path]):
    async with log.running():
        await log.holds(await log.produce(40))
    file, where = segment(own_broker[1], log)
    rewrite(file, b'"actor":"p13-deputy"', b'"actor":"p13-nobody"', mend=False)
    (drift,) = await asyncio.wait_for(of_kafka(log), 60)
    assert (drift.copy, drift.kind) == ("kafka", Kind.UNREADABLE)
    assert drift.where.startswith(where)


async def test_a_topic_whose_records_were_deleted_is_found(log: Log):
    sent = await log.produce(40)
    async with log.running():
        await log.holds(sent)
    with psycopg.connect(log.database, autocommit=True) as connection:
        topic = events_topic("intake", log.namespace)
        row = connection.execute(
            "SELECT partition, count(*) FROM ledger.leaves WHERE topic = %s GROUP BY partition ORDER BY 2 DESC", [topic]
        ).fetchone()
    assert row is not None
    await delete_records(log.kafka, topic, row[0])
    drifts = await of_kafka(log)
    assert {(drift.copy, drift.kind) for drift in drifts} == {("kafka", Kind.ENTRY_MISSING)}
    assert len(drifts) == row[1]


async def delete_records(kafka: str, topic: str, partition: int) -> None:
    """As an administrator of Kafka may."""
    from aiokafka import TopicPartition
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.admin.records_to_delete import RecordsToDelete

    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(topic, partition): RecordsToDelete(before_offset=-1)})
    finally:
        await admin.close()
