"""The tables of rarity: one stream a place, the last table in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from council_events.deciding import Fact
from council_events.event import Event
from council_events.feed import Combination, RarityTableDrawn

from council_feed.rules.cells import RARE_BELOW, closed_quarters

Table = RarityTableDrawn | None
INITIAL: Final[Table] = None


def evolve(state: Table, fact: Fact) -> Table:
    """The newest table stands."""
    return fact.event if isinstance(fact.event, RarityTableDrawn) else state


def is_current(state: Table, today: dt.date) -> bool:
    """Whether the table looks at the quarters that have closed by today."""
    return state is not None and state.last_day == closed_quarters(today)[1]


def draw(state: Table, place: str, companies: Mapping[str, int], today: dt.date) -> list[Event]:
    """The table of a place for the quarters closed by today; none when it is drawn already."""
    if is_current(state, today):
        return []
    first_day, last_day = closed_quarters(today)
    return [
        RarityTableDrawn(
            place=place,
            first_day=first_day,
            last_day=last_day,
            rare_below=RARE_BELOW,
            combinations=tuple(
                Combination(attributes=key, companies=count) for key, count in sorted(companies.items())
            ),
        )
    ]


def common(table: Table) -> frozenset[str]:
    """The combinations that are not rare; without a table all are."""
    return frozenset() if table is None else frozenset(each.attributes for each in table.combinations)
