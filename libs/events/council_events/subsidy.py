"""What subsidy publishes: applications, claims, decisions and payments of the plan-subsidy programme.

Stream: the case (`case_id`), keyed by it. All amounts are whole yen.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import (
    AgencyId,
    CaseId,
    Code,
    CompanyId,
    Count,
    Date,
    Industry,
    LegalForm,
    PrefectureCode,
    Yen,
)


class Track(Code):
    """The three tracks (BR-12, SUB-V-2)."""

    ORDINARY = "ordinary", "通常枠"
    GUIDELINE = "guideline", "中小版GL枠"
    EARLY = "early", "早期経営改善計画策定支援"


class CostLine(Code):
    """Cost lines with caps of their own (SUB-A-4 to -6)."""

    DUE_DILIGENCE = "due_diligence", "DD費用等"
    PLAN = "plan", "計画策定支援費用"
    ACCOMPANIMENT = "accompaniment", "伴走支援費用"
    ACCOMPANIMENT_INTERIM = "accompaniment_interim", "伴走支援費用（期中）"
    NEGOTIATION = "negotiation", "金融機関交渉費用"


class FinancialSupport(Code):
    """Intended 金融支援 of an ordinary application (SUB-E-1)."""

    TERMS_CHANGED = "terms_changed", "条件変更"
    REFINANCED = "refinanced", "借換"
    NEW_LOAN = "new_loan", "新規融資"


class ApplicationPaper(Code):
    """Papers of an application (SUB-P-3, SUB-P-5, SUB-P-6)."""

    APPLICATION_FORM = "application_form", "利用申請書"
    APPLICANT_OUTLINE = "applicant_outline", "申請者の概要"
    CHECKLIST = "checklist", "自己記入チェックリスト"
    ESTIMATE_BY_TASK = "estimate_by_task", "業務別見積明細書"
    REGISTRY_CERTIFICATE = "registry_certificate", "履歴事項全部証明書"
    RECOGNITION_NOTICE = "recognition_notice", "認定通知書"
    ESTIMATE = "estimate", "見積書・単価表"
    TAX_RETURNS = "tax_returns", "直近3年分の申告書"
    SCHEDULE = "schedule", "工程表"
    BANK_CONFIRMATION = "bank_confirmation", "主要金融機関の確認書面"
    MANAGER_CHECKLIST = "manager_checklist", "経営者のための経営状況自己チェックリスト"
    SUPPORTER_CHECKLIST = "supporter_checklist", "支援者による経営状況チェックリスト"


class ClaimPaper(Code):
    """Papers of a claim (SUB-C-1 to -3, SUB-M-2)."""

    CLAIM_FORM = "claim_form", "費用支払申請書"
    PLAN = "plan", "計画書"
    CHECKLIST = "checklist", "自己記入チェックリスト"
    BILLING_BY_TASK = "billing_by_task", "業務別請求明細書"
    TIME_SHEET = "time_sheet", "従事時間管理表"
    INVOICE = "invoice", "請求書"
    CONTRACT = "contract", "契約書"
    SELF_BURDEN_TRANSFER = "self_burden_transfer", "自己負担分の振込受付書"
    LENDERS_CONSENT = "lenders_consent", "金融機関の同意書等"
    PLAN_RECEIPT = "plan_receipt", "金融機関の受領書"
    POINTS_CHECK = "points_check", "着眼点実施確認表"
    ACCOMPANIMENT_REPORT = "accompaniment_report", "伴走支援報告書・レポート"
    TRIAL_BALANCE = "trial_balance", "試算表"
    TAX_RETURN = "tax_return", "決算の申告書"


class AccompanimentKind(Code):
    """Occasion of an accompaniment report (SUB-M-1, SUB-M-2)."""

    INTERIM = "interim", "期中"
    SETTLEMENT = "settlement", "決算期"


class PaymentKind(Code):
    """What is paid (SUB-A-11, SUB-C-4)."""

    PLAN_FIRST_HALF = "plan_first_half", "計画策定支援費用（前半）"
    PLAN_SECOND_HALF = "plan_second_half", "計画策定支援費用（後半）"
    PLAN_IN_FULL = "plan_in_full", "計画策定支援費用（全額）"
    ACCOMPANIMENT = "accompaniment", "伴走支援費用"


class EndKind(Code):
    """How a subsidy case ended (SUB-C-5, SUB-C-6, SUB-M-4)."""

    COMPLETED = "completed", "完了"
    LAPSED = "lapsed", "失効"
    EARLY_END = "early_end", "早期終了"
    WITHDRAWN = "withdrawn", "取下げ"


class Agency(BaseModel):
    """One 認定経営革新等支援機関 of a case; exactly one is 代表 (SUB-P-1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency_id: AgencyId
    name: Sealed[str]
    representative: bool


class Cost(BaseModel):
    """Estimated or claimed cost of one agency in one line, before the two thirds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency_id: AgencyId
    line: CostLine
    amount: Yen


class Payable(BaseModel):
    """A decided subsidy amount for one agency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency_id: AgencyId
    kind: PaymentKind
    amount: Yen


class SubsidyApplicationFiled(Event, type_name="council.subsidy.SubsidyApplicationFiled.v1", ja="利用申請"):
    """Company and agencies apply jointly (SUB-P-1, YR24-3-2-2-1); until acceptance a later one replaces it.

    `lenders`: lending institutions; `guaranteed_loan`: one of them with a 信用保証協会 (SUB-E-3); `main_bank_signed`: the
    main or quasi-main bank signed the form (SUB-P-5).
    """

    case_id: CaseId
    track: Track
    company_id: CompanyId | None = None
    company_name: Sealed[str]
    company_kana: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    sales: Yen
    interest_bearing_debt: Yen
    agencies: tuple[Agency, ...]
    estimates: tuple[Cost, ...]
    financial_support: tuple[FinancialSupport, ...]
    papers: tuple[ApplicationPaper, ...]
    guarantee_release: bool
    interim_requested: bool
    lenders: Count = 0
    guaranteed_loan: bool = False
    main_bank_signed: bool = False
    registry_certificate_on: Date | None = None


class SubsidyApplicationAccepted(Event, type_name="council.subsidy.SubsidyApplicationAccepted.v1", ja="利用申請の受理"):
    """Accepted on `occurredon`; pins the ruleset (SUB-V-1). The plan claim is due by `lapses_on` inclusive.

    `above_guide_reason`: why an estimate above the guide of its size class is accepted (SUB-A-8).
    """

    case_id: CaseId
    ruleset: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    lapses_on: Date
    above_guide_reason: Sealed[str] | None = None


class PlanClaimTermExtended(Event, type_name="council.subsidy.PlanClaimTermExtended.v1", ja="支払申請の期限の延長"):
    """The council extends the term of the plan claim for a special reason (SUB-C-5, 通常枠 and 中小版GL枠)."""

    case_id: CaseId
    lapses_on: Date
    reason: Sealed[str]


class PlanFeeClaimed(Event, type_name="council.subsidy.PlanFeeClaimed.v1", ja="費用支払申請"):
    """The claim for the plan's cost, with its papers (SUB-C-1 to -3).

    `lenders_consented` of the lending institutions gave their consent; the work began on `worked_from`.
    """

    case_id: CaseId
    costs: tuple[Cost, ...]
    papers: tuple[ClaimPaper, ...]
    lenders_consented: Count = 0
    worked_from: Date | None = None


class PlanFeeDecided(Event, type_name="council.subsidy.PlanFeeDecided.v1", ja="支払決定"):
    """Decided amounts, split in halves where the ruleset says so (SUB-A-11)."""

    case_id: CaseId
    payables: tuple[Payable, ...]
    total: Yen


class AccompanimentClaimed(Event, type_name="council.subsidy.AccompanimentClaimed.v1", ja="伴走支援費用支払申請"):
    """A claim for one accompaniment report (SUB-M-2)."""

    case_id: CaseId
    number: Annotated[int, Field(ge=1, le=99)]
    kind: AccompanimentKind
    period_to: Date
    costs: tuple[Cost, ...]
    papers: tuple[ClaimPaper, ...]
    report: Sealed[str]


class AccompanimentDecided(Event, type_name="council.subsidy.AccompanimentDecided.v1", ja="伴走支援費用の支払決定"):
    """Decided amounts of one accompaniment claim."""

    case_id: CaseId
    number: Annotated[int, Field(ge=1, le=99)]
    payables: tuple[Payable, ...]
    total: Yen


class FeePaid(Event, type_name="council.subsidy.FeePaid.v1", ja="費用の支払"):
    """One payment to one agency, never to the company (YR-3-2-2-2, SUB-C-4). `number`: of the accompaniment claim."""

    case_id: CaseId
    agency_id: AgencyId
    kind: PaymentKind
    track: Track
    amount: Yen
    paid_on: Date
    number: Annotated[int, Field(ge=1, le=99)] | None = None


class SubsidyCaseEnded(Event, type_name="council.subsidy.SubsidyCaseEnded.v1", ja="計画策定支援事業の終了"):
    """Nothing more is payable on this case."""

    case_id: CaseId
    kind: EndKind
    reason: Sealed[str] | None = None


class FutureDayExplained(Event, type_name="council.subsidy.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""

    case_id: CaseId
    reason: Sealed[str]
