"""Monitoring after the plan came into being (別冊２ 4; B2-4-1-1, BR-10)."""

import pytest
from council_events.support import (
    MonitoringDecision,
    MonitoringEnded,
    MonitoringReported,
    MonitoringResult,
    MonitoringStarted,
    PlanChange,
    PlanChangeSupported,
    Succession,
    SuccessorOpened,
)
from council_events.values import SupportLine
from council_support.commands.restructuring import (
    DecideStart,
    EndMonitoring,
    RecordMonitoringReport,
    StartMonitoring,
    SupportPlanChange,
)
from council_support.domain.restructuring import Stage, next_report_due

from tests.services.support.situations import ALL_FINDINGS, Case, approved, at_vote, company, day, deputy, head, names

PUBLICATION = {"AgreePublication", "SettlePublication", "PublishCase"}
"""A completed case may be published whatever became of its monitoring (B2-3-1)."""


def report(period_from: str, period_to: str, **rest: object) -> RecordMonitoringReport:
    return RecordMonitoringReport.model_validate(
        {"period_from": period_from, "period_to": period_to, "result": MonitoringResult.ON_PLAN} | rest
    )


def monitored() -> Case:
    case = approved()
    case.when(StartMonitoring(months_between_reports=6), deputy("2024-12-25"))
    return case


@pytest.mark.parametrize(("closing_month", "ends_on"), [(3, "2027-03-31"), (9, "2027-09-30")])
def test_a_rst_11_the_usual_period_is_three_years_with_the_year_of_approval_first(
    closing_month: int, ends_on: str
) -> None:
    case = approved("2024-12-20", closing_month)
    [begun] = case.when(StartMonitoring(), deputy("2024-12-25"))
    assert isinstance(begun, MonitoringStarted)
    assert begun.begins_on == day("2024-12-20")
    assert begun.ends_on == day(ends_on)
    assert case.state.stage is Stage.MONITORING


def test_a_rst_11_after_the_end_it_is_judged_whether_monitoring_goes_on() -> None:
    case = monitored()
    on_the_last_day = case.refused(EndMonitoring(decision=MonitoringDecision.STOP), head("2027-03-31"))
    assert on_the_last_day.provision == "B2-4-1-5"
    assert names(case.when(EndMonitoring(decision=MonitoringDecision.STOP), head("2027-04-15"))) == ["MonitoringEnded"]
    assert case.state.stage is Stage.MONITORED
    assert set(case.steps(head("2027-04-16"))) == {"OpenSuccessor", *PUBLICATION}
    assert case.refused(StartMonitoring(ends_on=day("2028-03-31")), head("2027-04-16")).provision == "B2-4-1-5"


def test_another_period_has_a_reason_and_lies_ahead() -> None:
    case = approved()
    longer = StartMonitoring(ends_on=day("2029-03-31"))
    assert case.refused(longer, head("2024-12-25")).field == "period_reason"
    past = StartMonitoring(ends_on=day("2024-12-20"), period_reason="短期")
    assert case.refused(past, head("2024-12-25")).field == "ends_on"
    with_reason = longer.model_copy(update={"period_reason": "設備更新が続くため"})
    assert names(case.when(with_reason, head("2024-12-25"))) == ["MonitoringStarted"]


def test_monitoring_that_goes_on_begins_the_day_after_and_names_its_end() -> None:
    case = monitored()
    case.when(EndMonitoring(decision=MonitoringDecision.CONTINUE), head("2027-04-15"))
    assert case.refused(StartMonitoring(), head("2027-04-16")).field == "ends_on"
    [again] = case.when(StartMonitoring(ends_on=day("2028-03-31")), head("2027-04-16"))
    assert isinstance(again, MonitoringStarted)
    assert again.begins_on == day("2027-04-01")


