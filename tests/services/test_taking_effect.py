"""Pledges, recusals, ended offices and emergencies take effect at once, also for sessions that are open: within ten seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from council_events.values import Office, Purpose

from tests.services.house import LONG_AGO, TODAY, Caller, House, term

AT_ONCE = 10.0


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", "audit") as opened:
        opened.staff("13", deputies=("deputy", "leaving"))
        opened.nation("auditor-1", Office.AUDITOR)
        deputy = opened.as_("p13-deputy", "13")
        opened.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        host = opened.as_("p13-host", "13", Purpose.SUPERVISION)
        host.does("p13-expert/appoint-office", term(Office.EXPERT))
        yield opened


@pytest.fixture
def case_id(house: House) -> str:
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": "株式会社荒川精機（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "13",
        "employees": 31,
    }
    answer = house.as_("p13-deputy", "13").post("intake", "/v1/consultations", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def seen(house: House, caller: Caller, case_id: str, status: int) -> dict[str, Any]:
    """The answer, once its status is this; within ten seconds."""

    def answered() -> Any:
        answer = caller.get("intake", f"/v1/cases/{case_id}")
        return answer.json() if answer.status_code == status else None

    return dict(house.eventually(answered, within=AT_ONCE))


def test_a_recusal_shuts_the_case_and_no_emergency_opens_it(house: House, case_id: str) -> None:
    deputy = house.as_("p13-deputy", "13")
    seen(house, deputy, case_id, 200)
    deputy.does("p13-deputy/declare-conflict-of-interest", {"case_id": case_id, "kind": "company"})
    assert seen(house, deputy, case_id, 403)["provision"] == "B2-2-3-2"
    emergency = {"case_id": case_id, "reason": "緊急の連絡"}
    refusal = deputy.post("governance", "/v1/people/p13-deputy/take-emergency-access", emergency)
    assert (refusal.status_code, refusal.json()["provision"]) == (403, "YR-2-1-3-2-4")
    host = house.as_("p13-host", "13", Purpose.SUPERVISION)
    host.does("p13-deputy/lift-conflict-of-interest", {"case_id": case_id})
    seen(house, deputy, case_id, 200)


def test_an_ended_office_shuts_everything(house: House, case_id: str) -> None:
    leaving = house.as_("p13-leaving", "13")
    seen(house, leaving, case_id, 200)
    yesterday = (TODAY - dt.timedelta(days=1)).isoformat()
    host = house.as_("p13-host", "13", Purpose.SUPERVISION)
    host.does("p13-leaving/end-office", {"office": "deputy", "ended_on": yesterday, "reason": "resigned"})
    assert seen(house, leaving, case_id, 403)["provision"] == "YR-2-1-4-4"
    emergency = {"case_id": case_id, "reason": "引継ぎ"}
    assert leaving.post("governance", "/v1/people/p13-leaving/take-emergency-access", emergency).status_code == 403


def test_a_pledge_opens_and_an_emergency_is_told_to_head_and_auditor_and_looked_into(
    house: House, case_id: str
) -> None:
    expert, host = house.as_("p13-expert", "13"), house.as_("p13-host", "13", Purpose.SUPERVISION)
    emergency = {"case_id": case_id, "reason": "担当者が急病で、本日が返済猶予の期限のため"}
    path = "/v1/people/p13-expert/take-emergency-access"
    assert expert.post("governance", path, emergency).json()["provision"] == "YR24-2-1-5-2"
    seen(house, expert, case_id, 403)
    host.does("p13-expert/receive-pledge", {"received_on": LONG_AGO})
    taken = house.eventually(
        lambda: (a := expert.post("governance", path, emergency)).status_code == 201 and a.json(), within=AT_ONCE
    )
    seen(house, expert, case_id, 200)
    advice = expert.post("intake", f"/v1/cases/{case_id}/give-advice", {"advice": "助言"})
    assert advice.status_code == 403, "seen, not worked on"
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def told() -> Any:
        found = auditor.get("audit", "/v1/alerts").json()["items"]
        return next((each for each in found if each["kind"] == "emergency"), None)

    alert = house.eventually(told, within=AT_ONCE)
    assert (alert["person"], alert["case_id"], alert["council"]) == ("p13-expert", case_id, "13")

    def waits() -> Any:
        people = host.get("governance", "/v1/people").json()["items"]
        return next(each["unreviewed"] for each in people if each["person"] == "p13-expert") == 1

    house.eventually(waits, within=AT_ONCE)
    head = house.as_("p13-head", "13")
    (choice,) = head.get("governance", "/v1/people/p13-expert").json()["emergencies"]
    assert choice["id"] == taken["events"][0]["id"]
    again = expert.post("governance", path, emergency)
    assert (again.status_code, again.json()["provision"]) == (409, "LAW-136")
    head.does("p13-expert/review-emergency-access", {"access_id": choice["id"], "finding": "justified"})
    assert head.get("governance", "/v1/people/p13-expert").json()["emergencies"] == []
