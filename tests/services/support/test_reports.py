"""The reports that a case owes: checked by a person, frozen, submitted to both bodies (B2-2-2-4, B2-2-8, B2-2-9-1, B4-R,
YR-2-6-3-1, YR-2-6-3-2, YR-2-2-R1, YR-2-2-R2)."""

from __future__ import annotations

import datetime as dt

import pytest
from council_events.support import EndNotified, RestructuringEnded
from council_events.support.reports import Delivery, Means, ReportChecked, ReportKind, ReportSubmitted
from council_events.values import Office, SupportLine
from council_support.commands.rechallenge import CompileOutcome
from council_support.commands.reports import FreezeReport, SubmitReport
from council_support.domain import Terms
from council_support.queries.reports.views import is_late, section
from council_support.rules import reports as rules

from tests.services.support import situations as restructuring
from tests.services.support.rechallenge import situations as rechallenge
from tests.services.support.situations import company, day
from tests.services.support.whole import Whole

BOTH = {"bureau_on": day("2024-08-01"), "hq_on": day("2024-08-02")}


def at_20(on: str, *offices: Office, person: str = "p20-head"):
    return restructuring.asking(*(offices or (Office.HEAD,)), on=on, person=person)


def restructuring_case(*events, council: str = "20") -> Whole:
    return Whole(council).given("2024-07-25", company(), *events)


def started(council: str = "20") -> Whole:
    case = restructuring.heard()
    [event] = case.when(
        restructuring.DecideStart(findings=restructuring.ALL_FINDINGS), restructuring.head("2024-07-25")
    )
    return restructuring_case(event, council=council)


def freeze(report: str, document: str = "{}") -> FreezeReport:
    return FreezeReport(report=report, layout="default-1", document=document)


def checked(council: str = "20") -> Whole:
    case = started(council)
    case.when(freeze("start-1"), at_20("2024-07-31"))
    return case


def test_a_case_that_was_never_started_owes_no_report() -> None:
    case = restructuring_case()
    assert case.case.reports == {}
    assert case.refused(freeze("start-1"), at_20("2024-07-31")).provision == "YR-2-2-R2"
    assert "CheckReport" not in case.steps(at_20("2024-07-31"))


def test_the_start_owes_its_report_from_that_day() -> None:
    [report] = started().case.reports.values()
    assert (report.kind, report.number, report.asked_on) == (ReportKind.START, 1, day("2024-07-25"))


def test_what_is_checked_is_frozen_as_it_is() -> None:
    case = started()
    [event] = case.when(freeze("start-1", '{"title":"…"}'), at_20("2024-07-31"))
    assert isinstance(event, ReportChecked)
    assert (event.kind, event.number, event.edition, event.layout) == (ReportKind.START, 1, 1, "default-1")
    assert event.document.clear == '{"title":"…"}'
    report = case.case.reports["start-1"]
    assert (report.checked_by, report.checked_on, report.ready) == ("p20-head", day("2024-07-31"), True)


def test_the_head_checks_and_submits_and_nobody_in_his_place() -> None:
    said = started().refused(freeze("start-1"), at_20("2024-07-31", Office.DEPUTY))
    assert (said.provision, said.forbidden) == ("B2-2-2-4", True)
    said = checked().refused(SubmitReport(report="start-1", **BOTH), at_20("2024-08-02", Office.DEPUTY))
    assert (said.provision, said.forbidden) == ("B2-2-2-4", True)


def test_nothing_is_submitted_that_nobody_has_checked() -> None:
    case = started()
    assert case.refused(SubmitReport(report="start-1", **BOTH), at_20("2024-08-02")).provision == "YR-2-2-R2"
    case = checked()
    case.given("2024-08-03", RestructuringEnded(case_id=case.case.known_id, ground="plan_abandoned"))
    said = case.refused(SubmitReport(report="end-1", **BOTH), at_20("2024-08-03"))
    assert (said.provision, said.field) == ("B2-2-9-1", "report")


