"""The Merkle tree of RFC 6962 over byte strings, kept in tiles of 256 hashes (C2SP tlog-tiles).

Entry numbers start at 0. A `Node` is the root of a complete subtree; every hash that a proof names is the hash of a
range of entries, and every such range is a row of complete subtrees, so a proof reads a few tiles and no entry.
A tile of level L and number N holds the hashes of the subtrees of 256^L entries from entry N × 256^(L+1) on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
TILE_WIDTH: Final = 256
TILE_HEIGHT: Final = 8
EMPTY_ROOT: Final = sha256(b"").digest()
_ROWS: Final = tuple(2 * TILE_WIDTH - (2 * TILE_WIDTH >> row) for row in range(TILE_HEIGHT))
"""Where each row of hashes begins in the stored nodes of a full tile: 256 hashes, then 128, then 64 …, then 2."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962 2.1: prefix 0x00)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees (RFC 6962 2.1: prefix 0x01)."""
    return sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """The complete subtree of 2^level entries from entry `number << level` on."""

    level: int
    number: int


class TileAt(NamedTuple):
    """The address of a tile."""

    level: int
    number: int


def tile_of(node: Node) -> TileAt:
    """The tile whose hashes lie at or below this node."""
    level, row = divmod(node.level, TILE_HEIGHT)
    return TileAt(level, (node.number << row) // TILE_WIDTH)


class Tile:
    """Hashes of one tile. A full one keeps its inner rows too (510 hashes), so that a node is a slice.

    Those of another are hashed when one is first asked for.
    """

    __slots__ = ("_rows", "nodes", "width")

    def __init__(self, width: int, nodes: bytes) -> None:
        self.width = width
        self.nodes = nodes
        self._rows: list[list[bytes]] = []

    @classmethod
    def of(cls, hashes: Sequence[bytes]) -> Tile:
        """The tile of these 1 to 256 hashes."""
        if len(hashes) < TILE_WIDTH:
            return cls(len(hashes), b"".join(hashes))
        rows, row = list(hashes), list(hashes)
        while len(row) > 2:
            row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
            rows += row
        return cls(TILE_WIDTH, b"".join(rows))

    @property
    def published(self) -> bytes:
        """The bytes of a tlog-tiles tile: the lowest row only."""
        return self.nodes[: self.width * HASH_BYTES]

    def hashes(self) -> list[bytes]:
        """The lowest row."""
        return [self._at(place) for place in range(self.width)]

    def node(self, node: Node) -> bytes:
        """The hash of a node whose tile this is."""
        row = node.level % TILE_HEIGHT
        place = (node.number << row) % TILE_WIDTH
        if self.width == TILE_WIDTH:
            return self._at(_ROWS[row] + (place >> row))
        if not self._rows:
            self._rows = _complete_rows(self.hashes())
        return self._rows[row][place >> row]

    def siblings(self, place: int) -> tuple[bytes, ...]:
        """The eight hashes beside the way from a place of a full tile up to its root."""
        nodes, found = self.nodes, []
        for row in _ROWS:
            start = (row + (place ^ 1)) * HASH_BYTES
            found.append(nodes[start : start + HASH_BYTES])
            place >>= 1
        return tuple(found)

    def root(self) -> bytes:
        """The hash of a full tile, which is one hash of the tile above."""
        top = _ROWS[-1]
        return node_hash(self._at(top), self._at(top + 1))

    def _at(self, place: int) -> bytes:
        start = place * HASH_BYTES
        found = self.nodes[start : start + HASH_BYTES]
        if len(found) != HASH_BYTES:
            raise IndexError("the tile does not reach that far")
        return found


def _complete_rows(row: list[bytes]) -> list[list[bytes]]:
    """The hashes of every complete subtree over these: of one hash, of two, of four …"""
    rows = [row]
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
        rows.append(row)
    return rows


def cover(start: int, end: int) -> list[Node]:
    """The complete subtrees, left to right, that make up the entries start … end-1 of a subtree of RFC 6962."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def _split(count: int) -> int:
    """The largest power of two below `count` (≥ 2)."""
    return int(1 << ((count - 1).bit_length() - 1))


def inclusion_ranges(index: int, size: int) -> list[list[Node]]:
    """What the audit path of an entry in a tree of `size` hashes, from its sibling up; ValueError when not within.

    Below the level where the entry's way to the root leaves that of the last entry, all siblings are complete but the
    topmost, which ends with the tree. Above, the entry lies on the right edge: every 1 in its number is a complete
    left neighbour, every 0 a level without a sibling.
    """
    if not 0 <= index < size:
        raise ValueError("the entry is not in a tree of this size")
    inner = (index ^ (size - 1)).bit_length()
    ranges = [[Node(level, (index >> level) ^ 1)] for level in range(inner)]
    if inner:
        level, number = ranges[-1][0]
        ranges[-1] = cover(number << level, min((number + 1) << level, size))
    edge = index >> inner
    level = inner
    while edge:
        if edge & 1:
            ranges.append([Node(level, (index >> level) ^ 1)])
        edge >>= 1
        level += 1
    return ranges


def consistency_ranges(first: int, second: int) -> list[list[Node]]:
    """What proves that the tree of `first` entries is the beginning of that of `second` (RFC 6962 2.1.2)."""
    if not 0 < first <= second:
        raise ValueError("the first size must be between 1 and the second")
    low, high, ranges = 0, second, []
    while first < high:
        middle = low + _split(high - low)
        if first <= middle:
            ranges.append(cover(middle, high))
            high = middle
        else:
            ranges.append(cover(low, middle))
            low = middle
    if low:
        ranges.append(cover(low, high))
    return ranges[::-1]


Look = Callable[[Node], bytes]


def range_hash(nodes: Sequence[Node], look: Look) -> bytes:
    """The Merkle tree hash of a range, from the hashes of its complete subtrees."""
    if not nodes:
        return EMPTY_ROOT
    found = look(nodes[-1])
    for node in reversed(nodes[:-1]):
        found = node_hash(look(node), found)
    return found


def look_in(tiles: Mapping[TileAt, Tile]) -> Look:
    """How proofs find the hash of a node in tiles that were read beforehand."""

    def look(node: Node) -> bytes:
        return tiles[tile_of(node)].node(node)

    return look


def root_nodes(size: int) -> list[Node]:
    """The complete subtrees whose hashes give the root of a tree of `size` entries."""
    return cover(0, size)


class Growth:
    """The right edge of the growing tree: the hashes of the last tile of every level, nothing else in memory."""

    def __init__(self, size: int = 0, edge: Iterable[Iterable[bytes]] = ()) -> None:
        """`edge`: the hashes of the unfinished tile of each level, lowest first (an empty one where none is begun)."""
        self.size = size
        self._edge = [list(hashes) for hashes in edge]

    def append(self, hashes: Iterable[bytes]) -> dict[TileAt, Tile]:
        """Take leaf hashes in order; gives every tile that is new or longer than before."""
        changed: dict[TileAt, Tile] = {}
        before = self.size
        for each in hashes:
            self._push(0, each, changed)
            self.size += 1
        if self.size == before:
            return {}
        for level, edge in enumerate(self._edge):
            begun = self.size >> (TILE_HEIGHT * level)
            if edge and begun != before >> (TILE_HEIGHT * level):
                changed[TileAt(level, begun // TILE_WIDTH)] = Tile.of(edge)
        return changed

    def _push(self, level: int, hash_: bytes, changed: dict[TileAt, Tile]) -> None:
        if level == len(self._edge):
            self._edge.append([])
        edge = self._edge[level]
        edge.append(hash_)
        if len(edge) == TILE_WIDTH:
            tile = Tile.of(edge)
            # The number of finished tiles of this level before this one; `size` is not yet raised by this entry.
            changed[TileAt(level, self.size >> (TILE_HEIGHT * (level + 1)))] = tile
            self._edge[level] = []
            self._push(level + 1, tile.root(), changed)

    def root(self) -> bytes:
        """The root over all entries so far."""
        return range_hash(root_nodes(self.size), self._look)

    def _look(self, node: Node) -> bytes:
        return Tile.of(self._edge[node.level // TILE_HEIGHT]).node(node)


def edge_tiles(size: int) -> list[TileAt]:
    """The unfinished tiles of a tree of `size` entries; a level whose tiles are all full has none."""
    tiles, level = [], 0
    while size >> (TILE_HEIGHT * level):
        count = size >> (TILE_HEIGHT * level)
        if count % TILE_WIDTH:
            tiles.append(TileAt(level, count // TILE_WIDTH))
        level += 1
    return tiles
