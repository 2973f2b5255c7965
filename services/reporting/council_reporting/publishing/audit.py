"""The check that a release must pass, apart from how the decision was found: every withheld cell has its alibi.

It builds each world anew from the leaves and compares every published number of it with the truth. Nothing is published
while a fault is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from council_reporting.publishing.cells import Cell, Family, Layout, Leaf
from council_reporting.publishing.moves import World
from council_reporting.publishing.withholding import Decision, Rule, Why, own_reason


class Fault(NamedTuple):
    """Why a cell of a release would tell too much."""

    cell: Cell
    fault: str


def faults(family: Family, layout: Layout, rule: Rule, decision: Decision) -> list[Fault]:
    """What is wrong with a decision; empty where it may be published."""
    truth = {cell: family.count(layout, cell) for table in family.tables for cell in table.cells()}
    found = [Fault(cell, "no alibi") for cell in sorted(decision.withheld.keys() - decision.alibis.keys())]
    for cell, count in truth.items():
        if count.n and cell not in decision.withheld and own_reason(count, family.behind[cell], rule, cell.table):
            found.append(Fault(cell, "shown, though it could point to one company"))
    for cell, alibi in decision.alibis.items():
        values = sorted([truth[cell].n, *(count_in(world, family, layout, cell) for world in (alibi.less, alibi.more))])
        own = decision.withheld[cell] in (Why.SMALL, Why.DOMINATED)
        if values[-1] - values[0] < (rule.width if own else 1):
            found.append(Fault(cell, "its alibi is too narrow"))
        if own and values[-1] < rule.threshold:
            found.append(Fault(cell, "its alibi leaves it small"))
        for world in (alibi.less, alibi.more):
            found += [Fault(cell, fault) for fault in _of_world(world, family, layout, decision, truth)]
    return found


def count_in(world: World, family: Family, layout: Layout, cell: Cell) -> int:
    """The number of a cell in another world."""
    change = sum(
        delta
        for (table, item, leaf), delta in world.places.items()
        if table == cell.table
        and item == cell.item
        and leaf.council in layout.areas[cell.area]
        and leaf.part in layout.periods[cell.period]
    )
    return family.count(layout, cell).n + change


def _of_world(
    world: World, family: Family, layout: Layout, decision: Decision, truth: Mapping[Cell, tuple[int, int]]
) -> list[str]:
    """What gives a world away."""
    wrong = []
    moved: dict[str, dict[Leaf, int]] = {table.code: {} for table in family.tables}
    cells: dict[Cell, int] = {}
    for (table, item, leaf), delta in world.places.items():
        known = family.counts.get((table, item, leaf))
        if (known.n if known else 0) + delta < 0:
            wrong.append("a leaf falls below zero")
        moved[table][leaf] = moved[table].get(leaf, 0) + delta
        for area in layout.areas_of[leaf.council]:
            for period in layout.periods_of[leaf.part]:
                if (area, period) in family.table_of[table].grid:
                    cell = Cell(table, item, area, period)
                    cells[cell] = cells.get(cell, 0) + delta
    changes = [{leaf: delta for leaf, delta in each.items() if delta} for each in moved.values()]
    if any(each != changes[0] for each in changes):
        wrong.append("the tables of the family no longer add up to the same")
    if any(delta and cell not in decision.withheld for cell, delta in cells.items()):
        wrong.append("a published number changes")
    if any(delta and truth[cell][0] + delta < 0 for cell, delta in cells.items()):
        wrong.append("a cell falls below zero")
    return wrong
