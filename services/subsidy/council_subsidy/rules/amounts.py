"""Two thirds, caps, ceilings and halves. Whole yen throughout; no floating point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from council_events.deciding import Refused, provision
from council_events.subsidy import Cost, CostLine, Payable, PaymentKind, Track

from council_subsidy.rules.clocks import SPLIT_FROM
from council_subsidy.rules.terms import Rounding, Terms

PLAN_LINES = (CostLine.DUE_DILIGENCE, CostLine.PLAN, CostLine.NEGOTIATION)
"""Lines of the plan claim."""
PLAN_COST_LINES = (CostLine.DUE_DILIGENCE, CostLine.PLAN)
"""計画策定費用 as SUB-A-9, SUB-P-4 and SUB-A-11 mean it: 金融機関交渉費用 is a line beside it (SUB-A-4)."""
ACCOMPANIMENT_LINES = (CostLine.ACCOMPANIMENT, CostLine.ACCOMPANIMENT_INTERIM)
"""Lines of the accompaniment claims."""

Caps = Mapping[frozenset[CostLine], int]
"""Lines that share a cap -> the cap on their subsidy, in yen."""

_DD, _PLAN, _NEGOTIATION = CostLine.DUE_DILIGENCE, CostLine.PLAN, CostLine.NEGOTIATION
_YEARLY, _INTERIM = CostLine.ACCOMPANIMENT, CostLine.ACCOMPANIMENT_INTERIM
_CAPS: Mapping[Track, Caps] = {
    Track.ORDINARY: {
        frozenset({_DD, _PLAN}): 2_000_000,
        frozenset({_YEARLY}): 1_000_000,
        frozenset({_NEGOTIATION}): 100_000,
    },
    Track.GUIDELINE: {
        frozenset({_DD}): 3_000_000,
        frozenset({_PLAN}): 3_000_000,
        frozenset({_YEARLY}): 1_000_000,
    },
    Track.EARLY: {
        frozenset({_PLAN}): 150_000,
        frozenset({_INTERIM}): 50_000,
        frozenset({_YEARLY}): 50_000,
        frozenset({_NEGOTIATION}): 100_000,
    },
}
_OLD_CAPS: Mapping[Track, Caps] = {
    Track.ORDINARY: {frozenset({_DD, _PLAN, _YEARLY}): 2_000_000},
    Track.EARLY: {frozenset({_YEARLY}): 50_000, frozenset({_PLAN, _YEARLY}): 200_000},
}
"""Until 2022-03-31 plan and monitoring had one limit together, and monitoring of an early plan one within it (SUB-A-10).
A line that stands under two caps is limited by both, in this order."""


@provision("SUB-A-4", "SUB-A-5", "SUB-A-6", "SUB-A-10")
def caps_of(track: Track, ruleset: dt.date) -> Caps:
    """The caps of a track under the rules pinned to the case."""
    if ruleset < SPLIT_FROM:
        return _OLD_CAPS.get(track, _OLD_CAPS[Track.ORDINARY])
    return _CAPS[track]


@provision("SUB-A-1", "SUB-A-2")
def two_thirds(cost: int, terms: Terms) -> int:
    """Two thirds of a recognised cost, rounded down as the deployment says (whole yen by default)."""
    unit = 1_000 if terms.rounding is Rounding.THOUSAND else 1
    return cost * 2 // 3 // unit * unit


@provision("SUB-A-2")
def recognised(cost: Cost, terms: Terms) -> int:
    """The cost that counts, in yen: tax-excluded by default, else with the tax of the deployment's rate."""
    return cost.amount * (100 + terms.consumption_tax_percent) // 100


