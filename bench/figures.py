"""figures: what every page of reporting asks for, on the tables of a long history.

The history is rebuilt from Kafka into fresh tables first (COUNCIL_BENCH_EVENTS, 1,000,000 unless named); then each question is
asked CALLS times by one reader, over different areas and years. The bound is the slowest question's p99.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from council_access import Scope as Predicate
from council_directory import bureaus, councils, fiscal_year, fiscal_year_end, fiscal_year_start
from council_kit.http import keep_what_stands
from council_kit.postgres import Pool, open_async_pool, open_pool
from council_kit.runner import rebuild
from council_kit.runner.generations import open_live
from council_local.generate import FIRST_DAY, LAST_DAY
from council_reporting.figures import NATIONAL, Measure, month_end
from council_reporting.projections import EDITIONS, EVALUATIONS, REGISTER, figures_projection
from council_reporting.queries import By, Question, Scope, descriptions, read_figures, read_grid
from council_reporting.queries.behind import Cell, read_behind
from council_reporting.queries.register import read_register
from council_reporting.queries.sheets import Asked, SheetKind, make_report
from council_reporting.rules import Bands

from bench.harness import Result, fresh_database, main, postgres, sample
from bench.volume import fill, fresh_namespace, kafka

EVENTS = int(os.environ.get("COUNCIL_BENCH_EVENTS", "1000000"))
CALLS = 200
SEED = 7
BOUND_MS = 50.0
_BANDS = Bands()
_COUNCILS = [council.code for council in councils()]
_BUREAUS = [bureau.code for bureau in bureaus()]
_YEARS = range(fiscal_year(FIRST_DAY), fiscal_year(LAST_DAY) + 1)


def run(events: int = EVENTS, calls: int = CALLS) -> Result:
    """Fill, then ask."""
    with postgres() as server, kafka() as bootstrap, fresh_namespace(bootstrap) as namespace:
        sent = sample(fill, bootstrap, namespace, events, SEED).answer
        with fresh_database(server) as dsn:
            sample(fill_tables, dsn, bootstrap, namespace)
            asked = sample(ask, dsn, calls)
    slowest = max(asked.answer, key=lambda name: asked.answer[name]["p99"])
    worst = asked.answer[slowest]["p99"]
    return {
        "name": "figures",
        "value": worst,
        "unit": "ms",
        "floor": None,
        "ratio": None,
        "peak_memory_mb": round(asked.peak_memory_mb, 1),
        "bound": f"p99 < {BOUND_MS:g} ms for every question",
        "met": worst < BOUND_MS,
        "details": {"events": sent, "slowest": slowest, "questions": asked.answer},
    }


def fill_tables(dsn: str, bootstrap: str, namespace: str) -> int:
    """Rebuild every read table of reporting into a database of its own; gives the events of the figures."""

    async def filled() -> int:
        async with open_async_pool(dsn) as pool:
            counts = [
                await rebuild(projection, bootstrap=bootstrap, pool=pool, namespace=namespace)
                for projection in (figures_projection(_BANDS), REGISTER, EDITIONS)
            ]
            await open_live(pool, EVALUATIONS)  # no history generated evaluates councils
            return counts[0]

    return asyncio.run(filled())


def ask(dsn: str, calls: int) -> dict[str, dict[str, float]]:
    """p50 and p99 in milliseconds of every question, asked as a service does that has started a while ago."""
    _tidy(dsn)
    keep_what_stands()
    with open_pool(dsn, max_size=2) as pool:
        return {name: _timed(partial(question, pool), calls) for name, question in QUESTIONS.items()}


def _tidy(dsn: str) -> None:
    """What the server does by itself within some minutes of a rebuild."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _timed(question: Callable[[random.Random], Any], calls: int) -> dict[str, float]:
    dice = random.Random(SEED)
    for _ in range(3):  # plans and caches
        question(dice)
    spent = []
    for _ in range(calls):
        began = time.perf_counter()
        question(dice)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return {
        "p50": round(spent[len(spent) // 2], 1),
        "p99": round(spent[min(len(spent) - 1, len(spent) * 99 // 100)], 1),
    }


def _year(dice: random.Random) -> tuple[dt.date, dt.date]:
    year = dice.choice(_YEARS)
    return fiscal_year_start(year), fiscal_year_end(year)


def _dashboard(scope: Scope, codes: list[str], pool: Pool, dice: random.Random) -> object:
    question = Question.of(*_year(dice), dice.choice(list(By)), scope, dice.choice(codes) if codes else None)
    return read_figures(pool, question, _BANDS, shown=question.map_councils)


def _grid(pool: Pool, dice: random.Random) -> object:
    level = dice.choice(list(Scope))
    code = dice.choice(descriptions(_BANDS)).code
    return read_grid(pool, code, Question.of_level(*_year(dice), level), _BANDS)


def _report(kind: SheetKind, codes: list[str], pool: Pool, dice: random.Random) -> object:
    return make_report(pool, Asked(kind, dice.choice(codes), _year(dice)[0]), _BANDS)


def _behind(pool: Pool, dice: random.Random) -> object:
    first, last = _year(dice)
    cell = Cell(dice.choice(_COUNCILS), first, month_end(last), Measure.CONSULTATION, "counter")
    return read_behind(pool, cell, Predicate("TRUE", {}), None, 50)


def _register(pool: Pool, dice: random.Random) -> object:
    return read_register(pool, [dice.choice(_COUNCILS)], *_year(dice), LAST_DAY, {"start": 30})


QUESTIONS: dict[str, Callable[[Pool, random.Random], object]] = {
    "dashboard, nation": partial(_dashboard, Scope.NATIONAL, []),
    "dashboard, bureau": partial(_dashboard, Scope.BUREAU, _BUREAUS),
    "dashboard, council": partial(_dashboard, Scope.COUNCIL, _COUNCILS),
    "table by area": _grid,
    "monthly report": partial(_report, SheetKind.MONTHLY, _COUNCILS),
    "annual report": partial(_report, SheetKind.ANNUAL, _COUNCILS),
    "overview of a bureau": partial(_report, SheetKind.BUREAU, _BUREAUS),
    "overview of the headquarters": partial(_report, SheetKind.HEADQUARTERS, [NATIONAL]),
    "evaluation sheet": partial(_report, SheetKind.EVALUATION, _COUNCILS),
    "cases behind a figure": _behind,
    "register of reports": _register,
}


if __name__ == "__main__":
    main(run)
