"""The register behind nationwide checks: which entries are one company, and which supports a company had.

Filled from intake's and support's events; no name and no 法人番号 stands here, only random ids and blind ledger ids
(queries/register.py). No route reads it: a council learns yes, no or remaining yen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_casework.nationwide import PLANNED, STARTED
from council_events import Event, Sealed
from council_events.intake import CompaniesJoined, CompaniesParted, CompanyMerged, CompanyRegistered
from council_events.support import CandidateReceived
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

from council_subsidy.queries.register import ledger_of_number_token, national_tokens

DDL: Final = """
CREATE TABLE entries (
    company_id uuid PRIMARY KEY,
    number_ledger uuid
);
CREATE INDEX entries_number ON entries (number_ledger) WHERE number_ledger IS NOT NULL;
CREATE TABLE joins (
    company_id uuid NOT NULL,
    same_as uuid NOT NULL,
    PRIMARY KEY (company_id, same_as)
);
CREATE INDEX joins_same_as ON joins (same_as);
CREATE TABLE supports (
    case_id uuid PRIMARY KEY,
    company_id uuid,
    number_ledger uuid,
    line text,
    started boolean NOT NULL DEFAULT false,
    planned boolean NOT NULL DEFAULT false
);
CREATE INDEX supports_company ON supports (company_id);
CREATE INDEX supports_number ON supports (number_ledger) WHERE number_ledger IS NOT NULL;
"""
JOINED: Final[tuple[type[Event], ...]] = (CompaniesJoined, CompanyMerged)

_ENTRY: Final = """
INSERT INTO entries (company_id, number_ledger) VALUES (%s, %s)
ON CONFLICT (company_id) DO UPDATE SET number_ledger = excluded.number_ledger"""
_JOIN: Final = "INSERT INTO joins (company_id, same_as) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_PART: Final = "DELETE FROM joins WHERE (company_id, same_as) IN ((%s, %s))"
_SUPPORT: Final = """
INSERT INTO supports (case_id, company_id, number_ledger, line) VALUES (%s, %s, %s, %s)
ON CONFLICT (case_id) DO UPDATE SET
    company_id = excluded.company_id, number_ledger = excluded.number_ledger, line = excluded.line"""
_STARTED: Final = """
INSERT INTO supports (case_id, started, planned) VALUES (%s, true, %s)
ON CONFLICT (case_id) DO UPDATE SET started = true, planned = supports.planned OR excluded.planned"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    numbered = [
        record.envelope.data
        for record in records
        if isinstance(record.envelope.data, CompanyRegistered | CandidateReceived)
    ]
    numbers: dict[int, UUID | None] = {}
    if numbered and vault is not None:
        ledgers = await asyncio.to_thread(_ledgers, [event.corporate_number for event in numbered], vault)
        numbers = dict(zip(map(id, numbered), ledgers, strict=True))
    async with connection.pipeline():
        for record in records:
            statement = _statement(record.envelope.data, numbers)
            if statement is not None:
                await connection.execute(*statement)


def _ledgers(values: Sequence[Sealed[str] | None], vault: Vault) -> list[UUID | None]:
    return [ledger_of_number_token(tokens) for tokens in national_tokens(values, vault)]


def _statement(event: Any, numbers: dict[int, UUID | None]) -> tuple[str, tuple[Any, ...]] | None:
    kind = type(event)
    if kind is CompanyRegistered:
        return _ENTRY, (event.company_id, numbers.get(id(event)))
    if kind in JOINED:
        return _JOIN, (event.company_id, event.into if kind is CompanyMerged else event.same_as)
    if kind is CompaniesParted:
        return _PART, (event.company_id, event.same_as)
    if kind is CandidateReceived:
        return _SUPPORT, (event.case_id, event.company_id, numbers.get(id(event)), event.line.value)
    if kind in STARTED or kind in PLANNED:
        return _STARTED, (event.case_id, kind in PLANNED)
    return None


REGISTER: Final = Projection(
    name="register",
    services=("intake", "support"),
    ddl=DDL,
    apply=_apply,
    events=(CompanyRegistered, CompaniesParted, CandidateReceived, *JOINED, *STARTED, *PLANNED),
)
"""Every company that intake or support knows, for nationwide checks."""
