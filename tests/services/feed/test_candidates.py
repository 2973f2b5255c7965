"""A candidate is made of an event's own bytes, holds nothing sealed, and names its event."""

from pathlib import Path

import pytest
from council_events import read_envelope
from council_events.candidates import DERIVATIONS, StepTaken, candidate_of
from council_events.event import all_event_classes
from council_events.public import public_events
from council_events.upcasts import UPCASTS
from pydantic_core import from_json

EVENTS = Path(__file__).resolve().parents[2] / "replay" / "events"


def published(name: str) -> bytes:
    return (EVENTS / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", DERIVATIONS)
def test_the_candidate_of_a_published_event_is_readable_and_names_it(name):
    event = from_json(published(name))
    envelope = read_envelope(candidate_of(name, published(name)))
    assert isinstance(envelope.data, StepTaken)
    assert str(envelope.id) == str(envelope.causationid) == event["id"]
    assert (envelope.council, envelope.occurredon.isoformat()) == (event["council"], event["occurredon"])
    assert envelope.partitionkey == event["partitionkey"]
    assert envelope.actor == "system:relay"


@pytest.mark.parametrize("name", DERIVATIONS)
def test_no_sealed_value_person_or_text_is_in_a_candidate(name):
    made = from_json(candidate_of(name, published(name)))
    assert set(made["data"]) <= {"case_id", "step", "line", "company_id", "industry", "employees", "method", "amount"}
    assert not any(isinstance(value, dict) for value in made["data"].values())
    assert "onbehalfof" not in made
    assert "traceparent" not in made


def test_an_event_without_a_derivation_has_no_candidate():
    assert candidate_of("council.intake.AdviceGiven.v1", published("council.intake.AdviceGiven.v1")) is None


def test_every_derivation_is_of_an_event_that_is_or_was_published():
    known = {event.type_name for event in all_event_classes()} | set(UPCASTS)
    assert set(DERIVATIONS) <= known


def test_every_step_that_is_derived_has_a_public_event():
    assert {each.step for each in DERIVATIONS.values() if each.step} == {event.step for event in public_events()}
