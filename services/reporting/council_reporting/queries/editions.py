"""Editions: which there are; as published, as known now, and the difference explained event by event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_directory import fiscal_year_start
from council_events.reporting import EditionGround, EditionKind, LateGround
from council_kit.postgres import Pool
from psycopg import Connection
from pydantic import Field

from council_reporting.figures import LABELS, NATIONAL, Distinct, Measure
from council_reporting.queries import headlines
from council_reporting.queries.answers import Answer, Table, Values
from council_reporting.queries.asking import By, Question, Scope
from council_reporting.queries.reading import by_scope, companies_of, one_moment
from council_reporting.queries.tables import Sums, item_labels, tables
from council_reporting.rules import Bands

EVENTS_AT_ONCE: Final = 100

_EDITION: Final = """
SELECT edition_id, kind, first, last, number, ground, known_until, closed_on FROM editions.editions
"""
_FIXED: Final = "SELECT measure, item, n, amount FROM editions.fixed WHERE edition_id = %s AND area = %s"
_FIXED_COMPANIES: Final = "SELECT distinct_of, n FROM editions.fixed_companies WHERE edition_id = %s AND area = %s"
_SUMS_SINCE: Final = """
SELECT measure, item, sum(n)::bigint, sum(amount)::bigint FROM figures.late
WHERE month BETWEEN %(first)s AND %(last)s AND recorded_on > %(known_until)s
    AND (%(national)s OR council = ANY(%(councils)s)) AND NOT measure = ANY(%(distinct)s)
GROUP BY measure, item
"""
_EVENTS_SINCE: Final = """
SELECT recorded_on, event_id, event, council, said.ground, late.reasoned, measure, item, sum(n)::bigint, sum(amount)::bigint
FROM figures.late LEFT JOIN editions.explanations AS said USING (event_id)
WHERE month BETWEEN %(first)s AND %(last)s AND recorded_on > %(known_until)s
    AND (%(national)s OR council = ANY(%(councils)s)) AND event_id IN (
        SELECT event_id FROM figures.late
        WHERE month BETWEEN %(first)s AND %(last)s AND recorded_on > %(known_until)s
            AND (%(national)s OR council = ANY(%(councils)s)) AND event_id > %(after)s
        GROUP BY event_id ORDER BY event_id LIMIT %(limit)s)
GROUP BY recorded_on, event_id, event, council, said.ground, late.reasoned, measure, item
HAVING sum(n) <> 0 OR sum(amount) <> 0
ORDER BY event_id, measure, item
"""


class Edition(Answer):
    """One edition of the figures of a period."""

    edition_id: UUID = Field(title="版の番号")
    kind: EditionKind = Field(title="期間の種類")
    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    number: int = Field(title="第何版")
    ground: EditionGround = Field(title="確定の理由")
    known_until: dt.date = Field(title="この日までの記録による")
    closed_on: dt.date = Field(title="確定日")


class Moved(Answer):
    """What changed in one cell of a table since the edition. For distinct companies `item` is empty."""

    measure: str = Field(title="集計項目コード")
    measure_label: str = Field(title="集計項目")
    item: str = Field(title="区分コード")
    item_label: str = Field(title="区分")
    n: int = Field(title="件数の増減")
    amount: int = Field(title="金額等の増減")


class LateEvent(Answer):
    """One event recorded after the edition that changed its figures. Which case it belongs to is not told here."""

    event_id: UUID = Field(title="記録の番号")
    event: str = Field(title="記録の種類コード")
    event_label: str = Field(title="記録の種類")
    council: str = Field(title="協議会")
    recorded_on: dt.date = Field(title="記録日")
    ground: LateGround | None = Field(title="理由")
    ground_label: str | None = Field(title="理由の名称")
    reasoned: bool = Field(title="記録のときに理由が付いたか")
    moved: tuple[Moved, ...] = Field(title="増減")


class EditionView(Answer):
    """An edition of one area: as published, as known now, and why they differ.

    `unexplained` is what the late events do not account for: the figures are counted by another method since.
    """

    edition: Edition = Field(title="版")
    area: str = Field(title="範囲コード")
    title: str = Field(title="範囲")
    published: Values = Field(title="公表時の主な集計値")
    known_now: Values = Field(title="現在の主な集計値")
    published_tables: tuple[Table, ...] = Field(title="公表時の集計表")
    known_tables: tuple[Table, ...] = Field(title="現在の集計表")
    difference: tuple[Moved, ...] = Field(title="公表時からの増減")
    events: tuple[LateEvent, ...] = Field(title="増減の元となった記録")
    more_after: UUID | None = Field(title="続きの起点")
    unexplained: tuple[Moved, ...] = Field(title="集計方法の変更による増減")


def read_editions(pool: Pool) -> tuple[Edition, ...]:
    """Every edition, the newest period first, of one period the newest edition first."""
    with pool.connection() as connection:
        rows = connection.execute(f"{_EDITION} ORDER BY last DESC, kind, number DESC").fetchall()
    return tuple(_edition(row) for row in rows)


def find_edition(pool: Pool, edition_id: UUID) -> Edition | None:
    """The edition of this id."""
    with pool.connection() as connection:
        row = connection.execute(f"{_EDITION} WHERE edition_id = %s", [edition_id]).fetchone()
    return None if row is None else _edition(row)


def last_edition_of_year(pool: Pool, year: int) -> Edition | None:
    """The newest edition of a fiscal year."""
    wanted = f"{_EDITION} WHERE kind = %s AND first = %s ORDER BY number DESC LIMIT 1"
    with pool.connection() as connection:
        row = connection.execute(wanted, [EditionKind.FISCAL_YEAR.value, fiscal_year_start(year)]).fetchone()
    return None if row is None else _edition(row)


def national_cells(pool: Pool, edition_id: UUID) -> dict[tuple[str, str], tuple[int, int]]:
    """(measure, item) → n and amount of the nation, as the edition holds them."""
    with pool.connection() as connection:
        return dict(_sums(connection, _FIXED, [edition_id, NATIONAL]))


def question_of_area(edition: Edition, area: str) -> Question:
    """The edition's period and area as a question; raises KeyError for no such area."""
    scope = Scope.NATIONAL if area == NATIONAL else Scope.BUREAU if area.startswith("BUR-") else Scope.COUNCIL
    return Question.of(edition.first, edition.last, By.MONTH, scope, None if area == NATIONAL else area)


