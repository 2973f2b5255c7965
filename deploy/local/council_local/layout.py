"""The one folder of the platform's data, and what stands where in it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from council_local.troubles import AlreadyRunning, DiskFull, FolderUnusable, of_os_error

NEEDED = 1024 * 1024 * 1024
"""Bytes that must be free before a start: database and broker set up take some 200 MiB, a demo as much again."""


@dataclass(frozen=True)
class Layout:
    """Paths below the data folder; `make` makes the folders and proves that they can be written."""

    folder: Path

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def public(self) -> Path:
        """What every service may read: the public half of the gateway's token key."""
        return self.folder / "public"

    @property
    def kafka(self) -> Path:
        return self.folder / "kafka"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def ledger(self) -> Path:
        """The published ledger: bundles, tiles and the checkpoint, outside the database."""
        return self.folder / "ledger"

    @property
    def ledger_key(self) -> Path:
        """The ledger's verifier key, for whoever checks a receipt or a bundle."""
        return self.public / "ledger.vkey"

    @property
    def witness(self) -> Path:
        """The witness's key and what it cosigned last: a second party's, which audit can't read."""
        return self.folder / "witness"

    @property
    def witness_key(self) -> Path:
        return self.public / "witness.vkey"

    @property
    def signing(self) -> Path:
        """The ledger's signing key, apart from the gateway's secrets: only audit may read it."""
        return self.folder / "signing"

    @property
    def feed(self) -> Path:
        """feed's one secret, apart from the gateway's: only feed may read it."""
        return self.folder / "feed"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def running(self) -> Path:
        return self.folder / "run" / "running.json"

    def held(self, component: str) -> Path:
        """While this file names a living process, the supervisor does not start the component."""
        return self.running.parent / f"{component}.held"

    def is_held(self, component: str) -> bool:
        """Whether a living process holds the component; what a dead one left is removed."""
        try:
            holder = int(self.held(component).read_text("ascii"))
        except (OSError, ValueError):
            return False
        if psutil.pid_exists(holder):
            return True
        self.held(component).unlink(missing_ok=True)
        return False

    @property
    def demo(self) -> Path:
        return self.folder / "demo.json"

    def log(self, component: str) -> Path:
        return self.logs / f"{component}.log"

    def make(self, needed: int = NEEDED) -> None:
        """Raises FolderUnusable or DiskFull."""
        try:
            for folder, mode in (
                (self.folder, 0o755),
                (self.logs, 0o755),
                (self.public, 0o755),
                (self.running.parent, 0o755),
            ):
                folder.mkdir(parents=True, exist_ok=True, mode=mode)
            for folder in (self.keys, self.secrets, self.signing, self.feed, self.witness):
                folder.mkdir(exist_ok=True, mode=0o700)
            trial = self.running.parent / "trial"
            trial.write_bytes(b"\0" * 4096)
            trial.unlink()
            free = shutil.disk_usage(self.folder).free
        except FileExistsError as error:
            raise FolderUnusable(self.folder, "a file stands in its place") from error
        except OSError as error:
            raise (of_os_error(error, self.folder) or FolderUnusable(self.folder, str(error))) from error
        if free < needed:
            raise DiskFull(self.folder, free, needed)

    @contextmanager
    def owned(self, holder: int | None = None) -> Iterator[None]:
        """Hold the folder alone until the end of the block; the system lets go of it when the process dies.

        Raises AlreadyRunning.
        """
        with (self.running.parent / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunning(self.folder, holder) from error
            yield


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(data)
        output.flush()
        os.fsync(output.fileno())
    draft.replace(path)
