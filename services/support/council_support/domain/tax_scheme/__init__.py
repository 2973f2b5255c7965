"""A case under 別冊３ (the scheme for corporate-tax treatment): state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

from typing import Any

from council_events import Event
from council_events.deciding import Asking, Step

from council_support.commands import OpenSuccessor
from council_support.domain import behaviour
from council_support.domain.behaviour import Behaviour, Terms
from council_support.domain.preparing import main_creditors
from council_support.domain.succeeding import opens_successor
from council_support.domain.tax_scheme import committee, consent, plan, start
from council_support.domain.tax_scheme.state import CLOSED, INITIAL, STAGE_AFTER, Creditor, Stage, State, evolve

BEHAVIOURS: dict[type, Behaviour] = {
    **start.BEHAVIOURS,
    **plan.BEHAVIOURS,
    **committee.BEHAVIOURS,
    **consent.BEHAVIOURS,
    OpenSuccessor: opens_successor(frozenset(Stage) - {Stage.NONE}, "B3-8"),
}
"""Every command, in the order of a case's life."""


def decide(state: State, command: Any, asking: Asking, terms: Terms = Terms()) -> list[Event]:  # noqa: B008  # frozen
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
    "decide",
    "evolve",
    "main_creditors",
    "next_steps",
]
