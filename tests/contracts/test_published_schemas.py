"""The committed schemas and pages are those of the code, and the envelope is CloudEvents 1.0."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import jsonschema
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from council_events import CONTENT_TYPE, Envelope, Sealed, SealedBox, schema_uri, to_bytes
from council_events.intake import AdviceGiven

ROOT = Path(__file__).parents[2]


def advice(**attributes: object) -> Envelope[AdviceGiven]:
    case = UUID("018f5e1c-0000-7000-8000-000000000001")
    box = SealedBox(f"13/case:{case}", str(uuid4()), "advice", "AAAA")
    values = {
        "id": uuid4(),
        "source": "/councils/13/intake",
        "type": AdviceGiven.type_name,
        "subject": str(case),
        "time": dt.datetime(2024, 7, 1, 3, 0, tzinfo=dt.UTC),
        "dataschema": schema_uri(AdviceGiven.type_name),
        "occurredon": dt.date(2024, 7, 1),
        "sequence": 1,
        "streamid": case,
        "partitionkey": str(case),
        "council": "13",
        "actor": "p13-deputy",
        "purpose": "case_work",
        "correlationid": uuid4(),
        "data": AdviceGiven(case_id=case, advice=Sealed.from_box(box)),
    }
    return Envelope[AdviceGiven].model_validate(values | attributes)


def test_generated_schemas_events_page_and_asyncapi_are_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, "docs/generate/events.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.returncode == 0


def test_an_event_fits_its_committed_schema() -> None:
    schema = json.loads((ROOT / "libs/events/schemas" / f"{AdviceGiven.type_name}.json").read_text("utf-8"))
    jsonschema.validate(json.loads(to_bytes(advice())), schema)


def test_a_clear_value_does_not_fit_the_committed_schema() -> None:
    schema = json.loads((ROOT / "libs/events/schemas" / f"{AdviceGiven.type_name}.json").read_text("utf-8"))
    document = json.loads(to_bytes(advice()))
    document["data"]["advice"] = "資金繰りについて助言した"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_the_cloudevents_library_reads_our_bytes() -> None:
    message = KafkaMessage(
        headers={"content-type": CONTENT_TYPE}, key=str(advice().partitionkey).encode(), value=to_bytes(advice())
    )
    event = from_structured_event(message)
    assert event.get_type() == "council.intake.AdviceGiven.v1"
    assert event.get_extension("partitionkey") == str(advice().streamid)
