"""The register of companies over HTTP: found or entered, changed, joined; another council's is as unknown as none.

The councils' keys stand in a transit engine here, as in production.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from council_directory import councils
from council_directory.directory import HQ
from council_events.values import Purpose

from tests.services.house import Caller, House

if TYPE_CHECKING:
    from tests.openbao import Engine, OpenBao


@pytest.fixture(scope="module")
def engine(openbao: OpenBao) -> Engine:
    return openbao.engine(*(council.code for council in councils()), HQ)


@pytest.fixture(scope="module")
def token(engine: Engine) -> Path:
    """The file with the services' token, as an agent would keep it."""
    return engine.token_file(engine.token("council-service"))


@pytest.fixture(scope="module")
def house(closed_house: House, engine: Engine, token: Path) -> Iterator[House]:
    with closed_house.open(
        "governance",
        "intake",
        vault_keys=None,
        vault_transit=engine.address,
        vault_transit_token=token,
        vault_transit_authority=engine.server.authority,
    ) as opened:
        opened.staff("24")
        opened.staff("13")
        for person, council in (("p24-head", "24"), ("p24-deputy", "24"), ("p13-head", "13")):
            caller = opened.as_(person, council)
            opened.eventually(lambda who=caller: companies_of(who).status_code == 200)
        yield opened


@pytest.fixture
def head(house: House) -> Caller:
    return house.as_("p24-head", "24")


@pytest.fixture
def deputy(house: House) -> Caller:
    return house.as_("p24-deputy", "24")


def companies_of(caller: Caller) -> Any:
    return caller.post("intake", "/v1/companies/search", {"words": "架空"})


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return dict(answer.json())


def company(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "24",
        "address": "三重県伊勢市宮川一丁目",
    } | changes


def register(caller: Caller, name: str, **changes: Any) -> Any:
    return caller.post("intake", "/v1/companies", company(name, **changes))


def on_company(caller: Caller, company_id: str, command: str, body: dict[str, Any] | None = None) -> Any:
    return caller.post("intake", f"/v1/companies/{company_id}/{command}", body or {})


def companies(caller: Caller, words: str) -> list[dict[str, Any]]:
    answer = caller.post("intake", "/v1/companies/search", {"words": words})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def found(house: House, caller: Caller, words: str) -> list[dict[str, Any]]:
    return list(house.eventually(lambda: companies(caller, words)))


def test_a_wrong_entry_of_the_register_is_mended_and_found_by_the_right_name_alone(
    house: House, head: Caller, deputy: Caller
) -> None:
    company_id = register(deputy, "誤記林業株式会社（架空）", occurred_on="2024-05-14").json()["case_id"]
    found(house, deputy, "誤記林業")
    [registered] = deputy.get("intake", f"/v1/companies/{company_id}").json()["timeline"]
    assert (registered["late"], registered["correctable"]) == (True, True), "entered for an earlier day"
    entry = deputy.get("intake", f"/v1/companies/{company_id}/entries/{registered['event_id']}").json()
    assert {"商号・屋号", "所在地", "業種", "発生日"} <= {field["label"] for field in entry["fields"]}

    def corrects(field: str, value: str, **more: str) -> Any:
        mended = {"event_id": registered["event_id"], "field": field, "value": value, "reason": "名刺の読み違い"}
        return on_company(deputy, company_id, "correct-entry", mended | more)

    assert corrects("name", "正記林業株式会社（架空）").status_code == 201
    assert corrects("occurredon", "2024-05-13").status_code == 201
    assert problem(corrects("corporate_number", "1999901000125"), 422)["field"] == "value"
    assert problem(corrects("industry", "other", occurred_on="2099-01-01"), 422)["field"] == "occurred_on"
    view = head.get("intake", f"/v1/companies/{company_id}").json()
    assert (view["company_name"], view["timeline"][0]["formerly_on"]) == ("正記林業株式会社（架空）", "2024-05-14")
    house.eventually(lambda: companies(deputy, "正記林業"))
    assert companies(deputy, "誤記林業") == []
    rows = deputy.post("intake", "/v1/work", {}).json()["items"]
    assert company_id not in [row["case_id"] for row in rows], "a company is no consultation"
    office = house.as_("p24-office", "24", Purpose.SUBSIDY_WORK)
    mended = {"event_id": registered["event_id"], "field": "industry", "value": "other", "reason": "誤記"}
    assert problem(on_company(office, company_id, "correct-entry", mended), 403)["provision"] == "YR-2-1-4-4"
    stranger = house.as_("p13-head", "13")
    assert problem(on_company(stranger, company_id, "correct-entry", mended), 404)


