"""Noticing a database that was restored from a backup, and bringing back what Kafka has and it lacks (design §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Literal
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
_RESTARTED: Final[LiteralString] = """
SELECT EXISTS (SELECT FROM events WHERE epoch = (SELECT max(epoch) FROM epochs)
               AND xid >= pg_snapshot_xmax(pg_current_snapshot()))
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
        if connection.execute(_RESTARTED).fetchone() == (True,):
            _open_epoch(connection)


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
        _open_epoch(connection, after_copies=True)
    return copied


def _columns(bodies: list[bytes]) -> Iterator[list[Any]]:
    rows = []
    for body in bodies:
        head = from_json(body)
        kind = kind_of(head["type"])
        stream_id, event_id = UUID(head["streamid"]), UUID(head["id"])
        rows.append((stream_id, head["sequence"], event_id, head["type"], kind, head["partitionkey"], body))
    return (list(column) for column in zip(*rows, strict=True))


def _open_epoch(connection: psycopg.Connection[Any], *, after_copies: bool = False) -> None:
    """Begin a new live epoch, behind that of the copies where there are some.

    The lock waits for every writer of the old epoch; later ones find the new default.
    """
    with connection.transaction():
        connection.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        if after_copies:
            connection.execute("INSERT INTO epochs (epoch, copied) SELECT max(epoch) + 1, true FROM epochs")
        row = connection.execute(
            "INSERT INTO epochs (epoch, copied) SELECT max(epoch) + 1, false FROM epochs RETURNING epoch"
        ).fetchone()
        assert row is not None
        connection.execute(SQL("ALTER TABLE events ALTER COLUMN epoch SET DEFAULT {}").format(Literal(row[0])))
