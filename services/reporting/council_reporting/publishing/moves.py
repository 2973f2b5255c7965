"""Moves: changes of the leaves that no reader of the published numbers can see.

A move takes from some leaves and gives to others, one event each: between two councils, between two parts of a period,
between two items of a table, or any of these together (the corners of a hypercube, Repsilber's method). What it does not
leave as it was must be withheld, or it is no move. Applied again and again it leads through other worlds, all of whole
numbers and none negative, that look the same from outside: this is what hides a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from council_reporting.publishing.cells import Cell, Family, Layout, Leaf, Table

Place: TypeAlias = tuple[str, str, Leaf]
"""(table, item, leaf)"""
_STAY: Final = ""
_WITHOUT_END: Final = 10**18
"""What can be added where nothing has to be taken for it."""
_FEW: Final = 4
_MANY: Final = 12
"""Councils tried first within a wide area and outside it."""


class Shift(NamedTuple):
    """Where events come from and go to: `council` → `other`, `part` → `later`; empty where that does not change.

    Where both change, the sums of either side stay (a rectangle); `straight`: they don't, one leaf gives to another alone.
    """

    council: str
    other: str
    part: str
    later: str
    straight: bool = False


class Move(NamedTuple):
    """One event taken or given per place, the cells that change with it, and the leaves whose total changes."""

    places: Mapping[Place, int]
    cells: Mapping[Cell, int]
    totals: Mapping[Leaf, int]


@dataclass
class World:
    """Another truth: how it differs from the real one, place by place and cell by cell."""

    family: Family
    places: dict[Place, int] = field(default_factory=dict)
    cells: dict[Cell, int] = field(default_factory=dict)
    totals: dict[Leaf, int] = field(default_factory=dict)
    amount: int = 0
    """How much of the amount can have moved with the events."""
    _given: dict[Place, int] = field(default_factory=dict)

    def room(self, move: Move, sign: int, slack: Mapping[Cell, int], leaf_totals: Mapping[Leaf, int]) -> int:
        """How often the move can be made here. `slack`: how far each withheld cell may fall in all."""
        counts, family = self.family.counts, self.family
        rooms = [
            _n(counts, place) + self.places.get(place, 0) for place, change in move.places.items() if change * sign < 0
        ]
        rooms += [slack[cell] + self.cells.get(cell, 0) for cell, change in move.cells.items() if change * sign < 0]
        if family.most is not None:
            for leaf, change in move.totals.items():
                if change * sign > 0:
                    rooms.append(family.most.get(leaf, 0) - leaf_totals.get(leaf, 0) - self.totals.get(leaf, 0))
        for part, change in _by_part(move.totals).items():
            if change * sign < 0:
                now = _by_part(leaf_totals).get(part, 0) + _by_part(self.totals).get(part, 0)
                rooms.append(now - family.least.get(part, 0))
        return max(0, min(rooms, default=_WITHOUT_END))

    def make(self, move: Move, sign: int, times: int, table: str) -> None:
        """Make the move so often; `table`: whose amounts may go with it."""
        for place, change in move.places.items():
            self.places[place] = self.places.get(place, 0) + change * sign * times
        for cell, change in move.cells.items():
            self.cells[cell] = self.cells.get(cell, 0) + change * sign * times
        for leaf, change in move.totals.items():
            self.totals[leaf] = self.totals.get(leaf, 0) + change * sign * times
        self._give(move, sign, times, table)

    def _give(self, move: Move, sign: int, times: int, table: str) -> None:
        """Let what the taken events are worth go with them, once."""
        taken = [place for place, change in move.places.items() if change * sign < 0 and place[0] == table]
        counts = self.family.counts
        left = [counts[place].amount - self._given.get(place, 0) if place in counts else 0 for place in taken]
        worth = max(0, min(left, default=_WITHOUT_END)) if times else 0
        for place in taken:
            self._given[place] = self._given.get(place, 0) + worth
        self.amount += worth


def _by_part(totals: Mapping[Leaf, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for leaf, n in totals.items():
        found[leaf.part] = found.get(leaf.part, 0) + n
    return found


def _n(counts: Mapping[Place, tuple[int, int]], place: Place) -> int:
    found = counts.get(place)
    return found[0] if found else 0


def corners(shift: Shift) -> Iterator[tuple[Leaf, int]]:
    """The leaves of a shift with their signs."""
    if shift.straight:
        yield Leaf(shift.council, shift.part), 1
        yield Leaf(shift.other, shift.later), -1
        return
    for (council, a), (part, b) in product(
        ((shift.council, 1), (shift.other, -1)), ((shift.part, 1), (shift.later, -1))
    ):
        if council != _STAY and part != _STAY:
            yield Leaf(council, part), a * b


class Seen:
    """What of the publication changes under a shift; remembered, since many cells ask the same."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._found: dict[Shift, dict[tuple[str, str], int]] = {}

    def changing(self, shift: Shift) -> Mapping[tuple[str, str], int]:
        """(area, period) → sign, for every pair that does not hold all of the shift or none of it."""
        found = self._found.get(shift)
        if found is None:
            found = self._straight(shift) if shift.straight else self._rectangle(shift)
            self._found[shift] = found
        return found

    def _rectangle(self, shift: Shift) -> dict[tuple[str, str], int]:
        areas = _changed(self._layout.areas_of, shift.council, shift.other)
        periods = _changed(self._layout.periods_of, shift.part, shift.later)
        return {(area, period): a * b for area, a in areas.items() for period, b in periods.items()}

    def _straight(self, shift: Shift) -> dict[tuple[str, str], int]:
        there, here = (self.holding(leaf) for leaf, _ in corners(shift))
        return dict.fromkeys(there - here, 1) | dict.fromkeys(here - there, -1)

    def holding(self, leaf: Leaf) -> set[tuple[str, str]]:
        """Every pair of area and period that a leaf lies in."""
        return set(product(self._layout.areas_of[leaf.council], self._layout.periods_of[leaf.part]))


