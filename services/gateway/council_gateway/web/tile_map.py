"""The tile map: one tile per council, about where its prefecture lies, with its number written in it. Pure.

The shade only repeats the number; the place is given by a class of the stylesheet, so that no style stands in the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

SHADES: Final = 5


class Tile(NamedTuple):
    """One tile. `shade` 0 is for no case at all, 1 to SHADES for fifths of the largest number."""

    code: str
    value: float
    shown: str
    shade: int


class Step(NamedTuple):
    """One line of the legend: a shade and the numbers it stands for."""

    shade: int
    text: str


def tiles(values: Mapping[str, float | None], shown: Mapping[str, str]) -> list[Tile]:
    """The 47 tiles in JIS order; a council without a number has none written."""
    largest = max((value or 0 for value in values.values()), default=0)
    codes = [f"{number:02}" for number in range(1, 48)]
    return [Tile(code, values.get(code) or 0, shown.get(code, ""), _shade(values.get(code), largest)) for code in codes]


def legend(values: Mapping[str, float | None]) -> list[Step]:
    """The shades that occur, with the span of whole numbers each stands for."""
    largest = max((value or 0 for value in values.values()), default=0)
    spans: dict[int, list[float]] = {}
    for value in values.values():
        spans.setdefault(_shade(value, largest), []).append(value or 0)
    return [Step(shade, _span(min(found), max(found))) for shade, found in sorted(spans.items())]


def _shade(value: float | None, largest: float) -> int:
    if not value or largest <= 0:
        return 0
    return min(SHADES, max(1, -int(-value * SHADES // largest)))


def _span(least: float, most: float) -> str:
    return f"{least:,.0f}" if least == most else f"{least:,.0f}〜{most:,.0f}"
