"""Ports of this machine's loopback address: which are free, and who holds one that is not."""

from __future__ import annotations

import socket

import psutil

from council_local.troubles import PortTaken

LOOPBACK = "127.0.0.1"
SHOWN = 80
"""Characters of the holder's command line that are shown."""


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
    """The preferred port where it is free, else one that the system gives."""
    if preferred is not None and is_free(preferred):
        return preferred
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


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
