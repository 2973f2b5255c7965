"""Consultations that end late, or without their report: told where a deployment sets a term, recorded by the clock."""

from __future__ import annotations

import datetime as dt

import pytest
from council_events.deciding import Asking, Refused
from council_events.intake import (
    ConsultationClosed,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
    DeadlinePassed,
    FirstResponse,
    Lacking,
    ReportKind,
    ReportMeans,
)
from council_events.sealed import Sealed
from council_intake.domain import INITIAL, State, deadline_of, note_deadline
from council_intake.rules.asking import SYSTEM
from council_intake.rules.terms import DEFAULTS, Terms

from tests.services.intake.situations import CASE, MIE, day, given, head, only, opened, then

TERMS = DEFAULTS._replace(result_days=30, report_days=14)
CLOSED = ConsultationClosed(case_id=CASE, result=FirstResponse.SOLVED)
DRAFTED = ConsultationReportDrafted(case_id=CASE, report=ReportKind.COUNTER, number=1, document=Sealed("報告書"))
SUBMITTED = ConsultationReportSubmitted(case_id=CASE, report=ReportKind.COUNTER, number=1, means=ReportMeans.ELECTRONIC)
RECEIVED = given(opened(), on="2024-05-14")


def clock(on: str) -> Asking:
    return Asking(SYSTEM, MIE, day(on))


def closed(on: str = "2024-06-03") -> State:
    return given(CLOSED, on=on, state=RECEIVED)


def refused(state: State, by: Asking, terms: Terms = TERMS) -> Refused:
    with pytest.raises(Refused) as caught:
        note_deadline(state, by, terms)
    return caught.value


def test_a_result_is_owed_from_the_reception_and_late_the_day_after_its_term() -> None:
    owed = deadline_of(RECEIVED, TERMS)
    assert owed == (Lacking.RESULT, 30, dt.date(2024, 6, 13))
    assert refused(RECEIVED, clock("2024-06-13")).provision == "YR-2-2-R1"
    passed = only(DeadlinePassed, note_deadline(RECEIVED, clock("2024-06-14"), TERMS))
    assert (passed.lacking, passed.days, passed.due_on) == (Lacking.RESULT, 30, dt.date(2024, 6, 13))


def test_a_report_is_owed_from_the_close_until_it_was_submitted() -> None:
    state = closed()
    assert deadline_of(state, TERMS) == (Lacking.REPORT, 14, dt.date(2024, 6, 17))
    assert only(DeadlinePassed, note_deadline(state, clock("2024-06-18"), TERMS)).lacking is Lacking.REPORT
    reported = given(DRAFTED, SUBMITTED, on="2024-06-18", state=state)
    assert deadline_of(reported, TERMS) is None
    assert refused(reported, clock("2024-07-30"))


def test_each_deadline_is_told_once() -> None:
    by = clock("2024-06-14")
    late = then(RECEIVED, note_deadline(RECEIVED, by, TERMS), by)
    assert note_deadline(late, clock("2024-06-20"), TERMS) == []
    state = given(CLOSED, on="2024-06-20", state=late)
    assert state.late == {Lacking.RESULT}
    assert only(DeadlinePassed, note_deadline(state, clock("2024-07-05"), TERMS)).lacking is Lacking.REPORT


@pytest.mark.parametrize("state", [RECEIVED, closed()], ids=["open", "closed"])
def test_where_no_term_is_set_nothing_is_ever_late(state: State) -> None:
    assert deadline_of(state, DEFAULTS) is None
    assert refused(state, clock("2034-01-01"), DEFAULTS).provision == "YR-2-2-R1"


def test_that_a_day_has_come_is_nobodys_decision() -> None:
    assert refused(RECEIVED, head("2024-06-14")).forbidden


def test_nothing_is_owed_by_a_consultation_that_was_never_received() -> None:
    assert refused(INITIAL, clock("2024-06-14")).provision == "YR-2-2-1"


def test_a_report_that_was_drawn_up_still_stands_when_its_deadline_passes() -> None:
    drafted = given(DRAFTED, on="2024-06-10", state=closed())
    by = clock("2024-06-18")
    assert then(drafted, note_deadline(drafted, by, TERMS), by).is_drafted
