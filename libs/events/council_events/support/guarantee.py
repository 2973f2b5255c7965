"""Settlement of guarantee debts (別冊４): one case per guarantor, 一体型 or 単独型.

Sealed under the guarantor's case: the guarantor is the person entitled (B4-6). What ties it to the principal debtor's case
is sealed too, so that one entitled person doesn't learn of another's case (design §3).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.support.guarantee_codes import (
    ApplicationAnnex,
    ApplicationForm,
    GuarantorFinding,
    PrincipalProcedure,
    RepaymentEndGround,
    RepaymentRemark,
    RepaymentReportItem,
    RestartHelp,
    SettlementType,
    SpecialCircumstance,
    StandstillForm,
    StandstillSigner,
)
from council_events.values import CaseId, Count, CreditorId, Date, PersonId, Qualification, Version, Yen


class GuaranteeTeamMember(BaseModel):
    """One member of the 個別支援チーム. `seconded_from`: the creditor that a deputy was seconded by (B4-4-3-2)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    qualification: Qualification
    outside_expert: bool
    commissioned_on: Date | None = None
    pledged_on: Date | None = None
    no_interest_declared: bool
    seconded_from: CreditorId | None = None


class CreditorPayment(BaseModel):
    """What one creditor is paid under the plan, in yen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    creditor_id: CreditorId
    amount: Yen


class GuaranteeOutlined(Event, type_name="council.support.GuaranteeOutlined.v1", ja="保証債務の整理の概要"):
    """Type, guarantor, expert and the main debtor's procedure (B4-0); a later one replaces it until the application.

    `principal_case` is the main debtor's case where this platform holds it. `reason_alone`: why 一体整理 is difficult
    (YR-2-6-2-3-2). `procedure_ended_on`: the end of the main debt's procedure, in 再生支援 its completion (B4Q Q11).
    """

    case_id: CaseId
    settlement: SettlementType
    guarantor_name: Sealed[str]
    expert_name: Sealed[str]
    procedure: PrincipalProcedure
    procedure_ended_on: Date | None = None
    principal_case: Sealed[str] | None = None
    reason_alone: Sealed[str] | None = None
    third_party: bool = False
    circumstance: SpecialCircumstance | None = None


class PrincipalProcedureEnded(
    Event, type_name="council.support.PrincipalProcedureEnded.v1", ja="主債務の整理手続の終結"
):
    """The main debt's procedure has ended while the guarantee debt is being settled (B4-4-2-T)."""

    case_id: CaseId
    ended_on: Date


class GuarantorConsentedToContact(
    Event,
    type_name="council.support.GuarantorConsentedToContact.v1",
    ja="保証人の承諾（対象債権者の意向確認）",
    final="B4-3-3",
):
    """The guarantor agrees that these creditors be heard (B4-3-3)."""

    case_id: CaseId
    creditors: tuple[CreditorId, ...]
    consented_on: Date


class ReasonableGroundAsked(
    Event, type_name="council.support.ReasonableGroundAsked.v1", ja="対象債権者の意向（合理的な不同意事由の有無）"
):
    """Whether a creditor names a reasonable ground against; no consent to a plan is asked (B4-3-3, B4Q Q22)."""

    case_id: CaseId
    creditor_id: CreditorId
    ground_against: bool
    note: Sealed[str] | None = None


class UseApplicationFiled(Event, type_name="council.support.UseApplicationFiled.v1", ja="利用申請書の提出"):
    """Guarantor and expert apply for the support with the form and annexes of their type (B4-4-2-1)."""

    case_id: CaseId
    form: ApplicationForm
    annexes: tuple[ApplicationAnnex, ...]
    filed_on: Date


class GuaranteeStartConferred(
    Event, type_name="council.support.GuaranteeStartConferred.v2", ja="弁済計画策定支援の協議"
):
    """協議 with the head of the 認定支援機関, or at 全国本部 with the 事業承継・再生支援部長 (B4-4-2-3).

    `consulted`: that person, or who acted in that place.
    """

    case_id: CaseId
    conferred_on: Date
    consulted: PersonId | None = None


