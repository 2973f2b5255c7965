"""Management reports: each against a golden file whose numbers were worked out by hand from the story below."""

import csv
import datetime as dt
import io
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from council_events.governance import EvaluationGrade
from council_events.intake import FirstResponse
from council_events.subsidy import Track
from council_events.support import Method, PlanKind, SettlementType
from council_kit.sheets import spreadsheet
from council_reporting.queries.sheets import Asked, SheetKind, make_report, report_csv, report_sheet

from tests.services.reporting.situations import BANDS, Desk, Story

GOLDEN = Path(__file__).parent / "golden"


def told() -> Story:
    """Of 茨城 (08) in fiscal year 2024, beside one consultation at 東京 (13), and one of the year before.

    April: 2 窓口相談 of one company, results solved and candidate. June: 1 窓口相談 of another, no result yet; one
    再生計画 (DDS and リスケ, 10 jobs, 60 days) comes into being on 2024-06-30. September: one プレ再生 (5 jobs, 91 days). October: one
    guarantor settled together. March 2025: one application of 100,000 yen, claimed 90,000, paid 60,000.
    茨城 had set out to complete 4 plans, 1 of them drastic; it was given a B, 東京 an A.
    """
    story = Story()
    story.annual_plan("08", "2024-03-11", completions=4, drastic=1)
    story.annual_plan("13", "2024-03-12", completions=None)
    story.consultation("08", "2024-04-10", "one", result=FirstResponse.SOLVED)
    story.consultation("08", "2024-04-20", "one", result=FirstResponse.CANDIDATE)
    story.consultation("08", "2024-06-05", "two", sales=6_000_000_000, employees=9)
    story.consultation("08", "2023-06-30", "three", result=FirstResponse.OTHER)
    story.consultation("13", "2024-06-05", "four", result=FirstResponse.OTHER)
    plan, pre = uuid4(), uuid4()
    story.candidate("08", "2024-05-01", plan, "one")
    story.start("08", "2024-05-10", plan)
    story.approval("08", "2024-06-30", plan, Method.DDS, Method.RESCHEDULE, consulted_on="2024-05-01", jobs=10)
    story.candidate("08", "2024-07-01", pre, "two")
    story.start("08", "2024-07-05", pre)
    story.approval("08", "2024-09-30", pre, kind=PlanKind.PRE_PLAN, consulted_on="2024-07-01", jobs=5)
    story.settlement("08", "2024-10-01", uuid4(), SettlementType.TOGETHER)
    subsidy = uuid4()
    story.application("08", "2025-03-03", subsidy, Track.EARLY, 100_000)
    story.claim("08", "2025-03-20", subsidy, 90_000)
    story.payment("08", "2025-03-31", subsidy, Track.EARLY, 60_000)
    story.evaluation("08", "2025-10-15", 2024, EvaluationGrade.B)
    story.evaluation("13", "2025-10-15", 2024, EvaluationGrade.A)
    return story


REPORTS = [
    (SheetKind.MONTHLY, "08", "2024-06-15"),
    (SheetKind.ANNUAL, "08", "2024-06-15"),
    (SheetKind.BUREAU, "BUR-03", "2024-06-15"),
    (SheetKind.HEADQUARTERS, "all", "2024-06-15"),
    (SheetKind.EVALUATION, "08", "2024-06-15"),
]


@pytest.mark.parametrize(("kind", "area", "day"), REPORTS)
async def test_a_report_is_as_worked_out_by_hand(desk: Desk, kind: SheetKind, area: str, day: str):
    """YR-2-1-3-3-8"""
    await desk.feed(told().envelopes)
    report = make_report(desk.pool, Asked(kind, area, dt.date.fromisoformat(day)), BANDS)
    lines = list(csv.reader(io.StringIO("".join(report_csv(report)))))
    shown = [lines[0], *(line for line in lines[1:] if line[10] not in ("0", "", "0.0"))]
    expected = list(csv.reader(io.StringIO((GOLDEN / f"{kind.value}.csv").read_text("utf-8"))))
    assert shown == expected


@pytest.mark.parametrize(("kind", "area", "day"), REPORTS)
async def test_a_report_is_printed_with_every_number_as_a_number(desk: Desk, kind: SheetKind, area: str, day: str):
    await desk.feed(told().envelopes)
    report = make_report(desk.pool, Asked(kind, area, dt.date.fromisoformat(day)), BANDS)
    content = spreadsheet(report_sheet(report, dt.date(2025, 4, 15)), numbers=True)
    with ZipFile(io.BytesIO(content)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>" in page
    wide = max(len(section.columns) for section in report.sections) > 4
    assert ('orientation="landscape"' in page) == wide


async def test_a_company_that_went_to_two_councils_of_a_bureau_is_one_company_of_it(desk: Desk):
    story = Story()
    for council in ("08", "13", "44", "hq"):
        story.consultation(council, "2024-05-10", "one")
    story.consultation("13", "2024-06-01", "two")
    await desk.feed(story.envelopes)
    report = make_report(desk.pool, Asked(SheetKind.HEADQUARTERS, "all", dt.date(2024, 6, 15)), BANDS)
    councils, bureaus, *_ = report.sections
    place = [column.label for column in bureaus.columns].index("窓口相談の実企業数")
    assert {row.code: row.cells[place] for row in bureaus.rows if row.cells[place] != 0} == {
        "BUR-03": 2,
        "BUR-08": 1,
        "hq": 1,
    }
    counted = {row.code: row.cells[place] for row in councils.rows if row.cells[place] != 0}
    assert counted == {"08": 1, "13": 2, "44": 1, "hq": 1, "all": 2}


@pytest.mark.parametrize(
    ("kind", "area"),
    [
        (SheetKind.BUREAU, "08"),
        (SheetKind.HEADQUARTERS, "BUR-03"),
        (SheetKind.EVALUATION, "hq"),
        (SheetKind.BUREAU, "all"),
    ],
)
async def test_a_report_is_not_made_for_an_area_of_another_kind(desk: Desk, kind: SheetKind, area: str):
    with pytest.raises(KeyError):
        make_report(desk.pool, Asked(kind, area, dt.date(2024, 6, 15)), BANDS)
