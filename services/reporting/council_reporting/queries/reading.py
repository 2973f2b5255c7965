"""SQL over the small tables of sums: what a question costs grows with its months and councils, never with the cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from council_directory import council
from council_directory.directory import HQ
from council_kit.postgres import Pool
from psycopg import Connection

from council_reporting.queries import assembling
from council_reporting.queries.answers import Figures, LiveActivity, LiveCount, Part, Tile, Values
from council_reporting.queries.asking import Bucket, Question, council_name
from council_reporting.queries.assembling import Companies, Sums
from council_reporting.rules import Bands

_COUNTS: Final = """
SELECT council, month, measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.counts
WHERE month BETWEEN %(first)s AND %(last)s AND (%(national)s OR council = ANY(%(councils)s))
GROUP BY GROUPING SETS ((council, measure, item), (month, measure, item))
"""
_TOTALS: Final = """
SELECT measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.counts
WHERE month BETWEEN %(first)s AND %(last)s AND (%(national)s OR council = ANY(%(councils)s))
GROUP BY measure, item
"""
_UNTIL_NOW: Final = """
SELECT measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.counts
WHERE month <= %(last)s AND measure = ANY(%(measures)s) AND (%(national)s OR council = ANY(%(councils)s))
GROUP BY measure, item
"""
_COMPANIES: Final = """
SELECT part, scope, distinct_of, sum(n)::bigint
FROM unnest(%(parts)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS asked (part, first, last)
JOIN figures.company_steps ON month BETWEEN first AND last AND previous < first
WHERE scope = ANY(%(scopes)s)
GROUP BY part, scope, distinct_of
"""
_CUMULATIVE: Final = ["consultation", "start", "days", "jobs", "end"]
_LIVE: Final = """
SELECT council, service, minute, sum(events)::bigint FROM live.minutes
WHERE minute > %(since)s AND council = ANY(%(councils)s) GROUP BY council, service, minute ORDER BY minute DESC, council, service
"""


def read_figures(pool: Pool, question: Question, bands: Bands, *, shown: Sequence[str]) -> Figures:
    """The figures asked for, of one moment; `shown`: the councils within the scope that stand beside the totals."""
    with pool.connection() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        by_council, by_month = _counts(connection, question)
        earlier = question.a_year_before()
        before = _sums(connection.execute(_TOTALS, _parameters(earlier)))
        until_now = _sums(connection.execute(_UNTIL_NOW, _parameters(question) | {"measures": _CUMULATIVE}))
        buckets = question.buckets()
        companies = _companies(connection, question, buckets, shown)
    totals = assembling.values(_merged(by_month.values()), companies["all", question.scope_key])
    return Figures(
        first=question.first,
        last=question.last,
        by=question.by,
        scope=question.scope,
        code=question.code,
        title=question.title,
        totals=totals,
        changes=assembling.changes(totals, assembling.values(before, companies["before", question.scope_key])),
        cumulative=assembling.cumulative(until_now, companies["ever", question.scope_key]),
        tables=assembling.tables(_merged(by_month.values()), bands),
        trend=tuple(_part(bucket, by_month, companies[bucket.code, question.scope_key]) for bucket in buckets),
        councils=tuple(
            _tile(code, assembling.values(by_council.get(code, {}), companies["all", code])) for code in shown
        ),
    )


def _parameters(question: Question) -> dict[str, Any]:
    return {
        "first": question.first,
        "last": question.last,
        "national": question.national,
        "councils": list(question.councils),
    }


def _counts(connection: Connection[Any], question: Question) -> tuple[dict[str, Sums], dict[dt.date, Sums]]:
    by_council: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
    by_month: dict[dt.date, dict[tuple[str, str], tuple[int, int]]] = {}
    for code, month, measure, item, n, amount in connection.execute(_COUNTS, _parameters(question)):
        into = by_month.setdefault(month, {}) if code is None else by_council.setdefault(code, {})
        into[measure, item] = (n, amount)
    return dict(by_council), dict(by_month)


def _sums(rows: Iterable[tuple[str, str, int, int]]) -> Sums:
    return {(measure, item): (n, amount) for measure, item, n, amount in rows}


def _merged(parts: Iterable[Sums]) -> Sums:
    merged: dict[tuple[str, str], tuple[int, int]] = {}
    for part in parts:
        for key, (n, amount) in part.items():
            known = merged.get(key, (0, 0))
            merged[key] = (known[0] + n, known[1] + amount)
    return merged


class _Companies(dict[tuple[str, str], Companies]):
    """(part of the period, scope) → distinct companies; none where nobody came."""

    def __missing__(self, _: tuple[str, str]) -> Companies:
        return {}


def _companies(
    connection: Connection[Any], question: Question, buckets: Sequence[Bucket], shown: Sequence[str]
) -> _Companies:
    earlier = question.a_year_before()
    parts = [(bucket.code, bucket.first, bucket.last) for bucket in buckets]
    parts += [
        ("all", question.first, question.last),
        ("before", earlier.first, earlier.last),
        ("ever", dt.date(1, 1, 2), question.last),
    ]
    found = _Companies()
    codes, firsts, lasts = (list(column) for column in zip(*parts, strict=True))
    arguments = {"parts": codes, "firsts": firsts, "lasts": lasts, "scopes": [question.scope_key, *shown]}
    for part, scope, distinct, n in connection.execute(_COMPANIES, arguments):
        found.setdefault((part, scope), {})[distinct] = n  # type: ignore[index]  # made as a dict in this line
    return found


def _part(bucket: Bucket, by_month: dict[dt.date, Sums], companies: Companies) -> Part:
    sums = _merged(part for month, part in by_month.items() if bucket.first <= month <= bucket.last)
    return Part(
        code=bucket.code,
        label=bucket.label,
        first=bucket.first,
        last=bucket.last,
        values=assembling.values(sums, companies),
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
