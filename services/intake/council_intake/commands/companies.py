"""What can be asked of the register of companies. Never for a later day."""

from __future__ import annotations

from typing import Annotated

from council_events.intake import NationwideQuestion
from council_events.values import CompanyId, Date, Industry, LegalForm, PrefectureCode
from pydantic import BaseModel, ConfigDict, Field

from council_intake.commands.fields import (
    TEXTAREA,
    CorporateNumber,
    Kana,
    LongText,
    NewCompanyId,
    OccurredOn,
    Phone,
    ShortText,
)

OtherCompany = Annotated[CompanyId, Field(title="もう一方の企業", json_schema_extra={"x-options": "companies"})]
Name = Annotated[ShortText, Field(title="商号・屋号")]
Reason = Annotated[LongText, Field(title="理由", json_schema_extra=TEXTAREA)]


class RegisterCompany(BaseModel):
    """Enter a company in the council's register. Sole proprietors have no 法人番号.

    Where the register holds a company of this number, or of this name and address, the answer is that entry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", title="企業を登録する")

    company_id: NewCompanyId = None
    name: Name
    kana: Kana = None
    corporate_number: CorporateNumber = None
    legal_form: Annotated[LegalForm, Field(title="法人格")]
    industry: Annotated[Industry, Field(title="業種")]
    prefecture: PrefectureCode
    address: Annotated[ShortText | None, Field(title="所在地")] = None
    phone: Phone = None
    occurred_on: OccurredOn = None


class RenameCompany(BaseModel):
    """The company bears another name from this day on; the former one stays in its history."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="商号・屋号の変更を記録する")

    name: Name
    kana: Kana = None
    occurred_on: OccurredOn = None


class MoveCompany(BaseModel):
    """The company's head office stands elsewhere from this day on."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="所在地の変更を記録する")

    prefecture: PrefectureCode
    address: Annotated[ShortText, Field(title="所在地")]
    phone: Phone = None
    occurred_on: OccurredOn = None


class IncorporateProprietor(BaseModel):
    """法人成り: a sole proprietor carries the business on as a corporation."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="法人成りを記録する")

    name: Name
    corporate_number: Annotated[str, Field(pattern=r"^[0-9]{13}$", title="法人番号", description="半角数字13桁")]
    legal_form: Annotated[LegalForm, Field(title="法人格")]
    occurred_on: OccurredOn = None


class MergeCompany(BaseModel):
    """The company went into another one of the register."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="合併による消滅を記録する")

    into: OtherCompany
    occurred_on: OccurredOn = None


class JoinCompanies(BaseModel):
    """Two entries are one company. Neither is rewritten; the join can be taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="重複した登録を統合する")

    same_as: OtherCompany
    reason: Reason
    occurred_on: OccurredOn = None


class PartCompanies(BaseModel):
    """Two entries that were joined are two companies after all."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="統合を取り消す")

    same_as: OtherCompany
    reason: Reason
    occurred_on: OccurredOn = None


class AskNationwide(BaseModel):
    """Ask one question about the company's use of support in all councils: yes, no, or the yen that remain."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="全国の利用状況を照会する")

    question: Annotated[NationwideQuestion, Field(title="照会の内容")]
    accepted_on: Annotated[
        Date | None, Field(title="利用申請を受け付ける日", description="空欄は本日。この日の規定で答えます")
    ] = None
    occurred_on: OccurredOn = None


class CloseEntry(BaseModel):
    """Close the entry before what it says is destroyed, as two have decided in audit. No route takes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="企業の登録を閉鎖する")

    company_id: CompanyId


CompanyCommand = (
    RenameCompany | MoveCompany | IncorporateProprietor | MergeCompany | JoinCompanies | PartCompanies | AskNationwide
)
"""Every command on a registered company."""
