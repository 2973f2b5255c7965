"""A message that nobody can read, on a topic of the running platform: its case waits in order, the others go on."""

import asyncio
import datetime as dt
from uuid import UUID

import psycopg
from aiokafka import AIOKafkaProducer
from council_events.topics import events_topic
from council_kit.broker import BrokerAddress
from council_kit.clock import JST
from council_kit.kafka import partition_of
from council_local.demo.acts import Act
from council_local.demo.client import Client
from council_local.demo.courses import course
from council_local.profiles import Profile

from tests.faults.load import cases
from tests.faults.operating import council, database
from tests.whole import Whole

POISON = b'{"specversion": "1.0", "type": "council.intake.NeverHeardOf.v1"}'


async def poison(platform: Whole, case_id: UUID) -> None:
    """Put a message that is no event of ours between those of a case."""
    producer = AIOKafkaProducer(**BrokerAddress.of(platform.running.kafka).client())
    await producer.start()
    try:
        key = str(case_id)
        topic = events_topic("intake", platform.running.namespace)
        await producer.send_and_wait(topic, POISON, key=key.encode(), partition=partition_of(key))
    finally:
        await producer.stop()


def acts_of(profile: Profile) -> list[Act]:
    """The registration of the company, then the consultation: its version is one less than the acts so far."""
    return list(course(profile, dt.datetime.now(JST).date()))


def tell(platform: Whole, acts: list[Act], start: int = 0) -> None:
    async def telling(client: Client) -> None:
        for number, act in enumerate(acts, start):
            await client.do(act, number)

    platform.run(telling)


def shown(platform: Whole, profile: Profile) -> int:
    """The version of the case in intake's list; 0 where it is not there."""
    with psycopg.connect(database(platform, "intake")[2]) as connection:
        row = connection.execute("SELECT version FROM cases.cases WHERE case_id = %s", [profile.case_id]).fetchone()
    return 0 if row is None else int(row[0])


def decide(platform: Whole, service: str, what: str, name: str, profile: Profile) -> int:
    """Retry or skip from another terminal; the exit code."""
    told = ["--by", "admin-1", "--reason", "読めないメッセージ"]
    return council(platform, what, service, name, str(profile.case_id), *told).returncode


def test_an_unreadable_event_parks_its_case_until_somebody_decides(platform: Whole) -> None:
    spoiled, sound = cases(2)
    restarts = {name: component.restarts for name, component in platform.running.components.items()}
    tell(platform, acts_of(spoiled)[:3])
    platform.until(lambda: shown(platform, spoiled) == 2, 30)
    asyncio.run(poison(platform, spoiled.case_id))
    tell(platform, acts_of(spoiled)[3:5], start=3)
    tell(platform, acts_of(sound)[:5])

    platform.until(lambda: shown(platform, sound) == 4, 30)
    assert shown(platform, spoiled) == 2, "what comes after the unreadable one waits in order"
    for service in ("intake", "support", "reporting"):
        listed = council(platform, "parked", service)
        assert listed.returncode == 0
        assert str(spoiled.case_id) in listed.stdout
        assert str(sound.case_id) not in listed.stdout

    assert decide(platform, "intake", "retry", "cases", spoiled) == 1, "it is no more readable than before"
    assert shown(platform, spoiled) == 2
    assert decide(platform, "intake", "skip", "cases", spoiled) == 0
    assert shown(platform, spoiled) == 4
    for projection in ("figures", "register"):
        assert decide(platform, "reporting", "skip", projection, spoiled) == 0
    assert "保留はありません" in council(platform, "parked", "reporting").stdout
    assert platform.is_ready()
    assert {name: component.restarts for name, component in platform.running.components.items()} == restarts
