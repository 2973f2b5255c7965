"""figures: what every page of reporting asks for, on the tables of a long history.

The history is rebuilt from Kafka into fresh tables first (`--events`, 1,000,000 unless named); its months, quarters and years are
closed, one year is published, councils are evaluated and reminded of late reports. Then each question is asked CALLS times
by one reader, over different areas and years. The bound is the slowest question's p99.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import psycopg
from council_access import Scope as Predicate
from council_directory import bureaus, councils, fiscal_year, fiscal_year_end, fiscal_year_start
from council_events.reporting import EditionKind, edition_of, series_of
from council_kit.http import keep_what_stands
from council_kit.postgres import Pool, open_async_pool, open_pool
from council_kit.runner import rebuild
from council_local.generate import FIRST_DAY, LAST_DAY
from council_reporting.figures import NATIONAL, Measure, month_end
from council_reporting.projections import REGISTER, figures_projection
from council_reporting.queries import By, Question, Scope, descriptions, read_figures, read_grid
from council_reporting.queries.behind import Cell, read_behind
from council_reporting.queries.editions import find_edition, read_edition, read_editions
from council_reporting.queries.evaluations import read_evaluations
from council_reporting.queries.publications import publication_progress, published_figures, published_years
from council_reporting.queries.register import read_register
from council_reporting.queries.sheets import Asked, SheetKind, make_report
from council_reporting.rules import Bands

from bench.closing import DAYS, PUBLISHED_YEAR, close, periods
from bench.harness import Result, fresh_database, main, postgres, sample
from bench.volume import fill, fresh_namespace, kafka

EVENTS = int(os.environ.get("COUNCIL_BENCH_EVENTS", "1000000"))
CALLS = 200
PROCESSES = min(2, os.cpu_count() or 1)
SEED = 7
BOUND_MS = 50.0
_BANDS = Bands()
_COUNCILS = [council.code for council in councils()]
_BUREAUS = [bureau.code for bureau in bureaus()]
_YEARS = range(fiscal_year(FIRST_DAY), fiscal_year(LAST_DAY) + 1)
_REPORTS = "/v1/management-reports/{kind}"


def run(events: int = EVENTS, calls: int = CALLS) -> Result:
    """Fill, then ask."""
    with postgres() as server, kafka() as bootstrap, fresh_namespace(bootstrap) as namespace:
        sent = sample(fill, bootstrap, namespace, events, SEED).answer
        with fresh_database(server) as dsn:
            sample(fill_tables, dsn, bootstrap, namespace)
            sent += sample(close, dsn, bootstrap, namespace).answer
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
    """Rebuild the long tables into a database of its own, as `council rebuild` does; gives the events of the figures."""

    async def filled() -> int:
        async with open_async_pool(dsn) as pool:
            counts = [
                await rebuild(each, bootstrap=bootstrap, pool=pool, namespace=namespace, processes=PROCESSES)
                for each in (figures_projection(_BANDS), REGISTER)
            ]
            return counts[0]

    return asyncio.run(filled())


def ask(dsn: str, calls: int) -> dict[str, dict[str, float]]:
    """p50 and p99 in milliseconds of every question, asked as a service does that has started a while ago."""
    _tidy(dsn)
    keep_what_stands()
    with open_pool(dsn, max_size=2) as pool:
        return {name: _timed(partial(question.ask, pool), calls) for name, question in QUESTIONS.items()}


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


def _register(codes: list[str], pool: Pool, dice: random.Random) -> object:
    return read_register(pool, codes or [dice.choice(_COUNCILS)], *_year(dice), LAST_DAY, DAYS)


def _edition(areas: list[str], pool: Pool, dice: random.Random) -> object:
    kind = dice.choice(list(EditionKind))
    edition = find_edition(pool, edition_of(series_of(kind, dice.choice(periods(kind))), 1))
    if edition is None:
        raise LookupError("an edition is missing")
    return read_edition(pool, edition, dice.choice(areas), _BANDS)


def _evaluations(pool: Pool, dice: random.Random) -> object:
    return read_evaluations(pool, dice.choice(_YEARS), _COUNCILS)


class Asks(NamedTuple):
    """A page's question, and the route of reporting that asks it."""

    route: str
    ask: Callable[[Pool, random.Random], object]


QUESTIONS: dict[str, Asks] = {
    "dashboard, nation": Asks("/v1/figures", partial(_dashboard, Scope.NATIONAL, [])),
    "dashboard, bureau": Asks("/v1/figures", partial(_dashboard, Scope.BUREAU, _BUREAUS)),
    "dashboard, council": Asks("/v1/figures", partial(_dashboard, Scope.COUNCIL, _COUNCILS)),
    "table by area": Asks("/v1/tables/{code}", _grid),
    "monthly report": Asks(_REPORTS, partial(_report, SheetKind.MONTHLY, _COUNCILS)),
    "annual report": Asks(_REPORTS, partial(_report, SheetKind.ANNUAL, _COUNCILS)),
    "overview of a bureau": Asks(_REPORTS, partial(_report, SheetKind.BUREAU, _BUREAUS)),
    "overview of the headquarters": Asks(_REPORTS, partial(_report, SheetKind.HEADQUARTERS, [NATIONAL])),
    "evaluation sheet": Asks(_REPORTS, partial(_report, SheetKind.EVALUATION, _COUNCILS)),
    "cases behind a figure": Asks("/v1/cases-behind", _behind),
    "register of reports, council": Asks("/v1/register", partial(_register, [])),
    "register of reports, nation": Asks("/v1/register", partial(_register, _COUNCILS)),
    "editions": Asks("/v1/editions", lambda pool, _: read_editions(pool)),
    "edition, nation": Asks("/v1/editions/{edition_id}", partial(_edition, [NATIONAL])),
    "edition, bureau": Asks("/v1/editions/{edition_id}", partial(_edition, _BUREAUS)),
    "edition, council": Asks("/v1/editions/{edition_id}", partial(_edition, _COUNCILS)),
    "evaluations": Asks("/v1/evaluations/{year}", _evaluations),
    "published years": Asks("/v1/publications", lambda pool, _: published_years(pool)),
    "published year": Asks("/v1/publications/{year}", lambda pool, _: published_figures(pool, PUBLISHED_YEAR, _BANDS)),
    "progress of a publication": Asks(
        "/v1/publications/{year}/progress", lambda pool, _: publication_progress(pool, PUBLISHED_YEAR)
    ),
}
FILES = frozenset(
    {
        "/v1/figures.csv",
        "/v1/management-reports/{kind}/csv",
        "/v1/management-reports/{kind}/file",
        "/v1/publications/{year}/values.csv",
    }
)
"""The same questions, their answers written as files."""
OF_TODAY = frozenset({"/v1/live", "/v1/checks", "/v1/tables"})
"""What no history makes longer: today's hours, the last check of each table, the names of the tables."""


if __name__ == "__main__":
    main(run)