def _changed(containing: Mapping[str, frozenset[str]], start: str, end: str) -> dict[str, int]:
    here = containing[start]
    there = containing[end] if end != _STAY else frozenset()
    return {code: 1 for code in here - there} | {code: -1 for code in there - here}


def between_items(seen: Seen, shift: Shift, table: Table, item: str, other: str) -> Move:
    """Events change their item: the totals stay."""
    places: dict[Place, int] = {}
    for leaf, sign in corners(shift):
        places[table.code, item, leaf] = sign
        places[table.code, other, leaf] = -sign
    cells: dict[Cell, int] = {}
    for (area, period), sign in seen.changing(shift).items():
        if (area, period) in table.grid:
            cells[Cell(table.code, item, area, period)] = sign
            cells[Cell(table.code, other, area, period)] = -sign
    return Move(places, cells, {})


def of_total(seen: Seen, shift: Shift, items: Iterable[tuple[Table, str, str]]) -> Move:
    """Events change their council or their part of the period, in one item of every table of the family.

    Of a straight shift the items are those that an event comes to and, where it changes that too, comes from.
    """
    places: dict[Place, int] = {}
    cells: dict[Cell, int] = {}
    moved = dict(corners(shift))
    for table, item, former in items:
        for leaf, sign in moved.items():
            places[table.code, item if sign > 0 else former, leaf] = sign
        if item == former:
            changed = seen.changing(shift).items()
            cells |= {Cell(table.code, item, *place): sign for place, sign in changed if place in table.grid}
        else:
            for told, leaf, sign in zip((item, former), moved, (1, -1), strict=True):
                cells |= {Cell(table.code, told, *place): sign for place in seen.holding(leaf) if place in table.grid}
    return Move(places, cells, moved)


def shifts(layout: Layout, cell: Cell, many: Mapping[str, int]) -> Iterator[Sequence[Shift]]:
    """The shifts that change this cell, nearest first: each batch is tried before the next is made.

    `many`: council → events of this cell's item; a wide area is first tried where most of them are.
    """
    most = sorted(layout.areas_of, key=lambda council: (-many.get(council, 0), council))
    inside = [council for council in most if council in layout.areas[cell.area]]
    outside = [council for council in most if council not in layout.areas[cell.area]]
    parts = sorted(layout.periods[cell.period])
    later = sorted(set(layout.periods_of) - set(parts))
    for here, there in ((inside[:_FEW], outside[:_MANY]), (inside, outside)):
        near = [(u, v) for u in here for v in outside if v in _neighbours(layout, u)]
        yield [Shift(u, v, s, _STAY) for u, v in near for s in parts]
        yield [Shift(u, v, s, r) for u, v in near for s in parts for r in later]
        yield [Shift(u, _STAY, s, r) for u in here for s in parts for r in later]
        yield [Shift(u, _STAY, s, _STAY) for u in here for s in parts]
        yield [Shift(u, v, s, _STAY) for u in here for v in there for s in parts]
        yield [Shift(u, v, s, r) for u in here for v in there for s in parts for r in later]
        yield [Shift(u, v, s, r, straight=True) for u in here for v in there for s in parts for r in later]


def _neighbours(layout: Layout, council: str) -> frozenset[str]:
    """The councils of the smallest area that holds this one and another."""
    shared = [layout.areas[code] for code in layout.areas_of[council] if len(layout.areas[code]) > 1]
    return min(shared, key=len, default=frozenset())
