"""The published ledger: a folder outside the database in the layout of C2SP tlog-tiles, each file durable and final.

`tile/entries/…` holds the events' bytes, `tile/<L>/…` the hashes, `checkpoint` what was signed last. Beside them, and
ours alone, `positions/…` says where on Kafka each entry stood, so that a lost tail of the database is refilled exactly.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from council_audit.ledger.tree import TILE_WIDTH, Tile, TileAt

_LENGTH: Final = struct.Struct(">H")
_CHECKPOINT: Final = "checkpoint"


class Position(NamedTuple):
    """Where on Kafka an entry stood."""

    topic: str
    partition: int
    offset: int


class FolderError(Exception):
    """The folder of the published ledger lacks a file or holds a broken one."""


def _numbered(number: int, width: int) -> str:
    """`x001/x234/067`, and `.p/<width>` for an unfinished one."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


class Folder:
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

    def publish(self, note: str) -> None:
        """Replace the checkpoint, after everything that it vouches for is safe on disk."""
        self._flush_folders()
        self._write(self._path / _CHECKPOINT, note.encode())
        self._flush_folders()

    def write_tile(self, at: TileAt, tile: Tile) -> None:
        """One tile, full or of the width that a checkpoint's size asks for."""
        self._write_once(f"tile/{at.level}/{_numbered(at.number, tile.width)}", tile.published)

    def write_bundle(self, number: int, entries: Sequence[bytes], positions: Sequence[Position]) -> None:
        """One bundle of up to 256 entries, and where they stood on Kafka."""
        bundle = b"".join(_LENGTH.pack(len(entry)) + entry for entry in entries)
        lines = "".join(f"{place.topic} {place.partition} {place.offset}\n" for place in positions)
        name = _numbered(number, len(entries))
        self._write_once(f"positions/{name}", lines.encode())
        self._write_once(f"tile/entries/{name}", bundle)

    def read_bundle(self, number: int, width: int) -> list[tuple[bytes, Position]]:
        """The entries of a bundle of this width; raises FolderError when it is missing or broken."""
        name = _numbered(number, width)
        try:
            bundle = (self._path / "tile/entries" / name).read_bytes()
            lines = (self._path / "positions" / name).read_text(encoding="utf-8").splitlines()
            entries = list(_entries(bundle))
            places = [Position(topic, int(part), int(offset)) for topic, part, offset in map(str.split, lines)]
            return list(zip(entries, places, strict=True))
        except (OSError, ValueError, struct.error) as problem:
            raise FolderError(f"entry bundle {name} cannot be read") from problem

    def _write_once(self, name: str, content: bytes) -> None:
        """A file with these bytes stays; one with others was written for a checkpoint that was never signed."""
        target = self._path / name
        if not target.exists() or target.read_bytes() != content:
            self._write(target, content)

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


def _entries(bundle: bytes) -> Iterable[bytes]:
    place = 0
    while place < len(bundle):
        (length,) = _LENGTH.unpack_from(bundle, place)
        place += _LENGTH.size + length
        if place > len(bundle):
            raise ValueError("the bundle ends within an entry")
        yield bundle[place - length : place]
