"""How the programme counts, one rule at a time."""

import datetime as dt
from decimal import Decimal

import pytest
from council_events.support import PlanKind, SettlementType
from council_reporting.rules import counting
from council_reporting.rules.counting import Bands


def test_rp_1_a_consultation_is_in_one_class_also_before_its_result():
    assert (counting.result_class("solved"), counting.result_class(None)) == ("solved", "pending")


@pytest.mark.parametrize(
    ("value", "band"), [(None, "unknown"), (0, "10"), (10, "10"), (11, "20"), (100, "100"), (101, "over")]
)
def test_rp_2_a_size_is_in_the_band_of_its_upper_bound(value, band):
    assert counting.band(value, Bands().staff) == band


def test_rp_3_a_case_without_a_company_on_record_stands_for_itself():
    assert (counting.company_counted("case", "company"), counting.company_counted("case", None)) == ("company", "case")


def test_rp_3_guarantee_debts_are_settled_together_or_alone():
    assert {kind: counting.settlement_kind(kind) for kind in SettlementType} == {
        kind: "together" if kind is SettlementType.TOGETHER else "alone" for kind in SettlementType
    }


@pytest.mark.parametrize(
    ("measure", "function"),
    [
        ("consultation", "consultation"),
        ("promotion", "promotion"),
        ("payment", "support"),
        ("trainings", "support"),
        ("consultation_industry", None),
    ],
)
def test_yr_1_1_2_every_act_belongs_to_one_of_the_three_functions(measure, function):
    assert counting.function_of(measure) == function


def test_rp_3_mean_days_are_rounded_half_up_and_none_without_a_case():
    assert (counting.mean_days(5, 4), counting.mean_days(0, 0)) == (Decimal("1.3"), None)


@pytest.mark.parametrize(
    ("failed_on", "again"), [(None, False), ("2027-06-30", True), ("2027-07-01", False), ("2024-06-30", True)]
)
def test_rp_5_a_second_failure_counts_within_three_years(failed_on, again):
    failed = None if failed_on is None else dt.date.fromisoformat(failed_on)
    assert counting.failed_again(dt.date(2024, 6, 30), failed) is again


def test_rp_2_shares_have_one_decimal_and_growth_is_against_the_year_before():
    assert (counting.share(1, 8), counting.share(1, 0)) == (Decimal("12.5"), None)
    assert (counting.growth(9, 8), counting.growth(7, 8), counting.growth(1, 0)) == (
        Decimal("12.5"),
        Decimal("-12.5"),
        None,
    )


def test_rp_2_a_pre_plan_is_a_column_of_its_own():
    assert {kind: counting.completed_line(kind) for kind in PlanKind} == {
        kind: "pre_plan" if kind is PlanKind.PRE_PLAN else "restructuring" for kind in PlanKind
    }