def test_a_company_is_found_by_its_number_or_by_name_and_address_instead_of_entered_again(
    house: House, deputy: Caller
) -> None:
    number = "7999901000125"
    first = register(deputy, "熊野灘造船株式会社（架空）", corporate_number=number)
    assert first.status_code == 201, first.text
    company_id = first.json()["case_id"]
    found(house, deputy, "熊野灘造船")
    again = register(deputy, "くまのなだ造船（架空）", corporate_number=number)
    assert (again.status_code, again.json()["case_id"], again.json()["events"]) == (200, company_id, [])
    other_number = register(deputy, "熊野灘造船株式会社（架空）", corporate_number="8999902000123")
    assert other_number.json()["case_id"] != company_id
    shop = register(deputy, "架空商店", legal_form="sole_proprietor").json()["case_id"]
    found(house, deputy, "架空商店")
    same = register(deputy, "架空　商店", legal_form="sole_proprietor", address="三重県伊勢市 宮川一丁目")
    assert same.json()["case_id"] == shop
    elsewhere = register(deputy, "架空商店", legal_form="sole_proprietor", address="三重県津市")
    assert elsewhere.json()["case_id"] != shop


def test_a_company_of_the_register_is_renamed_moved_and_still_found_by_its_former_name(
    house: House, deputy: Caller
) -> None:
    company_id = register(deputy, "旧名製作所株式会社（架空）").json()["case_id"]
    renamed = on_company(deputy, company_id, "rename-company", {"name": "新名テクノ株式会社（架空）"})
    assert renamed.status_code == 201, renamed.text
    on_company(deputy, company_id, "move-company", {"prefecture": "23", "address": "愛知県名古屋市"})
    [item] = house.eventually(lambda: companies(deputy, "新名テクノ"))
    assert house.eventually(lambda: companies(deputy, "旧名製作所"))[0]["company_id"] == company_id
    house.eventually(lambda: companies(deputy, "新名テクノ")[0]["prefecture"] == "愛知県")
    view = deputy.get("intake", f"/v1/companies/{company_id}").json()
    assert (view["company_name"], view["stage_title"], view["version"]) == ("新名テクノ株式会社（架空）", "登録済み", 3)
    assert [entry["title"] for entry in view["timeline"]] == ["企業の登録", "商号・屋号の変更", "所在地の変更"]
    assert companies(deputy, "新名名古屋テクノ") == []
    body = {"words": "テクノ", "after": "nonsense"}
    assert problem(deputy.post("intake", "/v1/companies/search", body), 422)["field"] == "after"
    assert item["version"] >= 2


def test_another_councils_company_is_as_unknown_as_one_that_never_was(house: House, deputy: Caller) -> None:
    number = "1999901000122"
    company_id = register(deputy, "他県秘密商事株式会社（架空）", corporate_number=number).json()["case_id"]
    found(house, deputy, "秘密商事")
    stranger = house.as_("p13-head", "13")
    assert companies(stranger, "秘密商事") == []
    assert companies(stranger, number) == []
    unknown = problem(stranger.get("intake", f"/v1/companies/{uuid4()}"), 404)
    assert problem(stranger.get("intake", f"/v1/companies/{company_id}"), 404) == unknown
    for command, body in (
        ("rename-company", {"name": "別名"}),
        ("ask-nationwide", {"question": "early_again"}),
    ):
        assert problem(on_company(stranger, company_id, command, body), 404) == unknown
        assert problem(on_company(stranger, str(uuid4()), command, body), 404) == unknown
    mine = register(stranger, "他県秘密商事株式会社（架空）", corporate_number=number, prefecture="13")
    assert mine.status_code == 201, "the other register gives no hint of a duplicate"
    own = mine.json()["case_id"]
    assert own != company_id
    join = {"same_as": company_id, "reason": "同じ法人番号"}
    never = join | {"same_as": str(uuid4())}
    told = problem(on_company(stranger, own, "join-companies", join), 422)
    assert (told["field"], told["detail"]) == (
        "same_as",
        problem(on_company(stranger, own, "join-companies", never), 422)["detail"],
    )


