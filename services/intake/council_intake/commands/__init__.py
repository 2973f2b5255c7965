"""What can be asked of intake. The case or company is named by the path, except where a command makes a new one."""

from council_casework.papers import CheckDocument

from council_intake.commands.companies import (
    AskNationwide,
    CloseEntry,
    CompanyCommand,
    IncorporateProprietor,
    JoinCompanies,
    MergeCompany,
    MoveCompany,
    PartCompanies,
    RegisterCompany,
    RenameCompany,
)
from council_intake.commands.learning import (
    CompleteFactFinding,
    RecordFacts,
    RecordGuaranteeFacts,
)
from council_intake.commands.outcome import (
    ChooseSupportLine,
    CloseConsultation,
    JudgeRevivalDifficult,
    RecordGuaranteeNeed,
)
from council_intake.commands.papers import (
    Disclose,
    DraftReport,
    HandOverPapers,
    ReceiveDocument,
    ReceiveWrittenConsent,
    SubmitReport,
    WithdrawWrittenConsent,
)
from council_intake.commands.reception import (
    PROMISES,
    AgreeCooperation,
    ExplainRole,
    LinkEarlierConsultation,
    OpenConsultation,
    OpenGuaranteeConsultation,
    ReceiveApplicant,
    RecordContact,
)
from council_intake.commands.responses import (
    AdviseOnSupport,
    ExplainSupport,
    GiveAdvice,
    IntroduceAgencies,
    IntroduceExpertCandidates,
    IntroduceMeasures,
    MakeReferral,
    SupportGuaranteeSettlement,
)

CaseCommand = (
    OpenConsultation
    | OpenGuaranteeConsultation
    | ExplainRole
    | RecordContact
    | LinkEarlierConsultation
    | RecordFacts
    | RecordGuaranteeFacts
    | CompleteFactFinding
    | GiveAdvice
    | AdviseOnSupport
    | ExplainSupport
    | IntroduceMeasures
    | IntroduceAgencies
    | IntroduceExpertCandidates
    | SupportGuaranteeSettlement
    | MakeReferral
    | AgreeCooperation
    | ChooseSupportLine
    | RecordGuaranteeNeed
    | JudgeRevivalDifficult
    | CloseConsultation
    | ReceiveDocument
    | CheckDocument
    | ReceiveWrittenConsent
    | WithdrawWrittenConsent
    | HandOverPapers
    | Disclose
    | DraftReport
    | SubmitReport
)
"""Every command on a case."""

OPENINGS = (OpenConsultation, OpenGuaranteeConsultation)
"""The commands that make a case."""

__all__ = [
    "OPENINGS",
    "PROMISES",
    "AdviseOnSupport",
    "AgreeCooperation",
    "AskNationwide",
    "CaseCommand",
    "CheckDocument",
    "ChooseSupportLine",
    "CloseConsultation",
    "CloseEntry",
    "CompanyCommand",
    "CompleteFactFinding",
    "Disclose",
    "DraftReport",
    "ExplainRole",
    "ExplainSupport",
    "GiveAdvice",
    "HandOverPapers",
    "IncorporateProprietor",
    "IntroduceAgencies",
    "IntroduceExpertCandidates",
    "IntroduceMeasures",
    "JoinCompanies",
    "JudgeRevivalDifficult",
    "LinkEarlierConsultation",
    "MakeReferral",
    "MergeCompany",
    "MoveCompany",
    "OpenConsultation",
    "OpenGuaranteeConsultation",
    "PartCompanies",
    "ReceiveApplicant",
    "ReceiveDocument",
    "ReceiveWrittenConsent",
    "RecordContact",
    "RecordFacts",
    "RecordGuaranteeFacts",
    "RecordGuaranteeNeed",
    "RegisterCompany",
    "RenameCompany",
    "SubmitReport",
    "SupportGuaranteeSettlement",
    "WithdrawWrittenConsent",
]
