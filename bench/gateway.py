"""gateway: my-work list and search by part of a name, through the staff API, with a million cases in intake's tables.

16 users without a pause, each at another council, then one alone. The cases are invented companies, one consultation
each, written by intake's own projection: sealed under a data key each, found by blind tokens.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import datetime as dt
import os
import random
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import aiohttp
import psycopg
from council_directory import councils
from council_events import Sealed, envelope_class, schema_uri
from council_events.intake import ConsultationKind, ConsultationOpened
from council_events.values import Purpose
from council_intake.projections import CASES as PROJECTION
from council_kit.postgres import open_pool
from council_kit.runner import Record
from council_kit.vault import KeyFiles, Vault
from council_local.generate import FIRST_DAY, LAST_DAY
from council_local.profiles import RIVERS, Profile, profiles
from psycopg import sql
from uuid_utils.compat import uuid7

from bench.doors import opened
from bench.harness import Result, main, peak_memory_mb, postgres, sample
from bench.volume import fresh_namespace, kafka

CASES = 1_000_000
USERS = 16
SECONDS = 8.0
"""Of each run."""
RUNS = 5
PAGE = 50
BOUND = "16 users: p50 < 100 ms, p99 < 300 ms; one user: p50 < 20 ms"
_BATCH = 2_000
_INDEXES = ("cases_open", "cases_of_person", "search_tokens")


def run(cases: int = CASES) -> Result:
    """Fill, then measure in turns."""
    with kafka() as bootstrap, postgres() as server, fresh_namespace(bootstrap) as topics:
        namespace = topics.replace("-", "_")
        with opened(("governance", "intake"), bootstrap, server, namespace) as doors:
            people = {f"p{each.code}-head": each.code for each in councils()[:USERS]}
            doors.into_office(list(people.values()))
            database = doors.servers.databases["intake"]
            seconds = _filled(cases, server, database, doors.servers.vaults["intake"], str(doors.layout.keys))
            bearers = doors.tokens(list(people))
            many = [sample(load, doors.gateway, bearers, SECONDS, seed).answer for seed in range(RUNS)]
            alone = dict(list(bearers.items())[:1])
            one = [sample(load, doors.gateway, alone, SECONDS / 2, seed).answer for seed in range(RUNS)]
            memory = peak_memory_mb(doors.pids["gateway"])
    p50, p99, single = (_median(many, "p50"), _median(many, "p99"), _median(one, "p50"))
    return {
        "name": "gateway",
        "value": round(p50, 1),
        "unit": "ms",
        "floor": None,
        "ratio": None,
        "peak_memory_mb": round(memory, 1),
        "bound": BOUND,
        "met": p50 < 100 and p99 < 300 and single < 20,
        "details": {
            "cases": cases,
            "fill_seconds": round(seconds),
            "16_users": {name: round(_median(many, name), 1) for name in many[0]},
            "one_user": {name: round(_median(one, name), 1) for name in one[0]},
        },
    }


def _median(runs: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def load(gateway: str, bearers: dict[str, str], seconds: float, seed: int) -> dict[str, float]:
    """Every user asks for the list and for a search in turn, without a pause; milliseconds and requests a second."""
    return asyncio.run(_load(gateway, bearers, seconds, seed))


async def _load(gateway: str, bearers: dict[str, str], seconds: float, seed: int) -> dict[str, float]:
    async with aiohttp.ClientSession(gateway, connector=aiohttp.TCPConnector(limit=USERS)) as http:
        for bearer in bearers.values():  # the first request of each connects and verifies the token
            await _ask(http, bearer, "work", {"limit": PAGE})
        taken: dict[str, list[float]] = {"work": [], "search": []}
        until = time.perf_counter() + seconds
        users = (
            _user(http, bearer, random.Random(seed * 100 + n), until, taken)
            for n, bearer in enumerate(bearers.values())
        )
        await asyncio.gather(*users)
    everything = taken["work"] + taken["search"]
    told = {"p50": _at(everything, 50), "p99": _at(everything, 99), "per_second": len(everything) / seconds}
    return told | {f"{name}_p{part}": _at(values, part) for name, values in taken.items() for part in (50, 99)}


async def _user(
    http: aiohttp.ClientSession, bearer: str, chance: random.Random, until: float, taken: dict[str, list[float]]
) -> None:
    while time.perf_counter() < until:
        taken["work"].append(await _ask(http, bearer, "work", {"limit": PAGE}))
        words = chance.choice(RIVERS)[0] + chance.choice(("精", "建", "物", "旅"))
        taken["search"].append(await _ask(http, bearer, "search", {"words": words, "limit": PAGE}))


async def _ask(http: aiohttp.ClientSession, bearer: str, what: str, body: dict[str, Any]) -> float:
    began = time.perf_counter()
    headers = {"authorization": bearer}
    async with http.post(f"/api/intake/v1/{what}", json=body, headers=headers, raise_for_status=True) as answer:
        await answer.read()
    return (time.perf_counter() - began) * 1000


def _at(values: list[float], part: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * part // 100)]


# ---- the million cases


def _filled(cases: int, server: str, database: str, vault: str, keys: str) -> float:
    """Write the cases with one process per core; their indexes are made at the end. Gives the seconds it took."""
    began, workers = time.monotonic(), os.cpu_count() or 1
    definitions = _without_indexes(database)
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        parts = [pool.submit(_fill, part, cases // workers, database, vault, keys) for part in range(workers)]
        for part in parts:
            part.result()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        for definition in definitions:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE cases.cases")
        connection.execute("VACUUM ANALYZE cases.search")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CHECKPOINT")  # or the pages just filled are written while requests are measured
    return time.monotonic() - began


def _without_indexes(database: str) -> list[bytes]:
    """Drop the indexes that would be filled row by row; gives the statements that make them again."""
    with psycopg.connect(database, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'cases' AND indexname = ANY(%s)",
            (list(_INDEXES),),
        ).fetchall()
        for name, _ in rows:
            connection.execute(sql.SQL("DROP INDEX cases.{}").format(sql.Identifier(name)))
    return [str(definition).encode() for _, definition in rows]


def _fill(part: int, cases: int, database: str, vault: str, keys: str) -> None:
    asyncio.run(_filling(part, cases, database, vault, keys))


async def _filling(part: int, cases: int, database: str, vault: str, keys: str) -> None:
    source = profiles(part, cases, FIRST_DAY, LAST_DAY)
    with open_pool(vault, max_size=2) as pool:
        sealing = Vault(pool, KeyFiles(Path(keys)))
        connection = await psycopg.AsyncConnection.connect(database)
        async with connection:
            await connection.execute("SET search_path = cases")
            await connection.execute("SET synchronous_commit = off")
            while batch := list(islice(source, _BATCH)):
                await PROJECTION.apply(connection, list(_records(sealing, batch, part)), sealing)
                await connection.commit()


def _records(vault: Vault, batch: list[Profile], part: int) -> Iterator[Record]:
    """One opened consultation of each company, sealed, as it would come from Kafka."""
    items = [(_event(profile), uuid7(), profile.council, f"case:{profile.case_id}") for profile in batch]
    sealed = vault.seal_events(items)
    for profile, event, (_, event_id, _, _) in zip(batch, sealed, items, strict=True):
        envelope: Any = envelope_class(event.type_name)(
            id=event_id,
            source=f"/councils/{profile.council}/intake",
            type=event.type_name,
            subject=str(profile.case_id),
            time=dt.datetime.combine(profile.opened_on, dt.time(part, 30), dt.UTC),
            dataschema=schema_uri(event.type_name),
            occurredon=profile.opened_on,
            sequence=1,
            streamid=profile.case_id,
            partitionkey=str(profile.case_id),
            council=profile.council,
            actor=f"p{profile.council}-deputy",
            purpose=Purpose.CASE_WORK,
            correlationid=uuid5(UUID(int=part), str(profile.case_id)),
            data=event,
        )
        yield Record("", 0, 0, envelope, b"")


def _event(profile: Profile) -> ConsultationOpened:
    return ConsultationOpened(
        case_id=profile.case_id,
        kind=ConsultationKind.COUNTER,
        requester=profile.requester,
        route=profile.route,
        channel=profile.channel,
        assigned_to=f"p{profile.council}-deputy",
        company_name=Sealed(profile.name),
        company_kana=Sealed(profile.kana),
        company_phone=Sealed(profile.phone),
        prefecture=profile.council,
        legal_form=profile.legal_form,
        industry=profile.industry,
        employees=profile.employees,
        sales=profile.sales,
        wishes=profile.wishes,
    )


if __name__ == "__main__":
    main(run)
