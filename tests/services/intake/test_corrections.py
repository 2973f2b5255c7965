"""A wrong entry of a consultation is mended by an event: screen, list and search read anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.services.house import Caller, House
from tests.services.intake.test_api import reception


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake") as opened:
        opened.staff("24")
        head = opened.as_("p24-head", "24")
        opened.eventually(lambda: head.post("intake", "/v1/work", {}).status_code == 200)
        yield opened


@pytest.fixture
def head(house: House) -> Caller:
    return house.as_("p24-head", "24")


def test_a_consultation_reads_anew_on_screen_in_the_list_and_in_the_search(house: House, head: Caller) -> None:
    case_id = str(uuid4())
    body = reception(case_id=case_id, company_name="誤記茶園株式会社（架空）", employees=64)
    assert head.post("intake", "/v1/consultations", body).status_code == 201
    entry = head.get("intake", f"/v1/cases/{case_id}").json()["timeline"][0]

    def corrects(field: str, value: str) -> Any:
        mended = {"event_id": entry["event_id"], "field": field, "value": value, "reason": "名刺の読み違い"}
        return head.post("intake", f"/v1/cases/{case_id}/correct-entry", mended)

    assert corrects("company_name", "正記茶園株式会社（架空）").status_code == 201
    assert corrects("employees", "46").status_code == 201
    assert corrects("employees", "たくさん").status_code == 422
    shown = head.get("intake", f"/v1/cases/{case_id}").json()
    former = {each["label"]: each["formerly"] for each in shown["timeline"][0]["fields"] if each.get("corrected")}
    assert former == {"企業名": "誤記茶園株式会社（架空）", "従業員数（人）": "64"}

    def found(words: str) -> list[Any]:
        rows = head.post("intake", "/v1/search", {"words": words}).json()["items"]
        return [row["company_name"] for row in rows if row["case_id"] == case_id]

    house.eventually(lambda: found("正記茶園") == ["正記茶園株式会社（架空）"])
    assert found("誤記茶園") == []
    rows = head.post("intake", "/v1/work", {}).json()["items"]
    assert [row["company_name"] for row in rows if row["case_id"] == case_id] == ["正記茶園株式会社（架空）"]


def test_only_the_department_corrects(house: House, head: Caller) -> None:
    case_id = str(uuid4())
    assert head.post("intake", "/v1/consultations", reception(case_id=case_id)).status_code == 201
    entry = head.get("intake", f"/v1/cases/{case_id}").json()["timeline"][0]
    body = {"event_id": entry["event_id"], "field": "employees", "value": "46", "reason": "x"}
    host = house.as_("p24-host", "24")
    assert host.post("intake", f"/v1/cases/{case_id}/correct-entry", body).status_code in (403, 404)
