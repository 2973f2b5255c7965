"""The whole platform, `council up` in a folder of its own, and a Chromium before it."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from council_directory import council
from council_local.browser import browser as chromium
from council_local.demo.client import Client
from council_local.demo.organisation import national, of_council
from council_local.layout import Layout
from council_local.ports import free_port
from council_local.running import Running, State
from council_local.troubles import NotRunning
from playwright.sync_api import Browser, Page, sync_playwright

COUNCIL = "13"
BUREAUS_SINCE, IN_OFFICE_SINCE = dt.date(2023, 4, 1), dt.date(2024, 4, 1)
PATIENCE = 240.0
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
def site() -> Iterator[Site]:
    """The platform with its own broker and database, and the people of one council in office."""
    folder = Path(tempfile.mkdtemp(prefix="council-browser-"))
    layout = Layout(folder / "var")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_")}
    environment = ours | {"COUNCIL_DATA": str(layout.folder), "COUNCIL_PORT": str(_base())}
    program = "from council_local.cli import main; main()"
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", program, "up"], env=environment, stdout=output, stderr=output)
    try:
        running = _when_up(process, layout, folder / "output")
        with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs in this thread
            apart.submit(lambda: asyncio.run(_into_office(running))).result()
        yield Site(running.gateway, running.issuer)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(90)
        shutil.rmtree(layout.postgres.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _base() -> int:
    """A port with the nine after it unlikely to be taken."""
    return free_port() // 100 * 100 % 30000 + 30000


def _when_up(process: subprocess.Popen[bytes], layout: Layout, output: Path) -> Running:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, output.read_text("utf-8")
        try:
            running = Running.now(layout)
        except NotRunning:
            running = None
        if running and running.components and all(each.state is State.READY for each in running.components.values()):
            return running
        time.sleep(0.2)
    raise AssertionError(output.read_text("utf-8"))


async def _into_office(running: Running) -> None:
    """The national officers and the staff of one council, appointed as the demo appoints them."""
    async with Client(running.gateway, running.issuer) as client:
        for number, act in enumerate([*national(BUREAUS_SINCE), *of_council(council(COUNCIL), IN_OFFICE_SINCE)]):
            await client.do(act, number)


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
