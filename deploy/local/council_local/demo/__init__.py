"""The last fiscal year and the current one so far, played through the gateway's API, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from council_kit.clock import Clock
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from council_local.demo import checks
from council_local.demo.client import Client
from council_local.demo.playing import cast, first_day, play_acts, play_cases, script, the_day_before
from council_local.demo.publishing import publish
from council_local.demo.subscribing import subscribe
from council_local.profiles import Course, Profile
from council_local.running import Running

CASES: Final = 141
"""Three a council: played in about a minute on two cores."""
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
    clock = Path(running.environments["gateway"]["COUNCIL_CLOCK"])
    today = Clock(clock, production=False).today()
    profiles = cast(cases, today)
    acts = script(profiles, today)
    began = time.monotonic()
    async with Client(running.gateway, running.issuer) as client:
        with Progress(*_COLUMNS, console=console) as progress:
            task = progress.add_task("デモデータ demo", total=acts.total)

            def advance(done: int) -> None:
                progress.advance(task, done)

            with the_day_before(clock):
                await play_acts(client, acts.until_yesterday(today), advance)
            await play_cases(client, acts.today_only(today), advance)
        await subscribe(client, first_day(today), today)
        seconds = time.monotonic() - began
        figures = await checks.figures_equal_a_recount(running, client, today)
        await publish(client, today)
        checked = {
            "figures_equal_a_recount": figures,
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
        "commands": acts.total,
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
