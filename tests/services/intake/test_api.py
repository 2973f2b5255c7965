"""Intake over HTTP: consultations are received, found, worked on and closed through the real service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from council_events.values import Purpose

from tests.services.house import TODAY, Caller, House

TEA_NUMBER = "2999901000121"


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake") as opened:
        opened.staff("24", deputies=("deputy", "second"))
        opened.staff("13")
        people = [opened.as_(f"p24-{role}", "24") for role in ("head", "deputy", "second")]
        people.append(opened.as_("p13-head", "13"))
        opened.eventually(lambda: all(work(person).status_code == 200 for person in people))
        yield opened


@pytest.fixture
def head(house: House) -> Caller:
    return house.as_("p24-head", "24")


@pytest.fixture
def deputy(house: House) -> Caller:
    return house.as_("p24-deputy", "24")


def work(caller: Caller, **body: Any) -> Any:
    return caller.post("intake", "/v1/work", body)


def search(caller: Caller, words: str, **body: Any) -> Any:
    return caller.post("intake", "/v1/search", {"words": words, **body})


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["company_name"] for item in answer.json()["items"]]


def reception(name: str = "伊勢宮川製茶株式会社（架空）", **changes: Any) -> dict[str, Any]:
    return {
        "requester": "company",
        "route": "direct",
        "company_name": name,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "24",
        "employees": 31,
    } | changes


def opens(caller: Caller, body: dict[str, Any], **headers: str) -> Any:
    return caller.post("intake", "/v1/consultations", body, **headers)


def opened(caller: Caller, name: str = "伊勢宮川製茶株式会社（架空）", **changes: Any) -> str:
    answer = opens(caller, reception(name, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def on_case(caller: Caller, case_id: str, command: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return caller.post("intake", f"/v1/cases/{case_id}/{command}", body or {}, **headers)


def seen(caller: Caller, case_id: str) -> Any:
    return caller.get("intake", f"/v1/cases/{case_id}")


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return dict(answer.json())


def test_an_opened_consultation_appears_in_the_work_list_and_is_found_by_part_of_its_name(
    house: House, deputy: Caller
) -> None:
    """A-INT-01, step 1."""
    case_id = opened(
        deputy, company_kana="イセミヤガワセイチャ", company_phone="0596-12-3456", corporate_number=TEA_NUMBER
    )
    house.eventually(lambda: case_id in [item["case_id"] for item in work(deputy).json()["items"]])
    item = listed(deputy, case_id)
    assert (item["company_name"], item["stage"], item["service"], item["council"], item["version"]) == (
        "伊勢宮川製茶株式会社（架空）",
        "受付",
        "intake",
        "24",
        1,
    )
    assert item["next_step"] == "協議会の立場と役割を説明する"
    on_case(deputy, case_id, "explain-role")
    house.eventually(lambda: listed(deputy, case_id)["next_step"] == "把握した事項を記録する")
    for words in ("宮川", "みやがわ", "0596123456", TEA_NUMBER, "伊勢 製茶"):
        assert "伊勢宮川製茶株式会社（架空）" in names(search(deputy, words)), words


def test_a_search_finds_only_what_really_holds_the_words(house: House, deputy: Caller) -> None:
    opened(deputy, "東海道海運株式会社（架空）")
    house.eventually(lambda: names(search(deputy, "海運")))
    assert names(search(deputy, "東海道海道海運")) == [], (
        "its pairs of characters are all in the name, in another order"
    )
    assert names(search(deputy, "株式会社")) == []
    assert names(search(deputy, "059612345")) == []


def test_a_name_may_be_written_in_another_way(house: House, deputy: Caller) -> None:
    opened(deputy, "髙橋鉄工㈱（架空）")
    house.eventually(lambda: names(search(deputy, "高橋")))
    assert names(search(deputy, "髙橋　鐵工")) == ["髙橋鉄工㈱（架空）"]


def listed(caller: Caller, case_id: str) -> dict[str, Any]:
    """The case's row in the work list."""
    items = [item for item in work(caller).json()["items"] if item["case_id"] == case_id]
    assert len(items) == 1, "the read table tells of it soon"
    return dict(items[0])


def paged(ask: Callable[..., Any]) -> list[str]:
    """The cases of all pages; none may come twice."""
    ids: list[str] = []
    after: dict[str, str] | None = {}
    while after is not None:
        page = ask(**after).json()
        ids += [item["case_id"] for item in page["items"]]
        after = {"after": page["next"]} if page["next"] else None
    assert len(ids) == len(set(ids))
    return ids


