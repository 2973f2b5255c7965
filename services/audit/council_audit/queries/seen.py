"""What one person saw in a period: the cases, lists, papers and purposes at a glance, and every read on one timeline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple
from uuid import UUID

from council_kit.postgres import Pool, long_read
from pydantic import BaseModel, ConfigDict, Field

from council_audit.queries.access import AccessEntry, field_title, label_of_purpose, label_of_view, of_actor_in

MOST_CASES: Final = 200
"""Most cases of the summary, those seen last; the timeline tells of every one."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Counted(_Answer):
    """How often something of a kind was shown, or a purpose was named."""

    title: str = Field(title="名称")
    times: int = Field(title="回数")


class SeenCase(_Answer):
    """One case that was shown: how often, from when to when, by which views and for which purposes.

    `fields`: those that were shown of it, by name, never values; `papers`: whose file was given out.
    """

    case_id: UUID = Field(title="案件番号")
    times: int = Field(title="回数")
    first_at: dt.datetime = Field(title="最初の閲覧")
    last_at: dt.datetime = Field(title="最後の閲覧")
    views: tuple[str, ...] = Field(title="閲覧の種類")
    purposes: tuple[str, ...] = Field(title="目的")
    fields: tuple[str, ...] = Field(title="示した項目")
    papers: tuple[UUID, ...] = Field(title="書類番号")


class Seen(_Answer):
    """The summary covers the whole period; `timeline` is a page of it, the oldest first. `refused`: requests without an answer."""

    person: str = Field(title="利用者")
    since: dt.datetime | None = Field(title="始まり")
    until: dt.datetime | None = Field(title="終わり")
    reads: int = Field(title="閲覧の回数")
    refused: int = Field(title="拒否の回数")
    views: tuple[Counted, ...] = Field(title="閲覧の種類ごとの回数")
    purposes: tuple[Counted, ...] = Field(title="目的ごとの回数")
    total: int = Field(title="見た案件の数")
    cases: tuple[SeenCase, ...] = Field(title="見た案件")
    timeline: tuple[AccessEntry, ...] = Field(title="経過")
    next: str | None = Field(title="続き")


_PERIOD: Final = """
actor = %(actor)s
  AND (%(councils)s::text[] IS NULL OR council = ANY(%(councils)s))
  AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR recorded_at < %(until)s)"""
_COUNTS: Final = f"SELECT view, purpose, count(*) FROM access.reads WHERE {_PERIOD} GROUP BY view, purpose"
# Reads that showed a case alike are summed first, each read once however often it names the case: a list names fifty, and a year has
# some ten thousand of them. What is told of a case is put together from these sums, for the last cases only.
_CASES: Final = f"""
WITH shown AS (
    SELECT case_id, view, purpose, fields, papers,
        count(*) AS times, min(recorded_at) AS first_at, max(recorded_at) AS last_at
    FROM access.reads CROSS JOIN LATERAL (SELECT DISTINCT unnest(cases)) AS c(case_id)
    WHERE {_PERIOD} AND view IS NOT NULL
    GROUP BY case_id, view, purpose, fields, papers),
latest AS (
    SELECT case_id, max(last_at) AS seen_at, count(*) OVER () AS total FROM shown
    GROUP BY case_id ORDER BY seen_at DESC, case_id LIMIT %(limit)s)
SELECT case_id, view, purpose, fields, papers, times, first_at, last_at, total
FROM shown JOIN latest USING (case_id) ORDER BY seen_at DESC, case_id"""


class _Shown(NamedTuple):
    """How often a case was shown in one way; `total`: the cases that were shown at all."""

    case_id: UUID
    view: str
    purpose: str
    fields: list[str]
    papers: list[UUID]
    times: int
    first_at: dt.datetime
    last_at: dt.datetime
    total: int


def seen(
    pool: Pool,
    person: str,
    since: dt.datetime | None,
    until: dt.datetime | None,
    *,
    councils: Collection[str] | None,
    after: str | None,
    limit: int,
) -> Seen:
    """Three queries of one moment, however much was seen: summary and timeline tell the same, whatever is recorded meanwhile.

    `councils`: only what was seen on their behalf; None: everything.

    `since` counts, `until` does not. Raises a 422 problem for an unreadable cursor.
    """
    named = {
        "actor": person,
        "councils": None if councils is None else sorted(councils),
        "since": since,
        "until": until,
        "limit": MOST_CASES,
    }
    with long_read(pool) as connection:
        page = of_actor_in(connection, person, since, until, councils=councils, after=after, limit=limit)
        counts = connection.execute(_COUNTS, named).fetchall()
        ways = [_Shown(*row) for row in connection.execute(_CASES, named)]
    shown = [(view, purpose, times) for view, purpose, times in counts if view is not None]
    return Seen(
        person=person,
        since=since,
        until=until,
        reads=sum(times for _, _, times in shown),
        refused=sum(times for view, _, times in counts if view is None),
        views=_counted((label_of_view(view), times) for view, _, times in shown),
        purposes=_counted((label_of_purpose(purpose), times) for _, purpose, times in counts),
        total=ways[0].total if ways else 0,
        cases=tuple(_case(list(alike)) for _, alike in groupby(ways, attrgetter("case_id"))),
        timeline=page.items,
        next=page.next,
    )


def _case(ways: Sequence[_Shown]) -> SeenCase:
    """One case, from all the ways in which it was shown."""
    return SeenCase(
        case_id=ways[0].case_id,
        times=sum(way.times for way in ways),
        first_at=min(way.first_at for way in ways),
        last_at=max(way.last_at for way in ways),
        views=tuple(label_of_view(view) for view in sorted({way.view for way in ways})),
        purposes=tuple(label_of_purpose(purpose) for purpose in sorted({way.purpose for way in ways})),
        fields=tuple(
            dict.fromkeys(field_title(name) for name in sorted({name for way in ways for name in way.fields}))
        ),
        papers=tuple(sorted({paper for way in ways for paper in way.papers})),
    )


def _counted(pairs: Iterable[tuple[str, int]]) -> tuple[Counted, ...]:
    """Summed by title, the most first."""
    sums: Counter[str] = Counter()
    for title, times in pairs:
        sums[title] += times
    return tuple(Counted(title=title, times=times) for title, times in sums.most_common())
