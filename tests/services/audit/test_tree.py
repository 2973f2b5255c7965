"""The tiled tree gives the same roots, audit paths and consistency proofs as RFC 6962's own definitions."""

from hashlib import sha256

import pytest
from council_audit.ledger import (
    Growth,
    Node,
    Tile,
    TileAt,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    look_in,
    range_hash,
    root_from_path,
    root_nodes,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.audit import naive

SIZES_AT_TILE_BORDERS = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 1000]


def entries(count):
    return [f"event {number}".encode() for number in range(count)]


def grow(items, steps=()):
    """The tree after appending the items in batches that end at these sizes, with every tile that was written."""
    growth, tiles, at = Growth(), {}, 0
    for end in [*sorted({step for step in steps if step < len(items)}), len(items)]:
        tiles |= growth.append([leaf_hash(item) for item in items[at:end]])
        at = end
    return growth, tiles


@pytest.mark.parametrize("size", [0, *SIZES_AT_TILE_BORDERS])
def test_the_root_is_that_of_rfc_6962(size):
    growth, tiles = grow(entries(size), steps=[3, 255, 256, 700])
    assert growth.root() == naive.tree_hash(entries(size))
    assert range_hash(root_nodes(size), look_in(tiles)) == naive.tree_hash(entries(size))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_an_audit_path_at_any_earlier_size_is_that_of_rfc_6962_and_verifies(data):
    items = entries(data.draw(st.integers(1, 700)))
    size = data.draw(st.integers(1, len(items)))
    index = data.draw(st.integers(0, size - 1))
    _, tiles = grow(items, steps=data.draw(st.lists(st.integers(1, 700), max_size=4)))
    path = [range_hash(nodes, look_in(tiles)) for nodes in inclusion_ranges(index, size)]
    assert path == naive.audit_path(index, items[:size])
    root = naive.tree_hash(items[:size])
    assert naive.root_from_path(leaf_hash(items[index]), index, size, path) == root
    assert root_from_path(index, size, leaf_hash(items[index]), path) == root


@pytest.mark.parametrize("spoil", [lambda path: path[:-1], lambda path: [*path, bytes(32)]])
def test_a_path_of_another_length_is_refused(spoil):
    _, tiles = grow(entries(5))
    path = [range_hash(nodes, look_in(tiles)) for nodes in inclusion_ranges(2, 5)]
    with pytest.raises(ValueError, match="path"):
        root_from_path(2, 5, leaf_hash(entries(5)[2]), spoil(path))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_consistency_proof_between_any_two_sizes_is_that_of_rfc_6962(data):
    items = entries(data.draw(st.integers(1, 700)))
    second = data.draw(st.integers(1, len(items)))
    first = data.draw(st.integers(1, second))
    _, tiles = grow(items)
    proof = [range_hash(nodes, look_in(tiles)) for nodes in consistency_ranges(first, second)]
    assert proof == naive.consistency_proof(first, items[:second])


def test_a_tree_of_seventy_thousand_entries_has_the_tiles_that_tlog_tiles_names():
    growth = Growth()
    tiles = growth.append(leaf_hash(item) for item in entries(70_000))
    widths = {at: tile.width for at, tile in tiles.items()}
    assert sum(width == 256 for at, width in widths.items() if at.level == 0) == 273
    assert widths[TileAt(0, 273)] == 112
    assert widths[TileAt(1, 0)] == 256
    assert widths[TileAt(1, 1)] == 17
    assert widths[TileAt(2, 0)] == 1
    assert growth.root() == range_hash(root_nodes(70_000), look_in(tiles))


def test_a_proof_reads_few_tiles_however_long_the_ledger_is():
    nodes = [node for part in inclusion_ranges(123_456, 5_000_000) for node in part]
    assert len(nodes) < 2 * 23


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_an_entry_outside_the_tree_has_no_path(index, size):
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_ranges(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_only_a_smaller_tree_can_be_the_beginning_of_another(first, second):
    with pytest.raises(ValueError, match="first size"):
        consistency_ranges(first, second)


def test_an_unfinished_tile_does_not_know_nodes_beyond_its_width():
    tile = Tile.of([sha256(bytes([number])).digest() for number in range(5)])
    assert tile.node(Node(0, 4)) == sha256(b"\x04").digest()
    with pytest.raises(IndexError):
        tile.node(Node(1, 2))
