"""What is up: written by `council up` at every change, read by every other command and by the tests."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import psutil
from pydantic import BaseModel, Field

from council_local.layout import Layout, write_private
from council_local.troubles import NotRunning


class State(StrEnum):
    """Where a component stands."""

    WAITING = "waiting"
    PREPARING = "preparing"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    HELD = "held"
    """Kept from starting by a command that works on its data."""
    STOPPING = "stopping"
    STOPPED = "stopped"
    EXTERNAL = "external"
    """Not ours: COUNCIL_KAFKA or COUNCIL_POSTGRES names it."""


class Proc(BaseModel):
    """A process by number and birth, so that a number given anew is not mistaken for it."""

    pid: int
    born: float = Field(description="seconds since the epoch")

    @classmethod
    def of(cls, pid: int) -> Proc:
        """Raises psutil.NoSuchProcess."""
        return cls(pid=pid, born=psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """The living process, or None."""
        try:
            process = psutil.Process(self.pid)
            if process.create_time() == self.born and process.status() != psutil.STATUS_ZOMBIE:
                return process
        except psutil.NoSuchProcess:
            return None
        return None


class ComponentState(BaseModel):
    """One line of `council status`."""

    title: str
    port: int
    log: Path
    url: str | None = None
    state: State = State.WAITING
    process: Proc | None = None
    restarts: int = 0


class Running(BaseModel):
    """The platform that is up in a data folder, with what a command needs to work on it. Holds passwords: mode 0600."""

    supervisor: Proc
    folder: Path
    gateway: str
    issuer: str
    namespace: str
    kafka: str = Field(default="", repr=False, description="the broker's administrator")
    postgres: str = Field(default="", repr=False, description="superuser DSN")
    environments: dict[str, dict[str, str]] = Field(
        default_factory=dict, repr=False, description="by service: the COUNCIL_ variables its process was given"
    )
    components: dict[str, ComponentState] = Field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return Layout(self.folder)

    def save(self) -> None:
        write_private(self.layout.running, self.model_dump_json(indent=1).encode())

    @classmethod
    def last(cls, layout: Layout) -> Running | None:
        """What was last written, whether it still runs or not."""
        try:
            return cls.model_validate_json(layout.running.read_bytes())
        except (OSError, ValueError):
            return None

    @classmethod
    def now(cls, layout: Layout) -> Running:
        """What runs now; raises NotRunning."""
        last = cls.last(layout)
        if last is None or last.supervisor.find() is None:
            raise NotRunning(layout.folder)
        return last
