"""Pledge, team, interests, substitution and delegation."""

from uuid import UUID

import pytest
from council_events import Sealed
from council_events.deciding import Asking, Fact
from council_events.governance import (
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    InterestKind,
    SubstituteDesignated,
    SubstitutionGround,
)
from council_events.values import Office, Power, Qualification
from council_governance.commands import (
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    LiftConflictOfInterest,
    ReceivePledge,
)
from council_governance.domain.organisation.state import Rules
from council_governance.domain.person import INITIAL, State, evolve, next_steps

from tests.services.governance.people import (
    CASE,
    KAGAWA,
    MITOYO,
    OTHER_CASE,
    PROPOSAL,
    appoint,
    appointed,
    asking,
    consented,
    day,
    given,
    head,
    host,
    pledged,
    proposed,
    refused,
    when,
)

# ---- pledge


def test_the_host_takes_the_pledge() -> None:
    command = ReceivePledge(received_on=day("2025-03-26"))
    assert when(given(), command, host("2025-03-26")) == [pledged("2025-03-26")]
    assert when(given(pledged("2025-03-26")), command, host("2025-03-26")) == []


def test_a_pledge_is_not_recorded_before_it_is_there_nor_by_its_giver() -> None:
    assert refused(given(), ReceivePledge(received_on=day("2025-03-27")), host("2025-03-26")).field == "received_on"
    giver = asking("2025-03-27", Office.HEAD, person=MITOYO)
    assert refused(given(), ReceivePledge(received_on=day("2025-03-27")), giver).forbidden


# ---- A-GOV-04: no pledge, no place in the team


ASSIGN = AssignCaseWorker(case_id=CASE, begins_on=day("2024-10-09"))


def test_an_expert_is_commissioned_without_a_pledge() -> None:
    """A-GOV-04, given."""
    command = appoint(Office.EXPERT, "2024-10-08", name="養老 誠", qualifications=(Qualification.LAWYER,))
    assert when(given(), command, host("2024-10-08"))


def test_an_expert_is_commissioned_with_the_qualification_on_record_and_an_assistant_without() -> None:
    """YR-2-1-3-3-3-2"""
    refusal = refused(given(), appoint(Office.EXPERT, "2024-10-08", name="養老 誠"), host("2024-10-08"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-3-3-2", "qualifications")
    assert when(given(), appoint(Office.EXPERT_ASSISTANT, "2024-10-08", name="養老 誠"), host("2024-10-08"))


def test_an_expert_whose_commission_has_ended_is_put_on_no_case() -> None:
    """YR-2-1-3-3-3-2"""
    state = given(appointed(Office.EXPERT, "2024-04-01", "2024-10-08"), pledged("2024-04-01"))
    assert refused(state, ASSIGN, head("2024-10-09")).provision == "B2-2-3-1"


@pytest.mark.parametrize("office", [Office.CENTER_HEAD, Office.CENTER_DEPUTY])
def test_nobody_of_the_recovery_centre_is_put_on_a_case_of_the_department(office: Office) -> None:
    """YR24-1-1"""
    state = given(appointed(office, "2024-04-01"), pledged("2024-04-01"))
    assert refused(state, ASSIGN, head("2024-10-09")).provision == "B2-2-3-1"


def test_an_expert_without_a_pledge_is_not_put_on_a_case() -> None:
    """A-GOV-04, step 1."""
    state = given(appointed(Office.EXPERT, "2024-10-08"))
    assert refused(state, ASSIGN, head("2024-10-09")).provision == "YR24-2-1-5-2"


def test_an_expert_with_a_pledge_is_put_on_this_case_and_no_other() -> None:
    """A-GOV-04, step 2."""
    state = given(appointed(Office.EXPERT, "2024-10-08"), pledged("2024-10-10"))
    command = AssignCaseWorker(case_id=CASE, begins_on=day("2024-10-11"))
    (event,) = when(state, command, head("2024-10-11"))
    assert event == CaseWorkerAssigned(person=MITOYO, case_id=CASE, begins_on=day("2024-10-11"))
    after = evolve(state, Fact(event, day("2024-10-11"), KAGAWA, "p37-head"))
    assert set(after.cases) == {CASE}
    assert when(after, command, head("2024-10-12")) == []


@pytest.mark.parametrize(
    ("state", "by", "provision"),
    [
        (given(appointed(Office.EXPERT, "2024-10-08"), pledged("2024-10-08")), host("2024-10-09"), "B2-2-3-1"),
        (given(appointed(Office.EXPERT, "2024-10-10"), pledged("2024-10-08")), head("2024-10-09"), "B2-2-3-1"),
        (
            given(
                appointed(Office.EXPERT, "2024-10-08"),
                pledged("2024-10-08"),
                ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.CREDITOR),
            ),
            head("2024-10-09"),
            "B2-2-3-2",
        ),
    ],
    ids=["by the host's head", "before the office begins", "with an interest"],
)
def test_nobody_is_put_on_a_case(state: State, by: Asking, provision: str) -> None:
    assert refused(state, ASSIGN, by).provision == provision


# ---- A-GOV-05, A-GOV-06: interests and substitutes


DECLARE = DeclareConflictOfInterest(case_id=CASE, kind=InterestKind.COMPANY, detail="兄が取締役")


def designate(
    substitute: str, office: Office = Office.HEAD, begins_on: str = "2024-11-07", case_id: UUID | None = CASE
) -> DesignateSubstitute:
    return DesignateSubstitute(
        office=office,
        substitute=substitute,
        ground=SubstitutionGround.INTEREST,
        case_id=case_id,
        begins_on=day(begins_on),
    )


def test_an_interest_is_declared_by_the_person_and_holds_for_that_case() -> None:
    """A-GOV-06, given."""
    (event,) = when(given(), DECLARE, asking("2024-11-05", Office.HEAD, person=MITOYO))
    assert isinstance(event, ConflictOfInterestDeclared)
    assert event.detail == Sealed("兄が取締役")
    after = evolve(INITIAL, Fact(event, day("2024-11-05"), KAGAWA, MITOYO))
    assert after.recusals == {CASE}
    assert when(after, DECLARE, asking("2024-11-06", person=MITOYO)) == []


def test_an_interest_is_declared_for_others_only_by_the_heads() -> None:
    assert when(given(), DECLARE, host("2024-11-05"))
    assert refused(given(), DECLARE, asking("2024-11-05", Office.DEPUTY, person="p37-deputy")).forbidden


def test_nobody_lifts_his_own_bar() -> None:
    state = given(ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER))
    command = LiftConflictOfInterest(case_id=CASE)
    assert refused(state, command, asking("2024-12-01", Office.HOST_HEAD, person=MITOYO)).provision == "YR-2-1-3-2-4"
    assert when(state, command, host("2024-12-01")) == [ConflictOfInterestLifted(person=MITOYO, case_id=CASE)]
    assert when(given(), command, host("2024-12-01")) == []


