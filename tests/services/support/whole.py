"""A whole case of any line, with what every line has beside it: given, when, then."""

from __future__ import annotations

from typing import Any

import pytest
from council_events import Event
from council_events.deciding import Asking, Fact, Refused, Step
from council_support.commands import Command
from council_support.domain import INITIAL, Case, Terms, decide, evolve, next_steps

from tests.services.support.situations import day


class Whole:
    """One case in the hands of its council; `terms` as a deployment sets them."""

    def __init__(self, council: str = "20", case: Case = INITIAL, terms: Terms | None = None) -> None:
        self.council = council
        self.case = case
        self.terms = terms or Terms()
        self.asked: list[tuple[Command, Asking]] = []

    @property
    def state(self) -> Any:
        return self.case.state

    def given(self, on: str, *events: Event, actor: str = "p-head") -> Whole:
        for event in events:
            self.case = evolve(self.case, Fact(event, day(on), self.council, actor))
        return self

    def when(self, command: Command, who: Asking) -> list[Event]:
        """The events that follow; they have happened from now on."""
        events = decide(self.case, command, who, self.terms)
        self.asked.append((command, who))
        for event in events:
            self.case = evolve(self.case, Fact(event, who.on, who.council, who.person))
        return events

    def refused(self, command: Command, who: Asking) -> Refused:
        before = self.case
        with pytest.raises(Refused) as caught:
            decide(self.case, command, who, self.terms)
        assert self.case == before
        assert caught.value.ja
        assert caught.value.en
        return caught.value

    def steps(self, who: Asking) -> dict[str, Step]:
        return {step.command.__name__: step for step in next_steps(self.case, who, self.terms)}
