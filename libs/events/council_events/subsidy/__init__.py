"""What subsidy publishes: applications, advice, claims, decisions and payments of the plan-subsidy programme.

Stream: the case (`case_id`), keyed by it; one per company for what it has used (using.py); and one per 認定経営革新等支援機関
(registering.py). All amounts are yen.
"""

from council_events.reasons import ClosedDay, FutureDay
from council_events.subsidy.advising import (
    BankCoordinationSupported,
    NoticeIssued,
    NoticeProxyDesignated,
    SubsidyAdviceGiven,
)
from council_events.subsidy.applying import (
    PlanClaimTermExtended,
    ReuseFoundFit,
    RevitalizationFoundNecessary,
    RevivalJudgedDifficult,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyCaseEnded,
)
from council_events.subsidy.codes import (
    AccompanimentKind,
    AdviceItem,
    AdviceStage,
    Advised,
    AgencyPaper,
    ApplicationPaper,
    ClaimPaper,
    CostLine,
    DeclineCause,
    EndKind,
    Filer,
    FinancialSupport,
    Fund,
    NoticeKind,
    OwnShareMethod,
    PaymentKind,
    ReuseGround,
    Scheme,
    Track,
)
from council_events.subsidy.papers import (
    CaseDisclosed,
    CopiesHandedOver,
    DocumentChecked,
    DocumentReceived,
    EntryCorrected,
    PaperKind,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)
from council_events.subsidy.parts import (
    Agency,
    AgencyClaim,
    BankTrack,
    Cost,
    LineAmount,
    Payable,
    ScheduledReport,
)
from council_events.subsidy.paying import (
    AccompanimentClaimed,
    AccompanimentDecided,
    AccompanimentScheduled,
    FeePaid,
    PlanFeeClaimed,
    PlanFeeDecided,
)
from council_events.subsidy.registering import (
    AgencyCertified,
    AgencyKind,
    AgencyRenamed,
    BankKind,
    BankTie,
    BankTieEnded,
    BankTieRecorded,
    CertificationRenewed,
    CertificationWithdrawn,
)
from council_events.subsidy.using import EarlierUseRecorded, NationwideUseAnswered, SubsidyUseCounted


class FutureDayExplained(FutureDay, type_name="council.subsidy.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""


class ClosedDayExplained(
    ClosedDay, type_name="council.subsidy.ClosedDayExplained.v1", ja="集計が確定した期間の日付とした理由"
):
    """Why something of a day whose figures were closed was entered afterwards (design §3, RP-2): the `entries` events that stand
    just before this one in its stream, saved with it.
    """


__all__ = [
    "AccompanimentClaimed",
    "AccompanimentDecided",
    "AccompanimentKind",
    "AccompanimentScheduled",
    "AdviceItem",
    "AdviceStage",
    "Advised",
    "Agency",
    "AgencyCertified",
    "AgencyClaim",
    "AgencyKind",
    "AgencyPaper",
    "AgencyRenamed",
    "ApplicationPaper",
    "BankCoordinationSupported",
    "BankKind",
    "BankTie",
    "BankTieEnded",
    "BankTieRecorded",
    "BankTrack",
    "CaseDisclosed",
    "CertificationRenewed",
    "CertificationWithdrawn",
    "ClaimPaper",
    "ClosedDayExplained",
    "CopiesHandedOver",
    "Cost",
    "CostLine",
    "DeclineCause",
    "DocumentChecked",
    "DocumentReceived",
    "EarlierUseRecorded",
    "EndKind",
    "EntryCorrected",
    "FeePaid",
    "Filer",
    "FinancialSupport",
    "Fund",
    "FutureDayExplained",
    "LineAmount",
    "NationwideUseAnswered",
    "NoticeIssued",
    "NoticeKind",
    "NoticeProxyDesignated",
    "OwnShareMethod",
    "PaperKind",
    "Payable",
    "PaymentKind",
    "PlanClaimTermExtended",
    "PlanFeeClaimed",
    "PlanFeeDecided",
    "ReuseFoundFit",
    "ReuseGround",
    "RevitalizationFoundNecessary",
    "RevivalJudgedDifficult",
    "ScheduledReport",
    "Scheme",
    "SubsidyAdviceGiven",
    "SubsidyApplicationAccepted",
    "SubsidyApplicationFiled",
    "SubsidyCaseEnded",
    "SubsidyUseCounted",
    "Track",
    "WrittenConsentReceived",
    "WrittenConsentWithdrawn",
]
