"""Plan and 調査報告書 (別冊２ 2(4) to 2(6)).

B2-2-4-4, B2-Q26, B2-Q31.
"""

from typing import Any

import pytest
from council_directory import business_year_end
from council_events.support import (
    DueDiligence,
    InvestigationItem,
    InvestigationReported,
    Method,
    PlanDrafted,
    PlanItem,
    PlanKind,
)
from council_events.values import Industry, Office, Qualification
from council_support.commands.restructuring import (
    DraftPlan,
    FinalYear,
    SubmitInvestigationReport,
)
from council_support.rules.restructuring.plan import debt_to_cash_flow, is_small
from council_support.rules.years import last_day_within

from tests.services.support.situations import (
    ALL_ITEMS,
    CHIKUMA_FINAL_YEAR,
    KISO,
    LAWYER,
    ORDINARY_REPORT,
    PRE_PLAN,
    RESCHEDULING,
    SECOND_COMPANY,
    SMALL,
    Case,
    asking,
    day,
    drafted,
    examined,
    head,
    names,
)

WAIVER = (Method.SECOND_COMPANY,)


class TestARst05:
    def test_the_ratio_is_8_89_and_the_years_are_counted_from_the_first_year_after_approval(self) -> None:
        case = examined()
        [plan] = case.when(RESCHEDULING, head("2024-11-29"))
        assert isinstance(plan, PlanDrafted)
        assert plan.figures.debt_to_cash_flow == 8.89
        assert plan.figures.years_to_solvency == 5
        assert plan.figures.years_to_profit == 2
        assert plan.figures.debt_before == 600_000_000
        assert plan.version == 1
        assert plan.business_methods == ()
        assert last_day_within(day("2024-12-20"), 3, 5) == day("2030-03-31")
        assert last_day_within(day("2024-12-20"), 3, 3) == day("2028-03-31")

    def test_the_report_needs_neither_liquidation_nor_region(self) -> None:
        case = drafted()
        report = SubmitInvestigationReport(
            plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="計画は相当である"
        )
        [reported] = case.when(report, head("2024-12-06"))
        assert isinstance(reported, InvestigationReported)
        assert reported.plan_version == 1

    def test_dead_stock_uncollectable_claims_and_bonus_provisions_do_not_count(self) -> None:
        without_deductions = CHIKUMA_FINAL_YEAR.model_copy(update={"uncollectable": 0, "dead_stock": 0})
        assert debt_to_cash_flow(without_deductions) == 8.61
        with_bonus = CHIKUMA_FINAL_YEAR.model_copy(update={"provisions_change": 4_000_000})
        assert debt_to_cash_flow(with_bonus) == 8.21


def test_the_ratio_is_not_computable_without_cash_flow_and_zero_without_net_debt() -> None:
    assert debt_to_cash_flow(FinalYear(short_term_loans=10, ordinary_profit=-1)) is None
    assert debt_to_cash_flow(FinalYear(short_term_loans=10, ordinary_profit=5, taxes=5)) is None
    assert debt_to_cash_flow(FinalYear(short_term_loans=10, cash=20, ordinary_profit=5)) == 0


