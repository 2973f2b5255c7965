"""Which cells are withheld: the small and the dominated ones, and as many more as it takes to hide them.

Every withheld cell gets its alibi: two other worlds, found by moves, that agree with everything published. For a cell
withheld for its own sake they let it take at least as many values as the threshold counts, one of them no longer small;
so nobody can tell a small cell from a complement. Integers throughout: a linear programme can only find more room.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice, product
from typing import Final, NamedTuple, TypeAlias

from council_directory import disclosure
from council_events.values import Code

from council_reporting.publishing.cells import Behind, Cell, Count, Family, Layout, Leaf, Table, is_undivided, row_of
from council_reporting.publishing.moves import (
    Move,
    Seen,
    Shift,
    World,
    between_items,
    corners,
    of_total,
    shifts,
)

_NEVER: Final = 10**12
_PER_AREA_OF: Final = {1: 1.0}
_BUREAU: Final = 20.0
_NATION: Final = 400.0
"""What withholding a cell costs: a council's least, a bureau's more, the nation's most."""
_TWO: Final = 2
"""Leaves of which one gives to the other."""
_VARIANTS: Final = 3
"""Choices of items tried for a move of the total."""


class Why(Code):
    """Why a number is not shown. Told to the headquarters alone: outside, every withheld cell looks alike."""

    SMALL = "small", "企業が少ない"
    DOMINATED = "dominated", "一社が大きい"
    ROW = "row", "合計を公表しない"
    COMPLEMENT = "complement", "ほかのマスの秘匿のため"


class Rule(NamedTuple):
    """What must not be told: the threshold in companies, and p of the p % rule for the tables named in `amounts`."""

    threshold: int = disclosure.THRESHOLD
    dominance_percent: int = disclosure.DOMINANCE_PERCENT
    amounts: frozenset[str] = frozenset()

    @property
    def width(self) -> int:
        """Between the largest and the smallest value that a cell withheld for its own sake must be able to take."""
        return self.threshold - 1


class Alibi(NamedTuple):
    """The two worlds that hide a cell: in `more` it is larger than in truth, in `less` smaller (or they in turn).

    They hide every other cell that differs in them as well.
    """

    more: World
    less: World

    def span(self, cell: Cell) -> tuple[int, int]:
        """How far below and above the true number the cell lies in these worlds."""
        changes = (0, self.less.cells.get(cell, 0), self.more.cells.get(cell, 0))
        return min(changes), max(changes)


@dataclass
class Decision:
    """What is withheld and why, with the alibi of each cell; `exposed` are the cells for which none was found."""

    withheld: dict[Cell, Why] = field(default_factory=dict)
    alibis: dict[Cell, Alibi] = field(default_factory=dict)
    exposed: set[Cell] = field(default_factory=set)


def own_reason(count: Count, behind: Behind, rule: Rule, table: str) -> Why | None:
    """Why a cell could point to one company, if it could; a cell without an event never does."""
    if disclosure.is_small(behind.companies, rule.threshold):
        return Why.SMALL
    dominated = disclosure.is_dominated(count.amount, behind.largest, behind.second, rule.dominance_percent)
    return Why.DOMINATED if table in rule.amounts and dominated else None


def decide_all(families: Sequence[Family], layout: Layout, rule: Rule) -> list[tuple[Family, Decision]]:
    """Decide for all. Where any number of the whole is withheld from the nation, its parts are withheld altogether.

    What bounds them is then not known either, so the family is given back without that bound.
    """
    decided: dict[int, tuple[Family, Decision]] = {}
    for place, family in sorted(enumerate(families), key=lambda each: each[1].within is not None):
        hidden = {
            cell.table for _, decision in decided.values() for cell in decision.withheld if _is_national(cell, layout)
        }
        if family.within is not None and family.within in hidden:
            free = replace(family, most=None)
            decided[place] = (free, decide(free, layout, rule, entirely=True))
        else:
            decided[place] = (family, decide(family, layout, rule))
    return [decided[place] for place in range(len(families))]


def _is_national(cell: Cell, layout: Layout) -> bool:
    return len(layout.areas[cell.area]) == len(layout.areas_of)


