"""Families of published tables with companies behind them, small ones and one of the size of the country."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final

from council_directory import bureaus
from council_reporting.publishing import TOTAL, Behind, Cell, Count, Family, Layout, Leaf, Table

PARTS: Final = ("Q1", "Q2", "Q3", "Q4")
TOTALS: Final = "consultations"
INDUSTRY: Final = ("manufacturing", "retail", "construction", "transport")
RESULT: Final = ("support", "advice", "hard")


def layout_of(councils_of: Mapping[str, Sequence[str]], alone: Sequence[str], parts: Sequence[str] = PARTS) -> Layout:
    """Bureaus with their councils, bodies without a bureau, and quarters with their year and what came up to each."""
    every = [*(council for each in councils_of.values() for council in each), *alone]
    areas = {council: frozenset([council]) for council in every}
    areas |= {code: frozenset(each) for code, each in councils_of.items()} | {"all": frozenset(every)}
    periods = {part: frozenset([part]) for part in parts} | {"year": frozenset(parts)}
    periods |= {f"to-{part}": frozenset(["before", *parts[: at + 1]]) for at, part in enumerate(parts)}
    return Layout(areas, periods | {"before": frozenset(["before"])})


SMALL: Final = layout_of({"east": ("01", "02", "03"), "west": ("04", "05"), "north": ("06",)}, ["hq"])
NATION: Final = layout_of({each.code: each.councils for each in bureaus()}, ["hq"])


def grid(layout: Layout, *, divided: bool) -> frozenset[tuple[str, str]]:
    """Totals of every area by quarter and year, and cumulated for the nation; divisions by year, for the nation by quarter."""
    wide = [(area, "year") for area in layout.areas] + [("all", part) for part in PARTS]
    if divided:
        return frozenset(wide)
    everywhere = [(area, part) for area in layout.areas for part in PARTS]
    return frozenset([*wide, *everywhere, ("all", "before"), *(("all", f"to-{part}") for part in PARTS)])


def family(layout: Layout, mean: float, seed: int, items: Mapping[str, Sequence[str]] | None = None) -> Family:
    """Events of companies, about `mean` a council and quarter; one company may come several times."""
    chance = random.Random(seed)
    items = {TOTALS: (TOTAL,), "industry": INDUSTRY, "result": RESULT} if items is None else items
    counts: dict[tuple[str, str, Leaf], Count] = {}
    visits: dict[tuple[str, str, Leaf], list[tuple[str, int]]] = {}
    for council in sorted(layout.areas_of):
        size = mean * chance.uniform(0.2, 1.8) * (0.1 if council == "hq" else 1)
        for part in ("before", *PARTS):
            for _ in range(min(200, int(chance.gammavariate(1.0 + size, 1.0)))):
                company, yen = f"{council}-{chance.randrange(int(size * 4) + 2)}", chance.randrange(1, 900) * 1000
                for table, each in items.items():
                    place = (table, each[min(int(chance.expovariate(1.3) * 2), len(each) - 1)], Leaf(council, part))
                    known = counts.get(place, Count())
                    counts[place] = Count(known.n + 1, known.amount + yen)
                    visits.setdefault(place, []).append((company, yen))
    tables = tuple(Table(code, tuple(each), grid(layout, divided=len(each) > 1)) for code, each in items.items())
    behind = {cell: _behind(layout, visits, cell) for table in tables for cell in table.cells()}
    return Family(tables, counts, behind)


def _behind(layout: Layout, visits: Mapping[tuple[str, str, Leaf], list[tuple[str, int]]], cell: Cell) -> Behind:
    shares: dict[str, int] = {}
    for council in layout.areas[cell.area]:
        for part in layout.periods[cell.period]:
            for company, yen in visits.get((cell.table, cell.item, Leaf(council, part)), ()):
                shares[company] = shares.get(company, 0) + yen
    largest, second, *_ = sorted([*shares.values(), 0, 0], reverse=True)
    return Behind(len(shares), largest, second)
