"""Connection pools with the limits that the tail relies on: any write transaction of the cluster holds readers back,
so none may last longer than a second (design §5).
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

POOL_MAX: Final = 10
"""Connections per service."""
LIMIT_MS: Final = 1000
"""Longest statement, and longest pause inside a transaction, in milliseconds."""

Pool: TypeAlias = ConnectionPool[psycopg.Connection[Any]]
AsyncPool: TypeAlias = AsyncConnectionPool[psycopg.AsyncConnection[Any]]

_LIMITS = f"-c statement_timeout={LIMIT_MS} -c idle_in_transaction_session_timeout={LIMIT_MS}"
_TRANSACTION_LIMIT = f"SET transaction_timeout = {LIMIT_MS}"
_HAS_TRANSACTION_LIMIT = 170000
"""PostgreSQL 17 limits a whole transaction; before it, each statement and each pause is limited."""


def _arguments() -> dict[str, Any]:
    # Autocommit: a single statement is a transaction of its own without two more round trips, and a read leaves
    # no transaction open. More than one statement goes into `with connection.transaction()`.
    return {"autocommit": True, "options": _LIMITS, "connect_timeout": 5}


def _limit(connection: psycopg.Connection[Any]) -> None:
    if connection.info.server_version >= _HAS_TRANSACTION_LIMIT:
        connection.execute(_TRANSACTION_LIMIT)


async def _limit_async(connection: psycopg.AsyncConnection[Any]) -> None:
    if connection.info.server_version >= _HAS_TRANSACTION_LIMIT:
        await connection.execute(_TRANSACTION_LIMIT)


def open_pool(dsn: str, *, max_size: int = POOL_MAX, min_size: int = 1) -> Pool:
    """A pool of autocommit connections; getting one raises psycopg_pool.PoolTimeout after 5 s."""
    return ConnectionPool(
        dsn, kwargs=_arguments(), min_size=min_size, max_size=max_size, timeout=5.0, configure=_limit, open=True
    )


def open_async_pool(dsn: str, *, max_size: int = POOL_MAX, min_size: int = 0) -> AsyncPool:
    """The same for coroutines. It is returned closed: `await pool.open()` inside the event loop, or `async with`."""
    return AsyncConnectionPool(
        dsn, kwargs=_arguments(), min_size=min_size, max_size=max_size, timeout=5.0, configure=_limit_async, open=False
    )


_TABLE_MAKING = 6_207_155_001
"""Advisory lock of those who make tables at start: `IF NOT EXISTS` alone fails when two processes meet."""


def create_once(pool: Pool, table: str, ddl: str) -> None:
    """Run `ddl` (one or more statements) unless `table` is there. A role without the right to create may then still start."""
    with pool.connection() as connection:
        if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() != (None,):
            return
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TABLE_MAKING,))
            connection.execute(ddl)
