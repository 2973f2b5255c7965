"""What stands in which report: layouts as data, versioned, one in force from a day on. The forms of 中小企業庁 were not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, NamedTuple

from council_events import Event, all_event_classes
from council_events.support.reports import LayoutVersion
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

ON = "@on"
"""In place of a field: the business date of the event."""


class Entry(NamedTuple):
    """A label, and the field of the last event of a type that stands beside it."""

    label: str
    event: str
    field: str


class PartLayout(BaseModel):
    """A part with lines, a table with a row for `each` event (the last for each value of `by`), or a shared `part`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: str | None = None
    title: str = ""
    lines: tuple[Entry, ...] = ()
    each: str | None = None
    by: str | None = None
    columns: tuple[Entry, ...] = ()


class Layout(BaseModel):
    """The reports of one version; a report is found as `line.kind`, else as `kind`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: LayoutVersion
    effective_from: dt.date
    reports: Mapping[str, tuple[PartLayout, ...]]
    parts: Mapping[str, PartLayout] = {}

    @model_validator(mode="after")
    def _names_exist(self) -> Layout:
        """Raises ValueError for an event or a field that support does not publish."""
        for part in (*self.parts.values(), *(part for parts in self.reports.values() for part in parts)):
            if part.part is not None and part.part not in self.parts:
                raise ValueError(f"no shared part {part.part}")
            for entry in (*part.lines, *part.columns):
                fields = events_by_name()[entry.event].model_fields
                if entry.field != ON and entry.field not in fields:
                    raise ValueError(f"{entry.event} has no field {entry.field}")
        return self

    def parts_of(self, line: str, kind: str) -> list[PartLayout]:
        """The parts of a report, shared ones in their place; raises KeyError for a kind without layout."""
        own = self.reports.get(f"{line}.{kind}")
        return [self.parts[each.part] if each.part else each for each in own or self.reports[kind]]


Layouts = Annotated[tuple[Layout, ...], Field(min_length=1)]


@cache
def events_by_name() -> Mapping[str, type[Event]]:
    """The events of support, by their class's name."""
    return {event.__name__: event for event in all_event_classes() if event.type_name.startswith("council.support.")}


def read_layouts(path: Path | None = None) -> Sequence[Layout]:
    """The layouts of a file, without one the default ones; raises pydantic.ValidationError for a wrong file."""
    source = files(__package__).joinpath("layouts.json") if path is None else path
    return TypeAdapter(Layouts).validate_json(source.read_text("utf-8"))
