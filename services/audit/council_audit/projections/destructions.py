"""`retention`: how far the destruction of each case is, for the timer that carries it out and for the reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.audit import DestructionEvent, KeysDestroyed
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

from council_audit.domain.destructions import KEEPING_AFTER

DDL: Final = """
CREATE TABLE kept_cases (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    keeping text NOT NULL,
    backups_expire_on date,
    version int NOT NULL
);
CREATE INDEX kept_cases_waiting ON kept_cases (keeping, backups_expire_on);
"""
_UPSERT: Final = """
INSERT INTO kept_cases VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (case_id) DO UPDATE SET
    keeping = CASE WHEN excluded.version > kept_cases.version THEN excluded.keeping ELSE kept_cases.keeping END,
    backups_expire_on = coalesce(excluded.backups_expire_on, kept_cases.backups_expire_on),
    version = greatest(excluded.version, kept_cases.version)"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    for record in records:
        envelope = record.envelope
        event = envelope.data
        keeping = KEEPING_AFTER.get(type(event))
        if keeping is None or not isinstance(event, DestructionEvent):
            continue
        expire_on = event.backups_expire_on if isinstance(event, KeysDestroyed) else None
        values = [event.retained_case, envelope.council, keeping.value, expire_on, envelope.sequence]
        await connection.execute(_UPSERT, values)


RETENTION: Final = Projection(
    name="retention",
    services=("audit",),
    ddl=DDL,
    apply=_apply,
    events=tuple(KEEPING_AFTER),
)
