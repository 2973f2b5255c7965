"""`alerts`: what was unusual, for the auditor's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.audit import UnusualAccessAlerted
from council_events.event import Envelope
from council_events.governance import EmergencyAccessTaken
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

DDL: Final = """
CREATE TABLE alerts (
    alert_id uuid PRIMARY KEY,
    raised_at timestamptz NOT NULL,
    kind text NOT NULL,
    person text,
    council text NOT NULL,
    watched_case uuid,
    counted int NOT NULL,
    threshold int NOT NULL,
    window_minutes int NOT NULL
);
CREATE INDEX alerts_in_time ON alerts (raised_at DESC, alert_id);
"""
EMERGENCY: Final = "emergency"
"""The kind of a row that a case opened in an emergency makes: the auditor is told of each."""
EMERGENCY_MINUTES: Final = 120
_INSERT: Final = """
INSERT INTO alerts SELECT r.* FROM json_populate_recordset(NULL::alerts, %s::json) AS r ON CONFLICT DO NOTHING"""


def _row(envelope: Envelope[Any]) -> dict[str, Any]:
    event = envelope.data
    row = {"raised_at": envelope.time, "council": envelope.council, "person": event.person}
    if isinstance(event, EmergencyAccessTaken):
        one = {"counted": 1, "threshold": 1, "window_minutes": EMERGENCY_MINUTES}
        return row | one | {"alert_id": envelope.id, "kind": EMERGENCY, "watched_case": event.case_id}
    return row | {
        "alert_id": event.alert_id,
        "kind": event.kind,
        "watched_case": event.watched_case,
        "counted": event.counted,
        "threshold": event.limit,
        "window_minutes": event.window_minutes,
    }


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    rows = [_row(record.envelope) for record in records]
    if rows:
        await connection.execute(_INSERT, [to_json(rows).decode()])


ALERTS: Final = Projection(
    name="alerts",
    services=("audit", "governance"),
    ddl=DDL,
    apply=_apply,
    events=(UnusualAccessAlerted, EmergencyAccessTaken),
)
