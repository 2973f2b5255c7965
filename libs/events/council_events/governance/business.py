"""The business of a council: annual plans, reports to the 会長, improvement plans on request, candidates for specialists."""

from __future__ import annotations

from uuid import UUID

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import (
    BureauCode,
    Code,
    Count,
    Date,
    FiscalYear,
    PartnerSupport,
    PersonId,
    Qualification,
    ReferralBody,
    StandardId,
)


class ImprovementGround(Code):
    """Why the bureau asks for a 業務改善計画 (YR24-2-1-3-3-10; before 2024 any need)."""

    EVALUATION = "evaluation", "評価の結果が基準を満たさない場合"
    NEED = "need", "その他必要な場合"


class SpecialistKind(Code):
    """For which procedure of the guideline a 第三者支援専門家 is a candidate (YR-2-1-3-3-9)."""

    REVITALIZATION = "revitalization", "再生型私的整理手続"
    CLOSING = "closing", "廃業型私的整理手続"


class OpinionSource(Code):
    """Who has an opinion, or a complaint, about how the council carries out the business (YR-2-1-3-3-10)."""

    COMPANY = "company", "中小企業者"
    GUARANTOR = "guarantor", "保証人"
    CREDITOR = "creditor", "金融機関その他の債権者"
    EXPERT = "expert", "外部専門家・認定経営革新等支援機関"
    OTHER = "other", "その他"


class InquiryOutcome(Code):
    """What the inquiry into an opinion came to."""

    MENDED = "mended", "業務を改めた"
    EXPLAINED = "explained", "事情を説明した"
    UNFOUNDED = "unfounded", "事実は認められなかった"


class EvaluationGrade(Code):
    """The results that 中小機構 publishes of each council, best first (LAW-140-4, T13)."""

    A = "a", "Ａ評価"
    B = "b", "Ｂ評価"
    C = "c", "Ｃ評価"
    D = "d", "Ｄ評価"
    E = "e", "Ｅ評価"


class AnnualPlanMade(
    Event, type_name="council.governance.AnnualPlanMade.v2", ja="事業計画の作成", final="YR-2-1-3-3-7"
):
    """By the 統括責任者 after 協議 with the host's head; a later one of the same year replaces it (YR-2-1-3-3-7).

    Targets of the year, where the plan sets any: plans that come into being (再生支援, プレ再生 included), and those of
    them with 債権放棄等, DES or DDS (T13); none in the first version of this event.
    """

    fiscal_year: FiscalYear
    made_by: PersonId
    conferred_on: Date
    conferred_with: PersonId
    plan: Sealed[str]
    completions_target: Count | None = None
    drastic_target: Count | None = None


class EvaluationRecorded(
    Event, type_name="council.governance.EvaluationRecorded.v1", ja="事業評価の結果の記録", final="LAW-140-4"
):
    """What 中小機構 published of a council's fiscal year; a later one of the same year replaces it (LAW-140-4)."""

    fiscal_year: FiscalYear
    grade: EvaluationGrade
    published_on: Date
    recorded_by: PersonId


class ActivityReported(Event, type_name="council.governance.ActivityReported.v1", ja="会長への遂行状況の報告"):
    """The 統括責任者 reports to the 会長 how the business goes (YR-2-1-3-3-8)."""

    reported_on: Date
    reported_by: PersonId
    chair: PersonId
    report: Sealed[str]


class ImprovementPlanRequested(
    Event, type_name="council.governance.ImprovementPlanRequested.v1", ja="業務改善計画の要請"
):
    """The council's bureau asks the 統括責任者 for a 業務改善計画; open until one is filed."""

    request_id: UUID
    bureau: BureauCode
    ground: ImprovementGround
    requested_on: Date
    reason: Sealed[str]


class ImprovementPlanFiled(Event, type_name="council.governance.ImprovementPlanFiled.v1", ja="業務改善計画の提出"):
    """By the 統括責任者 after 協議 with the host's head; closes the request."""

    request_id: UUID
    made_by: PersonId
    conferred_on: Date
    conferred_with: PersonId
    plan: Sealed[str]


class OpinionReceived(Event, type_name="council.governance.OpinionReceived.v1", ja="事業遂行に関する意見等の受付"):
    """Somebody has an opinion or a complaint about the conduct of the business; open until it was inquired into."""

    opinion_id: UUID
    source: OpinionSource
    received_on: Date
    opinion: Sealed[str]


class OpinionInquired(Event, type_name="council.governance.OpinionInquired.v1", ja="意見等についての調査の実施"):
    """The 統括責任者 has inquired into an opinion, and what came of it; closes it."""

    opinion_id: UUID
    inquired_by: PersonId
    inquired_on: Date
    outcome: InquiryOutcome
    report: Sealed[str]


class PartnerStandardAdopted(
    Event,
    type_name="council.governance.PartnerStandardAdopted.v1",
    ja="受渡し・共同支援の基準の整備",
    final="YR24-2-1-3-3-11",
):
    """What council and 関係支援機関 keep to when they hand a case over or support it jointly (YR24-2-1-3-3-11).

    In force from `in_force_from` until a later one for the same body is; never rewritten, for cases cite the one of their
    day. `supports`: what it is about. Of その他の機関 one standard holds for all: its text names them.
    """

    standard_id: StandardId
    body: ReferralBody
    supports: tuple[PartnerSupport, ...]
    adopted_on: Date
    in_force_from: Date
    adopted_by: PersonId
    standard: Sealed[str]


class SpecialistListed(Event, type_name="council.governance.SpecialistListed.v1", ja="第三者支援専門家候補者の登録"):
    """A candidate whom the department introduces (YR-2-1-3-3-9, YR24-2-1-3-3-9)."""

    specialist_id: UUID
    kinds: tuple[SpecialistKind, ...]
    qualifications: tuple[Qualification, ...]
    name: Sealed[str]
    firm: Sealed[str] | None = None


class SpecialistRemoved(Event, type_name="council.governance.SpecialistRemoved.v1", ja="第三者支援専門家候補者の削除"):
    """No candidate after this day."""

    specialist_id: UUID
    removed_on: Date