@pytest.mark.parametrize(
    ("change", "provision"),
    [
        ({"solvent_by": day("2031-03-31")}, "B2-2-5-2"),
        ({"solvent_by": None}, "B2-2-5-2"),
        ({"profitable_by": day("2028-04-01")}, "B2-2-5-3"),
        ({"final_year": CHIKUMA_FINAL_YEAR.model_copy(update={"depreciation": 14_000_000})}, "B2-2-5-4"),
        ({"final_year": None}, "B2-2-5-4"),
    ],
)
def test_a_missed_numeric_test_needs_grounds_in_the_plan_and_the_reports_confirmation(
    change: dict[str, Any], provision: str
) -> None:
    plan = RESCHEDULING.model_copy(update=change)
    assert examined().refused(plan, head("2024-11-29")).provision == provision
    case = drafted(plan=plan.model_copy(update={"exception_grounds": "老舗旅館で設備の更新に時間を要する"}))
    report = SubmitInvestigationReport(plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当")
    assert case.refused(report, head("2024-12-06")).provision == "B2-Q26-2"
    assert names(case.when(report.model_copy(update={"exception_confirmed": True}), head("2024-12-06"))) == [
        "InvestigationReported"
    ]


def test_b2_2_5_4_a_ratio_beyond_what_an_event_holds_is_told_as_the_most_it_holds() -> None:
    year = FinalYear(long_term_loans=1_000_000_000, ordinary_profit=1)
    case = drafted(plan=RESCHEDULING.model_copy(update={"final_year": year, "exception_grounds": "設備の更新の途上"}))
    assert case.state.plan is not None
    assert case.state.plan.figures.debt_to_cash_flow == 999


def test_a_ratio_of_exactly_ten_and_the_last_day_of_the_fifth_year_are_inside() -> None:
    exactly_ten = CHIKUMA_FINAL_YEAR.model_copy(update={"depreciation": 15_000_000})
    assert debt_to_cash_flow(exactly_ten) == 10.0
    plan = RESCHEDULING.model_copy(update={"final_year": exactly_ten, "profitable_by": day("2028-03-31")})
    assert names(examined().when(plan, head("2024-11-29"))) == ["PlanDrafted"]


@pytest.mark.parametrize("item", [item for item in PlanItem if item is not PlanItem.GUARANTOR_ASSETS])
def test_each_of_the_items_is_needed(item: PlanItem) -> None:
    plan = RESCHEDULING.model_copy(update={"items": tuple(i for i in RESCHEDULING.items if i is not item)})
    refused = examined().refused(plan, head("2024-11-29"))
    assert (refused.provision, refused.field) == ("B2-2-5-1", "items")
    assert item.label in refused.ja


def test_the_guarantors_list_is_needed_with_a_waiver_where_a_guarantor_exists() -> None:
    case = examined(methods=WAIVER)
    without = SECOND_COMPANY.model_copy(
        update={"items": tuple(i for i in ALL_ITEMS if i is not PlanItem.GUARANTOR_ASSETS)}
    )
    assert case.refused(without, head("2025-01-20")).provision == "B2-2-5-1"
    nobody = without.model_copy(update={"guarantor_exists": False})
    assert names(case.when(nobody, head("2025-01-20"))) == ["PlanDrafted"]


class TestARst06:
    case = staticmethod(lambda: examined(**KISO))

    def test_a_small_firm_by_money_may_leave_the_tests_out_and_the_first_year_may_be_negative(self) -> None:
        assert names(self.case().when(SMALL, head("2024-12-12"))) == ["PlanDrafted"]

    def test_the_third_year_negative_is_refused(self) -> None:
        flows = (-1_200_000, 800_000, -100_000, 2_100_000)
        refused = self.case().refused(SMALL.model_copy(update={"operating_cash_flows": flows}), head("2024-12-12"))
        assert (refused.provision, refused.field) == ("B2-2-5-10", "operating_cash_flows")

    def test_a_des_closes_the_rule(self) -> None:
        with_des = SMALL.model_copy(update={"methods": (Method.RESCHEDULE, Method.DES)})
        refused = self.case().refused(with_des, head("2024-12-12"))
        assert (refused.provision, refused.field) == ("B2-2-5-10", "methods")

    def test_zero_is_not_positive_and_three_years_are_needed(self) -> None:
        for flows in ((1, 0, 1, 1), (1, 1, 1), ()):
            plan = SMALL.model_copy(update={"operating_cash_flows": flows})
            assert self.case().refused(plan, head("2024-12-12")).field == "operating_cash_flows"

    def test_the_benefit_to_the_livelihood_is_stated(self) -> None:
        plan = SMALL.model_copy(update={"livelihood_benefit": None})
        assert self.case().refused(plan, head("2024-12-12")).field == "livelihood_benefit"

    def test_a_larger_firm_may_not_use_the_rule(self) -> None:
        case = examined(**(KISO | {"sales": 100_000_000}))
        assert case.refused(SMALL, head("2024-12-12")).field == "kind"


@pytest.mark.parametrize(
    ("industry", "employees", "sales", "debt", "small"),
    [
        (Industry.MANUFACTURING, 20, None, None, True),
        (Industry.MANUFACTURING, 21, None, None, False),
        (Industry.WHOLESALE_RETAIL, 5, None, None, True),
        (Industry.SERVICE, 6, None, None, False),
        (Industry.SERVICE, 60, 99_999_999, 99_999_999, True),
        (Industry.SERVICE, 60, 99_999_999, 100_000_000, False),
    ],
)
def test_who_is_small(industry: Industry, employees: int, sales: int | None, debt: int | None, small: bool) -> None:
    assert is_small(industry, employees, sales, debt) is small


class TestARst07:
    def test_rescheduling_ends_with_the_third_year_after_the_year_of_approval(self) -> None:
        too_long = PRE_PLAN.model_copy(update={"reschedule_until": day("2029-03-31")})
        refused = examined().refused(too_long, head("2024-10-02"))
        assert refused.provision == "B2-Q32"
        assert "2028-03-31" in refused.ja

    def test_until_the_limit_it_is_accepted_without_the_numeric_tests(self) -> None:
        [plan] = examined().when(PRE_PLAN, head("2024-10-07"))
        assert isinstance(plan, PlanDrafted)
        assert plan.kind is PlanKind.PRE_PLAN

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"manager_responsibility": None}, "manager_responsibility"),
            ({"has_regional_section": False}, "has_regional_section"),
            ({"full_plan_intended": False}, "full_plan_intended"),
            ({"methods": (Method.RESCHEDULE, Method.DIRECT_WAIVER)}, "methods"),
            ({"methods": (Method.DDS,)}, "methods"),
        ],
    )
    def test_it_is_provisional_in_figures_not_in_duties(self, change: dict[str, Any], field: str) -> None:
        refused = examined().refused(PRE_PLAN.model_copy(update=change), head("2024-10-07"))
        assert (refused.provision, refused.field) == ("B2-2-5-11", field)


