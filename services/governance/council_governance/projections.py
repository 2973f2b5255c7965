"""Read tables of governance: `people`, who has a stream in which council. Offices stand in the tables of `RIGHTS`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.event import Envelope
from council_events.governance import CandidateProposed, OfficeAppointed
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

DDL: Final = """
CREATE TABLE people (
    council text NOT NULL,
    person text NOT NULL,
    name text[],
    version int NOT NULL,
    PRIMARY KEY (council, person)
);
"""

_UPSERT: Final = """
INSERT INTO people (council, person, name, version)
SELECT council, person, name, version
FROM json_to_recordset(%s::json) AS r(council text, person text, name text[], version int)
ON CONFLICT (council, person) DO UPDATE
SET name = coalesce(excluded.name, people.name), version = greatest(excluded.version, people.version)"""


def _of(envelope: Envelope[Any]) -> dict[str, Any]:
    named = isinstance(envelope.data, (CandidateProposed, OfficeAppointed))
    return {
        "council": envelope.council,
        "person": envelope.data.person,
        "name": envelope.data.name.box if named else None,
        "version": envelope.sequence,
    }


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records:
        row = _of(record.envelope)
        before = rows.setdefault((row["council"], row["person"]), row)
        rows[row["council"], row["person"]] = row | {"name": row["name"] or before["name"]}
    await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])


PEOPLE: Final = Projection(name="people", services=("governance",), ddl=DDL, apply=_apply)
"""One row per person and council; `name` is the box of the sealed name (key, event, path, ciphertext)."""
