"""What a caller says about an act, what it gets back, and how a save can fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from council_events import Envelope, Event
from council_events.deciding import Fact
from council_events.values import Purpose

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, for which council and why; `occurred_on` is the business date in JST.

    `idempotency_key` makes a repeated request give the first answer; `request_hash` (SHA-256 of what was asked: route
    and body as received) tells a repeated request from another one under the same key; it is kept keyed only.
    `expected_version` is the version that the actor has seen (`If-Match`).
    """

    actor: str
    council: str
    purpose: Purpose
    occurred_on: dt.date
    correlation_id: UUID
    causation_id: UUID | None = None
    on_behalf_of: str | None = None
    traceparent: str | None = None
    idempotency_key: str | None = None
    expected_version: int | None = None
    request_hash: bytes | None = None

    @classmethod
    def reacting(cls, actor: str, envelope: Envelope[Any]) -> Acting:
        """A service's own act that this event caused: for its council, on its business date."""
        return cls(
            actor=actor,
            council=envelope.council,
            purpose=Purpose.REACTION,
            occurred_on=envelope.occurredon,
            correlation_id=envelope.correlationid,
            causation_id=envelope.id,
            traceparent=envelope.traceparent,
        )


class Model(NamedTuple, Generic[S]):
    """How a stream becomes a state: the pure pair of a service's domain.py. The state is immutable."""

    initial: S
    evolve: Callable[[S, Fact], S]


@dataclass(frozen=True, slots=True)
class Beside:
    """Events of another stream that a decision rests on, saved in its transaction or not at all.

    `version`: the version at which that stream was read; when it has grown meanwhile, everything is decided anew.
    """

    stream_id: UUID
    version: int
    events: Sequence[Event]
    subject: str


class Together(NamedTuple):
    """What a decision gives when it touches other streams too (`Store.execute`)."""

    events: Sequence[Event]
    beside: Sequence[Beside]


@dataclass(frozen=True, slots=True)
class ReactedTo:
    """The record that a reaction answers: its event, the reaction's name, and where on Kafka it stands.

    Saved with the reaction's own events in one transaction: the row `reacted(event_id, reaction)`, and the position in
    `runner_offsets` (projection = the reaction's name), which becomes `offset + 1`.
    """

    event_id: UUID
    reaction: str
    topic: str
    partition: int
    offset: int
    parked: bool = False
    """The record was parked and is tried again: its position was passed before, only the row is written."""


@dataclass(frozen=True, slots=True)
class SavedEvent:
    """An event as it was recorded; `sequence` is its version in the stream."""

    id: UUID
    type: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer to a save: the stream's version afterwards and the events of this act, none when the aim was met.

    `repeated`: the same request was answered before; nothing was saved now.
    """

    stream_id: UUID
    version: int
    events: tuple[SavedEvent, ...]
    repeated: bool


class ConcurrentDecision(Exception):  # noqa: N818  # not a fault: somebody else decided first
    """Another decision on the same stream was recorded first: 409, and who was first."""

    def __init__(self, stream_id: UUID, first_actor: str, first_type: str, first_time: dt.datetime) -> None:
        super().__init__(f"{first_type} was recorded first")
        self.stream_id: Final = stream_id
        self.first_actor: Final = first_actor
        self.first_type: Final = first_type
        self.first_time: Final = first_time


class VersionAheadError(Exception):
    """The version that the actor claims to have seen was never recorded: 412."""

    def __init__(self, expected: int, version: int) -> None:
        super().__init__(f"expected version {expected}, the stream is at {version}")
        self.expected: Final = expected
        self.version: Final = version


class EventTooLargeError(Exception):
    """The event's bytes pass the limit: 413; `over` says by how many bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"an event of {size} bytes; at most {limit} are allowed")
        self.size: Final = size
        self.limit: Final = limit
        self.over: Final = size - limit


class KeyReusedError(Exception):
    """The same Idempotency-Key came with another body: 422."""


class StoreRestored(Exception):  # noqa: N818  # a state of the store, said by its name
    """The database was restored from a backup older than what was published: writes stop until `council recover`; 503."""


class OffsetMovedError(Exception):
    """Another owner of the partition has gone past this record: the reaction's transaction was rolled back."""
