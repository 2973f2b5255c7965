"""The figures of a period as everything recorded by the end of a day gives them: what an edition is closed with.

They are the sums of now without the late changes recorded since, so they are the same whenever they are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from council_directory import bureaus, councils
from council_directory.directory import HQ
from council_events.reporting import CompanyCount, FixedCell
from council_kit.postgres import Pool
from psycopg import Connection

from council_reporting.domain.editions import AreaFigures
from council_reporting.figures import NATIONAL, Distinct, scopes_of
from council_reporting.queries.reading import one_moment

_NOW: Final = """
SELECT scope, measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.counts
WHERE measure = ANY(%(measures)s) AND scope = ANY(%(councils)s) AND month BETWEEN %(first)s AND %(last)s
GROUP BY scope, measure, item
"""
_SINCE: Final = """
SELECT council, measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.late
WHERE month BETWEEN %(first)s AND %(last)s AND recorded_on > %(known_until)s AND NOT measure = ANY(%(distinct)s)
GROUP BY council, measure, item
"""
_COMPANIES: Final = """
SELECT scope, distinct_of, sum(n)::bigint FROM figures.company_steps
WHERE month BETWEEN %(first)s AND %(last)s AND previous < %(first)s GROUP BY scope, distinct_of
"""
_MOVED: Final = """
SELECT measure, item, council, month, sum(n)::bigint FROM figures.late
WHERE month BETWEEN %(first)s AND %(last)s AND recorded_on > %(known_until)s AND measure = ANY(%(distinct)s)
GROUP BY measure, item, council, month
"""
_VISITS: Final = """
SELECT distinct_of, company_id::text, council, month, n FROM figures.company_months
WHERE company_id = ANY(%(companies)s::uuid[]) AND month BETWEEN %(first)s AND %(last)s
"""
_DISTINCT: Final = [distinct.value for distinct in Distinct]

AREAS: Final[tuple[str, ...]] = (
    NATIONAL,
    *(bureau.code for bureau in bureaus()),
    *(council.code for council in councils()),
    HQ,
)


def figures_known(
    pool: Pool, first: dt.date, last: dt.date, known_until: dt.date, measures: Sequence[str]
) -> list[AreaFigures]:
    """Of every area, in the order of AREAS; the period lies wholly before the day after `known_until`."""
    asked = {
        "first": first,
        "last": last,
        "known_until": known_until,
        "measures": list(measures),
        "distinct": _DISTINCT,
        "councils": [*(council.code for council in councils()), HQ],
    }
    with one_moment(pool) as connection:
        cells = _cells(connection, asked)
        companies = _companies(connection, asked)
    return [AreaFigures(area, _fixed(cells.get(area, {})), _counts(companies.get(area, {}))) for area in AREAS]


def _cells(connection: Connection[Any], asked: dict[str, Any]) -> dict[str, dict[tuple[str, str], list[int]]]:
    areas: dict[str, dict[tuple[str, str], list[int]]] = {}

    def add(rows: Iterable[tuple[str, str, str, int, int]], sign: int) -> None:
        for council, measure, item, n, amount in rows:
            for area in scopes_of(council):
                sums = areas.setdefault(area, {}).setdefault((measure, item), [0, 0])
                sums[0] += sign * n
                sums[1] += sign * amount

    add(connection.execute(_NOW, asked), 1)
    add(connection.execute(_SINCE, asked), -1)
    return areas


def _companies(connection: Connection[Any], asked: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The distinct companies of now, with those companies counted anew that late changes have moved."""
    areas: dict[str, dict[str, int]] = {}
    for scope, distinct, n in connection.execute(_COMPANIES, asked):
        areas.setdefault(scope, {})[distinct] = n
    moved = connection.execute(_MOVED, asked).fetchall()
    visits = connection.execute(_VISITS, asked | {"companies": list({item for _, item, _, _, _ in moved})}).fetchall()
    now: dict[tuple[str, str], dict[tuple[str, dt.date], int]] = {}
    for distinct, company, council, month, n in visits:
        now.setdefault((distinct, company), {})[council, month] = n
    for company_of in {(distinct, company) for distinct, company, _, _, _ in moved}:
        then = dict(now.get(company_of, {}))
        for distinct, company, council, month, n in moved:
            if (distinct, company) == company_of:
                then[council, month] = then.get((council, month), 0) - n
        for came, sign in ((now.get(company_of, {}), -1), (then, 1)):
            for scope in {scope for (council, _), n in came.items() if n for scope in scopes_of(council)}:
                counts = areas.setdefault(scope, {})
                counts[company_of[0]] = counts.get(company_of[0], 0) + sign
    return areas


def _fixed(sums: dict[tuple[str, str], list[int]]) -> tuple[FixedCell, ...]:
    return tuple(
        FixedCell(measure=measure, item=item, n=n, amount=amount)
        for (measure, item), (n, amount) in sorted(sums.items())
        if n or amount
    )


def _counts(companies: dict[str, int]) -> tuple[CompanyCount, ...]:
    return tuple(CompanyCount(of=distinct, n=n) for distinct, n in sorted(companies.items()) if n)
