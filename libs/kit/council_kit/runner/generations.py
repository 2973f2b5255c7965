"""Generations of a projection's read tables: one live, at most one next that a rebuild fills beside it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection, errors, sql

from council_kit.postgres import LIMIT_MS, AsyncPool, lift_limits
from council_kit.runner import gathering
from council_kit.runner.bindings import Projection, digest
from council_kit.runner.faults import RebuildNeededError


class Generation(NamedTuple):
    """One set of tables of a projection and the schema it stands in."""

    number: int
    schema: str


REACTION_GENERATION: Final = 1
"""Reactions have no tables, hence one generation for ever."""


def live_schema(name: str) -> str:
    """Where readers find the tables."""
    return name


def next_schema(name: str) -> str:
    """Where a rebuild fills them."""
    return f"{name}_next"


def _old_schema(name: str) -> str:
    return f"{name}_old"


def swapped(name: str) -> tuple[str, str]:
    """After a swap, where the former tables stand until they are dropped, and where the new ones do."""
    return _old_schema(name), live_schema(name)


async def _lock(connection: AsyncConnection[Any], name: str) -> None:
    """Until the end of the transaction, nobody else makes or swaps generations of this projection."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"generations:{name}"])


async def _make_tables(connection: AsyncConnection[Any], ddl: str, schema: str) -> None:
    await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    await connection.execute("SELECT set_config('search_path', %s, true)", [f'"{schema}", public'])
    await connection.execute(ddl.encode())


async def _record(connection: AsyncConnection[Any], name: str, number: int, state: str, ddl: str) -> None:
    await connection.execute(
        """INSERT INTO public.runner_generations (projection, generation, state, ddl_sha256)
           VALUES (%s, %s, %s, %s)""",
        [name, number, state, digest(ddl)],
    )


async def _find(connection: AsyncConnection[Any], name: str, state: str) -> tuple[int, str] | None:
    cursor = await connection.execute(
        "SELECT generation, ddl_sha256 FROM public.runner_generations WHERE projection = %s AND state = %s",
        [name, state],
    )
    row = await cursor.fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


async def live_number(connection: AsyncConnection[Any], name: str) -> int | None:
    """The number of the live generation; None before the first start."""
    found = await _find(connection, name, "live")
    return None if found is None else found[0]


async def open_live(pool: AsyncPool, projection: Projection) -> Generation:
    """The live generation, made empty when there is none; raises RebuildNeededError when another DDL made it."""
    async with pool.connection() as connection, connection.transaction():
        await _lock(connection, projection.name)
        found = await _find(connection, projection.name, "live")
        if found is None:
            await _make_tables(connection, projection.ddl, live_schema(projection.name))
            await _record(connection, projection.name, 1, "live", projection.ddl)
            return Generation(1, live_schema(projection.name))
    if found[1] != projection.ddl_sha256:
        raise RebuildNeededError(projection.name, "表の定義が変わりました", "its tables were made by another DDL")
    return Generation(found[0], live_schema(projection.name))


async def open_reaction(pool: AsyncPool, name: str) -> Generation:
    """The one generation of a reaction."""
    async with pool.connection() as connection:
        await connection.execute(
            """INSERT INTO public.runner_generations (projection, generation, state, ddl_sha256)
               VALUES (%s, %s, 'live', '') ON CONFLICT DO NOTHING""",
            [name, REACTION_GENERATION],
        )
    return Generation(REACTION_GENERATION, "public")


async def open_next(pool: AsyncPool, projection: Projection) -> Generation:
    """The generation that a rebuild fills: the one begun before a kill, if the same DDL made it, or a new one."""
    name, ddl = projection.name, gathering.ddl_of(projection)
    async with pool.connection() as connection, connection.transaction():
        await _lock(connection, name)
        found = await _find(connection, name, "next")
        if found is not None and found[1] == digest(ddl):
            return Generation(found[0], next_schema(name))
    if found is not None:
        await _forget(pool, name, found[0])
    await _drop_schema(pool, next_schema(name))
    async with pool.connection() as connection, connection.transaction():
        await _lock(connection, name)
        live = await _find(connection, name, "live")
        number = 1 if live is None else live[0] + 1
        await _make_tables(connection, ddl, next_schema(name))
        await _record(connection, name, number, "next", ddl)
    return Generation(number, next_schema(name))


async def _forget(pool: AsyncPool, name: str, number: int) -> None:
    async with pool.connection() as connection, connection.transaction():
        for table in ("runner_generations", "runner_offsets", "parked"):
            await connection.execute(
                sql.SQL("DELETE FROM public.{} WHERE projection = %s AND generation = %s").format(
                    sql.Identifier(table)
                ),
                [name, number],
            )


async def rename(connection: AsyncConnection[Any], projection: Projection, following: Generation) -> None:
    """Inside the swap's transaction: the next tables take the live name. Renaming waits for no reader.

    The caller holds the rows of the live generation's offsets, so that no live batch is under way.
    """
    name = projection.name
    await _lock(connection, name)
    live = await _find(connection, name, "live")
    if live is not None:
        for table in ("runner_generations", "runner_offsets", "parked"):
            await connection.execute(
                sql.SQL("DELETE FROM public.{} WHERE projection = %s AND generation = %s").format(
                    sql.Identifier(table)
                ),
                [name, live[0]],
            )
        await _rename_schema(connection, live_schema(name), _old_schema(name))
    await _rename_schema(connection, following.schema, live_schema(name))
    await connection.execute(
        "UPDATE public.runner_generations SET state = 'live', ddl_sha256 = %s WHERE projection = %s AND generation = %s",
        [projection.ddl_sha256, name, following.number],
    )
    await connection.execute(
        "UPDATE public.runner_offsets SET caught_up_at = now() WHERE projection = %s AND generation = %s",
        [name, following.number],
    )


async def _rename_schema(connection: AsyncConnection[Any], old: str, new: str) -> None:
    await connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


async def drop_old(pool: AsyncPool, name: str) -> None:
    """Drop what a swap left behind; waits for readers that still stand in it."""
    await _drop_schema(pool, _old_schema(name))


async def drop_next(pool: AsyncPool, name: str, number: int) -> None:
    """Drop a generation that was filled to be compared."""
    await _forget(pool, name, number)
    await _drop_schema(pool, next_schema(name))


async def _drop_schema(pool: AsyncPool, schema: str) -> None:
    """Table by table, since a write transaction holds every tail reader back; retried when a reader is in the way for a second."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [schema]
        )
        tables = [row[0] for row in await cursor.fetchall()]
        for table in tables:
            await _until_no_reader(
                connection, sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(schema, table))
            )
        await _until_no_reader(connection, sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


async def _until_no_reader(connection: AsyncConnection[Any], statement: sql.Composed) -> None:
    """Only the wait for readers is limited: to let the files of a large table go may take longer than a transaction may."""
    while True:
        try:
            async with connection.transaction():
                await lift_limits(connection)
                await connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(LIMIT_MS)))
                await connection.execute(statement)
        except errors.LockNotAvailable:
            continue
        else:
            return
