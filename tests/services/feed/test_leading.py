"""The delivery begins when the read tables that it rests on are there and have caught up."""

import asyncio

import pytest
from council_feed.delivery.leading import Leading, ReadTables
from council_feed.projections import STEPS, SUBSCRIPTIONS
from council_kit.kafka import create_topics
from council_kit.postgres import open_async_pool
from council_kit.runner import Runner

from tests.services.feed.desk import running

NAMES = [STEPS.name, SUBSCRIPTIONS.name]


@pytest.fixture
async def pool(database):
    async with open_async_pool(database) as opened:
        yield opened


@pytest.fixture
async def runner(pool, kafka, namespace):
    """`runner()`: one that begins where the last one ended."""
    await create_topics(kafka, namespace=namespace)
    return lambda: Runner("feed", kafka, namespace, pool, (STEPS, SUBSCRIPTIONS))


async def yes():
    return True


class Reading:
    """A part that reads its table as soon as it begins."""

    def __init__(self, pool):
        self._pool, self.read = pool, asyncio.Event()

    async def run(self, stop):
        async with self._pool.connection() as connection:
            for name in ("candidates.steps", "subscriptions.subscriptions"):
                await connection.execute(f"SELECT FROM {name}")
        self.read.set()
        await stop.wait()


async def test_at_the_first_start_nothing_is_read_before_its_table_is_there(pool, runner, log_lines):
    part = Reading(pool)
    leading = Leading(pool, [part], is_current=ReadTables(pool, NAMES).are_current, is_whole=yes)
    async with running(leading, runner()):
        await asyncio.wait_for(part.read.wait(), 30)
    ours = [line for line in log_lines() if line["logger"].startswith("feed.")]
    assert [line for line in ours if line["level"] == "warning"] == []


async def test_tables_that_had_caught_up_before_somebody_asked_are_not_current(pool, runner, eventually_async):
    """Those of a backup say that they lack nothing, of the day when it was made."""
    tables = ReadTables(pool, NAMES)
    assert not await tables.are_current()
    async with running(runner()):
        await eventually_async(tables.are_current, within=30)
    asked_later = ReadTables(pool, NAMES)
    assert not await asked_later.are_current()
    assert not await tables.are_current(), "it is asked anew"
    async with running(runner()):
        await eventually_async(asked_later.are_current, within=30)
