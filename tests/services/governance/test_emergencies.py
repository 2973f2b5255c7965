"""A case opened in an emergency: by whom, never past a pledge, an interest or an ended office, and looked into before the next."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    ConflictOfInterestDeclared,
    EmergencyAccessReviewed,
    EmergencyAccessTaken,
    InterestKind,
    PledgeReceived,
)
from council_events.values import Office
from council_governance.commands import ReviewEmergencyAccess, TakeEmergencyAccess
from council_governance.domain.person import About, State, decide, evolve
from council_governance.domain.person.steps import next_steps

from tests.services.governance.people import CASE, MITOYO, OTHER_CASE, asking, day, given

TAKE = TakeEmergencyAccess(case_id=CASE, reason="担当者が急病で、本日が返済猶予の期限のため")
ON = "2024-06-10"
PLEDGED = given(PledgeReceived(person=MITOYO, received_on=day("2024-04-01")))


def himself(*offices: Office) -> Asking:
    return asking(ON, *(offices or (Office.EXPERT,)), person=MITOYO)


def refused(state: State, command: TakeEmergencyAccess | ReviewEmergencyAccess, by: Asking) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(state, command, by, About(MITOYO))
    return caught.value


def taken(number: UUID) -> State:
    (event,) = decide(PLEDGED, TAKE, himself(), About(MITOYO))
    assert isinstance(event, EmergencyAccessTaken)
    return evolve(PLEDGED, Fact(event, day(ON), "37", MITOYO, number))


def test_it_is_opened_by_the_person_alone_who_works_on_cases_there() -> None:
    assert refused(PLEDGED, TAKE, asking(ON, Office.HEAD, person="p37-head")).provision == "LAW-136"
    for office in (Office.AUDITOR, Office.ADMINISTRATOR, Office.CENTER_HEAD, Office.COMMITTEE_MEMBER):
        assert refused(PLEDGED, TAKE, himself(office)).forbidden
    assert refused(PLEDGED, TAKE, asking(ON, person=MITOYO)).forbidden, "an ended office opens nothing"
    for office in (Office.EXPERT, Office.SECRETARIAT, Office.DEPUTY):
        assert len(decide(PLEDGED, TAKE, himself(office), About(MITOYO))) == 1


def test_a_missing_pledge_is_never_passed_over() -> None:
    assert refused(given(), TAKE, himself()).provision == "YR24-2-1-5-2"


def test_a_declared_interest_is_never_passed_over() -> None:
    barred = ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.CREDITOR)
    state = evolve(PLEDGED, Fact(barred, day(ON), "37", MITOYO))
    assert refused(state, TAKE, himself()).provision == "YR-2-1-3-2-4"
    other = TAKE.model_copy(update={"case_id": OTHER_CASE})
    assert len(decide(state, other, himself(), About(MITOYO))) == 1


def test_no_other_case_is_opened_before_the_last_was_looked_into_by_somebody_else() -> None:
    number = uuid4()
    state = taken(number)
    other = TAKE.model_copy(update={"case_id": OTHER_CASE})
    assert refused(state, other, himself()).provision == "LAW-136"
    review = ReviewEmergencyAccess(access_id=number, finding="justified")
    assert refused(state, review, himself(Office.HEAD)).forbidden, "nobody reviews himself"
    assert refused(state, review, asking(ON, Office.DEPUTY, person="p37-deputy")).forbidden
    head = asking(ON, Office.HEAD, person="p37-head")
    unknown = ReviewEmergencyAccess(access_id=uuid4(), finding="justified")
    assert refused(state, unknown, head).field == "access_id"
    (event,) = decide(state, review, head, About(MITOYO))
    assert isinstance(event, EmergencyAccessReviewed)
    reviewed = evolve(state, Fact(event, day(ON), "37", "p37-head"))
    assert decide(reviewed, review, head, About(MITOYO)) == []
    assert len(decide(reviewed, other, himself(), About(MITOYO))) == 1


def test_the_review_is_offered_while_one_waits() -> None:
    head = asking(ON, Office.HEAD, person="p37-head")
    assert ReviewEmergencyAccess not in [step.command for step in next_steps(PLEDGED, head, MITOYO)]
    steps = {step.command: step.allowed for step in next_steps(taken(uuid4()), head, MITOYO)}
    assert steps[ReviewEmergencyAccess]
    assert not steps[TakeEmergencyAccess]


def test_another_case_is_offered_to_the_person_once_the_last_was_looked_into() -> None:
    def offered(state: State) -> dict[type, bool]:
        return {step.command: step.allowed for step in next_steps(state, himself(), MITOYO)}

    assert offered(PLEDGED)[TakeEmergencyAccess]
    assert not offered(taken(uuid4()))[TakeEmergencyAccess]
