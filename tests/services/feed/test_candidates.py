"""A candidate is made of an event's own bytes, holds nothing sealed, and names its event."""

import datetime as dt
from pathlib import Path
from uuid import UUID

import pytest
from council_events import read_envelope
from council_events.candidates import CORRECTIONS, DERIVATIONS, StepCorrected, StepTaken, candidate_of
from council_events.corrections import Correction
from council_events.event import all_event_classes
from council_events.public import public_events
from council_events.upcasts import UPCASTS
from pydantic_core import from_json, to_json

STEP = UUID(int=7)
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


def correction(**changes: object) -> bytes:
    event = from_json(published("council.support.EntryCorrected.v1"))
    event["data"] |= {"corrected_event": str(STEP), "sealed": None} | changes
    return to_json(event)


@pytest.mark.parametrize(
    ("type_name", "field", "new", "fact", "value"),
    [
        ("council.intake.ConsultationOpened.v1", "industry", {"word": "construction"}, "industry", "construction"),
        ("council.intake.ConsultationOpened.v1", "employees", {"number": 0}, "employees", 0),
        ("council.support.MonitoringReported.v1", "occurredon", {"day": "2026-07-02"}, "day", dt.date(2026, 7, 2)),
        ("council.intake.SupportLineChosen.v2", "line", {"word": "restructuring"}, "line", "restructuring"),
        ("council.support.PlanApproved.v1", "methods", {"words": ["dds", "direct_waiver"]}, "method", "direct_waiver"),
        ("council.support.PlanApproved.v1", "methods.1", {"word": "dds"}, "method", None),
        ("council.support.PlanApproved.v1", "debt_before", None, "amount", None),
    ],
)
def test_a_correction_of_what_was_told_is_a_candidate_with_what_is_right(type_name, field, new, fact, value):
    raw = correction(corrected_type=type_name, field=field, new=new)
    envelope = read_envelope(candidate_of("council.support.EntryCorrected.v1", raw))
    assert isinstance(envelope.data, StepCorrected)
    assert (envelope.data.corrected_event, envelope.data.fact, getattr(envelope.data, fact)) == (STEP, fact, value)
    assert envelope.actor == "system:relay"
    told = from_json(to_json(envelope.data.model_dump(mode="json")))
    assert set(told) == {
        "case_id",
        "corrected_event",
        "fact",
        "day",
        "line",
        "industry",
        "employees",
        "method",
        "amount",
    }


@pytest.mark.parametrize(
    ("type_name", "field"),
    [
        ("council.intake.ConsultationOpened.v1", "company_name"),
        ("council.support.RestructuringStarted.v1", "standard_date"),
        ("council.intake.AdviceGiven.v1", "occurredon"),
    ],
)
def test_a_correction_of_what_nobody_is_told_is_none(type_name, field):
    raw = correction(corrected_type=type_name, field=field, new={"day": "2026-07-02"})
    assert candidate_of("council.support.EntryCorrected.v1", raw) is None


def test_corrections_of_every_kind_of_case_are_looked_at():
    known = {event.type_name for event in all_event_classes() if issubclass(event, Correction)}
    of_no_case = {"council.governance.EntryCorrected.v1", "council.intake.CompanyEntryCorrected.v1"}
    assert known - of_no_case == CORRECTIONS


def test_an_event_without_a_derivation_has_no_candidate():
    assert candidate_of("council.intake.AdviceGiven.v1", published("council.intake.AdviceGiven.v1")) is None


def test_every_derivation_is_of_an_event_that_is_or_was_published():
    known = {event.type_name for event in all_event_classes()} | set(UPCASTS)
    assert set(DERIVATIONS) <= known


def test_every_step_that_is_derived_has_a_public_event():
    assert {each.step for each in DERIVATIONS.values() if each.step} == {event.step for event in public_events()}
