"""Corrections: what was recorded stays, and a later event of the same stream says which of its fields was wrong.

`corrected` gives the events of a stream as they are meant to be read: folds, timelines and replays all read through it, so that
no state, screen or figure has to know of corrections. It never raises: a correction that fits no longer changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from council_events.event import Envelope, Event
from council_events.sealed import Sealed
from council_events.values import CaseId, Date, SignedYen

M = TypeVar("M", bound=BaseModel)

OCCURRED_ON: Final = "occurredon"
"""The business date, which stands in the envelope and is corrected like a field."""

FieldPath = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$", max_length=120)]
"""`sales`, `estimates.0.amount`: steps into nested models, numbers into lists; or `occurredon`."""
TypeName = Annotated[str, Field(pattern=r"^council\.[a-z]+\.[A-Za-z]+\.v[0-9]+$", max_length=120)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
"""A code of a code list, or an identifier."""


class Value(BaseModel):
    """The value of an open field, in the one place that fits its type; none is set where the field is empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: Date | None = None
    number: SignedYen | None = None
    ratio: float | None = None
    flag: bool | None = None
    word: Word | None = None
    words: tuple[Word, ...] | None = None

    @classmethod
    def of(cls, value: Any) -> Value:
        """The value in its place; raises TypeError for one of another type."""
        if value is None:
            return cls()
        if isinstance(value, tuple):
            return cls(words=tuple(str(each) for each in value))
        for kind, place in _PLACES:
            if isinstance(value, kind):
                return cls.model_validate({place: str(value) if place == "word" else value})
        raise TypeError(f"a correction holds no {type(value).__name__}")

    @property
    def plain(self) -> Any:
        """The value itself, None where the field is empty."""
        return next((value for name in type(self).model_fields if (value := getattr(self, name)) is not None), None)


_PLACES: Final[tuple[tuple[type, str], ...]] = (
    (bool, "flag"),
    (int, "number"),
    (float, "ratio"),
    (dt.date, "day"),
    (str, "word"),
    (UUID, "word"),
)
"""A flag is a number too, and a code of a list a word: the first that fits."""


class Correction(Event):
    """A field of an earlier event of this stream was recorded wrongly; the envelope says by whom and when that was said.

    An open field has `old` and `new`, a sealed one has `sealed` (None empties it).
    """

    case_id: CaseId
    corrected_event: UUID
    corrected_type: TypeName
    field: FieldPath
    old: Value | None = None
    new: Value | None = None
    sealed: Sealed[Any] | None = None
    reason: Sealed[str]


def corrected(envelopes: Sequence[Envelope[Any]]) -> Sequence[Envelope[Any]]:
    """The events of a stream (or of a case, in order), each as the corrections among them say it should read."""
    corrections = [envelope.data for envelope in envelopes if isinstance(envelope.data, Correction)]
    if not corrections:
        return envelopes
    places = {envelope.id: place for place, envelope in enumerate(envelopes)}
    read = list(envelopes)
    for correction in corrections:
        place = places.get(correction.corrected_event)
        if place is not None:
            read[place] = apply(read[place], correction)
    return read


def apply(envelope: Envelope[Any], correction: Correction) -> Envelope[Any]:
    """The event as the correction says; as it is where the correction doesn't fit."""
    if correction.field == OCCURRED_ON:
        day = correction.new.day if correction.new else None
        return envelope if day is None else envelope.model_copy(update={"occurredon": day})
    value: Any = correction.sealed
    if correction.new is not None:
        value = correction.new.plain
    try:
        data = replaced(envelope.data, correction.field, value)
    except (LookupError, ValueError, TypeError):
        return envelope
    return envelope.model_copy(update={"data": data})


def replaced(model: M, path: str, value: Any) -> M:
    """A copy with the value at this path; raises LookupError for no such field, ValueError for a value that doesn't fit."""
    step, _, rest = path.partition(".")
    if step not in type(model).model_fields:
        raise LookupError(path)
    if not rest:
        return model.model_copy(update={step: typed(type(model), step, value)})
    return model.model_copy(update={step: _inside(getattr(model, step), rest, value, type(model), step)})


def _inside(part: Any, path: str, value: Any, owner: type[BaseModel], name: str) -> Any:
    if isinstance(part, BaseModel):
        return replaced(part, path, value)
    step, _, rest = path.partition(".")
    if not isinstance(part, tuple) or not step.isdigit() or int(step) >= len(part):
        raise LookupError(path)
    place = int(step)
    new = _inside(part[place], rest, value, owner, name) if rest else value
    if not rest:
        whole = (*part[:place], new, *part[place + 1 :])
        return typed(owner, name, whole)
    return (*part[:place], new, *part[place + 1 :])


def typed(model: type[BaseModel], name: str, value: Any) -> Any:
    """The value as the field has it: codes as members of their list, bounds checked. Raises pydantic's ValueError."""
    return _adapter(model, name).validate_python(value)


def parsed(model: type[BaseModel], name: str, text: str | tuple[str, ...]) -> Any:
    """The value as written by a person: `2024-07-01`, `1200000`, `true`, a code, or several. Raises pydantic's ValueError."""
    adapter = _adapter(model, name)
    return adapter.validate_strings(text) if isinstance(text, str) else adapter.validate_python(text)


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    kind: Any = field.annotation
    return TypeAdapter(Annotated[kind, *field.metadata] if field.metadata else kind)


def fields_at(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, type[BaseModel], str, Any]]:
    """Every value of an event that stands by itself: its path, the model and name of its field, and the value.

    A list of codes is one value; of any other list each place is.
    """
    for name in type(model).model_fields:
        value = getattr(model, name)
        yield from _values(f"{prefix}{name}", type(model), name, value)


def _values(
    path: str, owner: type[BaseModel], name: str, value: Any
) -> Iterator[tuple[str, type[BaseModel], str, Any]]:
    if isinstance(value, BaseModel):
        yield from fields_at(value, f"{path}.")
    elif isinstance(value, tuple) and any(isinstance(each, (BaseModel, Sealed)) for each in value):
        for place, each in enumerate(value):
            yield from _values(f"{path}.{place}", owner, name, each)
    else:
        yield path, owner, name, value
