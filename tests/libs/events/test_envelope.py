"""One event, one byte string: written once, read alike, old versions upcast on read."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events import (
    AlreadySealedError,
    Envelope,
    Event,
    Sealed,
    SealedBox,
    UnknownEventTypeError,
    read_envelope,
    schema_uri,
    to_bytes,
    type_name_of,
)
from council_events.event import envelope_class
from council_events.intake import AdviceGiven
from council_events.subsidy import SubsidyApplicationAccepted
from council_events.upcasts import UPCASTS
from council_events.values import AgencyId, CaseId, CouncilCode, PrefectureCode
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
BOX = SealedBox(f"13/case:{CASE}", "018f5e1c-0000-7000-8000-00000000000e", "advice", "c2VhbGVk")


def envelope(data: Event, **attributes: Any) -> Envelope[Any]:
    name = type(data).type_name
    return envelope_class(name)(
        id=uuid4(),
        source="/councils/13/intake",
        type=name,
        subject=str(CASE),
        time=dt.datetime(2024, 7, 1, 3, 0, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=dt.date(2024, 7, 1),
        sequence=1,
        streamid=CASE,
        partitionkey=str(CASE),
        council="13",
        actor="p13-deputy",
        purpose="case_work",
        correlationid=uuid4(),
        data=data,
        **attributes,
    )


def test_an_envelope_is_read_back_equal_and_written_to_the_same_bytes() -> None:
    first = envelope(AdviceGiven(case_id=CASE, advice=Sealed.from_box(BOX)))
    raw = to_bytes(first)
    again = read_envelope(raw)
    assert again == first
    assert to_bytes(again) == raw


def test_a_clear_value_never_becomes_bytes() -> None:
    with pytest.raises(PydanticSerializationError, match="NotSealedError"):
        to_bytes(envelope(AdviceGiven(case_id=CASE, advice=Sealed("資金繰り"))))


def test_the_clear_value_is_not_in_the_repr_and_not_reachable_after_sealing() -> None:
    assert "資金繰り" not in repr(Sealed("資金繰り"))
    with pytest.raises(AlreadySealedError):
        _ = Sealed.from_box(BOX).clear


def test_an_unknown_field_in_the_bytes_is_refused() -> None:
    raw = to_bytes(envelope(AdviceGiven(case_id=CASE, advice=Sealed.from_box(BOX))))
    with pytest.raises(ValidationError):
        read_envelope(raw.replace(b'"data":{', b'"data":{"rumour":"x",'))


def test_an_unknown_type_is_named_in_the_error() -> None:
    raw = to_bytes(envelope(AdviceGiven(case_id=CASE, advice=Sealed.from_box(BOX))))
    with pytest.raises(UnknownEventTypeError, match=r"council\.intake\.Unheard\.v1"):
        read_envelope(raw.replace(b"council.intake.AdviceGiven.v1", b"council.intake.Unheard.v1"))


def test_the_type_is_found_when_another_writer_orders_the_attributes_differently() -> None:
    assert type_name_of(b'{"data":{"note":"' + b"x" * 500 + b'"},"type":"a.B.v1"}') == "a.B.v1"


class HeightMeasured(Event, type_name="council.test.HeightMeasured.v2", ja="試験"):
    """The second version of an event that once counted in centimetres; the first has no class any more."""

    case_id: CaseId
    millimetres: int
    note: Sealed[str]


def test_an_old_event_is_upcast_on_read_and_its_sealed_field_keeps_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    def to_v2(data: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in data.items() if key != "centimetres"}
        return rest | {"millimetres": data["centimetres"] * 10}

    monkeypatch.setitem(UPCASTS, "council.test.HeightMeasured.v1", (HeightMeasured.type_name, to_v2))
    newest = envelope(HeightMeasured(case_id=CASE, millimetres=1700, note=Sealed.from_box(BOX)))
    raw = to_bytes(newest).replace(b'"millimetres":1700', b'"centimetres":170').replace(b"Measured.v2", b"Measured.v1")
    read = read_envelope(raw)
    assert read.type == "council.test.HeightMeasured.v2"
    assert read.data == newest.data
    assert read.data.note.box == BOX


def test_two_events_cannot_bear_one_name() -> None:
    with pytest.raises(TypeError, match="defined twice"):

        class Twin(Event, type_name="council.intake.AdviceGiven.v1", ja="二重"):
            case_id: CaseId


@pytest.mark.parametrize(
    ("code", "full_width"), [(CouncilCode, "1３"), (PrefectureCode, "1３"), (AgencyId, "12345678901２")]
)
def test_full_width_digits_are_no_code(code: Any, full_width: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(code).validate_python(full_width)


@pytest.mark.parametrize("day", ["2024-13-45", "2024-02-30", "0000-01-01", "2024-4-01"])
def test_a_ruleset_of_a_day_that_no_calendar_has_is_no_event(day: str) -> None:
    with pytest.raises(ValidationError):
        SubsidyApplicationAccepted(case_id=CASE, ruleset=day, lapses_on=dt.date(2025, 7, 1))
    for known in ("2013-03-08", "2022-04-01", "2024-04-01"):
        assert SubsidyApplicationAccepted(case_id=CASE, ruleset=known, lapses_on=dt.date(2025, 7, 1)).ruleset == known