class TestARst08:
    def hotel(self) -> Case:
        return drafted(on="2025-01-20", plan=SECOND_COMPANY, methods=WAIVER)

    def report(self, signed_by: str, *items: InvestigationItem, **rest: Any) -> SubmitInvestigationReport:
        return SubmitInvestigationReport(
            plan_version=1, items=items, signed_by=signed_by, conclusion="経済合理性がある", **rest
        )

    def test_the_heads_own_report_is_refused_without_a_reason(self) -> None:
        refused = self.hotel().refused(self.report("p20-head", *InvestigationItem), head("2025-01-27"))
        assert (refused.provision, refused.field) == ("B2-2-6-1", "signed_by")

    def test_the_heads_own_report_is_accepted_with_a_recorded_reason(self) -> None:
        report = self.report("p20-head", *InvestigationItem, signer_exception="弁護士が急病のため")
        assert names(self.hotel().when(report, head("2025-01-27"))) == ["InvestigationReported"]

    def test_without_the_comparison_with_bankruptcy_the_report_is_refused(self) -> None:
        items = tuple(item for item in InvestigationItem if item is not InvestigationItem.LIQUIDATION)
        lawyer = asking(Office.EXPERT, on="2025-02-03", person=LAWYER.person)
        refused = self.hotel().refused(self.report(LAWYER.person, *items), lawyer)
        assert refused.provision == "B2-2-6-2"
        assert "ハ" in refused.ja

    def test_the_lawyers_complete_report_is_accepted(self) -> None:
        case = self.hotel()
        lawyer = asking(Office.EXPERT, on="2025-02-10", person=LAWYER.person)
        [reported] = case.when(self.report(LAWYER.person, *InvestigationItem), lawyer)
        assert isinstance(reported, InvestigationReported)
        assert reported.signer_qualification is Qualification.LAWYER
        plan = case.state.plan
        assert plan is not None
        assert (plan.figures.debt_before, plan.figures.debt_waived) == (600_000_000, 498_000_000)
        assert (plan.figures.recovery, plan.figures.liquidation_value) == (102_000_000, 33_000_000)

    def test_the_liquidation_itself_is_the_shareholders_responsibility(self) -> None:
        assert SECOND_COMPANY.shareholder_responsibility is None
        direct = SECOND_COMPANY.model_copy(update={"methods": (Method.DIRECT_WAIVER,)})
        assert examined(methods=WAIVER).refused(direct, head("2025-01-20")).provision == "B2-2-5-6"

    @pytest.mark.parametrize(("recovery", "liquidation"), [(33_000_000, 33_000_000), (None, 1), (1, None)])
    def test_creditors_recover_strictly_more_than_in_bankruptcy(
        self, recovery: int | None, liquidation: int | None
    ) -> None:
        plan = SECOND_COMPANY.model_copy(update={"recovery": recovery, "liquidation_value": liquidation})
        assert examined(methods=WAIVER).refused(plan, head("2025-01-20")).provision == "B2-2-5-8"
        with_grounds = plan.model_copy(update={"economic_grounds": "取引の継続による回収"})
        assert names(examined(methods=WAIVER).when(with_grounds, head("2025-01-20"))) == ["PlanDrafted"]


