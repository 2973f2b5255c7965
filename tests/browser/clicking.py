"""A line of the programme as its people click through it: each act is a step that the page offers, a form filled in, a button pressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from council_local.demo.acts import Act
from playwright.sync_api import Locator, Page, expect

from tests.journeys.screens import typed
from tests.whole import Whole

BEGINNINGS = {"consultations": "相談を受け付ける", "applications": "利用申請を受け付ける"}
"""What makes a case, by the link of the main navigation that leads there."""
ARRIVES_WITHIN = 30.0


class Office:
    """The people of one council before their browsers. `open_page(person)`: the page of one who has signed in."""

    def __init__(self, platform: Whole, open_page: Callable[[str], Page], eventually: Callable[..., Any]) -> None:
        self._platform = platform
        self._open = open_page
        self._eventually = eventually
        self._pages: dict[str, Page] = {}
        self._names: dict[str, str] = {}
        self.case_id = ""

    def plays(self, acts: Sequence[Act]) -> Page:
        """Every act by who does it, on its day; gives the last page."""
        for act in acts:
            self._platform.on(act.on)
            page = self._page(act.person)
            self._begin(page, act) if act.path in BEGINNINGS else self._take_the_step(page, act)
            self._fill_in(page, act)
            page.locator("main form.form .actions button.primary").click()
            expect(page.locator(".notice.done")).to_contain_text("記録しました")
            self.case_id = re.sub(r"\?.*", "", page.url).rpartition("/")[2]
        return page

    def _page(self, person: str) -> Page:
        if person not in self._pages:
            self._pages[person] = self._open(person)
        return self._pages[person]

    def _begin(self, page: Page, act: Act) -> None:
        page.get_by_role("navigation", name="主な画面").get_by_role("link", name=BEGINNINGS[act.path]).click()

    def _take_the_step(self, page: Page, act: Act) -> None:
        command = act.path.rpartition("/")[2]
        step = page.locator(f"ul.steps a[href$='/{command}']")

        def offered() -> bool:
            page.goto(f"/cases/{act.service}/{self.case_id}")
            assert step.is_visible(), f"{command} is not offered: {page.locator('main').inner_text()[:600]}"
            return True

        self._eventually(offered, within=ARRIVES_WITHIN)
        step.click()
        page.wait_for_url(f"**/{command}*")

    def _fill_in(self, page: Page, act: Act) -> None:
        form = page.locator("main form.form")
        form.wait_for()
        for path, values in typed(act.body, ""):
            self._fill(form, path, values)
        if "creditor_id" in act.body and "name" in act.body:
            self._names[act.body["creditor_id"]] = act.body["name"]  # the form itself makes the number of a new one

    def _fill(self, form: Locator, path: str, values: Sequence[str]) -> None:
        controls = form.locator(f"[name='{path}']")
        if not controls.count():
            rows, row = re.fullmatch(r"(.+)\.(\d+)\.[^.]+", path).groups()  # type: ignore[union-attr]  # else there is no such control
            assert int(row), f"no control for {path}"
            form.locator(f"button[name='_add_row'][value='{rows}']").click()
        kind = controls.first.evaluate("control => control.type")
        if kind == "checkbox":
            for value in values:
                form.locator(f"[name='{path}'][value='{value}']").check()
        elif kind == "radio":
            form.locator(f"[name='{path}'][value='{values[0]}']").check()
        elif kind == "select-one":
            self._choose(controls, values[0])
        elif kind != "hidden":
            controls.fill(values[0])

    def _choose(self, select: Locator, value: str) -> None:
        name = self._names.get(value)
        if name is not None:
            value = select.locator("option", has_text=name).get_attribute("value") or ""
        select.select_option(value=value)
