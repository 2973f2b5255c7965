"""What the events of the plan-subsidy programme are made of. Amounts are whole yen."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.sealed import Sealed
from council_events.subsidy.codes import (
    AccompanimentKind,
    AgencyPaper,
    ClaimPaper,
    CostLine,
    OwnShareMethod,
    PaymentKind,
)
from council_events.values import AgencyId, Date, Yen

Month = Annotated[int, Field(ge=1, le=12)]
Number = Annotated[int, Field(ge=1, le=99)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Agency(_Part):
    """One 認定経営革新等支援機関 of a case; exactly one is 代表 (SUB-P-1)."""

    agency_id: AgencyId
    name: Sealed[str]
    representative: bool
    papers: tuple[AgencyPaper, ...] = ()


class Cost(_Part):
    """Estimated or claimed cost of one agency in one line, before the two thirds.

    `hourly_rate` and `travel` (part of `amount`) are held against the limits of a deployment (SUB-A-2).
    """

    agency_id: AgencyId
    line: CostLine
    amount: Yen
    hourly_rate: Yen | None = None
    travel: Yen = 0


class Payable(_Part):
    """A decided subsidy amount for one agency."""

    agency_id: AgencyId
    kind: PaymentKind
    amount: Yen


class LineAmount(_Part):
    """A decided subsidy amount of one cost line."""

    line: CostLine
    amount: Yen


class BankTrack(_Part):
    """The lending of a private bank that makes the early plan itself (SUB-E-8, SUB-E-9)."""

    main_bank: bool
    zero_zero_balance: Yen
    total_lending: Yen


class AgencyClaim(_Part):
    """What one agency hands in with a claim, and how its part of the own share was paid (SUB-C-1, SUB-C-3).

    `own_share`: yen transferred, transfer fees not counted.
    """

    agency_id: AgencyId
    papers: tuple[ClaimPaper, ...]
    invoice_to_council: bool
    own_share_method: OwnShareMethod
    own_share: Yen


class ScheduledReport(_Part):
    """One accompaniment report that the plan foresees; `period_to` is the last day it covers (SUB-M-1)."""

    kind: AccompanimentKind
    period_to: Date
