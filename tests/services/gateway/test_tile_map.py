"""The tile map's shades and legend."""

from __future__ import annotations

import re

from council_directory import councils
from council_gateway.web.rendering import STATIC
from council_gateway.web.tile_map import SHADES, legend, tiles


def test_every_council_has_its_own_place_on_the_map() -> None:
    css = STATIC.joinpath("figures.css").read_text("utf-8")
    places = dict(re.findall(r"\.t-(\d\d) \{ grid-area: (\d+ / \d+); \}", css))
    assert sorted(places) == [council.code for council in councils()]
    assert len(set(places.values())) == 47


def test_the_largest_number_has_the_darkest_tile_and_nothing_has_none() -> None:
    values = {"01": 0, "02": 1, "13": 100, "27": None, "40": 50}
    shades = {tile.code: tile.shade for tile in tiles(values, {})}
    assert (shades["01"], shades["27"], shades["47"]) == (0, 0, 0)
    assert (shades["02"], shades["40"], shades["13"]) == (1, 3, SHADES)


def test_all_47_tiles_are_drawn_also_without_any_number() -> None:
    assert [tile.shade for tile in tiles({}, {})] == [0] * 47
    assert legend({}) == []


def test_the_legend_tells_what_the_shades_stand_for() -> None:
    assert [(step.shade, step.text) for step in legend({"01": 0, "02": 3, "03": 4, "04": 10})] == [
        (0, "0"),
        (2, "3〜4"),
        (5, "10"),
    ]
