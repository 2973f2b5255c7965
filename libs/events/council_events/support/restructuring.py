"""Restructuring (別冊２)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import (
    CaseId,
    Code,
    Count,
    CreditorId,
    CreditorKind,
    Date,
    PersonId,
    Qualification,
    SignedYen,
    Version,
    Yen,
)


class Intention(Code):
    """A main creditor's attitude to examining the revival; no consent to a plan is asked (B2-2-2-1, Q18)."""

    NOT_NEGATIVE = "not_negative", "否定的ではない"
    NEGATIVE = "negative", "否定的"


class Finding(Code):
    """Findings at the start decision (B2-2-1-1 to B2-2-1-4)."""

    DIFFICULTY = "difficulty", "経営が困難で自助努力のみでは再生困難"
    HONEST_DISCLOSURE = "honest_disclosure", "経営情報等を適時適切かつ誠実に開示"
    NO_ANTISOCIAL_FORCES = "no_antisocial_forces", "反社会的勢力ではない"
    VALUE_AT_RISK = "value_at_risk", "法的整理では事業価値毀損のおそれ"
    NOT_UNSUITABLE = "not_unsuitable", "支援が不相当ではない"


class DueDiligence(Code):
    """How the examination is made (B2-2-4-1, B2-2-4-4, B2-Q37). The last was abolished, and is refused when asked for."""

    ORDINARY = "ordinary", "通常"
    VERIFYING = "verifying", "検証型"
    SIMPLE_FINANCIAL = "simple_financial", "簡易（財務のみ）"
    QUICK = "quick", "迅速かつ簡易な再生計画の策定支援（2022年3月31日で廃止）"


class PlanKind(Code):
    """Kinds of plan; the numeric tests depend on it (B2-2-5)."""

    ORDINARY = "ordinary", "再生計画（通常）"
    SMALL_BUSINESS = "small_business", "再生計画（小規模な事業者）"
    PRE_PLAN = "pre_plan", "プレ再生計画"


class Method(Code):
    """金融支援 methods, several per plan. The first two change terms; the next three are 債権放棄等 (B2-Q13, T8)."""

    RESCHEDULE = "reschedule", "リスケジュール（条件変更）"
    DDS = "dds", "DDS（資本的劣後ローン）"
    DIRECT_WAIVER = "direct_waiver", "直接債権放棄"
    SECOND_COMPANY = "second_company", "第二会社方式"
    DES = "des", "DES（債務の株式化）"
    FUND = "fund", "ファンドの活用"
    NEW_LOAN = "new_loan", "新規融資"


class PlanItem(Code):
    """The eleven items of a plan (B2-2-5-1)."""

    OUTLINE = "outline", "企業の概況"
    FINANCIAL_HISTORY = "financial_history", "財務状況の推移"
    REAL_BALANCE = "real_balance", "実態貸借対照表"
    CAUSES = "causes", "経営が困難になった原因"
    BUSINESS_PLAN = "business_plan", "事業再構築計画の具体的内容"
    BUSINESS_OUTLOOK = "business_outlook", "今後の事業見通し"
    FINANCIAL_OUTLOOK = "financial_outlook", "財務状況の今後の見通し"
    CASH_PLAN = "cash_plan", "資金繰り計画"
    REPAYMENT_PLAN = "repayment_plan", "債務弁済計画"
    FINANCIAL_SUPPORT = "financial_support", "金融支援の内容"
    GUARANTOR_ASSETS = "guarantor_assets", "保証人の資産と負債の状況"


class InvestigationItem(Code):
    """Items イ to ヘ of the 調査報告書 (B2-2-6-2)."""

    PLAN_CONTENT = "plan_content", "イ 計画の内容の相当性"
    FEASIBILITY = "feasibility", "ロ 計画の実行可能性"
    LIQUIDATION = "liquidation", "ハ 清算価値との比較"
    NEED = "need", "ニ 金融支援の必要性"
    FAIRNESS = "fairness", "ホ 金融支援の相当性と衡平性"
    REGION = "region", "ヘ 地域経済への影響"


