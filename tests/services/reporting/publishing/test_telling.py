"""From what is told of a year, item after item, to its families: never more than one item's companies at a time."""

import tracemalloc
from collections.abc import Iterator
from uuid import UUID

import pytest
from council_reporting.publishing import Contribution, families_of
from council_reporting.queries.contributions import items_of_tables
from council_reporting.rules import Bands

YEAR = 2024
ITEMS = items_of_tables(Bands())
INDUSTRY = "consultation_industry"
COMPANIES = 2000


def told(items: int) -> Iterator[Contribution]:
    """So many items, each of as many companies of one council."""
    for item in ITEMS[INDUSTRY][:items]:
        for number in range(COMPANIES):
            yield Contribution(INDUSTRY, item, "13", f"{YEAR}-Q1", str(UUID(int=number)), 0)


def peak(items: int) -> int:
    """Bytes held at the most while the families are counted."""
    tracemalloc.start()
    try:
        families_of(YEAR, told(items), ITEMS)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_items_of_a_year() -> None:
    one, all_of_them = peak(1), peak(len(ITEMS[INDUSTRY]))
    assert len(ITEMS[INDUSTRY]) > 5
    assert all_of_them < 1.3 * one


def test_an_item_that_is_told_in_two_places_is_not_counted_by_halves() -> None:
    twice = [
        Contribution(INDUSTRY, item, "13", f"{YEAR}-Q1", "one", 0)
        for item in (*ITEMS[INDUSTRY][:2], *ITEMS[INDUSTRY][:1])
    ]
    with pytest.raises(ValueError, match="two places"):
        families_of(YEAR, twice, ITEMS)
