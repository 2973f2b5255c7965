"""The register of prescribed reports: since when each is owed, and when it was submitted. None of them is ever opened.

Tables: `reports`, one row per report. A consultation's is noted when it is received and owed when it is finished; those of
the support lines are owed from the event that makes them due. `months`: the reports that became due in a month, by council
and kind, so that an answer costs no more after a long history; only what is still open is counted report by report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, LiteralString, NamedTuple, TypeAlias
from uuid import UUID

from council_events import Envelope, Event, intake, support
from council_events.corrections import OCCURRED_ON, Correction
from council_events.intake import ConsultationClosed, ConsultationKind, ConsultationOpened, ConsultationReportSubmitted
from council_events.reporting import LateReportsChased
from council_events.support import ReportKind, ReportSubmitted
from council_kit.runner import Gathering, Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import from_json, to_json

from council_reporting.figures import month_of

NAME: Final = "register"

_DDL: Final[LiteralString] = """
CREATE TABLE reports (
    case_id uuid NOT NULL, service text NOT NULL, kind text NOT NULL, number integer NOT NULL,
    council text NOT NULL, asked_by uuid, asked_on date, submitted_on date, editions integer NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, service, kind, number)
);
CREATE INDEX reports_not_submitted ON reports (council, service, kind, asked_on)
    WHERE submitted_on IS NULL AND asked_on IS NOT NULL;
