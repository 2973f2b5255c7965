"""The reports that a case owes: asked for by its events, checked and frozen by a person, submitted to both bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, changed
from council_events.support import (
    EndNotified,
    PlanApproved,
    RepaymentPlanApproved,
    RepaymentSupportDeclined,
    RepaymentSupportEnded,
    RepaymentSupportStarted,
    RestructuringEnded,
    RestructuringStarted,
    TaxSchemeEnded,
    TaxSchemeStarted,
    WorkoutNotStarted,
)
from council_events.support.rechallenge import (
    CreditorsMeetingObserved,
    LawyerIntroduced,
    OutcomeCompiled,
    RechallengeAdviceGiven,
    WorkoutAdviceGiven,
)
from council_events.support.reports import Delivery, ReportChecked, ReportKind, ReportSubmitted

from council_support.commands.reports import CheckReport, FreezeReport, SubmitReport
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms
from council_support.rules import asking as who
from council_support.rules import reports

if TYPE_CHECKING:
    from council_support.domain.case import Case

ASKED_BY: Mapping[type[Event], ReportKind] = {
    RestructuringStarted: ReportKind.START,
    PlanApproved: ReportKind.COMPLETION,
    RestructuringEnded: ReportKind.END,
    TaxSchemeStarted: ReportKind.START,
    TaxSchemeEnded: ReportKind.END,
    WorkoutNotStarted: ReportKind.END,
    RepaymentSupportDeclined: ReportKind.GUARANTEE_CONSULTATION,
    RepaymentSupportStarted: ReportKind.START,
    RepaymentPlanApproved: ReportKind.COMPLETION,
    RepaymentSupportEnded: ReportKind.END,
    RechallengeAdviceGiven: ReportKind.RECHALLENGE,
    LawyerIntroduced: ReportKind.RECHALLENGE,
    WorkoutAdviceGiven: ReportKind.RECHALLENGE,
    CreditorsMeetingObserved: ReportKind.RECHALLENGE,
    OutcomeCompiled: ReportKind.RECHALLENGE_RESULT,
}
"""What a case reports, by the events that make it due."""
ONCE = frozenset({ReportKind.RECHALLENGE})
"""Reports owed once in a case, however often the support is given."""
BY_STAFF = frozenset({ReportKind.RECHALLENGE_RESULT})
"""Reports of the 支援業務部門; all others are the 統括責任者's."""


@dataclass(frozen=True)
class Report:
    """One report that the case owes. `asked_on`: the day of the event that made it due; `editions`: those frozen so far.

    `told_head_on`, `told_company_on`: what was recorded of an end before its report.
    """

    kind: ReportKind
    number: int
    asked_on: dt.date
    editions: int = 0
    document: Sealed[str] | None = None
    checked_on: dt.date | None = None
    checked_by: str = ""
    told_head_on: dt.date | None = None
    told_company_on: dt.date | None = None
    submitted: ReportSubmitted | None = None
    submitted_on: dt.date | None = None

    @property
    def id(self) -> str:
        """Kind and number, as forms name it."""
        return report_id(self.kind, self.number)

    @property
    def ready(self) -> bool:
        """Whether an edition is frozen that has not been submitted."""
        return self.document is not None and (self.submitted is None or self.submitted.edition < self.editions)


def report_id(kind: ReportKind, number: int) -> str:
    """Kind and number, as forms and tables name a report of a case."""
    return f"{kind.value}-{number}"


Reports = Mapping[str, Report]
NONE: Reports = MappingProxyType({})


def evolve(owed: Reports, fact: Fact) -> Reports:
    """The reports after one more fact; never raises."""
    event = fact.event
    if type(event) in ASKED_BY:
        return _asked(owed, ASKED_BY[type(event)], fact.on)
    if isinstance(event, ReportChecked | ReportSubmitted):
        known = owed.get(report_id(event.kind, event.number))
        return owed if known is None else _with(owed, _changed(known, event, fact))
    if isinstance(event, EndNotified):
        told = [changed(r, told_head_on=event.reported_on, told_company_on=event.notified_on) for r in _ends(owed)]
        return MappingProxyType({**owed, **{report.id: report for report in told}})
    return owed


