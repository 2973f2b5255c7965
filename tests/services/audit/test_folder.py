"""Beside its bundles the ledger's folder keeps where on Kafka each entry stood."""

import pytest
from council_audit.ledger import Folder, Position
from council_kit.merkle import FolderError

PLACES = [Position("council.intake.events", 3, 17), Position("council.intake.events", 4, 17)]


def test_a_bundle_read_back_has_its_entries_and_their_places_on_kafka(tmp_path):
    folder = Folder(tmp_path)
    folder.write_entries(5, [b"first", b""], PLACES)
    assert folder.read_entries(5, 2) == list(zip([b"first", b""], PLACES, strict=True))


@pytest.mark.parametrize("left", [b"", b"council.intake.events 3 17\n", b"no position\n"])
def test_positions_that_are_missing_or_spoilt_are_an_error(tmp_path, left):
    folder = Folder(tmp_path)
    folder.write_entries(0, [b"first", b"second"], PLACES)
    (tmp_path / "positions/000.p/2").write_bytes(left)
    with pytest.raises(FolderError, match="positions"):
        folder.read_entries(0, 2)
