"""What every bench shares: a fresh process per run, medians, floor and peak memory, one JSON line.

A bench is a file here with `run() -> Result`; `council bench NAME [--json]` runs it, `append-library` being
bench/append_library.py. It may be run alone too: `python -m bench.append`.

Subject and floor are timed functions at module level, with JSON arguments and a JSON answer. Every run of either is a
process of its own, so that the peak memory is the subject's and nobody else's; they take turns, so that a noisy
machine is noisy to both.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NotRequired, TypedDict
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

RUNS = 5
_LOOK_EVERY = 0.1
ROOT = Path(__file__).resolve().parents[1]


class Result(TypedDict):
    """What `council bench` prints. `bound` says in words what is asked of `ratio` (or of `value`); `met` whether it is."""

    name: str
    value: float
    unit: str
    floor: float | None
    ratio: float | None
    peak_memory_mb: float
    bound: str
    met: bool
    details: NotRequired[dict[str, Any]]


class Sample(NamedTuple):
    """One run: what the function gave, and the peak memory of its process in MiB."""

    answer: Any
    peak_memory_mb: float


def sample(function: Callable[..., Any], *arguments: Any, together: bool = False) -> Sample:
    """Call a function of a module in a fresh process. Raises RuntimeError with its traceback when it fails there.

    `together`: the memory is that of the process and of those that it started.
    """
    module = function.__module__
    if module == "__main__":  # run alone, as `python -m bench.NAME`
        module = sys.modules["__main__"].__spec__.name  # type: ignore[union-attr]  # -m always gives a spec
    request = json.dumps([module, function.__qualname__, arguments, together])
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        done = subprocess.run(
            [sys.executable, "-m", "bench.harness", str(answer)],
            input=request,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{function.__qualname__} failed:\n{done.stderr}")
        return Sample(**json.loads(answer.read_text()))


def compare(
    name: str,
    unit: str,
    subject: Callable[[], Sample],
    floor: Callable[[], Sample],
    *,
    at_least: float,
    memory_below_mb: float | None = None,
    runs: int = RUNS,
) -> Result:
    """Run subject and floor in turns; `ratio` is the quotient of the medians, both in `unit` (more is better)."""
    subjects: list[Sample] = []
    floors: list[Sample] = []
    for turn in range(runs):
        for kept, take in ((floors, floor), (subjects, subject))[:: 1 if turn % 2 else -1]:
            kept.append(take())
    value = statistics.median(one.answer for one in subjects)
    lowest = statistics.median(one.answer for one in floors)
    peak = max(one.peak_memory_mb for one in subjects)
    bound = f"ratio >= {at_least}" + (f", under {memory_below_mb:g} MB" if memory_below_mb else "")
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "floor": round(lowest, 1),
        "ratio": round(value / lowest, 3),
        "peak_memory_mb": round(peak, 1),
        "bound": bound,
        "met": value / lowest >= at_least and (memory_below_mb is None or peak < memory_below_mb),
        "details": {"values": [round(s.answer, 1) for s in subjects], "floors": [round(s.answer, 1) for s in floors]},
    }


def peak_memory_mb(pid: int | str = "self") -> float:
    """The largest resident memory of a process so far in MiB. (On Linux `ru_maxrss` would count the parent's too.)"""
    if found := _high_water_mb(str(pid)):
        return found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """DSN of a superuser: COUNCIL_POSTGRES, or an embedded server that flushes as in production."""
    if named := os.environ.get("COUNCIL_POSTGRES"):
        yield named
        return
    from council_local.stack import ensure_postgres

    with tempfile.TemporaryDirectory(prefix="council-bench-") as folder, ensure_postgres(Path(folder)) as server:
        yield server.address


@contextlib.contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """DSN of a database of one's own, dropped at the end."""
    name = f"bench_{uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_conninfo(server, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def main(run: Callable[[], Result]) -> None:
    """For `python -m bench.NAME`: print the result as JSON; exit 1 when the bound is not met."""
    result = run()
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["met"] else 1)


def _answer(file: Path) -> None:
    """In the fresh process: call the function that the parent named on standard input."""
    module, name, arguments, together = json.load(sys.stdin)
    children = _Children() if together else None
    answer = getattr(importlib.import_module(module), name)(*arguments)
    peak = peak_memory_mb() + (children.peak if children else 0.0)
    file.write_text(json.dumps({"answer": answer, "peak_memory_mb": peak}))


class _Children:
    """Looks again and again at the processes that this one has started: their memory is gone when they are."""

    def __init__(self) -> None:
        self.peak = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, sum(_high_water_mb(pid) for pid in self._alive()))
            time.sleep(_LOOK_EVERY)

    def _alive(self) -> list[str]:
        found: list[str] = []
        for listed in Path("/proc/self/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += listed.read_text().split()
        return found


def _high_water_mb(pid: str) -> float:
    """0 for a process that is gone, or on a system without /proc."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    _answer(Path(sys.argv[1]))
