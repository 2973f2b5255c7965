"""A database of the feed that comes back from an older backup: noticed, nothing delivered, then every log as it was given."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import TopicPartition
from council_events.feed import ReplayRequested
from council_events.topics import feed_topic
from council_events.values import Purpose
from council_feed.delivery import log
from council_feed.delivery.giving import Giving, LogBehindError
from council_feed.delivery.journal import Journal
from council_feed.delivery.leading import Leading
from council_feed.delivery.log import Batch
from council_feed.delivery.receipts import NotInLogError
from council_feed.delivery.recovering import recover
from council_kit.clock import Clock
from council_kit.http import Runs
from council_kit.kafka import make_consumer
from council_kit.recover import RelayRunsError
from council_kit.store import Acting, Appending, Store
from council_kit.store.restoring import RecoveryConflictError
from psycopg.conninfo import conninfo_to_dict

from tests.services.feed.desk import Desk, Receiver, open_desk, receiving, running
from tests.services.feed.situations import approved

PERIOD = dt.date(2026, 8, 1)


@dataclass
class Life:
    """The delivery of one process on one database."""

    desk: Desk
    journal: Journal
    store: Store

    def leading(self) -> Leading:
        async def yes() -> bool:
            return True

        parts: list[Runs] = [self.desk.outlet(self.journal.bootstrap, self.journal.namespace), self.desk.webhooks()]
        return Leading(self.desk.pool, parts, is_current=yes, is_whole=lambda: self.journal.is_whole(self.desk.pool))

    async def released(self, subscription: UUID, count: int) -> list[UUID]:
        return [each.event_id for each in await self.desk.released(subscription, count, 2, journaled=False)]

    async def batch(self, subscription: UUID, period: dt.date = PERIOD) -> None:
        async with self.desk.pool.connection() as connection:
            await log.save_batch(connection, Batch(subscription, period, self.desk.now(), 7, 3))
        self.desk.hub.written()

    async def given(self, subscription: UUID, count: int) -> bool:
        [row] = await self.desk.rows("SELECT * FROM delivery.heads WHERE subscription_id = %s", subscription) or [{}]
        open_batches = await self.desk.rows("SELECT FROM delivery.batches WHERE NOT journaled")
        return bool(row.get("journaled") == count and not open_batches)

    async def all_noted(self) -> bool:
        """What was delivered is no longer in the queue: a sender that ends before it has noted that sends it again."""
        return not await self.desk.rows("SELECT FROM delivery.queue")

    async def everything(self) -> dict[str, Any]:
        """All that a log is, in every column."""
        found: dict[str, Any] = {
            name: await self.desk.rows(f"SELECT * FROM delivery.{name} ORDER BY {order}")
            for name, order in (
                ("log", "subscription_id, position"),
                ("heads", "subscription_id"),
                ("cells", "subscription_id, cell, company"),
                ("batches", "subscription_id, period"),
                ("tiles", "subscription_id, level, number"),
            )
        }
        return found | {"checkpoint": {row["subscription_id"]: await self.checkpoint(row) for row in found["heads"]}}

    async def checkpoint(self, row: dict[str, Any]) -> str | None:
        with contextlib.suppress(NotInLogError):
            return await self.desk.receipts.checkpoint(row["subscription_id"])
        return None

    async def recover(self) -> int:
        return await recover(self.journal, self.desk.pool, self.desk.blocking)


@pytest.fixture
def life(kafka: str, namespace: str) -> Callable[[str], contextlib.AbstractAsyncContextManager[Life]]:
    @contextlib.asynccontextmanager
    async def live(dsn: str) -> AsyncIterator[Life]:
        async with open_desk(dsn) as desk:
            yield Life(desk, Journal(kafka, namespace), Store("feed", desk.blocking, None, Clock()))

    return live


@pytest.fixture
def on_kafka(kafka: str, namespace: str) -> Callable[[UUID], Any]:
    """`await on_kafka(subscription)`: the bodies on its topic, in order."""

    async def read(subscription: UUID) -> list[bytes]:
        place = TopicPartition(feed_topic(str(subscription), namespace), 0)
        consumer = make_consumer(kafka)
        await consumer.start()
        try:
            consumer.assign([place])
            end = (await consumer.end_offsets([place]))[place]
            await consumer.seek_to_beginning(place)
            found: list[bytes] = []
            while await consumer.position(place) < end:
                for messages in (await consumer.getmany(timeout_ms=200)).values():
                    found += [message.value for message in messages]
            return found
        finally:
            await consumer.stop()

    return read


def copy_of(new_database: Callable[..., str], dsn: str) -> str:
    return new_database(template=conninfo_to_dict(dsn)["dbname"])


def acting() -> Acting:
    return Acting("sys-owner-1", "hq", Purpose.REPORTING, dt.date(2026, 8, 20), uuid4())


async def test_a_restored_log_is_noticed_and_comes_back_byte_for_byte(
    life, new_database, on_kafka, eventually_async, capfd
):
    receiver, first = Receiver(), new_database()
    async with receiving(receiver):
        async with life(first) as one, running(one.desk.hub, one.leading()):
            both = [await one.desk.subscribe(receiver.url), await one.desk.subscribe(ways=("pull",))]
            for subscription in both:
                await one.released(subscription, 5)
                await eventually_async(lambda each=subscription: one.given(each, 5), within=30)
            await eventually_async(lambda: len(set(receiver.ids)) == 5)
            await eventually_async(one.all_noted)
        backup = copy_of(new_database, first)

        async with life(first) as one:
            async with running(one.desk.hub, one.leading()):
                for subscription in both:
                    await one.released(subscription, 4)
                    await one.released(subscription, 3)
                    await one.batch(subscription)
                await eventually_async(lambda: one.given(both[0], 12), within=30)
                await eventually_async(lambda: one.given(both[1], 12), within=30)
                await eventually_async(lambda: len(set(receiver.ids)) == 12)
                await eventually_async(one.all_noted)
            cursor = one.desk.keys.cursor(both[0], 12)
            lost, ids = await one.everything(), list(receiver.ids)
            never_given = await one.released(both[0], 2)

        async with life(backup) as two:
            leading = two.leading()
            giving = Giving(two.desk.pool, two.store, two.desk.keys, two.desk.hub, Clock())
            async with running(two.desk.hub, leading):
                await eventually_async(lambda: "deliveries stop until council recover" in "".join(capfd.readouterr()))
                assert not leading.whole
                with pytest.raises(LogBehindError):
                    await giving.reaches(both[0], giving.position(both[0], cursor))
                assert await two.given(both[0], 5)
            assert receiver.ids == ids

            assert await two.recover() == 14
            assert await two.recover() == 0
            async with running(two.desk.hub, leading):
                await eventually_async(lambda: two.given(both[0], 12), within=30)
                await eventually_async(lambda: two.given(both[1], 12), within=30)
                assert leading.whole
                assert await two.everything() == lost
                await giving.reaches(both[0], giving.position(both[0], cursor))
                await eventually_async(lambda: len(receiver.ids) == len(ids) + 7)
                assert set(receiver.ids) == set(ids), "at least once, with the same ids"

                following = await two.released(both[0], 3)
                await eventually_async(lambda: two.given(both[0], 15), within=30)
                await eventually_async(lambda: len(set(receiver.ids)) == 15)
            entries = await giving.after(both[0], 12, 100)
            assert [each.event_id for each in entries] == following
            assert not {str(each) for each in never_given} & set(receiver.ids)
            rows = await two.desk.rows(
                "SELECT body FROM delivery.log WHERE subscription_id = %s ORDER BY position", both[0]
            )
            assert await on_kafka(both[0]) == [row["body"] for row in rows]


async def test_a_log_that_begins_after_the_backup_is_given_out_once_its_subscription_is_known(
    life, new_database, eventually_async
):
    """Here nothing came back at all."""
    async with life(new_database()) as one, running(one.desk.hub, one.leading()):
        subscription = await one.desk.subscribe(ways=("pull",))
        await one.released(subscription, 3)
        await eventually_async(lambda: one.given(subscription, 3), within=30)
        lost = await one.everything()
    async with life(new_database()) as two:
        assert await two.recover() == 3
        async with running(two.desk.hub, two.leading()):
            known = await two.desk.subscribe(ways=("pull",))
            await two.released(known, 1)
            await eventually_async(lambda: two.given(known, 1), within=30)
            assert await two.given(subscription, 0)
            await two.desk.happened(subscription, approved(ways=("pull",)).events)
            await eventually_async(lambda: two.given(subscription, 3), within=30)
        assert [row for row in (await two.everything())["log"] if row["subscription_id"] == subscription] == lost["log"]


async def test_what_was_asked_to_be_sent_again_is_asked_for_again(life, new_database, eventually_async):
    receiver, first = Receiver(), new_database()
    async with receiving(receiver):
        async with life(first) as one, running(one.desk.hub, one.leading()):
            subscription = await one.desk.subscribe(receiver.url)
            ids = await one.released(subscription, 4)
            await eventually_async(lambda: len(receiver.ids) == 4, within=30)
            await eventually_async(lambda: one.given(subscription, 4))
            await eventually_async(one.all_noted)
        async with life(first) as one:
            asked = ReplayRequested(subscription_id=subscription, first=2, last=3)
            one.store.append_many([Appending(subscription, 9, asked, acting(), f"subscription:{subscription}")])
            # The process ended before it was queued; so does a backup that is older than the queue.
            for _ in range(2):
                assert await one.recover() == 0
            async with running(one.desk.hub, one.leading()):
                await eventually_async(lambda: len(receiver.ids) == 6, within=30)
    assert receiver.ids[4:] == [str(each) for each in ids[1:3]]


async def test_a_receiver_that_was_away_through_backup_and_restore_misses_nothing(life, new_database, eventually_async):
    """What waited at the backup waits again, what was given out since is queued again; each case comes in its order."""
    away, taken, first = False, list[str](), new_database()

    async def answer(_number: int, request: Any) -> int:
        if away:
            return 503
        taken.append(request.headers["webhook-id"])
        return 204

    receiver = Receiver(answer=answer)
    async with receiving(receiver):
        async with life(first) as one, running(one.desk.hub, one.leading()):
            subscription = await one.desk.subscribe(receiver.url)
            ids = await one.released(subscription, 4)
            await eventually_async(lambda: len(taken) == 4, within=30)
            await eventually_async(one.all_noted)
            away = True
            ids += await one.released(subscription, 4)
            await eventually_async(lambda: len(receiver.ids) > 4)
        backup = copy_of(new_database, first)
        async with life(first) as one, running(one.desk.hub, one.leading()):
            ids += await one.released(subscription, 4)
            await eventually_async(lambda: one.given(subscription, 12), within=30)
        async with life(backup) as two:
            assert await two.recover() == 4
            away, two.desk.moved = False, dt.timedelta(hours=2)
            async with running(two.desk.hub, two.leading()):
                await eventually_async(lambda: len(set(taken)) == 12, within=30)
    assert sorted(taken) == sorted(map(str, ids)), "none twice: none of these had been delivered since the backup"
    for case in (ids[4:8:2], ids[5:8:2], ids[8::2], ids[9::2]):
        wanted = [str(each) for each in case]
        assert [each for each in taken if each in wanted] == wanted


async def test_a_log_with_other_events_is_left_to_somebody_who_decides(life, new_database, eventually_async):
    first = new_database()
    async with life(first) as one:
        subscription = await one.desk.subscribe(ways=("pull",))
    backup = copy_of(new_database, first)
    async with life(first) as one, running(one.desk.hub, one.leading()):
        await one.released(subscription, 3)
        await eventually_async(lambda: one.given(subscription, 3), within=30)
    async with life(backup) as two:
        await two.released(subscription, 3)
        with pytest.raises(RecoveryConflictError):
            await two.recover()


async def test_nothing_is_recovered_while_something_is_delivered(life, new_database, eventually_async):
    async with life(new_database()) as one, running(one.desk.hub, one.leading()):
        subscription = await one.desk.subscribe(ways=("pull",))
        await one.released(subscription, 1)
        await eventually_async(lambda: one.given(subscription, 1), within=30)
        with pytest.raises(RelayRunsError):
            await one.recover()


async def test_nothing_is_given_out_that_is_not_in_the_journal(desk, kafka, namespace, eventually_async):
    """Neither by pull nor as a webhook, nor is there a checkpoint or a receipt for it."""
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks(), desk.hub):
        subscription = await desk.subscribe(receiver.url)
        [sent] = await desk.released(subscription, 1, journaled=False)
        await asyncio.to_thread(desk.requests.replay, uuid4(), subscription, 1, 1)
        await desk.hub.look()
        async with desk.pool.connection() as connection:
            assert await log.page(connection, subscription, 0, 10) == []
        assert not await desk.hub.longer(subscription, 0, 0.1)
        assert await desk.waiting(subscription) == 0
        with pytest.raises(NotInLogError):
            await desk.receipts.checkpoint(subscription)
        async with running(desk.outlet(kafka, namespace)):
            await eventually_async(lambda: receiver.ids == [str(sent.event_id)], within=30)
        assert await desk.receipts.receipt(subscription, sent.event_id)
