"""What a case of guarantee debts is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from council_events import Event
from council_events.deciding import changed
from council_events.support import (
    AssetsDisclosed,
    CandidateReceived,
    CreditorConsented,
    CreditorConsentWithdrawn,
    CreditorListed,
    CreditorRefused,
    CreditorsMeetingHeld,
    FalseDisclosureFound,
    GuaranteeOutlined,
    GuaranteeStandstillRequested,
    GuaranteeStartConferred,
    GuaranteeTeamFormed,
    GuaranteeTeamMember,
    GuarantorConsentedToContact,
    PrincipalConsentCounted,
    PrincipalProcedureEnded,
    ReasonableGroundAsked,
    RefusalReasonRecorded,
    RepaymentPlanApproved,
    RepaymentPlanChecked,
    RepaymentPlanDrafted,
    RepaymentPlanReported,
    RepaymentStartNotified,
    RepaymentSupportDeclined,
    RepaymentSupportEnded,
    RepaymentSupportStarted,
    SettlementBaseDateAgreed,
    SettlementType,
    UseApplicationFiled,
    WarrantyCheckAsked,
    WarrantyChecked,
)

from council_support.domain import creditors, stages
from council_support.domain.creditors import Answer
from council_support.rules.guarantee import plan as rules


class Stage(stages.Stage):
    """Where a case of guarantee debts stands, in the order of its life."""

    NONE = "none", "未受入れ"
    CONSULTING = "consulting", "利用相談"
    APPLIED = "applied", "利用申請済み"
    DECLINED = "declined", "利用相談で終了"
    STARTED = "repayment_started", "弁済計画策定支援（第二次対応）開始"
    REQUESTED = "requested", "返済猶予等の要請済み"
    DISCLOSED = "disclosed", "資力の開示・表明保証済み"
    DRAFTED = "repayment_drafted", "弁済計画案作成済み"
    REPORTED = "reported", "調査報告済み"
    CONSENT = "consent", "同意待ち"
    ENDED = "ended", "終了"
    APPROVED = "settled", "弁済計画成立・完了"


BEFORE = frozenset({Stage.CONSULTING, Stage.APPLIED})
STARTED = frozenset({Stage.STARTED, Stage.REQUESTED, Stage.DISCLOSED, Stage.DRAFTED, Stage.REPORTED, Stage.CONSENT})
CLOSED = frozenset({Stage.NONE, Stage.DECLINED, Stage.ENDED, Stage.APPROVED})


@dataclass(frozen=True)
class Creditor(creditors.Creditor):
    """One 対象債権者 of the guarantor.

    `explained`: it refused, was asked why, and has not consented since. `check_asked_on`, `checked_on`: of the 表明保証.
    """

    contact_allowed: bool = False
    ground_against: bool | None = None
    explained: bool = False
    check_asked_on: dt.date | None = None
    checked_on: dt.date | None = None


@dataclass(frozen=True)
class Principal:
    """What the stream of the main debtor's case says. `held`: this council has such a case of 再生支援, not declined.

    `ended_on`: the day of its 完了 or 終了 (第二会社方式 alike), None while it goes on.
    """

    held: bool
    ended_on: dt.date | None = None


@dataclass(frozen=True)
class State:
    """A case of guarantee debts: one guarantor, one main debt.

    `principal_ended_on`: as staff recorded it. `principal`: what the linked case says now, read before a decision by the
    application and never part of this stream; None where no case is linked, or it was not looked up.
    """

    stage: Stage = Stage.NONE
    candidate: CandidateReceived | None = None
    received_on: dt.date | None = None
    outline: GuaranteeOutlined | None = None
    principal_ended_on: dt.date | None = None
    principal: Principal | None = None
    creditors: Mapping[UUID, Creditor] = field(default_factory=lambda: MappingProxyType({}))
    application: UseApplicationFiled | None = None
    conferred_on: dt.date | None = None
    started_on: dt.date | None = None
    told_creditors_on: dt.date | None = None
    base_date: dt.date | None = None
    standstill: GuaranteeStandstillRequested | None = None
    team: tuple[GuaranteeTeamMember, ...] = ()
    disclosure: AssetsDisclosed | None = None
    plan: RepaymentPlanDrafted | None = None
    plan_on: dt.date | None = None
    checked: RepaymentPlanChecked | None = None
    report: RepaymentPlanReported | None = None
    meeting: CreditorsMeetingHeld | None = None
    approval: RepaymentPlanApproved | None = None
    approved_on: dt.date | None = None
    ended_on: dt.date | None = None
    end: RepaymentSupportEnded | None = None
    declined: RepaymentSupportDeclined | None = None
    untrue: FalseDisclosureFound | None = None

    @property
    def settlement(self) -> SettlementType:
        """The type; 単独型 where nothing else is on record."""
        return self.outline.settlement if self.outline else SettlementType.ALONE_PENDING

    @property
    def procedure_ended_on(self) -> dt.date | None:
        """The end of the main debt's procedure: the earliest day that outline, staff or the linked case name."""
        return self.ended_on_with(self.outline.procedure_ended_on if self.outline else None)

    def ended_on_with(self, outlined: dt.date | None) -> dt.date | None:
        """The same with another outline."""
        linked = self.principal.ended_on if self.principal else None
        return min((day for day in (outlined, self.principal_ended_on, linked) if day is not None), default=None)

    @property
    def in_plan(self) -> frozenset[UUID]:
        """The creditors whose consent the current version needs."""
        return frozenset(payment.creditor_id for payment in self.plan.payments) if self.plan else frozenset()

    @property
    def consents(self) -> int:
        """How many of them have consented to it."""
        return sum(
            creditor.answer is Answer.CONSENTED
            for creditor in self.creditors.values()
            if creditor.creditor_id in self.in_plan
        )

    @property
    def began_in_time(self) -> bool:
        """Whether more than the exempt property may be kept at all (B4-4-2-T)."""
        return rules.began_in_time(self.settlement, self.procedure_ended_on, self.told_creditors_on)

    def member(self, person: str) -> GuaranteeTeamMember | None:
        """The team member of this identity."""
        return next((member for member in self.team if member.person == person), None)


