"""Commands from the application to its acceptance, its lapse and its end."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.subsidy import (
    ApplicationPaper,
    DeclineCause,
    Filer,
    FinancialSupport,
    ReuseGround,
    Track,
)
from council_events.values import (
    CaseId,
    Code,
    CompanyId,
    CouncilCode,
    Count,
    Date,
    Industry,
    LegalForm,
    PersonId,
    PrefectureCode,
    Yen,
)
from pydantic import ConfigDict, Field

from council_subsidy.commands.fields import (
    AgencyEntry,
    CorporateNumber,
    CostEntry,
    LongText,
    ShortText,
)


class EndingKind(Code):
    """How a person ends a case (SUB-M-4); a lapse is stated by a command of its own."""

    COMPLETED = "completed", "完了"
    EARLY_END = "early_end", "早期終了（申請者と代表機関の連名）"
    WITHDRAWN = "withdrawn", "取下げ（代表機関による）"


class FileApplication(Dated):
    """The joint application of company and agencies; until acceptance a later one replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利用申請を受け付ける")

    case_id: CaseId
    track: Annotated[Track, Field(title="枠")]
    company_id: CompanyId | None = None
    company_name: Annotated[ShortText, Field(title="申請者の名称")]
    company_kana: Annotated[ShortText | None, Field(title="フリガナ")] = None
    corporate_number: Annotated[CorporateNumber | None, Field(title="法人番号")] = None
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
    filed_by: Annotated[Filer, Field(title="提出した者")] = Filer.COMPANY
    cooperating_council: Annotated[CouncilCode | None, Field(title="連携する協議会（県域を越える場合）")] = None
    out_of_area_reason: Annotated[LongText | None, Field(title="県域を越えて取り扱う理由")] = None
    decline_cause: Annotated[DeclineCause | None, Field(title="業況悪化の要因")] = None
    reuse_ground: Annotated[ReuseGround | None, Field(title="再度の利用の事由（2024年3月以前）")] = None
    reuse_reason: Annotated[LongText | None, Field(title="再度の利用の理由（別紙1備考欄）")] = None
    by_private_bank: Annotated[bool, Field(title="民間金融機関による早期である")] = False
    bank_is_main: Annotated[bool, Field(title="当該金融機関は申請者のメインバンクである")] = False
    zero_zero_balance: Annotated[Yen, Field(title="当該金融機関のゼロゼロ融資（借換を含む）の残高（円）")] = 0
    bank_total_lending: Annotated[Yen, Field(title="当該金融機関の融資総額（円）")] = 0


class RecordEarlierUse(Dated):
    """A use of the programme from before the platform, known from paper."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="過去の利用を記録する")

    track: Annotated[Track, Field(title="枠")]
    accepted_on: Annotated[Date, Field(title="利用申請の受理日")]
    amount: Annotated[Yen, Field(title="補助額の合計（円）")]
    cause: Annotated[DeclineCause | None, Field(title="当時の業況悪化の要因")] = None


class CheckNationwideUse(Dated):
    """Ask whether the company may use the track, and what is left of its limit; the answer is recorded."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="全国の利用状況を照会する")


class FindReuseFit(Dated):
    """The council finds a second use fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="再度の利用を適切と判断する")

    finding: Annotated[LongText, Field(title="判断の内容（前回と異なる要因）")]


class AcceptApplication(Dated):
    """The council takes the application on; the rules of this day hold for the whole case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利用申請を受理する")

    above_guide_reason: Annotated[LongText | None, Field(title="費用総額の目安を超える場合の理由")] = None


class DeclineApplication(Dated):
    """The council does not find it fit to bear the cost."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利用申請を受理しない")

    reason: Annotated[LongText, Field(title="理由")]


class ExtendPlanClaimTerm(Dated):
    """More time for the plan claim, for a special reason."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払申請の期限を延長する")

    lapses_on: Annotated[Date, Field(title="新しい期限")]
    reason: Annotated[LongText, Field(title="特別な理由")]


class LapseApplication(Dated):
    """State that the term of the plan claim has run out."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="失効を記録する")


class JudgeRevivalDifficult(Dated):
    """Judged while the plan is made or monitored; a case of 再チャレンジ支援 is opened from it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="事業の再生が極めて困難と判断する")

    reason: Annotated[LongText, Field(title="判断の理由")]
    told_on: Annotated[Date | None, Field(title="申請企業に伝えた日", description="まだ伝えていないときは空欄")] = None


class FindRevitalizationNecessary(Dated):
    """An applicant needs 事業再生 and asks for it: a 窓口相談 is opened from what the application tells, nothing typed again."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="事業再生の取組が必要と判断し、窓口相談を受け付ける")

    reason: Annotated[LongText, Field(title="事業再生の取組が必要な理由", description="窓口相談の相談の内容となります")]
    requested_on: Annotated[
        Date | None,
        Field(title="申請企業から相談の申し出があった日", description="申し出のない窓口相談は受け付けられません"),
    ] = None
    responder: Annotated[PersonId | None, Field(title="窓口相談の応対者", description="空欄は自分")] = None


class EndSubsidyCase(Dated):
    """Nothing more is payable on this case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="計画策定支援事業の案件を終了する")

    kind: Annotated[EndingKind, Field(title="終了の種類")]
    applicant_asked: Annotated[bool, Field(title="申請者の申請がある")] = False
    representative_asked: Annotated[bool, Field(title="代表機関の申請（取下書）がある")] = False
    reason: Annotated[LongText | None, Field(title="理由")] = None
