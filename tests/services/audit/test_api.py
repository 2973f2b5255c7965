"""Replay, checkpoint and proofs over HTTP, for auditors and for those who hold the case."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from council_audit.bundle import EntryKind, verify
from council_events.values import Office, Purpose
from council_kit.auth import load_signing_key
from council_kit.merkle import Verifier, entries_of
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.libs.kit.merkle import naive
from tests.services.house import Caller, House


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", "audit") as opened:
        opened.staff("24")
        opened.staff("13")
        opened.nation("auditor-1", Office.AUDITOR)
        deputy = opened.as_("p24-deputy", "24")
        opened.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        yield opened


@pytest.fixture
def auditor(house: House) -> Caller:
    caller = house.as_("auditor-1", "hq", Purpose.AUDIT)
    house.eventually(lambda: caller.get("audit", "/v1/checkpoint").status_code == 200)
    return caller


@pytest.fixture
def case_id(house: House) -> str:
    """A consultation of 三重 with two events."""
    deputy = house.as_("p24-deputy", "24")
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": "伊勢宮川製茶株式会社（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "24",
        "employees": 31,
    }
    answer = deputy.post("intake", "/v1/consultations", body)
    assert answer.status_code == 201, answer.text
    case = str(answer.json()["case_id"])
    answer = deputy.post("intake", f"/v1/cases/{case}/give-advice", {"advice": "資金繰り表を作ること"})
    assert answer.status_code == 201, answer.text
    return case


def replayed(house: House, caller: Caller, case: str, events: int = 2, **query: Any) -> dict[str, Any]:
    """The replay once the ledger holds so many events of the case and a checkpoint covers them."""

    def proven() -> Any:
        answer = caller.get("audit", f"/v1/cases/{case}/replay", **query)
        found = answer.json() if answer.status_code == 200 else {"entries": []}
        entries = found["entries"]
        return found if len(entries) >= events and all(each["proof"]["included"] for each in entries) else None

    return dict(house.eventually(proven))


def verifier(house: House) -> Verifier:
    key = load_signing_key(house.folder / "private.jwk").private_key.public_key()
    assert isinstance(key, Ed25519PublicKey)
    return Verifier("council-ledger", key)


def test_an_auditor_sees_what_was_recorded_when_and_by_whom_but_never_what_it_says(
    house: House, auditor: Caller, case_id: str
) -> None:
    found = replayed(house, auditor, case_id)
    assert [entry["title"] for entry in found["entries"]][:1] == ["相談の受付"]
    assert {entry["actor"] for entry in found["entries"]} == {"p24-deputy"}
    assert found["intact"]
    (intake,) = [state for state in found["states"] if state["service"] == "intake"]
    live = house.as_("p24-deputy", "24").get("intake", f"/v1/cases/{case_id}").json()
    assert intake["version"] == live["version"]
    assert [entry["event_id"] for entry in found["entries"]] == [entry["event_id"] for entry in live["timeline"]]
    assert "伊勢宮川製茶" not in str(found)
    assert "資金繰り" not in str(found)
    name = next(field for field in found["entries"][0]["fields"] if field["name"] == "company_name")
    assert (name["sealed"], name["value"]) == (True, "〔封印〕")


def test_every_entry_is_proven_against_the_signed_checkpoint(house: House, auditor: Caller, case_id: str) -> None:
    found = replayed(house, auditor, case_id)
    checkpoint = verifier(house).read(found["checkpoint"]["note"])
    for entry in found["entries"]:
        proof = entry["proof"]
        path = [b64decode(each) for each in proof["path"]]
        root = naive.root_from_path(b64decode(proof["leaf_hash"]), proof["index"], checkpoint.size, path)
        assert root == checkpoint.root


def test_a_receipt_is_a_proof_that_other_tools_verify(house: House, auditor: Caller, case_id: str) -> None:
    event_id = replayed(house, auditor, case_id)["entries"][0]["event_id"]
    receipt = auditor.get("audit", f"/v1/proofs/{event_id}").json()["receipt"]
    head, note = receipt.split("\n\n", 1)
    first, index, *path = head.split("\n")
    assert first == "c2sp.org/tlog-proof@v1"
    checkpoint = verifier(house).read(note)
    with psycopg.connect(house.databases["intake"]) as connection:
        row = connection.execute("SELECT body FROM events WHERE event_id = %s", [event_id]).fetchone()
    assert row is not None
    leaf = naive.tree_hash([bytes(row[0])])
    number = int(index.removeprefix("index "))
    assert naive.root_from_path(leaf, number, checkpoint.size, [b64decode(each) for each in path]) == checkpoint.root


def test_the_past_is_shown_as_it_was(house: House, auditor: Caller, case_id: str) -> None:
    now = replayed(house, auditor, case_id)
    between = dt.datetime.fromisoformat(now["entries"][1]["recorded_at"]) - dt.timedelta(microseconds=1)
    then = auditor.get("audit", f"/v1/cases/{case_id}/replay", at=between.isoformat()).json()
    assert [entry["sequence"] for entry in then["entries"]] == [1]
    assert then["later"] == 1
    assert then["states"][0]["version"] == 1
    yesterday = between - dt.timedelta(days=1)
    answer = auditor.get("audit", f"/v1/cases/{case_id}/replay", at=yesterday.isoformat(), axis="happened").json()
    assert (answer["entries"], answer["later"], answer["states"]) == ([], 2, [])


def test_the_councils_staff_replay_their_own_cases_and_nobody_elses(
    house: House, auditor: Caller, case_id: str
) -> None:
    replayed(house, auditor, case_id)
    own, other = house.as_("p24-head", "24"), house.as_("p13-head", "13")
    house.eventually(lambda: own.get("audit", f"/v1/cases/{case_id}/replay").status_code == 200)
    foreign = other.get("audit", f"/v1/cases/{case_id}/replay")
    unknown = other.get("audit", f"/v1/cases/{uuid4()}/replay")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()
    assert own.get("audit", f"/v1/cases/{uuid4()}/replay").status_code == 404
    event_id = replayed(house, auditor, case_id)["entries"][0]["event_id"]
    assert own.get("audit", f"/v1/proofs/{event_id}").json()["proof"]["included"]
    assert other.get("audit", f"/v1/proofs/{event_id}").status_code == 404


def test_the_ledger_is_opened_for_an_audit_only(house: House, auditor: Caller, case_id: str) -> None:
    replayed(house, auditor, case_id)
    for purpose, status in ((Purpose.REPORTING, 403), (Purpose.AUDIT, 200), (Purpose.INVESTIGATION, 200)):
        caller = house.as_("auditor-1", "hq", purpose)
        assert caller.get("audit", f"/v1/cases/{case_id}/replay").status_code == status
    assert house.as_("p24-head", "24").get("audit", "/v1/checkpoint").status_code == 403
    assert house.as_("nobody", "hq", Purpose.AUDIT).get("audit", "/v1/checkpoint").status_code == 404


def test_two_checkpoints_are_proven_to_be_of_one_ledger(house: House, auditor: Caller, case_id: str) -> None:
    first = verifier(house).read(auditor.get("audit", "/v1/checkpoint").json()["note"])

    def later() -> Any:
        found = verifier(house).read(auditor.get("audit", "/v1/checkpoint").json()["note"])
        return found if found.size > first.size else None

    second = house.eventually(later)
    proof = auditor.get("audit", "/v1/consistency", first=first.size, second=second.size).json()
    assert b64decode(proof["first_root"]) == first.root
    assert b64decode(proof["second_root"]) == second.root
    with psycopg.connect(house.databases["audit"]) as connection:
        rows = connection.execute("SELECT raw FROM ledger.leaves ORDER BY index LIMIT %s", [second.size]).fetchall()
    expected = naive.consistency_proof(first.size, [bytes(row[0]) for row in rows])
    assert [b64decode(each) for each in proof["path"]] == expected
    assert auditor.get("audit", "/v1/consistency", first=2, second=1).status_code == 422
    assert auditor.get("audit", "/v1/consistency", first=1, second=10**9).status_code == 422


def test_a_replay_comes_back_as_an_entry_of_the_ledger(house: House, auditor: Caller, case_id: str) -> None:
    replayed(house, auditor, case_id)

    def recorded() -> bool:
        with psycopg.connect(house.databases["audit"]) as connection:
            rows = connection.execute(
                "SELECT convert_from(raw, 'UTF8')::jsonb FROM ledger.leaves JOIN ledger.reads USING (index)"
                " WHERE cases @> ARRAY[%s::uuid]",
                [case_id],
            ).fetchall()
        return any(row[0]["actor"] == "auditor-1" and row[0]["data"].get("view") == "replay" for row in rows)

    house.eventually(recorded)


def test_an_instant_without_its_offset_is_refused(auditor: Caller, case_id: str) -> None:
    answer = auditor.get("audit", f"/v1/cases/{case_id}/replay", at="2024-07-01T12:00:00")
    assert answer.status_code == 422
    assert answer.json()["field"] == "at"


def test_an_export_is_a_bundle_that_verifies_offline_with_everything_that_was_read(
    house: House, auditor: Caller, case_id: str
) -> None:
    replayed(house, auditor, case_id)
    key = verifier(house).verifier_key

    def exported() -> Any:
        """Once the replay's own record stands under a checkpoint."""
        answer = auditor.get("audit", f"/v1/cases/{case_id}/export")
        assert answer.headers["content-type"] == "application/zip"
        verdict = verify(answer.content, key)
        assert verdict.damages == []
        assert verdict.manifest is not None
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            report = archive.read("report.html").decode()
        return (report, verdict.manifest) if "履歴の再生" in report else None

    report, manifest = house.eventually(exported)
    events = [entry for entry in manifest.entries if entry.kind is EntryKind.EVENT]
    assert [entry.sequence for entry in events] == [1, 2]
    assert EntryKind.ACCESS in {entry.kind for entry in manifest.entries}
    assert "相談の受付" in report
    assert "〔封印〕" in report
    assert "伊勢宮川製茶" not in report
    assert house.as_("p24-head", "24").get("audit", f"/v1/cases/{case_id}/export").status_code == 403
    assert house.as_("nobody", "hq").get("audit", f"/v1/cases/{case_id}/export").status_code == 404
    assert auditor.get("audit", f"/v1/cases/{uuid4()}/export").status_code == 404


