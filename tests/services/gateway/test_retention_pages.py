"""Legal hold and the destruction of content from the forms: two decide, and the report says what is gone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from council_events.values import Office, Purpose
from council_kit.clock import JST, move_clock

from tests.services.gateway.conftest import COUNCIL, Front, opened
from tests.services.gateway.test_inspection_pages import give
from tests.services.gateway.test_pages import hidden_of
from tests.services.house import LONG_AGO, House

NAME = "上総木更津醸造株式会社（架空）"


@pytest.fixture(scope="module")
def front(closed_house: House) -> Iterator[Front]:
    closed_house.clock = closed_house.folder / "clock"
    with closed_house.open("governance", "intake", "audit") as house:
        house.staff(COUNCIL)
        house.nation("auditor-1", Office.AUDITOR)
        host = house.as_("p13-host", COUNCIL, Purpose.SUPERVISION)
        host.does("p13-host/receive-pledge", {"received_on": LONG_AGO})
        deputy = house.as_("p13-deputy", COUNCIL)
        house.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front


def test_two_destroy_what_nothing_holds_and_the_report_says_so(front: Front) -> None:
    house = front.house
    assert house is not None
    assert house.clock is not None
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": NAME,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": COUNCIL,
        "employees": 31,
    }
    case = str(house.as_("p13-deputy", COUNCIL).post("intake", "/v1/consultations", body).json()["case_id"])
    here = f"/retention/{case}"

    def shown(browser: httpx.Client) -> Any:
        page = browser.get(here)
        return page.text if page.status_code == 200 else None

    with front.browser("p13-head") as browser:
        assert "廃棄の手続中のものもありません" in browser.get("/retention").text
        early = house.eventually(lambda: shown(browser))
        assert "保存期間は" in early, "the step is shown with the reason why not yet"
        assert "YR-2-1-4-4-2" in early
        assert f"/retention/{case}" in browser.get(f"/cases/intake/{case}").text
        give(browser, f"{here}/place-legal-hold", {"ground": "litigation"})
        assert "訴訟・紛争" in browser.get(here).text
    start = dt.datetime.now(JST)
    move_clock(house.clock, start.replace(year=start.year + 2))
    with front.browser("p13-head") as browser:
        refused = browser.post(
            f"{here}/propose-destruction", data=hidden_of(browser.get(f"{here}/propose-destruction").text)
        )
        assert (refused.status_code, "廃棄が禁止されています" in refused.text) == (409, True)
        give(browser, f"{here}/lift-legal-hold", {})
        give(browser, f"{here}/propose-destruction", {})
        mine = browser.get(here).text
        assert "廃棄の発議を取り下げる" in mine
        assert "内容の廃棄を承認する" in mine.split("まだできない手続と理由")[1]
    with front.browser("p13-host") as browser:
        listed = house.eventually(
            lambda: next((text for text in [browser.get("/retention").text] if case in text), None)
        )
        assert NAME in listed, "intake, which keeps the case, says to its council what it is called"
        give(browser, f"{here}/approve-destruction", {})
        report = house.eventually(
            lambda: next((page for page in [shown(browser)] if page and "廃棄報告書" in page), None)
        )
        assert "1個の鍵を廃棄しました" in report
        assert "鍵は一つも残っていません" in report
        assert "書類（添付ファイル）" in report
        assert "次の手続" not in report
    with front.browser("auditor-1") as browser:
        assert "廃棄報告書" in browser.get(here).text
        listed = browser.get("/retention").text
        assert (case in listed, NAME in listed) == (True, False), "an auditor sees numbers"


def test_a_companys_entry_is_destroyed_from_its_own_pages(front: Front) -> None:
    house = front.house
    assert house is not None
    assert house.clock is not None
    name = "下総野田物産株式会社（架空）"
    entry = {"name": name, "corporate_number": "8999902000123", "legal_form": "stock_company"}
    entry |= {"industry": "manufacturing", "prefecture": COUNCIL}
    start = dt.datetime.now(JST)
    start = start.replace(year=start.year + 3)
    move_clock(house.clock, start)
    company = str(house.as_("p13-deputy", COUNCIL).post("intake", "/v1/companies", entry).json()["case_id"])
    here = f"/retention/companies/{company}"

    with front.browser("p13-head") as browser:
        early = house.eventually(lambda: next((page.text for page in [browser.get(here)] if page.is_success), None))
        assert "企業の登録の保存と廃棄" in early
        assert "保存期間は" in early, "the step is shown with the reason why not yet"
        assert here in browser.get(f"/companies/{company}").text
    move_clock(house.clock, start.replace(year=start.year + 1) + dt.timedelta(days=1))
    with front.browser("p13-head") as browser:
        overdue = browser.get("/retention").text.split("保存期間が満了したもの")[1]
        assert here in overdue, "it is proposed to the head"
        form = browser.get(f"{here}/propose-destruction").text
        assert "保存期間が満了した企業の登録の内容を廃棄する" in form
        give(browser, f"{here}/propose-destruction", {})
    with front.browser("p13-host") as browser:
        give(browser, f"{here}/approve-destruction", {})
        house.eventually(lambda: "に閉鎖されました" in browser.get(here).text)
    move_clock(house.clock, start.replace(year=start.year + 1) + dt.timedelta(days=2))
    with front.browser("p13-host") as browser:
        report = house.eventually(
            lambda: next((page for page in [browser.get(here).text] if "廃棄報告書" in page), None)
        )
        assert "鍵は一つも残っていません" in report
        assert "利用台帳番号" in report
        assert here in browser.get("/retention").text
        entry = browser.get(f"/companies/{company}").text
        assert "登録の内容は廃棄されました" in entry
        assert f"/companies/{company}/" not in entry


def test_the_page_of_a_destroyed_case_says_what_became_of_it_and_offers_nothing(front: Front) -> None:
    house = front.house
    assert house is not None
    with front.browser("p13-head") as browser:
        listed = browser.get("/retention").text
        assert NAME not in listed, "nobody is asked for it any more"
        here = next(iter(re.findall(r"/retention/([0-9a-f-]{36})", listed)))
        told = browser.get(f"/cases/intake/{here}").text
        assert "<h1>内容を廃棄した案件</h1>" in told
        assert "内容は廃棄されました" in told, "at once, whatever key is still held in memory"
        assert "次の手続" not in told
        assert f"/cases/intake/{here}/" not in told, "no step, no correction, no report"
        assert "廃棄の発議" in told
        assert "廃棄の承認" in told
        assert f"/retention/{here}" in told
        assert NAME not in told
        form = browser.get(f"/cases/intake/{here}/explain-role")
        assert (form.status_code, form.headers["location"]) == (303, f"/cases/intake/{here}")
