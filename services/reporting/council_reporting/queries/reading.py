"""SQL over the small tables of sums: what a question costs grows with its months and councils, never with the cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from council_directory import council
from council_directory.directory import HQ
from council_kit.postgres import Pool
from psycopg import Connection

from council_reporting.figures import NATIONAL, NEVER, Distinct, Measure
from council_reporting.queries import headlines, tables
from council_reporting.queries.answers import Figures, LiveActivity, LiveCount, Part, Tile, Values
from council_reporting.queries.asking import Bucket, Question, council_name
from council_reporting.queries.headlines import Companies
from council_reporting.queries.tables import Sums
from council_reporting.rules import Bands

_SUMS: Final = """
SELECT month, measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.counts
WHERE measure = ANY(%(measures)s) AND scope = ANY(%(scopes)s) AND month BETWEEN %(first)s AND %(last)s
GROUP BY month, measure, item
"""
_BY_SCOPE: Final = """
SELECT scope, measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.counts
WHERE measure = ANY(%(measures)s) AND scope = ANY(%(scopes)s) AND month BETWEEN %(first)s AND %(last)s
GROUP BY scope, measure, item
"""
_COMPANIES: Final = """
SELECT part, scope, distinct_of, sum(n)::bigint
FROM unnest(%(parts)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS asked (part, first, last)
JOIN figures.company_steps ON month BETWEEN first AND last AND previous < first
WHERE distinct_of = ANY(%(distinct)s) AND scope = ANY(%(scopes)s)
GROUP BY part, scope, distinct_of
"""
_EVER: Final = """
SELECT distinct_of, sum(n)::bigint FROM figures.company_steps
WHERE previous = %(never)s AND distinct_of = ANY(%(distinct)s) AND scope = %(scope)s AND month <= %(last)s
GROUP BY distinct_of
"""
_MEASURES: Final = [measure.value for measure in Measure]
_DISTINCT: Final = [distinct.value for distinct in Distinct]
_BEGINNING: Final = dt.date(1, 1, 2)
_LIVE: Final = """
SELECT council, service, minute, sum(events)::bigint FROM live.minutes
WHERE minute > %(since)s AND council = ANY(%(councils)s) GROUP BY council, service, minute ORDER BY minute DESC, council, service
"""


def read_figures(pool: Pool, question: Question, bands: Bands, *, shown: Sequence[str]) -> Figures:
    """The figures asked for, of one moment; `shown`: the councils within the scope that stand beside the totals."""
    with one_moment(pool) as connection:
        by_month = _by_month(connection, question)
        earlier = question.a_year_before()
        before = merged(_by_month(connection, earlier).values())
        since = _by_month(connection, question._replace(first=_BEGINNING), headlines.CUMULATIVE)
        by_council = by_scope(connection, question, shown, headlines.OF_VALUES) if shown else {}
        buckets = question.buckets()
        companies = _companies(connection, question, buckets, shown)
    now = merged(by_month.values())
    totals = headlines.values(now, companies["all", question.scope_key])
    former = headlines.values(before, companies["before", question.scope_key])
    return Figures(
        first=question.first,
        last=question.last,
        by=question.by,
        scope=question.scope,
        code=question.code,
        title=question.title,
        totals=totals,
        changes=headlines.changes(totals, former),
        cumulative=headlines.cumulative(merged(since.values()), companies["ever", question.scope_key]),
        tables=tables.tables(now, before, bands),
        trend=tuple(_part(bucket, by_month, companies[bucket.code, question.scope_key]) for bucket in buckets),
        councils=tuple(
            _tile(code, headlines.values(by_council.get(code, {}), companies["all", code])) for code in shown
        ),
    )


@contextmanager
def one_moment(pool: Pool) -> Iterator[Connection[Any]]:
    """A connection on which every query sees the tables as of the same moment."""
    with pool.connection() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def _by_month(
    connection: Connection[Any], question: Question, measures: Sequence[str] = _MEASURES
) -> dict[dt.date, Sums]:
    """The sums of the scope by month. The nation has sums of its own, a bureau is the sum of its councils."""
    scopes = list(question.councils) or [NATIONAL]
    asked = {"measures": list(measures), "scopes": scopes, "first": question.first, "last": question.last}
    found: dict[dt.date, dict[tuple[str, str], tuple[int, int]]] = {}
    for month, measure, item, n, amount in connection.execute(_SUMS, asked, binary=True):
        found.setdefault(month, {})[measure, item] = (n, amount)
    return dict(found)


def by_scope(
    connection: Connection[Any], question: Question, scopes: Sequence[str], measures: Sequence[str]
) -> dict[str, Sums]:
    """The sums of the period by scope: councils, or NATIONAL."""
    asked = {"measures": list(measures), "scopes": list(scopes), "first": question.first, "last": question.last}
    found: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
    for scope, measure, item, n, amount in connection.execute(_BY_SCOPE, asked, binary=True):
        found.setdefault(scope, {})[measure, item] = (n, amount)
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

    def __missing__(self, _: tuple[str, str]) -> Companies:
        return {}


def _companies(
    connection: Connection[Any], question: Question, buckets: Sequence[Bucket], shown: Sequence[str]
) -> _Companies:
    earlier = question.a_year_before()
    parts = [(bucket.code, bucket.first, bucket.last) for bucket in buckets]
    parts += [("all", question.first, question.last), ("before", earlier.first, earlier.last)]
    found = _Companies()
    scope = question.scope_key
    for asked, scopes in ((parts, [scope]), ([parts[-2]], [code for code in shown if code != scope])):
        codes, firsts, lasts = (list(column) for column in zip(*asked, strict=True))
        arguments = {"parts": codes, "firsts": firsts, "lasts": lasts, "scopes": scopes, "distinct": _DISTINCT}
        for part, key, distinct, n in connection.execute(_COMPANIES, arguments):
            found.setdefault((part, key), {})[distinct] = n  # type: ignore[index]  # made as a dict in this line
    ever = {"never": NEVER, "distinct": _DISTINCT, "scope": scope, "last": question.last}
    found["ever", scope] = dict(connection.execute(_EVER, ever).fetchall())
    return found


def companies_of(connection: Connection[Any], question: Question) -> Companies:
    """The distinct companies of the whole period and scope."""
    arguments = {
        "parts": ["all"],
        "firsts": [question.first],
        "lasts": [question.last],
        "scopes": [question.scope_key],
        "distinct": _DISTINCT,
    }
    return {distinct: n for _, _, distinct, n in connection.execute(_COMPANIES, arguments)}


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


def live_activity(pool: Pool, minutes: int, now: dt.datetime, shown: Collection[str]) -> LiveActivity:
    """Events per service of these councils in each of the last minutes; `now` is the real time."""
    with pool.connection() as connection:
        rows = connection.execute(
            _LIVE, {"since": now - dt.timedelta(minutes=minutes), "councils": sorted(shown)}
        ).fetchall()
    return LiveActivity(
        minutes=minutes,
        until=now,
        counts=tuple(
            LiveCount(council=code, service=service, minute=minute, events=n) for code, service, minute, n in rows
        ),
    )
