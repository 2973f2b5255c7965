"""Receiving a consultation, and what is said and done with the requester. Amounts are whole yen of the last closed year."""

from __future__ import annotations

from typing import Annotated, Any, Final

from council_casework.dated import Dated
from council_events import Sealed
from council_events.deciding import provision
from council_events.intake import Channel, Requester, Route, Wish
from council_events.values import (
    CaseId,
    CompanyId,
    CouncilCode,
    Count,
    Date,
    Industry,
    LegalForm,
    PersonId,
    PrefectureCode,
    Qualification,
    Yen,
)
from pydantic import BaseModel, ConfigDict, Field

from council_intake.commands.fields import (
    TEXTAREA,
    CaseNumber,
    CorporateNumber,
    Kana,
    LongText,
    NewCaseId,
    Note,
    Phone,
    ShortText,
)

PROMISES: Final[dict[str, Any]] = {
    "x-promises": [
        "中小企業活性化協議会は、国が設置する公正中立な機関です。",
        "相談の秘密を厳守します。",
        "専門家が相談を受け支援します。",
        "地域全体でバックアップします。",
    ]
}
"""What every page on which a consultation is asked for says: neutrality and the three promises (BR-2)."""

AssignedTo = Annotated[PersonId | None, Field(title="応対者", description="空欄は自分")]
Contact = Annotated[Channel, Field(title="応対の方法", description="原則は面談。オンライン会議等でもできます")]


@provision("BR-2")
class _Reception(Dated):
    """The company behind a consultation. With a registered `company_id` the company's name, kana, phone and 法人番号 are
    taken from the register where they are not given here.
    """

    case_id: NewCaseId = None
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
    story: Annotated[Note, Field(title="相談の内容")] = None
    earlier_case: CaseNumber = None


@provision("BR-5", "YR-2-2-2-1-4")
class OpenConsultation(_Reception):
    """Receive a consultation. Its kind follows from the requester. With a registered `company_id` the company's name,
    kana, phone and 法人番号 are taken from the register where they are not given here."""

    model_config = ConfigDict(title="相談を受け付ける", json_schema_extra=PROMISES)

    requester: Annotated[Requester, Field(title="相談者")]
    requester_name: Annotated[ShortText | None, Field(title="相談者の氏名・名称")] = None
    route: Annotated[Route, Field(title="持込経路")]
    channel: Contact = Channel.INTERVIEW
    assigned_to: AssignedTo = None
    wishes: Annotated[tuple[Wish, ...], Field(title="ご希望", description="いくつでも。条件ではありません")] = ()


class OpenGuaranteeConsultation(_Reception):
    """Receive a 利用相談: a guarantor and the guarantor's adviser ask together, by 書式別４－１. The company is the principal
    debtor.
    """

    model_config = ConfigDict(title="利用相談を受け付ける", json_schema_extra=PROMISES)

    requester_name: Annotated[ShortText, Field(title="保証人の氏名")]
    adviser: Annotated[ShortText | None, Field(title="保証人支援専門家の氏名")] = None
    adviser_qualification: Annotated[Qualification | None, Field(title="保証人支援専門家の資格")] = None
    received_on: Annotated[Date | None, Field(title="利用相談申込書兼同意書（書式別４－１）を受理した日")] = None
    channel: Contact = Channel.INTERVIEW
    assigned_to: AssignedTo = None


class ReceiveApplicant(BaseModel):
    """An applicant of the plan-subsidy programme needs 事業再生 and asks for a 窓口相談; made by a reaction, never by a person.

    Sealed fields pass untouched. `application`: the subsidy case; `story`: why 事業再生 is needed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", title="計画策定支援事業の申請者の相談を受け付ける")

    case_id: CaseId
    application: CaseId
    found_by: PersonId
    responder: PersonId
    requested_on: Date
    filed_on: Date
    story: Sealed[str]
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


class ExplainRole(Dated):
    """The council's position and role were explained to the requester."""

    model_config = ConfigDict(title="協議会の立場と役割を説明する")


@provision("YR-2-2-2-1-4")
class RecordContact(Dated):
    """One contact with the requester, by interview in principle."""

    model_config = ConfigDict(title="面談等を記録する")

    channel: Contact = Channel.INTERVIEW
    summary: Annotated[Note, Field(title="応対の概要")] = None


class LinkEarlierConsultation(Dated):
    """This consultation goes back to another case that the asker may see."""

    model_config = ConfigDict(title="先の相談と関連付ける")

    earlier_case: Annotated[
        str,
        Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", title="先の相談の案件番号"),
    ]


class AgreeCooperation(Dated):
    """Why a company of another prefecture is supported here, and with which council."""

    model_config = ConfigDict(title="県域を越えた支援の必要性と連携先を記録する")

    necessity: Annotated[LongText, Field(title="県域を越える必要性", json_schema_extra=TEXTAREA)]
    cooperating: Annotated[CouncilCode, Field(title="連携する協議会")]
