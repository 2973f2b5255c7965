"""A service's database restored from an older backup: noticed, writes stop, and `council recover` brings back the rest."""

import asyncio
import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
from council_kit.clock import JST
from council_local.demo import checks
from council_local.demo.client import Client
from council_local.demo.courses import course
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.faults.load import Load, cases
from tests.whole import Whole


def play(platform: Whole, count: int) -> None:
    platform.run(lambda client: Load(client, cases(count)).play())


def postgres_tool(platform: Whole, name: str, *arguments: str) -> None:
    """A client program of the server that runs, at that server."""
    process = platform.running.components["postgres"].process
    assert process is not None
    found = process.find()
    assert found is not None
    subprocess.run([Path(found.exe()).with_name(name), *arguments], check=True, env=os.environ | {"LANG": "C.UTF-8"})


def database(platform: Whole, service: str) -> tuple[str, str, str]:
    """Its name, its owner, and the superuser's address of it."""
    own = conninfo_to_dict(platform.running.environments[service]["COUNCIL_DATABASE"])
    name = str(own["dbname"])
    return name, str(own["user"]), make_conninfo(platform.running.postgres, dbname=name)


def back_up(platform: Whole, service: str, file: Path) -> None:
    postgres_tool(platform, "pg_dump", "--format=custom", f"--file={file}", database(platform, service)[2])


def restore(platform: Whole, service: str, file: Path) -> None:
    """As an operator does it: the service is cut off, its database replaced by the backup."""
    name, owner, address = database(platform, service)
    with psycopg.connect(platform.running.postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(owner)))
    postgres_tool(platform, "pg_restore", f"--dbname={address}", str(file))


def council(platform: Whole, *arguments: str) -> str:
    """A command from another terminal; its output."""
    program = "from council_local.cli import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=platform.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


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

    assert "戻しました" in council(platform, "recover", "intake")
    platform.until(lambda: answers(platform, 201), 60)
    platform.until(platform.is_ready, 60)
    once = asyncio.run(checks.every_event_once(platform.running))
    assert once["ok"], once
    today = dt.datetime.now(JST).date()
    figures = platform.run(lambda client: checks.figures_equal_a_recount(platform.running, client, today))
    assert figures["ok"], figures["differences"]
