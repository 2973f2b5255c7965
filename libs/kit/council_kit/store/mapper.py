"""The library's domain events and stored events, as ours: the stored state is the envelope's one byte string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic, TypeVar, cast
from uuid import UUID

from council_events import Envelope, read_envelope, to_bytes
from council_events.corrections import corrected
from council_events.deciding import Fact
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from council_kit.store.acting import EventTooLargeError, Model

S = TypeVar("S")

DOMAIN: Final = 0
ACCESS: Final = 1
_ACCESS_TYPES: Final = "council.access."

LARGEST_EVENT: Final = 60_000
"""Bytes of one event, at most (design §4)."""


class Recorded:
    """An event with its envelope, as the library's repository and event store handle it."""

    __slots__ = ("envelope",)

    def __init__(self, envelope: Envelope[Any]) -> None:
        self.envelope = envelope

    @property
    def originator_id(self) -> UUID:
        """The stream."""
        return self.envelope.streamid

    @property
    def originator_version(self) -> int:
        """The version in the stream, from 1."""
        return self.envelope.sequence


class EnvelopeRow(StoredEvent):
    """A stored event with what the table holds beside its state; `topic` is the event's everlasting type name."""

    event_id: UUID
    kind: int
    partition_key: str

    def __init__(
        self, stream_id: UUID, version: int, type_name: str, body: bytes, event_id: UUID, kind: int, partition_key: str
    ) -> None:
        # As the library's frozen dataclass, whose own __init__ takes four times as long on the path of every save.
        self.__dict__.update(
            originator_id=stream_id,
            originator_version=version,
            topic=type_name,
            state=body,
            event_id=event_id,
            kind=kind,
            partition_key=partition_key,
        )


class EnvelopeMapper(Mapper[UUID]):
    """`state` is what `to_bytes` made once; reading goes through `read_envelope`, which upcasts."""

    def __init__(self) -> None:
        """Takes neither transcoder nor cipher: the envelope serialises itself, and the vault has sealed its fields."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> EnvelopeRow:
        """Make the bytes; raises EventTooLargeError, and NotSealedError inside pydantic's error for a clear field."""
        envelope = cast("Recorded", domain_event).envelope
        body = to_bytes(envelope)
        if len(body) > LARGEST_EVENT:
            raise EventTooLargeError(len(body), LARGEST_EVENT)
        return EnvelopeRow(
            envelope.streamid,
            envelope.sequence,
            envelope.type,
            body,
            envelope.id,
            kind_of(envelope.type),
            envelope.partitionkey,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        """Read the bytes, upcast to the newest version of the event."""
        return Recorded(read_envelope(stored_event.state))


def kind_of(type_name: str) -> int:
    """Access events go to a topic of their own."""
    return ACCESS if type_name.startswith(_ACCESS_TYPES) else DOMAIN


class Stream(Generic[S]):
    """A stream folded into a state: what the library's repository calls an aggregate. `last_id` is its last event's."""

    __slots__ = ("id", "last_id", "state", "version")

    def __init__(self, stream_id: UUID, version: int, state: S, last_id: UUID | None = None) -> None:
        self.id = stream_id
        self.version = version
        self.state = state
        self.last_id = last_id


def folded(history: Sequence[bytes], model: Model[S]) -> S:
    """The state that these raw envelopes of one stream give, each read as the corrections among them say."""
    state, evolve = model.initial, model.evolve
    for envelope in corrected([read_envelope(raw) for raw in history]):
        state = evolve(state, Fact.of(envelope))
    return state


def folding(stream_id: UUID, model: Model[S]) -> Callable[[Stream[S] | None, Iterable[Recorded]], Stream[S]]:
    """The library's projector for one model. An empty stream is the initial state at version 0, never "not found".

    Every event is folded as the corrections of the stream say it should read.
    """

    def fold(_: Stream[S] | None, events: Iterable[Recorded]) -> Stream[S]:
        state, evolve = model.initial, model.evolve
        envelopes = [event.envelope for event in events]
        for envelope in corrected(envelopes):
            state = evolve(state, Fact.of(envelope))
        if not envelopes:
            return Stream(stream_id, 0, state)
        return Stream(stream_id, envelopes[-1].sequence, state, envelopes[-1].id)

    return fold
