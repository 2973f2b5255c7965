"""A revenue improvement case (別冊１): state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

import datetime as dt

from council_events import Event
from council_events.deciding import Asking, Step

from council_support.commands import OpenSuccessor
from council_support.commands.revenue_improvement import StaffCommand
from council_support.domain import behaviour
from council_support.domain.behaviour import Behaviour, Terms
from council_support.domain.creditors import Creditor
from council_support.domain.monitored import MonitoringOf, next_report_due
from council_support.domain.revenue_improvement import steps
from council_support.domain.revenue_improvement.state import (
    CLOSED,
    INITIAL,
    STAGE_AFTER,
    Stage,
    State,
    evolve,
)
from council_support.domain.succeeding import opens_successor


def _usual(state: State, asking: Asking) -> tuple[dt.date, dt.date]:
    """The plan's own period: the texts at hand name none for this line (YR-2-3-2)."""
    plan = state.plan
    return (asking.on, asking.on) if plan is None else (plan.begins_on, plan.ends_on)


_MONITORING = MonitoringOf(period="YR-2-3-2", report="YR-2-3-2", end="YR-2-3-2", usual=_usual)

BEHAVIOURS: dict[type, Behaviour] = {
    **steps.BEHAVIOURS,
    **_MONITORING.behaviours(frozenset({Stage.COMPLETED}), frozenset({Stage.MONITORING}), frozenset({Stage.MONITORED})),
    OpenSuccessor: opens_successor(frozenset(Stage) - {Stage.NONE}, "BR-4"),
}
"""Every command, in the order of a case's life."""


def decide(
    state: State,
    command: StaffCommand | OpenSuccessor,
    asking: Asking,
    terms: Terms = Terms(),  # noqa: B008  # frozen
) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    return behaviour.decide(BEHAVIOURS, state, command, asking, terms)


def next_steps(state: State, asking: Asking, terms: Terms = Terms()) -> list[Step]:  # noqa: B008  # frozen
    """Every command that can come next, with why not where the asker may not give it now."""
    return behaviour.next_steps(BEHAVIOURS, state, asking, terms)


__all__ = [
    "BEHAVIOURS",
    "CLOSED",
    "INITIAL",
    "STAGE_AFTER",
    "Creditor",
    "Stage",
    "State",
    "Step",
    "Terms",
    "decide",
    "evolve",
    "next_report_due",
    "next_steps",
]
