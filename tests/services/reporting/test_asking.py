"""A period is read from the sums of whole fiscal years, and of the months beside them."""

import datetime as dt

import pytest
from council_reporting.queries import By, Question, Scope
from council_reporting.queries.asking import is_fiscal_year


def question(first: str, last: str) -> Question:
    return Question.of(dt.date.fromisoformat(first), dt.date.fromisoformat(last), By.MONTH, Scope.NATIONAL, None)


@pytest.mark.parametrize(
    ("first", "last", "years", "months"),
    [
        ("2024-04-01", "2025-03-31", ("2024-04-01", "2024-04-01"), []),
        ("2024-04-01", "2027-03-31", ("2024-04-01", "2026-04-01"), []),
        ("2024-02-01", "2025-05-31", ("2024-04-01", "2024-04-01"), ["2024-02", "2024-03", "2025-04", "2025-05"]),
        ("2024-04-01", "2025-02-28", None, [f"2024-{month:02}" for month in range(4, 13)] + ["2025-01", "2025-02"]),
        ("2024-07-01", "2024-07-31", None, ["2024-07"]),
        ("2024-05-01", "2025-04-30", None, [f"2024-{n:02}" for n in range(5, 13)] + [f"2025-{n:02}" for n in range(1, 5)]),
    ],
)  # fmt: skip
def test_a_period_is_whole_fiscal_years_and_the_months_beside_them(first, last, years, months):
    (first_year, last_year), beside = question(first, last).whole_years()
    if years is None:
        assert last_year < first_year
    else:
        assert (first_year.isoformat(), last_year.isoformat()) == years
    assert [f"{month:%Y-%m}" for month in beside] == months


@pytest.mark.parametrize(
    ("first", "last", "is_one"),
    [
        ("2024-04-01", "2025-03-31", True),
        ("2024-04-01", "2026-03-31", False),
        ("2024-01-01", "2024-12-31", False),
        ("2024-04-01", "2025-02-28", False),
    ],
)
def test_one_fiscal_year_is_known_as_such(first, last, is_one):
    assert is_fiscal_year(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) is is_one
