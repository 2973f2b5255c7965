"""What a case opened in an emergency shows, for how long, and what it never passes over."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_access import Action, Line, Resource, Standing, authorize, permitted, scope
from council_events import Sealed
from council_events import governance as g
from council_events.deciding import Refused
from council_events.sealed import SealedBox
from council_events.values import Office, Purpose
from council_kit.problems import NotVisible

from tests.libs.access.conftest import TODAY, Stage

CASE, OTHER = uuid4(), uuid4()
TAKEN_AT = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
"""When the stage's events were recorded."""
SOON = TAKEN_AT + dt.timedelta(hours=1)
REASON: Any = Sealed.from_box(SealedBox("13/person:p", "e", "reason", "c"))


def taken(stage: Stage, person: str, case_id: UUID = CASE, council: str = "13") -> None:
    stage.happened(g.EmergencyAccessTaken(person=person, case_id=case_id, reason=REASON), council=council)


def may(
    standing: Standing, action: Action, case_id: UUID = CASE, council: str = "13", line: Line = Line.SUPPORT
) -> bool:
    return bool(permitted(standing, action, [Resource(case_id, council, line)]))


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.EXPERT])
def test_the_case_is_seen_for_two_hours_and_not_worked_on(stage: Stage, office: Office) -> None:
    stage.appointed("p13", office)
    assert not may(stage.asking("p13", now=SOON), Action.READ_CASE)
    taken(stage, "p13")
    standing = stage.asking("p13", now=SOON)
    assert may(standing, Action.READ_CASE)
    assert not may(standing, Action.WORK_CASE)
    assert not may(standing, Action.DECIDE_CASE)
    assert not may(standing, Action.READ_CASE, OTHER)
    assert may(stage.asking("p13", now=TAKEN_AT + dt.timedelta(hours=2)), Action.READ_CASE)
    assert not may(stage.asking("p13", now=TAKEN_AT + dt.timedelta(hours=2, seconds=1)), Action.READ_CASE)


def test_lists_show_no_more_than_the_opened_case(stage: Stage) -> None:
    stage.appointed("p13", Office.SECRETARIAT)
    taken(stage, "p13")
    predicate = scope(stage.asking("p13", now=SOON), Line.SUPPORT)
    assert predicate.params["scope_cases"] == [CASE]
    assert scope(stage.asking("p13"), Line.SUPPORT).sql == "FALSE"


def test_another_councils_case_is_none_in_an_emergency_either(stage: Stage) -> None:
    stage.appointed("p13", Office.DEPUTY)
    taken(stage, "p13")
    standing = stage.asking("p13", now=SOON)
    assert not may(standing, Action.READ_CASE, council="14")
    with pytest.raises(NotVisible):
        authorize(standing, Action.READ_CASE, Resource(CASE, "14"))


def test_a_recusal_a_missing_pledge_an_ended_office_and_another_purpose_are_never_passed_over(stage: Stage) -> None:
    stage.appointed("recused", Office.EXPERT)
    stage.happened(g.ConflictOfInterestDeclared(person="recused", case_id=CASE, kind=g.InterestKind.CREDITOR))
    stage.appointed("unpledged", Office.EXPERT, pledged=False)
    stage.appointed("gone", Office.EXPERT, ends_on=TODAY - dt.timedelta(days=1))
    stage.appointed("elsewhere", Office.EXPERT)
    for person in ("recused", "unpledged", "gone", "elsewhere"):
        taken(stage, person)
    for person, purpose in [
        ("recused", Purpose.CASE_WORK),
        ("unpledged", Purpose.CASE_WORK),
        ("gone", Purpose.CASE_WORK),
        ("elsewhere", Purpose.REPORTING),
    ]:
        standing = stage.asking(person, purpose=purpose, now=SOON)
        with pytest.raises(Refused):
            authorize(standing, Action.READ_CASE, Resource(CASE, "13"))
        assert scope(standing).sql == "FALSE" or CASE in scope(standing).params.get("scope_recused", [])
