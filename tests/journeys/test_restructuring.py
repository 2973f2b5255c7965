"""From the counter to the national figures: whole cases over the gateway, real Kafka, real PostgreSQL, every service."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from council_kit.clock import JST
from council_local.demo import checks
from council_local.demo.client import Client
from council_local.demo.courses import course
from council_local.profiles import Course, Profile, profiles

from tests.whole import Whole

TODAY = dt.datetime.now(JST).date()


def told(wanted: Course, seed: int) -> Profile:
    """A case of council 13 that began a year ago and takes this course."""
    first = TODAY - dt.timedelta(days=365)
    return next(replace(each, council="13") for each in profiles(seed, 500, first, first) if each.course is wanted)


async def play(client: Client, profile: Profile) -> None:
    for number, act in enumerate(course(profile, TODAY)):
        await client.do(act, number)


async def figures(client: Client) -> dict[str, int]:
    answer = await client.get(
        "hq-officer", "/api/reporting/v1/figures", "reporting", **{"from": "2020-01-01", "to": TODAY.isoformat()}
    )
    totals: dict[str, int] = answer["totals"]
    return totals


async def counts(client: Client, expected: dict[str, int]) -> None:
    """Wait until the figures say so; an AssertionError names those that don't."""
    seen: dict[str, int] = {}
    try:
        async with asyncio.timeout(30):
            while not expected.items() <= seen.items():
                await asyncio.sleep(0.1)
                seen = await figures(client)
    except TimeoutError:
        assert {name: seen.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("wanted", "counted"),
    [
        (Course.APPROVED, {"counter_consultations": 1, "starts": 1, "completions": 1}),
        (Course.ENDED, {"counter_consultations": 1, "starts": 1, "ends": 1, "completions": 0}),
        (Course.DECLINED, {"counter_consultations": 1, "starts": 0, "ends": 0}),
        # The plan does not carry this company: it comes a second time, to be consulted on 事業再生.
        (Course.SUBSIDY, {"counter_consultations": 2, "applications": 1, "claims": 2, "payments": 3}),
    ],
)
def test_a_case_runs_its_course_and_stands_in_the_national_figures(
    platform: Whole, wanted: Course, counted: dict[str, int]
) -> None:
    profile = told(wanted, seed=list(Course).index(wanted) + 1)

    async def journey(client: Client) -> None:
        before = await figures(client)
        await play(client, profile)
        await counts(client, {name: before[name] + more for name, more in counted.items()})
        replayed = await checks.replayed_equals_live(client, [profile])
        assert replayed["ok"], replayed

    platform.run(journey)


def test_after_all_journeys_every_event_stands_once_in_store_kafka_and_ledger(platform: Whole) -> None:
    once = asyncio.run(checks.every_event_once(platform.running))
    assert once["ok"], once
    recounted = platform.run(lambda client: checks.figures_equal_a_recount(platform.running, client, TODAY))
    assert recounted["ok"], recounted["differences"]
