"""A small platform of its own per module: real servers on free ports, in a folder that is gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from council_local.layout import Layout
from council_local.ports import free_base
from council_local.running import Running
from council_local.troubles import NotRunning

HERE = Path(__file__).parent


def eventually(found: Callable[[], Any], within: float = 90.0) -> Any:
    """What `found` gives as soon as it is truthy; fails after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        value = found()
        if value:
            return value
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class Small:
    """One data folder and the `council` commands on it."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder)
        self.base = free_base()
        self.output = folder.parent / "output"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_")}
        return ours | {"COUNCIL_DATA": str(self.layout.folder), "COUNCIL_PORT": str(self.base)}

    def up(self, *broken: str) -> Running:
        """Start it and wait until it says so."""
        self.stop()
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, HERE / "small_platform.py", *broken],
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        eventually(lambda: "everything is up" in self.said() or self.ended(), within=240)
        assert "everything is up" in self.said(), self.said()
        return self.running()

    def attempt(self, *broken: str, **changed: str) -> tuple[int, str]:
        """Start it where it is to fail; exit code and output."""
        ended = subprocess.run(
            [sys.executable, HERE / "small_platform.py", *broken],
            env=self.environment | changed,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def council(self, *arguments: str) -> tuple[int, str]:
        """A command from another terminal."""
        program = "from council_local.cli import main; main()"
        ended = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def running(self) -> Running:
        return Running.now(self.layout)

    def said(self) -> str:
        return self.output.read_text("utf-8")

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)

    def is_up(self) -> bool:
        try:
            self.running()
        except NotRunning:
            return False
        return True


@pytest.fixture(scope="module")
def small() -> Iterator[Small]:
    root = Path(tempfile.mkdtemp(prefix="council-"))
    platform = Small(root / "var")
    yield platform
    platform.stop()
    shutil.rmtree(platform.layout.postgres.resolve(), ignore_errors=True)
    shutil.rmtree(root)