@provision("SUB-A-2")
def the_rates_are_within_limits(costs: Sequence[Cost], terms: Terms) -> None:
    """Hourly rates and travel stay within the limits of the deployment; there are none by default."""
    for cost in costs:
        rate, limit = cost.hourly_rate, terms.hourly_rate_limit
        if rate is not None and limit is not None and rate > limit:
            raise Refused(
                "SUB-A-2",
                f"時間単価{rate:,}円が上限{limit:,}円を超えています。",
                f"The hourly rate of {rate:,} yen is above the limit of {limit:,} yen.",
                field="costs",
            )
        if terms.travel_limit is not None and cost.travel > terms.travel_limit:
            raise Refused(
                "SUB-A-2",
                f"旅費{cost.travel:,}円が上限{terms.travel_limit:,}円を超えています。",
                f"Travel of {cost.travel:,} yen is above the limit of {terms.travel_limit:,} yen.",
                field="costs",
            )


@provision("SUB-A-1", "SUB-C-4")
def subsidy_by_agency(
    costs: Sequence[Cost], caps: Caps, decided: Mapping[CostLine, int], terms: Terms
) -> dict[tuple[str, CostLine], int]:
    """The payable subsidy per agency and line, in yen: two thirds, limited by what is left of each cap.

    Where a cap cuts, the agencies share it in proportion to their two thirds, rounded down; what the rounding leaves
    goes to the largest share, so that the parts add up to the cap. `decided`: what earlier decisions took, per line.
    """
    wanted: dict[tuple[str, CostLine], int] = {}
    for cost in costs:
        key = cost.agency_id, cost.line
        wanted[key] = wanted.get(key, 0) + recognised(cost, terms)
    payable = {key: two_thirds(amount, terms) for key, amount in wanted.items()}
    for lines, cap in caps.items():
        group = {key: amount for key, amount in payable.items() if key[1] in lines}
        left = max(cap - sum(decided.get(line, 0) for line in lines), 0)
        payable.update(_shared(group, left))
    return payable


