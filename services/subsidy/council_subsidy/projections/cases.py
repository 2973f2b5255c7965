"""The case list of subsidy: `cases`, one row per case for lists, `words`, the blind search tokens of its company,
and `destroyed`, what waits no more.

No name stands in clear: `company` holds the boxes of the sealed name, kana and 法人番号.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from council_casework import erasing
from council_casework.indexing import indexed
from council_events import Event, Sealed, SealedBox
from council_events.event import Envelope
from council_events.subsidy import (
    AccompanimentClaimed,
    AccompanimentDecided,
    AccompanimentScheduled,
    AdviceStage,
    FeePaid,
    PlanClaimTermExtended,
    PlanFeeClaimed,
    PlanFeeDecided,
    RevitalizationFoundNecessary,
    SubsidyAdviceGiven,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyUseCounted,
)
from council_kit.runner import Projection, Record, corrected_streams
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

from council_subsidy.domain import STAGE_AFTER
from council_subsidy.projections.agencies import OF_AGENCIES
from council_subsidy.queries import COMPANY_FIELDS

SERVICE: Final = "subsidy"
DDL: Final = f"""
CREATE TABLE cases (
    case_id uuid PRIMARY KEY,
    council text,
    track text,
    company json,
    stage text NOT NULL,
    rank smallint NOT NULL,
    last text,
    version int NOT NULL,
    updated_at timestamptz NOT NULL,
    lapses_on date,
    filed_on date,
    revitalization_on date,
    reports date[],
    reports_done int NOT NULL DEFAULT 0,
    due date NOT NULL GENERATED ALWAYS AS (coalesce(
        CASE stage WHEN 'accepted' THEN lapses_on
                   WHEN 'decided' THEN reports[reports_done + 1] END, '9999-12-31'::date)) STORED,
    open boolean NOT NULL GENERATED ALWAYS AS (stage NOT IN ('none', 'advised', 'ended')) STORED
) WITH (fillfactor = 80);
CREATE INDEX cases_work ON cases (council, due, case_id) WHERE open;
CREATE INDEX cases_terms ON cases (lapses_on) WHERE stage = 'accepted';
CREATE INDEX cases_council ON cases (council, case_id);
CREATE INDEX cases_applicants ON cases (filed_on DESC, case_id DESC) WHERE filed_on IS NOT NULL;
CREATE TABLE words (
    case_id uuid PRIMARY KEY,
    council text NOT NULL,
    tokens bigint[] NOT NULL,
    keys text[] NOT NULL
);
CREATE INDEX words_keys ON words USING gin (keys);
CREATE INDEX words_tokens ON words USING gin (tokens) WITH (fastupdate = off);
{erasing.DDL}"""
"""`due`: until when the plan claim may come, then the day of the next accompaniment report; 9999-12-31 where no day runs.
`last`: the event that set what comes next. `filed_on`, `revitalization_on`: since when there is an applicant, and since when
it is known to need 事業再生."""

_COLUMNS: Final = ("council", "track", "company", "last", "lapses_on", "reports", "filed_on", "revitalization_on")
_UPSERT: Final = f"""
INSERT INTO cases (case_id, stage, rank, version, updated_at, reports_done, {", ".join(_COLUMNS)})
SELECT case_id, stage, rank, version, updated_at, reports_done, {", ".join(_COLUMNS)}
FROM json_to_recordset(%s::json) AS r(
    case_id uuid, stage text, rank smallint, version int, updated_at timestamptz, reports_done int, council text,
    track text, company json, last text, lapses_on date, reports date[], filed_on date, revitalization_on date)
ON CONFLICT (case_id) DO UPDATE SET
    stage = CASE WHEN excluded.rank > cases.rank THEN excluded.stage ELSE cases.stage END,
    rank = greatest(cases.rank, excluded.rank),
    version = greatest(cases.version, excluded.version),
    reports_done = greatest(cases.reports_done, excluded.reports_done),
    updated_at = greatest(cases.updated_at, excluded.updated_at),
    {", ".join(f"{name} = coalesce(excluded.{name}, cases.{name})" for name in _COLUMNS)}"""
_WORDS: Final = """
INSERT INTO words (case_id, council, tokens, keys)
SELECT * FROM json_to_recordset(%s::json) AS r(case_id uuid, council text, tokens bigint[], keys text[])
ON CONFLICT (case_id) DO UPDATE SET tokens = excluded.tokens, keys = excluded.keys"""

LAST: Final[frozenset[type[Event]]] = frozenset(
    {
        SubsidyApplicationFiled,
        SubsidyApplicationAccepted,
        PlanFeeClaimed,
        PlanFeeDecided,
        AccompanimentClaimed,
        AccompanimentDecided,
        FeePaid,
    }
)
"""Events after which something else comes next; after advice it depends on its stage."""
NO_CASE: Final[tuple[type[Event], ...]] = (SubsidyUseCounted, *OF_AGENCIES)
"""Events of a company's ledger and of the register of agencies."""
_ADVISED: Final = frozenset({AdviceStage.APPLICATION, AdviceStage.CLAIM, AdviceStage.MONITORING})


