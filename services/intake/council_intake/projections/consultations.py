"""Read tables of intake: `cases` for the work list, `search` for finding one by blind tokens, `destroyed`: what waits no more.

The first are two tables, because a case changes with each of its events and its tokens never do: an update of a row makes
new entries in all indexes of its table, and a name has some forty tokens.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from council_casework import erasing
from council_casework.indexing import indexed
from council_events import Sealed
from council_events.event import Envelope
from council_events.intake import (
    CompanyEntryCorrected,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationReportDrafted,
    DeadlinePassed,
    RoleExplained,
    SupportLineChosen,
)
from council_kit.runner import Projection, Record, corrected_streams
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

from council_intake.domain import STAGE_AFTER, Stage

DDL: Final = f"""
CREATE TABLE cases (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    stage smallint NOT NULL,
    closed boolean NOT NULL,
    closed_on date,
    drafted boolean NOT NULL,
    reported boolean NOT NULL,
    late text[] NOT NULL,
    role_explained boolean NOT NULL,
    kind text,
    opened_on date,
    assigned_to text,
    line text,
    company_name text[],
    requester_name text[],
    company_kana text[],
    company_phone text[],
    corporate_number text[],
    updated_at timestamptz NOT NULL,
    version int NOT NULL
);
CREATE INDEX cases_open ON cases (council, updated_at DESC, case_id DESC) WHERE NOT closed;
CREATE INDEX cases_of_person ON cases (council, assigned_to, updated_at DESC, case_id DESC) WHERE NOT closed;
CREATE INDEX cases_unreported ON cases (council, updated_at DESC, case_id DESC) WHERE closed AND NOT reported;
CREATE TABLE search (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    opened_on date NOT NULL,
    tokens bigint[] NOT NULL,
    keys text[] NOT NULL
);
CREATE INDEX search_keys ON search USING gin (keys);
CREATE INDEX search_tokens ON search USING gin (tokens) WITH (gin_pending_list_limit = 256);
{erasing.DDL}"""
# The pending list of the index is read whole by every search, so it is kept short (kB).

_SEALED: Final = ("company_name", "requester_name", "company_kana", "company_phone", "corporate_number")
"""What a case is found by; kept sealed in `cases`, as tokens in `search`."""

_UPSERT: Final = """
INSERT INTO cases
SELECT * FROM json_to_recordset(%s::json) AS r(
    case_id uuid, council text, stage smallint, closed boolean, closed_on date, drafted boolean, reported boolean,
    late text[], role_explained boolean, kind text, opened_on date,
    assigned_to text, line text, company_name text[], requester_name text[], company_kana text[],
    company_phone text[], corporate_number text[], updated_at timestamptz, version int)
