"""Distinct companies, which cannot be added up over months: kept as steps.

A step is a company that came in a month, and when it had come before. The distinct companies of any period are the
steps within it whose `previous` lies before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, TypeAlias

from council_directory import bureau_of, fiscal_year, fiscal_year_start
from council_directory.directory import HQ

NATIONAL: Final = "all"
NEVER: Final = dt.date.min
"""The `previous` of a company that had never come before."""

Step: TypeAlias = tuple[str, str, dt.date, dt.date]
"""distinct, scope (council, bureau or NATIONAL), month, previous month or NEVER"""


def steps(distinct: str, visits: Iterable[tuple[str, dt.date]]) -> list[Step]:
    """The steps of one company from the councils and months it came to: per council, per bureau and for the nation."""
    months: dict[str, set[dt.date]] = {}
    for council, month in visits:
        for scope in scopes_of(council):
            months.setdefault(scope, set()).add(month)
    found: list[Step] = []
    for scope, came in months.items():
        previous = NEVER
        for month in sorted(came):
            found.append((distinct, scope, month, previous))
            previous = month
    return found


YearOfCompanies: TypeAlias = tuple[str, str, dt.date]
"""distinct, scope, first day of the fiscal year"""


def in_years(moved: Mapping[Step, int]) -> dict[YearOfCompanies, int]:
    """What these steps add to the distinct companies of whole fiscal years: the first step of a company in each."""
    found: dict[YearOfCompanies, int] = {}
    for (distinct, scope, month, previous), n in moved.items():
        year = year_of(month)
        if previous < year:
            found[distinct, scope, year] = found.get((distinct, scope, year), 0) + n
    return found


@cache
def year_of(month: dt.date) -> dt.date:
    """The first day of the fiscal year of a month."""
    return fiscal_year_start(fiscal_year(month))


@cache
def scopes_of(council: str) -> tuple[str, ...]:
    """Where an act of this council is counted: itself, its bureau (全国本部 has none) and the nation."""
    return (council, NATIONAL) if council == HQ else (council, bureau_of(council), NATIONAL)
