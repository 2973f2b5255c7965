"""The published tables, by the judged examples of scenarios/reporting.yaml (A-REP-…)."""

from decimal import Decimal
from uuid import uuid4

import pytest
from council_events.intake import ConsultationKind, FirstResponse, Requester
from council_events.subsidy import Track
from council_events.support import (
    BusinessMethod,
    CompanySettlement,
    ImprovementForm,
    Method,
    MonitoringResult,
    NewStart,
    PersonalSettlement,
    PlanKind,
    SettlementType,
)
from council_events.values import SupportLine
from council_reporting.queries import By, Scope

from tests.services.reporting.situations import Desk, Story, items

IBARAKI, OITA, WAKAYAMA, MIE = "08", "44", "30", "24"
KINKI, CHUBU = "BUR-05", "BUR-04"


@pytest.mark.scenario("A-REP-01")
async def test_visits_and_distinct_companies_are_two_measures(desk: Desk):
    """A-REP-01"""
    story = Story()
    for day in ("2024-04-10", "2024-06-12", "2025-02-05"):
        story.consultation(IBARAKI, day, "常陸那珂部品")
    story.consultation(IBARAKI, "2024-09-11", "常陸那珂部品", requester=Requester.GUARANTOR)
    story.consultation(IBARAKI, "2024-05-08", "another")
    story.consultation(IBARAKI, "2024-05-08", "a third")
    story.consultation(IBARAKI, "2024-07-03", "a sole proprietor")
    await desk.feed(story.envelopes)
    year = desk.ask("2024-04-01", "2025-03-31", council=IBARAKI).totals
    assert (year.counter_consultations, year.consulted_companies) == (7, 4)


async def test_distinct_companies_of_any_period_are_told_from_months_alone(desk: Desk):
    story = Story()
    for day in ("2024-04-10", "2024-06-12", "2025-02-05"):
        story.consultation(IBARAKI, day, "one")
    story.consultation(OITA, "2024-06-20", "one")
    story.consultation(OITA, "2024-06-21", None)
    await desk.feed(story.envelopes, size=1)
    assert desk.ask("2024-05-01", "2025-03-31").totals.consulted_companies == 2
    assert desk.ask("2024-07-01", "2024-12-31").totals.consulted_companies == 0
    quarters = desk.ask("2024-04-01", "2025-03-31", by=By.QUARTER)
    assert [part.values.consulted_companies for part in quarters.trend] == [2, 0, 0, 1]
    assert quarters.totals.consulted_companies == 2
    assert {
        tile.code: tile.values.consulted_companies for tile in quarters.councils if tile.code in (IBARAKI, OITA)
    } == {
        IBARAKI: 1,
        OITA: 2,
    }


@pytest.mark.scenario("A-REP-02")
async def test_the_fiscal_year_turns_between_31_march_and_1_april(desk: Desk):
    """A-REP-02"""
    story = Story()
    story.consultation(OITA, "2025-03-31", "one")
    story.consultation(OITA, "2025-04-01", "two")
    await desk.feed(story.envelopes)
    quarters = desk.ask("2025-01-01", "2025-06-30", council=OITA, by=By.QUARTER)
    assert [(part.label, part.values.counter_consultations) for part in quarters.trend] == [
        ("2024年度第4四半期", 1),
        ("2025年度第1四半期", 1),
    ]
    years = desk.ask("2024-04-01", "2026-03-31", council=OITA, by=By.FISCAL_YEAR)
    assert [(part.code, part.values.counter_consultations) for part in years.trend] == [("2024", 1), ("2025", 1)]


@pytest.mark.scenario("A-REP-03")
async def test_a_completion_counts_on_the_day_the_plan_came_into_being_and_an_end_is_another_column(desk: Desk):
    """A-REP-03"""
    story = Story()
    story.approval(IBARAKI, "2025-03-28", uuid4())
    story.approval(IBARAKI, "2025-04-02", uuid4(), kind=PlanKind.PRE_PLAN)
    story.end(IBARAKI, "2025-03-21", uuid4())
    story.approval(IBARAKI, "2025-03-14", uuid4(), kind=PlanKind.PRE_PLAN)
    await desk.feed(story.envelopes)
    year = desk.ask("2024-04-01", "2025-03-31", council=IBARAKI)
    assert items(year, "completed_line") == {"restructuring": 1, "pre_plan": 1}
    assert (year.totals.completions, year.totals.ends) == (2, 1)
    april = desk.ask("2025-04-01", "2025-04-30", council=IBARAKI).totals
    assert (april.restructuring_completions, april.pre_plan_completions) == (0, 1)


