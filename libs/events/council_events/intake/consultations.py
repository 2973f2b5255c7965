"""What is received and learned in a consultation. Streams: the case; company fields are sealed under the company's key."""

from __future__ import annotations

from council_events.event import Event
from council_events.intake.codes import (
    Channel,
    ConsultationKind,
    Edition,
    FactItem,
    GuaranteeItem,
    Requester,
    Route,
    Wish,
)
from council_events.sealed import Sealed
from council_events.values import (
    CaseId,
    CompanyId,
    Count,
    Date,
    Industry,
    LegalForm,
    PersonId,
    PrefectureCode,
    Qualification,
    Yen,
)


class ConsultationOpened(Event, type_name="council.intake.ConsultationOpened.v1", ja="相談の受付"):
    """A consultation was received on `occurredon`. `sales`, `interest_bearing_debt` in yen of the last closed year."""

    case_id: CaseId
    kind: ConsultationKind
    requester: Requester
    route: Route
    channel: Channel
    assigned_to: PersonId
    company_id: CompanyId | None = None
    company_name: Sealed[str] | None = None
    company_kana: Sealed[str] | None = None
    company_phone: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    requester_name: Sealed[str] | None = None
    story: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    capital: Yen | None = None
    sales: Yen | None = None
    interest_bearing_debt: Yen | None = None
    wishes: tuple[Wish, ...] = ()


class ApplicantReceived(
    Event, type_name="council.intake.ApplicantReceived.v1", ja="計画策定支援事業の申請者からの相談"
):
    """The consultation was opened from a subsidy case, when 事業再生 was found necessary (YR-3-2-2-4, YR24-3-2-2-4).

    `application`: the number of that case, sealed as every link between cases. `filed_on`: the day of the application that
    told what the consultation says of the company. `requested_on`: when the company asked.
    """

    case_id: CaseId
    application: Sealed[str]
    found_by: PersonId
    requested_on: Date
    filed_on: Date


class RoleExplained(Event, type_name="council.intake.RoleExplained.v1", ja="協議会の立場と役割の説明"):
    """The council's position and role were explained to the requester (YR-2-2-2-1-3)."""

    case_id: CaseId


class ConsultationFactsRecorded(
    Event, type_name="council.intake.ConsultationFactsRecorded.v1", ja="把握した事項の記録"
):
    """One or more items were learned; a later record of the same item replaces what is shown, not history."""

    case_id: CaseId
    items: tuple[FactItem, ...]
    notes: tuple[Sealed[str], ...]


class FactFindingCompleted(Event, type_name="council.intake.FactFindingCompleted.v1", ja="相談事項の把握完了"):
    """All items of the edition in force are on record."""

    case_id: CaseId
    edition: Edition


class JointRequestReceived(
    Event, type_name="council.intake.JointRequestReceived.v1", ja="利用相談申込書兼同意書（書式別４－１）の受理"
):
    """The joint request of a guarantor and the guarantor's adviser (保証人支援専門家) that opens a 利用相談 (B4-3-1)."""

    case_id: CaseId
    received_on: Date
    adviser: Sealed[str]
    adviser_qualification: Qualification


class EarlierConsultationLinked(
    Event, type_name="council.intake.EarlierConsultationLinked.v1", ja="先の相談との関連付け"
):
    """This case goes back to another one. The number is sealed and stands here only: nobody entitled to the earlier case
    alone learns of this one.
    """

    case_id: CaseId
    earlier: Sealed[str]


class ContactRecorded(Event, type_name="council.intake.ContactRecorded.v1", ja="面談等の記録"):
    """One contact with the requester, by interview in principle (YR-2-2-2-1-4)."""

    case_id: CaseId
    channel: Channel
    summary: Sealed[str] | None = None


class FewerFinancialYearsSeen(
    Event, type_name="council.intake.FewerFinancialYearsSeen.v1", ja="財務状況を把握した年数（3年未満）"
):
    """The finances just recorded cover `years` of the last three closed years only (YR-2-2-3-2); `founded_recently`:
    because there are no more.
    """

    case_id: CaseId
    years: Count
    founded_recently: bool


class GuaranteeFactsRecorded(
    Event, type_name="council.intake.GuaranteeFactsRecorded.v1", ja="利用相談で把握した事項の記録"
):
    """One or more of the nine items of a 利用相談 were learned (B4-3-2)."""

    case_id: CaseId
    items: tuple[GuaranteeItem, ...]
    notes: tuple[Sealed[str], ...]
