"""The access log: who was shown what, when, why, by case and by person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from council_events.access import RefusalKind, View
from council_events.values import Office, Purpose
from council_kit.answers import Page
from council_kit.clock import JST
from council_kit.postgres import Pool
from psycopg import Connection
from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict, Field

from council_audit.queries.places import place_in, place_of
from council_audit.replay import label_of

PAGE_ROWS: Final = 200
"""Most entries of a page."""


class AccessEntry(BaseModel):
    """One read or refusal. `view` None: refused, then `refusal` and, where a rule said no, `provision` are there.

    `cases` are those that the entry named, `versions` the versions shown of them; `fields` are names, never values.
    """

    model_config = ConfigDict(frozen=True)

    event_id: UUID = Field(title="記録の番号")
    recorded_at: dt.datetime = Field(title="時刻")
    actor: str = Field(title="利用者")
    council: str = Field(title="所属")
    office: str | None = Field(title="役職")
    office_title: str | None = Field(title="役職名")
    on_behalf_of: str | None = Field(title="代行された者")
    purpose: str = Field(title="目的")
    purpose_title: str = Field(title="目的の名称")
    service: str = Field(title="サービス")
    view: str | None = Field(title="閲覧の種類")
    title: str = Field(title="何を")
    refusal: str | None = Field(title="拒否の種類")
    provision: str | None = Field(title="根拠規定")
    route: str = Field(title="要求の経路")
    cases: tuple[UUID, ...] = Field(title="案件番号")
    versions: tuple[int, ...] = Field(title="版")
    fields: tuple[str, ...] = Field(title="項目コード")
    field_titles: tuple[str, ...] = Field(title="項目")
    papers: tuple[UUID, ...] = Field(title="書類番号")
    traceparent: str | None = Field(title="要求の追跡番号")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of `access.reads`, in the order of its columns."""

    event_id: UUID
    recorded_at: dt.datetime
    actor: str
    council: str
    office: str | None
    on_behalf_of: str | None
    purpose: str
    service: str
    view: str | None
    refusal: str | None
    provision: str | None
    route: str
    cases: list[UUID]
    versions: list[int]
    fields: list[str]
    papers: list[UUID]
    traceparent: str | None


_SELECT: Final = """
SELECT event_id, recorded_at, actor, council, office, on_behalf_of, purpose, service, view, refusal, provision, route,
    cases, versions, fields, papers, traceparent
FROM access.reads WHERE {found}
  AND (%(councils)s::text[] IS NULL OR council = ANY(%(councils)s))
  AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR recorded_at < %(until)s)
  AND (%(moment)s::timestamptz IS NULL OR (recorded_at, event_id) > (%(moment)s, %(place)s::uuid))
ORDER BY recorded_at, event_id LIMIT %(limit)s"""
_OF_CASES: Final = _SELECT.format(found="cases && %(cases)s::uuid[]")
_OF_ACTOR: Final = _SELECT.format(found="actor = %(actor)s")
_HAS_ACTED: Final = """
SELECT EXISTS (SELECT FROM access.reads
               WHERE actor = %(actor)s AND cases && %(cases)s::uuid[] AND purpose <> 'investigation' AND view IS NOT NULL)"""


