"""What can be asked of support, in the order of a case's life.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`. Texts are clear here; the
domain seals them.
"""

from council_support.commands.consent import (
    ConfirmApproval,
    ConsentForm,
    EndRestructuring,
    HoldCreditorsMeeting,
    RecordConsent,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.commands.monitoring import EndMonitoring, RecordMonitoringReport, StartMonitoring
from council_support.commands.plan import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    DraftPlan,
    FinalYear,
    FormTeam,
    SubmitInvestigationReport,
    TeamMemberEntry,
)
from council_support.commands.start import (
    ChangeCourse,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DeclineSupport,
    ListCreditor,
    NotifyStart,
    ReceiveCandidate,
    RecordIntention,
    RequestRepaymentGrace,
    RequestSupport,
    StartInquiry,
)

StaffCommand = (
    RequestSupport
    | ListCreditor
    | ConsentToContact
    | StartInquiry
    | RecordIntention
    | ConsultHostHead
    | DecideStart
    | DeclineSupport
    | NotifyStart
    | RequestRepaymentGrace
    | ChangeCourse
    | FormTeam
    | CompleteFinancialDueDiligence
    | CompleteBusinessDueDiligence
    | DraftPlan
    | SubmitInvestigationReport
    | HoldCreditorsMeeting
    | RecordConsent
    | RecordRefusal
    | RecordRefusalReason
    | WithdrawConsent
    | ConfirmApproval
    | EndRestructuring
    | StartMonitoring
    | RecordMonitoringReport
    | EndMonitoring
)
"""What a person may ask, each a route of the API."""

Command = ReceiveCandidate | StaffCommand
"""Every command; the first is asked by the reaction to intake only."""

__all__ = [
    "ChangeCourse",
    "Command",
    "CompleteBusinessDueDiligence",
    "CompleteFinancialDueDiligence",
    "ConfirmApproval",
    "ConsentForm",
    "ConsentToContact",
    "ConsultHostHead",
    "DecideStart",
    "DeclineSupport",
    "DraftPlan",
    "EndMonitoring",
    "EndRestructuring",
    "FinalYear",
    "FormTeam",
    "HoldCreditorsMeeting",
    "ListCreditor",
    "NotifyStart",
    "ReceiveCandidate",
    "RecordConsent",
    "RecordIntention",
    "RecordMonitoringReport",
    "RecordRefusal",
    "RecordRefusalReason",
    "RequestRepaymentGrace",
    "RequestSupport",
    "StaffCommand",
    "StartInquiry",
    "StartMonitoring",
    "SubmitInvestigationReport",
    "TeamMemberEntry",
    "WithdrawConsent",
]
