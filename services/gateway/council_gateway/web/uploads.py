"""A form with a file, read as it streams in: the file goes on to its service piece by piece and is never held or stored here.

The fields before the file are read first, the form's own token among them, so that nothing of a form that isn't ours goes on.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from fastapi import Request
from python_multipart.multipart import MultipartParser, parse_options_header

from council_gateway.application.sessions import Session
from council_gateway.web.forms import Typed
from council_gateway.web.guard import CSRF, NotOurForm

UPLOAD: Final = "_upload"
"""Name of the file control."""
_FIELD_BYTES: Final = 1_000_000
"""Of all fields of the form beside the file."""
_PARTS: Final = 2000
"""Of a form, its file among them; each costs memory even when it is empty."""
_WAITING: Final = 4
"""Pieces of the file that may wait for the service."""
_TYPES: Final = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACCEPTED: Final = ",".join(_TYPES)


class FileSent(NamedTuple):
    """A file of the form: its name as the browser told it, its type by its ending, and its bytes as they come."""

    name: str
    media_type: str
    pieces: AsyncIterator[bytes]


Sending = Callable[[FileSent], Awaitable[Any]]
"""Takes the file to its service; raises what the service's refusal is told as."""


class FormTooLargeError(Exception):
    """The fields beside the file are more, or larger, than those of any form of ours."""


class _Parts:
    """What the parser has found so far, in order: ("part", headers), ("data", bytes), ("end", None)."""

    def __init__(self, boundary: bytes) -> None:
        self.found: deque[tuple[str, Any]] = deque()
        self.ended = False
        self._headers: dict[bytes, bytes] = {}
        self._name = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._field,
                "on_header_value": self._value,
                "on_headers_finished": lambda: self.found.append(("part", dict(self._headers))),
                "on_part_data": lambda data, start, end: self.found.append(("data", bytes(data[start:end]))),
                "on_part_end": lambda: self.found.append(("end", None)),
                "on_end": self._end,
            },
        )

    def write(self, piece: bytes) -> None:
        self._parser.write(piece)

    def _begin(self) -> None:
        self._headers = {}
        self._name = b""

    def _end(self) -> None:
        self.ended = True

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name = data[start:end].lower()
        self._headers[self._name] = b""

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._headers[self._name] += data[start:end]


async def read_form(request: Request, session: Session, send: Sending) -> tuple[Typed, Any]:
    """The fields as typed, and what `send` gave for the file (None where none was chosen).

    Raises NotOurForm, FormTooLargeError, ValueError for what is no form, and whatever `send` raises.
    """
    _, options = parse_options_header(request.headers.get("content-type"))
    reading = _Reading(session, send)
    parts = _Parts(options.get(b"boundary", b""))
    try:
        async for piece in request.stream():
            parts.write(piece)
            while parts.found:
                await reading.take(*parts.found.popleft())
        if not parts.ended:  # nobody would ever tell the service that the file is over
            raise ValueError("the form breaks off")
        reading.refuse_what_is_not_ours()
        return reading.typed, await reading.sent()
    finally:
        reading.give_up()


class _Reading:
    """Puts the parts of a form where they belong: fields into `typed`, the file into the task that sends it."""

    def __init__(self, session: Session, send: Sending) -> None:
        self.typed: dict[str, tuple[str, ...]] = {}
        self._session = session
        self._send = send
        self._name: str | None = None
        self._text = bytearray()
        self._size = 0
        self._parts = 0
        self._file: _Flow | None = None
        self._flow: _Flow | None = None

    async def take(self, kind: str, content: Any) -> None:
        """The next thing that the parser has found."""
        if kind == "part":
            self._begin(content)
        elif kind == "data":
            await self._data(content)
        else:
            await self._end()

    async def sent(self) -> Any:
        """What came of the file."""
        return None if self._file is None else await self._file.result()

    def give_up(self) -> None:
        """Stop what is still under way."""
        if self._file is not None:
            self._file.stop()

    def _begin(self, headers: Mapping[bytes, bytes]) -> None:
        self._parts += 1
        if self._parts > _PARTS:
            raise FormTooLargeError
        _, options = parse_options_header(headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename", b"").decode("utf-8", "replace")
        self._text.clear()
        self._flow = None
        if self._name == UPLOAD and name:
            if self._file is not None:
                raise ValueError("a form takes one file")
            self.refuse_what_is_not_ours()
            self._flow = self._file = _Flow(self._send, name)

    async def _data(self, content: bytes) -> None:
        if self._flow is not None:
            await self._flow.put(content)
            return
        self._size += len(content)
        if self._size > _FIELD_BYTES:
            raise FormTooLargeError
        self._text += content

    async def _end(self) -> None:
        if self._flow is not None:
            await self._flow.put(None)
        elif self._name and self._name != UPLOAD:
            text = self._text.decode("utf-8", "replace")
            self.typed[self._name] = (*self.typed.get(self._name, ()), text)
        self._flow = None

    def refuse_what_is_not_ours(self) -> None:
        """Raises NotOurForm unless the form was drawn for this session."""
        token = (self.typed.get(CSRF) or ("",))[0]
        if not hmac.compare_digest(token.encode(), self._session.csrf.encode()):
            raise NotOurForm


class _Flow:
    """One file on its way from the form to the service."""

    def __init__(self, send: Sending, name: str) -> None:
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)
        suffix = PurePath(name).suffix.lower()
        file = FileSent(
            PurePath(name.replace("\\", "/")).name, _TYPES.get(suffix, "application/octet-stream"), self._pieces()
        )
        self._task = asyncio.ensure_future(send(file))

    async def put(self, piece: bytes | None) -> None:
        """Hand on a piece, None at the end; once the service has answered, the rest is passed over."""
        while not self._task.done():
            waiting = asyncio.ensure_future(self._waiting.put(piece))
            await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return
            waiting.cancel()

    async def result(self) -> Any:
        """What the service answered; raises what `send` raises."""
        return await self._task

    def stop(self) -> None:
        """End the task if it still runs."""
        self._task.cancel()

    async def _pieces(self) -> AsyncIterator[bytes]:
        while (piece := await self._waiting.get()) is not None:
            if piece:
                yield piece
