"""A right that was taken back ends within seconds, also for whoever listens at that moment."""

from __future__ import annotations

import asyncio

from council_events.feed import CredentialRotated
from council_feed.delivery.giving import Giving
from council_kit.clock import Clock
from council_kit.store import Store

from tests.services.feed.desk import Desk


async def test_a_stream_ends_when_its_token_is_no_longer_the_one_however_much_there_is_to_tell(desk: Desk) -> None:
    giving = Giving(desk.pool, Store("feed", desk.blocking, None, Clock()), desk.keys, desk.hub, Clock())
    subscription = await desk.subscribe(ways=("pull",))
    await desk.released(subscription, 1)
    async with asyncio.timeout(20):
        stream = giving.stream(subscription, 0, f"Bearer {desk.keys.token(subscription, 1)}")
        assert await anext(stream) == b"retry: 2000\n\n"
        await desk.happened(subscription, [CredentialRotated(subscription_id=subscription, version=2)], first=9)
        async for _ in stream:
            await desk.released(subscription, 1)


async def test_a_stream_without_news_says_so_and_ends_with_its_right(desk: Desk) -> None:
    store = Store("feed", desk.blocking, None, Clock())
    giving = Giving(desk.pool, store, desk.keys, desk.hub, Clock(), heartbeat=0.1)
    subscription = await desk.subscribe(ways=("pull",))
    async with asyncio.timeout(20):
        stream = giving.stream(subscription, 0, f"Bearer {desk.keys.token(subscription, 1)}")
        assert [await anext(stream), await anext(stream)] == [b"retry: 2000\n\n", b":\n\n"]
        await desk.happened(subscription, [CredentialRotated(subscription_id=subscription, version=2)], first=9)
        assert {part async for part in stream} == {b":\n\n"}
