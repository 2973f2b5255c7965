"""The published ledger: a log in tiles, and beside it, ours alone, where on Kafka each entry stood.

`positions/…` is no part of tlog-tiles: from it a lost tail of the database is refilled exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from council_kit.merkle import FolderError, TileFolder
from council_kit.merkle.folder import numbered

_SIGNED: Final = "signed"


class Position(NamedTuple):
    """Where on Kafka an entry stood."""

    topic: str
    partition: int
    offset: int


class Folder(TileFolder):
    """The folder of the ledger."""

    def keep_signed(self, note: str) -> None:
        """Make a signed checkpoint durable before any witness is shown it: from then on the ledger must extend it."""
        self.publish(note, _SIGNED)

    def last_signed(self) -> str | None:
        """The checkpoint that was signed last, whether it was published or not."""
        try:
            return self.read(_SIGNED).decode()
        except FileNotFoundError:
            return None

    def write_entries(self, number: int, entries: Sequence[bytes], positions: Sequence[Position]) -> None:
        """One bundle, after the positions of its entries."""
        lines = "".join(f"{place.topic} {place.partition} {place.offset}\n" for place in positions)
        self.write_once(f"positions/{numbered(number, len(entries))}", lines.encode())
        self.write_bundle(number, entries)

    def read_entries(self, number: int, width: int) -> list[tuple[bytes, Position]]:
        """The entries of a bundle of this width; raises FolderError when it or its positions are missing or broken."""
        entries = self.read_bundle(number, width)
        name = f"positions/{numbered(number, width)}"
        try:
            lines = self.read(name).decode().splitlines()
            places = [Position(topic, int(part), int(offset)) for topic, part, offset in map(str.split, lines)]
            return list(zip(entries, places, strict=True))
        except (OSError, ValueError) as problem:
            raise FolderError(f"{name} cannot be read") from problem
