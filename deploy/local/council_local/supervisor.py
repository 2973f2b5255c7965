"""Keeps components running: starts them, waits until they are ready, starts a crashed one again, stops all in order."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from council_local.component import Component
from council_local.running import State
from council_local.troubles import DidNotStart

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 15.0
CALM: Final = 60.0
"""Seconds of readiness after which a crash counts as the first again."""
TRIES: Final = 3
"""Starts of a component that was never ready yet before the whole start is given up."""
STOP_WITHIN: Final = 20.0
_ASK_EVERY: Final = 0.2


@dataclass
class Kept:
    """A component under supervision."""

    component: Component
    state: State = State.WAITING
    pid: int | None = None
    restarts: int = 0
    process: Process | None = None
    task: asyncio.Task[None] | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)


Told = Callable[[Kept, str], None]
"""Called at every change of a component, with a detail for people (may be empty)."""


class Supervisor:
    """One event loop's worth of children. `tell` must return at once; while `held` says so, a component isn't started."""

    def __init__(self, tell: Told, held: Callable[[str], bool] = lambda _: False) -> None:
        self._tell = tell
        self._held = held
        self._kept: dict[str, Kept] = {}
        self._stopping = False

    async def start(self, component: Component) -> None:
        """Start and keep it; returns when it is ready. Raises DidNotStart, and keeps it no longer."""
        kept = self._kept[component.name] = Kept(component)
        kept.task = asyncio.create_task(self._keep(kept), name=f"keep {component.name}")
        ready = asyncio.create_task(kept.ready.wait())
        await asyncio.wait({kept.task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if kept.task.done():
            kept.task.result()

    async def stop(self, names: list[str]) -> None:
        """Stop these together and wait until they are gone; those that stay are killed after STOP_WITHIN seconds."""
        await asyncio.gather(*(self._stop(self._kept[name]) for name in names if name in self._kept))

    async def stop_all(self, order: list[list[str]]) -> None:
        """Stop group after group, and whatever is in no group first."""
        self._stopping = True
        named = {name for group in order for name in group}
        for group in [[name for name in self._kept if name not in named], *order]:
            await self.stop(group)

    async def _keep(self, kept: Kept) -> None:
        pause, crashes = FIRST_PAUSE, 0
        while True:
            await self._until_free(kept)
            since = time.monotonic()
            reason = await self._run(kept)
            if kept.state is State.STOPPING:
                return
            crashes += 1
            if not kept.ready.is_set() and crashes >= TRIES:
                raise DidNotStart(kept.component.title, reason, kept.component.log)
            if time.monotonic() - since > CALM:
                pause = FIRST_PAUSE
            kept.restarts += 1
            self._change(kept, State.RESTARTING, f"{reason}; 再起動まで {pause:g} 秒 restarting in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _until_free(self, kept: Kept) -> None:
        if self._held(kept.component.name):
            self._change(kept, State.HELD, "")
            while self._held(kept.component.name):
                await asyncio.sleep(0.2)

    async def _run(self, kept: Kept) -> str:
        """One life of the process; returns why it ended."""
        kept.process = await _spawn(kept.component)
        kept.pid = kept.process.pid
        self._change(kept, State.STARTING, "")
        ended = asyncio.create_task(kept.process.wait())
        answered = asyncio.create_task(_until_ready(kept.component))
        try:
            await asyncio.wait({ended, answered}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done() and not answered.result():
                _signal_group(kept.process, signal.SIGKILL)
                await ended
                return (
                    f"{kept.component.patience:g} 秒以内に応答がない / no answer within {kept.component.patience:g} s"
                )
            if not ended.done() and kept.state is State.STARTING:
                kept.ready.set()
                self._change(kept, State.READY, "")
            return _reason(await ended)
        finally:
            answered.cancel()
            if not ended.done():  # the keeping itself was cancelled
                _signal_group(kept.process, signal.SIGKILL)
            kept.pid = None

    async def _stop(self, kept: Kept) -> None:
        task, process = kept.task, kept.process
        if task is None or task.done():
            return
        resting = kept.state in (State.RESTARTING, State.HELD)
        self._change(kept, State.STOPPING, "")
        if process is None or resting:
            task.cancel()
        elif process.returncode is None:
            _signal(process, kept.component.stop_signal)
        _, late = await asyncio.wait({task}, timeout=STOP_WITHIN)
        if late and process is not None:
            _signal_group(process, signal.SIGKILL)
            await asyncio.wait({task})
        self._change(kept, State.STOPPED, "強制終了 killed" if late else "")

    def _change(self, kept: Kept, state: State, detail: str) -> None:
        kept.state = state
        self._tell(kept, detail)


async def _spawn(component: Component) -> Process:
    with component.log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *component.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **component.options(),
        )


async def _until_ready(component: Component) -> bool:
    deadline = time.monotonic() + component.patience
    while time.monotonic() < deadline:
        try:
            await asyncio.wait_for(component.ready(), timeout=5)
        except asyncio.CancelledError:
            raise
        except Exception:  # every way of not being there yet counts alike
            await asyncio.sleep(_ASK_EVERY)
        else:
            return True
    return False


def _signal(process: Process, how: signal.Signals) -> None:
    try:
        process.send_signal(how)
    except ProcessLookupError:
        return


def _signal_group(process: Process, how: signal.Signals) -> None:
    """Each component leads a process group of its own; what it started goes with it."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return


def _reason(code: int) -> str:
    if code < 0:
        return f"{signal.Signals(-code).name} で終了 ended by {signal.Signals(-code).name}"
    return f"終了コード {code} exit code {code}"


def last_lines(log: Path, count: int = 12) -> list[str]:
    """The end of a log file, for a person who has to see why something failed."""
    try:
        return log.read_text("utf-8", errors="replace").splitlines()[-count:]
    except OSError:
        return []
