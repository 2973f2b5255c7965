"""From events to what everybody may read: counted, withheld, audited, and laid out as open data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from uuid import UUID, uuid4

import pytest
from council_directory import councils
from council_events import Event, intake, subsidy, support
from council_events.deciding import Asking, Fact, Refused
from council_events.reporting import (
    EditionKind,
    Obstacle,
    PublicationGivenUp,
    PublicationRequested,
    PublishedCell,
    TablePublished,
    YearPublished,
)
from council_events.values import Industry, Office
from council_reporting.application.publication import propose
from council_reporting.commands import PublishYear
from council_reporting.domain import publication as domain
from council_reporting.publishing import DOMINABLE, Rule
from council_reporting.publishing.plan import groups, tables_of
from council_reporting.queries.contributions import contributions, items_of_tables
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

pytestmark = pytest.mark.long

YEAR = 2024
KNOWN = dt.date(2025, 4, 30)
EDITION = UUID("018f5e1c-0000-7000-8000-0000000000ed")
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
    proposal = propose(desk.pool, YEAR, KNOWN, BANDS, RULE)
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
    proposal = propose(desk.pool, YEAR, KNOWN, BANDS, RULE)
    assert proposal.safe
    assert {cell.n for table in proposal.tables if table.table == "method" for cell in table.cells} == {None}


async def test_a_council_with_two_companies_is_withheld_with_another_beside_it(desk: Desk) -> None:
    story = Story()
    for council, companies in (("08", 2), ("09", 9), ("10", 12), ("11", 30)):
        for company in range(companies):
            story.consultation(council, "2024-05-10", f"{council}-{company}", result=intake.FirstResponse.OTHER)
    await desk.feed(story.envelopes)
    proposal = propose(desk.pool, YEAR, KNOWN, BANDS, RULE)
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
    assert value(propose(desk.pool, YEAR, KNOWN, BANDS, RULE), "consultation", "counter", "08").n is None


def test_guarantees_and_rechallenge_are_published_for_the_nation_alone() -> None:
    """B4-5, YR-2-6-3-3."""
    items = items_of_tables(BANDS)
    tables = [table for group in groups(items) for table in tables_of(group, YEAR, items)]
    cells = [cell for table in tables for cell in table.cells()]
    assert {cell.area for cell in cells if cell.table == "guarantee_persons"} == {"all"}
    local = {cell.item for cell in cells if cell.table in ("completed_line", "start") and cell.area != "all"}
    assert local == {"restructuring", "pre_plan", "revenue_improvement"}


def a_proposal(*, safe: bool = True, agrees: bool = True) -> domain.Proposal:
    cells = (
        PublishedCell(item="counter", area="all", period="2024", n=12),
        PublishedCell(item="counter", area="13", period="2024", n=None),
    )
    tables = [TablePublished(fiscal_year=YEAR, table="consultation", cells=cells)]
    return domain.Proposal(tables, 3, 10, safe, agrees)


COMMAND = PublishYear(fiscal_year=YEAR)
OVER = dt.date(2025, 4, 1)
ASKING = Asking("hq-officer", "hq", OVER, frozenset({Office.HQ_OFFICER}))


def after(*events: Event) -> domain.State:
    state = domain.INITIAL
    for event in events:
        state = domain.evolve(state, Fact(event, OVER, "hq", "hq-officer"))
    return state


def asked(state: domain.State = domain.INITIAL, edition_id: UUID | None = EDITION, on: dt.date = OVER) -> list[Event]:
    return domain.decide(state, COMMAND, ASKING, on, edition_id)


def test_the_headquarters_asks_for_a_year_once_and_it_is_published_once() -> None:
    [request] = asked()
    assert request == PublicationRequested(fiscal_year=YEAR, edition_id=EDITION, requested_by="hq-officer")
    working = after(request)
    assert asked(working) == []
    events = domain.complete(working, a_proposal())
    assert [type(event) for event in events] == [TablePublished, YearPublished]
    assert isinstance(events[-1], YearPublished)
    assert (events[-1].shown, events[-1].withheld, events[-1].edition_id) == (1, 1, EDITION)
    published = after(request, *events)
    assert asked(published) == domain.complete(published, a_proposal()) == []


def test_a_year_that_is_not_over_is_not_published() -> None:
    with pytest.raises(Refused) as refused:
        asked(on=dt.date(2025, 3, 31))
    assert refused.value.provision == "B2-3-1"


def test_a_year_without_an_edition_is_not_published() -> None:
    """RP-2"""
    with pytest.raises(Refused) as refused:
        asked(edition_id=None)
    assert (refused.value.provision, refused.value.field) == ("RP-2", "fiscal_year")


@pytest.mark.parametrize(
    ("proposal", "obstacle"),
    [(a_proposal(safe=False), Obstacle.INFERABLE), (a_proposal(agrees=False), Obstacle.METHOD)],
    ids=["a withheld value could be worked out", "these are not the edition's figures"],
)
def test_nothing_is_published_while(proposal: domain.Proposal, obstacle: Obstacle) -> None:
    """YR-2-6-3-3: it is given up with the reason, and may be asked for again."""
    [request] = asked()
    [given_up] = domain.complete(after(request), proposal)
    assert given_up == PublicationGivenUp(fiscal_year=YEAR, edition_id=EDITION, obstacle=obstacle)
    assert asked(after(request, given_up)) == [request]


def counted(desk: Desk, known_until: dt.date) -> int:
    told = contributions(desk.pool, YEAR, known_until, BANDS)
    return sum(each.measure == "consultation" and each.item == "counter" for each in told)


async def test_what_was_recorded_after_the_edition_is_not_published_with_it(desk: Desk) -> None:
    story = a_year(300, 5)
    await desk.feed(story.envelopes)
    before = propose(desk.pool, YEAR, KNOWN, BANDS, RULE)
    opened = next(each for each in story.envelopes if isinstance(each.data, intake.ConsultationOpened))
    story = Story()
    story.correction(opened, "industry", "service", Industry.OTHER, "2025-05-20")
    late = intake.ConsultationOpened(**{**opened.data.model_dump(), "case_id": uuid4()})
    story.tell("13", "2024-06-03", late, late.case_id, "2025-05-21")
    await desk.feed(story.envelopes)
    assert propose(desk.pool, YEAR, KNOWN, BANDS, RULE) == before
    assert counted(desk, KNOWN) == 300
    assert counted(desk, dt.date(2025, 5, 31)) == 301


async def test_what_is_published_are_the_figures_of_the_edition(desk: Desk) -> None:
    story = a_year(120, 8)
    await desk.feed(story.envelopes)
    edition_id = await desk.fix(EditionKind.FISCAL_YEAR, "2024-04-01", KNOWN.isoformat())
    assert propose(desk.pool, YEAR, KNOWN, BANDS, RULE, edition_id).agrees
    with desk.pool.connection() as connection:  # as another method of counting would
        connection.execute("UPDATE editions.fixed SET n = n + 1 WHERE area = 'all' AND measure = 'consultation'")
    assert not propose(desk.pool, YEAR, KNOWN, BANDS, RULE, edition_id).agrees


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
