"""The business of a council: annual plans, reports to the 会長, improvement plans on request, candidates for specialists."""

from __future__ import annotations

from uuid import UUID

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import BureauCode, Code, Date, FiscalYear, PersonId, Qualification


class ImprovementGround(Code):
    """Why the bureau asks for a 業務改善計画 (YR24-2-1-3-3-10; before 2024 any need)."""

    EVALUATION = "evaluation", "評価の結果が基準を満たさない場合"
    NEED = "need", "その他必要な場合"


class SpecialistKind(Code):
    """For which procedure of the guideline a 第三者支援専門家 is a candidate (YR-2-1-3-3-9)."""

    REVITALIZATION = "revitalization", "再生型私的整理手続"
    CLOSING = "closing", "廃業型私的整理手続"


class AnnualPlanMade(Event, type_name="council.governance.AnnualPlanMade.v1", ja="事業計画の作成"):
    """By the 統括責任者 after 協議 with the host's head; a later one of the same year replaces it (YR-2-1-3-3-7)."""

    fiscal_year: FiscalYear
    made_by: PersonId
    conferred_on: Date
    conferred_with: PersonId
    plan: Sealed[str]


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
