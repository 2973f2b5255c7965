"""`investigations`: which investigations there are, about whom and how far they are. No text of any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.audit import (
    InvestigationConcluded,
    InvestigationEvent,
    InvestigationOpened,
    InvestigationReported,
    InvestigationRequested,
)
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

from council_audit.domain import STAGE_AFTER, Stage

DDL: Final = """
CREATE TABLE investigations (
    investigation_id uuid PRIMARY KEY,
    concerned text NOT NULL,
    entitled text,
    cases uuid[],
    stage smallint NOT NULL,
    requested_on date,
    updated_at timestamptz NOT NULL,
    version int NOT NULL
);
CREATE INDEX investigations_of_council ON investigations (concerned, updated_at DESC);
CREATE INDEX investigations_of_case ON investigations USING gin (cases);
"""
_UPSERT: Final = """
INSERT INTO investigations
SELECT r.* FROM json_populate_recordset(NULL::investigations, %s::json) AS r
ON CONFLICT (investigation_id) DO UPDATE SET
    entitled = coalesce(excluded.entitled, investigations.entitled),
    cases = coalesce(excluded.cases, investigations.cases),
    requested_on = coalesce(excluded.requested_on, investigations.requested_on),
    stage = greatest(excluded.stage, investigations.stage),
    updated_at = greatest(excluded.updated_at, investigations.updated_at),
    version = greatest(excluded.version, investigations.version)"""
STAGES: Final = tuple(Stage)
"""Stages by their number in the table."""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    """Rows of one investigation go in one after another: a statement can't change a row twice."""
    for record in records:
        envelope = record.envelope
        event = envelope.data
        if not isinstance(event, InvestigationEvent):
            continue
        asked = event if isinstance(event, InvestigationRequested) else None
        row = {
            "investigation_id": event.investigation_id,
            "concerned": envelope.council,
            "entitled": asked and asked.entitled,
            "cases": asked and asked.cases,
            "stage": STAGES.index(STAGE_AFTER.get(type(event), Stage.REQUESTED)),
            "requested_on": asked and envelope.occurredon,
            "updated_at": envelope.time,
            "version": envelope.sequence,
        }
        await connection.execute(_UPSERT, [to_json([row]).decode()])


INVESTIGATIONS: Final = Projection(
    name="investigations",
    services=("audit",),
    ddl=DDL,
    apply=_apply,
    events=(InvestigationRequested, InvestigationOpened, InvestigationConcluded, InvestigationReported),
)
