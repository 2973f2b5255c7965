"""What can be asked of subsidy, in the order of a case's life.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`. Texts are clear here; the
domain seals them. Amounts are whole yen, tax-excluded (SUB-A-2).
"""

from __future__ import annotations

from typing import Annotated

from council_events.subsidy import (
    AccompanimentKind,
    ApplicationPaper,
    ClaimPaper,
    CostLine,
    FinancialSupport,
    PaymentKind,
    Track,
)
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
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TEXTAREA = {"x-widget": "textarea"}

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=TEXTAREA)
]
CorporateNumber = Annotated[str, Field(pattern=r"^[0-9]{13}$", title="法人番号")]
AgencyChoice = Annotated[AgencyId, Field(title="認定経営革新等支援機関", json_schema_extra={"x-options": "agencies"})]
"""`x-options` names the list of the case view from which a form offers choices."""
OccurredOn = Annotated[Date | None, Field(title="発生日", description="空欄は本日")]
FutureReason = Annotated[LongText | None, Field(title="先の日付とする理由", json_schema_extra=TEXTAREA)]


class ReportSection(Code):
    """The four sections of a 伴走支援レポート (SUB-M-2)."""

    RESULTS = "results", "決算・中間決算の概況"
    ACTIONS = "actions", "アクションプランの取組状況"
    GAPS = "gaps", "計画との乖離の要因と対策"
    BANKS = "banks", "金融機関への継続支援の依頼"


class EndingKind(Code):
    """How a person ends a case (SUB-M-4); a lapse is stated by a command of its own."""

    COMPLETED = "completed", "完了"
    EARLY_END = "early_end", "早期終了（申請者と代表機関の連名）"
    WITHDRAWN = "withdrawn", "取下げ（代表機関による）"


class AgencyEntry(BaseModel):
    """One 認定経営革新等支援機関 as it stands on the form."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="認定経営革新等支援機関")

    agency_id: AgencyId
    name: Annotated[ShortText, Field(title="名称")]
    representative: Annotated[bool, Field(title="代表")] = False
    signed: Annotated[bool, Field(title="連名で申請")] = True


class CostEntry(BaseModel):
    """A cost of one agency in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="費用")

    agency_id: AgencyChoice
    line: Annotated[CostLine, Field(title="費用の区分")]
    amount: Annotated[Yen, Field(title="金額（円、税抜）")]


class FileApplication(BaseModel):
    """The joint application of company and agencies; until acceptance a later one replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利用申請を受け付ける")

    case_id: CaseId
    track: Annotated[Track, Field(title="枠")]
    company_id: CompanyId | None = None
    company_name: Annotated[ShortText, Field(title="申請者の名称")]
    company_kana: Annotated[ShortText | None, Field(title="フリガナ")] = None
    corporate_number: CorporateNumber | None = None
    prefecture: Annotated[PrefectureCode, Field(title="所在地の都道府県")]
    legal_form: Annotated[LegalForm, Field(title="組織形態")]
    industry: Annotated[Industry, Field(title="業種")]
    employees: Annotated[Count, Field(title="常時使用する従業員数（人）")]
    sales: Annotated[Yen, Field(title="売上高（円）")]
    interest_bearing_debt: Annotated[Yen, Field(title="有利子負債（円）")]
    lenders: Annotated[Count, Field(title="借入先の金融機関の数")]
    guaranteed_loan: Annotated[bool, Field(title="信用保証協会の保証付き借入がある")] = False
    main_bank_signed: Annotated[bool, Field(title="主要金融機関が連名している")] = False
    company_signed: Annotated[bool, Field(title="申請者が連名している")] = True
    agencies: Annotated[tuple[AgencyEntry, ...], Field(title="認定経営革新等支援機関", min_length=1, max_length=20)]
    estimates: Annotated[tuple[CostEntry, ...], Field(title="見積額", min_length=1, max_length=100)]
    financial_support: Annotated[tuple[FinancialSupport, ...], Field(title="求める金融支援")] = ()
    papers: Annotated[tuple[ApplicationPaper, ...], Field(title="提出書類")] = ()
    registry_certificate_on: Annotated[Date | None, Field(title="履歴事項全部証明書の発行日")] = None
    guarantee_release: Annotated[bool, Field(title="経営者保証の解除を目指す")] = False
    interim_requested: Annotated[bool, Field(title="期中の伴走支援を希望する（早期）")] = False
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class AcceptApplication(BaseModel):
    """The council takes the application on; the rules of this day hold for the whole case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利用申請を受理する")

    above_guide_reason: Annotated[LongText | None, Field(title="費用総額の目安を超える場合の理由")] = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ExtendPlanClaimTerm(BaseModel):
    """More time for the plan claim, for a special reason."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払申請の期限を延長する")

    lapses_on: Annotated[Date, Field(title="新しい期限")]
    reason: Annotated[LongText, Field(title="特別な理由")]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ClaimPlanFee(BaseModel):
    """The claim for the plan's cost; until it is decided a later one replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="費用支払申請を受け付ける")

    costs: Annotated[tuple[CostEntry, ...], Field(title="支払申請額", min_length=1, max_length=100)]
    papers: Annotated[tuple[ClaimPaper, ...], Field(title="提出書類")] = ()
    lenders_consented: Annotated[Count, Field(title="同意書を提出した金融機関の数")] = 0
    worked_from: Annotated[Date, Field(title="業務を開始した日")]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class DecidePlanFee(BaseModel):
    """Decide what is paid on the plan claim."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払を決定する")

    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ClaimAccompaniment(BaseModel):
    """The claim for one accompaniment report; until it is decided a later one replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="伴走支援費用支払申請を受け付ける")

    kind: Annotated[AccompanimentKind, Field(title="時期")]
    period_to: Annotated[Date, Field(title="報告の対象期間の末日")]
    costs: Annotated[tuple[CostEntry, ...], Field(title="支払申請額", min_length=1, max_length=100)]
    papers: Annotated[tuple[ClaimPaper, ...], Field(title="提出書類")] = ()
    sections: Annotated[tuple[ReportSection, ...], Field(title="レポートの記載事項")] = ()
    report: Annotated[LongText, Field(title="報告の要点")]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class DecideAccompaniment(BaseModel):
    """Decide what is paid on the accompaniment claim."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="伴走支援費用の支払を決定する")

    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class PayFees(BaseModel):
    """Record payments to the agencies: of these kinds, or (none named) of all that is due."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払を記録する")

    kinds: Annotated[
        tuple[PaymentKind, ...], Field(title="支払の種類", description="空欄は支払時期の来たもの全て")
    ] = ()
    paid_on: Annotated[Date, Field(title="支払日")]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class LapseApplication(BaseModel):
    """State that the term of the plan claim has run out."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="失効を記録する")

    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class EndSubsidyCase(BaseModel):
    """Nothing more is payable on this case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="計画策定支援事業の案件を終了する")

    kind: Annotated[EndingKind, Field(title="終了の種類")]
    reason: Annotated[LongText | None, Field(title="理由")] = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


CaseCommand = (
    AcceptApplication
    | ExtendPlanClaimTerm
    | ClaimPlanFee
    | DecidePlanFee
    | ClaimAccompaniment
    | DecideAccompaniment
    | PayFees
    | LapseApplication
    | EndSubsidyCase
)
"""What a person may ask of a case that is there, each a route of the API."""

Command = FileApplication | CaseCommand
