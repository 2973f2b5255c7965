"""The sequencer on a real broker: every record of every topic is a leaf, once, whatever stops it in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from council_audit.ledger import Folder, Publishing, Sequencer, install
from council_events import access, intake
from council_events.topics import access_topic, events_topic
from council_kit.kafka import create_topics, make_producer, partition_of
from council_kit.postgres import open_async_pool, open_pool

from tests.libs.kit.merkle import naive
from tests.services.audit.situations import NOON, SIGNER, entries, opened, raw, texts


class Log:
    """A database, a folder and topics; `running()` sequences them until the block ends."""

    def __init__(self, kafka: str, namespace: str, database: str, folder: Path, eventually: Callable[..., Any]) -> None:
        self.kafka, self.namespace, self.database, self.folder = kafka, namespace, database, folder
        self._eventually = eventually
        with open_pool(database, max_size=1) as pool:
            install(pool)

    @contextlib.asynccontextmanager
    async def running(self, *, every: float = 0.2, finish: bool = True) -> AsyncIterator[Sequencer]:
        """`finish`: stop as asked; otherwise in the middle of whatever it does."""
        stop = asyncio.Event()
        async with open_async_pool(self.database, max_size=4) as pool:
            folder = Folder(self.folder)
            sequencer = Sequencer(
                self.kafka, self.namespace, pool, lambda: Publishing(pool, folder, SIGNER, lambda: NOON), every
            )
            task = asyncio.create_task(sequencer.run(stop))
            try:
                yield sequencer
            finally:
                stop.set()
                if not finish:
                    task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def produce(self, count: int) -> list[bytes]:
        """So many events and half as many reads, on the topics of intake."""
        producer = make_producer(self.kafka, f"{self.namespace}.test")
        await producer.start()
        sent = []
        async with producer.transaction():
            for number in range(count):
                case = uuid4()
                body = raw(intake.RoleExplained(case_id=case), case, 1)
                sent.append((events_topic("intake", self.namespace), str(case), body))
                if number % 2:
                    read = access.Read(view="case", route="GET /v1/cases/{case_id}", cases=(case,), versions=(1,))
                    body = raw(read, uuid4(), 1, service="intake")
                    sent.append((access_topic("intake", self.namespace), "p13-deputy", body))
            for topic, key, body in sent:
                await producer.send(topic, body, key=key.encode(), partition=partition_of(key))
        await producer.stop()
        return [body for _, _, body in sent]

    def raws(self) -> list[bytes]:
        with psycopg.connect(self.database) as connection:
            rows = connection.execute("SELECT raw FROM ledger.leaves ORDER BY index").fetchall()
        return [bytes(row[0]) for row in rows]

    async def grows_to(self, count: int) -> None:
        await self._eventually(lambda: len(self.raws()) >= count, within=30)

    async def holds(self, expected: list[bytes]) -> None:
        await self.grows_to(len(expected))
        assert sorted(self.raws()) == sorted(expected)

    def vouched_for(self) -> int:
        note = Folder(self.folder).last_checkpoint()
        return SIGNER.read(note).size if note else 0

    async def vouches_for(self, count: int) -> None:
        await self._eventually(lambda: self.vouched_for() == count, within=30)
        checkpoint = SIGNER.read(Folder(self.folder).last_checkpoint() or "")
        assert checkpoint.root == naive.tree_hash(self.raws()[:count])


@pytest.fixture
async def log(kafka: str, namespace: str, database: str, tmp_path: Path, eventually_async: Callable[..., Any]) -> Log:
    await create_topics(kafka, namespace=namespace)
    return Log(kafka, namespace, database, tmp_path / "ledger", eventually_async)


async def test_every_record_is_a_leaf_once_and_a_checkpoint_covers_it(log: Log):
    sent = await log.produce(40)
    async with log.running():
        await log.holds(sent)
        await log.vouches_for(60)
        sent += await log.produce(10)
        await log.holds(sent)
        await log.vouches_for(75)


async def test_a_sequencer_that_was_cut_off_leaves_nothing_out_and_nothing_twice(log: Log):
    sent: list[bytes] = []
    for _ in range(4):
        sent += await log.produce(30)
        async with log.running(finish=False):
            await log.grows_to(len(sent) - 20)
    async with log.running():
        await log.holds(sent)


async def test_two_sequencers_make_one_ledger(log: Log):
    async with log.running(), log.running():
        sent = await log.produce(60)
        await log.holds(sent)
        await log.vouches_for(90)


async def test_a_clean_stop_vouches_for_everything_at_once(log: Log):
    sent = await log.produce(4)
    async with log.running(every=3600):
        await log.holds(sent)
        sent += await log.produce(4)
        await log.holds(sent)
    await log.vouches_for(12)


async def test_nothing_is_signed_while_nothing_is_new(log: Log):
    sent = await log.produce(2)
    async with log.running(every=0.01):
        await log.vouches_for(3)
        signed = Folder(log.folder).last_checkpoint()
        await log.holds(sent)
        sent += await log.produce(2)
        await log.vouches_for(6)
    with psycopg.connect(log.database) as connection:
        sizes = connection.execute("SELECT size FROM ledger.checkpoints ORDER BY size").fetchall()
    assert len(sizes) == len(set(sizes))
    assert signed != Folder(log.folder).last_checkpoint()


async def test_a_fork_stops_the_sequencer_and_says_so(log: Log, eventually_async: Callable[..., Any]):
    async with opened(log.database, log.folder) as book:
        await book.leaves.append(entries(texts(0, 5), topic="gone"))
        await book.publish()
    with psycopg.connect(log.database, autocommit=True) as intruder:
        intruder.execute("UPDATE ledger.checkpoints SET root = sha256('x')")
    sent = await log.produce(2)
    async with log.running() as sequencer:
        await eventually_async(lambda: not sequencer.sound, within=20)
        assert len(log.raws()) == 5
    assert len(sent) == 3
