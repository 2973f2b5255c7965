"""Restructuring (別冊２)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.support.restructuring_codes import (
    Burden,
    BusinessMethod,
    ClosingMonth,
    Confirmation,
    DueDiligence,
    EndGround,
    Finding,
    Intention,
    InvestigationItem,
    MeetingMode,
    Method,
    PlanFigures,
    PlanItem,
    PlanKind,
    TeamMember,
)
from council_events.values import (
    CaseId,
    Count,
    CreditorId,
    CreditorKind,
    Date,
    PersonId,
    Qualification,
    Version,
    Yen,
)


class SupportRequested(Event, type_name="council.support.SupportRequested.v1", ja="再生支援の申込み"):
    """The company applied for the support."""

    case_id: CaseId
    requested_on: Date
    closing_month: ClosingMonth = 3


class CreditorListed(Event, type_name="council.support.CreditorListed.v1", ja="対象債権者の登録"):
    """A creditor and its claim in yen; a later one of the same creditor replaces it.

    Main creditors are computed from the claims (B2-Q16). `exception_grounds`: why a trade creditor takes part (B2-Q17-3).
    `subrogated_on`: when a 信用保証協会 paid in the company's place; it may take part before (B2-Q17-22).
    """

    case_id: CaseId
    creditor_id: CreditorId
    kind: CreditorKind
    name: Sealed[str]
    claim: Yen
    exception_grounds: Sealed[str] | None = None
    subrogated_on: Date | None = None


class CreditorLeftOut(Event, type_name="council.support.CreditorLeftOut.v1", ja="少額債権者の対象からの除外"):
    """A small creditor is left out of the circle with the consent of all others, 衡平 being kept (B2-Q17)."""

    case_id: CaseId
    creditor_id: CreditorId
    consenting: tuple[CreditorId, ...]
    consented_on: Date
    equity_grounds: Sealed[str]


class ClaimFiled(Event, type_name="council.support.ClaimFiled.v1", ja="債権届出の受領"):
    """What a creditor filed with the 統括責任者 when asked: balance, security and guarantees, in yen (B2-Q21-2).

    `interest_rate`: percent a year.
    """

    case_id: CaseId
    creditor_id: CreditorId
    filed_on: Date
    balance: Yen
    interest_rate: Annotated[float, Field(ge=0, le=100)] | None = None
    secured: Yen = 0
    guaranteed: Yen = 0


class CreditorContactConsented(
    Event, type_name="council.support.CreditorContactConsented.v1", ja="主要債権者との接触への承諾", final="B2-2-2-1"
):
    """The company agrees that these creditors be heard (B2-2-2-1)."""

    case_id: CaseId
    creditors: tuple[CreditorId, ...]
    consented_on: Date


class CreditorInquiryStarted(
    Event, type_name="council.support.CreditorInquiryStarted.v1", ja="主要債権者の意向確認の開始"
):
    """The company's figures are explained to a main creditor and its attitude is asked."""

    case_id: CaseId
    creditor_id: CreditorId


class CreditorIntentionRecorded(Event, type_name="council.support.CreditorIntentionRecorded.v1", ja="主要債権者の意向"):
    """Whether a main creditor is negative to examining the revival (B2-2-2-1)."""

    case_id: CaseId
    creditor_id: CreditorId
    intention: Intention
    note: Sealed[str] | None = None


class HostHeadConsulted(Event, type_name="council.support.HostHeadConsulted.v2", ja="認定支援機関の長との協議"):
    """The 協議 that precedes the start decision (B2-2-2-2). `consulted`: the head, or who acted in that place."""

    case_id: CaseId
    consulted_on: Date
    consulted: PersonId | None = None


class RestructuringStarted(Event, type_name="council.support.RestructuringStarted.v1", ja="再生支援開始決定"):
    """The 統括責任者 decides the start. `standard_date` is the service level of B2-Q35-3, never a bar.

    `waiver_expected` follows from the methods expected (B2-Q13). `exception_grounds`: regional economy or employment in
    place of a missing finding, for plans without 債権放棄等 only (B2-2-1-W). `main_business_profitable`: whether the main
    business is expected to make a profit, an explanation and no condition (BR-8).
    """

    case_id: CaseId
    findings: tuple[Finding, ...]
    waiver_expected: bool
    expected_kind: PlanKind = PlanKind.ORDINARY
    due_diligence: DueDiligence
    standard_date: Date
    decided_by: PersonId
    exception_grounds: Sealed[str] | None = None
    main_business_profitable: bool | None = None


