"""The lists of subsidy: the work list and the search, from the read tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Scope
from council_events import Sealed, SealedBox
from council_events.values import SupportLine
from council_kit.answers import Page, WorkItem
from council_kit.postgres import Pool
from council_kit.routes import title_of
from council_kit.vault import Vault
from council_kit.vault.folding import digits_of, fold
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
LIST_FIELDS: Final = ("company_name",)
_WIDTH: Final = len(COMPANY_FIELDS)


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
ALIAS: Final = "c"
_AT_ONCE: Final = 100
_TERMS_OVER: Final = """
SELECT case_id FROM cases.cases WHERE stage = 'accepted' AND lapses_on < %(before)s
  AND updated_at < (%(before)s::date + 1) AT TIME ZONE 'Asia/Tokyo'
ORDER BY lapses_on, case_id LIMIT %(limit)s"""


class Cases:
    """The read tables."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    def work(
        self, scope: Scope, after: tuple[dt.date, UUID] | None, limit: int, overdue_before: dt.date | None
    ) -> list[ListRow]:
        """Open cases by due date, one more than `limit`; `overdue_before`: only those due before this day."""
        narrowed = "AND c.due < %(overdue_before)s" if overdue_before else ""
        placed = "AND (c.due, c.case_id) > (%(due)s, %(case_id)s)" if after else ""
        sql = f"""SELECT {_ROW} FROM cases.cases c WHERE {scope.sql} AND c.open {narrowed} {placed}
                  ORDER BY c.due, c.case_id LIMIT %(limit)s"""
        due, case_id = after or (None, None)
        params = {"limit": limit + 1, "due": due, "case_id": case_id, "overdue_before": overdue_before}
        return self._rows(sql, scope.params | params)

    def claim_terms_over(self, before: dt.date) -> list[UUID]:
        """Accepted cases whose term for the plan claim ended before this day, and into which nothing was entered since it.

        The longest ago first, some at a time (SUB-C-5, SUB-C-6).
        """
        with self._pool.connection() as connection:
            return [case_id for (case_id,) in connection.execute(_TERMS_OVER, {"before": before, "limit": _AT_ONCE})]

    def search(self, scope: Scope, tokens: list[int], after: UUID | None, limit: int) -> list[ListRow]:
        """Candidates that hold all tokens, newest id first, one more than `limit`; none for no token."""
        if not tokens:
            return []
        placed = "AND c.case_id < %(after)s" if after else ""
        sql = f"""SELECT {_ROW} FROM cases.words w JOIN cases.cases c USING (case_id)
                  WHERE {scope.sql} AND w.council = c.council AND w.tokens @> %(tokens)s::bigint[] {placed}
                  ORDER BY c.case_id DESC LIMIT %(limit)s"""
        return self._rows(sql, scope.params | {"tokens": tokens, "after": after, "limit": limit + 1})

    def tokens(self, words: str, council_code: str) -> list[int]:
        """The blind tokens of what is searched for."""
        return self._vault.search_tokens(words, council_code)

    def _rows(self, sql: str, params: dict[str, Any]) -> list[ListRow]:
        with self._pool.connection() as connection:
            return [ListRow(*row) for row in connection.execute(sql, params).fetchall()]

    def page(self, rows: Sequence[ListRow], today: dt.date, next_place: str | None) -> Page[WorkItem]:
        """The rows with their names opened."""
        names = self._vault.open_many([_sealed(_boxes(row)[0]) for row in rows])
        items = tuple(_item(row, name, today) for row, name in zip(rows, names, strict=True))
        return Page[WorkItem](items=items, next=next_place)

    def fits(self, rows: Sequence[ListRow], words: str) -> list[ListRow]:
        """The candidates that really hold every word in name or kana, or the whole number."""
        opened = self._vault.open_many([_sealed(box) for row in rows for box in _boxes(row)])
        return [
            row
            for place, row in enumerate(rows)
            if _holds([text for text in opened[place * _WIDTH : (place + 1) * _WIDTH] if text], words)
        ]


def _boxes(row: ListRow) -> list[list[str] | None]:
    return list(row.company or [None] * _WIDTH)


def _holds(texts: Sequence[str], words: str) -> bool:
    numbers = {digits_of(text) for text in texts} - {None}
    folded = [fold(text) for text in texts]
    return all(digits_of(word) in numbers or any(fold(word) in text for text in folded) for word in words.split())


def _sealed(box: Sequence[str] | None) -> Sealed[str] | None:
    return None if box is None else Sealed.from_box(SealedBox(*box))


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
