"""What can be asked in a case under 別冊３, in the order of its life.

Application, creditors, examinations, the second meeting and each creditor's answer are asked as in 再生支援.
"""

from council_support.commands.tax_scheme.committee import (
    CommitteeMemberEntry,
    EndTaxScheme,
    EstablishCommittee,
    IssueConfirmation,
    IssueTaxConfirmation,
    LapseConsentTerm,
    RecordCommitteeSurvey,
    RecordPerformance,
    SubmitCommitteeReport,
)
from council_support.commands.tax_scheme.plan import (
    DraftSchemePlan,
    HoldFirstMeeting,
    JudgeStandstill,
    LeaveWorkout,
    NotifyStandstill,
    PutToVote,
)
from council_support.commands.tax_scheme.start import (
    ConferWithChair,
    DeclineTaxScheme,
    FormSchemeTeam,
    IntendTaxTreatment,
    RecordSchemeAttitude,
    SchemeMemberEntry,
    StartTaxScheme,
)

OwnCommand = (
    IntendTaxTreatment
    | RecordSchemeAttitude
    | ConferWithChair
    | StartTaxScheme
    | DeclineTaxScheme
    | FormSchemeTeam
    | DraftSchemePlan
    | JudgeStandstill
    | NotifyStandstill
    | LeaveWorkout
    | HoldFirstMeeting
    | PutToVote
    | EstablishCommittee
    | RecordCommitteeSurvey
    | IssueConfirmation
    | SubmitCommitteeReport
    | IssueTaxConfirmation
    | EndTaxScheme
    | LapseConsentTerm
    | RecordPerformance
)
"""What a person may ask in this line alone."""

__all__ = [
    "CommitteeMemberEntry",
    "ConferWithChair",
    "DeclineTaxScheme",
    "DraftSchemePlan",
    "EndTaxScheme",
    "EstablishCommittee",
    "FormSchemeTeam",
    "HoldFirstMeeting",
    "IntendTaxTreatment",
    "IssueConfirmation",
    "IssueTaxConfirmation",
    "JudgeStandstill",
    "LapseConsentTerm",
    "LeaveWorkout",
    "NotifyStandstill",
    "OwnCommand",
    "PutToVote",
    "RecordCommitteeSurvey",
    "RecordPerformance",
    "RecordSchemeAttitude",
    "SchemeMemberEntry",
    "StartTaxScheme",
    "SubmitCommitteeReport",
]
