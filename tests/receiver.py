"""The example receiver of docs/feed as a process, as another system would run it."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from council_local.ports import free_port

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "feed" / "examples" / "receive.py"


class Receiver:
    """One receiver and what it has printed; the port stays when it is begun again. With `token` it asks for details."""

    def __init__(self, folder: Path, secret: str, token: str | None = None) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        self._environment = os.environ | {"SECRET": secret, "SEEN": str(folder / f"seen-{self.port}.db")}
        if token is not None:
            self._environment |= {"TOKEN": token, "no_proxy": "*"}
        self.begin()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def begin(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, EXAMPLE, str(self.port)], env=self._environment, stdout=subprocess.PIPE, text=True
        )
        self._reading = threading.Thread(target=self._read, args=(self._process,))
        self._reading.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            self.lines.extend(line for line in lines if not line.startswith("listening"))

    def end(self, number: int = signal.SIGTERM) -> None:
        self._process.send_signal(number)
        self._process.wait()
        self._reading.join()

    @property
    def ids(self) -> list[str]:
        """The ids of the events, each once, in the order in which they came."""
        return [line.split()[0] for line in self.lines]

    @property
    def details(self) -> dict[str, Any]:
        """Event id → the papers that were opened to the system; None for a 403."""
        return {line.split()[0]: json.loads(line[line.rindex("} ") + 2 :]) for line in self.lines}
