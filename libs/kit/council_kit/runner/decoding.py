"""Kafka messages become records: validated and upcast once, whatever happens to them afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from aiokafka import ConsumerRecord, TopicPartition
from council_events import read_envelope

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


Item: TypeAlias = Record | Unreadable
Fetched: TypeAlias = Mapping[TopicPartition, Sequence["ConsumerRecord[Any, Any]"]]


def decode(place: TopicPartition, messages: Iterable[ConsumerRecord[Any, Any]]) -> list[Item]:
    """The messages of one partition in their order. Never raises: what can't be read is told apart."""
    topic, partition = place
    items: list[Item] = []
    # Thousands of objects that all stay make the cycle collector run again and again, for nothing: envelopes hold no
    # cycles. It doubled the time of a batch (30,000 events: 1.6 s with it, 0.75 s without).
    collecting = gc.isenabled()
    gc.disable()
    try:
        for message in messages:
            raw = message.value
            try:
                items.append(Record(topic, partition, message.offset, read_envelope(raw), raw))
            except Exception as error:  # whatever the bytes provoke, the case is parked and the others go on
                items.append(unreadable(message, error))
    finally:
        if collecting:
            gc.enable()
    return items


def unreadable(message: ConsumerRecord[Any, Any], error: Exception) -> Unreadable:
    """What is kept of a message that can't be read; a message without value (a tombstone) has no bytes."""
    key = (message.key or b"").decode(errors="backslashreplace")
    return Unreadable(message.topic, message.partition, message.offset, key, message.value or b"", describe(error))


def decode_one(topic: str, partition: int, offset: int, key: str, raw: bytes) -> Item:
    """One message again, from what was kept of it when it was parked."""
    try:
        return Record(topic, partition, offset, read_envelope(raw), raw)
    except Exception as error:  # it may have become readable since; if not, it stays parked
        return Unreadable(topic, partition, offset, key, raw, describe(error))


def event_id_of(item: Item) -> UUID | None:
    """The event's id, where it can be read."""
    return None if isinstance(item, Unreadable) else item.envelope.id