CREATE TABLE months (
    council text NOT NULL, month date NOT NULL, service text NOT NULL, kind text NOT NULL,
    asked bigint NOT NULL, submitted bigint NOT NULL, days bigint NOT NULL,
    PRIMARY KEY (council, month, service, kind)
) WITH (fillfactor = 70);
CREATE TABLE chases (
    council text PRIMARY KEY, chased_on date NOT NULL, reports integer NOT NULL, times integer NOT NULL
);
"""

ASKED_BY: Final[dict[type[Event], ReportKind]] = {
    support.RestructuringStarted: ReportKind.START,
    support.PlanApproved: ReportKind.COMPLETION,
    support.RestructuringEnded: ReportKind.END,
    support.TaxSchemeStarted: ReportKind.START,
    support.TaxSchemeEnded: ReportKind.END,
    support.WorkoutNotStarted: ReportKind.END,
    support.RepaymentSupportDeclined: ReportKind.GUARANTEE_CONSULTATION,
    support.RepaymentSupportStarted: ReportKind.START,
    support.RepaymentPlanApproved: ReportKind.COMPLETION,
    support.RepaymentSupportEnded: ReportKind.END,
    support.RechallengeAdviceGiven: ReportKind.RECHALLENGE,
    support.LawyerIntroduced: ReportKind.RECHALLENGE,
    support.WorkoutAdviceGiven: ReportKind.RECHALLENGE,
    support.CreditorsMeetingObserved: ReportKind.RECHALLENGE,
    support.OutcomeCompiled: ReportKind.RECHALLENGE_RESULT,
}
"""The event that makes a report of a support line due; 再チャレンジ支援 is reported once, however often it is given."""
CONSULTATIONS: Final = {
    ConsultationKind.PRELIMINARY: intake.ReportKind.PRELIMINARY,
    ConsultationKind.COUNTER: intake.ReportKind.COUNTER,
    ConsultationKind.GUARANTEE: intake.ReportKind.GUARANTEE,
}
_EVENTS: Final[tuple[type[Event], ...]] = (
    ConsultationOpened,
    ConsultationClosed,
    ConsultationReportSubmitted,
    intake.EntryCorrected,
    *ASKED_BY,
    ReportSubmitted,
    support.EntryCorrected,
    LateReportsChased,
)


class _What(StrEnum):
    """What an event does to the reports of its case, as it is kept while a rebuild gathers."""

    RECEIVED = "received"
    FINISHED = "finished"
    ASKED = "asked"
    SUBMITTED = "submitted"
    DATED_ANEW = "dated anew"
    CHASED = "chased"
    NOTHING = "nothing"


class Told(NamedTuple):
    """What an event says of a report. `event_id`: of a correction, the event that it corrects. `on`: the day that counts.

    `number`: of the report; of a reminder, how many were late.
    """

    service: str
    sequence: int
    what: str
    event_id: str
    council: str
    on: dt.date
    kind: str = ""
    number: int = 1


def told_of(envelope: Envelope[Any]) -> Told:
    """What an event of `_EVENTS` says."""
    told = Told(
        envelope.service,
        envelope.sequence,
        _What.NOTHING,
        str(envelope.id),
        envelope.council,
        envelope.occurredon,
    )
    return told._replace(**_said(envelope.data))


def _said(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if isinstance(event, Correction):
        day = event.new.day if event.field == OCCURRED_ON and event.new is not None else None
        if day is not None:
            said = {"what": _What.DATED_ANEW, "event_id": str(event.corrected_event), "on": day}
    elif isinstance(event, ConsultationOpened):
        said = {"what": _What.RECEIVED, "kind": CONSULTATIONS[event.kind].value}
    elif isinstance(event, ConsultationClosed):
        said = {"what": _What.FINISHED}
    elif isinstance(event, ConsultationReportSubmitted):
        said = {"what": _What.SUBMITTED, "kind": event.report.value}
    elif isinstance(event, ReportSubmitted):
        said = {"what": _What.SUBMITTED, "kind": event.kind.value, "number": event.number}
    elif isinstance(event, LateReportsChased):
        said = {"what": _What.CHASED, "council": event.concerned, "number": event.reports}
    else:
        said = {"what": _What.ASKED, "kind": ASKED_BY[type(event)].value}
    return said


class _Row:
    """One report as it stands."""

    def __init__(
        self,
        council: str,
        asked_by: str | None = None,
        asked_on: dt.date | None = None,
        submitted_on: dt.date | None = None,
        editions: int = 0,
    ) -> None:
        self.council = council
        self.asked_by = asked_by
        self.asked_on = asked_on
        self.submitted_on = submitted_on
        self.editions = editions

    @property
    def columns(self) -> tuple[Any, ...]:
        """As they stand in the table."""
        return self.council, self.asked_by, self.asked_on, self.submitted_on, self.editions


_Key: TypeAlias = tuple[str, str, int]
"""service, kind, number"""
_Place: TypeAlias = tuple[str, dt.date, str, str]
"""council, month, service, kind"""


class _Months:
    """What a batch adds to the sums, and takes away: reports due, submitted, and the days that submitting took."""

    def __init__(self) -> None:
        self._sums: dict[_Place, list[int]] = {}

    def add(self, service: str, kind: str, row: _Row, sign: int) -> None:
        """Count a report once more, or (-1) once less; one that isn't due yet counts for nothing."""
        if row.asked_on is None:
            return
        held = self._sums.setdefault((row.council, month_of(row.asked_on), service, kind), [0, 0, 0])
        held[0] += sign
        if row.submitted_on is not None:
            held[1] += sign
            held[2] += sign * (row.submitted_on - row.asked_on).days

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The differences, in one order for everybody."""
        return [(*place, *sums) for place, sums in sorted(self._sums.items()) if any(sums)]

    @property
    def fall(self) -> bool:
        """Whether a sum becomes smaller: a sum of nothing has no row, so that every order of events gives the same table."""
        return any(sums[0] < 0 for sums in self._sums.values())


class _Reports:
    """The reports of one case."""

    def __init__(self) -> None:
        self.rows: dict[_Key, _Row] = {}

    def take(self, told: Told) -> None:
        """One more event."""
        if told.what == _What.RECEIVED:
            self.rows.setdefault(("intake", told.kind, 1), _Row(told.council))
        elif told.what == _What.FINISHED:
            for _, row in self._of("intake"):
                if row.asked_on is None:
                    row.asked_by, row.asked_on = told.event_id, told.on
        elif told.what == _What.SUBMITTED:
            self._submit(self.rows.setdefault((told.service, told.kind, told.number), _Row(told.council)), told.on)
        elif told.what == _What.ASKED:
            self._ask(told)
        elif told.what == _What.DATED_ANEW:
            for row in self.rows.values():
                if row.asked_by == told.event_id:
                    row.asked_on = told.on

    def _ask(self, told: Told) -> None:
        same = [key for key, _ in self._of("support") if key[1] == told.kind]
        if told.kind == ReportKind.RECHALLENGE and same:
            return
        self.rows["support", told.kind, len(same) + 1] = _Row(told.council, told.event_id, told.on)

    def _submit(self, row: _Row, on: dt.date) -> None:
        """The day of the first submission counts; a later edition mends what was submitted."""
        row.submitted_on = row.submitted_on or on
        row.editions += 1

    def _of(self, service: str) -> list[tuple[_Key, _Row]]:
        return [(key, row) for key, row in self.rows.items() if key[0] == service]


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    told = [
        (_case_of(envelope), told_of(envelope))
        for envelope in (record.envelope for record in records)
        if isinstance(envelope.data, _EVENTS)
    ]
    of_cases = [(case_id, each) for case_id, each in told if each.what not in (_What.CHASED, _What.NOTHING)]
    if of_cases:
        await _apply_to_cases(connection, of_cases)
    for _case, each in told:
        if each.what == _What.CHASED:
            await connection.execute(_CHASE, [each.council, each.on, each.number])


async def _apply_to_cases(connection: AsyncConnection[Any], told: Sequence[tuple[UUID, Told]]) -> None:
    cases = {str(case_id): _Reports() for case_id, _what in told}
    months = _Months()
    for case_id, service, kind, number, *columns in await _load(connection, list(cases)):
        row = cases[case_id].rows[service, kind, number] = _Row(*columns)
        months.add(service, kind, row, -1)
    for case_id, each in told:
        cases[str(case_id)].take(each)
    rows = [(case_id, *key, *row.columns) for case_id, reports in cases.items() for key, row in reports.rows.items()]
    if rows:
        await connection.execute(_SAVE, _columns(rows))
    for reports in cases.values():
        for (service, kind, _), row in reports.rows.items():
            months.add(service, kind, row, 1)
    if changed := months.rows:
        # Months are shared by all partitions: one writer at a time from here to the commit.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 1))")
        await connection.execute(_ADD, _columns(changed))
    if months.fall:
        await connection.execute("DELETE FROM months WHERE asked = 0")


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def _load(connection: AsyncConnection[Any], cases: Sequence[str]) -> list[tuple[Any, ...]]:
    return await (await connection.execute(_LOAD, [cases])).fetchall()


def _case_of(envelope: Envelope[Any]) -> UUID:
    """The case, or the stream of a council's reminders."""
    event = envelope.data
    case_id: UUID = envelope.streamid if isinstance(event, LateReportsChased) else event.case_id
    return case_id


