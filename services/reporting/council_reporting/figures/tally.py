"""Sums over acts. Every figure stands under the council that acted and the month (JST) of the business date of the act,
in a flat key with two sums: `n`, a number of occurrences, and `amount`, in the measure's own unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from council_reporting.figures.acts import Act

Key: TypeAlias = tuple[str, dt.date, str, str]
"""council, first day of the month, measure, item"""
Visit: TypeAlias = tuple[str, str, str, dt.date]
"""distinct, company, council, first day of the month"""


def month_of(day: dt.date) -> dt.date:
    """The first day of the month, under which a business date is counted."""
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of the month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


class Contributions(NamedTuple):
    """What some acts add up to."""

    sums: dict[Key, tuple[int, int]]
    visits: dict[Visit, int]


def contributions(acts: Iterable[Act]) -> Contributions:
    """What these acts count for."""
    tally = Tally()
    for act in acts:
        tally.add(act)
    return Contributions({key: (n, amount) for key, (n, amount) in tally.sums.items()}, tally.visits)


class Tally:
    """Sums by key, and visits of companies, of many acts; an act is taken back with `sign` -1."""

    def __init__(self) -> None:
        self.sums: dict[Key, list[int]] = {}
        self.visits: dict[Visit, int] = {}

    def add(self, act: Act, sign: int = 1) -> None:
        """Count one act (`sign` 1), or take one back (-1)."""
        month, council, sums = month_of(act.on), act.council, self.sums
        for measure, item, amount in act.cells:
            key = (council, month, measure, item)
            held = sums.get(key)
            if held is None:
                sums[key] = [sign, sign * amount]
            else:
                held[0] += sign
                held[1] += sign * amount
        for distinct in act.visits:
            visit = (distinct, act.company, council, month)
            self.visits[visit] = self.visits.get(visit, 0) + sign
