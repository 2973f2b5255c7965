"""How a case comes to support, and what stands beside the events of every line."""

from __future__ import annotations

from council_events.event import Event
from council_events.reasons import ClosedDay, FutureDay
from council_events.sealed import Sealed
from council_events.values import (
    CaseId,
    Code,
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
    """A consultation led here, or an earlier case did (`earlier_case`, BR-4).

    Caused by intake's SupportLineChosen, or by this service's own SuccessorOpened.
    """

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


class Succession(Code):
    """Why a case leads to a further one of the same company."""

    OTHER_LINE = "other_line", "他の支援への移行"
    IMPORTANT_CHANGE = "important_change", "計画の重要な変更（改めて第二次対応を行う）"


class SuccessorOpened(Event, type_name="council.support.SuccessorOpened.v1", ja="次の支援の検討の開始"):
    """This case leads to a further support case of the same company, a new start in its own line (BR-4).

    Carries what that case needs; support answers with its CandidateReceived, whose `earlier_case` is this case.
    """

    case_id: CaseId
    next_case_id: CaseId
    succession: Succession
    line: SupportLine
    consulted_on: Date
    requested_on: Date
    reason: Sealed[str] | None = None
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


class FutureDayExplained(FutureDay, type_name="council.support.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""


class ClosedDayExplained(
    ClosedDay, type_name="council.support.ClosedDayExplained.v1", ja="集計が確定した期間の日付とした理由"
):
    """Why something of a day whose figures were closed was entered afterwards (design §3, RP-2): the `entries` events that stand
    just before this one in its stream, saved with it.
    """
