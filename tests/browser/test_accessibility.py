"""Every page: rules of WCAG 2.1 AA by axe, and what axe cannot see."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import COUNCIL, SignIn
from tests.journeys.lines import Journey

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": [
        "violations"
    ],  # what passes is not listed, node by node, which takes most of the time of a long page
}
PAGES = [
    ("p13-head", "/work"),
    ("p13-head", "/search"),
    ("p13-head", "/consultations/new"),
    ("p13-head", "/purpose"),
    ("p13-office", "/applications/new"),
    ("p13-host", f"/people?council={COUNCIL}&everyone=true"),
    ("p13-host", f"/people/p13-deputy?council={COUNCIL}"),
    ("p13-host", f"/people/p13-new/propose-candidate?council={COUNCIL}"),
    ("hq-officer", "/figures"),
    ("hq-officer", "/figures?view=graph&order=value&mark=13"),
    ("hq-officer", "/reports"),
    ("hq-officer", "/editions"),
    ("auditor-1", "/replay?case_id=1&day=R6.13.1"),
    ("p13-host", f"/organisation?council={COUNCIL}"),
    ("p13-head", "/guarantee-consultations/new"),
    ("p13-head", "/companies"),
    ("hq-officer", "/applicants"),
    ("p13-head", "/partners"),
    ("p13-office", "/agencies"),
    ("p13-office", "/agencies/new"),
    ("p13-head", "/terms"),
    ("auditor-1", "/yearly-duties"),
    ("auditor-1", "/access?person=p13-head"),
    ("auditor-1", "/alerts"),
    ("auditor-1", "/seen?person=p13-head"),
    ("bur03-officer", "/inspections/new"),
    ("p13-head", "/retention"),
    ("p13-head", "/api/docs?service=reporting"),  # the pages of the other services are drawn by the same rows
    ("p13-head", "/nowhere"),
]


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]


def is_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


OF_A_CASE = [
    ("p13-head", "support", "restructuring", ""),
    ("p13-head", "support", "restructuring", "/consents"),
    ("p13-head", "support", "restructuring", "/draft-plan"),
    ("p13-head", "support", "restructuring", "/form-team"),
    ("p13-head", "support", "restructuring", "/receive-document"),
    ("p13-head", "support", "guarantee", ""),
    ("p13-head", "intake", "restructuring", "/record-facts"),
    ("p13-office", "subsidy", "subsidy", ""),
    ("p13-office", "subsidy", "subsidy", "/notices"),
    ("p13-office", "subsidy", "subsidy", "/claim-accompaniment"),
]
"""Pages of a case: who looks, at which service, at which of the cases that were played, and what stands below the case's page."""


def keeps_the_rules(page: Page, path: str) -> None:
    """On a wide and on a narrow screen, everything folded open: axe finds nothing, nothing is cut off, the headings are right."""
    trouble: list[str] = []
    page.on(
        "console", lambda message: trouble.append(message.text) if "Content Security Policy" in message.text else None
    )
    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert violations(page) == []
        assert not is_wider_than_its_window(page)
        expect(page.locator("h1")).to_have_count(1)
    assert trouble == []


@pytest.mark.parametrize(("person", "path"), PAGES, ids=[path for _, path in PAGES])
def test_a_page_keeps_the_rules_on_wide_and_narrow_screens(visit: SignIn, person: str, path: str) -> None:
    keeps_the_rules(visit(person), path)


@pytest.mark.parametrize(("person", "service", "case", "below"), OF_A_CASE)
def test_a_page_of_a_case_keeps_the_rules_on_wide_and_narrow_screens(
    visit: SignIn, played: dict[str, Journey], person: str, service: str, case: str, below: str
) -> None:
    keeps_the_rules(visit(person), f"/cases/{service}/{played[case].case_id}{below}")


@pytest.mark.parametrize("path", ["/sign-in", "/councils"])
def test_a_page_for_everybody_keeps_the_rules(visit: SignIn, path: str) -> None:
    keeps_the_rules(visit(), path)


def test_a_form_with_errors_keeps_the_rules(visit: SignIn) -> None:
    page = visit("p13-head")
    page.goto("/consultations/new")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    assert violations(page) == []
    name = page.get_by_label("従業員数（人）")
    assert name.get_attribute("aria-invalid") == "true"
    described = name.get_attribute("aria-describedby")
    assert described is not None
    expect(page.locator(f"#{described.split()[-1]}")).to_contain_text("従業員数（人）を入れてください。")


def test_the_keyboard_alone_leads_past_the_navigation_into_the_page(visit: SignIn) -> None:
    page = visit("p13-head")
    page.goto("/consultations/new")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    first = page.get_by_role("radio", name="相談企業")
    for _ in range(page.locator("main a").count() + 1):  # the ways to other openings come before the form
        page.keyboard.press("Tab")
        expect(page.locator("main :focus")).to_be_visible()
        if first.evaluate("element => element === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="相談企業")).to_be_checked()


def test_a_search_needs_no_pointer(visit: SignIn) -> None:
    page = visit("p13-head")
    page.goto("/search")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("どこにもない会社")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("どこにもない会社")


def test_whatever_is_focused_shows_it(visit: SignIn) -> None:
    page = visit("p13-head")
    page.goto("/consultations/new")
    for _ in range(25):
        page.keyboard.press("Tab")
        width, style = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineWidth, s.outlineStyle] })()"
        )
        assert style == "solid"
        assert width == "4px"


def test_the_page_is_japanese_and_its_title_says_where_one_is(visit: SignIn) -> None:
    page = visit("p13-head")
    page.goto("/search")
    assert page.locator("html").get_attribute("lang") == "ja"
    assert page.title().startswith("案件を探す｜")
