"""A form with a file, as it is read: what is more than any form of ours is not read to its end."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from council_gateway.application.sessions import Session
from council_gateway.web.uploads import FormTooLargeError, read_form
from fastapi import Request

SESSION = Session(id=uuid4(), person="p20-head", council="20", csrf="t", expires_at=dt.datetime.now(dt.UTC))


def form(parts: int) -> Request:
    names = ["_csrf", *(f"f{number}" for number in range(parts - 1))]
    rows = [f'--b\r\ncontent-disposition: form-data; name="{name}"\r\n\r\nt\r\n' for name in names]
    body = ("".join(rows) + "--b--\r\n").encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"multipart/form-data; boundary=b")]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def sends(_file: Any) -> None:
    raise AssertionError("no file was chosen")


async def test_a_form_has_so_many_parts_and_no_more() -> None:
    typed, sent = await read_form(form(2000), SESSION, sends)
    assert (len(typed), sent) == (2000, None)
    with pytest.raises(FormTooLargeError):
        await read_form(form(2001), SESSION, sends)
