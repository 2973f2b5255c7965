"""The headquarters closes the last fiscal year's figures and publishes them, so that the public page has a year to show."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Any, Final

from council_directory import fiscal_year

from council_local.demo.acts import Act
from council_local.demo.client import Client
from council_local.demo.playing import first_day
from council_local.troubles import Trouble

OFFICER: Final = "hq-officer"
_WITHIN: Final = 60.0


async def publish(client: Client, today: dt.date) -> None:
    """Close the year's edition, ask for its publication, wait for it. Raises ActRefused, and Trouble for a year not published.

    Played once: where the publication was asked for, nothing is closed or asked for again.
    """
    year = fiscal_year(first_day(today))
    stage = f"publications/{year}/progress"
    if (await _read(client, stage))["stage"] == "none":
        close, ask = script(today)
        await client.do(close, 0)
        await _until(client, "editions", lambda editions: any(each["from"] == close.body["first"] for each in editions))
        await client.do(ask, 0)
    told = await _until(client, stage, lambda progress: progress["stage"] in ("published", "given_up"))
    if told["stage"] == "given_up":
        raise Trouble(f"{year}年度の集計は公表できませんでした", f"The figures of {year} could not be published")


def script(today: dt.date) -> tuple[Act, Act]:
    """What the officer does. The edition is the year's first: whatever is recorded later asks for a reason."""
    first = first_day(today)
    closed = {"kind": "fiscal_year", "first": first.isoformat(), "ground": "first"}
    return (
        _act("editions/close", today, **closed),
        _act("publications/publish-year", today, fiscal_year=fiscal_year(first)),
    )


def _act(path: str, on: dt.date, /, **body: Any) -> Act:
    return Act(OFFICER, "reporting", path, on, body, "reporting", dated=False)


async def _read(client: Client, path: str) -> Any:
    return await client.get(OFFICER, f"/api/reporting/v1/{path}", "reporting")


async def _until(client: Client, path: str, seen: Callable[[Any], bool]) -> Any:
    until = time.monotonic() + _WITHIN
    while not seen(found := await _read(client, path)):
        if time.monotonic() > until:
            raise Trouble("集計の公表が終わりませんでした", "The publication of the figures did not end")
        await asyncio.sleep(0.2)
    return found
