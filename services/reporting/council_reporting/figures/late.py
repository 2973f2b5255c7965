"""Late changes: what an event recorded after the end of a month did to the figures of that month.

They are what separates a published edition from what is known now, event by event. Found by reading the facts of a
case in the order in which they were recorded, so that every interleaving of topics finds the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from council_events.support import MonitoringResult

from council_reporting.figures.acts import acts_of
from council_reporting.figures.facts import CLOSED_DAY, CORRECTION, Fact, in_order
from council_reporting.figures.tally import Key, Visit, contributions
from council_reporting.rules import Bands


class LateChange(NamedTuple):
    """The difference that one event made to one sum of a month that was over. For distinct companies (`measure` a
    Distinct) `item` is the company. `recorded_on` is in JST. `reasoned`: it came with its reason, as every correction does.
    """

    event_id: str
    kind: str
    recorded_on: dt.date
    council: str
    month: dt.date
    measure: str
    item: str
    n: int
    amount: int
    reasoned: bool


_ON_OTHERS: Final[dict[str, tuple[str, ...]]] = {
    "ConsultationOpened": ("PlanApproved", "ImprovementCompleted", "RepaymentPlanApproved", "OutcomeCompiled"),
    "ConsultationClosed": ("ConsultationOpened",),
    "CandidateReceived": ("PlanApproved", "ImprovementCompleted", "RepaymentPlanApproved", "OutcomeCompiled"),
    "ImprovementPlanDrafted": ("ImprovementCompleted",),
    "MonitoringReported": ("PlanApproved",),
    "SubsidyApplicationFiled": (
        "PlanFeeClaimed",
        "AccompanimentClaimed",
        "PlanFeeDecided",
        "SubsidyApplicationAccepted",
    ),
}
"""A fact of this kind changes what is counted of facts of those kinds; every other fact counts for itself alone."""
_OF_COMPANIES: Final = (
    "ConsultationOpened",
    "PlanApproved",
    "ImprovementCompleted",
    "RepaymentPlanApproved",
    "OutcomeCompiled",
    "SubsidyApplicationFiled",
    "SubsidyApplicationAccepted",
    "PlanFeeClaimed",
    "AccompanimentClaimed",
    "PlanFeeDecided",
    "AccompanimentDecided",
)
"""What is counted of distinct companies, or follows from one of these."""
_NOT_TOLD: Final = object()
_EACH: Final = frozenset(
    {
        "SupportLineChosen",
        "MonitoringReported",
        "PerformanceReported",
        "MonitoringEnded",
        "PlanFeeClaimed",
        "AccompanimentClaimed",
        "PlanFeeDecided",
        "AccompanimentDecided",
        "FeePaid",
    }
)
"""Kinds of which every fact counts; of the others the last one does."""


def late_changes(case_id: str, facts: Sequence[Fact], bands: Bands) -> list[LateChange]:
    """Every late change that the facts of a case made, in order."""
    found: list[LateChange] = []
    ordered = in_order(facts)
    reasoned = _with_their_reason(ordered)
    for place, fact in enumerate(ordered):
        if _may_be_late(fact, ordered[:place]):
            found += _changes(case_id, fact, ordered[:place], bands, reasoned=fact.event_id in reasoned)
    return found


def _with_their_reason(ordered: Sequence[Fact]) -> set[str]:
    """The events with which it was recorded why they were made, or made of days whose figures were closed."""
    reasons = [fact for fact in ordered if fact.kind == CLOSED_DAY]
    found = {
        fact.event_id
        for reason in reasons
        for fact in ordered
        if fact.recorded == reason.recorded and 0 < reason.sequence - fact.sequence <= reason.values["entries"]
    }
    return found.union(fact.event_id for fact in ordered if fact.kind == CORRECTION)


def _may_be_late(fact: Fact, earlier: Sequence[Fact]) -> bool:
    """Cheap, and never false for one that is: most facts count for the day on which they were recorded alone."""
    kind, recorded = fact.kind, fact.recorded_on
    if kind in (CORRECTION, CLOSED_DAY):
        return kind == CORRECTION
    paid_on = fact.values.get("paid_on")
    if _is_over(fact.on if paid_on is None else dt.date.fromisoformat(paid_on), recorded):
        return True
    if kind == "MonitoringReported" and fact.values["result"] != MonitoringResult.FAILED_AGAIN:
        return False
    others = _ON_OTHERS.get(kind, ()) if not _tells_the_company(fact, earlier) else _OF_COMPANIES
    own = () if kind in _EACH else (kind,)
    return any(_is_over(each.on, recorded) for each in earlier if each.kind in others or each.kind in own)


def _tells_the_company(fact: Fact, earlier: Sequence[Fact]) -> bool:
    """Whether the case counted for itself until this fact, and for a company from then on, or for another one."""
    company = fact.values.get("company_id", _NOT_TOLD)
    if company is _NOT_TOLD:
        return False
    return all(each.values.get("company_id", _NOT_TOLD) != company for each in earlier)


def _is_over(day: dt.date, recorded_on: dt.date) -> bool:
    """Whether the day's month had ended when something was recorded."""
    return (recorded_on.year, recorded_on.month) > (day.year, day.month)


def _changes(case_id: str, fact: Fact, earlier: Sequence[Fact], bands: Bands, *, reasoned: bool) -> list[LateChange]:
    before = contributions(acts_of(case_id, earlier, bands).values())
    after = contributions(acts_of(case_id, [*earlier, fact], bands).values())
    recorded = fact.recorded_on
    found = []
    for key in dict.fromkeys((*before.sums, *after.sums)):
        then, now = before.sums.get(key, (0, 0)), after.sums.get(key, (0, 0))
        if then != now and _is_over(key[1], recorded):
            found.append(_change(fact, key, now[0] - then[0], now[1] - then[1], reasoned=reasoned))
    for visit in dict.fromkeys((*before.visits, *after.visits)):
        moved = after.visits.get(visit, 0) - before.visits.get(visit, 0)
        if moved and _is_over(visit[3], recorded):
            found.append(_change(fact, _as_key(visit), moved, 0, reasoned=reasoned))
    return found


def _as_key(visit: Visit) -> Key:
    distinct, company, council, month = visit
    return council, month, distinct, company


def _change(fact: Fact, key: Key, n: int, amount: int, *, reasoned: bool) -> LateChange:
    council, month, measure, item = key
    return LateChange(fact.event_id, fact.kind, fact.recorded_on, council, month, measure, item, n, amount, reasoned)
