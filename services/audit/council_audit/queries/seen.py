"""What one person saw in a period: the cases, lists, papers and purposes at a glance, and every read on one timeline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from council_kit.postgres import Pool
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


_AS_ONE: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
"""Summary and timeline tell the same, whatever is recorded meanwhile."""
_PERIOD: Final = """
actor = %(actor)s
  AND (%(councils)s::text[] IS NULL OR council = ANY(%(councils)s))
  AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR recorded_at < %(until)s)"""
_COUNTS: Final = f"SELECT view, purpose, count(*) FROM access.reads WHERE {_PERIOD} GROUP BY view, purpose"
_CASES: Final = f"""
SELECT c.case_id, count(DISTINCT event_id), min(recorded_at), max(recorded_at),
    array_agg(DISTINCT view ORDER BY view), array_agg(DISTINCT purpose ORDER BY purpose),
    array_remove(array_agg(DISTINCT f.name), NULL), array_remove(array_agg(DISTINCT p.paper), NULL), count(*) OVER ()
FROM access.reads
CROSS JOIN LATERAL unnest(cases) AS c(case_id)
LEFT JOIN LATERAL unnest(fields) AS f(name) ON true
LEFT JOIN LATERAL unnest(papers) AS p(paper) ON true
WHERE {_PERIOD} AND view IS NOT NULL
GROUP BY c.case_id ORDER BY max(recorded_at) DESC, c.case_id LIMIT %(limit)s"""


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
    """Three queries of one moment, however much was seen. `councils`: only what was seen on their behalf; None: everything.

    `since` counts, `until` does not. Raises a 422 problem for an unreadable cursor.
    """
    named = {
        "actor": person,
        "councils": None if councils is None else sorted(councils),
        "since": since,
        "until": until,
        "limit": MOST_CASES,
    }
    with pool.connection() as connection, connection.transaction():
        connection.execute(_AS_ONE)
        page = of_actor_in(connection, person, since, until, councils=councils, after=after, limit=limit)
        counts = connection.execute(_COUNTS, named).fetchall()
        cases = connection.execute(_CASES, named).fetchall()
    shown = [(view, purpose, times) for view, purpose, times in counts if view is not None]
    return Seen(
        person=person,
        since=since,
        until=until,
        reads=sum(times for _, _, times in shown),
        refused=sum(times for view, _, times in counts if view is None),
        views=_counted((label_of_view(view), times) for view, _, times in shown),
        purposes=_counted((label_of_purpose(purpose), times) for _, purpose, times in counts),
        total=cases[0][-1] if cases else 0,
        cases=tuple(
            SeenCase(
                case_id=case_id,
                times=times,
                first_at=first_at,
                last_at=last_at,
                views=tuple(map(label_of_view, views)),
                purposes=tuple(map(label_of_purpose, purposes)),
                fields=tuple(dict.fromkeys(map(field_title, fields))),
                papers=tuple(papers),
            )
            for case_id, times, first_at, last_at, views, purposes, fields, papers, _ in cases
        ),
        timeline=page.items,
        next=page.next,
    )


def _counted(pairs: Iterable[tuple[str, int]]) -> tuple[Counted, ...]:
    """Summed by title, the most first."""
    sums: Counter[str] = Counter()
    for title, times in pairs:
        sums[title] += times
    return tuple(Counted(title=title, times=times) for title, times in sums.most_common())
