"""Bytes that were once published are read by today's code, and today's code still writes the newest ones alike.

A field that came later is optional, and says nothing there.
"""

import json
from pathlib import Path
from typing import Any

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
        assert without_later_fields(json.loads(to_bytes(envelope)), json.loads(raw)) == json.loads(raw)


def without_later_fields(written: Any, read: Any) -> Any:
    """What is written, less the fields that the old bytes have not; those say nothing: null, no, or none at all."""
    if isinstance(read, dict):
        later = written.keys() - read.keys()
        assert [name for name in later if written[name] not in (None, False, [])] == []
        return {name: without_later_fields(written[name], read[name]) for name in read}
    if isinstance(read, list) and len(read) == len(written):
        return [without_later_fields(*pair) for pair in zip(written, read, strict=True)]
    return written