@pytest.mark.scenario("A-REP-04")
async def test_methods_are_multi_select_and_their_shares_add_up_to_more_than_100(desk: Desk):
    """A-REP-04"""
    story = Story()
    plans = [
        *[(Method.RESCHEDULE,)] * 14,
        *[(Method.RESCHEDULE, Method.DDS)] * 2,
        (Method.DDS,),
        (Method.SECOND_COMPANY,),
        (Method.DIRECT_WAIVER, Method.RESCHEDULE),
        (Method.DES, Method.RESCHEDULE),
    ]
    for methods in plans:
        story.approval(OITA, "2025-03-31", uuid4(), *methods)
    await desk.feed(story.envelopes)
    figures = desk.ask("2024-04-01", "2025-03-31", council=OITA)
    table = next(each for each in figures.tables if each.code == "method")
    shares = {item.code: (item.n, str(item.share)) for item in table.items if item.n}
    assert table.base == 20
    assert table.multiple
    assert shares == {
        "reschedule": (18, "90.0"),
        "dds": (3, "15.0"),
        "des": (1, "5.0"),
        "second_company": (1, "5.0"),
        "direct_waiver": (1, "5.0"),
    }
    assert items(figures, "method_group") == {"waiver": 2, "drastic": 6}
    assert sum(item.share for item in table.items) == Decimal("120.0")


async def test_a_plan_counts_once_under_each_of_its_business_methods(desk: Desk):
    """T9. FY2007: about half of the completed plans 選択と集中, one in ten 関係会社整理等."""
    story = Story()
    selection, affiliates = BusinessMethod.SELECTION, BusinessMethod.AFFILIATES
    for methods in [(selection,)] * 4 + [(selection, affiliates, selection)] + [()] * 5:
        story.approval(OITA, "2025-03-31", uuid4(), business=methods)
    await desk.feed(story.envelopes)
    table = next(each for each in desk.ask("2024-04-01", "2025-03-31").tables if each.code == "business_method")
    assert (table.number, table.base, table.multiple) == ("T9", 10, True)
    shares = {item.code: (item.n, str(item.share)) for item in table.items if item.n}
    assert shares == {"selection": (5, "50.0"), "affiliates": (1, "10.0")}


@pytest.mark.scenario("A-REP-05")
async def test_support_across_the_border_counts_for_the_council_that_gives_it(desk: Desk):
    """A-REP-05"""
    story = Story()
    case = story.consultation(WAKAYAMA, "2024-06-18", "紀州新宮製材", prefecture=MIE)
    story.start(WAKAYAMA, "2024-08-20", case)
    await desk.feed(story.envelopes)
    year = ("2024-04-01", "2025-03-31")
    tiles = {tile.code: tile.values for tile in desk.ask(*year).councils}
    assert (tiles[WAKAYAMA].counter_consultations, tiles[WAKAYAMA].starts) == (1, 1)
    assert tiles[MIE].counter_consultations == 0
    assert desk.ask(*year, bureau=KINKI).totals.counter_consultations == 1
    assert desk.ask(*year, bureau=CHUBU).totals.counter_consultations == 0


@pytest.mark.scenario("A-REP-07")
async def test_every_new_consultation_falls_into_exactly_one_class_beside_the_same_quarter_of_the_year_before(
    desk: Desk,
):
    """A-REP-07"""
    story = Story()
    results = {
        FirstResponse.SECOND_STAGE: 2,
        FirstResponse.CANDIDATE: 7,
        FirstResponse.SOLVED: 9,
        FirstResponse.DIFFICULT: 1,
        FirstResponse.OTHER: 4,
    }
    for result, count in results.items():
        for _ in range(count):
            story.consultation(IBARAKI, "2024-05-20", None, result=result)
    for _ in range(20):
        story.consultation(IBARAKI, "2023-06-30", None, result=FirstResponse.OTHER)
    await desk.feed(story.envelopes, size=7)
    quarter = desk.ask("2024-04-01", "2024-06-30", council=IBARAKI)
    assert items(quarter, "result") == {result.value: count for result, count in results.items()}
    change = next(each for each in quarter.changes if each.figure == "counter_consultations")
    assert (change.now, change.before, change.difference, str(change.rate)) == (23, 20, 3, "15.0")


async def test_a_consultation_without_a_result_yet_is_a_class_of_its_own(desk: Desk):
    story = Story()
    case = story.consultation(IBARAKI, "2024-05-20", None)
    story.consultation(IBARAKI, "2024-05-20", None, kind=ConsultationKind.PRELIMINARY)
    await desk.feed(story.envelopes)
    assert items(desk.ask("2024-05-01", "2024-05-31"), "result") == {"pending": 1}
    more = Story()
    more.consultation(IBARAKI, "2024-05-20", None, case=case, result=FirstResponse.SOLVED)
    await desk.feed(more.envelopes[1:])
    assert items(desk.ask("2024-05-01", "2024-05-31"), "result") == {"solved": 1}


