"""From steps that wait to what a subscription is told: each step at the finest level at which nobody stands out.

A *cell* is everything that is told of a step but its day and its pseudonym. A step is told only in a cell that then counts
at least `THRESHOLD` distinct companies among all that this subscription was ever told: so no count over a whole log, by
whatever attributes, is one that publication would suppress. What does not reach that number in its own council goes up
the ladder (fewer attributes, then the bureau's area, the nation, any line, the fiscal year); what does not reach it at
the top waits for more.

Before its month is closed a step is told at its own level or not at all: it is not yet known how many will join it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from council_directory import fiscal_year
from council_directory.disclosure import THRESHOLD, is_small
from council_events.public import AmountClass, SizeClass, Step, Tier

from council_feed.rules.cells import (
    NATIONAL,
    RARE_BELOW,
    amount_class,
    area_of,
    key_of,
    month_of,
    size_class,
)

_STEPS: Final = {step.value: step for step in Step}
_ORDER: Final = {step: number for number, step in enumerate(Step)}


class Waiting(NamedTuple):
    """One step of a case that a subscription has not been told of.

    `subject`: the company, or the case where none is known. `line`: of the step, else of the case.
    """

    event_id: UUID
    case_id: UUID
    subject: UUID
    step: Step
    on: dt.date
    council: str
    line: str | None
    industry: str | None
    size: SizeClass | None
    method: str | None
    amount: AmountClass | None
    telling: int = 0
    """How often the step was told and withdrawn before."""

    @property
    def step_number(self) -> int:
        """Where the step stands in the course of a case: of two on one day the earlier one comes first."""
        return _ORDER[self.step]

    @classmethod
    def of(
        cls,
        *,
        event_id: UUID,
        case_id: UUID,
        company_id: UUID | None,
        step: str,
        on: dt.date,
        council: str,
        line: str | None,
        industry: str | None,
        employees: int | None,
        method: str | None,
        amount: int | None,
        telling: int = 0,
    ) -> Waiting:
        """From what is on record: sizes and amounts become classes at once."""
        return cls(
            event_id,
            case_id,
            company_id or case_id,
            _STEPS[step],
            on,
            council,
            line,
            industry,
            size_class(employees),
            method,
            amount_class(amount),
            telling,
        )


class Cell(NamedTuple):
    """What is told of a step, but its day."""

    step: str
    place: str
    line: str | None
    fiscal_year: int
    month: str | None
    industry: str | None
    size: str | None
    method: str | None
    amount: str | None


def cell_key(cell: Cell) -> bytes:
    """A cell in sixteen bytes."""
    return sha256("|".join("" if each is None else str(each) for each in cell).encode()).digest()[:16]


class Told(NamedTuple):
    """A step and the cell that it is told in. `day`: in the agreement tier, where the council is told."""

    step: Waiting
    cell: Cell
    day: dt.date | None


class Outcome(NamedTuple):
    """What is told now, and what goes on waiting."""

    told: list[Told]
    held: list[Waiting]


Common = Mapping[str, frozenset[str]]
"""Place → keys of the combinations that are not rare there, from the tables of rarity in force."""


class _Level(NamedTuple):
    """A rung of the ladder: how wide a place, which attributes (of industry, size, method, amount), line and month."""

    place: Callable[[str], str]
    attributes: int
    line: bool = True
    month: bool = True


def _council(council: str) -> str:
    return council


def _nation(_: str) -> str:
    return NATIONAL


_TOP: Final = (_Level(_nation, 0), _Level(_nation, 0, line=False), _Level(_nation, 0, line=False, month=False))
LADDERS: Final[Mapping[Tier, tuple[_Level, ...]]] = {
    Tier.OPEN: (_Level(_council, 0), _Level(area_of, 0), *_TOP),
    Tier.AGREEMENT: (
        *(_Level(_council, attributes) for attributes in (4, 3, 2, 1, 0)),
        *(_Level(area_of, attributes) for attributes in (2, 1, 0)),
        _Level(_nation, 1),
        *_TOP,
    ),
}


def generalise(
    waiting: Iterable[Waiting],
    told_before: Mapping[Cell, frozenset[UUID]],
    common: Common,
    *,
    tier: Tier,
    closed_until: dt.date,
    threshold: int = THRESHOLD,
) -> Outcome:
    """What to tell of these steps. `told_before`: the companies in each cell of this subscription's log.

    `closed_until`: the last day of the last closed month.
    """
    ladder = LADDERS[tier]
    told: list[Told] = []
    left = [(_first_level(step, ladder, common), step) for step in waiting]
    for number, level in enumerate(ladder):
        cells: defaultdict[Cell, list[Waiting]] = defaultdict(list)
        for first, step in left:
            if first == number or (first < number and step.on <= closed_until):
                cells[_cell(step, level)].append(step)
        reached = [
            (cell, steps)
            for cell, steps in cells.items()
            if not is_small(len(told_before.get(cell, frozenset()) | {step.subject for step in steps}), threshold)
        ]
        tells_day = tier is Tier.AGREEMENT and level.place is _council
        told += [Told(step, cell, step.on if tells_day else None) for cell, steps in reached for step in steps]
        done = {step.event_id for _, steps in reached for step in steps}
        left = [(first, step) for first, step in left if step.event_id not in done]
    return Outcome(told, [step for _, step in left])


def _first_level(step: Waiting, ladder: Sequence[_Level], common: Common) -> int:
    """The finest level at which the step's combination is not rare; every ladder has one without attributes."""
    return next(
        number
        for number, level in enumerate(ladder)
        if not level.attributes
        or key_of(_attributes(step, level)) in common.get(level.place(step.council), frozenset())
    )


def _attributes(step: Waiting, level: _Level) -> tuple[str | None, ...]:
    """Line, and the first of industry, size, method and amount."""
    several = (step.industry, step.size, step.method, step.amount)
    return (step.line, *(each if place < level.attributes else None for place, each in enumerate(several)))


def _cell(step: Waiting, level: _Level) -> Cell:
    line, industry, size, method, amount = _attributes(step, level)
    return Cell(
        step.step,
        level.place(step.council),
        line if level.line else None,
        fiscal_year(step.on),
        month_of(step.on) if level.month else None,
        industry,
        size,
        method,
        amount,
    )


def rarity(steps: Iterable[Waiting], rare_below: int = RARE_BELOW) -> dict[str, dict[str, int]]:
    """Place → combination → distinct companies, of those that are not rare, for the tables of closed quarters."""
    seen: defaultdict[str, defaultdict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    levels = [level for level in LADDERS[Tier.AGREEMENT] if level.attributes]
    for step in steps:
        for level in levels:
            seen[level.place(step.council)][key_of(_attributes(step, level))].add(step.subject)
    return {
        place: {key: len(companies) for key, companies in sorted(keys.items()) if len(companies) >= rare_below}
        for place, keys in sorted(seen.items())
    }


def cells_in_reach(steps: Iterable[Waiting], tier: Tier) -> set[Cell]:
    """Every cell in which one of these steps could be told."""
    return {_cell(step, level) for step in steps for level in LADDERS[tier]}
