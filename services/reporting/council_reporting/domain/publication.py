"""The publication of one fiscal year: asked for when the year is over and its edition stands, worked out afterwards, once.

What is published is the edition's figures, and only what gives nobody away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from council_directory import fiscal_year_end
from council_events import Event
from council_events.deciding import Asking, Fact, Refused, provision
from council_events.reporting import (
    Obstacle,
    PublicationGivenUp,
    PublicationRequested,
    TablePublished,
    YearPublished,
)

from council_reporting.commands import PublishYear


class Requested(NamedTuple):
    """What is being worked out."""

    fiscal_year: int
    edition_id: UUID


class State(NamedTuple):
    """Whether the year was published, and what was asked for and neither published nor given up."""

    published: bool = False
    requested: Requested | None = None


INITIAL = State()


class Proposal(NamedTuple):
    """The tables as they would be published, and what the audit and the comparison with the edition found.

    `safe`: nothing would be given away. `agrees`: they are the edition's figures.
    """

    tables: Sequence[TablePublished]
    threshold: int
    dominance_percent: int
    safe: bool
    agrees: bool = True


def evolve(state: State, fact: Fact) -> State:
    """Assign only."""
    event = fact.event
    if isinstance(event, YearPublished):
        return State(published=True)
    if isinstance(event, PublicationRequested):
        return state._replace(requested=Requested(event.fiscal_year, event.edition_id))
    return state._replace(requested=None) if isinstance(event, PublicationGivenUp) else state


def decide(state: State, command: PublishYear, asking: Asking, today: dt.date, edition_id: UUID | None) -> list[Event]:
    """The request; [] for a year that is published or being worked out; raises Refused. `edition_id`: the year's last one."""
    if state.published or state.requested:
        return []
    the_year_is_over(command.fiscal_year, today)
    edition = an_edition_stands(command.fiscal_year, edition_id)
    return [
        PublicationRequested(fiscal_year=command.fiscal_year, edition_id=edition, requested_by=asking.person),
    ]


def complete(state: State, proposal: Proposal) -> list[Event]:
    """The tables and the publication, or that it was given up; [] where nothing is being worked out any more."""
    if state.requested is None:
        return []
    year, edition_id = state.requested
    obstacle = obstacle_to(proposal)
    if obstacle is not None:
        return [PublicationGivenUp(fiscal_year=year, edition_id=edition_id, obstacle=obstacle)]
    cells = [cell for table in proposal.tables for cell in table.cells]
    withheld = sum(1 for cell in cells if cell.n is None)
    published = YearPublished(
        fiscal_year=year,
        threshold=proposal.threshold,
        dominance_percent=proposal.dominance_percent,
        tables=len(proposal.tables),
        shown=len(cells) - withheld,
        withheld=withheld,
        edition_id=edition_id,
    )
    return [*proposal.tables, published]


@provision("B2-3-1")
def the_year_is_over(year: int, today: dt.date) -> None:
    """What is not complete is not published: the cases of the whole year are compiled once, after it."""
    if today <= fiscal_year_end(year):
        raise Refused(
            "B2-3-1",
            f"{year}年度はまだ終わっていません。公表は年度の終了後に、全国の案件を取りまとめて行います。",
            f"Fiscal year {year} is not over; it is published as a whole, after its end.",
            field="fiscal_year",
        )


@provision("RP-2")
def an_edition_stands(year: int, edition_id: UUID | None) -> UUID:
    """What is published are closed figures, so that what is known later can be held against them."""
    if edition_id is None:
        raise Refused(
            "RP-2",
            f"{year}年度の集計の版が確定していません。先に版を確定してください。",
            f"No edition of fiscal year {year} has been closed; close one first.",
            field="fiscal_year",
        )
    return edition_id


@provision("YR-2-6-3-3")
def obstacle_to(proposal: Proposal) -> Obstacle | None:
    """Published is only what cannot be traced to a company or a person, also not by combining tables; and the edition."""
    if not proposal.agrees:
        return Obstacle.METHOD
    return None if proposal.safe else Obstacle.INFERABLE
