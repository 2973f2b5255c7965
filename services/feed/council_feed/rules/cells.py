"""What may be counted: thresholds, classes of size and amount, and where a council belongs. Sources: RP-2, LAW-136."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from council_directory import add_months, bureau_of, bureaus, councils
from council_directory.directory import HQ
from council_events.deciding import provision
from council_events.public import AmountClass, SizeClass

RARE_BELOW: Final = 5
"""Distinct companies of the closed quarters that share a combination which is not rare."""
QUARTERS_LOOKED_AT: Final = 4
NATIONAL: Final = "national"
PLACES: Final = (*(council.code for council in councils()), HQ, *(bureau.code for bureau in bureaus()), NATIONAL)
"""Every place that has a table of rarity."""

_SIZES: Final = ((10, SizeClass.UP_TO_10), (20, SizeClass.UP_TO_20), (100, SizeClass.UP_TO_100))
_AMOUNTS: Final = (
    (1_000_000, AmountClass.UP_TO_1M),
    (10_000_000, AmountClass.UP_TO_10M),
    (100_000_000, AmountClass.UP_TO_100M),
    (500_000_000, AmountClass.UP_TO_500M),
    (1_000_000_000, AmountClass.UP_TO_1B),
    (5_000_000_000, AmountClass.UP_TO_5B),
)


@provision("RP-2")
def size_class(employees: int | None) -> SizeClass | None:
    """The staff band of the published tables."""
    if employees is None:
        return None
    return next((size for bound, size in _SIZES if employees <= bound), SizeClass.OVER_100)


def amount_class(amount: int | None) -> AmountClass | None:
    """The class of an amount in yen."""
    if amount is None:
        return None
    return next((each for bound, each in _AMOUNTS if amount <= bound), AmountClass.OVER_5B)


def area_of(council: str) -> str:
    """The bureau's area that a council lies in; 全国本部 lies in the nation alone."""
    return NATIONAL if council == HQ else bureau_of(council)


def month_of(day: dt.date) -> str:
    """`2026-07`."""
    return f"{day:%Y-%m}"


def quarter_start(day: dt.date) -> dt.date:
    """The first day of the quarter (of the fiscal year, which are those of the calendar) that holds a day."""
    return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def closed_quarters(today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the closed quarters that a table of rarity drawn today looks at."""
    begins = quarter_start(today)
    return add_months(begins, -3 * QUARTERS_LOOKED_AT), begins - dt.timedelta(days=1)


def key_of(attributes: Sequence[str | None]) -> str:
    """Line, industry, size, method and amount as one key of a table of rarity."""
    return "|".join(each or "" for each in attributes)