class RepaymentSupportStarted(
    Event, type_name="council.support.RepaymentSupportStarted.v1", ja="弁済計画策定支援開始決定"
):
    """The 統括責任者 decides the support. `base_date`: of appraisal and 表明保証, in principle this day (B4-Q37).

    `expected_recovery` and `bankruptcy_dividend` in yen, of main and guarantee debt together (B4-4-1ハ).
    """

    case_id: CaseId
    settlement: SettlementType
    findings: tuple[GuarantorFinding, ...]
    expected_recovery: Yen | None = None
    bankruptcy_dividend: Yen | None = None
    economic_grounds: Sealed[str] | None = None
    base_date: Date
    decided_by: PersonId


class RepaymentStartNotified(
    Event, type_name="council.support.RepaymentStartNotified.v1", ja="弁済計画策定支援の開始の通知"
):
    """Guarantor and expert always, creditors as chosen (別冊４ 4(2)④)."""

    case_id: CaseId
    creditors: tuple[CreditorId, ...] = ()


class RepaymentSupportDeclined(
    Event, type_name="council.support.RepaymentSupportDeclined.v1", ja="利用相談で終了（弁済計画策定支援を開始しない）"
):
    """Support was judged difficult; guarantor and expert were told (B4-3-3). Neither a start nor an end in the figures."""

    case_id: CaseId
    told_on: Date
    reason: Sealed[str]
    help_offered: tuple[RestartHelp, ...] = ()


class GuaranteeStandstillRequested(
    Event, type_name="council.support.GuaranteeStandstillRequested.v1", ja="返済猶予等の要請（保証債務）"
):
    """Sent to every creditor on one day: the guarantor's request for settlement under the guideline (B4-4-2-5)."""

    case_id: CaseId
    form: StandstillForm
    signers: tuple[StandstillSigner, ...]
    creditors: tuple[CreditorId, ...]
    sent_on: Date


class GuaranteeTeamFormed(
    Event, type_name="council.support.GuaranteeTeamFormed.v1", ja="個別支援チームの編成（保証債務の整理）"
):
    """The team is complete, a lawyer in it; a later one replaces it (B4-4-3-1).

    `from_principal`: the same as the team of the main debtor's case. With a deputy who has an interest: why the work would
    suffer without (`exception_grounds`), and the day by which guarantor and creditors agreed (B4-4-3-2).
    """

    case_id: CaseId
    members: tuple[GuaranteeTeamMember, ...]
    from_principal: bool = False
    exception_grounds: Sealed[str] | None = None
    exception_agreed_on: Date | None = None


class SettlementBaseDateAgreed(
    Event,
    type_name="council.support.SettlementBaseDateAgreed.v1",
    ja="財産評定・表明保証の基準時の合意",
    final="B4-Q37",
):
    """Every creditor agrees that the expert's earlier 一時停止等の要請 be the base date (B4-Q37)."""

    case_id: CaseId
    base_date: Date
    agreed_on: Date


class AssetsDisclosed(Event, type_name="council.support.AssetsDisclosed.v1", ja="資力に関する情報の開示と表明保証"):
    """The guarantor discloses its means to every creditor as of the base date and warrants it (書式別４－６; B4-4-4)."""

    case_id: CaseId
    disclosed_on: Date
    base_date: Date
    assets: Sealed[str]
    debts: Sealed[str] | None = None


class WarrantyCheckAsked(Event, type_name="council.support.WarrantyCheckAsked.v1", ja="表明保証の適正性の確認の求め"):
    """A creditor asks the expert to check the 表明保証 (B4-4-4)."""

    case_id: CaseId
    creditor_id: CreditorId
    asked_on: Date


class WarrantyChecked(Event, type_name="council.support.WarrantyChecked.v1", ja="表明保証の適正性の確認の報告"):
    """The expert's report to the creditor that asked (B4-4-4, B4Q Q38)."""

    case_id: CaseId
    creditor_id: CreditorId
    reported_on: Date
    note: Sealed[str] | None = None


