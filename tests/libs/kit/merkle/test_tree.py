"""The tiled tree gives the same roots, audit paths and consistency proofs as RFC 6962's own definitions."""

from hashlib import sha256

import pytest
from council_kit.merkle import (
    EMPTY_ROOT,
    Growth,
    Node,
    Paths,
    Tile,
    TileAt,
    consistency_ranges,
    inclusion_ranges,
    is_beginning,
    leaf_hash,
    look_in,
    range_hash,
    root_from_path,
    root_nodes,
    tiles_for,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.libs.kit.merkle import naive

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


def tree_of(count):
    """Hashes, tiles and roots of a big tree need no entries: leaf hashes are made of numbers."""
    hashes = [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]
    growth = Growth()
    return hashes, growth.append(hashes), growth.root()


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_537, 131_072, 140_003])
def test_paths_read_together_are_those_read_one_by_one(size):
    hashes, tiles, root = tree_of(size)
    indexes = sorted({0, 1, 255, 256, 65_535, 65_536, size // 2, size - 2, size - 1} & set(range(size)))
    paths = Paths(size, root, {at: tiles[at] for at in tiles_for(indexes, size)})
    for index in indexes:
        alone = tuple(range_hash(nodes, look_in(tiles)) for nodes in inclusion_ranges(index, size))
        assert paths.path(index, hashes[index]) == (alone, True)
        assert paths.path(index, leaf_hash(b"another entry")) == (alone, False)


def test_a_path_with_a_changed_hash_is_not_included():
    hashes, tiles, root = tree_of(70_000)
    whole = Paths(70_000, root, tiles).path(300, hashes[300])
    changed = 0
    for at in tiles_for([300], 70_000):
        tile = tiles[at]
        for start in range(0, len(tile.nodes), 32):
            broken = Tile(tile.width, tile.nodes[:start] + bytes(32) + tile.nodes[start + 32 :])
            found = Paths(70_000, root, {**tiles, at: broken}).path(300, hashes[300])
            if found.hashes != whole.hashes:
                changed += 1
                assert not found.included
    assert changed >= len(whole.hashes)


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


def proof_of(tiles, first, second):
    return [range_hash(nodes, look_in(tiles)) for nodes in consistency_ranges(first, second)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_consistency_proof_shows_that_the_first_tree_is_the_beginning_of_the_second_and_of_no_other(data):
    items = entries(data.draw(st.integers(1, 300)))
    second = data.draw(st.integers(1, len(items)))
    first = data.draw(st.integers(1, second))
    _, tiles = grow(items)
    path = proof_of(tiles, first, second)
    roots = naive.tree_hash(items[:first]), naive.tree_hash(items[:second])
    assert is_beginning(first, roots[0], second, roots[1], path)
    assert not is_beginning(first, bytes(32), second, roots[1], path)
    assert not is_beginning(first, roots[0], second, bytes(32), path)
    assert not is_beginning(first, roots[0], second, roots[1], [*path, bytes(32)])
    if path:
        assert not is_beginning(first, roots[0], second, roots[1], path[:-1])


def test_the_empty_tree_is_the_beginning_of_every_tree_and_none_is_of_a_smaller():
    root = naive.tree_hash(entries(3))
    assert is_beginning(0, EMPTY_ROOT, 3, root, [])
    assert not is_beginning(0, root, 3, root, [])
    assert not is_beginning(4, root, 3, root, [])
