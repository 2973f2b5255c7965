"""What a correction takes back of a log, and what waits so that nobody stands out."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_feed.domain.withdrawing import Stale, to_withdraw

from tests.services.feed.situations import step

CELL = b"a cell"
TOLD = {
    "place": "13",
    "line": None,
    "fiscal_year": 2026,
    "month": "2026-07",
    "day": None,
    "industry": None,
    "size": None,
}


def stale(company: UUID | None = None, *, on: dt.date = dt.date(2026, 6, 30), told: Any = None, **now: Any) -> Stale:
    moved = step(on=on, **now)
    return Stale(
        position=1,
        event_id=uuid4(),
        subject="0" * 32,
        time="2026-07-01T00:00:00+09:00",
        source_event=moved.event_id,
        source_case=moved.case_id,
        cell=CELL,
        company=company or uuid4(),
        telling=0,
        told=TOLD | (told or {}),
        now=moved,
    )


def counted(*companies: UUID, steps: int = 1) -> dict[bytes, dict[UUID, int]]:
    return {CELL: dict.fromkeys(companies, steps)}


@pytest.mark.parametrize(
    ("told", "now", "true"),
    [
        ({}, {"on": dt.date(2026, 7, 31)}, True),
        ({}, {"on": dt.date(2026, 6, 30)}, False),
        ({"day": "2026-07-10"}, {"on": dt.date(2026, 7, 11)}, False),
        ({"industry": "manufacturing"}, {"on": dt.date(2026, 7, 10), "industry": "construction"}, False),
        ({"industry": None}, {"on": dt.date(2026, 7, 10), "industry": "construction"}, True),
        ({"size": "up_to_20"}, {"on": dt.date(2026, 7, 10), "employees": 19}, True),
        ({"size": "up_to_20"}, {"on": dt.date(2026, 7, 10), "employees": 21}, False),
        ({"month": None}, {"on": dt.date(2027, 3, 31)}, True),
        ({"month": None}, {"on": dt.date(2027, 4, 1)}, False),
    ],
)
def test_only_what_was_told_and_no_longer_holds_is_wrong(told: Any, now: Any, true: bool) -> None:
    assert stale(told=told, **now).is_true is true


def test_what_is_wrong_is_withdrawn_where_enough_companies_are_left() -> None:
    wrong, others = stale(), [uuid4() for _ in range(3)]
    assert to_withdraw([wrong], counted(wrong.company, *others)) == [wrong]


def test_a_withdrawal_waits_while_it_would_leave_too_few_companies() -> None:
    wrong, others = stale(), [uuid4() for _ in range(2)]
    assert to_withdraw([wrong], counted(wrong.company, *others)) == []
    assert to_withdraw([wrong], counted(wrong.company, *others, uuid4())) == [wrong]


def test_of_several_as_many_are_withdrawn_as_leave_enough() -> None:
    wrong = [stale() for _ in range(3)]
    companies = [each.company for each in wrong]
    assert to_withdraw(wrong, counted(*companies, uuid4(), uuid4())) == wrong[:2]


def test_a_cell_that_is_empty_afterwards_points_to_nobody() -> None:
    wrong = [stale() for _ in range(3)]
    assert to_withdraw(wrong, counted(*(each.company for each in wrong))) == wrong


def test_a_company_with_another_step_in_the_cell_still_counts() -> None:
    wrong, others = stale(), [uuid4() for _ in range(2)]
    assert to_withdraw([wrong], counted(wrong.company, *others, steps=2)) == [wrong]


def test_what_still_holds_is_not_withdrawn() -> None:
    right = stale(on=dt.date(2026, 7, 1))
    assert to_withdraw([right], counted(right.company, *[uuid4() for _ in range(5)])) == []
