"""Walk the fields of every event: which are sealed, which are open, of what closed type."""

from __future__ import annotations

import datetime as dt
import enum
import types
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from council_events.event import Event, all_event_classes
from council_events.sealed import Sealed


class EventField(NamedTuple):
    """One leaf field of an event: dotted path, kind (`sealed` or the closed type), and whether the type is closed."""

    event: type[Event]
    path: str
    kind: str
    closed: bool


def event_fields() -> Iterator[EventField]:
    """Every leaf field of every event, nested models walked, `*` standing for the places of a tuple."""
    for event in all_event_classes():
        for path, kind, closed in _walk(event, ""):
            yield EventField(event, path, kind, closed)


def _walk(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, bool]]:
    for name, field in model.model_fields.items():
        yield from _leaf(field.annotation, tuple(field.metadata), f"{prefix}{name}")


def _leaf(annotation: Any, metadata: tuple[Any, ...], path: str) -> Iterator[tuple[str, str, bool]]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        extra = tuple(m for item in more for m in (item.metadata if isinstance(item, FieldInfo) else [item]))
        yield from _leaf(inner, metadata + extra, path)
    elif origin in (Union, types.UnionType):
        for member in (arg for arg in get_args(annotation) if arg is not type(None)):
            yield from _leaf(member, metadata, path)
    elif origin is tuple:
        yield from _leaf(get_args(annotation)[0], (), f"{path}.*")
    elif origin is Sealed or annotation is Sealed:
        yield path, "sealed", True
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _walk(annotation, f"{path}.")
    else:
        yield path, *_closed_type(annotation, metadata)


def _closed_type(annotation: Any, metadata: tuple[Any, ...]) -> tuple[str, bool]:
    """The name of a closed type and True; for an open one its name and False. A str is closed only by a pattern."""
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return f"code {annotation.__name__}", True
    if annotation is str:
        pattern = next((p for m in metadata if (p := getattr(m, "pattern", None))), None)
        return (f"identifier {pattern}", True) if pattern else ("str", False)
    names = {UUID: "uuid", dt.date: "date", bool: "flag", int: "whole number", float: "ratio"}
    if annotation in names:
        return names[annotation], True
    return str(annotation), False
