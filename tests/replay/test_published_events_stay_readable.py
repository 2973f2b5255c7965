"""Bytes that were once published are read by today's code, and today's code still writes the newest ones alike."""

from pathlib import Path

import pytest
from council_events import all_event_classes, read_envelope, to_bytes
from council_events.upcasts import UPCASTS

FOLDER = Path(__file__).parent / "events"
FILES = sorted(FOLDER.glob("*.json"))


def test_every_event_type_has_its_committed_bytes() -> None:
    assert {file.stem for file in FILES} == {event.type_name for event in all_event_classes()} | set(UPCASTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_committed_bytes_are_read_and_written_alike(file: Path) -> None:
    raw = file.read_bytes()
    envelope = read_envelope(raw)
    if file.stem not in UPCASTS:
        assert to_bytes(envelope) == raw
