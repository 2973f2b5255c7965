"""Rights as the events have told them so far: too old, parked, not there yet, told twice."""

from __future__ import annotations

from typing import Any

import pytest
from council_access import Action, Resource, Rights, RightsStale, authorize, scope
from council_events import governance as g
from council_events.governance import stream_of
from council_events.values import Office
from council_kit.postgres import open_pool

from tests.libs.access.judging import CASE, OTHER, TODAY, YESTERDAY, case, may


def test_rights_that_are_too_old_refuse_case_content_and_say_so(stage: Any) -> None:
    stage.appointed("p13", Office.HEAD)
    for lag, stale in ((900.0, False), (900.1, True)):
        rights = Rights(stage.pool, lag_seconds=lambda lag=lag: lag)  # type: ignore[misc]  # a default binds the loop's value
        standing = rights.asking(stage.who("p13"), TODAY)
        assert standing.stale is stale
        if not stale:
            assert may(standing, Action.READ_CASE, case())
            continue
        for action, resource in ((Action.READ_CASE, case()), (Action.SEARCH, Resource(None, "13"))):
            with pytest.raises(RightsStale) as problem:
                authorize(standing, action, resource)
            assert problem.value.problem.status == 503
        assert scope(standing).sql == "FALSE"
        assert may(standing, Action.READ_PEOPLE, Resource(None, "13")), "no case content"


def test_while_an_event_of_a_person_waits_in_parking_that_persons_rights_are_stale(stage: Any) -> None:
    stage.appointed("p13", Office.HEAD)
    stage.appointed("p13-deputy", Office.DEPUTY)
    with stage.pool.connection() as connection:
        connection.execute(
            """INSERT INTO public.parked (projection, generation, case_key, topic, partition, "offset", raw)
               VALUES ('rights', 1, %s, 'council.governance.events', 0, 7, '')""",
            [str(stream_of("13", "p13"))],
        )
    with pytest.raises(RightsStale):
        authorize(stage.asking("p13"), Action.READ_CASE, case())
    assert may(stage.asking("p13-deputy"), Action.READ_CASE, case())


def test_before_the_tables_are_made_nobody_has_a_right(stage: Any, database: str) -> None:
    with open_pool(database) as empty, pytest.raises(RightsStale):
        Rights(empty).asking(stage.who("p13"), TODAY)


def test_an_event_that_comes_again_changes_nothing(stage: Any) -> None:
    appointed = [
        g.PledgeReceived(person="p13", received_on=YESTERDAY),
        g.CaseWorkerAssigned(person="p13", case_id=CASE, begins_on=TODAY),
        g.ConflictOfInterestDeclared(person="p13", case_id=OTHER, kind=g.InterestKind.COMPANY),
    ]
    stage.appointed("p13", Office.EXPERT)
    stage.happened(*appointed)
    once = stage.asking("p13", case_id=CASE)
    stage.happened(*appointed)
    assert stage.asking("p13", case_id=CASE) == once
