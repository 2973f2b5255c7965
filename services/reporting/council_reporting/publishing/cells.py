"""What is published: tables of cells, each cell the sum of the same finest counts, the leaves.

A leaf is one council in one part of the period (a quarter, say). An area (council, bureau, nation) and a period (quarter,
year, everything up to a quarter) are sets of leaves' councils and parts, so that a cumulative figure and its difference
from the one before, or a year and its quarters, need no rule of their own: whoever subtracts only joins sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

TOTAL: Final = ""
"""The item of a table that is not divided."""


class Leaf(NamedTuple):
    """The finest place of a count: a council (or `hq`) and a part of the period."""

    council: str
    part: str


class Cell(NamedTuple):
    """One published number: a table's item in an area and a period."""

    table: str
    item: str
    area: str
    period: str


class Count(NamedTuple):
    """Events, and their sum in the table's unit (yen, persons, days; 0 where it has none)."""

    n: int = 0
    amount: int = 0


class Behind(NamedTuple):
    """Who stands behind a cell: distinct companies, and the two largest contributions to its amount."""

    companies: int = 0
    largest: int = 0
    second: int = 0


@dataclass(frozen=True)
class Layout:
    """Areas and periods by code, each the set of its leaves' councils or parts."""

    areas: Mapping[str, frozenset[str]]
    periods: Mapping[str, frozenset[str]]

    @cached_property
    def areas_of(self) -> Mapping[str, frozenset[str]]:
        """Council → the areas that it lies in."""
        return _containing(self.areas)

    @cached_property
    def periods_of(self) -> Mapping[str, frozenset[str]]:
        """Part → the periods that it lies in."""
        return _containing(self.periods)


def _containing(sets: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    members = {member for each in sets.values() for member in each}
    return {member: frozenset(code for code, each in sets.items() if member in each) for member in members}


@dataclass(frozen=True)
class Table:
    """One published table: its items, which exclude each other, and the pairs of area and period it is published for."""

    code: str
    items: tuple[str, ...]
    grid: frozenset[tuple[str, str]]

    def cells(self) -> Iterator[Cell]:
        """Every cell of the table."""
        for area, period in sorted(self.grid):
            for item in self.items:
                yield Cell(self.code, item, area, period)


@dataclass(frozen=True)
class Family:
    """Tables that divide the same events: per leaf, the items of each add up to the same number.

    A table of one item is the total itself. `least` and `most` bound it by what is counted in another family and may be
    known: a method is no more than the total of its leaf; the total of a part of the period no less than any of its methods,
    which are published for the nation alone, so that they may lie wherever the total does. `within`: the table that gives
    the larger number.
    """

    tables: tuple[Table, ...]
    counts: Mapping[tuple[str, str, Leaf], Count]
    """(table, item, leaf) → count; absent is none."""
    behind: Mapping[Cell, Behind]
    least: Mapping[str, int] = field(default_factory=dict)
    """part → number"""
    most: Mapping[Leaf, int] | None = None
    within: str | None = None

    @cached_property
    def table_of(self) -> Mapping[str, Table]:
        """Code → table."""
        return {table.code: table for table in self.tables}

    def count(self, layout: Layout, cell: Cell) -> Count:
        """The true number of a cell."""
        n = amount = 0
        for council in layout.areas[cell.area]:
            for part in layout.periods[cell.period]:
                found = self.counts.get((cell.table, cell.item, Leaf(council, part)))
                if found is not None:
                    n, amount = n + found.n, amount + found.amount
        return Count(n, amount)


def is_undivided(table: Table) -> bool:
    """Whether the table has one item, and so is the total of its family."""
    return len(table.items) == 1


def row_of(tables: Sequence[Table], area: str, period: str) -> Iterator[Cell]:
    """Every cell of the family in this area and period: what its total stands over."""
    for table in tables:
        if (area, period) in table.grid:
            for item in table.items:
                yield Cell(table.code, item, area, period)
