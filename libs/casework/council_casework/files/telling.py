"""How the history of a case tells of papers: label and value of what is shown of their events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from council_events import Event
from council_events.papers import PaperChecked, PaperReceived

from council_casework.papers import Shelf

LABELS: Final = {
    "kind": "種類",
    "holding": "原本・写しの別",
    "whose": "誰の書類か",
    "dated_on": "書類の日付",
    "pages": "枚数",
    "file_name": "ファイル名",
    "kept_at": "紙の書類の保管場所",
    "finding": "確認の結果",
    "note": "備考",
}
"""How screens call the fields of the events of papers."""


def tells_of_papers(event: Event) -> bool:
    """Whether `paper_pairs` tells of this event."""
    return isinstance(event, (PaperReceived, PaperChecked))


def paper_pairs(event: Event, shelf: Shelf, owners: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Label and value of what is shown; sealed values stay sealed. `owners`: names by holder id."""
    if isinstance(event, PaperChecked):
        paper = shelf.find(event.document_id)
        yield LABELS["kind"], paper.kind if paper else None
    for name in type(event).model_fields:
        value = getattr(event, name)
        if name in LABELS:
            yield LABELS[name], owners.get(value, value) if name == "whose" else value