def test_rechallenge_may_begin_before_the_end_once_the_company_was_told_of_the_judgement() -> None:
    case = monitored()
    untold = EndMonitoring(decision=MonitoringDecision.RECHALLENGE)
    assert case.refused(untold, head("2025-06-01")).provision == "B2-4-1-4"
    ahead = untold.model_copy(update={"told_on": day("2025-06-02")})
    assert case.refused(ahead, head("2025-06-01")).field == "told_on"
    told = untold.model_copy(update={"told_on": day("2025-05-30")})
    [ended] = case.when(told, head("2025-06-01"))
    assert isinstance(ended, MonitoringEnded)
    assert ended.company_told_on == day("2025-05-30")


def change(*changes: PlanChange, requested_on: str | None = "2025-06-02") -> SupportPlanChange:
    return SupportPlanChange(
        changes=changes, content="主要取引先の撤退", requested_on=day(requested_on) if requested_on else None
    )


def test_a_plan_is_changed_at_the_companys_request_only() -> None:
    case = monitored()
    for unasked in (change(PlanChange.MINOR, requested_on=None), change(PlanChange.MINOR, requested_on="2025-06-10")):
        assert case.refused(unasked, head("2025-06-05")).provision == "B2-4-2"
    by_the_way = EndMonitoring(decision=MonitoringDecision.CHANGE_PLAN)
    assert case.refused(by_the_way, head("2025-06-05")).provision == "B2-4-2"


def test_a_minor_change_leaves_the_case_under_monitoring() -> None:
    case = monitored()
    [changed] = case.when(change(PlanChange.MINOR), head("2025-06-05"))
    assert isinstance(changed, PlanChangeSupported)
    assert not changed.important
    assert case.state.stage is Stage.MONITORING


@pytest.mark.parametrize("important", [PlanChange.EASIER_TERMS, PlanChange.LOSS_SHARES, PlanChange.OTHER_IMPORTANT])
def test_an_important_change_is_a_new_second_stage_case_with_all_its_rules(important: PlanChange) -> None:
    case = monitored()
    changed, anew, ended = case.when(change(PlanChange.MINOR, important), head("2025-06-05"))
    assert isinstance(changed, PlanChangeSupported)
    assert isinstance(anew, SuccessorOpened)
    assert isinstance(ended, MonitoringEnded)
    assert (changed.important, anew.line, anew.succession) == (
        True,
        SupportLine.RESTRUCTURING,
        Succession.IMPORTANT_CHANGE,
    )
    assert case.state.stage is Stage.MONITORED
    assert set(case.steps(head("2025-06-06"))) == {"OpenSuccessor", *PUBLICATION}
    next_case = Case().given("2025-06-05", company(case_id=anew.next_case_id, earlier_case=anew.case_id))
    assert next_case.refused(DecideStart(findings=ALL_FINDINGS), head("2025-06-06")).provision == "B2-2-2-2"


def test_reports_are_numbered_and_follow_one_another() -> None:
    case = monitored()
    [first] = case.when(report("2024-12-20", "2025-06-19", sales=450_000_000), deputy("2025-07-10"))
    [second] = case.when(report("2025-06-20", "2025-12-19"), deputy("2026-01-10"))
    assert isinstance(first, MonitoringReported)
    assert isinstance(second, MonitoringReported)
    assert (first.number, second.number) == (1, 2)
    assert case.refused(report("2025-12-01", "2026-03-31"), deputy("2026-04-10")).field == "period_from"
    assert case.refused(report("2026-04-01", "2026-03-31"), deputy("2026-04-10")).field == "period_to"
    assert case.refused(report("2026-01-01", "2026-06-30"), deputy("2026-04-10")).field == "period_to"


def test_the_next_report_is_due_with_its_period_and_at_the_latest_with_the_monitoring() -> None:
    case = monitored()
    assert case.state.monitoring is not None
    assert next_report_due(case.state.monitoring) == day("2025-06-19")
    case.when(report("2024-12-20", "2026-12-31"), deputy("2027-01-10"))
    assert next_report_due(case.state.monitoring) == day("2027-03-31")


def test_monitoring_waits_for_the_approval() -> None:
    assert at_vote().refused(StartMonitoring(), head("2025-03-01")).provision == "B2-4-1-1"


def test_starting_monitoring_twice_records_nothing_more() -> None:
    assert monitored().when(StartMonitoring(), head("2025-01-01")) == []
