"""How a case comes to support and leads to a further one, whatever its line."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events import Sealed
from council_events.values import (
    CaseId,
    CompanyId,
    Count,
    Date,
    Industry,
    LegalForm,
    PrefectureCode,
    SupportLine,
    Yen,
)
from pydantic import BaseModel, ConfigDict, Field

from council_support.commands.fields import LongText


class ReceiveCandidate(BaseModel):
    """A consultation led here; or an earlier case did; made by a reaction, never by a person. Sealed fields pass untouched."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支援候補を受け入れる")

    case_id: CaseId
    line: SupportLine
    consulted_on: Date
    company_id: CompanyId | None = None
    company_name: Sealed[str] | None = None
    company_kana: Sealed[str] | None = None
    company_phone: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    capital: Yen | None = None
    sales: Yen | None = None
    interest_bearing_debt: Yen | None = None
    earlier_case: CaseId | None = None


class OpenSuccessor(Dated):
    """Another line of support is to follow, on the company's wish; a new case begins there, linked to this one."""

    model_config = ConfigDict(title="他の支援の検討を始める")

    line: Annotated[SupportLine, Field(title="次の支援の種類")]
    requested_on: Annotated[Date, Field(title="相談企業が求めた日")]
    reason: Annotated[LongText | None, Field(title="理由")] = None
