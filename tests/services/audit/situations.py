"""Envelopes as the ledger meets them, and the ledger's parts on a real database and folder."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from council_audit.ledger import Entry, Folder, Leaves, Position, Publishing, install
from council_events import Envelope, Event, Sealed, SealedBox, envelope_class, schema_uri, to_bytes
from council_kit.merkle import Signer
from council_kit.postgres import AsyncPool, open_async_pool, open_pool
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNER = Signer("council.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
BOX: Any = Sealed.from_box(SealedBox("13/case:x", "018f5e1c-0000-7000-8000-00000000000e", "x", "c2VhbGVk"))
NOON = dt.datetime(2024, 7, 1, 3, 0, tzinfo=dt.UTC)
"""Noon in Japan."""


def envelope(
    event: Event,
    stream: UUID,
    version: int,
    *,
    on: str = "2024-07-01",
    at: dt.datetime = NOON,
    council: str = "13",
    service: str | None = None,
) -> Envelope[Any]:
    """An event as a store records it."""
    name = type(event).type_name
    return envelope_class(name)(
        id=uuid4(),
        source=f"/councils/{council}/{service or name.split('.')[1]}",
        type=name,
        subject=str(stream),
        time=at,
        dataschema=schema_uri(name),
        occurredon=dt.date.fromisoformat(on),
        sequence=version,
        streamid=stream,
        partitionkey=str(stream),
        council=council,
        actor=f"p{council}-deputy",
        purpose="case_work",
        correlationid=stream,
        data=event,
    )


def raw(event: Event, stream: UUID, version: int, **more: Any) -> bytes:
    """Its one byte string."""
    return to_bytes(envelope(event, stream, version, **more))


def entries(texts: Sequence[bytes], start: int = 0, topic: str = "council.intake.events") -> list[Entry]:
    """Records of one partition from an offset on."""
    return [Entry(Position(topic, 0, start + place), text) for place, text in enumerate(texts)]


def texts(first: int, last: int) -> list[bytes]:
    """Entries that are no events, told apart by their number."""
    return [f"entry {number}".encode() for number in range(first, last)]


class Book:
    """An open ledger: leaves in a database, published in a folder."""

    def __init__(self, pool: AsyncPool, leaves: Leaves, folder: Path) -> None:
        self.pool = pool
        self.leaves = leaves
        self.folder = folder
        self.publishing = Publishing(pool, Folder(folder), SIGNER, lambda: NOON)

    async def publish(self) -> None:
        """A checkpoint over everything."""
        await self.publishing.publish(self.leaves, self.leaves.size, self.leaves.root())


@contextlib.asynccontextmanager
async def opened(dsn: str, folder: Path) -> AsyncIterator[Book]:
    """The ledger's one writing session."""
    with open_pool(dsn, max_size=1) as pool:
        install(pool)
    async with open_async_pool(dsn, max_size=3) as streams, streams.connection() as connection:
        leaves = Leaves(connection)
        assert await leaves.lock()
        await leaves.open()
        try:
            yield Book(streams, leaves, folder)
        finally:
            await leaves.unlock()
