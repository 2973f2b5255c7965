"""Webhooks on a real database and to real receivers: every event arrives, each case in its order, whatever fails."""

import asyncio
import datetime as dt
import functools
import time
from uuid import uuid4

import psycopg
import pytest
from aiohttp import web
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from council_events.feed import EndpointStop, SigningKeyRotated, TroubleKind
from council_feed.delivery.webhooks.schedule import DELAYS, MOST_ATTEMPTS
from standardwebhooks.webhooks import Webhook

from tests.services.feed.desk import Receiver, per_case, receiving, running

pytestmark = pytest.mark.long


@pytest.fixture
def arrived(eventually_async):
    """`await arrived(receiver, n)`: so many requests have come."""

    async def check(receiver, count, within=20):
        await eventually_async(lambda: len(receiver.requests) >= count, within=within)

    return check


async def test_every_event_arrives_as_it_stands_in_the_log_each_case_in_order(desk, arrived, eventually_async):
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        sent = await desk.released(subscription, 60, cases=7)
        await arrived(receiver, 60)
        assert sorted(body for _, body, _ in receiver.requests) == sorted(each.body for each in sent)
        wanted: dict[str, list[str]] = {}
        for each in sent:
            wanted.setdefault(each.subject, []).append(str(each.event_id))
        assert per_case(receiver.events) == wanted

        async def empty():
            return await desk.waiting(subscription) == 0

        await eventually_async(empty)


async def test_a_webhook_is_a_cloudevent_and_its_signature_verifies(desk, arrived):
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 1)
        await arrived(receiver, 1)
    [(headers, body, _)] = receiver.requests
    event = from_structured_event(HTTPMessage(headers=headers, body=body))
    assert event.get_type() == "council.public.ConsultationOpened.v1"
    assert event.get_id() == headers["webhook-id"]
    assert event.get_extension("dataref").endswith(headers["webhook-id"])
    Webhook(desk.keys.signing(subscription, 1).shared).verify(body.decode(), headers)


async def test_while_keys_are_rotated_receivers_verify_with_either(desk, arrived):
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks()):
        today = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
        rotated = SigningKeyRotated(
            subscription_id=desk.keys.event_id(*(2 * [uuid4()])), version=2, earlier_until=today
        )
        subscription = await desk.subscribe(receiver.url, rotated)
        await desk.released(subscription, 1)
        await arrived(receiver, 1)
    [(headers, body, _)] = receiver.requests
    for version in (1, 2):
        Webhook(desk.keys.signing(subscription, version).shared).verify(body.decode(), headers)


async def test_a_failed_event_is_tried_again_after_its_delay_and_its_case_waits(desk, arrived):
    receiver = Receiver(answer=lambda number, _: 500 if number <= 2 else 204)
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        sent = await desk.released(subscription, 3)
        await arrived(receiver, 1)
        for delay in DELAYS[:2]:
            desk.moved += dt.timedelta(seconds=1.2 * delay)
            await arrived(receiver, len(receiver.requests) + 1)
        await arrived(receiver, 5)
    first, second, third = (str(each.event_id) for each in sent)
    assert receiver.ids == [first, first, first, second, third]
    attempts = await desk.rows("SELECT * FROM delivery.attempts ORDER BY place")
    assert [(each["attempt"], each["status"], each["outcome"]) for each in attempts[:3]] == [
        (1, 500, "refused"),
        (2, 500, "refused"),
        (3, 204, "delivered"),
    ]


async def test_another_case_goes_on_while_one_waits(desk, arrived, eventually_async):
    refused = {}

    async def answer(_number, request):
        event = await request.json()
        subject = refused.setdefault("subject", event["subject"])
        return 500 if event["subject"] == subject else 204

    receiver = Receiver(answer=answer)
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 6, cases=3)
        await eventually_async(
            lambda: sum(event["subject"] != refused["subject"] for event in receiver.events) == 4, within=20
        )

        async def two_wait():
            return await desk.waiting(subscription) == 2

        await eventually_async(two_wait)


