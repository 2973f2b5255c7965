"""Publicity and training: recorded by the council that carried them out, for the annual account."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from council_events.deciding import Asking, Fact, Refused
from council_events.reporting import (
    Audience,
    LateReportsChased,
    OrganisationKind,
    Participants,
    Programme,
    PublicityGiven,
    PublicityMeans,
    TrainingHeld,
)
from council_events.values import Office
from council_reporting.commands import RecordPublicity, RecordTraining
from council_reporting.domain.activities import INITIAL, decide, evolve

from tests.replay.sample_events import sample
from tests.services.reporting.situations import Desk, Story, items

TODAY = dt.date(2024, 7, 12)
HEAD = Asking("p08-head", "08", TODAY, frozenset({Office.HEAD}))
SECRETARIAT = Asking("p08-office", "08", TODAY, frozenset({Office.SECRETARIAT}))
BANKS = Participants(kind=OrganisationKind.FINANCIAL_INSTITUTION, organisations=3, persons=11)


def publicity(**changed: Any) -> RecordPublicity:
    values: dict[str, Any] = {
        "programme": Programme.GENERAL,
        "audiences": (Audience.SME, Audience.SUPPORT_BODY),
        "means": PublicityMeans.SEMINAR,
        "given_on": TODAY,
    }
    return RecordPublicity(**(values | changed))


def training(*participants: Participants, programme: Programme = Programme.GENERAL) -> RecordTraining:
    return RecordTraining(programme=programme, held_on=TODAY, participants=participants)


def test_publicity_is_recorded_with_its_audience():
    """YR-2-1-3-3-4"""
    (event,) = decide(False, publicity(), HEAD, uuid4(), TODAY)
    assert isinstance(event, PublicityGiven)
    assert event.audiences == (Audience.SME, Audience.SUPPORT_BODY)


def test_a_training_is_recorded_with_date_and_organisations():
    """YR-2-1-3-3-6"""
    (event,) = decide(False, training(BANKS), HEAD, uuid4(), TODAY)
    assert isinstance(event, TrainingHeld)
    assert (event.held_on, event.participants) == (TODAY, (BANKS,))


def test_what_is_recorded_is_not_recorded_again():
    assert decide(True, publicity(), HEAD, uuid4(), TODAY) == []


@pytest.mark.parametrize(
    ("command", "asking", "provision", "field"),
    [
        (publicity(audiences=()), HEAD, "YR-2-1-3-3-4", "audiences"),
        (publicity(audiences=(Audience.SME, Audience.SME)), HEAD, "YR-2-1-3-3-4", "audiences"),
        (publicity(audiences=(Audience.AGENCY,)), HEAD, "YR-2-1-3-3-4", "audiences"),
        (
            publicity(programme=Programme.PLAN_SUBSIDY, audiences=(Audience.SUPPORT_BODY,)),
            HEAD,
            "YR-2-4-2-6",
            "audiences",
        ),
        (publicity(given_on=TODAY + dt.timedelta(days=1)), HEAD, "YR-2-1-3-3-4", "on"),
        (publicity(), SECRETARIAT, "YR-2-1-3-3-4", None),
        (training(), HEAD, "YR-2-1-3-3-6", "participants"),
        (training(BANKS, BANKS), HEAD, "YR-2-1-3-3-6", "participants"),
        (training(BANKS.model_copy(update={"persons": 2})), HEAD, "YR-2-1-3-3-6", "participants"),
        (
            training(BANKS.model_copy(update={"kind": OrganisationKind.SUPPORT_BODY})),
            HEAD,
            "YR-2-1-3-3-6",
            "participants",
        ),
        (training(programme=Programme.PLAN_SUBSIDY), HEAD, "YR-2-4-2-6", "participants"),
    ],
)
def test_what_is_incomplete_is_refused(command: Any, asking: Asking, provision: str, field: str | None):
    with pytest.raises(Refused) as refused:
        decide(False, command, asking, uuid4(), TODAY)
    assert (refused.value.provision, refused.value.field) == (provision, field)


def test_the_secretariat_records_what_is_for_the_plan_subsidy_programme():
    """YR-2-4-2-6"""
    command = publicity(programme=Programme.PLAN_SUBSIDY, audiences=(Audience.AGENCY,))
    assert len(decide(False, command, SECRETARIAT, uuid4(), TODAY)) == 1


async def test_the_two_programmes_are_accounted_for_separately_under_their_functions(desk: Desk):
    """YR-1-1-2, YR-2-4-2-6"""
    story = Story()
    general, subsidy, trained = uuid4(), uuid4(), uuid4()
    story.tell("08", TODAY, decide(False, publicity(), HEAD, general, TODAY)[0], general)
    of_subsidy = publicity(programme=Programme.PLAN_SUBSIDY, audiences=(Audience.AGENCY,))
    story.tell("08", TODAY, decide(False, of_subsidy, HEAD, subsidy, TODAY)[0], subsidy)
    story.tell("08", TODAY, decide(False, training(BANKS), HEAD, trained, TODAY)[0], trained)
    await desk.feed(story.envelopes)
    year = desk.ask("2024-04-01", "2025-03-31", council="08")
    assert items(year, "publicity") == {"sme": 1, "support_body": 1}
    assert items(year, "publicity_subsidy") == {"agency": 1}
    assert items(year, "training") == {"financial_institution": 1}
    assert items(year, "function") == {"promotion": 2, "support": 1}


def test_evolve_knows_what_is_on_record():
    for command in (publicity(), training(BANKS)):
        (event,) = decide(INITIAL, command, HEAD, uuid4(), TODAY)
        assert evolve(INITIAL, Fact(event, TODAY, "08", "p08-head"))
    assert not evolve(INITIAL, Fact(sample(LateReportsChased), TODAY, "08", "hq-officer"))
