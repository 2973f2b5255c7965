"""When accompaniment is reported, and until when it is claimed."""

import datetime as dt
from dataclasses import replace

import pytest
from council_events.subsidy import AccompanimentKind, AccompanimentScheduled
from council_subsidy import commands as c
from council_subsidy.domain import Circumstances, due_on
from council_subsidy.rules.schedule import first_closing, usual_reports
from council_subsidy.rules.terms import DEFAULTS, Terms, shown

from tests.services.subsidy.situations import (
    AMANE,
    LINES,
    Case,
    accompaniment,
    application,
    cost,
    early,
    plan_claim,
    secretary,
)

INTERIM, SETTLEMENT = AccompanimentKind.INTERIM, AccompanimentKind.SETTLEMENT
DAY = dt.date.fromisoformat


def decided(filed: c.FileApplication | None = None, terms: Terms = DEFAULTS) -> Case:
    case = Case(terms=terms).accepted(filed or application())
    consented = 0 if filed else 3
    case.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 200_000), lenders_consented=consented))
    return case


def report(kind: AccompanimentKind, period_to: str) -> c.ReportEntry:
    return c.ReportEntry(kind=kind, period_to=DAY(period_to))


@pytest.mark.parametrize(
    ("plan_on", "month", "closing"),
    [("2024-09-30", 3, "2026-03-31"), ("2024-03-31", 3, "2025-03-31"), ("2024-02-29", 2, "2025-02-28")],
)
def test_the_first_closing_lies_a_year_or_more_after_the_plan(plan_on: str, month: int, closing: str) -> None:
    assert first_closing(DAY(plan_on), month) == DAY(closing)


def test_the_usual_schedule_is_a_closing_in_each_of_three_years_and_one_closing_for_early() -> None:
    """SUB-M-1."""
    case = decided()
    (scheduled,) = [event for event in case.history if isinstance(event, AccompanimentScheduled)]
    assert [each.period_to for each in scheduled.reports] == [DAY("2025-03-31"), DAY("2026-03-31"), DAY("2027-03-31")]
    small = decided(early())
    assert [(each.kind, each.period_to) for each in small.state.open_reports] == [
        (INTERIM, DAY("2025-09-30")),
        (SETTLEMENT, DAY("2026-03-31")),
    ]
    without = usual_reports(
        decided(early()).state.application.track, DAY("2024-09-30"), 3, DEFAULTS, interim_requested=False
    )  # type: ignore[union-attr]  # decided cases have one
    assert [each.kind for each in without] == [SETTLEMENT]
    assert len(decided(terms=Terms(accompaniment_years=5)).state.open_reports) == 5


