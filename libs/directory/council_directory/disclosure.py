"""Which cell of a table could point to one company: the rule that publication and the feed share. Pure.

Counted are the distinct companies (in guarantee cases persons) behind a cell, never the events: six visits of one company
are one company. The threshold is the one of the ministry's own statistics: a figure about one or two establishments is
withheld, and so is one of three or more from which such a figure follows (工業統計調査「利用上の注意」,
https://www.meti.go.jp/statistics/tyo/kougyo/result-4.html). The texts of the programme name no number.
"""

from __future__ import annotations

from typing import Final

THRESHOLD: Final = 3
"""The fewest companies of which a figure may be told; a setting of those who publish, never below this."""
DOMINANCE_PERCENT: Final = 10
"""p of the p % rule for totals of yen or persons: nobody behind a cell may learn the largest share to within p %."""


def is_small(companies: int, threshold: int = THRESHOLD) -> bool:
    """Whether a figure about so many distinct companies could point to one of them. None at all point to nobody."""
    return 0 < companies < threshold


def is_dominated(total: int, largest: int, second: int, percent: int = DOMINANCE_PERCENT) -> bool:
    """The p % rule: whether the second largest contributor to a total could tell the largest one to within `percent`.

    `total`: of all companies in the cell; `largest`, `second`: of the two with most. The second knows its own share, so
    what hides the largest is the rest: total − largest − second.
    """
    return largest > 0 and 100 * (total - largest - second) < percent * largest
