"""Connection pools with the limits that the tail relies on: any write transaction of the cluster holds readers back,
so none may last longer than a second (design §5).
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final, LiteralString

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

POOL_MAX: Final = 10
"""Connections per service."""
LIMIT_MS: Final = 1000
"""Longest transaction, and longest pause inside one, in milliseconds."""
STATEMENT_LIMIT_MS: Final = 900
"""Longest statement: the server cancels it before it would end the whole connection for its transaction."""
WAIT_SECONDS: Final = 5.0
"""Longest wait for a free connection, and for the server to accept a new one."""

_LIMITS = f"-c statement_timeout={STATEMENT_LIMIT_MS} -c idle_in_transaction_session_timeout={LIMIT_MS}"
_TRANSACTION_LIMIT = f"SET transaction_timeout = {LIMIT_MS}"
_LIFT: Final[LiteralString] = """SELECT set_config(name, '0', true) FROM pg_settings
WHERE name IN ('transaction_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')"""
"""Of these limits those that the server has, in one round trip."""
_HAS_TRANSACTION_LIMIT = 170000
"""PostgreSQL 17 limits a whole transaction; before it, each statement and each pause is limited."""


class Pool(ConnectionPool[psycopg.Connection[Any]]):
    """A pool in which one lost connection makes the pool look at all the others, before each fails a caller."""

    losses = 0
    """How many connections came back lost. A change tells the store to ask whether this is still the same database."""

    def putconn(self, conn: psycopg.Connection[Any]) -> None:
        """Take a connection back."""
        lost = conn.broken
        super().putconn(conn)
        if lost:
            self.losses += 1
            self.check()


class AsyncPool(AsyncConnectionPool[psycopg.AsyncConnection[Any]]):
    """The same for coroutines."""

    async def putconn(self, conn: psycopg.AsyncConnection[Any]) -> None:
        """Take a connection back."""
        lost = conn.broken
        await super().putconn(conn)
        if lost:
            await self.check()


def _arguments() -> dict[str, Any]:
    # Autocommit: a single statement is a transaction of its own without two more round trips, and a read leaves
    # no transaction open. More than one statement goes into `with connection.transaction()`.
    return {
        "autocommit": True,
        "options": _LIMITS,
        "connect_timeout": int(WAIT_SECONDS),
        "tcp_user_timeout": int(WAIT_SECONDS * 1000),  # a server that vanished is noticed, not waited for
        "client_encoding": "utf8",
    }


def _limit(connection: psycopg.Connection[Any]) -> None:
    if connection.info.server_version >= _HAS_TRANSACTION_LIMIT:
        connection.execute(_TRANSACTION_LIMIT)


async def _limit_async(connection: psycopg.AsyncConnection[Any]) -> None:
    if connection.info.server_version >= _HAS_TRANSACTION_LIMIT:
        await connection.execute(_TRANSACTION_LIMIT)


def open_pool(dsn: str, *, max_size: int = POOL_MAX, min_size: int = 1) -> Pool:
    """A pool of autocommit connections; getting one raises psycopg_pool.PoolTimeout after 5 s."""
    return Pool(
        dsn,
        kwargs=_arguments(),
        min_size=min_size,
        max_size=max_size,
        timeout=WAIT_SECONDS,
        configure=_limit,
        open=True,
    )


def open_async_pool(dsn: str, *, max_size: int = POOL_MAX, min_size: int = 0) -> AsyncPool:
    """The same for coroutines. It is returned closed: `await pool.open()` inside the event loop, or `async with`."""
    return AsyncPool(
        dsn,
        kwargs=_arguments(),
        min_size=min_size,
        max_size=max_size,
        timeout=WAIT_SECONDS,
        configure=_limit_async,
        open=False,
    )


@contextlib.asynccontextmanager
async def long_reading(pool: AsyncPool) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A transaction of one moment that only reads. It holds no tail back, so it may last."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        await lift_limits(connection)
        yield connection


@contextlib.contextmanager
def long_read(pool: Pool) -> Iterator[psycopg.Connection[Any]]:
    """The same for threads."""
    with pool.connection() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute(_LIFT)
        yield connection


async def lift_limits(connection: psycopg.AsyncConnection[Any]) -> None:
    """Let this transaction last. One that writes holds every tail back: for what makes or looks through a whole index only."""
    await connection.execute(_LIFT)


def tables_stand(pool: Pool, tables: Sequence[str]) -> bool:
    """Whether each of these tables (`schema.table`) is there."""
    with pool.connection() as connection:
        asked = "SELECT bool_and(to_regclass(each) IS NOT NULL) FROM unnest(%s::text[]) AS each"
        return connection.execute(asked, [list(tables)]).fetchone() == (True,)


_TABLE_MAKING = 6_207_155_001
"""Advisory lock of those who make tables at start: `IF NOT EXISTS` alone fails when two processes meet."""


def create_once(pool: ConnectionPool[Any], table: str, ddl: str) -> None:
    """Run `ddl` (one or more statements) unless `table` is there, so that a role without the right to create can start."""
    with pool.connection() as connection:
        if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() != (None,):
            return
        with connection.transaction():
            # Processes that start together wait here for the first.
            connection.execute("SET LOCAL statement_timeout = '30s'")
            if connection.info.server_version >= _HAS_TRANSACTION_LIMIT:
                connection.execute("SET LOCAL transaction_timeout = '30s'")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TABLE_MAKING,))
            connection.execute(ddl)
