"""A published log: a folder in the layout of C2SP tlog-tiles, each file durable and final.

`tile/entries/…` holds the entries' bytes, `tile/<L>/…` the hashes, `checkpoint` what was signed last.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from council_kit.merkle.tree import HASH_BYTES, TILE_WIDTH, Tile, TileAt

_LENGTH: Final = struct.Struct(">H")
_CHECKPOINT: Final = "checkpoint"


class FolderError(Exception):
    """The folder of the published log lacks a file or holds a broken one."""


def numbered(number: int, width: int = TILE_WIDTH) -> str:
    """`x001/x234/067`, and `.p/<width>` for an unfinished one."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def tile_name(at: TileAt, width: int = TILE_WIDTH) -> str:
    """Where a tile stands below the log's prefix."""
    return f"tile/{at.level}/{numbered(at.number, width)}"


def bundle_name(number: int, width: int = TILE_WIDTH) -> str:
    """Where an entry bundle stands below the log's prefix."""
    return f"tile/entries/{numbered(number, width)}"


def bundle_of(entries: Iterable[bytes]) -> bytes:
    """Entries one after another, each led by its length in two bytes."""
    return b"".join(_LENGTH.pack(len(entry)) + entry for entry in entries)


def entries_of(bundle: bytes) -> Iterable[bytes]:
    """The entries of a bundle; raises ValueError or struct.error where it is cut off."""
    place = 0
    while place < len(bundle):
        (length,) = _LENGTH.unpack_from(bundle, place)
        place += _LENGTH.size + length
        if place > len(bundle):
            raise ValueError("the bundle ends within an entry")
        yield bundle[place - length : place]


class TileFolder:
    """Files appear whole or not at all; all of them are durable when `publish` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed: set[Path] = set()
        path.mkdir(parents=True, exist_ok=True)

    def last_checkpoint(self) -> str | None:
        """The note signed last; None before the first."""
        try:
            return (self._path / _CHECKPOINT).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str, name: str = _CHECKPOINT) -> None:
        """Replace the checkpoint, after everything that it vouches for is safe on disk."""
        self._flush_folders()
        self._write(self._path / name, note.encode())
        self._flush_folders()

    def write_tile(self, at: TileAt, tile: Tile) -> None:
        """One tile, full or of the width that a checkpoint's size asks for."""
        self.write_once(tile_name(at, tile.width), tile.published)

    def read_tile(self, at: TileAt, width: int) -> Tile:
        """A tile of this width, or the full one in its place; raises FolderError."""
        for name in (tile_name(at, width), tile_name(at)):
            try:
                nodes = self.read(name)
            except FileNotFoundError:
                continue
            if len(nodes) < width * HASH_BYTES:
                raise FolderError(f"{name} is cut off")
            return Tile.of([nodes[place : place + HASH_BYTES] for place in range(0, width * HASH_BYTES, HASH_BYTES)])
        raise FolderError(f"{tile_name(at, width)} is missing")

    def write_bundle(self, number: int, entries: Sequence[bytes]) -> None:
        """One bundle of up to 256 entries."""
        self.write_once(bundle_name(number, len(entries)), bundle_of(entries))

    def read_bundle(self, number: int, width: int) -> list[bytes]:
        """The entries of a bundle of this width; raises FolderError when it is missing or broken."""
        name = bundle_name(number, width)
        try:
            return list(entries_of(self.read(name)))
        except (OSError, ValueError, struct.error) as problem:
            raise FolderError(f"{name} cannot be read") from problem

    def read(self, name: str) -> bytes:
        """A file's bytes; raises FileNotFoundError."""
        return (self._path / name).read_bytes()

    def write_once(self, name: str, content: bytes) -> None:
        """A file with these bytes stays; one with others was written for a checkpoint that was never signed."""
        target = self._path / name
        if not target.exists() or target.read_bytes() != content:
            self._write(target, content)

    def remove(self, names: Iterable[str]) -> int:
        """Take files away that nobody must serve any more; gives the number of those that were there."""
        removed = 0
        for name in names:
            target = self._path / name
            if target.exists():
                target.unlink()
                self._changed.add(target.parent)
                removed += 1
        self._flush_folders()
        return removed

    def _write(self, target: Path, content: bytes) -> None:
        if not target.parent.exists():
            self._make(target.parent)
        beside = target.with_name(f".{target.name}.new")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        self._changed.add(target.parent)

    def _make(self, folder: Path) -> None:
        for each in [*reversed(folder.parents), folder]:
            if not each.exists():
                each.mkdir(exist_ok=True)
                self._changed.add(each.parent)

    def _flush_folders(self) -> None:
        """Make the names durable too: a renamed file is lost in a power cut while its folder is not on disk."""
        for folder in self._changed:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        self._changed.clear()
