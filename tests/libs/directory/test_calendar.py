"""The calendar gives every due date: months and years as 民法 counts them, holidays, business days, fiscal years."""

import datetime as dt

import pytest
from council_directory import (
    add_business_days,
    add_months,
    add_years,
    business_day_from,
    business_days_between,
    business_year_end,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    holiday,
    is_business_day,
)
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(dt.date(2013, 3, 8), dt.date(2060, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-04-15", 24, "2026-04-15"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2024-05-10", 0, "2024-05-10"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_that_month(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


def test_a_year_after_a_leap_day_ends_on_the_last_of_february() -> None:
    assert add_years(day("2024-02-29"), 1) == day("2025-02-28")
    assert add_years(day("2024-02-29"), 4) == day("2028-02-29")


@given(DAYS, st.integers(-240, 240))
def test_months_land_in_the_month_that_was_counted_and_never_beyond_the_day(start: dt.date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + dt.timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2019-05-01", "天皇の即位の日"),
        ("2020-07-24", "スポーツの日"),
        ("2021-07-23", "スポーツの日"),
        ("2024-02-12", "建国記念の日 振替休日"),
        ("2024-09-22", "秋分の日"),
        ("2026-09-22", "国民の休日"),
        ("2026-11-23", "勤労感謝の日"),
        ("2025-02-23", "天皇誕生日"),
    ],
)
def test_holidays_are_those_of_the_statute_of_their_year(on: str, name: str) -> None:
    assert holiday(day(on)) == name


@pytest.mark.parametrize("on", ["2021-10-11", "2020-10-12", "2019-12-23", "2024-07-01"])
def test_a_day_that_is_no_holiday_has_no_name(on: str) -> None:
    assert holiday(day(on)) is None


@pytest.mark.parametrize("on", ["2024-12-29", "2024-12-31", "2025-01-02", "2025-01-03", "2024-06-29", "2024-06-30"])
def test_offices_are_closed_at_the_weekend_and_at_the_turn_of_the_year(on: str) -> None:
    assert not is_business_day(day(on))


def test_offices_are_open_until_28_december_and_again_from_4_january() -> None:
    assert is_business_day(day("2023-12-28"))
    assert is_business_day(day("2024-01-04"))


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_business_day() -> None:
    assert business_day_from(day("2026-05-02")) == day("2026-05-07")
    assert business_day_from(day("2026-05-07")) == day("2026-05-07")


def test_business_days_are_counted_from_the_day_after() -> None:
    assert add_business_days(day("2024-12-27"), 1) == day("2025-01-06")
    assert add_business_days(day("2025-01-06"), -1) == day("2024-12-27")
    assert add_business_days(day("2024-12-28"), 0) == day("2024-12-28")


@given(DAYS, st.integers(0, 40))
def test_so_many_business_days_lie_between_a_day_and_its_business_day_later(start: dt.date, count: int) -> None:
    end = add_business_days(start, count)
    assert business_days_between(start, end) == count
    assert count == 0 or is_business_day(end)


def test_no_business_day_lies_before_the_start() -> None:
    assert business_days_between(day("2024-07-05"), day("2024-07-01")) == 0


@given(DAYS)
def test_a_fiscal_year_holds_its_days(on: dt.date) -> None:
    assert fiscal_year_start(fiscal_year(on)) <= on <= fiscal_year_end(fiscal_year(on))


@given(DAYS, st.integers(1, 12))
def test_a_business_year_ends_within_a_year_after_each_of_its_days(on: dt.date, closing_month: int) -> None:
    end = business_year_end(on, closing_month)
    assert on <= end < add_years(on, 1) + dt.timedelta(days=1)
    assert end.month == closing_month
    assert (end + dt.timedelta(days=1)).day == 1
    assert business_year_end(on, closing_month, 3).year == end.year + 3