async def test_retry_after_is_honoured(desk, arrived):
    receiver = Receiver(
        answer=lambda number, _: web.Response(status=503, headers={"retry-after": "600"}) if number == 1 else 204
    )
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 1)
        await arrived(receiver, 1)
        [row] = await eventually_one(desk, subscription)
        assert dt.timedelta(seconds=590) < row["next_at"] - desk.now() <= dt.timedelta(seconds=600)
        desk.moved += dt.timedelta(seconds=601)
        await arrived(receiver, 2)


async def eventually_one(desk, subscription):
    for _ in range(200):
        rows = await desk.rows("SELECT * FROM delivery.queue WHERE subscription_id = %s AND attempts > 0", subscription)
        if rows:
            return rows
        await asyncio.sleep(0.02)
    raise AssertionError("no attempt was noted")


async def test_a_receiver_that_is_gone_is_not_sent_to_again(desk, arrived, eventually_async):
    receiver = Receiver(answer=lambda *_: 410)
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 1)
        await eventually_async(lambda: ("stop", subscription, EndpointStop.GONE) in desk.heard)


def noted(desk, number):
    async def check():
        rows = await desk.rows("SELECT count(*) FROM delivery.attempts")
        return rows[0]["count"] >= number

    return check


async def test_the_owner_is_told_before_and_when_it_gives_up(desk, eventually_async):
    receiver = Receiver(answer=lambda *_: 500)
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 1)
        for number in range(1, MOST_ATTEMPTS + 1):
            await eventually_async(lambda number=number: len(receiver.requests) >= number, within=20)
            await eventually_async(noted(desk, number))
            desk.moved += dt.timedelta(seconds=1.2 * [*DELAYS, 0][number - 1] + 2000)
        await eventually_async(lambda: ("stop", subscription, EndpointStop.EXHAUSTED) in desk.heard)
    assert [each for kind, _, each in desk.heard if kind == "notice"] == [TroubleKind.FAILING, TroubleKind.GIVING_UP]


async def test_an_endpoint_that_fails_is_spared(desk, eventually_async):
    receiver = Receiver(answer=lambda *_: 500)
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 100, cases=100)

        async def spared():
            rows = await desk.rows("SELECT * FROM delivery.endpoints WHERE subscription_id = %s", subscription)
            return rows and rows[0]["open_until"] is not None

        await eventually_async(spared)
        count = len(receiver.requests)
        assert count < 20
        [state] = await desk.rows("SELECT * FROM delivery.endpoints")
        assert state["failing_since"] is not None
        desk.moved += dt.timedelta(seconds=40)
        await eventually_async(lambda: len(receiver.requests) == count + 1)


async def test_a_test_event_goes_before_what_waits_and_to_an_endpoint_that_is_spared(desk, eventually_async):
    """So that an owner who has mended the receiver learns it at once; then what waits is sent too."""
    broken = True
    receiver = Receiver(answer=lambda *_: 500 if broken else 204)
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 20, cases=20)

        async def spared():
            return await desk.rows("SELECT * FROM delivery.endpoints WHERE open_until IS NOT NULL")

        await eventually_async(spared)
        broken, failed = False, len(receiver.requests)
        request = uuid4()
        await asyncio.to_thread(desk.requests.test, request, subscription, b'{"type": "council.public.FeedTested.v1"}')
        await eventually_async(lambda: len(receiver.requests) > failed + 1)
        assert receiver.ids[failed] == str(request)
        assert not await spared()


async def test_a_redirect_is_not_followed(desk, arrived, eventually_async):
    target = Receiver()
    async with receiving(target):
        receiver = Receiver(answer=lambda *_: web.Response(status=307, headers={"location": target.url}))
        async with receiving(receiver), running(desk.webhooks()):
            subscription = await desk.subscribe(receiver.url)
            await desk.released(subscription, 1)
            [_] = await eventually_one(desk, subscription)
    assert target.requests == []
    [attempt] = await desk.rows("SELECT * FROM delivery.attempts")
    assert (attempt["status"], attempt["outcome"]) == (307, "redirect")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_a_private_address_is_never_connected_to_however_it_is_written(desk, host):
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks(allowed=frozenset())):
        port = receiver.url.rsplit(":", 1)[1]
        subscription = await desk.subscribe(f"http://{host}:{port}")
        await desk.released(subscription, 1)
        await eventually_one(desk, subscription)
    assert receiver.requests == []
    [attempt] = await desk.rows("SELECT * FROM delivery.attempts")
    assert attempt["outcome"] in ("blocked", "unreachable", "broken")


