"""What holds after the demo, counted from the stores, Kafka and the ledger themselves.

Figures equal a recount from the raw events; every event of a store is on Kafka once and in the ledger once, byte for
byte; a replayed case equals the live one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib
import sys
import time
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import httpx
import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from council_events import read_envelope
from council_events.topics import PARTITIONS, access_topic, events_topic
from council_kit.broker import BrokerAddress

from council_local.benches import FOLDER
from council_local.catalogue import SERVICES
from council_local.demo.client import Client
from council_local.demo.playing import first_day
from council_local.profiles import Profile
from council_local.running import Running

CATCHES_UP_WITHIN: Final = 60.0
COUNTED: Final = ("intake", "support", "subsidy", "reporting")
"""Services whose events make the figures."""
REPLAYED: Final = 5

Bytes = Counter[bytes]


def stored(running: Running, service: str) -> Bytes:
    """The hash of every event in a service's store."""
    with psycopg.connect(_database(running, service)) as connection:
        return Counter(sha256(body).digest() for (body,) in connection.execute("SELECT body FROM events"))


def in_ledger(running: Running) -> Bytes:
    """The hash of every leaf's bytes."""
    with psycopg.connect(_database(running, "audit")) as connection:
        return Counter(sha256(raw).digest() for (raw,) in connection.execute("SELECT raw FROM ledger.leaves"))


def _database(running: Running, service: str) -> str:
    return running.environments[service]["COUNCIL_DATABASE"]


async def on_kafka(running: Running, topics: Sequence[str]) -> list[bytes]:
    """Every committed record of these topics, read by a plain client."""
    consumer = AIOKafkaConsumer(
        **BrokerAddress.of(running.kafka).client(), isolation_level="read_committed", enable_auto_commit=False
    )
    await consumer.start()
    try:
        places = [TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        values: list[bytes] = []
        while [place for place in places if await consumer.position(place) < ends[place]]:
            batches = await consumer.getmany(timeout_ms=500, max_records=5_000)
            values += [record.value for records in batches.values() for record in records]
        return values
    finally:
        await consumer.stop()


async def every_event_once(running: Running) -> dict[str, Any]:
    """Compare the three places, and wait for those that follow to catch up first."""
    until = time.monotonic() + CATCHES_UP_WITHIN
    topics = [name(service, running.namespace) for service in SERVICES for name in (events_topic, access_topic)]
    while True:
        stores: Bytes = Counter()
        for service in SERVICES:
            stores += await asyncio.to_thread(stored, running, service)
        kafka = Counter(sha256(value).digest() for value in await on_kafka(running, topics))
        ledger = await asyncio.to_thread(in_ledger, running)
        ok = stores == kafka == ledger and set(stores.values()) <= {1}
        if ok or time.monotonic() > until:
            return {
                "ok": ok,
                "stored": stores.total(),
                "on_kafka": kafka.total(),
                "in_ledger": ledger.total(),
                "missing_on_kafka": (stores - kafka).total(),
                "more_than_once_on_kafka": (kafka - stores).total(),
                "missing_in_ledger": (stores - ledger).total(),
                "more_than_once_in_ledger": (ledger - stores).total(),
            }
        await asyncio.sleep(0.2)


async def figures_equal_a_recount(running: Running, client: Client, today: dt.date) -> dict[str, Any]:
    """Ask reporting for all the time played and count the raw events again with code that shares nothing with it."""
    if str(FOLDER.parent) not in sys.path:
        sys.path.insert(0, str(FOLDER.parent))
    recounting = importlib.import_module("bench.recount")
    topics = [events_topic(service, running.namespace) for service in COUNTED]
    period = {"from": first_day(today).isoformat(), "to": today.isoformat()}
    until = time.monotonic() + CATCHES_UP_WITHIN
    while True:
        recount = recounting.Recount([read_envelope(value) for value in await on_kafka(running, topics)])
        answer = await client.get("hq-officer", "/api/reporting/v1/figures", "reporting", **period)
        different: list[str] = recounting.differences(answer, recount)
        if not different or time.monotonic() > until:
            return {"ok": not different, "differences": different[:20], "totals": answer["totals"]}
        await asyncio.sleep(0.2)


async def replayed_equals_live(client: Client, cases: Sequence[Profile]) -> dict[str, Any]:
    """For some cases of every service: the ledger's replay of now has the live case's events, each once.

    The ledger follows within seconds and is waited for.
    """
    until = time.monotonic() + CATCHES_UP_WITHIN
    different: list[str] = []
    entries = 0
    for profile in cases:
        live = await _live(client, profile)
        told = await _replayed(client, profile)
        while told != live and time.monotonic() < until:
            await asyncio.sleep(0.2)
            told = await _replayed(client, profile)
        entries += told.total()
        if told != live:
            different.append(str(profile.case_id))
    return {"ok": not different and entries > 0, "cases": len(cases), "events": entries, "different": different}


async def _replayed(client: Client, profile: Profile) -> Counter[str]:
    try:
        replay = await client.get("auditor-1", f"/api/audit/v1/cases/{profile.case_id}/replay", "audit")
    except httpx.HTTPStatusError as error:
        if error.response.status_code == 404:
            return Counter()
        raise
    return Counter(entry["event_id"] for entry in replay["entries"])


async def _live(client: Client, profile: Profile) -> Counter[str]:
    live: Counter[str] = Counter()
    for service, person in (("intake", "head"), ("support", "head"), ("subsidy", "office")):
        live.update(await _timeline(client, service, f"p{profile.council}-{person}", profile))
    return live


async def _timeline(client: Client, service: str, person: str, profile: Profile) -> list[str]:
    """The ids of the case's events as the service shows them; none where the case never came there."""
    try:
        case = await client.get(person, f"/api/{service}/v1/cases/{profile.case_id}", "case_work")
    except httpx.HTTPStatusError as error:
        if error.response.status_code == 404:
            return []
        raise
    return [entry["event_id"] for entry in case["timeline"]]
