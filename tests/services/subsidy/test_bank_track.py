"""The early plan that a private bank makes: its window, its limits, and what it is not paid for."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_casework.nationwide import Supported
from council_events.subsidy import AccompanimentScheduled, PaymentKind, PlanFeeDecided, Track
from council_events.values import SupportLine
from council_subsidy import commands as c
from council_subsidy.domain import next_steps
from council_subsidy.rules.terms import Terms

from tests.services.subsidy.situations import (
    AMANE,
    LINES,
    SECOND_CASE,
    Case,
    World,
    accompaniment,
    application,
    cost,
    early,
    plan_claim,
    secretary,
)

FIRST, SECOND = "2024-06-03", "2025-06-02"
ELSEWHERE = UUID("018f5e1c-0000-7000-8000-0000000000e1")


def by_bank(on: str, **changes: Any) -> c.FileApplication:
    values = {
        "by_private_bank": True,
        "bank_is_main": True,
        "zero_zero_balance": 20_000_000,
        "bank_total_lending": 40_000_000,
        "interim_requested": False,
        "registry_certificate_on": dt.date.fromisoformat(on) - dt.timedelta(days=10),
    }
    return early(cost(AMANE, LINES.PLAN, 240_000), **(values | changes))


@pytest.mark.parametrize(
    ("on", "changes", "provision"),
    [
        (FIRST, {}, None),
        (FIRST, {"zero_zero_balance": 20_000_001, "bank_total_lending": 40_000_000}, "SUB-E-8"),
        (FIRST, {"zero_zero_balance": 10_000_000, "bank_total_lending": 20_000_001}, "SUB-E-8"),
        (FIRST, {"zero_zero_balance": 0, "bank_total_lending": 0}, "SUB-E-8"),
        (FIRST, {"bank_is_main": False}, "SUB-E-8"),
        (SECOND, {}, None),
        (SECOND, {"zero_zero_balance": 30_000_000, "bank_total_lending": 40_000_000}, None),
        (SECOND, {"zero_zero_balance": 19_999_999, "bank_total_lending": 40_000_000}, "SUB-E-9"),
        (SECOND, {"zero_zero_balance": 40_000_000, "bank_total_lending": 40_000_001}, "SUB-E-9"),
        (SECOND, {"bank_is_main": False}, "SUB-E-9"),
        ("2024-01-31", {}, "SUB-E-8"),
        ("2025-01-31", {"zero_zero_balance": 30_000_000}, "SUB-E-8"),
        ("2028-02-01", {}, "SUB-E-9"),
    ],
)
def test_the_bank_track_is_open_within_its_window_and_limits(
    on: str, changes: dict[str, Any], provision: str | None
) -> None:
    """SUB-E-8 until 2025-01-31, SUB-E-9 until 2028-01-31."""
    filed = by_bank(on, **changes)
    if provision is None:
        assert Case().ask(on, filed)
    else:
        assert Case().refusal(on, filed).provision == provision


def test_the_bank_track_pays_for_the_plan_of_an_early_plan_alone() -> None:
    both = (
        *by_bank(SECOND).estimates,
        cost(AMANE, LINES.ACCOMPANIMENT, 60_000),
    )
    assert Case().refusal(SECOND, by_bank(SECOND, estimates=both)).field == "estimates"
    ordinary = by_bank(SECOND, track=Track.ORDINARY, financial_support=application().financial_support)
    assert Case().refusal(SECOND, ordinary).field == "by_private_bank"


@pytest.mark.parametrize(
    "line",
    [SupportLine.REVENUE_IMPROVEMENT, SupportLine.RESTRUCTURING, SupportLine.TAX_SCHEME, SupportLine.RECHALLENGE],
)
def test_any_finished_or_running_support_closes_the_bank_track(line: SupportLine) -> None:
    """SUB-E-10."""
    running = Supported(ELSEWHERE, line, False)
    assert Case(World(running)).refusal(SECOND, by_bank(SECOND)).provision == "SUB-E-10"


def test_a_use_of_the_guideline_track_is_not_named_and_closes_nothing() -> None:
    """SUB-E-10 names 通常枠 and 早期."""
    world = World()
    Case(world).accepted(application(track=Track.GUIDELINE))
    assert Case(world).ask(SECOND, by_bank(SECOND, case_id=SECOND_CASE))


def test_any_use_closes_the_bank_track_and_the_settling_of_guarantees_does_not() -> None:
    """SUB-E-10."""
    world = World()
    Case(world).accepted(application())
    assert Case(world).refusal(SECOND, by_bank(SECOND, case_id=SECOND_CASE)).provision == "SUB-E-10"
    guarantee = Supported(ELSEWHERE, SupportLine.GUARANTEE, True)
    assert Case(World(guarantee)).ask(SECOND, by_bank(SECOND))


@pytest.mark.parametrize(("in_full", "kinds"), [(True, 1), (False, 2)])
def test_the_plan_of_a_bank_is_paid_at_once_and_its_accompaniment_not_at_all(in_full: bool, kinds: int) -> None:
    """SUB-E-9: three years of accompaniment are owed unpaid, so no second half could ever be released."""
    case = Case(terms=Terms(bank_plan_in_full=in_full)).accepted(by_bank(SECOND), on=SECOND)
    claim = plan_claim(
        cost(AMANE, LINES.PLAN, 240_000),
        lenders_consented=0,
        worked_from=dt.date(2025, 6, 10),
        plan_completed_on=dt.date(2025, 9, 30),
    )
    events = case.decided("2025-12-16", claim)
    decision = events[0]
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 150_000
    assert len({payable.kind for payable in decision.payables}) == kinds
    assert (PaymentKind.PLAN_IN_FULL in {payable.kind for payable in decision.payables}) is in_full
    assert not any(isinstance(event, AccompanimentScheduled) for event in events)
    report = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 60_000), period_to=dt.date(2027, 3, 31))
    assert case.refusal("2027-06-10", report).provision == "SUB-E-9"
    steps = {step.command: step for step in next_steps(case.state, secretary("2027-06-10"))}
    assert not steps[c.ClaimAccompaniment].allowed
