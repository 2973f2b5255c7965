"""What may be counted: classes of size and amount, where a council belongs, and which quarters are closed (RP-2, LAW-136)."""

import datetime as dt

import pytest
from council_events.deciding import Fact
from council_events.feed import RarityTableDrawn
from council_events.public import AmountClass, SizeClass
from council_feed.domain.rarity import INITIAL, common, draw, evolve, is_current
from council_feed.rules.cells import amount_class, area_of, closed_quarters, key_of, size_class


@pytest.mark.parametrize(
    ("employees", "size"),
    [
        (None, None),
        (10, SizeClass.UP_TO_10),
        (11, SizeClass.UP_TO_20),
        (100, SizeClass.UP_TO_100),
        (101, SizeClass.OVER_100),
    ],
)
def test_rp_2_a_size_is_told_by_its_band(employees, size):
    assert size_class(employees) is size


@pytest.mark.parametrize(
    ("yen", "amount"),
    [
        (None, None),
        (1_000_000, AmountClass.UP_TO_1M),
        (1_000_001, AmountClass.UP_TO_10M),
        (5_000_000_000, AmountClass.UP_TO_5B),
        (5_000_000_001, AmountClass.OVER_5B),
    ],
)
def test_an_amount_is_told_by_its_class(yen, amount):
    assert amount_class(yen) is amount


def test_the_headquarters_lie_in_the_nation_alone():
    assert (area_of("13"), area_of("hq")) == ("BUR-03", "national")


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-07-01", "2025-07-01", "2026-06-30"),
        ("2026-09-30", "2025-07-01", "2026-06-30"),
        ("2026-01-01", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_table_of_rarity_looks_at_the_last_four_closed_quarters(today, first, last):
    assert closed_quarters(dt.date.fromisoformat(today)) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_a_table_is_drawn_once_a_quarter_and_names_what_is_not_rare():
    today = dt.date(2026, 7, 1)
    key = key_of(("restructuring", "manufacturing", None, None, None))
    [drawn] = draw(INITIAL, "13", {key: 5}, today)
    assert isinstance(drawn, RarityTableDrawn)
    state = evolve(INITIAL, Fact(drawn, today, "hq", "system:feed"))
    assert state is drawn
    assert draw(state, "13", {key: 6}, today) == []
    assert is_current(drawn, dt.date(2026, 9, 30))
    assert not is_current(drawn, dt.date(2026, 10, 1))
    assert (common(drawn), common(INITIAL)) == ({key}, frozenset())
