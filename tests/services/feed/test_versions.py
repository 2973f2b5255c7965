"""Two versions of one public event beside each other: nobody who asked for the earlier one is sent what he can't read."""

from __future__ import annotations

import datetime as dt

import pytest
from council_events import public
from council_events.contract import changes
from council_events.deciding import Refused
from council_events.public import PublicEvent, Step, told_as

from tests.services.feed.situations import OWNER, Told, request

MADE_KNOWN, LAST_DAY = dt.date(2027, 3, 1), dt.date(2028, 3, 31)
FIRST, SECOND = "council.public.PlanApproved.v1", "council.public.PlanApproved.v2"
NOW = dt.date(2027, 6, 1)


@pytest.fixture(autouse=True)
def successor(monkeypatch: pytest.MonkeyPatch) -> type[PublicEvent]:
    """A vocabulary of later years, in which PlanApproved has a second version."""
    monkeypatch.setattr(public.PlanApproved, "deprecated_on", MADE_KNOWN)
    monkeypatch.setattr(public.PlanApproved, "ends_on", LAST_DAY)
    monkeypatch.setattr(PublicEvent, "_registry", dict(PublicEvent._registry))

    class PlanApproved(public.PlanApproved, version=2, since=MADE_KNOWN):
        """The second."""

        deprecated_on = None
        ends_on = None

    return PlanApproved


def test_each_is_told_the_version_that_was_asked_for() -> None:
    assert told_as([FIRST], NOW)[Step.PLAN_APPROVED].type_name == FIRST
    assert told_as([SECOND], NOW)[Step.PLAN_APPROVED].type_name == SECOND


def test_who_asked_for_both_is_told_the_newer_alone() -> None:
    assert told_as([FIRST, SECOND], NOW)[Step.PLAN_APPROVED].type_name == SECOND


def test_a_version_that_has_ended_is_told_no_more() -> None:
    assert Step.PLAN_APPROVED in told_as([FIRST], LAST_DAY)
    assert told_as([FIRST], LAST_DAY + dt.timedelta(days=1)) == {}


def test_nobody_begins_with_a_version_whose_end_was_made_known() -> None:
    terms = {"begins_on": NOW, "ends_on": dt.date(2028, 3, 31)}
    assert Told().when(OWNER, request(event_types=(SECOND,), **terms), NOW)
    assert Told().when(OWNER, request(event_types=(FIRST,), **terms), MADE_KNOWN - dt.timedelta(days=1))
    with pytest.raises(Refused) as caught:
        Told().when(OWNER, request(event_types=(FIRST,), **terms), NOW)
    assert caught.value.field == "event_types"


def test_the_end_of_a_version_stands_in_the_changelog_with_its_last_day() -> None:
    [newest, *_] = changes()
    assert newest.on == MADE_KNOWN
    assert FIRST in newest.en
    assert "2028-03-31" in newest.en
