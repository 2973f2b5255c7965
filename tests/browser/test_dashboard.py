"""The dashboard and the public statistics, by keyboard and by what a screen reader is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from council_directory import fiscal_year
from council_kit.clock import JST
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_accessibility import violations

YEAR = fiscal_year(dt.datetime.now(JST).date()) - 1


def press(page: Page, name: str) -> None:
    """Follow a link by keyboard alone: it takes the focus in the order of the page, and Enter opens it."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never came to {name}")


def test_map_and_graph_are_changed_ordered_and_marked_by_keyboard(visit: SignIn) -> None:
    page = visit("hq-officer")
    page.goto("/figures?mark=27")
    expect(page.locator(".tiles .tile")).to_have_count(47)
    expect(page.locator(".tiles .tile.marked .tile-name")).to_have_text("大阪")
    press(page, "グラフ")
    expect(page.get_by_role("link", name="グラフ")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("img", name="協議会別の窓口相談")).to_be_visible()
    press(page, "多い順")
    expect(page.get_by_role("link", name="多い順")).to_have_attribute("aria-current", "true")
    table = page.get_by_role("region", name="協議会別の窓口相談（延べ件数）の表")
    expect(table.get_by_role("row")).to_have_count(49)
    expect(table.get_by_role("row", name="大阪府")).to_contain_text("◆")
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSVで保存する").click()
    assert saved.value.suggested_filename.endswith(".csv")


def test_the_headquarters_publishes_a_year_and_everybody_sees_it(visit: SignIn, eventually: Callable[..., Any]) -> None:
    page = visit("hq-officer")
    page.goto("/reports")
    page.get_by_role("link", name="集計の版へ").click()
    page.get_by_label("期間").select_option(f"fiscal_year/{YEAR}-04-01")
    page.get_by_role("button", name="確定する").click()

    def is_closed() -> bool:
        page.goto("/reports")
        return page.get_by_label("公表する年度").count() == 1

    eventually(is_closed, within=30.0)
    assert violations(page) == []
    page.get_by_label("公表する年度").select_option(str(YEAR))
    page.get_by_role("button", name="公表する").click()
    expect(page.get_by_role("status")).to_contain_text("公表しました", timeout=60_000)  # it asks anew by itself
    assert violations(page) == []
    visitor = visit()

    def is_public() -> bool:
        visitor.goto("/statistics")
        return visitor.url.endswith(str(YEAR))

    eventually(is_public, within=30.0)
    for width, height in ((1280, 900), (390, 844)):
        visitor.set_viewport_size({"width": width, "height": height})
        visitor.goto(f"/statistics/{YEAR}?view=graph&order=value&mark=13")
        assert violations(visitor) == []
        assert not visitor.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("活動状況")
    expect(visitor.get_by_role("link", name="CSVを保存する")).to_have_attribute(
        "href", f"/statistics/{YEAR}/values.csv"
    )
