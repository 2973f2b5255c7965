"""What stands in a database, whatever its tables are called: looked for in the bytes of every one, as PostgreSQL sends them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import psycopg
from psycopg import sql

_TABLES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
ORDER BY 1, 2"""


def every_table(dsn: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """`schema.table` of each table and materialised view, and its content in the binary form of COPY."""
    with psycopg.connect(dsn) as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            yield f"{schema}.{table}", _content(connection, sql.Identifier(schema, table))


def _content(connection: psycopg.Connection[tuple[object, ...]], table: sql.Identifier) -> Iterator[bytes]:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(table)) as copy:
        yield from map(bytes, copy)


def tables_with_tokens(dsn: str, tokens: Iterable[int]) -> list[str]:
    """Every table that holds one of these search tokens: as a number, alone or in an array, or written out in a text or JSON."""
    looked_for = [form for token in tokens for form in (token.to_bytes(8, "big", signed=True), str(token).encode())]
    return [name for name, rows in every_table(dsn) if any(form in row for row in rows for form in looked_for)]
