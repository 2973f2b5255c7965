"""Whole lines by real clicks: a company's case of 収益力改善支援 from the counter to its plan, and an early plan of the subsidy programme
from its application to the last payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.clicking import Office
from tests.browser.conftest import SignIn
from tests.journeys.lines import Journey, early_track, improvement_with_support
from tests.whole import Whole


@pytest.mark.parametrize("line", [improvement_with_support, early_track])
def test_a_line_is_gone_through_by_clicks_alone(
    line: Callable[[], Journey], staffed: Whole, visit: SignIn, eventually: Callable[..., Any]
) -> None:
    journey = line()
    try:
        page = Office(staffed, visit, eventually).plays(journey.acts)
        page.goto(page.url.partition("?")[0])
        expect(page.locator(".page-head")).to_contain_text(journey.stage)
    finally:
        staffed.today()
