"""The stages of a line: an ordered code list, and how events move a case along it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from council_events import Event
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
