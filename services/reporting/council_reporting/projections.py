"""Events → the case's row → figures. The figures of a batch are the difference of its rows after and before.

Tables: `cases` (one row per case), `claims`, `monitoring` and `payments` (one row per event), `counts` (the sums that
every answer reads), `company_months` and `company_steps` (distinct companies).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any, Final, LiteralString
from uuid import UUID

from council_events import Envelope, Event, intake, subsidy, support
from council_events.corrections import OCCURRED_ON, Correction
from council_events.intake import ConsultationClosed, ConsultationOpened, SupportLineChosen
from council_events.subsidy import AccompanimentClaimed, FeePaid, PlanFeeClaimed, SubsidyApplicationFiled
from council_events.support import (
    CandidateReceived,
    MonitoringReported,
    MonitoringResult,
    PlanApproved,
    RestructuringEnded,
    RestructuringStarted,
)
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import to_json

from council_reporting import rules
from council_reporting.figures import CaseRow, Measure, Step, Tally, Visit, steps
from council_reporting.rules import Bands

NAME: Final = "figures"

_DDL: Final[LiteralString] = """
CREATE TABLE cases (
    case_id uuid PRIMARY KEY,
    opened_on date, opened_council text, opened_kind text, opened_route text, opened_company uuid,
    opened_industry text, opened_employees integer, opened_sales bigint,
    closed_result text,
    candidate_company uuid, candidate_industry text, candidate_employees integer, candidate_sales bigint,
    started_on date, started_council text,
    approved_on date, approved_council text, plan_kind text, methods text[], jobs integer, consulted_on date,
    ended_on date, ended_council text, end_ground text,
    failed_on date,
    applied_on date, applied_council text, track text, estimated bigint
) WITH (fillfactor = 70);
CREATE TABLE claims (
    event_id uuid PRIMARY KEY, case_id uuid NOT NULL, council text NOT NULL, claimed_on date NOT NULL,
    track text NOT NULL, claim text NOT NULL, amount bigint NOT NULL
);
CREATE TABLE monitoring (
    event_id uuid PRIMARY KEY, case_id uuid NOT NULL, council text NOT NULL, reported_on date NOT NULL,
    number smallint NOT NULL, period_from date NOT NULL, period_to date NOT NULL, result text NOT NULL
);
CREATE TABLE payments (
    event_id uuid PRIMARY KEY, case_id uuid NOT NULL, council text NOT NULL, paid_on date NOT NULL,
    track text NOT NULL, kind text NOT NULL, amount bigint NOT NULL
);
CREATE TABLE counts (
    council text NOT NULL, month date NOT NULL, measure text NOT NULL, item text NOT NULL,
    n bigint NOT NULL, amount bigint NOT NULL,
    PRIMARY KEY (month, council, measure, item)
) WITH (fillfactor = 70);
CREATE TABLE company_months (
    distinct_of text NOT NULL, company_id uuid NOT NULL, council text NOT NULL, month date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (company_id, distinct_of, council, month)
);
CREATE TABLE company_steps (
    distinct_of text NOT NULL, scope text NOT NULL, month date NOT NULL, previous date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (distinct_of, scope, month, previous)
) WITH (fillfactor = 70);
"""

_COLUMNS: Final = tuple(field.name for field in fields(CaseRow))
Handler = Callable[["Batch", CaseRow, Envelope[Any]], None]


class Batch:
    """What one batch of events changes."""

    def __init__(self, bands: Bands, rows: Iterable[CaseRow]) -> None:
        """`rows`: the cases as they stand in the table; they are taken back first and counted anew at the end."""
        self.tally = Tally(bands)
        self.rows = {row.case_id: row for row in rows}
        self.claims: list[dict[str, Any]] = []
        self.monitoring: list[dict[str, Any]] = []
        self.payments: list[dict[str, Any]] = []
        for row in self.rows.values():
            self.tally.row(row, -1)

    def take(self, handler: Handler, envelope: Envelope[Any]) -> None:
        """Let an event fill its columns."""
        case_id: UUID = envelope.data.case_id
        row = self.rows.get(case_id)
        if row is None:
            row = self.rows[case_id] = CaseRow(case_id)
        handler(self, row, envelope)

    def close(self) -> None:
        """Count the rows as they are now."""
        for row in self.rows.values():
            self.tally.row(row)


def _opened(_: Batch, row: CaseRow, envelope: Envelope[ConsultationOpened]) -> None:
    event = envelope.data
    row.opened_on, row.opened_council = envelope.occurredon, envelope.council
    row.opened_kind, row.opened_route, row.opened_company = event.kind.value, event.route.value, event.company_id
    row.opened_industry, row.opened_employees = event.industry.value, event.employees
    row.opened_sales = event.sales


def _closed(_: Batch, row: CaseRow, envelope: Envelope[ConsultationClosed]) -> None:
    row.closed_result = envelope.data.result.value


def _line_chosen(batch: Batch, _: CaseRow, envelope: Envelope[SupportLineChosen]) -> None:
    batch.tally.add(envelope.council, envelope.occurredon, Measure.LINE, envelope.data.line.value)


def _candidate(_: Batch, row: CaseRow, envelope: Envelope[CandidateReceived]) -> None:
    event = envelope.data
    row.candidate_company, row.candidate_industry = event.company_id, event.industry.value
    row.candidate_employees, row.candidate_sales = event.employees, event.sales


def _started(_: Batch, row: CaseRow, envelope: Envelope[RestructuringStarted]) -> None:
    row.started_on, row.started_council = envelope.occurredon, envelope.council


def _approved(_: Batch, row: CaseRow, envelope: Envelope[PlanApproved]) -> None:
    event = envelope.data
    row.approved_on, row.approved_council = envelope.occurredon, envelope.council
    row.plan_kind, row.methods = event.kind.value, [method.value for method in event.methods]
    row.jobs, row.consulted_on = event.jobs, event.consulted_on


def _ended(_: Batch, row: CaseRow, envelope: Envelope[RestructuringEnded]) -> None:
    row.ended_on, row.ended_council = envelope.occurredon, envelope.council
    row.end_ground = envelope.data.ground.value


def _monitored(batch: Batch, row: CaseRow, envelope: Envelope[MonitoringReported]) -> None:
    event = envelope.data
    batch.monitoring.append(
        {
            **_of(envelope, "reported_on", envelope.occurredon),
            "number": event.number,
            "period_from": event.period_from,
            "period_to": event.period_to,
            "result": event.result,
        }
    )
    batch.tally.add(envelope.council, envelope.occurredon, Measure.MONITORING, event.result.value)
    if event.result is MonitoringResult.FAILED_AGAIN and row.failed_on is None:
        row.failed_on = event.period_to


def _applied(_: Batch, row: CaseRow, envelope: Envelope[SubsidyApplicationFiled]) -> None:
    event = envelope.data
    row.applied_on, row.applied_council = envelope.occurredon, envelope.council
    row.track, row.estimated = event.track.value, sum(cost.amount for cost in event.estimates)


def _claimed(batch: Batch, row: CaseRow, envelope: Envelope[PlanFeeClaimed] | Envelope[AccompanimentClaimed]) -> None:
    event = envelope.data
    track = row.track or rules.UNKNOWN
    amount = sum(cost.amount for cost in event.costs)
    claim = "plan" if isinstance(event, PlanFeeClaimed) else "accompaniment"
    batch.claims.append(
        {**_of(envelope, "claimed_on", envelope.occurredon), "track": track, "claim": claim, "amount": amount}
    )
    batch.tally.add(envelope.council, envelope.occurredon, Measure.CLAIM, track, amount)


def _paid(batch: Batch, _: CaseRow, envelope: Envelope[FeePaid]) -> None:
    event = envelope.data
    row = _of(envelope, "paid_on", event.paid_on)
    batch.payments.append({**row, "track": event.track, "kind": event.kind, "amount": event.amount})
    batch.tally.add(envelope.council, event.paid_on, Measure.PAYMENT, event.track.value, event.amount)
    batch.tally.add(envelope.council, event.paid_on, Measure.PAYMENT_KIND, event.kind.value, event.amount)


def _of(envelope: Envelope[Any], date_column: str, on: dt.date) -> dict[str, Any]:
    return {
        "event_id": envelope.id,
        "case_id": envelope.data.case_id,
        "council": envelope.council,
        date_column: on,
    }


_COLUMNS_OF: Final[dict[tuple[type[Event], str], str]] = {
    (ConsultationOpened, OCCURRED_ON): "opened_on",
    (ConsultationOpened, "kind"): "opened_kind",
    (ConsultationOpened, "route"): "opened_route",
    (ConsultationOpened, "industry"): "opened_industry",
    (ConsultationOpened, "employees"): "opened_employees",
    (ConsultationOpened, "sales"): "opened_sales",
    (ConsultationClosed, "result"): "closed_result",
    (CandidateReceived, "industry"): "candidate_industry",
    (CandidateReceived, "employees"): "candidate_employees",
    (CandidateReceived, "sales"): "candidate_sales",
    (RestructuringStarted, OCCURRED_ON): "started_on",
    (RestructuringEnded, OCCURRED_ON): "ended_on",
    (RestructuringEnded, "ground"): "end_ground",
    (SubsidyApplicationFiled, OCCURRED_ON): "applied_on",
    (SubsidyApplicationFiled, "track"): "track",
}
"""Where a corrected field stands in the case's row. Figures show what is known now, under the day when it was so."""
_CORRECTED: Final = {(event.type_name, field): column for (event, field), column in _COLUMNS_OF.items()}
_ESTIMATE: Final = re.compile(r"estimates\.[0-9]+\.amount")


