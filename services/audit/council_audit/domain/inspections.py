"""An inspection: what it is, how each event changes it, and what its commands decide. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from council_events import Event, Sealed
from council_events.audit import InspectedContentOpened, InspectionBegun, InspectionEnded
from council_events.deciding import Fact

from council_audit.commands.inspections import BeginInspection, EndInspection, InspectionCommand, OpenInspectedContent
from council_audit.domain.state import Opened
from council_audit.rules import inspections as rules


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection. `opened`: the fields opened so far, by entry."""

    begun: InspectionBegun | None = None
    begun_on: dt.date | None = None
    opened: Mapping[UUID, Opened] = field(default_factory=dict)
    ended_on: dt.date | None = None

    @property
    def runs(self) -> bool:
        """Whether it has begun and has not ended."""
        return self.begun is not None and self.ended_on is None


NOT_BEGUN = Inspection()


def evolve_inspection(state: Inspection, fact: Fact) -> Inspection:
    """The inspection after one more fact; an event of no meaning here leaves it as it is."""
    event: Any = fact.event
    if isinstance(event, InspectionBegun):
        return replace(state, begun=event, begun_on=fact.on)
    if isinstance(event, InspectedContentOpened):
        before = state.opened.get(event.entry)
        fields = frozenset(event.fields) | (before.fields if before else frozenset())
        return replace(state, opened={**state.opened, event.entry: Opened(fields, event.reason)})
    if isinstance(event, InspectionEnded):
        return replace(state, ended_on=fact.on)
    return state


def begin(state: Inspection, inspection_id: UUID, command: BeginInspection) -> list[Event]:
    """The inspection begins; [] when it has begun already."""
    if state.begun is not None:
        return []
    return [InspectionBegun(inspection_id=inspection_id, concerned=command.concerned, ground=Sealed(command.ground))]


def decide_inspection(state: Inspection, command: InspectionCommand, *, acted: bool) -> list[Event]:
    """The events of one command on an inspection that has begun; [] when its aim is met; raises Refused.

    `acted`: the inspected council had a part in the case that is to be opened.
    """
    begun = state.begun
    if begun is None:
        raise LookupError("this inspection has not begun")
    if isinstance(command, EndInspection):
        return [InspectionEnded(inspection_id=begun.inspection_id, report=Sealed(command.report))] if state.runs else []
    rules.it_runs(state.runs)
    return _open(state, begun, command, acted=acted)


def _open(state: Inspection, begun: InspectionBegun, command: OpenInspectedContent, *, acted: bool) -> list[Event]:
    rules.the_council_acted_in_it(acted)
    before = state.opened.get(command.entry)
    if before is not None and before.fields.issuperset(command.fields):
        return []
    return [
        InspectedContentOpened(
            inspection_id=begun.inspection_id,
            opened_case=command.opened_case,
            entry=command.entry,
            fields=command.fields,
            reason=Sealed(command.reason),
        )
    ]
