"""What an investigation is, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from council_events import Event, Sealed
from council_events.audit import (
    ContentOpened,
    CouncilHeard,
    Entitled,
    FindingKind,
    FindingMarked,
    InvestigationConcluded,
    InvestigationOpened,
    InvestigationReported,
    InvestigationRequested,
)
from council_events.deciding import Fact
from council_events.values import Code


class Stage(Code):
    """How far an investigation is."""

    REQUESTED = "requested", "申し出受付"
    OPEN = "open", "調査中"
    CONCLUDED = "concluded", "結果確定"
    REPORTED = "reported", "報告済み"


@dataclass(frozen=True, slots=True)
class Mark:
    """The last finding on an entry."""

    finding: FindingKind
    note: Sealed[str] | None
    by: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Opened:
    """The fields of one entry that were opened, and why the last of them were."""

    fields: frozenset[str]
    reason: Sealed[str]


@dataclass(frozen=True, slots=True)
class State:
    """One investigation. `requested` keeps the request with its texts sealed; `opened`: by entry."""

    requested: InvestigationRequested | None = None
    requested_on: dt.date | None = None
    stage: Stage = Stage.REQUESTED
    opened_on: dt.date | None = None
    opened: Mapping[UUID, Opened] = field(default_factory=dict)
    findings: Mapping[UUID, Mark] = field(default_factory=dict)
    hearings: int = 0
    concluded: InvestigationConcluded | None = None
    reported_on: dt.date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has begun and its result is not settled."""
        return self.stage is Stage.OPEN

    @property
    def entitled(self) -> Entitled:
        """Whose secret it is; before a request it does not matter."""
        return self.requested.entitled if self.requested else Entitled.COMPANY


INITIAL = State()
STAGE_AFTER: dict[type[Event], Stage] = {
    InvestigationRequested: Stage.REQUESTED,
    InvestigationOpened: Stage.OPEN,
    InvestigationConcluded: Stage.CONCLUDED,
    InvestigationReported: Stage.REPORTED,
}
"""How events move the stage; the projection of the list moves it alike."""


def evolve(state: State, fact: Fact) -> State:
    """The investigation after one more fact; an event of no meaning here leaves it as it is."""
    kind = type(fact.event)
    state = replace(state, stage=STAGE_AFTER.get(kind, state.stage))
    return _FOLDS[kind](state, fact) if kind in _FOLDS else state


def _opened(state: State, fact: Fact) -> State:
    event: Any = fact.event
    before = state.opened.get(event.entry)
    fields = frozenset(event.fields) | (before.fields if before else frozenset())
    return replace(state, opened={**state.opened, event.entry: Opened(fields, event.reason)})


def _marked(state: State, fact: Fact) -> State:
    event: Any = fact.event
    mark = Mark(event.finding, event.note, fact.actor, fact.on)
    return replace(state, findings={**state.findings, event.entry: mark})


_FOLDS: Final[dict[type[Event], Callable[[State, Any], State]]] = {
    InvestigationRequested: lambda s, f: replace(s, requested=f.event, requested_on=f.on),
    InvestigationOpened: lambda s, f: replace(s, opened_on=f.on),
    ContentOpened: _opened,
    FindingMarked: _marked,
    CouncilHeard: lambda s, _: replace(s, hearings=s.hearings + 1),
    InvestigationConcluded: lambda s, f: replace(s, concluded=f.event),
    InvestigationReported: lambda s, f: replace(s, reported_on=f.on),
}
