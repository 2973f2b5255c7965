"""Two generations of read tables held against each other, as of the moment in which one took the other's place.

At that moment both stand still: the live runner is held, and the rebuild has applied all that it had. The comparison
reads a snapshot of it afterwards, beside the live runner, and locks nothing that a writer needs.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple, TypeAlias

from psycopg import AsyncConnection, sql

from council_kit.postgres import AsyncPool, long_reading

_EXAMPLES: Final = 5
_TABLES: Final = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum),
    (SELECT array_agg(k.attname::text ORDER BY k.attnum) FROM pg_index i
     JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY(i.indkey)
     WHERE i.indrelid = c.oid AND i.indisprimary)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = %s AND c.relkind = 'r' GROUP BY c.oid, c.relname ORDER BY c.relname
"""


_Tables: TypeAlias = dict[str, tuple[list[str], list[str]]]
"""table → its columns, and those of its key"""


class TableDifference(NamedTuple):
    """How one table differs: rows that only the old one has, only the new one, and the keys of some of them."""

    table: str
    only_before: int
    only_after: int
    keys: tuple[str, ...]


class Comparison(NamedTuple):
    """The tables compared and those that differ. `ahead`: messages that the rebuild had applied and the live tables had not.

    `incomparable`: tables that only one generation has, or whose columns differ, because another DDL made them.
    """

    tables: tuple[str, ...]
    differences: tuple[TableDifference, ...]
    incomparable: tuple[str, ...]
    ahead: int

    @property
    def equal(self) -> bool:
        """Whether every row is the same in both."""
        return not self.differences and not self.incomparable


class Snapshot:
    """A connection that keeps seeing both generations as they stood when it was taken."""

    def __init__(self, connection: AsyncConnection[Any], before: _Tables, after: _Tables, ahead: int) -> None:
        self._connection = connection
        self._before = before
        self._after = after
        self._ahead = ahead

    async def compare(self, old: str, new: str) -> Comparison:
        """Compare the tables of the two schemas, by the names that these bear now."""
        before, after = self._before, self._after
        same = [name for name in before if before[name] == after.get(name)]
        differences = [found for name in same if (found := await self._differ(old, new, name, before[name][1]))]
        incomparable = sorted(({*before, *after}) - set(same))
        return Comparison(tuple(same), tuple(differences), tuple(incomparable), self._ahead)

    async def _differ(self, old: str, new: str, table: str, keys: list[str]) -> TableDifference | None:
        only_before, some_before = await self._only(old, new, table, keys)
        only_after, some_after = await self._only(new, old, table, keys)
        if not only_before and not only_after:
            return None
        examples = dict.fromkeys((*some_before, *some_after))
        return TableDifference(table, only_before, only_after, tuple(examples)[:_EXAMPLES])

    async def _only(self, one: str, other: str, table: str, keys: list[str]) -> tuple[int, list[str]]:
        query = sql.SQL(
            "WITH rest AS (TABLE {one} EXCEPT ALL TABLE {other})"
            " SELECT (SELECT count(*) FROM rest), ARRAY(SELECT concat_ws(' ', {keys}) FROM rest ORDER BY 1 LIMIT {some})"
        ).format(
            one=sql.Identifier(one, table),
            other=sql.Identifier(other, table),
            keys=sql.SQL(", ").join(sql.Identifier(key) for key in keys),
            some=sql.Literal(_EXAMPLES),
        )
        row = await (await self._connection.execute(query)).fetchone()
        assert row is not None
        return int(row[0]), list(row[1])


@contextlib.asynccontextmanager
async def snapshot(pool: AsyncPool, old: str, new: str, ahead: int) -> AsyncIterator[Snapshot]:
    """A snapshot of these two schemas.

    What tables there are is read at once: the snapshot does not see that the schemas are renamed afterwards.
    """
    async with long_reading(pool) as connection:
        yield Snapshot(connection, await _tables(connection, old), await _tables(connection, new), ahead)


async def _tables(connection: AsyncConnection[Any], schema: str) -> _Tables:
    cursor = await connection.execute(_TABLES, [schema])
    return {name: (columns, keys or columns) for name, columns, keys in await cursor.fetchall()}
