"""What governance publishes: who holds which office, and how the organisation of a council is made up and does its duty.

Streams, each keyed by itself: one person in one council (`stream_of`), one council's organisation (`organisation_of`),
and one office of which a council has one (`seat_of`). Texts on a person are sealed under the person's key, all others
under the council's.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from council_events.governance.business import (
    ActivityReported,
    AnnualPlanMade,
    EvaluationGrade,
    EvaluationRecorded,
    ImprovementGround,
    ImprovementPlanFiled,
    ImprovementPlanRequested,
    InquiryOutcome,
    OpinionInquired,
    OpinionReceived,
    OpinionSource,
    PartnerStandardAdopted,
    SpecialistKind,
    SpecialistListed,
    SpecialistRemoved,
)
from council_events.governance.committee import (
    AdviceKind,
    BodyCategory,
    ChairElected,
    ChairEnded,
    CommitteeAdvised,
    CommitteeMemberAppointed,
    CommitteeMemberLeft,
    ObserverKind,
    ObserverLeft,
    ObserverRegistered,
    PolicyAdopted,
    ProgrammeEnded,
    ProgrammeRegistered,
    WholeMeetingHeld,
)
from council_events.governance.corrections import EntryCorrected
from council_events.governance.host import (
    CertificationCancelled,
    DebtPurchaseEnded,
    DebtPurchaseStarted,
    DelegationEnded,
    HostCertified,
    ImprovementOrdered,
    Organ,
    OrganEstablished,
    PowersDelegated,
    RecoveryCenterClosed,
    RecoveryCenterEstablished,
    SubstitutionRulesAdopted,
)
from council_events.governance.people import (
    BureauConsentRecorded,
    CandidateProposed,
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    EmergencyAccessReviewed,
    EmergencyAccessTaken,
    EmergencyFinding,
    FutureDayExplained,
    InterestKind,
    Knowledge,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    PledgeReceived,
    Secondment,
    SubstituteDesignated,
    SubstitutionGround,
)
from council_events.governance.seats import SeatLeft, SeatTaken
from council_events.values import Office


def stream_of(council: str, person: str) -> UUID:
    """The stream of one person's offices in one council."""
    return uuid5(NAMESPACE_URL, f"urn:council:governance:{council}:{person}")


def organisation_of(council: str) -> UUID:
    """The stream of one council's organisation."""
    return uuid5(NAMESPACE_URL, f"urn:council:governance:{council}/organisation")


def seat_of(council: str, office: Office) -> UUID:
    """The stream of an office that one person at a time holds in a council."""
    return uuid5(NAMESPACE_URL, f"urn:council:governance:{council}/seats/{office.value}")


__all__ = [
    "ActivityReported",
    "AdviceKind",
    "AnnualPlanMade",
    "BodyCategory",
    "BureauConsentRecorded",
    "CandidateProposed",
    "CaseWorkerAssigned",
    "CertificationCancelled",
    "ChairElected",
    "ChairEnded",
    "CommitteeAdvised",
    "CommitteeMemberAppointed",
    "CommitteeMemberLeft",
    "ConflictOfInterestDeclared",
    "ConflictOfInterestLifted",
    "DebtPurchaseEnded",
    "DebtPurchaseStarted",
    "DelegationEnded",
    "EmergencyAccessReviewed",
    "EmergencyAccessTaken",
    "EmergencyFinding",
    "EntryCorrected",
    "EvaluationGrade",
    "EvaluationRecorded",
    "FutureDayExplained",
    "HostCertified",
    "ImprovementGround",
    "ImprovementOrdered",
    "ImprovementPlanFiled",
    "ImprovementPlanRequested",
    "InquiryOutcome",
    "InterestKind",
    "Knowledge",
    "ObserverKind",
    "ObserverLeft",
    "ObserverRegistered",
    "OfficeAppointed",
    "OfficeEndReason",
    "OfficeEnded",
    "OpinionInquired",
    "OpinionReceived",
    "OpinionSource",
    "Organ",
    "OrganEstablished",
    "PartnerStandardAdopted",
    "PledgeReceived",
    "PolicyAdopted",
    "PowersDelegated",
    "ProgrammeEnded",
    "ProgrammeRegistered",
    "RecoveryCenterClosed",
    "RecoveryCenterEstablished",
    "SeatLeft",
    "SeatTaken",
    "Secondment",
    "SpecialistKind",
    "SpecialistListed",
    "SpecialistRemoved",
    "SubstituteDesignated",
    "SubstitutionGround",
    "SubstitutionRulesAdopted",
    "WholeMeetingHeld",
    "organisation_of",
    "seat_of",
    "stream_of",
]
