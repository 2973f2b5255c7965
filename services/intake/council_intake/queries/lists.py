"""Lists of consultations: my work, and what a search finds. The names of what is listed are opened here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Scope, Standing
from council_casework.erasing import KEPT
from council_events import Sealed, SealedBox
from council_events.intake import ConsultationKind, Lacking
from council_events.values import Office
from council_kit.answers import Page, WorkItem
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from council_kit.routes import title_of
from council_kit.vault import Vault, digits_of, fold
from pydantic import BaseModel

from council_intake.commands import (
    ChooseSupportLine,
    CloseConsultation,
    DraftReport,
    ExplainRole,
    GiveAdvice,
    RecordFacts,
    RecordGuaranteeFacts,
    SubmitReport,
)
from council_intake.domain import Stage
from council_intake.rules.deadlines import deadline_of
from council_intake.rules.terms import Terms

PAGE_ROWS: Final = 50
"""Most rows of a page; each is opened."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of `cases`, in the order of `_COLUMNS`; sealed values as boxes. `shown`: the name, once it was opened."""

    case_id: UUID
    council: str
    stage: int
    role_explained: bool
    kind: str | None
    line: str | None
    company_name: list[str] | None
    requester_name: list[str] | None
    company_kana: list[str] | None
    company_phone: list[str] | None
    corporate_number: list[str] | None
    opened_on: dt.date | None
    updated_at: dt.datetime
    version: int
    closed_on: dt.date | None
    drafted: bool
    shown: str | None = None

    @property
    def name(self) -> Sealed[str] | None:
        """What a list calls the case: the company, else who asked."""
        return sealed_of(self.company_name or self.requester_name)

    @property
    def found_by(self) -> list[Sealed[str] | None]:
        """The values that a search looks at, the name first."""
        return [
            sealed_of(self.company_name),
            sealed_of(self.requester_name),
            sealed_of(self.company_kana),
            sealed_of(self.company_phone),
            sealed_of(self.corporate_number),
        ]


_COLUMNS: Final = """c.case_id, c.council, c.stage, c.role_explained, c.kind, c.line, c.company_name, c.requester_name,
    c.company_kana, c.company_phone, c.corporate_number, c.opened_on, c.updated_at, c.version, c.closed_on, c.drafted"""

_WAITING: Final = """
SELECT {columns}, {due} AS due FROM cases.cases c
WHERE {scope} AND {waits} AND {kept} {mine} {late} {after}
ORDER BY {order} c.updated_at DESC, c.case_id DESC LIMIT %(limit)s"""
_WORK: Final = """
SELECT * FROM (({open}) UNION ALL ({unreported})) AS waiting ORDER BY due, updated_at DESC, case_id DESC LIMIT %(limit)s"""
_LATE: Final = """
SELECT case_id FROM cases.cases c
WHERE NOT reported AND NOT %(lacking)s = ANY (late) AND {waits} AND {base} + %(days)s < %(today)s
ORDER BY {base}, case_id"""

_SEARCH: Final = """
WITH hit AS MATERIALIZED (
    SELECT s.case_id, s.opened_on FROM cases.search s
    WHERE {scope} AND s.tokens @> %(tokens)s {after}
    ORDER BY s.opened_on DESC, s.case_id DESC LIMIT %(limit)s)
SELECT {columns} FROM hit JOIN cases.cases c USING (case_id) ORDER BY hit.opened_on DESC, c.case_id DESC"""

_WIDTH: Final = len(fields(CaseRow)) - 1
"""Columns of a row; the name is opened afterwards."""


class Rows(NamedTuple):
    """A page of rows, and the cursor of the next."""

    rows: list[CaseRow]
    next: str | None


NONE_FOUND: Final = Rows([], None)


