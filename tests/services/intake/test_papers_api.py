"""The papers of a consultation over HTTP: what comes in, what each step asks for, its report, and what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.services.house import TODAY, Caller, House


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", result_days=30, report_days=14) as opened:
        opened.staff("24")
        opened.staff("13")
        for person, council in (("p24-head", "24"), ("p24-deputy", "24"), ("p13-head", "13")):
            caller = opened.as_(person, council)
            opened.eventually(lambda who=caller: search(who, "架空").status_code == 200)
        yield opened


@pytest.fixture
def head(house: House) -> Caller:
    return house.as_("p24-head", "24")


@pytest.fixture
def deputy(house: House) -> Caller:
    return house.as_("p24-deputy", "24")


def search(caller: Caller, words: str) -> Any:
    return caller.post("intake", "/v1/search", {"words": words})


def reception(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "requester": "company",
        "route": "direct",
        "company_name": name,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "24",
        "employees": 31,
    } | changes


def opened(caller: Caller, name: str, **changes: Any) -> str:
    answer = caller.post("intake", "/v1/consultations", reception(name, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def on_case(caller: Caller, case_id: str, command: str, body: dict[str, Any] | None = None) -> Any:
    return caller.post("intake", f"/v1/cases/{case_id}/{command}", body or {})


def seen(caller: Caller, case_id: str) -> Any:
    return caller.get("intake", f"/v1/cases/{case_id}")


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return dict(answer.json())


def test_a_finished_consultation_is_reported_to_bureau_and_headquarters(
    house: House, head: Caller, deputy: Caller
) -> None:
    """A-INT-01, step 4: drawn up from what is on record, frozen, delivered to both."""
    case_id = opened(deputy, "報告済水産株式会社（架空）", story="返済の相談" * 700)
    assert problem(head.get("intake", f"/v1/cases/{case_id}/report"), 404)
    on_case(deputy, case_id, "explain-role")
    for _ in range(4):
        on_case(deputy, case_id, "record-facts", {"history": "経緯" * 2000})
    on_case(deputy, case_id, "close-consultation", {"result": "solved"})
    assert on_case(deputy, case_id, "draft-report").status_code == 201
    report = head.get("intake", f"/v1/cases/{case_id}/report").json()
    assert (report["title"], report["to"]) == ("窓口相談対応報告書", ["中部経済産業局", "中小企業活性化全国本部"])
    assert {"label": "企業名", "value": "報告済水産株式会社（架空）"} in report["parts"][0]["lines"]
    file = head.get("intake", f"/v1/cases/{case_id}/report.xlsx")
    assert file.content.startswith(b"PK")
    assert file.headers["content-disposition"].startswith("attachment")
    one_only = {"bureau_on": str(TODAY)}
    assert problem(on_case(head, case_id, "submit-report", one_only), 409)["field"] == "headquarters_on"
    both = one_only | {"headquarters_on": str(TODAY)}
    assert on_case(head, case_id, "submit-report", both).status_code == 201
    assert seen(head, case_id).json()["stage_title"] == "報告済"
    [section] = [part for part in seen(head, case_id).json()["sections"] if part["key"] == "reports"]
    assert section["rows"][0]["cells"] == ["窓口相談対応報告書", "提出済み"]
    house.eventually(lambda: [item["stage"] for item in search(head, "報告済水産").json()["items"]] == ["報告済"])


def uploads(caller: Caller, case_id: str, content: bytes) -> Any:
    token = caller.house.token("intake", caller.person, caller.council, caller.purpose)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/pdf"}
    return caller.house.clients["intake"].post(f"/v1/cases/{case_id}/files", content=content, headers=headers)


def paper(kind: str, **values: Any) -> dict[str, Any]:
    return {"document_id": str(uuid4()), "kind": kind, "holding": "original"} | values


def jointly(caller: Caller, name: str) -> str:
    body = {key: value for key, value in reception(name).items() if key not in ("route", "requester")} | {
        "requester_name": "三国 汐",
        "adviser": "弁護士 架空 花子",
        "adviser_qualification": "lawyer",
        "received_on": str(TODAY),
    }
    asked = caller.post("intake", "/v1/guarantee-consultations", body)
    assert asked.status_code == 201, asked.text
    return str(asked.json()["case_id"])


def needed(caller: Caller, case_id: str) -> dict[str, tuple[str, bool]]:
    """Status of each needed paper, and whether a step waits for it."""
    rows = seen(caller, case_id).json()["needed_papers"]
    return {row["kind"]: (row["status"], row["binding"]) for row in rows}


def test_the_papers_behind_the_facts_are_listed_received_and_looked_through(deputy: Caller) -> None:
    case_id = opened(deputy, "書類のそろう製菓株式会社（架空）")
    assert needed(deputy, case_id)["accounts"] == ("missing", False)
    accounts = paper("accounts", kept_at="書庫A 3段目", dated_on="2026-03-31", holding="copy")
    assert on_case(deputy, case_id, "receive-document", accounts).status_code == 201
    assert needed(deputy, case_id)["accounts"] == ("received", False)
    fault = {"document_id": accounts["document_id"], "finding": "faulty", "note": "3期目が欠けている"}
    assert on_case(deputy, case_id, "check-document", fault).status_code == 201
    view = seen(deputy, case_id).json()
    assert needed(deputy, case_id)["accounts"] == ("faulty", False)
    (row,) = view["papers"]
    assert (row["finding"], row["checked_by"], row["kept_at"]) == ("不備あり", "p24-deputy", "書庫A 3段目")
    told = {field["label"]: field["value"] for field in view["timeline"][-1]["fields"]}
    assert told == {"種類": "財務諸表・決算書等（直近3年間）", "確認の結果": "不備あり", "備考": "3期目が欠けている"}
    entry_id = view["timeline"][-2]["event_id"]
    entry = deputy.get("intake", f"/v1/cases/{case_id}/entries/{entry_id}").json()
    assert {field["label"] for field in entry["fields"]} >= {
        "種類",
        "原本・写しの別",
        "書類の日付",
        "紙の書類の保管場所",
    }


def test_a_joint_consultation_waits_for_its_form_as_a_file_and_asks_again_for_one_that_was_lost(
    house: House, deputy: Caller
) -> None:
    """B4-3-1; ADR 0018: after `council recover` a file is gone, which a download and the list of papers say."""
    case_id = jointly(deputy, "利用相談の製作所株式会社（架空）")
    facts = {"contract": "保証契約の概要"}
    refused = problem(on_case(deputy, case_id, "record-guarantee-facts", facts), 409)
    assert (refused["provision"], needed(deputy, case_id)["joint_request"]) == ("B4-3-1", ("missing", True))
    house.eventually(lambda: blocked(deputy, case_id) == [(None, None)])
    on_case(deputy, case_id, "explain-role")
    house.eventually(lambda: [by for _, by in blocked(deputy, case_id)] == ["B4-3-1"])
    assert "書式別４－１" in str(blocked(deputy, case_id))
    content = b"%PDF-1.7\n" + b"x" * 5000
    file = uploads(deputy, case_id, content).json()["file"]
    form = paper("joint_request", file=file, file_name="書式別4-1.pdf")
    assert on_case(deputy, case_id, "receive-document", form).status_code == 201
    assert on_case(deputy, case_id, "record-guarantee-facts", facts).status_code == 201
    path = f"/v1/cases/{case_id}/papers/{form['document_id']}/file"
    assert deputy.get("intake", path).content == content
    with psycopg.connect(house.databases["intake"]) as connection:
        connection.execute("DELETE FROM blobs WHERE owner = %s", (case_id,))
    assert problem(deputy.get("intake", path), 410)["type"].endswith("erased")
    assert needed(deputy, case_id)["joint_request"] == ("lost", True)
    assert "失われている" in problem(on_case(deputy, case_id, "record-guarantee-facts", facts), 409)["detail"]
    assert on_case(deputy, case_id, "receive-document", paper("joint_request", kept_at="書庫B")).status_code == 201
    assert on_case(deputy, case_id, "record-guarantee-facts", facts).status_code == 201


def work(caller: Caller, **body: Any) -> list[dict[str, Any]]:
    answer = caller.post("intake", "/v1/work", body)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def blocked(caller: Caller, case_id: str) -> list[tuple[str | None, str | None]]:
    """Why the case's next step can't be taken, and by which provision; nothing while it is not listed."""
    rows = [row for row in work(caller, reasons=True) if row["case_id"] == case_id]
    return [(row["blocked"], row["blocked_by"]) for row in rows]


def test_what_is_late_stands_first_with_what_is_owed_and_the_clock_records_it_once(
    house: House, head: Caller, deputy: Caller
) -> None:
    late = TODAY - dt.timedelta(days=40)
    opened(deputy, "期限内商会株式会社（架空）")
    case_id = opened(deputy, "期限切れ商会株式会社（架空）", occurred_on=str(late))
    row = house.eventually(lambda: [item for item in work(head, overdue=True) if item["case_id"] == case_id])[0]
    assert (row["due_on"], row["due_for"], row["overdue"]) == (str(late + dt.timedelta(days=30)), "相談の結果", True)
    in_order = [item["due_on"] or "9999" for item in work(head)]
    assert in_order == sorted(in_order)
    house.eventually(lambda: events_of(head, case_id, "期限の経過") == 1)
    on_case(deputy, case_id, "explain-role")
    on_case(deputy, case_id, "close-consultation", {"result": "solved", "occurred_on": str(late)})
    house.eventually(lambda: [item["due_for"] for item in work(head, overdue=True)] == ["対応報告書の提出"])
    house.eventually(lambda: events_of(head, case_id, "期限の経過") == 2)
    header = seen(head, case_id).json()["header"]
    assert header["期限までになかったもの"] == "相談の結果、対応報告書の提出"
    assert header["期限"].endswith("（対応報告書の提出）")
    on_case(deputy, case_id, "draft-report")
    delivered = {"bureau_on": str(TODAY), "headquarters_on": str(TODAY)}
    assert on_case(head, case_id, "submit-report", delivered).status_code == 201
    house.eventually(lambda: case_id not in [item["case_id"] for item in work(head)])


def test_a_deputy_is_told_that_the_head_submits_the_report(house: House, deputy: Caller) -> None:
    case_id = opened(deputy, "提出待ち商会株式会社（架空）")
    on_case(deputy, case_id, "explain-role")
    on_case(deputy, case_id, "close-consultation", {"result": "solved"})
    on_case(deputy, case_id, "draft-report")
    house.eventually(lambda: [by for _, by in blocked(deputy, case_id)] == ["YR-2-2-3-7"])
    assert "統括責任者" in str(blocked(deputy, case_id))


def events_of(caller: Caller, case_id: str, title: str) -> int:
    return [entry["title"] for entry in seen(caller, case_id).json()["timeline"]].count(title)


def test_a_guarantor_and_an_adviser_ask_jointly(house: House, deputy: Caller) -> None:
    """B4-3-1; the earlier case is named only by who may see it, and nobody is told of it there."""
    earlier = opened(deputy, "主債務者製作所株式会社（架空）")
    body = {name: value for name, value in reception("主債務者製作所株式会社（架空）").items() if name != "route"}
    body = {name: value for name, value in body.items() if name != "requester"} | {
        "requester_name": "三国 汐",
        "adviser": "弁護士 架空 花子",
        "adviser_qualification": "lawyer",
        "received_on": str(TODAY),
        "earlier_case": earlier,
    }
    asked = deputy.post("intake", "/v1/guarantee-consultations", body)
    assert asked.status_code == 201, asked.text
    view = seen(deputy, asked.json()["case_id"]).json()
    assert (view["kind"], view["earlier_case"], len(view["missing_items"])) == ("guarantee", earlier, 9)
    assert view["header"]["保証人支援専門家"] == "弁護士 架空 花子"
    assert seen(deputy, earlier).json()["version"] == 1
    stranger = house.as_("p13-head", "13")
    abroad = problem(stranger.post("intake", "/v1/guarantee-consultations", body), 422)
    never = problem(stranger.post("intake", "/v1/guarantee-consultations", body | {"earlier_case": str(uuid4())}), 422)
    assert (abroad["field"], abroad["detail"]) == ("earlier_case", never["detail"])
