"""From leaves to a signed checkpoint: bundles and tiles on disk first, then the signature, then the database's note."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

from council_kit.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Checkpoint,
    Signer,
    Tile,
    TileAt,
    edge_tiles,
)
from council_kit.postgres import AsyncPool

from council_audit.ledger.folder import Folder, Position
from council_audit.ledger.leaves import Entry, Leaves, LedgerForkError, read_tiles
from council_audit.ledger.witnesses import Witnesses

_BUNDLES_AT_ONCE: Final = 8
"""Bundles read from the database and written by one call: at most 8 × 256 events of 60,000 bytes in memory."""


_KEEP: Final = """
INSERT INTO ledger.checkpoints VALUES (%s, %s, %s, %s) ON CONFLICT (size) DO UPDATE SET note = excluded.note
WHERE length(checkpoints.note) < length(excluded.note)
"""
"""A note that was cosigned later than signed takes the place of the bare one."""


class Publishing:
    """Publishes what one sequencer has appended, and refuses a tree that does not extend what was published."""

    def __init__(
        self,
        pool: AsyncPool,
        folder: Folder,
        signer: Signer,
        now: Callable[[], dt.datetime],
        witnesses: Witnesses | None = None,
    ) -> None:
        """`now` is the real time, never the movable business clock."""
        self._witnesses = witnesses or Witnesses()
        self._pool = pool
        self._folder = folder
        self._signer = signer
        self._now = now

    def last(self) -> Checkpoint | None:
        """What was published last; raises NoteError when the file is not ours."""
        note = self._folder.last_checkpoint()
        return None if note is None else self._signer.read(note)

    def _signed_last(self) -> Checkpoint | None:
        """What the ledger must extend: what was published last, or signed since and perhaps shown to a witness."""
        published, note = self.last(), self._folder.last_signed()
        signed = None if note is None else self._signer.read(note)
        known = [each for each in (published, signed) if each is not None]
        return max(known, key=lambda each: each.size, default=None)

    async def adopt(self, leaves: Leaves) -> None:
        """At start: refill a tail that the database lost, check the tree, and hear what the witnesses saw.

        Raises LedgerForkError, FolderError.
        """
        last = self._signed_last()
        if last is not None and leaves.size < last.size:
            await self._refill(leaves, last.size)
        await self._check(leaves)
        await self._show(leaves, last or self._signer.sign(0, EMPTY_ROOT), publish=last is not None)

    async def publish(self, leaves: Leaves, size: int, root: bytes) -> Checkpoint:
        """Sign the tree of `size` entries and this root, when it extends what was published before."""
        await self._check(leaves)
        last = self.last()
        published = 0 if last is None else last.size
        await self._write_bundles(published, size)
        await self._write_tiles(published, size)
        checkpoint = self._signer.sign(size, root)
        await asyncio.to_thread(self._folder.keep_signed, checkpoint.note)
        return await self._show(leaves, checkpoint, publish=True)

    async def _show(self, leaves: Leaves, checkpoint: Checkpoint, *, publish: bool) -> Checkpoint:
        """Have the witnesses cosign, and publish what came of it; raises LedgerForkError where one saw another past."""

        async def prove(first: int) -> Sequence[bytes]:
            async with self._pool.connection() as connection:
                return await leaves.consistency(first, checkpoint.size, connection)

        note = await self._witnesses.cosigned(checkpoint, prove)
        cosigned = checkpoint._replace(note=note)
        if publish:
            await asyncio.to_thread(self._folder.publish, note)
            async with self._pool.connection() as connection:
                await connection.execute(_KEEP, [cosigned.size, cosigned.root, note, self._now()])
        return cosigned

    async def _check(self, leaves: Leaves) -> None:
        """Both witnesses of the past, the folder and the table of checkpoints, must be beginnings of this tree."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT size, root FROM ledger.checkpoints ORDER BY size DESC LIMIT 1")
            known = [(int(size), bytes(root)) for size, root in await cursor.fetchall()]
            last = self._signed_last()
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
