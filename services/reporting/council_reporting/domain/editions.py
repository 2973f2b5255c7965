"""The editions of one period: which there are, and closing another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from council_events import Event
from council_events.deciding import Asking, Fact
from council_events.reporting import (
    AreaFiguresFixed,
    CompanyCount,
    EditionClosed,
    FixedCell,
    LateEntryExplained,
    LateGround,
    edition_of,
    series_of,
)

from council_reporting.commands.editions import CloseEdition, ExplainLateEntry
from council_reporting.rules import editions as rules


class AreaFigures(NamedTuple):
    """What is known of one area and the period."""

    area: str
    cells: tuple[FixedCell, ...]
    companies: tuple[CompanyCount, ...]


class Series(NamedTuple):
    """The editions of one period so far: the number of the last one, and its figures by area."""

    number: int = 0
    figures: tuple[AreaFigures, ...] = ()


INITIAL: Final = Series()


def evolve(state: Series, fact: Fact) -> Series:
    """The series with one more event."""
    event = fact.event
    if isinstance(event, EditionClosed):
        return Series(event.number)
    if isinstance(event, AreaFiguresFixed):
        return state._replace(figures=(*state.figures, AreaFigures(event.area, event.cells, event.companies)))
    return state


def decide(
    state: Series,
    command: CloseEdition,
    asking: Asking,
    known_until: dt.date,
    figures: Sequence[AreaFigures],
    unexplained: int = 0,
) -> list[Event]:
    """`figures`: of every area, from everything recorded by the end of `known_until`. None are changed: nothing to do.

    `unexplained`: entries that changed the last edition without a reason on record.
    """
    first, last = rules.period_of(command.kind, command.first)
    rules.headquarters_closes(asking)
    rules.the_period_is_over(last, known_until)
    if tuple(figures) == state.figures:
        return []
    number = state.number + 1
    rules.another_edition_says_why(number, command.ground)
    rules.late_entries_are_explained(unexplained)
    edition_id = edition_of(series_of(command.kind, first), number)
    closed = EditionClosed(
        edition_id=edition_id,
        kind=command.kind,
        first=first,
        last=last,
        number=number,
        ground=command.ground,
        known_until=known_until,
        closed_by=asking.person,
        areas=len(figures),
    )
    fixed = (
        AreaFiguresFixed(edition_id=edition_id, area=area, cells=cells, companies=companies)
        for area, cells, companies in figures
    )
    return [closed, *fixed]


def said(state: LateGround | None, fact: Fact) -> LateGround | None:
    """The last reason that was given for an entry."""
    return fact.event.ground if isinstance(fact.event, LateEntryExplained) else state


def explain(state: LateGround | None, command: ExplainLateEntry, asking: Asking, concerned: str | None) -> list[Event]:
    """`concerned`: the council whose entry changed closed figures; None where it changed none."""
    rules.the_council_explains(asking, concerned)
    if state is command.ground:
        return []
    return [LateEntryExplained(entry_id=command.entry_id, ground=command.ground, explained_by=asking.person)]
