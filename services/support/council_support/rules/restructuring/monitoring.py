"""Monitoring of a 再生計画 and its change (別冊２ 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_directory import business_year_end
from council_events.deciding import Refused, provision
from council_events.support import MonitoringDecision, PlanChange

MONITORED_YEARS = 3


@provision("B2-4-1-1", "BR-10")
def usual_period_ends_on(approved_on: dt.date, closing_month: int) -> dt.date:
    """The end of the third fiscal year, the year of 成立 being the first; another end needs a reason (概ね)."""
    return business_year_end(approved_on, closing_month, MONITORED_YEARS - 1)


@provision("B2-4-2")
def is_important(changes: Collection[PlanChange]) -> bool:
    """Easier terms, changed loss shares and the like: the second response begins anew, with all its rules."""
    return any(change is not PlanChange.MINOR for change in changes)


@provision("B2-4-2")
def a_change_is_asked_by_the_company(requested_on: dt.date | None, on: dt.date) -> None:
    """The plan is changed at the wish of the company, never on the council's own motion."""
    if requested_on is None or requested_on > on:
        raise Refused(
            "B2-4-2",
            "再生計画の変更の支援は、相談企業の求めに応じて行います。求めのあった日を記録してください。",
            "A plan is changed at the company's request; record its day.",
            field="requested_on",
        )


@provision("B2-4-2")
def a_change_is_begun_by_its_own_step(decision: MonitoringDecision) -> None:
    """The change of a plan rests on the company's request, which the end of the period does not record."""
    if decision is MonitoringDecision.CHANGE_PLAN:
        raise Refused(
            "B2-4-2",
            "計画の変更は「再生計画の変更を支援する」で、相談企業の求めとともに記録します。",
            "A change of the plan is recorded by its own step, with the company's request.",
            field="decision",
        )
