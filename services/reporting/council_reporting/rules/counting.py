"""How the programme counts: one small function per provision. Bands are settings (RP-2), everything else is fixed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from council_directory import add_years
from council_events.deciding import provision
from council_events.support import Method, PlanKind, SettlementType

PENDING: Final = "pending"
"""A consultation whose first response is not finished yet: the sixth class, so that the classes add up to the total."""
UNKNOWN: Final = "unknown"
"""A size that was not asked or not told."""
OVER: Final = "over"
"""Above the highest bound of a band."""
TOGETHER: Final = "together"
ALONE: Final = "alone"
SUPPORTING: Final = frozenset(
    {
        "line",
        "start",
        "completed_line",
        "ended_line",
        "monitoring",
        "monitoring_decision",
        "performance",
        "application",
        "acceptance",
        "claim",
        "decision",
        "payment",
        "subsidy_end",
        "trainings",
    }
)
"""The measures that between them count every act of support, each once."""

MONITORING_YEARS: Final = 3
DRASTIC: Final[frozenset[str]] = frozenset({Method.DIRECT_WAIVER, Method.SECOND_COMPANY, Method.DES, Method.DDS})
WAIVER: Final[frozenset[str]] = frozenset({Method.DIRECT_WAIVER, Method.SECOND_COMPANY})


class Bands(NamedTuple):
    """Upper bounds, inclusive, ascending: sales in yen of a year, staff in persons."""

    sales: tuple[int, ...] = (100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000)
    staff: tuple[int, ...] = (10, 20, 100)


@provision("RP-1")
def result_class(result: str | None) -> str:
    """Exactly one class per consultation: one of the five, or not finished yet."""
    return PENDING if result is None else result


@provision("RP-2")
def band(value: int | None, bounds: Sequence[int]) -> str:
    """The band of a size, named by its upper bound: ≤1億 is `100000000`, above the last one is `over`."""
    if value is None:
        return UNKNOWN
    for bound in bounds:
        if value <= bound:
            return str(bound)
    return OVER


@provision("RP-3")
def company_counted(case_id: str, known: str | None) -> str:
    """The company that a case counts for among distinct companies; without one on record the case stands for itself.

    A sole proprietor is a company of the register like any other, and a guarantor's visit counts for the company.
    """
    return case_id if known is None else known


@provision("RP-3")
def settlement_kind(settlement: str) -> str:
    """一体型 or 単独型: the published tables tell no more of how a guarantee debt was settled (T11)."""
    return TOGETHER if settlement == SettlementType.TOGETHER else ALONE


@provision("YR-1-1-2")
def function_of(measure: str) -> str | None:
    """The one function of a council that a measure's acts belong to; None for a measure that divides acts counted elsewhere.

    Consultations are ①, the acts of support and the training of private experts ②, publicity ③.
    """
    if measure == "consultation":
        return "consultation"
    if measure == "promotion":
        return "promotion"
    return "support" if measure in SUPPORTING else None


@provision("RP-3")
def mean_days(days: int, cases: int) -> Decimal | None:
    """Mean days from consultation to completion, one decimal, rounded half up; None without a completed case."""
    return tenth(Decimal(days) / cases) if cases else None


@provision("RP-5")
def failed_again(completed_on: dt.date, failed_on: dt.date | None) -> bool:
    """Whether the second failure that monitoring reported lies within three years after completion."""
    return failed_on is not None and failed_on <= add_years(completed_on, MONITORING_YEARS)


@provision("RP-2")
def share(part: int, whole: int) -> Decimal | None:
    """Percent with one decimal, rounded half up; shares of a multi-select may add up to more than 100."""
    return tenth(Decimal(100 * part) / whole) if whole else None


@provision("RP-1")
def growth(now: int, before: int) -> Decimal | None:
    """増減率 against the same period of the year before, percent with one decimal; None when that was 0."""
    return share(now - before, before)


@provision("RP-2")
def completed_line(kind: str) -> str:
    """プレ再生 is a column of its own beside 再生支援 in the published tables (T10)."""
    return "pre_plan" if kind == PlanKind.PRE_PLAN else "restructuring"


def tenth(value: Decimal) -> Decimal:
    """Rounded half up to one decimal, as all means and shares are."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
