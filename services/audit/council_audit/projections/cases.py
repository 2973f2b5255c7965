"""`cases`: in which cases each council acted, and from when to when: what an inspection of a council looks through.

A case that moved stands under every council that acted in it. Earliest and latest times give the same rows for every
interleaving of the services' topics.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_events.intake import CompanyEntryCorrected
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL: Final = """
CREATE TABLE acted (
    council text NOT NULL,
    case_id uuid NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (council, case_id)
);
CREATE INDEX acted_in_time ON acted (council, first_at, case_id);
CREATE INDEX acted_last ON acted (council, last_at, case_id);
CREATE INDEX acted_of_case ON acted (case_id, last_at);
"""
_UPSERT: Final = """
INSERT INTO acted
SELECT * FROM unnest(%s::text[], %s::uuid[], %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (council, case_id) DO UPDATE SET
    first_at = least(excluded.first_at, acted.first_at), last_at = greatest(excluded.last_at, acted.last_at)"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    """Events of the cases' own streams; a stream beside a case (a company, a ledger of payments) is none."""
    times: dict[tuple[str, UUID], list[dt.datetime]] = {}
    for record in records:
        envelope = record.envelope
        if isinstance(envelope.data, CompanyEntryCorrected):  # its `case_id` is the company's number
            continue
        if getattr(envelope.data, "case_id", None) == envelope.streamid:
            times.setdefault((envelope.council, envelope.streamid), []).append(envelope.time)
    if times:
        councils, cases = zip(*times, strict=True)
        first, last = [min(each) for each in times.values()], [max(each) for each in times.values()]
        await connection.execute(_UPSERT, [list(councils), list(cases), first, last])


CASES: Final = Projection(name="cases", services=("intake", "support", "subsidy"), ddl=DDL, apply=_apply)
