"""Monitoring after the plan came into being (別冊２ 4)."""

from __future__ import annotations

import datetime as dt

from council_events import Event
from council_events.deciding import Asking
from council_events.support import MonitoringDecision, MonitoringEnded, MonitoringReported, MonitoringStarted

from council_support.commands.restructuring import EndMonitoring, RecordMonitoringReport, StartMonitoring
from council_support.domain.behaviour import STAFF, Behaviour, Terms, sealed
from council_support.domain.restructuring.start import case_of
from council_support.domain.restructuring.state import Monitoring, Stage, State
from council_support.rules.restructuring import monitoring
from council_support.rules.years import period_end

_ONE_DAY = dt.timedelta(days=1)


def _start(state: State, command: StartMonitoring, asking: Asking, _terms: Terms) -> list[Event]:
    if state.monitoring is None:
        begins_on = state.approved_on or asking.on
        usual = monitoring.usual_period_ends_on(begins_on, state.closing_month)
        ends_on = command.ends_on or usual
        monitoring.another_period_has_a_reason(ends_on, usual, command.period_reason)
    else:
        begins_on = state.monitoring.ends_on + _ONE_DAY
        monitoring.a_further_period_names_its_end(command.ends_on)
        ends_on = command.ends_on or begins_on
    monitoring.the_period_lies_ahead(begins_on, ends_on)
    return [
        MonitoringStarted(
            case_id=case_of(state),
            begins_on=begins_on,
            ends_on=ends_on,
            months_between_reports=command.months_between_reports,
            period_reason=sealed(command.period_reason),
        )
    ]


def _report(state: State, command: RecordMonitoringReport, asking: Asking, _terms: Terms) -> list[Event]:
    period = _period_of(state)
    monitoring.the_reported_period_is_next(command.period_from, command.period_to, reported_to(period), asking.on)
    return [
        MonitoringReported(
            case_id=case_of(state),
            number=state.reports + 1,
            period_from=command.period_from,
            period_to=command.period_to,
            result=command.result,
            sales=command.sales,
            ordinary_profit=command.ordinary_profit,
            advice=sealed(command.advice),
        )
    ]


def _end(state: State, command: EndMonitoring, asking: Asking, _terms: Terms) -> list[Event]:
    monitoring.stopping_waits_for_the_end(command.decision, _period_of(state).ends_on, asking.on)
    return [MonitoringEnded(case_id=case_of(state), decision=command.decision)]


def _period_of(state: State) -> Monitoring:
    """The running period; the stage MONITORING has one."""
    if state.monitoring is None:
        raise LookupError("no monitoring has been started in this case")
    return state.monitoring


def reported_to(period: Monitoring) -> dt.date:
    """The last day that a report was on; before the first report, the day before the period begins."""
    before = period.begins_on - _ONE_DAY
    return before if period.reported_to is None else max(before, period.reported_to)


def next_report_due(period: Monitoring) -> dt.date:
    """The last day of the next period to be reported on, at the latest the end of the monitoring."""
    return min(period.ends_on, period_end(reported_to(period) + _ONE_DAY, period.months_between_reports))


BEHAVIOURS: dict[type, Behaviour] = {
    StartMonitoring: Behaviour(
        "B2-4-1-1",
        STAFF,
        frozenset({Stage.APPROVED, Stage.MONITORED}),
        _start,
        met=lambda state, _: state.stage is Stage.MONITORING,
        gate=lambda state, _asking, _terms: monitoring.monitoring_goes_on_by_decision(
            state.monitoring_decision in (None, MonitoringDecision.CONTINUE)
        ),
        offered=lambda state: state.monitoring_decision in (None, MonitoringDecision.CONTINUE),
    ),
    RecordMonitoringReport: Behaviour("B2-4-1-4", STAFF, frozenset({Stage.MONITORING}), _report),
    EndMonitoring: Behaviour(
        "B2-4-1-5",
        STAFF,
        frozenset({Stage.MONITORING}),
        _end,
        met=lambda state, c: state.monitoring_decision is c.decision,
    ),
}
"""The commands of this part."""
