"""Amounts and counts as staff write them."""

from __future__ import annotations

import pytest
from council_gateway.web.amounts import (
    UnreadableNumberError,
    fold_digits,
    parse_decimal,
    parse_whole,
    parse_yen,
    yen,
    yen_rounded,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12000000", 12_000_000),
        ("12,000,000", 12_000_000),
        ("１２，０００，０００円", 12_000_000),
        ("1,200万円", 12_000_000),
        ("１２００万", 12_000_000),
        ("12百万円", 12_000_000),
        ("12,000千円", 12_000_000),
        ("1億2,000万円", 120_000_000),
        ("1.5億円", 150_000_000),
        ("¥1,000", 1_000),
        ("▲500", -500),
        ("△５００円", -500),
        ("-500", -500),
        ("−1,000万円", -10_000_000),
        ("0", 0),
        (" 3 兆 円 ", 3_000_000_000_000),
    ],
)
def test_an_amount_is_read_however_it_is_written(written: str, amount: int) -> None:
    assert parse_yen(written) == amount


@pytest.mark.parametrize(
    "written", ["", "円", "十万円", "12,00", "1,2,3", "約100万円", "1e6", "100ドル", "--5", "12万億円"]
)
def test_what_is_no_amount_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(UnreadableNumberError) as refused:
        parse_yen(written)
    assert "1,200万円" in refused.value.ja


def test_units_go_from_large_to_small() -> None:
    with pytest.raises(UnreadableNumberError) as refused:
        parse_yen("2,000万1億円")
    assert "単位の順序" in refused.value.ja


def test_a_fraction_of_a_yen_is_refused() -> None:
    with pytest.raises(UnreadableNumberError) as refused:
        parse_yen("0.00005万円")
    assert "1円未満" in refused.value.ja


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_every_amount_that_is_shown_can_be_typed_in_again(amount: int) -> None:
    assert parse_yen(yen(amount)) == amount


@pytest.mark.parametrize(
    ("written", "count"), [("20", 20), ("２０人", 20), ("1,000名", 1000), ("3か月", 3), ("-1", -1)]
)
def test_a_count_may_bear_its_counter(written: str, count: int) -> None:
    assert parse_whole(written) == count


@pytest.mark.parametrize("written", ["", "二十", "2.5", "20人くらい"])
def test_what_is_no_count_is_refused(written: str) -> None:
    with pytest.raises(UnreadableNumberError):
        parse_whole(written)


def test_a_ratio_may_have_decimals() -> None:
    assert parse_decimal("９．８倍") == 9.8
    with pytest.raises(UnreadableNumberError):
        parse_decimal("約10")


def test_codes_lose_their_width_and_their_hyphens() -> None:
    assert fold_digits("９９９９－０００１") == "99990001"
    assert fold_digits("p13-head") == "p13-head"


def test_large_amounts_are_shortened_for_tables() -> None:
    assert [yen_rounded(a) for a in (320_000_000, 12_000_000, 9_500, -50_000)] == [
        "3.2億円",
        "1,200万円",
        "9,500円",
        "▲5万円",
    ]
