"""How a case comes to support, and what stands beside the events of every line."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
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


class CandidateReceived(Event, type_name="council.support.CandidateReceived.v1", ja="支援候補の受入れ"):
    """A consultation led here. Caused by intake's SupportLineChosen."""

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


class FutureDayExplained(Event, type_name="council.support.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""

    case_id: CaseId
    reason: Sealed[str]
