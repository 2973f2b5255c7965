"""Monitoring after the plan came into being (別冊２ 4)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import MonitoringDecision, MonitoringResult, PlanChange
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import Amount, Flow, LongText


class StartMonitoring(Dated):
    """Set period and rhythm; without `ends_on` the usual three fiscal years."""

    model_config = ConfigDict(title="モニタリングを始める")

    months_between_reports: Annotated[int, Field(ge=1, le=12, title="報告の間隔（月）")] = 6
    ends_on: Annotated[Date | None, Field(title="最終日", description="空欄は成立年度を含む3事業年度")] = None
    period_reason: Annotated[LongText | None, Field(title="別の期間とする理由")] = None


class RecordMonitoringReport(Dated):
    """What company and main creditors reported for a period, and the council's advice."""

    model_config = ConfigDict(title="モニタリングの報告を記録する")

    period_from: Annotated[Date, Field(title="対象期間の初日")]
    period_to: Annotated[Date, Field(title="対象期間の末日")]
    result: Annotated[MonitoringResult, Field(title="結果")]
    sales: Annotated[Amount | None, Field(title="売上高（円）")] = None
    ordinary_profit: Annotated[Flow | None, Field(title="経常利益（円）")] = None
    advice: Annotated[LongText | None, Field(title="助言")] = None


class EndMonitoring(Dated):
    """The decision at the end of the period: stop, go on, or move to another support."""

    model_config = ConfigDict(title="モニタリングの要否を判断する")

    decision: Annotated[MonitoringDecision, Field(title="判断")]
    told_on: Annotated[
        Date | None,
        Field(title="極めて困難と伝えた日", description="再チャレンジ支援へ移る場合に記入"),
    ] = None


class SupportPlanChange(Dated):
    """Support a change of the plan that the company asks for; an important one begins a new case."""

    model_config = ConfigDict(title="再生計画の変更を支援する")

    requested_on: Annotated[Date | None, Field(title="相談企業が求めた日")] = None
    changes: Annotated[tuple[PlanChange, ...], Field(title="変更の内容", min_length=1)]
    content: Annotated[LongText, Field(title="変更の概要と必要な理由")]
