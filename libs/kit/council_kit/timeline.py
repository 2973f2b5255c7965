"""The timeline of a stream: its envelopes as a reader may see them, every sealed value opened in one round trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from council_events import Event, Sealed, read_envelope
from council_events.values import Code
from pydantic import BaseModel

from council_kit.answers import LabelledValue, TimelineEntry
from council_kit.clock import JST
from council_kit.vault import Vault

Pairs: TypeAlias = Callable[[Event], Iterable[tuple[str, Any]]]
"""What is shown of an event: label and value, the value still sealed where it is; None is not shown."""


def labelled(labels: Mapping[str, str]) -> Pairs:
    """The fields of an event that have a label, in the order of the event."""

    def pairs(event: Event) -> Iterator[tuple[str, Any]]:
        for name in type(event).model_fields:
            if name in labels:
                yield labels[name], getattr(event, name)

    return pairs


def timeline(raw: Sequence[bytes], pairs: Pairs, vault: Vault) -> tuple[TimelineEntry, ...]:
    """One entry per envelope, in the order of the stream. Raises the vault's errors; erased values show as 消去済."""
    envelopes = [read_envelope(each) for each in raw]
    shown = [[(label, value) for label, value in pairs(each.data) if value is not None] for each in envelopes]
    sealed = [part for pairs_ in shown for _, value in pairs_ for part in _sealed_in(value)]
    opened = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    return tuple(
        TimelineEntry(
            event_id=envelope.id,
            type=envelope.type,
            title=envelope.data.ja,
            occurred_on=envelope.occurredon,
            recorded_at=envelope.time,
            actor=envelope.actor,
            service=envelope.service,
            council=envelope.council,
            sequence=envelope.sequence,
            fields=tuple(
                LabelledValue(label=label, value=text)
                for label, value in fields
                if (text := shown_value(value, opened)) != ""
            ),
            late=envelope.time.astimezone(JST).date() > envelope.occurredon,
        )
        for envelope, fields in zip(envelopes, shown, strict=True)
    )


def _sealed_in(value: Any) -> Iterator[Sealed[Any]]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _sealed_in(part)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sealed_in(getattr(value, name))


def shown_value(value: Any, opened: Mapping[int, Any] | None = None) -> str:
    """A value in the words of a screen: labels of codes, 2024年7月1日, 1,234,567, はい. "" for nothing at all.

    `opened`: the clear values of sealed ones, by the identity of the `Sealed`.
    """
    if isinstance(value, Sealed):
        return shown_value((opened or {})[id(value)])
    if isinstance(value, (tuple, list)):
        return "、".join(text for part in value if (text := shown_value(part, opened)))
    if isinstance(value, BaseModel):
        return "／".join(
            text for name in type(value).model_fields if (text := shown_value(getattr(value, name), opened))
        )
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case Code():
            return value.label
        case bool():
            return "はい" if value else "いいえ"
        case int():
            return f"{value:,}"
        case dt.date():
            return f"{value.year}年{value.month}月{value.day}日"
        case UUID() | str() | float():
            return str(value)
    raise TypeError(f"a timeline shows no {type(value).__name__}")
