"""An inspection in the browser, the replay with its slider, and what a person saw, as a browser without script gets them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from council_events.values import Office, Purpose

from tests.services.gateway.conftest import COUNCIL, Front, opened
from tests.services.gateway.test_pages import hidden_of
from tests.services.house import House

NAME = "安房鴨川漁業株式会社（架空）"


@pytest.fixture(scope="module")
def front(closed_house: House) -> Iterator[Front]:
    with closed_house.open("governance", "intake", "audit") as house:
        house.staff(COUNCIL)
        house.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
        house.nation("auditor-1", Office.AUDITOR)
        deputy = house.as_("p13-deputy", COUNCIL)
        house.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front


@pytest.fixture(scope="module")
def case_id(front: Front) -> str:
    """A consultation with two later records, all in the ledger."""
    house = front.house
    assert house is not None
    deputy = house.as_("p13-deputy", COUNCIL)
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": NAME,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": COUNCIL,
        "employees": 31,
    }
    case = str(deputy.post("intake", "/v1/consultations", body).json()["case_id"])
    for advice in ("資金繰り表を作ること", "在庫を見直すこと"):
        answer = deputy.post("intake", f"/v1/cases/{case}/give-advice", {"advice": advice})
        assert answer.status_code == 201, answer.text
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def known() -> bool:
        found = auditor.get("audit", f"/v1/cases/{case}/replay")
        return found.status_code == 200 and len(found.json()["entries"]) == 3

    house.eventually(known)
    return case


def give(browser: httpx.Client, address: str, fields: dict[str, Any]) -> str:
    """Fill in a form and send it; gives the page that follows."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    sent = browser.post(address, data=hidden_of(page.text) | fields)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def rows(page: str) -> str:
    return page[page.index("<main") :]


def test_a_bureau_inspects_a_council_from_the_reason_to_the_end(front: Front, case_id: str) -> None:
    with front.browser("bur03-officer") as browser:
        empty = browser.get("/inspections").text
        assert "検査の記録はまだありません" in empty
        here = give(browser, "/inspections/new", {"concerned": COUNCIL, "ground": "秘密保持の状況を確かめるため"})
        assert "秘密保持の状況を確かめるため" in browser.get(here).text
        assert front.house is not None
        listed = front.house.eventually(
            lambda: next((page for page in [browser.get(f"{here}/cases").text] if case_id in page), None)
        )
        assert "相談の受付" not in rows(listed), "the last record is shown"
        assert "助言" in rows(listed)
        before = browser.get(f"{here}/cases", params={"day": "2020年1月1日"}).text
        assert "この時点の案件はありません" in before
        moved = browser.get(f"{here}/cases", params={"since_day": "2020年1月1日"}).text
        assert "＋ 相談の受付" in moved
        wrong = browser.get(f"{here}/cases", params={"day": "2020年1月1日", "since_day": "2021年1月1日"})
        assert (wrong.status_code, "比べる時点は、見る時点より前にしてください。" in wrong.text) == (422, True)

        one = browser.get(f"{here}/cases/{case_id}").text
        assert NAME not in one
        opening = html.unescape(re.findall(r'href="([^"]*open-inspected-content[^"]*)"', one)[0])
        form = browser.get(opening).text
        assert "企業名" in form
        content = give(browser, opening, {"fields": ["company_name"], "reason": "名称の記載を確かめるため"})
        assert NAME in browser.get(content).text
        told = browser.get(here).text
        assert "検査のための内容の開封" in told
        assert "名称の記載を確かめるため" in told
        assert case_id in told
        give(browser, f"{here}/end-inspection", {"report": "指摘なし"})
        assert "検査は終わりました" in browser.get(here).text
        assert "この検査は終わっています" in browser.get(f"{here}/cases").text


def test_an_inspection_is_unknown_to_others(front: Front, case_id: str) -> None:
    with front.browser("bur03-officer") as browser:
        here = give(browser, "/inspections/new", {"concerned": COUNCIL, "ground": "確認"})
    with front.browser("p13-head") as browser:
        assert browser.get(here).status_code == 404
        assert "/inspections" not in browser.get("/people").text


def test_each_instant_of_a_replay_has_an_address_and_a_place_on_the_slider(front: Front, case_id: str) -> None:
    with front.browser("auditor-1") as browser:
        page = browser.get("/replay", params={"case_id": case_id}).text
        assert re.search(r'<input type="range"[^>]*min="0" max="2" step="1" value="2"', page)
        places = re.findall(r'<option value="(\d)" label="[^"]*（\d／3）" data-address="([^"]+)"', page)
        assert [place for place, _ in places] == ["0", "1", "2"]
        first = html.unescape(places[0][1])
        assert parse_qs(urlsplit(first).query)["case_id"] == [case_id]
        then = browser.get(first).text
        assert re.search(r'<input type="range"[^>]*max="2" step="1" value="0"', then)
        assert "1件の記録のうち" in then
        assert 'rel="prev"' not in then
        following = html.unescape(re.findall(r'rel="next" href="([^"]+)"', then)[0])
        assert "2件の記録のうち" in browser.get(following).text
        against = parse_qs(urlsplit(first).query)["at"][0]
        compared = browser.get("/replay", params={"case_id": case_id, "against": against}).text
        assert "2件の記録が加わり" in compared


def test_what_a_person_saw_is_on_one_page(front: Front, case_id: str) -> None:
    assert front.house is not None
    deputy = front.house.as_("p13-deputy", COUNCIL)
    assert deputy.get("intake", f"/v1/cases/{case_id}").status_code == 200
    for asker in ("auditor-1", "bur03-officer"):
        with front.browser(asker) as browser:
            asked = {"person": "p13-deputy"}

            def told(browser: httpx.Client = browser, asked: dict[str, str] = asked) -> Any:
                page = browser.get("/seen", params=asked).text
                return page if case_id in page and "案件の詳細" in page else None

            page = front.house.eventually(told)
            assert "案件の遂行" in page
            assert NAME not in page
            nothing = browser.get("/seen", params=asked | {"until": "2020年1月1日"}).text
            assert "この期間に見たものはありません" in nothing
            wrong = browser.get("/seen", params={"person": "誰か"})
            assert (wrong.status_code, "半角の英小文字" in wrong.text) == (422, True)
    with front.browser("p13-head") as browser:
        refused = browser.get("/seen", params={"person": "p13-deputy"}).text
    assert "見つかりません" in refused
    assert case_id not in refused