def _shared(group: Mapping[tuple[str, CostLine], int], cap: int) -> dict[tuple[str, CostLine], int]:
    total = sum(group.values())
    if total <= cap:
        return dict(group)
    shares = {key: amount * cap // total for key, amount in group.items()}
    largest = max(shares, key=lambda key: (shares[key], key))
    shares[largest] += cap - sum(shares.values())
    return shares


@provision("SUB-A-11", "SUB-X-1", "SUB-A-10")
def paid_in_halves(track: Track, ruleset: dt.date, terms: Terms, *, by_bank: bool) -> bool:
    """Whether the plan fee is split: from 2022-04-01, of 中小版GL枠 and of the bank track as the deployment says.

    The bank track has no paid accompaniment that could release a second half (SUB-E-9).
    """
    if ruleset < SPLIT_FROM or (by_bank and terms.bank_plan_in_full):
        return False
    return track is not Track.GUIDELINE or terms.guideline_split


@provision("SUB-A-11")
def plan_payables(granted: Mapping[tuple[str, CostLine], int], *, halves: bool) -> tuple[Payable, ...]:
    """Each agency's plan fee as payables: two halves (the first rounded down), or one sum.

    金融機関交渉費用 is no 計画策定費用 and paid at once in either case.
    """
    if not halves:
        return _positive(_payables(by_agency(granted), PaymentKind.PLAN_IN_FULL))
    plan = by_agency({key: amount for key, amount in granted.items() if key[1] in PLAN_COST_LINES})
    beside = by_agency({key: amount for key, amount in granted.items() if key[1] not in PLAN_COST_LINES})
    first = {agency: amount // 2 for agency, amount in plan.items()}
    second = {agency: amount - first[agency] for agency, amount in plan.items()}
    return _positive(
        (
            *_payables(first, PaymentKind.PLAN_FIRST_HALF),
            *_payables(second, PaymentKind.PLAN_SECOND_HALF),
            *_payables(beside, PaymentKind.PLAN_IN_FULL),
        )
    )


def _payables(amounts: Mapping[str, int], kind: PaymentKind) -> Iterable[Payable]:
    return (Payable(agency_id=agency, kind=kind, amount=amount) for agency, amount in amounts.items())


@provision("SUB-C-4")
def accompaniment_payables(amounts: Mapping[str, int]) -> tuple[Payable, ...]:
    """Each agency's accompaniment fee as one payable."""
    return _positive(_payables(amounts, PaymentKind.ACCOMPANIMENT))


def _positive(payables: Iterable[Payable]) -> tuple[Payable, ...]:
    return tuple(payable for payable in payables if payable.amount > 0)


@provision("SUB-A-11", "SUB-E-4")
def unlocks_the_second_half(*, paid: bool, decided: Collection[int]) -> bool:
    """Whether the second half of the plan fee may be paid: with the first accompaniment fee, or where an accompaniment
    was decided that brings nothing, the cap or the lifetime limit being used up. `decided`: totals, in yen.
    """
    return paid or 0 in decided


@provision("SUB-A-11")
def the_second_half_is_unlocked(unlocked: bool) -> None:
    """The second half of the plan fee waits for the first payment of accompaniment."""
    if not unlocked:
        raise Refused(
            "SUB-A-11",
            "計画策定支援費用の残り半分は、初回の伴走支援費用の支払と合わせて支払います。",
            "The second half of the plan fee is paid with the first accompaniment fee.",
            field="kinds",
        )


@provision("SUB-A-9")
def the_accompaniment_is_not_the_larger_part(
    track: Track, plan_cost: int, accompaniment_cost: int, *, field: str = "costs"
) -> None:
    """通常枠: accompaniment at most half of plan and accompaniment together (exactly half allowed). Yen."""
    if track is Track.ORDINARY and accompaniment_cost * 2 > plan_cost + accompaniment_cost:
        raise Refused(
            "SUB-A-9",
            "伴走支援費用は、計画策定支援費用と伴走支援費用の合計の2分の1以内とします。",
            "Accompaniment must not exceed half of plan and accompaniment together.",
            field=field,
        )


@provision("SUB-A-8")
def guide_of_total_cost(track: Track, sales: int, debt: int, terms: Terms) -> int | None:
    """The guide for the total cost of a 通常枠 case by size, in yen; None for the other tracks."""
    if track is not Track.ORDINARY:
        return None
    if sales < terms.small_limit and debt < terms.small_limit:
        return terms.small_ceiling
    if sales < terms.middle_limit and debt < terms.middle_limit:
        return terms.middle_ceiling
    return terms.large_ceiling


@provision("SUB-A-8")
def the_total_is_within_the_guide(total: int, guide: int | None, reason: str | None) -> None:
    """Above the guide an application is accepted only with the recorded reason."""
    if guide is not None and total > guide and not reason:
        raise Refused(
            "SUB-A-8",
            f"費用総額{total:,}円が規模別の目安{guide:,}円を超えています。受理する場合は理由を記録してください。",
            f"The total cost of {total:,} yen is above the guide of {guide:,} yen; a reason is needed.",
            field="above_guide_reason",
        )


def cost_of(costs: Iterable[Cost], lines: Collection[CostLine]) -> int:
    """The cost in these lines, in yen."""
    return sum(cost.amount for cost in costs if cost.line in lines)


def by_line(granted: Mapping[tuple[str, CostLine], int]) -> dict[CostLine, int]:
    """What each line got, all agencies together, in yen."""
    sums: dict[CostLine, int] = {}
    for (_agency, line), amount in granted.items():
        sums[line] = sums.get(line, 0) + amount
    return sums


def by_agency(granted: Mapping[tuple[str, CostLine], int]) -> dict[str, int]:
    """What each agency got, all lines together, in yen."""
    sums: dict[str, int] = {}
    for (agency, _line), amount in granted.items():
        sums[agency] = sums.get(agency, 0) + amount
    return sums


@provision("SUB-A-1", "SUB-C-3")
def own_shares(costs: Sequence[Cost], terms: Terms) -> dict[str, int]:
    """What the company bears of each agency's cost at least: one third, in yen."""
    sums: dict[tuple[str, CostLine], int] = {}
    for cost in costs:
        key = cost.agency_id, cost.line
        sums[key] = sums.get(key, 0) + recognised(cost, terms)
    return by_agency({key: amount - two_thirds(amount, terms) for key, amount in sums.items()})
