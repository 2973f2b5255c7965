"""The one calendar of the platform: every due date, period and fiscal year is counted here. Days are dates in JST.

Months and years are counted as 民法143条 says: the same day, else the last day of that month. Holidays are those of
国民の祝日に関する法律, from jpholiday; an extraordinary law (a coronation, the Olympic years) comes with its releases.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache
from typing import Final

import jpholiday

_SATURDAY: Final = 5
_DECEMBER_29: Final = (12, 29)
_JANUARY_3: Final = (1, 3)
_DAYS_REMEMBERED: Final = 4096


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (earlier, if negative), else that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years later, else that month's last day: one year after 29 February is 28 February."""
    return add_months(day, 12 * years)


def fiscal_year(day: dt.date) -> int:
    """The Japanese government fiscal year (1 April to 31 March) that holds this day."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> dt.date:
    """The first day of a fiscal year."""
    return dt.date(year, 4, 1)


def fiscal_year_end(year: int) -> dt.date:
    """The last day of a fiscal year."""
    return dt.date(year + 1, 3, 31)


def business_year_end(day: dt.date, closing_month: int, later: int = 0) -> dt.date:
    """The last day of the business year that holds `day`, or of the `later`-th one after it.

    `closing_month`: the books close at the end of that month (1 to 12).
    """
    year = (day.year if day.month <= closing_month else day.year + 1) + later
    return dt.date(year, closing_month, calendar.monthrange(year, closing_month)[1])


@lru_cache(_DAYS_REMEMBERED)
def holiday(day: dt.date) -> str | None:
    """The name of the national holiday (substitute days included), None on any other day."""
    return jpholiday.is_holiday_name(day)


def is_business_day(day: dt.date) -> bool:
    """Whether public offices are open: not on Saturdays, Sundays, holidays and from 29 December to 3 January.

    行政機関の休日に関する法律 第1条.
    """
    at_the_turn_of_the_year = (day.month, day.day) >= _DECEMBER_29 or (day.month, day.day) <= _JANUARY_3
    return day.weekday() < _SATURDAY and not at_the_turn_of_the_year and holiday(day) is None


def business_day_from(day: dt.date) -> dt.date:
    """The day itself where it is a business day, else the next one: where a term that ends on a day off ends (民法142条)."""
    while not is_business_day(day):
        day += dt.timedelta(days=1)
    return day


def add_business_days(day: dt.date, count: int) -> dt.date:
    """The `count`-th business day after `day`, which itself is not counted (民法140条); before it, if negative."""
    step = dt.timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day):
            day += step
    return day


def business_days_between(start: dt.date, end: dt.date) -> int:
    """How many business days lie after `start`, up to and including `end`; 0 when `end` is not later."""
    days = range(1, (end - start).days + 1)
    return sum(is_business_day(start + dt.timedelta(days=number)) for number in days)