class Cases:
    """The read tables of intake; the names of what is listed are opened here."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    def work(
        self, standing: Standing, scope: Scope, terms: Terms, *, after: str | None, limit: int, late_on: dt.date | None
    ) -> Rows:
        """Consultations with content that wait for this person, open or without their report: the most urgent first, then the
        last changed; a head's are those of the council. `late_on`: only those whose deadline has passed by this day.

        Raises a 422 problem for an unreadable cursor.
        """
        mine, person = _mine(standing)
        values: dict[str, Any] = {**scope.params, **person, "limit": limit + 1, "late_on": late_on}
        if after is not None:
            (due, moment), case_id = cursor_of(after, _place_of)
            values |= {"due": due, "moment": moment, "place": case_id}
        parts = {
            name: _part(each, scope, mine, days, placed=after is not None, late=late_on is not None)
            for (name, each), days in zip(_KINDS.items(), (terms.result_days, terms.report_days), strict=True)
        }
        return self._page(_WORK.format(**parts), values | _days(terms), limit, _place)

    def late(self, lacking: Lacking, days: int | None, today: dt.date) -> list[UUID]:
        """Consultations whose deadline for this has passed and was not recorded yet, the longest ago first."""
        if days is None:
            return []
        kind = _KINDS["open" if lacking is Lacking.RESULT else "unreported"]
        sql = _LATE.format(waits=kind.waits, base=kind.base)
        values = {"lacking": lacking.value, "days": days, "today": today}
        with self._pool.connection() as connection:
            return [case_id for (case_id,) in connection.execute(sql, values).fetchall()]

    def search(self, standing: Standing, scope: Scope, words: str, *, after: str | None, limit: int) -> Rows:
        """Consultations whose name, kana, phone or 法人番号 holds all the words, the newest first; checked in clear.

        `scope` is over the alias `s`. A page may hold fewer rows than its limit and still have a next one.
        """
        tokens = self._vault.search_tokens(words, standing.council)
        if not tokens:
            return NONE_FOUND
        values: dict[str, Any] = {**scope.params, "tokens": tokens, "limit": limit + 1}
        place = ""
        if after is not None:
            day, case_id = cursor_of(after, dt.date.fromisoformat)
            place = "AND (s.opened_on, s.case_id) < (%(day)s, %(place)s)"
            values |= {"day": day, "place": case_id}
        sql = _SEARCH.format(columns=_COLUMNS, scope=scope.sql, after=place)
        found = self._page(sql, values, limit, lambda row, _due: str(row.opened_on))
        return Rows(self._holding(words, found.rows), found.next)

    def items(self, found: Sequence[CaseRow], next_place: str | None, today: dt.date, terms: Terms) -> Page[WorkItem]:
        """The rows as a list shows them; names that are still sealed are opened in one round trip."""
        names = self._vault.open_many([row.name if row.shown is None else None for row in found])
        items = tuple(_item(row, row.shown or name, today, terms) for row, name in zip(found, names, strict=True))
        return Page[WorkItem](items=items, next=next_place)

    def _page(self, sql: str, values: dict[str, Any], limit: int, key: Callable[[CaseRow, Any], str]) -> Rows:
        """`key`: what the cursor holds of the last row, and of the column beside those of a row (a due date)."""
        with self._pool.connection() as connection:
            found = connection.execute(sql, values).fetchall()
        rows = [CaseRow(*row[:_WIDTH]) for row in found]
        if len(rows) <= limit:
            return Rows(rows, None)
        last = rows[limit - 1]
        return Rows(rows[:limit], f"{key(last, found[limit - 1][_WIDTH:])}|{last.case_id}")

    def _holding(self, words: str, rows: Sequence[CaseRow]) -> list[CaseRow]:
        """The rows that really hold the words: equal pairs in another order are no hit. The other values of a row are
        opened only where the name alone does not hold all of them.
        """
        unsure = [word for word in words.split() if not is_sure(word)]
        names = self._vault.open_many([row.name for row in rows])
        named = [replace(row, shown=name) for row, name in zip(rows, names, strict=True)]
        rest = [row for row in named if not holds([row.shown], unsure)]
        opened = iter(self._vault.open_many([value for row in rest for value in row.found_by]))
        kept = {row.case_id for row in rest if holds([next(opened) for _ in row.found_by], unsure)}
        left_out = {row.case_id for row in rest} - kept
        return [row for row in named if row.case_id not in left_out]


_LEADING: Final = frozenset({Office.HEAD, Office.HOST_HEAD})
_DEPUTIES: Final = frozenset({Office.DEPUTY, Office.DEPUTY_IMPROVEMENT})


def _mine(standing: Standing) -> tuple[str, dict[str, Any]]:
    """What narrows the scope to one's own work: a deputy's are the cases assigned, and those in a head's place."""
    if standing.offices_now & _LEADING or not standing.offices_now & _DEPUTIES:
        return "", {}
    if not standing.substituted:
        return "AND c.assigned_to = %(person)s", {"person": standing.person}
    return (
        "AND (c.assigned_to = %(person)s OR c.case_id = ANY(%(substituted)s))",
        {"person": standing.person, "substituted": sorted(standing.substituted)},
    )


class _Kind(NamedTuple):
    """Rows of the work list that wait for the same thing; `base`: the day from which its term counts."""

    waits: str
    base: str
    days: str


_KINDS: Final = {
    "open": _Kind("NOT c.closed", "c.opened_on", "%(result_days)s"),
    "unreported": _Kind("c.closed AND NOT c.reported", "c.closed_on", "%(report_days)s"),
}


def _days(terms: Terms) -> dict[str, int | None]:
    return {"result_days": terms.result_days, "report_days": terms.report_days}


