"""What can be asked of subsidy, in the order of a case's life.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`, one whose figures were
closed `closed_reason`. Texts are clear here; the domain seals them. Amounts are whole yen, tax-excluded (SUB-A-2).
"""

from council_casework.papers import CheckDocument

from council_subsidy.commands.advice import (
    AdvisePlanning,
    CheckPointsAtClaim,
    CheckPointsAtMonitoring,
    DesignateNoticeProxy,
    ExplainMonitoring,
    ExplainPoints,
    GivePreliminaryAdvice,
    IssueNotice,
    SupportBankCoordination,
)
from council_subsidy.commands.application import (
    AcceptApplication,
    CheckNationwideUse,
    DeclineApplication,
    EndingKind,
    EndSubsidyCase,
    ExtendPlanClaimTerm,
    FileApplication,
    FindReuseFit,
    FindRevitalizationNecessary,
    JudgeRevivalDifficult,
    LapseApplication,
    RecordEarlierUse,
)
from council_subsidy.commands.claims import (
    ClaimAccompaniment,
    ClaimPlanFee,
    DecideAccompaniment,
    DecidePlanFee,
    PayFees,
    ReportEntry,
    ScheduleAccompaniment,
)
from council_subsidy.commands.fields import AgencyClaimEntry, AgencyEntry, CostEntry, ReportSection
from council_subsidy.commands.papers import ReceiveDocument
from council_subsidy.commands.releases import (
    Disclose,
    HandOverPapers,
    ReceiveWrittenConsent,
    ReleaseCommand,
    WithdrawWrittenConsent,
)

CaseCommand = (
    ExplainPoints
    | RecordEarlierUse
    | CheckNationwideUse
    | FindReuseFit
    | AcceptApplication
    | DeclineApplication
    | DesignateNoticeProxy
    | IssueNotice
    | AdvisePlanning
    | SupportBankCoordination
    | ExtendPlanClaimTerm
    | ClaimPlanFee
    | CheckPointsAtClaim
    | ExplainMonitoring
    | DecidePlanFee
    | ScheduleAccompaniment
    | ClaimAccompaniment
    | CheckPointsAtMonitoring
    | DecideAccompaniment
    | PayFees
    | LapseApplication
    | JudgeRevivalDifficult
    | FindRevitalizationNecessary
    | EndSubsidyCase
    | ReceiveDocument
    | CheckDocument
    | ReleaseCommand
)
"""What a person may ask of a case that is there, each a route of the API."""

OpeningCommand = FileApplication | GivePreliminaryAdvice
"""What makes a case; each names it in its body."""

Command = OpeningCommand | CaseCommand

__all__ = [
    "AcceptApplication",
    "AdvisePlanning",
    "AgencyClaimEntry",
    "AgencyEntry",
    "CaseCommand",
    "CheckDocument",
    "CheckNationwideUse",
    "CheckPointsAtClaim",
    "CheckPointsAtMonitoring",
    "ClaimAccompaniment",
    "ClaimPlanFee",
    "Command",
    "CostEntry",
    "DecideAccompaniment",
    "DecidePlanFee",
    "DeclineApplication",
    "DesignateNoticeProxy",
    "Disclose",
    "EndSubsidyCase",
    "EndingKind",
    "ExplainMonitoring",
    "ExplainPoints",
    "ExtendPlanClaimTerm",
    "FileApplication",
    "FindReuseFit",
    "FindRevitalizationNecessary",
    "GivePreliminaryAdvice",
    "HandOverPapers",
    "IssueNotice",
    "JudgeRevivalDifficult",
    "LapseApplication",
    "OpeningCommand",
    "PayFees",
    "ReceiveDocument",
    "ReceiveWrittenConsent",
    "RecordEarlierUse",
    "ReleaseCommand",
    "ReportEntry",
    "ReportSection",
    "ScheduleAccompaniment",
    "SupportBankCoordination",
    "WithdrawWrittenConsent",
]
