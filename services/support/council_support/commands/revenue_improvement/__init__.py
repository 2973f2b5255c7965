"""What can be asked of a revenue improvement case (別冊１), in the order of its life.

Creditors, their answers and monitoring are recorded by the commands of restructuring, decided by this line's rules.
"""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import ImprovementEndGround, ImprovementForm, ImprovementPart, Method
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import Creditors, LongText
from council_support.commands.restructuring import (
    EndMonitoring,
    ListCreditor,
    RecordConsent,
    RecordMonitoringReport,
    RecordRefusal,
    StartMonitoring,
    WithdrawConsent,
)


class StartImprovement(Dated):
    """Judge that the company is likely to move into 有事 and begin the support."""

    model_config = ConfigDict(title="収益力改善支援を始める")

    likely_to_fall: Annotated[bool, Field(title="有事に移行するおそれがある")] = False
    likely_because: Annotated[LongText, Field(title="そのように判断した理由")]
    form: Annotated[ImprovementForm, Field(title="金融支援の有無")]


class DeclineImprovement(Dated):
    """Decide not to begin the support."""

    model_config = ConfigDict(title="収益力改善支援を開始しない")

    reason: Annotated[LongText, Field(title="理由")]


class AnalyseBusiness(Dated):
    """Record the analysis of the current problems and of the business model."""

    model_config = ConfigDict(title="現状とビジネスモデルの分析を記録する")

    problems: Annotated[LongText, Field(title="現状の課題・問題点")]
    business_model: Annotated[LongText, Field(title="ビジネスモデルの分析")]


class DraftImprovementPlan(Dated):
    """Take in a version of the company's plan; the methods say whether creditors are asked for support."""

    model_config = ConfigDict(title="収益力改善計画案を記録する")

    begins_on: Annotated[Date, Field(title="計画期間の初日")]
    ends_on: Annotated[Date, Field(title="計画期間の末日")]
    parts: Annotated[tuple[ImprovementPart, ...], Field(title="計画に含まれるもの")]
    methods: Annotated[tuple[Method, ...], Field(title="要請する金融支援", description="要請しない場合は選ばない")] = ()
    creditors: Annotated[
        Creditors, Field(title="金融支援を要請する債権者", description="空欄は登録された全ての債権者")
    ] = ()
    governance: Annotated[LongText | None, Field(title="ガバナンス体制の整備について確認した内容")] = None
    summary: Annotated[LongText, Field(title="計画の概要")]


class AdoptImprovementPlan(Dated):
    """The company adopts the plan that asks no creditor for support; the support is complete."""

    model_config = ConfigDict(title="収益力改善計画の成立を記録する")

    adopted_on: Annotated[Date, Field(title="相談企業が決定した日")]


class EndImprovement(Dated):
    """End started support that leads to no plan."""

    model_config = ConfigDict(title="収益力改善支援を終了する")

    ground: Annotated[ImprovementEndGround, Field(title="終了の事由")]
    reason: Annotated[LongText | None, Field(title="理由")] = None


OwnCommand = (
    StartImprovement
    | DeclineImprovement
    | AnalyseBusiness
    | DraftImprovementPlan
    | AdoptImprovementPlan
    | EndImprovement
)
"""What only this line knows, each a route of the API."""

SharedCommand = (
    ListCreditor
    | RecordConsent
    | RecordRefusal
    | WithdrawConsent
    | StartMonitoring
    | RecordMonitoringReport
    | EndMonitoring
)
"""What this line shares with restructuring."""

StaffCommand = OwnCommand | SharedCommand
