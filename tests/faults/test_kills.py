"""`kill -9` mid-flow under load: nothing lost, nothing twice, order kept, and the platform recovers by itself."""

import asyncio
import datetime as dt
import json
import time
from collections import defaultdict

import pytest
from council_events.topics import access_topic, events_topic
from council_kit.clock import JST
from council_local.catalogue import SERVICES
from council_local.demo import checks
from council_local.demo.client import Client

from tests.faults.load import Load, cases
from tests.faults.operating import doubled
from tests.whole import Whole

RECOVERS_WITHIN = 30.0

COMPONENTS = ["support", "reporting", "audit", "intake", "gateway", "kafka", "postgres"]
"""A service with API, relay and runners; one that only projects; the ledger; the source of reactions; the door; what all
stand on."""


async def order_is_kept(platform: Whole) -> list[str]:
    """Streams whose events do not stand on Kafka as 1, 2, 3 …"""
    topics = [
        name(service, platform.running.namespace) for service in SERVICES for name in (events_topic, access_topic)
    ]
    sequences: dict[tuple[str, str], list[int]] = defaultdict(list)
    for raw in await checks.on_kafka(platform.running, topics):
        event = json.loads(raw)
        sequences[event["source"].rpartition("/")[2], event["streamid"]].append(event["sequence"])
    return [str(key) for key, found in sequences.items() if found != list(range(1, len(found) + 1))]


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_killed_component_loses_nothing_and_doubles_nothing(platform: Whole, component: str) -> None:
    before = platform.running.components[component].restarts

    def back() -> bool:
        return platform.running.components[component].restarts > before and platform.is_ready()

    async def under_load(client: Client) -> float:
        load = Load(client, cases(8))
        playing = asyncio.create_task(load.play())
        await asyncio.wait({playing, asyncio.create_task(load.first_half.wait())}, return_when=asyncio.FIRST_COMPLETED)
        assert not playing.done(), "the kill came after the load"
        killed = time.monotonic()
        await asyncio.to_thread(platform.kill, component)
        await asyncio.to_thread(platform.until, back, RECOVERS_WITHIN)
        recovered = time.monotonic() - killed
        await playing
        return recovered

    assert platform.run(under_load) < RECOVERS_WITHIN
    assert platform.running.components[component].restarts == before + 1
    once = asyncio.run(checks.every_event_once(platform.running))
    assert once["ok"], once
    assert asyncio.run(order_is_kept(platform)) == []
    assert [index for service in SERVICES for index in doubled(platform, service)] == []
    today = dt.datetime.now(JST).date()
    figures = platform.run(lambda client: checks.figures_equal_a_recount(platform.running, client, today))
    assert figures["ok"], figures["differences"]
