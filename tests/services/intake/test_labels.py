"""The words that the timeline shows for the fields of intake's events."""

from __future__ import annotations

from council_casework.files import tells_of_papers
from council_casework.releases import tells_of_releases
from council_events import all_event_classes
from council_events.corrections import Correction
from council_intake.queries import LABELS, NOT_SHOWN


def test_the_history_labels_every_field_of_intakes_events() -> None:
    fields = {
        name
        for event in all_event_classes()
        if event.type_name.startswith("council.intake.") and not issubclass(event, Correction)
        if not tells_of_releases(made := event.model_construct()) and not tells_of_papers(made)
        for name in event.model_fields
    }
    assert fields == LABELS.keys() | NOT_SHOWN
