"""Checkpoints and proofs, read from the stored tiles: a few tiles a proof, however long the ledger is."""

from __future__ import annotations

from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_kit.merkle import (
    TILE_WIDTH,
    Node,
    Path,
    Paths,
    Tile,
    TileAt,
    Verifier,
    consistency_ranges,
    range_hash,
    receipt,
    root_nodes,
    tile_of,
    tiles_for,
)
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from psycopg import Connection

from council_audit.ledger import TILES_SQL, tiles_of
from council_audit.queries.answers import Consistency, Proof, Receipt, SignedCheckpoint

_NO_PATH: Final = Path((), included=False)
_KEPT_TILES: Final = 1024
"""Full tiles kept in memory (16 KiB each): a full tile never changes."""


class Leaf(NamedTuple):
    """One entry of the ledger as the index knows it."""

    number: int
    leaf_hash: bytes
    case_id: UUID | None


def encoded(hash_: bytes) -> str:
    """A hash as base64."""
    return b2a_base64(hash_, newline=False).decode()


class Proving:
    """Reads proofs; safe between threads."""

    def __init__(self, pool: Pool, verifier: Verifier) -> None:
        self._pool = pool
        self._verifier = verifier
        self._full: dict[TileAt, Tile] = {}

    def checkpoint(self) -> SignedCheckpoint | None:
        """The last one; None before the first."""
        with self._pool.connection() as connection:
            return self.checkpoint_in(connection)

    def checkpoint_in(self, connection: Connection[Any]) -> SignedCheckpoint | None:
        """The last checkpoint in a transaction that the caller holds."""
        row = connection.execute(
            "SELECT size, root, note, signed_at FROM ledger.checkpoints ORDER BY size DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        size, root, note, signed_at = row
        return SignedCheckpoint(
            size=size,
            root=encoded(root),
            note=note,
            verifier_key=self._verifier.verifier_key,
            signed_at=signed_at,
        )

    def leaf(self, event_id: UUID) -> Leaf | None:
        """Where the ledger holds an event first."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT index, leaf_hash, case_id FROM ledger.leaves WHERE event_id = %s ORDER BY index LIMIT 1",
                [event_id],
            ).fetchone()
        return None if row is None else Leaf(row[0], bytes(row[1]), row[2])

    def receipt(self, event_id: UUID, leaf: Leaf) -> Receipt:
        """The proof of one entry against the last checkpoint."""
        with self._pool.connection() as connection:
            checkpoint = self.checkpoint_in(connection)
            proof = self.proofs(connection, [(leaf.number, leaf.leaf_hash)], checkpoint)[leaf.number]
        paper = receipt(leaf.number, proof.path, checkpoint.note) if checkpoint and proof.included else None
        return Receipt(event_id=event_id, proof=proof, receipt=paper, checkpoint=checkpoint)

    def proofs(
        self, connection: Connection[Any], leaves: Sequence[tuple[int, bytes]], checkpoint: SignedCheckpoint | None
    ) -> dict[int, Proof]:
        """The proofs of these (index, leaf hash) by index; an entry beyond the checkpoint has no path yet."""
        text = cache(encoded)
        return {
            index: Proof(
                index=index,
                leaf_hash=encoded(leaf_hash),
                included=path.included,
                path=tuple(map(text, path.hashes)),
            )
            for index, leaf_hash, path in self._paths(connection, leaves, checkpoint)
        }

    def included(
        self, connection: Connection[Any], leaves: Sequence[tuple[int, bytes]], checkpoint: SignedCheckpoint | None
    ) -> set[int]:
        """The indexes of those that the checkpoint holds, where nobody is handed the proofs."""
        return {index for index, _, path in self._paths(connection, leaves, checkpoint) if path.included}

    def _paths(
        self, connection: Connection[Any], leaves: Sequence[tuple[int, bytes]], checkpoint: SignedCheckpoint | None
    ) -> Iterator[tuple[int, bytes, Path]]:
        size = checkpoint.size if checkpoint else 0
        root = b64decode(checkpoint.root) if checkpoint else b""
        within = [index for index, _ in leaves if index < size]
        paths = Paths(size, root, self._tiles(connection, tiles_for(within, size)))
        for index, leaf_hash in leaves:
            yield index, leaf_hash, paths.path(index, leaf_hash) if index < size else _NO_PATH

    def consistency(self, first: int, second: int) -> Consistency:
        """The proof between two sizes, both at most the last checkpoint's; raises a 422 problem."""
        with self._pool.connection() as connection:
            checkpoint = self.checkpoint_in(connection)
            if checkpoint is None or not 0 < first <= second <= checkpoint.size:
                raise field_problem(
                    "second",
                    "件数は1以上で、先の件数は後の件数以下、後の件数は最新の検証点の件数以下にしてください。",
                    "Sizes run from 1 to that of the last checkpoint, the first at most the second.",
                )
            ranges = consistency_ranges(first, second)
            roots = [root_nodes(first), root_nodes(second)]
            hashes = self._hashes(connection, [*ranges, *roots])
        return Consistency(
            first=first,
            second=second,
            first_root=encoded(hashes[tuple(roots[0])]),
            second_root=encoded(hashes[tuple(roots[1])]),
            path=tuple(encoded(hashes[tuple(nodes)]) for nodes in ranges),
        )

    def _hashes(self, connection: Connection[Any], ranges: Iterable[Sequence[Node]]) -> dict[tuple[Node, ...], bytes]:
        """The hash of every range, each computed once."""
        distinct = set(map(tuple, ranges))
        places = {node: tile_of(node) for nodes in distinct for node in nodes}
        tiles = self._tiles(connection, set(places.values()))

        def look(node: Node) -> bytes:
            return tiles[places[node]].node(node)

        return {nodes: range_hash(nodes, look) for nodes in distinct}

    def _tiles(self, connection: Connection[Any], wanted: Collection[TileAt]) -> dict[TileAt, Tile]:
        tiles = {at: tile for at in wanted if (tile := self._full.get(at)) is not None}
        missing = [at for at in wanted if at not in tiles]
        if missing:
            addresses = [[at.level for at in missing], [at.number for at in missing]]
            read = tiles_of(connection.execute(TILES_SQL, addresses, binary=True).fetchall(), missing)
            tiles |= read
            self._keep(read)
        return tiles

    def _keep(self, tiles: dict[TileAt, Tile]) -> None:
        full = {at: tile for at, tile in tiles.items() if tile.width == TILE_WIDTH}
        if len(self._full) + len(full) > _KEPT_TILES:
            self._full = {}
        self._full |= full