def test_the_bar_of_the_hosts_head_is_lifted_by_an_administrator() -> None:
    state = given(
        appointed(Office.HOST_HEAD, "2024-04-01"),
        ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER),
    )
    command = LiftConflictOfInterest(case_id=CASE)
    assert refused(state, command, host("2024-12-01")).provision == "YR-2-1-1-4"
    assert when(state, command, asking("2024-12-01", Office.ADMINISTRATOR, person="admin-1"))


def test_a_lifted_bar_is_gone() -> None:
    state = given(
        ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER),
        ConflictOfInterestLifted(person=MITOYO, case_id=CASE),
    )
    assert not state.recusals


HEAD_STATE = given(appointed(Office.HEAD, "2022-04-01"))


def test_an_expert_does_not_stand_in_for_the_head() -> None:
    """A-GOV-06, step 1."""
    expert = given(appointed(Office.EXPERT, "2022-04-01", person="p37-kushima"))
    refusal = refused(HEAD_STATE, designate("p37-kushima"), host("2024-11-06"), substitute=expert)
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-2-4", "substitute")


def test_a_deputy_stands_in_for_the_head_in_this_case_only() -> None:
    """A-GOV-06, step 2."""
    deputy = given(appointed(Office.DEPUTY, "2022-04-01", person="p37-hinata"))
    (event,) = when(HEAD_STATE, designate("p37-hinata"), host("2024-11-07"), substitute=deputy)
    assert isinstance(event, SubstituteDesignated)
    assert (event.substitute, event.case_id, event.begins_on) == ("p37-hinata", CASE, day("2024-11-07"))
    after = evolve(HEAD_STATE, Fact(event, day("2024-11-07"), KAGAWA, "p37-host"))
    assert when(after, designate("p37-hinata"), host("2024-11-08"), substitute=deputy) == []


def test_a_substitute_with_an_interest_of_his_own_is_refused() -> None:
    deputy = given(
        appointed(Office.DEPUTY, "2022-04-01", person="p37-hinata"),
        ConflictOfInterestDeclared(person="p37-hinata", case_id=CASE, kind=InterestKind.CREDITOR),
    )
    assert refused(HEAD_STATE, designate("p37-hinata"), host("2024-11-07"), substitute=deputy).field == "substitute"
    assert when(HEAD_STATE, designate("p37-hinata", case_id=OTHER_CASE), host("2024-11-07"), substitute=deputy)


