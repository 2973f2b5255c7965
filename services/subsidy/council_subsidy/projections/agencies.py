"""The register of agencies as a table: one row per 認定経営革新等支援機関, to find one by and to see whose certification runs out.

The certification itself is told by the agency's stream. No name stands in clear; tokens are of the national search key, since
the register is the nation's.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from council_directory.directory import HQ
from council_events import Event
from council_events.event import Envelope
from council_events.subsidy import (
    AgencyCertified,
    AgencyRenamed,
    BankTie,
    BankTieEnded,
    BankTieRecorded,
    CertificationRenewed,
    CertificationWithdrawn,
)
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

DDL: Final = """
CREATE TABLE agencies (
    agency_id text PRIMARY KEY,
    name json,
    kind text,
    expires_on date,
    withdrawn boolean,
    is_bank boolean,
    version int NOT NULL,
    tokens bigint[] NOT NULL DEFAULT '{}'
);
CREATE INDEX agencies_expiry ON agencies (expires_on, agency_id);
CREATE INDEX agencies_tokens ON agencies USING gin (tokens) WITH (fastupdate = off);
"""
OF_AGENCIES: Final[tuple[type[Event], ...]] = (
    AgencyCertified, CertificationRenewed, CertificationWithdrawn, AgencyRenamed, BankTieRecorded, BankTieEnded,
)  # fmt: skip

_COLUMNS: Final = ("name", "kind", "expires_on", "withdrawn", "is_bank")
_UPSERT: Final = f"""
INSERT INTO agencies (agency_id, version, tokens, {", ".join(_COLUMNS)})
SELECT agency_id, version, ARRAY(SELECT jsonb_array_elements_text(tokens)::bigint), {", ".join(_COLUMNS)}
FROM json_to_recordset(%s::json) AS r(
    agency_id text, version int, tokens jsonb, name json, kind text, expires_on date, withdrawn boolean, is_bank boolean)
ON CONFLICT (agency_id) DO UPDATE SET
    version = excluded.version,
    tokens = CASE WHEN excluded.name IS NULL THEN agencies.tokens ELSE excluded.tokens END,
    {", ".join(f"{name} = coalesce(excluded.{name}, agencies.{name})" for name in _COLUMNS)}"""


def _row(envelope: Envelope[Any]) -> dict[str, Any]:
    """What one event says of its agency; the last one of an agency stands."""
    event = envelope.data
    row: dict[str, Any] = {"agency_id": event.agency_id, "version": envelope.sequence}
    if isinstance(event, (AgencyCertified, AgencyRenamed)):
        row["name"] = event.name.box
    if isinstance(event, AgencyCertified):
        row |= {"kind": event.kind.value, "withdrawn": False}
    if isinstance(event, (AgencyCertified, CertificationRenewed)):
        row["expires_on"] = event.expires_on
    if isinstance(event, CertificationWithdrawn):
        row |= {"expires_on": event.withdrawn_on - dt.timedelta(days=1), "withdrawn": True}
    if isinstance(event, (BankTieRecorded, BankTieEnded)) and event.tie is BankTie.ITSELF:
        row["is_bank"] = isinstance(event, BankTieRecorded)
    return row


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    if vault is None:
        raise ValueError("the search index needs the vault")
    envelopes = [record.envelope for record in records]
    named = [envelope.data for envelope in envelopes if isinstance(envelope.data, (AgencyCertified, AgencyRenamed))]
    tokens = await asyncio.to_thread(vault.blind_tokens, [event.name for event in named], HQ) if named else []
    rows: dict[str, dict[str, Any]] = {}
    for envelope in envelopes:
        row = rows.setdefault(envelope.data.agency_id, {"tokens": []})
        row |= _row(envelope)
    for event, found in zip(named, tokens, strict=True):
        rows[event.agency_id]["tokens"] = sorted(found)
    if rows:
        await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])


AGENCIES: Final = Projection(name="agencies", services=("subsidy",), ddl=DDL, apply=_apply, events=OF_AGENCIES)
"""One row per agency of the register."""
