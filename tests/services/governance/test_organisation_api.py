"""A council's organisation over HTTP, and what it means for the services: seats, cancellation, deputies by both names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from council_events.values import Office, Purpose

from tests.services.house import LONG_AGO, TODAY, Caller, House, term


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake") as opened:
        opened.staff("37")
        yield opened


@pytest.fixture
def host(house: House) -> Caller:
    return house.as_("p37-host", "37", Purpose.SUPERVISION)


def organise(caller: Caller, command: str, body: dict[str, Any]) -> Any:
    return caller.post("governance", f"/v1/organisation/{command}", body)


def done(caller: Caller, command: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = organise(caller, command, body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def refusal(answer: Any, status: int) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return str(answer.json().get("provision"))


def seated(person: str) -> dict[str, Any]:
    return {"member": person, "name": f"氏名 {person}", "category": "chamber", "body": "会議所", "begins_on": LONG_AGO}


def elected(chair: str, *electors: str) -> dict[str, Any]:
    return {
        "chair": chair,
        "method": "mutual_vote",
        "electors": electors or (chair,),
        "elected_on": LONG_AGO,
        "begins_on": LONG_AGO,
    }


def test_an_organisation_grows_from_its_commands_and_shows_what_is_missing(house: House, host: Caller) -> None:
    office = house.as_("p37-office", "37", Purpose.REPORTING)
    done(host, "appoint-member", seated("p37-cci"))
    done(office, "elect-chair", elected("p37-cci"))
    house.eventually(lambda: house.as_("p37-cci", "37", Purpose.SUPERVISION).offices() == ["chair", "committee_member"])
    view = office.get("governance", "/v1/organisation").json()
    assert (view["council"], view["chair"], view["certified"]) == ("37", "p37-cci", True)
    members = next(each for each in view["sections"] if each["key"] == "members")
    assert members["rows"][0]["cells"][0] == "氏名 p37-cci"
    provisions = [each["provision"] for each in view["missing"]]
    assert "YR-2-1-1-1" in provisions
    assert "YR-2-1-2-2-1" not in provisions
    assert [each["title"] for each in view["timeline"]] == ["協議会委員の選任", "会長の互選"]
    people = host.get("governance", "/v1/people").json()["items"]
    assert next(each for each in people if each["person"] == "p37-cci")["name"] == "氏名 p37-cci"


def test_who_may_not_decide_is_refused_with_the_provision(house: House, host: Caller) -> None:
    deputy = house.as_("p37-deputy", "37")
    assert refusal(organise(deputy, "appoint-member", seated("p37-x")), 403) == "YR-2-1-2-1"
    assert refusal(organise(host, "record-cancellation", {"cancelled_on": LONG_AGO, "ground": "x"}), 403) == "LAW-137"
    stranger = house.as_("p13-head", "13")
    assert organise(stranger, "appoint-member", seated("p37-x") | {"council": "37"}).status_code == 404
    assert stranger.get("governance", "/v1/organisation", council="37").status_code == 404
    assert house.administrator.get("governance", "/v1/organisation", council="hq").status_code == 404


def test_acts_of_the_chairs_deputy_bear_both_names(house: House, host: Caller) -> None:
    """YR-2-1-2-2-3."""
    done(host, "appoint-member", seated("p37-second"))
    done(host, "elect-chair", elected("p37-second"))
    chair = house.as_("p37-second", "37", Purpose.SUPERVISION)
    house.eventually(lambda: "chair" in chair.offices())
    chair.does(
        "p37-second/designate-substitute",
        {"office": "chair", "substitute": "p37-vice", "ground": "other", "begins_on": LONG_AGO},
    )
    vice = house.as_("p37-vice", "37", Purpose.SUPERVISION)
    house.eventually(lambda: vice.offices() == ["chair"])
    programme = {
        "programme_id": str(uuid4()),
        "name": "県事業",
        "operator": "県",
        "cooperation": "紹介",
        "begins_on": LONG_AGO,
    }
    done(vice, "register-programme", programme)
    entry = host.get("governance", "/v1/organisation").json()["timeline"][-1]
    assert (entry["title"], entry["actor"], entry["on_behalf_of"]) == (
        "連携する支援事業の登録",
        "p37-vice",
        "p37-second",
    )


def test_two_heads_appointed_at_once_are_appointed_one_after_another(house: House, host: Caller) -> None:
    """YR24-2-1-3-1: the seat's stream makes the second decide anew, and be refused with the provision."""
    host.does("p37-head/end-office", {"office": "head", "ended_on": str(TODAY), "reason": "resigned"})
    tomorrow = str(TODAY + dt.timedelta(days=1))
    rivals = [f"p37-rival-{number}" for number in range(6)]
    for rival in rivals:
        proposal = {"office": "head", "name": rival, "career": "事業再生", "knowledge": ["sme"]}
        host.does(f"{rival}/propose-candidate", proposal)
        host.does(f"{rival}/record-bureau-consent", {"office": "head", "consented_on": LONG_AGO})
        host.does(f"{rival}/receive-pledge", {"received_on": LONG_AGO})

    def appoint(rival: str) -> Any:
        return host.post("governance", f"/v1/people/{rival}/appoint-office", term(Office.HEAD, begins_on=tomorrow))

    with ThreadPoolExecutor(len(rivals)) as together:
        answers = list(together.map(appoint, rivals))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert {refusal(answer, 409) for answer in answers if answer.status_code == 409} == {"YR24-2-1-3-1"}


