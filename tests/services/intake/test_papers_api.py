"""What a consultation puts on paper, over HTTP: its report, and the joint request of a guarantor and an adviser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.services.house import TODAY, Caller, House


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake") as opened:
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
