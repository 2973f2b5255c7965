"""`companies`: what the destruction of a company's entry depends on: the entries of intake's register, which of them are one company,
their cases in every service and council, and what counts for life.

No name and no 法人番号 stands here, only random ids, ids of ledgers, and whether an entry bears a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_casework.nationwide import STARTED, ledger_of_company
from council_events import Event, all_event_classes
from council_events.event import Envelope
from council_events.intake import (
    CompaniesJoined,
    CompaniesParted,
    CompanyEntryClosed,
    CompanyEntryCorrected,
    CompanyMerged,
    CompanyMoved,
    CompanyRegistered,
    CompanyRenamed,
    NationwideAnswerGiven,
    ProprietorIncorporated,
)
from council_events.subsidy import SubsidyUseCounted
from council_kit.clock import JST
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL: Final = """
CREATE TABLE entries (
    company_id uuid PRIMARY KEY,
    council text NOT NULL,
    recorded_on date NOT NULL,
    ledger_id uuid NOT NULL,
    numbered boolean,
    closed_on date
);
CREATE INDEX entries_due ON entries (council, recorded_on);
CREATE TABLE links (
    company_id uuid NOT NULL,
    same_as uuid NOT NULL,
    PRIMARY KEY (company_id, same_as)
);
CREATE INDEX links_back ON links (same_as);
CREATE TABLE cases (
    case_id uuid PRIMARY KEY,
    company_id uuid,
    supported boolean NOT NULL DEFAULT false
);
CREATE INDEX cases_of_company ON cases (company_id);
CREATE TABLE uses (
    ledger_id uuid NOT NULL,
    use_id uuid NOT NULL,
    counts boolean NOT NULL,
    PRIMARY KEY (ledger_id, use_id)
);
"""
"""`recorded_on`: the later of the last business day and the last day of recording. `closed_on`: the day on which the closing was recorded.
`ledger_id`: the ledger that counts uses of the entry itself, besides that of its 法人番号."""

OF_ENTRIES: Final[tuple[type[Event], ...]] = (
    CompanyRegistered, CompanyRenamed, CompanyMoved, ProprietorIncorporated, CompanyMerged, CompaniesJoined, CompaniesParted,
    CompanyEntryCorrected, NationwideAnswerGiven,
)  # fmt: skip
OF_CASES: Final[tuple[type[Event], ...]] = tuple(
    event for event in all_event_classes() if {"case_id", "company_id"} <= event.model_fields.keys()
)
"""Every event that says whose case it is."""

_ENTRY: Final = """
INSERT INTO entries (company_id, council, recorded_on, ledger_id, numbered) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (company_id) DO UPDATE SET
    recorded_on = greatest(entries.recorded_on, excluded.recorded_on),
    numbered = coalesce(excluded.numbered, entries.numbered)"""
_CLOSED: Final = "UPDATE entries SET closed_on = %s WHERE company_id = %s"
_LINK: Final = "INSERT INTO links (company_id, same_as) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_PART: Final = "DELETE FROM links WHERE (company_id, same_as) IN ((%s, %s))"
_CASE: Final = """
INSERT INTO cases (case_id, company_id) VALUES (%s, %s)
ON CONFLICT (case_id) DO UPDATE SET company_id = excluded.company_id"""
_SUPPORTED: Final = """
INSERT INTO cases (case_id, supported) VALUES (%s, true) ON CONFLICT (case_id) DO UPDATE SET supported = true"""
_USE: Final = """
INSERT INTO uses (ledger_id, use_id, counts) VALUES (%s, %s, %s)
ON CONFLICT (ledger_id, use_id) DO UPDATE SET counts = excluded.counts"""

Statement = tuple[str, tuple[Any, ...]]


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    async with connection.pipeline():
        for record in records:
            for statement in _statements(record.envelope):
                await connection.execute(*statement)


def _statements(envelope: Envelope[Any]) -> list[Statement]:
    event: Any = envelope.data
    kind = type(event)
    if kind in OF_ENTRIES:
        return [_entry(envelope), *_link(event)]
    if isinstance(event, CompanyEntryClosed):
        return [(_CLOSED, (envelope.time.astimezone(JST).date(), event.company_id))]
    if isinstance(event, SubsidyUseCounted):
        return [(_USE, (event.ledger_id, event.use_id, event.running or event.amount > 0))]
    if kind in STARTED:
        return [(_SUPPORTED, (event.case_id,))]
    if kind in OF_CASES and event.company_id is not None and event.case_id == envelope.streamid:
        return [(_CASE, (event.case_id, event.company_id))]
    return []


def _entry(envelope: Envelope[Any]) -> Statement:
    recorded_on = max(envelope.occurredon, envelope.time.astimezone(JST).date())
    company_id = envelope.streamid
    return _ENTRY, (company_id, envelope.council, recorded_on, ledger_of_company(company_id), _numbered(envelope.data))


def _numbered(event: Any) -> bool | None:
    """Whether the entry bears a 法人番号 from now on; None where the event says nothing of it."""
    if isinstance(event, CompanyRegistered | ProprietorIncorporated):
        return event.corporate_number is not None
    if isinstance(event, CompanyEntryCorrected) and event.field == "corporate_number":
        return event.sealed is not None
    return None


def _link(event: Any) -> list[Statement]:
    if isinstance(event, CompaniesJoined):
        return [(_LINK, (event.company_id, event.same_as))]
    if isinstance(event, CompanyMerged):
        return [(_LINK, (event.company_id, event.into))]
    if isinstance(event, CompaniesParted):
        return [(_PART, (event.company_id, event.same_as))]
    return []


COMPANIES: Final = Projection(
    name="companies",
    services=("intake", "subsidy", "support"),
    ddl=DDL,
    apply=_apply,
    events=(*OF_ENTRIES, CompanyEntryClosed, SubsidyUseCounted, *STARTED, *OF_CASES),
)
"""One row per entry of the register, with its links, cases and uses."""
