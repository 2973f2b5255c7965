"""How a command on a consultation is decided: who may ask, of which kind, at which stage, what must be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from council_events import Event, Sealed
from council_events.deciding import Asking, Step, step_of
from council_events.intake import ConsultationKind, ConsultationOpened
from council_events.values import Office

from council_intake.domain.company import NO_COMPANY, Company
from council_intake.domain.state import Stage, State
from council_intake.rules import asking as who
from council_intake.rules.standards import Standard
from council_intake.rules.terms import DEFAULTS, Terms

PRELIMINARY = frozenset({ConsultationKind.PRELIMINARY})
COUNTER = frozenset({ConsultationKind.COUNTER})
JOINT = frozenset({ConsultationKind.GUARANTEE})
ALL = PRELIMINARY | COUNTER | JOINT

RUNNING = frozenset(Stage) - {Stage.CLOSED, Stage.REPORTED}
FINISHED = frozenset({Stage.CLOSED, Stage.REPORTED})


class Around(NamedTuple):
    """What a command must know besides the case.

    For a reception the offices of the person assigned and the registered company; for a report its text; for a referral the
    council's standards with the body; always what the deployment sets.
    """

    assignee_offices: frozenset[Office] = frozenset()
    company: Company = NO_COMPANY
    document: str = ""
    terms: Terms = DEFAULTS
    standards: tuple[Standard, ...] = ()


NOTHING = Around()


Provision = Callable[[ConsultationKind, dt.date], str]
Events = Callable[[State, ConsultationOpened, Any, Asking, Around], list[Event]]


def _ready(_state: State, _opened: ConsultationOpened, _asking: Asking) -> None:
    return None


def _never(_state: State, _command: Any) -> bool:
    return False


def _always(_state: State) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One command. `provision`: what it rests on; a string for all kinds and days, or told by them.

    `head`: only the 統括責任者 does it. `gate`: what must be there whatever the command says. `met`: the aim is reached
    already. `offered`: whether the step is worth showing.
    """

    provision: str | Provision
    events: Events
    kinds: frozenset[ConsultationKind] = ALL
    stages: frozenset[Stage] = RUNNING
    head: bool = False
    gate: Callable[[State, ConsultationOpened, Asking], None] = _ready
    met: Callable[[State, Any], bool] = _never
    offered: Callable[[State], bool] = _always

    def rests_on(self, kind: ConsultationKind, on: dt.date) -> str:
        """The provision for a kind of consultation on a day."""
        return self.provision if isinstance(self.provision, str) else self.provision(kind, on)

    def decide(
        self, state: State, opened: ConsultationOpened, command: Any, asking: Asking, around: Around
    ) -> list[Event]:
        """The events of the command, [] when its aim is met; raises Refused."""
        self._may_ask(opened, asking)
        if self.met(state, command):
            return []
        self._fits(state, opened, asking)
        return self.events(state, opened, command, asking, around)

    def step(self, command: type[Any], state: State, opened: ConsultationOpened, asking: Asking) -> Step | None:
        """The step as it now stands, None when it belongs to another kind or stage, or is done."""
        if opened.kind not in self.kinds or state.stage not in self.stages or not self.offered(state):
            return None
        return step_of(command, lambda: self._may_be_asked(state, opened, asking))

    def _may_be_asked(self, state: State, opened: ConsultationOpened, asking: Asking) -> None:
        who.may_act(asking)
        self._may_ask(opened, asking)
        self._fits(state, opened, asking)

    def _may_ask(self, opened: ConsultationOpened, asking: Asking) -> None:
        if self.head:
            who.only_the_head(asking, self.rests_on(opened.kind, asking.on))
        else:
            who.head_or_deputy(asking, opened.kind)

    def _fits(self, state: State, opened: ConsultationOpened, asking: Asking) -> None:
        provision = self.rests_on(opened.kind, asking.on)
        if self.stages == FINISHED:
            who.it_is_finished(state.result is not None, provision)
        elif FINISHED.isdisjoint(self.stages):
            who.it_goes_on(state.result)
        who.the_kind_fits(opened.kind in self.kinds, opened.kind, provision)
        self.gate(state, opened, asking)


def sealed(text: str | None, subject: str | None = None) -> Sealed[str] | None:
    """The text under the case's key (or the subject's), None where there is none."""
    return None if text is None else Sealed(text, subject)
