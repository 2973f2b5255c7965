"""`access`: every read and refusal of all services, found by case and by person.

One row per access event, with the cases it named in an array: a list of 50 cases is one row, and the index over the array
keeps a few bytes per case and read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events import access
from council_events.event import Envelope
from council_events.topics import PUBLISHING_SERVICES
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

DDL: Final = """
CREATE TABLE reads (
    event_id uuid PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    actor text NOT NULL,
    council text NOT NULL,
    office text,
    on_behalf_of text,
    purpose text NOT NULL,
    service text NOT NULL,
    view text,                    -- NULL: refused
    refusal text,                 -- NULL: shown
    provision text,
    route text NOT NULL,
    cases uuid[] NOT NULL,
    versions int[] NOT NULL,
    fields text[] NOT NULL,
    papers uuid[] NOT NULL,
    traceparent text
);
CREATE INDEX reads_of_actor ON reads (actor, recorded_at, event_id);
CREATE INDEX reads_of_case ON reads USING gin (cases) WITH (gin_pending_list_limit = 256);
"""
_INSERT: Final = """
INSERT INTO reads
SELECT r.* FROM json_populate_recordset(NULL::reads, %s::json) AS r
ON CONFLICT (event_id) DO NOTHING"""


def row_of(envelope: Envelope[Any]) -> dict[str, Any]:
    """What the table keeps of one access event."""
    event = envelope.data
    row: dict[str, Any] = {
        "event_id": envelope.id,
        "recorded_at": envelope.time,
        "actor": envelope.actor,
        "council": envelope.council,
        "office": event.office,
        "on_behalf_of": envelope.onbehalfof,
        "purpose": envelope.purpose,
        "service": envelope.service,
        "view": None,
        "refusal": None,
        "provision": None,
        "route": event.route,
        "cases": (),
        "versions": (),
        "fields": (),
        "papers": (),
        "traceparent": envelope.traceparent,
    }
    if isinstance(event, access.Read):
        return row | {
            "view": event.view,
            "cases": event.cases,
            "versions": event.versions,
            "fields": event.fields,
            "papers": event.papers,
        }
    return row | {
        "refusal": event.kind,
        "provision": event.provision,
        "cases": (event.case_id,) if event.case_id else (),
    }


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    rows = [row_of(record.envelope) for record in records]
    await connection.execute(_INSERT, [to_json(rows).decode()])


ACCESS: Final = Projection(
    name="access",
    services=PUBLISHING_SERVICES,
    ddl=DDL,
    apply=_apply,
    access=True,
    events=(access.Read, access.Refused),
)
"""Access events of every service, audit's own among them: reading the log is on it."""
