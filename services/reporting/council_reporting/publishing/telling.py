"""From single events to the families of a fiscal year's publication, with who stands behind every cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple, TypeAlias

from council_reporting.publishing.cells import Behind, Cell, Count, Family, Layout, Leaf, Table
from council_reporting.publishing.plan import Group, groups, layout_of, tables_of

_Shares: TypeAlias = Mapping[Leaf, Mapping[str, Count]]
"""What each company gives to an item, by leaf."""


class Contribution(NamedTuple):
    """One event as it counts in one table: whose (a company, or the case itself), where, when and how much."""

    measure: str
    item: str
    council: str
    part: str
    unit: str
    amount: int


def families_of(year: int, contributions: Iterable[Contribution], items: Mapping[str, tuple[str, ...]]) -> list[Family]:
    """The families of a fiscal year, in the order of the plan; `items`: the items of each divided measure.

    The contributions of one item stand together, since no more than one item's companies are held at a time. Raises ValueError
    when they do not.
    """
    layout = layout_of(year)
    plan = groups(items)
    found = [_empty(tables_of(group, year, items)) for group in plan]
    filled: set[tuple[str, str]] = set()
    for (measure, item), told in groupby(contributions, key=lambda each: (each.measure, each.item)):
        if (measure, item) in filled:
            raise ValueError(f"{measure} {item} is told in two places")
        filled.add((measure, item))
        shares = _shares(told)
        for family in found:
            table = family.table_of.get(measure)
            if table is not None and item in table.items:
                _fill(family, table, item, shares, layout)
    families = [Family(each.tables, each.counts, each.behind) for each in found]
    return [_bounded(family, group, plan, families) for family, group in zip(families, plan, strict=True)]


class _Filling(NamedTuple):
    """A family that is being counted."""

    tables: tuple[Table, ...]
    table_of: Mapping[str, Table]
    counts: dict[tuple[str, str, Leaf], Count]
    behind: dict[Cell, Behind]


def _empty(tables: tuple[Table, ...]) -> _Filling:
    nobody = {cell: Behind() for table in tables for cell in table.cells()}
    return _Filling(tables, {table.code: table for table in tables}, {}, nobody)


def _shares(told: Iterable[Contribution]) -> _Shares:
    shares: dict[Leaf, dict[str, Count]] = defaultdict(dict)
    for each in told:
        units = shares[Leaf(each.council, each.part)]
        known = units.get(each.unit, Count())
        units[each.unit] = Count(known.n + 1, known.amount + each.amount)
    return shares


def _fill(family: _Filling, table: Table, item: str, shares: _Shares, layout: Layout) -> None:
    for leaf, units in shares.items():
        n = sum(count.n for count in units.values())
        family.counts[table.code, item, leaf] = Count(n, sum(count.amount for count in units.values()))
    for area, period in table.grid:
        cell = Cell(table.code, item, area, period)
        family.behind[cell] = _behind(shares, layout.areas[area], layout.periods[period])


def _behind(told: _Shares, councils: frozenset[str], parts: frozenset[str]) -> Behind:
    amounts: dict[str, int] = defaultdict(int)
    for leaf, units in told.items():
        if leaf.council in councils and leaf.part in parts:
            for unit, count in units.items():
                amounts[unit] += count.amount
    largest, second, *_ = sorted([*amounts.values(), 0, 0], reverse=True)
    return Behind(len(amounts), largest, second)


def _bounded(family: Family, group: Group, plan: tuple[Group, ...], found: list[Family]) -> Family:
    """The family with what is known of it from others: a part is never more than the whole it lies within."""
    if group.within is not None:
        whole = next(each for each in found if group.within.value in each.table_of)
        return replace(family, most=_by_leaf(whole, group.within.value), within=group.within.value)
    parts = [
        other
        for other, its in zip(found, plan, strict=True)
        if its.within is not None and its.within.value in family.table_of
    ]
    least: dict[str, int] = {}
    for other in parts:
        by_part: dict[str, int] = defaultdict(int)
        for leaf, n in _by_leaf(other, other.tables[0].code).items():
            by_part[leaf.part] += n
        least = {part: max(least.get(part, 0), by_part.get(part, 0)) for part in {*least, *by_part}}
    return replace(family, least=least)


def _by_leaf(family: Family, table: str) -> dict[Leaf, int]:
    totals: dict[Leaf, int] = defaultdict(int)
    for (code, _, leaf), count in family.counts.items():
        if code == table:
            totals[leaf] += count.n
    return dict(totals)
