"""Totals that the programme has published, reproduced from events that match what is told of them.

The sources, with their addresses, are those of the published activity figures; only what was told of a total, and how it
divides, is used here. Where a press notice gives shares alone, the events are the smallest whole numbers that have them.
"""

import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

from council_events.intake import FirstResponse, Route
from council_events.subsidy import Track
from council_events.support import BusinessMethod, Method, PlanKind, SettlementType
from council_events.values import Industry
from council_reporting.queries import Figures
from council_reporting.queries.answers import Change

from tests.services.reporting.situations import Desk, Story, items, named

NIIGATA = "15"


def shares(figures: Figures, code: str) -> dict[str, tuple[int, str]]:
    table = next(each for each in figures.tables if each.code == code)
    return {item.code: (item.n, str(item.share)) for item in table.items if item.n}


def change(figures: Figures, figure: str) -> Change:
    return next(each for each in figures.changes if each.figure == figure)


def councils() -> Iterator[str]:
    """One after another, so that the nation's total comes from all of them."""
    while True:
        yield from (f"{number:02}" for number in range(1, 48))


async def test_the_first_quarter_of_2007_with_the_five_results_and_the_year_before(desk: Desk) -> None:
    """中小企業庁 2007-09-28: 696 new consultations (700 the year before) in five results, 99 starts, 113 completions."""
    story, places = Story(), councils()
    results = {
        FirstResponse.SECOND_STAGE: 26,
        FirstResponse.CANDIDATE: 183,
        FirstResponse.SOLVED: 256,
        FirstResponse.DIFFICULT: 47,
        FirstResponse.OTHER: 184,
    }
    for result, count in results.items():
        for _ in range(count):
            story.consultation(next(places), "2007-05-15", result=result)
    for _ in range(700):
        story.consultation(next(places), "2006-06-30", result=FirstResponse.OTHER)
    for _ in range(99):
        story.start(next(places), "2007-04-02", uuid4())
    for _ in range(113):
        story.approval(next(places), "2007-06-29", uuid4(), consulted_on="2007-01-10")
    await desk.feed(story.envelopes)

    figures = desk.ask("2007-04-01", "2007-06-30")
    assert items(figures, "result") == {result.value: count for result, count in results.items()}
    consulted = change(figures, "counter_consultations")
    assert (consulted.now, consulted.before, consulted.difference) == (696, 700, -4)
    assert (figures.totals.starts, figures.totals.completions) == (99, 113)


async def test_fiscal_year_2007_by_route_with_the_jobs_that_were_kept(desk: Desk) -> None:
    """taxcom, 中小企業庁 2008-06-10: 2,731 companies, 1,685 of them (61.7 %) came by themselves; 選択と集中 in about half."""
    story, places = Story(), councils()
    for number in range(2731):
        route = Route.DIRECT if number < 1685 else Route.FINANCIAL_INSTITUTION
        story.consultation(next(places), "2007-11-01", f"company {number}", route=route)
    for number in range(394):
        business = (BusinessMethod.SELECTION,) * (number < 197) + (BusinessMethod.AFFILIATES,) * (number < 39)
        jobs = 112_761 - 393 * 286 if number == 0 else 286  # of 1,773 cases in all; here they stand for the whole
        story.approval(next(places), "2008-03-31", uuid4(), jobs=jobs, consulted_on="2007-04-02", business=business)
    await desk.feed(story.envelopes)

    figures = desk.ask("2007-04-01", "2008-03-31")
    assert shares(figures, "route")["direct"] == (1685, "61.7")
    assert (figures.totals.consulted_companies, figures.totals.counter_consultations) == (2731, 2731)
    assert (figures.totals.completions, figures.cumulative.jobs_kept) == (394, 112_761)
    assert shares(figures, "business_method") == {"selection": (197, "50.0"), "affiliates": (39, "9.9")}


async def test_the_second_quarter_of_2009_by_size_and_method(desk: Desk) -> None:
    """taxcom: 101 completions (+29.5 % on 78); リスケ in 90 %, 債権放棄 in 15 %; 1–5億 39 %, 5–10億 18 %, over 10億 40 %."""
    story, places = Story(), councils()
    sales = [300_000_000] * 39 + [700_000_000] * 18 + [2_000_000_000] * 34 + [6_000_000_000] * 6 + [50_000_000] * 4
    staff = [60] * 66 + [15] * 14 + [8] * 6 + [150] * 15
    for number in range(101):
        case = uuid4()
        council = next(places)
        story.candidate(council, "2009-01-15", case, sales=sales[number], employees=staff[number])
        methods = [Method.RESCHEDULE] * (number < 91) + [Method.SECOND_COMPANY] * (number >= 86)
        story.approval(council, "2009-09-30", case, *methods, consulted_on="2009-01-15")
    for _ in range(78):
        story.approval(next(places), "2008-08-29", uuid4(), consulted_on="2008-04-01")
    await desk.feed(story.envelopes)

    figures = desk.ask("2009-07-01", "2009-09-30")
    completed = change(figures, "completions")
    assert (completed.now, completed.before, str(completed.rate)) == (101, 78, "29.5")
    by_method, by_sales = shares(figures, "method"), shares(figures, "completion_sales")
    assert by_method == {"reschedule": (91, "90.1"), "second_company": (15, "14.9")}
    assert by_sales["500000000"][1] == "38.6"
    assert by_sales["1000000000"][1] == "17.8"
    assert by_sales["5000000000"][0] + by_sales["over"][0] == 40
    by_staff = shares(figures, "completion_staff")
    assert by_staff["100"] == (66, "65.3")
    assert by_staff["10"][0] + by_staff["20"][0] == 20