def _ends(owed: Reports) -> list[Report]:
    return [report for report in owed.values() if report.kind is ReportKind.END]


def _asked(owed: Reports, kind: ReportKind, on: dt.date) -> Reports:
    number = 1 + sum(report.kind is kind for report in owed.values())
    return owed if kind in ONCE and number > 1 else _with(owed, Report(kind, number, on))


def _changed(report: Report, event: ReportChecked | ReportSubmitted, fact: Fact) -> Report:
    if isinstance(event, ReportSubmitted):
        return changed(report, submitted=event, submitted_on=fact.on)
    return changed(report, editions=event.edition, document=event.document, checked_on=fact.on, checked_by=fact.actor)


def _with(owed: Reports, report: Report) -> Reports:
    return MappingProxyType({**owed, report.id: report})


def _known(case: Case, report_id: str) -> Report:
    """The report of this id; raises Refused for one that isn't owed."""
    report = case.reports.get(report_id)
    reports.the_report_is_owed(report is not None)
    return report  # type: ignore[return-value]  # the rule above has refused None


def _may_sign(case: Case, report: Report, asking: Asking) -> str:
    """The provision that asks for the report; raises Refused (forbidden) for an office that does not make it."""
    provision_id = reports.provision_of(report.kind, case.line)
    who.the_office_may_act(asking, STAFF if report.kind in BY_STAFF else HEAD, provision_id)
    return provision_id


def _freeze(case: Case, command: FreezeReport, asking: Asking, _terms: Terms) -> list[Event]:
    report = _known(case, command.report)
    _may_sign(case, report, asking)
    return [
        ReportChecked(
            case_id=case.known_id,
            kind=report.kind,
            number=report.number,
            edition=report.editions + 1,
            layout=command.layout,
            document=Sealed(command.document),
        )
    ]


def _submit(case: Case, command: SubmitReport, asking: Asking, _terms: Terms) -> list[Event]:
    report = _known(case, command.report)
    provision_id = _may_sign(case, report, asking)
    reports.the_report_was_checked(report.ready, provision_id)
    days = reports.both_bodies_have_it(command.bureau_on, command.hq_on, provision_id)
    told_head_on = command.told_head_on or report.told_head_on
    told_company_on = command.told_company_on or report.told_company_on
    reports.the_host_head_was_told(report.kind, told_head_on, provision_id)
    reports.the_company_was_told_of_the_end(report.kind, told_company_on, provision_id)
    for day, field in zip(days, ("bureau_on", "hq_on"), strict=True):
        who.the_day_has_come(day, asking.on, provision_id, field)
    return [
        ReportSubmitted(
            case_id=case.known_id,
            kind=report.kind,
            number=report.number,
            edition=report.editions,
            means=command.means,
            deliveries=tuple(
                Delivery(recipient=body, on=on) for body, on in zip(reports.recipients(case.council), days, strict=True)
            ),
            submitted_by=asking.person,
            told_head_on=told_head_on,
            told_company_on=told_company_on,
        )
    ]


def _some_report_is_owed(case: Case, _asking: Asking, _terms: Terms) -> None:
    reports.the_report_is_owed(bool(case.reports))


def _some_report_is_checked(case: Case, _asking: Asking, _terms: Terms) -> None:
    reports.the_report_was_checked(any(report.ready for report in case.reports.values()), "YR-2-2-R2")


def behaviours(stages: frozenset[str]) -> dict[type, Behaviour]:
    """The commands of this part, at all these stages."""
    return {
        CheckReport: Behaviour(
            "YR-2-2-R2",
            STAFF,
            stages,
            _freeze,
            gate=_some_report_is_owed,
            offered=lambda case: bool(case.reports),
        ),
        SubmitReport: Behaviour(
            "YR-2-2-R2",
            STAFF,
            stages,
            _submit,
            gate=_some_report_is_checked,
            offered=lambda case: any(report.ready or report.submitted is None for report in case.reports.values()),
        ),
    }
