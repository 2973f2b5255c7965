"""What a council's organisation means for rights: 会長, members, delegated powers, cancellation, who acts as the host's head."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_access import Action, Resource, Standing, authorize
from council_access.refusals import the_host_may_open_cases
from council_events import Sealed, SealedBox
from council_events import governance as g
from council_events.deciding import Refused
from council_events.values import Office, Power

TODAY = dt.date(2024, 6, 10)
CASE = UUID("018f0000-0000-7000-8000-00000000000a")
TEXT = Sealed.from_box(SealedBox("13/office:13", "e", "text", "AAAA"))


def member(person: str, ends_on: dt.date | None = None) -> g.CommitteeMemberAppointed:
    return g.CommitteeMemberAppointed(
        member=person,
        category=g.BodyCategory.CHAMBER,
        body=TEXT,
        name=TEXT,
        begins_on=dt.date(2022, 4, 1),
        ends_on=ends_on,
    )


def elected(person: str, begins_on: dt.date = dt.date(2022, 4, 1)) -> g.ChairElected:
    return g.ChairElected(chair=person, elected_on=begins_on, begins_on=begins_on, electors=(person,))


def delegated(person: str, *powers: Power) -> g.PowersDelegated:
    return g.PowersDelegated(chair=person, powers=powers, begins_on=dt.date(2022, 4, 1))


def may(standing: Standing, action: Action) -> bool:
    try:
        authorize(standing, action, Resource(None, standing.council))
    except Refused:
        return False
    return True


def refused(standing: Standing, resource: Resource) -> str:
    with pytest.raises(Refused) as caught:
        authorize(standing, Action.READ_CASE, resource)
    return caught.value.provision


def test_a_member_sees_the_organisation_and_no_case(stage: Any) -> None:
    stage.happened(member("m13"))
    standing = stage.asking("m13")
    assert standing.offices_now == {Office.COMMITTEE_MEMBER}
    assert may(standing, Action.READ_PEOPLE)
    assert not may(standing, Action.ORGANISE)
    assert refused(standing, Resource(CASE, "13")) == "YR-2-1-4-4"


def test_a_chair_keeps_the_committees_record_until_another_is_elected(stage: Any) -> None:
    stage.happened(member("m13"), member("n13"), elected("m13"), elected("n13", TODAY))
    assert Office.CHAIR not in stage.asking("m13").offices
    assert Office.CHAIR in stage.asking("m13", on=TODAY - dt.timedelta(days=1)).offices
    assert stage.asking("n13").offices == {Office.COMMITTEE_MEMBER, Office.CHAIR}
    assert may(stage.asking("n13"), Action.ORGANISE)


@pytest.mark.parametrize(
    "event",
    [
        g.CommitteeMemberLeft(member="m13", ended_on=TODAY - dt.timedelta(days=1)),
        g.ChairEnded(chair="m13", ended_on=TODAY - dt.timedelta(days=1)),
    ],
    ids=["leaves the committee", "leaves the office"],
)
def test_whoever_leaves_is_no_chair_any_more(stage: Any, event: Any) -> None:
    stage.happened(member("m13"), elected("m13"), event)
    assert Office.CHAIR not in stage.asking("m13").offices


def test_the_chair_exercises_what_is_delegated_and_so_does_the_chairs_deputy(stage: Any) -> None:
    """YR-2-1-2-2-2 and YR-2-1-2-2-3."""
    stage.happened(member("m13"), elected("m13"), delegated("m13", Power.STAFF))
    stage.happened(
        g.SubstituteDesignated(
            person="m13",
            office=Office.CHAIR,
            substitute="v13",
            ground=g.SubstitutionGround.OTHER,
            begins_on=dt.date(2022, 4, 1),
        )
    )
    assert stage.asking("m13").powers == {Power.STAFF}
    assert may(stage.asking("m13"), Action.ADMINISTER)
    deputy = stage.asking("v13")
    assert (deputy.powers, deputy.on_behalf_of) == ({Power.STAFF}, "m13")
    assert stage.asking("m13", member_of="14").powers == frozenset()
    stage.happened(g.DelegationEnded(ended_on=TODAY - dt.timedelta(days=1)))
    assert stage.asking("m13").powers == frozenset()


def test_a_cancelled_host_opens_no_case_from_that_day_until_it_is_certified_again(stage: Any) -> None:
    """LAW-137."""
    stage.appointed("p13", Office.HEAD)
    stage.happened(g.CertificationCancelled(cancelled_on=TODAY, ground=TEXT))
    the_host_may_open_cases(stage.asking("p13", on=TODAY - dt.timedelta(days=1)))
    with pytest.raises(Refused) as caught:
        the_host_may_open_cases(stage.asking("p13"))
    assert (caught.value.provision, caught.value.forbidden) == ("LAW-137", False)
    the_host_may_open_cases(stage.asking("p13", member_of="14"))
    stage.happened(g.HostCertified(certified_on=TODAY))
    the_host_may_open_cases(stage.asking("p13"))


def test_the_duty_of_the_hosts_head_is_for_who_has_no_interest_in_the_case(stage: Any) -> None:
    """YR-2-1-1-4: the head with a special tie is replaced, in that case, by the substitute."""
    stage.appointed("h13", Office.HOST_HEAD)
    stage.appointed("p13", Office.HEAD)
    assert stage.asking("p13", case_id=CASE).host_duty == {"h13"}
    stage.happened(
        g.ConflictOfInterestDeclared(person="h13", case_id=CASE, kind=g.InterestKind.CREDITOR),
        g.SubstituteDesignated(
            person="h13",
            office=Office.HOST_HEAD,
            substitute="s13",
            ground=g.SubstitutionGround.INTEREST,
            case_id=CASE,
            begins_on=TODAY,
        ),
    )
    assert stage.asking("p13", case_id=CASE).host_duty == {"s13"}
    assert stage.asking("p13", case_id=uuid4()).host_duty == {"h13"}
    assert stage.asking("p13").host_duty is None


def test_the_chair_with_the_power_over_cases_is_consulted_like_the_head(stage: Any) -> None:
    """YR-2-1-2-2-2, and 1(4) applies to the 会長 as well."""
    stage.happened(member("m13"), elected("m13"), delegated("m13", Power.CASES))
    stage.appointed("p13", Office.HEAD)
    assert stage.asking("p13", case_id=CASE).host_duty == {"m13"}
    stage.happened(g.ConflictOfInterestDeclared(person="m13", case_id=CASE, kind=g.InterestKind.OTHER))
    assert stage.asking("p13", case_id=CASE).host_duty == frozenset()
    assert refused(stage.asking("m13"), Resource(CASE, "13")) == "YR-2-1-2-2-2"


def test_the_chair_is_conferred_with_unless_an_interest_in_the_case_is_on_record(stage: Any) -> None:
    """B3-2: the 協議 with the 会長; 1(4) applies to the 会長 as well."""
    stage.appointed("p13", Office.HEAD)
    stage.appointed("h13", Office.HOST_HEAD)
    assert stage.asking("p13", case_id=CASE).chair_duty is None, "no 会長 is on record"
    stage.happened(member("m13"), elected("m13"))
    assert stage.asking("p13", case_id=CASE).chair_duty == {"m13"}
    assert stage.asking("p13", case_id=CASE).host_duty == {"h13"}
    stage.happened(g.ConflictOfInterestDeclared(person="m13", case_id=CASE, kind=g.InterestKind.OTHER))
    assert stage.asking("p13", case_id=CASE).chair_duty == frozenset()
    assert stage.asking("p13", case_id=uuid4()).chair_duty == {"m13"}


@pytest.mark.parametrize("office", [Office.CENTER_HEAD, Office.CENTER_DEPUTY])
def test_the_staff_of_the_recovery_centre_see_no_case_of_the_department(stage: Any, office: Office) -> None:
    """YR24-2-1-4: kept separate from the 支援業務部門."""
    stage.appointed("c13", office)
    assert refused(stage.asking("c13"), Resource(CASE, "13")) == "YR-2-1-4-4"


def test_an_experts_assistant_sees_the_cases_of_the_assignment_once_pledged(stage: Any) -> None:
    """YR24-2-1-5-2."""
    stage.appointed("a13", Office.EXPERT_ASSISTANT, pledged=False)
    stage.happened(g.CaseWorkerAssigned(person="a13", case_id=CASE, begins_on=TODAY))
    assert refused(stage.asking("a13"), Resource(CASE, "13")) == "YR24-2-1-5-2"
    stage.happened(g.PledgeReceived(person="a13", received_on=TODAY))
    authorize(stage.asking("a13"), Action.READ_CASE, Resource(CASE, "13"))
    assert refused(stage.asking("a13"), Resource(uuid4(), "13")) == "YR-2-1-4-4"