def opening(council: str) -> dict[str, Any]:
    return {
        "requester": "company",
        "route": "direct",
        "prefecture": council,
        "company_name": "架空の企業",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "employees": 12,
    }


def test_a_cancelled_host_opens_no_case_from_that_day(house: House, host: Caller) -> None:
    """LAW-137, by the rights that every service has of governance's events."""
    bur07 = house.as_("bur07-officer", "hq", Purpose.SUPERVISION)
    house.nation("bur07-officer", Office.BUREAU_OFFICER, bureau="BUR-07")
    house.eventually(lambda: bur07.offices() == ["bureau_officer"])
    deputy = house.as_("p37-deputy", "37")
    before = deputy.post("intake", "/v1/consultations", opening("37"))
    assert before.status_code == 201, before.text
    done(bur07, "record-cancellation", {"cancelled_on": str(TODAY), "ground": "命令違反", "council": "37"})

    def refused() -> Any:
        answer = deputy.post("intake", "/v1/consultations", opening("37"))
        return answer if answer.status_code == 409 else None

    answer = house.eventually(refused)
    assert refusal(answer, 409) == "LAW-137"
    case = before.json()["case_id"]
    assert deputy.get("intake", f"/v1/cases/{case}").status_code == 200
    assert not host.get("governance", "/v1/organisation").json()["certified"]


def test_the_year_names_the_councils_without_whole_meeting_that_the_asker_may_see(
    house: House, host: Caller, eventually: Callable[..., Any]
) -> None:
    """YR-2-1-2-2-4, YR-2-1-3-3-7."""
    house.nation("auditor-1", Office.AUDITOR)
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    eventually(lambda: auditor.offices() == ["auditor"], within=30.0)
    done(host, "appoint-member", seated("p37-third"))
    meeting = {
        "meeting_id": str(uuid4()),
        "held_on": "2024-06-11",
        "convened_by": host.get("governance", "/v1/organisation").json()["chair"] or "p37-host",
        "present": ["p37-third"],
        "sums_up": True,
        "minutes": "総括",
    }
    done(host, "hold-whole-meeting", meeting)
    year = auditor.get("governance", "/v1/yearly-duties", fiscal_year=2024).json()
    assert len(year["councils"]) == 47
    assert "37" not in year["without_meeting"]
    assert len(year["without_meeting"]) == 46
    assert len(year["without_plan"]) == 47
    own = host.get("governance", "/v1/yearly-duties", fiscal_year=2023).json()
    assert [each["council"] for each in own["councils"]] == ["37"]
    assert own["without_meeting"] == ["37"]


