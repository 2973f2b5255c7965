"""From events to what everybody may read: counted, withheld, audited, and laid out as open data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

import pytest
from council_directory import councils
from council_events import intake, subsidy, support
from council_events.deciding import Refused
from council_events.reporting import PublishedCell, TablePublished, YearPublished
from council_events.values import Industry
from council_reporting.application.publication import propose
from council_reporting.commands import PublishYear
from council_reporting.domain import publication as domain
from council_reporting.publishing import DOMINABLE, Rule
from council_reporting.publishing.plan import groups, tables_of
from council_reporting.queries.contributions import items_of_tables
from council_reporting.queries.publications import (
    HEADER,
    PublishedFigures,
    PublishedItem,
    PublishedTable,
    PublishedValue,
    PublishedYear,
    days_of,
    published_csv,
)

from tests.services.reporting.situations import BANDS, Desk, Story

YEAR = 2024
RULE = Rule(amounts=DOMINABLE)


def a_year(cases: int, seed: int) -> Story:
    """Consultations of a fiscal year in all councils, some of which are started, completed and paid for."""
    chance, story = random.Random(seed), Story()
    codes = [council.code for council in councils()]
    for number in range(cases):
        council = chance.choice(codes[: 12 if chance.random() < 0.7 else 47])
        day = dt.date(2024, 4, 1) + dt.timedelta(days=chance.randrange(360))
        on = day.isoformat()
        case = story.consultation(
            council,
            on,
            f"企業{number % (cases * 9 // 10)}",
            result=chance.choice(list(intake.FirstResponse)),
            industry=chance.choice(list(Industry)),
        )
        if chance.random() < 0.5:
            story.start(council, on, case)
            story.approval(council, on, case, chance.choice(list(support.Method)), jobs=chance.randrange(3, 90))
        if chance.random() < 0.3:
            story.application(council, on, case, chance.choice(list(subsidy.Track)), chance.randrange(1, 9) * 100_000)
    return story


def value(proposal: domain.Proposal, table: str, item: str, area: str, period: str = str(YEAR)) -> PublishedCell:
    cells = next(each.cells for each in proposal.tables if each.table == table)
    return next(cell for cell in cells if (cell.item, cell.area, cell.period) == (item, area, period))


async def test_a_year_is_published_as_counted_save_for_what_is_withheld(desk: Desk) -> None:
    await desk.feed(a_year(700, 1).envelopes)
    proposal = propose(desk.pool, YEAR, BANDS, RULE)
    assert proposal.safe
    figures = desk.ask("2024-04-01", "2025-03-31")
    assert value(proposal, "consultation", "counter", "all").n == figures.totals.counter_consultations == 700
    assert value(proposal, "jobs", "", "all").amount == figures.totals.jobs_kept
    for tile in figures.councils:
        cell = value(proposal, "consultation", "counter", tile.code)
        assert cell.n in (None, tile.values.counter_consultations)
    shown = [cell for table in proposal.tables for cell in table.cells if cell.n is not None]
    assert all(cell.n == 0 or cell.n >= RULE.threshold for cell in shown)
    assert len(shown) > 2000


async def test_in_a_year_of_one_completed_plan_its_method_is_withheld_with_it(desk: Desk) -> None:
    story = Story()
    case = story.consultation("13", "2024-05-10", "企業", result=intake.FirstResponse.OTHER)
    story.approval("13", "2024-11-10", case, support.Method.RESCHEDULE)
    await desk.feed(story.envelopes)
    proposal = propose(desk.pool, YEAR, BANDS, RULE)
    assert proposal.safe
    assert {cell.n for table in proposal.tables if table.table == "method" for cell in table.cells} == {None}


async def test_a_council_with_two_companies_is_withheld_with_another_beside_it(desk: Desk) -> None:
    story = Story()
    for council, companies in (("08", 2), ("09", 9), ("10", 12), ("11", 30)):
        for company in range(companies):
            story.consultation(council, "2024-05-10", f"{council}-{company}", result=intake.FirstResponse.OTHER)
    await desk.feed(story.envelopes)
    proposal = propose(desk.pool, YEAR, BANDS, RULE)
    assert proposal.safe
    told = {council: value(proposal, "consultation", "counter", council).n for council in ("08", "09", "10", "11")}
    assert told == {"08": None, "09": None, "10": 12, "11": 30}
    assert value(proposal, "consultation", "counter", "BUR-03").n == 53
    assert value(proposal, "result", "other", "08").n is None


async def test_one_company_that_came_nine_times_is_withheld(desk: Desk) -> None:
    story = Story()
    for council, company in [("08", "同じ企業")] * 9 + [("09", f"企業{number}") for number in range(20)]:
        story.consultation(council, "2024-05-10", company, result=intake.FirstResponse.OTHER)
    await desk.feed(story.envelopes)
    assert value(propose(desk.pool, YEAR, BANDS, RULE), "consultation", "counter", "08").n is None


def test_guarantees_and_rechallenge_are_published_for_the_nation_alone() -> None:
    items = items_of_tables(BANDS)
    tables = [table for group in groups(items) for table in tables_of(group, YEAR, items)]
    cells = [cell for table in tables for cell in table.cells()]
    assert {cell.area for cell in cells if cell.table == "guarantee_persons"} == {"all"}
    local = {cell.item for cell in cells if cell.table in ("completed_line", "start") and cell.area != "all"}
    assert local == {"restructuring", "pre_plan", "revenue_improvement"}


def a_proposal(*, safe: bool = True) -> domain.Proposal:
    cells = (
        PublishedCell(item="counter", area="all", period="2024", n=12),
        PublishedCell(item="counter", area="13", period="2024", n=None),
    )
    return domain.Proposal([TablePublished(fiscal_year=YEAR, table="consultation", cells=cells)], 3, 10, safe)


COMMAND = PublishYear(fiscal_year=YEAR)
OVER = dt.date(2025, 4, 1)


def test_the_headquarters_publishes_a_year_once() -> None:
    events = domain.decide(domain.INITIAL, COMMAND, OVER, a_proposal())
    assert [type(event) for event in events] == [TablePublished, YearPublished]
    assert isinstance(events[-1], YearPublished)
    assert (events[-1].shown, events[-1].withheld) == (1, 1)
    assert domain.decide(domain.State(published=True), COMMAND, OVER, a_proposal()) == []


def test_a_year_that_is_not_over_is_not_published() -> None:
    with pytest.raises(Refused) as refused:
        domain.decide(domain.INITIAL, COMMAND, dt.date(2025, 3, 31), a_proposal())
    assert refused.value.provision == "B2-3-1"


def test_nothing_is_published_while_a_withheld_value_could_be_worked_out() -> None:
    with pytest.raises(Refused) as refused:
        domain.decide(domain.INITIAL, COMMAND, OVER, a_proposal(safe=False))
    assert refused.value.provision == "YR-2-6-3-3"


def test_open_data_has_a_line_for_every_value_and_marks_what_is_withheld() -> None:
    year = PublishedYear(
        fiscal_year=YEAR, published_on=dt.date(2025, 6, 2), threshold=3, dominance_percent=10, shown=2, withheld=1
    )
    values = (
        PublishedValue(item="normal", area="13", period="2024", n=5, amount=9_000_000),
        PublishedValue(item="normal", area="BUR-03", period="2024", n=None, amount=None),
    )
    table = PublishedTable(
        code="payment",
        number="T14",
        title="支払（枠別）",
        unit="件",
        amount_unit="円",
        multiple=False,
        items=(PublishedItem(code="normal", label="通常枠"),),
        values=values,
    )
    text = "".join(published_csv(PublishedFigures(year=year, tables=(table,))))
    assert text.endswith("\r\n")
    head, *lines = csv.reader(io.StringIO(text))
    assert tuple(head) == HEADER
    assert lines[0] == [
        *("2024", "2024", "2024-04-01", "2025-03-31", "13", "130001", "東京都中小企業活性化協議会"),
        *("payment", "支払（枠別）", "normal", "通常枠", "5", "件", ""),
    ]
    assert lines[1][11:] == ["9000000", "円", ""]
    assert [line[11:] for line in lines[2:]] == [["", "件", "X"], ["", "円", "X"]]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2024-Q1", ("2024-04-01", "2024-06-30")),
        ("2024-Q3", ("2024-10-01", "2024-12-31")),
        ("2024-Q4", ("2025-01-01", "2025-03-31")),
        ("2024", ("2024-04-01", "2025-03-31")),
    ],
)
def test_a_period_code_names_its_days(period: str, days: tuple[str, str]) -> None:
    assert days_of(period) == days