async def test_a_range_is_sent_again_once_per_request_with_the_same_ids(desk, arrived):
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        sent = await desk.released(subscription, 5)
        await arrived(receiver, 5)
        request = uuid4()
        for _ in range(2):
            await asyncio.to_thread(desk.requests.replay, request, subscription, 2, 3)
        await arrived(receiver, 7)
    assert receiver.ids[5:] == [str(sent[1].event_id), str(sent[2].event_id)]


async def test_a_long_range_that_was_cut_off_is_finished_when_the_request_comes_again(desk):
    """More places than one transaction may queue; each once."""
    subscription, request = await desk.subscribe("http://127.0.0.1:1/nobody"), uuid4()
    await desk.released(subscription, 5_003)
    ask = functools.partial(asyncio.to_thread, desk.requests.replay, request, subscription, 1, 5_003)
    async with desk.pool.connection() as connection:
        await connection.execute("ALTER TABLE delivery.queue ADD CONSTRAINT cut CHECK (position <= 5000) NOT VALID")
        with pytest.raises(psycopg.errors.CheckViolation):
            await ask()
        await connection.execute("ALTER TABLE delivery.queue DROP CONSTRAINT cut")
    for _ in range(2):
        await ask()
    queued = [row["position"] for row in await desk.rows("SELECT position FROM delivery.queue ORDER BY place")]
    assert queued == 2 * list(range(1, 5_004)), "once as it was released, once as it was asked for"


async def test_a_test_event_is_sent_and_stands_in_no_log(desk, arrived):
    receiver = Receiver()
    async with receiving(receiver), running(desk.webhooks()):
        subscription = await desk.subscribe(receiver.url)
        await asyncio.to_thread(desk.requests.test, uuid4(), subscription, b'{"type": "council.public.FeedTested.v1"}')
        await arrived(receiver, 1)
    assert receiver.events == [{"type": "council.public.FeedTested.v1"}]
    assert await desk.rows("SELECT * FROM delivery.log") == []


async def test_a_queue_outlives_its_sender(desk, arrived, eventually_async):
    receiver = Receiver()
    async with receiving(receiver):
        subscription = await desk.subscribe(receiver.url)
        await desk.released(subscription, 20, cases=4)
        async with running(desk.webhooks()):
            await arrived(receiver, 1)
        async with running(desk.webhooks()):
            await desk.released(subscription, 20, cases=4)
            # What the first was sending when it ended comes again, so requests are no measure.
            await eventually_async(lambda: len(set(receiver.ids)) == 40, within=20)


async def test_a_dead_and_a_slow_receiver_delay_no_other_by_more_than_a_second(desk, eventually_async):
    """Two hundred subscribers, one whose receiver hangs and one that nobody listens for."""

    async def hang(*_):
        await asyncio.sleep(10)
        return 204

    others, slow = [Receiver() for _ in range(198)], Receiver(answer=hang)
    async with receiving(slow, *others):
        urls = [slow.url, "http://127.0.0.1:1/nobody", *(each.url for each in others)]
        subscriptions = [await desk.subscribe(url) for url in urls]
        async with running(desk.webhooks()):
            for subscription in subscriptions[:2]:
                await desk.released(subscription, 50, cases=50)
            await eventually_async(lambda: slow.requests)
            began = time.monotonic()
            for subscription in subscriptions[2:]:
                await desk.released(subscription, 1)
            released = time.monotonic()
            await eventually_async(lambda: all(each.requests for each in others), within=20)
    latest = max(at for each in others for _, _, at in each.requests)
    assert latest - released < 1.0, f"released within {released - began:.2f} s"
