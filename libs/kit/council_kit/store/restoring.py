"""Noticing a database that was restored from a backup, and bringing back what Kafka has and it lacks (design §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from pydantic_core import from_json

from council_kit.postgres import Pool
from council_kit.store.mapper import kind_of
from council_kit.store.tail import Cursor

_BATCH: Final = 500
_EPOCH_OF_COPIES: Final[LiteralString] = "SELECT max(epoch) + 1 FROM epochs"
_COPY: Final[LiteralString] = """
INSERT INTO events (epoch, stream_id, version, event_id, type, kind, partition_key, body)
SELECT %b::int, * FROM unnest(
    %b::uuid[], %b::int[], %b::uuid[], %b::text[], %b::smallint[], %b::text[], %b::bytea[])
ON CONFLICT (event_id) DO NOTHING RETURNING 1
"""


class RecoveryConflictError(Exception):
    """Kafka and the store hold different events at the same version of a stream: somebody must decide."""


def stands(pool: Pool, cursor: Cursor) -> bool:
    """Whether the event that the cursor names is stored with the bytes that were published."""
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT body FROM events WHERE event_id = %s", (cursor.event_id,), binary=True
        ).fetchone()
    return row is not None and sha256(row[0]).digest() == cursor.hash


def follow_the_cluster(pool: Pool) -> None:
    """Open a new epoch where this cluster counts transactions below those stored: a dump loaded into a new cluster.

    Its new rows would sort before the relay's cursor and never be published.
    """
    with pool.connection() as connection:
        connection.execute("SELECT follow_the_cluster()")


def copy_back(pool: Pool, raw: Iterable[bytes]) -> int:
    """Insert the envelopes that the store lacks, byte for byte, then open a new epoch; gives the number inserted.

    The copies stand in an epoch of their own, which the relay passes over. It is registered with the last step, so
    that a recovery cut short is simply run again. Raises RecoveryConflictError.
    """
    copied = 0
    bodies = iter(raw)
    with pool.connection() as connection:
        (epoch,) = connection.execute(_EPOCH_OF_COPIES).fetchone() or (2,)
        while batch := list(islice(bodies, _BATCH)):
            try:
                copied += connection.execute(_COPY, (epoch, *_columns(batch)), prepare=True).rowcount
            except psycopg.errors.UniqueViolation as conflict:
                raise RecoveryConflictError(conflict.diag.message_detail) from conflict
        connection.execute("SELECT open_epoch(after_copies => true)")
    return copied


def _columns(bodies: list[bytes]) -> Iterator[list[Any]]:
    rows = []
    for body in bodies:
        head = from_json(body)
        kind = kind_of(head["type"])
        stream_id, event_id = UUID(head["streamid"]), UUID(head["id"])
        rows.append((stream_id, head["sequence"], event_id, head["type"], kind, head["partitionkey"], body))
    return (list(column) for column in zip(*rows, strict=True))
