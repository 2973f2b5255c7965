"""What can be asked of intake. The case is named by the path, except where a command makes a new one.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`. Amounts are whole yen of the
last closed year. Texts are clear here; the domain seals them under the case's or the company's key.
"""

from __future__ import annotations

from typing import Annotated, Self

from council_events.intake import Channel, FactItem, FirstResponse, ReferralBody, Requester, Route, Wish
from council_events.values import (
    CaseId,
    CompanyId,
    Count,
    Date,
    Industry,
    LegalForm,
    PersonId,
    PrefectureCode,
    SupportLine,
    Yen,
)
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

_TEXTAREA = {"x-widget": "textarea"}
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=_TEXTAREA)
]
Kana = Annotated[ShortText | None, Field(title="商号・屋号（カナ）")]
Phone = Annotated[str | None, Field(pattern=r"^[0-9+()-]{6,20}$", title="電話番号", description="半角数字")]
CorporateNumber = Annotated[str | None, Field(pattern=r"^[0-9]{13}$", title="法人番号", description="半角数字13桁")]
NewCaseId = Annotated[CaseId | None, Field(title="案件番号", json_schema_extra={"x-new-id": True})]
NewCompanyId = Annotated[CompanyId | None, Field(title="企業番号", json_schema_extra={"x-new-id": True})]
"""Ids that the caller may choose, so that it can name the case before the answer comes; else the application does."""
OccurredOn = Annotated[Date | None, Field(title="発生日", description="空欄は本日")]
FutureReason = Annotated[LongText | None, Field(title="先の日付とする理由", json_schema_extra=_TEXTAREA)]
Note = Annotated[LongText | None, Field(json_schema_extra=_TEXTAREA)]


class RegisterCompany(BaseModel):
    """Enter a company in the council's register. Sole proprietors have no 法人番号. Never done for a later day."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="企業を登録する")

    company_id: NewCompanyId = None
    name: Annotated[ShortText, Field(title="商号・屋号")]
    kana: Kana = None
    corporate_number: CorporateNumber = None
    legal_form: Annotated[LegalForm, Field(title="法人格")]
    industry: Annotated[Industry, Field(title="業種")]
    prefecture: PrefectureCode
    address: Annotated[ShortText | None, Field(title="所在地")] = None
    phone: Phone = None
    occurred_on: OccurredOn = None


class OpenConsultation(BaseModel):
    """Receive a consultation. Its kind follows from the requester. With a registered `company_id` the company's name,
    kana, phone and 法人番号 are taken from the register where they are not given here."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="相談を受け付ける")

    case_id: NewCaseId = None
    requester: Annotated[Requester, Field(title="相談者")]
    requester_name: Annotated[ShortText | None, Field(title="相談者の氏名・名称")] = None
    route: Annotated[Route, Field(title="持込経路")]
    channel: Annotated[Channel, Field(title="応対の方法")] = Channel.INTERVIEW
    assigned_to: Annotated[PersonId | None, Field(title="応対者", description="空欄は自分")] = None
    company_id: Annotated[CompanyId | None, Field(title="企業番号", description="登録済みの企業の場合")] = None
    company_name: Annotated[ShortText | None, Field(title="企業名")] = None
    company_kana: Kana = None
    company_phone: Phone = None
    corporate_number: CorporateNumber = None
    legal_form: Annotated[LegalForm, Field(title="法人格")]
    industry: Annotated[Industry, Field(title="業種")]
    prefecture: PrefectureCode
    employees: Annotated[Count, Field(title="従業員数（人）")]
    capital: Annotated[Yen | None, Field(title="資本金（円）")] = None
    sales: Annotated[Yen | None, Field(title="売上高（円）")] = None
    interest_bearing_debt: Annotated[Yen | None, Field(title="有利子負債（円）")] = None
    wishes: Annotated[tuple[Wish, ...], Field(title="ご希望")] = ()
    story: Annotated[Note, Field(title="相談の内容")] = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ExplainRole(BaseModel):
    """The council's position and role were explained to the requester."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="協議会の立場と役割を説明する")

    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class RecordFacts(BaseModel):
    """Record what was learned, item by item; an item recorded again replaces what is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="把握した事項を記録する")

    outline: Annotated[Note, Field(title=FactItem.OUTLINE.label)] = None
    finances: Annotated[Note, Field(title=FactItem.FINANCES.label)] = None
    tax_arrears: Annotated[Note, Field(title=FactItem.TAX_ARREARS.label)] = None
    ownership_and_debts: Annotated[Note, Field(title=FactItem.OWNERSHIP_AND_DEBTS.label)] = None
    business_structure: Annotated[Note, Field(title=FactItem.BUSINESS_STRUCTURE.label)] = None
    organisation: Annotated[Note, Field(title=FactItem.ORGANISATION.label)] = None
    history: Annotated[Note, Field(title=FactItem.HISTORY.label)] = None
    efforts: Annotated[Note, Field(title=FactItem.EFFORTS.label)] = None
    bank_relations: Annotated[Note, Field(title=FactItem.BANK_RELATIONS.label)] = None
    resources: Annotated[Note, Field(title=FactItem.RESOURCES.label)] = None
    requests: Annotated[Note, Field(title=FactItem.REQUESTS.label)] = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None

    def notes(self) -> dict[FactItem, str]:
        """The items given, in the order of the programme."""
        return {item: note for item in FactItem if (note := getattr(self, item.value)) is not None}

    @model_validator(mode="after")
    def _something_was_learned(self) -> Self:
        if not self.notes():
            raise PydanticCustomError(
                "no_item", "At least one item is needed.", {"ja": "把握した事項を一つ以上入力してください。"}
            )
        return self


class CompleteFactFinding(BaseModel):
    """Every item of the edition in force on the day is on record."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="事項の把握を完了する")

    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class GiveAdvice(BaseModel):
    """Advise the requester, under the responsibility of the 統括責任者."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="助言する")

    advice: Annotated[LongText, Field(title="助言の内容", json_schema_extra=_TEXTAREA)]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class MakeReferral(BaseModel):
    """Introduce the requester to another body, after telling so."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="関係機関へ紹介する")

    body: Annotated[ReferralBody, Field(title="紹介先")]
    told_on: Annotated[Date | None, Field(title="相談者に伝えた日")] = None
    note: Annotated[Note, Field(title="備考")] = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class JudgeRevivalDifficult(BaseModel):
    """Judge that revival is extremely difficult; the judgement goes with telling the company and what is offered."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="再生が極めて困難と判断し伝える")

    reason: Annotated[LongText, Field(title="判断の理由", json_schema_extra=_TEXTAREA)]
    told_on: Annotated[Date | None, Field(title="相談企業に伝えた日")] = None
    response: Annotated[Note, Field(title="提案した対応", description="再チャレンジ支援、弁護士の紹介など")] = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ChooseSupportLine(BaseModel):
    """Decide that a line of support is considered; the service of that line takes the case up."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支援の種類を選ぶ")

    line: Annotated[SupportLine, Field(title="支援の種類")]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class CloseConsultation(BaseModel):
    """Finish the first response with exactly one result."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="相談を終結する")

    result: Annotated[FirstResponse, Field(title="相談の結果")]
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


CaseCommand = (
    OpenConsultation
    | ExplainRole
    | RecordFacts
    | CompleteFactFinding
    | GiveAdvice
    | MakeReferral
    | JudgeRevivalDifficult
    | ChooseSupportLine
    | CloseConsultation
)
"""Every command on a case."""