def decide(family: Family, layout: Layout, rule: Rule, *, entirely: bool = False) -> Decision:
    """Decide for one family. One that can't be protected with some of its cells is published for the nation, or not at all.

    `entirely`: not at all, without a try.
    """
    for coarsely in [Coarsely.NOT_AT_ALL] if entirely else Coarsely:
        work = _Work(family, layout, rule)
        work.withhold_finer(coarsely)
        work.own_reasons()
        work.hide(whole=coarsely is Coarsely.NOT_AT_ALL)
        if not work.decision.exposed:
            break
    return work.decision


class Coarsely(Enum):
    """How coarsely a family is published, each time with all of the finer cells withheld, zeros too."""

    AS_PLANNED = "all areas and periods"
    NATION = "the nation alone"
    NATION_BY_YEAR = "the nation's year alone"
    NOT_AT_ALL = "nothing"

    def withholds(self, cell: Cell, layout: Layout) -> bool:
        """Whether the cell is too fine for it."""
        councils, parts = layout.areas[cell.area], layout.periods[cell.period]
        if self is Coarsely.NOT_AT_ALL:
            return True
        if self is Coarsely.NATION_BY_YEAR and len(parts) < len(layout.periods_of):
            return True
        return self is not Coarsely.AS_PLANNED and len(councils) < len(layout.areas_of)


class _Need(NamedTuple):
    """What an alibi must show: how far up, how wide in all, and how much of the amount can move."""

    up: int
    width: int
    amount: int

    def met(self, cell: Cell, alibi: Alibi) -> bool:
        below, above = alibi.span(cell)
        return above >= self.up and above - below >= self.width and alibi.more.amount + alibi.less.amount >= self.amount


_Way: TypeAlias = Callable[[Cell, Table, Shift], Iterator[Move]]


