"""The monitoring of a plan, whatever its line: the period, what has been reported, and what is due next.

Every state of a monitored line has `candidate`, `stage`, `monitoring`, `reports` and `monitoring_decision`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from council_events import Event
from council_events.deciding import Asking, changed
from council_events.support import MonitoringDecision, MonitoringEnded, MonitoringReported, MonitoringStarted

from council_support.commands.restructuring import EndMonitoring, RecordMonitoringReport, StartMonitoring
from council_support.domain.behaviour import STAFF, Behaviour, Terms, sealed
from council_support.domain.stages import Change
from council_support.rules import monitoring
from council_support.rules.years import period_end

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Monitoring:
    """The current monitoring period and the last report in it."""

    begins_on: dt.date
    ends_on: dt.date
    months_between_reports: int
    reported_to: dt.date | None = None


def reported_to(period: Monitoring) -> dt.date:
    """The last day that a report was on; before the first report, the day before the period begins."""
    before = period.begins_on - ONE_DAY
    return before if period.reported_to is None else max(before, period.reported_to)


def next_report_due(period: Monitoring) -> dt.date:
    """The last day of the next period to be reported on, at the latest the end of the monitoring."""
    return min(period.ends_on, period_end(reported_to(period) + ONE_DAY, period.months_between_reports))


def _begun(state: Any, event: MonitoringStarted, _on: dt.date) -> Any:
    last = state.monitoring.reported_to if state.monitoring else None
    period = Monitoring(event.begins_on, event.ends_on, event.months_between_reports, last)
    return changed(state, monitoring=period, monitoring_decision=None)


def _reported(state: Any, event: MonitoringReported, _on: dt.date) -> Any:
    period = changed(state.monitoring, reported_to=event.period_to) if state.monitoring else None
    return changed(state, monitoring=period, reports=event.number)


def _ended(state: Any, event: MonitoringEnded, _on: dt.date) -> Any:
    return changed(state, monitoring_decision=event.decision)


CHANGES: dict[type[Event], Change[Any]] = {
    MonitoringStarted: _begun,
    MonitoringReported: _reported,
    MonitoringEnded: _ended,
}
"""How the state of a monitored line changes with each event."""


@dataclass(frozen=True)
class MonitoringOf:
    """Monitoring as one line has it: the provisions of period, reports and end, and the usual period of a case."""

    period: str
    report: str
    end: str
    usual: Callable[[Any, Asking], tuple[dt.date, dt.date]]

    def behaviours(
        self, completed: frozenset[Any], during: frozenset[Any], ended: frozenset[Any]
    ) -> dict[type, Behaviour]:
        """The three commands at the line's own stages."""
        return {
            StartMonitoring: Behaviour(
                self.period,
                STAFF,
                completed | ended,
                self._start,
                met=lambda state, _: state.stage in during,
                gate=lambda state, _asking, _terms: monitoring.monitoring_goes_on_by_decision(
                    _goes_on(state), self.end
                ),
                offered=_goes_on,
            ),
            RecordMonitoringReport: Behaviour(self.report, STAFF, during, self._report),
            EndMonitoring: Behaviour(
                self.end, STAFF, during, self._end, met=lambda state, c: state.monitoring_decision is c.decision
            ),
        }

    def _start(self, state: Any, command: StartMonitoring, asking: Asking, _terms: Terms) -> list[Event]:
        if state.monitoring is None:
            begins_on, usual = self.usual(state, asking)
            ends_on = command.ends_on or usual
            monitoring.another_period_has_a_reason(ends_on, usual, command.period_reason, self.period)
        else:
            begins_on = state.monitoring.ends_on + ONE_DAY
            monitoring.a_further_period_names_its_end(command.ends_on, self.end)
            ends_on = command.ends_on or begins_on
        monitoring.the_period_lies_ahead(begins_on, ends_on, self.period)
        return [
            MonitoringStarted(
                case_id=state.candidate.case_id,
                begins_on=begins_on,
                ends_on=ends_on,
                months_between_reports=command.months_between_reports,
                period_reason=sealed(command.period_reason),
            )
        ]

    def _report(self, state: Any, command: RecordMonitoringReport, asking: Asking, _terms: Terms) -> list[Event]:
        after = reported_to(state.monitoring)
        monitoring.the_reported_period_is_next(command.period_from, command.period_to, after, asking.on, self.report)
        return [
            MonitoringReported(
                case_id=state.candidate.case_id,
                number=state.reports + 1,
                period_from=command.period_from,
                period_to=command.period_to,
                result=command.result,
                sales=command.sales,
                ordinary_profit=command.ordinary_profit,
                advice=sealed(command.advice),
            )
        ]

    def _end(self, state: Any, command: EndMonitoring, asking: Asking, _terms: Terms) -> list[Event]:
        monitoring.stopping_waits_for_the_end(command.decision, state.monitoring.ends_on, asking.on, self.end)
        monitoring.the_company_is_told_of_great_difficulty(command.decision, command.told_on, asking.on, self.report)
        return [
            MonitoringEnded(case_id=state.candidate.case_id, decision=command.decision, company_told_on=command.told_on)
        ]


def _goes_on(state: Any) -> bool:
    return state.monitoring_decision in (None, MonitoringDecision.CONTINUE)
