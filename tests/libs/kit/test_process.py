"""A service's process as its supervisor sees it: it stops cleanly when told, and goes down when a part of it fails."""

from __future__ import annotations

import json
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from council_kit.auth import make_token_keys

PROGRAM = """
import asyncio, pathlib, sys
from council_kit.http import create_app, serve
from council_kit.settings_base import ServiceSettings

class Relaying:
    async def run(self, stop):
        await stop.wait()
        await asyncio.sleep(0.1)

class Failing:
    async def run(self, stop):
        while not stop.is_set():
            await asyncio.sleep(0.01)
            if pathlib.Path("fail").exists():
                raise RuntimeError("東京花子")

settings = ServiceSettings(
    environment="development", database="x", kafka="x:1", token_public_key="public", http_port=int(sys.argv[1])
)
serve(create_app("testing", "試験", settings, [], [Relaying(), Failing()]), settings)
"""


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def process(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    make_token_keys(folder / "private", folder / "public")
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    started = subprocess.Popen(
        [sys.executable, "-W", "error", "program.py", str(port)], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").json()["ready"] is True
    except httpx.TransportError:
        return False


def lines_of(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    assert process.stdout is not None
    return [json.loads(line) for line in process.stdout.read().splitlines()]


def test_it_stops_when_told_and_every_line_it_wrote_is_json(
    tmp_path: Path, unused_port: int, eventually: Callable[..., Any]
) -> None:
    with process(tmp_path, unused_port) as started:
        eventually(lambda: answers(unused_port), within=30)
        started.send_signal(signal.SIGTERM)
        assert started.wait(20) == -signal.SIGTERM
        messages = [line["event"] for line in lines_of(started)]
    assert "started" in messages
    assert messages.index("stopped") > messages.index("started")


def test_a_part_that_fails_takes_the_process_down_with_a_line_that_says_which(
    tmp_path: Path, unused_port: int, eventually: Callable[..., Any]
) -> None:
    with process(tmp_path, unused_port) as started:
        eventually(lambda: answers(unused_port), within=30)
        (tmp_path / "fail").touch()
        assert started.wait(20) == 1
        lines = lines_of(started)
    (crash,) = [line for line in lines if line["level"] == "critical"]
    assert (crash["event"], crash["part"]) == ("a part crashed; the process stops", "Failing")
    assert crash["error"] == "builtins.RuntimeError"
    assert crash["service"] == "testing"
    assert "花子" not in json.dumps(lines, ensure_ascii=False)
    assert lines.index(crash) < [line["event"] for line in lines].index("stopped")


def test_it_leaves_no_core_behind_when_it_crashes(
    tmp_path: Path, unused_port: int, eventually: Callable[..., Any]
) -> None:
    """Its memory holds opened keys and what they opened; whoever starts it may have wished for cores."""
    most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most[1], most[1]))
    try:
        with process(tmp_path, unused_port) as started:
            eventually(lambda: answers(unused_port), within=30)
            assert resource.prlimit(started.pid, resource.RLIMIT_CORE) == (0, 0)
            started.send_signal(signal.SIGABRT)
            assert started.wait(20) == -signal.SIGABRT
            told = json.dumps(lines_of(started))
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, most)
    assert "started" in told
    assert {each.name for each in tmp_path.iterdir()} == {"private", "public", "program.py"}
