"""Charts drawn on the server as SVG (Altair, vl-convert): no script in the browser, text stays text, one colour and its numbers.

Every chart stands beside a table of the same numbers, so it is one image with a sentence to whoever cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import altair as alt
import vl_convert
from markupsafe import Markup

from council_gateway.web.bar import Bar

FONT: Final = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Meiryo, sans-serif"
_KEY: Final = "#0017c1"
_MARKED: Final = "#c74700"
"""Orange beside blue: told apart by whoever sees no red or no green, and both dark enough for a thin bar."""
_FEW: Final = 4
"""Lines of a scale, about."""
_INK: Final = "#333333"
_LINE: Final = "#cccccc"
_TEXT: Final = {"labelFont": FONT, "titleFont": FONT, "labelColor": _INK, "titleColor": _INK, "labelFontSize": 13}
_PART_ROLES: Final = re.compile(r' (?:role|aria-roledescription|aria-label)="[^"]*"')
_CONFIG: Final[dict[str, Any]] = {
    "aria": False,
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        **_TEXT,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "domainColor": _LINE,
        "gridColor": "#e6e6e6",
        "tickColor": _LINE,
    },
    "legend": {**_TEXT, "titleFontSize": 13, "symbolSize": 120, "orient": "top", "title": None},
}


def trend(bars: Sequence[Bar], title: str) -> Markup:
    """Upright bars in the order given: the parts of a period."""
    return Markup(_trend(tuple(bars), title))  # noqa: S704  # our own drawing; every text in it is escaped by the library


def distribution(bars: Sequence[Bar], title: str) -> Markup:
    """Lying bars in the order given, each with its number at its end: the parts of a whole."""
    return Markup(_distribution(tuple(bars), title))  # noqa: S704  # as above


def ranking(bars: Sequence[Bar], title: str) -> Markup:
    """Lying bars of every council, close together; one whose `group` is not empty stands out by colour and a sign."""
    return Markup(_ranking(tuple(bars), title))  # noqa: S704  # as above


@lru_cache(maxsize=64)
def _ranking(bars: tuple[Bar, ...], title: str) -> str:
    marked = [bar._replace(label=f"◆ {bar.label}") if bar.group else bar for bar in bars]
    base = alt.Chart(alt.InlineData(values=[bar._asdict() for bar in marked])).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, _most(bars)])),
    )
    colour = alt.condition("datum.group != ''", alt.value(_MARKED), alt.value(_KEY))
    drawn = base.mark_bar(cornerRadiusEnd=2, height={"band": 0.7}).encode(color=colour)
    numbers = base.mark_text(align="left", dx=6, color=_INK, font=FONT, fontSize=12).encode(text="shown:N")
    return _svg((drawn + numbers).properties(width=380, height={"step": 20}), title)


@lru_cache(maxsize=64)
def _trend(bars: tuple[Bar, ...], title: str) -> str:
    most = _most(bars)
    base = alt.Chart(alt.InlineData(values=[bar._asdict() for bar in bars])).encode(
        x=alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
        y=alt.Y("value:Q", title=None, axis=_scale_of(bars, most), scale=alt.Scale(domain=[0, most])),
    )
    drawn = base.mark_bar(color=_KEY, cornerRadiusEnd=2, width={"band": 0.7})
    numbers = base.mark_text(dy=-8, color=_INK, font=FONT, fontSize=12).encode(text="shown:N")
    return _svg((drawn + numbers).properties(width=560, height=220), title)


def _most(bars: Sequence[Bar]) -> float:
    """Where the scale ends; without any number it still begins at 0."""
    return max((bar.value for bar in bars), default=0) or 1


def _scale_of(bars: Sequence[Bar], most: float) -> alt.Axis:
    """Where few whole things are counted there is no line at a half of one."""
    whole = all(float(bar.value).is_integer() for bar in bars)
    if whole and most <= _FEW:
        return alt.Axis(values=list(range(int(most) + 1)), format=",~f")
    return alt.Axis(tickCount=_FEW, format=",~f")


@lru_cache(maxsize=64)
def _distribution(bars: tuple[Bar, ...], title: str) -> str:
    base = alt.Chart(alt.InlineData(values=[bar._asdict() for bar in bars])).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, _most(bars)])),
    )
    drawn = base.mark_bar(color=_KEY, cornerRadiusEnd=2, height={"band": 0.62})
    numbers = base.mark_text(align="left", dx=6, color=_INK, font=FONT, fontSize=13).encode(text="shown:N")
    return _svg((drawn + numbers).properties(width=240, height={"step": 30}), title)


def _svg(chart: alt.LayerChart, title: str) -> str:
    """The drawing; the whole is one image that bears the title. Blocks for some milliseconds: call it in a thread."""
    specification = chart.to_dict() | {"config": _CONFIG}
    svg = vl_convert.vegalite_to_svg(specification, vl_version=alt.SCHEMA_VERSION.rpartition(".")[0])
    svg = _PART_ROLES.sub("", svg)  # one image, not a tree of unnamed parts
    label = str(Markup.escape(title))
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