def _mended(_: Batch, row: CaseRow, envelope: Envelope[Correction]) -> None:
    correction = envelope.data
    column = _CORRECTED.get((correction.corrected_type, correction.field))
    if correction.new is None:
        return
    if column is not None:
        setattr(row, column, correction.new.plain)
    elif correction.corrected_type == SubsidyApplicationFiled.type_name and _ESTIMATE.fullmatch(correction.field):
        before = correction.old.plain if correction.old else 0
        row.estimated = (row.estimated or 0) + (correction.new.plain or 0) - (before or 0)


HANDLERS: Final[dict[type, Handler]] = {
    intake.EntryCorrected: _mended,
    support.EntryCorrected: _mended,
    subsidy.EntryCorrected: _mended,
    ConsultationOpened: _opened,
    ConsultationClosed: _closed,
    SupportLineChosen: _line_chosen,
    CandidateReceived: _candidate,
    RestructuringStarted: _started,
    PlanApproved: _approved,
    RestructuringEnded: _ended,
    MonitoringReported: _monitored,
    SubsidyApplicationFiled: _applied,
    PlanFeeClaimed: _claimed,
    AccompanimentClaimed: _claimed,
    FeePaid: _paid,
}
"""The events that change a figure; all others are passed over."""


def figures_projection(bands: Bands) -> Projection:
    """The projection with these bands; other bands are other tables, so they stand in the DDL and ask for a rebuild."""
    return Projection(
        name=NAME,
        services=("intake", "support", "subsidy"),
        ddl=f"{_DDL}-- bands: sales {bands.sales}, staff {bands.staff}\n",
        apply=_apply(bands),
        events=tuple(HANDLERS),
    )


