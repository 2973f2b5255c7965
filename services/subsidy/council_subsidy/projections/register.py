"""The register behind nationwide checks: which entries are one company, and which supports a company had.

Filled from intake's and support's events; no name and no 法人番号 stands here, only random ids and blind ledger ids
(queries/register.py). No route reads it: a council learns yes, no or remaining yen. A closed entry keeps its ledger, by which what the
company used goes on counting (ADR 0033).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from council_casework.indexing import erased_keys
from council_casework.nationwide import PLANNED, STARTED
from council_events import Event, Sealed
from council_events.audit import KeysDestroyed
from council_events.intake import (
    CompaniesJoined,
    CompaniesParted,
    CompanyEntryClosed,
    CompanyEntryCorrected,
    CompanyMerged,
    CompanyRegistered,
    ProprietorIncorporated,
)
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
    number_key text,
    line text,
    started boolean NOT NULL DEFAULT false,
    planned boolean NOT NULL DEFAULT false
);
CREATE INDEX supports_company ON supports (company_id);
CREATE INDEX supports_number ON supports (number_ledger) WHERE number_ledger IS NOT NULL;
CREATE INDEX supports_key ON supports (number_key) WHERE number_key IS NOT NULL;
"""
"""`number_key`: the data key that sealed the 法人番号; with it the ledger goes, as a rebuild could not make it again."""
NUMBERED: Final[tuple[type[Event], ...]] = (
    CompanyRegistered,
    ProprietorIncorporated,
    CompanyEntryCorrected,
    CandidateReceived,
)

_ENTRY: Final = """
INSERT INTO entries (company_id, number_ledger) VALUES (%s, %s)
ON CONFLICT (company_id) DO UPDATE SET number_ledger = excluded.number_ledger"""
_JOIN: Final = "INSERT INTO joins (company_id, same_as) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_PART: Final = "DELETE FROM joins WHERE (company_id, same_as) IN ((%s, %s))"
_SUPPORT: Final = """
INSERT INTO supports (case_id, company_id, number_ledger, number_key, line) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (case_id) DO UPDATE SET company_id = excluded.company_id, number_ledger = excluded.number_ledger,
    number_key = excluded.number_key, line = excluded.line"""
_ERASED: Final = "UPDATE supports SET number_ledger = NULL WHERE number_key = ANY(%s)"
_STARTED: Final = """
INSERT INTO supports (case_id, started, planned) VALUES (%s, true, %s)
ON CONFLICT (case_id) DO UPDATE SET started = true, planned = supports.planned OR excluded.planned"""


Statement = tuple[str, tuple[Any, ...]]


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    if vault is None:
        raise ValueError("the ledgers need the vault")
    events = [record.envelope.data for record in records if _says_something(record.envelope.data)]
    numbered = [event for event in events if isinstance(event, NUMBERED)]
    ledgers = await asyncio.to_thread(_ledgers, [_number(event) for event in numbered], vault) if numbered else []
    numbers = dict(zip(map(id, numbered), ledgers, strict=True))
    async with connection.pipeline():
        for event in events:
            await connection.execute(*_STATEMENTS[type(event)](event, numbers.get(id(event))))


def _says_something(event: Any) -> bool:
    return not isinstance(event, CompanyEntryCorrected) or event.field == "corporate_number"


def _number(event: Any) -> Sealed[str] | None:
    number: Sealed[str] | None = event.sealed if isinstance(event, CompanyEntryCorrected) else event.corporate_number
    return number


def _ledgers(values: Sequence[Sealed[str] | None], vault: Vault) -> list[UUID | None]:
    return [ledger_of_number_token(tokens) for tokens in national_tokens(values, vault)]


def _support(event: CandidateReceived, ledger: UUID | None) -> Statement:
    number = event.corporate_number
    key = None if number is None else number.box.key_id
    return _SUPPORT, (event.case_id, event.company_id, ledger, key, event.line.value)


def _started(event: Any, _ledger: UUID | None) -> Statement:
    return _STARTED, (event.case_id, isinstance(event, PLANNED))


_STATEMENTS: Final[dict[type[Event], Callable[[Any, UUID | None], Statement]]] = {
    CompanyRegistered: lambda event, ledger: (_ENTRY, (event.company_id, ledger)),
    ProprietorIncorporated: lambda event, ledger: (_ENTRY, (event.company_id, ledger)),
    CompanyEntryCorrected: lambda event, ledger: (_ENTRY, (event.case_id, ledger)),
    CompanyEntryClosed: lambda event, _ledger: (_ENTRY, (event.company_id, event.ledger_id)),
    CompaniesJoined: lambda event, _ledger: (_JOIN, (event.company_id, event.same_as)),
    CompanyMerged: lambda event, _ledger: (_JOIN, (event.company_id, event.into)),
    CompaniesParted: lambda event, _ledger: (_PART, (event.company_id, event.same_as)),
    KeysDestroyed: lambda event, _ledger: (_ERASED, (erased_keys([event]),)),
    CandidateReceived: _support,
    **dict.fromkeys((*STARTED, *PLANNED), _started),
}
"""What each event says of the tables, given the ledger of the 法人番号 that it bears."""

REGISTER: Final = Projection(
    name="register",
    services=("audit", "intake", "support"),
    ddl=DDL,
    apply=_apply,
    events=tuple(_STATEMENTS),
)
"""Every company that intake or support knows, for nationwide checks."""
