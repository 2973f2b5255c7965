"""Commands of claims, decisions and payments."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from council_casework.dated import Dated
from council_events.subsidy import AccompanimentKind, ClaimPaper, PaymentKind
from council_events.values import Count, Date
from pydantic import BaseModel, ConfigDict, Field

from council_subsidy.commands.fields import (
    AgencyClaimEntry,
    ClosingMonth,
    CostEntry,
    LongText,
    ReportSection,
)


class ReportEntry(BaseModel):
    """One accompaniment report that is foreseen."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="伴走支援の予定")

    kind: Annotated[AccompanimentKind, Field(title="時期")]
    period_to: Annotated[Date, Field(title="対象期間の末日")]


class ClaimPlanFee(Dated):
    """The claim for the plan's cost; until it is decided a later one replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="費用支払申請を受け付ける")

    costs: Annotated[tuple[CostEntry, ...], Field(title="支払申請額", min_length=1, max_length=100)]
    papers: Annotated[tuple[ClaimPaper, ...], Field(title="提出書類")] = ()
    lenders_consented: Annotated[Count, Field(title="同意書を提出した金融機関の数")] = 0
    worked_from: Annotated[Date, Field(title="業務を開始した日")]
    agencies: Annotated[tuple[AgencyClaimEntry, ...], Field(title="機関ごとの請求", max_length=20)] = ()
    plan_completed_on: Annotated[Date, Field(title="計画が完成した日")]
    closing_month: ClosingMonth


class DecidePlanFee(Dated):
    """Decide what is paid on the plan claim."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払を決定する")


class ScheduleAccompaniment(Dated):
    """Set or change the accompaniment reports, as agreed with the banks; none named: a closing each year."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="伴走支援の予定を定める")

    reports: Annotated[tuple[ReportEntry, ...], Field(title="予定", max_length=99)] = ()
    reason: Annotated[LongText | None, Field(title="変更又は期間を超える理由")] = None


class ClaimAccompaniment(Dated):
    """The claim for one accompaniment report; until it is decided a later one replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="伴走支援費用支払申請を受け付ける")

    kind: Annotated[AccompanimentKind, Field(title="時期")]
    period_to: Annotated[Date, Field(title="報告の対象期間の末日")]
    costs: Annotated[tuple[CostEntry, ...], Field(title="支払申請額", min_length=1, max_length=100)]
    papers: Annotated[tuple[ClaimPaper, ...], Field(title="提出書類")] = ()
    sections: Annotated[tuple[ReportSection, ...], Field(title="レポートの記載事項")] = ()
    report: Annotated[LongText, Field(title="報告の要点")]
    agencies: Annotated[tuple[AgencyClaimEntry, ...], Field(title="機関ごとの請求", max_length=20)] = ()


class DecideAccompaniment(Dated):
    """Decide what is paid on the accompaniment claim."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="伴走支援費用の支払を決定する")


class PayFees(Dated):
    """Record payments to the agencies: of these kinds, or (none named) of all that is due."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払を記録する")

    kinds: Annotated[
        tuple[PaymentKind, ...], Field(title="支払の種類", description="空欄は支払時期の来たもの全て")
    ] = ()
    paid_on: Annotated[Date, Field(title="支払日")]

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The figures count a payment by the day on which it was made."""
        return (*super().days, self.paid_on)
