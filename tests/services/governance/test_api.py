"""Governance over HTTP: offices are given, seen and taken through the real service, its relay and its runner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from council_events import all_event_classes
from council_events.corrections import Correction
from council_events.values import Office, Purpose
from council_governance.queries.labels import LABELS

from tests.services.house import LONG_AGO, TODAY, Caller, House, term

CASE = str(uuid4())


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance") as opened:
        opened.staff("37")
        yield opened


@pytest.fixture
def host(house: House) -> Caller:
    return house.as_("p37-host", "37", Purpose.SUPERVISION)


@pytest.fixture
def head(house: House) -> Caller:
    return house.as_("p37-head", "37")


def does(caller: Caller, command: str, body: dict[str, Any], **headers: str) -> Any:
    return caller.post("governance", f"/v1/people/{command}", body, **headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return dict(answer.json())


def test_everybody_learns_the_own_offices_of_today(house: House, head: Caller) -> None:
    me = head.get("governance", "/v1/me").json()
    assert me == {
        "person": "p37-head",
        "council": "37",
        "offices": [{"office": "head", "title": "統括責任者（ＰＭ）"}],
        "pledged": True,
    }
    assert house.administrator.offices() == ["administrator"]
    assert house.as_("nobody", "37").offices() == []


def test_colleagues_see_who_holds_which_office(house: House, head: Caller) -> None:
    expected = {"p37-host": ["host_head"], "p37-head": ["head"], "p37-deputy": ["deputy"]}

    def complete() -> Any:
        page = head.get("governance", "/v1/people", council="37").json()
        held = {each["person"]: [office["office"] for office in each["offices"]] for each in page["items"]}
        return page if {person: held.get(person) for person in expected} == expected else None

    page = house.eventually(complete)
    assert page["items"] == sorted(page["items"], key=lambda each: each["person"])
    assert next(each for each in page["items"] if each["person"] == "p37-deputy")["name"] == "氏名"


def test_the_list_goes_on_where_the_page_ended(house: House, head: Caller) -> None:
    def pages() -> list[str]:
        seen, after = [], ""
        while after is not None:
            query = {"after": after} if after else {}
            page = head.get("governance", "/v1/people", limit=1, **query).json()
            seen += [each["person"] for each in page["items"]]
            after = page["next"]
        assert seen == sorted(set(seen))
        return seen

    house.eventually(lambda: {"p37-deputy", "p37-head", "p37-host", "p37-office"} <= set(pages()))


def test_another_councils_people_are_none_of_ones_business(house: House, head: Caller) -> None:
    unknown = problem(head.get("governance", "/v1/people", council="13"), 404)
    stranger = house.as_("p13-head", "13")
    assert problem(stranger.get("governance", "/v1/people", council="37"), 404) == unknown
    assert (
        problem(does(stranger, "p37-head/receive-pledge", {"received_on": LONG_AGO, "council": "37"}), 404) == unknown
    )
    claimed = house.as_("p13-head", "37")
    assert problem(claimed.get("governance", "/v1/people/p37-head"), 404) == unknown


def test_the_history_is_for_the_person_and_for_those_who_administer(house: House, host: Caller, head: Caller) -> None:
    full = host.get("governance", "/v1/people/p37-deputy").json()
    assert [entry["title"] for entry in full["timeline"]] == [
        "候補者の提案",
        "経済産業局等の了承",
        "守秘誓約書の受領",
        "選任",
    ]
    assert {"label": "経歴", "value": "事業再生の実務"} in full["timeline"][0]["fields"]
    assert {"label": "経済産業局等", "value": "四国経済産業局"} in full["timeline"][1]["fields"]
    assert house.as_("p37-deputy", "37").get("governance", "/v1/people/p37-deputy").json()["timeline"]
    colleague = house.as_("p37-office", "37").get("governance", "/v1/people/p37-deputy").json()
    assert (colleague["timeline"], colleague["name"]) == ([], "氏名")


def test_the_next_steps_name_what_is_allowed_and_why_the_rest_is_not(head: Caller) -> None:
    view = head.get("governance", "/v1/people/p37-deputy").json()
    steps = {step["command"]: step for step in view["next_steps"]}
    assert steps["AssignCaseWorker"]["allowed"]
    assert steps["AssignCaseWorker"]["path"] == "/v1/people/p37-deputy/assign-case-worker"
    assert not steps["AppointOffice"]["allowed"]
    assert steps["AppointOffice"]["provision"] == "YR-2-1-3-2-1"
    assert "認定支援機関の長" in steps["AppointOffice"]["reason_ja"]


def test_a_bureau_officer_consents_to_candidates_of_the_bureaus_own_area_only(house: House, host: Caller) -> None:
    for bureau, person in (("BUR-07", "bur07-officer"), ("BUR-03", "bur03-officer")):
        house.administrator.does(f"{person}/appoint-office", term(Office.BUREAU_OFFICER, bureau=bureau))
    shikoku = house.as_("bur07-officer", "hq", Purpose.SUPERVISION)
    kanto = house.as_("bur03-officer", "hq", Purpose.SUPERVISION)
    house.eventually(lambda: shikoku.offices() == kanto.offices() == ["bureau_officer"])
    host.does(
        "p37-candidate/propose-candidate",
        {"office": "deputy", "name": "各務 梓", "career": "中小企業診断士", "knowledge": ["planning"]},
    )
    consent = {"office": "deputy", "consented_on": str(TODAY), "council": "37"}
    problem(does(kanto, "p37-candidate/record-bureau-consent", consent), 404)
    assert does(shikoku, "p37-candidate/record-bureau-consent", consent).status_code == 201
    history = host.get("governance", "/v1/people/p37-candidate").json()["timeline"]
    assert (history[-1]["actor"], history[-1]["council"]) == ("bur07-officer", "37")


def test_a_rules_refusal_names_the_provision_and_the_field(house: House, host: Caller) -> None:
    body = problem(does(host, "p37-late/appoint-office", term(Office.DEPUTY)), 409)
    assert (body["type"], body["provision"], body["field"]) == (
        "urn:council:problem:refused",
        "YR-2-1-3-2-3",
        "office",
    )
    assert "提案" in body["detail"]
    assert body["detail_en"]
    assert host.get("governance", "/v1/people/p37-late").json()["version"] == 0


def test_a_second_head_in_the_same_days_is_refused(host: Caller) -> None:
    proposal = {"office": "head", "name": "別の者", "career": "事業再生", "knowledge": ["sme"]}
    host.does("p37-second/propose-candidate", proposal)
    host.does("p37-second/record-bureau-consent", {"office": "head", "consented_on": LONG_AGO})
    host.does("p37-second/receive-pledge", {"received_on": LONG_AGO})
    body = problem(does(host, "p37-second/appoint-office", term(Office.HEAD, begins_on=str(TODAY))), 409)
    assert (body["provision"], body["field"]) == ("YR24-2-1-3-1", "begins_on")


def test_who_may_not_is_told_so_with_the_provision(head: Caller) -> None:
    body = problem(does(head, "p37-deputy/appoint-office", term(Office.SECRETARIAT)), 403)
    assert (body["type"], body["provision"]) == ("urn:council:problem:forbidden", "YR24-2-1-5-2")


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("appoint-office", term(Office.EXPERT, ends_on="2022-03-31"), "ends_on"),
        ("appoint-office", term(Office.EXPERT, council="４７"), "council"),
        ("receive-pledge", {"received_on": "2024-02-30"}, "received_on"),
        ("receive-pledge", {"received_on": LONG_AGO, "rumour": "x"}, "rumour"),
        ("receive-pledge", {"received_on": LONG_AGO, "occurred_on": "2999-01-01"}, "future_reason"),
        ("propose-candidate", {"office": "head", "name": "  ", "career": "x", "knowledge": []}, "name"),
    ],
)
def test_malformed_input_is_told_by_field_in_both_languages(
    host: Caller, command: str, body: dict[str, Any], field: str
) -> None:
    found = problem(does(host, f"p37-nobody/{command}", body), 422)
    fault = next(each for each in found["errors"] if each["field"] == field)
    assert fault["ja"]
    assert fault["en"]
    assert host.get("governance", "/v1/people/p37-nobody").json()["version"] == 0


def test_a_later_day_is_taken_with_a_reason_and_the_reason_is_kept(host: Caller) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    body = {"received_on": str(TODAY), "occurred_on": str(tomorrow), "future_reason": "明日付けで受領するため"}
    assert does(host, "p37-early/receive-pledge", body).status_code == 201
    history = host.get("governance", "/v1/people/p37-early").json()["timeline"]
    assert [entry["title"] for entry in history] == ["守秘誓約書の受領", "先の日付とした理由"]
    assert history[1]["fields"] == [{"label": "理由", "value": "明日付けで受領するため"}]


def test_the_same_request_again_gets_the_first_answer_and_another_one_under_its_key_is_refused(host: Caller) -> None:
    key = {"idempotency-key": str(uuid4())}
    body = {"office": "expert", "begins_on": str(TODAY), "name": "養老 誠", "qualifications": ["accountant"]}
    first = does(host, "p37-expert/appoint-office", body, **key)
    again = does(host, "p37-expert/appoint-office", body, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = does(host, "p37-expert/appoint-office", body | {"name": "別の者"}, **key)
    assert problem(other, 422)["type"] == "urn:council:problem:key-reused"


def test_who_decided_on_an_older_version_is_told_who_was_first(host: Caller) -> None:
    host.does("p37-raced/receive-pledge", {"received_on": LONG_AGO})
    stale = does(host, "p37-raced/appoint-office", term(Office.EXPERT), **{"if-match": '"0"'})
    first = problem(stale, 409)["first"]
    assert (first["actor"], first["title"]) == ("p37-host", "守秘誓約書の受領")


def test_a_deputy_acts_for_a_head_with_an_interest_in_that_case_only(host: Caller, head: Caller) -> None:
    """A-GOV-06."""
    declared = does(head, "p37-head/declare-conflict-of-interest", {"case_id": CASE, "kind": "company"})
    assert declared.status_code == 201
    substitution = {"office": "head", "ground": "interest", "case_id": CASE, "begins_on": str(TODAY)}
    body = problem(does(host, "p37-head/designate-substitute", substitution | {"substitute": "p37-office"}), 409)
    assert (body["provision"], body["field"]) == ("YR-2-1-3-2-4", "substitute")
    assert does(host, "p37-head/designate-substitute", substitution | {"substitute": "p37-deputy"}).status_code == 201


def test_that_an_interest_is_declared_is_told_to_bureau_and_administrator_but_not_in_which_case(
    house: House, host: Caller
) -> None:
    """The number of a case is the council's own: who consents to offices, or enters them, holds no right to it."""
    case_id, company = str(uuid4()), "四国の取引先（架空）"
    house.commission("37", "p37-bound", Office.DEPUTY)
    bound = house.as_("p37-bound", "37")
    house.eventually(lambda: bound.offices() == ["deputy"])
    interest = {"case_id": case_id, "kind": "company", "detail": company}
    assert does(bound, "p37-bound/declare-conflict-of-interest", interest).status_code == 201
    assign = {"case_id": CASE, "begins_on": str(TODAY)}
    assert does(house.as_("p37-head", "37"), "p37-bound/assign-case-worker", assign).status_code == 201
    opened = {"case_id": CASE, "reason": f"{company}の来訪"}
    assert does(bound, "p37-bound/take-emergency-access", opened).status_code == 201
    house.administrator.does("bur07-reader/appoint-office", term(Office.BUREAU_OFFICER, bureau="BUR-07"))
    bureau = house.as_("bur07-reader", "hq", Purpose.SUPERVISION)
    house.eventually(lambda: bureau.offices() == ["bureau_officer"])
    for outside in (bureau, house.administrator):
        told = outside.get("governance", "/v1/people/p37-bound", council="37")
        titles = [entry["title"] for entry in told.json()["timeline"]]
        assert titles[-3:] == ["利害関係の申告", "担当の割当て", "非常時の閲覧の開始"]
        assert not [hidden for hidden in (case_id, CASE, company, 'emergencies":[{') if hidden in told.text]
    for entitled in (bound, host):
        told = entitled.get("governance", "/v1/people/p37-bound", council="37")
        assert {"label": "案件番号", "value": case_id} in told.json()["timeline"][4]["fields"]
        assert {"label": "内容", "value": company} in told.json()["timeline"][4]["fields"]
        assert [each["name"].partition("（")[0] for each in told.json()["emergencies"]] == [CASE]


