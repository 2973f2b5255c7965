"""An investigation of secrecy, from the company's request to the report, as a bureau's officer goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_accessibility import violations
from tests.browser.test_journey import fill_in_a_consultation

COMPANY = "肥前平戸造船株式会社（架空）"


def investigator(visit: SignIn) -> Page:
    """関東経済産業局, signed in for an investigation."""
    page = visit("bur03-officer")
    page.goto("/purpose")
    page.get_by_role("radio", name="守秘に関する調査").check()
    page.get_by_role("button", name="この目的で始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("守秘に関する調査")
    return page


def fill_in_the_request(page: Page, case_id: str) -> None:
    page.get_by_role("link", name="申し出を受け付ける").click()
    page.get_by_label("対象の協議会").select_option(value="13")
    page.get_by_role("radio", name="相談企業").check()
    page.get_by_label("申し出た者の名称・氏名").fill(COMPANY)
    page.get_by_role("radio", name="登記事項証明書").check()
    page.locator("#f-cases-0").fill(case_id)
    page.get_by_label("調べる期間の初日").fill("2024年4月1日")
    page.get_by_label("疑義の内容").fill("取引先が相談のことを知っていた。")
    page.get_by_role("button", name="記録する").click()


def step(page: Page, name: str, **fields: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("status")).to_contain_text("記録しました")


def test_an_investigation_is_played_from_the_companys_request_to_the_report(
    visit: SignIn, eventually: Callable[..., Any]
) -> None:
    council = visit("p13-head")
    fill_in_a_consultation(council, COMPANY)
    council.get_by_role("button", name="受け付ける", exact=True).click()
    case_id = council.url.rpartition("/")[2].partition("?")[0]
    page = investigator(visit)

    def received() -> bool:
        page.goto("/investigations")
        fill_in_the_request(page, case_id)
        return page.get_by_role("link", name="調査を始める").is_visible()

    assert eventually(received, within=60)  # until the ledger holds the case
    assert violations(page) == []
    step(page, "調査を始める")
    here = page.url.partition("?")[0]

    def read_is_seen() -> bool:
        page.goto(f"{here}/timeline")
        return page.locator("tr", has_text="案件の詳細").filter(has_text="p13-head").first.is_visible()

    assert eventually(read_is_seen, within=60)
    assert violations(page) == []
    expect(page.locator("main")).not_to_contain_text(COMPANY)

    reception = page.locator("tr", has_text="相談の受付").first
    reception.get_by_role("link", name="内容を開封する").click()
    page.get_by_role("checkbox", name="企業名").check()
    page.get_by_label("開封が必要な理由").fill("申し出た企業の案件であることを確かめるため")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("開封した内容")
    expect(page.locator("main")).to_contain_text(COMPANY)
    expect(page.locator("main")).not_to_contain_text("主力取引先の減産")

    page.goto(f"{here}/timeline")
    seen = page.locator("tr", has_text="案件の詳細").filter(has_text="p13-head").first
    seen.get_by_role("link", name="所見を付ける").click()
    page.get_by_role("radio", name="問題なし").check()
    page.get_by_role("button", name="記録する").click()
    expect(page.locator("tr", has_text="問題なし").first).to_be_visible()

    investigators = page.locator("tr", has_text="bur03-officer").filter(has_text="守秘に関する調査")
    expect(investigators).to_have_count(0)
    page.get_by_role("link", name="すべて示す").click()
    expect(investigators.first).to_be_visible()
    expect(investigators.first).to_contain_text("関東経済産業局")
    held = page.get_by_role("table", name="役職と誓約書").get_by_role("row").filter(has_text="bur03-officer")
    expect(held).to_contain_text("関東経済産業局")
    expect(held).not_to_contain_text("全国本部")

    page.goto(here)
    expect(page.get_by_text("調査結果を確定する前に、協議会から聴取してください。")).to_be_attached()
    step(page, "協議会から聴取する", **{"説明した者": "統括責任者", "説明の内容": "受付のために開いた。"})
    page.get_by_role("link", name="調査結果を確定する").first.click()
    page.get_by_role("radio", name="秘密は守られていた").check()
    page.get_by_label("申し出た者への報告の内容").fill("閲覧はすべて業務のためであった。")
    page.get_by_role("button", name="記録する").click()
    page.get_by_role("link", name="結果を報告した").first.click()
    page.get_by_role("radio", name="書面").first.check()
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("結果を報告し、調査は終わりました。")).to_be_visible()
    expect(page.locator(".timeline > li").first).to_contain_text("調査結果の報告")

    council.goto(here)
    expect(council.get_by_role("heading", level=1)).not_to_contain_text("守秘に関する調査")