async def test_a_completed_company_is_shown_by_the_sizes_that_support_learned(desk: Desk):
    story = Story()
    case = story.consultation(IBARAKI, "2024-05-20", "one", sales=None, employees=5, industry="service")
    story.approval(IBARAKI, "2024-11-20", case)
    await desk.feed(story.envelopes)
    before = desk.ask("2024-11-01", "2024-11-30")
    assert items(before, "completion_sales") == {"unknown": 1}
    assert items(before, "completion_industry") == {"service": 1}
    late = Story()
    late.candidate(IBARAKI, "2024-06-20", case, sales=5_000_000_001, employees=21, industry="transport")
    await desk.feed(late.envelopes)
    after = desk.ask("2024-11-01", "2024-11-30")
    assert items(after, "completion_sales") == {"over": 1}
    assert items(after, "completion_staff") == {"100": 1}
    assert items(after, "completion_industry") == {"transport": 1}


async def test_mean_days_run_from_the_consultation_to_the_completion(desk: Desk):
    story = Story()
    story.approval(IBARAKI, "2024-07-10", uuid4(), consulted_on="2024-07-01", jobs=3)
    story.approval(IBARAKI, "2024-07-10", uuid4(), consulted_on="2024-07-09", jobs=4)
    story.approval(IBARAKI, "2024-07-10", uuid4(), consulted_on="2024-07-10", jobs=5)
    await desk.feed(story.envelopes)
    july = desk.ask("2024-07-01", "2024-07-31").totals
    assert (str(july.mean_days), july.jobs_kept) == ("3.3", 12)
    assert desk.ask("2024-08-01", "2024-08-31").totals.mean_days is None


async def test_a_second_failure_within_three_years_counts_where_the_case_was_completed(desk: Desk):
    """RP-5."""
    story = Story()
    cases = [uuid4() for _ in range(4)]
    for case in cases:
        story.approval(IBARAKI, "2021-07-10", case)
    story.report(IBARAKI, "2022-01-31", cases[0], 1, MonitoringResult.BELOW_PLAN)
    story.report(IBARAKI, "2024-07-10", cases[0], 2, MonitoringResult.FAILED_AGAIN)
    story.report(IBARAKI, "2024-07-11", cases[1], 1, MonitoringResult.FAILED_AGAIN)
    await desk.feed(story.envelopes, size=2)
    cohort = desk.ask("2021-07-01", "2021-07-31").totals
    assert (cohort.failed_again, str(cohort.failed_again_rate)) == (1, "25.0")
    reports = desk.ask("2024-07-01", "2024-07-31")
    assert items(reports, "monitoring") == {"failed_again": 2}
    assert reports.totals.failed_again_rate is None


async def test_the_subsidy_is_counted_in_cases_and_yen_by_track(desk: Desk):
    story = Story()
    case = uuid4()
    story.application(OITA, "2024-05-01", case, Track.EARLY, 225_000)
    story.claim(OITA, "2024-08-01", case, 200_000)
    story.payment(OITA, "2024-09-30", case, Track.EARLY, 133_333)
    await desk.feed(story.envelopes, size=1)
    figures = desk.ask("2024-04-01", "2025-03-31")
    totals = figures.totals
    assert (totals.applications, totals.estimated_yen) == (1, 225_000)
    assert (totals.claims, totals.claimed_yen) == (1, 200_000)
    assert (totals.payments, totals.paid_yen) == (1, 133_333)
    claim = next(each for each in figures.tables if each.code == "claim")
    assert [(item.code, item.n, item.amount) for item in claim.items if item.n] == [("early", 1, 200_000)]


async def test_what_is_in_progress_was_started_and_neither_completed_nor_ended(desk: Desk):
    story = Story()
    for end in (story.approval, story.end, None):
        case = uuid4()
        story.start(OITA, "2024-05-01", case)
        if end is not None:
            end(OITA, "2024-09-01", case)
    await desk.feed(story.envelopes)
    assert desk.ask("2024-05-01", "2024-05-31").cumulative.in_progress == 3
    assert desk.ask("2024-10-01", "2024-10-31").cumulative.in_progress == 1


async def test_national_headquarters_has_a_tile_and_belongs_to_no_bureau(desk: Desk):
    story = Story()
    story.consultation("hq", "2024-05-01", "one")
    await desk.feed(story.envelopes)
    national = desk.ask("2024-05-01", "2024-05-31")
    assert national.totals.consulted_companies == 1
    assert len(national.councils) == 48
    tile = national.councils[-1]
    assert (tile.code, tile.name, tile.bureau_code, tile.values.counter_consultations) == ("hq", "全国本部", None, 1)


