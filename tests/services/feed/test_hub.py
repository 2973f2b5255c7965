"""Who waits for a log to grow waits until it has, or until the time is over."""

import asyncio
from uuid import uuid4

from council_feed.delivery.hub import Hub


async def test_who_waits_for_more_goes_on_waiting_when_the_log_is_first_seen_and_still_empty(desk):
    hub, subscription = Hub(desk.pool), uuid4()
    waiting = asyncio.create_task(hub.longer(subscription, 0, 20))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    hub.note(subscription, 0)
    done, _ = await asyncio.wait({waiting}, timeout=0.2)
    assert not done
    hub.note(subscription, 1)
    assert await waiting


async def test_who_waits_in_vain_is_told_so_when_the_time_is_over(desk):
    assert not await Hub(desk.pool).longer(uuid4(), 0, 0.05)
