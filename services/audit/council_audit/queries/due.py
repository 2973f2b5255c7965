"""Whose retention period has passed: what a head may propose to destroy. A hint; the decision asks the streams themselves."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from council_events.audit import RetainedKind
from council_kit.clock import JST
from council_kit.postgres import Pool
from pydantic import BaseModel, ConfigDict, Field

from council_audit.rules.destructions import retained_until

MOST_DUE: Final = 25
"""Cases, and entries, that are told at a time, the longest overdue first."""
_NOTHING_DECIDED: Final = "coalesce(k.keeping, 'kept') = 'kept' AND NOT coalesce(k.held, false)"
_CASES: Final = f"""
SELECT a.case_id, a.council, a.last_at FROM cases.acted a LEFT JOIN retention.kept k ON k.retained_id = a.case_id
WHERE (%(council)s::text IS NULL OR a.council = %(council)s) AND a.last_at < %(before)s AND {_NOTHING_DECIDED}
    AND NOT EXISTS (SELECT FROM cases.acted later WHERE later.case_id = a.case_id AND later.last_at > a.last_at)
ORDER BY a.last_at, a.case_id LIMIT %(limit)s"""
_ENTRIES: Final = f"""
SELECT e.company_id, e.council, e.recorded_on FROM companies.entries e LEFT JOIN retention.kept k ON k.retained_id = e.company_id
WHERE (%(council)s::text IS NULL OR e.council = %(council)s) AND e.recorded_on < %(before)s AND {_NOTHING_DECIDED}
    AND NOT EXISTS (
        SELECT FROM companies.cases c LEFT JOIN retention.kept of_case ON of_case.retained_id = c.case_id
        WHERE c.company_id = e.company_id
            AND (c.supported AND NOT coalesce(e.numbered, false)
                OR coalesce(of_case.keeping, 'kept') NOT IN ('destroyed', 'complete')))
    AND (coalesce(e.numbered, false)
        OR NOT EXISTS (SELECT FROM companies.uses u WHERE u.ledger_id = e.ledger_id AND u.counts))
ORDER BY e.recorded_on, e.company_id LIMIT %(limit)s"""


class DueRow(BaseModel):
    """A case or entry whose period has passed, and on which nothing was decided."""

    model_config = ConfigDict(frozen=True)

    retained: RetainedKind = Field(title="対象")
    retained_title: str = Field(title="対象の名称")
    retained_id: UUID = Field(title="案件番号又は企業番号")
    council: str = Field(title="協議会")
    retained_until: dt.date = Field(title="保存期間の末日")


def due_rows(pool: Pool, council: str | None, today: dt.date, years: int | None) -> tuple[DueRow, ...]:
    """What may be proposed on this day; `council` None: of all. Nothing where no period is set."""
    if years is None:
        return ()
    before = _years_before(today, years)
    asked = {"council": council, "limit": MOST_DUE}
    midnight = dt.datetime.combine(before, dt.time(), JST)
    with pool.connection() as connection:
        cases = connection.execute(_CASES, {**asked, "before": midnight}).fetchall()
        entries = connection.execute(_ENTRIES, {**asked, "before": before}).fetchall()
    return (
        *(_row(RetainedKind.CASE, each, of, last_at.astimezone(JST).date(), years) for each, of, last_at in cases),
        *(_row(RetainedKind.COMPANY, each, of, recorded_on, years) for each, of, recorded_on in entries),
    )


def _row(retained: RetainedKind, retained_id: UUID, council: str, last_recorded_on: dt.date, years: int) -> DueRow:
    return DueRow(
        retained=retained,
        retained_title=retained.label,
        retained_id=retained_id,
        council=council,
        retained_until=retained_until(last_recorded_on, years),
    )


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
