"""Investigations and access logs over HTTP: what their investigators see, and everybody else does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from council_events.values import Office, Purpose

from tests.services.house import TODAY, Caller, House

NAME = "肥前平戸造船株式会社（架空）"


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", "audit") as opened:
        opened.staff("42")
        opened.nation("auditor-1", Office.AUDITOR)
        opened.nation("bur09-officer", Office.BUREAU_OFFICER, bureau="BUR-08")
        opened.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
        opened.nation("hq-officer", Office.HQ_OFFICER)
        deputy = opened.as_("p42-deputy", "42")
        opened.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        bureau = opened.as_("bur09-officer", "hq", Purpose.INVESTIGATION)
        opened.eventually(lambda: bureau.get("audit", "/v1/investigations").status_code == 200)
        yield opened


@pytest.fixture(scope="module")
def bureau(house: House) -> Caller:
    """九州経済産業局, for an investigation."""
    return house.as_("bur09-officer", "hq", Purpose.INVESTIGATION)


def opened_case(house: House, **more: Any) -> str:
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": NAME,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "42",
        "employees": 31,
    }
    answer = house.as_("p42-deputy", "42").post("intake", "/v1/consultations", body | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def request_of(*cases: str, **more: Any) -> dict[str, Any]:
    return {
        "concerned": "42",
        "entitled": "company",
        "name": NAME,
        "identity": "registry",
        "cases": list(cases),
        "since": (TODAY - dt.timedelta(days=1)).isoformat(),
        "doubt": "取引先が相談のことを知っていた。",
    } | more


def does(caller: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = caller.post("audit", path, body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def request(house: House, bureau: Caller, *cases: str, **more: Any) -> str:
    """A request once the ledger knows the cases."""

    def received() -> Any:
        answer = bureau.post("audit", "/v1/investigations", request_of(*cases, **more))
        return str(answer.json()["case_id"]) if answer.status_code == 201 else None

    return str(house.eventually(received))


def timeline(house: House, bureau: Caller, investigation: str, *wanted: tuple[str, str]) -> list[dict[str, Any]]:
    """The timeline once it holds these (actor, what)."""

    def found() -> Any:
        answer = bureau.get("audit", f"/v1/investigations/{investigation}/timeline")
        assert answer.status_code == 200, answer.text
        entries = answer.json()["entries"]
        return entries if {*wanted} <= {(each["actor"], each["what"]) for each in entries} else None

    return list(house.eventually(found))


def test_an_investigation_shows_who_read_what_when_and_why_beside_what_happened(house: House, bureau: Caller) -> None:
    case = opened_case(house)
    head, office = house.as_("p42-head", "42"), house.as_("p42-office", "42", Purpose.SUBSIDY_WORK)
    assert head.get("intake", f"/v1/cases/{case}").status_code == 200
    assert office.get("intake", f"/v1/cases/{case}").status_code == 403
    investigation = request(house, bureau, case)
    assert bureau.get("audit", f"/v1/investigations/{investigation}/timeline").status_code == 404, "not begun"
    does(bureau, f"/v1/investigations/{investigation}/open-investigation", {})
    entries = timeline(
        house, bureau, investigation, ("p42-deputy", "event"), ("p42-head", "read"), ("p42-office", "refusal")
    )
    read = next(each for each in entries if each["what"] == "read" and each["actor"] == "p42-head")
    assert (read["office_title"], read["purpose_title"], read["title"]) == ("統括責任者", "案件の遂行", "案件の詳細")
    assert (read["pledged"], read["case_id"], read["service"]) == (True, case, "intake")
    refusal = next(each for each in entries if each["what"] == "refusal" and each["actor"] == "p42-office")
    assert refusal["provision"] == "YR-2-1-4-4"
    assert NAME not in str(entries)
    people = bureau.get("audit", f"/v1/investigations/{investigation}/timeline").json()["people"]
    assert {"統括責任者", "統括責任者補佐"} <= {each["office_title"] for each in people}


def test_whoever_looks_into_it_stands_there_with_the_bureau_and_not_with_the_headquarters(
    house: House, bureau: Caller
) -> None:
    investigation = request(house, bureau, opened_case(house))
    path = f"/v1/investigations/{investigation}"
    does(bureau, f"{path}/open-investigation", {})
    entries = timeline(house, bureau, investigation, ("p42-deputy", "event"), ("bur09-officer", "read"))
    assert {(each["actor"], each["council"], each["bureau"]) for each in entries} == {
        ("p42-deputy", "42", None),
        ("bur09-officer", "hq", "BUR-08"),
    }
    people = bureau.get("audit", f"{path}/timeline").json()["people"]
    assert {(each["person"], each["bureau"]) for each in people} == {("p42-deputy", None), ("bur09-officer", "BUR-08")}
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    for person, office, of in (("bur09-officer", "bureau_officer", "BUR-08"), ("p42-deputy", "deputy", None)):
        (duty,) = auditor.get("audit", f"/v1/people/{person}/secrecy").json()["duties"]
        assert (duty["office"], duty["bureau"]) == (office, of), "a bureau consents to deputies, who do not work for it"


def test_content_is_opened_only_as_far_as_it_was_said_to_be_needed_and_each_opening_is_on_record(
    house: House, bureau: Caller
) -> None:
    case = opened_case(house, story="資金繰りに困っている")
    investigation = request(house, bureau, case)
    path = f"/v1/investigations/{investigation}"
    does(bureau, f"{path}/open-investigation", {})
    entry = timeline(house, bureau, investigation, ("p42-deputy", "event"))[0]["entry"]
    assert bureau.get("audit", f"{path}/content/{entry}").status_code == 404
    opening = {"opened_case": case, "entry": entry, "fields": ["company_name"], "reason": "相談企業を確かめるため"}
    unknown = bureau.post("audit", f"{path}/open-content", opening | {"fields": ["gossip"]})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "fields")
    does(bureau, f"{path}/open-content", opening)
    content = bureau.get("audit", f"{path}/content/{entry}").json()
    assert [(field["name"], field["value"]) for field in content["fields"]] == [("company_name", NAME)]
    assert "資金繰り" not in str(content)
    view = bureau.get("audit", path).json()
    told = {field["label"]: field["value"] for field in view["timeline"][-1]["fields"]}
    assert (told["項目"], told["理由"]) == ("企業名", "相談企業を確かめるため")
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def logged() -> bool:
        found = auditor.get("audit", f"/v1/cases/{case}/access").json()["items"]
        return any(each["view"] == "investigation" and each["fields"] == ["content"] for each in found)

    house.eventually(logged)


def test_to_the_council_and_to_other_bureaus_there_is_no_investigation(house: House, bureau: Caller) -> None:
    investigation = request(house, bureau, opened_case(house))
    path = f"/v1/investigations/{investigation}"
    for outsider in (
        house.as_("p42-head", "42", Purpose.SUPERVISION),
        house.as_("p42-host", "42", Purpose.INVESTIGATION),
        house.as_("bur03-officer", "hq", Purpose.INVESTIGATION),
        house.as_("hq-officer", "hq", Purpose.INVESTIGATION),
        house.as_("auditor-1", "hq", Purpose.AUDIT),
    ):
        real, never = outsider.get("audit", path), outsider.get("audit", f"/v1/investigations/{uuid4()}")
        assert real.status_code == never.status_code == 404, outsider.person
        assert real.json() == never.json()
        for command, body in (("open-investigation", {}), ("hear-council", {"spoke": "本人", "statement": "説明"})):
            assert outsider.post("audit", f"{path}/{command}", body).status_code == 404, outsider.person
    listed = house.as_("bur03-officer", "hq", Purpose.INVESTIGATION).get("audit", "/v1/investigations").json()
    assert listed["items"] == []
    assert house.as_("p42-head", "42", Purpose.INVESTIGATION).get("audit", "/v1/investigations").status_code == 404
    assert house.as_("bur09-officer", "hq", Purpose.REPORTING).get("audit", path).status_code == 403


def test_another_bureau_is_told_who_investigates(house: House, bureau: Caller) -> None:
    case = opened_case(house)
    request(house, bureau, case)
    other = house.as_("bur03-officer", "hq", Purpose.INVESTIGATION)
    answer = other.post("audit", "/v1/investigations", request_of(case))
    assert answer.status_code in (403, 404)
    headquarters = house.as_("hq-officer", "hq", Purpose.INVESTIGATION)
    refusal = headquarters.post("audit", "/v1/investigations", request_of(case))
    assert (refusal.status_code, refusal.json()["provision"]) == (403, "YR-2-1-4-3")


def test_a_guarantors_and_a_banks_case_are_neither_shown_nor_hinted_at(house: House, bureau: Caller) -> None:
    own = opened_case(house)
    banks = opened_case(
        house, requester="financial_institution", requester_name="大村湾銀行（架空）", company_name=NAME
    )
    request(house, bureau, own)
    for cases in ([banks], [own, banks], [str(uuid4())]):
        answer = bureau.post("audit", "/v1/investigations", request_of(*cases))
        assert answer.status_code == 409
        assert (answer.json()["provision"], answer.json()["field"]) == ("YR-2-1-4-3", "cases")
    bodies = [bureau.post("audit", "/v1/investigations", request_of(each)).json() for each in (banks, str(uuid4()))]
    assert bodies[0] == bodies[1]


def test_the_company_is_given_its_own_access_log_once_no_investigation_runs(house: House, bureau: Caller) -> None:
    case, running = opened_case(house), opened_case(house)
    head = house.as_("p42-head", "42")
    assert head.get("intake", f"/v1/cases/{case}").status_code == 200
    house.eventually(lambda: case in str(head.post("intake", "/v1/work", {}).json()))
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def reads() -> Any:
        found = auditor.get("audit", f"/v1/cases/{case}/access").json()["items"]
        return {"case", "list"} <= {each["view"] for each in found if each["actor"] == "p42-head"}

    house.eventually(reads)
    request(house, bureau, running)
    log = {key: value for key, value in request_of(case).items() if key != "doubt"}

    def delayed() -> bool:
        answer = bureau.post("audit", "/v1/access-logs", log | {"cases": [running]})
        return bool(answer.status_code == 409 and answer.json()["provision"] == "YR-2-1-4-3")

    house.eventually(delayed)
    given = does(bureau, "/v1/access-logs", log)["case_id"]
    sheet = bureau.get("audit", f"/v1/access-logs/{given}").json()
    assert sheet["to"] == [NAME]
    rows = sheet["parts"][1]["rows"]
    assert ["統括責任者" in row[1] for row in rows].count(True) >= 2
    assert "p42-head" not in str(sheet), "who it was is for an investigation to say"
    assert running not in str(sheet), "no other case, though the list showed it too"
    file = bureau.get("audit", f"/v1/access-logs/{given}/log.xlsx")
    assert file.headers["content-disposition"].startswith("attachment")
    assert head.get("audit", f"/v1/access-logs/{given}").status_code == 404


def test_what_a_person_saw_is_on_the_log_of_that_person_and_reading_it_is_logged_too(house: House) -> None:
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    case = opened_case(house)
    assert house.as_("p42-head", "42").get("intake", f"/v1/cases/{case}").status_code == 200

    def seen(person: str, view: str) -> Any:
        found = auditor.get("audit", f"/v1/people/{person}/access").json()["items"]
        return next((each for each in found if each["view"] == view and each["recorded_at"]), None)

    entry = house.eventually(lambda: seen("p42-head", "case"))
    assert (entry["office"], entry["purpose"], entry["council"]) == ("head", "case_work", "42")
    assert entry["fields"] == ["header", "papers", "timeline"]
    assert entry["traceparent"] is not None
    house.eventually(lambda: seen("auditor-1", "access_log"))
    assert house.as_("p42-head", "42").get("audit", "/v1/people/p42-deputy/access").status_code == 403
    assert house.as_("auditor-1", "hq", Purpose.CASE_WORK).get("audit", f"/v1/cases/{case}/access").status_code == 403


def test_the_log_comes_in_pages_that_neither_repeat_nor_lose_an_entry(house: House) -> None:
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    case = opened_case(house)
    for _ in range(5):
        assert house.as_("p42-head", "42").get("intake", f"/v1/cases/{case}").status_code == 200

    def whole() -> Any:
        found = auditor.get("audit", f"/v1/cases/{case}/access").json()["items"]
        mine = [each["event_id"] for each in found if each["actor"] == "p42-head"]
        return mine if len(mine) >= 5 else None

    expected = house.eventually(whole)
    got: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = auditor.get("audit", f"/v1/cases/{case}/access", limit=2, **after).json()
        got += [each["event_id"] for each in page["items"] if each["actor"] == "p42-head"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert got == expected
    assert auditor.get("audit", f"/v1/cases/{case}/access", after="nonsense").status_code == 422


def test_the_duties_of_secrecy_of_a_person_have_no_end(house: House) -> None:
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    (duty,) = auditor.get("audit", "/v1/people/p42-deputy/secrecy").json()["duties"]
    assert (duty["office"], duty["provision"], duty["pledge_on"]) == ("deputy", "YR24-2-1-5-1", "2022-04-01")
    assert "退任後を問わず" in duty["wording"]