def _filed(envelope: Envelope[SubsidyApplicationFiled]) -> dict[str, Any]:
    event = envelope.data
    boxes = [box_of(getattr(event, name)) for name in COMPANY_FIELDS]
    return {"council": envelope.council, "track": event.track.value, "company": boxes, "filed_on": envelope.occurredon}


def box_of(value: Sealed[str] | None) -> SealedBox | None:
    """The box as it stands in a read table."""
    return None if value is None else value.box


def _advised(envelope: Envelope[SubsidyAdviceGiven]) -> dict[str, Any]:
    stage = envelope.data.stage
    return {"last": f"SubsidyAdviceGiven.{stage.value}"} if stage in _ADVISED else {"council": envelope.council}


_FILLS: Final[dict[type[Event], Callable[[Envelope[Any]], dict[str, Any]]]] = {
    SubsidyApplicationFiled: _filed,
    SubsidyApplicationAccepted: lambda envelope: {"lapses_on": envelope.data.lapses_on},
    PlanClaimTermExtended: lambda envelope: {"lapses_on": envelope.data.lapses_on},
    RevitalizationFoundNecessary: lambda envelope: {"revitalization_on": envelope.occurredon},
    SubsidyAdviceGiven: _advised,
    AccompanimentScheduled: lambda envelope: {"reports": [report.period_to for report in envelope.data.reports]},
    AccompanimentDecided: lambda envelope: {"reports_done": envelope.data.number},
}


def _take(row: dict[str, Any], envelope: Envelope[Any]) -> None:
    """Let an event fill its columns; the stage never goes back, as the domain's table says."""
    kind = type(envelope.data)
    row["version"] = max(row["version"], envelope.sequence)
    row["updated_at"] = max(row["updated_at"] or envelope.time, envelope.time)
    if kind in STAGE_AFTER and STAGE_AFTER[kind].rank > row["rank"]:
        row |= {"stage": STAGE_AFTER[kind].value, "rank": STAGE_AFTER[kind].rank}
    if kind in LAST:
        row["last"] = kind.__name__
    if kind in _FILLS:
        row |= _FILLS[kind](envelope)


def _empty(case_id: UUID) -> dict[str, Any]:
    return {"case_id": case_id, "stage": "none", "rank": 0, "version": 0, "updated_at": None, "reports_done": 0}


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    own = [record for record in records if record.envelope.service == SERVICE]
    if own:
        await _tell(connection, own, vault)
    await erasing.erase(connection, records, "words")


async def _tell(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    """The service's own events."""
    rows: dict[UUID, dict[str, Any]] = {}
    filed: dict[UUID, Envelope[SubsidyApplicationFiled]] = {}
    for record in records:
        if isinstance(record.envelope.data, NO_CASE):
            continue
        case_id: UUID = record.envelope.data.case_id
        _take(rows.setdefault(case_id, _empty(case_id)), record.envelope)
        if isinstance(record.envelope.data, SubsidyApplicationFiled):
            filed[case_id] = record.envelope
    again = await corrected_streams(connection, records)
    for case_id, envelopes in again.items():
        rows[case_id] = _empty(case_id)
        for envelope in envelopes:
            _take(rows[case_id], envelope)
            if isinstance(envelope.data, SubsidyApplicationFiled):
                filed[case_id] = envelope
    if again:  # an emptied column would else keep what it held
        await connection.execute("DELETE FROM cases WHERE case_id = ANY(%s)", [list(again)])
    if rows:
        await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])
    if filed and vault is not None:
        words = await asyncio.to_thread(_words, list(filed.values()), vault)
        await connection.execute(_WORDS, [to_json(words).decode()])


def _words(filed: Sequence[Envelope[SubsidyApplicationFiled]], vault: Vault) -> list[dict[str, Any]]:
    """The tokens of each company's name, kana and number; no clear text leaves the vault."""
    found = []
    for council in {envelope.council for envelope in filed}:
        own = [envelope for envelope in filed if envelope.council == council]
        rows = [[getattr(envelope.data, name) for name in COMPANY_FIELDS] for envelope in own]
        for envelope, row in zip(own, indexed(vault, council, rows), strict=True):
            found.append({"case_id": envelope.data.case_id, "council": council, **row._asdict()})
    return found


CASES: Final = Projection(name="cases", services=("audit", SERVICE), ddl=DDL, apply=_apply)
"""The case list, the work list and the search index."""
