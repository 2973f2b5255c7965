"""Revenue improvement (別冊１; its full text was not available, see YR-2-3-2)."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.support.restructuring_codes import Method
from council_events.values import CaseId, Code, CreditorId, Date, PersonId, Version


class ImprovementPart(Code):
    """The parts of a 収益力改善計画 (B1-1)."""

    ACTION_PLAN = "action_plan", "収益力改善アクションプラン"
    PROFIT_PLAN = "profit_plan", "簡易な収支計画"
    CASH_PLAN = "cash_plan", "資金繰り計画"


class ImprovementForm(Code):
    """The two forms of the plan, kept separate in statistics (B1-2)."""

    WITHOUT_SUPPORT = "without_support", "金融支援なし（書式①－１）"
    WITH_SUPPORT = "with_support", "金融支援あり（書式①－２）"


class ImprovementEndGround(Code):
    """Why started support ended without a plan."""

    PLAN_ABANDONED = "plan_abandoned", "計画の作成を断念"
    CONSENT_REFUSED = "consent_refused", "金融支援への同意が得られない"
    COMPANY_WITHDREW = "company_withdrew", "相談企業の取下げ"
    OTHER_SUPPORT = "other_support", "他の支援へ移行"
    OTHER = "other", "その他"


class ImprovementStarted(Event, type_name="council.support.ImprovementStarted.v1", ja="収益力改善支援の開始"):
    """The company is judged likely to move into 有事, and preventive support begins (YR-2-3-1).

    `form` is what is expected; the plan itself settles it. `standard_date`: the deployment's service level, where set.
    """

    case_id: CaseId
    form: ImprovementForm
    decided_by: PersonId
    standard_date: Date | None = None
    likely_because: Sealed[str]


class ImprovementDeclined(Event, type_name="council.support.ImprovementDeclined.v1", ja="収益力改善支援を開始しない"):
    """The support was never started."""

    case_id: CaseId
    reason: Sealed[str]


class BusinessAnalysed(Event, type_name="council.support.BusinessAnalysed.v1", ja="現状とビジネスモデルの分析"):
    """The current problems and the business model, analysed before any plan (BR-6)."""

    case_id: CaseId
    problems: Sealed[str]
    business_model: Sealed[str]


class ImprovementPlanDrafted(Event, type_name="council.support.ImprovementPlanDrafted.v2", ja="収益力改善計画案の作成"):
    """A version of the plan; a new one voids given consents. `methods`: the support asked of creditors, none without.

    `asked`: of which creditors it is asked; None (as in the first version of this event): of all that were listed.
    `governance`: what was gone through with the company about its governance (YR24-2-3-1).
    """

    case_id: CaseId
    version: Version
    form: ImprovementForm
    begins_on: Date
    ends_on: Date
    methods: tuple[Method, ...]
    asked: tuple[CreditorId, ...] | None = None
    parts: tuple[ImprovementPart, ...]
    governance: Sealed[str] | None = None
    summary: Sealed[str]


class ImprovementCompleted(
    Event, type_name="council.support.ImprovementCompleted.v1", ja="収益力改善計画の成立・支援の完了"
):
    """The plan came into being: adopted by the company and, with support, consented to by every creditor asked."""

    case_id: CaseId
    plan_version: Version
    form: ImprovementForm
    begins_on: Date
    ends_on: Date
    consulted_on: Date


class ImprovementEnded(Event, type_name="council.support.ImprovementEnded.v1", ja="収益力改善支援の終了"):
    """終了: started, but no plan came into being."""

    case_id: CaseId
    ground: ImprovementEndGround
    reason: Sealed[str] | None = None