def _part(kind: _Kind, scope: Scope, mine: str, days: int | None, *, placed: bool, late: bool) -> str:
    """One kind of row, by an index of its own where it has no due date; as many as a page holds."""
    due = f"coalesce({kind.base} + {kind.days}, DATE '9999-12-31')" if days is not None else "DATE '9999-12-31'"
    after = f"AND ({due} > %(due)s OR {due} = %(due)s AND (c.updated_at, c.case_id) < (%(moment)s, %(place)s))"
    return _WAITING.format(
        columns=_COLUMNS,
        due=due,
        scope=scope.sql,
        waits=kind.waits,
        kept=KEPT,
        mine=mine,
        late=f"AND {due} < %(late_on)s" if late else "",
        after=after if placed else "",
        order=f"{due}," if days is not None else "",
    )


def _place(row: CaseRow, beside: Sequence[Any]) -> str:
    return f"{beside[0].isoformat()}.{row.updated_at.isoformat()}"


def _place_of(text: str) -> tuple[dt.date, dt.datetime]:
    due, _, moment = text.partition(".")
    return dt.date.fromisoformat(due), dt.datetime.fromisoformat(moment)


Explaining = Callable[[Standing, Page[WorkItem]], Page[WorkItem]]
"""Tells of each row of a page what the reader is to know beside it."""


def as_it_is(_standing: Standing, page: Page[WorkItem]) -> Page[WorkItem]:
    """Nothing more."""
    return page


class Paged:
    """One page of a list, in the two steps of `Service.read_list`: rows within the asker's scope, then their names.

    `explain`: tells of each row why its next step can't be taken by the asker.
    """

    def __init__(
        self,
        cases: Cases,
        terms: Terms,
        today: dt.date,
        find: Callable[[Standing, Scope], Rows],
        explain: Explaining = as_it_is,
    ) -> None:
        self._cases = cases
        self._terms = terms
        self._today = today
        self._find = find
        self._explain = explain
        self._next: str | None = None

    def query(self, standing: Standing, scope: Scope) -> list[CaseRow]:
        """The rows; the policies are asked about each of them next."""
        rows, self._next = self._find(standing, scope)
        return rows

    def build(self, standing: Standing, rows: Sequence[CaseRow]) -> Page[WorkItem]:
        """The page as it is shown."""
        return self._explain(standing, self._cases.items(rows, self._next, self._today, self._terms))


def is_sure(word: str) -> bool:
    """Whether its one token says all of the word: a whole number, or no more than a pair of characters."""
    return digits_of(word) is not None or len(fold(word)) <= 2


def holds(texts: Sequence[str | None], words: Sequence[str]) -> bool:
    folded = [fold(text) for text in texts if text is not None]
    return all(any(fold(word) in text for text in folded) for word in words)


def cursor_of(after: str, parse: Any) -> tuple[Any, UUID]:
    try:
        key, _, case_id = after.partition("|")
        return parse(key), UUID(case_id)
    except ValueError:
        raise field_problem(
            "after", "続きの位置が読み取れません。", "The place to go on from cannot be read."
        ) from None


def _item(row: CaseRow, name: str | None, today: dt.date, terms: Terms) -> WorkItem:
    stage = tuple(Stage)[row.stage]
    following = usual_next(stage, row.kind, role_explained=row.role_explained, drafted=row.drafted)
    owed = deadline_of(row.opened_on, row.closed_on, reported=stage is Stage.REPORTED, terms=terms)
    return WorkItem(
        case_id=row.case_id,
        council=row.council,
        service="intake",
        line=row.line,
        stage=stage.label,
        company_name=name,
        next_step=title_of(following) if following else None,
        due_on=owed.due_on if owed else None,
        due_for=owed.lacking.label if owed else None,
        overdue=owed is not None and owed.due_on < today,
        updated_at=row.updated_at,
        version=row.version,
    )


_LEARNING: Final[dict[str | None, type[BaseModel]]] = {
    ConsultationKind.PRELIMINARY: GiveAdvice,
    ConsultationKind.COUNTER: RecordFacts,
    ConsultationKind.GUARANTEE: RecordGuaranteeFacts,
}
"""What usually comes after the explanation, by the kind of consultation."""


def usual_next(stage: Stage, kind: str | None, *, role_explained: bool, drafted: bool) -> type[BaseModel] | None:
    """The command that mostly comes next; what is really possible stands on the case's own page."""
    if stage is Stage.REPORTED:
        return None
    if stage is Stage.CLOSED:
        return SubmitReport if drafted else DraftReport
    if not role_explained:
        return ExplainRole
    if stage in (Stage.RECEIVED, Stage.FACT_FINDING):
        return _LEARNING.get(kind, RecordFacts)
    leads_on = kind != ConsultationKind.PRELIMINARY
    return ChooseSupportLine if stage is Stage.FACTS_COMPLETE and leads_on else CloseConsultation


def sealed_of(box: list[str] | None) -> Sealed[str] | None:
    """The sealed value of a box as a read table keeps it."""
    return None if box is None else Sealed.from_box(SealedBox(*box))
