"""From leaves to a signed checkpoint: bundles and tiles on disk first, then the signature, then the database's note."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from council_kit.merkle import HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Checkpoint, Signer, Tile, TileAt, edge_tiles
from council_kit.postgres import AsyncPool

from council_audit.ledger.folder import Folder, Position
from council_audit.ledger.leaves import Entry, Leaves, LedgerForkError, read_tiles

_BUNDLES_AT_ONCE: Final = 8
"""Bundles read from the database and written by one call: at most 8 × 256 events of 60,000 bytes in memory."""


class Publishing:
    """Publishes what one sequencer has appended, and refuses a tree that does not extend what was published."""

    def __init__(self, pool: AsyncPool, folder: Folder, signer: Signer, now: Callable[[], dt.datetime]) -> None:
        """`now` is the real time, never the movable business clock."""
        self._pool = pool
        self._folder = folder
        self._signer = signer
        self._now = now

    def last(self) -> Checkpoint | None:
        """What was published last; raises NoteError when the file is not ours."""
        note = self._folder.last_checkpoint()
        return None if note is None else self._signer.read(note)

    async def adopt(self, leaves: Leaves) -> None:
        """At start: refill a tail that the database lost, then check the tree; raises LedgerForkError, FolderError."""
        last = self.last()
        if last is not None and leaves.size < last.size:
            await self._refill(leaves, last.size)
        await self._check(leaves)

    async def publish(self, leaves: Leaves, size: int, root: bytes) -> Checkpoint:
        """Sign the tree of `size` entries and this root, when it extends what was published before."""
        await self._check(leaves)
        last = self.last()
        published = 0 if last is None else last.size
        await self._write_bundles(published, size)
        await self._write_tiles(published, size)
        checkpoint = self._signer.sign(size, root)
        await asyncio.to_thread(self._folder.publish, checkpoint.note)
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO ledger.checkpoints VALUES (%s, %s, %s, %s) ON CONFLICT (size) DO NOTHING",
                [size, root, checkpoint.note, self._now()],
            )
        return checkpoint

    async def _check(self, leaves: Leaves) -> None:
        """Both witnesses of the past, the folder and the table of checkpoints, must be beginnings of this tree."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT size, root FROM ledger.checkpoints ORDER BY size DESC LIMIT 1")
            known = [(int(size), bytes(root)) for size, root in await cursor.fetchall()]
            last = self.last()
            if last is not None:
                known.append((last.size, last.root))
            for size, root in known:
                if await leaves.root_at(size, connection) != root:
                    raise LedgerForkError("the tree does not extend the checkpoint that was published")

    async def _refill(self, leaves: Leaves, size: int) -> None:
        for start in range(leaves.size - leaves.size % TILE_WIDTH, size, TILE_WIDTH):
            width = min(TILE_WIDTH, size - start)
            bundle = await asyncio.to_thread(self._folder.read_entries, start // TILE_WIDTH, width)
            await leaves.append([Entry(place, raw) for raw, place in bundle[leaves.size - start :]])

    async def _write_bundles(self, published: int, size: int) -> None:
        step = TILE_WIDTH * _BUNDLES_AT_ONCE
        for start in range(published - published % TILE_WIDTH, size, step):
            async with self._pool.connection() as connection:
                cursor = await connection.execute(
                    'SELECT raw, topic, partition, "offset" FROM ledger.leaves'
                    " WHERE index >= %s AND index < %s ORDER BY index",
                    [start, min(start + step, size)],
                    binary=True,
                )
                rows = await cursor.fetchall()
            await asyncio.to_thread(self._write_rows, start // TILE_WIDTH, rows)

    def _write_rows(self, number: int, rows: list[Any]) -> None:
        for place in range(0, len(rows), TILE_WIDTH):
            part = rows[place : place + TILE_WIDTH]
            entries = [bytes(raw) for raw, *_ in part]
            self._folder.write_entries(number, entries, [Position(*where) for _, *where in part])
            number += 1

    async def _write_tiles(self, published: int, size: int) -> None:
        """Every tile that became full since, and the unfinished ones at exactly this size."""
        at_edge = {at: (size >> (TILE_HEIGHT * at.level)) % TILE_WIDTH for at in edge_tiles(size)}
        widths = _filled(published, size) | at_edge
        wanted = list(widths)
        for start in range(0, len(wanted), TILE_WIDTH):
            part = wanted[start : start + TILE_WIDTH]
            async with self._pool.connection() as connection:
                tiles = await read_tiles(connection, part)
            cut = {at: Tile(widths[at], tile.nodes[: widths[at] * HASH_BYTES]) for at, tile in tiles.items()}
            await asyncio.to_thread(self._write_each, cut)

    def _write_each(self, tiles: dict[TileAt, Tile]) -> None:
        for at, tile in tiles.items():
            self._folder.write_tile(at, tile)


def _filled(published: int, size: int) -> dict[TileAt, int]:
    """The tiles that were not full at the first size and are at the second."""
    filled: dict[TileAt, int] = {}
    level = 0
    while size >> (TILE_HEIGHT * (level + 1)):
        height = TILE_HEIGHT * (level + 1)
        filled |= {TileAt(level, number): TILE_WIDTH for number in range(published >> height, size >> height)}
        level += 1
    return filled
