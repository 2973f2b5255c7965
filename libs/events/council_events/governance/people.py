"""One person in one council: candidate, consent, pledge, offices, interests, substitution."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import BureauCode, CaseId, Code, Date, Office, PersonId, Qualification


class Secondment(Code):
    """Where a person comes from; a secondee can never be 統括責任者 (YR-2-1-3-2-2)."""

    NONE = "none", "出向者ではない"
    FINANCIAL_INSTITUTION = "financial_institution", "金融機関等からの出向"
    FINANCIAL_SUBSIDIARY = "financial_subsidiary", "金融機関等の子会社からの出向"
    OTHER = "other", "その他の機関からの出向"


class Knowledge(Code):
    """Fields of knowledge of which a 統括責任者補佐 needs at least one (YR-2-1-3-2-3)."""

    SME = "sme", "中小企業"
    REVENUE_IMPROVEMENT = "revenue_improvement", "収益力改善"
    MANAGEMENT_IMPROVEMENT = "management_improvement", "経営改善"
    REVITALIZATION = "revitalization", "事業再生"
    RECHALLENGE = "rechallenge", "再チャレンジ"
    PLANNING = "planning", "経営企画"
    MARKETING = "marketing", "マーケティング"
    BUSINESS_PLANS = "business_plans", "事業計画の立案"


class InterestKind(Code):
    """Kinds of interest that bar a person from a case (YR-2-1-1-4, YR-2-1-3-2-4, B2-2-3-2)."""

    COMPANY = "company", "相談企業との利害関係"
    CREDITOR = "creditor", "対象債権者等との利害関係"
    HOME_INSTITUTION = "home_institution", "出向元が主要債権者"
    OTHER = "other", "その他の特別な関わり"


class OfficeEndReason(Code):
    """Why an office ended."""

    TERM = "term", "任期満了"
    RESIGNED = "resigned", "辞任"
    DISMISSED = "dismissed", "解任"


class SubstitutionGround(Code):
    """Why somebody acts in another's place (YR-2-1-1-4, YR-2-1-3-2-4)."""

    INTEREST = "interest", "利害関係"
    INCAPACITY = "incapacity", "事故"
    OTHER = "other", "その他必要と認める場合"


class CandidateProposed(
    Event, type_name="council.governance.CandidateProposed.v1", ja="候補者の提案", right="YR-2-1-3-2-1"
):
    """The host proposes a person for an office to the bureau."""

    person: PersonId
    office: Office
    name: Sealed[str]
    career: Sealed[str]
    knowledge: tuple[Knowledge, ...]
    secondment: Secondment
    secondment_ends_on: Date | None = None
    home_institution: Sealed[str] | None = None
    qualifications: tuple[Qualification, ...] = ()


class BureauConsentRecorded(
    Event, type_name="council.governance.BureauConsentRecorded.v1", ja="経済産業局等の了承", final="YR-2-1-3-2-1"
):
    """The bureau's 了承 to one office of one person (YR-2-1-3-2-1, YR-2-1-3-2-3)."""

    person: PersonId
    office: Office
    bureau: BureauCode
    consented_on: Date


class PledgeReceived(
    Event, type_name="council.governance.PledgeReceived.v1", ja="守秘誓約書の受領", right="YR-2-1-4-2"
):
    """The signed pledge of secrecy, in office and after (YR-2-1-4-2, YR24-2-1-5-2)."""

    person: PersonId
    received_on: Date


class OfficeAppointed(Event, type_name="council.governance.OfficeAppointed.v2", ja="選任", right="YR-2-1-3-1"):
    """An office is held from `begins_on` until `ends_on` inclusive (None: open end)."""

    person: PersonId
    office: Office
    begins_on: Date
    ends_on: Date | None = None
    name: Sealed[str]
    bureau: BureauCode | None = None
    bureau_consent_on: Date | None = None
    pledge_on: Date | None = None
    secondment: Secondment | None = None
    secondment_ends_on: Date | None = None
    home_institution: Sealed[str] | None = None
    qualifications: tuple[Qualification, ...] = ()


class OfficeEnded(Event, type_name="council.governance.OfficeEnded.v1", ja="退任", right="YR-2-1-3-1"):
    """The office ends with `ended_on` as its last day; the duty of secrecy stays (YR-2-1-4-1)."""

    person: PersonId
    office: Office
    ended_on: Date
    reason: OfficeEndReason


class ConflictOfInterestDeclared(
    Event, type_name="council.governance.ConflictOfInterestDeclared.v1", ja="利害関係の申告", right="YR-2-1-3-2-4"
):
    """From now on the person neither acts in the case nor sees it."""

    person: PersonId
    case_id: CaseId
    kind: InterestKind
    detail: Sealed[str] | None = None


class ConflictOfInterestLifted(
    Event, type_name="council.governance.ConflictOfInterestLifted.v1", ja="利害関係の解消", right="YR-2-1-3-2-4"
):
    """The interest has ended; the person may act and see again."""

    person: PersonId
    case_id: CaseId


class SubstituteDesignated(
    Event, type_name="council.governance.SubstituteDesignated.v2", ja="職務代行者の指名", right="YR-2-1-1-5"
):
    """`substitute` acts for `person` in `case_id` (None: in all cases) in the office named.

    `rules_on`: since when the 職務代行規程 is in force that the substitution of the host's head rests on (YR-2-1-1-5).
    """

    person: PersonId
    office: Office
    substitute: PersonId
    ground: SubstitutionGround
    case_id: CaseId | None = None
    begins_on: Date
    ends_on: Date | None = None
    rules_on: Date | None = None


class CaseWorkerAssigned(
    Event, type_name="council.governance.CaseWorkerAssigned.v1", ja="担当の割当て", right="YR-2-1-4-4"
):
    """The person may work on the case (team member, case worker), from this day."""

    person: PersonId
    case_id: CaseId
    begins_on: Date


class FutureDayExplained(Event, type_name="council.governance.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""

    person: PersonId
    reason: Sealed[str]


class EmergencyFinding(Code):
    """What the review of an emergency access found."""

    JUSTIFIED = "justified", "必要であった"
    UNJUSTIFIED = "unjustified", "必要とは認められない"


class EmergencyAccessTaken(
    Event, type_name="council.governance.EmergencyAccessTaken.v1", ja="非常時の閲覧の開始", final="YR-2-1-4-3"
):
    """The person opens a case of the own council that is not open to the office held, for two hours from the event's time.

    It passes over the lack of an assignment or the line of a department, never over a recusal, a missing pledge or an ended office.
    """

    person: PersonId
    case_id: CaseId
    reason: Sealed[str]


class EmergencyAccessReviewed(
    Event, type_name="council.governance.EmergencyAccessReviewed.v1", ja="非常時の閲覧の確認", final="YR-2-1-4-3"
):
    """The head has looked into an emergency access: `access_id` is the number of its event."""

    person: PersonId
    access_id: Annotated[UUID, Field(title="非常時の閲覧の番号")]
    finding: EmergencyFinding
    note: Sealed[str] | None = None
