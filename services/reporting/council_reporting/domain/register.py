"""Chasing late reports: one event a day and council. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_events import Event
from council_events.deciding import Asking, Fact
from council_events.reporting import LateReportsChased

from council_reporting.commands.register import ChaseLateReports
from council_reporting.rules import register as rules

INITIAL: Final[dt.date | None] = None


def evolve(state: dt.date | None, fact: Fact) -> dt.date | None:
    """When the council was last chased."""
    return fact.on if isinstance(fact.event, LateReportsChased) else state


def decide(
    state: dt.date | None, command: ChaseLateReports, asking: Asking, area: frozenset[str], late: int
) -> list[Event]:
    """`late`: how many reports are late today; `area`: councils of the asker's bureau. Twice a day is once."""
    rules.an_addressee_chases(asking, command.council, area)
    if state == asking.on:
        return []
    rules.something_is_late(late)
    return [LateReportsChased(concerned=command.council, reports=late, chased_by=asking.person)]
