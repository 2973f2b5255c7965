"""The folder of a published log has the layout of tlog-tiles and gives back what was written."""

import struct

import pytest
from council_kit.merkle import FolderError, Tile, TileAt, TileFolder


def test_an_entry_bundle_is_length_prefixed_entries(tmp_path):
    TileFolder(tmp_path).write_bundle(0, [b"first", b"second!"])
    written = (tmp_path / "tile/entries/000.p/2").read_bytes()
    assert written == struct.pack(">H", 5) + b"first" + struct.pack(">H", 7) + b"second!"


@pytest.mark.parametrize(
    ("number", "path"), [(7, "007"), (1234, "x001/234"), (1234067, "x001/x234/067"), (123000, "x123/000")]
)
def test_a_number_becomes_groups_of_three_digits(tmp_path, number, path):
    TileFolder(tmp_path).write_tile(TileAt(2, number), Tile.of([b"\x01" * 32] * 256))
    assert (tmp_path / "tile/2" / path).read_bytes() == b"\x01" * 32 * 256


def test_a_bundle_read_back_has_its_entries(tmp_path):
    folder = TileFolder(tmp_path)
    folder.write_bundle(5, [b"first", b""])
    assert folder.read_bundle(5, 2) == [b"first", b""]


def test_a_missing_or_cut_bundle_is_an_error(tmp_path):
    folder = TileFolder(tmp_path)
    with pytest.raises(FolderError):
        folder.read_bundle(0, 1)
    folder.write_bundle(0, [b"first"])
    path = tmp_path / "tile/entries/000.p/1"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FolderError):
        folder.read_bundle(0, 1)


def test_a_tile_read_back_has_its_hashes_and_a_full_one_serves_for_a_narrower(tmp_path):
    folder = TileFolder(tmp_path)
    hashes = [bytes([number]) * 32 for number in range(256)]
    folder.write_tile(TileAt(0, 1), Tile.of(hashes[:3]))
    assert folder.read_tile(TileAt(0, 1), 3).hashes() == hashes[:3]
    folder.write_tile(TileAt(0, 2), Tile.of(hashes))
    assert folder.read_tile(TileAt(0, 2), 7).hashes() == hashes[:7]


def test_a_missing_or_cut_tile_is_an_error(tmp_path):
    folder = TileFolder(tmp_path)
    with pytest.raises(FolderError, match="missing"):
        folder.read_tile(TileAt(0, 0), 2)
    folder.write_tile(TileAt(0, 0), Tile.of([b"\x01" * 32] * 2))
    path = tmp_path / "tile/0/000.p/2"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FolderError, match="cut off"):
        folder.read_tile(TileAt(0, 0), 2)


def test_the_checkpoint_is_replaced_and_no_half_written_file_stays(tmp_path):
    folder = TileFolder(tmp_path)
    assert folder.last_checkpoint() is None
    folder.publish("first\n")
    folder.publish("second\n")
    assert folder.last_checkpoint() == "second\n"
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_a_bundle_of_a_checkpoint_that_was_never_signed_is_written_anew(tmp_path):
    folder = TileFolder(tmp_path)
    folder.write_bundle(0, [b"before the crash"])
    folder.write_bundle(0, [b"after the crash"])
    assert folder.read_bundle(0, 1) == [b"after the crash"]
