"""Monitoring after the plan came into being, and the change of that plan (別冊２ 4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import MonitoringDecision, MonitoringEnded, PlanChangeSupported, Succession
from council_events.values import SupportLine

from council_support.commands.restructuring import EndMonitoring, SupportPlanChange
from council_support.domain.behaviour import HEAD, Behaviour, Terms
from council_support.domain.monitored import MonitoringOf
from council_support.domain.restructuring.state import Stage, State
from council_support.domain.succeeding import successor
from council_support.domain.voting import case_of
from council_support.rules.restructuring import monitoring


def _usual(state: State, asking: Asking) -> tuple[dt.date, dt.date]:
    begins_on = state.approved_on or asking.on
    return begins_on, monitoring.usual_period_ends_on(begins_on, state.closing_month)


class _Wish(NamedTuple):
    """What a successor is told of the company's wish; the content stands in the case that it came from."""

    requested_on: dt.date
    reason: str | None


def _change(state: State, command: SupportPlanChange, asking: Asking, _terms: Terms) -> list[Event]:
    monitoring.a_change_is_asked_by_the_company(command.requested_on, asking.on)
    important = monitoring.is_important(command.changes)
    requested_on = command.requested_on or asking.on
    change = PlanChangeSupported(
        case_id=case_of(state),
        requested_on=requested_on,
        changes=command.changes,
        important=important,
        content=Sealed(command.content),
    )
    if not important or state.candidate is None:
        return [change]
    wish = _Wish(requested_on, command.content)
    anew = successor(state.candidate, SupportLine.RESTRUCTURING, Succession.IMPORTANT_CHANGE, wish, asking)
    return [change, anew, MonitoringEnded(case_id=case_of(state), decision=MonitoringDecision.CHANGE_PLAN)]


_DURING = frozenset({Stage.MONITORING})
_MONITORING = MonitoringOf(period="B2-4-1-1", report="B2-4-1-4", end="B2-4-1-5", usual=_usual)
_SHARED = _MONITORING.behaviours(frozenset({Stage.APPROVED}), _DURING, frozenset({Stage.MONITORED}))


def _end(state: State, command: EndMonitoring, asking: Asking, terms: Terms) -> list[Event]:
    monitoring.a_change_is_begun_by_its_own_step(command.decision)
    return _SHARED[EndMonitoring].events(state, command, asking, terms)


BEHAVIOURS: dict[type, Behaviour] = {
    **_SHARED,
    EndMonitoring: replace(_SHARED[EndMonitoring], events=_end),
    SupportPlanChange: Behaviour("B2-4-2", HEAD, _DURING, _change),
}
"""The commands of this part."""
