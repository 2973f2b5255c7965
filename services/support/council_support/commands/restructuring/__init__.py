"""What can be asked of a restructuring case (別冊２), in the order of its life."""

from council_support.commands.restructuring.consent import (
    ConfirmApproval,
    ConsentForm,
    EndRestructuring,
    GiveFurtherSupport,
    HoldCreditorsMeeting,
    NotifyEnd,
    RecordConsent,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.commands.restructuring.creditors import (
    LeaveOutCreditor,
    RecordClaimFiling,
    RecordPendingApproval,
    RecordPlanMeeting,
    ReviseWithoutCreditor,
)
from council_support.commands.restructuring.monitoring import (
    EndMonitoring,
    RecordMonitoringReport,
    StartMonitoring,
    SupportPlanChange,
)
from council_support.commands.restructuring.plan import (
    BurdenEntry,
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    DraftPlan,
    FinalYear,
    FormTeam,
    PlanAuthor,
    SubmitInvestigationReport,
    TeamMemberEntry,
)
from council_support.commands.restructuring.publication import AgreePublication, PublishCase, SettlePublication
from council_support.commands.restructuring.start import (
    ChangeCourse,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DeclineSupport,
    GraceInstrument,
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
    | LeaveOutCreditor
    | ConsentToContact
    | StartInquiry
    | RecordIntention
    | ConsultHostHead
    | DecideStart
    | DeclineSupport
    | NotifyStart
    | RequestRepaymentGrace
    | RecordClaimFiling
    | ChangeCourse
    | FormTeam
    | CompleteFinancialDueDiligence
    | CompleteBusinessDueDiligence
    | RecordPlanMeeting
    | DraftPlan
    | SubmitInvestigationReport
    | HoldCreditorsMeeting
    | RecordConsent
    | RecordRefusal
    | RecordRefusalReason
    | RecordPendingApproval
    | ReviseWithoutCreditor
    | WithdrawConsent
    | ConfirmApproval
    | EndRestructuring
    | NotifyEnd
    | GiveFurtherSupport
    | StartMonitoring
    | RecordMonitoringReport
    | EndMonitoring
    | SupportPlanChange
    | AgreePublication
    | SettlePublication
    | PublishCase
)
"""What a person may ask, each a route of the API."""

__all__ = [
    "AgreePublication",
    "BurdenEntry",
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
    "GiveFurtherSupport",
    "GraceInstrument",
    "HoldCreditorsMeeting",
    "LeaveOutCreditor",
    "ListCreditor",
    "NotifyEnd",
    "NotifyStart",
    "PlanAuthor",
    "PublishCase",
    "RecordClaimFiling",
    "RecordConsent",
    "RecordIntention",
    "RecordMonitoringReport",
    "RecordPendingApproval",
    "RecordPlanMeeting",
    "RecordRefusal",
    "RecordRefusalReason",
    "RequestRepaymentGrace",
    "RequestSupport",
    "ReviseWithoutCreditor",
    "SettlePublication",
    "StaffCommand",
    "StartInquiry",
    "StartMonitoring",
    "SubmitInvestigationReport",
    "SupportPlanChange",
    "TeamMemberEntry",
    "WithdrawConsent",
]
