"""Copies that leave the department, and the report of the consultation."""

from __future__ import annotations

import datetime as dt

from council_casework.releases import Events, Release, release
from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.intake import (
    CaseDisclosed,
    ConsultationKind,
    ConsultationOpened,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
    CopiesHandedOver,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)

from council_intake.commands import (
    Disclose,
    DraftReport,
    HandOverPapers,
    ReceiveWrittenConsent,
    SubmitReport,
    WithdrawWrittenConsent,
)
from council_intake.domain.behaviour import FINISHED, RUNNING, Around, Behaviour
from council_intake.domain.state import Stage, State
from council_intake.rules import papers

EVENTS = Events(WrittenConsentReceived, WrittenConsentWithdrawn, CopiesHandedOver, CaseDisclosed)


def _release(state: State, opened: ConsultationOpened, command: Release, asking: Asking, _r: Around) -> list[Event]:
    return release(state.releases, opened.case_id, command, EVENTS, entitled=papers.entitled(opened), on=asking.on)


def _consented(state: State) -> bool:
    return bool(state.releases.consents)


def _draft(state: State, opened: ConsultationOpened, _c: DraftReport, _a: Asking, around: Around) -> list[Event]:
    report, _provision = papers.report_of(opened.kind)
    return [
        ConsultationReportDrafted(
            case_id=opened.case_id, report=report, number=state.drafts + 1, document=Sealed(around.document)
        )
    ]


def _submit(state: State, opened: ConsultationOpened, command: SubmitReport, asking: Asking, _r: Around) -> list[Event]:
    report, provision = papers.report_of(opened.kind)
    went = papers.both_addressees_have_it(
        state.council, command.bureau_on, command.headquarters_on, command.agency_on, asking.on, provision
    )
    return [
        ConsultationReportSubmitted(
            case_id=opened.case_id,
            report=report,
            number=state.drafts,
            means=command.means,
            bureau=went.bureau,
            bureau_on=went.bureau_on,
            headquarters_on=went.headquarters_on,
            agency_on=went.agency_on,
        )
    ]


def _there_is_a_draft(state: State, opened: ConsultationOpened, _a: Asking) -> None:
    papers.there_is_a_draft(state.drafts, papers.report_of(opened.kind)[1])


def _report_provision(kind: ConsultationKind, _on: dt.date) -> str:
    return papers.report_of(kind)[1]


def _is_drafted(state: State) -> bool:
    """Nothing has been added since the last draft."""
    return state.drafts > 0 and state.drafted_at == state.facts


BEHAVIOURS: dict[type, Behaviour] = {
    ReceiveWrittenConsent: Behaviour("YR-2-1-4-4", _release, stages=RUNNING | FINISHED),
    WithdrawWrittenConsent: Behaviour("YR-2-1-4-4", _release, stages=RUNNING | FINISHED, offered=_consented),
    HandOverPapers: Behaviour("YR-2-1-4-4", _release, stages=RUNNING | FINISHED, offered=_consented),
    Disclose: Behaviour("LAW-136-2", _release, stages=RUNNING | FINISHED, head=True),
    DraftReport: Behaviour(
        _report_provision,
        _draft,
        stages=FINISHED,
        met=lambda state, _: _is_drafted(state),
        offered=lambda state: state.stage is Stage.CLOSED and not _is_drafted(state),
    ),
    SubmitReport: Behaviour(
        _report_provision,
        _submit,
        stages=FINISHED,
        head=True,
        gate=_there_is_a_draft,
        offered=lambda state: state.stage is Stage.CLOSED,
    ),
}