def test_the_next_report_is_what_is_due_and_a_claim_takes_it_off() -> None:
    case = decided()
    around = Circumstances(secretary("2025-01-06"))
    assert due_on(case.state, around) == DAY("2025-03-31")
    case.reported("2025-05-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 60_000)))
    assert due_on(case.state, around) == DAY("2026-03-31")
    ended = c.EndSubsidyCase(kind=c.EndingKind.WITHDRAWN, representative_asked=True, reason="倒産")
    case.ask("2025-06-01", ended)
    assert due_on(case.state, around) is None


def test_the_processing_time_of_the_council_is_a_setting_without_default() -> None:
    """SUB-X-1."""
    case = Case()
    case.ask("2024-05-01", application())
    assert due_on(case.state, Circumstances(secretary("2024-05-02"))) is None
    asked = Circumstances(secretary("2024-05-02"), Terms(processing_days=30))
    assert due_on(case.state, asked) == DAY("2024-05-31")


def test_a_schedule_is_changed_as_agreed_with_the_banks() -> None:
    case = decided()
    half_yearly = tuple(
        report(*each) for each in ((SETTLEMENT, "2026-03-31"), (INTERIM, "2025-09-30"), (SETTLEMENT, "2025-03-31"))
    )
    (changed,) = case.ask("2025-01-10", c.ScheduleAccompaniment(reports=half_yearly, reason="金融機関と合意したため"))
    assert isinstance(changed, AccompanimentScheduled)
    assert [each.period_to for each in changed.reports] == sorted(each.period_to for each in half_yearly)
    assert case.ask("2025-01-11", c.ScheduleAccompaniment(reports=half_yearly)) == []
    assert case.ask("2025-01-12", c.ScheduleAccompaniment())


def test_a_closing_report_ends_with_the_closing_month_and_a_long_schedule_needs_a_reason() -> None:
    case = decided()
    wrong = c.ScheduleAccompaniment(reports=(report(SETTLEMENT, "2025-04-30"),))
    assert case.refusal("2025-01-10", wrong).provision == "SUB-M-1"
    long = c.ScheduleAccompaniment(reports=(report(SETTLEMENT, "2029-03-31"),))
    assert case.refusal("2025-01-10", long).field == "reason"
    assert case.ask("2025-01-10", long.model_copy(update={"reason": "再建に時間を要するため"}))


@pytest.mark.parametrize(
    "reports",
    [
        (report(SETTLEMENT, "2025-03-31"),),
        (report(SETTLEMENT, "2026-03-31"), report(SETTLEMENT, "2027-03-31")),
        (report(INTERIM, "2025-03-31"), report(INTERIM, "2025-09-30"), report(SETTLEMENT, "2026-03-31")),
    ],
)
def test_an_early_plan_has_one_closing_and_at_most_one_interim(reports: tuple[c.ReportEntry, ...]) -> None:
    """SUB-M-1."""
    assert decided(early()).refusal("2025-01-10", c.ScheduleAccompaniment(reports=reports)).provision == "SUB-M-1"


def test_a_claim_answers_a_report_of_the_schedule() -> None:
    case = decided(early(interim_requested=False))
    first = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 60_000), period_to=DAY("2026-03-31"))
    too_soon = first.model_copy(update={"period_to": DAY("2025-09-29")})
    assert case.refusal("2025-10-10", too_soon).field == "period_to"
    case.reported("2026-05-10", first)
    assert case.refusal("2027-05-10", first.model_copy(update={"period_to": DAY("2027-03-31")})).field == "kind"


def test_a_claim_of_accompaniment_expires_only_where_the_deployment_says_so() -> None:
    """SUB-M-3: that there is a limit since 2022-04-01 is known, its length is not."""
    claim = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 60_000))
    assert decided().ask("2027-03-31", claim)
    limited = Terms(accompaniment_claim_months=6)
    assert decided(terms=limited).ask("2025-09-30", claim)
    assert decided(terms=limited).refusal("2025-10-01", claim).provision == "SUB-M-3"


def test_the_last_day_of_the_terms_is_a_setting() -> None:
    """SUB-C-7."""
    strict = Case(terms=Terms(anniversary_in_time=False)).accepted(application())
    assert strict.state.lapses_on == DAY("2026-04-14")
    assert Case().accepted(application()).state.lapses_on == DAY("2026-04-15")


def test_every_open_value_is_shown_with_its_provision_and_source() -> None:
    """SUB-A-2, SUB-E-4-2, SUB-C-7, SUB-M-3, SUB-X-1."""
    rows = {row.name: row for row in shown(Terms(accompaniment_claim_months=6, negotiation_counts=False))}
    assert set(rows) == set(Terms.__dataclass_fields__)
    assert (rows["accompaniment_claim_months"].value, rows["accompaniment_claim_months"].default) == ("6", "なし")
    assert (rows["negotiation_counts"].value, rows["negotiation_counts"].default) == ("いいえ", "はい")
    assert rows["rounding"].value == "1円未満切捨て"
    assert rows["papers_kept_from"].value == "2027-04-01"
    assert all(row.provision and row.source for row in rows.values())


def test_an_early_schedule_may_drop_the_interim_that_was_asked_for() -> None:
    case = decided(early())
    (changed,) = case.ask("2025-01-10", c.ScheduleAccompaniment(reports=(report(SETTLEMENT, "2026-03-31"),)))
    assert isinstance(changed, AccompanimentScheduled)
    assert len(changed.reports) == 1


def test_a_report_that_was_decided_and_is_no_more_foreseen_takes_nothing_off() -> None:
    case = decided()
    case.reported("2025-05-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 60_000)))
    case.state = replace(case.state, kinds_decided=(INTERIM, SETTLEMENT))
    assert [each.period_to for each in case.state.open_reports] == [DAY("2026-03-31"), DAY("2027-03-31")]
