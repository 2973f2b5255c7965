"""What a restructuring case is: its stages and its state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from council_events.support import (
    BusinessDueDiligenceCompleted,
    CandidateReceived,
    CasePublished,
    ClaimFiled,
    CreditorApprovalPending,
    CreditorInquiryStarted,
    CreditorsMeetingHeld,
    DueDiligence,
    EndNotified,
    FinancialDueDiligenceCompleted,
    Finding,
    Intention,
    InvestigationReported,
    MonitoringDecision,
    MonitoringEnded,
    MonitoringStarted,
    PlanApproved,
    PlanDrafted,
    PlanKind,
    PlanMeetingHeld,
    PublicationAgreed,
    RestructuringDeclined,
    RestructuringEnded,
    RestructuringStarted,
    TaxProvision,
    TeamFormed,
    TeamMember,
)

from council_support.domain import creditors, stages
from council_support.domain.creditors import Answer
from council_support.domain.monitored import Monitoring


class Stage(stages.Stage):
    """Where a case stands, in the order of its life."""

    NONE = "none", "未受入れ"
    CANDIDATE = "candidate", "支援候補"
    INQUIRY = "inquiry", "主要債権者の意向確認"
    DECLINED = "declined", "再生支援を開始しない"
    STARTED = "started", "再生支援（第二次対応）開始"
    TEAM = "team", "個別支援チーム編成済み"
    EXAMINING = "examining", "調査・計画策定中"
    DRAFTED = "drafted", "再生計画案作成済み"
    INVESTIGATED = "investigated", "調査報告済み"
    CONSENT = "consent", "同意待ち"
    ENDED = "ended", "終了"
    APPROVED = "approved", "成立・完了"
    MONITORING = "monitoring", "モニタリング中"
    MONITORED = "monitored", "モニタリング終了"


@dataclass(frozen=True)
class Creditor(creditors.Creditor):
    """One 対象債権者 under 別冊２."""

    contact_allowed: bool = False
    inquired_on: dt.date | None = None
    intention: Intention | None = None
    subrogated_on: dt.date | None = None
    pending: CreditorApprovalPending | None = None
    filing: ClaimFiled | None = None


@dataclass(frozen=True)
class State:
    """A restructuring case."""

    stage: Stage = Stage.NONE
    candidate: CandidateReceived | None = None
    received_on: dt.date | None = None
    requested_on: dt.date | None = None
    closing_month: int = 3
    creditors: Mapping[UUID, Creditor] = field(default_factory=lambda: MappingProxyType({}))
    left_out: Mapping[UUID, Creditor] = field(default_factory=lambda: MappingProxyType({}))
    host_head_consulted_on: dt.date | None = None
    started_on: dt.date | None = None
    findings: frozenset[Finding] = frozenset()
    started_by_exception: bool = False
    waiver_expected: bool = False
    expected_kind: PlanKind = PlanKind.ORDINARY
    due_diligence: DueDiligence = DueDiligence.ORDINARY
    standard_date: dt.date | None = None
    notified_on: dt.date | None = None
    grace_requested_on: dt.date | None = None
    claims_asked_for: bool = False
    team: tuple[TeamMember, ...] = ()
    team_by_exception: bool = False
    financial_examined_on: dt.date | None = None
    business_examined_on: dt.date | None = None
    plan_meetings: tuple[PlanMeetingHeld, ...] = ()
    plan: PlanDrafted | None = None
    plan_on: dt.date | None = None
    report: InvestigationReported | None = None
    meeting: CreditorsMeetingHeld | None = None
    approved_on: dt.date | None = None
    ended_on: dt.date | None = None
    end: RestructuringEnded | None = None
    intended: tuple[TaxProvision, ...] = ()
    end_notified: EndNotified | None = None
    monitoring: Monitoring | None = None
    reports: int = 0
    monitoring_decision: MonitoringDecision | None = None
    publication: PublicationAgreed | None = None
    publish_on: dt.date | None = None
    published: CasePublished | None = None
    published_on: dt.date | None = None

    @property
    def consents(self) -> int:
        """How many creditors have consented to the current version."""
        return sum(creditor.answer is Answer.CONSENTED for creditor in self.creditors.values())

    @property
    def over_on(self) -> dt.date | None:
        """The day on which the support was complete (成立) or ended, None while it goes on."""
        return self.approved_on or self.ended_on

    def member(self, person: str) -> TeamMember | None:
        """The team member of this identity."""
        return next((member for member in self.team if member.person == person), None)


INITIAL = State()

BEFORE = frozenset({Stage.CANDIDATE, Stage.INQUIRY})
STARTED = frozenset({Stage.STARTED, Stage.TEAM, Stage.EXAMINING, Stage.DRAFTED, Stage.INVESTIGATED, Stage.CONSENT})
STAGE_AFTER: stages.Moves[Stage] = {
    # event -> (stage, exact): an exact event sets the stage, another only lifts the case to it
    CandidateReceived: (Stage.CANDIDATE, False),
    CreditorInquiryStarted: (Stage.INQUIRY, False),
    RestructuringDeclined: (Stage.DECLINED, True),
    RestructuringStarted: (Stage.STARTED, True),
    TeamFormed: (Stage.TEAM, False),
    FinancialDueDiligenceCompleted: (Stage.EXAMINING, False),
    BusinessDueDiligenceCompleted: (Stage.EXAMINING, False),
    PlanDrafted: (Stage.DRAFTED, True),
    InvestigationReported: (Stage.INVESTIGATED, False),
    CreditorsMeetingHeld: (Stage.CONSENT, True),
    PlanApproved: (Stage.APPROVED, True),
    RestructuringEnded: (Stage.ENDED, True),
    MonitoringStarted: (Stage.MONITORING, True),
    MonitoringEnded: (Stage.MONITORED, True),
}
"""How events move the stage; the projection of the case list moves it alike."""
CLOSED = frozenset({Stage.NONE, Stage.DECLINED, Stage.ENDED, Stage.MONITORED})
"""Stages at which nothing is left to do; such a case is on no work list."""