class RestructuringDeclined(Event, type_name="council.support.RestructuringDeclined.v1", ja="再生支援を開始しない"):
    """The support was never started (B2-Q18): neither a start nor an end in the figures.

    `told_on`, `response`: when the company was told, and of what (再チャレンジ支援, a lawyer …; B2-Q20).
    """

    case_id: CaseId
    reason: Sealed[str]
    told_on: Date | None = None
    response: Sealed[str] | None = None


class StartNotified(Event, type_name="council.support.StartNotified.v1", ja="開始の通知"):
    """The company always, creditors as chosen (B2-2-2-3)."""

    case_id: CaseId
    creditors: tuple[CreditorId, ...]


class CourseChanged(Event, type_name="council.support.CourseChanged.v1", ja="進め方の変更"):
    """After the start: another way of examination, kind of plan or methods than expected (B2-Q37, B2-2-3-1).

    `findings` are all findings that stand from now on; the service level is counted anew from the start (B2-Q35-3).
    """

    case_id: CaseId
    findings: tuple[Finding, ...]
    waiver_expected: bool
    expected_kind: PlanKind
    due_diligence: DueDiligence
    standard_date: Date


class RepaymentGraceRequested(Event, type_name="council.support.RepaymentGraceRequested.v1", ja="返済猶予の要請"):
    """A request of 統括責任者 and company in joint names to every creditor (B2-Q21); optional."""

    case_id: CaseId
    need: Sealed[str]
    with_claim_filing: bool


class TeamFormed(Event, type_name="council.support.TeamFormed.v1", ja="個別支援チームの編成"):
    """The team is complete; a later one replaces it (B2-2-3-1 to -4)."""

    case_id: CaseId
    members: tuple[TeamMember, ...]
    exception_grounds: Sealed[str] | None = None


class FinancialDueDiligenceCompleted(
    Event, type_name="council.support.FinancialDueDiligenceCompleted.v1", ja="財務面の調査の完了"
):
    """Financial analysis by the team's accountant or tax accountant (B2-2-4-1)."""

    case_id: CaseId
    by: PersonId
    summary: Sealed[str]


class BusinessDueDiligenceCompleted(
    Event, type_name="council.support.BusinessDueDiligenceCompleted.v1", ja="事業面の調査の完了"
):
    """Business analysis by the team's SME consultant or the like (B2-2-4-1)."""

    case_id: CaseId
    by: PersonId
    summary: Sealed[str]


class PlanDrafted(Event, type_name="council.support.PlanDrafted.v2", ja="再生計画案の作成"):
    """A version of the plan; its author is the company (B2-2-4-2). A new version voids given consents (B2-2-7-5).

    `reschedule_until` and `full_plan_intended` belong to a プレ再生計画 (B2-2-5-11, B2-Q32), `livelihood_benefit` to a
    small business's plan (B2-2-5-10), `tax_arrears` (yen) and how they are paid first to every plan (B2-2-5-1-2), `burdens`
    to one with 債権放棄等 (B2-2-5-7). `business_methods`: 事業面の手法 (T9); none in the first version of this event.
    """

    case_id: CaseId
    version: Version
    kind: PlanKind
    methods: tuple[Method, ...]
    items: tuple[PlanItem, ...]
    figures: PlanFigures
    jobs: Count
    expected_approval_on: Date | None = None
    reschedule_until: Date | None = None
    full_plan_intended: bool = False
    guarantor_exists: bool = True
    has_regional_section: bool
    manager_responsibility: Sealed[str] | None = None
    shareholder_responsibility: Sealed[str] | None = None
    exception_grounds: Sealed[str] | None = None
    economic_grounds: Sealed[str] | None = None
    livelihood_benefit: Sealed[str] | None = None
    summary: Sealed[str]
    tax_arrears: Yen | None = None
    arrears_offices_consulted_on: Date | None = None
    arrears_plan: Sealed[str] | None = None
    burdens: tuple[Burden, ...] = ()
    business_methods: tuple[BusinessMethod, ...] = ()


class PlanMeetingHeld(Event, type_name="council.support.PlanMeetingHeld.v1", ja="関係者の会議（合意形成）"):
    """A meeting of company, main creditors and team on the way to the plan (B2-2-4-3).

    `creditors`: those who took part. `shared`: what was shared with that meeting, and with nobody else.
    """

    case_id: CaseId
    held_on: Date
    creditors: tuple[CreditorId, ...]
    sponsors: Sealed[str] | None = None
    shared: Sealed[str]


class InvestigationReported(Event, type_name="council.support.InvestigationReported.v1", ja="調査報告書の提出"):
    """The 調査報告書 on one version reached every creditor (B2-2-6-1, B2-2-6-2).

    `signer_exception`: why, with 債権放棄等, not the team's lawyer signed (原則として).
    """

    case_id: CaseId
    plan_version: Version
    items: tuple[InvestigationItem, ...]
    signed_by: PersonId
    signer_qualification: Qualification | None = None
    exception_confirmed: bool
    signer_exception: Sealed[str] | None = None
    conclusion: Sealed[str]


