"""The folder of the published ledger has the layout of tlog-tiles and gives back what was written."""

import struct

import pytest
from council_audit.ledger import Folder, FolderError, Position, Tile, TileAt

PLACE = Position("council.intake.events", 3, 17)


def test_an_entry_bundle_is_length_prefixed_entries(tmp_path):
    Folder(tmp_path).write_bundle(0, [b"first", b"second!"], [PLACE, PLACE._replace(offset=18)])
    written = (tmp_path / "tile/entries/000.p/2").read_bytes()
    assert written == struct.pack(">H", 5) + b"first" + struct.pack(">H", 7) + b"second!"


@pytest.mark.parametrize(
    ("number", "path"), [(7, "007"), (1234, "x001/234"), (1234067, "x001/x234/067"), (123000, "x123/000")]
)
def test_a_number_becomes_groups_of_three_digits(tmp_path, number, path):
    Folder(tmp_path).write_tile(TileAt(2, number), Tile.of([b"\x01" * 32] * 256))
    assert (tmp_path / "tile/2" / path).read_bytes() == b"\x01" * 32 * 256


def test_a_bundle_read_back_has_its_entries_and_their_places_on_kafka(tmp_path):
    folder = Folder(tmp_path)
    entries = [b"first", b""]
    places = [PLACE, PLACE._replace(partition=4)]
    folder.write_bundle(5, entries, places)
    assert folder.read_bundle(5, 2) == list(zip(entries, places, strict=True))


def test_a_missing_or_cut_bundle_is_an_error(tmp_path):
    folder = Folder(tmp_path)
    with pytest.raises(FolderError):
        folder.read_bundle(0, 1)
    folder.write_bundle(0, [b"first"], [PLACE])
    path = tmp_path / "tile/entries/000.p/1"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FolderError):
        folder.read_bundle(0, 1)


def test_the_checkpoint_is_replaced_and_no_half_written_file_stays(tmp_path):
    folder = Folder(tmp_path)
    assert folder.last_checkpoint() is None
    folder.publish("first\n")
    folder.publish("second\n")
    assert folder.last_checkpoint() == "second\n"
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_a_bundle_of_a_checkpoint_that_was_never_signed_is_written_anew(tmp_path):
    folder = Folder(tmp_path)
    folder.write_bundle(0, [b"before the crash"], [PLACE])
    folder.write_bundle(0, [b"after the crash"], [PLACE])
    assert [entry for entry, _ in folder.read_bundle(0, 1)] == [b"after the crash"]
