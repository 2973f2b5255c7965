"""A service's database restored from an older backup: noticed, writes stop, and `council recover` brings back the rest."""

import asyncio
import datetime as dt
from pathlib import Path

import httpx
from council_kit.clock import JST
from council_local.demo import checks
from council_local.demo.client import Client
from council_local.demo.courses import course

from tests.faults.load import Load, cases
from tests.faults.operating import back_up, council, restore
from tests.whole import Whole


def play(platform: Whole, count: int) -> None:
    platform.run(lambda client: Load(client, cases(count)).play())


async def opened(client: Client, gateway: str) -> int:
    """The status with which a new consultation is answered, at once."""
    act = next(iter(course(cases(1)[0], dt.datetime.now(JST).date())))
    headers = {"idempotency-key": act.key(0), "council-purpose": act.purpose} | await client.bearer(act.person)
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.post(f"{gateway}{act.url}", json=act.json, headers=headers)).status_code


def answers(platform: Whole, status: int) -> bool:
    return platform.run(lambda client: opened(client, platform.running.gateway)) == status


def test_a_restored_database_stops_writes_until_recovered(platform: Whole, tmp_path: Path) -> None:
    file = tmp_path / "intake.dump"
    play(platform, 2)
    back_up(platform, "intake", file)
    play(platform, 2)
    assert asyncio.run(checks.every_event_once(platform.running))["ok"]

    restore(platform, "intake", file)
    platform.kill("intake")
    platform.until(lambda: answers(platform, 503), 60)

    recovered = council(platform, "recover", "intake")
    assert "戻しました" in recovered.stdout, recovered.stderr
    platform.until(lambda: answers(platform, 201), 60)
    platform.until(platform.is_ready, 60)
    once = asyncio.run(checks.every_event_once(platform.running))
    assert once["ok"], once
    today = dt.datetime.now(JST).date()
    figures = platform.run(lambda client: checks.figures_equal_a_recount(platform.running, client, today))
    assert figures["ok"], figures["differences"]
