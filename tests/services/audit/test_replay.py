"""A case as of an instant: two axes, sealed values, the state of each service, and the check for drift."""

import datetime as dt
from importlib.resources import files
from uuid import UUID, uuid4

from council_audit.replay import Axis, Told, as_of, drift, fields_of, fold, tell, tell_heads
from council_audit.replay.labels import LABELS
from council_events import Sealed, SealedBox, all_event_classes, governance, intake, support, to_bytes
from council_events.corrections import OCCURRED_ON, Value
from pydantic import BaseModel

from tests.replay.sample_events import sample_envelope
from tests.services.audit.situations import BOX, NOON, envelope

CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
HOUR = dt.timedelta(hours=1)


def told(*envelopes) -> list[Told]:
    return [Told(number, each) for number, each in enumerate(envelopes)]


def versions(found: list[Told]) -> list[int]:
    return [each.envelope.sequence for each in found]


def explained(version: int, **more):
    return envelope(intake.RoleExplained(case_id=CASE), CASE, version, **more)


def test_what_was_known_is_cut_by_the_time_of_recording():
    history = told(
        explained(1, on="2024-07-01", at=NOON),
        explained(2, on="2024-06-01", at=NOON + HOUR),
        explained(3, on="2024-07-01", at=NOON + 2 * HOUR),
    )
    assert versions(as_of(history, NOON + HOUR, Axis.KNOWN)) == [1, 2]
    assert versions(as_of(history, NOON - HOUR, Axis.KNOWN)) == []


def test_what_had_happened_is_cut_by_the_business_date_in_japan_however_late_it_was_recorded():
    history = told(
        explained(1, on="2024-07-01", at=NOON),
        explained(2, on="2024-06-01", at=NOON + 1000 * HOUR),
        explained(3, on="2024-07-02", at=NOON + 1001 * HOUR),
    )
    last_moment = dt.datetime(2024, 7, 1, 14, 59, 59, tzinfo=dt.UTC)
    assert versions(as_of(history, last_moment, Axis.HAPPENED)) == [2, 1]
    assert versions(as_of(history, last_moment + dt.timedelta(seconds=1), Axis.HAPPENED)) == [2, 1, 3]


def test_an_event_recorded_after_its_day_is_late():
    midnight_in_japan = dt.datetime(2024, 7, 1, 15, 0, tzinfo=dt.UTC)
    on_time, late = told(
        explained(1, on="2024-07-01", at=midnight_in_japan - HOUR), explained(2, on="2024-07-01", at=midnight_in_japan)
    )
    assert (on_time.late, late.late) == (False, True)


def test_a_sealed_value_shows_only_that_it_is_there():
    advice = intake.AdviceGiven(case_id=CASE, advice=BOX)
    (field,) = fields_of(envelope(advice, CASE, 1))
    assert (field.label, field.value, field.sealed) == ("助言", "〔封印〕", True)
    facts = intake.ConsultationFactsRecorded(case_id=CASE, items=("outline", "history"), notes=(BOX, BOX))
    shown = {field.name: field.value for field in fields_of(envelope(facts, CASE, 1))}
    assert shown == {"items": "企業の概要、経緯", "notes": "〔封印〕、〔封印〕"}


def test_what_a_destroyed_key_had_sealed_shows_that_it_is_gone():
    facts = intake.ConsultationFactsRecorded(case_id=CASE, items=("outline",), notes=(BOX, BOX))
    advice = envelope(intake.AdviceGiven(case_id=CASE, advice=BOX), CASE, 1)
    subject = BOX.box.key_id.partition("/")[2]
    (field,) = fields_of(advice, erased=frozenset({subject}))
    assert (field.value, field.sealed, field.erased) == ("〔消去済〕", True, True), "there is nothing to open"
    (field,) = fields_of(advice, erased=frozenset({"case:another"}))
    assert (field.value, field.erased) == ("〔封印〕", False)
    shown = {each.name: each.value for each in fields_of(envelope(facts, CASE, 1), erased=frozenset({subject}))}
    assert shown["notes"] == "〔消去済〕、〔消去済〕"


def test_a_place_is_shown_by_its_name():
    opened = sample_envelope(intake.ConsultationOpened)
    shown = {field.name: field.value for field in fields_of(opened)}
    assert shown["prefecture"] == "東京都"


def test_every_event_of_the_published_language_can_be_shown():
    for event in all_event_classes():
        for field in fields_of(sample_envelope(event)):
            assert "SealedBox" not in field.value
            assert "c2VhbGVk" not in field.value


def test_the_head_of_every_event_tells_what_the_whole_tells_of_when_where_and_by_whom():
    raws = [(number, to_bytes(sample_envelope(event))) for number, event in enumerate(all_event_classes())]

    def told_of(each: Told) -> tuple[object, ...]:
        own = each.envelope
        return (
            each.number,
            each.title,
            each.late,
            own.id,
            own.time,
            own.service,
            own.council,
            own.streamid,
            own.sequence,
        )

    for raw in raws:
        assert told_of(tell_heads([raw])[0]) == told_of(tell([raw])[0])


def test_a_case_in_which_a_day_was_corrected_is_read_in_full_though_only_heads_are_asked_for():
    first = explained(1, on="2024-07-10")
    mended = corrected_later(first, OCCURRED_ON, dt.date(2024, 7, 1), at=NOON + HOUR)
    raws = [(number, to_bytes(each)) for number, each in enumerate((first, mended))]
    day = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    assert [each.number for each in as_of(tell_heads(raws), day, Axis.HAPPENED)] == [0, 1]


