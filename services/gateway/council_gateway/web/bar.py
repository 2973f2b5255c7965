"""One bar of a chart: apart from the charts, whose engine takes more than a second to load."""

from __future__ import annotations

from typing import NamedTuple


class Bar(NamedTuple):
    """One bar: its label, its number and the text at its end. `group` tells series apart where there are two."""

    label: str
    value: float
    shown: str
    group: str = ""
