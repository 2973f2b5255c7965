"""How a file leaves: its pieces are let go of when the reader does, not when the collector comes round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from council_casework.files.routes import HandedOut
from starlette.requests import ClientDisconnect


def pieces(told: list[str]) -> Iterator[bytes]:
    try:
        for number in range(3):
            told.append(f"read {number}")
            yield b"x"
    finally:
        told.append("let go")


async def waits() -> dict[str, Any]:
    return {"type": "http.disconnect"}


SCOPE: dict[str, Any] = {"type": "http", "asgi": {"spec_version": "2.4"}}


async def test_a_download_that_is_cut_off_lets_go_of_its_file_at_once() -> None:
    told: list[str] = []

    async def gone(message: Any) -> None:
        if message["type"] == "http.response.body":
            raise OSError

    with pytest.raises(ClientDisconnect):
        await HandedOut(pieces(told), media_type="application/pdf")(SCOPE, waits, gone)
    assert told == ["read 0", "let go"]


async def test_a_whole_download_lets_go_of_it_too() -> None:
    told: list[str] = []
    sent: list[bytes] = []

    async def takes(message: Any) -> None:
        sent.append(message.get("body", b""))

    await HandedOut(pieces(told), media_type="application/pdf")(SCOPE, waits, takes)
    assert b"".join(sent) == b"xxx"
    assert told[-1] == "let go"
