"""The numbers and days of the programme as its sources give them, each at its bound."""

import datetime as dt

import pytest
from council_events.subsidy import CostLine, Track
from council_subsidy.rules.amounts import caps_of, guide_of_total_cost, paid_in_halves
from council_subsidy.rules.clocks import ruleset_on
from council_subsidy.rules.rulebook import display_name
from council_subsidy.rules.terms import DEFAULTS, Terms

DAY = dt.date.fromisoformat
NEW, OLD = DAY("2022-04-01"), DAY("2013-03-08")
L = CostLine


@pytest.mark.parametrize(
    ("track", "ruleset", "caps"),
    [
        (
            Track.ORDINARY,
            NEW,
            {(L.DUE_DILIGENCE, L.PLAN): 2_000_000, (L.ACCOMPANIMENT,): 1_000_000, (L.NEGOTIATION,): 100_000},
        ),
        (Track.GUIDELINE, NEW, {(L.DUE_DILIGENCE,): 3_000_000, (L.PLAN,): 3_000_000, (L.ACCOMPANIMENT,): 1_000_000}),
        (
            Track.EARLY,
            NEW,
            {
                (L.PLAN,): 150_000,
                (L.ACCOMPANIMENT_INTERIM,): 50_000,
                (L.ACCOMPANIMENT,): 50_000,
                (L.NEGOTIATION,): 100_000,
            },
        ),
        (Track.ORDINARY, OLD, {(L.DUE_DILIGENCE, L.PLAN, L.ACCOMPANIMENT): 2_000_000}),
        (Track.EARLY, OLD, {(L.ACCOMPANIMENT,): 50_000, (L.PLAN, L.ACCOMPANIMENT): 200_000}),
    ],
)
def test_the_caps_of_each_track(track: Track, ruleset: dt.date, caps: dict[tuple[CostLine, ...], int]) -> None:
    """SUB-A-4, SUB-A-5, SUB-A-6, SUB-A-10"""
    assert dict(caps_of(track, ruleset)) == {frozenset(lines): cap for lines, cap in caps.items()}


@pytest.mark.parametrize(
    ("on", "ruleset"),
    [
        ("2012-12-31", "2013-03-08"),
        ("2022-03-31", "2013-03-08"),
        ("2022-04-01", "2022-04-01"),
        ("2024-03-31", "2022-04-01"),
        ("2024-04-01", "2024-04-01"),
    ],
)
def test_the_rules_change_on_their_first_day(on: str, ruleset: str) -> None:
    """SUB-V-1"""
    assert ruleset_on(DAY(on)) == DAY(ruleset)


def test_the_plan_fee_is_split_from_the_first_day_of_the_new_rules() -> None:
    """SUB-A-11"""
    assert paid_in_halves(Track.ORDINARY, NEW, DEFAULTS, by_bank=False)
    assert not paid_in_halves(Track.ORDINARY, OLD, DEFAULTS, by_bank=False)


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2017-05-28", None),
        ("2017-05-29", "プレ405"),
        ("2021-03-31", "プレ405"),
        ("2021-04-01", "ポストコロナ持続的発展計画事業"),
        ("2025-03-31", "ポストコロナ持続的発展計画事業"),
        ("2025-04-01", "バリューアップ支援事業"),
    ],
)
def test_the_early_track_bears_the_name_of_its_day(on: str, name: str | None) -> None:
    """SUB-V-2"""
    assert (
        (f"（{name}）" in display_name(Track.EARLY, DAY(on)))
        if name
        else "（" not in display_name(Track.EARLY, DAY(on))
    )


@pytest.mark.parametrize(
    ("sales", "debt", "guide"),
    [
        (99_999_999, 99_999_999, 1_500_000),
        (100_000_000, 99_999_999, 3_000_000),
        (99_999_999, 100_000_000, 3_000_000),
        (999_999_999, 999_999_999, 3_000_000),
        (1_000_000_000, 0, 4_500_000),
        (0, 1_000_000_000, 4_500_000),
    ],
)
def test_the_guide_follows_the_size(sales: int, debt: int, guide: int) -> None:
    """SUB-A-8"""
    assert guide_of_total_cost(Track.ORDINARY, sales, debt, DEFAULTS) == guide


def test_the_values_that_the_sources_leave_open_have_these_defaults() -> None:
    """SUB-A-2, SUB-E-4-2, SUB-C-7, SUB-M-1, SUB-M-3, SUB-X-1"""
    assert Terms() == DEFAULTS
    assert (DEFAULTS.consumption_tax_percent, DEFAULTS.accompaniment_years) == (0, 3)
    assert (DEFAULTS.hourly_rate_limit, DEFAULTS.travel_limit, DEFAULTS.accompaniment_claim_months) == (None,) * 3
    assert DEFAULTS.negotiation_counts
    assert DEFAULTS.anniversary_in_time
    assert DEFAULTS.bank_plan_in_full
    assert DEFAULTS.guideline_split
    assert DEFAULTS.guideline_papers
