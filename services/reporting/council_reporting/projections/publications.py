"""What was published → tables to read it from. The events hold it word for word; nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from council_events.reporting import PublicationGivenUp, PublicationRequested, TablePublished, YearPublished
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

_DDL: Final[LiteralString] = """
CREATE TABLE years (
    fiscal_year integer PRIMARY KEY, published_on date NOT NULL, recorded_at timestamptz NOT NULL,
    threshold integer NOT NULL, dominance_percent integer NOT NULL, shown integer NOT NULL, withheld integer NOT NULL
);
CREATE TABLE requests (
    fiscal_year integer PRIMARY KEY, edition_id uuid NOT NULL, requested_at timestamptz NOT NULL, obstacle text
);
CREATE TABLE cells (
    fiscal_year integer NOT NULL, table_code text NOT NULL, item text NOT NULL, area text NOT NULL, period text NOT NULL,
    n integer, amount bigint,
    PRIMARY KEY (fiscal_year, table_code, area, period, item)
);
"""
_YEARS: Final = """
INSERT INTO years SELECT * FROM unnest(
    %s::integer[], %s::date[], %s::timestamptz[], %s::integer[], %s::integer[], %s::integer[], %s::integer[])
ON CONFLICT (fiscal_year) DO NOTHING
"""
_REQUESTS: Final = """
INSERT INTO requests SELECT * FROM unnest(%s::integer[], %s::uuid[], %s::timestamptz[], %s::text[])
ON CONFLICT (fiscal_year) DO UPDATE SET edition_id = excluded.edition_id, requested_at = excluded.requested_at,
    obstacle = excluded.obstacle
"""
_CELLS: Final = """
INSERT INTO cells SELECT * FROM unnest(
    %s::integer[], %s::text[], %s::text[], %s::text[], %s::text[], %s::integer[], %s::bigint[])
ON CONFLICT (fiscal_year, table_code, area, period, item) DO NOTHING
"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    years: list[tuple[Any, ...]] = []
    requests: dict[int, tuple[Any, ...]] = {}
    cells: list[tuple[Any, ...]] = []
    for record in records:
        event = record.envelope.data
        if isinstance(event, YearPublished):
            bounds = (event.threshold, event.dominance_percent, event.shown, event.withheld)
            years.append((event.fiscal_year, record.envelope.occurredon, record.envelope.time, *bounds))
        elif isinstance(event, PublicationRequested):
            requests[event.fiscal_year] = (event.fiscal_year, event.edition_id, record.envelope.time, None)
        elif isinstance(event, PublicationGivenUp):
            told = (event.edition_id, record.envelope.time, event.obstacle.value)
            requests[event.fiscal_year] = (event.fiscal_year, *told)
        elif isinstance(event, TablePublished):
            cells += [
                (event.fiscal_year, event.table, cell.item, cell.area, cell.period, cell.n, cell.amount)
                for cell in event.cells
            ]
    for statement, rows in ((_YEARS, years), (_REQUESTS, list(requests.values())), (_CELLS, cells)):
        if rows:
            await connection.execute(statement, [list(column) for column in zip(*rows, strict=True)])


PUBLICATIONS: Final = Projection(
    name="publications",
    services=("reporting",),
    ddl=_DDL,
    apply=_apply,
    events=(PublicationRequested, PublicationGivenUp, TablePublished, YearPublished),
)
