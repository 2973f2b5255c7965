"""How a test plays a case of any line: given, when, then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from council_events import Event
from council_events.deciding import Asking, Fact, Refused, Step
from council_events.values import Office
from council_support.domain import Line, Terms


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def asking(*offices: Office, on: str, council: str, **rest: Any) -> Asking:
    return Asking(rest.pop("person", f"p{council}-head"), council, day(on), frozenset(offices), **rest)


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


class Played:
    """One case of a line, run by one council: what has happened, and what is asked of it."""

    def __init__(self, line: Line, council: str, state: Any = None, history: tuple[Fact, ...] = ()) -> None:
        self.line = line
        self.council = council
        self.state = line.INITIAL if state is None else state
        self.history = history
        self.terms = Terms()
        self.asked: list[tuple[Any, Asking]] = []

    def given(self, on: str, *events: Event) -> Played:
        for event in events:
            self._happened(event, day(on))
        return self

    def when(self, command: Any, on: str, *offices: Office, **rest: Any) -> list[Event]:
        """The events that follow what the 統括責任者 (or another office) asks; they have happened from now on."""
        who = asking(*(offices or (Office.HEAD,)), on=on, council=self.council, **rest)
        events = self.line.decide(self.state, command, who, self.terms)
        self.asked.append((command, who))
        for event in events:
            self._happened(event, who.on)
        return events

    def refused(self, command: Any, on: str, *offices: Office, **rest: Any) -> Refused:
        """The refusal, which names its provision and its ground in both languages and changes nothing."""
        before = self.state
        who = asking(*(offices or (Office.HEAD,)), on=on, council=self.council, **rest)
        with pytest.raises(Refused) as caught:
            self.line.decide(self.state, command, who, self.terms)
        assert self.state == before
        assert caught.value.ja
        assert caught.value.en
        return caught.value

    def steps(self, on: str, *offices: Office) -> dict[str, Step]:
        who = asking(*(offices or (Office.HEAD,)), on=on, council=self.council)
        return {step.command.__name__: step for step in self.line.next_steps(self.state, who, self.terms)}

    def happened(self, kind: type[Event]) -> list[Fact]:
        """Every such event with its business date."""
        return [fact for fact in self.history if isinstance(fact.event, kind)]

    def copy(self) -> Played:
        return Played(self.line, self.council, self.state, self.history)

    def _happened(self, event: Event, on: dt.date) -> None:
        fact = Fact(event, on, self.council, f"p{self.council}-head")
        self.state = self.line.evolve(self.state, fact)
        self.history = (*self.history, fact)
