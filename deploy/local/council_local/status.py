"""`council status`: what runs, whether it answers, and how far behind it is, each asked of the process itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import httpx
from prometheus_client.parser import text_string_to_metric_families
from rich.table import Table
from rich.text import Text

from council_local import broker, database
from council_local.catalogue import PLACES
from council_local.running import ComponentState, Running, State
from council_local.screen import WORDS

RELAY: Final = "council_relay_lag_events"
PROJECTION: Final = "council_projection_lag_events"
POISON: Final = "council_poison_events"


@dataclass(frozen=True)
class Line:
    """`lag`: events not yet on Kafka plus, for the slowest projection, events not yet in the read tables."""

    name: str
    component: ComponentState
    ready: bool
    lag: int | None = None
    parked: int = 0


async def look(running: Running) -> list[Line]:
    """Ask every component; one that does not answer is a line like any other."""
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        return list(
            await asyncio.gather(
                *(_line(client, running, name, component) for name, component in running.components.items())
            )
        )


def table(lines: list[Line]) -> Table:
    """For people; the columns of `--json` have the same meaning."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("component", "状態", "応答"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("pid", "port", "遅れ", "保留", "再起動"):
        shown.add_column(heading, justify="right", no_wrap=True)
    shown.add_column("", no_wrap=True)
    for line in lines:
        component = line.component
        words, style = WORDS[component.state]
        shown.add_row(
            line.name,
            Text(words, style),
            Text("可", "green") if line.ready else Text("不可", "red"),
            str(component.process.pid) if component.process else "—",
            str(component.port) if component.port else "—",
            "—" if line.lag is None else f"{line.lag:,}",
            Text(str(line.parked), "red" if line.parked else ""),
            str(component.restarts),
            Text(component.title, "dim"),
        )
    return shown


def plain(line: Line) -> dict[str, object]:
    """One line for programs."""
    component = line.component
    return {
        "component": line.name,
        "state": component.state.value,
        "pid": component.process.pid if component.process else None,
        "port": component.port or None,
        "ready": line.ready,
        "lag": line.lag,
        "parked": line.parked,
        "restarts": component.restarts,
    }


async def _line(client: httpx.AsyncClient, running: Running, name: str, component: ComponentState) -> Line:
    if component.process is None and component.state is not State.EXTERNAL:
        return Line(name, component, ready=False)
    try:
        if name not in PLACES:
            await (broker.is_ready(running.kafka) if name == "kafka" else database.is_ready(running.postgres))
            return Line(name, component, ready=True)
        ready = (await client.get(f"{component.url}/readyz")).is_success
        figures = await client.get(f"{component.url}/metrics")
    except Exception:  # whatever keeps it from answering, the line says that it does not
        return Line(name, component, ready=False)
    lag, parked = _figures(figures.text) if figures.is_success else (None, 0)
    return Line(name, component, ready, lag, parked)


def _figures(exposition: str) -> tuple[int | None, int]:
    """Lag and parked events from the Prometheus text; no lag where a process has neither relay nor projection."""
    values: dict[str, list[float]] = {RELAY: [], PROJECTION: [], POISON: []}
    for family in text_string_to_metric_families(exposition):
        if family.name in values:
            values[family.name] = [sample.value for sample in family.samples]
    behind = [max(values[name]) for name in (RELAY, PROJECTION) if values[name]]
    return (int(sum(behind)) if behind else None), int(sum(values[POISON]))
