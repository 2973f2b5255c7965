"""Business years, and the periods that 別冊２ counts in them. `closing_month`: books close at the end of that month."""

from __future__ import annotations

import datetime as dt

from council_directory import add_months, business_year_end


def last_day_within(approved_on: dt.date, closing_month: int, years: int) -> dt.date:
    """The last day of so many years, counted from the first business year that begins after 成立 (B2-2-5-2)."""
    return business_year_end(approved_on, closing_month, years)


def years_needed(approved_on: dt.date, closing_month: int, by: dt.date) -> int:
    """How many business years, counted from the first that begins after 成立, have passed when the one holding `by` ends."""
    return max(0, business_year_end(by, closing_month).year - business_year_end(approved_on, closing_month).year)


def period_end(begins_on: dt.date, months: int) -> dt.date:
    """The last day of a period of so many months."""
    return add_months(begins_on, months) - dt.timedelta(days=1)
