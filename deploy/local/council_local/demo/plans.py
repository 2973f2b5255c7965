"""The plans of the demo: figures that meet the numeric tests, or say why not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from council_directory import fiscal_year, fiscal_year_end
from council_events.support import Method, PlanItem, PlanKind

from council_local.profiles import Profile

WAIVERS = frozenset({Method.DIRECT_WAIVER, Method.SECOND_COMPANY, Method.DES})


def waives(profile: Profile) -> bool:
    """Whether the case's methods release debt."""
    return not WAIVERS.isdisjoint(profile.methods)


def plan_body(profile: Profile, expected_approval_on: dt.date) -> dict[str, Any]:
    """The body of draft-plan: company years are taken to close in March."""
    year = fiscal_year(expected_approval_on)
    waived = profile.debt // 3 if waives(profile) else 0
    kind = PlanKind.PRE_PLAN if profile.plan_kind is PlanKind.PRE_PLAN else PlanKind.ORDINARY
    body: dict[str, Any] = {
        "kind": kind.value,
        "methods": [method.value for method in profile.methods],
        "business_methods": [method.value for method in profile.business_methods],
        "items": [item.value for item in PlanItem],
        "expected_approval_on": expected_approval_on.isoformat(),
        "real_net_worth": -(profile.debt // 5),
        "solvent_by": fiscal_year_end(year + 5).isoformat(),
        "ordinary_profit": -(profile.sales // 50),
        "profitable_by": fiscal_year_end(year + 3).isoformat(),
        "final_year": _final_year(profile.debt - waived),
        "debt_waived": waived,
        "jobs": profile.employees,
        "has_regional_section": True,
        "manager_responsibility": "役員報酬を減額し、私財を提供する。",
        "shareholder_responsibility": "既存株主の持分を減資する。",
        "summary": "不採算部門を縮小し、原価管理を徹底して収益を改善する。",
    }
    if waived:
        body |= {"recovery": profile.debt // 2, "liquidation_value": profile.debt // 4}
    if kind is PlanKind.PRE_PLAN:
        body |= {"reschedule_until": fiscal_year_end(year + 3).isoformat(), "full_plan_intended": True}
    return body


def _final_year(debt: int) -> dict[str, int]:
    """Debt is repaid to six tenths, and is eight times the cash flow."""
    left = debt * 6 // 10
    return {"long_term_loans": left, "ordinary_profit": left // 10, "taxes": left // 40, "depreciation": left // 20}