def test_the_hosts_head_hands_over_to_a_suitable_person_but_not_to_himself() -> None:
    """A-GOV-05, step 2."""
    state = given(appointed(Office.HOST_HEAD, "2024-04-01", person="p37-host"))
    command = designate("p37-hashima", Office.HOST_HEAD, "2024-10-04")
    rules = (Rules(day("2024-04-01"), None, ("p37-hashima", "p37-host")),)
    (event,) = when(state, command, host("2024-10-04"), person="p37-host", rules=rules)
    assert isinstance(event, SubstituteDesignated)
    assert event.rules_on == day("2024-04-01")
    himself = designate("p37-host", Office.HOST_HEAD, "2024-10-04")
    refusal = refused(state, himself, host("2024-10-04"), person="p37-host", rules=rules)
    assert refusal.provision == "YR-2-1-1-4"


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ((), "begins_on"),
        ((Rules(day("2024-10-05"), None, ("p37-hashima",)),), "begins_on"),
        ((Rules(day("2024-04-01"), None, ("p37-other",)),), "substitute"),
    ],
    ids=["no rules", "not yet in force", "not named"],
)
def test_nobody_acts_for_the_hosts_head_without_rules_that_say_so(rules: tuple[Rules, ...], field: str) -> None:
    """YR-2-1-1-5."""
    state = given(appointed(Office.HOST_HEAD, "2024-04-01", person="p37-host"))
    command = designate("p37-hashima", Office.HOST_HEAD, "2024-10-04")
    refusal = refused(state, command, host("2024-10-04"), person="p37-host", rules=rules)
    assert (refusal.provision, refusal.field) == ("YR-2-1-1-5", field)


def test_the_chair_names_who_acts_for_the_chair_and_nobody_else_does() -> None:
    """YR-2-1-2-2-3."""
    chair = asking("2024-10-04", Office.CHAIR, person="p37-chair")
    command = designate("p37-vice", Office.CHAIR, "2024-10-04", None)
    (event,) = when(given(), command, chair, person="p37-chair", chair=lambda _: "p37-chair")
    assert isinstance(event, SubstituteDesignated)
    assert (event.person, event.substitute, event.office) == ("p37-chair", "p37-vice", Office.CHAIR)
    assert refused(given(), command, host("2024-10-04"), person="p37-chair").provision == "YR-2-1-2-2-3"
    late = refused(given(), command, chair, person="p37-chair", chair=lambda _: "p37-next")
    assert late.provision == "YR-2-1-2-2-1"


def test_the_chair_is_offered_to_name_a_deputy_and_others_are_told_who_does() -> None:
    """YR-2-1-2-2-3."""
    chair = asking("2024-10-04", Office.CHAIR, person="p37-chair")
    steps = {step.command: step for step in next_steps(given(), chair, "p37-chair")}
    assert steps[DesignateSubstitute].allowed
    of_another = {step.command: step for step in next_steps(given(), chair, "p37-host")}
    assert not of_another[DesignateSubstitute].allowed


def test_a_substitute_is_designated_by_the_hosts_head_only() -> None:
    assert refused(HEAD_STATE, designate("p37-hinata"), head("2024-11-07")).forbidden


def test_there_is_no_substitute_for_other_offices_nor_for_an_office_not_held() -> None:
    assert refused(HEAD_STATE, designate("p37-hinata", Office.DEPUTY), host("2024-11-07")).field == "office"
    assert refused(given(), designate("p37-hinata"), host("2024-11-07")).provision == "YR-2-1-3-2-1"


# ---- what the host's head has delegated to the 会長


def empowered(on: str, *powers: Power) -> Asking:
    return Asking("p37-chair", KAGAWA, day(on), frozenset({Office.CHAIR}), powers=frozenset(powers))


def test_the_chair_appoints_with_the_power_delegated_and_not_without() -> None:
    """YR-2-1-2-2-2."""
    state = given(proposed(), consented("2025-03-19"), pledged("2025-03-26"))
    command = appoint(Office.HEAD, "2025-04-01")
    assert when(state, command, empowered("2025-03-27", Power.STAFF))
    assert refused(state, command, empowered("2025-03-27", Power.CASES)).forbidden
    assert when(given(), PROPOSAL, empowered("2025-03-10", Power.STAFF))
    assert refused(given(), PROPOSAL, empowered("2025-03-10")).forbidden


def test_the_chair_designates_the_acting_head_with_the_power_delegated() -> None:
    """YR-2-1-2-2-2."""
    deputy = given(appointed(Office.DEPUTY, "2022-04-01", person="p37-hinata"))
    by = empowered("2024-11-07", Power.SUBSTITUTES)
    assert when(HEAD_STATE, designate("p37-hinata"), by, substitute=deputy)
