"""`retention`: how far the destruction of each case and entry is and whether it is held, for the timer that carries it out and for
the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.audit import DestructionEvent, KeysDestroyed, LegalHoldLifted, LegalHoldPlaced
from council_events.event import Event
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

from council_audit.domain.destructions import KEEPING_AFTER

DDL: Final = """
CREATE TABLE kept (
    retained_id uuid PRIMARY KEY,
    retained text NOT NULL,
    council text NOT NULL,
    keeping text NOT NULL,
    held boolean NOT NULL,
    backups_expire_on date,
    updated_at timestamptz NOT NULL
);
CREATE INDEX kept_waiting ON kept (keeping, backups_expire_on);
CREATE INDEX kept_of_council ON kept (council, updated_at DESC);
"""
_UPSERT: Final = """
INSERT INTO kept VALUES (
    %(id)s, %(retained)s, %(council)s, coalesce(%(keeping)s, 'kept'), coalesce(%(held)s, false), %(expire)s, %(at)s)
ON CONFLICT (retained_id) DO UPDATE SET
    council = excluded.council,
    keeping = coalesce(%(keeping)s, kept.keeping),
    held = coalesce(%(held)s, kept.held),
    backups_expire_on = coalesce(excluded.backups_expire_on, kept.backups_expire_on),
    updated_at = excluded.updated_at"""
_HELD: Final[dict[type[Event], bool]] = {LegalHoldPlaced: True, LegalHoldLifted: False}


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    """One after another: the events of a subject come in their order, and each changes its own columns."""
    for record in records:
        envelope = record.envelope
        event = envelope.data
        if not isinstance(event, DestructionEvent):
            continue
        keeping = KEEPING_AFTER.get(type(event))
        row = {
            "id": event.retained_id,
            "retained": event.retained_kind.value,
            "council": envelope.council,
            "keeping": keeping.value if keeping else None,
            "held": _HELD.get(type(event)),
            "expire": event.backups_expire_on if isinstance(event, KeysDestroyed) else None,
            "at": envelope.time,
        }
        await connection.execute(_UPSERT, row)


RETENTION: Final = Projection(
    name="retention",
    services=("audit",),
    ddl=DDL,
    apply=_apply,
    events=(*KEEPING_AFTER, *_HELD),
)
