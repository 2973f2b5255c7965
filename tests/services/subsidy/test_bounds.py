"""The numbers and days of the programme at their very edge: on the line, one before it and one beyond."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from council_events.deciding import Refused
from council_events.subsidy import AccompanimentKind, AccompanimentScheduled, Track
from council_events.values import LegalForm
from council_subsidy.rules import agencies, asking, eligibility, papers, revitalization, schedule
from council_subsidy.rules.agencies import Period
from council_subsidy.rules.clocks import REUSE_FROM, SPLIT_FROM, accompaniment_claim_due
from council_subsidy.rules.terms import DEFAULTS, Terms

from tests.services.subsidy.situations import secretary

DAY = dt.date.fromisoformat
ON = DAY("2024-07-01")
BEFORE, AFTER = ON - dt.timedelta(days=1), ON + dt.timedelta(days=1)


def passes(rule: Callable[..., Any], *given: Any, **named: Any) -> bool:
    try:
        rule(*given, **named)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("track", "opened_on"), [(Track.EARLY, "2017-05-29"), (Track.GUIDELINE, "2022-04-15")], ids=["early", "guideline"]
)
def test_sub_v_2_a_track_is_open_from_its_first_day(track: Track, opened_on: str) -> None:
    first = DAY(opened_on)
    assert passes(eligibility.the_track_is_open, track, first)
    assert not passes(eligibility.the_track_is_open, track, first - dt.timedelta(days=1))
    assert passes(eligibility.the_track_is_open, Track.ORDINARY, DAY("2013-03-08"))


@pytest.mark.parametrize(("barred", "why"), [({"recused": True}, "interest"), ({"pledged": False}, "pledge")])
def test_who_has_an_interest_or_no_pledge_has_no_right_at_all(barred: dict[str, bool], why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        asking.the_secretariat_asks(secretary("2024-07-01", **barred))
    assert refused.value.forbidden


def test_sub_p_2_a_day_of_the_register_has_come_on_the_day_itself() -> None:
    assert passes(agencies.the_day_has_come, ON, ON, "certified_on")
    assert not passes(agencies.the_day_has_come, AFTER, ON, "certified_on")
    assert passes(agencies.the_end_follows_the_beginning, ON, ON)
    assert not passes(agencies.the_end_follows_the_beginning, ON, BEFORE)


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        ("2024-06-30", "2024-07-01", False),
        ("2024-06-01", "2024-06-30", True),
        ("2024-07-31", "2024-08-31", False),
        ("2024-08-01", "2024-08-31", True),
        ("2024-07-01", "2024-09-30", True),
    ],
)
def test_sub_p_2_two_certifications_share_no_day_unless_they_begin_alike(first: str, last: str, fits: bool) -> None:
    known = [Period(ON, DAY("2024-07-31"))]
    assert passes(agencies.the_periods_do_not_overlap, DAY(first), DAY(last), known) is fits


@pytest.mark.parametrize(
    ("issued_on", "fresh"),
    [("2024-07-01", True), ("2024-07-02", False), ("2024-04-01", True), ("2024-03-31", False), (None, False)],
)
def test_sub_p_3_the_certificate_is_of_the_last_three_months(issued_on: str | None, fresh: bool) -> None:
    issued = None if issued_on is None else DAY(issued_on)
    assert passes(papers.the_certificate_is_fresh, LegalForm.STOCK_COMPANY, issued, ON) is fresh
    assert passes(papers.the_certificate_is_fresh, LegalForm.SOLE_PROPRIETOR, issued, ON)


def test_sub_m_3_a_claim_has_a_limit_from_the_first_day_of_the_new_rules() -> None:
    limited = Terms(accompaniment_claim_months=6)
    assert accompaniment_claim_due(DAY("2025-03-31"), SPLIT_FROM, limited) == DAY("2025-09-30")
    assert accompaniment_claim_due(DAY("2025-03-31"), SPLIT_FROM - dt.timedelta(days=1), limited) is None
    assert (DAY("2022-04-01"), DAY("2024-04-01")) == (SPLIT_FROM, REUSE_FROM)


@pytest.mark.parametrize(
    ("plan_on", "closings"),
    [
        ("2025-03-30", ["2025-03-31", "2026-03-31", "2027-03-31"]),
        ("2025-03-31", ["2026-03-31", "2027-03-31", "2028-03-31"]),
        ("2025-04-01", ["2026-03-31", "2027-03-31", "2028-03-31"]),
    ],
)
def test_sub_m_1_the_first_closing_is_the_next_after_the_plan(plan_on: str, closings: list[str]) -> None:
    reports = schedule.usual_reports(Track.ORDINARY, DAY(plan_on), 3, DEFAULTS, interim_requested=False)
    assert [each.period_to for each in reports] == [DAY(each) for each in closings]


def test_sub_m_1_accompaniment_ends_on_the_last_day_of_its_years_and_an_early_closing_a_year_after_the_plan() -> None:
    def fits(track: Track, period_to: str) -> bool:
        return passes(
            schedule.the_first_closing_has_come, track, AccompanimentKind.SETTLEMENT, DAY(period_to), DAY("2024-03-31")
        )

    assert fits(Track.EARLY, "2025-03-31")
    assert not fits(Track.EARLY, "2025-03-30")
    assert fits(Track.ORDINARY, "2024-04-30")
    with pytest.raises(Refused):
        schedule.the_schedule_that_stands(None)
    assert schedule.the_schedule_that_stands(scheduled := AccompanimentScheduled.model_construct()) is scheduled


def test_the_days_on_which_this_deployment_begins_to_keep_papers_and_the_register() -> None:
    """SUB-P-2, SUB-P-3, SUB-C-5"""
    assert DEFAULTS.papers_kept_from == DEFAULTS.agencies_registered_from == DAY("2027-04-01")
    assert DEFAULTS.claim_entry_days == 3


def test_yr_3_2_2_4_a_company_may_ask_for_the_consultation_on_its_very_day() -> None:
    assert revitalization.the_company_asked_for_the_consultation(ON, ON) == ON
    assert not passes(revitalization.the_company_asked_for_the_consultation, AFTER, ON)
    assert not passes(revitalization.the_company_asked_for_the_consultation, None, ON)
