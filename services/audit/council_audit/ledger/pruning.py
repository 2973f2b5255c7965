"""Pruning by retention: old records of reading leave the ledger's copy; every proof of what stays is as before.

The hashes stay, in tiles of database and folder, so that the tree is the same: an entry that was handed out with its receipt
is proved for ever. Events of cases stay too. Bundles wholly below the minimum index go from the folder, as tlog-tiles allows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NamedTuple

from council_kit.merkle import TILE_WIDTH, bundle_name
from council_kit.merkle.folder import numbered
from psycopg import Connection

from council_audit.ledger.folder import Folder

DDL: Final = """
CREATE TABLE IF NOT EXISTS ledger.pruned (
    minimum bigint PRIMARY KEY,           -- entries below may be missing: those of reading, no others
    pruned_at timestamptz NOT NULL DEFAULT now()
);
"""
# Checkpoints bear the real time at which they were signed: everything below the last one before the day is older than the day.
# The last leaf always stays: it says how long the tree is.
_MINIMUM: Final = """
SELECT least(coalesce(max(size), 0), (SELECT coalesce(max(index), 0) FROM ledger.leaves))
FROM ledger.checkpoints WHERE signed_at < %s
"""
_FORGET: Final = "DELETE FROM ledger.leaves WHERE index < %s AND topic LIKE '%%.access'"
_UNINDEX: Final = "DELETE FROM ledger.reads WHERE index < %s"


class Pruned(NamedTuple):
    """Below which index, how many records of reading left, and how many bundles."""

    minimum: int
    entries: int
    bundles: int


def prune(connection: Connection[Any], folder: Folder, before: dt.datetime) -> Pruned:
    """Let go of what was recorded before the instant; done twice it changes nothing more."""
    with connection.transaction():
        connection.execute(DDL)
        (minimum,) = connection.execute(_MINIMUM, [before]).fetchone() or (0,)
        entries = connection.execute(_FORGET, [minimum]).rowcount
        connection.execute(_UNINDEX, [minimum])
        connection.execute("INSERT INTO ledger.pruned (minimum) VALUES (%s) ON CONFLICT DO NOTHING", [minimum])
    names = [
        name
        for number in range(minimum // TILE_WIDTH)
        for name in (bundle_name(number), f"positions/{numbered(number)}")
    ]
    return Pruned(minimum, entries, folder.remove(names) // 2)


def minimum_index(connection: Connection[Any]) -> int:
    """Below it, records of reading and bundles may be gone; 0 where nothing was ever pruned."""
    if connection.execute("SELECT to_regclass('ledger.pruned')").fetchone() == (None,):
        return 0
    row = connection.execute("SELECT coalesce(max(minimum), 0) FROM ledger.pruned").fetchone()
    return int(row[0]) if row else 0
