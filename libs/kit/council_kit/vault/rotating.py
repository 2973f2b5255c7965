"""Rotation of key-encryption keys: every data key of a council is wrapped anew. No event and no sealed value is touched."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from psycopg import Connection

from council_kit.postgres import Pool
from council_kit.vault.keeping import KeyKeeper, version_of

_BATCH: Final = 500
_NEXT: Final = """
SELECT key_id, wrapped FROM data_keys
WHERE key_id LIKE %s AND wrapped IS NOT NULL AND key_id > %s ORDER BY key_id LIMIT %s
"""
# One that was destroyed or wrapped anew meanwhile is left as it is.
_REPLACE: Final = """
UPDATE data_keys SET wrapped = fresh.after FROM unnest(%s::text[], %s::bytea[], %s::bytea[]) AS fresh (key_id, before, after)
WHERE data_keys.key_id = fresh.key_id AND data_keys.wrapped = fresh.before
"""


class Rotated(NamedTuple):
    """How many data keys were wrapped anew, and how many of the council there are."""

    rewrapped: int
    keys: int


def rotate(pool: Pool, keeper: KeyKeeper, council: str) -> Rotated:
    """Wrap every data key of the council under the newest key-encryption key; done twice it changes nothing more.

    Raises KeyNotHeldError, and ValueError for a wrapped key that does not open.
    """
    after, rewrapped, keys = "", 0, 0
    newest = version_of(keeper.wrap(council, [("trial", bytes(32))])[0])
    while True:
        with pool.connection() as connection:
            rows = _next(connection, council, after)
            if not rows:
                return Rotated(rewrapped, keys)
            old = [(key_id, wrapped) for key_id, wrapped in rows if version_of(wrapped) != newest]
            if old:
                fresh = keeper.rewrap(council, old)
                ids, before = [key_id for key_id, _ in old], [wrapped for _, wrapped in old]
                rewrapped += connection.execute(_REPLACE, [ids, before, fresh]).rowcount
        keys += len(rows)
        after = rows[-1][0]


def versions_in_use(pool: Pool, council: str) -> dict[int, int]:
    """How many data keys of the council stand under each version."""
    counted: dict[int, int] = {}
    after = ""
    while True:
        with pool.connection() as connection:
            rows = _next(connection, council, after)
        if not rows:
            return counted
        for _, wrapped in rows:
            counted[version_of(wrapped)] = counted.get(version_of(wrapped), 0) + 1
        after = rows[-1][0]


def _next(connection: Connection[Any], council: str, after: str) -> list[tuple[str, bytes]]:
    rows = connection.execute(_NEXT, [f"{council}/%", after, _BATCH], binary=True).fetchall()
    return [(key_id, bytes(wrapped)) for key_id, wrapped in rows]
