"""The register of prescribed reports: since when each is owed, and when it was submitted. None of them is ever opened.

Tables: `reports`, one row per report. A consultation's is noted when it is received and owed when it is finished; those of
the support lines are owed from the event that makes them due. Both indexes hold all that is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, LiteralString
from uuid import UUID

from council_events import Envelope, Event, intake, reporting, support
from council_events.corrections import OCCURRED_ON, Correction
from council_events.intake import ConsultationClosed, ConsultationKind, ConsultationOpened, ConsultationReportSubmitted
from council_events.reporting import LateReportsChased
from council_events.support import ReportKind, ReportSubmitted
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

NAME: Final = "register"

_DDL: Final[LiteralString] = """
CREATE TABLE reports (
    case_id uuid NOT NULL, service text NOT NULL, kind text NOT NULL, number integer NOT NULL,
    council text NOT NULL, asked_by uuid, asked_on date, submitted_on date, editions integer NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, service, kind, number)
);
CREATE INDEX reports_not_submitted ON reports (council, service, kind, asked_on)
    WHERE submitted_on IS NULL AND asked_on IS NOT NULL;
CREATE INDEX reports_asked ON reports (council, asked_on) INCLUDE (service, kind, submitted_on);
CREATE INDEX reports_by_event ON reports (asked_by);
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


class _Row:
    """One report as it stands."""

    def __init__(
        self,
        council: str,
        asked_by: UUID | None = None,
        asked_on: dt.date | None = None,
        submitted_on: dt.date | None = None,
        editions: int = 0,
    ) -> None:
        self.council = council
        self.asked_by = asked_by
        self.asked_on = asked_on
        self.submitted_on = submitted_on
        self.editions = editions


_Key = tuple[UUID, str, str, int]


class _Reports:
    """The reports of the cases of one batch."""

    def __init__(self, known: Sequence[Sequence[Any]]) -> None:
        self.rows: dict[_Key, _Row] = {tuple(row[:4]): _Row(*row[4:]) for row in known}

    def take(self, envelope: Envelope[Any]) -> None:
        """One more event."""
        event = envelope.data
        if isinstance(event, Correction):
            self._mend(event)
        elif isinstance(event, ConsultationOpened):
            key = (event.case_id, "intake", CONSULTATIONS[event.kind].value, 1)
            self.rows.setdefault(key, _Row(envelope.council))
        elif isinstance(event, ConsultationClosed):
            for key, row in self._of(event.case_id, "intake"):
                if key[3] == 1 and row.asked_on is None:
                    row.asked_by, row.asked_on = envelope.id, envelope.occurredon
        elif isinstance(event, ConsultationReportSubmitted):
            key = (event.case_id, "intake", event.report.value, 1)
            self._submit(self.rows.setdefault(key, _Row(envelope.council)), envelope.occurredon)
        elif isinstance(event, ReportSubmitted):
            key = (event.case_id, "support", event.kind.value, event.number)
            self._submit(self.rows.setdefault(key, _Row(envelope.council)), envelope.occurredon)
        else:
            self._ask(envelope, ASKED_BY[type(event)])

    def _ask(self, envelope: Envelope[Any], kind: ReportKind) -> None:
        case_id = envelope.data.case_id
        same = [key for key, _ in self._of(case_id, "support") if key[2] == kind]
        if kind is ReportKind.RECHALLENGE and same:
            return
        row = _Row(envelope.council, envelope.id, envelope.occurredon)
        self.rows[case_id, "support", kind.value, len(same) + 1] = row

    def _submit(self, row: _Row, on: dt.date) -> None:
        """The day of the first submission counts; a later edition mends what was submitted."""
        row.submitted_on = row.submitted_on or on
        row.editions += 1

    def _mend(self, correction: Correction) -> None:
        if correction.field != OCCURRED_ON or correction.new is None or correction.new.day is None:
            return
        for row in self.rows.values():
            if row.asked_by == correction.corrected_event:
                row.asked_on = correction.new.day

    def _of(self, case_id: UUID, service: str) -> list[tuple[_Key, _Row]]:
        return [(key, row) for key, row in self.rows.items() if key[:2] == (case_id, service)]


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    envelopes = [record.envelope for record in records if isinstance(record.envelope.data, _EVENTS)]
    of_cases = [each for each in envelopes if not isinstance(each.data, LateReportsChased)]
    if of_cases:
        cases = list({each.data.case_id for each in of_cases})
        cursor = await connection.execute("SELECT * FROM reports WHERE case_id = ANY(%s)", [cases])
        reports = _Reports(await cursor.fetchall())
        for envelope in of_cases:
            reports.take(envelope)
        rows = [
            (*key, row.council, row.asked_by, row.asked_on, row.submitted_on, row.editions)
            for key, row in reports.rows.items()
        ]
        if rows:
            await connection.execute(_SAVE, [list(column) for column in zip(*rows, strict=True)])
    for envelope in envelopes:
        if isinstance(envelope.data, LateReportsChased):
            event: reporting.LateReportsChased = envelope.data
            await connection.execute(_CHASE, [event.concerned, envelope.occurredon, event.reports])


_SAVE: Final = """
INSERT INTO reports SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::integer[], %s::text[], %s::uuid[],
    %s::date[], %s::date[], %s::integer[])
ON CONFLICT (case_id, service, kind, number) DO UPDATE SET council = excluded.council, asked_by = excluded.asked_by,
    asked_on = excluded.asked_on, submitted_on = excluded.submitted_on, editions = excluded.editions
"""
_CHASE: Final = """
INSERT INTO chases AS known VALUES (%s, %s, %s, 1)
ON CONFLICT (council) DO UPDATE SET chased_on = excluded.chased_on, reports = excluded.reports, times = known.times + 1
"""

REGISTER: Final = Projection(
    name=NAME, services=("intake", "support", "reporting"), ddl=_DDL, apply=_apply, events=_EVENTS
)
