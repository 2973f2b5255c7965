"""What a reader sees of a stream: labels, opened values, and records that came late."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events import Envelope, Event, Sealed, read_envelope, schema_uri, to_bytes
from council_events.corrections import Value
from council_events.event import envelope_class
from council_events.intake import AdviceGiven, Channel, EntryCorrected, ReferralBody, ReferralMade, Wish
from council_events.support import TeamMember
from council_events.values import Qualification
from council_kit.postgres import open_pool
from council_kit.timeline import labelled, shown_value, timeline
from council_kit.vault import KeyFiles, Vault, generate_keys

CASE = UUID("018f5e1c-0000-7000-8000-000000000001")


@pytest.fixture
def vault(database: str, tmp_path: Path) -> Iterator[Vault]:
    generate_keys(tmp_path, ["13"])
    with open_pool(database, max_size=2) as pool:
        yield Vault(pool, KeyFiles(tmp_path))


def raw(vault: Vault, data: Event, sequence: int, on: str, recorded: str) -> bytes:
    name, event_id = type(data).type_name, uuid4()
    envelope: Envelope[Any] = envelope_class(name)(
        id=event_id,
        source="/councils/13/intake",
        type=name,
        subject=str(CASE),
        time=dt.datetime.fromisoformat(recorded),
        dataschema=schema_uri(name),
        occurredon=dt.date.fromisoformat(on),
        sequence=sequence,
        streamid=CASE,
        partitionkey=str(CASE),
        council="13",
        actor="p13-deputy",
        purpose="case_work",
        correlationid=uuid4(),
        data=vault.seal_event(data, event_id, "13", f"case:{CASE}"),
    )
    return to_bytes(envelope)


def test_a_timeline_shows_labelled_fields_opened_and_marks_what_was_recorded_late(vault: Vault) -> None:
    advice = AdviceGiven(case_id=CASE, advice=Sealed("資金繰り表を作る"))
    referral = ReferralMade(case_id=CASE, body=ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1), note=Sealed("電話"))
    stream = [
        raw(vault, advice, 1, "2024-07-01", "2024-07-01T14:59:00+00:00"),
        raw(vault, referral, 2, "2024-07-01", "2024-07-01T15:00:00+00:00"),
    ]
    pairs = labelled({"advice": "助言", "body": "紹介先", "told_on": "伝えた日", "note": "備考"})
    first, second = timeline(stream, pairs, vault)
    assert [(each.label, each.value) for each in first.fields] == [("助言", "資金繰り表を作る")]
    assert [(each.label, each.value) for each in second.fields] == [
        ("紹介先", "よろず支援拠点"),
        ("伝えた日", "2024年7月1日"),
        ("備考", "電話"),
    ]
    assert (first.title, first.service, first.sequence) == ("助言", "intake", 1)
    assert (first.late, second.late) == (False, True), "15:00 UTC is the next day in Japan"


def test_a_field_without_a_value_is_left_out_and_an_erased_one_says_so(vault: Vault) -> None:
    referral = ReferralMade(case_id=CASE, body=ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1))
    advice = AdviceGiven(case_id=CASE, advice=Sealed("資金繰り表を作る"))
    stream = [
        raw(vault, referral, 1, "2024-07-01", "2024-07-01T00:00:00+00:00"),
        raw(vault, advice, 2, "2024-07-01", "2024-07-01T00:00:00+00:00"),
    ]
    vault.destroy(f"13/case:{CASE}")
    without, erased = timeline(stream, labelled({"note": "備考", "advice": "助言"}), vault)
    assert without.fields == ()
    assert [each.value for each in erased.fields] == ["消去済"]


def test_values_are_shown_in_the_words_of_a_screen() -> None:
    member = TeamMember(
        person="p13-tanaka", qualification=Qualification.LAWYER, outside_expert=True, no_interest_declared=False
    )
    assert shown_value(member) == "p13-tanaka／弁護士／はい／いいえ"
    assert shown_value((Wish.CASH_FLOW, Wish.GOVERNANCE)) == (
        "収益力改善により財務的安定を図りたい、ガバナンス体制を整備したい"
    )
    assert [shown_value(each) for each in (Channel.ONLINE, 1234567, 1.5, (), None)] == [
        "オンライン会議等",
        "1,234,567",
        "1.5",
        "",
        "",
    ]


def mending(vault: Vault, target: bytes, sequence: int, field: str, **value: Any) -> bytes:
    envelope = read_envelope(target)
    data = EntryCorrected(
        case_id=CASE,
        corrected_event=envelope.id,
        corrected_type=envelope.type,
        field=field,
        reason=Sealed("聞き違い"),
        **value,
    )
    return raw(vault, data, sequence, "2024-07-05", "2024-07-05T03:00:00+00:00")


def test_a_corrected_entry_reads_anew_with_what_stood_there_and_the_correction_tells_what_it_did(vault: Vault) -> None:
    advice = raw(
        vault, AdviceGiven(case_id=CASE, advice=Sealed("資金繰り表")), 1, "2024-07-01", "2024-07-01T03:00:00+00:00"
    )
    referral = raw(
        vault,
        ReferralMade(case_id=CASE, body=ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1), note=Sealed("電話")),
        2,
        "2024-07-01",
        "2024-07-01T03:00:00+00:00",
    )
    stream = [
        advice,
        referral,
        mending(vault, advice, 3, "advice", sealed=Sealed("試算表")),
        mending(vault, referral, 4, "note", sealed=None),
        mending(
            vault, referral, 5, "occurredon", old=Value.of(dt.date(2024, 7, 1)), new=Value.of(dt.date(2024, 6, 28))
        ),
    ]
    pairs = labelled({"advice": "助言", "body": "紹介先", "told_on": "伝えた日", "note": "備考"})
    first, second, third, fourth, fifth = timeline(stream, pairs, vault)
    assert [(each.value, each.corrected, each.formerly) for each in first.fields] == [("試算表", True, "資金繰り表")]
    assert (first.corrected, first.formerly_on) == (True, None)
    assert [(each.label, each.value, each.formerly) for each in second.fields] == [
        ("紹介先", ReferralBody.YOROZU.label, None),
        ("伝えた日", "2024年7月1日", None),
        ("備考", "", "電話"),
    ]
    assert (second.occurred_on, second.formerly_on, second.late) == (dt.date(2024, 6, 28), dt.date(2024, 7, 1), True)
    assert [(each.label, each.value) for each in third.fields] == [
        ("訂正した記録", "助言"),
        ("訂正した項目", "助言"),
        ("訂正前", "資金繰り表"),
        ("訂正後", "試算表"),
        ("訂正の理由", "聞き違い"),
    ]
    assert [each.label for each in fourth.fields] == ["訂正した記録", "訂正した項目", "訂正前", "訂正の理由"]
    assert [each.value for each in fifth.fields][1:4] == ["発生日", "2024年7月1日", "2024年6月28日"]
    assert [each.correctable for each in (first, third)] == [True, False]


def test_a_corrected_entry_keeps_every_row_that_shares_its_label(vault: Vault) -> None:
    referral = ReferralMade(case_id=CASE, body=ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1), note=Sealed("電話"))
    stream = [raw(vault, referral, 1, "2024-07-01", "2024-07-01T00:00:00+00:00")]
    target = read_envelope(stream[0])
    mend = EntryCorrected(
        case_id=CASE,
        corrected_event=target.id,
        corrected_type=target.type,
        field="told_on",
        old=Value(day=dt.date(2024, 7, 1)),
        new=Value(day=dt.date(2024, 6, 28)),
        reason=Sealed("転記の誤り"),
    )
    stream.append(raw(vault, mend, 2, "2024-07-02", "2024-07-02T00:00:00+00:00"))

    def alike(event: Event) -> Any:
        return (
            [] if isinstance(event, EntryCorrected) else [("欄", event.body), ("欄", event.told_on), ("欄", event.note)]
        )  # type: ignore[attr-defined]  # a referral

    first, second = timeline(stream, alike, vault)
    assert [(each.value, each.corrected) for each in first.fields] == [
        (ReferralBody.YOROZU.label, False),
        ("2024年6月28日", True),
        ("電話", False),
    ]
    told = [(each.label, each.value) for each in second.fields]
    assert ("訂正前", "2024年7月1日") in told
    assert ("訂正後", "2024年6月28日") in told
