"""Read tables of the register: `companies`, `words` to find one by, and `joins` of duplicates.

No name stands in clear. A former name is found too: its tokens stay, and `names` keeps its box. Of a closed entry nothing is left but
its number, its links and `number_ledger`, the ledger of its 法人番号 (ADR 0033).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_casework.nationwide import ledger_of_number
from council_directory.directory import HQ
from council_events import Sealed
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
    ProprietorIncorporated,
)
from council_kit.runner import Projection, Record, corrected_streams
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

from council_intake.domain.company import STAGE_AFTER

DDL: Final = """
CREATE TABLE companies (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    stage text,
    name text[],
    kana text[],
    phone text[],
    address text[],
    corporate_number text[],
    prefecture text,
    legal_form text,
    merged_into uuid,
    number_ledger uuid,
    names jsonb NOT NULL,
    version int NOT NULL
);
CREATE INDEX companies_merged ON companies (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX companies_ledger ON companies (number_ledger) WHERE number_ledger IS NOT NULL;
CREATE TABLE words (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    tokens bigint[] NOT NULL
);
CREATE INDEX words_tokens ON words USING gin (tokens) WITH (fastupdate = off);
CREATE TABLE joins (
    company_id uuid NOT NULL,
    same_as uuid NOT NULL,
    PRIMARY KEY (company_id, same_as)
);
CREATE INDEX joins_back ON joins (same_as);
"""

_CHANGES: Final = (
    CompanyRegistered, CompanyRenamed, CompanyMoved, ProprietorIncorporated, CompanyMerged, CompaniesJoined, CompaniesParted,
    CompanyEntryClosed,
)  # fmt: skip
EVENTS: Final = (*_CHANGES, CompanyEntryCorrected)
SEALED: Final = ("name", "kana", "phone", "address", "corporate_number")
_PLAIN: Final = ("prefecture", "legal_form")
_COLUMNS: Final = ("stage", *SEALED, *_PLAIN, "merged_into", "number_ledger")

_UPSERT: Final = f"""
INSERT INTO companies (case_id, council, version, names, {", ".join(_COLUMNS)})
SELECT case_id, council, version, names, {", ".join(_COLUMNS)} FROM json_to_recordset(%s::json) AS r(
    case_id uuid, council text, version int, names jsonb, stage text, name text[], kana text[], phone text[], address text[],
    corporate_number text[], prefecture text, legal_form text, merged_into uuid, number_ledger uuid)
ON CONFLICT (case_id) DO UPDATE SET
    version = greatest(companies.version, excluded.version),
    names = companies.names || excluded.names,
    {", ".join(f"{name} = coalesce(excluded.{name}, companies.{name})" for name in _COLUMNS)}"""
_WORDS: Final = """
INSERT INTO words (case_id, council, tokens)
SELECT case_id, council, tokens FROM json_to_recordset(%s::json) AS r(case_id uuid, council text, tokens bigint[])
ON CONFLICT (case_id) DO UPDATE SET tokens = ARRAY(
    SELECT DISTINCT token FROM unnest(words.tokens || excluded.tokens) AS token ORDER BY token)"""
_EMPTY: Final = f"""
UPDATE companies SET names = '[]', {", ".join(f"{name} = NULL" for name in SEALED)} WHERE case_id = ANY(%s)"""
_FORGET: Final = "DELETE FROM words WHERE case_id = ANY(%s)"
_JOIN: Final = """
INSERT INTO joins SELECT * FROM unnest(%s::uuid[], %s::uuid[]) ON CONFLICT DO NOTHING"""
_PART: Final = """
DELETE FROM joins USING unnest(%s::uuid[], %s::uuid[]) AS parted(company_id, same_as)
WHERE joins.company_id = parted.company_id AND joins.same_as = parted.same_as"""

Row = dict[str, Any]


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    if vault is None:
        raise ValueError("the search index needs the vault")
    envelopes = [record.envelope for record in records if not isinstance(record.envelope.data, CompanyEntryCorrected)]
    again = await corrected_streams(connection, records)
    if again:  # filled anew: what a correction has put another value in place of would else still be found
        for table in ("companies", "words"):
            await connection.execute(f"DELETE FROM {table} WHERE case_id = ANY(%s)", [list(again)])
        envelopes = [each for each in envelopes if each.streamid not in again]
        envelopes += [each for stream in again.values() for each in stream if isinstance(each.data, _CHANGES)]
    if not envelopes:
        return
    words, ledgers = await asyncio.to_thread(_tokens, envelopes, vault)
    rows: dict[UUID, Row] = {}
    for envelope in envelopes:
        row = rows.setdefault(envelope.data.company_id, {"case_id": envelope.data.company_id, "names": []})
        ledger = {"number_ledger": ledgers.get(envelope.id)}
        row |= {name: value for name, value in (ledger | _row(envelope)).items() if value is not None}
        row["names"] += [row["name"]] if getattr(envelope.data, "name", None) else []
    for stream, read in again.items():  # the correction's own version, since it fills no other column
        rows[stream]["version"] = read[-1].sequence
    await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])
    await connection.execute(_WORDS, [to_json(words).decode()])
    joined = _joins(envelopes)
    for statement, wanted in ((_JOIN, True), (_PART, False)):
        pairs = [pair for pair, stands in joined.items() if stands is wanted]
        if pairs:
            await connection.execute(statement, [[a for a, _ in pairs], [b for _, b in pairs]])
    closed = [envelope.data.company_id for envelope in envelopes if isinstance(envelope.data, CompanyEntryClosed)]
    if closed:  # the last event of an entry, so that nothing of this batch comes after it
        await connection.execute(_EMPTY, [closed])
        await connection.execute(_FORGET, [closed])


def _row(envelope: Envelope[Any]) -> Row:
    """What one event says of its company; None where it says nothing."""
    event = envelope.data
    row: Row = {"council": envelope.council, "version": envelope.sequence}
    if type(event) in STAGE_AFTER:
        row["stage"] = STAGE_AFTER[type(event)][0].value
    row |= {name: value.box for name in SEALED if (value := getattr(event, name, None)) is not None}
    row |= {name: getattr(event, name, None) for name in _PLAIN}
    if isinstance(event, CompanyEntryClosed):
        row["number_ledger"] = event.ledger_id
    return row | {"merged_into": getattr(event, "into", None)}


def _tokens(envelopes: Sequence[Envelope[Any]], vault: Vault) -> tuple[list[Row], dict[UUID, UUID]]:
    """The words of each company, and the ledger of the 法人番号 that an event gives; no clear text leaves the vault."""
    numbered = [each for each in envelopes if getattr(each.data, "corporate_number", None) is not None]
    national = vault.blind_tokens([each.data.corporate_number for each in numbered], HQ)
    ledgers = {each.id: ledger_of_number(found[0]) for each, found in zip(numbered, national, strict=True) if found}
    return _words(envelopes, vault), ledgers


def _words(envelopes: Sequence[Envelope[Any]], vault: Vault) -> list[Row]:
    """The tokens of each company's names and numbers; the words of a council are hashed together."""
    tokens: dict[UUID, set[int]] = {}
    for council in {envelope.council for envelope in envelopes}:
        of_council = [envelope for envelope in envelopes if envelope.council == council]
        values: list[Sealed[Any] | None] = [getattr(each.data, name, None) for each in of_council for name in SEALED]
        made = iter(vault.blind_tokens(values, council))
        tokens |= {each.id: {token for _ in SEALED for token in next(made)} for each in of_council}
    found: dict[UUID, Row] = {}
    for envelope in envelopes:
        row = found.setdefault(
            envelope.data.company_id,
            {"case_id": envelope.data.company_id, "council": envelope.council, "tokens": set()},
        )
        row["tokens"] |= tokens[envelope.id]
    return [row | {"tokens": sorted(row["tokens"])} for row in found.values()]


def _joins(envelopes: Sequence[Envelope[Any]]) -> dict[tuple[UUID, UUID], bool]:
    """The last word on each pair: joined or parted."""
    return {
        (envelope.data.company_id, envelope.data.same_as): isinstance(envelope.data, CompaniesJoined)
        for envelope in envelopes
        if isinstance(envelope.data, (CompaniesJoined, CompaniesParted))
    }


COMPANIES: Final = Projection(name="companies", services=("intake",), ddl=DDL, apply=_apply, events=EVENTS)
"""One row per entry of the register."""
