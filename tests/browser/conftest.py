"""The whole platform, `council up` in a folder of its own, and a Chromium before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from council_local.browser import browser as chromium
from playwright.sync_api import Browser, Page, sync_playwright

from tests.whole import Whole

COUNCIL = "13"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """Where the gateway and the issuer of this platform are."""

    gateway: str
    issuer: str


@pytest.fixture(scope="session")
def site(staffed: Whole) -> Site:
    """The platform with its own broker and database, and the people of one council in office."""
    return Site(staffed.running.gateway, staffed.running.issuer)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One Chromium for all tests; each page has a context of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


SignIn = Callable[..., Page]


@pytest.fixture
def visit(chrome: Browser, site: Site) -> Iterator[SignIn]:
    """`visit("p13-head")`: a page of a new browser, signed in; `visit()`: not signed in."""
    contexts = []

    def open_page(person: str | None = None, **options: object) -> Page:
        context = chrome.new_context(
            base_url=site.gateway,
            locale="ja-JP",
            reduced_motion="reduce",
            **{"viewport": {"width": 1280, "height": 900}} | options,
        )
        contexts.append(context)
        page = context.new_page()
        if person is not None:
            sign_in(page, person)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, person: str) -> None:
    """From the first page over the issuer's page and back, as a person does it."""
    page.goto("/sign-in")
    page.get_by_role("link", name="サインインする").click()
    page.locator("input[name=person]").first.fill(person)
    page.locator("form button").first.click()
    if "/purpose" in page.url:
        page.get_by_role("button", name="この目的で始める").click()