def test_duplicates_are_joined_and_parted(house: House, head: Caller) -> None:
    one = register(head, "重複運輸株式会社（架空）").json()["case_id"]
    other = register(head, "重複運輸㈱（架空）", address="三重県津市").json()["case_id"]
    join = {"same_as": other, "reason": "屋号の表記の違い"}
    assert on_company(head, one, "join-companies", join).status_code == 201
    assert head.get("intake", f"/v1/companies/{one}").json()["joined_to"] == [other]
    house.eventually(lambda: {item["stage"] for item in companies(head, "重複運輸")} == {"登録済み", "他の登録に統合"})
    part = {"same_as": other, "reason": "別会社だった"}
    assert on_company(head, one, "part-companies", part).status_code == 201
    house.eventually(lambda: {item["stage"] for item in companies(head, "重複運輸")} == {"登録済み"})
    merged = on_company(head, one, "merge-company", {"into": other})
    assert merged.status_code == 201
    assert head.get("intake", f"/v1/companies/{one}").json()["merged_into"] == other
    assert problem(on_company(head, one, "rename-company", {"name": "別名"}), 409)["provision"] == "RP-3"


def test_what_the_sources_leave_open_is_told_with_its_default_and_source(head: Caller) -> None:
    terms = {term["name"]: term for term in head.get("intake", "/v1/terms").json()["terms"]}
    told = {name: (term["value"], term["default"], term["provision"]) for name, term in terms.items()}
    assert told == {
        "negotiation_counts": ("はい", "はい", "SUB-E-4-2"),
        "papers_kept_from": ("2026年4月1日", "2026年4月1日", "YR-2-1-4-4"),
        "result_days": ("なし", "なし", "YR-2-2-R1"),
        "report_days": ("なし", "なし", "YR-2-2-R1"),
    }
    assert all(term["source"] for term in terms.values())


def test_the_secretariat_finds_a_company_opens_it_and_asks_the_nationwide_question(
    house: House, deputy: Caller
) -> None:
    """協議会事務局 takes applications of the plan-subsidy programme: yes, no or yen, and nothing else is told or changed."""
    company_id = register(deputy, "照会食品株式会社（架空）").json()["case_id"]
    found(house, deputy, "照会食品")
    office = house.as_("p24-office", "24")
    assert [item["company_id"] for item in companies(office, "照会食品")] == [company_id]
    view = office.get("intake", f"/v1/companies/{company_id}").json()
    assert [step["command"] for step in view["next_steps"] if step["allowed"]] == ["AskNationwide"]
    assert on_company(office, company_id, "ask-nationwide", {"question": "lifetime_ceiling"}).status_code == 201
    answered = office.get("intake", f"/v1/companies/{company_id}").json()["timeline"][-1]
    assert "3,000,000" in str(answered)
    assert problem(on_company(office, company_id, "rename-company", {"name": "別名"}), 403)


@pytest.mark.parametrize("trouble", ["sealed", "refused"])
def test_while_the_keys_cannot_be_used_no_company_is_taken_in_and_afterwards_it_is(
    house: House, head: Caller, openbao: OpenBao, token: Path, trouble: str
) -> None:
    name, once = f"伊勢度会{trouble}産業株式会社（架空）", {"idempotency-key": str(uuid4())}
    held = token.read_text("ascii")
    with openbao.sealed() if trouble == "sealed" else nullcontext():
        if trouble == "refused":
            token.write_text("expired", "ascii")
        answer = head.post("intake", "/v1/companies", company(name), **once)
    token.write_text(held, "ascii")
    assert problem(answer, 503)["type"] == "urn:council:problem:unavailable"
    assert answer.headers["retry-after"] == "5"
    assert head.post("intake", "/v1/companies", company(name), **once).status_code == 201
    assert [each["name"] for each in found(house, head, f"度会{trouble}")] == [name]