def test_who_has_left_office_may_do_nothing_any_more_even_for_a_past_day(house: House, host: Caller) -> None:
    house.commission("37", "p37-leaving", Office.DEPUTY)
    leaving = house.as_("p37-leaving", "37")
    house.eventually(lambda: leaving.offices() == ["deputy"])
    yesterday = str(TODAY - dt.timedelta(days=1))
    host.does("p37-leaving/end-office", {"office": "deputy", "ended_on": yesterday, "reason": "resigned"})
    house.eventually(lambda: leaving.offices() == [])
    past = {"case_id": CASE, "kind": "other", "occurred_on": "2024-05-01"}
    problem(does(leaving, "p37-leaving/declare-conflict-of-interest", past), 403)
    present = [each["person"] for each in host.get("governance", "/v1/people").json()["items"]]
    everyone = [each["person"] for each in host.get("governance", "/v1/people", everyone=True).json()["items"]]
    assert "p37-leaving" in everyone
    assert "p37-leaving" not in present


def test_the_history_labels_every_field_of_governances_events() -> None:
    fields = {
        name
        for event in all_event_classes()
        if event.type_name.startswith("council.governance.") and not issubclass(event, Correction)
        for name in event.model_fields
    }
    assert fields - LABELS.keys() == {"person"}