async def test_an_empty_year_is_all_zeros_and_no_shares(desk: Desk):
    figures = desk.ask("2024-04-01", "2025-03-31")
    assert figures.totals.counter_consultations == 0
    assert all(item.share is None for table in figures.tables for item in table.items)
    assert len(figures.trend) == 12


@pytest.mark.scenario("A-REP-06")
async def test_guarantee_settlements_are_counted_in_persons_and_in_companies(desk: Desk):
    """A-REP-06"""
    story = Story()
    together, alone = SettlementType.TOGETHER, SettlementType.ALONE_CLOSED
    for company, on, settlement in (
        ("P", "2024-10-31", together),
        ("P", "2024-10-31", together),
        ("Q", "2024-12-20", together),
        ("R", "2025-02-14", alone),
        ("R", "2025-03-07", SettlementType.ALONE_PENDING),
    ):
        case = uuid4()
        story.candidate(OITA, "2024-06-01", case, company)
        story.settlement(OITA, on, case, settlement)
    ended = uuid4()
    story.candidate(OITA, "2024-06-01", ended, "R")
    story.line_ended(OITA, "2025-03-28", ended, SupportLine.GUARANTEE)
    await desk.feed(story.envelopes)
    year = desk.ask("2024-04-01", "2025-03-31", council=OITA)
    assert items(year, "guarantee_persons") == {"together": 3, "alone": 2}
    totals = year.totals
    assert (totals.guarantee_companies_together, totals.guarantee_companies_alone) == (2, 1)
    assert (totals.guarantee_persons, totals.guarantee_companies, totals.guarantee_ends) == (5, 3, 1)


@pytest.mark.scenario("A-REP-03")
async def test_every_line_has_its_own_starts_completions_and_ends(desk: Desk):
    """A-REP-03, case 5; T10, YR-1-1-2"""
    story = Story()
    for line in (SupportLine.REVENUE_IMPROVEMENT, SupportLine.TAX_SCHEME, SupportLine.GUARANTEE):
        story.line_started(IBARAKI, "2024-05-01", uuid4(), line)
        story.line_ended(IBARAKI, "2024-06-01", uuid4(), line)
    story.line_started(IBARAKI, "2024-05-01", uuid4(), SupportLine.RECHALLENGE)
    improved = uuid4()
    story.improvement(IBARAKI, "2025-03-19", improved, ImprovementForm.WITH_SUPPORT, Method.RESCHEDULE, Method.NEW_LOAN)
    person = (PersonalSettlement.PLAN, NewStart.EMPLOYED)
    story.outcome(IBARAKI, "2025-03-20", uuid4(), CompanySettlement.BANKRUPTCY, person, person)
    story.consultation(IBARAKI, "2024-05-02", "one")
    await desk.feed(story.envelopes)
    year = desk.ask("2024-04-01", "2025-03-31", council=IBARAKI)
    assert items(year, "start") == {"revenue_improvement": 1, "tax_scheme": 1, "guarantee": 1, "rechallenge": 1}
    assert items(year, "ended_line") == {"revenue_improvement": 1, "tax_scheme": 1, "guarantee": 1}
    assert items(year, "completed_line") == {"revenue_improvement": 1, "rechallenge": 1}
    assert items(year, "improvement_method") == {"reschedule": 1, "new_loan": 1}
    assert items(year, "outcome_person") == {"plan": 2}
    assert items(year, "function") == {"consultation": 1, "support": 9}
    totals = year.totals
    assert (totals.starts, totals.improvement_starts, totals.ends, totals.completions) == (1, 1, 1, 0)
    assert (totals.improvement_completions, str(totals.improvement_mean_days)) == (1, "352.0")


async def test_a_table_by_council_and_by_bureau_adds_up_to_the_nation(desk: Desk):
    story = Story()
    for council in ("08", "13", "44", "hq"):
        story.consultation(council, "2024-05-01", None, result=FirstResponse.SOLVED)
    story.consultation("13", "2023-05-01", None, result=FirstResponse.SOLVED)
    await desk.feed(story.envelopes)
    nation, bureaus, councils = (desk.grid("result", "2024-05-01", "2024-05-31", level) for level in Scope)
    assert [(row.code, row.base) for row in nation.rows] == [("all", 4)]
    assert sum(row.base for row in bureaus.rows) == sum(row.base for row in councils.rows) == 4
    assert {row.code: row.base for row in bureaus.rows if row.base} == {"BUR-03": 2, "BUR-08": 1, "hq": 1}
    tokyo = next(row for row in councils.rows if row.code == "13")
    solved = next(item for item in tokyo.items if item.code == "solved")
    assert (solved.n, solved.before, str(solved.share)) == (1, 1, "100.0")
    assert len({len(row.items) for row in councils.rows}) == 1
