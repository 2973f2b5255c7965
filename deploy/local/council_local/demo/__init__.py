"""A year of the programme, played through the gateway's API, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from typing import Any, Final

from council_kit.clock import JST
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from council_local.demo import checks
from council_local.demo.client import Client
from council_local.demo.playing import SPAN, cast, play_acts, script
from council_local.demo.subscribing import subscribe
from council_local.profiles import Course, Profile
from council_local.running import Running

CASES: Final = 141
"""Three a council: played in under a minute on two cores."""
_COLUMNS: Final = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeRemainingColumn(compact=True),
)


def play(running: Running, *, cases: int | None, console: Console) -> dict[str, Any]:
    """Play the demo and check the result; the summary's `ok` says whether all checks hold. Raises ActRefused."""
    return asyncio.run(_play(running, cases or CASES, console))


async def _play(running: Running, cases: int, console: Console) -> dict[str, Any]:
    today = dt.datetime.now(JST).date()
    profiles = cast(cases, today)
    parts = script(profiles, today)
    total = len(parts[0]) + sum(len(acts) for acts in (*parts[1], *parts[2]))
    began = time.monotonic()
    async with Client(running.gateway, running.issuer) as client:
        with Progress(*_COLUMNS, console=console) as progress:
            task = progress.add_task("デモデータ demo", total=total)
            await play_acts(client, parts, lambda done: progress.advance(task, done))
        await subscribe(client, today - SPAN, today)
        seconds = time.monotonic() - began
        checked = {
            "figures_equal_a_recount": await checks.figures_equal_a_recount(running, client, today),
            "replayed_cases_equal_live_ones": await checks.replayed_equals_live(client, _to_replay(profiles)),
            "every_event_once": await checks.every_event_once(running),
        }
    for name, result in checked.items():
        mark = "[green]✓[/green]" if result["ok"] else "[red]✗[/red]"
        console.print(f"{mark} {_TOLD[name]}", highlight=False)
    return {
        "ok": all(result["ok"] for result in checked.values()),
        "played_on": today.isoformat(),
        "cases": cases,
        "commands": total,
        "seconds": round(seconds, 1),
        "courses": Counter(profile.course.value for profile in profiles),
        "checks": checked,
    }


_TOLD: Final = {
    "figures_equal_a_recount": "集計は生の記録からの数え直しと一致 / figures equal a recount",
    "replayed_cases_equal_live_ones": "再生した案件は現在の案件と一致 / replayed cases equal the live ones",
    "every_event_once": "すべての記録が保存領域・Kafka・台帳に一度ずつ、同じバイト列 / every event once, byte for byte",
}


def _to_replay(profiles: list[Profile]) -> list[Profile]:
    """The first cases of every course."""
    chosen: list[Profile] = []
    for course in Course:
        chosen += [profile for profile in profiles if profile.course is course][: checks.REPLAYED]
    return chosen