@pytest.mark.parametrize(("left_out", "field"), [("bureau_on", "bureau_on"), ("hq_on", "hq_on")])
def test_a_report_that_reached_only_one_body_is_not_submitted(left_out, field) -> None:
    one = {name: on for name, on in BOTH.items() if name != left_out}
    said = checked().refused(SubmitReport(report="start-1", **one), at_20("2024-08-02"))
    assert (said.provision, said.field) == ("B2-2-2-4", field)


def test_a_report_that_will_reach_them_tomorrow_has_not_reached_them() -> None:
    assert checked().refused(SubmitReport(report="start-1", **BOTH), at_20("2024-08-01")).field == "hq_on"


@pytest.mark.parametrize(
    ("council", "bodies"),
    [("20", ["BUR-03", "HQ"]), ("22", ["BUR-03", "HQ"]), ("24", ["BUR-04", "HQ"]), ("hq", ["SMEA", "HQ"])],
)
def test_it_goes_to_the_councils_own_bureau_and_to_headquarters(council, bodies) -> None:
    """Where 全国本部 runs the case: to 中小企業庁, the copy being kept at 全国本部 (B4-R)."""
    case = checked(council)
    [event] = case.when(SubmitReport(report="start-1", means=Means.PAPER, **BOTH), at_20("2024-08-02"))
    assert isinstance(event, ReportSubmitted)
    assert event.deliveries == (
        Delivery(recipient=bodies[0], on=day("2024-08-01")),
        Delivery(recipient=bodies[1], on=day("2024-08-02")),
    )
    assert (event.edition, event.means, event.submitted_by) == (1, Means.PAPER, "p20-head")


def test_a_submitted_report_is_mended_by_another_edition() -> None:
    case = checked()
    case.when(SubmitReport(report="start-1", **BOTH), at_20("2024-08-02"))
    assert case.refused(SubmitReport(report="start-1", **BOTH), at_20("2024-08-03")).provision == "YR-2-2-R2"
    assert "SubmitReport" not in case.steps(at_20("2024-08-03"))
    [second] = case.when(freeze("start-1", "{}"), at_20("2024-08-05"))
    assert second.edition == 2
    [event] = case.when(SubmitReport(report="start-1", **BOTH), at_20("2024-08-05"))
    assert event.edition == 2


def approved() -> Whole:
    case = restructuring.at_vote(held_on="2024-12-10", deadline="2024-12-25")
    events = [
        e
        for name in restructuring.THREE_BANKS
        for e in case.when(restructuring.consent(name, "2024-12-20"), restructuring.head("2024-12-20"))
    ]
    return restructuring_case(*events)


def test_completion_is_reported_to_the_head_of_the_host_too() -> None:
    case = approved()
    case.when(freeze("completion-1"), at_20("2024-12-25"))
    plain = SubmitReport(report="completion-1", **BOTH)
    said = case.refused(plain, at_20("2025-01-10"))
    assert (said.provision, said.field) == ("B2-2-8", "told_head_on")
    [event] = case.when(plain.model_copy(update={"told_head_on": day("2024-12-23")}), at_20("2025-01-10"))
    assert event.told_head_on == day("2024-12-23")


def test_of_the_end_the_company_is_told_too() -> None:
    case = started()
    case.given("2025-07-04", RestructuringEnded(case_id=case.case.known_id, ground="consent_refused"))
    case.when(freeze("end-1"), at_20("2025-07-07"))
    plain = SubmitReport(report="end-1", told_head_on=day("2025-07-04"), **BOTH)
    said = case.refused(plain, at_20("2025-07-08"))
    assert (said.provision, said.field) == ("B2-2-9-1", "told_company_on")
    assert case.when(plain.model_copy(update={"told_company_on": day("2025-07-04")}), at_20("2025-07-08"))


def test_what_was_notified_of_the_end_need_not_be_said_again() -> None:
    case = started()
    case_id = case.case.known_id
    case.given("2025-07-04", RestructuringEnded(case_id=case_id, ground="consent_refused"))
    case.given("2025-07-05", EndNotified(case_id=case_id, reported_on=day("2025-07-04"), notified_on=day("2025-07-05")))
    case.when(freeze("end-1"), at_20("2025-07-07"))
    [event] = case.when(SubmitReport(report="end-1", **BOTH), at_20("2025-07-08"))
    assert (event.told_head_on, event.told_company_on) == (day("2025-07-04"), day("2025-07-05"))