class MeetingMode(Code):
    """How the creditors' meeting takes place (B2-2-7-1)."""

    IN_PERSON = "in_person", "対面"
    ONLINE = "online", "オンライン"
    CIRCULATION = "circulation", "持ち回り"


class EndGround(Code):
    """Why started support ended without a plan (B2-2-9-1)."""

    PLAN_ABANDONED = "plan_abandoned", "計画の作成を断念"
    NO_PROSPECT = "no_prospect", "全員の同意の見込みがない"
    CONSENT_REFUSED = "consent_refused", "同意が得られない"
    COMPANY_WITHDREW = "company_withdrew", "相談企業の取下げ"
    OTHER = "other", "その他"


class Confirmation(Code):
    """What a consent stands in: 文書等 (B2-2-7-2); by word of mouth is none."""

    WRITTEN = "written", "文書"
    ELECTRONIC = "electronic", "電磁的記録（作成者を確認済み）"


ClosingMonth = Annotated[int, Field(ge=1, le=12, title="決算月")]
"""The month at whose end the company closes its books."""


class AssistantGround(Code):
    """Why an 外部専門家補佐人 takes part (B2-2-3-4)."""

    ASSISTANCE = "assistance", "補充的に他の専門家の補助を得ることが適当"
    TRAINING = "training", "専門家の育成に資し、再生支援の妨げとならない"


class TeamMember(BaseModel):
    """One member of the 個別支援チーム (B2-2-3, B2-Q22).

    `assistant_ground`: an 外部専門家補佐人 and why; `experts_consulted_on`: the 協議 with the 外部専門家 on it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    qualification: Qualification
    outside_expert: bool
    commissioned_on: Date | None = None
    pledged_on: Date | None = None
    no_interest_declared: bool
    assistant_ground: AssistantGround | None = None
    experts_consulted_on: Date | None = None


class Burden(BaseModel):
    """What one creditor bears under a plan with 債権放棄等, in yen, beside its claim (B2-2-5-7).

    `grounds`: why its share of the burden keeps 衡平 though it differs from its share of the claims.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    creditor_id: CreditorId
    claim: Yen
    waived: Yen
    grounds: Sealed[str] | None = None


class PlanFigures(BaseModel):
    """The plan's figures for the tests of B2-2-5. Yen; fiscal years counted after the year of 成立.

    The years are 0 where nothing has to be mended and None where the plan names no year.
    `operating_cash_flows` from the first such year (small businesses); `recovery` and `liquidation_value` of all
    creditors together, under the plan and in bankruptcy (債権放棄等 only).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    real_net_worth: SignedYen
    years_to_solvency: Annotated[int, Field(ge=0, le=50)] | None
    ordinary_profit: SignedYen
    years_to_profit: Annotated[int, Field(ge=0, le=50)] | None
    debt_to_cash_flow: Annotated[float, Field(ge=0, le=999)] | None = None
    debt_before: Yen
    debt_waived: Yen = 0
    operating_cash_flows: tuple[SignedYen, ...] = ()
    recovery: Yen | None = None
    liquidation_value: Yen | None = None


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


class PlanDrafted(Event, type_name="council.support.PlanDrafted.v1", ja="再生計画案の作成"):
    """A version of the plan; its author is the company (B2-2-4-2). A new version voids given consents (B2-2-7-5).

    `reschedule_until` and `full_plan_intended` belong to a プレ再生計画 (B2-2-5-11, B2-Q32), `livelihood_benefit` to a
    small business's plan (B2-2-5-10), `tax_arrears` (yen) and how they are paid first to every plan (B2-2-5-1-2), `burdens`
    to one with 債権放棄等 (B2-2-5-7).
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


class PlanApproved(Event, type_name="council.support.PlanApproved.v1", ja="再生計画の成立", final="B2-2-8"):
    """Every creditor has consented in writing (B2-2-7-2); support is complete at the same moment (B2-2-8)."""

    case_id: CaseId
    plan_version: Version
    kind: PlanKind
    methods: tuple[Method, ...]
    creditors: Count
    debt_before: Yen
    debt_waived: Yen
    jobs: Count
    consulted_on: Date


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
