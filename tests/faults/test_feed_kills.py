"""`kill -9` while the feed delivers, and a restore from an older backup: every subscriber has every event with its one id, pull and
Kafka exactly once, in order."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from council_events import Envelope, intake, schema_uri, to_bytes
from council_events.candidates import candidate_of
from council_events.topics import candidates_topic, feed_topic
from council_events.values import Purpose
from council_feed.delivery.keys import Keys
from council_kit.auth import load_signing_key, sign_token
from council_kit.broker import BrokerAddress
from council_kit.clock import JST

from tests.faults.operating import back_up, council, doubled, restore
from tests.receiver import Receiver
from tests.whole import Whole

CASES = 400
TODAY = dt.datetime.now(JST).date()
LONG_AGO = TODAY - dt.timedelta(days=70)
YESTERDAY = dt.datetime.now(dt.UTC) - dt.timedelta(days=1, hours=12)
RECOVERS_WITHIN = 60.0


@pytest.fixture(scope="module")
def feeding(platform: Whole) -> Whole:
    """Candidates of two steps of each of 400 cases, as a relay would have published them yesterday."""
    asyncio.run(_publish(platform))
    return platform


async def _publish(platform: Whole) -> None:
    producer = AIOKafkaProducer(**BrokerAddress.of(platform.running.kafka).client())
    await producer.start()
    topic = candidates_topic("intake", platform.running.namespace)
    for number in range(CASES):
        case = uuid4()
        for sequence, event in enumerate(_events(case), start=1):
            raw = _envelope(case, sequence, event, council=("13", "14", "27")[number % 3])
            await producer.send(topic, candidate_of(event.type_name, raw), key=str(case).encode())
    await producer.stop()


def _events(case: UUID) -> Iterator[Any]:
    yield intake.ConsultationOpened(
        case_id=case,
        kind="counter",
        requester="company",
        route="direct",
        channel="interview",
        assigned_to="p13-deputy",
        company_id=uuid4(),
        prefecture="13",
        legal_form="stock_company",
        industry="manufacturing",
        employees=15,
    )
    yield intake.ConsultationClosed(case_id=case, result="solved")


def _envelope(case: UUID, sequence: int, event: Any, council: str) -> bytes:
    return to_bytes(
        Envelope[type(event)](  # type: ignore[misc]  # the class of the event at hand
            id=uuid4(),
            source=f"/councils/{council}/intake",
            type=event.type_name,
            subject=str(case),
            time=YESTERDAY,
            dataschema=schema_uri(event.type_name),
            occurredon=LONG_AGO + dt.timedelta(days=sequence),
            sequence=sequence,
            streamid=case,
            partitionkey=str(case),
            council=council,
            actor="p13-deputy",
            purpose=Purpose.CASE_WORK,
            correlationid=case,
            data=event,
        )
    )


class Subscriber:
    """One approved subscription in all three ways, and what it received."""

    def __init__(self, platform: Whole, folder: Path) -> None:
        self._platform = platform
        self.id = uuid4()
        self._url = platform.running.components["feed"].url
        self.cursor = ""
        self.keys = Keys.of_file(platform.layout.feed / "feed.secret")
        self.receiver = Receiver(folder, self.keys.signing(self.id, 1).shared)

    def approved(self) -> None:
        terms = {
            "system": "statistics",
            "legal_basis": "agreement",
            "agreement": "2026-11",
            "purpose": "statistics",
            "event_types": ["council.public.ConsultationOpened.v1", "council.public.ConsultationClosed.v1"],
            "tier": "agreement",
            "ways": ["pull", "kafka", "webhook"],
            "begins_on": (TODAY - dt.timedelta(days=200)).isoformat(),
            "ends_on": (TODAY + dt.timedelta(days=100)).isoformat(),
        }
        self._do("sys-owner-1", "request-subscription", terms)
        self._do("sys-owner-1", "register-endpoint", {"url": self.receiver.url})
        self._do("hq-officer", "examine-request", {})
        self._do("hq-officer-2", "approve-request", {})

    def _do(self, person: str, command: str, body: dict[str, Any]) -> None:
        answer = httpx.post(f"{self._page}/{command}", json=body, headers=self._signed_in(person))
        assert answer.status_code == 201, answer.text

    def progress(self) -> tuple[int, int]:
        """How many events were given out, and for how many a webhook waits."""
        view = httpx.get(self._page, headers=self._signed_in("sys-owner-1")).json()
        return view.get("head", 0), view.get("queued", 0)

    @property
    def _page(self) -> str:
        return f"{self._url}/v1/subscriptions/{self.id}"

    def _signed_in(self, person: str) -> dict[str, str]:
        key = load_signing_key(self._platform.layout.secrets / "token.jwk")
        token = sign_token(key, person=person, council="hq", purpose=Purpose.REPORTING, audience="feed")
        return {"authorization": f"Bearer {token}"}

    def pulled(self) -> list[dict[str, Any]]:
        """The whole log by pages; nothing while the feed is away."""
        found: list[dict[str, Any]] = []
        cursor = ""
        headers = {"authorization": f"Bearer {self.keys.token(self.id, 1)}"}
        while True:
            query = {"limit": 200} | ({"after": cursor} if cursor else {})
            try:
                answer = httpx.get(f"{self._url}/events", params=query, headers=headers, timeout=30)
                page = answer.raise_for_status().json()
            except httpx.HTTPError:
                return []
            found += page["events"]
            self.cursor = cursor = page["next"]
            if not page["more"]:
                return found

    def told(self) -> str:
        """What the cursor of the last page is answered with; nothing while the feed is away."""
        headers = {"authorization": f"Bearer {self.keys.token(self.id, 1)}"}
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self._url}/events", params={"after": self.cursor}, headers=headers).text
        return ""

    async def on_kafka(self) -> list[tuple[str, dict[str, Any]]]:
        """Key and event of every committed message, in order."""
        running = self._platform.running
        place = TopicPartition(feed_topic(str(self.id), running.namespace), 0)
        consumer = AIOKafkaConsumer(**BrokerAddress.of(running.kafka).client(), isolation_level="read_committed")
        await consumer.start()
        try:
            consumer.assign([place])
            end = (await consumer.end_offsets([place]))[place]
            await consumer.seek_to_beginning(place)
            found = []
            while await consumer.position(place) < end:
                for messages in (await consumer.getmany(timeout_ms=500)).values():
                    found += [(message.key.decode(), json.loads(message.value)) for message in messages]
            return found
        finally:
            await consumer.stop()


@pytest.mark.parametrize("victim", ["feed", "kafka", "postgres", "receiver"])
def test_a_kill_under_load_loses_nothing_and_doubles_nothing(feeding: Whole, tmp_path: Path, victim: str) -> None:
    subscriber = Subscriber(feeding, tmp_path)
    try:
        subscriber.approved()
        feeding.until(lambda: len(subscriber.receiver.lines) > 20, 60)
        assert len(subscriber.receiver.lines) < 2 * CASES, "the kill came after the load"
        if victim == "receiver":
            subscriber.receiver.end(signal.SIGKILL)
            subscriber.receiver.begin()
        else:
            before = feeding.running.components[victim].restarts
            feeding.kill(victim)
            feeding.until(lambda: feeding.running.components[victim].restarts > before, RECOVERS_WITHIN)
        feeding.until(lambda: len(set(subscriber.receiver.ids)) == 2 * CASES, RECOVERS_WITHIN)
        feeding.until(feeding.is_ready, RECOVERS_WITHIN)
        messages: list[tuple[str, dict[str, Any]]] = []

        def all_on_kafka() -> bool:
            messages[:] = asyncio.run(subscriber.on_kafka())
            return len(messages) >= 2 * CASES

        feeding.until(all_on_kafka, RECOVERS_WITHIN)
        log = subscriber.pulled()
    finally:
        subscriber.receiver.end()
    assert doubled(feeding, "feed") == []
    assert len(log) == len({event["id"] for event in log}) == 2 * CASES
    assert [event for _, event in messages] == log
    assert [key for key, _ in messages] == [event["subject"] for event in log]
    assert set(subscriber.receiver.ids) == {event["id"] for event in log}
    of_case: dict[str, list[str]] = {}
    arrived = {event_id: place for place, event_id in reversed(list(enumerate(subscriber.receiver.ids)))}
    for event in log:
        of_case.setdefault(event["subject"], []).append(event["id"])
    assert len(of_case) == CASES
    for ids in of_case.values():
        assert sorted(ids, key=arrived.__getitem__) == ids


def test_a_restored_feed_delivers_nothing_until_its_logs_are_recovered(feeding: Whole, tmp_path: Path) -> None:
    """The subscription is younger than the backup: neither its events nor its log stand there."""
    subscriber, file = Subscriber(feeding, tmp_path), tmp_path / "feed.dump"
    try:
        back_up(feeding, "feed", file)
        subscriber.approved()
        feeding.until(lambda: len(set(subscriber.receiver.ids)) == 2 * CASES, RECOVERS_WITHIN)
        log = subscriber.pulled()
        messages = asyncio.run(subscriber.on_kafka())

        restore(feeding, "feed", file)
        feeding.kill("feed")
        feeding.until(lambda: "The log is being recovered" in subscriber.told(), RECOVERS_WITHIN)
        feeding.until(lambda: not feeding.is_ready(), RECOVERS_WITHIN)
        recovered = council(feeding, "recover", "feed")
        assert f"配信の記録に {len(log):,} 件" in recovered.stdout, recovered.stdout + recovered.stderr
        feeding.until(lambda: '"events":[]' in subscriber.told(), RECOVERS_WITHIN)
        assert subscriber.pulled() == log
        assert asyncio.run(subscriber.on_kafka()) == messages
        feeding.until(lambda: subscriber.progress() == (2 * CASES, 0), RECOVERS_WITHIN)
    finally:
        subscriber.receiver.end()
    assert set(subscriber.receiver.ids) == {event["id"] for event in log}
