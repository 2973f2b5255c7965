"""Business years, and the periods that 別冊２ counts in them. `closing_month`: books close at the end of that month."""

from __future__ import annotations

import calendar
import datetime as dt


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, else that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def year_end(day: dt.date, closing_month: int, later: int = 0) -> dt.date:
    """The last day of the business year that holds `day`, or of the `later`-th one after it."""
    year = (day.year if day.month <= closing_month else day.year + 1) + later
    return dt.date(year, closing_month, calendar.monthrange(year, closing_month)[1])


def last_day_within(approved_on: dt.date, closing_month: int, years: int) -> dt.date:
    """The last day of so many years, counted from the first business year that begins after 成立 (B2-2-5-2)."""
    return year_end(approved_on, closing_month, years)


def years_needed(approved_on: dt.date, closing_month: int, by: dt.date) -> int:
    """How many business years, counted from the first that begins after 成立, have passed when the one holding `by` ends."""
    return max(0, year_end(by, closing_month).year - year_end(approved_on, closing_month).year)


def period_end(begins_on: dt.date, months: int) -> dt.date:
    """The last day of a period of so many months."""
    return add_months(begins_on, months) - dt.timedelta(days=1)
