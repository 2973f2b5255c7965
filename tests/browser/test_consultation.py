"""One consultation from its reception to the line of support, by clicks alone; one of its forms by the keyboard alone."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_journey import fill_in_a_consultation

ACCOUNTS = b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 200
FACTS = 11
"""Items that the edition of 2024 asks for (YR24-2-2-3-2)."""


def take(page: Page, step: str) -> None:
    """The step as the case's page offers it."""
    page.get_by_role("link", name=step, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(step)


def record(page: Page) -> None:
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("status")).to_contain_text("記録しました")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this is focused, as whoever has no pointer does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def type_facts(page: Page) -> None:
    """Every item in its place, one Tab after another, and the button with Enter: no pointer is used."""
    take(page, "把握した事項を記録する")
    tab_to(page, "main textarea")
    for number in range(FACTS):
        while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
            page.keyboard.press("Tab")
        page.keyboard.type(f"{number + 1}番目の事項を聴取した。")
        page.keyboard.press("Tab")
    tab_to(page, "main form button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("記録しました")


def bring_in_the_accounts(page: Page) -> None:
    """Uploaded, given out as it was, and looked through."""
    take(page, "書類を受け取る")
    page.get_by_label("書類の種類").select_option(label="財務諸表・決算書等（直近3年間）")
    page.get_by_role("radio", name="写し").check()
    page.get_by_label("枚数").fill("12")
    page.locator("input[type=file]").set_input_files(
        {"name": "決算書3期.pdf", "mimeType": "application/pdf", "buffer": ACCOUNTS}
    )
    record(page)
    needed = page.get_by_role("row").filter(has_text="財務諸表・決算書等").first
    expect(needed).to_contain_text("受領済み")
    with page.expect_download() as download:
        page.get_by_role("link", name="決算書3期.pdf").click()
    assert download.value.path().read_bytes() == ACCOUNTS
    take(page, "書類を確かめる")
    page.locator("main form select").first.select_option(index=1)
    page.get_by_role("radio", name="不備なし").check()
    record(page)
    expect(page.get_by_role("row").filter(has_text="財務諸表・決算書等").first).to_contain_text("確認済み")


def test_a_consultation_goes_from_its_reception_to_the_line_of_support(visit: SignIn) -> None:
    page, name = visit("p13-head"), f"株式会社{uuid4().hex[:8]}製茶（架空）"
    fill_in_a_consultation(page, name)
    page.get_by_role("button", name="受け付ける", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    take(page, "協議会の立場と役割を説明する")
    record(page)
    bring_in_the_accounts(page)
    type_facts(page)
    take(page, "事項の把握を完了する")
    record(page)
    take(page, "支援の種類を選ぶ")
    page.get_by_label("支援の種類").select_option(label="再生支援")
    record(page)

    expect(page.locator(".page-head")).to_contain_text("支援検討")
    expect(page.locator(".timeline > li").first).to_contain_text("再生支援")
    expect(page.get_by_text("把握していない事項")).to_have_count(0)
