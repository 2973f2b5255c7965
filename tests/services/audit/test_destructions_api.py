"""A destruction from the proposal to the last backup: gone from every reader and search, provable all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from council_events.values import Office, Purpose
from council_kit.clock import JST, move_clock

from tests.scanning import tables_with_tokens
from tests.services.house import Caller, House

NAME = "伊勢五十鈴陶器株式会社（架空）"


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    closed_house.clock = closed_house.folder / "clock"  # no such file yet: time goes on as it does outside
    with closed_house.open("governance", "intake", "audit", vault_held_seconds=1.0) as opened:
        opened.staff("24")
        opened.nation("auditor-1", Office.AUDITOR)
        opened.as_("p24-host", "24", Purpose.SUPERVISION).does("p24-host/receive-pledge", {"received_on": "2022-04-01"})
        deputy = opened.as_("p24-deputy", "24")
        opened.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        yield opened


def opened_case(house: House) -> str:
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": NAME,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "24",
        "employees": 31,
    }
    answer = house.as_("p24-deputy", "24").post("intake", "/v1/consultations", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def report(house: House, each: str, of: str = "cases") -> dict[str, Any]:
    answer = house.as_("auditor-1", "hq", Purpose.AUDIT).get("audit", f"/v1/{of}/{each}/destruction")
    return dict(answer.json()) if answer.status_code == 200 else {}


def ask(caller: Caller, each: str, command: str, of: str = "cases", **body: Any) -> tuple[int, str]:
    answer = caller.post("audit", f"/v1/{of}/{each}/{command}", body)
    return answer.status_code, answer.text


def found(house: House) -> list[str]:
    answer = house.as_("p24-deputy", "24").post("intake", "/v1/search", {"words": "五十鈴陶器"})
    assert answer.status_code == 200, answer.text
    return [item["case_id"] for item in answer.json()["items"]]


def offered(caller: Caller, case: str) -> dict[str, bool]:
    """The steps that the report offers, and whether each may be taken now."""
    told = caller.get("audit", f"/v1/cases/{case}/destruction").json()
    return {step["command"]: step["allowed"] for step in told["next_steps"]}


def listed(caller: Caller) -> dict[str, tuple[str, bool]]:
    answer = caller.get("audit", "/v1/destructions")
    return {each["retained_id"]: (each["keeping"], each["held"]) for each in answer.json()["items"]}


def search_tokens(house: House, case: str) -> list[int]:
    with psycopg.connect(house.databases["intake"]) as connection:
        (tokens,) = connection.execute("SELECT tokens FROM cases.search WHERE case_id = %s", [case]).fetchone()
    return list(tokens)


def data_keys(house: House, each: str, kind: str = "case") -> list[tuple[str, bytes | None]]:
    with psycopg.connect(house.databases["vault"]) as connection:
        return connection.execute(
            "SELECT key_id, wrapped FROM data_keys WHERE key_id LIKE %s ORDER BY 1", [f"%/{kind}:{each}"]
        ).fetchall()


def test_a_destruction_from_the_proposal_to_the_last_backup(house: House):
    case = opened_case(house)
    head, host = house.as_("p24-head", "24"), house.as_("p24-host", "24")
    house.eventually(lambda: found(house) == [case])
    house.eventually(lambda: report(house, case))
    backup = data_keys(house, case)
    assert ask(head, case, "propose-destruction")[0] == 409, "the period is not over"
    assert offered(head, case) == {"ProposeDestruction": False, "PlaceLegalHold": True}
    told = report(house, case)
    assert (told["years"], told["next_steps"]) == (1, [])
    assert told["retained_until"] > told["last_recorded_on"]

    start = dt.datetime.now(JST)
    assert house.clock is not None
    move_clock(house.clock, start.replace(year=start.year + 2))
    assert ask(head, case, "place-legal-hold", ground="litigation")[0] == 201
    assert ask(head, case, "propose-destruction")[0] == 409, "it is held"
    assert report(house, case)["hold_ground"] == "訴訟・紛争"
    assert "LiftLegalHold" in offered(head, case)
    house.eventually(lambda: listed(host) == {case: ("kept", True)})
    assert ask(head, case, "lift-legal-hold")[0] == 201
    house.eventually(lambda: listed(host) == {})
    assert ask(house.as_("p24-deputy", "24"), case, "propose-destruction")[0] == 403
    assert ask(head, case, "propose-destruction")[0] == 201
    assert ask(head, case, "approve-destruction")[0] == 403, "not by whoever proposed"
    assert data_keys(house, case) == backup
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    house.eventually(lambda: listed(host) == listed(auditor) == {case: ("proposed", False)})
    assert offered(head, case) == {"ApproveDestruction": False, "WithdrawDestruction": True, "PlaceLegalHold": True}
    assert offered(host, case)["ApproveDestruction"]
    assert house.as_("nobody", "13").get("audit", "/v1/destructions").status_code == 404
    assert ask(host, case, "approve-destruction")[0] == 201

    house.eventually(lambda: report(house, case)["keeping"] == "destroyed")
    told = report(house, case)
    assert (told["keys"], told["left"]) == (1, [])
    assert [step["actor"] for step in told["steps"]][-3:] == ["p24-head", "p24-host", "system:audit"]
    assert data_keys(house, case) == [(f"24/case:{case}", None)]

    house.eventually(lambda: found(house) == [])
    house.eventually(lambda: search_tokens(house, case) == [])

    view = house.as_("p24-deputy", "24").get("intake", f"/v1/cases/{case}")
    assert (NAME in view.text, "消去済" in view.text) == (False, True)
    assert (view.json()["erased"], view.json()["next_steps"]) == (True, [])
    assert replayed(house, case)["company_name"] == "〔消去済〕"
    assert ask(head, case, "propose-destruction")[0] in (200, 409)

    # The vault is restored from a backup that still held the key.
    with psycopg.connect(house.databases["vault"], autocommit=True) as connection:
        connection.execute(
            "UPDATE data_keys SET wrapped = %s, destroyed_at = NULL WHERE key_id = %s", [backup[0][1], backup[0][0]]
        )
    house.eventually(lambda: data_keys(house, case) == [(f"24/case:{case}", None)])

    move_clock(house.clock, start.replace(year=start.year + 2) + dt.timedelta(days=36))
    house.eventually(lambda: report(house, case)["keeping"] == "complete")


def test_a_case_of_another_council_is_none(house: House):
    case = opened_case(house)
    house.eventually(lambda: report(house, case))
    assert ask(house.as_("nobody", "13"), case, "propose-destruction")[0] == 404
    assert house.as_("nobody", "13").get("audit", f"/v1/cases/{case}/destruction").status_code == 404


def due(caller: Caller) -> list[str]:
    answer = caller.get("audit", "/v1/destructions/due")
    assert answer.status_code == 200, answer.text
    return [each["retained_id"] for each in answer.json()["items"]]


def its_own_tokens(house: House, company: str, case: str) -> list[int]:
    """The search tokens of an entry that no other case shares with it."""
    with psycopg.connect(house.databases["intake"]) as connection:
        rows = connection.execute(
            """SELECT token FROM companies.words, unnest(tokens) AS token WHERE case_id = %s
            EXCEPT SELECT token FROM cases.search, unnest(tokens) AS token WHERE case_id <> %s""",
            [company, case],
        ).fetchall()
    return [token for (token,) in rows]


def tokens_left(house: House, tokens: list[int]) -> list[str]:
    """Every table of every service that still holds one of these search tokens."""
    return [
        f"{service}.{table}" for service, dsn in house.databases.items() for table in tables_with_tokens(dsn, tokens)
    ]


def replayed(house: House, case: str) -> dict[str, str]:
    """What a replay shows of each field; every entry of it is proved, once a checkpoint covers it."""
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def proved() -> Any:
        found = auditor.get("audit", f"/v1/cases/{case}/replay").json()
        return found if all(entry["proof"]["included"] for entry in found["entries"]) else None

    found = house.eventually(proved)
    assert found["intact"]
    return {field["name"]: field["value"] for entry in found["entries"] for field in entry["fields"]}


def later(house: House, years: int, days: int) -> None:
    """Move the clock to this long after now; it never goes back."""
    assert house.clock is not None
    today = dt.datetime.now(JST)
    move_clock(house.clock, today.replace(year=today.year + years) + dt.timedelta(days=days))


def test_a_companys_entry_goes_after_the_last_of_its_cases_and_nobody_finds_it_again(house: House):
    name, number = "鳥羽真珠養殖株式会社（架空）", "8999902000123"
    head, host, deputy = house.as_("p24-head", "24"), house.as_("p24-host", "24"), house.as_("p24-deputy", "24")
    later(house, 3, 0)
    firm = {"name": name, "corporate_number": number, "legal_form": "stock_company"}
    firm |= {"industry": "manufacturing", "prefecture": "24", "address": "三重県鳥羽市一丁目"}
    company = str(deputy.post("intake", "/v1/companies", firm).json()["case_id"])
    visit = {"requester": "company", "route": "direct", "company_id": company, "legal_form": "stock_company"}
    visit |= {"industry": "manufacturing", "prefecture": "24", "employees": 12}
    case = str(deputy.post("intake", "/v1/consultations", visit).json()["case_id"])
    house.eventually(lambda: report(house, case) and report(house, company, "companies"))

    def companies() -> list[str]:
        answer = deputy.post("intake", "/v1/companies/search", {"words": "鳥羽真珠"})
        return [item["company_id"] for item in answer.json()["items"]]

    def visits() -> list[str]:
        answer = deputy.post("intake", "/v1/search", {"words": "鳥羽真珠"})
        return [item["case_id"] for item in answer.json()["items"]]

    house.eventually(lambda: companies() == [company] and visits() == [case])
    tokens = its_own_tokens(house, company, case)
    assert set(tokens_left(house, tokens)) == {"intake.companies.words", "intake.cases.search"}

    later(house, 4, 1)
    house.eventually(lambda: case in due(head))
    assert company not in due(head)
    status, why = ask(head, company, "propose-destruction", "companies")
    assert (status, "after the last of them" in why) == (409, True)
    assert ask(head, company, "place-legal-hold", "companies", ground="litigation")[0] == 201
    house.eventually(lambda: not offered(head, case)["ProposeDestruction"])
    assert "legal hold" in ask(head, case, "propose-destruction")[1], "a hold on the company holds its cases"
    assert ask(head, company, "lift-legal-hold", "companies")[0] == 201
    house.eventually(lambda: offered(head, case)["ProposeDestruction"])
    assert ask(head, case, "propose-destruction")[0] == 201
    assert ask(host, case, "approve-destruction")[0] == 201
    house.eventually(lambda: report(house, case)["keeping"] == "destroyed")
    assert visits() == [case], "its company's name is the company's own"
    assert replayed(house, case)["company_name"] == "〔封印〕"

    house.eventually(lambda: company in due(head) and company in due(house.as_("auditor-1", "hq", Purpose.AUDIT)))
    assert ask(head, company, "propose-destruction", "companies")[0] == 201, "nothing holds it any more"
    assert ask(head, company, "approve-destruction", "companies")[0] == 403, "not by whoever proposed"
    house.eventually(lambda: listed(host).get(company) == ("proposed", False))
    assert company not in due(head)
    assert ask(host, company, "approve-destruction", "companies")[0] == 201

    house.eventually(lambda: companies() == [])
    closed = deputy.get("intake", f"/v1/companies/{company}").json()
    assert (closed["stage"], closed["next_steps"]) == ("closed", [])
    assert not any(entry["correctable"] for entry in closed["timeline"])
    mended = {"event_id": closed["timeline"][0]["event_id"], "field": "name", "value": "別名", "reason": "誤記"}
    assert deputy.post("intake", f"/v1/companies/{company}/correct-entry", mended).status_code == 404
    assert deputy.post("intake", "/v1/consultations", visit).json()["field"] == "company_id"
    assert deputy.post("intake", f"/v1/companies/{company}/rename-company", {"name": "別名"}).status_code == 409
    house.eventually(lambda: report(house, company, "companies")["closed_on"])
    assert data_keys(house, company, "company")[0][1] is not None, "the keys wait for the day after the closing"
    assert report(house, company, "companies")["keeping"] == "approved"

    later(house, 4, 2)
    house.eventually(lambda: report(house, company, "companies")["keeping"] == "destroyed")
    told = report(house, company, "companies")
    assert (told["keys"], told["left"], told["cases"], told["cases_left"]) == (1, [], 1, 0)
    assert [step["actor"] for step in told["steps"]][-3:] == ["p24-head", "p24-host", "system:audit"]
    assert data_keys(house, company, "company") == [(f"24/company:{company}", None)]
    house.eventually(lambda: visits() == [] and tokens_left(house, tokens) == [])

    for at in (f"companies/{company}", f"cases/{case}"):
        view = deputy.get("intake", f"/v1/{at}")
        assert view.json()["erased"]
        assert "消去済" in view.text
        assert (name in view.text, number in view.text) == (False, False)
    assert replayed(house, case)["company_name"] == replayed(house, case)["corporate_number"] == "〔消去済〕"

    again = deputy.post("intake", "/v1/companies", firm)
    assert (again.status_code, again.json()["case_id"] == company) == (201, False), (
        "the number is free to be entered anew"
    )