class _Work:
    """The state of one decision."""

    def __init__(self, family: Family, layout: Layout, rule: Rule) -> None:
        self.family, self.layout, self.rule = family, layout, rule
        self.decision = Decision()
        self.truth = {cell: family.count(layout, cell) for table in family.tables for cell in table.cells()}
        if any(count.n < 0 for count in family.counts.values()):
            raise ValueError("a count below zero is no count")
        self._totals: dict[Leaf, int] = {}
        self._many: dict[tuple[str, str], dict[str, int]] = {
            (table.code, item): {} for table in family.tables for item in table.items
        }
        for (table, item, leaf), count in family.counts.items():
            by_council = self._many[table, item]
            by_council[leaf.council] = by_council.get(leaf.council, 0) + count.n
            if table == family.tables[0].code:
                self._totals[leaf] = self._totals.get(leaf, 0) + count.n
        self._slack = {cell: max(0, count.n - 1) for cell, count in self.truth.items()}
        self._queue: deque[Cell] = deque()
        self._everything = False
        self._costs: tuple[int, ...] = ()
        """What a cell's alibi may cost, tried in this order: what is withheld already is enough where much is."""
        self._hidden_by: dict[Cell, Alibi] = {}
        self._seen = Seen(layout)

    def withhold_finer(self, coarsely: Coarsely) -> None:
        """Withhold every cell that is too fine, zeros too, so that one of them may be a 0 for all that is known."""
        self._everything = coarsely is Coarsely.NOT_AT_ALL
        self._costs = (_NEVER - 1,) if coarsely is Coarsely.AS_PLANNED else (0, _NEVER - 1)
        for cell, count in self.truth.items():
            if coarsely.withholds(cell, self.layout):
                self.decision.withheld[cell] = Why.COMPLEMENT
                self._slack[cell] = count.n

    def own_reasons(self) -> None:
        """Withhold what could point to one company; the fewest events first."""
        finer = list(self.decision.withheld)
        for cell, count in sorted(self.truth.items(), key=lambda each: (each[1].n, each[0])):
            reason = count.n and own_reason(count, self.family.behind[cell], self.rule, cell.table)
            if reason:
                if cell in self.decision.withheld:
                    self._queue.append(cell)
                self.withhold(cell, reason)
        self._queue.extend(finer)

    def withhold(self, cell: Cell, why: Why, *, alone: bool = True) -> None:
        """Do not show the cell. A cell that is withheld alone is known not to be 0, since a 0 would be shown."""
        if cell not in self.decision.withheld:
            self.decision.withheld[cell] = why
            self._queue.append(cell)
        elif why in (Why.SMALL, Why.DOMINATED):
            self.decision.withheld[cell] = why
        if not alone:
            self._slack[cell] = self.truth[cell].n
        if alone and is_undivided(self.family.table_of[cell.table]):
            for other in row_of(self.family.tables, cell.area, cell.period):
                whole = is_undivided(self.family.table_of[other.table])
                if other != cell and not (whole and other in self.decision.withheld):
                    self.withhold(other, Why.ROW, alone=whole)

    def hide(self, *, whole: bool) -> None:
        """Find an alibi for every withheld cell, withholding more where it takes more; `whole`: also when one has none."""
        while self._queue and (whole or not self.decision.exposed):
            cell = self._queue.popleft()
            if cell in self.decision.alibis:
                continue
            need = self._need(cell)
            known = self._hidden_by.get(cell)
            if known is not None and not need.amount and need.met(cell, known):
                self.decision.alibis[cell] = known
                continue
            alibi = Alibi(World(self.family), World(self.family))
            if self._search(cell, alibi, need):
                self.decision.alibis[cell] = alibi
                for each in (*alibi.less.cells, *alibi.more.cells):
                    self._hidden_by.setdefault(each, alibi)
            elif not self.truth[cell].n and known is None:
                del self.decision.withheld[cell]  # a 0 that follows from what is shown is no secret
            else:
                self.decision.exposed.add(cell)

    def _need(self, cell: Cell) -> _Need:
        count, why = self.truth[cell], self.decision.withheld[cell]
        own = why in (Why.SMALL, Why.DOMINATED)
        up = max(0, self.rule.threshold - count.n) if own else 0
        amount = -(-count.amount * self.rule.dominance_percent // 100) if cell.table in self.rule.amounts else 0
        return _Need(up, self.rule.width if own else 1, amount)

    def _search(self, cell: Cell, alibi: Alibi, need: _Need) -> bool:
        table = self.family.table_of[cell.table]
        ways = [self._total_moves] if is_undivided(table) else [self._item_moves, self._total_moves]
        if self.decision.withheld[cell] is Why.ROW:
            ways.reverse()  # the totals of its row move already
        short = not self._everything and not self.truth[cell].n  # a 0 is not worth a long search
        return any(
            self._search_at(cost, islice(self._shifts(cell), 1 if short else None), ways, cell, alibi, need)
            for cost in self._costs
        )

    def _shifts(self, cell: Cell) -> Iterator[Sequence[Shift]]:
        return shifts(self.layout, cell, self._many[cell.table, cell.item])

    def _search_at(
        self,
        most: float,
        batches: Iterable[Sequence[Shift]],
        ways: Sequence[_Way],
        cell: Cell,
        alibi: Alibi,
        need: _Need,
    ) -> bool:
        """Look for moves that cost no more than this."""
        table = self.family.table_of[cell.table]
        for batch, way in product(batches, ways):
            candidates = [move for shift in batch for move in way(cell, table, shift)]
            while not need.met(cell, alibi):
                best = min(
                    (found for move in candidates if (found := self._worth(move, cell, alibi, need, most)) is not None),
                    key=lambda each: each[0],
                    default=None,
                )
                if best is None:
                    break
                self._make(best[1], best[2], best[3], cell, alibi)
            if need.met(cell, alibi):
                return True
        return False

    def _item_moves(self, cell: Cell, table: Table, shift: Shift) -> Iterator[Move]:
        """Moves to each other item, where the leaves have what it takes."""
        leaves = list(corners(shift))
        for other in table.items:
            if other != cell.item:
                item = [(self._n(table, cell.item, leaf), sign) for leaf, sign in leaves]
                item += [(self._n(table, other, leaf), -sign) for leaf, sign in leaves]
                if _filled(item):
                    yield between_items(self._seen, shift, table, cell.item, other)

    def _total_moves(self, cell: Cell, _: Table, shift: Shift) -> Iterator[Move]:
        """Moves of the total in some choices of items; from nowhere or to nowhere only where no number shows it."""
        leaves = list(corners(shift))
        if not _filled([(self._totals.get(leaf, 0), sign) for leaf, sign in leaves]):
            return
        for taken in (-1, 1):
            ranked = [self._ranked(each, leaves, cell, taken) for each in self.family.tables]
            for rank in range(min(_VARIANTS, max(len(each) for each in ranked)) if all(ranked) else 0):
                chosen = (
                    (table, *pairs[min(rank, len(pairs) - 1)])
                    for table, pairs in zip(self.family.tables, ranked, strict=True)
                )
                move = of_total(self._seen, shift, chosen)
                if shift.other or shift.later or not self._cost(move):
                    yield move

    def _ranked(self, table: Table, leaves: list[tuple[Leaf, int]], cell: Cell, taken: int) -> list[tuple[str, str]]:
        """The items of a table with which the total can move, to and from, the best filled first.

        `taken`: the sign of the leaves from which events are taken. Where those have nothing of the cell's own item, an event
        may change its item on the way between two leaves.
        """
        own = table.code == cell.table
        pairs = [(item, item) for item in ([cell.item] if own else table.items)]
        found = self._best_filled(table, leaves, pairs, taken)
        if own and not found and len(leaves) == _TWO:
            found = self._best_filled(table, leaves, [(cell.item, item) for item in table.items], taken)
        return found

    def _best_filled(
        self, table: Table, leaves: list[tuple[Leaf, int]], pairs: Iterable[tuple[str, str]], taken: int
    ) -> list[tuple[str, str]]:
        filled: dict[tuple[str, str], int] = {}
        for to, former in pairs:
            item = to if taken > 0 else former
            filled[to, former] = min((self._n(table, item, leaf) for leaf, sign in leaves if sign == taken), default=1)
        return sorted((pair for pair in filled if filled[pair]), key=lambda pair: filled[pair], reverse=True)

    def _n(self, table: Table, item: str, leaf: Leaf) -> int:
        found = self.family.counts.get((table.code, item, leaf))
        return found.n if found else 0

    def _cost(self, move: Move) -> float:
        """What the move asks to be withheld besides; _NEVER where it can't be."""
        cost = 0.0
        for cell in move.cells:
            if cell in self.decision.withheld:
                continue
            n = self.truth[cell].n
            if n == 0:
                return _NEVER
            cost += _PER_AREA_OF.get(len(self.layout.areas[cell.area]), _BUREAU if self._is_part(cell) else _NATION)
            cost += min(n, 999) / 1000
            if is_undivided(self.family.table_of[cell.table]):
                cost += sum(1 for _ in row_of(self.family.tables, cell.area, cell.period))
        return cost

    def _is_part(self, cell: Cell) -> bool:
        return len(self.layout.areas[cell.area]) < len(self.layout.areas_of)

    def _worth(
        self, move: Move, cell: Cell, alibi: Alibi, need: _Need, most: float
    ) -> tuple[tuple[float, int], Move, int, int] | None:
        """How dear the move is for what it brings, and how often it would be made in the two worlds; None for no use."""
        cost = self._cost(move)
        if cost > most:
            return None
        below, above = alibi.span(cell)
        missing = max(0, need.width - (above - below))
        wanted = max(need.up - above, missing)
        short_of_amount = int(alibi.more.amount + alibi.less.amount < need.amount)
        up = min(max(wanted, short_of_amount), alibi.more.room(move, 1, self._slack, self._totals))
        down = min(max(missing - up, 0), alibi.less.room(move, -1, self._slack, self._totals))
        if up + down == 0:
            return None
        return (cost / (up + down), -(up + down)), move, up, down

    def _make(self, move: Move, up: int, down: int, cell: Cell, alibi: Alibi) -> None:
        for each in move.cells:
            if each not in self.decision.withheld:
                self.withhold(each, Why.COMPLEMENT)
        alibi.more.make(move, 1, up, cell.table)
        alibi.less.make(move, -1, down, cell.table)


def _filled(places: Iterable[tuple[int, int]]) -> int:
    """How often events can be taken from these places, whichever way the move goes; `places`: number and sign."""
    found = list(places)
    return max(min((n for n, sign in found if sign == way), default=_NEVER) for way in (1, -1))
