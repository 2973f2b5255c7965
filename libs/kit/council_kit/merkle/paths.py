"""The audit paths of many entries of one tree at once, each verified; what they share is read and hashed once.

The lowest eight hashes of a path stand in the entry's own tile where that is full, the next eight in the tile above it,
and so on; only where the tree ends are ranges hashed one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from council_kit.merkle.tree import (
    TILE_HEIGHT,
    TILE_WIDTH,
    Node,
    Tile,
    TileAt,
    inclusion_ranges,
    node_hash,
    range_hash,
    tile_of,
)
from council_kit.merkle.verifying import root_from_path


class Path(NamedTuple):
    """An audit path from the leaf's sibling up. `included`: it leads from the leaf's hash to the root."""

    hashes: tuple[bytes, ...]
    included: bool


class _Above(NamedTuple):
    """What stands above a complete subtree: its hash, the rest of the path, and whether that leads to the root."""

    hash: bytes
    hashes: tuple[bytes, ...]
    leads_to_root: bool


def _is_full(at: TileAt, size: int) -> bool:
    return (at.number + 1) * TILE_WIDTH <= size >> (TILE_HEIGHT * at.level)


def tiles_for(indexes: Iterable[int], size: int) -> set[TileAt]:
    """The tiles that the paths of these entries in a tree of `size` are read from; ValueError for an entry not in it."""
    wanted: set[TileAt] = set()
    for index in indexes:
        at, inside = TileAt(0, index // TILE_WIDTH), index
        while _is_full(at, size) and at not in wanted:
            wanted.add(at)
            inside = at.number
            at = TileAt(at.level + 1, inside // TILE_WIDTH)
        if at not in wanted:
            wanted |= {tile_of(node) for nodes in _ranges(at.level, inside, size) for node in nodes}
            wanted.add(at)
    return wanted


def _ranges(level: int, number: int, size: int) -> list[list[Node]]:
    """The ranges of a path above the complete tile subtree `number` of this level."""
    height = TILE_HEIGHT * level
    return inclusion_ranges(number << height, size)[height:]


class Paths:
    """Paths in the tree of `size` entries with this root, from the tiles that `tiles_for` names."""

    def __init__(self, size: int, root: bytes, tiles: Mapping[TileAt, Tile]) -> None:
        self._size: Final = size
        self._root: Final = root
        self._tiles: Final = tiles
        self._known: dict[tuple[int, int], _Above] = {}

    def path(self, index: int, leaf: bytes) -> Path:
        """The path of one entry, followed from its leaf hash; ValueError when the entry is not in the tree."""
        at = TileAt(0, index // TILE_WIDTH)
        if not _is_full(at, self._size):
            hashes = self._hashed(0, index)
            return Path(hashes, root_from_path(index, self._size, leaf, hashes) == self._root)
        siblings = self._tiles[at].siblings(index % TILE_WIDTH)
        above = self._above(1, at.number)
        included = above.leads_to_root and _climbed(index, leaf, siblings) == above.hash
        return Path(siblings + above.hashes, included)

    def _above(self, level: int, number: int) -> _Above:
        """Above the full tile `number` of the level below."""
        known = self._known.get((level, number))
        if known is None:
            known = self._known[level, number] = self._looked_up(level, number)
        return known

    def _looked_up(self, level: int, number: int) -> _Above:
        at = TileAt(level, number // TILE_WIDTH)
        own = self._look(Node(TILE_HEIGHT * level, number))
        if not _is_full(at, self._size):
            hashes = self._hashed(level, number)
            last = (self._size - 1) >> (TILE_HEIGHT * level)
            return _Above(own, hashes, root_from_path(number, last + 1, own, hashes) == self._root)
        siblings = self._tiles[at].siblings(number % TILE_WIDTH)
        above = self._above(level + 1, at.number)
        return _Above(
            own,
            siblings + above.hashes,
            above.leads_to_root and _climbed(number, own, siblings) == above.hash,
        )

    def _hashed(self, level: int, number: int) -> tuple[bytes, ...]:
        return tuple(range_hash(nodes, self._look) for nodes in _ranges(level, number, self._size))

    def _look(self, node: Node) -> bytes:
        return self._tiles[tile_of(node)].node(node)


def _climbed(number: int, found: bytes, siblings: Iterable[bytes]) -> bytes:
    """The hash of the complete subtree that an entry and its siblings make up."""
    for sibling in siblings:
        found = node_hash(sibling, found) if number & 1 else node_hash(found, sibling)
        number >>= 1
    return found
