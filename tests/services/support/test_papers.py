"""Papers of a case over HTTP: streamed in, kept, looked through, given out on record, and gone with the case's key."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from council_events import access, read_envelope
from council_events.values import Purpose, SupportLine

from tests.services.house import TODAY, Caller, House
from tests.services.support.asked import arrived, does, problem, view
from tests.services.support.conftest import Intake

LARGEST = 50 * 1024 * 1024


@pytest.fixture
def case_id(house: House, intake: Intake, head: Caller) -> UUID:
    return arrived(house, intake, head)


def pdf(size: int) -> bytes:
    return (b"%PDF-1.7\n" + os.urandom(1000) * (size // 1000 + 1))[:size]


def uploads(caller: Caller, case_id: UUID, content: Any, media_type: str = "application/pdf") -> httpx.Response:
    token = caller.house.token("support", caller.person, caller.council, caller.purpose)
    return caller.house.clients["support"].post(
        f"/v1/cases/{case_id}/files",
        content=content,
        headers={"authorization": f"Bearer {token}", "content-type": media_type},
    )


def paper(**values: Any) -> dict[str, Any]:
    given = {"document_id": str(uuid4()), "kind": "tax_returns", "holding": "copy", "pages": 12}
    return given | {"dated_on": "2024-05-31", "occurred_on": "2024-07-01"} | values


def received(caller: Caller, case_id: UUID, content: bytes, **values: Any) -> str:
    """A paper with this file is on the shelf."""
    answer = uploads(caller, case_id, content)
    assert answer.status_code == 201, answer.text
    body = paper(file=answer.json()["file"], file_name="申告書 令和6年.pdf", **values)
    assert does(caller, case_id, "receive-document", body).status_code == 201
    return str(body["document_id"])


def test_a_file_comes_out_as_it_went_in_always_as_a_download(head: Caller, case_id: UUID) -> None:
    content = pdf(3_000_000)
    document = received(head, case_id, content)
    (row,) = view(head, case_id).json()["papers"]
    assert (row["id"], row["file_name"], row["pages"], row["received_by"]) == (
        document,
        "申告書 令和6年.pdf",
        12,
        "p20-head",
    )
    answer = head.get("support", row["path"])
    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('attachment; filename="paper.pdf"; filename*=UTF-8')
    assert "%E7%94%B3%E5%91%8A%E6%9B%B8" in answer.headers["content-disposition"]
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_every_download_and_every_refusal_is_on_record_with_its_paper(
    house: House, head: Caller, deputy: Caller, case_id: UUID
) -> None:
    document = UUID(received(head, case_id, pdf(100)))
    assert deputy.get("support", f"/v1/cases/{case_id}/papers/{document}/file").status_code == 200
    stranger = house.as_("p34-head", "34")
    problem(stranger.get("support", f"/v1/cases/{case_id}/papers/{document}/file"), 404)
    with psycopg.connect(house.databases["support"]) as connection:
        rows = connection.execute("SELECT body FROM events WHERE kind = 1 ORDER BY position").fetchall()
    recorded = [read_envelope(bytes(body)) for (body,) in rows]
    reads = [each for each in recorded if isinstance(each.data, access.Read) and document in each.data.papers]
    assert [(each.actor, each.data.view, each.data.cases) for each in reads] == [
        ("p20-deputy", access.View.PAPER, (case_id,))
    ]
    refused = [each for each in recorded if isinstance(each.data, access.Refused) and each.actor == "p34-head"]
    assert refused[-1].data.case_id == case_id
    assert refused[-1].data.route == "GET /v1/cases/{case_id}/papers/{document_id}/file"


def test_a_paper_that_is_not_there_or_has_no_file_is_not_found(head: Caller, case_id: UUID) -> None:
    body = paper(kept_at="書庫A 3段目")
    assert does(head, case_id, "receive-document", body).status_code == 201
    problem(head.get("support", f"/v1/cases/{case_id}/papers/{body['document_id']}/file"), 404)
    problem(head.get("support", f"/v1/cases/{case_id}/papers/{uuid4()}/file"), 404)
    (row,) = view(head, case_id).json()["papers"]
    assert (row["path"], row["kept_at"], row["finding"]) == (None, "書庫A 3段目", None)


def test_a_check_shows_by_whom_and_in_the_history(head: Caller, deputy: Caller, case_id: UUID) -> None:
    body = paper(kept_at="書庫A")
    does(head, case_id, "receive-document", body)
    steps = {step["command"]: step["allowed"] for step in view(head, case_id).json()["paper_steps"]}
    assert (steps["ReceiveDocument"], steps["CheckDocument"]) == (True, True)
    fault = {"document_id": body["document_id"], "finding": "faulty", "note": "3期目が欠けている"}
    assert does(deputy, case_id, "check-document", fault).status_code == 201
    shown = view(head, case_id).json()
    (row,) = shown["papers"]
    assert (row["finding"], row["checked_by"], row["note"]) == ("不備あり", "p20-deputy", "3期目が欠けている")
    told = {field["label"]: field["value"] for field in shown["timeline"][-1]["fields"]}
    assert told == {"種類": "申告書・決算書", "確認の結果": "不備あり", "備考": "3期目が欠けている"}
    assert "CheckDocument" not in {step["command"] for step in shown["paper_steps"]}


def test_a_reception_names_an_upload_of_its_own_case(house: House, intake: Intake, head: Caller, case_id: UUID) -> None:
    other = arrived(house, intake, head)
    file = uploads(head, other, pdf(100)).json()["file"]
    refused = problem(does(head, case_id, "receive-document", paper(file=file)), 422)
    assert refused["field"] == "file"


def test_who_may_not_work_on_the_case_brings_nothing_in(house: House, case_id: UUID) -> None:
    problem(uploads(house.as_("p34-head", "34"), case_id, pdf(100)), 404)
    problem(uploads(house.as_("p20-head", "20"), uuid4(), pdf(100)), 404)
    administrator = house.as_("admin-1", "hq", Purpose.ADMINISTRATION)
    problem(uploads(administrator, case_id, pdf(100)), 404)


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"<html>", "text/html", 415),
        (b"", "application/pdf", 422),
        (b"MZ\x90\x00 a program", "application/pdf", 422),
        (pdf(LARGEST + 1), "application/pdf", 413),
        (pdf(LARGEST + 100_000), "application/pdf", 413),
    ],
    ids=["type", "empty", "content", "over the limit", "far over the limit"],
)
def test_what_is_no_paper_is_refused(head: Caller, case_id: UUID, content: bytes, media_type: str, status: int) -> None:
    assert problem(uploads(head, case_id, content, media_type), status)["field"] in ("file", "body")


def test_a_file_of_unknown_length_is_taken_as_it_comes_and_bounded(head: Caller, case_id: UUID) -> None:
    def in_pieces(size: int) -> Any:
        yield b"%PDF-1.7\n"
        for _ in range(size // 100_000):
            yield b"x" * 100_000

    assert uploads(head, case_id, in_pieces(1_000_000)).json()["size"] == 1_000_009
    assert uploads(head, case_id, in_pieces(LARGEST + 200_000)).status_code == 413


def test_a_file_that_is_lost_is_told_as_gone(house: House, head: Caller, case_id: UUID) -> None:
    document = received(head, case_id, pdf(100))
    with psycopg.connect(house.databases["support"]) as connection:
        connection.execute("DELETE FROM blobs WHERE owner = %s", (case_id,))
    assert problem(head.get("support", f"/v1/cases/{case_id}/papers/{document}/file"), 410)["type"].endswith("erased")
    (row,) = view(head, case_id).json()["papers"]
    assert (row["lost"], row["path"]) == (True, None), "as after `council recover`: it is to be handed in again"
    received(head, case_id, pdf(200))
    assert [row["lost"] for row in view(head, case_id).json()["papers"]] == [False, True]


def test_nothing_of_a_paper_stands_in_the_database_in_clear(house: House, head: Caller, case_id: UUID) -> None:
    word = "信州千曲精機の申告書"
    received(head, case_id, b"%PDF-1.7\n" + word.encode() * 1000, kept_at=word)
    with psycopg.connect(house.databases["support"]) as connection:
        chunks = connection.execute(
            "SELECT count(*) FROM blob_chunks WHERE position(%s::bytea IN body) > 0", (word.encode(),)
        ).fetchone()
        events = connection.execute(
            "SELECT count(*) FROM events WHERE position(%s::bytea IN body) > 0", (word.encode(),)
        ).fetchone()
    assert (chunks, events) == ((0,), (0,))


def test_a_step_waits_for_the_papers_that_its_text_asks_for(house: House, intake: Intake, head: Caller) -> None:
    case_id = intake.chooses("湖東愛知川酒造", line=SupportLine.GUARANTEE)
    house.eventually(lambda: view(head, case_id).status_code == 200, within=20)
    outline = {"guarantor_name": "愛知川 醇", "expert_name": "長浜 律", "reason_alone": "主債務者が破産手続中のため"}
    outline |= {"settlement": "alone_pending", "procedure": "bankruptcy"}
    assert does(head, case_id, "outline-guarantee", outline).status_code == 201
    needed = [
        (row["name"], row["status_title"], row["provision"]) for row in view(head, case_id).json()["needed_papers"]
    ]
    assert needed == [
        ("支援の申込書・利用申請書", "未提出", "B4-4-2-1"),
        ("申請書の別紙", "未提出", "B4-4-2-1"),
    ]
    files = {"form": "4-3", "annexes": ["1", "2", "3", "4", "5"], "filed_on": TODAY.isoformat()}
    refused = problem(does(head, case_id, "file-use-application", files), 409)
    assert refused["provision"] == "B4-4-2-1"
    for kind in ("support_application", "application_annex"):
        body = paper(kind=kind, holding="original", kept_at="書庫B", dated_on=None, occurred_on=TODAY.isoformat())
        assert does(head, case_id, "receive-document", body).status_code == 201
    assert does(head, case_id, "file-use-application", files).status_code == 201


def test_a_reception_that_is_refused_keeps_no_file(house: House, head: Caller, case_id: UUID) -> None:
    file = uploads(head, case_id, pdf(100)).json()["file"]
    secretary = house.as_("p20-office", "20", Purpose.SUBSIDY_WORK)
    assert does(secretary, case_id, "receive-document", paper(file=file)).status_code == 403
    again = received(head, case_id, pdf(200))
    body = paper(document_id=again, file=file)
    assert does(head, case_id, "receive-document", body).status_code == 200, "that paper is on the shelf already"
    with psycopg.connect(house.databases["support"]) as connection:
        kept = connection.execute("SELECT kept_at FROM blobs WHERE name = %s", [file]).fetchone()
    assert kept == (None,)