def test_a_case_that_ended_owes_no_completion() -> None:
    case = started()
    case.given("2025-07-04", RestructuringEnded(case_id=case.case.known_id, ground="consent_refused"))
    assert set(case.case.reports) == {"start-1", "end-1"}


def test_rechallenge_is_reported_once_however_often_it_is_given() -> None:
    case = rechallenge.advised()
    case.when(rechallenge.advice("2024-10-24", "2024-10-22"), rechallenge.deputy("2024-10-24"))
    assert set(case.case.reports) == {"rechallenge-1"}
    assert case.case.reports["rechallenge-1"].asked_on == day("2024-10-17")
    assert case.refused(freeze("rechallenge-1"), rechallenge.deputy("2024-10-25")).provision == "YR-2-6-3-1"


def test_support_that_was_not_given_is_not_reported() -> None:
    assert rechallenge.started().case.reports == {}


def test_the_department_submits_the_outcome_when_it_is_compiled() -> None:
    case = rechallenge.confirmed()
    case.when(CompileOutcome(), rechallenge.deputy("2025-11-06"))
    case.when(freeze("rechallenge_result-1"), rechallenge.deputy("2025-11-06"))
    [event] = case.when(
        SubmitReport(report="rechallenge_result-1", bureau_on=day("2025-11-06"), hq_on=day("2025-11-06")),
        rechallenge.deputy("2025-11-06"),
    )
    assert [each.recipient for each in event.deliveries] == ["BUR-02", "HQ"]


def test_reports_of_guarantee_cases_rest_on_annex_4() -> None:
    assert rules.provision_of(ReportKind.START, SupportLine.GUARANTEE) == "B4-R"
    assert rules.provision_of(ReportKind.START, SupportLine.RESTRUCTURING) == "B2-2-2-4"


def test_no_report_is_late_where_no_term_is_set() -> None:
    [report] = started().case.reports.values()
    assert rules.due_on(report.asked_on, None) is None
    assert not is_late(report, None, day("2030-01-01"))


@pytest.mark.parametrize(("on", "late"), [("2024-08-24", False), ("2024-08-25", True)])
def test_where_a_term_is_set_the_late_ones_show(on, late) -> None:
    case = started()
    [shown] = section(case.case, Terms(report_days=30), day(on))
    [row] = shown.rows
    assert row.id == "start-1"
    assert row.cells[2] == "2024年8月24日"
    assert ("期限超過" in row.cells[3]) is late


def test_a_report_submitted_in_time_is_not_late_afterwards() -> None:
    case = checked()
    case.when(SubmitReport(report="start-1", **BOTH), at_20("2024-08-02"))
    [shown] = section(case.case, Terms(report_days=30), day("2024-12-01"))
    assert shown.rows[0].cells[3] == "提出済み（2024年8月2日）"
    [shown] = section(case.case, Terms(report_days=3), day("2024-12-01"))
    assert shown.rows[0].cells[3] == "提出済み（2024年8月2日）（期限超過）"
    [shown] = section(checked().case, Terms(), day("2024-12-01"))
    assert shown.rows[0].cells[2:] == ("定めなし", "確定済み・未提出")
    assert section(restructuring_case().case, Terms(), day("2024-12-01")) == ()


@pytest.mark.parametrize(
    ("on", "version"), [("2021-01-01", "a"), ("2022-04-01", "a"), ("2024-03-31", "a"), ("2024-04-01", "b")]
)
def test_the_layout_is_that_of_the_day(on, version) -> None:
    assert rules.layout_in_force([("b", dt.date(2024, 4, 1)), ("a", dt.date(2022, 4, 1))], day(on)) == version


def test_a_history_with_reports_of_an_unknown_case_changes_nothing() -> None:
    case = restructuring_case()
    stray = ReportChecked(
        case_id=case.case.known_id,
        kind="start",
        number=1,
        edition=1,
        layout="default-1",
        document=company().company_name,
    )
    assert case.given("2024-08-01", stray).case.reports == {}
