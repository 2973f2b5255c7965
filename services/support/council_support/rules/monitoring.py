"""What every monitored plan has: a period that lies ahead and reports on it, one after another."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Refused, provision
from council_events.support import MonitoringDecision


@provision("B2-4-1-1")
def the_period_lies_ahead(begins_on: dt.date, ends_on: dt.date, provision_id: str) -> None:
    """A period ends after it begins."""
    if ends_on <= begins_on:
        raise Refused(
            provision_id,
            "モニタリングの最終日が開始日以前です。",
            "The monitoring ends before it begins.",
            field="ends_on",
        )


@provision("B2-4-1-4")
def the_reported_period_is_next(
    period_from: dt.date, period_to: dt.date, after: dt.date, on: dt.date, provision_id: str
) -> None:
    """A report is on days that have passed, and on none that a former one was on."""
    if period_to < period_from:
        raise Refused(
            provision_id, "対象期間の末日が初日より前です。", "The period ends before it begins.", field="period_to"
        )
    if period_from <= after:
        raise Refused(
            provision_id,
            f"対象期間が既に報告された期間（{after.isoformat()}まで）と重なっています。",
            f"Days up to {after.isoformat()} have been reported already.",
            field="period_from",
        )
    if period_to > on:
        raise Refused(
            provision_id,
            "対象期間がまだ終わっていません。",
            "The period has not ended yet.",
            field="period_to",
        )


@provision("B2-4-1-5")
def stopping_waits_for_the_end(decision: MonitoringDecision, ends_on: dt.date, on: dt.date, provision_id: str) -> None:
    """Whether monitoring stops or goes on is judged when the period has ended; another support may begin before."""
    if decision in (MonitoringDecision.STOP, MonitoringDecision.CONTINUE) and on <= ends_on:
        raise Refused(
            provision_id,
            f"モニタリングの期間（{ends_on.isoformat()}まで）が終了していません。",
            f"The monitoring period runs until {ends_on.isoformat()}.",
            field="decision",
        )


@provision("B2-4-1-5")
def a_further_period_names_its_end(ends_on: dt.date | None, provision_id: str) -> None:
    """Monitoring that goes on has an end of its own; the texts know no usual one."""
    if ends_on is None:
        raise Refused(
            provision_id,
            "継続するモニタリングの最終日を入力してください。",
            "Name the end of the further monitoring.",
            field="ends_on",
        )


@provision("B2-4-1-5")
def monitoring_goes_on_by_decision(goes_on: bool, provision_id: str) -> None:
    """After its end monitoring begins again only when that was decided."""
    if not goes_on:
        raise Refused(
            provision_id,
            "モニタリングの終了が判断されています。",
            "It was decided that the monitoring does not go on.",
        )


@provision("B2-4-1-1")
def another_period_has_a_reason(ends_on: dt.date, usual: dt.date, reason: str | None, provision_id: str) -> None:
    """Another end than the usual one is set for a reason on record."""
    if ends_on != usual and not reason:
        raise Refused(
            provision_id,
            f"通常の最終日（{usual.isoformat()}）と異なる期間とする理由を記入してください。",
            f"Another end than the usual {usual.isoformat()} needs a reason.",
            field="period_reason",
        )


@provision("B2-4-1-4")
def the_company_is_told_of_great_difficulty(
    decision: MonitoringDecision, told_on: dt.date | None, on: dt.date, provision_id: str
) -> None:
    """Revival judged extremely difficult: the company is told so, before 再チャレンジ支援 is offered."""
    if decision is MonitoringDecision.RECHALLENGE and (told_on is None or told_on > on):
        raise Refused(
            provision_id,
            "再生が極めて困難と判断した旨を相談企業に伝えた日を記録してください。",
            "Record the day on which the company was told that its revival is judged extremely difficult.",
            field="told_on",
        )