ON CONFLICT (case_id) DO UPDATE SET
    stage = greatest(excluded.stage, cases.stage),
    closed = excluded.closed OR cases.closed,
    closed_on = coalesce(excluded.closed_on, cases.closed_on),
    drafted = excluded.drafted OR cases.drafted,
    reported = excluded.reported OR cases.reported,
    late = ARRAY(SELECT DISTINCT unnest(cases.late || excluded.late) ORDER BY 1),
    role_explained = excluded.role_explained OR cases.role_explained,
    kind = coalesce(excluded.kind, cases.kind),
    opened_on = coalesce(excluded.opened_on, cases.opened_on),
    assigned_to = coalesce(excluded.assigned_to, cases.assigned_to),
    line = coalesce(excluded.line, cases.line),
    company_name = coalesce(excluded.company_name, cases.company_name),
    requester_name = coalesce(excluded.requester_name, cases.requester_name),
    company_kana = coalesce(excluded.company_kana, cases.company_kana),
    company_phone = coalesce(excluded.company_phone, cases.company_phone),
    corporate_number = coalesce(excluded.corporate_number, cases.corporate_number),
    updated_at = greatest(excluded.updated_at, cases.updated_at),
    version = greatest(excluded.version, cases.version)"""

_INDEX: Final = """
INSERT INTO search
SELECT * FROM json_to_recordset(%s::json) AS r(case_id uuid, council text, opened_on date, tokens bigint[], keys text[])
ON CONFLICT (case_id) DO NOTHING"""

_FEW: Final = 100
"""Consultations whose tokens are made at a time, some 20 ms: the database ends a transaction that rests for a second."""

Row = dict[str, Any]


def _row(envelope: Envelope[Any]) -> Row:
    """What one event says of its case; None where it says nothing."""
    event = envelope.data
    stage = STAGE_AFTER.get(type(event), Stage.RECEIVED)
    row: Row = {
        "case_id": event.case_id,
        "council": envelope.council,
        "stage": stage.rank,
        "closed": stage.rank >= Stage.CLOSED.rank,
        "closed_on": envelope.occurredon if isinstance(event, ConsultationClosed) else None,
        "drafted": isinstance(event, ConsultationReportDrafted),
        "reported": stage is Stage.REPORTED,
        "late": [event.lacking] if isinstance(event, DeadlinePassed) else [],
        "role_explained": isinstance(event, RoleExplained),
        "line": event.line if isinstance(event, SupportLineChosen) else None,
        "updated_at": envelope.time,
        "version": envelope.sequence,
    }
    if isinstance(event, ConsultationOpened):
        row |= {"kind": event.kind, "opened_on": envelope.occurredon, "assigned_to": event.assigned_to}
        row |= {name: value.box for name in _SEALED if (value := getattr(event, name)) is not None}
    return row


def _merged(before: Row, after: Row) -> Row:
    """Two events of one case in one batch, in their order."""
    said = {name: value for name, value in after.items() if value is not None}
    return (
        before
        | said
        | {
            "council": before["council"],
            "stage": max(before["stage"], after["stage"]),
            "late": sorted({*before["late"], *after["late"]}),
        }
        | {name: before[name] or after[name] for name in ("closed", "drafted", "reported", "role_explained")}
    )


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    records = [record for record in records if not isinstance(record.envelope.data, CompanyEntryCorrected)]
    envelopes = [record.envelope for record in records if hasattr(record.envelope.data, "case_id")]
    again = await corrected_streams(connection, records)
    if again:  # filled anew: what a correction has emptied would else stay
        await connection.execute("DELETE FROM cases WHERE case_id = ANY(%s)", [list(again)])
        await connection.execute("DELETE FROM search WHERE case_id = ANY(%s)", [list(again)])
        envelopes = [each for each in envelopes if each.streamid not in again]
        envelopes += [each for stream in again.values() for each in stream]
    rows: dict[Any, Row] = {}
    for envelope in envelopes:
        row = _row(envelope)
        before = rows.get(row["case_id"])
        rows[row["case_id"]] = _merged(before, row) if before else row
    if rows:
        await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])
    opened = [envelope for envelope in envelopes if isinstance(envelope.data, ConsultationOpened)]
    for start in range(0, len(opened), _FEW):
        index = await asyncio.to_thread(_indexed, opened[start : start + _FEW], _held(vault))
        await connection.execute(_INDEX, [to_json(index).decode()])
    await erasing.erase(connection, records, "search")


def _held(vault: Vault | None) -> Vault:
    if vault is None:
        raise ValueError("the search index needs the vault")
    return vault


def _indexed(opened: Sequence[Envelope[Any]], vault: Vault) -> list[Row]:
    """The rows of `search`: the values are opened by the vault, for their tokens only; nothing clear leaves it."""
    of_council: defaultdict[str, list[Envelope[Any]]] = defaultdict(list)
    for envelope in opened:
        of_council[envelope.council].append(envelope)
    return [row for council, group in of_council.items() for row in _indexed_council(council, group, vault)]


def _indexed_council(council: str, group: Sequence[Envelope[Any]], vault: Vault) -> list[Row]:
    rows: list[list[Sealed[Any] | None]] = [[getattr(each.data, name) for name in _SEALED] for each in group]
    return [
        {
            "case_id": envelope.data.case_id,
            "council": council,
            "opened_on": envelope.occurredon,
            "tokens": row.tokens,
            "keys": row.keys,
        }
        for envelope, row in zip(group, indexed(vault, council, rows), strict=True)
    ]


CASES: Final = Projection(name="cases", services=("audit", "intake"), ddl=DDL, apply=_apply)
"""One row per consultation in each table."""