async def test_drastic_plans_of_two_years_and_guarantees_in_persons_and_companies(desk: Desk) -> None:
    """事業評価報告書: FY2015 1,319 with 201 drastic (DDS 123, waivers 78), FY2016 1,047 with 199 (112, 87), 333 persons/175.

    The mean of days rose by 39 (T12); which days they were is not told.
    """
    story, places = Story(), councils()
    for year, whole, dds, waived, mean_days in ((2015, 1319, 123, 78, 212), (2016, 1047, 112, 87, 251)):
        for number in range(whole):
            method = (
                Method.DDS if number < dds else Method.DIRECT_WAIVER if number < dds + waived else Method.RESCHEDULE
            )
            consulted_on = dt.date(year, 10, 30) - dt.timedelta(days=mean_days)
            story.approval(next(places), f"{year}-10-30", uuid4(), method, consulted_on=consulted_on.isoformat())
    settled(story, SettlementType.TOGETHER, persons=302, companies=155)
    settled(story, SettlementType.ALONE_CLOSED, persons=31, companies=20)
    await desk.feed(story.envelopes)

    before = desk.ask("2015-04-01", "2016-03-31")
    figures = desk.ask("2016-04-01", "2017-03-31")
    assert shares(before, "method_group") == {"waiver": (78, "5.9"), "drastic": (201, "15.2")}
    assert shares(figures, "method_group") == {"waiver": (87, "8.3"), "drastic": (199, "19.0")}
    assert change(figures, "completions").difference == -272
    assert figures.totals.mean_days is not None
    assert before.totals.mean_days is not None
    assert figures.totals.mean_days - before.totals.mean_days == 39
    assert items(figures, "guarantee_persons") == {"together": 302, "alone": 31}
    assert (figures.cumulative.guarantee_persons, figures.cumulative.guarantee_companies) == (333, 175)
    totals = figures.totals
    assert (totals.guarantee_companies_together, totals.guarantee_companies_alone) == (155, 20)


def settled(story: Story, settlement: SettlementType, persons: int, companies: int) -> None:
    """So many guarantors of so many companies, each a case of its own."""
    for number in range(persons):
        case = uuid4()
        company = f"{settlement} {number % companies}"
        story.consultation("13", "2016-05-10", company, case=case)
        story.settlement("13", "2016-12-20", case, settlement)


async def test_fiscal_years_2023_and_2024_tell_pre_plans_apart(desk: Desk) -> None:
    """takanosogo: プレ再生 687 and 再生支援 342 in FY2023, 737 and 381 in FY2024."""
    story, places = Story(), councils()
    for day, pre, full in (("2023-12-01", 687, 342), ("2024-12-02", 737, 381)):
        for number in range(pre + full):
            kind = PlanKind.PRE_PLAN if number < pre else PlanKind.ORDINARY
            story.approval(next(places), day, named(f"{day} {number}"), kind=kind, consulted_on="2023-06-01")
    await desk.feed(story.envelopes)
    figures = desk.ask("2024-04-01", "2025-03-31")
    assert (figures.totals.completions, change(figures, "completions").before) == (1118, 1029)
    assert items(figures, "completed_line") == {"pre_plan": 737, "restructuring": 381}
    assert change(figures, "pre_plan_completions").difference == 50


async def test_niigata_in_fiscal_year_2023_by_industry(desk: Desk) -> None:
    """新潟日報: 延べ159 窓口相談 (+14); 50 completions (+6): サービス 11, 製造 11, 飲食・宿泊 8, 卸小売 6, 建設 6, the rest 8."""
    story = Story()
    for day, count in (("2023-07-03", 159), ("2022-07-04", 145)):
        for _ in range(count):
            story.consultation(NIIGATA, day)
    industries = {
        Industry.SERVICE: 11,
        Industry.MANUFACTURING: 11,
        Industry.FOOD_LODGING: 8,
        Industry.WHOLESALE_RETAIL: 6,
        Industry.CONSTRUCTION: 6,
        Industry.OTHER: 8,
    }
    for industry, count in industries.items():
        for _ in range(count):
            case = uuid4()
            story.candidate(NIIGATA, "2023-05-01", case, industry=industry)
            story.approval(NIIGATA, "2024-03-29", case, consulted_on="2023-05-01")
    for _ in range(44):
        story.approval(NIIGATA, "2023-03-31", uuid4(), consulted_on="2022-05-01")
    await desk.feed(story.envelopes)
    figures = desk.ask("2023-04-01", "2024-03-31", council=NIIGATA)
    assert change(figures, "counter_consultations").difference == 14
    assert (change(figures, "completions").now, change(figures, "completions").difference) == (50, 6)
    assert items(figures, "completion_industry") == {industry.value: count for industry, count in industries.items()}


