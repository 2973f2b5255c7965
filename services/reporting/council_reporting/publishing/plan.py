"""Which tables of a fiscal year are published, for which areas and periods, and which of them divide the same events.

Guarantees and 再チャレンジ are published for the nation alone. What could be read off two tables of different division of
the same events (the kinds of plans beside プレ再生 and 再生支援, fees beside tracks) is published in one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

from council_directory import bureaus, councils
from council_directory.directory import HQ
from council_events.deciding import provision

from council_reporting.figures import Measure
from council_reporting.publishing.cells import TOTAL, Layout, Table

NATION: Final = "all"
_BUREAUS: Final = tuple(bureau.code for bureau in bureaus())
_COUNCILS: Final = (*(council.code for council in councils()), HQ)
_EVERYWHERE: Final = (*_COUNCILS, *_BUREAUS)


class Reach(Enum):
    """For which areas a table is published. Quarters of anything but a total are published for the nation alone."""

    TOTALS = "every council, quarter by quarter"
    COUNCILS = "every council, by year"
    BUREAUS = "every bureau, by year"
    NATION = "the nation"


class Division(NamedTuple):
    """One table of a family; `items` where it is only a part of the measure's items."""

    measure: Measure
    reach: Reach
    items: tuple[str, ...] = ()


class Group(NamedTuple):
    """Tables that divide the same events. `within`: the undivided table whose number no leaf of these may exceed."""

    divisions: tuple[Division, ...]
    within: Measure | None = None


@provision("B2-3-1")
def compiled_for_the_nation(measure: Measure) -> Reach:
    """Completed cases are published in a compilation of all councils, by the headquarters; sizes by bureau at the least."""
    return Reach.COUNCILS if measure is Measure.COMPLETED_LINE else Reach.BUREAUS


@provision("B4-5")
def guarantees_by_nation() -> Reach:
    """Results under 別冊４ are published as national counts."""
    return Reach.NATION


@provision("YR-2-6-3-3")
def rechallenge_by_nation() -> Reach:
    """再チャレンジ支援 is published as a compilation of the nation, from which nobody can be told."""
    return Reach.NATION


def groups(items: Mapping[str, tuple[str, ...]]) -> tuple[Group, ...]:
    """The plan of publication; `items`: those of each measure. A plan may have several methods: each is counted by itself."""
    m, totals, by_council, by_bureau = Measure, Reach.TOTALS, Reach.COUNCILS, Reach.BUREAUS
    completed = compiled_for_the_nation
    return (
        Group(
            (
                Division(m.CONSULTATION, totals, ("counter",)),
                Division(m.RESULT, by_council),
                Division(m.CONSULTATION_INDUSTRY, by_council),
                Division(m.ROUTE, by_council),
                Division(m.CHANNEL, by_bureau),
                Division(m.CONSULTATION_SALES, by_bureau),
                Division(m.CONSULTATION_STAFF, by_bureau),
            )
        ),
        Group((Division(m.CONSULTATION, totals, ("preliminary",)),)),
        Group((Division(m.START, totals, ("restructuring",)),)),
        Group((Division(m.START, totals, ("revenue_improvement",)),)),
        Group((Division(m.START, guarantees_by_nation(), ("guarantee",)),)),
        Group((Division(m.START, rechallenge_by_nation(), ("rechallenge",)),)),
        Group(
            (
                Division(m.DAYS, totals),
                Division(m.JOBS, totals),
                Division(m.COMPLETED_LINE, completed(m.COMPLETED_LINE), ("restructuring", "pre_plan")),
                Division(m.COMPLETION_INDUSTRY, completed(m.COMPLETION_INDUSTRY)),
                Division(m.COMPLETION_SALES, completed(m.COMPLETION_SALES)),
                Division(m.COMPLETION_STAFF, completed(m.COMPLETION_STAFF)),
            )
        ),
        *(
            Group((Division(measure, Reach.NATION, (method,)),), within=m.DAYS)
            for measure in (m.METHOD, m.BUSINESS_METHOD)
            for method in items[measure]
        ),
        Group((Division(m.FAILED_AGAIN, Reach.NATION),), within=m.DAYS),
        Group(
            (
                Division(m.COMPLETED_LINE, totals, ("revenue_improvement",)),
                Division(m.IMPROVEMENT_FORM, by_council),
                Division(m.IMPROVEMENT_INDUSTRY, completed(m.IMPROVEMENT_INDUSTRY)),
            )
        ),
        Group(
            (
                Division(m.COMPLETED_LINE, guarantees_by_nation(), ("guarantee",)),
                Division(m.GUARANTEE_PERSONS, guarantees_by_nation()),
            )
        ),
        Group((Division(m.COMPLETED_LINE, rechallenge_by_nation(), ("rechallenge",)),)),
        Group((Division(m.ENDED_LINE, totals, ("restructuring",)), Division(m.END, by_bureau))),
        Group((Division(m.ENDED_LINE, totals, ("revenue_improvement",)),)),
        Group((Division(m.MONITORING, by_bureau),)),
        Group((Division(m.APPLICATION, by_council),)),
        Group((Division(m.CLAIM, by_council),)),
        Group((Division(m.PAYMENT, by_council),)),
    )


DOMINABLE: Final[frozenset[str]] = frozenset({Measure.JOBS, Measure.APPLICATION, Measure.CLAIM, Measure.PAYMENT})
"""Tables with an amount that one company could dominate."""


WITH_AMOUNT: Final[frozenset[str]] = DOMINABLE | {Measure.DAYS}
"""Tables whose cells carry an amount beside the count: persons, yen, days."""


def quarters_of(year: int) -> tuple[str, ...]:
    """The quarters of a fiscal year: `2024-Q1` (April to June) to `2024-Q4`."""
    return tuple(f"{year}-Q{quarter}" for quarter in range(1, 5))


def quarter_of(year: int, month: int) -> str:
    """The quarter of a month within a fiscal year."""
    return f"{year}-Q{(month - 4) % 12 // 3 + 1}"


def layout_of(year: int) -> Layout:
    """The areas of the country and the periods of a fiscal year."""
    areas = {council: frozenset([council]) for council in _COUNCILS}
    areas |= {bureau.code: frozenset(bureau.councils) for bureau in bureaus()}
    periods = {quarter: frozenset([quarter]) for quarter in quarters_of(year)}
    return Layout(areas | {NATION: frozenset(_COUNCILS)}, periods | {str(year): frozenset(quarters_of(year))})


def tables_of(group: Group, year: int, items: Mapping[str, tuple[str, ...]]) -> tuple[Table, ...]:
    """The tables of a group; `items`: the items of each measure, every one of which gets its cell."""
    return tuple(
        Table(each.measure.value, each.items or items.get(each.measure.value, (TOTAL,)), _grid(each.reach, year))
        for each in group.divisions
    )


def _grid(reach: Reach, year: int) -> frozenset[tuple[str, str]]:
    quarters, whole = quarters_of(year), str(year)
    nation = {(NATION, period) for period in (*quarters, whole)}
    if reach is Reach.TOTALS:
        return frozenset(nation | {(area, period) for area in _EVERYWHERE for period in (*quarters, whole)})
    if reach is Reach.COUNCILS:
        return frozenset(nation | {(area, whole) for area in _EVERYWHERE})
    if reach is Reach.BUREAUS:
        return frozenset(nation | {(area, whole) for area in (*_BUREAUS, HQ)})  # without it, the rest would tell it
    return frozenset(nation)
