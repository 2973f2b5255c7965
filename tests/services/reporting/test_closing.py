"""Closing the figures of a period: decided on what is known, by whom, and when another edition is due."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from council_directory.directory import HQ
from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.reporting import (
    AreaFiguresFixed,
    EditionClosed,
    EditionGround,
    EditionKind,
    LateEntryExplained,
    LateGround,
    LateReportsChased,
)
from council_events.values import Office
from council_reporting.commands import ChaseLateReports, CloseEdition, ExplainLateEntry
from council_reporting.domain import register
from council_reporting.domain.editions import INITIAL, AreaFigures, Series, decide, evolve, explain, said
from council_reporting.rules.register import late_before

from tests.replay.sample_events import sample

TODAY = dt.date(2024, 7, 12)
OFFICER = Asking("hq-officer", HQ, TODAY, frozenset({Office.HQ_OFFICER}))
HEAD = Asking("p08-head", "08", TODAY, frozenset({Office.HEAD}))
BUREAU = Asking("bur03-officer", "BUR-03", TODAY, frozenset({Office.BUREAU_OFFICER}))
NOTHING, AREA = AreaFigures("all", (), ()), AreaFigures("08", (), ())
CHASE = ChaseLateReports(council="08")


def close(ground: EditionGround = EditionGround.FIRST) -> CloseEdition:
    return CloseEdition(kind=EditionKind.QUARTER, first=dt.date(2024, 4, 1), ground=ground)


def after(state: Any, step: Any, *events: Event) -> Any:
    for event in events:
        state = step(state, Fact(event, TODAY, HQ, "hq-officer"))
    return state


def closed(figures: list[AreaFigures], state: Series = INITIAL, **more: Any) -> list[Event]:
    ground = more.pop("ground", EditionGround.FIRST)
    known_until = more.pop("known_until", dt.date(2024, 7, 11))
    return decide(state, close(ground), more.pop("by", OFFICER), known_until, figures, **more)


def refused(call: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def test_an_edition_is_closed_with_the_figures_of_every_area():
    edition, *fixed = closed([NOTHING, AREA])
    assert isinstance(edition, EditionClosed)
    assert (edition.number, edition.first, edition.last, edition.areas) == (
        1,
        dt.date(2024, 4, 1),
        dt.date(2024, 6, 30),
        2,
    )
    assert [each.area for each in fixed if isinstance(each, AreaFiguresFixed)] == ["all", "08"]
    assert {each.edition_id for each in fixed if isinstance(each, AreaFiguresFixed)} == {edition.edition_id}
    state = after(INITIAL, evolve, edition, *fixed)
    assert state == Series(1, (NOTHING, AREA))
    assert after(state, evolve, sample(LateReportsChased)) == state


def test_figures_that_have_not_changed_need_no_other_edition():
    state = after(INITIAL, evolve, *closed([NOTHING]))
    assert closed([NOTHING], state, ground=EditionGround.LATE_ENTRIES) == []
    assert refused(lambda: closed([AREA], state)).field == "ground"
    assert refused(lambda: closed([AREA], ground=EditionGround.LATE_ENTRIES)).field == "ground", "it is the first"
    edition, *_ = closed([AREA], state, ground=EditionGround.LATE_ENTRIES)
    assert isinstance(edition, EditionClosed)
    assert edition.number == 2


def test_headquarters_closes_a_period_when_it_is_over_and_every_late_entry_is_explained():
    assert refused(lambda: closed([NOTHING], by=HEAD)).forbidden
    assert refused(lambda: closed([NOTHING], known_until=dt.date(2024, 6, 29))).field == "first"
    assert closed([NOTHING], known_until=dt.date(2024, 6, 30))
    state = after(INITIAL, evolve, *closed([NOTHING]))
    again = {"state": state, "ground": EditionGround.LATE_ENTRIES}
    assert "1件" in refused(lambda: closed([AREA], **again, unexplained=1)).ja
    assert closed([AREA], **again, unexplained=0)


def test_a_reason_is_said_once_and_by_the_council_that_made_the_entry():
    command = ExplainLateEntry(entry_id=uuid4(), ground=LateGround.PAPERS)
    assert refused(lambda: explain(None, command, HEAD, "13")).forbidden
    assert refused(lambda: explain(None, command, HEAD, None)).forbidden, "it changed no closed figures"
    (event,) = explain(None, command, HEAD, "08")
    assert isinstance(event, LateEntryExplained)
    ground = after(None, said, event)
    assert ground is LateGround.PAPERS
    assert explain(ground, command, HEAD, "08") == []
    assert after(ground, said, *closed([NOTHING])) is ground


def test_late_reports_are_chased_once_a_day_by_those_whom_reports_go_to():
    def chase(
        by: Asking, area: frozenset[str] = frozenset(), late: int = 2, last: dt.date | None = None
    ) -> list[Event]:
        return register.decide(last, CHASE, by, area, late)

    assert refused(lambda: chase(HEAD)).forbidden
    assert refused(lambda: chase(BUREAU, frozenset({"13"}))).forbidden, "it lies in another area"
    assert chase(BUREAU, frozenset({"08"}))
    assert refused(lambda: chase(OFFICER, late=0)).field == "council"
    (event,) = chase(OFFICER)
    assert isinstance(event, LateReportsChased)
    assert (event.concerned, event.reports, event.chased_by) == ("08", 2, "hq-officer")
    chased_on = after(register.INITIAL, register.evolve, event)
    assert chased_on == TODAY
    assert chase(OFFICER, last=chased_on) == []
    assert after(chased_on, register.evolve, *closed([NOTHING])) == TODAY


def test_yr_2_2_r1_a_report_is_late_from_the_day_after_it_was_due():
    became_due = dt.date(2024, 6, 1)
    assert not became_due < late_before(dt.date(2024, 7, 1), 30), "it is submitted in time on the last day"
    assert became_due < late_before(dt.date(2024, 7, 2), 30)