class CreditorsMeetingHeld(Event, type_name="council.support.CreditorsMeetingHeld.v1", ja="債権者会議の開催"):
    """Every creditor was invited; consents are due by `consent_deadline` inclusive (B2-2-7-1)."""

    case_id: CaseId
    plan_version: Version
    mode: MeetingMode
    held_on: Date
    consent_deadline: Date


class CreditorConsented(Event, type_name="council.support.CreditorConsented.v1", ja="債権者の同意", final="B2-2-7-2"):
    """Written consent of one creditor to one version of the plan (B2-2-7-2)."""

    case_id: CaseId
    creditor_id: CreditorId
    plan_version: Version
    confirmation: Confirmation = Confirmation.WRITTEN
    confirmed_on: Date


class CreditorRefused(Event, type_name="council.support.CreditorRefused.v1", ja="債権者の不同意", final="B2-2-7-3"):
    """One creditor refuses; the 統括責任者 asks for the reason (B2-2-7-3)."""

    case_id: CaseId
    creditor_id: CreditorId
    plan_version: Version
    reason: Sealed[str] | None = None


class RefusalReasonRecorded(Event, type_name="council.support.RefusalReasonRecorded.v1", ja="不同意の理由の聴取"):
    """The refusing creditor was asked for its reason, and what it answered (B2-2-7-3)."""

    case_id: CaseId
    creditor_id: CreditorId
    plan_version: Version
    asked_on: Date
    reason: Sealed[str]


class CreditorConsentWithdrawn(
    Event, type_name="council.support.CreditorConsentWithdrawn.v1", ja="債権者の同意の撤回", final="B2-2-7-2"
):
    """A consent taken back before the plan came into being; consents are never corrected (design §3)."""

    case_id: CaseId
    creditor_id: CreditorId
    plan_version: Version
    reason: Sealed[str] | None = None


class CreditorApprovalPending(Event, type_name="council.support.CreditorApprovalPending.v1", ja="債権者の外部承認待ち"):
    """A 信用保証協会 can answer only when another body has approved (a governor under an ordinance): no answer yet."""

    case_id: CaseId
    creditor_id: CreditorId
    plan_version: Version
    body: Sealed[str]
    expected_on: Date | None = None


class PlanRevisedWithoutCreditor(
    Event, type_name="council.support.PlanRevisedWithoutCreditor.v1", ja="不同意の債権者を除いた変更計画"
):
    """A 変更計画 without the refusing creditor's support; every other creditor is asked anew (B2-2-7-4).

    `version` is that of the changed plan, `debt_before` and `debt_waived` (yen) those of the creditors that remain.
    """

    case_id: CaseId
    creditor_id: CreditorId
    version: Version
    consent_deadline: Date
    debt_before: Yen
    debt_waived: Yen
    execution_grounds: Sealed[str]
    equity_grounds: Sealed[str]


class PlanApproved(Event, type_name="council.support.PlanApproved.v2", ja="再生計画の成立", final="B2-2-8"):
    """Every creditor has consented in writing (B2-2-7-2); support is complete at the same moment (B2-2-8).

    `business_methods`: as in the plan that came into being (T9); none in the first version of this event.
    """

    case_id: CaseId
    plan_version: Version
    kind: PlanKind
    methods: tuple[Method, ...]
    creditors: Count
    debt_before: Yen
    debt_waived: Yen
    jobs: Count
    consulted_on: Date
    business_methods: tuple[BusinessMethod, ...] = ()


class RestructuringEnded(Event, type_name="council.support.RestructuringEnded.v1", ja="再生支援の終了"):
    """終了: started, but no plan came into being (B2-2-9-1)."""

    case_id: CaseId
    ground: EndGround
    reason: Sealed[str] | None = None


class EndNotified(Event, type_name="council.support.EndNotified.v1", ja="終了の報告と通知"):
    """The end was reported to the head of the 認定支援機関 and notified to the company (B2-2-9-1).

    `difficulty_told_on`, `response`: when and with what offer the company was told that its revival is judged extremely
    difficult (B2-2-9-2).
    """

    case_id: CaseId
    reported_on: Date
    notified_on: Date
    difficulty_told_on: Date | None = None
    response: Sealed[str] | None = None


class FurtherSupportGiven(Event, type_name="council.support.FurtherSupportGiven.v1", ja="終了後の支援"):
    """Support within the possible after the end, at the company's request (B2-2-9-2)."""

    case_id: CaseId
    requested_on: Date
    content: Sealed[str]
