"""The numbers and days of the provisions at their very edge: on the line, one before it and one beyond."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from council_events.deciding import Refused
from council_events.support import Burden, DueDiligence, MonitoringDecision, PlanFigures, TaxCheck, TaxForm
from council_events.values import Industry, LegalForm, SupportLine
from council_support.rules import monitoring, papers, reports, unanimity
from council_support.rules.guarantee import plan as guarantee_plan
from council_support.rules.guarantee import start as guarantee_start
from council_support.rules.rechallenge import outcome
from council_support.rules.restructuring import contents, creditors, plan, start
from council_support.rules.restructuring import monitoring as plan_changes
from council_support.rules.tax_scheme import committee

from tests.services.support.situations import CHIKUMA_FINAL_YEAR, day

ON = day("2024-07-01")
BEFORE, AFTER = ON - dt.timedelta(days=1), ON + dt.timedelta(days=1)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
M = 1_000_000


def passes(rule: Callable[..., Any], *given: Any, **named: Any) -> bool:
    try:
        rule(*given, **named)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("industry", "capital", "staff"),
    [
        (Industry.MANUFACTURING, 300 * M, 300),
        (Industry.CONSTRUCTION, 300 * M, 300),
        (Industry.WHOLESALE_RETAIL, 100 * M, 100),
        (Industry.SERVICE, 50 * M, 100),
        (Industry.FOOD_LODGING, 50 * M, 100),
    ],
)
def test_b2_2_1_0_either_limit_of_the_industry_kept_is_enough(industry: Industry, capital: int, staff: int) -> None:
    def fits(employees: int, yen: int | None) -> bool:
        return passes(start.the_company_can_be_supported, LegalForm.STOCK_COMPANY, industry, employees, yen)

    assert fits(staff, None)
    assert not fits(staff + 1, None)
    assert fits(staff + 1, capital)
    assert not fits(staff + 1, capital + 1)


def test_b2_2_1_0_a_medical_corporation_has_a_staff_of_300_at_most() -> None:
    assert passes(start.the_company_can_be_supported, LegalForm.MEDICAL, Industry.SERVICE, 300, None)
    assert not passes(start.the_company_can_be_supported, LegalForm.MEDICAL, Industry.SERVICE, 301, 1)


@pytest.mark.parametrize(
    ("claims", "share", "main"),
    [
        ([(A, 50), (B, 30), (C, 20)], 50, {A}),
        ([(A, 49), (B, 31), (C, 20)], 50, {A, B}),
        ([(A, 40), (B, 30), (C, 30)], 50, {A, B, C}),
        ([(A, 100), (B, 0)], 50, {A}),
        ([(A, 1), (B, 1)], 100, {A, B}),
        ([(A, 0)], 50, set()),
        ([], 50, set()),
    ],
)
def test_b2_q16_the_main_creditors_hold_the_share_together_and_equals_count_alike(
    claims: list[tuple[UUID, int]], share: int, main: set[UUID]
) -> None:
    assert start.main_creditors(claims, share) == main


def test_b2_q37_the_quick_way_was_there_until_the_last_day_of_march_2022() -> None:
    quick = DueDiligence.QUICK
    assert passes(start.the_method_was_not_abolished, quick, day("2022-03-31"))
    assert not passes(start.the_method_was_not_abolished, quick, day("2022-04-01"))
    assert passes(start.the_method_was_not_abolished, DueDiligence.ORDINARY, day("2022-04-01"))


def figures(**changes: Any) -> PlanFigures:
    given = {
        "debt_before": 1,
        "debt_waived": 0,
        "real_net_worth": 0,
        "years_to_solvency": None,
        "ordinary_profit": 0,
        "years_to_profit": None,
        "debt_to_cash_flow": 10.0,
    }
    return PlanFigures.model_construct(**given | changes)


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({}, []),
        ({"real_net_worth": -1}, ["B2-2-5-2"]),
        ({"real_net_worth": -1, "years_to_solvency": 5}, []),
        ({"real_net_worth": -1, "years_to_solvency": 6}, ["B2-2-5-2"]),
        ({"ordinary_profit": -1}, ["B2-2-5-3"]),
        ({"ordinary_profit": -1, "years_to_profit": 3}, []),
        ({"ordinary_profit": -1, "years_to_profit": 4}, ["B2-2-5-3"]),
        ({"debt_to_cash_flow": 10.01}, ["B2-2-5-4"]),
        ({"debt_to_cash_flow": None}, ["B2-2-5-4"]),
        ({"real_net_worth": -1, "debt_to_cash_flow": None}, ["B2-2-5-2", "B2-2-5-4"]),
    ],
)
def test_b2_2_5_2_to_4_what_is_not_negative_has_nothing_to_mend(changes: dict[str, Any], missed: list[str]) -> None:
    assert plan.missed_tests(figures(**changes)) == missed


def test_b2_2_5_2_to_4_the_refusal_names_the_first_test_that_was_missed() -> None:
    with pytest.raises(Refused) as caught:
        plan.a_missed_test_has_grounds(["B2-2-5-3", "B2-2-5-4"], None)
    assert (caught.value.provision, caught.value.field) == ("B2-2-5-3", "profitable_by")


def test_b2_q26_a_cash_flow_of_one_yen_is_one_and_outflow_lessens_it() -> None:
    year = CHIKUMA_FINAL_YEAR.model_copy(update={"outflow": 1_000_000})
    assert plan.ratio_parts(year).cash_flow == plan.ratio_parts(CHIKUMA_FINAL_YEAR).cash_flow - 1_000_000
    rest = plan.ratio_parts(CHIKUMA_FINAL_YEAR).cash_flow
    one = CHIKUMA_FINAL_YEAR.model_copy(update={"outflow": rest - 1})
    assert plan.debt_to_cash_flow(one) == float(plan.ratio_parts(one).net_debt)
    assert plan.debt_to_cash_flow(CHIKUMA_FINAL_YEAR.model_copy(update={"outflow": rest})) is None


@pytest.mark.parametrize(("flows", "fits"), [((-1, 1, 1, 1), True), ((1, 1, 0, 1), False), ((1, 1, 1), False)])
def test_b2_2_5_10_the_second_to_the_fourth_year_are_above_zero(flows: tuple[int, ...], fits: bool) -> None:
    assert passes(plan.the_small_firm_lives_on, flows, "生活の確保") is fits


def test_b2_q26_2_the_report_confirms_the_exception_from_april_2024_on() -> None:
    for on, fits in ((day("2024-03-31"), True), (day("2024-04-01"), False)):
        assert passes(plan.the_report_confirms_the_exception, ["B2-2-5-4"], False, on) is fits


def test_b2_q13_all_that_is_owed_can_be_waived_and_not_a_yen_more() -> None:
    assert passes(plan.the_waived_debt_fits_the_methods, True, 5, 5)
    assert not passes(plan.the_waived_debt_fits_the_methods, True, 6, 5)
    assert not passes(plan.the_waived_debt_fits_the_methods, True, 0, 5)


@pytest.mark.parametrize(
    ("claims", "waived", "shares"),
    [
        ([(A, 1), (B, 1), (C, 1)], 2, [1, 1, 0]),
        ([(A, 10), (B, 20), (C, 70)], 33, [3, 7, 23]),
        ([(A, 3), (B, 7)], 5, [2, 3]),
        ([(A, 7), (B, 3)], 5, [4, 1]),
        ([(A, 5)], 0, []),
    ],
)
def test_b2_2_5_7_the_last_yen_goes_to_the_largest_remainders(
    claims: list[tuple[UUID, int]], waived: int, shares: list[int]
) -> None:
    burdens = contents.burdens_by_claim(claims, waived)
    assert [burden.waived for burden in burdens] == shares
    assert sum(shares) == (waived if shares else 0)


@pytest.mark.parametrize(
    ("bearing", "fits"), [([A, B], True), ([A, A], False), ([A], False), ([A, B, C], False), ([A, B, B], False)]
)
def test_b2_2_5_7_everybody_stands_there_once(bearing: list[UUID], fits: bool) -> None:
    assert passes(contents.everybody_bears_once, bearing, [A, B]) is fits


def test_b2_2_5_7_a_claim_can_be_waived_whole_and_a_yen_more_or_less_is_rounding() -> None:
    def burdens(*waived: int) -> tuple[Burden, ...]:
        return tuple(Burden(creditor_id=each, claim=10, waived=yen) for each, yen in zip((A, B), waived, strict=True))

    assert passes(contents.burdens_are_fair, burdens(10, 10), 20)
    assert not passes(contents.burdens_are_fair, burdens(11, 9), 20)
    assert passes(contents.burdens_are_fair, burdens(5, 6), 11)
    assert not passes(contents.burdens_are_fair, burdens(5, 7), 12)


def test_b2_q17_a_claim_of_just_the_share_is_small() -> None:
    assert passes(creditors.the_claim_is_small, 5, 100, 5)
    assert not passes(creditors.the_claim_is_small, 6, 100, 5)
    assert not passes(creditors.the_claim_is_small, 501, 10_000, 5)


DAYS: list[Callable[[dt.date], Any]] = [
    lambda told: start.the_host_head_was_consulted(told, ON),
    lambda told: plan_changes.a_change_is_asked_by_the_company(told, ON),
    lambda told: outcome.it_is_confirmed_after_it_ended(told, ON),
    lambda told: guarantee_start.the_head_was_conferred_with(told, ON),
    lambda told: monitoring.the_company_is_told_of_great_difficulty(
        MonitoringDecision.RECHALLENGE, told, ON, "B2-4-1-4"
    ),
    lambda told: unanimity.a_consent_is_given_to_this_version(told, BEFORE, ON, "B4-4-7"),
    lambda told: committee.the_reported_period_goes_on(told, BEFORE, ON),
]


@pytest.mark.parametrize("rule", DAYS)
def test_what_happened_on_the_day_of_the_act_has_happened(rule: Callable[[dt.date], Any]) -> None:
    assert passes(rule, ON)
    assert not passes(rule, AFTER)


def test_a_day_may_be_the_first_as_well() -> None:
    assert passes(unanimity.a_consent_is_given_to_this_version, ON, ON, ON, "B4-4-7")
    assert not passes(unanimity.a_consent_is_given_to_this_version, BEFORE, ON, ON, "B4-4-7")
    assert passes(unanimity.the_term_follows_the_meeting, ON, ON, "B4-4-7")
    assert not passes(unanimity.the_term_follows_the_meeting, ON, BEFORE, "B4-4-7")
    assert passes(creditors.the_new_term_lies_ahead, ON, ON)
    assert not passes(creditors.the_new_term_lies_ahead, BEFORE, ON)
    assert not passes(committee.the_reported_period_goes_on, ON, ON, ON), "it goes beyond the last one"


def test_b2_4_1_4_a_report_is_on_days_that_nobody_reported_on_up_to_the_day_of_the_act() -> None:
    def fits(period_from: dt.date, period_to: dt.date) -> bool:
        return passes(monitoring.the_reported_period_is_next, period_from, period_to, BEFORE, ON, "B2-4-1-4")

    assert fits(ON, ON)
    assert not fits(BEFORE, ON)
    assert not fits(AFTER, ON)
    assert not fits(ON, AFTER)


def test_b4_q37_an_earlier_base_date_is_earlier_than_the_start() -> None:
    assert passes(guarantee_plan.an_earlier_base_date_is_agreed, BEFORE, ON, True, True)
    assert not passes(guarantee_plan.an_earlier_base_date_is_agreed, ON, ON, True, True)


def test_b4_4_5_a_claim_of_just_the_limit_is_in_the_plan_and_none_without_a_claim() -> None:
    shares = guarantee_plan.distribution(100, {A: 200_000, B: 199_999, C: 0}, 200_000)
    assert (shares.payments, shares.remission, shares.debt) == ({A: 100}, 199_900, 200_000)
    assert guarantee_plan.distribution(1, {A: 1, C: 0}, 0).payments == {A: 1}


def test_b4_4_2_3_all_were_heard_and_none_has_a_ground() -> None:
    for answers, fits in (([False], True), ([], False), ([False, None], False), ([False, True], False)):
        assert passes(guarantee_start.no_creditor_has_a_reasonable_ground, answers) is fits


def test_yr_2_1_4_4_papers_are_kept_here_from_that_day_on() -> None:
    assert [papers.are_kept_here(on, ON) for on in (BEFORE, ON, AFTER)] == [False, True, True]
    assert not papers.are_kept_here(ON, None)


def test_the_reports_of_a_guarantors_case_say_of_what_support_they_tell() -> None:
    kind = reports.ReportKind.START
    assert reports.title_of(kind, SupportLine.GUARANTEE) == f"{kind.label}（弁済計画策定支援）"
    assert reports.title_of(kind, SupportLine.RESTRUCTURING) == kind.label


BASIC = {TaxCheck.PROCEDURE, TaxCheck.STANDARD, TaxCheck.FAIR_VALUE, TaxCheck.WAIVER}
GIFT = {
    TaxCheck.GUARANTOR_PAID,
    TaxCheck.GUARANTOR_STILL_BOUND,
    TaxCheck.SMALL_DOMESTIC_COMPANY,
    TaxCheck.GUARANTOR_IS_DIRECTOR,
    TaxCheck.GIFT_SERVES_BUSINESS,
    TaxCheck.GIFT_IS_IN_USE,
}
FUND = {TaxCheck.TWO_LENDERS_FUND, TaxCheck.FUND_PRICE}
BODY = {TaxCheck.RECOVERY_BODY_WAIVES, TaxCheck.HARMED_BY_DISASTER, TaxCheck.CONFIRMERS_QUALIFY}


def test_b3_9_the_checklists_are_those_of_the_forms() -> None:
    assert {
        TaxForm.FORM_4: BASIC | GIFT | {TaxCheck.TWO_LENDERS_WAIVE, TaxCheck.CONFIRMERS_QUALIFY},
        TaxForm.FORM_5: BASIC | FUND | {TaxCheck.BLUE_RETURN_COMPANY},
        TaxForm.FORM_6: BASIC | {TaxCheck.TWO_LENDERS_WAIVE, TaxCheck.BLUE_RETURN_PERSON, TaxCheck.CONFIRMERS_QUALIFY},
        TaxForm.FORM_7: BASIC | FUND | {TaxCheck.BLUE_RETURN_PERSON, TaxCheck.CONFIRMERS_QUALIFY},
        TaxForm.FORM_8: BASIC | BODY | {TaxCheck.BLUE_RETURN_PERSON},
        TaxForm.FORM_9: BASIC | BODY,
    } == committee.CHECKS
    assert len(committee.CHECKS[TaxForm.FORM_4]) == 12


@pytest.mark.parametrize(("members", "debt", "fits"), [(2, 10**9 - 1, True), (1, 1, False), (2, 10**9, False)])
def test_b3_7_2_two_suffice_below_a_billion(members: int, debt: int, fits: bool) -> None:
    assert passes(committee.the_committee_is_large_enough, members, debt) is fits
