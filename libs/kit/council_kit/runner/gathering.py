"""Gathering: what a rebuild keeps of a long history before it folds anything.

The table `gathered` stands in the next generation beside the tables to be filled, and is the mark of the phase: while it
is there, events are only added to it, in the transaction of their offsets; when it is gone, the tables are complete up
to the offsets, and every later event is applied as the runner does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from psycopg import AsyncConnection

from council_kit.postgres import AsyncPool
from council_kit.runner.bindings import Gathering, Projection, Record
from council_kit.vault import Vault

TABLE: Final = "gathered"
_COLUMNS: Final = (
    'case_id uuid NOT NULL, topic text NOT NULL, partition int NOT NULL, "offset" bigint NOT NULL, kept text NOT NULL'
)
_COPY: Final = 'COPY gathered (case_id, topic, partition, "offset", kept) FROM STDIN'


_INDEX: Final = re.compile(r"CREATE (?:UNIQUE )?INDEX (\w+)[^;]*;")


def ddl_of(projection: Projection) -> str:
    """All the tables that a rebuild of this projection begins with; one that gathers makes their indexes when they are full."""
    if projection.gathering is None:
        return projection.ddl
    tables = {TABLE: _COLUMNS, **projection.gathering.between}
    # Nobody cleans up after what is dropped soon, nor stands in its way then.
    made = "".join(
        f"CREATE TABLE {name} ({columns}) WITH (autovacuum_enabled = off);\n" for name, columns in tables.items()
    )
    return _INDEX.sub("", projection.ddl) + made


def indexes_of(projection: Projection) -> dict[str, str]:
    """The statements that make the indexes of the tables, by name; keys are made with their tables."""
    return {found[1]: found[0] for found in _INDEX.finditer(projection.ddl)}


async def under_way(pool: AsyncPool, schema: str) -> bool:
    """Whether the generation in this schema still gathers."""
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT to_regclass(%s)", [f'"{schema}".{TABLE}'])
        return await cursor.fetchone() != (None,)


def gathers(projection: Projection, gathering: Gathering) -> Projection:
    """The projection that only gathers; an event that can't be kept is parked like one that can't be applied."""
    wanted = None if projection.events is None else frozenset(projection.events)

    async def take(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
        kept = [record for record in records if wanted is None or type(record.envelope.data) in wanted]
        await gather(connection, gathering, kept)

    return replace(projection, apply=take)


async def gather(connection: AsyncConnection[Any], gathering: Gathering, records: Sequence[Record]) -> None:
    """Keep of these records what their cases need."""
    if records:
        lines = b"".join([_line(gathering, record) for record in records])
        async with connection.cursor().copy(_COPY) as copy:
            await copy.write(lines)


def _line(gathering: Gathering, record: Record) -> bytes:
    """A line of COPY's text format: JSON holds no control character, but backslashes."""
    case_id, kept = gathering.keep(record.envelope)
    kept = kept.replace(b"\\", b"\\\\")
    return b"%s\t%s\t%d\t%d\t%s\n" % (
        str(case_id).encode(),
        record.topic.encode(),
        record.partition,
        record.offset,
        kept,
    )
