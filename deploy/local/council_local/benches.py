"""Finds `bench/<name>.py` of the repository, which stands outside every package: benches are not installed."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from council_local.troubles import Misused

FOLDER = Path(__file__).resolve().parents[3] / "bench"
Run = Callable[..., dict[str, Any]]


def names() -> list[str]:
    """Every bench there is; `append-library` stands in bench/append_library.py."""
    return sorted(
        file.stem.replace("_", "-") for file in FOLDER.glob("*.py") if "\ndef run(" in file.read_text("utf-8")
    )


def find(name: str, events: int | None = None) -> Run:
    """The bench's `run`, over a history of so many events where it takes that; raises Misused when there is none of that name."""
    if name not in names():
        known = ", ".join(names()) or "—"
        raise Misused(f"性能測定 {name} はありません。あるもの: {known}", f"No bench {name}. There are: {known}")
    if str(FOLDER.parent) not in sys.path:
        sys.path.insert(0, str(FOLDER.parent))
    run: Run = importlib.import_module(f"bench.{name.replace('-', '_')}").run
    return partial(run, events=events) if events is not None and "events" in inspect.signature(run).parameters else run
