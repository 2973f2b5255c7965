"""Read tables of support: `cases`, one row per case for lists, `words`, the blind search tokens of its company, and
`destroyed`, what waits no more.

No name stands in clear: `company` holds the boxes of the sealed name, kana, telephone and 法人番号.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_casework import erasing
from council_casework.indexing import indexed
from council_events import Sealed, SealedBox
from council_events.event import Envelope
from council_events.support import CandidateReceived
from council_events.support.reports import ReportChecked, ReportSubmitted
from council_events.values import SupportLine
from council_kit.runner import Projection, Record, corrected_streams
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

from council_support.domain import LINES
from council_support.domain.reports import ASKED_BY, ONCE, report_id
from council_support.queries import COMPANY_FIELDS
from council_support.queries.lines import SHOWN

SERVICE: Final = "support"
DDL: Final = f"""
CREATE TABLE cases (
    case_id uuid PRIMARY KEY,
    council text,
    line text,
    company json,
    stage text NOT NULL,
    rank smallint NOT NULL,
    version int NOT NULL,
    updated_at timestamptz NOT NULL,
    requested_on date,
    standard_date date,
    consent_deadline date,
    monitored_from date,
    monitored_to date,
    report_months smallint,
    reported_to date,
    deadline date,
    due date NOT NULL GENERATED ALWAYS AS (coalesce(
        CASE
            WHEN stage = 'consent' THEN consent_deadline
            WHEN stage = 'monitoring' THEN least(monitored_to, ((greatest(monitored_from, reported_to + 1)
                + make_interval(months => report_months))::date - 1))
            WHEN stage IN ('started', 'team', 'examining', 'analysed', 'drafted', 'investigated') THEN standard_date
            ELSE deadline
        END, '9999-12-31'::date)) STORED,
    open boolean NOT NULL,
    reports json,
    report_asked date,
    report_ready boolean
) WITH (fillfactor = 80);
CREATE INDEX cases_work ON cases (council, due, case_id) WHERE open;
CREATE INDEX cases_reports ON cases (council, report_asked, case_id) WHERE report_asked IS NOT NULL;
CREATE INDEX cases_council ON cases (council, case_id);
CREATE INDEX cases_consent_terms ON cases (consent_deadline) WHERE line = 'tax_scheme' AND stage = 'consent';
CREATE TABLE words (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    tokens bigint[] NOT NULL,
    keys text[] NOT NULL
);
CREATE INDEX words_keys ON words USING gin (keys);
CREATE INDEX words_tokens ON words USING gin (tokens) WITH (fastupdate = off);
{erasing.DDL}"""
"""`due`: the next day that matters at the stage, 9999-12-31 where there is none. `deadline`: that of stages which have
no column of their own, as the line's events say. `open`: something is left to do. `reports`: those that the case owes, by
their id: [day of the occasion, checked, submitted]; `report_asked`, `report_ready`: of the one that waits longest."""

_REPORTING: Final = frozenset({*ASKED_BY, ReportChecked, ReportSubmitted})
_LINES: Final = {line.value: line for line in LINES}
_COLUMNS: Final = (
    "council", "line", "company", "requested_on", "standard_date", "consent_deadline", "monitored_from", "monitored_to",
    "report_months", "reported_to", "deadline",
)  # fmt: skip
_UPSERT: Final = f"""
INSERT INTO cases (case_id, stage, rank, open, version, updated_at, reports, report_asked, report_ready, {", ".join(_COLUMNS)})
SELECT case_id, stage, rank, open, version, updated_at, reports, report_asked, report_ready, {", ".join(_COLUMNS)}
FROM json_to_recordset(%(rows)s::json) AS r(
    case_id uuid, stage text, rank smallint, open boolean, exact boolean, version int, updated_at timestamptz, council text,
    line text, company json, requested_on date, standard_date date, consent_deadline date, monitored_from date, monitored_to date,
    report_months smallint, reported_to date, deadline date, reports json, report_asked date, report_ready boolean)
