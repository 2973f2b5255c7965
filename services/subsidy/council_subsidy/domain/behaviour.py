"""Every command: at which stages it is asked, and which steps are offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from council_events import Event
from council_events.deciding import Asking, Refused

from council_subsidy import commands as c
from council_subsidy.domain import application, payments
from council_subsidy.domain.state import Stage, State
from council_subsidy.rules import asking as who

ACCEPTED, CLAIMED, DECIDED = Stage.ACCEPTED, Stage.CLAIMED, Stage.DECIDED
RUNNING = frozenset({Stage.FILED, ACCEPTED, CLAIMED, DECIDED})


class Step(NamedTuple):
    """A command that can come next, or why it cannot."""

    command: type[Any]
    allowed: bool
    provision: str | None = None
    ja: str | None = None
    en: str | None = None


def _ready(_state: State, _asking: Asking) -> None:
    return None


def _always(_state: State) -> bool:
    return True


def _never(_state: State) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One command. `gate`: what must be there whatever it says; `offered`: whether the step is worth showing;
    `met`: the aim is reached already."""

    provision: str
    stages: frozenset[Stage]
    events: Callable[[State, Any, Asking], list[Event]]
    gate: Callable[[State, Asking], None] = _ready
    offered: Callable[[State], bool] = _always
    met: Callable[[State], bool] = _never

    def decide(self, state: State, command: Any, asking: Asking) -> list[Event]:
        """The events of the command, [] when its aim is met; raises Refused."""
        who.the_secretariat_asks(asking)
        if self.met(state):
            return []
        who.the_stage_fits(state.stage in self.stages, state.stage.label, self.provision)
        self.gate(state, asking)
        return self.events(state, command, asking)

    def step(self, command: type[Any], state: State, asking: Asking) -> Step | None:
        """The step as it now stands, None when it belongs to another stage."""
        if state.stage not in self.stages or not self.offered(state):
            return None
        try:
            who.the_secretariat_asks(asking)
            self.gate(state, asking)
        except Refused as refused:
            return Step(command, False, refused.provision, refused.ja, refused.en)
        return Step(command, True)


BEHAVIOURS: dict[type, Behaviour] = {
    c.FileApplication: Behaviour("YR-3-2-2-1", frozenset({Stage.NONE, Stage.FILED}), application.file),
    c.AcceptApplication: Behaviour(
        "SUB-P-3", frozenset({Stage.FILED}), application.accept, met=application.is_accepted
    ),
    c.ExtendPlanClaimTerm: Behaviour(
        "SUB-C-5", frozenset({ACCEPTED}), application.extend, payments.in_time, offered=application.may_extend
    ),
    c.ClaimPlanFee: Behaviour("SUB-C-1", frozenset({ACCEPTED, CLAIMED}), payments.claim_plan, payments.in_time),
    c.DecidePlanFee: Behaviour("SUB-C-4", frozenset({CLAIMED}), payments.decide_plan),
    c.ClaimAccompaniment: Behaviour("SUB-M-2", frozenset({DECIDED}), payments.claim_accompaniment),
    c.DecideAccompaniment: Behaviour(
        "SUB-M-2", frozenset({DECIDED}), payments.decide_accompaniment, offered=payments.accompaniment_claimed
    ),
    c.PayFees: Behaviour("SUB-C-4", frozenset({DECIDED}), payments.pay, offered=payments.something_unpaid),
    c.LapseApplication: Behaviour("SUB-C-5", frozenset({ACCEPTED}), application.lapse, application.overdue),
    c.EndSubsidyCase: Behaviour("SUB-M-4", RUNNING, payments.end),
}
"""Every command, in the order of a case's life."""


def decide(state: State, command: c.Command, asking: Asking) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    return BEHAVIOURS[type(command)].decide(state, command, asking)


def next_steps(state: State, asking: Asking) -> list[Step]:
    """Every command that can come next, with why not where the asker may not give it now."""
    steps = (behaviour.step(command, state, asking) for command, behaviour in BEHAVIOURS.items())
    return [step for step in steps if step is not None]
