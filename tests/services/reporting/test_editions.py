"""Editions: a published figure stays as it was, and every difference to what is known now is an event."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from council_directory.directory import HQ
from council_events import Envelope, Event
from council_events.deciding import Asking, Refused
from council_events.intake import ClosedDayExplained, ConsultationClosed, ConsultationOpened, FirstResponse, Route
from council_events.reporting import (
    AreaFiguresFixed,
    EditionClosed,
    EditionGround,
    EditionKind,
    LateEntryExplained,
    LateGround,
    explanation_of,
)
from council_events.support import Method
from council_events.values import Office
from council_reporting.commands import CloseEdition, ExplainLateEntry
from council_reporting.domain.editions import INITIAL, AreaFigures, Series, decide, explain
from council_reporting.queries.editions import EditionView, find_edition, read_edition, read_editions
from council_reporting.queries.late_entries import council_of_late_entry, unexplained_since_last
from council_reporting.rules import Bands
from council_reporting.rules.editions import period_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.reporting.situations import BOX, Desk, Story
from tests.services.reporting.test_projection import a_year, interleaved

QUARTER = ("2024-04-01", "2024-06-30")
AGAIN = CloseEdition(kind=EditionKind.QUARTER, first=dt.date(2024, 4, 1), ground=EditionGround.LATE_ENTRIES)
DEPUTY = Asking("p08-deputy", "08", dt.date(2024, 8, 1), frozenset({Office.DEPUTY}))
EXPERT = Asking("p08-expert", "08", dt.date(2024, 8, 1), frozenset({Office.EXPERT}))
HEADQUARTERS = Asking("hq-officer", HQ, dt.date(2024, 7, 12), frozenset({Office.HQ_OFFICER}))


def closes(
    figures: list[AreaFigures], known_until: str, state: Series = INITIAL, ground: EditionGround | None = None
) -> list[Event]:
    command = CloseEdition(kind=EditionKind.QUARTER, first=dt.date(2024, 4, 1), ground=ground or EditionGround.FIRST)
    return decide(state, command, HEADQUARTERS, dt.date.fromisoformat(known_until), figures)


async def closed(desk: Desk, known_until: str = "2024-07-11") -> UUID:
    """The edition of the quarter, recorded on the day after."""
    return await desk.fix(EditionKind.QUARTER, QUARTER[0], known_until)


def view(desk: Desk, edition_id: UUID, area: str = "all") -> EditionView:
    edition = find_edition(desk.pool, edition_id)
    assert edition is not None
    return read_edition(desk.pool, edition, area, Bands())


def table(found: EditionView, which: str, code: str) -> dict[str, int]:
    tables = found.published_tables if which == "published" else found.known_tables
    return {item.code: item.n for each in tables if each.code == code for item in each.items if item.n}


async def test_a_published_figure_stays_and_the_difference_is_told_event_by_event(desk: Desk):
    story = Story()
    one = story.consultation("08", "2024-05-01", "one", result=FirstResponse.SOLVED)
    story.consultation("08", "2024-06-28", "two")
    await desk.feed(story.envelopes)
    edition = await closed(desk)
    later = Story()
    later.tell("08", "2024-06-30", told_late("08", "three"), uuid4(), recorded="2024-07-20")
    opened = next(each for each in story.envelopes if each.data.case_id == one)
    story.correction(opened, "industry", "manufacturing", "construction", recorded="2024-08-01")
    await desk.feed([*later.envelopes, story.envelopes[-1]])
    found = view(desk, edition)
    assert (found.published.counter_consultations, found.known_now.counter_consultations) == (2, 3)
    assert (found.published.consulted_companies, found.known_now.consulted_companies) == (2, 3)
    assert table(found, "published", "consultation_industry") == {"manufacturing": 2}
    assert table(found, "known", "consultation_industry") == {"manufacturing": 2, "construction": 1}
    told = {each.event: {(moved.measure, moved.item): moved.n for moved in each.moved} for each in found.events}
    assert told["correction"] == {
        ("consultation_industry", "construction"): 1,
        ("consultation_industry", "manufacturing"): -1,
    }
    assert told["ConsultationOpened"]["consultation", "counter"] == 1
    assert told["ConsultationOpened"]["consulted", ""] == 1
    assert found.unexplained == ()
    assert view(desk, edition, "44").events == ()


def told_late(council: str, company: str) -> ConsultationOpened:
    story = Story()
    story.consultation(council, "2024-06-30", company)
    event = story.envelopes[0].data
    assert isinstance(event, ConsultationOpened)
    return event


async def test_an_entry_moved_into_another_period_leaves_the_one_and_comes_into_the_other(desk: Desk):
    story = Story()
    story.consultation("08", "2024-07-01", "one")
    await desk.feed(story.envelopes)
    edition = await closed(desk)
    story.correction(story.envelopes[0], "occurredon", dt.date(2024, 7, 1), dt.date(2024, 6, 30), recorded="2024-08-01")
    await desk.feed(story.envelopes[-1:])
    found = view(desk, edition, "BUR-03")
    assert (found.published.counter_consultations, found.known_now.counter_consultations) == (0, 1)
    assert [each.event for each in found.events] == ["correction"]
    assert found.unexplained == ()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), mixing=st.integers(0, 10**6), months=st.integers(1, 18))
async def test_what_was_known_on_a_day_equals_a_history_that_ended_on_it(
    desk: Desk, seed: int, mixing: int, months: int
):
    """RP-2: the figures as published are those of the events recorded by that day, whatever came later, in any order."""
    story = a_year(seed, cases=20)
    first, last = dt.date(2023, 11, 1), dt.date(2024, 9, 30)
    known_until = last + dt.timedelta(days=30 * months)
    desk.empty()
    await desk.feed(interleaved(story, mixing), size=23)
    whole = desk.known(first.isoformat(), last.isoformat(), known_until.isoformat())
    desk.empty()
    await desk.feed([each for each in story.envelopes if recorded_on(each) <= known_until])
    assert desk.known(first.isoformat(), last.isoformat(), "2099-12-31") == whole


def recorded_on(envelope: Envelope[Event]) -> dt.date:
    return (envelope.time + dt.timedelta(hours=9)).date()


async def test_a_period_is_closed_when_it_is_over_by_headquarters_and_again_only_with_a_reason(desk: Desk):
    figures = desk.known(*QUARTER, "2024-07-11")
    with pytest.raises(Refused) as early:
        closes(figures, "2024-06-29")
    assert (early.value.provision, early.value.field) == ("RP-2", "first")
    events = closes(figures, "2024-06-30")
    assert len(events) == 1 + 1 + 9 + 47 + 1
    assert closes(figures, "2024-07-30", Series(1, tuple(figures))) == []
    with pytest.raises(Refused) as again:
        closes(figures, "2024-07-30", Series(1))
    assert again.value.field == "ground"
    second = closes(figures, "2024-07-30", Series(1), EditionGround.CORRECTIONS)[0]
    assert isinstance(second, EditionClosed)
    assert second.number == 2
    council = Asking("p08-head", "08", dt.date(2024, 7, 12), frozenset({Office.HEAD}))
    command = CloseEdition(kind=EditionKind.QUARTER, first=dt.date(2024, 4, 1))
    with pytest.raises(Refused) as refused:
        decide(INITIAL, command, council, dt.date(2024, 7, 11), figures)
    assert refused.value.forbidden


async def test_an_entry_that_changed_an_edition_needs_a_reason_before_the_next_one(desk: Desk):
    """RP-2: said by the council that made it, once, and shown with the difference."""
    edition_id = await closed(desk)
    story = Story()
    story.tell("08", "2024-06-20", told_late("08", "one"), uuid4(), "2024-07-20")
    moved = story.tell("08", "2024-05-20", told_late("08", "two"), uuid4(), "2024-06-02")
    story.correction(moved, "occurredon", None, dt.date(2024, 6, 2), "2024-07-21")
    await desk.feed(story.envelopes)
    late = story.envelopes[0].id
    until = dt.date(2024, 7, 31)
    period = (EditionKind.QUARTER, *(dt.date.fromisoformat(day) for day in QUARTER))
    assert council_of_late_entry(desk.pool, late) == "08"
    assert council_of_late_entry(desk.pool, moved.id) is None
    assert unexplained_since_last(desk.pool, *period, dt.date(2024, 7, 19)) == 0
    assert unexplained_since_last(desk.pool, *period, until) == 1, "one that moves within the period changes nothing"
    with pytest.raises(Refused) as refused:
        decide(Series(1), AGAIN, HEADQUARTERS, until, [AreaFigures("all", (), ())], 1)
    assert (refused.value.provision, refused.value.field) == ("RP-2", "first")

    [said] = explain(None, ExplainLateEntry(entry_id=late, ground=LateGround.PAPERS), DEPUTY, "08")
    story = Story()
    story.tell("08", "2024-08-01", said, explanation_of(late))
    await desk.feed(story.envelopes)
    assert unexplained_since_last(desk.pool, *period, until) == 0
    [shown] = [each for each in view(desk, edition_id).events if each.event_id == late]
    assert (shown.ground, shown.ground_label) == (LateGround.PAPERS, "書類の到着が遅れた")


async def test_an_entry_that_came_with_its_reason_and_a_correction_need_no_second_one(desk: Desk):
    """RP-2: the reason of a closed day stands in the case, sealed; reporting reads that there is one, and of which entries."""
    edition_id = await closed(desk)
    story = Story()
    silent, told = (
        story.tell("08", "2024-06-20", event, event.case_id, "2024-07-20")
        for event in (told_late("08", "one"), told_late("08", "two"))
    )
    reason = ClosedDayExplained(case_id=told.streamid, entries=1, reason=BOX)
    said = story.tell("08", "2024-06-20", reason, told.streamid, "2024-07-20")
    story.envelopes[-1] = said.model_copy(update={"time": told.time})  # saved together
    result = ConsultationClosed(case_id=told.streamid, result=FirstResponse.SOLVED)
    later = story.tell("08", "2024-07-25", result, told.streamid)
    story.correction(silent, "route", Route.DIRECT, Route.OTHER, "2024-07-21")
    await desk.feed(story.envelopes)
    period = (EditionKind.QUARTER, *(dt.date.fromisoformat(day) for day in QUARTER))
    reasoned = {each.event_id: each.reasoned for each in view(desk, edition_id).events}
    assert reasoned == {silent.id: False, told.id: True, later.id: False, story.envelopes[-1].id: True}
    assert unexplained_since_last(desk.pool, *period, dt.date(2024, 7, 31)) == 2


def test_a_reason_is_said_by_the_council_that_made_the_entry():
    command = ExplainLateEntry(entry_id=uuid4(), ground=LateGround.OMISSION)
    [event] = explain(None, command, DEPUTY, "08")
    assert event == LateEntryExplained(entry_id=command.entry_id, ground=command.ground, explained_by="p08-deputy")
    assert explain(LateGround.OMISSION, command, DEPUTY, "08") == []
    assert explain(LateGround.PAPERS, command, DEPUTY, "08") == [event]
    for concerned in ("13", None):
        with pytest.raises(Refused) as refused:
            explain(None, command, DEPUTY, concerned)
        assert (refused.value.provision, refused.value.forbidden) == ("RP-2", True)
    with pytest.raises(Refused):
        explain(None, command, EXPERT, "08")


async def test_what_stands_in_an_edition_fits_into_its_events(desk: Desk):
    story = a_year(seed=3, cases=300)
    for method in Method:
        story.approval("13", "2024-05-01", uuid4(), method)
    await desk.feed(story.envelopes)
    figures = desk.known("2023-04-01", "2025-03-31", "2026-12-31")
    events = closes(figures, "2026-12-31")
    assert max(len(each.model_dump_json()) for each in events) < 30_000
    assert [each.area for each in events if isinstance(each, AreaFiguresFixed)][:2] == ["all", "BUR-01"]


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (EditionKind.MONTH, "2024-02-01", "2024-02-29"),
        (EditionKind.QUARTER, "2025-01-01", "2025-03-31"),
        (EditionKind.FISCAL_YEAR, "2024-04-01", "2025-03-31"),
    ],
)
def test_a_period_is_a_month_a_quarter_or_a_fiscal_year(kind: EditionKind, first: str, last: str):
    assert [day.isoformat() for day in period_of(kind, dt.date.fromisoformat(first))] == [first, last]


def test_no_quarter_begins_in_may_and_no_fiscal_year_in_january():
    for kind, month in ((EditionKind.QUARTER, 5), (EditionKind.FISCAL_YEAR, 1)):
        with pytest.raises(ValueError, match="begins in"):
            period_of(kind, dt.date(2024, month, 1))


async def test_the_editions_are_listed_the_newest_period_first(desk: Desk):
    await closed(desk)
    assert [(each.number, each.last.isoformat()) for each in read_editions(desk.pool)] == [(1, "2024-06-30")]