class RepaymentPlanDrafted(Event, type_name="council.support.RepaymentPlanDrafted.v1", ja="弁済計画案の作成"):
    """A version of the 弁済計画案; its author is the guarantor (B4-4-5). A new version voids given consents.

    Yen. `term_months` from the first to the last payment, 0 for one payment. `payments` and `remission` are computed from
    the claims of at least `claim_limit` (200,000 unless all agree). `keeps_more`: more than exempt and pledged assets stay
    with the guarantor. `recovery_increase`: by how much the creditors' expected recovery grows, None where no estimate can
    reasonably be made (B4-Q9). `excluded`: creditors whose rights the plan leaves
    as they are (B4-4-7-3).
    """

    case_id: CaseId
    version: Version
    reduction_asked: bool
    within_principal_plan: bool
    term_months: Annotated[int, Field(ge=0, le=600)]
    keeps_more: bool = False
    exempt_assets: Sealed[int]
    pledged_assets: Sealed[int]
    incentive_assets: Sealed[int]
    recovery_increase: Sealed[int] | None = None
    distributable: Yen = 0
    claim_limit: Yen
    limit_agreed_on: Date | None = None
    payments: tuple[CreditorPayment, ...] = ()
    remission: Yen = 0
    excluded: tuple[CreditorId, ...] = ()
    exclusion_grounds: Sealed[str] | None = None
    term_grounds: Sealed[str] | None = None
    apart_grounds: Sealed[str] | None = None
    retained: Sealed[str] | None = None
    summary: Sealed[str]


class RepaymentPlanChecked(Event, type_name="council.support.RepaymentPlanChecked.v1", ja="弁済計画案の確認"):
    """What the check of a version found, kept with the case (B4-4-5)."""

    case_id: CaseId
    plan_version: Version
    remarks: tuple[RepaymentRemark, ...]


class RepaymentPlanReported(
    Event, type_name="council.support.RepaymentPlanReported.v1", ja="弁済計画案の調査報告書の提出"
):
    """The team's lawyer finds the draft adequate; the report has reached every creditor (B4-4-6).

    `within_principal_report`: part of the report on the 再生計画案 (B4Q Q42).
    """

    case_id: CaseId
    plan_version: Version
    items: tuple[RepaymentReportItem, ...]
    signed_by: PersonId
    within_principal_report: bool
    conclusion: Sealed[str]


class PrincipalConsentCounted(
    Event,
    type_name="council.support.PrincipalConsentCounted.v1",
    ja="再生計画案への同意によるみなし同意",
    final="B4-4-7",
):
    """The creditor's written consent to the 再生計画案 that contains the 弁済計画案 counts for it too (B4-4-7)."""

    case_id: CaseId
    creditor_id: CreditorId
    plan_version: Version
    confirmed_on: Date


class RepaymentPlanApproved(
    Event, type_name="council.support.RepaymentPlanApproved.v1", ja="弁済計画の成立（完了）", final="B4-4-7"
):
    """All creditors have consented in writing; the support is complete at the same moment (B4-4-7, B4-4-9)."""

    case_id: CaseId
    plan_version: Version
    settlement: SettlementType
    creditors: Count
    debt_before: Yen
    debt_released: Yen
    consulted_on: Date


class RepaymentSupportEnded(Event, type_name="council.support.RepaymentSupportEnded.v1", ja="弁済計画策定支援の終了"):
    """終了: started, but no 弁済計画 came into being; guarantor and expert were told (B4-4-9)."""

    case_id: CaseId
    ground: RepaymentEndGround
    told_on: Date
    reason: Sealed[str] | None = None


class RestartHelpGiven(Event, type_name="council.support.RestartHelpGiven.v1", ja="再スタートに向けた支援"):
    """Advice or an introduction, after 協議 with the deputy who is a lawyer (YR-2-6-2-3-1)."""

    case_id: CaseId
    help_offered: tuple[RestartHelp, ...]
    conferred_with: PersonId
    conferred_on: Date
    note: Sealed[str] | None = None


class FalseDisclosureFound(
    Event, type_name="council.support.FalseDisclosureFound.v1", ja="開示した資力が事実と異なることの判明"
):
    """What was warranted was untrue: yen to be paid in addition (B4-Q39).

    With intent or gross negligence the released debt revives with overdue interest for the time of release; otherwise only
    the asset newly found is paid over and the release stands.
    """

    case_id: CaseId
    found_on: Date
    gross: bool
    found_assets: Sealed[int]
    revived_debt: Yen
    overdue_interest: Yen
    additional_payment: Sealed[int]
    note: Sealed[str] | None = None
