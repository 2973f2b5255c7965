"""Members, observers, 会長, 全体会議, 業務実施方針・方法, advice and programmes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events.deciding import Fact
from council_events.governance import (
    AdviceKind,
    BodyCategory,
    ChairElected,
    ChairEnded,
    CommitteeAdvised,
    CommitteeMemberAppointed,
    CommitteeMemberLeft,
    ObserverKind,
    ObserverLeft,
    Organ,
    PolicyAdopted,
    ProgrammeEnded,
    ProgrammeRegistered,
    SubstituteDesignated,
    WholeMeetingHeld,
)
from council_events.values import Office, Power
from council_governance.commands import (
    AdoptPolicy,
    EndChair,
    EndMembership,
    EndObserver,
    EndProgramme,
    EstablishRecoveryCenter,
    GiveCommitteeAdvice,
    RegisterProgramme,
)
from council_governance.domain.organisation import Around
from council_governance.domain.person import INITIAL as NOBODY
from council_governance.domain.person import evolve as evolve_person

from tests.replay.sample_events import sample
from tests.services.governance.councils import (
    MEETING,
    Council,
    by,
    day,
    elect,
    head,
    host,
    meeting,
    observe,
    office,
    seat,
    with_chair,
)

PROGRAMME = UUID("018f5e1c-0000-7000-8000-00000000000b")


# ---- members by YR-2-1-2-1 and observers by YR-2-1-2-1-2


def test_the_head_of_the_host_appoints_a_member_with_the_category_represented() -> None:
    council = Council()
    [event] = council.when(seat("p45-cci"), host("2024-04-01"))
    assert isinstance(event, CommitteeMemberAppointed)
    assert (event.member, event.category) == ("p45-cci", BodyCategory.CHAMBER)
    assert event.name.subject == "person:p45-cci"
    assert council.when(seat("p45-cci"), host("2024-04-02")) == []


def test_nobody_but_the_head_of_the_host_or_the_chair_so_empowered_appoints_members() -> None:
    refusal = Council().refused(seat("p45-cci"), office("2024-04-01"))
    assert (refusal.provision, refusal.forbidden) == ("YR-2-1-2-1", True)
    chair = by("2024-07-01", Office.CHAIR)
    assert Council().refused(seat("p45-bar"), chair).forbidden
    empowered = type(chair)("p45-cci", "45", chair.on, chair.offices, powers=frozenset({Power.COMMITTEE}))
    assert Council().when(seat("p45-bar"), empowered)


def test_a_member_sits_once_and_is_no_observer_meanwhile() -> None:
    council = with_chair().given((observe("p45-kyushu"), office("2024-04-01")))
    again = seat("p45-cci", BodyCategory.OTHER_SUPPORT, "2025-04-01")
    assert (council.refused(again, host("2025-03-01")).provision, council.refused(again, host("2025-03-01")).field) == (
        "YR-2-1-2-1",
        "member",
    )
    assert council.refused(seat("p45-kyushu"), host("2024-07-01")).provision == "YR-2-1-2-1-2"
    refusal = council.refused(observe("p45-cci"), office("2024-07-01"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-2-1-2", "observer")


def test_the_same_observer_is_registered_once_and_can_leave() -> None:
    council = Council().given((observe("p45-kyushu"), office("2024-04-01")))
    assert council.when(observe("p45-kyushu"), office("2024-04-02")) == []
    leave = EndObserver(observer="p45-kyushu", ended_on=day("2025-03-31"))
    assert council.when(leave, office("2025-03-31")) == [
        ObserverLeft(observer="p45-kyushu", ended_on=day("2025-03-31"))
    ]
    assert council.when(leave, office("2025-03-31")) == []
    assert council.refused(
        EndObserver(observer="p45-nobody", ended_on=day("2025-03-31")), office("2025-03-31")
    ).provision == ("YR-2-1-2-1-2")
    assert council.when(observe("p45-kyushu", ObserverKind.PREFECTURE), office("2025-04-01"))


def test_a_member_who_leaves_is_no_chair_any_more() -> None:
    council = with_chair()
    leave = EndMembership(member="p45-cci", ended_on=day("2025-03-31"))
    assert council.when(leave, host("2025-03-20")) == [
        CommitteeMemberLeft(member="p45-cci", ended_on=day("2025-03-31"))
    ]
    assert council.when(leave, host("2025-03-20")) == []
    assert council.state.committee.chair(day("2025-03-31")) == "p45-cci"
    assert council.state.committee.chair(day("2025-04-01")) is None
    later = EndMembership(member="p45-cci", ended_on=day("2025-06-30"))
    assert council.refused(later, host("2025-06-30")).provision == "YR-2-1-2-1"


# ---- 会長 by YR-2-1-2-2-1


def test_a_new_chair_ends_the_term_of_the_one_before() -> None:
    council = with_chair()
    [event] = council.when(elect("p45-bank", "2025-06-10", begins_on="2025-07-01"), office("2025-06-10"))
    assert isinstance(event, ChairElected)
    assert council.state.committee.chair(day("2025-06-30")) == "p45-cci"
    assert council.state.committee.chair(day("2025-07-01")) == "p45-bank"
    assert council.when(elect("p45-bank", "2025-06-10", begins_on="2025-07-01"), office("2025-06-11")) == []


def test_a_chair_is_chair_no_longer_than_a_member() -> None:
    council = Council().given((seat("p45-cci", ends_on="2026-03-31"), host("2024-04-01")))
    [event] = council.when(elect("p45-cci", "2024-06-11"), office("2024-06-11"))
    assert isinstance(event, ChairElected)
    assert event.ends_on == day("2026-03-31")


def test_only_members_elect_and_are_elected() -> None:
    council = with_chair()
    stranger = council.refused(elect("p45-stranger", "2025-06-10", "p45-cci"), office("2025-06-10"))
    assert (stranger.provision, stranger.field) == ("YR-2-1-2-2-1", "chair")
    voter = council.refused(elect("p45-bank", "2025-06-10", "p45-stranger"), office("2025-06-10"))
    assert (voter.provision, voter.field) == ("YR-2-1-2-2-1", "electors")
    early = council.refused(elect("p45-bank", "2025-06-10"), office("2025-06-09"))
    assert early.field == "elected_on"


def test_the_chair_leaves_the_office_and_stays_a_member() -> None:
    council = with_chair()
    leave = EndChair(ended_on=day("2025-03-31"))
    assert council.when(leave, office("2025-03-31")) == [ChairEnded(chair="p45-cci", ended_on=day("2025-03-31"))]
    assert council.when(leave, office("2025-03-31")) == []
    assert "p45-cci" in council.state.committee.seated(day("2025-04-01"))
    assert council.refused(EndChair(ended_on=day("2025-04-30")), office("2025-04-30")).provision == "YR-2-1-2-2-1"


# ---- 全体会議 by YR-2-1-2-2-4


def test_the_chair_convenes_the_whole_meeting_and_while_there_is_none_the_members_meet_all_the_same() -> None:
    first = Council().given((seat("p45-cci"), host("2024-04-01")))
    assert first.when(meeting("2024-06-11", "p45-host", "p45-cci"), office("2024-06-11"))
    council = with_chair()
    refusal = council.refused(meeting("2025-02-10", "p45-host", "p45-cci"), office("2025-02-10"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-2-2-4", "convened_by")
    held = council.when(meeting("2025-02-10", "p45-cci"), office("2025-02-10"))
    assert isinstance(held[0], WholeMeetingHeld)
    assert council.when(meeting("2025-02-10", "p45-cci"), office("2025-02-10")) == []


def chairing(*substitutes: SubstituteDesignated) -> Around:
    state = NOBODY
    for event in substitutes:
        state = evolve_person(state, Fact(event, day("2024-06-01"), "45", "p45-cci"))
    return Around(chairs=(state,))


def acting_for_the_chair(**changes: Any) -> SubstituteDesignated:
    values: dict[str, Any] = {
        "person": "p45-cci",
        "office": Office.CHAIR,
        "substitute": "p45-bank",
        "begins_on": day("2025-02-01"),
        "ends_on": day("2025-02-28"),
    }
    return sample(SubstituteDesignated).model_copy(update={"case_id": None} | values | changes)


def test_who_acts_for_the_chair_convenes_the_whole_meeting_and_both_are_named() -> None:
    """YR-2-1-2-2-3"""
    called = meeting("2025-02-10", "p45-bank", "p45-cci")
    [held] = with_chair().when(called, office("2025-02-10"), chairing(acting_for_the_chair()))
    assert isinstance(held, WholeMeetingHeld)
    assert (held.convened_by, held.on_behalf_of) == ("p45-bank", "p45-cci")
    [own] = with_chair().when(meeting("2025-02-10", "p45-cci"), office("2025-02-10"), chairing(acting_for_the_chair()))
    assert isinstance(own, WholeMeetingHeld)
    assert own.on_behalf_of is None


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": day("2025-02-09")},
        {"office": Office.HOST_HEAD},
        {"case_id": MEETING},
        {"substitute": "p45-other"},
    ],
    ids=["over", "another-office", "one-case", "another-person"],
)
def test_nobody_else_convenes_it_in_the_chairs_place(changes: dict[str, Any]) -> None:
    called = meeting("2025-02-10", "p45-bank", "p45-cci")
    refusal = with_chair().refused(called, office("2025-02-10"), chairing(acting_for_the_chair(**changes)))
    assert refusal.provision == "YR-2-1-2-2-4"


def test_only_members_count_as_present_and_no_meeting_is_recorded_in_advance() -> None:
    council = with_chair()
    strangers = council.refused(meeting("2025-02-10", "p45-cci", "p45-kyushu"), office("2025-02-10"))
    assert (strangers.provision, strangers.field) == ("YR-2-1-2-2-4", "present")
    assert council.refused(meeting("2025-02-10", "p45-cci"), office("2025-02-09")).field == "held_on"
    assert council.refused(meeting("2025-02-10", "p45-cci"), by("2025-02-10", Office.EXPERT)).forbidden


# ---- 業務実施方針、方法 and advice by YR-2-1-2-3-1, programmes by YR-2-1-2-3-2


def adopt(on: str, from_: str = "2024-07-01", meeting_id: UUID = MEETING) -> AdoptPolicy:
    return AdoptPolicy(meeting_id=meeting_id, adopted_on=day(on), in_force_from=day(from_), policy="方針")


def advise(on: str, to: Organ = Organ.DEPARTMENT) -> GiveCommitteeAdvice:
    return GiveCommitteeAdvice(to=to, kind=AdviceKind.GUIDANCE, given_on=day(on), advice="指導")


def test_a_policy_is_decided_at_a_whole_meeting_and_is_not_in_force_before() -> None:
    council = with_chair()
    without = council.refused(adopt("2024-06-11"), office("2024-06-11"))
    assert (without.provision, without.field) == ("YR-2-1-2-3-1", "meeting_id")
    council.given((meeting("2024-06-11", "p45-cci"), office("2024-06-11")))
    assert council.refused(adopt("2024-06-10"), office("2024-06-11")).field == "meeting_id"
    [event] = council.when(adopt("2024-06-11", "2024-04-01"), office("2024-06-11"))
    assert isinstance(event, PolicyAdopted)
    assert event.in_force_from == day("2024-06-11")


def test_advice_is_given_under_a_policy_in_force_to_who_does_the_business() -> None:
    council = with_chair()
    assert council.refused(advise("2024-07-02"), office("2024-07-02")).provision == "YR-2-1-2-3-1"
    council.given((meeting("2024-06-11", "p45-cci"), office("2024-06-11")), (adopt("2024-06-11"), office("2024-06-11")))
    assert council.refused(advise("2024-06-30"), office("2024-07-02")).field == "given_on"
    [event] = council.when(advise("2024-07-02"), office("2024-07-02"))
    assert isinstance(event, CommitteeAdvised)
    assert (event.to, event.kind) == (Organ.DEPARTMENT, AdviceKind.GUIDANCE)


@pytest.mark.parametrize(("on", "provision"), [("2024-07-02", "YR24-2-1-4"), ("2024-03-01", "YR-2-1-2-3-1")])
def test_a_centre_is_advised_where_there_is_one(on: str, provision: str) -> None:
    assert Council().refused(advise(on, Organ.RECOVERY_CENTER), office(on)).provision == provision
    council = with_chair().given(
        (meeting("2024-06-11", "p45-cci"), office("2024-06-11")),
        (adopt("2024-06-11"), office("2024-06-11")),
        (
            EstablishRecoveryCenter(
                conferred_on=day("2024-06-20"), established_on=day("2024-06-25"), disaster="地震", independence="別室"
            ),
            host("2024-06-25"),
        ),
    )
    assert council.when(advise("2024-07-02", Organ.RECOVERY_CENTER), office("2024-07-02"))
    assert council.refused(advise("2024-07-02", Organ.SECRETARIAT), office("2024-07-02")).field == "to"


def test_the_prefectures_programmes_are_kept_on_a_register() -> None:
    command = RegisterProgramme(
        programme_id=PROGRAMME, name="県再生支援", operator="県", cooperation="紹介", begins_on=day("2024-04-01")
    )
    council = Council()
    [event] = council.when(command, head("2024-04-01"))
    assert isinstance(event, ProgrammeRegistered)
    assert council.when(command, head("2024-04-01")) == []
    unknown = EndProgramme(programme_id=uuid4(), ended_on=day("2025-03-31"))
    assert council.refused(unknown, head("2025-03-31")).provision == "YR-2-1-2-3-2"
    end = EndProgramme(programme_id=PROGRAMME, ended_on=day("2025-03-31"))
    assert council.when(end, head("2025-03-31")) == [ProgrammeEnded(programme_id=PROGRAMME, ended_on=day("2025-03-31"))]
    assert council.when(end, head("2025-03-31")) == []
    late = EndProgramme(programme_id=PROGRAMME, ended_on=day("2025-06-30"))
    assert council.refused(late, head("2025-06-30")).field == "ended_on"
