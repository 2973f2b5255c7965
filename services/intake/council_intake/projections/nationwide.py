"""Read tables `uses` and `supports`: what all councils' cases say of a company, for the nationwide question alone.

A use is what subsidy counts in the ledger of a company, named by a blind token (council_casework.nationwide); a support
belongs to a company by the ledger of its 法人番号 or by its entry in the register. Nothing here is ever listed: the only reader
answers yes, no or the yen that remain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_casework.indexing import erased_keys
from council_casework.nationwide import PLANNED, STARTED, ledger_of_number
from council_directory.directory import HQ
from council_events.audit import KeysDestroyed
from council_events.subsidy import SubsidyUseCounted
from council_events.support import CandidateReceived
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL: Final = """
CREATE TABLE uses (
    use_id uuid PRIMARY KEY,
    ledger_id uuid NOT NULL,
    counted jsonb NOT NULL
);
CREATE INDEX uses_ledger ON uses (ledger_id);
CREATE TABLE supports (
    case_id uuid PRIMARY KEY,
    company_id uuid,
    number_ledger uuid,
    number_key text,
    line text,
    started boolean NOT NULL DEFAULT false,
    planned boolean NOT NULL DEFAULT false
);
CREATE INDEX supports_number ON supports (number_ledger);
CREATE INDEX supports_key ON supports (number_key);
CREATE INDEX supports_company ON supports (company_id);
"""
"""`number_key`: the data key that sealed the 法人番号; with it the ledger goes, as a rebuild could not make it again."""
_USE: Final = """
INSERT INTO uses (use_id, ledger_id, counted) VALUES (%s, %s, %s::jsonb)
ON CONFLICT (use_id) DO UPDATE SET ledger_id = excluded.ledger_id, counted = excluded.counted"""
_SUPPORT: Final = """
INSERT INTO supports (case_id, company_id, number_ledger, number_key, line) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (case_id) DO UPDATE SET company_id = excluded.company_id, number_ledger = excluded.number_ledger,
    number_key = excluded.number_key, line = excluded.line"""
_STARTED: Final = """
INSERT INTO supports (case_id, started, planned) VALUES (%s, true, %s)
ON CONFLICT (case_id) DO UPDATE SET started = true, planned = supports.planned OR excluded.planned"""


_ERASED: Final = "UPDATE supports SET number_ledger = NULL WHERE number_key = ANY(%s)"


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    if vault is None:
        raise ValueError("the tokens need the vault")
    received = [record.envelope.data for record in records if type(record.envelope.data) is CandidateReceived]
    tokens = await asyncio.to_thread(vault.blind_tokens, [event.corporate_number for event in received], HQ)
    ledgers = {
        event.case_id: ledger_of_number(found[0]) for event, found in zip(received, tokens, strict=True) if found
    }
    async with connection.pipeline():
        for record in records:
            await connection.execute(*_statement(record.envelope.data, ledgers))


def _statement(event: Any, ledgers: dict[UUID, UUID]) -> tuple[str, tuple[Any, ...]]:
    if type(event) is SubsidyUseCounted:
        return _USE, (event.use_id, event.ledger_id, event.model_dump_json())
    if type(event) is KeysDestroyed:
        return _ERASED, (erased_keys([event]),)
    if type(event) is CandidateReceived:
        number = event.corporate_number
        key = None if number is None else number.box.key_id
        return _SUPPORT, (event.case_id, event.company_id, ledgers.get(event.case_id), key, event.line.value)
    return _STARTED, (event.case_id, type(event) in PLANNED)


NATIONWIDE: Final = Projection(
    name="nationwide",
    services=("audit", "support", "subsidy"),
    ddl=DDL,
    apply=_apply,
    events=(KeysDestroyed, SubsidyUseCounted, CandidateReceived, *STARTED, *PLANNED),
)
"""One row per use of the programme, and one per case that support received."""