INITIAL = State()

STAGE_AFTER: stages.Moves[Stage] = {
    CandidateReceived: (Stage.CONSULTING, False),
    UseApplicationFiled: (Stage.APPLIED, False),
    RepaymentSupportDeclined: (Stage.DECLINED, True),
    RepaymentSupportStarted: (Stage.STARTED, True),
    GuaranteeStandstillRequested: (Stage.REQUESTED, False),
    AssetsDisclosed: (Stage.DISCLOSED, False),
    RepaymentPlanDrafted: (Stage.DRAFTED, True),
    RepaymentPlanReported: (Stage.REPORTED, False),
    CreditorsMeetingHeld: (Stage.CONSENT, True),
    RepaymentPlanApproved: (Stage.APPROVED, True),
    RepaymentSupportEnded: (Stage.ENDED, True),
}
"""How events move the stage; the projection of the case list moves it alike."""


def _started(state: State, event: RepaymentSupportStarted, on: dt.date) -> State:
    return changed(state, started_on=on, base_date=event.base_date)


def _notified(state: State, event: RepaymentStartNotified, on: dt.date) -> State:
    return _told(state, on) if event.creditors else state


def _requested(state: State, event: GuaranteeStandstillRequested, _on: dt.date) -> State:
    return _told(changed(state, standstill=event), event.sent_on)


def _told(state: State, on: dt.date) -> State:
    """The creditors know of the settlement from the first of the two notices on (B4Q Q10)."""
    return changed(state, told_creditors_on=min(on, state.told_creditors_on or on))


def _drafted(state: State, event: RepaymentPlanDrafted, on: dt.date) -> State:
    return changed(
        state,
        plan=event,
        plan_on=on,
        checked=None,
        report=None,
        meeting=None,
        creditors=creditors.unanswered(state.creditors),
    )


_CONSENTED = creditors.consented(explained=False)
"""Who has consented is not left out for an earlier refusal."""
_CHANGES: dict[type[Event], stages.Change[State]] = {
    CandidateReceived: lambda state, event, on: changed(state, candidate=event, received_on=on),
    GuaranteeOutlined: lambda state, event, _on: changed(state, outline=event),
    PrincipalProcedureEnded: lambda state, event, _on: changed(state, principal_ended_on=event.ended_on),
    CreditorListed: creditors.listed_as(Creditor),
    GuarantorConsentedToContact: creditors.allow_contact,
    ReasonableGroundAsked: lambda state, event, _on: creditors.mark(
        state, event.creditor_id, ground_against=event.ground_against
    ),
    UseApplicationFiled: lambda state, event, _on: changed(state, application=event),
    GuaranteeStartConferred: lambda state, event, _on: changed(state, conferred_on=event.conferred_on),
    RepaymentSupportStarted: _started,
    RepaymentStartNotified: _notified,
    RepaymentSupportDeclined: lambda state, event, _on: changed(state, declined=event),
    GuaranteeStandstillRequested: _requested,
    GuaranteeTeamFormed: lambda state, event, _on: changed(state, team=event.members),
    SettlementBaseDateAgreed: lambda state, event, _on: changed(state, base_date=event.base_date),
    AssetsDisclosed: lambda state, event, _on: changed(state, disclosure=event),
    WarrantyCheckAsked: lambda state, event, _on: creditors.mark(
        state, event.creditor_id, check_asked_on=event.asked_on, checked_on=None
    ),
    WarrantyChecked: lambda state, event, _on: creditors.mark(state, event.creditor_id, checked_on=event.reported_on),
    RepaymentPlanDrafted: _drafted,
    RepaymentPlanChecked: lambda state, event, _on: changed(state, checked=event),
    RepaymentPlanReported: lambda state, event, _on: changed(state, report=event),
    CreditorsMeetingHeld: lambda state, event, _on: changed(state, meeting=event),
    CreditorConsented: _CONSENTED,
    PrincipalConsentCounted: _CONSENTED,
    CreditorRefused: creditors.refused(),
    RefusalReasonRecorded: lambda state, event, _on: creditors.mark(
        state, event.creditor_id, reason=event.reason, explained=True
    ),
    CreditorConsentWithdrawn: creditors.withdrawn,
    RepaymentPlanApproved: lambda state, event, on: changed(state, approval=event, approved_on=on),
    RepaymentSupportEnded: lambda state, event, on: changed(state, end=event, ended_on=on),
    FalseDisclosureFound: lambda state, event, _on: changed(state, untrue=event),
}
evolve = stages.evolving(_CHANGES, STAGE_AFTER)
