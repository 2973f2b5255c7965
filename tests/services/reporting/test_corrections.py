"""A figure whose entry was corrected is the figure of the entry told rightly: known now, under the day when it was so."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from council_events import intake, subsidy, support
from council_events.corrections import corrected
from council_events.subsidy import Track
from council_events.support import ImprovementForm, Method, MonitoringResult, SettlementType
from council_events.values import SupportLine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.reporting.situations import BOX, CORRECTIONS, SIZE, Desk, Story

KNOWN_NOW = ("acts", "counts", "year_counts", "company_months", "company_steps", "company_years")


def mends(story: Story, kind: type, field: str, new: Any) -> None:
    """The last entry of this kind read `new` all along; said in 2026."""
    target = next(each for each in reversed(story.envelopes) if type(each.data) is kind)
    story.correction(target, field, None, new)


def a_case() -> Story:
    story = Story()
    case = story.consultation("08", "2024-05-01", "one", result=intake.FirstResponse.SECOND_STAGE)
    story.candidate("08", "2024-06-01", case, "one")
    story.start("08", "2024-06-10", case)
    story.approval("08", "2025-02-01", case, Method.DDS)
    other = story.consultation("08", "2024-05-02", "two")
    story.application("08", "2024-05-03", other, Track.ORDINARY, 100_000)
    story.claim("08", "2024-08-03", other, 90_000)
    story.tell("08", "2024-05-20", LINE.model_copy(update={"case_id": case}), case)
    story.report("08", "2025-08-01", case, 1, MonitoringResult.BELOW_PLAN)
    story.improvement("08", "2025-03-01", third := uuid4(), ImprovementForm.WITH_SUPPORT, Method.RESCHEDULE)
    story.settlement("08", "2025-03-02", uuid4(), SettlementType.TOGETHER)
    story.line_started("08", "2025-03-03", third, SupportLine.REVENUE_IMPROVEMENT)
    return story


LINE = intake.SupportLineChosen(
    case_id=uuid4(), line=SupportLine.RESTRUCTURING, consulted_on=dt.date(2024, 5, 1), **SIZE
)
MENDS = {
    "line chosen": (intake.SupportLineChosen, "line", SupportLine.RECHALLENGE),
    "day of the choice": (intake.SupportLineChosen, "occurredon", dt.date(2024, 6, 2)),
    "claimed cost": (subsidy.PlanFeeClaimed, "costs.0.amount", 80_000),
    "day of the claim": (subsidy.PlanFeeClaimed, "occurredon", dt.date(2024, 9, 1)),
    "result of monitoring": (support.MonitoringReported, "result", MonitoringResult.FAILED_AGAIN),
    "day of the report": (support.MonitoringReported, "occurredon", dt.date(2025, 9, 1)),
    "form of the improvement plan": (support.ImprovementCompleted, "form", ImprovementForm.WITHOUT_SUPPORT),
    "methods of the improvement plan": (support.ImprovementPlanDrafted, "methods", (Method.DDS, Method.NEW_LOAN)),
    "day of the improvement's start": (support.ImprovementStarted, "occurredon", dt.date(2025, 4, 1)),
    "day of the consultation": (intake.ConsultationOpened, "occurredon", dt.date(2023, 12, 28)),
    "industry": (intake.ConsultationOpened, "industry", "construction"),
    "route": (intake.ConsultationOpened, "route", "other"),
    "result": (intake.ConsultationClosed, "result", intake.FirstResponse.OTHER),
    "size of the company": (support.CandidateReceived, "sales", 6_000_000_000),
    "staff, emptied sales": (support.CandidateReceived, "sales", None),
    "day of the start": (support.RestructuringStarted, "occurredon", dt.date(2024, 7, 1)),
    "track": (subsidy.SubsidyApplicationFiled, "track", Track.EARLY),
    "estimate": (subsidy.SubsidyApplicationFiled, "estimates.0.amount", 70_000),
    "a field that no figure counts": (intake.ConsultationOpened, "guarantor_exists", True),
}


def told_rightly(story: Story) -> Story:
    right = Story()
    right.envelopes = [each for each in corrected(story.envelopes) if type(each.data) not in CORRECTIONS.values()]
    return right


async def tables(desk: Desk, story: Story, size: int = 1000) -> Any:
    desk.empty()
    await desk.feed(story.envelopes, size=size)
    return {name: rows for name, rows in desk.tables().items() if name in KNOWN_NOW}


@pytest.mark.parametrize("mend", MENDS)
async def test_the_tables_are_those_of_the_entry_told_rightly(desk: Desk, mend: str) -> None:
    story = a_case()
    mends(story, *MENDS[mend])
    assert await tables(desk, story) == await tables(desk, told_rightly(story))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(sorted(MENDS)), max_size=5, unique=True), size=st.integers(1, 6))
async def test_any_corrections_in_batches_of_any_size_give_the_same(desk: Desk, chosen: list[str], size: int) -> None:
    story = a_case()
    for mend in chosen:
        mends(story, *MENDS[mend])
    assert await tables(desk, story, size) == await tables(desk, told_rightly(story))


async def test_a_correction_of_a_case_that_was_never_counted_counts_nothing(desk: Desk) -> None:
    story = Story()
    event = intake.EntryCorrected(
        case_id=uuid4(),
        corrected_event=uuid4(),
        corrected_type="council.intake.AdviceGiven.v1",
        field="advice",
        sealed=BOX,
        reason=BOX,
    )
    story.tell("08", "2024-05-01", event, event.case_id)
    await desk.feed(story.envelopes)
    assert desk.tables()["counts"] == []