def test_the_work_list_and_the_search_go_on_where_the_page_ended(house: House, head: Caller) -> None:
    mine = {opened(head, f"頁送り商店{number}号（架空）") for number in range(5)}
    house.eventually(lambda: len(names(search(head, "頁送り"))) == 5)
    assert mine <= set(paged(lambda **more: work(head, limit=2, **more)))
    assert mine == set(paged(lambda **more: search(head, "頁送り", limit=2, **more)))
    assert problem(work(head, after="nonsense"), 422)["field"] == "after"
    assert problem(search(head, "頁送り", after="2024-13-45|x"), 422)["field"] == "after"


def test_a_deputy_sees_the_own_work_and_the_head_that_of_the_council(
    house: House, head: Caller, deputy: Caller
) -> None:
    case_id = opened(head, assigned_to="p24-second")
    second = house.as_("p24-second", "24")
    house.eventually(lambda: case_id in [item["case_id"] for item in work(second).json()["items"]])
    assert case_id in [item["case_id"] for item in work(head).json()["items"]]
    assert case_id not in [item["case_id"] for item in work(deputy).json()["items"]]
    assert seen(deputy, case_id).status_code == 200, "a colleague of the department may look at it"


def test_nothing_is_overdue_where_the_programme_sets_no_deadline(deputy: Caller) -> None:
    assert work(deputy, overdue=True).json() == {"items": [], "next": None}


def test_another_councils_case_is_as_unknown_as_one_that_never_was(house: House, deputy: Caller) -> None:
    case_id = opened(deputy, "他県秘密工業株式会社（架空）")
    house.eventually(lambda: names(search(deputy, "秘密工業")))
    stranger = house.as_("p13-head", "13")
    unknown = problem(seen(stranger, str(uuid4())), 404)
    assert problem(seen(stranger, case_id), 404) == unknown
    assert problem(on_case(stranger, case_id, "explain-role"), 404) == unknown
    assert problem(opens(stranger, reception(case_id=case_id)), 404) == unknown
    assert names(search(stranger, "秘密工業")) == []
    assert case_id not in [item["case_id"] for item in work(stranger).json()["items"]]
    assert seen(deputy, case_id).json()["version"] == 1


@pytest.mark.parametrize(
    ("person", "purpose", "status"),
    [
        ("p24-office", Purpose.CASE_WORK, 403),
        ("p24-head", Purpose.REPORTING, 403),
        ("p24-host", Purpose.SUPERVISION, 200),
        ("admin-1", Purpose.ADMINISTRATION, 404),
    ],
)
def test_who_sees_a_case_depends_on_office_and_purpose(
    house: House, deputy: Caller, person: str, purpose: Purpose, status: int
) -> None:
    case_id = opened(deputy)
    assert seen(house.as_(person, "24", purpose), case_id).status_code == status


def test_a_declared_interest_shuts_the_case_to_that_person(house: House, head: Caller) -> None:
    """A-GOV-06, step 3."""
    case_id = opened(head, "利害関係食品株式会社（架空）")
    house.eventually(lambda: names(search(head, "利害関係食品")))
    head.does("p24-head/declare-conflict-of-interest", {"case_id": case_id, "kind": "company"})
    house.eventually(lambda: seen(head, case_id).status_code == 403)
    assert problem(seen(head, case_id), 403)["provision"] == "YR-2-1-3-2-4"
    assert problem(on_case(head, case_id, "choose-support-line", {"line": "restructuring"}), 403)
    assert names(search(head, "利害関係食品")) == []
    host = house.as_("p24-host", "24", Purpose.SUPERVISION)
    substitution = {"office": "head", "ground": "interest", "case_id": case_id, "begins_on": str(TODAY)}
    host.does("p24-head/designate-substitute", substitution | {"substitute": "p24-second"})
    acting = house.as_("p24-second", "24")
    house.eventually(lambda: allowed(acting, case_id, "ChooseSupportLine"))
    assert on_case(acting, case_id, "choose-support-line", {"line": "restructuring"}).status_code == 201


def allowed(caller: Caller, case_id: str, command: str) -> bool:
    steps = {step["command"]: step for step in seen(caller, case_id).json()["next_steps"]}
    return bool(steps[command]["allowed"])


