"""How a consultation is answered: advice, introductions, judgements, the line, the close."""

from __future__ import annotations

from council_events.event import Event
from council_events.intake.codes import (
    AdvisedSupport,
    DifficultyResponse,
    ExpertRole,
    FirstResponse,
    GuaranteeResponse,
    Lacking,
    ReferralSubject,
    Requester,
    SupportMeasure,
)
from council_events.sealed import Sealed
from council_events.values import (
    CaseId,
    CompanyId,
    CouncilCode,
    Count,
    Date,
    Industry,
    LegalForm,
    PartnerSupport,
    PrefectureCode,
    ReferralBody,
    StandardId,
    SupportLine,
    Yen,
)


class AdviceGiven(Event, type_name="council.intake.AdviceGiven.v1", ja="助言"):
    """Advice to the requester, under the responsibility of the 統括責任者."""

    case_id: CaseId
    advice: Sealed[str]


class ReferralMade(Event, type_name="council.intake.ReferralMade.v3", ja="関係機関への紹介"):
    """The requester was told and introduced to another body (YR24-2-2-R); until 2024-03-31 申し送り. v1 had no subject.

    `manner`: whether the case is handed over, or supported jointly with the body. `standard_id`, `standard_from`: the
    受渡し・共同支援の基準 of governance that was in force for it, and since when; None where none was (YR24-2-1-3-3-11). v2 had
    none of the three.
    """

    case_id: CaseId
    body: ReferralBody
    subject: ReferralSubject | None = None
    manner: PartnerSupport | None = None
    standard_id: StandardId | None = None
    standard_from: Date | None = None
    told_on: Date
    note: Sealed[str] | None = None


class SupportLineChosen(Event, type_name="council.intake.SupportLineChosen.v2", ja="支援の検討（支援の種類の選定）"):
    """The 統括責任者 decides that a line is considered (YR-2-2-3-3). Carries what the next service needs.

    `requester`: who asked; a guarantor may ask for 再チャレンジ支援 or, with an adviser, for 保証債務の整理. `adviser`: the
    guarantor's. `judged_on`, `told_on`: when revival was judged extremely difficult and the company was told, or
    when the guarantor was told that guarantee debts need settling. `earlier_case`: the number of the case that this one
    goes back to (the principal debtor's, or an earlier consultation), sealed. v1 had none of these.
    """

    case_id: CaseId
    line: SupportLine
    consulted_on: Date
    requester: Requester | None = None
    requester_name: Sealed[str] | None = None
    adviser: Sealed[str] | None = None
    judged_on: Date | None = None
    told_on: Date | None = None
    earlier_case: Sealed[str] | None = None
    company_id: CompanyId | None = None
    company_name: Sealed[str] | None = None
    company_kana: Sealed[str] | None = None
    company_phone: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    capital: Yen | None = None
    sales: Yen | None = None
    interest_bearing_debt: Yen | None = None


class RevivalJudgedDifficult(
    Event, type_name="council.intake.RevivalJudgedDifficult.v1", ja="再生が極めて困難との判断"
):
    """The 統括責任者 judges revival extremely difficult (YR-2-2-3-6)."""

    case_id: CaseId
    reason: Sealed[str]


class CompanyToldOfDifficulty(Event, type_name="council.intake.CompanyToldOfDifficulty.v2", ja="相談企業への伝達"):
    """The company was told of the judgement, with the response offered (YR-2-2-3-6). v1 had no `measures`."""

    case_id: CaseId
    told_on: Date
    measures: tuple[DifficultyResponse, ...] = ()
    response: Sealed[str]


class ConsultationClosed(Event, type_name="council.intake.ConsultationClosed.v1", ja="相談の終結"):
    """The first response is finished with exactly one result class (RP-1)."""

    case_id: CaseId
    result: FirstResponse


class DeadlinePassed(Event, type_name="council.intake.DeadlinePassed.v1", ja="期限の経過"):
    """The day came by which this was to be there, `days` after the reception or the close, and it was not (YR-2-2-R1)."""

    case_id: CaseId
    lacking: Lacking
    days: Count
    due_on: Date


class GovernanceChecklistUsed(
    Event, type_name="council.intake.GovernanceChecklistUsed.v1", ja="ガバナンス体制チェックシートを用いた助言"
):
    """The advice given with this used the ガバナンス体制の整備支援に関するチェックシート (YR24-2-2-3-2)."""

    case_id: CaseId


class SupportAdvised(Event, type_name="council.intake.SupportAdvised.v1", ja="各種支援の活用等の助言"):
    """A bank or adviser was advised to use these kinds of support (YR-2-1-3-3-2)."""

    case_id: CaseId
    lines: tuple[AdvisedSupport, ...]
    addressee: Sealed[str]


class SupportExplained(Event, type_name="council.intake.SupportExplained.v1", ja="各種支援等の説明"):
    """各種支援 and 経営改善計画策定支援事業 were explained, under the 統括責任者 (YR-2-2-2-2)."""

    case_id: CaseId


class MeasuresIntroduced(Event, type_name="council.intake.MeasuresIntroduced.v1", ja="支援施策の紹介"):
    """The requester was introduced to measures (YR-2-1-3-3-1, YR-2-2-2-2)."""

    case_id: CaseId
    measures: tuple[SupportMeasure, ...]
    note: Sealed[str] | None = None


class AgenciesIntroduced(Event, type_name="council.intake.AgenciesIntroduced.v1", ja="認定経営革新等支援機関の紹介"):
    """認定経営革新等支援機関 were introduced at the company's request (YR-2-4-2-1-2)."""

    case_id: CaseId
    requested_on: Date
    agencies: tuple[Sealed[str], ...]


class ExpertCandidatesIntroduced(
    Event, type_name="council.intake.ExpertCandidatesIntroduced.v1", ja="専門家の候補者の紹介"
):
    """Candidates were named to the requester: an outcome of its own (YR-2-1-3-3-9, YR24-2-1-3-3-9, B4-3-1)."""

    case_id: CaseId
    role: ExpertRole
    candidates: tuple[Sealed[str], ...]


class GuaranteeSettlementSupported(
    Event, type_name="council.intake.GuaranteeSettlementSupported.v1", ja="保証債務整理の支援"
):
    """Support that spreads the 経営者保証に関するガイドライン (YR24-2-1-3-3-9)."""

    case_id: CaseId
    support: Sealed[str]


class GuaranteeSettlementNeeded(
    Event, type_name="council.intake.GuaranteeSettlementNeeded.v1", ja="保証債務の整理が必要との判断"
):
    """The guarantor was told that guarantee debts need settling, and what is done (YR-2-2-3-4)."""

    case_id: CaseId
    reason: Sealed[str]
    told_on: Date
    response: GuaranteeResponse


class CooperationAgreed(Event, type_name="council.intake.CooperationAgreed.v1", ja="県域を越えた支援の連携"):
    """Why a company of another prefecture is supported here, and with which council (YR-2-1-1-2)."""

    case_id: CaseId
    necessity: Sealed[str]
    cooperating: CouncilCode