def test_every_field_of_every_event_has_a_japanese_label():
    names: set[str] = set()

    def collect(model: type[BaseModel]) -> None:
        for name, field in model.model_fields.items():
            names.add(name)
            for part in _models_in(field.annotation):
                collect(part)

    for event in all_event_classes():
        collect(event)
    assert sorted(names - LABELS.keys()) == []
    assert sorted(LABELS.keys() - names) == []


def _models_in(annotation: object) -> list[type[BaseModel]]:
    found = [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
    return found + [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]


def listed(version: int, creditor: UUID, claim: int):
    event = support.CreditorListed(case_id=CASE, creditor_id=creditor, kind="bank", name=BOX, claim=claim)
    return envelope(event, CASE, version, at=NOON + version * HOUR)


def test_the_state_is_the_latest_value_of_each_field_of_each_creditor():
    first, second = uuid4(), uuid4()
    (state,) = fold(told(listed(1, first, 100), listed(2, second, 200), listed(3, first, 150)))
    assert (state.service, state.version, state.events) == ("support", 3, 3)
    claims = {value.entity: value.field.value for value in state.values if value.field.name == "claim"}
    assert claims == {f"債権者番号 {first}": "150", f"債権者番号 {second}": "200"}


def test_each_service_has_a_state_and_a_version_of_its_own():
    states = fold(told(explained(1), explained(2), listed(1, uuid4(), 5)))
    assert [(state.service, state.version) for state in states] == [("intake", 2), ("support", 1)]


def test_a_missing_and_a_repeated_version_are_drift():
    history = told(explained(1), explained(3), explained(3))
    assert [(each.service, each.version, each.kind) for each in drift(history, CASE)] == [
        ("intake", 2, "missing"),
        ("intake", 3, "repeated"),
    ]
    assert drift(told(explained(1), explained(2)), CASE) == ()


def test_an_event_of_another_stream_that_names_the_case_is_no_drift():
    declared = governance.ConflictOfInterestDeclared(person="p13-head", case_id=CASE, kind="company")
    assert drift(told(explained(1), envelope(declared, uuid4(), 7)), CASE) == ()


def test_the_ledgers_bytes_are_read_as_events():
    original = explained(1)
    (read,) = tell([(41, to_bytes(original))])
    assert (read.number, read.envelope) == (41, original)


def corrected_later(target, field, new, *, at, version=2):
    data = intake.EntryCorrected(
        case_id=CASE,
        corrected_event=target.id,
        corrected_type=target.type,
        field=field,
        new=None if isinstance(new, Sealed) else Value.of(new),
        sealed=new if isinstance(new, Sealed) else None,
        reason=BOX,
    )
    return envelope(data, CASE, version, on="2024-07-01", at=at)


def test_what_was_known_shows_a_correction_only_from_its_recording_on():
    referral = envelope(
        intake.ReferralMade(case_id=CASE, body=intake.ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1)),
        CASE,
        1,
        at=NOON,
    )
    history = told(referral, corrected_later(referral, "told_on", dt.date(2024, 6, 30), at=NOON + 2 * HOUR))
    before, *_ = as_of(history, NOON + HOUR, Axis.KNOWN)
    after, *_ = as_of(history, NOON + 2 * HOUR, Axis.KNOWN)
    assert [(each.value, each.corrected) for each in before.fields if each.name == "told_on"] == [
        ("2024年7月1日", False)
    ]
    assert [(each.value, each.formerly) for each in after.fields if each.name == "told_on"] == [
        ("2024年6月30日", "2024年7月1日")
    ]
    assert {each.field.name: each.field.value for each in fold([after])[0].values}["told_on"] == "2024年6月30日"


def test_what_had_happened_counts_an_event_by_its_true_day_however_late_it_was_mended():
    first = explained(1, on="2024-07-20", at=NOON)
    history = told(first, corrected_later(first, "occurredon", dt.date(2024, 6, 28), at=NOON + 5000 * HOUR))
    [event] = as_of(history, dt.datetime(2024, 6, 29, tzinfo=dt.UTC), Axis.HAPPENED)
    assert (event.envelope.sequence, event.formerly_on) == (1, dt.date(2024, 7, 20))
    assert versions(as_of(history, NOON, Axis.KNOWN)) == [1]


def test_a_mended_sealed_value_is_marked_though_neither_can_be_read():
    advice = envelope(intake.AdviceGiven(case_id=CASE, advice=BOX), CASE, 1)
    other = Sealed.from_box(SealedBox("13/case:x", "018f5e1c-0000-7000-8000-00000000000f", "sealed", "bmV3"))
    mended, _ = as_of(told(advice, corrected_later(advice, "advice", other, at=NOON + HOUR)), NOON + HOUR, Axis.KNOWN)
    [field] = [each for each in mended.fields if each.name == "advice"]
    assert (field.sealed, field.corrected, field.value, field.formerly) == (True, True, "〔封印〕", "〔封印〕")


def test_the_labels_stand_in_the_order_of_the_fields_each_once():
    lines = files("council_audit.replay").joinpath("labels.csv").read_text("utf-8").splitlines()[1:]
    fields = [line.partition(",")[0] for line in lines]
    assert fields == sorted(set(fields))
