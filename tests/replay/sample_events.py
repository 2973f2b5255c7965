"""One sample of every event type, made from its field types. `python tests/replay/sample_events.py` adds the
samples of new types to tests/replay/events/; it never touches one that is there, since published bytes are for ever.
"""

import datetime as dt
import enum
import types
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from council_events import Envelope, Event, Sealed, SealedBox, all_event_classes, envelope_class, schema_uri, to_bytes
from pydantic import BaseModel

FOLDER = Path(__file__).parent / "events"
CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
EVENT = UUID("018f5e1c-0000-7000-8000-00000000000e")
TEXTS = {
    "provision": "B2-2-2-1",
    "concerned": "13",
    "subscriber": "prefecture-42",
    "route": "GET /v1/cases/{case_id}",
    "agency_id": "123456789012",
    "bureau": "BUR-03",
    "recipient": "BUR-03",
    "prefecture": "13",
    "cooperating": "14",
    "ruleset": "2024-04-01",
    "agency_ids": "123456789012",
    "cooperating_council": "17",
    "fields": "company_name",
    "corrected_type": "council.intake.AdviceGiven.v1",
    "field": "advice",
    "word": "bank",
    "words": "bank",
    "whose": "123456789012",
    "table": "consultation",
    "period": "2024",
    "file": "0" * 64,
    "councils": "13",
    "event_types": "council.public.PlanApproved.v1",
    "url": "https://receiver.example.jp/events",
    "place": "BUR-03",
    "attributes": "restructuring|manufacturing|up_to_20||",
    "area": "all",
    "measure": "consultation",
    "item": "counter",
    "of": "consulted",
}
NUMBERS = {"fiscal_year": 2024}


def sample_envelope(event: type[Event]) -> Envelope[Any]:
    service = event.type_name.split(".")[1].replace("access", "intake")
    return envelope_class(event.type_name)(
        id=EVENT,
        source=f"/councils/13/{service}",
        type=event.type_name,
        subject=str(CASE),
        time=dt.datetime(2024, 7, 1, 3, 4, 5, 678901, tzinfo=dt.UTC),
        dataschema=schema_uri(event.type_name),
        occurredon=dt.date(2024, 7, 1),
        sequence=1,
        streamid=CASE,
        partitionkey=str(CASE),
        council="13",
        actor="p13-deputy",
        purpose="case_work",
        correlationid=EVENT,
        data=sample(event),
    )


def sample(model: type[BaseModel]) -> Any:
    return model(**{name: _value(field.annotation, name) for name, field in model.model_fields.items()})


def _value(annotation: Any, name: str) -> Any:
    origin = get_origin(annotation)
    if origin in (Annotated, Union, types.UnionType):
        return _value(get_args(annotation)[0], name)
    if origin is tuple:
        return (_value(get_args(annotation)[0], name),)
    if origin is Sealed:
        return Sealed.from_box(SealedBox(f"13/case:{CASE}", str(EVENT), name, "c2VhbGVk"))
    if issubclass(annotation, BaseModel):
        return sample(annotation)
    if issubclass(annotation, enum.Enum):
        return next(iter(annotation))
    plain = {UUID: CASE, dt.date: dt.date(2024, 7, 1), bool: True, int: NUMBERS.get(name, 3), float: 1.5}
    return plain.get(annotation, TEXTS.get(name, "p13-deputy"))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for event in all_event_classes():
        path = FOLDER / f"{event.type_name}.json"
        if not path.exists():
            path.write_bytes(to_bytes(sample_envelope(event)))


if __name__ == "__main__":
    main()
