"""Which field of which entry can be corrected, by what, and what is refused."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from council_casework.corrections import (
    CorrectEntry,
    Shape,
    UnfitError,
    correct,
    correctable_fields,
    the_record_of_accesses_stands,
)
from council_events import Event, Sealed
from council_events.corrections import Value
from council_events.deciding import Fact, Refused
from council_events.governance import EntryCorrected as GovernanceEntryCorrected
from council_events.governance import OfficeAppointed
from council_events.intake import AdviceGiven, CompanyEntryCorrected, CompanyRegistered, EntryCorrected
from council_events.subsidy import PlanFeeClaimed, SubsidyApplicationFiled, Track
from council_events.support import EntryCorrected as SupportEntryCorrected
from council_events.support import PlanApproved, RepaymentPlanDrafted
from hypothesis import given
from hypothesis import strategies as st

from tests.replay.sample_events import CASE, sample

ON = dt.date(2024, 7, 1)
TODAY = dt.date(2024, 7, 2)
FILED_ID, CLAIMED_ID, APPROVED_ID = uuid4(), uuid4(), uuid4()
FILED = Fact(sample(SubsidyApplicationFiled), ON, "13", "p13-office", FILED_ID)
FACTS = (
    FILED,
    Fact(sample(PlanFeeClaimed), ON, "13", "p13-office", CLAIMED_ID),
    Fact(sample(PlanApproved), ON, "13", "p13-head", APPROVED_ID),
)


def decided(field: str, value: str | None = None, *, event_id: UUID = FILED_ID, **more: object) -> list[Event]:
    command = CorrectEntry.model_validate(
        {"event_id": event_id, "field": field, "value": value, "reason": "転記の誤り", **more}
    )
    return correct(FACTS, CASE, command, EntryCorrected, TODAY)


def test_a_correction_says_which_event_which_field_what_and_why():
    (event,) = decided("sales", "480000000")
    assert isinstance(event, EntryCorrected)
    assert (event.corrected_event, event.corrected_type, event.field) == (
        FILED_ID,
        "council.subsidy.SubsidyApplicationFiled.v1",
        "sales",
    )
    assert (event.old, event.new) == (Value(number=3), Value(number=480_000_000))
    assert event.reason.clear == "転記の誤り"
    assert event.sealed is None


def test_a_sealed_field_is_corrected_sealed_under_the_key_that_it_had():
    (event,) = decided("company_name", "能登福良漆器株式会社（架空）")
    assert isinstance(event, EntryCorrected)
    assert (event.old, event.new) == (None, None)
    assert event.sealed is not None
    assert (event.sealed.clear, event.sealed.subject) == ("能登福良漆器株式会社（架空）", f"case:{CASE}")


def test_of_what_gives_or_takes_a_right_only_the_texts_are_corrected():
    appointed = Fact(sample(OfficeAppointed), ON, "13", "p13-host", FILED_ID)

    def mended(field: str, value: str) -> list[Event]:
        command = CorrectEntry(event_id=FILED_ID, field=field, value=value, reason="読み違い")
        return correct((appointed,), CASE, command, GovernanceEntryCorrected, TODAY)

    assert {each.path for each in correctable_fields(appointed.event, ON)} == {"name", "home_institution"}
    assert mended("name", "架空 花子")
    for field, value in (("begins_on", "2024-04-01"), ("office", "deputy"), ("occurredon", "2024-04-01")):
        with pytest.raises(Refused) as refused:
            mended(field, value)
        assert (refused.value.provision, refused.value.field) == ("YR-2-1-3-1", "field")


@pytest.mark.parametrize(("number", "fits"), [("7999901000125", True), ("1999901000125", False), ("文", False)])
def test_std_1_a_corporate_number_is_one_also_when_it_is_corrected(number: str, fits: bool) -> None:
    registered = Fact(sample(CompanyRegistered), ON, "13", "p13-head", FILED_ID)
    command = CorrectEntry(event_id=FILED_ID, field="corporate_number", value=number, reason="読み違い")
    if fits:
        assert correct((registered,), CASE, command, CompanyEntryCorrected, TODAY)
    else:
        with pytest.raises(UnfitError):
            correct((registered,), CASE, command, CompanyEntryCorrected, TODAY)


def test_a_value_that_stands_already_is_no_correction():
    assert decided("sales", "3") == []
    assert decided("occurredon", "2024-07-01") == []


def test_the_day_of_an_entry_can_be_corrected():
    (event,) = decided("occurredon", "2024-06-28")
    assert isinstance(event, EntryCorrected)
    assert event.new == Value(day=dt.date(2024, 6, 28))


def test_codes_and_lists_of_codes_can_be_corrected():
    (event,) = decided("track", "early")
    assert isinstance(event, EntryCorrected)
    assert event.new == Value(word="early")
    (event,) = decided("financial_support", None, choices=("new_loan",))
    assert isinstance(event, EntryCorrected)
    assert event.new == Value(words=("new_loan",))
    (event,) = decided("financial_support", None, choices=())
    assert isinstance(event, EntryCorrected)
    assert event.new == Value(words=())


def test_only_a_field_that_may_be_empty_is_emptied():
    (event,) = decided("company_kana", None)
    assert isinstance(event, EntryCorrected)
    assert (event.sealed, event.new) == (None, None)
    (event,) = decided("registry_certificate_on", None)
    assert isinstance(event, EntryCorrected)
    assert event.new == Value()
    for field in ("sales", "company_name", "occurredon"):
        with pytest.raises(UnfitError) as unfit:
            decided(field, None)
        assert unfit.value.field == "value"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sales", "たくさん"),
        ("sales", "-1"),
        ("track", "no_track"),
        ("occurredon", "昨日"),
        ("occurredon", "0202-07-01"),
        ("prefecture", "48"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(field, value):
    with pytest.raises(UnfitError) as unfit:
        decided(field, value)
    assert unfit.value.field == "value"


@pytest.mark.parametrize("field", ["case_id", "company_id", "no_such_field", "agencies", "estimates.7.amount"])
def test_what_the_platform_set_or_does_not_know_is_not_corrected(field):
    with pytest.raises(UnfitError) as unfit:
        decided(field, "1")
    assert unfit.value.field == "field"


def test_an_approval_is_not_corrected_but_withdrawn():
    with pytest.raises(Refused) as refused:
        decided("jobs", "12", event_id=APPROVED_ID)
    assert (refused.value.provision, refused.value.field) == ("B2-2-8", "event_id")


def test_an_entry_of_another_case_and_a_correction_itself_are_not_corrected():
    with pytest.raises(UnfitError):
        decided("sales", "1", event_id=uuid4())
    (event,) = decided("sales", "480000000")
    event_id = uuid4()
    command = CorrectEntry(event_id=event_id, field="field", value="x", reason="y")
    with pytest.raises(UnfitError):
        correct((*FACTS, Fact(event, ON, "13", "p13-office", event_id)), CASE, command, EntryCorrected, TODAY)


def test_every_field_tells_how_it_is_written():
    fields = {each.path: each for each in correctable_fields(FILED.event, ON)}
    shapes = {path: fields[path].shape for path in ("occurredon", "track", "sales", "guarantee_release", "papers")}
    assert shapes == {
        "occurredon": Shape.DAY,
        "track": Shape.CHOICE,
        "sales": Shape.NUMBER,
        "guarantee_release": Shape.FLAG,
        "papers": Shape.CHOICES,
    }
    assert (fields["company_name"].shape, fields["company_name"].sealed) == (Shape.TEXT, True)
    assert (fields["estimates.0.agency_id"].shape, fields["track"].options) == (Shape.WORD, Track)
    assert "case_id" not in fields
    assert list(correctable_fields(sample(PlanApproved), ON)) == []


def test_a_text_under_the_key_of_the_case_stays_there():
    advice = AdviceGiven(case_id=CASE, advice=Sealed("誤り"))
    event_id = uuid4()
    command = CorrectEntry(event_id=event_id, field="advice", value="正しい", reason="r")
    (event,) = correct((Fact(advice, ON, "13", "p13-head", event_id),), CASE, command, EntryCorrected, TODAY)
    assert isinstance(event, EntryCorrected)
    assert event.sealed is not None
    assert event.sealed.subject is None


def test_a_day_that_lies_ahead_needs_a_reason_as_it_does_at_entry():
    assert decided("occurredon", "2024-07-02")
    with pytest.raises(UnfitError) as unfit:
        decided("occurredon", "2024-07-03")
    assert unfit.value.field == "future_reason"
    assert decided("occurredon", "2024-07-03", future_reason="発効日が先のため")


def test_a_sealed_number_is_corrected_as_a_number():
    drafted = Fact(sample(RepaymentPlanDrafted), ON, "25", "p25-head", uuid4())
    [field] = [each for each in correctable_fields(drafted.event, ON) if each.path == "exempt_assets"]
    assert (field.shape, field.sealed) == (Shape.NUMBER, True)

    def mended(value: str) -> list[Event]:
        command = CorrectEntry(event_id=drafted.event_id, field="exempt_assets", value=value, reason="転記の誤り")
        return correct((drafted,), CASE, command, SupportEntryCorrected, TODAY)

    (event,) = mended("990000")
    assert event.sealed.clear == 990_000
    for wrong in ("九十九万", "-1", "1.5", "9" * 20):
        with pytest.raises(UnfitError) as unfit:
            mended(wrong)
        assert unfit.value.field == "value"


FIELDS = sorted(each.path for fact in FACTS for each in correctable_fields(fact.event, fact.on))
TEXTS = st.sampled_from(["1200000", "2024-07-01", "true", "early", "due_diligence", "文", "-1", "0.5"]) | st.text(
    min_size=1, max_size=20
)


@given(
    st.sampled_from([FILED_ID, CLAIMED_ID, APPROVED_ID]),
    st.sampled_from(FIELDS),
    st.none() | TEXTS,
    st.none() | st.lists(TEXTS, max_size=3),
)
def test_whatever_is_asked_a_final_event_is_never_mended_and_every_mend_fits(event_id, field, value, choices):
    try:
        command = CorrectEntry.model_validate(
            {"event_id": event_id, "field": field, "value": value, "choices": choices, "reason": "r"}
        )
    except ValueError:
        return
    try:
        events = correct(FACTS, CASE, command, EntryCorrected, TODAY)
    except (Refused, UnfitError):
        return
    assert event_id != APPROVED_ID
    for event in events:
        assert isinstance(event, EntryCorrected)
        assert event.sealed is None or (event.old is None and event.new is None)


def test_yr_2_1_4_3_who_read_what_is_corrected_by_nobody() -> None:
    with pytest.raises(Refused) as refused:
        the_record_of_accesses_stands("council.access.Accessed.v1")
    assert (refused.value.provision, refused.value.field) == ("YR-2-1-4-3", "event_id")
    the_record_of_accesses_stands("council.intake.AdviceGiven.v1")
