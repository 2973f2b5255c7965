"""Read tables `uses` and `supports`: what all councils' cases say of a company, for the nationwide question alone.

A use is what subsidy counts in the ledger of a company, named by a blind token (council_casework.nationwide); a support
belongs to a company by its 法人番号 (a token under the search key of 全国本部, checked in clear by the vault before it counts)
or by its entry in the register. Nothing here is ever listed: the only reader answers yes, no or the yen that remain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from council_casework.nationwide import PLANNED, STARTED
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
    number text[],
    number_token bigint,
    line text,
    started boolean NOT NULL DEFAULT false,
    planned boolean NOT NULL DEFAULT false
);
CREATE INDEX supports_number ON supports (number_token);
CREATE INDEX supports_company ON supports (company_id);
"""
_USE: Final = """
INSERT INTO uses (use_id, ledger_id, counted) VALUES (%s, %s, %s::jsonb)
ON CONFLICT (use_id) DO UPDATE SET ledger_id = excluded.ledger_id, counted = excluded.counted"""
_SUPPORT: Final = """
INSERT INTO supports (case_id, company_id, number, number_token, line) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (case_id) DO UPDATE SET company_id = excluded.company_id, number = excluded.number,
    number_token = excluded.number_token, line = excluded.line"""
_STARTED: Final = """
INSERT INTO supports (case_id, started, planned) VALUES (%s, true, %s)
ON CONFLICT (case_id) DO UPDATE SET started = true, planned = supports.planned OR excluded.planned"""


_ERASED: Final = "UPDATE supports SET number = NULL, number_token = NULL WHERE case_id = %s"


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    if vault is None:
        raise ValueError("the tokens need the vault")
    received = [record.envelope.data for record in records if type(record.envelope.data) is CandidateReceived]
    tokens = await asyncio.to_thread(vault.blind_tokens, [event.corporate_number for event in received], HQ)
    of = {event.case_id: found[0] if found else None for event, found in zip(received, tokens, strict=True)}
    async with connection.pipeline():
        for record in records:
            await connection.execute(*_statement(record.envelope.data, of))


def _statement(event: Any, tokens: dict[Any, int | None]) -> tuple[str, tuple[Any, ...]]:
    if type(event) is SubsidyUseCounted:
        return _USE, (event.use_id, event.ledger_id, event.model_dump_json())
    if type(event) is KeysDestroyed:
        return _ERASED, (event.retained_case,)
    if type(event) is CandidateReceived:
        token, value = tokens[event.case_id], event.corporate_number
        number = None if value is None or token is None else list(value.box)  # without a token: its key was destroyed
        return _SUPPORT, (event.case_id, event.company_id, number, token, event.line.value)
    return _STARTED, (event.case_id, type(event) in PLANNED)


NATIONWIDE: Final = Projection(
    name="nationwide",
    services=("audit", "support", "subsidy"),
    ddl=DDL,
    apply=_apply,
    events=(KeysDestroyed, SubsidyUseCounted, CandidateReceived, *STARTED, *PLANNED),
)
"""One row per use of the programme, and one per case that support received."""
