"""What a correction made wrong of what a subscription was told, and which of it can be withdrawn.

A withdrawal names the event and nothing else. It waits while the cell that it leaves would then count companies that
publication would suppress: a log in which withdrawn events are left out yields no smaller count than one that was never
corrected. What is right is told in a later batch, in a cell that reaches the threshold by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from council_directory import fiscal_year
from council_directory.disclosure import THRESHOLD, is_small

from council_feed.domain.generalising import Waiting
from council_feed.rules.cells import month_of


class Stale(NamedTuple):
    """An event of a log whose step was corrected at some time: what was told, and the step `now`. `time`: ISO 8601."""

    position: int
    event_id: UUID
    subject: str
    time: str
    source_event: UUID
    source_case: UUID
    cell: bytes
    company: UUID
    telling: int
    told: Mapping[str, Any]
    now: Waiting

    @property
    def is_true(self) -> bool:
        """Whether all that was told still holds: a corrected day may lie in the same month."""
        now = {
            "fiscal_year": fiscal_year(self.now.on),
            "month": month_of(self.now.on),
            "day": self.now.on.isoformat(),
            "line": self.now.line,
            "industry": self.now.industry,
            "size": self.now.size,
            "method": self.now.method,
            "amount": self.now.amount,
        }
        return all(value is None or value == now.get(name, value) for name, value in self.told.items())


def to_withdraw(
    stale: Iterable[Stale], counted: Mapping[bytes, Mapping[UUID, int]], threshold: int = THRESHOLD
) -> list[Stale]:
    """Those that are wrong and leave no cell with too few companies; the others wait. `counted`: cell → company → steps."""
    by_cell: defaultdict[bytes, list[Stale]] = defaultdict(list)
    for each in stale:
        if not each.is_true:
            by_cell[each.cell].append(each)
    return [each for cell, several in by_cell.items() for each in _of_cell(several, counted.get(cell, {}), threshold)]


def _of_cell(stale: list[Stale], counted: Mapping[UUID, int], threshold: int) -> list[Stale]:
    """All where none is left after them, else as many as leave enough companies."""
    left = Counter(dict(counted))
    left.subtract(each.company for each in stale)
    if not _companies(left):
        return stale
    left, found = Counter(dict(counted)), []
    for each in stale:
        left[each.company] -= 1
        if is_small(_companies(left), threshold):
            left[each.company] += 1
        else:
            found.append(each)
    return found


def _companies(left: Counter[UUID]) -> int:
    return sum(steps > 0 for steps in left.values())
