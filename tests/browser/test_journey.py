"""From the sign-in page to the dashboard, as a person at a council goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import COUNCIL, SignIn

COUNTED = "section[aria-labelledby='councils'] tbody tr:has(a:text-is('東京都')) td:nth-of-type(1)"
"""The council's 窓口相談 in the table of the dashboard."""


def fill_in_a_consultation(page: Page, name: str) -> None:
    page.get_by_role("link", name="相談を受け付ける").first.click()
    page.get_by_role("radio", name="相談企業").check()
    page.get_by_role("radio", name="企業が直接持込").check()
    page.get_by_label("企業名").fill(name)
    page.get_by_label("法人格").select_option(label="株式会社")
    page.get_by_label("業種").select_option(label="製造業")
    page.get_by_label("従業員数（人）").fill("４２人")
    page.get_by_label("売上高（円）").fill("８億２，０００万円")
    page.get_by_role("checkbox", name="収益力改善により財務的安定を図りたい").check()
    page.get_by_label("相談の内容").last.fill("主力取引先の減産で受注が3割減った。")


def counted(page: Page) -> int:
    """窓口相談 of the council on the national dashboard."""
    page.goto("/figures")
    return int(page.locator(COUNTED).inner_text().replace(",", ""))


def test_a_consultation_is_followed_from_the_sign_in_to_the_national_dashboard(
    visit: SignIn, eventually: Callable[..., Any]
) -> None:
    dashboard = visit("hq-officer")
    before = counted(dashboard)
    page, name = visit("p13-head"), f"株式会社{uuid4().hex[:8]}精機（架空）"
    expect(page.get_by_role("heading", level=1)).to_have_text("わたしの業務")

    fill_in_a_consultation(page, name)
    page.get_by_role("button", name="受け付ける", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("status")).to_contain_text("記録しました")
    expect(page.locator(".timeline")).to_contain_text("相談の受付")

    page.get_by_role("link", name="助言する").click()
    page.get_by_label("助言の内容").fill("資金繰り表を毎週確かめること。")
    page.get_by_role("button", name="記録する").click()
    expect(page.locator(".timeline > li").first).to_contain_text("資金繰り表を毎週確かめること。")

    def listed() -> bool:
        page.goto("/work")
        return page.get_by_role("link", name=name).is_visible()

    assert eventually(listed, within=30)
    assert eventually(lambda: counted(dashboard) == before + 1, within=30)


def test_a_case_is_found_by_part_of_its_name(visit: SignIn, eventually: Callable[..., Any]) -> None:
    page, part = visit("p13-deputy"), uuid4().hex[:10]
    fill_in_a_consultation(page, f"有限会社{part}旅館（架空）")
    page.get_by_role("button", name="受け付ける", exact=True).click()

    def found() -> bool:
        page.goto("/search")
        page.get_by_role("searchbox").fill(part[2:8])
        page.get_by_role("button", name="探す").click()
        return page.get_by_role("link", name=re.compile(part)).is_visible()

    assert eventually(found, within=30)
    assert page.url.endswith("/search")


def test_an_auditor_replays_the_case_with_its_proofs(visit: SignIn, eventually: Callable[..., Any]) -> None:
    page = visit("p13-head")
    fill_in_a_consultation(page, "越前桜井鉄工所（架空）")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    case_id = page.url.rpartition("/")[2].partition("?")[0]
    auditor = visit("auditor-1")

    def proven() -> bool:
        auditor.goto(f"/replay?case_id={case_id}")
        return auditor.get_by_text("証明済み").is_visible()

    assert eventually(proven, within=60)
    expect(auditor.locator("tbody")).to_contain_text("相談の受付")
    expect(auditor.locator("main")).not_to_contain_text("越前桜井鉄工所")


def test_a_form_keeps_what_was_typed_and_leads_to_what_is_wrong(visit: SignIn) -> None:
    page = visit("p13-head")
    fill_in_a_consultation(page, "伊予松原商事株式会社（架空）")
    page.get_by_text("きょう以外の日付で記録する").click()
    page.get_by_label("発生日").fill("令和6年2月30日")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("令和6年2月30日という日はありません。")
    expect(page.get_by_label("企業名")).to_have_value("伊予松原商事株式会社（架空）")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("発生日")).to_be_focused()
    expect(page.get_by_label("発生日")).to_have_value("令和6年2月30日")


def test_the_figures_can_be_kept_as_a_file(visit: SignIn) -> None:
    page = visit("hq-officer")
    page.goto("/figures")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSVで保存する").click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert lines[0].startswith("期間開始日,期間終了日")
    assert any(f",{COUNCIL}," in line for line in lines)


def test_what_takes_longer_than_a_second_says_so(visit: SignIn) -> None:
    page = visit("p13-head")
    page.goto("/work")
    page.evaluate("addEventListener('click', event => event.preventDefault())")  # the next page does not come
    page.get_by_role("link", name="案件を探す").first.click()
    expect(page.get_by_text("処理しています")).to_be_visible()
    page.goto("/search")
    expect(page.get_by_text("処理しています")).not_to_be_visible()


def test_the_secretariat_is_led_to_the_applications(visit: SignIn) -> None:
    page = visit("p13-office")
    page.get_by_role("navigation", name="主な画面").get_by_role("link", name="利用申請を受け付ける").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("利用申請を受け付ける")


def test_pages_work_without_script(visit: SignIn) -> None:
    page = visit("p13-head", java_script_enabled=False)
    fill_in_a_consultation(page, "薩摩月岡運輸（架空）")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("薩摩月岡運輸（架空）")
