"""A case of 再チャレンジ支援 (基本要領 第二章第6): state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

from council_events import Event
from council_events.deciding import Asking, Step

from council_support.commands.rechallenge import StaffCommand
from council_support.domain import behaviour
from council_support.domain.behaviour import Behaviour, Terms
from council_support.domain.rechallenge import advice, opening, outcome
from council_support.domain.rechallenge.opening import received
from council_support.domain.rechallenge.outcome import missing
from council_support.domain.rechallenge.state import CLOSED, INITIAL, STAGE_AFTER, Manager, Stage, State, evolve

BEHAVIOURS: dict[type, Behaviour] = {**opening.BEHAVIOURS, **advice.BEHAVIOURS, **outcome.BEHAVIOURS}
"""Every command, in the order of a case's life."""


def decide(state: State, command: StaffCommand, asking: Asking, terms: Terms = Terms()) -> list[Event]:  # noqa: B008  # frozen
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
    "Manager",
    "Stage",
    "State",
    "Step",
    "Terms",
    "decide",
    "evolve",
    "missing",
    "next_steps",
    "received",
]
