"""What can be asked of governance, of a person (the path names it) or of a council's organisation.

Texts are clear here; the domain seals them. Every command names its council by `council` (None: the one signed in for).
"""

from __future__ import annotations

from council_governance.commands.business import (
    AdoptPartnerStandard,
    FileImprovementPlan,
    ListSpecialist,
    MakeAnnualPlan,
    ReceiveOpinion,
    RecordEvaluation,
    RecordInquiry,
    RemoveSpecialist,
    ReportActivity,
    RequestImprovementPlan,
)
from council_governance.commands.committee import (
    AdoptPolicy,
    AppointMember,
    ElectChair,
    ElectionMethod,
    EndChair,
    EndMembership,
    EndObserver,
    EndProgramme,
    GiveCommitteeAdvice,
    HoldWholeMeeting,
    RegisterObserver,
    RegisterProgramme,
)
from council_governance.commands.corrections import CorrectEntry
from council_governance.commands.emergencies import ReviewEmergencyAccess, TakeEmergencyAccess
from council_governance.commands.host import (
    AdoptSubstitutionRules,
    CloseRecoveryCenter,
    DelegatePowers,
    EndDebtPurchase,
    EndDelegation,
    EstablishOrgan,
    EstablishRecoveryCenter,
    RecordCancellation,
    RecordCertification,
    RecordImprovementOrder,
    StartDebtPurchase,
)
from council_governance.commands.interests import (
    DeclareConflictOfInterest,
    DesignateSubstitute,
    LiftConflictOfInterest,
)
from council_governance.commands.offices import (
    AppointOffice,
    AssignCaseWorker,
    EndOffice,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
)

PersonCommand = (
    ProposeCandidate
    | RecordBureauConsent
    | ReceivePledge
    | AppointOffice
    | EndOffice
    | DeclareConflictOfInterest
    | LiftConflictOfInterest
    | DesignateSubstitute
    | AssignCaseWorker
    | TakeEmergencyAccess
    | ReviewEmergencyAccess
)
"""Commands on one person in one council."""
OrganisationCommand = (
    EstablishOrgan
    | AdoptSubstitutionRules
    | DelegatePowers
    | EndDelegation
    | EstablishRecoveryCenter
    | StartDebtPurchase
    | EndDebtPurchase
    | CloseRecoveryCenter
    | RecordImprovementOrder
    | RecordCancellation
    | RecordCertification
    | AppointMember
    | EndMembership
    | RegisterObserver
    | EndObserver
    | ElectChair
    | EndChair
    | HoldWholeMeeting
    | AdoptPolicy
    | GiveCommitteeAdvice
    | RegisterProgramme
    | EndProgramme
    | MakeAnnualPlan
    | RecordEvaluation
    | ReportActivity
    | RequestImprovementPlan
    | FileImprovementPlan
    | ReceiveOpinion
    | RecordInquiry
    | AdoptPartnerStandard
    | ListSpecialist
    | RemoveSpecialist
)
"""Commands on a council's organisation."""
Command = PersonCommand | OrganisationCommand

__all__ = [
    "AdoptPartnerStandard",
    "AdoptPolicy",
    "AdoptSubstitutionRules",
    "AppointMember",
    "AppointOffice",
    "AssignCaseWorker",
    "CloseRecoveryCenter",
    "Command",
    "CorrectEntry",
    "DeclareConflictOfInterest",
    "DelegatePowers",
    "DesignateSubstitute",
    "ElectChair",
    "ElectionMethod",
    "EndChair",
    "EndDebtPurchase",
    "EndDelegation",
    "EndMembership",
    "EndObserver",
    "EndOffice",
    "EndProgramme",
    "EstablishOrgan",
    "EstablishRecoveryCenter",
    "FileImprovementPlan",
    "GiveCommitteeAdvice",
    "HoldWholeMeeting",
    "LiftConflictOfInterest",
    "ListSpecialist",
    "MakeAnnualPlan",
    "OrganisationCommand",
    "PersonCommand",
    "ProposeCandidate",
    "ReceiveOpinion",
    "ReceivePledge",
    "RecordBureauConsent",
    "RecordCancellation",
    "RecordCertification",
    "RecordEvaluation",
    "RecordImprovementOrder",
    "RecordInquiry",
    "RegisterObserver",
    "RegisterProgramme",
    "RemoveSpecialist",
    "ReportActivity",
    "RequestImprovementPlan",
    "ReviewEmergencyAccess",
    "StartDebtPurchase",
    "TakeEmergencyAccess",
]
