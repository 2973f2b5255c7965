"""The publication of one fiscal year: once, when the year is over, and only what gives nobody away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from council_directory import fiscal_year_end
from council_events import Event
from council_events.deciding import Fact, Refused, provision
from council_events.reporting import TablePublished, YearPublished

from council_reporting.commands import PublishYear


class State(NamedTuple):
    """Whether the year was published."""

    published: bool = False


INITIAL = State()


class Proposal(NamedTuple):
    """The tables as they would be published, and whether the audit found nothing that would be given away."""

    tables: Sequence[TablePublished]
    threshold: int
    dominance_percent: int
    safe: bool


def evolve(state: State, fact: Fact) -> State:
    """Assign only."""
    return State(published=True) if isinstance(fact.event, YearPublished) else state


def decide(state: State, command: PublishYear, today: dt.date, proposal: Proposal) -> list[Event]:
    """The tables and the publication; [] for a year that is published; raises Refused."""
    if state.published:
        return []
    the_year_is_over(command.fiscal_year, today)
    nobody_is_given_away(proposal)
    cells = [cell for table in proposal.tables for cell in table.cells]
    withheld = sum(1 for cell in cells if cell.n is None)
    published = YearPublished(
        fiscal_year=command.fiscal_year,
        threshold=proposal.threshold,
        dominance_percent=proposal.dominance_percent,
        tables=len(proposal.tables),
        shown=len(cells) - withheld,
        withheld=withheld,
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


@provision("YR-2-6-3-3")
def nobody_is_given_away(proposal: Proposal) -> None:
    """Published is only what cannot be traced to a company or a person, also not by combining tables."""
    if not proposal.safe:
        raise Refused(
            "YR-2-6-3-3",
            "秘匿した値を推計できる組合せが残ったため、公表できません。しきい値を確かめてください。",
            "A withheld value could still be worked out, so nothing is published.",
        )