def _apply(bands: Bands) -> Callable[[AsyncConnection[Any], Sequence[Record], Vault | None], Awaitable[None]]:
    async def apply(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
        counted = [
            (handler, record.envelope)
            for record in records
            if (handler := HANDLERS.get(type(record.envelope.data))) is not None
        ]
        if not counted:
            return
        batch = Batch(bands, await _load(connection, {envelope.data.case_id for _, envelope in counted}))
        for handler, envelope in counted:
            batch.take(handler, envelope)
        batch.close()
        await _save(connection, batch)

    return apply


async def _load(connection: AsyncConnection[Any], case_ids: set[UUID]) -> list[CaseRow]:
    cursor = await connection.execute(_LOAD_CASES, [list(case_ids)], binary=True)
    return [CaseRow(*values) for values in await cursor.fetchall()]


async def _save(connection: AsyncConnection[Any], batch: Batch) -> None:
    sums = [
        {"council": council, "month": month, "measure": measure, "item": item, "n": n, "amount": amount}
        for (council, month, measure, item), (n, amount) in sorted(batch.tally.sums.items())
        if n or amount
    ]
    await connection.execute(_SAVE_CASES, [to_json(list(batch.rows.values())).decode()])
    for table, rows in (("claims", batch.claims), ("monitoring", batch.monitoring), ("payments", batch.payments)):
        if rows:
            await connection.execute(_INSERT[table], [to_json(rows).decode()])
    # Months and companies are shared by all partitions: one writer at a time from here to the commit.
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 1))")
    visits = {visit: n for visit, n in batch.tally.visits.items() if n}
    if visits:
        await _save_visits(connection, visits)
    if sums:
        await _add(connection, "counts", sums)