class AccessLog:
    """Reads the log; safe between threads."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def of_cases(
        self,
        cases: Sequence[UUID],
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        *,
        after: str | None = None,
        limit: int = PAGE_ROWS,
    ) -> Page[AccessEntry]:
        """Entries that name one of these cases, the oldest first; of the cases of an entry, only these are told.

        `since` counts, `until` does not. Raises a 422 problem for an unreadable cursor.
        """
        page = self._page(_OF_CASES, {"cases": list(cases), "councils": None}, since, until, after, limit)
        only = frozenset(cases)
        return Page[AccessEntry](items=tuple(_narrowed(entry, only) for entry in page.items), next=page.next)

    def of_actor(
        self,
        person: str,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        *,
        after: str | None = None,
        limit: int = PAGE_ROWS,
    ) -> Page[AccessEntry]:
        """What this person saw and was refused, the oldest first; otherwise like `of_cases`."""
        with self._pool.connection() as connection:
            return of_actor_in(connection, person, since, until, councils=None, after=after, limit=limit)

    def has_seen(self, person: str, cases: Sequence[UUID]) -> bool:
        """Whether the person was ever shown one of the cases, for another purpose than an investigation."""
        with self._pool.connection() as connection:
            found = connection.execute(_HAS_ACTED, {"actor": person, "cases": list(cases)}).fetchone()
        return found == (True,)

    def _page(
        self,
        sql: str,
        named: Mapping[str, Any],
        since: dt.datetime | None,
        until: dt.datetime | None,
        after: str | None,
        limit: int,
    ) -> Page[AccessEntry]:
        with self._pool.connection() as connection:
            return _page_in(connection, sql, named, since, until, after, limit)


def of_actor_in(
    connection: Connection[Any],
    person: str,
    since: dt.datetime | None,
    until: dt.datetime | None,
    *,
    councils: Collection[str] | None,
    after: str | None,
    limit: int,
) -> Page[AccessEntry]:
    """The same in a transaction that the caller holds; `councils`: only what was asked for on their behalf."""
    named = {"actor": person, "councils": None if councils is None else sorted(councils)}
    return _page_in(connection, _OF_ACTOR, named, since, until, after, limit)


def _page_in(
    connection: Connection[Any],
    sql: str,
    named: Mapping[str, Any],
    since: dt.datetime | None,
    until: dt.datetime | None,
    after: str | None,
    limit: int,
) -> Page[AccessEntry]:
    moment, place = place_in(after)
    params = {**named, "since": since, "until": until, "moment": moment, "place": place, "limit": limit + 1}
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(sql, params, binary=True).fetchall()
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        following = place_of(rows[-1].recorded_at, rows[-1].event_id)
    return Page[AccessEntry](items=tuple(map(_entry, rows)), next=following)


def _narrowed(entry: AccessEntry, cases: frozenset[UUID]) -> AccessEntry:
    """A list names other people's cases too: they are none of the reader's business."""
    pairs = [pair for pair in zip(entry.cases, entry.versions, strict=False) if pair[0] in cases]
    kept = tuple(case for case in entry.cases if case in cases)
    return entry.model_copy(update={"cases": kept, "versions": tuple(version for _, version in pairs)})


def _entry(row: _Row) -> AccessEntry:
    return AccessEntry(
        event_id=row.event_id,
        recorded_at=row.recorded_at,
        actor=row.actor,
        council=row.council,
        office=row.office,
        office_title=label_of_office(row.office),
        on_behalf_of=row.on_behalf_of,
        purpose=row.purpose,
        purpose_title=_PURPOSES[row.purpose],
        service=row.service,
        view=row.view,
        title=_VIEWS[row.view] if row.view else f"拒否（{_REFUSALS[row.refusal or RefusalKind.FORBIDDEN]}）",
        refusal=row.refusal,
        provision=row.provision,
        route=row.route,
        cases=tuple(row.cases),
        versions=tuple(row.versions),
        fields=tuple(row.fields),
        field_titles=tuple(map(field_title, row.fields)),
        papers=tuple(row.papers),
        traceparent=row.traceparent,
    )


_PARTS: Final = {
    "access": "閲覧の記録",
    "annual_plan": "事業計画",
    "applicant": "申請者の情報",
    "content": "開封した内容",
    "counted": "件数",
    "document": "書類",
    "entries": "履歴",
    "gaps": "基準を引用していない件数",
    "header": "概要",
    "keeping": "保存の状況",
    "kind": "種類",
    "lines": "費用の区分",
    "missing": "不足している体制",
    "name": "氏名・名称",
    "offices": "役職",
    "papers": "書類",
    "partners": "関係機関への紹介と基準",
    "payments": "支払",
    "periods": "認定の期間",
    "plan": "計画",
    "report": "報告書",
    "sections": "一覧表",
    "stage": "段階",
    "team": "個別支援チーム",
    "ties": "金融機関との関係",
    "timeline": "経過",
    "whole_meetings": "全体会議",
}
"""Parts of an answer that are no field of an event, or are called otherwise where they are shown."""


def field_title(name: str) -> str:
    """What a field or part that was shown is called on screen."""
    return _PARTS.get(name) or label_of(name)


_OFFICES: Final = {office.value: office.label for office in Office}
_PURPOSES: Final = {purpose.value: purpose.label for purpose in Purpose}
_VIEWS: Final = {view.value: view.label for view in View}
_REFUSALS: Final[dict[str, str]] = {kind.value: kind.label for kind in RefusalKind}


def label_of_view(view: str) -> str:
    """What kind of thing was shown, in Japanese."""
    return _VIEWS[view]


def label_of_purpose(purpose: str) -> str:
    """The purpose's Japanese name."""
    return _PURPOSES[purpose]


def label_of_office(office: str | None) -> str | None:
    """The office's Japanese name."""
    return None if office is None else _OFFICES[office]


def day_start(day: dt.date) -> dt.datetime:
    """The first instant of a day in Japan."""
    return dt.datetime.combine(day, dt.time(), JST)
