"""The register of prescribed reports: owed since the event that makes them due, dated, counted, chased; never opened."""

import datetime as dt
import random
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from council_events import intake, support
from council_events.deciding import Asking, Refused
from council_events.intake import ConsultationKind, ConsultationReportSubmitted, FirstResponse, ReportMeans, Requester
from council_events.reporting import LateReportsChased, chases_of
from council_events.support import Delivery, Means, ReportSubmitted
from council_events.values import Office, SupportLine
from council_reporting.commands import ChaseLateReports
from council_reporting.domain.register import INITIAL, decide
from council_reporting.queries.register import ReportCount, late_reports, read_register

from tests.services.reporting.situations import Desk, Story
from tests.services.reporting.test_projection import a_year, interleaved

TODAY = dt.date(2024, 7, 12)
YEAR = (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
DAYS = {"counter": 30, "start": 14}
HEADQUARTERS = Asking("hq-officer", "hq", TODAY, frozenset({Office.HQ_OFFICER}))


def submits(story: Story, on: str, case: UUID, kind: support.ReportKind, number: int = 1, edition: int = 1) -> None:
    delivered = tuple(Delivery(recipient=body, on=dt.date.fromisoformat(on)) for body in ("BUR-03", "HQ"))
    event = ReportSubmitted(
        case_id=case,
        kind=kind,
        number=number,
        edition=edition,
        means=Means.ELECTRONIC,
        deliveries=delivered,
        submitted_by="p08-head",
    )
    story.tell("08", on, event, case)


REGISTER: Final = ("register.reports", "register.months", "register.chases")


def counted_by_month(reports: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The sums as a plain count of the reports gives them."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for _case, service, kind, _number, council, _by, asked_on, submitted_on, _editions in reports:
        if asked_on is not None:
            sums = found.setdefault((council, asked_on.replace(day=1), service, kind), [0, 0, 0])
            sums[0] += 1
            sums[1] += submitted_on is not None
            sums[2] += (submitted_on - asked_on).days if submitted_on is not None else 0
    return [(*place, *sums) for place, sums in found.items()]


def told() -> Story:
    story = Story()
    done = story.consultation("08", "2024-05-01", "one", result=FirstResponse.SOLVED)
    event = ConsultationReportSubmitted(
        case_id=done, report=intake.ReportKind.COUNTER, number=1, means=ReportMeans.PAPER, bureau="BUR-03"
    )
    story.tell("08", "2024-05-11", event, done)
    story.consultation("08", "2024-05-02", "two", result=FirstResponse.OTHER)
    story.consultation("08", "2024-07-01", "three", result=FirstResponse.OTHER)
    story.consultation("08", "2024-07-01", "four")
    bank = Requester.FINANCIAL_INSTITUTION
    story.consultation(
        "13", "2024-07-01", kind=ConsultationKind.PRELIMINARY, requester=bank, result=FirstResponse.OTHER
    )
    case = uuid4()
    story.start("08", "2024-05-01", case)
    submits(story, "2024-05-05", case, support.ReportKind.START)
    submits(story, "2024-06-05", case, support.ReportKind.START, edition=2)
    story.end("08", "2024-07-02", case)
    story.line_started("08", "2024-07-10", uuid4(), SupportLine.GUARANTEE)
    return story


def counts(desk: Desk, *councils: str) -> dict[tuple[str, str, str], ReportCount]:
    found = read_register(desk.pool, councils, *YEAR, TODAY, DAYS)
    return {(each.council, each.service, each.kind): each for each in found.counts}


async def test_reports_are_owed_from_the_event_that_makes_them_due(desk: Desk):
    """YR-2-2-2-4, YR-2-2-3-7, B2-2-2-4, B2-2-9-1, B4-R"""
    await desk.feed(told().envelopes)
    found = counts(desk, "08", "13")
    counter = found["08", "intake", "counter"]
    assert (counter.asked, counter.submitted, counter.open, counter.late) == (3, 1, 2, 1)
    assert (counter.days_to_submit, counter.oldest_on) == (10, dt.date(2024, 5, 2))
    assert counter.title == "窓口相談対応報告書"
    assert found["13", "intake", "preliminary"].open == 1
    start = found["08", "support", "start"]
    assert (start.asked, start.submitted, start.days_to_submit, start.late) == (2, 1, 4, 0)
    assert (found["08", "support", "end"].open, found["08", "support", "end"].late) == (1, 0)


async def test_rechallenge_is_reported_once_however_often_it_is_given(desk: Desk):
    """YR-2-6-3-1, YR-2-6-3-2"""
    story, case = Story(), uuid4()
    for day in ("2024-05-01", "2024-06-01"):
        event = support.LawyerIntroduced(
            case_id=case,
            to=support.Beneficiary.COMPANY,
            through=support.Introduction.BAR_ASSOCIATION,
            introduced_on=dt.date.fromisoformat(day),
            conferring=support.Conferring(person="p08-lawyer", on=dt.date.fromisoformat(day)),
        )
        story.tell("08", day, event, case)
    story.outcome("08", "2024-07-01", case, None)
    await desk.feed(story.envelopes, size=1)
    found = counts(desk, "08")
    assert {kind: each.asked for (_, _, kind), each in found.items()} == {"rechallenge": 1, "rechallenge_result": 1}


async def test_the_register_is_the_same_for_every_interleaving(desk: Desk):
    story = told()
    await desk.feed(story.envelopes)
    expected = desk.rows("register.reports"), desk.rows("register.months")
    for seed in range(5):
        desk.empty()
        await desk.feed(interleaved(story, seed), size=random.Random(seed).randrange(1, 9))
        assert (desk.rows("register.reports"), desk.rows("register.months")) == expected


@pytest.mark.parametrize("seed", range(4))
async def test_a_rebuild_that_folds_each_case_once_gives_the_same_register(desk: Desk, seed: int):
    story = a_year(seed, cases=60)
    closed = [each for each in story.envelopes if type(each.data) in (intake.ConsultationClosed, support.PlanApproved)]
    for each in random.Random(seed).sample(closed, k=8):
        story.correction(each, "occurredon", each.occurredon, each.occurredon - dt.timedelta(days=3), TODAY)
    story.envelopes += told().envelopes
    for council, weeks in (("08", 3), ("13", 1)):
        for week in range(weeks):
            event = LateReportsChased(concerned=council, reports=3 + week, chased_by="hq-officer")
            story.tell("hq", TODAY + dt.timedelta(weeks=week), event, chases_of(council))
    await desk.feed(story.envelopes)
    expected = [desk.rows(table) for table in REGISTER]
    await desk.rebuild([*interleaved(story, seed), *story.envelopes[:9]], size=17)
    assert [desk.rows(table) for table in REGISTER] == expected
    reports, months, chases = expected
    assert len(reports) > 60
    assert months == sorted(counted_by_month(reports), key=repr)
    assert len(chases) == 2


async def test_a_corrected_day_moves_the_day_from_which_a_report_is_owed(desk: Desk):
    story = told()
    closed = next(
        each
        for each in story.envelopes
        if type(each.data) is intake.ConsultationClosed and each.data.result is FirstResponse.OTHER
    )
    story.correction(closed, "occurredon", closed.occurredon, dt.date(2024, 7, 5), "2024-07-08")
    await desk.feed(story.envelopes)
    assert counts(desk, "08")["08", "intake", "counter"].late == 0
    assert desk.rows("register.months") == sorted(counted_by_month(desk.rows("register.reports")), key=repr)


async def test_a_corrected_day_takes_a_report_out_of_the_month_that_it_was_counted_in(desk: Desk):
    story = Story()
    case = story.consultation("08", "2024-05-28", "one", result=FirstResponse.SOLVED)
    closed = next(each for each in story.envelopes if type(each.data) is intake.ConsultationClosed)
    assert closed.data.case_id == case
    await desk.feed(story.envelopes)
    assert [row[1] for row in desk.rows("register.months")] == [closed.occurredon.replace(day=1)]
    story.correction(closed, "occurredon", closed.occurredon, dt.date(2024, 6, 3), "2024-07-08")
    await desk.feed(story.envelopes[-1:])
    assert desk.rows("register.months") == [("08", dt.date(2024, 6, 1), "intake", "counter", 1, 0, 0)]


async def test_a_period_is_counted_by_whole_months(desk: Desk):
    await desk.feed(told().envelopes)
    part = read_register(desk.pool, ["08"], dt.date(2024, 5, 20), dt.date(2024, 5, 20), TODAY, DAYS)
    assert (part.first, part.last) == (dt.date(2024, 5, 1), dt.date(2024, 5, 31))
    assert {each.kind: each.asked for each in part.counts}["counter"] == 2


async def test_without_a_number_of_days_nothing_is_late(desk: Desk):
    """YR-2-2-R1"""
    await desk.feed(told().envelopes)
    assert late_reports(desk.pool, "08", TODAY, {}) == 0
    assert late_reports(desk.pool, "08", TODAY, DAYS) == 1


async def test_late_reports_are_chased_by_the_bodies_that_they_go_to(desk: Desk):
    """YR-2-2-R1, YR-2-2-3-7"""
    command = ChaseLateReports(council="08")
    (event,) = decide(INITIAL, command, HEADQUARTERS, frozenset(), 3)
    assert event == LateReportsChased(concerned="08", reports=3, chased_by="hq-officer")
    bureau = Asking("bur03-officer", "hq", TODAY, frozenset({Office.BUREAU_OFFICER}))
    assert decide(INITIAL, command, bureau, frozenset({"08"}), 1)
    assert decide(TODAY, command, HEADQUARTERS, frozenset(), 3) == []
    for asking, area, late in (
        (bureau, frozenset({"24"}), 1),
        (Asking("p08-head", "08", TODAY, frozenset({Office.HEAD})), frozenset(), 1),
        (HEADQUARTERS, frozenset(), 0),
    ):
        with pytest.raises(Refused):
            decide(INITIAL, command, asking, area, late)
    story = Story()
    story.tell("hq", TODAY, event, chases_of("08"))
    story.tell("hq", TODAY + dt.timedelta(days=7), event, chases_of("08"))
    await desk.feed(story.envelopes)
    (chased,) = read_register(desk.pool, ["08"], *YEAR, TODAY, DAYS).chases
    assert (chased.chased_on, chased.times) == (TODAY + dt.timedelta(days=7), 2)
