"""Every act of a fiscal year with whoever stands behind it: what a publication is decided on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from council_directory import fiscal_year_end, fiscal_year_start
from council_kit.postgres import Pool

from council_reporting.publishing import Contribution, quarter_of
from council_reporting.queries.tables import shapes
from council_reporting.rules import Bands

_AT_ONCE: Final = 5000
_CONTRIBUTIONS: Final = """
SELECT measure, item, council, month, company_id::text, amount FROM figures.contributions
WHERE month BETWEEN %s AND %s
"""


def contributions(pool: Pool, year: int) -> Iterator[Contribution]:
    """One for every item under which an act counts; a case counts for its company, else for itself (RP-3)."""
    with pool.connection() as connection:
        cursor = connection.execute(_CONTRIBUTIONS, [fiscal_year_start(year), fiscal_year_end(year)])
        while rows := cursor.fetchmany(_AT_ONCE):
            for measure, item, council, month, company, amount in rows:
                yield Contribution(measure, item, council, quarter_of(year, month.month), company, amount)


def items_of_tables(bands: Bands) -> dict[str, tuple[str, ...]]:
    """The items of every divided table, in their order."""
    return {shape.code: tuple(code for code, _ in shape.items) for shape in shapes(bands)}
