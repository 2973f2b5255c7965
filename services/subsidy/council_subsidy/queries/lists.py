"""The lists of subsidy: the work list and the search, from the read tables."""

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

from council_subsidy import commands as c
from council_subsidy.domain import Stage

NO_DUE_DATE: Final = dt.date(9999, 12, 31)
NEXT_COMMAND: Final[dict[str, type[BaseModel]]] = {
    "SubsidyApplicationFiled": c.ExplainPoints,
    "SubsidyAdviceGiven.application": c.AcceptApplication,
    "SubsidyApplicationAccepted": c.ClaimPlanFee,
    "PlanFeeClaimed": c.CheckPointsAtClaim,
    "SubsidyAdviceGiven.claim": c.DecidePlanFee,
    "PlanFeeDecided": c.PayFees,
    "FeePaid": c.ClaimAccompaniment,
    "AccompanimentClaimed": c.CheckPointsAtMonitoring,
    "SubsidyAdviceGiven.monitoring": c.DecideAccompaniment,
    "AccompanimentDecided": c.PayFees,
}
"""What usually comes next after an event, for the work list; the case itself says everything that can."""
_STAGES: Final = {stage.value: stage for stage in Stage}
COMPANY_FIELDS: Final = ("company_name", "company_kana", "corporate_number")
"""What a case is found by, in the order of the read table's `company` column."""


class ListRow(NamedTuple):
    """A row of a list; `company` are the boxes of name, kana and number."""

    case_id: UUID
    council: str
    stage: str
    last: str | None
    due: dt.date
    updated_at: dt.datetime
    version: int
    company: list[list[str] | None] | None


_ROW: Final = "c.case_id, c.council, c.stage, c.last, c.due, c.updated_at, c.version, c.company"
SHOWN: Final = Shown(("company_name",), "c")
_TERMS_OVER: Final = """
SELECT case_id FROM cases.cases WHERE stage = 'accepted' AND lapses_on < %(before)s
  AND updated_at < (%(before)s::date + 1) AT TIME ZONE 'Asia/Tokyo'
ORDER BY lapses_on, case_id"""


class Cases:
    """The read tables."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self.finder = CaseFinder(pool, vault, _ROW, ListRow, len(COMPANY_FIELDS))

    def work(
        self, scope: Scope, after: tuple[dt.date, UUID] | None, limit: int, overdue_before: dt.date | None
    ) -> list[ListRow]:
        """Open cases with content by due date, one more than `limit`; `overdue_before`: only those due before this day."""
        narrowed = "AND c.due < %(overdue_before)s" if overdue_before else ""
        placed = "AND (c.due, c.case_id) > (%(due)s, %(case_id)s)" if after else ""
        sql = f"""SELECT {_ROW} FROM cases.cases c WHERE {scope.sql} AND c.open AND {KEPT} {narrowed} {placed}
                  ORDER BY c.due, c.case_id LIMIT %(limit)s"""
        due, case_id = after or (None, None)
        params = {"limit": limit + 1, "due": due, "case_id": case_id, "overdue_before": overdue_before}
        return self.finder.rows(sql, scope.params | params)

    def claim_terms_over(self, before: dt.date) -> list[UUID]:
        """Accepted cases whose term for the plan claim ended before this day, and into which nothing was entered since it.

        The longest ago first (SUB-C-5, SUB-C-6).
        """
        with self._pool.connection() as connection:
            return [case_id for (case_id,) in connection.execute(_TERMS_OVER, {"before": before})]

    def page(self, rows: Sequence[ListRow], today: dt.date, next_place: str | None) -> Page[WorkItem]:
        """The rows with their names opened."""
        items = tuple(_item(row, name, today) for row, name in zip(rows, self.finder.names(rows), strict=True))
        return Page[WorkItem](items=items, next=next_place)


def _item(row: ListRow, name: str | None, today: dt.date) -> WorkItem:
    stage = _STAGES[row.stage]
    following = NEXT_COMMAND.get(row.last or "") if stage is not Stage.ENDED else None
    due_on = None if row.due == NO_DUE_DATE else row.due
    return WorkItem(
        case_id=row.case_id,
        council=row.council,
        service="subsidy",
        line=SupportLine.PLAN_SUBSIDY.value,
        stage=stage.label,
        company_name=name,
        next_step=title_of(following) if following else None,
        due_on=due_on,
        overdue=due_on is not None and due_on < today,
        updated_at=row.updated_at,
        version=row.version,
    )
