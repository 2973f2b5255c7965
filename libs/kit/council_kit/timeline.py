"""The timeline of a stream: its envelopes as a reader may see them, every sealed value opened in one round trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from council_events import Envelope, Event, Sealed, read_envelope
from council_events.corrections import Correction, apply, corrected
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


Told: TypeAlias = list[tuple[str, Any]]


class _Entry(NamedTuple):
    """One event: as it was recorded, as it reads now, and what is shown of both (nothing of the first where it still stands)."""

    recorded: Envelope[Any]
    now: Envelope[Any]
    shown: Told
    formerly: Told


def timeline(raw: Sequence[bytes], pairs: Pairs, vault: Vault) -> tuple[TimelineEntry, ...]:
    """One entry per envelope, in the order of the stream. Raises the vault's errors; erased values show as 消去済.

    An entry that was corrected reads as it should, each mended value with what stood there before.
    """
    entries = _entries([read_envelope(each) for each in raw], pairs)
    sealed = [part for entry in entries for _, value in (*entry.shown, *entry.formerly) for part in _sealed_in(value)]
    opened = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    return tuple(_told(entry, opened) for entry in entries)


def _entries(recorded: Sequence[Envelope[Any]], pairs: Pairs) -> list[_Entry]:
    now = corrected(recorded)
    return [
        _Entry(
            then,
            read,
            _mending(then.data, recorded[:place], pairs) if isinstance(then.data, Correction) else _shown(read, pairs),
            [] if read is then else _shown(then, pairs),
        )
        for place, (then, read) in enumerate(zip(recorded, now, strict=True))
    ]


def _shown(envelope: Envelope[Any], pairs: Pairs) -> Told:
    return [(label, value) for label, value in pairs(envelope.data) if value is not None]


def _mending(correction: Correction, earlier: Sequence[Envelope[Any]], pairs: Pairs) -> Told:
    """What a correction did: to which entry, to what, from which value to which, and why."""
    target = next((each for each in corrected(earlier) if each.id == correction.corrected_event), None)
    told: Told = [("訂正した記録", None if target is None else target.data.ja)]
    if target is not None:
        before, after = _values(target, pairs), _values(apply(target, correction), pairs)
        changed = [place for place in {**before, **after} if before.get(place) != after.get(place)]
        told += [("訂正した項目", "、".join(place.label for place in changed))]
        told += [("訂正前", before.get(place)) for place in changed] + [
            ("訂正後", after.get(place)) for place in changed
        ]
    told.append(("訂正の理由", correction.reason))
    return [(label, value) for label, value in told if value is not None]


class _Place(NamedTuple):
    """A row of an entry: its label, and the how-manieth of that label it is, as some events tell of several alike."""

    label: str
    number: int


def _placed(told: Iterable[tuple[str, Any]]) -> dict[_Place, Any]:
    seen: dict[str, int] = {}
    rows = {}
    for label, value in told:
        seen[label] = seen.get(label, 0) + 1
        rows[_Place(label, seen[label])] = value
    return rows


def _values(envelope: Envelope[Any], pairs: Pairs) -> dict[_Place, Any]:
    return _placed([("発生日", envelope.occurredon), *pairs(envelope.data)])


def _told(entry: _Entry, opened: Mapping[int, Any]) -> TimelineEntry:
    recorded, now = entry.recorded, entry.now
    moved = recorded.occurredon != now.occurredon
    fields = _fields(entry, opened)
    return TimelineEntry(
        event_id=recorded.id,
        type=recorded.type,
        title=recorded.data.ja,
        occurred_on=now.occurredon,
        recorded_at=recorded.time,
        actor=recorded.actor,
        on_behalf_of=recorded.onbehalfof,
        service=recorded.service,
        council=recorded.council,
        sequence=recorded.sequence,
        fields=fields,
        late=recorded.time.astimezone(JST).date() > now.occurredon,
        corrected=moved or any(field.corrected for field in fields),
        formerly_on=recorded.occurredon if moved else None,
        correctable=not recorded.data.final and not isinstance(recorded.data, Correction),
    )


def _fields(entry: _Entry, opened: Mapping[int, Any]) -> tuple[LabelledValue, ...]:
    """What an entry says, in order; a corrected value with what stood there, an emptied one with nothing in its place."""
    now = [(label, shown_value(value, opened)) for label, value in entry.shown]
    if entry.recorded is entry.now:
        return tuple(LabelledValue(label=label, value=text) for label, text in now if text)
    then = _placed([(label, shown_value(value, opened)) for label, value in entry.formerly])
    texts = _placed(now)
    fields = []
    for place in {**then, **texts}:
        text, before = texts.get(place, ""), then.get(place, "")
        if text == before and text:
            fields.append(LabelledValue(label=place.label, value=text))
        elif text != before:
            fields.append(LabelledValue(label=place.label, value=text, corrected=True, formerly=before))
    return tuple(fields)


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
