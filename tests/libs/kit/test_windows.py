"""A stream application beside the service: flushed while it runs and at its end, begun again when it has crashed."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

from council_kit.windows import Counting, Running, keep_counting


class Application:
    """Runs until it is left; the first of them crashes when it has been flushed once."""

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.flushed = 0
        self.running = 0
        self.begun_again = asyncio.Event()
        self._crash = asyncio.Event()

    def start(self, folder: str) -> Running:
        assert Path(folder).is_dir()
        self.folders.append(folder)
        return Running(self._run(), self._crashed)

    async def flush(self) -> None:
        self.flushed += 1
        (self.begun_again if len(self.folders) > 1 else self._crash).set()

    @contextlib.asynccontextmanager
    async def _run(self) -> AsyncIterator[None]:
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1

    async def _crashed(self) -> None:
        if len(self.folders) > 1:
            await asyncio.Event().wait()
        await self._crash.wait()
        raise OSError("the library gave up")


async def test_what_crashed_begins_again_and_the_last_counts_are_taken_over(kafka: str, namespace: str) -> None:
    application, stop = Application(), asyncio.Event()
    counting = Counting(
        topics=(f"{namespace}.intake.events",),
        changelog=f"{namespace}.test.windows-signs-changelog",
        kept=dt.timedelta(minutes=20),
        start=application.start,
        flush=application.flush,
    )
    running = asyncio.create_task(keep_counting(kafka, counting, stop, pause=0.1))
    await asyncio.wait_for(application.begun_again.wait(), 30)
    assert application.running == 1
    before = application.flushed
    stop.set()
    await running
    assert application.flushed > before, "what was counted since the last flush is taken over"
    assert application.running == 0
    assert not any(Path(folder).exists() for folder in application.folders)