def test_an_export_can_be_tied_to_a_checkpoint_that_the_reader_already_has(
    house: House, auditor: Caller, case_id: str
) -> None:
    known = auditor.get("audit", "/v1/tlog/checkpoint").text
    size = verifier(house).read(known).size

    def tied() -> bool:
        answer = auditor.get("audit", f"/v1/cases/{case_id}/export", since=size)
        if answer.status_code == 404:  # the ledger does not hold the case yet
            return False
        return verify(answer.content, verifier(house).verifier_key, known_checkpoint=known).sound

    house.eventually(tied)


def test_whoever_may_read_the_ledger_can_mirror_it(house: House, auditor: Caller, case_id: str) -> None:
    replayed(house, auditor, case_id)
    checkpoint = verifier(house).read(auditor.get("audit", "/v1/tlog/checkpoint").text)
    full, rest = divmod(checkpoint.size, 256)
    places = [f"{number:03}" for number in range(full)] + [f"{full:03}.p/{rest}"] * bool(rest)
    bundles = [auditor.get("audit", f"/v1/tlog/tile/entries/{place}") for place in places]
    tiles = [auditor.get("audit", f"/v1/tlog/tile/0/{place}") for place in places]
    assert {bundle.headers["content-type"] for bundle in bundles} == {"application/octet-stream"}
    entries = [entry for bundle in bundles for entry in entries_of(bundle.content)]
    assert naive.tree_hash(entries) == checkpoint.root
    assert b"".join(tile.content for tile in tiles) == b"".join(naive.tree_hash([entry]) for entry in entries)
    for path in (
        f"0/{full + 1:03}",
        "0/000.p/999",
        "64/000",
        "entries/..%2f..%2fcheckpoint",
        "0/..%2f..%2fcheckpoint",
        "x",
    ):
        assert auditor.get("audit", f"/v1/tlog/tile/{path}").status_code == 404
    for path in ("checkpoint", f"tile/0/{places[0]}", f"tile/entries/{places[0]}"):
        assert house.as_("p24-head", "24").get("audit", f"/v1/tlog/{path}").status_code == 403


def test_the_difference_between_two_instants_is_what_was_recorded_in_between(
    house: House, auditor: Caller, case_id: str
) -> None:
    now = replayed(house, auditor, case_id)
    first, second = now["instants"]
    between = auditor.get("audit", f"/v1/cases/{case_id}/difference", earlier=first, later=second).json()
    assert [entry["sequence"] for entry in between["came"]] == [2]
    assert all(entry["proof"]["included"] for entry in between["came"])
    assert "advice" in {each["name"] for each in between["changed"]}
    answer = auditor.get("audit", f"/v1/cases/{case_id}/difference", earlier=second, later=first)
    assert (answer.status_code, answer.json()["field"]) == (422, "later")
    foreign = house.as_("p13-head", "13").get("audit", f"/v1/cases/{case_id}/difference", earlier=first, later=second)
    assert foreign.status_code == 404
