"""The stages of a line: an ordered code list, and how events move a case along it and change what it keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from council_events import Event
from council_events.deciding import Fact, changed
from council_events.values import Code


class Stage(Code):
    """Where a case stands. Each line lists its own stages in the order of a case's life, the first being `none`."""

    @property
    def rank(self) -> int:
        """Its place in the order of a case's life."""
        return _ranks(type(self))[self]


@cache
def _ranks(stages: type[Stage]) -> dict[Stage, int]:
    return {stage: rank for rank, stage in enumerate(stages)}


S = TypeVar("S", bound=Stage)
Moves = Mapping[type[Event], tuple[S, bool]]
"""event -> (stage, exact): an exact event sets the stage, another only lifts the case to it."""


def stage_after(moves: Moves[S], stage: S, event: Event) -> S:
    """The stage after this event."""
    to, exact = moves.get(type(event), (stage, False))
    return to if exact or to.rank > stage.rank else stage


State = TypeVar("State")
Change = Callable[[State, Any, dt.date], State]
"""(state, event, business date) -> state"""


def evolving(changes: Mapping[type[Event], Change[State]], moves: Moves[Any]) -> Callable[[State, Fact], State]:
    """The `evolve` of a line whose state has a `stage`: what the event changes in it, and where it moves it."""

    def evolve(state: State, fact: Fact) -> State:
        """The state after one more fact; an event of no meaning here leaves it as it is."""
        whole: Any = state
        event = fact.event
        change = changes.get(type(event))
        if change is not None:
            whole = change(whole, event, fact.on)
        stage = stage_after(moves, whole.stage, event)
        after: State = whole if stage is whole.stage else changed(whole, stage=stage)
        return after

    return evolve
