"""An inspection over all cases of a council: as of an instant, between two, sealed, recorded, for its bureau alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import psycopg
import pytest
from council_events.values import Office, Purpose

from tests.services.house import Caller, House

NAME: Final = "若狭三方精工株式会社（架空）"
ADVICE: Final = "在庫の評価を見直すこと"


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", "audit") as opened:
        opened.staff("13")
        opened.staff("24")
        opened.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
        opened.nation("bur04-officer", Office.BUREAU_OFFICER, bureau="BUR-04")
        opened.nation("hq-officer", Office.HQ_OFFICER)
        opened.nation("auditor-1", Office.AUDITOR)
        for council in ("13", "24"):
            deputy = opened.as_(f"p{council}-deputy", council)
            opened.eventually(lambda who=deputy: who.post("intake", "/v1/work", {}).status_code == 200)
        yield opened


def consultation(house: House, council: str = "13") -> str:
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": NAME,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": council,
        "employees": 31,
    }
    answer = house.as_(f"p{council}-deputy", council).post("intake", "/v1/consultations", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def advise(house: House, case: str) -> None:
    answer = house.as_("p13-deputy", "13").post("intake", f"/v1/cases/{case}/give-advice", {"advice": ADVICE})
    assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module")
def cases(house: House) -> list[str]:
    """Three cases of 東京, the second advised on later, and one of 三重."""
    found = [consultation(house) for _ in range(3)]
    consultation(house, "24")
    return found


@pytest.fixture(scope="module")
def officer(house: House) -> Caller:
    return house.as_("bur03-officer", "hq", Purpose.SUPERVISION)


@pytest.fixture(scope="module")
def inspection(house: House, officer: Caller, cases: list[str]) -> str:
    def begun() -> Any:
        body = {"concerned": "13", "ground": "保存と秘密保持の状況を確かめるため"}
        answer = officer.post("audit", "/v1/inspections", body)
        return answer.json()["case_id"] if answer.status_code == 201 else None

    number = str(house.eventually(begun))
    house.eventually(lambda: seen(officer, number)["total"] == len(cases))
    return number


def seen(caller: Caller, inspection: str, **query: Any) -> dict[str, Any]:
    answer = caller.get("audit", f"/v1/inspections/{inspection}/cases", **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_every_case_of_the_council_is_shown_proven_and_nothing_is_opened(
    house: House, officer: Caller, inspection: str, cases: list[str]
) -> None:
    def proven() -> Any:
        found = seen(officer, inspection)
        return found if all(each["proven"] == each["entries"] for each in found["items"]) else None

    found = house.eventually(proven)
    assert [each["case_id"] for each in found["items"]] == cases
    assert {(each["council"], each["last_title"], each["intact"]) for each in found["items"]} == {
        ("13", "相談の受付", True)
    }
    assert NAME not in str(found)


def test_pages_follow_each_other_without_gap(officer: Caller, inspection: str, cases: list[str]) -> None:
    read: list[str] = []
    after: str | None = None
    for _ in cases:
        page = seen(officer, inspection, limit=1, **({"after": after} if after else {}))
        read += [each["case_id"] for each in page["items"]]
        after = page["next"]
    assert (read, after) == (cases, None)


def test_an_instant_and_the_difference_to_a_later_one(
    house: House, officer: Caller, inspection: str, cases: list[str]
) -> None:
    before = dt.datetime.now(dt.UTC)
    advise(house, cases[1])
    later = house.eventually(
        lambda: next((each for each in seen(officer, inspection)["items"] if each["entries"] == 2), None)
    )
    assert later["case_id"] == cases[1]
    then = seen(officer, inspection, at=before.isoformat())
    assert [(each["entries"], each["later"]) for each in then["items"]] == [(1, 0), (1, 1), (1, 0)]
    (moved,) = house.eventually(lambda: seen(officer, inspection, earlier=before.isoformat())["items"])
    assert (moved["case_id"], moved["moved"]["came"], moved["moved"]["went"]) == (cases[1], ["助言"], [])
    assert [each["label"] for each in moved["moved"]["changed"]] == ["助言"]
    happened = seen(officer, inspection, earlier=before.isoformat(), axis="happened")
    assert len(happened["items"]) == len(cases)
    nothing = seen(officer, inspection, at="2020-01-01T00:00:00+09:00")
    assert (nothing["items"], nothing["total"]) == ([], 0)
    query = {"earlier": before.isoformat(), "at": "2020-01-01T00:00:00+09:00"}
    wrong = officer.get("audit", f"/v1/inspections/{inspection}/cases", **query)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "earlier")
    one = officer.get(
        "audit",
        f"/v1/inspections/{inspection}/cases/{cases[1]}/difference",
        earlier=before.isoformat(),
        later=dt.datetime.now(dt.UTC).isoformat(),
    )
    assert [each["title"] for each in one.json()["came"]] == ["助言"]


def test_it_is_the_bureaus_alone(house: House, officer: Caller, inspection: str, cases: list[str]) -> None:
    body = {"concerned": "13", "ground": "見たい"}
    elsewhere = house.as_("bur04-officer", "hq", Purpose.SUPERVISION)
    assert elsewhere.post("audit", "/v1/inspections", body).status_code == 404
    refused = house.as_("hq-officer", "hq", Purpose.SUPERVISION).post("audit", "/v1/inspections", body)
    assert (refused.status_code, refused.json()["provision"]) == (403, "LAW-136")
    others = [
        elsewhere,
        house.as_("hq-officer", "hq", Purpose.SUPERVISION),
        house.as_("auditor-1", "hq", Purpose.AUDIT),
        house.as_("p13-head", "13", Purpose.SUPERVISION),
        house.as_("p24-head", "24", Purpose.SUPERVISION),
    ]
    for caller in others:
        for path in ("", "/cases", f"/cases/{cases[0]}/replay"):
            real = caller.get("audit", f"/v1/inspections/{inspection}{path}")
            never = caller.get("audit", f"/v1/inspections/{uuid4()}{path}")
            assert (real.status_code, real.json()) == (never.status_code, never.json()), caller.person
            assert real.status_code in (403, 404)
    another_purpose = house.as_("bur03-officer", "hq", Purpose.INVESTIGATION)
    assert another_purpose.get("audit", f"/v1/inspections/{inspection}/cases").status_code == 403
    assert elsewhere.get("audit", "/v1/inspections").json()["items"] == []
    assert [each["inspection_id"] for each in officer.get("audit", "/v1/inspections").json()["items"]] == [inspection]


def test_a_case_of_another_council_is_none_of_it(house: House, officer: Caller, inspection: str) -> None:
    foreign = house.as_("p24-deputy", "24").post("intake", "/v1/work", {}).json()["items"][0]["case_id"]
    answers = [officer.get("audit", f"/v1/inspections/{inspection}/cases/{case}/replay") for case in (foreign, uuid4())]
    assert [each.status_code for each in answers] == [404, 404]
    body = {"opened_case": foreign, "entry": str(uuid4()), "fields": ["advice"], "reason": "見たい"}
    refused = officer.post("audit", f"/v1/inspections/{inspection}/open-inspected-content", body)
    assert (refused.status_code, refused.json()["provision"]) == (409, "LAW-136")


def test_content_is_opened_only_as_far_as_it_was_asked_for_and_each_opening_is_shown(
    house: House, officer: Caller, inspection: str, cases: list[str]
) -> None:
    replayed = officer.get("audit", f"/v1/inspections/{inspection}/cases/{cases[0]}/replay").json()
    entry = replayed["entries"][0]["event_id"]
    path = f"/v1/inspections/{inspection}/cases/{cases[0]}/content/{entry}"
    assert officer.get("audit", path).status_code == 404, "nothing was opened yet"
    body = {"opened_case": cases[0], "entry": entry, "reason": "名称の記載を確かめるため"}
    opening = f"/v1/inspections/{inspection}/open-inspected-content"
    assert officer.post("audit", opening, body | {"fields": ["no_such"]}).status_code == 422
    assert officer.post("audit", opening, body | {"fields": ["company_name"]}).status_code == 201
    shown = officer.get("audit", path)
    assert shown.status_code == 200, shown.text
    assert [(field["name"], field["value"]) for field in shown.json()["fields"]] == [("company_name", NAME)]
    told = officer.get("audit", f"/v1/inspections/{inspection}").json()["timeline"]
    assert [entry["title"] for entry in told] == ["検査の開始", "検査のための内容の開封"]
    assert {"label": "理由", "value": "名称の記載を確かめるため"} in told[1]["fields"]
    assert {"label": "項目", "value": "企業名"} in told[1]["fields"]
    assert NAME not in str(told)


def test_every_page_stands_on_the_record_with_its_cases_and_the_inspection(
    house: House, officer: Caller, inspection: str, cases: list[str]
) -> None:
    seen(officer, inspection)
    with psycopg.connect(house.databases["audit"]) as connection:
        rows = connection.execute(
            "SELECT convert_from(body, 'UTF8')::jsonb -> 'data' FROM events WHERE kind = 1 AND partition_key = %s"
            " AND convert_from(body, 'UTF8') LIKE '%%/v1/inspections/{inspection_id}/cases\"%%'",
            [officer.person],
        ).fetchall()
    assert any(set(data["cases"]) == set(cases) and data["investigation"] == inspection for (data,) in rows)


def test_nothing_is_shown_within_an_inspection_that_has_ended(house: House, officer: Caller, cases: list[str]) -> None:
    begun = officer.post("audit", "/v1/inspections", {"concerned": "13", "ground": "後日の確認"}).json()["case_id"]
    assert officer.post("audit", f"/v1/inspections/{begun}/end-inspection", {"report": "なし"}).status_code == 201
    refused = officer.get("audit", f"/v1/inspections/{begun}/cases")
    assert (refused.status_code, refused.json()["provision"]) == (409, "LAW-136")
    view = officer.get("audit", f"/v1/inspections/{begun}").json()
    assert (view["running"], view["next_steps"], view["timeline"][-1]["title"]) == (False, [], "検査の終了")


def test_what_a_person_saw_is_told_with_cases_lists_and_purposes(
    house: House, officer: Caller, cases: list[str]
) -> None:
    """To an auditor everything, to a bureau what its councils' people saw, to nobody else."""
    deputy = house.as_("p13-deputy", "13")
    assert deputy.get("intake", f"/v1/cases/{cases[2]}").status_code == 200
    assert deputy.get("intake", f"/v1/cases/{uuid4()}").status_code == 404
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def told(caller: Caller) -> Any:
        found = caller.get("audit", "/v1/people/p13-deputy/seen").json()
        shown = [each for each in found["cases"] if each["case_id"] == cases[2] and "案件の詳細" in each["views"]]
        return (found, shown[0]) if shown and found["refused"] else None

    for caller in (auditor, officer):
        found, case = house.eventually(lambda who=caller: told(who))
        assert case["purposes"] == ["案件の遂行"]
        assert case["times"] >= 1
        assert {each["title"] for each in found["views"]} >= {"一覧", "案件の詳細"}
        assert found["total"] == len(found["cases"]) >= 1
        assert {entry["actor"] for entry in found["timeline"]} == {"p13-deputy"}
        assert found["reads"] + found["refused"] == len(found["timeline"])
        assert NAME not in str(found)
    since = dt.datetime.now(dt.UTC).isoformat()
    assert auditor.get("audit", "/v1/people/p13-deputy/seen", since=since).json()["reads"] == 0
    elsewhere = house.as_("bur04-officer", "hq", Purpose.SUPERVISION).get("audit", "/v1/people/p13-deputy/seen").json()
    assert (elsewhere["reads"], elsewhere["cases"], elsewhere["timeline"]) == (0, [], [])
    for person, council in (("p13-head", "13"), ("nobody", "13")):
        asker = house.as_(person, council, Purpose.SUPERVISION)
        assert asker.get("audit", "/v1/people/p13-deputy/seen").status_code in (403, 404)
