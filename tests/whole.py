"""The whole platform as processes of its own: `council up` in a folder that is gone afterwards, and its demo users."""

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psutil
from council_directory import council
from council_kit.clock import JST, move_clock
from council_local.demo.client import Client
from council_local.demo.organisation import NATIONAL_BEFORE, national, of_council
from council_local.layout import Layout
from council_local.ports import free_base
from council_local.running import Running, State
from council_local.troubles import NotRunning

T = TypeVar("T")

UP_WITHIN = 180.0
IN_OFFICE_FROM = dt.date(2023, 4, 3)
"""Before every day that a test plays."""


class Whole:
    """One platform that is up."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder)
        self.output = folder.parent / "output"
        ours = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_")}
        self.environment = ours | {
            "COUNCIL_DATA": str(folder),
            "COUNCIL_PORT": str(free_base()),
            "COUNCIL_TRACE_FILE": str(self.layout.log("traces")),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        """Start everything and wait until every component is ready."""
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from council_local.cli import main; main()", "up"],
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        self.until(self.is_ready, UP_WITHIN)

    def down(self) -> None:
        """Stop as Ctrl-C does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(90)

    @property
    def running(self) -> Running:
        return Running.now(self.layout)

    def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.output.read_text("utf-8")
        try:
            components = self.running.components.values()
        except NotRunning:
            return False
        return bool(components) and all(each.state is State.READY for each in components)

    def until(self, seen: Callable[[], bool], within: float) -> None:
        """Fails when it is not seen in time."""
        deadline = time.monotonic() + within
        while not seen():
            assert time.monotonic() < deadline, f"not within {within} s\n{self.output.read_text('utf-8')}"
            time.sleep(0.1)

    def kill(self, component: str) -> None:
        """`kill -9` the component and every process below it."""
        process = self.running.components[component].process
        assert process is not None
        found = process.find()
        assert found is not None
        for each in [*found.children(recursive=True), found]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()

    def on(self, day: dt.date) -> None:
        """It is this day for every process, until `today`."""
        move_clock(self.layout.clock, dt.datetime.combine(day, dt.time(10), JST))

    def today(self) -> None:
        """It is the real day again."""
        self.layout.clock.unlink(missing_ok=True)

    def client(self) -> Client:
        """Acts through the gateway as any demo user."""
        return Client(self.running.gateway, self.running.issuer)

    def run(self, work: Callable[[Client], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine with a client, from a test that is not one."""

        async def main() -> T:
            async with self.client() as client:
                return await work(client)

        with ThreadPoolExecutor(1) as apart:  # Playwright's loop may run in this thread
            return apart.submit(lambda: asyncio.run(main())).result()


@contextlib.contextmanager
def whole_platform() -> Iterator[Whole]:
    """Up for the time of the block."""
    root = Path(tempfile.mkdtemp(prefix="council-whole-"))
    platform = Whole(root / "var")
    try:
        platform.up()
        yield platform
    finally:
        platform.down()
        shutil.rmtree(platform.layout.postgres.resolve(), ignore_errors=True)
        shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def staffed_platform() -> Iterator[Whole]:
    """Up, with the national people and those of council 13 in office."""

    async def appoint(client: Client) -> None:
        people = [*national(IN_OFFICE_FROM - NATIONAL_BEFORE), *of_council(council("13"), IN_OFFICE_FROM)]
        for number, act in enumerate(people):
            await client.do(act, number)

    with whole_platform() as platform:
        platform.run(appoint)
        yield platform
