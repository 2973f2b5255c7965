"""The words that the timeline shows for the fields of subsidy's events."""

from __future__ import annotations

from council_casework.releases import tells_of_releases
from council_events import all_event_classes
from council_events.corrections import Correction
from council_subsidy.projections.cases import NO_CASE
from council_subsidy.queries import LABELS


def test_every_field_that_the_timeline_shows_has_a_japanese_label() -> None:
    fields = {
        name
        for event in all_event_classes()
        if event.type_name.startswith("council.subsidy.")
        and event not in NO_CASE
        and not issubclass(event, Correction)
        and not tells_of_releases(event.model_construct())
        for name in event.model_fields
    }
    assert fields - {"case_id", "company_id", "prefecture", "document_id", "file"} == set(LABELS)
