"""How the 弁済計画 comes into being or the support ends, and what may follow (別冊４ 4(7) to 4(9))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import RepaymentEndGround
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import Amount, Creditors, LongText
from council_support.commands.guarantee.plan import PlanVersion

BASIS_POINTS_MAX = 10_000
"""100 % a year."""


class CountPrincipalConsents(Dated):
    """一体型: written consents to the 再生計画案 that contains the 弁済計画案 count for it too."""

    model_config = ConfigDict(title="再生計画案への同意を弁済計画案への同意とみなす")

    creditors: Annotated[Creditors, Field(title="再生計画案に同意した債権者")]
    confirmed_on: Annotated[Date, Field(title="再生計画案への同意を確認した日")]
    plan_version: PlanVersion = None


class ConfirmRepaymentPlan(Dated):
    """Ask that the 弁済計画 be taken as come into being: true with the last consent, refused before it."""

    model_config = ConfigDict(title="弁済計画の成立を確認する")


class EndRepaymentSupport(Dated):
    """End started support without a 弁済計画; guarantor and expert are told."""

    model_config = ConfigDict(title="弁済計画策定支援を終了する")

    ground: Annotated[RepaymentEndGround, Field(title="終了の事由")]
    told_on: Annotated[Date, Field(title="保証人らに通知した日")]
    reason: Annotated[LongText | None, Field(title="事情")] = None


class RecordFalseDisclosure(Dated):
    """What was warranted turns out to be untrue. `annual_rate`: the contract's rate of overdue interest in 0.01 %."""

    model_config = ConfigDict(title="開示した資力が事実と異なることを記録する")

    found_on: Annotated[Date, Field(title="判明した日")]
    gross: Annotated[bool, Field(title="故意又は重過失がある")]
    found_assets: Annotated[Amount, Field(title="新たに判明した資産（円）")]
    released_on: Annotated[Date | None, Field(title="免除の日", description="空欄は弁済計画の成立の日")] = None
    annual_rate: Annotated[
        int, Field(ge=0, le=BASIS_POINTS_MAX, title="延滞利息の年率（0.01％単位）", description="年14.6％は1460")
    ] = 0
    note: Annotated[LongText | None, Field(title="内容")] = None
