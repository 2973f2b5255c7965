"""Read tables of governance: `people`, who has a stream in which council or sits on its committee. Offices stand in the tables of `RIGHTS`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.event import Envelope
from council_events.governance import (
    CandidateProposed,
    CommitteeMemberAppointed,
    ObserverRegistered,
    OfficeAppointed,
    stream_of,
)
from council_kit.runner import Projection, Record, corrected_streams
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

DDL: Final = """
CREATE TABLE people (
    council text NOT NULL,
    person text NOT NULL,
    name text[],
    member_name text[],
    version int NOT NULL,
    PRIMARY KEY (council, person)
);
"""

_UPSERT: Final = """
INSERT INTO people (council, person, name, member_name, version)
SELECT council, person, name, member_name, version
FROM json_to_recordset(%s::json) AS r(council text, person text, name text[], member_name text[], version int)
ON CONFLICT (council, person) DO UPDATE
SET name = coalesce(excluded.name, people.name), member_name = coalesce(excluded.member_name, people.member_name),
    version = greatest(excluded.version, people.version)"""


def _of(envelope: Envelope[Any]) -> dict[str, Any] | None:
    """A person's stream fills `name` and `version`, the organisation's stream `member_name`: each its own columns."""
    event, row = envelope.data, {"council": envelope.council, "name": None, "member_name": None, "version": 0}
    match event:
        case CommitteeMemberAppointed():
            return {**row, "person": event.member, "member_name": event.name.box}
        case ObserverRegistered():
            return {**row, "person": event.observer, "member_name": event.name.box}
    person = getattr(event, "person", None)
    if person is None or envelope.streamid != stream_of(envelope.council, person):
        return None
    named = isinstance(event, (CandidateProposed, OfficeAppointed))
    return {**row, "person": person, "name": event.name.box if named else None, "version": envelope.sequence}


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    """Rows only gain names and versions, so what a correction has mended is written over what stood there."""
    envelopes = [record.envelope for record in records]
    again = await corrected_streams(connection, records)
    envelopes = [each for each in envelopes if each.streamid not in again]
    envelopes += [each for stream in again.values() for each in stream]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in filter(None, map(_of, envelopes)):
        before = rows.setdefault((row["council"], row["person"]), row)
        rows[row["council"], row["person"]] = {
            **row,
            "name": row["name"] or before["name"],
            "member_name": row["member_name"] or before["member_name"],
            "version": max(row["version"], before["version"]),
        }
    await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])


PEOPLE: Final = Projection(name="people", services=("governance",), ddl=DDL, apply=_apply)
"""One row per person and council; a name is the box of the sealed name (key, event, path, ciphertext)."""
