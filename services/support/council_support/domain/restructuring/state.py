"""What a restructuring case is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Fact
from council_events.support import (
    BusinessDueDiligenceCompleted,
    CandidateReceived,
    CourseChanged,
    CreditorConsented,
    CreditorConsentWithdrawn,
    CreditorContactConsented,
    CreditorInquiryStarted,
    CreditorIntentionRecorded,
    CreditorListed,
    CreditorRefused,
    CreditorsMeetingHeld,
    DueDiligence,
    FinancialDueDiligenceCompleted,
    Finding,
    HostHeadConsulted,
    Intention,
    InvestigationReported,
    MonitoringDecision,
    MonitoringEnded,
    MonitoringStarted,
    PlanApproved,
    PlanDrafted,
    PlanKind,
    RefusalReasonRecorded,
    RepaymentGraceRequested,
    RestructuringDeclined,
    RestructuringEnded,
    RestructuringStarted,
    StartNotified,
    SupportRequested,
    TeamFormed,
    TeamMember,
)
from council_events.values import Code, CreditorKind

from council_support.domain import monitored, stages
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


class Answer(Code):
    """What a creditor has said to the version of the plan that stands before it."""

    CONSENTED = "consented", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "同意を撤回"


@dataclass(frozen=True, slots=True)
class Creditor:
    """One 対象債権者; `claim` in yen. The answer is that to the plan's current version."""

    creditor_id: UUID
    kind: CreditorKind
    name: Sealed[str]
    claim: int
    contact_allowed: bool = False
    inquired_on: dt.date | None = None
    intention: Intention | None = None
    answer: Answer | None = None
    answered_on: dt.date | None = None
    reason: Sealed[str] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A restructuring case."""

    stage: Stage = Stage.NONE
    council: str = ""
    candidate: CandidateReceived | None = None
    received_on: dt.date | None = None
    requested_on: dt.date | None = None
    closing_month: int = 3
    creditors: Mapping[UUID, Creditor] = field(default_factory=lambda: MappingProxyType({}))
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
    team: tuple[TeamMember, ...] = ()
    team_by_exception: bool = False
    financial_examined_on: dt.date | None = None
    business_examined_on: dt.date | None = None
    plan: PlanDrafted | None = None
    plan_on: dt.date | None = None
    report: InvestigationReported | None = None
    meeting: CreditorsMeetingHeld | None = None
    approved_on: dt.date | None = None
    ended_on: dt.date | None = None
    end: RestructuringEnded | None = None
    monitoring: Monitoring | None = None
    reports: int = 0
    monitoring_decision: MonitoringDecision | None = None

    @property
    def consents(self) -> int:
        """How many creditors have consented to the current version."""
        return sum(creditor.answer is Answer.CONSENTED for creditor in self.creditors.values())

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


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; an event of no meaning here leaves it as it is."""
    event, kind = fact.event, type(fact.event)
    if kind in _CHANGES:
        state = _CHANGES[kind](state, event)
    elif kind in _DAYS:
        days: dict[str, Any] = {_DAYS[kind]: fact.on}
        state = replace(state, **days)
    elif kind in _DATED:
        state = _DATED[kind](state, event, fact.on)
    if kind is CandidateReceived:
        state = replace(state, council=fact.council)
    return replace(state, stage=stages.stage_after(STAGE_AFTER, state.stage, event))


def _candidate(state: State, event: CandidateReceived, on: dt.date) -> State:
    return replace(state, candidate=event, received_on=on)


def _requested(state: State, event: SupportRequested) -> State:
    return replace(state, requested_on=event.requested_on, closing_month=event.closing_month)


def _listed(state: State, event: CreditorListed) -> State:
    known = state.creditors.get(event.creditor_id)
    if known is None:
        creditor = Creditor(event.creditor_id, event.kind, event.name, event.claim)
    else:
        creditor = replace(known, kind=event.kind, name=event.name, claim=event.claim)
    return _with(state, creditor)


def _contact(state: State, event: CreditorContactConsented) -> State:
    allowed = {
        creditor_id: replace(state.creditors[creditor_id], contact_allowed=True)
        for creditor_id in event.creditors
        if creditor_id in state.creditors
    }
    return replace(state, creditors=MappingProxyType({**state.creditors, **allowed}))


