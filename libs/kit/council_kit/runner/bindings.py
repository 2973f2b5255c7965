"""What a service binds to topics: projections (events to read tables) and reactions (events to own commands)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from council_events import topics
from council_events.event import Envelope, Event
from psycopg import AsyncConnection

if TYPE_CHECKING:
    from council_kit.store import ReactedTo
    from council_kit.vault import Vault


class Record(NamedTuple):
    """One event as it stands on Kafka: where, its validated (and upcast) envelope, and its bytes as appended."""

    topic: str
    partition: int
    offset: int
    envelope: Envelope[Any]
    raw: bytes


def by_partition_key(envelope: Envelope[Any]) -> str:
    """The case of an event unless a projection says otherwise: the Kafka key."""
    return envelope.partitionkey


Apply = Callable[[AsyncConnection[Any], Sequence[Record], "Vault | None"], Awaitable[None]]


@dataclass(frozen=True)
class Gathering:
    """The short way through a long history, for a rebuild: what each case needs is first only gathered, then every case
    is folded once and every sum is made once. Batch by batch, a case is loaded, folded and saved for each few events.

    `keep(envelope)`: the case, and what its tables need of the event as JSON. Pure.
    `fold(cases)`: the rows of these whole cases, by table, as lines of COPY's text format. A case comes as its id and the JSON
    array of all that was kept of it, in no particular order; an event that stands on Kafka twice is in it twice. Pure.
    `sums`: rows of tables, each with the SELECT over what stands before it that fills it. The rows are made beside each
    other; they may last, since they only read.
    `between`: tables of rows that only the sums need, and their columns; they are dropped with what was gathered.

    Both ways must give the same tables; the tests of a projection hold them against each other.
    """

    keep: Callable[[Envelope[Any]], tuple[UUID, bytes]]
    fold: Callable[[Sequence[tuple[str, str]]], Mapping[str, Sequence[str]]]
    sums: tuple[tuple[tuple[str, str], ...], ...] = ()
    between: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Projection:
    """Read tables and how events fill them.

    `ddl`: unqualified CREATE TABLE/INDEX statements. Kit runs them in schema `<name>` (live) or `<name>_next` (rebuild).
    `apply` gets a connection inside the batch's transaction with that schema first in `search_path`, and the records
    in offset order per partition; it uses unqualified names and one statement a batch, not one an event. It must give
    the same tables for every interleaving of its topics, and touch nothing but its own tables: it is called again
    with parts of a batch whose first try was rolled back.
    `access`, `candidates`: read those topics of `services` instead of their event topics.
    `case_of`: what is parked together when an event fails; events of one case must share a Kafka key.
    `events`: the only classes that it wants; messages of other known types are passed over without being parsed, which
    is most of the work of a rebuild. None: all of them.
    `gathering`: how a rebuild fills the tables from a long history; None when it applies batch by batch as the runner does.
    """

    name: str
    services: tuple[str, ...]
    ddl: str
    apply: Apply
    access: bool = False
    candidates: bool = False
    case_of: Callable[[Envelope[Any]], str] = by_partition_key
    events: tuple[type[Event], ...] | None = None
    gathering: Gathering | None = None

    def topics(self, namespace: str) -> tuple[str, ...]:
        """The topics that it reads, sorted."""
        name = topics.events_topic
        if self.access or self.candidates:
            name = topics.access_topic if self.access else topics.candidates_topic
        return tuple(sorted(name(service, namespace) for service in self.services))

    @property
    def ddl_sha256(self) -> str:
        """Tells whether the tables on disk were made by this DDL; a changed one is rebuilt, never migrated."""
        return digest(self.ddl)


def digest(ddl: str) -> str:
    """What a generation of tables is known by."""
    return sha256(ddl.encode()).hexdigest()


@dataclass(frozen=True)
class Reaction:
    """Another service's event becomes our command.

    `react` is pure: the command, or None. `handle(command, envelope, reacted_to)` is synchronous, runs in a worker
    thread and calls `Store.execute(..., reaction=reacted_to)`, so that the new events, the row in
    `reacted(event_id, reaction)` and the offset are one transaction. `events`: as in a projection.
    """

    name: str
    services: tuple[str, ...]
    react: Callable[[Envelope[Any]], Any | None]
    handle: Callable[[Any, Envelope[Any], ReactedTo], None]
    events: tuple[type[Event], ...] | None = None

    def topics(self, namespace: str) -> tuple[str, ...]:
        """The topics that it reads, sorted."""
        return tuple(sorted(topics.events_topic(service, namespace) for service in self.services))


class Progress(NamedTuple):
    """How far a rebuild is: events of this run, events a second, events and seconds left.

    `folded`: the share of the gathered cases that is folded, once gathering is over; the tables of a projection that
    gathers stand when it is 1.
    """

    done: int
    rate: float
    events_left: int
    seconds_left: float
    folded: float | None = None


class ParkedCase(NamedTuple):
    """A case that waits because one of its events failed: the failing event, why, and how many wait behind it.

    `error` is the exception's type and the place it was raised, never a value of the event.
    """

    projection: str
    case_key: str
    event_id: UUID | None
    topic: str
    partition: int
    offset: int
    error: str
    parked_at: dt.datetime
    waiting: int
