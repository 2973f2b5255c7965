"""SQL over the small tables of sums: what a question costs grows with its months and councils, never with the cases.

A page is one round trip: its questions are sent together, and answered as of one moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final

from council_directory import council
from council_directory.directory import HQ
from council_kit.postgres import Pool
from psycopg import Connection, Cursor

from council_reporting.figures import NEVER, Distinct, Measure
from council_reporting.queries import headlines, tables
from council_reporting.queries.answers import Figures, Part, Tile, Values
from council_reporting.queries.asking import Bucket, Question, council_name, is_fiscal_year
from council_reporting.queries.headlines import Companies
from council_reporting.queries.tables import Sums
from council_reporting.rules import Bands

_MONTHS: Final = """
SELECT month, measure, item, n, amount FROM figures.counts
WHERE scope = %(scope)s AND month BETWEEN %(first)s AND %(last)s
"""
_PERIOD: Final = """
SELECT scope, measure, item, sum(n)::bigint, sum(amount)::bigint
FROM (
    SELECT scope, measure, item, n, amount FROM figures.year_counts
    WHERE scope = ANY(%(scopes)s) AND year BETWEEN %(first_year)s AND %(last_year)s AND measure = ANY(%(measures)s)
    UNION ALL
    SELECT scope, measure, item, n, amount FROM figures.counts
    WHERE scope = ANY(%(scopes)s) AND month = ANY(%(months)s) AND measure = ANY(%(measures)s)
) AS parts
GROUP BY scope, measure, item
"""
_COMPANIES_OF_YEARS: Final = """
SELECT part, scope, distinct_of, n
FROM unnest(%(parts)s::text[], %(firsts)s::date[]) AS asked (part, first) JOIN figures.company_years ON year = first
WHERE scope = ANY(%(scopes)s)
"""
_COMPANIES: Final = """
SELECT part, scope, distinct_of, sum(n)::bigint
FROM unnest(%(parts)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS asked (part, first, last)
JOIN figures.company_steps ON month BETWEEN first AND last AND previous < first
WHERE distinct_of = ANY(%(distinct)s) AND scope = ANY(%(scopes)s)
GROUP BY part, scope, distinct_of
"""
_EVER: Final = """
SELECT 'ever', scope, distinct_of, sum(n)::bigint FROM figures.company_steps
WHERE previous = %(never)s AND distinct_of = ANY(%(distinct)s) AND scope = %(scope)s AND month <= %(last)s
GROUP BY scope, distinct_of
"""
_MEASURES: Final = [measure.value for measure in Measure]
_EVERY_DISTINCT: Final = {"distinct": [distinct.value for distinct in Distinct]}
_BEGINNING: Final = dt.date(1, 4, 1)


def read_figures(pool: Pool, question: Question, bands: Bands, *, shown: Sequence[str]) -> Figures:
    """The figures asked for, of one moment; `shown`: the councils within the scope that stand beside the totals."""
    scope, earlier = question.scope_key, question.a_year_before()
    buckets = question.buckets()
    whole = [("all", question.first, question.last)]
    parts = [*((each.code, each.first, each.last) for each in buckets), *whole, ("before", earlier.first, earlier.last)]
    with one_moment(pool) as connection:
        months = connection.execute(
            _MONTHS, {"scope": scope, "first": question.first, "last": question.last}, binary=True
        )
        former = _ask_period(connection, earlier, [scope], _MEASURES)
        since = _ask_period(connection, question._replace(first=_BEGINNING), [scope], headlines.CUMULATIVE)
        of_councils = _ask_period(connection, question, shown, headlines.OF_VALUES)
        came = [
            *_ask_companies(connection, parts, [scope]),
            *_ask_companies(connection, whole, [code for code in shown if code != scope]),
            connection.execute(_EVER, _EVERY_DISTINCT | {"never": NEVER, "scope": scope, "last": question.last}),
        ]
        by_month = _by_month(months)
        before, ever = _by_scope(former).get(scope, {}), _by_scope(since).get(scope, {})
        companies = _Companies.of(came)
        tiles = _tiles(shown, _by_scope(of_councils), companies)
    now = merged(by_month.values())
    totals = headlines.values(now, companies["all", scope])
    return Figures(
        first=question.first,
        last=question.last,
        by=question.by,
        scope=question.scope,
        code=question.code,
        title=question.title,
        totals=totals,
        changes=headlines.changes(totals, headlines.values(before, companies["before", scope])),
        cumulative=headlines.cumulative(ever, companies["ever", scope]),
        tables=tables.tables(now, before, bands),
        trend=tuple(_part(bucket, by_month, companies[bucket.code, scope]) for bucket in buckets),
        councils=tiles,
    )


def read_values(pool: Pool, question: Question, scopes: Sequence[str]) -> dict[str, Values]:
    """The headline figures of the period alone, of each of these scopes: councils, bureaus or NATIONAL."""
    with one_moment(pool) as connection:
        period = _ask_period(connection, question, scopes, headlines.OF_VALUES)
        came = _ask_companies(connection, [("all", question.first, question.last)], scopes)
        sums, companies = _by_scope(period), _Companies.of(came)
    return {scope: headlines.values(sums.get(scope, {}), companies["all", scope]) for scope in scopes}


@contextmanager
def one_moment(pool: Pool) -> Iterator[Connection[Any]]:
    """A connection on which every query sees the tables as of the same moment, and waits for no answer before it is read."""
    with pool.connection() as connection, connection.pipeline(), connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def by_scope(
    connection: Connection[Any], question: Question, scopes: Sequence[str], measures: Sequence[str]
) -> dict[str, Sums]:
    """The sums of the period by scope: councils, bureaus or NATIONAL."""
    return _by_scope(_ask_period(connection, question, scopes, measures))


def _ask_period(
    connection: Connection[Any], question: Question, scopes: Sequence[str], measures: Sequence[str]
) -> Cursor[Any]:
    """Whole fiscal years have sums of their own; the months beside them are added."""
    years, months = question.whole_years()
    asked = {"scopes": list(scopes), "measures": list(measures), "months": months}
    return connection.execute(_PERIOD, asked | {"first_year": years[0], "last_year": years[1]}, binary=True)


def _by_scope(answer: Cursor[Any]) -> dict[str, Sums]:
    found: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
    for scope, measure, item, n, amount in answer.fetchall():
        found.setdefault(scope, {})[measure, item] = (n, amount)
    return dict(found)


def _by_month(answer: Cursor[Any]) -> dict[dt.date, Sums]:
    found: dict[dt.date, dict[tuple[str, str], tuple[int, int]]] = {}
    for month, measure, item, n, amount in answer.fetchall():
        found.setdefault(month, {})[measure, item] = (n, amount)
    return dict(found)


def merged(parts: Iterable[Sums]) -> Sums:
    """The sum of several sums."""
    total: dict[tuple[str, str], tuple[int, int]] = {}
    for part in parts:
        for key, (n, amount) in part.items():
            known = total.get(key, (0, 0))
            total[key] = (known[0] + n, known[1] + amount)
    return total


class _Companies(dict[tuple[str, str], Companies]):
    """(part of the period, scope) → distinct companies; none where nobody came."""

    @classmethod
    def of(cls, answers: Iterable[Cursor[Any]]) -> _Companies:
        """From the rows of several answers."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for part, scope, distinct, n in chain.from_iterable(answer.fetchall() for answer in answers):
            found.setdefault((part, scope), {})[distinct] = n
        return cls(found)

    def __missing__(self, _: tuple[str, str]) -> Companies:
        return {}


def _ask_companies(
    connection: Connection[Any], parts: Sequence[tuple[str, dt.date, dt.date]], scopes: Sequence[str]
) -> list[Cursor[Any]]:
    """Distinct companies of each part: a fiscal year has them at hand, any other period counts the steps within it."""
    years = [part for part in parts if is_fiscal_year(part[1], part[2])]
    others = [part for part in parts if part not in years]
    answers = []
    for statement, asked in ((_COMPANIES_OF_YEARS, years), (_COMPANIES, others)):
        if asked and scopes:
            names, firsts, lasts = (list(column) for column in zip(*asked, strict=True))
            where = _EVERY_DISTINCT | {"parts": names, "firsts": firsts, "lasts": lasts, "scopes": list(scopes)}
            answers.append(connection.execute(statement, where))
    return answers


def companies_of(connection: Connection[Any], question: Question) -> Companies:
    """The distinct companies of the whole period and scope."""
    scope = question.scope_key
    return _Companies.of(_ask_companies(connection, [("all", question.first, question.last)], [scope]))["all", scope]


def _tiles(shown: Sequence[str], sums: Mapping[str, Sums], companies: _Companies) -> tuple[Tile, ...]:
    return tuple(_tile(code, headlines.values(sums.get(code, {}), companies["all", code])) for code in shown)


def _part(bucket: Bucket, by_month: dict[dt.date, Sums], companies: Companies) -> Part:
    sums = merged(part for month, part in by_month.items() if bucket.first <= month <= bucket.last)
    return Part(
        code=bucket.code,
        label=bucket.label,
        first=bucket.first,
        last=bucket.last,
        values=headlines.values(sums, companies),
    )


def _tile(code: str, values: Values) -> Tile:
    known = None if code == HQ else council(code)
    return Tile(
        code=code,
        name=council_name(code),
        prefecture=None if known is None else known.prefecture,
        bureau_code=None if known is None else known.bureau_code,
        values=values,
    )
