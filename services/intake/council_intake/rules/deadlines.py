"""By when a consultation has its result, and its report is with its addressees: where a deployment sets a term."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from council_events.deciding import Asking, Refused, provision
from council_events.intake import Lacking

from council_intake.rules.asking import SYSTEM
from council_intake.rules.terms import Terms


class Deadline(NamedTuple):
    """What is owed, the days that are given, and the last day on which it is in time."""

    lacking: Lacking
    days: int
    due_on: dt.date


@provision("YR-2-2-R1")
def deadline_of(
    opened_on: dt.date | None, closed_on: dt.date | None, *, reported: bool, terms: Terms
) -> Deadline | None:
    """What the consultation owes next and by when; None where nothing is owed, or no term is set for it."""
    lacking, begins, days = (
        (Lacking.RESULT, opened_on, terms.result_days)
        if closed_on is None
        else (Lacking.REPORT, closed_on, terms.report_days)
    )
    if reported or begins is None or days is None:
        return None
    return Deadline(lacking, days, begins + dt.timedelta(days=days))


@provision("YR-2-2-R1")
def the_deadline_has_passed(deadline: Deadline | None, on: dt.date) -> Deadline:
    """A deadline passes with its last day. Gives the deadline."""
    if deadline is None or on <= deadline.due_on:
        raise Refused(
            "YR-2-2-R1",
            "期限の定めがないか、期限はまだ過ぎていません。",
            "No deadline is set, or it has not passed yet.",
        )
    return deadline


@provision("YR-2-2-R1")
def the_clock_tells(asking: Asking) -> None:
    """That a day has come is nobody's decision."""
    if asking.person != SYSTEM:
        raise Refused(
            "YR-2-2-R1",
            "期限の経過は、日付により自動で記録します。",
            "That a deadline has passed is recorded by the clock.",
            forbidden=True,
        )