async def _save_visits(connection: AsyncConnection[Any], visits: dict[Visit, int]) -> None:
    """Add the visits to their companies' months, and the difference of the companies' steps to the steps."""
    companies = {(distinct, company) for distinct, company, _, _ in visits}
    cursor = await connection.execute(_LOAD_VISITS, [list({company for _, company in companies})], binary=True)
    before: dict[Visit, int] = {
        (distinct, company, council, month): n
        for distinct, company, council, month, n in await cursor.fetchall()
        if (distinct, company) in companies
    }
    after = dict(before)
    for visit, n in visits.items():
        after[visit] = after.get(visit, 0) + n
    moved: dict[Step, int] = {}
    for known, sign in ((before, -1), (after, 1)):
        months: dict[tuple[str, UUID], list[tuple[str, dt.date]]] = {}
        for (distinct, company, council, month), n in known.items():
            if n:
                months.setdefault((distinct, company), []).append((council, month))
        for (distinct, _), came in months.items():
            for step in steps(distinct, came):
                moved[step] = moved.get(step, 0) + sign
    await _add(
        connection,
        "company_months",
        [
            {"distinct_of": distinct, "company_id": company, "council": council, "month": month, "n": n}
            for (distinct, company, council, month), n in visits.items()
        ],
    )
    await _add(
        connection,
        "company_steps",
        [
            {"distinct_of": distinct, "scope": scope, "month": month, "previous": previous, "n": n}
            for (distinct, scope, month, previous), n in sorted(moved.items())
            if n
        ],
    )


async def _add(connection: AsyncConnection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    """Add differences to sums; a sum of nothing has no row, so that every order of events gives the same table."""
    if not rows:
        return
    document = to_json(rows).decode()
    await connection.execute(_ADD[table], [document])
    if any(row["n"] < 0 for row in rows):
        await connection.execute(_CLEAN[table], [document])


_KEYS: Final[dict[LiteralString, tuple[LiteralString, ...]]] = {
    "counts": ("council", "month", "measure", "item"),
    "company_months": ("distinct_of", "company_id", "council", "month"),
    "company_steps": ("distinct_of", "scope", "month", "previous"),
}
_SUMS: Final[dict[LiteralString, tuple[LiteralString, ...]]] = {
    "counts": ("n", "amount"),
    "company_months": ("n",),
    "company_steps": ("n",),
}
_LOAD_CASES: Final = "SELECT * FROM cases WHERE case_id = ANY(%s)"
_LOAD_VISITS: Final = "SELECT distinct_of, company_id, council, month, n FROM company_months WHERE company_id = ANY(%s)"
_SAVE_CASES: Final = (
    "INSERT INTO cases SELECT * FROM json_populate_recordset(NULL::cases, %s)"
    f" ON CONFLICT (case_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)
_INSERT: Final = {
    table: f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
    for table in ("claims", "monitoring", "payments")
}
_ADD: Final = {
    table: f"INSERT INTO {table} AS kept SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
    f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET"
    f" {', '.join(f'{name} = kept.{name} + excluded.{name}' for name in _SUMS[table])}"
    for table, keys in _KEYS.items()
}
_CLEAN: Final = {
    table: f"DELETE FROM {table} AS kept USING json_populate_recordset(NULL::{table}, %s) AS moved"
    f" WHERE {' AND '.join(f'kept.{name} = moved.{name}' for name in keys)} AND kept.n = 0"
    for table, keys in _KEYS.items()
}
