"""How a case comes to support, whatever its line."""

from __future__ import annotations

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
from pydantic import BaseModel, ConfigDict


class ReceiveCandidate(BaseModel):
    """A consultation led here; made by the reaction to intake, never by a person. Sealed fields pass untouched."""

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
