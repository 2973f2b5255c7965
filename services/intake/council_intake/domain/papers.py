"""Papers that come in, copies that leave the department, and the report of the consultation."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from council_casework import papers as shelves
from council_casework.papers import CheckDocument
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
    DocumentChecked,
    DocumentReceived,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)

from council_intake.commands import (
    Disclose,
    DraftReport,
    HandOverPapers,
    ReceiveDocument,
    ReceiveWrittenConsent,
    SubmitReport,
    WithdrawWrittenConsent,
)
from council_intake.domain.behaviour import FINISHED, RUNNING, Around, Behaviour
from council_intake.domain.state import Stage, State
from council_intake.rules import papers

EVENTS: Final = Events(WrittenConsentReceived, WrittenConsentWithdrawn, CopiesHandedOver, CaseDisclosed)
RECEIVED: Final = shelves.Events(DocumentReceived, DocumentChecked)


def _keep(state: State, opened: ConsultationOpened, command: Any, _a: Asking, _r: Around) -> list[Event]:
    return shelves.keep(state.shelf, opened.case_id, command, RECEIVED)


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


BESIDE: Final[dict[type, Behaviour]] = {
    ReceiveDocument: Behaviour("YR-2-1-4-4", _keep, stages=RUNNING | FINISHED),
    CheckDocument: Behaviour(
        "YR-2-1-4-4", _keep, stages=RUNNING | FINISHED, offered=lambda state: bool(state.shelf.unchecked)
    ),
    ReceiveWrittenConsent: Behaviour("YR-2-1-4-4", _release, stages=RUNNING | FINISHED),
    WithdrawWrittenConsent: Behaviour("YR-2-1-4-4", _release, stages=RUNNING | FINISHED, offered=_consented),
    HandOverPapers: Behaviour("YR-2-1-4-4", _release, stages=RUNNING | FINISHED, offered=_consented),
    Disclose: Behaviour("LAW-136-2", _release, stages=RUNNING | FINISHED, head=True),
}
"""What can be done with papers at any stage, beside the steps of the consultation."""

REPORTING: Final[dict[type, Behaviour]] = {
    DraftReport: Behaviour(
        _report_provision,
        _draft,
        stages=FINISHED,
        met=lambda state, _: state.is_drafted,
        offered=lambda state: state.stage is Stage.CLOSED and not state.is_drafted,
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
