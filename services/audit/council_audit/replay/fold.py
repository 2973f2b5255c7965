"""A case as of an instant, from its events in the ledger. Pure: bytes and places in, the picture out.

On the axis `known` it is what was on record at the instant; on `happened`, what had happened by that day (JST), however
late it was recorded. Sealed values stay sealed: what is shown is that something stands there, or stood there until its key was destroyed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_directory import councils
from council_directory.directory import HQ
from council_events import Envelope, Sealed, read_envelope
from council_events.corrections import Correction, corrected
from council_events.event import event_class
from council_events.values import Code
from council_kit.clock import JST
from council_kit.timeline import shown_value
from pydantic import BaseModel, ConfigDict, Field

from council_audit.replay.labels import label_of

SEALED_MARK: Final = "〔封印〕"
ERASED_MARK: Final = "〔消去済〕"
_HEAD: Final[type[Envelope[Any]]] = Envelope[Any]


class Axis(Code):
    """Which of an event's two times counts."""

    KNOWN = "known", "知られていたこと（記録の時刻で区切る）"
    HAPPENED = "happened", "起きていたこと（発生日で区切る）"


class FieldShown(BaseModel):
    """One field of an event. `value` is a text for people, in which a mark stands in the place of what is sealed."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(title="項目コード")
    label: str = Field(title="項目")
    value: str = Field(title="値")
    sealed: bool = Field(title="封印")
    erased: bool = Field(default=False, title="消去済", description="封印した鍵が廃棄され、開封できない")
    corrected: bool = Field(default=False, title="訂正")
    formerly: str | None = Field(default=None, title="訂正前の値")


@dataclass(frozen=True)
class Told:
    """One event of the case and its place in the ledger. `recorded`: as it stands there, where corrections read it otherwise;
    `erased`: the subjects whose keys are destroyed.
    """

    number: int
    envelope: Envelope[Any]
    recorded: Envelope[Any] | None = None
    erased: frozenset[str] = frozenset()

    @cached_property
    def fields(self) -> tuple[FieldShown, ...]:
        """What the event says, made once for entry and state."""
        return fields_of(self.envelope, self.recorded, self.erased)

    @property
    def formerly_on(self) -> dt.date | None:
        """The business day that was recorded first, where it was corrected."""
        first = None if self.recorded is None else self.recorded.occurredon
        return first if first != self.envelope.occurredon else None

    @property
    def title(self) -> str:
        """How screens name the event, also where only its head was read."""
        return event_class(self.envelope.type).ja

    @property
    def late(self) -> bool:
        """Whether it was recorded after its business day (JST)."""
        return bool(self.envelope.time.astimezone(JST).date() > self.envelope.occurredon)


class StateValue(BaseModel):
    """The latest value of a field, and the event it comes from.

    `entity`: whose it is where a case has several (a creditor, an agency, a report).
    """

    model_config = ConfigDict(frozen=True)

    entity: str = Field(title="対象")
    field: FieldShown = Field(title="項目")
    event_id: UUID = Field(title="イベント番号")


class State(BaseModel):
    """What one service's events say of the case. `version` is that of its stream, as the service itself shows it."""

    model_config = ConfigDict(frozen=True)

    service: str = Field(title="サービス")
    version: int = Field(title="版")
    events: int = Field(title="イベント数")
    last_event_id: UUID = Field(title="最後のイベント")
    values: tuple[StateValue, ...] = Field(title="最新の値")


class Finding(NamedTuple):
    """A version that the ledger lacks (`missing`) or holds more than once (`repeated`) in a service's stream."""

    service: str
    version: int
    kind: str


_PLACES: Final = {HQ: "全国本部"} | {council.code: council.prefecture for council in councils()}
"""What the code of a prefecture or a council stands for."""
_OF_PLACES: Final = frozenset({"prefecture", "cooperating", "cooperating_council", "concerned"})
_ENTITIES: Final = ("creditor_id", "agency_id", "number", "person")
"""Fields that tell apart several things of one case, the first that an event has."""


def tell(entries: Iterable[tuple[int, bytes]]) -> list[Told]:
    """The events of a case, read (and upcast) from the ledger's bytes."""
    return [Told(number, read_envelope(raw)) for number, raw in entries]


def tell_heads(entries: Sequence[tuple[int, bytes]]) -> list[Told]:
    """The same where only when, where and by whom is asked: `data` is left as it was parsed, in a third of the time.

    A case in which something was corrected is read in full, since a correction can change the day of an event.
    """
    heads = [Told(number, _HEAD.model_validate_json(raw)) for number, raw in entries]
    if any(issubclass(event_class(head.envelope.type), Correction) for head in heads):
        return tell(entries)
    return heads


