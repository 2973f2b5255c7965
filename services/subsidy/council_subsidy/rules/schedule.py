"""When accompaniment is reported (SUB-M-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from council_directory import add_months, add_years, business_year_end
from council_events.deciding import Refused, provision
from council_events.subsidy import AccompanimentKind, AccompanimentScheduled, ScheduledReport, Track

from council_subsidy.rules.terms import Terms

INTERIM, SETTLEMENT = AccompanimentKind.INTERIM, AccompanimentKind.SETTLEMENT


@provision("SUB-M-1")
def first_closing(plan_on: dt.date, closing_month: int) -> dt.date:
    """The end of the first business year that closes a year or more after the plan."""
    return business_year_end(add_years(plan_on, 1), closing_month)


@provision("SUB-M-1")
def usual_reports(
    track: Track, plan_on: dt.date, closing_month: int, terms: Terms, *, interim_requested: bool
) -> tuple[ScheduledReport, ...]:
    """What is foreseen unless agreed otherwise: a closing in each of the years; 早期 its first closing.

    An early plan that asked for 期中 has it half a year before the closing.
    """
    if track is Track.EARLY:
        closing = first_closing(plan_on, closing_month)
        half = add_months(closing.replace(day=1), -6)
        interim = ScheduledReport(kind=INTERIM, period_to=business_year_end(half, half.month))
        last = ScheduledReport(kind=SETTLEMENT, period_to=closing)
        return (interim, last) if interim_requested else (last,)
    following = plan_on + dt.timedelta(days=1)
    return tuple(
        ScheduledReport(kind=SETTLEMENT, period_to=business_year_end(following, closing_month, later))
        for later in range(terms.accompaniment_years)
    )


@provision("SUB-M-1")
def the_schedule_that_stands(scheduled: AccompanimentScheduled | None) -> AccompanimentScheduled:
    """The schedule that is to be changed; raises Refused for a case from before schedules."""
    if scheduled is None:
        raise Refused(
            "SUB-M-1",
            "この案件には伴走支援の予定が記録されていません。",
            "No schedule of accompaniment is on record in this case.",
        )
    return scheduled


@provision("SUB-M-1")
def the_closings_are_of_the_business_year(reports: Sequence[ScheduledReport], closing_month: int) -> None:
    """A report on a closing of accounts covers a period to the end of the closing month."""
    for report in reports:
        closing = business_year_end(report.period_to, closing_month)
        if report.kind is SETTLEMENT and report.period_to != closing:
            raise Refused(
                "SUB-M-1",
                f"決算期の伴走支援は、決算月（{closing_month}月）の末日までを対象とします。",
                f"A report on the closing of accounts covers a period to the end of month {closing_month}.",
                field="reports",
            )


@provision("SUB-M-1")
def the_schedule_fits(
    track: Track,
    reports: Sequence[ScheduledReport],
    *,
    plan_on: dt.date,
    closing_month: int,
    interim_requested: bool,
    reason: bool,
    terms: Terms,
) -> None:
    """早期: the first closing a year after the plan and at most one 期中; the others within the years, or a reason."""
    the_closings_are_of_the_business_year(reports, closing_month)
    if track is not Track.EARLY:
        last = add_years(plan_on, terms.accompaniment_years + 1)
        if any(report.period_to > last for report in reports) and not reason:
            raise Refused(
                "SUB-M-1",
                f"伴走支援の期間は原則{terms.accompaniment_years}年程度です。超える場合は理由を記録してください。",
                f"Accompaniment lasts some {terms.accompaniment_years} years; a longer one needs a reason.",
                field="reason",
            )
        return
    closings = [report.period_to for report in reports if report.kind is SETTLEMENT]
    interims = [report.period_to for report in reports if report.kind is INTERIM]
    if closings != [first_closing(plan_on, closing_month)] or len(interims) > int(interim_requested):
        raise Refused(
            "SUB-M-1",
            "早期の伴走支援は、計画策定後1年を経過した最初の決算期と、希望した場合の期中1回です。",
            "An early plan has one report at the first closing a year after it, and one 期中 if asked for.",
            field="reports",
        )


@provision("SUB-M-1")
def the_report_was_foreseen(kind: AccompanimentKind, open_reports: Sequence[ScheduledReport]) -> None:
    """A claim answers a report of the schedule; one more needs a changed schedule."""
    if not any(report.kind is kind for report in open_reports):
        raise Refused(
            "SUB-M-1",
            f"予定された{kind.label}の伴走支援は残っていません。金融機関と合意して予定を変更してください。",
            "No report of this kind is left in the schedule; agree on a change with the banks first.",
            field="kind",
        )


@provision("SUB-M-1")
def the_first_closing_has_come(track: Track, kind: AccompanimentKind, period_to: dt.date, plan_on: dt.date) -> None:
    """早期: the closing that is reported lies a year or more after the plan."""
    if track is Track.EARLY and kind is SETTLEMENT and period_to < add_years(plan_on, 1):
        raise Refused(
            "SUB-M-1",
            "早期の決算期の伴走支援は、計画策定後1年を経過した最初の決算期に行います。",
            "The closing that is reported lies a year or more after the plan.",
            field="period_to",
        )
