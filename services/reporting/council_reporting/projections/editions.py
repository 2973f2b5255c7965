"""Editions as they were closed: read tables that never change once an edition stands, and why entries came after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, LiteralString
from uuid import UUID

from council_events.reporting import AreaFiguresFixed, EditionClosed, LateEntryExplained
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

NAME: Final = "editions"

_DDL: Final[LiteralString] = """
CREATE TABLE editions (
    edition_id uuid PRIMARY KEY, kind text NOT NULL, first date NOT NULL, last date NOT NULL, number integer NOT NULL,
    ground text NOT NULL, known_until date NOT NULL, closed_on date NOT NULL, closed_by text NOT NULL,
    UNIQUE (kind, first, number)
);
CREATE TABLE fixed (
    edition_id uuid NOT NULL, area text NOT NULL, measure text NOT NULL, item text NOT NULL,
    n bigint NOT NULL, amount bigint NOT NULL,
    PRIMARY KEY (edition_id, area, measure, item)
);
CREATE TABLE explanations (event_id uuid PRIMARY KEY, ground text NOT NULL, explained_on date NOT NULL);
CREATE TABLE fixed_companies (
    edition_id uuid NOT NULL, area text NOT NULL, distinct_of text NOT NULL, n bigint NOT NULL,
    PRIMARY KEY (edition_id, area, distinct_of)
);
"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    editions: list[tuple[Any, ...]] = []
    cells: list[tuple[Any, ...]] = []
    companies: list[tuple[Any, ...]] = []
    said: dict[UUID, tuple[Any, ...]] = {}
    for record in records:
        envelope, event = record.envelope, record.envelope.data
        if isinstance(event, EditionClosed):
            told = (event.edition_id, event.kind.value, event.first, event.last, event.number, event.ground.value)
            editions.append((*told, event.known_until, envelope.occurredon, event.closed_by))
        elif isinstance(event, AreaFiguresFixed):
            where = (event.edition_id, event.area)
            cells += [(*where, cell.measure, cell.item, cell.n, cell.amount) for cell in event.cells]
            companies += [(*where, count.of, count.n) for count in event.companies]
        elif isinstance(event, LateEntryExplained):
            said[event.entry_id] = (event.entry_id, event.ground.value, envelope.occurredon)
    if said:
        await connection.execute(_EXPLAIN, [list(column) for column in zip(*said.values(), strict=True)])
    for table, rows in (("editions", editions), ("fixed", cells), ("fixed_companies", companies)):
        if rows:
            await connection.execute(_INSERT[table], [list(column) for column in zip(*rows, strict=True)])


_TYPES: Final[dict[LiteralString, tuple[LiteralString, ...]]] = {
    "editions": ("uuid", "text", "date", "date", "integer", "text", "date", "date", "text"),
    "fixed": ("uuid", "text", "text", "text", "bigint", "bigint"),
    "fixed_companies": ("uuid", "text", "text", "bigint"),
}
_INSERT: Final = {
    table: f"INSERT INTO {table} SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"
    for table, kinds in _TYPES.items()
}

_EXPLAIN: Final = """
INSERT INTO explanations SELECT * FROM unnest(%s::uuid[], %s::text[], %s::date[])
ON CONFLICT (event_id) DO UPDATE SET ground = excluded.ground, explained_on = excluded.explained_on
"""

EDITIONS: Final = Projection(
    name=NAME,
    services=("reporting",),
    ddl=_DDL,
    apply=_apply,
    events=(EditionClosed, AreaFiguresFixed, LateEntryExplained),
)
