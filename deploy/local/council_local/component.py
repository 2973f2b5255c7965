"""One long-running process of the platform: what is started, how it shows that it is ready, how it is stopped."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The system user a process runs as, where it may not run as ours (PostgreSQL refuses root)."""

    name: str

    @property
    def uid(self) -> int:
        return pwd.getpwnam(self.name).pw_uid

    @property
    def gid(self) -> int:
        return pwd.getpwnam(self.name).pw_gid


@dataclass(frozen=True)
class Component:
    """`ready` raises anything while the process can't serve yet; `patience` is how many seconds it may do so."""

    name: str
    title: str
    command: tuple[str, ...]
    log: Path
    port: int
    ready: Callable[[], Awaitable[None]]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 120.0
    account: Account | None = None
    url: str | None = None

    def options(self) -> dict[str, Any]:
        """Keyword arguments for subprocess.Popen and asyncio's twin of it, but for the output.

        The child gets a session of its own, so that Ctrl-C reaches the supervisor alone and it can stop its children
        in order; and on Linux the stop signal by the kernel when the supervisor itself is killed, so that no
        orphan is left.
        """
        return {
            "env": dict(self.env) if self.env else None,
            "start_new_session": True,
            "preexec_fn": _leash(self.stop_signal, os.getpid()),
            "cwd": "/",
            **as_account(self.account),
        }


def as_account(account: Account | None) -> dict[str, Any]:
    """Keyword arguments that make a subprocess run as the account; none for our own."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def _leash(stop: signal.Signals, parent: int) -> Callable[[], None] | None:
    """Ask the kernel for `stop` when the parent dies (set after the change of user, which would clear it)."""
    libc = _libc
    if libc is None:
        return None

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, stop.value)
        if os.getppid() != parent:
            os._exit(1)

    return tie
