"""`Store`: load → decide → save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from council_events import Event, access

from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.store.acting import Acting, Model, ReactedTo, Saved
from council_kit.store.tail import Cursor
from council_kit.vault import Vault

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Appending:
    """One event for `append_many`, without a decision: for histories that are made elsewhere."""

    stream_id: UUID
    version: int
    event: Event
    acting: Acting
    subject: str | None = None
    partition_key: str | None = None


class Store:
    """One service's events."""

    def __init__(
        self, service: str, pool: Pool, vault: Vault | None, clock: Clock, *, check_first: bool = False
    ) -> None:
        """Makes the tables where missing. `check_first`: no write before `check_restored` was called."""

    @property
    def writes_allowed(self) -> bool:
        """Whether a save is possible; otherwise it raises StoreRestored."""
        raise NotImplementedError

    def load(self, stream_id: UUID, model: Model[S]) -> tuple[S, int]:
        """The state and version now; the initial state and 0 when the stream is empty."""
        raise NotImplementedError

    def history(self, stream_id: UUID) -> list[bytes]:
        """The raw envelopes of a stream in order."""
        raise NotImplementedError

    def execute(
        self,
        stream_id: UUID,
        model: Model[S],
        decide: Callable[[S], Sequence[Event]],
        acting: Acting,
        *,
        subject: str | None = None,
        partition_key: str | None = None,
        reaction: ReactedTo | None = None,
    ) -> Saved:
        """Load, decide, seal, save; raises ConcurrentDecision, KeyReusedError, StoreRestored, or what decide raises."""
        raise NotImplementedError

    def append_many(self, items: Sequence[Appending]) -> int:
        """Save many events in one statement; raises ConcurrentDecision when a version is taken. Gives their number."""
        raise NotImplementedError

    def record_access(self, event: access.Read | access.Refused, acting: Acting, *, subject: str | None = None) -> None:
        """Save an access event as a stream of its own, keyed by the actor."""
        raise NotImplementedError

    def check_restored(self, cursor: Cursor | None) -> bool:
        """Whether the row of the relay's cursor stands here with the same bytes; opens or closes the gate for writes."""
        raise NotImplementedError

    def recover(self, raw: Iterable[bytes]) -> int:
        """Copy back what Kafka has and the store lacks, byte for byte, then open a new epoch; gives the number copied."""
        raise NotImplementedError
