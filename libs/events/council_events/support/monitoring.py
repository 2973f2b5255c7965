"""Monitoring of a plan that has come into being."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import (
    CaseId,
    Code,
    Date,
    SignedYen,
    Yen,
)


class MonitoringResult(Code):
    """How a monitoring period went against the plan."""

    ON_PLAN = "on_plan", "計画どおり"
    BELOW_PLAN = "below_plan", "計画を下回る"
    FAILED_AGAIN = "failed_again", "二次破綻"


class MonitoringDecision(Code):
    """What follows at the end of the monitoring period (B2-4-1-5, B2-4-2)."""

    STOP = "stop", "終了"
    CONTINUE = "continue", "継続"
    CHANGE_PLAN = "change_plan", "計画変更の支援"
    RECHALLENGE = "rechallenge", "再チャレンジ支援へ"


class MonitoringStarted(Event, type_name="council.support.MonitoringStarted.v1", ja="モニタリングの開始"):
    """Default three fiscal years, the year of 成立 the first; reports every `months_between_reports` months (B2-4-1-1).

    `period_reason`: why another period was set.
    """

    case_id: CaseId
    begins_on: Date
    ends_on: Date
    months_between_reports: Annotated[int, Field(ge=1, le=12)]
    period_reason: Sealed[str] | None = None


class MonitoringReported(Event, type_name="council.support.MonitoringReported.v1", ja="モニタリングの報告"):
    """What company and main creditors reported for a period, and the council's advice (B2-4-1-4). Yen of the period."""

    case_id: CaseId
    number: Annotated[int, Field(ge=1, le=99)]
    period_from: Date
    period_to: Date
    result: MonitoringResult
    sales: Yen | None = None
    ordinary_profit: SignedYen | None = None
    advice: Sealed[str] | None = None


class MonitoringEnded(Event, type_name="council.support.MonitoringEnded.v1", ja="モニタリングの終了"):
    """The recorded decision at the end of the period (B2-4-1-5).

    `company_told_on`: when the company was told that its revival is judged extremely difficult (B2-4-1-4).
    """

    case_id: CaseId
    decision: MonitoringDecision
    company_told_on: Date | None = None


class PlanChange(Code):
    """What is changed in a plan that has come into being; all but the last are important (B2-4-2)."""

    EASIER_TERMS = "easier_terms", "返済条件の緩和"
    LOSS_SHARES = "loss_shares", "損失負担の変更"
    OTHER_IMPORTANT = "other_important", "その他の重要な修正・追加"
    MINOR = "minor", "軽微な修正"


class PlanChangeSupported(Event, type_name="council.support.PlanChangeSupported.v1", ja="再生計画の変更の支援"):
    """On the company's request a plan under monitoring is changed; an important change is a new case (B2-4-2)."""

    case_id: CaseId
    requested_on: Date
    changes: tuple[PlanChange, ...]
    important: bool
    content: Sealed[str]
