"""A lock that a database session holds: it goes with the connection, so a killed process leaves none behind."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

from council_kit.outages import wait

_NOTICE_A_DEAD_HOLDER: Final = (
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"
)
"""A holder whose machine died without a word loses its session, and the lock, after some 11 s."""


_CONTEND_EVERY: Final = 0.5


@contextlib.asynccontextmanager
async def session_lock(
    connection: AsyncConnection[Any], name: str, *, wait_until: asyncio.Event | None = None
) -> AsyncIterator[bool]:
    """Whether the lock is ours inside the block; it is given back after it.

    Tried once, or again and again until `wait_until` is set.
    """
    await connection.execute(_NOTICE_A_DEAD_HOLDER)
    try:
        held = await _try(connection, name)
        while not held and wait_until is not None and not wait_until.is_set():
            await wait(wait_until, _CONTEND_EVERY)
            held = await _try(connection, name)
        yield held
    finally:
        await _release(connection)


async def _try(connection: AsyncConnection[Any], name: str) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
    return await cursor.fetchone() == (True,)


async def _release(connection: AsyncConnection[Any]) -> None:
    """Give back what the session holds; a connection that can't say so is closed, which does the same."""
    try:
        await connection.execute("SELECT pg_advisory_unlock_all()")
    except psycopg.Error:
        await connection.close()