def read_edition(pool: Pool, edition: Edition, area: str, bands: Bands, after: UUID | None = None) -> EditionView:
    """The edition of one area; `after`: the last event seen of the explanation."""
    question = question_of_area(edition, area)
    with one_moment(pool) as connection:
        fixed = _sums(connection, _FIXED, [edition.edition_id, area])
        fixed_companies = dict(connection.execute(_FIXED_COMPANIES, [edition.edition_id, area]).fetchall())
        scope = question.scope_key
        now = by_scope(connection, question, [scope], [measure.value for measure in Measure]).get(scope, {})
        companies = companies_of(connection, question)
        asked = _asked(edition, question)
        since = _sums(connection, _SUMS_SINCE, asked)
        events, more_after = _events(connection, asked, after, bands)
    difference = _minus(now, fixed)
    return EditionView(
        edition=edition,
        area=area,
        title=question.title,
        published=headlines.values(fixed, fixed_companies),
        known_now=headlines.values(now, companies),
        published_tables=tables(fixed, {}, bands),
        known_tables=tables(now, {}, bands),
        difference=_moved(difference, bands),
        events=events,
        more_after=more_after,
        unexplained=_moved(_minus(difference, since), bands),
    )


def _edition(row: Sequence[Any]) -> Edition:
    return Edition(
        edition_id=row[0],
        kind=_KINDS[row[1]],
        first=row[2],
        last=row[3],
        number=row[4],
        ground=_GROUNDS[row[5]],
        known_until=row[6],
        closed_on=row[7],
    )


def _asked(edition: Edition, question: Question) -> dict[str, Any]:
    return {
        "first": edition.first,
        "last": edition.last,
        "known_until": edition.known_until,
        "national": question.national,
        "councils": list(question.councils),
        "distinct": [distinct.value for distinct in Distinct],
    }


def _sums(connection: Connection[Any], query: Any, asked: Any) -> Sums:
    return {(measure, item): (n, amount) for measure, item, n, amount in connection.execute(query, asked)}


def _minus(now: Sums, then: Sums) -> Sums:
    found = {}
    for key in dict.fromkeys((*now, *then)):
        (n, amount), (former, former_amount) = now.get(key, (0, 0)), then.get(key, (0, 0))
        if n != former or amount != former_amount:
            found[key] = (n - former, amount - former_amount)
    return found


def _moved(sums: Sums, bands: Bands) -> tuple[Moved, ...]:
    labels = item_labels(bands)
    return tuple(
        Moved(
            measure=measure,
            measure_label=_MEASURES.get(measure, measure),
            item=item,
            item_label=labels.get((measure, item), ""),
            n=n,
            amount=amount,
        )
        for (measure, item), (n, amount) in sorted(sums.items())
    )


def _events(
    connection: Connection[Any], asked: dict[str, Any], after: UUID | None, bands: Bands
) -> tuple[tuple[LateEvent, ...], UUID | None]:
    told: dict[UUID, tuple[dt.date, str, str, LateGround | None, bool, dict[tuple[str, str], tuple[int, int]]]] = {}
    wanted = asked | {"after": after or UUID(int=0), "limit": EVENTS_AT_ONCE}
    for recorded_on, event_id, event, council, said, reasoned, measure, item, n, amount in connection.execute(
        _EVENTS_SINCE, wanted
    ):
        ground = None if said is None else _LATE_GROUNDS[said]
        *_, sums = told.setdefault(event_id, (recorded_on, event, council, ground, reasoned, {}))
        key = (measure, "" if measure in _DISTINCT else item)
        known = sums.get(key, (0, 0))
        sums[key] = (known[0] + n, known[1] + amount)
    found = tuple(
        LateEvent(
            event_id=event_id,
            event=event,
            event_label=LABELS.get(event, event),
            council=council,
            recorded_on=recorded_on,
            ground=ground,
            ground_label=None if ground is None else ground.label,
            reasoned=reasoned,
            moved=_moved(sums, bands),
        )
        for event_id, (recorded_on, event, council, ground, reasoned, sums) in told.items()
    )
    return found, found[-1].event_id if len(found) == EVENTS_AT_ONCE else None


_KINDS: Final = {kind.value: kind for kind in EditionKind}
_GROUNDS: Final = {ground.value: ground for ground in EditionGround}
_LATE_GROUNDS: Final = {ground.value: ground for ground in LateGround}
_DISTINCT: Final = {distinct.value: distinct.label for distinct in Distinct}
_MEASURES: Final = {**{measure.value: measure.label for measure in Measure}, **_DISTINCT}
