"""The shelf under every sequence of commands: nothing is lost or replaced, and what is refused changes nothing."""

import datetime as dt
from uuid import UUID

from council_casework.papers import Need, Shelf, Status, standings
from council_events.deciding import Fact, Refused
from council_events.papers import Finding, Holding
from hypothesis import given
from hypothesis import strategies as st

from tests.libs.casework.situations import (
    CASE,
    TODAY,
    DocumentChecked,
    DocumentReceived,
    Kind,
    decided,
    looked_through,
    paper,
)

IDS = st.integers(1, 4).map(lambda number: UUID(int=number))
DAYS = st.none() | st.dates(dt.date(2023, 1, 1), dt.date(2024, 12, 31))
RECEPTIONS = st.builds(
    lambda document_id, kind, holding, dated_on, kept_at: paper(
        kind, document_id=document_id, holding=holding, dated_on=dated_on, kept_at=kept_at
    ),
    IDS,
    st.sampled_from(Kind),
    st.sampled_from(Holding),
    DAYS,
    st.sampled_from([None, "書庫"]),
)
CHECKS = st.builds(looked_through, IDS, st.sampled_from(Finding), st.sampled_from([None, "押印なし"]))
NEEDS = st.builds(
    Need,
    st.sampled_from(Kind),
    st.just("SUB-P-3"),
    original=st.booleans(),
    months=st.sampled_from([None, 3]),
    checked=st.booleans(),
)


@given(st.lists(RECEPTIONS | CHECKS, max_size=12), NEEDS)
def test_no_paper_is_lost_or_replaced_and_only_fit_papers_meet_a_need(commands, need):
    shelf = Shelf()
    for command in commands:
        before = shelf
        try:
            events = decided(shelf, command)
        except Refused:
            events = []
        for event in events:
            shelf = shelf.evolve(Fact(event, TODAY, "13", "p13-office"))
        assert [each.document_id for each in shelf.papers][: len(before.papers)] == [
            each.document_id for each in before.papers
        ]
    ids = [each.document_id for each in shelf.papers]
    assert len(ids) == len(set(ids))
    (standing,) = standings([need], shelf, TODAY)
    if standing.met:
        best = standing.paper
        assert best is not None
        assert best.kind is need.kind
        assert best.finding is not Finding.FAULTY
        assert best.holding is Holding.ORIGINAL or not need.original
        assert best.finding is Finding.IN_ORDER or not need.checked
        assert need.months is None or (best.dated_on is not None and best.dated_on <= TODAY)
    else:
        assert standing.status is not Status.CHECKED


EVENTS = st.builds(
    DocumentReceived,
    case_id=st.just(CASE),
    document_id=IDS,
    kind=st.sampled_from(Kind),
    holding=st.sampled_from(Holding),
    dated_on=DAYS,
) | st.builds(DocumentChecked, case_id=st.just(CASE), document_id=IDS, finding=st.sampled_from(Finding))


@given(st.lists(EVENTS, max_size=15), NEEDS, st.dates())
def test_any_history_is_folded_and_shown_without_an_error(events, need, on):
    shelf = Shelf()
    for event in events:
        shelf = shelf.evolve(Fact(event, on, "13", "p13-office"))
    assert len(standings([need], shelf, on)) == 1