def _inquired(state: State, event: CreditorInquiryStarted, on: dt.date) -> State:
    return _mark(state, event.creditor_id, inquired_on=on)


def _intended(state: State, event: CreditorIntentionRecorded) -> State:
    return _mark(state, event.creditor_id, intention=event.intention)


def _head_consulted(state: State, event: HostHeadConsulted) -> State:
    return replace(state, host_head_consulted_on=event.consulted_on)


def _started(state: State, event: RestructuringStarted, on: dt.date) -> State:
    return replace(
        state,
        started_on=on,
        findings=frozenset(event.findings),
        started_by_exception=event.exception_grounds is not None,
        waiver_expected=event.waiver_expected,
        expected_kind=event.expected_kind,
        due_diligence=event.due_diligence,
        standard_date=event.standard_date,
    )


def _course(state: State, event: CourseChanged) -> State:
    return replace(
        state,
        findings=frozenset(event.findings),
        waiver_expected=event.waiver_expected,
        expected_kind=event.expected_kind,
        due_diligence=event.due_diligence,
        standard_date=event.standard_date,
    )


def _team(state: State, event: TeamFormed) -> State:
    return replace(state, team=event.members, team_by_exception=event.exception_grounds is not None)


def _drafted(state: State, event: PlanDrafted, on: dt.date) -> State:
    unanswered = {
        creditor_id: replace(creditor, answer=None, answered_on=None, reason=None)
        for creditor_id, creditor in state.creditors.items()
    }
    return replace(state, plan=event, plan_on=on, report=None, meeting=None, creditors=MappingProxyType(unanswered))


def _reported(state: State, event: InvestigationReported) -> State:
    return replace(state, report=event)


def _met(state: State, event: CreditorsMeetingHeld) -> State:
    return replace(state, meeting=event)


def _consented(state: State, event: CreditorConsented) -> State:
    return _mark(state, event.creditor_id, answer=Answer.CONSENTED, answered_on=event.confirmed_on, reason=None)


def _refused(state: State, event: CreditorRefused, on: dt.date) -> State:
    return _mark(state, event.creditor_id, answer=Answer.REFUSED, answered_on=on, reason=event.reason)


def _explained(state: State, event: RefusalReasonRecorded) -> State:
    return _mark(state, event.creditor_id, reason=event.reason)


def _withdrawn(state: State, event: CreditorConsentWithdrawn, on: dt.date) -> State:
    return _mark(state, event.creditor_id, answer=Answer.WITHDRAWN, answered_on=on, reason=event.reason)


def _ended(state: State, event: RestructuringEnded, on: dt.date) -> State:
    return replace(state, ended_on=on, end=event)


def _with(state: State, creditor: Creditor) -> State:
    return replace(state, creditors=MappingProxyType({**state.creditors, creditor.creditor_id: creditor}))


def _mark(state: State, creditor_id: UUID, **changes: Any) -> State:
    creditor = state.creditors.get(creditor_id)
    return state if creditor is None else _with(state, replace(creditor, **changes))


_CHANGES: dict[type[Event], Callable[[State, Any], State]] = {
    SupportRequested: _requested,
    CreditorListed: _listed,
    CreditorContactConsented: _contact,
    CreditorIntentionRecorded: _intended,
    HostHeadConsulted: _head_consulted,
    CourseChanged: _course,
    TeamFormed: _team,
    InvestigationReported: _reported,
    CreditorsMeetingHeld: _met,
    CreditorConsented: _consented,
    RefusalReasonRecorded: _explained,
    **monitored.CHANGES,
}
_DAYS: dict[type[Event], str] = {
    StartNotified: "notified_on",
    RepaymentGraceRequested: "grace_requested_on",
    FinancialDueDiligenceCompleted: "financial_examined_on",
    BusinessDueDiligenceCompleted: "business_examined_on",
    PlanApproved: "approved_on",
}
"""Events that give the state nothing but their day."""
_DATED: dict[type[Event], Callable[[State, Any, dt.date], State]] = {
    CandidateReceived: _candidate,
    CreditorInquiryStarted: _inquired,
    RestructuringStarted: _started,
    PlanDrafted: _drafted,
    CreditorRefused: _refused,
    CreditorConsentWithdrawn: _withdrawn,
    RestructuringEnded: _ended,
}
