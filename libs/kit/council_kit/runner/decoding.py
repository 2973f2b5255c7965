"""Kafka messages become records: validated and upcast once, whatever happens to them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from aiokafka import ConsumerRecord, TopicPartition
from council_events import read_envelope
from council_events.event import Event, all_event_classes, type_name_of
from council_events.upcasts import UPCASTS
from pydantic_core import from_json

from council_kit.outages import describe
from council_kit.runner.bindings import Record


class Unreadable(NamedTuple):
    """A message that is no envelope, or of an event type that this version does not know. `key`: its Kafka key."""

    topic: str
    partition: int
    offset: int
    key: str
    raw: bytes
    error: str


class Passed(NamedTuple):
    """The last (or first) of several messages that nobody wants: it only says how far the position is."""

    topic: str
    partition: int
    offset: int
    raw: bytes


Item: TypeAlias = Record | Unreadable | Passed


def unwanted(events: Sequence[type[Event]] | None) -> frozenset[str]:
    """The known type names that a binding passes over. An unknown one is never passed over: it may be a newer version."""
    if events is None:
        return frozenset()
    wanted = {event.type_name for event in events}
    known = {event.type_name for event in all_event_classes()} | set(UPCASTS)
    return frozenset(name for name in known if _newest(name) not in wanted)


def _newest(name: str) -> str:
    while name in UPCASTS:
        name = UPCASTS[name][0]
    return name


class Decoder:
    """Decodes for one binding."""

    def __init__(self, events: Sequence[type[Event]] | None = None) -> None:
        self._unwanted = unwanted(events)
        self.selects = events is not None

    def decode(self, place: TopicPartition, messages: Sequence[ConsumerRecord[Any, Any]]) -> list[Item]:
        """The messages of one partition in their order, the first and the last of them in any case.

        Never raises: what can't be read is told apart.
        """
        topic, partition = place
        passing = self._unwanted
        first, last = messages[0].offset, messages[-1].offset
        items: list[Item] = []
        for message in messages:
            raw, offset = message.value, message.offset
            try:
                if passing and type_name_of(raw) in passing:
                    if offset in (first, last):
                        items.append(Passed(topic, partition, offset, raw))
                else:
                    items.append(Record(topic, partition, offset, read_envelope(raw), raw))
            except Exception as error:  # whatever the bytes provoke, the case is parked and the others go on
                items.append(_unreadable(message, error))
        return items


def _unreadable(message: ConsumerRecord[Any, Any], error: Exception) -> Unreadable:
    """What is kept of a message that can't be read; a message without value (a tombstone) has no bytes."""
    key = (message.key or b"").decode(errors="backslashreplace")
    return Unreadable(message.topic, message.partition, message.offset, key, message.value or b"", describe(error))


def decode_one(topic: str, partition: int, offset: int, key: str, raw: bytes) -> Record | Unreadable:
    """One message again, from what was kept of it when it was parked."""
    try:
        return Record(topic, partition, offset, read_envelope(raw), raw)
    except Exception as error:  # it may have become readable since; if not, it stays parked
        return Unreadable(topic, partition, offset, key, raw, describe(error))


def event_id_of(item: Item) -> UUID | None:
    """The event's id, where it can be read."""
    if isinstance(item, Record):
        return item.envelope.id
    try:
        return UUID(from_json(item.raw)["id"])
    except (ValueError, KeyError, TypeError):
        return None
