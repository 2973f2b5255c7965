"""The business: annual plan, reports to the 会長, improvement plans, candidates for 第三者支援専門家."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_events.governance import EvaluationGrade, ImprovementGround, InquiryOutcome, OpinionSource, SpecialistKind
from council_events.values import (
    Count,
    Date,
    FiscalYear,
    PartnerSupport,
    PersonId,
    Qualification,
    ReferralBody,
    StandardId,
)
from pydantic import Field

from council_governance.commands.fields import LongText, OfTheCouncil, ShortText, titled

_REQUESTS = {"x-options": "improvement_requests"}
ConferredOn = Annotated[Date, Field(title="認定支援機関の長との協議の日")]
ConferredWith = Annotated[PersonId, Field(title="協議の相手")]


class MakeAnnualPlan(OfTheCouncil):
    """The 統括責任者 makes the 事業計画 of a fiscal year."""

    model_config = titled("事業計画を作成する")

    fiscal_year: Annotated[FiscalYear, Field(title="事業年度（西暦）")]
    follows_guideline: Annotated[bool, Field(title="中小企業庁の行動指針を踏まえたか")]
    conferred_on: ConferredOn
    conferred_with: ConferredWith
    plan: Annotated[LongText, Field(title="事業計画")]
    completions_target: Annotated[
        Count | None, Field(title="再生計画の成立の目標（件）", description="プレ再生を含む。定めない場合は空欄")
    ] = None
    drastic_target: Annotated[
        Count | None, Field(title="うち抜本再生の目標（件）", description="債権放棄等・DES・DDSのいずれかを含む計画")
    ] = None


class RecordEvaluation(OfTheCouncil):
    """全国本部 records what 中小機構 published of this council's fiscal year."""

    model_config = titled("事業評価の結果を記録する")

    fiscal_year: Annotated[FiscalYear, Field(title="評価の対象の事業年度（西暦）")]
    grade: Annotated[EvaluationGrade, Field(title="評価")]
    published_on: Annotated[Date, Field(title="公表の日")]


class ReportActivity(OfTheCouncil):
    """The 統括責任者 reports to the 会長."""

    model_config = titled("会長に遂行状況を報告する")

    reported_on: Annotated[Date, Field(title="報告の日")]
    report: Annotated[LongText, Field(title="業務の遂行状況")]


class RequestImprovementPlan(OfTheCouncil):
    """The bureau asks for a 業務改善計画."""

    model_config = titled("業務改善計画の作成を要請する")

    request_id: Annotated[UUID, Field(title="要請番号")]
    ground: Annotated[ImprovementGround, Field(title="要請の事由")]
    requested_on: Annotated[Date, Field(title="要請の日")]
    reason: Annotated[LongText, Field(title="理由")]


class FileImprovementPlan(OfTheCouncil):
    """The 統括責任者 answers the request with a 業務改善計画."""

    model_config = titled("業務改善計画を提出する")

    request_id: Annotated[UUID, Field(title="要請", json_schema_extra=_REQUESTS)]
    conferred_on: ConferredOn
    conferred_with: ConferredWith
    plan: Annotated[LongText, Field(title="業務改善計画")]


class ReceiveOpinion(OfTheCouncil):
    """Somebody has an opinion or a complaint about how the business is carried out."""

    model_config = titled("事業遂行に関する意見等を受け付ける")

    opinion_id: Annotated[UUID, Field(title="意見番号")]
    source: Annotated[OpinionSource, Field(title="意見等を述べた者")]
    received_on: Annotated[Date, Field(title="受付の日")]
    opinion: Annotated[LongText, Field(title="意見等の内容")]


class RecordInquiry(OfTheCouncil):
    """The 統括責任者 has inquired into an opinion."""

    model_config = titled("意見等についての調査の結果を記録する")

    opinion_id: Annotated[UUID, Field(title="意見等", json_schema_extra={"x-options": "opinions"})]
    inquired_on: Annotated[Date, Field(title="調査の日")]
    outcome: Annotated[InquiryOutcome, Field(title="調査の結果")]
    report: Annotated[LongText, Field(title="調査の内容と対応")]


class AdoptPartnerStandard(OfTheCouncil):
    """The 支援業務部門 and a 関係支援機関 have settled how cases are handed over or supported jointly."""

    model_config = titled("受渡し・共同支援の基準を定める")

    standard_id: Annotated[StandardId, Field(title="基準番号")]
    body: Annotated[ReferralBody, Field(title="関係支援機関")]
    supports: Annotated[tuple[PartnerSupport, ...], Field(title="基準の対象", min_length=1)]
    adopted_on: Annotated[Date, Field(title="定めた日")]
    in_force_from: Annotated[Date, Field(title="施行の日", description="同じ機関との前の基準は、その前日まで有効です")]
    standard: Annotated[LongText, Field(title="基準の内容")]


class ListSpecialist(OfTheCouncil):
    """Somebody becomes a candidate for 第三者支援専門家, whom the department introduces."""

    model_config = titled("第三者支援専門家の候補者を登録する")

    specialist_id: Annotated[UUID, Field(title="候補者番号")]
    name: Annotated[ShortText, Field(title="氏名")]
    firm: Annotated[ShortText | None, Field(title="所属")] = None
    kinds: Annotated[tuple[SpecialistKind, ...], Field(title="手続", min_length=1)]
    qualifications: Annotated[tuple[Qualification, ...], Field(title="資格", min_length=1)]


class RemoveSpecialist(OfTheCouncil):
    """Somebody is no candidate any more."""

    model_config = titled("候補者の登録を終える")

    specialist_id: Annotated[UUID, Field(title="候補者", json_schema_extra={"x-options": "specialists"})]
    removed_on: Annotated[Date, Field(title="最終日")]
