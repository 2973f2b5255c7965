"""live: from a command that the gateway has accepted to its row in reporting's read table, at 50 commands a second.

The commands are consultations, opened through the staff API at fixed times whether or not earlier ones were answered.
A row counts as visible when a reader of `figures.cases` sees it; the reader looks every few milliseconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import time
from contextlib import AbstractContextManager
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from council_directory import councils
from council_local.generate import FIRST_DAY, LAST_DAY
from council_local.profiles import Profile, profiles

from bench.doors import Doors, opened
from bench.harness import Result, main, peak_memory_mb, postgres, sample
from bench.volume import fresh_namespace, kafka

PER_SECOND = 50
SECONDS = 60.0
RUNS = 5
COUNCILS = 8
LOOK_EVERY = 0.004
"""Seconds between two looks at the read table."""
PATIENCE = 30.0
BOUND = "p50 < 150 ms, p99 < 500 ms, from the gateway's answer"
_SEEN = "SELECT case_id::text FROM figures.cases WHERE case_id = ANY(%s::uuid[])"


def run(seconds: float = SECONDS, runs: int = RUNS) -> Result:
    """Several runs on one platform."""
    with kafka() as bootstrap, postgres() as server, fresh_namespace(bootstrap) as topics:
        doors = opened(("governance", "intake", "reporting"), bootstrap, server, topics.replace("-", "_"))
        told, memory = _measured(doors, seconds, runs)
    p50, p99 = (statistics.median(each[name] for each in told) for name in ("p50", "p99"))
    return {
        "name": "live",
        "value": round(p50, 1),
        "unit": "ms",
        "floor": None,
        "ratio": None,
        "peak_memory_mb": memory["reporting"],
        "bound": BOUND,
        "met": p50 < 150 and p99 < 500,
        "details": {"p99": round(p99, 1), "runs": told, "peak_memory_mb": memory},
    }


def _measured(
    opening: AbstractContextManager[Doors], seconds: float, runs: int
) -> tuple[list[dict[str, float]], dict[str, float]]:
    with opening as doors:
        codes = [each.code for each in councils()[:COUNCILS]]
        doors.into_office(codes)
        bearers = doors.tokens([f"p{code}-head" for code in codes])
        database = doors.servers.databases["reporting"]
        sample(drive, doors.gateway, bearers, database, 3.0, 0)  # fills pools, plans and caches
        told = [sample(drive, doors.gateway, bearers, database, seconds, seed).answer for seed in range(1, runs + 1)]
        return told, {name: round(peak_memory_mb(pid), 1) for name, pid in doors.pids.items()}


def drive(gateway: str, bearers: dict[str, str], database: str, seconds: float, seed: int) -> dict[str, float]:
    """Milliseconds from the answer, and from the sending, to the row; and how late the sender itself was at worst."""
    return asyncio.run(_drive(gateway, bearers, database, seconds, seed))


class Run:
    """The commands of one run: when each was sent, answered and seen."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.answered: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.all_sent = False

    @property
    def waiting(self) -> list[str]:
        """The cases that were sent and not seen yet."""
        return [case for case in self.sent if case not in self.seen]


async def _drive(gateway: str, bearers: dict[str, str], database: str, seconds: float, seed: int) -> dict[str, float]:
    run, people = Run(), list(bearers.items())
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=gateway, limits=limits, timeout=30, trust_env=False) as http:
        watching = asyncio.create_task(_watch(database, run))
        late, sending, began = 0.0, [], time.perf_counter()
        invented = profiles(seed, int(seconds * PER_SECOND), FIRST_DAY, LAST_DAY)
        for number, profile in zip(count(), invented, strict=False):
            due = began + number / PER_SECOND
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            late = max(late, time.perf_counter() - due)
            person, bearer = people[random.Random(number).randrange(len(people))]
            sending.append(asyncio.create_task(_open(http, bearer, person, profile, run)))
        await asyncio.gather(*sending)
        run.all_sent = True
        await asyncio.wait_for(watching, PATIENCE)
    from_answer = [(run.seen[case] - run.answered[case]) * 1000 for case in run.sent]
    from_sending = [(run.seen[case] - run.sent[case]) * 1000 for case in run.sent]
    return {
        "p50": _at(from_answer, 50),
        "p99": _at(from_answer, 99),
        "from_sending_p50": _at(from_sending, 50),
        "from_sending_p99": _at(from_sending, 99),
        "commands": len(run.sent),
        "sender_late_at_most": late * 1000,
    }


async def _open(http: httpx.AsyncClient, bearer: str, person: str, profile: Profile, run: Run) -> None:
    case = str(uuid4())
    body: dict[str, Any] = {
        "case_id": case,
        "requester": "company",
        "route": "direct",
        "company_name": profile.name,
        "company_kana": profile.kana,
        "legal_form": profile.legal_form,
        "industry": profile.industry,
        "prefecture": person[1:3],
        "employees": profile.employees,
        "sales": profile.sales,
    }
    run.sent[case] = time.perf_counter()
    answer = await http.post("/api/intake/v1/consultations", json=body, headers={"authorization": bearer})
    run.answered[case] = time.perf_counter()
    answer.raise_for_status()


async def _watch(database: str, run: Run) -> None:
    """See rows as they come, until everything that was sent has been seen."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        while not (run.all_sent and not run.waiting):
            with contextlib.suppress(psycopg.errors.UndefinedTable):  # for the moment in which a rebuild swaps
                rows = await (await connection.execute(_SEEN, (run.waiting,))).fetchall()
                now = time.perf_counter()
                run.seen.update((case, now) for (case,) in rows)
            await asyncio.sleep(LOOK_EVERY)


def _at(values: list[float], part: int) -> float:
    return round(sorted(values)[min(len(values) - 1, len(values) * part // 100)], 1)


if __name__ == "__main__":
    main(run)
