"""How a command is decided: who may ask, at which stage, what must be there, and the events that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from council_events import Event, Sealed
from council_events.deciding import Asking, Step, step_of
from council_events.values import Office

from council_support.rules import asking as who

HEAD = (Office.HEAD,)
STAFF = (Office.HEAD, Office.DEPUTY)
TEAM = (Office.HEAD, Office.DEPUTY, Office.EXPERT)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a deployment sets because the sources are silent.

    `main_share_percent`: the share of all claims that the main creditors hold together (B2-Q16).
    `small_claim_percent`: the share of all claims up to which one is small (B2-Q17: the texts name no number).
    `improvement_standard_months`: the service level of 収益力改善支援 in months, None where there is none (YR-2-3-2).
    `report_days`: days after which a report is late, None for no such term (YR-2-2-R1).
    `papers_kept_from`: the business date from which acts show their papers on the platform, None: none does (YR-2-1-4-4).
    """

    main_share_percent: int = 50
    small_claim_percent: int = 5
    improvement_standard_months: int | None = None
    report_days: int | None = None
    papers_kept_from: dt.date | None = dt.date(2026, 4, 1)


def _never(_state: Any, _command: Any) -> bool:
    return False


def nothing_more(_state: Any, _asking: Asking, _terms: Terms) -> None:
    """The gate of a command that rests on nothing but its stage."""


def _always(_state: Any) -> bool:
    return True


Gate = Callable[[Any, Asking, Terms], None]
"""What must be there, whatever the command says; raises Refused."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One command. `provision`: what office and order rest on.

    `met`: the aim is reached already. `gate`: what must be there, whatever the command says. `offered`: whether the
    step is still worth showing at its stages. `by_clock`: a day brings it about by itself, without anybody asking.
    """

    provision: str
    offices: tuple[Office, ...]
    stages: frozenset[Any]
    events: Callable[[Any, Any, Asking, Terms], list[Event]]
    met: Callable[[Any, Any], bool] = _never
    gate: Gate = nothing_more
    offered: Callable[[Any], bool] = _always
    by_clock: bool = False

    def may_ask(self, asking: Asking) -> None:
        """Raises Refused (forbidden) for a recused or unpledged person and for an office that doesn't do this."""
        if self.by_clock and asking.person == who.SYSTEM:
            return
        who.the_recused_do_not_act(asking)
        who.only_the_pledged_act(asking)
        who.the_office_may_act(asking, self.offices, self.provision)

    def decide(self, state: Any, command: Any, asking: Asking, terms: Terms) -> list[Event]:
        """The events of the command, [] when its aim is met; raises Refused."""
        self.may_ask(asking)
        if self.met(state, command):
            return []
        who.the_stage_fits(state.stage in self.stages, state.stage.label, self.provision)
        self.gate(state, asking, terms)
        return self.events(state, command, asking, terms)

    def step(self, command: type[Any], state: Any, asking: Asking, terms: Terms) -> Step | None:
        """The step as it now stands, None when it belongs to another stage."""
        if state.stage not in self.stages or not self.offered(state):
            return None
        return step_of(command, lambda: self._may_be_asked(state, asking, terms))

    def _may_be_asked(self, state: Any, asking: Asking, terms: Terms) -> None:
        self.may_ask(asking)
        self.gate(state, asking, terms)


def decide(behaviours: Mapping[type, Behaviour], state: Any, command: Any, asking: Asking, terms: Terms) -> list[Event]:
    """The events of one command of a line, [] when its aim is met already; raises Refused."""
    return behaviours[type(command)].decide(state, command, asking, terms)


def next_steps(behaviours: Mapping[type, Behaviour], state: Any, asking: Asking, terms: Terms) -> list[Step]:
    """Every command of a line that can come next, with why not where the asker may not give it now."""
    steps = (behaviour.step(command, state, asking, terms) for command, behaviour in behaviours.items())
    return [step for step in steps if step is not None]


def sealed(text: str | None) -> Sealed[str] | None:
    """The text under the case's key, None where there is none."""
    return None if text is None else Sealed(text)
