"""Claims, decisions and payments."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.subsidy.codes import AccompanimentKind, ClaimPaper, Fund, PaymentKind, Scheme, Track
from council_events.subsidy.parts import AgencyClaim, Cost, LineAmount, Month, Number, Payable, ScheduledReport
from council_events.values import AgencyId, CaseId, Count, Date, Yen


class PlanFeeClaimed(Event, type_name="council.subsidy.PlanFeeClaimed.v1", ja="費用支払申請"):
    """The claim for the plan's cost, with its papers (SUB-C-1 to -3).

    `lenders_consented` of the lending institutions gave their consent; the work began on `worked_from`. `agencies`:
    what each agency handed in. The plan was finished on `plan_completed_on`; the company closes its books at the end of
    month `closing_month`.
    """

    case_id: CaseId
    costs: tuple[Cost, ...]
    papers: tuple[ClaimPaper, ...]
    lenders_consented: Count = 0
    worked_from: Date | None = None
    agencies: tuple[AgencyClaim, ...] = ()
    plan_completed_on: Date | None = None
    closing_month: Month | None = None


class PlanFeeDecided(Event, type_name="council.subsidy.PlanFeeDecided.v1", ja="支払決定", final="SUB-C-4"):
    """Decided amounts, split in halves where the ruleset says so (SUB-A-11). `lines`: the same total by cost line."""

    case_id: CaseId
    payables: tuple[Payable, ...]
    total: Yen
    lines: tuple[LineAmount, ...] = ()


class AccompanimentScheduled(Event, type_name="council.subsidy.AccompanimentScheduled.v1", ja="伴走支援の予定"):
    """The accompaniment reports that are foreseen, in order of their days (SUB-M-1); a later one replaces it."""

    case_id: CaseId
    plan_completed_on: Date
    closing_month: Month
    reports: tuple[ScheduledReport, ...]
    reason: Sealed[str] | None = None


class AccompanimentClaimed(Event, type_name="council.subsidy.AccompanimentClaimed.v1", ja="伴走支援費用支払申請"):
    """A claim for one accompaniment report (SUB-M-2)."""

    case_id: CaseId
    number: Number
    kind: AccompanimentKind
    period_to: Date
    costs: tuple[Cost, ...]
    papers: tuple[ClaimPaper, ...]
    report: Sealed[str]
    agencies: tuple[AgencyClaim, ...] = ()


class AccompanimentDecided(
    Event, type_name="council.subsidy.AccompanimentDecided.v1", ja="伴走支援費用の支払決定", final="SUB-M-2"
):
    """Decided amounts of one accompaniment claim. `lines`: the same total by cost line."""

    case_id: CaseId
    number: Number
    payables: tuple[Payable, ...]
    total: Yen
    lines: tuple[LineAmount, ...] = ()


class FeePaid(Event, type_name="council.subsidy.FeePaid.v1", ja="費用の支払", final="SUB-C-4"):
    """One payment to one agency, never to the company (YR-3-2-2-2, SUB-C-4), charged to the fund (YR-3-1).

    `number`: of the accompaniment claim.
    """

    case_id: CaseId
    agency_id: AgencyId
    kind: PaymentKind
    track: Track
    amount: Yen
    paid_on: Date
    number: Number | None = None
    scheme: Scheme | None = None
    fund: Fund | None = None