def test_what_an_opinion_says_is_told_to_the_councils_staff_alone(house: House, host: Caller) -> None:
    """YR-2-1-3-3-10: it may speak of a case."""
    said, found = "担当者の説明が足りなかった。", "経緯を確かめて説明した。"
    number, head = str(uuid4()), house.as_("p37-head", "37")
    opinion = {"opinion_id": number, "source": "company", "received_on": str(TODAY), "opinion": said}
    done(house.as_("p37-office", "37"), "receive-opinion", opinion)
    inquiry = {"opinion_id": number, "inquired_on": str(TODAY), "outcome": "explained", "report": found}
    assert refusal(organise(host, "record-inquiry", inquiry), 403) == "YR-2-1-3-3-10"
    waiting = head.get("governance", "/v1/organisation").json()
    assert "YR-2-1-3-3-10" in {each["provision"] for each in waiting["missing"]}
    done(head, "record-inquiry", inquiry)
    told = head.get("governance", "/v1/organisation").text
    assert said in told
    assert found in told
    for outside in (house.administrator, house.as_("p37-cci", "37", Purpose.SUPERVISION)):
        answer = outside.get("governance", "/v1/organisation", council="37")
        assert "意見等についての調査の実施" in answer.text
        assert said not in answer.text
        assert found not in answer.text


def entry_of(caller: Caller, path: str, title: str) -> str:
    """The event of this title in the history of a person or of the organisation."""
    timeline = caller.get("governance", path).json()["timeline"]
    return str(next(each["event_id"] for each in timeline if each["title"] == title))


def test_what_was_entered_wrongly_of_an_organisation_is_mended_by_those_who_keep_it(house: House, host: Caller) -> None:
    done(host, "appoint-member", seated("p37-typo"))
    event_id = entry_of(host, "/v1/organisation", "協議会委員の選任")
    entry = host.get("governance", f"/v1/organisation/entries/{event_id}").json()
    assert {field["label"] for field in entry["fields"]} == {"機関", "氏名"}, "a seat is a right: only its texts"
    body = {"event_id": event_id, "field": "body", "value": "商工会議所連合会", "reason": "名称の誤り"}
    done(host, "correct-entry", body)
    day = body | {"field": "begins_on", "value": "2023-04-01"}
    assert refusal(organise(host, "correct-entry", day), 409) == "YR-2-1-2-1"
    view = host.get("governance", "/v1/organisation").json()
    members = next(each for each in view["sections"] if each["key"] == "members")
    assert "商工会議所連合会" in [row["cells"][1] for row in members["rows"]]
    organ = {"organ": "secretariat", "established_on": LONG_AGO, "occurred_on": LONG_AGO}
    done(host, "establish-organ", organ)
    late = next(
        each for each in host.get("governance", "/v1/organisation").json()["timeline"] if each["title"] == "組織の設置"
    )
    assert (late["late"], late["correctable"]) == (True, True)
    mended = {
        "event_id": late["event_id"],
        "field": "established_on",
        "value": "2022-04-02",
        "reason": "起案日との取違え",
    }
    done(host, "correct-entry", mended)
    shown = next(
        each for each in host.get("governance", "/v1/organisation").json()["timeline"] if each["title"] == "組織の設置"
    )
    assert [field["formerly"] for field in shown["fields"] if field.get("corrected")] == ["2022年4月1日"]
    deputy = house.as_("p37-deputy", "37")
    assert organise(deputy, "correct-entry", mended).status_code in (403, 404)


def test_a_name_that_was_entered_wrongly_reads_right_in_the_list_of_people(house: House, host: Caller) -> None:
    path = "/v1/people/p37-deputy"
    event_id = entry_of(host, path, "選任")
    asked = {"event_id": event_id, "field": "name", "value": "架空 正しい名", "reason": "漢字の誤り"}
    assert refusal(
        host.post("governance", f"{path}/correct-entry", asked | {"field": "begins_on", "value": "2023-04-01"}), 409
    )
    assert host.post("governance", f"{path}/correct-entry", asked).status_code == 201
    assert host.get("governance", path).json()["name"] == "架空 正しい名"

    def listed() -> bool:
        people = host.get("governance", "/v1/people").json()["items"]
        return {each["person"]: each["name"] for each in people}["p37-deputy"] == "架空 正しい名"

    house.eventually(listed)
    entry = host.get("governance", f"{path}/entries/{event_id}").json()
    assert {"氏名"} <= {field["label"] for field in entry["fields"]}
    himself = house.as_("p37-deputy", "37")
    assert himself.post("governance", f"{path}/correct-entry", asked).status_code in (403, 404)
    other = house.as_("p37-office", "37", Purpose.REPORTING)
    assert other.get("governance", f"{path}/entries/{event_id}").status_code == 404, "no history is shown to others"
