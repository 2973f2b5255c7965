"""The vault: what is sealed opens only where it was sealed, only with its key, and never again once that is destroyed."""

import datetime as dt
import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import AlreadySealedError, Event, Sealed, SealedBox, intake
from council_events.values import Industry, LegalForm
from council_kit.postgres import Pool, open_pool
from council_kit.vault import (
    ERASED,
    KeyDestroyedError,
    KeyFiles,
    KeyMissingError,
    KeyNotHeldError,
    SealBrokenError,
    Vault,
    generate_keys,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

EVENT_ID = UUID("018f5e1c-0000-7000-8000-00000000000e")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: Sealed[str]
    share: int = 0


class Everything(Event):
    """Sealed values of several types in all places where one may stand."""

    text: Sealed[str] | None = None
    day: Sealed[dt.date] | None = None
    yen: Sealed[int] | None = None
    case: Sealed[UUID] | None = None
    notes: tuple[Sealed[str], ...] = ()
    part: Part | None = None
    parts: tuple[Part, ...] = ()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    generate_keys(folder, ["13", "27"])
    return folder


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[Pool]:
    with open_pool(module_database) as pool:
        yield pool


@pytest.fixture(scope="module")
def vault(pool: Pool, keys: Path) -> Vault:
    return Vault(pool, KeyFiles(keys))


@pytest.fixture
def subject() -> str:
    return f"case:{uuid4()}"


def registered(name: str = "株式会社髙橋製作所", *, company: str | None = None) -> intake.CompanyRegistered:
    return intake.CompanyRegistered(
        company_id=uuid4(),
        name=Sealed(name, company),
        kana=Sealed("タカハシセイサクショ"),
        prefecture="13",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
    )


def test_what_was_sealed_opens_to_what_it_was(vault: Vault, subject: str):
    event = vault.seal_event(registered(), EVENT_ID, "13", subject)
    assert event.name.is_sealed
    assert vault.open(event.name) == "株式会社髙橋製作所"
    assert event.phone is None


@given(text=st.text())
def test_every_text_survives_sealing(vault: Vault, text: str):
    event = vault.seal_event(Everything(text=Sealed(text)), EVENT_ID, "13", "case:any")
    assert vault.open(event.text) == text


@given(day=st.dates(), yen=st.integers(min_value=-(10**15), max_value=10**15), case=st.uuids())
def test_a_value_opens_as_its_own_type(vault: Vault, day: dt.date, yen: int, case: UUID):
    clear = Everything(day=Sealed(day), yen=Sealed(yen), case=Sealed(case))
    event = vault.seal_event(clear, EVENT_ID, "13", "case:any")
    assert vault.open_many([event.day, event.yen, event.case]) == [day, yen, case]


def test_a_value_read_back_from_json_opens_as_its_own_type(vault: Vault, subject: str):
    event = vault.seal_event(Everything(day=Sealed(dt.date(2026, 4, 1))), EVENT_ID, "13", subject)
    assert vault.open(Everything.model_validate_json(event.model_dump_json()).day) == dt.date(2026, 4, 1)


def test_every_sealed_value_knows_where_it_was_first_written(vault: Vault, subject: str):
    clear = Everything(
        text=Sealed("a"),
        notes=tuple(Sealed(str(number)) for number in range(4)),
        part=Part(name=Sealed("b")),
        parts=(Part(name=Sealed("c")), Part(name=Sealed("d"), share=3)),
    )
    event = vault.seal_event(clear, EVENT_ID, "13", subject)
    sealed = [event.text, *event.notes, event.part.name, *(part.name for part in event.parts)]
    assert [value.box.path for value in sealed] == [
        "text",
        *(f"notes.{number}" for number in range(4)),
        "part.name",
        "parts.0.name",
        "parts.1.name",
    ]
    assert {value.box.key_id for value in sealed} == {f"13/{subject}"}
    assert {value.box.event_id for value in sealed} == {str(EVENT_ID)}
    assert vault.open_many(sealed) == ["a", "0", "1", "2", "3", "b", "c", "d"]
    assert event.parts[1].share == 3


def test_a_value_with_a_subject_of_its_own_is_sealed_under_that_subjects_key(vault: Vault, subject: str):
    event = vault.seal_event(registered(company="company:1"), EVENT_ID, "13", subject)
    assert event.name.box.key_id == "13/company:1"
    assert event.kana.box.key_id == f"13/{subject}"


def test_what_is_sealed_already_keeps_its_origin(vault: Vault, subject: str):
    first = vault.seal_event(registered(), EVENT_ID, "13", subject)
    carried = Everything(text=first.name, notes=(Sealed("new"),))
    later = vault.seal_event(carried, uuid4(), "27", "case:other")
    assert later.text.box == first.name.box
    assert vault.open_many([later.text, later.notes[0]]) == ["株式会社髙橋製作所", "new"]


def test_the_clear_event_is_left_as_it_was(vault: Vault, subject: str):
    clear = registered()
    vault.seal_event(clear, EVENT_ID, "13", subject)
    assert clear.name.clear == "株式会社髙橋製作所"


def test_a_sealed_event_shows_no_clear_text(vault: Vault, subject: str):
    event = vault.seal_event(registered(), EVENT_ID, "13", subject)
    written = event.model_dump_json()
    assert "髙橋" not in written
    assert "タカハシ" not in written
    assert "髙橋" not in repr(event)
    with pytest.raises(AlreadySealedError):
        _ = event.name.clear


def test_the_same_value_is_never_the_same_ciphertext(vault: Vault, subject: str):
    sealed = [vault.seal_event(registered(), EVENT_ID, "13", subject).name.box.ciphertext for _ in range(300)]
    assert len(set(sealed)) == 300


@pytest.mark.parametrize(
    ("short", "long"),
    [("", "x" * 62), ("x" * 63, "x" * 126), ("x" * 1023, "x" * 2046)],
)
def test_lengths_within_a_class_look_alike(vault: Vault, subject: str, short: str, long: str):
    sealed = vault.seal_event(Everything(notes=(Sealed(short), Sealed(long))), EVENT_ID, "13", subject)
    assert len({len(note.box.ciphertext) for note in sealed.notes}) == 1


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_changed_ciphertext_does_not_open(vault: Vault, place: int, bit: int):
    box = vault.seal_event(registered(), EVENT_ID, "13", "case:any").name.box
    secret = bytearray(urlsafe_b64decode(box.ciphertext + "=="))
    secret[place % len(secret)] ^= 1 << bit
    with pytest.raises(SealBrokenError):
        vault.open(Sealed.from_box(box._replace(ciphertext=urlsafe_b64encode(secret).rstrip(b"=").decode())))


@pytest.mark.parametrize("text", ["", "AQ", "%%%", "AQ" * 30])
def test_what_is_no_ciphertext_does_not_open(vault: Vault, subject: str, text: str):
    box = vault.seal_event(registered(), EVENT_ID, "13", subject).name.box
    with pytest.raises(SealBrokenError):
        vault.open(Sealed.from_box(box._replace(ciphertext=text)))


@pytest.mark.parametrize("changed", [{"path": "kana"}, {"event_id": str(uuid4())}])
def test_a_value_moved_elsewhere_does_not_open(vault: Vault, subject: str, changed: dict[str, str]):
    box = vault.seal_event(registered(), EVENT_ID, "13", subject).name.box
    with pytest.raises(SealBrokenError):
        vault.open(Sealed.from_box(box._replace(**changed)))


def test_a_value_moved_to_another_case_does_not_open(vault: Vault, subject: str):
    first, other = (
        vault.seal_event(registered(), EVENT_ID, "13", key).name.box for key in (subject, f"case:{uuid4()}")
    )
    with pytest.raises(SealBrokenError):
        vault.open(Sealed.from_box(first._replace(key_id=other.key_id)))


def test_the_key_is_stored_before_the_event_can_be(vault: Vault, pool: Pool, subject: str):
    vault.seal_event(registered(), EVENT_ID, "13", subject)
    with psycopg.connect(pool.conninfo) as other:
        assert other.execute("SELECT length(wrapped) FROM data_keys WHERE key_id = %s", (f"13/{subject}",)).fetchone()


def test_two_processes_that_meet_a_new_case_agree_on_its_key(pool: Pool, keys: Path, subject: str):
    vaults = [Vault(pool, KeyFiles(keys)) for _ in range(6)]
    together, sealed = threading.Barrier(len(vaults)), []

    def seal(vault: Vault) -> None:
        together.wait()
        sealed.append(vault.seal_event(registered(), EVENT_ID, "13", subject).name)

    threads = [threading.Thread(target=seal, args=(vault,)) for vault in vaults]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fresh = Vault(pool, KeyFiles(keys))
    assert fresh.open_many(sealed) == ["株式会社髙橋製作所"] * len(vaults)


def test_a_batch_of_new_and_known_subjects_takes_one_round_trip(vault: Vault, pool: Pool):
    items = [(registered(), uuid4(), council, f"case:{uuid4()}") for council in ("13", "27") for _ in range(20)]
    before = pool.get_stats()["requests_num"]
    events = vault.seal_events(items)
    assert pool.get_stats()["requests_num"] == before + 1
    fresh = Vault(pool, KeyFiles(vault._keeper._folder))
    before = pool.get_stats()["requests_num"]
    assert fresh.open_many([None, *(event.name for event in events)]) == [None, *["株式会社髙橋製作所"] * 40]
    assert pool.get_stats()["requests_num"] == before + 1


def test_a_destroyed_key_opens_nothing_any_more(vault: Vault, pool: Pool, keys: Path, subject: str):
    event = vault.seal_event(registered(), EVENT_ID, "13", subject)
    kept = vault.seal_event(registered("残る会社"), EVENT_ID, "13", f"case:{uuid4()}")
    vault.destroy(f"13/{subject}")
    for reader in (vault, Vault(pool, KeyFiles(keys))):
        with pytest.raises(KeyDestroyedError):
            reader.open(event.name)
        assert reader.open_many([event.name, None, kept.name]) == [ERASED, None, "残る会社"]
        assert reader.blind_tokens([event.name], "13") == [[]]
    with psycopg.connect(pool.conninfo) as other:
        rows = other.execute("SELECT wrapped FROM data_keys WHERE key_id = %s", (f"13/{subject}",))
        assert rows.fetchone() == (None,)


def test_a_key_destroyed_elsewhere_stays_in_memory_for_as_long_as_the_process_was_told_and_no_longer(
    vault: Vault, pool: Pool, keys: Path, subject: str, eventually: Callable[..., Any]
):
    event = vault.seal_event(registered(), EVENT_ID, "13", subject)
    patient, brief = Vault(pool, KeyFiles(keys)), Vault(pool, KeyFiles(keys), held_seconds=0.05)
    assert patient.open(event.name) == brief.open(event.name) == "株式会社髙橋製作所"
    vault.destroy(f"13/{subject}")
    eventually(lambda: brief.open_many([event.name]) == [ERASED])
    assert patient.open(event.name) == "株式会社髙橋製作所"


def test_a_key_file_that_is_taken_away_is_held_no_longer_than_told(
    vault: Vault, pool: Pool, tmp_path: Path, eventually: Callable[..., Any]
):
    generate_keys(tmp_path, ["13"])
    keeper = KeyFiles(tmp_path, held_seconds=0.05)
    assert keeper.mac("13", [b"word"])
    (tmp_path / "13.search").unlink()

    def refused() -> bool:
        try:
            return not keeper.mac("13", [b"word"])
        except KeyNotHeldError:
            return True

    eventually(refused)


def test_nothing_new_is_sealed_under_a_destroyed_key(vault: Vault, pool: Pool, keys: Path, subject: str):
    vault.destroy(f"13/{subject}")
    vault.destroy(f"13/{subject}")
    for writer in (vault, Vault(pool, KeyFiles(keys))):
        with pytest.raises(KeyDestroyedError):
            writer.seal_event(registered(), EVENT_ID, "13", subject)


def test_a_process_without_the_councils_key_opens_seals_and_searches_nothing(
    vault: Vault, pool: Pool, subject: str, tmp_path: Path
):
    event = vault.seal_event(registered(), EVENT_ID, "13", subject)
    generate_keys(tmp_path, ["27"])
    stranger = Vault(pool, KeyFiles(tmp_path))
    with pytest.raises(KeyNotHeldError):
        stranger.open(event.name)
    with pytest.raises(KeyNotHeldError):
        stranger.seal_event(registered(), EVENT_ID, "13", subject)
    with pytest.raises(KeyNotHeldError):
        stranger.blind_tokens([event.name], "27")
    with pytest.raises(KeyNotHeldError):
        stranger.search_tokens("高橋", "13")


def test_a_council_that_is_none_reaches_no_file(pool: Pool, keys: Path):
    with pytest.raises(KeyNotHeldError):
        Vault(pool, KeyFiles(keys / "13")).search_tokens("高橋", "../13")


def test_a_wrapped_key_does_not_open_under_another_name(vault: Vault, pool: Pool, keys: Path, subject: str):
    event = vault.seal_event(registered(), EVENT_ID, "13", subject)
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO data_keys (key_id, wrapped) SELECT %s, wrapped FROM data_keys WHERE key_id = %s",
            (f"13/{subject}-copy", f"13/{subject}"),
        )
    moved = Sealed.from_box(event.name.box._replace(key_id=f"13/{subject}-copy"))
    with pytest.raises(ValueError, match="wrapped data key"):
        Vault(pool, KeyFiles(keys)).open(moved)


def test_an_unknown_key_is_not_taken_for_a_destroyed_one(vault: Vault):
    box = SealedBox("13/case:unknown", str(EVENT_ID), "name", "AQ")
    with pytest.raises(KeyMissingError):
        vault.open_many([Sealed.from_box(box)])


def test_keys_once_written_are_never_replaced(tmp_path: Path):
    generate_keys(tmp_path, ["13"])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    generate_keys(tmp_path, ["13", "hq"])
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert set(after) == {"13.kek", "13.search", "hq.kek", "hq.search"}
    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == 4
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_a_sealed_value_where_none_would_be_found_is_refused(vault: Vault, subject: str):
    class Hidden(Event):
        names: dict[str, Sealed[str]]

    with pytest.raises(TypeError, match="sealed values can't be found"):
        vault.seal_event(Hidden(names={"a": Sealed("x")}), EVENT_ID, "13", subject)


def test_what_stands_in_the_event_is_a_box_of_four_texts(vault: Vault, subject: str):
    written = json.loads(vault.seal_event(registered(), EVENT_ID, "13", subject).model_dump_json())["name"]
    assert set(written) == {"k", "e", "p", "c"}
    assert written["k"] == f"13/{subject}"
