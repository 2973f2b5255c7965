"""Each subscription's log is a Merkle log of its own: what a subscriber was sent can be proved, to and by anybody.

Leaves are the bytes as sent; tree, checkpoints and receipts have the ledger's formats (RFC 6962, C2SP). The ledger itself is
never shown: a leaf here names nothing of it.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_kit.merkle import (
    Growth,
    Path,
    Paths,
    Signer,
    Tile,
    TileAt,
    consistency_ranges,
    edge_tiles,
    leaf_hash,
    look_in,
    range_hash,
    receipt,
    root_nodes,
    tile_of,
    tiles_for,
)
from council_kit.postgres import AsyncPool
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import AsyncConnection

_TILES: Final = """
SELECT level, number, width, nodes FROM delivery.tiles
JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, number) USING (level, number)
WHERE subscription_id = %s"""
_SAVE: Final = """
INSERT INTO delivery.tiles SELECT %s, * FROM unnest(%s::smallint[], %s::bigint[], %s::smallint[], %s::bytea[])
ON CONFLICT (subscription_id, level, number) DO UPDATE SET width = excluded.width, nodes = excluded.nodes"""


class NotInLogError(LookupError):
    """The log holds no such event, or no tree of such a size."""


class Proof(NamedTuple):
    """That one tree is the beginning of another: both checkpoints' sizes and the hashes between."""

    first: int
    second: int
    hashes: tuple[bytes, ...]


class Receipts:
    """Signs and proves."""

    def __init__(self, pool: AsyncPool, key: Ed25519PrivateKey) -> None:
        self._pool = pool
        self._key = key

    def signer(self, subscription: UUID) -> Signer:
        """The log under its name, `council-feed/<subscription>`; its public key is that of all subscriptions' logs."""
        return Signer(f"council-feed/{subscription}", self._key)

    async def append(
        self,
        connection: AsyncConnection[Any],
        subscription: UUID,
        head: int,
        bodies: Sequence[bytes],
        now: dt.datetime,
    ) -> None:
        """Let the tree grow to `head` by these leaves, and sign it, inside the transaction that gives them out."""
        size = head - len(bodies)
        at_edge = edge_tiles(size)
        tiles = await _read(connection, subscription, at_edge)
        edge: list[list[bytes]] = [[] for _ in range(1 + max((at.level for at in at_edge), default=-1))]
        for at in at_edge:
            edge[at.level] = tiles[at].hashes()
        growth = Growth(size, edge)
        changed = growth.append(leaf_hash(body) for body in bodies)
        levels, numbers = [at.level for at in changed], [at.number for at in changed]
        widths, nodes = [tile.width for tile in changed.values()], [tile.nodes for tile in changed.values()]
        await connection.execute(_SAVE, [subscription, levels, numbers, widths, nodes])
        await connection.execute(
            "INSERT INTO delivery.checkpoints VALUES (%s, %s, %s, %s)",
            [subscription, head, self.signer(subscription).sign(head, growth.root()).note, now],
        )

    async def checkpoint(self, subscription: UUID) -> str:
        """The last signed checkpoint; raises NotInLogError before the first."""
        async with self._pool.connection() as connection:
            return (await _last(connection, subscription))[1]

    async def receipt(self, subscription: UUID, event_id: UUID) -> str:
        """A tlog-proof that this event stands in the log; raises NotInLogError."""
        async with self._pool.connection() as connection:
            size, note = await _last(connection, subscription)
            cursor = await connection.execute(
                "SELECT position, body FROM delivery.log"
                " WHERE subscription_id = %s AND event_id = %s AND position <= %s",
                [subscription, event_id, size],
            )
            row = await cursor.fetchone()
            if row is None:
                raise NotInLogError
            index, body = row[0] - 1, bytes(row[1])
            tiles = await _read(connection, subscription, tiles_for([index], size) | _of_root(size))
        root = range_hash(root_nodes(size), look_in(tiles))
        path: Path = Paths(size, root, tiles).path(index, leaf_hash(body))
        return receipt(index, [_base64(each) for each in path.hashes], note)

    async def consistency(self, subscription: UUID, first: int) -> Proof:
        """That the tree of the first so many events is the beginning of the last checkpoint's; raises NotInLogError."""
        async with self._pool.connection() as connection:
            size, _ = await _last(connection, subscription)
            if not 0 < first <= size:
                raise NotInLogError
            ranges = consistency_ranges(first, size)
            tiles = await _read(connection, subscription, {tile_of(node) for nodes in ranges for node in nodes})
        return Proof(first, size, tuple(range_hash(nodes, look_in(tiles)) for nodes in ranges))


def _of_root(size: int) -> set[TileAt]:
    return {tile_of(node) for node in root_nodes(size)}


async def _last(connection: AsyncConnection[Any], subscription: UUID) -> tuple[int, str]:
    cursor = await connection.execute(
        "SELECT size, note FROM delivery.checkpoints WHERE subscription_id = %s ORDER BY size DESC LIMIT 1",
        [subscription],
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotInLogError
    return row[0], row[1]


async def _read(connection: AsyncConnection[Any], subscription: UUID, wanted: Iterable[TileAt]) -> dict[TileAt, Tile]:
    addresses = list(wanted)
    cursor = await connection.execute(
        _TILES, [[at.level for at in addresses], [at.number for at in addresses], subscription]
    )
    return {TileAt(level, number): Tile(width, bytes(nodes)) for level, number, width, nodes in await cursor.fetchall()}


def _base64(hash_: bytes) -> str:
    return b64encode(hash_).decode()
