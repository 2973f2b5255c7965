"""Read table `uses`: which programmes each case of any council used, for the nationwide question alone.

A company is told by its 法人番号 (a token under the search key of 全国本部, checked in clear by the vault before it counts) or
by its entry in the register. Nothing here is ever listed: the only reader answers yes, no or the yen that remain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from council_directory.directory import HQ
from council_events import Event
from council_events.event import Envelope
from council_events.subsidy import (
    AccompanimentDecided,
    EarlierUseRecorded,
    PlanFeeDecided,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
)
from council_events.support import (
    CandidateReceived,
    ImprovementCompleted,
    ImprovementStarted,
    PlanApproved,
    RechallengeStarted,
    RestructuringStarted,
)
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

DDL: Final = """
CREATE TABLE uses (
    case_id uuid PRIMARY KEY,
    company_id uuid,
    number text[],
    number_token bigint,
    track text,
    accepted_on date,
    started_on date,
    planned_on date,
    decided bigint NOT NULL,
    earlier jsonb NOT NULL
);
CREATE INDEX uses_number ON uses (number_token);
CREATE INDEX uses_company ON uses (company_id);
"""
_COLUMNS: Final = ("company_id", "number", "number_token", "track", "accepted_on", "started_on", "planned_on")
_UPSERT: Final = f"""
INSERT INTO uses (case_id, decided, earlier, {", ".join(_COLUMNS)})
SELECT case_id, decided, earlier, {", ".join(_COLUMNS)} FROM json_to_recordset(%s::json) AS r(
    case_id uuid, decided bigint, earlier jsonb, company_id uuid, number text[], number_token bigint, track text, accepted_on date,
    started_on date, planned_on date)
ON CONFLICT (case_id) DO UPDATE SET
    decided = uses.decided + excluded.decided,
    earlier = uses.earlier || excluded.earlier,
    {", ".join(f"{name} = coalesce(excluded.{name}, uses.{name})" for name in _COLUMNS)}"""

Row = dict[str, Any]


def _company(envelope: Envelope[Any]) -> Row:
    number = envelope.data.corporate_number
    return {"company_id": envelope.data.company_id, "number": None if number is None else number.box}


def _earlier(envelope: Envelope[EarlierUseRecorded]) -> Row:
    """A use from before the platform, by its number in the case."""
    event = envelope.data
    return {"earlier": {str(event.number): [event.track, event.accepted_on, event.amount]}}


def _started(envelope: Envelope[Any]) -> Row:
    return {"started_on": envelope.occurredon}


def _planned(envelope: Envelope[Any]) -> Row:
    return {"planned_on": envelope.occurredon}


_SAYS: Final[dict[type[Event], Callable[[Envelope[Any]], Row]]] = {
    CandidateReceived: _company,
    SubsidyApplicationFiled: lambda envelope: _company(envelope) | {"track": envelope.data.track},
    SubsidyApplicationAccepted: lambda envelope: {"accepted_on": envelope.occurredon},
    PlanFeeDecided: lambda envelope: {"decided": envelope.data.total},
    AccompanimentDecided: lambda envelope: {"decided": envelope.data.total},
    EarlierUseRecorded: _earlier,
    RestructuringStarted: _started,
    ImprovementStarted: _started,
    RechallengeStarted: _started,
    PlanApproved: _planned,
    ImprovementCompleted: _planned,
}


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    if vault is None:
        raise ValueError("the tokens need the vault")
    rows: dict[Any, Row] = {}
    for record in records:
        said = {name: value for name, value in _SAYS[type(record.envelope.data)](record.envelope).items() if value}
        case_id = record.envelope.data.case_id
        row = rows.setdefault(case_id, {"case_id": case_id, "decided": 0, "earlier": {}})
        sums = {
            "decided": row["decided"] + said.get("decided", 0),
            "earlier": row["earlier"] | said.get("earlier", {}),
        }
        row |= said | sums
    numbers = {
        record.envelope.data.case_id: number
        for record in records
        if (number := getattr(record.envelope.data, "corporate_number", None)) is not None
    }
    tokens = await asyncio.to_thread(vault.blind_tokens, list(numbers.values()), HQ)
    for case_id, found in zip(numbers, tokens, strict=True):
        rows[case_id]["number_token"] = found[0] if found else None
    if rows:
        await connection.execute(_UPSERT, [to_json(list(rows.values())).decode()])


NATIONWIDE: Final = Projection(
    name="nationwide", services=("support", "subsidy"), ddl=DDL, apply=_apply, events=tuple(_SAYS)
)
"""One row per case that was received by support or subsidy."""