async def test_what_had_come_together_by_the_end_of_june_2007(desk: Desk) -> None:
    """T1, 中小企業庁 2007-09-28: 12,139 companies, 1,492 plans completed, 400 in progress, 95,692 jobs."""
    story, places = Story(), councils()
    for number in range(12_139):
        story.consultation(next(places), "2005-06-15", f"company {number}")
    for number in range(1892):
        council, case = next(places), uuid4()
        story.start(council, "2006-02-01", case)
        if number < 1492:
            jobs = 95_692 - 1491 * 64 if number == 0 else 64
            story.approval(council, "2006-12-01", case, jobs=jobs, consulted_on="2005-06-15")
    await desk.feed(story.envelopes)
    cumulative = desk.ask("2007-04-01", "2007-06-30").cumulative
    assert (cumulative.consulted_companies, cumulative.counter_consultations) == (12_139, 12_139)
    assert (cumulative.completions, cumulative.in_progress, cumulative.jobs_kept) == (1492, 400, 95_692)


async def test_the_second_quarter_of_2010_by_the_industry_of_who_came(desk: Desk) -> None:
    """T3, 中小企業庁 2010-11-19: 517 (728 the year before): manufacturing 30 %, wholesale and retail 22 %, construction 15 %."""
    story, places = Story(), councils()
    industries = {
        Industry.MANUFACTURING: 155,
        Industry.WHOLESALE_RETAIL: 114,
        Industry.CONSTRUCTION: 78,
        Industry.OTHER: 170,
    }
    for industry, count in industries.items():
        for _ in range(count):
            story.consultation(next(places), "2010-08-20", industry=industry)
    for _ in range(728):
        story.consultation(next(places), "2009-08-20")
    for _ in range(86):
        story.approval(next(places), "2010-09-30", uuid4(), consulted_on="2010-04-01")
    await desk.feed(story.envelopes)
    figures = desk.ask("2010-07-01", "2010-09-30")
    by_industry = {code: share for code, (_, share) in shares(figures, "consultation_industry").items()}
    assert by_industry == {"manufacturing": "30.0", "wholesale_retail": "22.1", "construction": "15.1", "other": "32.9"}
    consulted = change(figures, "counter_consultations")
    assert (consulted.now, consulted.before, figures.totals.completions) == (517, 728, 86)


async def test_kyushu_in_fiscal_year_2015_beside_the_year_before(desk: Desk) -> None:
    """九州経済産業局 2016-03-31: 211 consultations (415 the year before), 135 went on to the second stage (253)."""
    story = Story()
    kyushu = [f"{number}" for number in range(40, 47)]
    for day, came, went_on in (("2015-09-01", 211, 135), ("2014-09-01", 415, 253)):
        for number in range(came):
            council = kyushu[number % len(kyushu)]
            case = story.consultation(council, day)
            if number < went_on:
                story.start(council, day, case)
        story.consultation("47", day)
        story.consultation("13", day)
    await desk.feed(story.envelopes)
    figures = desk.ask("2015-04-01", "2016-03-31", bureau="BUR-08")
    consulted, started = change(figures, "counter_consultations"), change(figures, "starts")
    assert (consulted.now, consulted.before) == (211, 415)
    assert (started.now, started.before) == (135, 253)


async def test_the_plan_subsidy_programme_up_to_january_2015(desk: Desk) -> None:
    """T14: some 6,000 applications, 1,800 claims and 3,000,000,000 yen in all, told in round numbers."""
    story, places = Story(), councils()
    for number in range(6000):
        council, case = next(places), uuid4()
        story.application(council, "2013-10-01", case, Track.ORDINARY, 2_500_000)
        if number < 1800:
            story.claim(council, "2014-10-01", case, 2_500_000)
            paid = 3_000_000_000 - 1799 * 1_666_666 if number == 0 else 1_666_666
            story.payment(council, "2014-12-01", case, Track.ORDINARY, paid)
    await desk.feed(story.envelopes)
    cumulative = desk.ask("2014-04-01", "2015-01-31").cumulative
    assert (cumulative.applications, cumulative.claims, cumulative.paid_yen) == (6000, 1800, 3_000_000_000)