@pytest.mark.parametrize(
    ("methods", "waived"),
    [((Method.RESCHEDULE,), 1), ((Method.SECOND_COMPANY,), 0), ((Method.SECOND_COMPANY,), 600_000_001)],
)
def test_released_debt_fits_the_methods_and_the_claims(methods: tuple[Method, ...], waived: int) -> None:
    plan = SECOND_COMPANY.model_copy(update={"methods": methods, "debt_waived": waived})
    assert examined(methods=WAIVER).refused(plan, head("2025-01-20")).provision == "B2-Q13"


def test_any_financial_support_asks_the_managers_to_answer() -> None:
    plan = RESCHEDULING.model_copy(update={"manager_responsibility": None})
    assert examined().refused(plan, head("2024-11-29")).provision == "B2-2-5-5"


def test_a_plan_after_a_simple_examination_is_a_pre_plan_or_a_small_firms() -> None:
    decision = {"expected_kind": PlanKind.PRE_PLAN, "due_diligence": DueDiligence.SIMPLE_FINANCIAL}
    refused = examined(decision=decision).refused(RESCHEDULING, head("2024-11-29"))
    assert (refused.provision, refused.field) == ("B2-Q37", "kind")


def test_a_report_on_another_version_is_refused() -> None:
    report = SubmitInvestigationReport(plan_version=2, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当")
    assert drafted().refused(report, head("2024-12-06")).field == "plan_version"


def test_a_report_signed_by_somebody_else_than_the_head_is_refused() -> None:
    report = SubmitInvestigationReport(plan_version=1, items=ORDINARY_REPORT, signed_by="p20-deputy", conclusion="相当")
    assert drafted().refused(report, head("2024-12-06")).provision == "B2-2-6-1"


def test_a_report_on_a_plan_that_speaks_of_the_region_does_too() -> None:
    case = drafted(plan=RESCHEDULING.model_copy(update={"has_regional_section": True}))
    report = SubmitInvestigationReport(plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当")
    assert "ヘ" in case.refused(report, head("2024-12-06")).ja


@pytest.mark.parametrize(
    ("on", "closing_month", "end"),
    [
        ("2024-12-20", 3, "2025-03-31"),
        ("2025-03-31", 3, "2025-03-31"),
        ("2025-04-01", 3, "2026-03-31"),
        ("2024-12-20", 9, "2025-09-30"),
        ("2024-12-20", 12, "2024-12-31"),
        ("2024-01-15", 2, "2024-02-29"),
    ],
)
def test_a_business_year_ends_with_the_closing_month(on: str, closing_month: int, end: str) -> None:
    assert business_year_end(day(on), closing_month) == day(end)


def test_the_plan_is_the_companys_and_the_team_or_staff_records_it() -> None:
    assert examined().refused(RESCHEDULING, asking(Office.SECRETARIAT, on="2024-11-29")).forbidden
    assert names(examined().when(RESCHEDULING, asking(Office.EXPERT, on="2024-11-29"))) == ["PlanDrafted"]


def test_a_draft_is_a_command_of_plain_values() -> None:
    assert DraftPlan.model_validate_json(RESCHEDULING.model_dump_json()) == RESCHEDULING


def test_b2_2_5_2_a_plan_that_names_no_year_in_which_it_is_solvent_misses_the_test() -> None:
    without = RESCHEDULING.model_copy(update={"solvent_by": None})
    refused = examined().refused(without, head("2024-11-29"))
    assert refused.provision == "B2-2-5-2"
    [plan] = examined().when(without.model_copy(update={"exception_grounds": "例外とする理由"}), head("2024-11-29"))
    assert isinstance(plan, PlanDrafted)
    assert plan.figures.years_to_solvency is None
    solvent = RESCHEDULING.model_copy(update={"real_net_worth": 0, "solvent_by": None})
    [plan] = examined().when(solvent, head("2024-11-29"))
    assert isinstance(plan, PlanDrafted)
    assert plan.figures.years_to_solvency == 0
