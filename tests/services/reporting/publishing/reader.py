"""A reader with a linear programme: what can be computed of a withheld cell from everything that is published.

He knows the counts to be no less than 0, every table of a family to add up to the same, and a cell that is withheld by
itself to be no 0, since a 0 would stand there. Solved with HiGHS; over real numbers, so he is told no more than this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
from council_reporting.publishing import Cell, Family, Layout, Leaf
from council_reporting.publishing.cells import is_undivided
from scipy.optimize import linprog
from scipy.sparse import coo_array


class Range(NamedTuple):
    """The least and the greatest value that a cell can have."""

    least: float
    most: float

    @property
    def width(self) -> float:
        return self.most - self.least


def _zeros_are_hidden(family: Family, layout: Layout, like: Cell, hidden: Collection[Cell]) -> bool:
    """Whether totals as fine as this one are withheld even where they are 0: the family is published coarser."""

    def fineness(cell: Cell) -> tuple[int, int]:
        return min(len(layout.areas[cell.area]), 2), len(layout.periods[cell.period])

    return any(
        fineness(cell) == fineness(like) and not family.count(layout, cell).n
        for cell in hidden
        if is_undivided(family.table_of[cell.table])
    )


def _known_not_to_be_zero(family: Family, layout: Layout, cell: Cell, hidden: Collection[Cell]) -> bool:
    """Whether a 0 would have been shown: not where the whole row is withheld, nor where all so fine a cell or all tables are."""
    divided = not is_undivided(family.table_of[cell.table])
    totals = {
        Cell(table.code, table.items[0], cell.area, cell.period) for table in family.tables if is_undivided(table)
    }
    everything = all(each in hidden for table in family.tables for each in table.cells())
    return not (everything or (divided and totals & set(hidden)) or _zeros_are_hidden(family, layout, cell, hidden))


class Reader:
    """Reads the published cells of one family; `amounts`: reads the sums beside the counts instead."""

    def __init__(self, family: Family, layout: Layout, withheld: Iterable[Cell], *, amounts: str | None = None) -> None:
        tables = [table for table in family.tables if amounts is None or table.code == amounts]
        leaves = [Leaf(council, part) for council in sorted(layout.areas_of) for part in sorted(layout.periods_of)]
        places = [(table.code, item, leaf) for table in tables for item in table.items for leaf in leaves]
        self._at = {place: column for column, place in enumerate(places)}
        self._layout = layout
        hidden = set(withheld)
        same: list[tuple[list[tuple[int, float]], float]] = []
        least: list[tuple[list[tuple[int, float]], float]] = []
        for table in tables:
            for cell in table.cells():
                count = family.count(layout, cell)
                columns = [(column, 1.0) for column in self._columns(cell)]
                if cell not in hidden:
                    same.append((columns, count.n if amounts is None else count.amount))
                elif amounts is None and count.n and _known_not_to_be_zero(family, layout, cell, hidden):
                    least.append((columns, 1.0))
        for table in tables[1:]:
            for leaf in leaves:
                sides = [(tables[0], 1.0), (table, -1.0)]
                same.append(([(self._at[t.code, item, leaf], sign) for t, sign in sides for item in t.items], 0.0))
        self._equal = _matrix(same, len(places))
        self._least = _matrix(least, len(places))

    def range_of(self, cell: Cell) -> Range:
        """What the cell may be."""
        asked = np.zeros(len(self._at))
        asked[self._columns(cell)] = 1.0
        return Range(self._solved(asked), -self._solved(-asked))

    def _columns(self, cell: Cell) -> list[int]:
        return [
            self._at[cell.table, cell.item, Leaf(council, part)]
            for council in self._layout.areas[cell.area]
            for part in self._layout.periods[cell.period]
        ]

    def _solved(self, asked: np.ndarray) -> float:
        rows, right = self._least
        bound = {"A_ub": -rows, "b_ub": -right} if right.size else {}
        found = linprog(asked, A_eq=self._equal[0], b_eq=self._equal[1], bounds=(0, None), method="highs", **bound)
        if found.status == 3:  # without bound
            return -np.inf
        assert found.status == 0, found.message
        return float(found.fun)


def _matrix(rows: list[tuple[list[tuple[int, float]], float]], columns: int) -> tuple[coo_array, np.ndarray]:
    entries = [(number, column, value) for number, (row, _) in enumerate(rows) for column, value in row]
    at, to, values = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = coo_array((values, (at, to)), shape=(len(rows), columns)).tocsr()
    return matrix, np.array([right for _, right in rows], dtype=float)
