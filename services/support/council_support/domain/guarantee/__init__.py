"""A case of guarantee debts (別冊４): state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

from typing import Any

from council_events import Event
from council_events.deciding import Asking, Step

from council_support.domain import behaviour
from council_support.domain.behaviour import Behaviour, Terms
from council_support.domain.guarantee import consent, plan, start
from council_support.domain.guarantee.plan import checks_open
from council_support.domain.guarantee.state import CLOSED, INITIAL, STAGE_AFTER, Creditor, Stage, State, evolve

BEHAVIOURS: dict[type, Behaviour] = {
    **start.BEHAVIOURS,
    **plan.BEHAVIOURS,
    **consent.BEHAVIOURS,
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
    "checks_open",
    "decide",
    "evolve",
    "next_steps",
]
