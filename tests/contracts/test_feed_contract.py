"""The contract with subscribers: current, valid, and never broken without a new version."""

import copy
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from council_events.contract import asyncapi, breaking_changes, ends_in_time, schema_of, types
from council_events.public import EVENT_TYPES, PlanApproved, public_events

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "feed"
SPECIFICATION = Path(__file__).parent / "asyncapi" / "3.0.0.json"


def test_the_committed_contract_is_that_of_the_code_and_breaks_nothing():
    run = subprocess.run(
        [sys.executable, "docs/generate/contract.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("document", [asyncapi(), yaml.safe_load((FOLDER / "asyncapi.yaml").read_text("utf-8"))])
def test_the_document_is_asyncapi_3_by_its_own_schema(document):
    specification = json.loads(SPECIFICATION.read_text("utf-8"))
    errors = jsonschema.Draft7Validator(specification).iter_errors(document)
    assert [f"{list(error.path)}: {error.message[:200]}" for error in errors] == []


def test_a_document_that_is_none_is_found():
    specification = json.loads(SPECIFICATION.read_text("utf-8"))
    wrong = asyncapi() | {"channels": {"log": {"address": 7}}}
    assert list(jsonschema.Draft7Validator(specification).iter_errors(wrong))


def test_every_reference_of_the_document_leads_somewhere():
    document = asyncapi()
    for reference in references(document):
        if reference.startswith("#/"):
            found = document
            for part in reference[2:].split("/"):
                found = found[part]
        else:
            assert (FOLDER / reference).exists(), reference


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.parametrize("event", list(types()), ids=lambda event: event.type_name)
def test_a_schema_is_one(event):
    jsonschema.Draft202012Validator.check_schema(schema_of(event))


def test_every_type_says_since_when_it_is_there_and_a_deprecated_one_until_when():
    assert len(EVENT_TYPES) == len(set(EVENT_TYPES)) >= 16
    for event in public_events():
        assert event.since
        assert ends_in_time(event.deprecated_on, event.ends_on)


@pytest.mark.parametrize(
    ("deprecated_on", "ends_on", "in_time"),
    [
        (None, None, True),
        (dt.date(2027, 3, 1), dt.date(2028, 3, 1), True),
        (dt.date(2027, 3, 1), dt.date(2028, 2, 29), False),
        (dt.date(2027, 3, 1), None, False),
        (None, dt.date(2028, 3, 1), False),
    ],
)
def test_the_end_of_a_version_is_made_known_a_year_before(deprecated_on, ends_on, in_time):
    assert ends_in_time(deprecated_on, ends_on) is in_time


@pytest.mark.parametrize(
    ("change", "breaks"),
    [
        (lambda data: data["properties"].pop("method"), True),
        (lambda data: data["required"].remove("place"), True),
        (lambda data: data["properties"]["place"].update(pattern=".*"), True),
        (lambda data: data["properties"]["fiscal_year"].update(type="string"), True),
        (lambda data: data["properties"]["method"]["anyOf"].pop(), True),
        (lambda data: data["properties"].update(region={"type": "string"}), False),
        (lambda data: data["properties"]["place"].update(title="場所"), False),
        (lambda data: data["required"].append("region"), False),
    ],
)
def test_what_breaks_a_reader_is_told_from_what_does_not(change, breaks):
    old = schema_of(PlanApproved)
    new = copy.deepcopy(old)
    change(new["properties"]["data"])
    assert bool(breaking_changes(old, new)) is breaks


def test_a_new_value_in_a_closed_list_breaks():
    old = schema_of(PlanApproved)
    new = copy.deepcopy(old)
    new["$defs"]["Method"]["enum"].append("barter")
    assert breaking_changes(old, new) == ["/data/method[0]: new values ['barter']"]
