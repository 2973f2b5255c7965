"""The hook for a malware scanner: it sees every clear byte while the file streams in, before anything can refer to it."""

from __future__ import annotations

import socket
import struct
from typing import Final, Protocol

_SECONDS: Final = 30.0
_ANSWER_BYTES: Final = 4096


class ScannerUnavailableError(Exception):
    """The scanner does not answer: then nothing is kept."""


class Scan(Protocol):
    """One file being scanned."""

    def feed(self, piece: bytes) -> None:
        """The next bytes of the file."""

    def finish(self) -> str | None:
        """What was found, None for a clean file."""

    def close(self) -> None:
        """Give the file up; done after `finish` too."""


class Scanner(Protocol):
    """Begins scans; safe between threads. All methods raise ScannerUnavailableError."""

    def begin(self) -> Scan:
        """A scan of one more file."""


class ClamdScanner:
    """A Scanner over the INSTREAM command of ClamAV's clamd. Its StreamMaxLength must allow the largest file."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def begin(self) -> Scan:
        """See Scanner."""
        try:
            connection = socket.create_connection(self._address, _SECONDS)
        except OSError as problem:
            raise ScannerUnavailableError("clamd does not answer") from problem
        try:
            return _ClamdScan(connection)
        except BaseException:
            connection.close()
            raise


class _ClamdScan:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._send(b"zINSTREAM\0")

    def feed(self, piece: bytes) -> None:
        self._send(struct.pack("!I", len(piece)) + piece)

    def finish(self) -> str | None:
        self._send(struct.pack("!I", 0))
        answer = b""
        try:
            while not answer.endswith(b"\0") and len(answer) < _ANSWER_BYTES:
                part = self._connection.recv(_ANSWER_BYTES)
                if not part:
                    break
                answer += part
        except OSError as problem:
            raise ScannerUnavailableError("clamd went away") from problem
        text = answer.rstrip(b"\0").decode("utf-8", "replace")
        if text.endswith(" FOUND"):
            return text.removeprefix("stream: ").removesuffix(" FOUND")
        if text != "stream: OK":
            raise ScannerUnavailableError("clamd could not scan the file")
        return None

    def close(self) -> None:
        self._connection.close()

    def _send(self, data: bytes) -> None:
        try:
            self._connection.sendall(data)
        except OSError as problem:
            raise ScannerUnavailableError("clamd went away") from problem