def test_a_consultation_runs_from_reception_to_its_one_result(house: House, head: Caller, deputy: Caller) -> None:
    """A-INT-01: the eleven items of the 2024 edition; A-INT-04's telling is in test_rules."""
    case_id = opened(deputy, occurred_on="2024-05-14", story="売上の減少と返済の相談", sales=210_000_000)
    notes = dict.fromkeys(
        ("outline", "finances", "ownership_and_debts", "business_structure", "organisation", "history", "efforts"),
        "記録",
    )
    notes |= dict.fromkeys(("bank_relations", "resources", "requests"), "記録")
    assert on_case(deputy, case_id, "record-facts", {**notes, "occurred_on": "2024-05-28"}).status_code == 201
    missing = problem(on_case(deputy, case_id, "complete-fact-finding", {"occurred_on": "2024-05-28"}), 409)
    assert missing["provision"] == "YR24-2-2-3-2"
    assert "滞納公租公課" in missing["detail"]
    view = seen(deputy, case_id).json()
    assert (view["stage_title"], view["missing_items"]) == ("把握中", ["滞納公租公課の存否及び状況"])
    on_case(deputy, case_id, "record-facts", {"tax_arrears": "なし", "occurred_on": "2024-05-30"})
    assert on_case(deputy, case_id, "complete-fact-finding", {"occurred_on": "2024-05-30"}).status_code == 201
    assert on_case(deputy, case_id, "explain-role").status_code == 201
    assert problem(on_case(deputy, case_id, "choose-support-line", {"line": "restructuring"}), 403)["provision"]
    assert on_case(head, case_id, "choose-support-line", {"line": "restructuring"}).status_code == 201
    assert on_case(head, case_id, "close-consultation", {"result": "second_stage"}).status_code == 201
    house.eventually(lambda: listed(deputy, case_id)["next_step"] == "対応報告書を作成する")
    view = seen(head, case_id).json()
    assert (view["stage_title"], view["line"]) == ("終結", "restructuring")
    assert [step["command"] for step in view["next_steps"]] == ["DraftReport", "SubmitReport"]
    beside = ["ReceiveDocument", "ReceiveWrittenConsent", "Disclose"]
    assert [step["command"] for step in view["paper_steps"]] == beside
    assert (
        view["header"].items()
        >= {
            "企業名": "伊勢宮川製茶株式会社（架空）",
            "受付日": "2024年5月14日",
            "売上高（円）": "210,000,000",
            "都道府県": "三重県",
        }.items()
    )
    history = view["timeline"]
    assert [entry["sequence"] for entry in history] == list(range(1, 8))
    assert ("相談の内容", "売上の減少と返済の相談") in told(history[0])
    assert told(history[2]) == [("滞納公租公課の存否及び状況", "なし")]
    assert (history[0]["late"], history[-1]["late"]) == (True, False)


