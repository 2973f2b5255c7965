"""Reading a store in commit-safe order: nothing skipped, nothing reordered, no lock (design §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from council_kit.postgres import AsyncPool, Pool


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row that a reader took, with the event's id and the SHA-256 of its bytes (for the restore check)."""

    epoch: int
    xid: int
    position: int
    event_id: UUID | None = None
    hash: bytes | None = None


START: Final = Cursor(0, 0, 0)
"""Before the first row."""


@dataclass(frozen=True, slots=True)
class TailRow:
    """One stored event. `kind`: 0 a domain event, 1 an access event. `body`: the one byte string."""

    epoch: int
    xid: int
    position: int
    event_id: UUID
    type: str
    kind: int
    partition_key: str
    body: bytes

    def cursor(self) -> Cursor:
        """The cursor that stands on this row."""
        raise NotImplementedError


class Tail:
    """The reader for threads."""

    def __init__(self, pool: Pool) -> None: ...

    def read(self, after: Cursor, limit: int) -> list[TailRow]:
        """At most `limit` rows after the cursor, in order; [] when there is none yet."""
        raise NotImplementedError


class AsyncTail:
    """The same for coroutines."""

    def __init__(self, pool: AsyncPool) -> None: ...

    async def read(self, after: Cursor, limit: int) -> list[TailRow]:
        """At most `limit` rows after the cursor, in order; [] when there is none yet."""
        raise NotImplementedError