def as_of(told: Iterable[Told], at: dt.datetime, axis: Axis) -> list[Told]:
    """Those that count at the instant, in the order of the axis, each read through the corrections that count.

    A correction says what was so all along: `known` reads through those recorded by the instant, `happened` through all, so that
    an event whose day was mended counts by its true day.
    """
    if axis is Axis.KNOWN:
        known = [each for each in told if each.envelope.time <= at]
        return sorted(_read(known), key=lambda each: (each.envelope.time, each.number))
    day = at.astimezone(JST).date()
    happened = [each for each in _read(list(told)) if each.envelope.occurredon <= day]
    return sorted(happened, key=lambda each: (each.envelope.occurredon, each.envelope.time, each.number))


def _read(told: Sequence[Told]) -> list[Told]:
    """Each event as the corrections among them say it should read, in the order of the ledger."""
    in_order = sorted(told, key=lambda each: each.number)
    read = corrected([each.envelope for each in in_order])
    return [
        each if now is each.envelope else Told(each.number, now, each.envelope, each.erased)
        for each, now in zip(in_order, read, strict=True)
    ]


def fields_of(
    envelope: Envelope[Any], recorded: Envelope[Any] | None = None, erased: frozenset[str] = frozenset()
) -> tuple[FieldShown, ...]:
    """The fields of an event that say something; the case's own number is left out.

    `recorded`: the event as it was first recorded, where it was corrected; a mended field shows what stood there. `erased`: the
    subjects whose keys are destroyed.
    """
    event, shown = envelope.data, []
    for name in type(event).model_fields:
        value = getattr(event, name)
        former = value if recorded is None else getattr(recorded.data, name, None)
        mended = former != value
        if name == "case_id" or (_is_empty(value) and not mended):
            continue
        shown.append(
            FieldShown(
                name=name,
                label=label_of(name),
                value=_shown(name, value, erased),
                sealed=isinstance(value, Sealed),
                erased=isinstance(value, Sealed) and _is_erased(value, erased),
                corrected=mended,
                formerly=_shown(name, former, erased) if mended else None,
            )
        )
    return tuple(shown)


def _shown(name: str, value: Any, erased: frozenset[str]) -> str:
    if name in _OF_PLACES and value in _PLACES:
        return _PLACES[value]
    return shown_value(value, {id(each): _mark(each, erased) for each in _sealed_in(value)})


def _sealed_in(value: Any) -> Iterator[Sealed[Any]]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _sealed_in(part)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sealed_in(getattr(value, name))


def _mark(value: Sealed[Any], erased: frozenset[str]) -> str:
    return ERASED_MARK if _is_erased(value, erased) else SEALED_MARK


def _is_erased(value: Sealed[Any], erased: frozenset[str]) -> bool:
    """Whether the subject of its data key (`13/case:<number>`) is among them."""
    return bool(erased) and value.box.key_id.partition("/")[2] in erased


def _is_empty(value: Any) -> bool:
    return value is None or value == ()


Latest = dict[tuple[str, str, str], tuple[FieldShown, UUID]]
"""By service, entity and name of the field: what was said last, and by which event."""


def latest_values(told: Iterable[Told], names: frozenset[str] | None = None) -> Latest:
    """The latest value of every field, or of those that stand in an event with a field of one of these names."""
    latest: Latest = {}
    for each in told:
        if names is not None and names.isdisjoint(type(each.envelope.data).model_fields):
            continue
        service, entity = each.envelope.service, _entity(each.envelope)
        for shown in each.fields:
            latest[service, entity, shown.name] = (shown, each.envelope.id)
    return latest


def fold(told: Sequence[Told]) -> tuple[State, ...]:
    """The state of the case in every service, from its events in order."""
    own: dict[str, list[Envelope[Any]]] = {}
    for each in told:
        own.setdefault(each.envelope.service, []).append(each.envelope)
    values: dict[str, list[StateValue]] = {}
    for (service, entity, _), (shown, event_id) in latest_values(told).items():
        values.setdefault(service, []).append(StateValue(entity=entity, field=shown, event_id=event_id))
    return tuple(
        State(
            service=service,
            version=max(envelope.sequence for envelope in own[service]),
            events=len(own[service]),
            last_event_id=own[service][-1].id,
            values=tuple(values.get(service, ())),
        )
        for service in sorted(own)
    )


def _entity(envelope: Envelope[Any]) -> str:
    for name in _ENTITIES:
        value = getattr(envelope.data, name, None)
        if value is not None:
            return f"{label_of(name)} {value}"
    return ""


def drift(told: Iterable[Told], case_id: UUID) -> tuple[Finding, ...]:
    """Every event of the case's own streams must stand in the ledger once: versions 1 to the last, none twice."""
    versions: dict[str, Counter[int]] = {}
    for each in told:
        if each.envelope.streamid == case_id:
            versions.setdefault(each.envelope.service, Counter())[each.envelope.sequence] += 1
    findings = []
    for service, counted in sorted(versions.items()):
        for version in range(1, max(counted) + 1):
            if counted[version] != 1:
                findings.append(Finding(service, version, "repeated" if counted[version] else "missing"))
    return tuple(findings)
