"""A question to a process that comes up: asked many times a second, hence without an HTTP client's set-up."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

_WITHIN: Final = 4.0


async def answers_ready(url: str) -> None:
    """Raise OSError or TimeoutError unless /readyz of the process answers 200."""
    address = urlsplit(url)
    async with asyncio.timeout(_WITHIN):
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            writer.write(f"GET /readyz HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
            status = (await reader.readline()).split()
        finally:
            writer.close()
    if len(status) < 2 or status[1] != b"200":
        raise ConnectionError("not ready")
