"""What can be asked of a restructuring case (別冊２), in the order of its life."""

from council_support.commands.restructuring.consent import (
    ConfirmApproval,
    ConsentForm,
    EndRestructuring,
    HoldCreditorsMeeting,
    RecordConsent,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.commands.restructuring.monitoring import (
    EndMonitoring,
    RecordMonitoringReport,
    StartMonitoring,
    SupportPlanChange,
)
from council_support.commands.restructuring.plan import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    DraftPlan,
    FinalYear,
    FormTeam,
    SubmitInvestigationReport,
    TeamMemberEntry,
)
from council_support.commands.restructuring.start import (
    ChangeCourse,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DeclineSupport,
    ListCreditor,
    NotifyStart,
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
    | SupportPlanChange
)
"""What a person may ask, each a route of the API."""

__all__ = [
    "ChangeCourse",
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
    "SupportPlanChange",
    "TeamMemberEntry",
    "WithdrawConsent",
]
