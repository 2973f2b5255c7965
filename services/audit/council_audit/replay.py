"""A case as of an instant, folded from the ledger's entries; pure.

Two axes: what was known (by the time of recording), and what had happened (by the business date, JST). Sealed fields
stay sealed: the ledger shows that something was written and by whom, an investigation opens what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from council_events import Envelope, Sealed
from council_kit.answers import LabelledValue, TimelineEntry
from council_kit.clock import JST
from council_kit.timeline import shown_value
from pydantic import BaseModel

SEALED: Final = "（封緘）"
"""Stands in the place of a sealed value."""


class Axis(StrEnum):
    """By what an instant cuts the history."""

    KNOWN = "known"
    HAPPENED = "happened"


def until(at: dt.datetime, axis: Axis) -> Callable[[Envelope[Any]], bool]:
    """Whether an event belongs to the case as of the instant (inclusive)."""
    day = at.astimezone(JST).date()
    if axis is Axis.HAPPENED:
        return lambda envelope: envelope.occurredon <= day
    return lambda envelope: envelope.time <= at


def entry_of(envelope: Envelope[Any]) -> TimelineEntry:
    """One event for a reader without the vault."""
    return TimelineEntry(
        event_id=envelope.id,
        type=envelope.type,
        title=envelope.data.ja,
        occurred_on=envelope.occurredon,
        recorded_at=envelope.time,
        actor=envelope.actor,
        service=envelope.service,
        council=envelope.council,
        sequence=envelope.sequence,
        fields=tuple(LabelledValue(label=name, value=text) for name, text in _shown(envelope.data) if text),
        late=envelope.time.astimezone(JST).date() > envelope.occurredon,
    )


def _shown(data: BaseModel) -> Iterator[tuple[str, str]]:
    for name in type(data).model_fields:
        if name != "case_id":
            yield name, _text(getattr(data, name))


def _text(value: Any) -> str:
    if isinstance(value, Sealed):
        return SEALED
    if isinstance(value, tuple):
        return "、".join(_text(part) for part in value)
    if isinstance(value, BaseModel):
        return "／".join(text for _, text in _shown(value) if text)
    return shown_value(value)


class Folded(BaseModel):
    """What one service has on record of the case: version, last step, and the latest value of every open field."""

    service: str
    version: int
    last_event: str
    last_title: str
    fields: dict[str, str]


def fold(envelopes: Iterable[Envelope[Any]]) -> tuple[Folded, ...]:
    """The state per service, services in the order in which the case came to them.

    A later value of a field replaces an earlier one; a field that repeats per creditor or agency shows the last.
    """
    found: dict[str, Folded] = {}
    for envelope in envelopes:
        before = found.get(envelope.service)
        fields = {**(before.fields if before else {}), **{name: text for name, text in _shown(envelope.data) if text}}
        found[envelope.service] = Folded(
            service=envelope.service,
            version=envelope.sequence,
            last_event=envelope.type,
            last_title=envelope.data.ja,
            fields=fields,
        )
    return tuple(found.values())


def in_order(envelopes: Sequence[Envelope[Any]], axis: Axis) -> list[Envelope[Any]]:
    """By recording, or by business date and then recording; one service's events keep their order."""
    if axis is Axis.HAPPENED:
        return sorted(envelopes, key=lambda envelope: (envelope.occurredon, envelope.time, envelope.sequence))
    return sorted(envelopes, key=lambda envelope: (envelope.time, envelope.sequence))
