"""What can be asked in a case of guarantee debts (別冊４), in the order of its life.

Listing creditors, the creditors' meeting and each creditor's answer are asked as in 再生支援.
"""

from council_support.commands.guarantee.consent import (
    ConfirmRepaymentPlan,
    CountPrincipalConsents,
    EndRepaymentSupport,
    RecordFalseDisclosure,
)
from council_support.commands.guarantee.plan import (
    CLAIM_LIMIT,
    AgreeBaseDate,
    AskWarrantyCheck,
    CheckRepaymentPlan,
    DiscloseAssets,
    DraftRepaymentPlan,
    FormGuaranteeTeam,
    GuaranteeTeamEntry,
    ReportWarrantyCheck,
    SubmitRepaymentReport,
)
from council_support.commands.guarantee.start import (
    AskReasonableGround,
    ConferOnGuarantee,
    DeclineRepaymentSupport,
    FileUseApplication,
    GiveRestartHelp,
    OutlineGuarantee,
    RecordGuarantorConsent,
    RecordPrincipalEnd,
    RequestGuaranteeStandstill,
    StartRepaymentSupport,
)

OwnCommand = (
    OutlineGuarantee
    | RecordPrincipalEnd
    | RecordGuarantorConsent
    | AskReasonableGround
    | FileUseApplication
    | ConferOnGuarantee
    | StartRepaymentSupport
    | DeclineRepaymentSupport
    | RequestGuaranteeStandstill
    | GiveRestartHelp
    | FormGuaranteeTeam
    | AgreeBaseDate
    | DiscloseAssets
    | AskWarrantyCheck
    | ReportWarrantyCheck
    | DraftRepaymentPlan
    | CheckRepaymentPlan
    | SubmitRepaymentReport
    | CountPrincipalConsents
    | ConfirmRepaymentPlan
    | EndRepaymentSupport
    | RecordFalseDisclosure
)
"""What a person may ask in this line alone."""

__all__ = [
    "CLAIM_LIMIT",
    "AgreeBaseDate",
    "AskReasonableGround",
    "AskWarrantyCheck",
    "CheckRepaymentPlan",
    "ConferOnGuarantee",
    "ConfirmRepaymentPlan",
    "CountPrincipalConsents",
    "DeclineRepaymentSupport",
    "DiscloseAssets",
    "DraftRepaymentPlan",
    "EndRepaymentSupport",
    "FileUseApplication",
    "FormGuaranteeTeam",
    "GiveRestartHelp",
    "GuaranteeTeamEntry",
    "OutlineGuarantee",
    "OwnCommand",
    "RecordFalseDisclosure",
    "RecordGuarantorConsent",
    "RecordPrincipalEnd",
    "ReportWarrantyCheck",
    "RequestGuaranteeStandstill",
    "StartRepaymentSupport",
    "SubmitRepaymentReport",
]
