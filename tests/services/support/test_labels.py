"""The words that the timeline shows for the fields of support's events."""

from __future__ import annotations

from council_casework.releases import tells_of_releases
from council_events import all_event_classes
from council_events.corrections import Correction
from council_support.queries import LABELS


def test_every_field_that_the_timeline_shows_has_a_japanese_label() -> None:
    unlabelled = {"case_id", "company_id", "prefecture", "members", "figures"}
    unlabelled |= {
        "full_plan_intended",
        "guarantor_exists",
        "document_id",
        "file",
        "document",
        "deliveries",
        "manager_id",
    }
    unlabelled |= {"corrected_event", "corrected_type", "field", "new", "old", "sealed"}
    unlabelled |= {
        "keeps_more",
        "principal_case",
        "payments",
        "excluded",
        "asked",
        "burdens",
        "attending",
        "signing_creditors",
    }
    fields = {
        name
        for event in all_event_classes()
        if event.type_name.startswith("council.support.") and not issubclass(event, Correction)
        if not tells_of_releases(event.model_construct())
        for name in event.model_fields
    }
    assert fields - unlabelled == set(LABELS)
