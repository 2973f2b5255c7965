"""A restructuring case: state, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

from council_events import Event
from council_events.deciding import Asking

from council_support.commands import Command, ReceiveCandidate
from council_support.domain import consent, monitoring, plan, start
from council_support.domain.behaviour import Behaviour, Step, Terms
from council_support.domain.monitoring import next_report_due
from council_support.domain.start import case_of, main_creditors
from council_support.domain.state import INITIAL, STAGE_AFTER, Answer, Creditor, Stage, State, evolve, stage_after

BEHAVIOURS: dict[type, Behaviour] = {
    **start.BEHAVIOURS,
    **plan.BEHAVIOURS,
    **consent.BEHAVIOURS,
    **monitoring.BEHAVIOURS,
}
"""Every command, in the order of a case's life."""


def decide(state: State, command: Command, asking: Asking, terms: Terms = Terms()) -> list[Event]:  # noqa: B008  # frozen
    """The events of one command, [] when its aim is met already; raises Refused."""
    return BEHAVIOURS[type(command)].decide(state, command, asking, terms)


def next_steps(state: State, asking: Asking, terms: Terms = Terms()) -> list[Step]:  # noqa: B008  # frozen
    """Every command that can come next, with why not where the asker may not give it now."""
    steps = (
        behaviour.step(command, state, asking, terms)
        for command, behaviour in BEHAVIOURS.items()
        if command is not ReceiveCandidate
    )
    return [step for step in steps if step is not None]


__all__ = [
    "BEHAVIOURS",
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
    "stage_after",
]