def told(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and value of each field of an entry."""
    return [(field["label"], field["value"]) for field in entry["fields"]]


def test_a_wrong_entry_is_mended_by_an_event_and_the_list_shows_the_new_value(
    house: House, head: Caller, deputy: Caller
) -> None:
    case_id = opened(deputy, "誤記商店株式会社（架空）", employees=13)
    house.eventually(lambda: names(search(deputy, "誤記商店")))
    event_id = seen(deputy, case_id).json()["timeline"][0]["event_id"]
    entry = deputy.get("intake", f"/v1/cases/{case_id}/entries/{event_id}").json()
    assert "従業員数（人）" in [field["label"] for field in entry["fields"]]
    for path, value in (("employees", "31"), ("company_name", "正記商店株式会社（架空）")):
        correction = {"event_id": event_id, "field": path, "value": value, "reason": "聞き違い"}
        mended = on_case(deputy, case_id, "correct-entry", correction)
        assert mended.status_code == 201, mended.text
    view = seen(deputy, case_id).json()
    assert (view["header"]["従業員数（人）"], view["company_name"]) == ("31", "正記商店株式会社（架空）")
    assert house.eventually(lambda: names(search(deputy, "正記商店"))) == ["正記商店株式会社（架空）"]
    assert names(search(deputy, "誤記商店")) == []
    assert view["timeline"][-1]["title"] == "記録の訂正"


def test_a_closed_case_is_still_found(house: House, deputy: Caller) -> None:
    case_id = opened(deputy, "終結済商会株式会社（架空）")
    on_case(deputy, case_id, "explain-role")
    on_case(deputy, case_id, "close-consultation", {"result": "solved"})
    assert (
        house.eventually(lambda: [i for i in search(deputy, "終結済商会").json()["items"] if i["stage"] == "終結"])[0][
            "next_step"
        ]
        == "対応報告書を作成する"
    )


def test_a_registered_company_brings_its_name_to_the_consultation(house: House, deputy: Caller) -> None:
    company = {
        "name": "合同会社やんばる工房（架空）",
        "corporate_number": "6999903000124",
        "legal_form": "llc",
        "industry": "manufacturing",
        "prefecture": "47",
    }
    answer = deputy.post("intake", "/v1/companies", company)
    assert answer.status_code == 201, answer.text
    company_id = answer.json()["case_id"]
    body = reception(company_id=company_id)
    body.pop("company_name")
    case_id = str(opens(deputy, body).json()["case_id"])
    view = seen(deputy, case_id).json()
    assert (view["company_name"], view["company_id"]) == ("合同会社やんばる工房（架空）", company_id)
    house.eventually(lambda: names(search(deputy, "6999903000124")))
    stranger = house.as_("p13-head", "13")
    assert problem(opens(stranger, body), 422)["field"] == "company_id"
    assert problem(stranger.post("intake", "/v1/companies", company | {"company_id": company_id}), 404)


def test_a_bank_without_a_named_company_is_listed_by_its_own_name(house: House, deputy: Caller) -> None:
    """A-INT-02, step 1."""
    body = reception(requester="financial_institution", requester_name="株式会社熊野灘銀行（架空）", channel="online")
    body.pop("company_name")
    case_id = str(opens(deputy, body).json()["case_id"])
    assert (seen(deputy, case_id).json()["kind"], seen(deputy, case_id).json()["company_name"]) == (
        "preliminary",
        "株式会社熊野灘銀行（架空）",
    )
    house.eventually(lambda: names(search(deputy, "熊野灘")) == ["株式会社熊野灘銀行（架空）"])


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"corporate_number": "1999901000121"}, 409, "corporate_number"),
        ({"corporate_number": "２９９９９０１０００１２１"}, 422, "corporate_number"),
        ({"prefecture": "48"}, 422, "prefecture"),
        ({"employees": -1}, 422, "employees"),
        ({"requester": "journalist"}, 422, "requester"),
        ({"occurred_on": "2024-02-30"}, 422, "occurred_on"),
        ({"occurred_on": str(TODAY + dt.timedelta(days=1))}, 422, "future_reason"),
        ({"assigned_to": "p24-office"}, 409, "assigned_to"),
        ({"rumour": "x"}, 422, "rumour"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_does_not_fit_is_told_by_field_and_nothing_is_stored(
    deputy: Caller, changes: dict[str, Any], status: int, field: str
) -> None:
    case_id = str(uuid4())
    body = problem(opens(deputy, reception(case_id=case_id, **changes)), status)
    assert body["field"] == field or field in [fault["field"] for fault in body["errors"]]
    assert body["detail"]
    assert body["detail_en"]
    assert seen(deputy, case_id).status_code == 404


def test_a_later_day_with_a_reason_is_taken_and_the_reason_is_in_the_history(deputy: Caller) -> None:
    tomorrow = str(TODAY + dt.timedelta(days=1))
    case_id = opened(deputy, occurred_on=tomorrow, future_reason="明日の来訪を先に登録")
    history = seen(deputy, case_id).json()["timeline"]
    assert [entry["title"] for entry in history] == ["相談の受付", "先の日付とした理由"]


def test_the_same_request_again_gets_the_first_answer(house: House, deputy: Caller) -> None:
    key = {"idempotency-key": str(uuid4())}
    body = reception("再送運輸株式会社（架空）")
    first, again = opens(deputy, body, **key), opens(deputy, body, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert problem(opens(deputy, body | {"employees": 32}, **key), 422)["type"] == "urn:council:problem:key-reused"
    house.eventually(lambda: names(search(deputy, "再送運輸")))
    assert len(names(search(deputy, "再送運輸"))) == 1


def test_who_decided_on_an_older_version_is_told_who_was_first(head: Caller, deputy: Caller) -> None:
    case_id = opened(deputy)
    assert on_case(deputy, case_id, "explain-role", {}, **{"if-match": '"1"'}).status_code == 201
    body = problem(on_case(head, case_id, "give-advice", {"advice": "資金繰り表"}, **{"if-match": '"1"'}), 409)
    assert (body["first"]["actor"], body["first"]["title"]) == ("p24-deputy", "協議会の立場と役割の説明")


def test_an_aim_that_is_met_already_is_answered_without_a_new_event(deputy: Caller) -> None:
    case_id = opened(deputy)
    assert on_case(deputy, case_id, "explain-role").status_code == 201
    again = on_case(deputy, case_id, "explain-role")
    assert (again.status_code, again.json()["events"], again.json()["version"]) == (200, [], 2)