def _keep(envelope: Envelope[Any]) -> tuple[UUID, bytes]:
    return _case_of(envelope), to_json(told_of(envelope))


def _fold(gathered: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Each service's events of a case in the order of their stream, which is the order in which the runner meets them."""
    found: list[str] = []
    chases: list[str] = []
    for case_id, kept in gathered:
        reports, chased = _Reports(), list[Told]()
        for each in sorted({Told(*told) for told in from_json(kept)}):
            if each.what == _What.CHASED:
                chased.append(each)
            else:
                reports.take(each)
        found += [_line(case_id, *key, *row.columns) for key, row in reports.rows.items()]
        if chased:
            chases.append(_line(chased[-1].council, chased[-1].on, chased[-1].number, len(chased)))
    return {"reports": found, "chases": chases}


def _line(*values: Any) -> str:
    """A line of COPY's text format: codes, dates and numbers alone."""
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


_LOAD: Final = """
SELECT case_id::text, service, kind, number, council, asked_by::text, asked_on, submitted_on, editions
FROM reports WHERE case_id = ANY(%s::uuid[])
"""
_SAVE: Final = """
INSERT INTO reports SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::integer[], %s::text[], %s::uuid[],
    %s::date[], %s::date[], %s::integer[])
ON CONFLICT (case_id, service, kind, number) DO UPDATE SET council = excluded.council, asked_by = excluded.asked_by,
    asked_on = excluded.asked_on, submitted_on = excluded.submitted_on, editions = excluded.editions
"""
_ADD: Final = """
INSERT INTO months AS kept SELECT * FROM unnest(%s::text[], %s::date[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
    %s::bigint[])
ON CONFLICT (council, month, service, kind) DO UPDATE SET asked = kept.asked + excluded.asked,
    submitted = kept.submitted + excluded.submitted, days = kept.days + excluded.days
"""
_MONTHS: Final = """
SELECT council, date_trunc('month', asked_on)::date AS month, service, kind, count(*), count(submitted_on),
    coalesce(sum(submitted_on - asked_on), 0)
FROM reports WHERE asked_on IS NOT NULL GROUP BY council, month, service, kind ORDER BY council, month, service, kind
"""
_CHASE: Final = """
INSERT INTO chases AS known VALUES (%s, %s, %s, 1)
ON CONFLICT (council) DO UPDATE SET chased_on = excluded.chased_on, reports = excluded.reports, times = known.times + 1
"""

REGISTER: Final = Projection(
    name=NAME,
    services=("intake", "support", "reporting"),
    ddl=_DDL,
    apply=_apply,
    events=_EVENTS,
    gathering=Gathering(keep=_keep, fold=_fold, sums=((("months", _MONTHS),),)),
)
