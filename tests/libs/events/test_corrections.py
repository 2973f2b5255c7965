"""What was recorded stays; read through its corrections, every event says what was so."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events import Envelope, Event, Sealed, SealedBox, all_event_classes, schema_uri
from council_events.corrections import Correction, Value, apply, corrected, fields_at, parsed, replaced
from council_events.event import envelope_class
from council_events.intake import EntryCorrected
from council_events.subsidy import CostLine, FeePaid, PlanFeeClaimed, SubsidyApplicationFiled, Track
from council_events.support import CandidateReceived, CreditorsMeetingHeld
from hypothesis import given
from hypothesis import strategies as st

from tests.replay.sample_events import sample_envelope

CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
FILED = sample_envelope(SubsidyApplicationFiled)


def box(text: str) -> Sealed[Any]:
    return Sealed.from_box(SealedBox(f"13/case:{CASE}", str(uuid4()), "sealed", text))


def correcting(target: Envelope[Any], field: str, new: Any = None, **more: Any) -> Envelope[Any]:
    """A correction recorded an hour after the event that it mends."""
    data = EntryCorrected(
        case_id=CASE,
        corrected_event=target.id,
        corrected_type=target.type,
        field=field,
        new=None if "sealed" in more else Value.of(new),
        reason=box("cmVhc29u"),
        **more,
    )
    return envelope_class(EntryCorrected.type_name)(
        **{
            **{name: getattr(target, name) for name in Envelope.model_fields if name != "data"},
            "id": uuid4(),
            "type": EntryCorrected.type_name,
            "dataschema": schema_uri(EntryCorrected.type_name),
            "time": target.time + dt.timedelta(hours=1),
            "sequence": target.sequence + 1,
            "data": data,
        }
    )


def test_a_stream_without_corrections_is_read_as_it_is():
    stream = [FILED]
    assert corrected(stream) is stream


def test_a_corrected_field_reads_anew_and_every_other_stays():
    first, mended = corrected([FILED, correcting(FILED, "sales", 480_000_000)])
    assert first.data.sales == 480_000_000
    assert first.data.model_copy(update={"sales": FILED.data.sales}) == FILED.data
    assert (first.id, first.time) == (FILED.id, FILED.time)
    assert isinstance(mended.data, Correction)
    assert FILED.data.sales == 3


def test_the_later_correction_of_a_field_holds():
    first, *_ = corrected([FILED, correcting(FILED, "employees", 30), correcting(FILED, "employees", 31)])
    assert first.data.employees == 31


def test_codes_lists_and_places_in_lists_are_mended_as_their_own_types():
    first, *_ = corrected(
        [
            FILED,
            correcting(FILED, "track", Track.EARLY),
            correcting(FILED, "estimates.0.line", CostLine.NEGOTIATION),
            correcting(FILED, "financial_support", ("new_loan", "refinanced")),
        ]
    )
    assert first.data.track is Track.EARLY
    assert first.data.estimates[0].line is CostLine.NEGOTIATION
    assert [each.label for each in first.data.financial_support] == ["新規融資", "借換"]


def test_the_business_day_is_mended_in_the_envelope():
    first, *_ = corrected([FILED, correcting(FILED, "occurredon", dt.date(2024, 6, 28))])
    assert first.occurredon == dt.date(2024, 6, 28)


def test_a_sealed_field_stays_sealed_and_may_be_emptied():
    named = box("bmV3")
    first, *_ = corrected([FILED, correcting(FILED, "company_name", sealed=named)])
    assert first.data.company_name == named
    first, *_ = corrected([FILED, correcting(FILED, "company_kana", sealed=None)])
    assert first.data.company_kana is None


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("no_such_field", 3),
        ("estimates.9.amount", 3),
        ("estimates.amount", 3),
        ("sales.0", 3),
        ("track", "no_such_track"),
        ("sales", -1),
        ("sales", "word"),
        ("occurredon", 3),
    ],
)
def test_a_correction_that_no_longer_fits_changes_nothing(field, new):
    first, _ = corrected([FILED, correcting(FILED, field, new)])
    assert first == FILED


def test_a_correction_of_another_streams_event_changes_nothing():
    other = sample_envelope(FeePaid).model_copy(update={"id": uuid4()})
    assert corrected([FILED, correcting(other, "amount", 5)])[0] == FILED


@pytest.mark.parametrize("value", [None, True, 0, 7, 1.5, dt.date(2024, 7, 1), "bank", (), ("a", "b")])
def test_a_value_comes_back_as_it_was_put(value):
    assert Value.of(value).plain == value
    assert type(Value.of(value).plain) is type(value)


def test_a_value_of_another_type_is_not_taken():
    with pytest.raises(TypeError):
        Value.of(b"bytes")


def test_what_a_person_writes_is_read_by_the_fields_type():
    assert parsed(SubsidyApplicationFiled, "sales", "480000000") == 480_000_000
    assert parsed(SubsidyApplicationFiled, "registry_certificate_on", "2024-04-01") == dt.date(2024, 4, 1)
    assert parsed(SubsidyApplicationFiled, "guarantee_release", "true") is True
    assert parsed(SubsidyApplicationFiled, "track", "early") is Track.EARLY
    with pytest.raises(ValueError, match="validation error"):
        parsed(SubsidyApplicationFiled, "sales", "-5")


EVENTS = [sample_envelope(event) for event in all_event_classes()]


@given(st.sampled_from(EVENTS), st.data())
def test_every_value_of_every_event_can_be_read_back_at_its_path(envelope, data):
    places = list(fields_at(envelope.data))
    if not places:
        return
    path, _, _, value = data.draw(st.sampled_from(places))
    assert replaced(envelope.data, path, value) == envelope.data


PATHS = st.from_regex(r"\A[a-z_]{1,12}(\.([0-9]|[a-z_]{1,8})){0,2}\Z") | st.sampled_from(
    sorted({path for each in EVENTS for path, *_ in fields_at(each.data)} | {"occurredon"})
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False),
    st.dates(),
    st.from_regex(r"\A[A-Za-z0-9_]{1,12}\Z"),
    st.lists(st.from_regex(r"\A[a-z_]{1,12}\Z"), max_size=3).map(tuple),
)


@given(st.sampled_from(EVENTS), PATHS, VALUES)
def test_reading_through_any_correction_never_raises_and_gives_a_fitting_event(envelope, path, new):
    read = apply(envelope, correcting(envelope, path, new).data)
    assert type(read.data) is type(envelope.data)
    if read.occurredon == envelope.occurredon and read.data != envelope.data:
        boxed = {name: getattr(read.data, name) for name in type(read.data).model_fields}
        assert type(read.data).model_validate(boxed) == read.data


FINAL = ("Consented", "ConsentWithdrawn", "CreditorRefused", "Approved", "Paid", "FeeDecided", "AccompanimentDecided")


def final_by_name() -> list[type[Event]]:
    mended = {each.type_name.split(".")[1] for each in all_event_classes() if issubclass(each, Correction)}
    return [
        each for each in all_event_classes() if each.__name__.endswith(FINAL) and each.type_name.split(".")[1] in mended
    ]


def test_consents_approvals_and_payments_are_final():
    assert len(final_by_name()) >= 5
    assert [each.__name__ for each in final_by_name() if not each.final] == []


def test_what_is_no_consent_approval_or_payment_can_be_corrected():
    assert CandidateReceived.final == CreditorsMeetingHeld.final == PlanFeeClaimed.final == ""