ON CONFLICT (case_id) DO UPDATE SET
    stage = CASE WHEN cases.case_id = ANY(%(exact)s::uuid[]) OR excluded.rank > cases.rank
        THEN excluded.stage ELSE cases.stage END,
    rank = CASE WHEN cases.case_id = ANY(%(exact)s::uuid[]) OR excluded.rank > cases.rank
        THEN excluded.rank ELSE cases.rank END,
    open = CASE WHEN cases.case_id = ANY(%(exact)s::uuid[]) OR excluded.rank > cases.rank
        THEN excluded.open ELSE cases.open END,
    version = greatest(cases.version, excluded.version),
    updated_at = greatest(cases.updated_at, excluded.updated_at),
    reports = coalesce(excluded.reports, cases.reports),
    report_asked = CASE WHEN excluded.reports IS NULL THEN cases.report_asked ELSE excluded.report_asked END,
    report_ready = CASE WHEN excluded.reports IS NULL THEN cases.report_ready ELSE excluded.report_ready END,
    {", ".join(f"{name} = coalesce(excluded.{name}, cases.{name})" for name in _COLUMNS)}"""
_WORDS: Final = """
INSERT INTO words (case_id, council, tokens, keys)
SELECT * FROM json_to_recordset(%s::json) AS r(case_id uuid, council text, tokens bigint[], keys text[])
ON CONFLICT (case_id) DO UPDATE SET tokens = excluded.tokens, keys = excluded.keys"""


def _candidate(envelope: Envelope[CandidateReceived]) -> dict[str, Any]:
    event = envelope.data
    boxes = [box_of(getattr(event, name)) for name in COMPANY_FIELDS]
    return {"council": envelope.council, "line": event.line.value, "company": boxes}


def box_of(value: Sealed[str] | None) -> SealedBox | None:
    """The box as it stands in a read table."""
    return None if value is None else value.box


def _take(row: dict[str, Any], line: SupportLine, envelope: Envelope[Any]) -> None:
    """Let an event fill its columns; the stage is set, or only lifted, as the table of its line says."""
    event = envelope.data
    row["version"] = max(row["version"], envelope.sequence)
    row["updated_at"] = max(row["updated_at"] or envelope.time, envelope.time)
    moves = LINES[line].STAGE_AFTER
    if type(event) in moves:
        stage, exact = moves[type(event)]
        if exact or stage.rank > row["rank"]:
            row |= {"stage": stage.value, "rank": stage.rank, "open": stage not in LINES[line].CLOSED}
        row["exact"] = row["exact"] or exact
    if isinstance(event, CandidateReceived):
        row |= _candidate(envelope)
    elif type(event) in SHOWN[line].FILLS:
        row |= SHOWN[line].FILLS[type(event)](event)
    if type(event) in _REPORTING:
        row |= _owed(row["reports"] or {}, envelope)


def _owed(owed: dict[str, list[Any]], envelope: Envelope[Any]) -> dict[str, Any]:
    """The columns of the reports after this event: what is owed, and which of it waits longest."""
    event = envelope.data
    if isinstance(event, (ReportChecked, ReportSubmitted)):
        known = owed.get(report_id(event.kind, event.number))
        if known is not None:
            known[1:] = [isinstance(event, ReportChecked), known[2] or isinstance(event, ReportSubmitted)]
    else:
        kind = ASKED_BY[type(event)]
        number = 1 + sum(each.startswith(f"{kind.value}-") for each in owed)
        if number == 1 or kind not in ONCE:
            owed[report_id(kind, number)] = [envelope.occurredon.isoformat(), False, False]
    waiting = min((each for each in owed.values() if each[1] or not each[2]), default=[None, None])
    return {"reports": owed, "report_asked": waiting[0], "report_ready": waiting[1]}


async def _known_reports(
    connection: AsyncConnection[Any], records: Sequence[Record]
) -> dict[UUID, dict[str, list[Any]]]:
    """What the cases of this batch that report something owe so far."""
    touched = list({each.envelope.data.case_id for each in records if type(each.envelope.data) in _REPORTING})
    if not touched:
        return {}
    rows = await connection.execute(
        "SELECT case_id, reports FROM cases WHERE case_id = ANY(%s) AND reports IS NOT NULL", [touched]
    )
    return dict(await rows.fetchall())


def _empty(case_id: UUID) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "stage": "none",
        "rank": 0,
        "open": False,
        "exact": False,
        "version": 0,
        "updated_at": None,
        "reports": None,
        "report_asked": None,
        "report_ready": None,
    }


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    own = [record for record in records if record.envelope.service == SERVICE]
    if own:
        await _tell(connection, own, vault)
    await erasing.erase(connection, records, "words")


async def _tell(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    """The service's own events."""
    rows: dict[UUID, dict[str, Any]] = {}
    candidates = [record.envelope for record in records if isinstance(record.envelope.data, CandidateReceived)]
    lines = await _lines(connection, records, candidates)
    again = await corrected_streams(connection, records)
    owed = await _known_reports(connection, records)
    for record in records:
        case_id: UUID = record.envelope.data.case_id
        if case_id not in rows:
            rows[case_id] = _empty(case_id) | ({"reports": owed[case_id]} if case_id in owed else {})
        _take(rows[case_id], lines[case_id], record.envelope)
    candidates = [each for each in candidates if each.data.case_id not in again]
    for case_id, envelopes in again.items():
        rows[case_id] = _empty(case_id)
        for envelope in envelopes:
            _take(rows[case_id], lines[case_id], envelope)
        candidates += [each for each in envelopes if isinstance(each.data, CandidateReceived)]
    if again:  # an emptied column would else keep what it held
        await connection.execute("DELETE FROM cases WHERE case_id = ANY(%s)", [list(again)])
    exact = [case_id for case_id, row in rows.items() if row["exact"]]
    await connection.execute(_UPSERT, {"rows": to_json(list(rows.values())).decode(), "exact": exact})
    if candidates and vault is not None:
        words = await asyncio.to_thread(_words, candidates, vault)
        await connection.execute(_WORDS, [to_json(words).decode()])


async def _lines(
    connection: AsyncConnection[Any], records: Sequence[Record], candidates: Sequence[Envelope[CandidateReceived]]
) -> dict[UUID, SupportLine]:
    """The line of every case in the batch: that of its first event, here or in the table."""
    found = {envelope.data.case_id: envelope.data.line for envelope in candidates}
    begun = list({record.envelope.data.case_id for record in records} - set(found))
    if begun:
        rows = await connection.execute("SELECT case_id, line FROM cases WHERE case_id = ANY(%s)", [begun])
        found |= {case_id: _LINES[line] for case_id, line in await rows.fetchall()}
    return found


def _words(candidates: Sequence[Envelope[CandidateReceived]], vault: Vault) -> list[dict[str, Any]]:
    """The tokens of each company's name, kana, telephone and number; no clear text leaves the vault."""
    found = []
    for council in {envelope.council for envelope in candidates}:
        own = [envelope for envelope in candidates if envelope.council == council]
        rows = [[getattr(envelope.data, name) for name in COMPANY_FIELDS] for envelope in own]
        for envelope, row in zip(own, indexed(vault, council, rows), strict=True):
            found.append({"case_id": envelope.data.case_id, "council": council, **row._asdict()})
    return found


CASES: Final = Projection(name="cases", services=("audit", SERVICE), ddl=DDL, apply=_apply)
"""The case list, the work list and the search index."""
