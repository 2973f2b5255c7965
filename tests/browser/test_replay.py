"""The replay's slider by keyboard, and an inspection from its reason to opened content, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_accessibility import is_wider_than_its_window, violations
from tests.journeys.lines import Journey


def keeps_the_rules(page: Page) -> None:
    """As it stands, on a wide and on a narrow screen."""
    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []
        assert not is_wider_than_its_window(page)


def test_arrow_keys_lead_from_instant_to_instant_and_each_has_an_address(
    visit: SignIn, played: dict[str, Journey], eventually: Callable[..., Any]
) -> None:
    case_id = played["restructuring"].case_id
    page = visit("auditor-1")
    slider = page.get_by_role("slider", name="変化のあった時点")

    def in_the_ledger() -> bool:
        page.goto(f"/replay?case_id={case_id}")
        return slider.is_visible()

    assert eventually(in_the_ledger, within=60)
    last = int(slider.get_attribute("max") or 0)
    told = page.locator("#f-instant-told")
    expect(told).to_contain_text(f"（{last + 1}／{last + 1}）")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text(f"（{last}／{last + 1}）")
    expect(page).to_have_url(re.compile(r"[?&]at="))
    expect(slider).to_be_focused()
    assert slider.get_attribute("aria-valuetext") == told.inner_text()
    page.keyboard.press("Home")
    expect(page.locator("#replayed")).to_contain_text("1件の記録のうち")
    expect(page.get_by_role("link", name=re.compile("^次の時点へ"))).to_be_visible()
    address = page.url
    elsewhere = visit("auditor-1")
    elsewhere.goto(address)
    expect(elsewhere.locator("#replayed")).to_contain_text("1件の記録のうち")
    expect(elsewhere.get_by_role("slider")).to_have_value("0")
    keeps_the_rules(page)


def test_a_bureau_inspects_opens_one_field_and_sees_the_opening(
    visit: SignIn, played: dict[str, Journey], eventually: Callable[..., Any]
) -> None:
    case_id = played["restructuring"].case_id
    page = visit("bur03-officer")
    page.get_by_role("link", name="検査", exact=True).click()
    page.get_by_role("link", name="検査を始める").click()
    page.get_by_label("対象の協議会").select_option(value="13")
    page.get_by_label("検査の理由と範囲").fill("秘密保持の状況を確かめるため")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("検査（東京都）")
    here = page.url.partition("?")[0]

    def its_cases() -> bool:
        page.goto(f"{here}/cases?since_day=2020年1月1日")
        return page.get_by_role("link", name=str(case_id)).is_visible()

    assert eventually(its_cases, within=60)
    keeps_the_rules(page)
    page.get_by_role("link", name=str(case_id)).click()
    keeps_the_rules(page)
    page.get_by_role("link", name=re.compile("^内容を開封する")).first.click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label("開封が必要な理由").fill("記載を確かめるため")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("開封した内容")
    keeps_the_rules(page)
    page.goto(here)
    expect(page.locator(".timeline")).to_contain_text("記載を確かめるため")
    keeps_the_rules(page)


def test_the_keeping_of_a_case_says_what_may_be_decided_and_why_not_yet(
    visit: SignIn, played: dict[str, Journey], eventually: Callable[..., Any]
) -> None:
    page = visit("p13-head")

    def known() -> bool:
        page.goto(f"/retention/{played['restructuring'].case_id}")
        return page.get_by_role("heading", level=1).inner_text() == "案件の保存と廃棄"

    assert eventually(known, within=60)
    keeps_the_rules(page)
    page.get_by_role("link", name="廃棄を禁止する").click()
    page.get_by_role("radio", name="検査・監査").check()
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("status")).to_contain_text("記録しました")
    expect(page.locator("main")).to_contain_text("廃棄を禁止した理由")
    keeps_the_rules(page)
    page.get_by_role("link", name="廃棄の禁止を解く").click()
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("link", name="廃棄を禁止する")).to_be_visible()
