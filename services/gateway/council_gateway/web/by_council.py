"""One number of every council, as a map or as a graph, in the order of codes or of values, one prefecture marked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple
from urllib.parse import urlencode

from council_directory import councils

from council_gateway.web import labels, tile_map
from council_gateway.web.bar import Bar

View = Literal["map", "graph"]
Order = Literal["code", "value"]
PREFECTURES: Final = tuple((council.code, council.prefecture) for council in councils())


class Way(NamedTuple):
    """How the reader looks at it. `mark` is a prefecture's code, or empty."""

    view: View = "map"
    order: Order = "code"
    mark: str = ""

    @classmethod
    def of(cls, view: str, order: str, mark: str) -> Way:
        """What was asked for, with anything that makes no sense replaced."""
        return cls(
            "graph" if view == "graph" else "map",
            "value" if order == "value" else "code",
            mark if mark in dict(PREFECTURES) else "",
        )


class Line(NamedTuple):
    """One council: its code, its number as text, and whether it is the marked one. `rank` counts from the largest."""

    code: str
    shown: str
    rank: int | None
    marked: bool


class ByCouncil(NamedTuple):
    """Everything that the page shows of it. `bars` is empty for the map."""

    way: Way
    tiles: list[tile_map.Tile]
    legend: list[tile_map.Step]
    lines: list[Line]
    bars: tuple[Bar, ...]
    links: Mapping[str, str]


def by_council(
    values: Mapping[str, float | None], shown: Mapping[str, str], way: Way, here: str, asked: Mapping[str, object]
) -> ByCouncil:
    """`values`: by council code, None where there is none or it is withheld; `shown`: the same as text.

    `here`, `asked`: the page and the rest of its question, for the links to the other view and order.
    """
    known = {code: value for code, value in values.items() if value is not None}
    ranks = {code: 1 + sum(other > value for other in known.values()) for code, value in known.items()}
    codes = sorted(values)
    if way.order == "value":
        codes.sort(key=lambda code: (values[code] is None, -(values[code] or 0)))
    lines = [Line(code, shown.get(code, ""), ranks.get(code), code == way.mark) for code in codes]
    bars = tuple(
        Bar(labels.prefecture(line.code), float(values[line.code] or 0), line.shown, "marked" if line.marked else "")
        for line in lines
    )

    def link(**changed: str) -> str:
        return f"{here}?{urlencode({**asked, **way._asdict(), **changed})}#by-council"

    links = {
        "map": link(view="map"),
        "graph": link(view="graph"),
        "code": link(order="code"),
        "value": link(order="value"),
    }
    return ByCouncil(way, tile_map.tiles(values, shown), tile_map.legend(values), lines, bars, links)
