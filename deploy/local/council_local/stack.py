"""An embedded Kafka and PostgreSQL for a test session: real servers, started once, gone without a trace at the end.

server = ensure_kafka(folder)        # server.address == "127.0.0.1:41234", where nobody signs in
server = ensure_postgres(folder)     # server.address == "postgresql://postgres:…@127.0.0.1:41235/postgres"
server.kill(); server.start()        # as a crash and a restart: same port, same data
server.stop()                        # stops it and removes its data; also runs at exit
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from council_local import database, jars
from council_local.broker import Broker
from council_local.component import Component
from council_local.database import Database, new_password
from council_local.ports import free_port
from council_local.troubles import DidNotStart


class Server:
    """One embedded server under a test's control; a context manager that stops it."""

    def __init__(self, address: str, component: Component, forget: Callable[[], None]) -> None:
        self.address = address
        self.outside = self.administrator = ""
        """Of a broker: where subscribers connect; the address of who makes users and rights."""
        self._component = component
        self._forget = forget
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is stopped"
        return self._process.pid

    def start(self) -> None:
        """Start it, or start it again, and return when it serves. Raises DidNotStart."""
        with self._component.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._component.command, stdout=output, stderr=output, **self._component.options()
            )
        deadline = time.monotonic() + self._component.patience
        while not _answers(self._component):
            if self._process.poll() is not None:
                raise DidNotStart(self._component.title, f"exit code {self._process.returncode}", self._component.log)
            if time.monotonic() > deadline:
                raise DidNotStart(self._component.title, "no answer in time", self._component.log)
            time.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut of the process would (SIGKILL to the whole process group)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order and remove its data. Does nothing the second time."""
        atexit.unregister(self.stop)
        self._end(self._component.stop_signal)
        self._forget()

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        if how == signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ensure_kafka(folder: Path, *, guarded: bool = False) -> Server:
    """A broker of its own in the folder (its jars are fetched first where this machine has none).

    `guarded`: as `council up` has it, with no place where nobody signs in; `address` is the administrator's then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "kafka.log"
    broker = Broker(
        folder / "kafka",
        free_port(),
        free_port(),
        jars.classpath(),
        free_port(),
        new_password(),
        None if guarded else free_port(),
    )
    broker.prepare(log)
    server = _started(
        broker.unguarded or broker.administrator,
        broker.component(log),
        lambda: shutil.rmtree(folder / "kafka", ignore_errors=True),
    )
    server.outside, server.administrator = broker.outside, broker.administrator
    return server


def ensure_postgres(folder: Path, *, durable: bool = True) -> Server:
    """A database server of its own in the folder; `address` is the superuser's DSN.

    `durable=False` leaves flushing to the operating system: a killed process loses nothing, and tests run faster.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "postgres.log"
    server = Database(folder / "postgres", free_port(), new_password(), durable=durable)
    server.prepare(log)
    return _started(server.dsn(), server.component(log), lambda: database.forget_outside(server.folder))


def _started(address: str, component: Component, forget: Callable[[], None]) -> Server:
    server = Server(address, component, forget)
    atexit.register(server.stop)
    server.start()
    return server


def _answers(component: Component) -> bool:
    """Asked in a thread of its own: asyncio.run would take a test's event loop away."""
    with ThreadPoolExecutor(1) as thread:
        try:
            thread.submit(lambda: asyncio.run(_ask(component))).result()
        except Exception:  # every way of not being there yet counts alike
            return False
    return True


async def _ask(component: Component) -> None:
    await component.ready()
