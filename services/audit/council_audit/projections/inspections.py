"""`inspections`: which inspections there are, of which council, and whether they run. No text of any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.audit import InspectedContentOpened, InspectionBegun, InspectionEnded, InspectionEvent
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL: Final = """
CREATE TABLE inspections (
    inspection_id uuid PRIMARY KEY,
    concerned text NOT NULL,
    begun_on date,
    ended_on date,
    openings int NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX inspections_of_council ON inspections (concerned, updated_at DESC);
"""
_UPSERT: Final = """
INSERT INTO inspections VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (inspection_id) DO UPDATE SET
    begun_on = coalesce(excluded.begun_on, inspections.begun_on),
    ended_on = coalesce(excluded.ended_on, inspections.ended_on),
    openings = excluded.openings + inspections.openings,
    updated_at = greatest(excluded.updated_at, inspections.updated_at)"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    for record in records:
        envelope = record.envelope
        event = envelope.data
        if not isinstance(event, InspectionEvent):
            continue
        row = (
            event.inspection_id,
            envelope.council,
            envelope.occurredon if isinstance(event, InspectionBegun) else None,
            envelope.occurredon if isinstance(event, InspectionEnded) else None,
            int(isinstance(event, InspectedContentOpened)),
            envelope.time,
        )
        await connection.execute(_UPSERT, row)


INSPECTIONS: Final = Projection(
    name="inspections",
    services=("audit",),
    ddl=DDL,
    apply=_apply,
    events=(InspectionBegun, InspectedContentOpened, InspectionEnded),
)
