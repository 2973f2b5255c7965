"""What is offered for one person: what the rules say before the details of a command are known."""

from uuid import uuid4

import pytest
from council_events.deciding import Asking, Fact, Step
from council_events.governance import (
    ConflictOfInterestDeclared,
    EmergencyAccessReviewed,
    EmergencyFinding,
    InterestKind,
)
from council_events.values import Office
from council_governance.commands import (
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    LiftConflictOfInterest,
    RecordBureauConsent,
)
from council_governance.domain.person import State, evolve
from council_governance.domain.person.steps import next_steps

from tests.services.governance.people import (
    CASE,
    KAGAWA,
    MITOYO,
    appointed,
    asking,
    day,
    given,
    head,
    host,
    pledged,
    proposed,
)

ON = "2024-10-11"
HIMSELF = asking(ON, Office.DEPUTY, person=MITOYO)
BARRED = given(ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER))


def offered(state: State, by: Asking, command: type) -> Step:
    [step] = [step for step in next_steps(state, by, MITOYO) if step.command is command]
    return step


def test_the_bureau_consents_to_who_was_proposed() -> None:
    bureau = asking(ON, Office.BUREAU_OFFICER, person="bur07-officer")
    assert offered(given(proposed()), bureau, RecordBureauConsent).allowed
    assert offered(given(), bureau, RecordBureauConsent).provision == "YR-2-1-3-2-1"


@pytest.mark.parametrize(
    ("office", "by", "allowed"),
    [
        (Office.HEAD, host(ON), True),
        (Office.HEAD, head(ON), False),
        (Office.HOST_HEAD, asking(ON, Office.ADMINISTRATOR, person="admin-1"), True),
    ],
)
def test_who_appoints_to_an_office_ends_it(office: Office, by: Asking, allowed: bool) -> None:
    assert offered(given(appointed(office, "2022-04-01")), by, EndOffice).allowed is allowed
    assert not offered(given(), by, EndOffice).allowed, "nobody holds it"


def test_a_bar_is_declared_by_the_person_and_lifted_by_somebody_else() -> None:
    assert offered(given(), HIMSELF, DeclareConflictOfInterest).allowed
    assert LiftConflictOfInterest not in {step.command for step in next_steps(given(), host(ON), MITOYO)}
    assert offered(BARRED, host(ON), LiftConflictOfInterest).allowed
    assert not offered(BARRED, HIMSELF, LiftConflictOfInterest).allowed


def test_a_substitute_is_named_for_who_holds_an_office_and_by_the_chair_for_the_chair() -> None:
    chair = asking(ON, Office.CHAIR, person=MITOYO)
    assert offered(given(), chair, DesignateSubstitute).allowed
    assert not offered(given(), asking(ON, Office.CHAIR, person="p37-chair"), DesignateSubstitute).allowed
    assert offered(given(appointed(Office.HEAD, "2022-04-01")), host(ON), DesignateSubstitute).allowed
    assert not offered(given(), host(ON), DesignateSubstitute).allowed, "there is nobody to stand in for"


def test_the_head_puts_on_a_case_who_works_on_cases_and_is_pledged() -> None:
    expert = appointed(Office.EXPERT, "2024-10-08")
    assert offered(given(expert, pledged("2024-10-10")), head(ON), AssignCaseWorker).allowed
    assert not offered(given(expert, pledged("2024-10-10")), host(ON), AssignCaseWorker).allowed
    assert offered(given(expert), head(ON), AssignCaseWorker).provision == "YR24-2-1-5-2"
    assert not offered(given(pledged("2024-10-10")), head(ON), AssignCaseWorker).allowed


def test_a_review_of_an_access_that_is_not_on_record_changes_nothing() -> None:
    """`evolve` never argues with what happened."""
    reviewed = EmergencyAccessReviewed(person=MITOYO, access_id=uuid4(), finding=EmergencyFinding.JUSTIFIED)
    assert evolve(BARRED, Fact(reviewed, day(ON), KAGAWA, "p37-head")) == BARRED
