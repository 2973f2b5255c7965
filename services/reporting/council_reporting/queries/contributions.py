"""Every act of a fiscal year with whoever stands behind it, as known on a day: what a publication is decided on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from heapq import merge
from typing import Any, Final

from council_directory import fiscal_year_end, fiscal_year_start
from council_kit.postgres import Pool, long_read
from psycopg import Connection
from pydantic_core import from_json

from council_reporting.figures import acts_of, facts_of
from council_reporting.publishing import Contribution, quarter_of
from council_reporting.queries.tables import shapes
from council_reporting.rules import Bands

_MOVED: Final = """
SELECT case_id, facts FROM figures.cases WHERE case_id IN (
    SELECT case_id FROM figures.late WHERE recorded_on > %(known_until)s AND month BETWEEN %(first)s AND %(last)s)
"""
_STANDING: Final = """
SELECT measure, item, council, month, company_id::text, amount FROM figures.contributions AS told
WHERE month BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
    SELECT FROM figures.late WHERE late.case_id = told.case_id
        AND recorded_on > %(known_until)s AND late.month BETWEEN %(first)s AND %(last)s)
ORDER BY measure COLLATE "C", item COLLATE "C"
"""
_AT_A_TIME: Final = 5000
"""Rows fetched; a year may have millions, and none is kept."""


def contributions(pool: Pool, year: int, known_until: dt.date, bands: Bands) -> Iterator[Contribution]:
    """One for every item under which an act counts, those of an item together; a case counts for its company, else for itself (RP-3).

    Cases whose figures of the year were changed by what was recorded after `known_until` (not before the year's end) are
    folded anew without it. Only theirs are held in memory.
    """
    asked: dict[str, Any] = {
        "first": fiscal_year_start(year),
        "last": fiscal_year_end(year),
        "known_until": known_until,
    }
    with long_read(pool) as connection:
        moved = sorted(_folded(_rows(connection, _MOVED, asked), year, known_until, bands), key=_place)
        yield from merge(moved, _standing(_rows(connection, _STANDING, asked), year), key=_place)


def _place(told: Contribution) -> tuple[str, str]:
    return told.measure, told.item


def _rows(connection: Connection[Any], query: str, asked: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="contributions") as cursor:
        cursor.itersize = _AT_A_TIME
        yield from cursor.execute(query, asked)


def _standing(rows: Iterator[tuple[Any, ...]], year: int) -> Iterator[Contribution]:
    for measure, item, council, month, company, amount in rows:
        yield Contribution(measure, item, council, quarter_of(year, month.month), company, amount)


def _folded(rows: Iterator[tuple[Any, ...]], year: int, known_until: dt.date, bands: Bands) -> Iterator[Contribution]:
    first, last = fiscal_year_start(year), fiscal_year_end(year)
    for case_id, kept in rows:
        facts = [fact for fact in facts_of(from_json(kept)) if fact.recorded_on <= known_until]
        for act in acts_of(str(case_id), facts, bands).values():
            if first <= act.on <= last:
                quarter = quarter_of(year, act.on.month)
                for measure, item, amount in act.cells:
                    yield Contribution(measure, item, act.council, quarter, act.company, amount)


def items_of_tables(bands: Bands) -> dict[str, tuple[str, ...]]:
    """The items of every divided table, in their order."""
    return {shape.code: tuple(code for code, _ in shape.items) for shape in shapes(bands)}
