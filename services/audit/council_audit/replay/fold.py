"""A case as of an instant, from its events in the ledger. Pure: bytes and places in, the picture out.

On the axis `known` it is what was on record at the instant; on `happened`, what had happened by that day (JST), however
late it was recorded. Sealed values stay sealed: what is shown is that something stands there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events import Envelope, Sealed, read_envelope
from council_events.values import Code
from council_kit.clock import JST
from council_kit.timeline import shown_value

from council_audit.replay.labels import label_of

SEALED_MARK: Final = "〔封印〕"


class Axis(Code):
    """Which of an event's two times counts."""

    KNOWN = "known", "知られていたこと（記録の時刻で区切る）"
    HAPPENED = "happened", "起きていたこと（発生日で区切る）"


class FieldShown(NamedTuple):
    """One field of an event. `value` is a text for people, in which a mark stands in the place of what is sealed."""

    name: str
    label: str
    value: str
    sealed: bool


class Told(NamedTuple):
    """One event of the case and its place in the ledger."""

    number: int
    envelope: Envelope[Any]

    @property
    def late(self) -> bool:
        """Whether it was recorded after its business day (JST)."""
        return bool(self.envelope.time.astimezone(JST).date() > self.envelope.occurredon)


class StateField(NamedTuple):
    """The latest value of a field. `entity`: whose it is where a case has several (a creditor, an agency, a report)."""

    entity: str
    shown: FieldShown
    event_id: UUID


class ServiceState(NamedTuple):
    """What one service's events say of the case: its version there, the last event, the latest value of every field."""

    service: str
    version: int
    events: int
    last_event_id: UUID
    fields: tuple[StateField, ...]


class Finding(NamedTuple):
    """A version that the ledger lacks (`missing`) or holds more than once (`repeated`) in a service's stream."""

    service: str
    version: int
    kind: str


class _StaysSealed(dict[int, str]):
    """What `shown_value` finds for every sealed value: the mark. (Never empty, since an empty one would not be asked.)"""

    def __missing__(self, _: int) -> str:
        return SEALED_MARK


_MARKS: Final = _StaysSealed({0: SEALED_MARK})
_ENTITIES: Final = ("creditor_id", "agency_id", "number", "person")
"""Fields that tell apart several things of one case, the first that an event has."""


def tell(entries: Iterable[tuple[int, bytes]]) -> list[Told]:
    """The events of a case, read (and upcast) from the ledger's bytes."""
    return [Told(number, read_envelope(raw)) for number, raw in entries]


def as_of(told: Iterable[Told], at: dt.datetime, axis: Axis) -> list[Told]:
    """Those that count at the instant, in the order of the axis."""
    if axis is Axis.KNOWN:
        known = [each for each in told if each.envelope.time <= at]
        return sorted(known, key=lambda each: (each.envelope.time, each.number))
    day = at.astimezone(JST).date()
    happened = [each for each in told if each.envelope.occurredon <= day]
    return sorted(happened, key=lambda each: (each.envelope.occurredon, each.envelope.time, each.number))


def fields_of(envelope: Envelope[Any]) -> tuple[FieldShown, ...]:
    """The fields of an event that say something; the case's own number is left out."""
    event, shown = envelope.data, []
    for name in type(event).model_fields:
        value = getattr(event, name)
        if name == "case_id" or value is None or value == ():
            continue
        shown.append(FieldShown(name, label_of(name), shown_value(value, _MARKS), isinstance(value, Sealed)))
    return tuple(shown)


def fold(told: Sequence[Told]) -> tuple[ServiceState, ...]:
    """The state of the case in every service, from its events in order."""
    latest: dict[str, dict[tuple[str, str], StateField]] = {}
    for each in told:
        fields = latest.setdefault(each.envelope.service, {})
        entity = _entity(each.envelope)
        for shown in fields_of(each.envelope):
            fields[entity, shown.name] = StateField(entity, shown, each.envelope.id)
    states = []
    for service in sorted(latest):
        own = [each.envelope for each in told if each.envelope.service == service]
        version = max(envelope.sequence for envelope in own)
        states.append(ServiceState(service, version, len(own), own[-1].id, tuple(latest[service].values())))
    return tuple(states)


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
