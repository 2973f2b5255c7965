"""Ports of this machine's loopback address: which are free, and who holds one that is not."""

from __future__ import annotations

import random
import socket
from pathlib import Path
from typing import Final

import psutil

from council_local.troubles import PortTaken

LOOPBACK = "127.0.0.1"
SHOWN = 80
"""Characters of the holder's command line that are shown."""
_LOWEST: Final = 10_000
_SPAN: Final = 100
_EPHEMERAL: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


def is_free(port: int) -> bool:
    """Whether nothing listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(preferred: int | None = None) -> int:
    """The preferred port where it is free, else one chosen at random.

    Never one that the system may give to somebody's outgoing connection before the server listens on it.
    """
    if preferred is not None and is_free(preferred):
        return preferred
    return next(port for port in random.sample(range(_LOWEST, outgoing_from()), k=1000) if is_free(port))


def free_base() -> int:
    """A port for a platform's gateway that is free together with those its other processes would take."""
    bases = range(_LOWEST, outgoing_from() - _SPAN)
    return next(base for base in random.sample(bases, k=1000) if all(map(is_free, range(base, base + _SPAN))))


def outgoing_from() -> int:
    """The first of the ports that the system gives to outgoing connections."""
    try:
        return int(_EPHEMERAL.read_text("ascii").split()[0])
    except (OSError, ValueError):  # not Linux: the range that IANA sets aside
        return 49_152


def claim(component: str, port: int) -> None:
    """Raise PortTaken, with the holder's name where we may know it, unless the port is free."""
    if not is_free(port):
        raise PortTaken(component, port, _holder(port))


def _holder(port: int) -> str | None:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                command = " ".join(psutil.Process(connection.pid).cmdline())[:SHOWN]
                return f"{command}, pid {connection.pid}"
    except psutil.Error:  # another user's process: the port alone must do
        return None
    return None
