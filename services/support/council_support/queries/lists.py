"""The lists of support: the work list and the search, from the read tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from council_access import Scope
from council_casework.desk import Shown
from council_casework.erasing import KEPT
from council_casework.finding import CaseFinder
from council_events.values import SupportLine
from council_kit.answers import Page, WorkItem
from council_kit.postgres import Pool
from council_kit.routes import title_of
from council_kit.vault import Vault
from pydantic import BaseModel

from council_support.commands.reports import CheckReport, SubmitReport
from council_support.domain import LINES
from council_support.domain.stages import Stage
from council_support.queries.lines import usual_next

NO_DUE_DATE: Final = dt.date(9999, 12, 31)
COMPANY_FIELDS: Final = ("company_name", "company_kana", "company_phone", "corporate_number")
"""What a case is found by, in the order of the read table's `company` column."""


class ListRow(NamedTuple):
    """A row of a list; `company` are the boxes of name, kana, telephone and number.

    `report_ready`: the row is of a report that the case owes, and whether it was checked; None: of the case's next step.
    """

    case_id: UUID
    council: str
    line: str
    stage: str
    due: dt.date
    updated_at: dt.datetime
    version: int
    requested_on: dt.date | None
    company: list[list[str] | None] | None
    report_ready: bool | None = None


_ROW: Final = "c.case_id, c.council, c.line, c.stage, c.due, c.updated_at, c.version, c.requested_on, c.company"
SHOWN: Final = Shown(("company_name",), "c")
_TERMS_OVER: Final = """
SELECT case_id FROM cases.cases WHERE line = 'tax_scheme' AND stage = 'consent' AND consent_deadline < %(before)s
  AND updated_at < (%(before)s::date + 1) AT TIME ZONE 'Asia/Tokyo'
ORDER BY consent_deadline, case_id"""


class Place(NamedTuple):
    """Where a page of the work list goes on: after the row of this day, case, and kind (a report or not)."""

    due: dt.date
    case_id: UUID
    report: bool


def place_of(row: ListRow) -> Place:
    """The place of a row."""
    return Place(row.due, row.case_id, row.report_ready is not None)


def _part(
    due: str, ready: str, given: str, ordered: str, scope: Scope, after: Place | None, overdue_before: dt.date | None
) -> str:
    """One kind of row of the work list, by its own index, as many as a page holds."""
    narrowed = f"AND {due} < %(overdue_before)s" if overdue_before else ""
    is_report = "FALSE" if ready.startswith("NULL") else "TRUE"
    placed = f"AND ({due}, c.case_id, {is_report}) > (%(due)s, %(case_id)s, %(report)s)" if after else ""
    row = _ROW.replace("c.due", f"{due} AS due")
    return f"""SELECT {row}, {ready} AS report_ready FROM cases.cases c
               WHERE {scope.sql} AND {given} AND {KEPT} {narrowed} {placed} ORDER BY {ordered}, c.case_id LIMIT %(limit)s"""


class Cases:
    """The read tables."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self.finder = CaseFinder(pool, vault, _ROW, ListRow, len(COMPANY_FIELDS))

    def work(
        self, scope: Scope, after: Place | None, limit: int, overdue_before: dt.date | None, report_days: int | None
    ) -> list[ListRow]:
        """Open cases by due date, and the reports that cases owe, also closed ones, of those with content; one more than `limit`.

        `overdue_before`: only what is due before this day. `report_days`: as Terms has it; None: reports have no due date.
        """
        steps = _part("c.due", "NULL::boolean", "c.open", "c.due", scope, after, overdue_before)
        due = "DATE '9999-12-31'" if report_days is None else "(c.report_asked + %(report_days)s)"
        reports = _part(
            due, "c.report_ready", "c.report_asked IS NOT NULL", "c.report_asked", scope, after, overdue_before
        )
        sql = f"""SELECT * FROM (({steps}) UNION ALL ({reports})) AS both_kinds
                  ORDER BY due, case_id, report_ready IS NOT NULL LIMIT %(limit)s"""
        params = {"limit": limit + 1, "overdue_before": overdue_before, "report_days": report_days}
        return self.finder.rows(sql, scope.params | params | (after._asdict() if after else {}))

    def consent_terms_over(self, before: dt.date) -> list[UUID]:
        """Cases under 別冊３ whose term for consents ended before this day, and into which nothing was entered since it.

        The longest ago first (B3-8).
        """
        with self._pool.connection() as connection:
            return [case_id for (case_id,) in connection.execute(_TERMS_OVER, {"before": before})]

    def page(self, rows: Sequence[ListRow], today: dt.date, next_place: str | None) -> Page[WorkItem]:
        """The rows with their names opened."""
        items = tuple(_item(row, name, today) for row, name in zip(rows, self.finder.names(rows), strict=True))
        return Page[WorkItem](items=items, next=next_place)


def _next(row: ListRow, line: SupportLine, stage: Stage) -> type[BaseModel] | None:
    if row.report_ready is not None:
        return SubmitReport if row.report_ready else CheckReport
    return usual_next(line, stage, row.requested_on)


def _item(row: ListRow, name: str | None, today: dt.date) -> WorkItem:
    line = next(line for line in LINES if line == row.line)
    stage = next(stage for stage in LINES[line].Stage if stage == row.stage)
    following = _next(row, line, stage)
    due_on = None if row.due == NO_DUE_DATE else row.due
    return WorkItem(
        case_id=row.case_id,
        council=row.council,
        service="support",
        line=row.line,
        stage=stage.label,
        company_name=name,
        next_step=title_of(following) if following else None,
        due_on=due_on,
        overdue=due_on is not None and due_on < today,
        updated_at=row.updated_at,
        version=row.version,
    )
