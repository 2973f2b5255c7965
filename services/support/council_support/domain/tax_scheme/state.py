"""What a case under 別冊３ is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from council_events import Event
from council_events.deciding import Fact, changed
from council_events.support import (
    BusinessDueDiligenceCompleted,
    CandidateReceived,
    CommitteeEstablished,
    CommitteeReported,
    CommitteeSurveyed,
    CreditorConsented,
    CreditorConsentWithdrawn,
    CreditorContactConsented,
    CreditorListed,
    CreditorRefused,
    CreditorsMeetingHeld,
    FinancialDueDiligenceCompleted,
    FirstMeetingHeld,
    MeetingMatter,
    MeetingResolved,
    PerformanceReported,
    PerformanceReportsScheduled,
    PlanApproved,
    RefusalReasonRecorded,
    SchemeAttitude,
    SchemeAttitudeRecorded,
    SchemeChairConferred,
    SchemeConfirmed,
    SchemeMember,
    SchemePlanDrafted,
    SchemeTeamFormed,
    StandstillJudged,
    StandstillNotified,
    SupportRequested,
    TaxConfirmationIssued,
    TaxForm,
    TaxProvision,
    TaxSchemeDeclined,
    TaxSchemeEnded,
    TaxSchemeStarted,
    TaxTreatmentIntended,
    WorkoutNotStarted,
)

from council_support.domain import creditors, stages
from council_support.domain.creditors import Answer


class Stage(stages.Stage):
    """Where a case under 別冊３ stands, in the order of its life."""

    NONE = "none", "未受入れ"
    CANDIDATE = "scheme_candidate", "支援候補（別冊３）"
    DECLINED = "scheme_declined", "支援を開始しない"
    STARTED = "scheme_started", "支援（別冊３）開始"
    TEAM = "scheme_team", "個別支援チーム編成済み"
    EXAMINING = "scheme_examining", "調査・計画策定中"
    DRAFTED = "scheme_drafted", "再生計画案作成済み"
    NOTIFIED = "standstill", "一時停止の通知（私的整理の開始）"
    MET = "first_met", "第１回債権者会議開催済み"
    COMMITTEE = "committee", "再生計画検討委員会設置"
    REPORTED = "committee_reported", "検討委員会の調査報告済み"
    CONSENT = "consent", "同意待ち"
    NOT_STARTED = "workout_not_started", "私的整理を開始しない"
    ENDED = "scheme_ended", "終了"
    APPROVED = "scheme_approved", "成立・完了"


STARTED = frozenset(
    {
        Stage.STARTED,
        Stage.TEAM,
        Stage.EXAMINING,
        Stage.DRAFTED,
        Stage.NOTIFIED,
        Stage.MET,
        Stage.COMMITTEE,
        Stage.REPORTED,
        Stage.CONSENT,
    }
)
CLOSED = frozenset({Stage.NONE, Stage.DECLINED, Stage.NOT_STARTED, Stage.ENDED})


@dataclass(frozen=True)
class Creditor(creditors.Creditor):
    """One 対象債権者 under 別冊３."""

    contact_allowed: bool = False
    attitude: SchemeAttitude | None = None


@dataclass(frozen=True)
class State:
    """A case under 別冊３.

    `consent_term`: the last day for written consents; a changed plan leaves it as it is until the continued meeting.
    """

    stage: Stage = Stage.NONE
    council: str = ""
    candidate: CandidateReceived | None = None
    received_on: dt.date | None = None
    intended: tuple[TaxProvision, ...] = ()
    requested_on: dt.date | None = None
    closing_month: int = 3
    creditors: Mapping[UUID, Creditor] = field(default_factory=lambda: MappingProxyType({}))
    conferred_on: dt.date | None = None
    started_on: dt.date | None = None
    declined_on: dt.date | None = None
    team: tuple[SchemeMember, ...] = ()
    financial_examined_on: dt.date | None = None
    business_examined_on: dt.date | None = None
    plan: SchemePlanDrafted | None = None
    plan_on: dt.date | None = None
    judgement: StandstillJudged | None = None
    notice: StandstillNotified | None = None
    not_started: WorkoutNotStarted | None = None
    first_meeting: FirstMeetingHeld | None = None
    resolutions: Mapping[MeetingMatter, MeetingResolved] = field(default_factory=lambda: MappingProxyType({}))
    committee: CommitteeEstablished | None = None
    survey: CommitteeSurveyed | None = None
    confirmed_on: dt.date | None = None
    report: CommitteeReported | None = None
    tax_forms: frozenset[TaxForm] = frozenset()
    meeting: CreditorsMeetingHeld | None = None
    consent_term: dt.date | None = None
    approved_on: dt.date | None = None
    ended_on: dt.date | None = None
    end: TaxSchemeEnded | None = None
    report_months: int = 0
    next_report_due: dt.date | None = None
    reported_to: dt.date | None = None
    reports: int = 0

    @property
    def consents(self) -> int:
        """How many creditors have consented to the current version."""
        return sum(creditor.answer is Answer.CONSENTED for creditor in self.creditors.values())

    @property
    def over_on(self) -> dt.date | None:
        """The day on which the support was complete (成立), ended, or the workout was not started; None while it goes on."""
        return self.approved_on or self.ended_on or (self.not_started.told_on if self.not_started else None)

    def passed(self, matter: MeetingMatter) -> bool:
        """Whether the first meeting has passed this matter."""
        resolution = self.resolutions.get(matter)
        return resolution is not None and resolution.passed

    def member(self, person: str) -> SchemeMember | None:
        """The team member of this identity."""
        return next((member for member in self.team if member.person == person), None)


INITIAL = State()

STAGE_AFTER: stages.Moves[Stage] = {
    CandidateReceived: (Stage.CANDIDATE, False),
    TaxSchemeDeclined: (Stage.DECLINED, True),
    TaxSchemeStarted: (Stage.STARTED, True),
    SchemeTeamFormed: (Stage.TEAM, False),
    FinancialDueDiligenceCompleted: (Stage.EXAMINING, False),
    BusinessDueDiligenceCompleted: (Stage.EXAMINING, False),
    SchemePlanDrafted: (Stage.DRAFTED, False),
    StandstillNotified: (Stage.NOTIFIED, False),
    FirstMeetingHeld: (Stage.MET, False),
    CommitteeEstablished: (Stage.COMMITTEE, False),
    CommitteeReported: (Stage.REPORTED, False),
    CreditorsMeetingHeld: (Stage.CONSENT, False),
    WorkoutNotStarted: (Stage.NOT_STARTED, True),
    TaxSchemeEnded: (Stage.ENDED, True),
    PlanApproved: (Stage.APPROVED, True),
}
"""How events move the stage; the projection of the case list moves it alike."""


def _drafted(state: State, event: SchemePlanDrafted, on: dt.date) -> State:
    return changed(
        state,
        plan=event,
        plan_on=on,
        judgement=None,
        survey=None,
        confirmed_on=None,
        report=None,
        meeting=None,
        tax_forms=frozenset(),
        creditors=creditors.unanswered(state.creditors, reason=None),
    )


def _resolved(state: State, event: MeetingResolved, _on: dt.date) -> State:
    return changed(state, resolutions=MappingProxyType({**state.resolutions, event.matter: event}))


def _scheduled(state: State, event: PerformanceReportsScheduled, _on: dt.date) -> State:
    return changed(state, report_months=event.months_between_reports, next_report_due=event.first_due)


def _performed(state: State, event: PerformanceReported, _on: dt.date) -> State:
    return changed(state, reports=event.number, reported_to=event.period_to, next_report_due=event.next_due)


_CHANGES: dict[type[Event], stages.Change[State]] = {
    CandidateReceived: lambda state, event, on: changed(state, candidate=event, received_on=on),
    TaxTreatmentIntended: lambda state, event, _on: changed(state, intended=event.provisions),
    SupportRequested: lambda state, event, _on: changed(
        state, requested_on=event.requested_on, closing_month=event.closing_month
    ),
    CreditorListed: creditors.listed_as(Creditor),
    CreditorContactConsented: creditors.allow_contact,
    SchemeAttitudeRecorded: lambda state, event, _on: creditors.mark(state, event.creditor_id, attitude=event.attitude),
    SchemeChairConferred: lambda state, event, _on: changed(state, conferred_on=event.conferred_on),
    TaxSchemeStarted: lambda state, _event, on: changed(state, started_on=on),
    TaxSchemeDeclined: lambda state, _event, on: changed(state, declined_on=on),
    SchemeTeamFormed: lambda state, event, _on: changed(state, team=event.members),
    FinancialDueDiligenceCompleted: lambda state, _event, on: changed(state, financial_examined_on=on),
    BusinessDueDiligenceCompleted: lambda state, _event, on: changed(state, business_examined_on=on),
    SchemePlanDrafted: _drafted,
    StandstillJudged: lambda state, event, _on: changed(state, judgement=event),
    StandstillNotified: lambda state, event, _on: changed(state, notice=event),
    WorkoutNotStarted: lambda state, event, _on: changed(state, not_started=event),
    FirstMeetingHeld: lambda state, event, _on: changed(state, first_meeting=event),
    MeetingResolved: _resolved,
    CommitteeEstablished: lambda state, event, _on: changed(state, committee=event),
    CommitteeSurveyed: lambda state, event, _on: changed(state, survey=event),
    SchemeConfirmed: lambda state, event, _on: changed(state, confirmed_on=event.issued_on),
    CommitteeReported: lambda state, event, _on: changed(state, report=event),
    TaxConfirmationIssued: lambda state, event, _on: changed(state, tax_forms=state.tax_forms | {event.form}),
    CreditorsMeetingHeld: lambda state, event, _on: changed(state, meeting=event, consent_term=event.consent_deadline),
    CreditorConsented: creditors.consented(),
    CreditorRefused: creditors.refused(),
    RefusalReasonRecorded: lambda state, event, _on: creditors.mark(state, event.creditor_id, reason=event.reason),
    CreditorConsentWithdrawn: creditors.withdrawn,
    PlanApproved: lambda state, _event, on: changed(state, approved_on=on),
    PerformanceReportsScheduled: _scheduled,
    PerformanceReported: _performed,
    TaxSchemeEnded: lambda state, event, on: changed(state, end=event, ended_on=on),
}
_EVOLVE = stages.evolving(_CHANGES, STAGE_AFTER)


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; the council that received the case issues its notices."""
    if isinstance(fact.event, CandidateReceived):
        state = changed(state, council=fact.council)
    return _EVOLVE(state, fact)
