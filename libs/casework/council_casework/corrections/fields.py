"""Which fields of an event can be corrected, and how each is written."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Final, Union, get_args, get_origin

from council_events import Event, Sealed
from council_events.corrections import OCCURRED_ON, Correction, fields_at
from council_events.values import Code
from pydantic import BaseModel


class Shape(Enum):
    """How a value is written."""

    DAY = "day"
    NUMBER = "number"
    RATIO = "ratio"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    WORD = "word"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CorrectableField:
    """One field of one event: where it stands, how it is written, whether it is sealed, and what it holds now.

    `options`: the codes that it may hold. `name`: of the model's field, by which screens label it.
    """

    path: str
    owner: type[BaseModel]
    name: str
    shape: Shape
    sealed: bool
    may_be_empty: bool
    value: Any
    options: type[Code] | None = None


FIXED: Final = frozenset({"case_id", "ruleset", "number", "version", "plan_version", "file", "standard_from"})
"""What the platform itself has set: places and references, which nobody can have typed wrongly."""
_SHAPES: Final[dict[type, Shape]] = {
    dt.date: Shape.DAY,
    bool: Shape.FLAG,
    int: Shape.NUMBER,
    float: Shape.RATIO,
    str: Shape.WORD,
}


def correctable_fields(event: Event, occurred_on: dt.date) -> Iterator[CorrectableField]:
    """The fields of an event that can be corrected, its business date first; none for an event that is final, and only the
    sealed ones of an event that gives or takes a right.

    Identifiers made by the platform (UUIDs) and what it counts itself are left out.
    """
    if event.final or isinstance(event, Correction):
        return
    if not event.right:
        yield CorrectableField(
            OCCURRED_ON, type(event), OCCURRED_ON, Shape.DAY, sealed=False, may_be_empty=False, value=occurred_on
        )
    for path, owner, name, value in fields_at(event):
        kind = _kind(owner.model_fields[name].annotation, path)
        if kind is None or name in FIXED:
            continue
        shape, options, sealed, may_be_empty = kind
        if event.right and not sealed:
            continue
        yield CorrectableField(path, owner, name, shape, sealed, may_be_empty, value, options)


def _kind(annotation: Any, path: str) -> tuple[Shape, type[Code] | None, bool, bool] | None:
    """How values of this type are written, their codes, whether they are sealed, and whether there may be none."""
    bare, empty = _bare(annotation)
    listed = get_origin(bare) is tuple
    if listed:
        bare, _ = _bare(get_args(bare)[0])
    if (get_origin(bare) or bare) is Sealed:
        # A list of texts is corrected text by text; whether a paper brings one more text is not a matter of correcting.
        one_text = not listed or path.rpartition(".")[2].isdigit()
        written = Shape.NUMBER if int in get_args(bare) else Shape.TEXT
        return (written, None, True, empty and not listed) if one_text else None
    if isinstance(bare, type) and issubclass(bare, Code):
        return Shape.CHOICES if listed else Shape.CHOICE, bare, False, empty or listed
    shape = _SHAPES.get(bare)
    return None if shape is None or listed else (shape, None, False, empty)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without its bounds, and whether None is allowed beside it."""
    empty = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            members = [each for each in get_args(annotation) if each is not type(None)]
            empty = empty or len(members) < len(get_args(annotation))
            annotation = members[0]
        else:
            return annotation, empty
