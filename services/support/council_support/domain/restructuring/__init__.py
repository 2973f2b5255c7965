"""A restructuring case (別冊２): state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

from council_events import Event
from council_events.deciding import Asking, Step

from council_support.commands import OpenSuccessor
from council_support.commands.restructuring import StaffCommand
from council_support.domain import behaviour
from council_support.domain.behaviour import Behaviour, Terms
from council_support.domain.creditors import Answer
from council_support.domain.monitored import next_report_due
from council_support.domain.preparing import main_creditors
from council_support.domain.restructuring import consent, creditors, monitoring, plan, publication, start
from council_support.domain.restructuring.evolving import evolve
from council_support.domain.restructuring.state import (
    CLOSED,
    INITIAL,
    STAGE_AFTER,
    Creditor,
    Stage,
    State,
)
from council_support.domain.succeeding import opens_successor
from council_support.domain.voting import case_of

BEHAVIOURS: dict[type, Behaviour] = {
    **start.BEHAVIOURS,
    **creditors.BEHAVIOURS,
    **plan.BEHAVIOURS,
    **consent.BEHAVIOURS,
    **monitoring.BEHAVIOURS,
    **publication.BEHAVIOURS,
    OpenSuccessor: opens_successor(frozenset(Stage) - {Stage.NONE}, "B2-2-9-2"),
}
"""Every command, in the order of a case's life."""


def decide(state: State, command: StaffCommand | OpenSuccessor, asking: Asking, terms: Terms = Terms()) -> list[Event]:  # noqa: B008  # frozen
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
    "Answer",
    "Creditor",
    "Stage",
    "State",
    "Step",
    "Terms",
    "case_of",
    "decide",
    "evolve",
    "main_creditors",
    "next_report_due",
    "next_steps",
]
