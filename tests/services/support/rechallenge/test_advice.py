"""Advice under the eyes of a lawyer, help with a workout, the way to 別冊４: YR-2-6-2-1-3, YR-2-6-2-2-1,
YR24-2-6-2-2-1, YR-2-6-2-2-2, YR-2-6-2-3-1, YR-2-6-2-3-3."""

from __future__ import annotations

import pytest
from council_events.support.rechallenge import (
    AdviceTopic,
    Beneficiary,
    CreditorsMeetingObserved,
    GuaranteeSettlementReferred,
    LawyerIntroduced,
    RechallengeAdviceGiven,
    WorkoutAdvice,
    WorkoutAdviceGiven,
    WorkoutParty,
)
from council_support.commands.rechallenge import (
    AttendCreditorsMeeting,
    IntroduceLawyer,
    ReferGuaranteeSettlement,
    Seat,
)

from tests.services.support.rechallenge.situations import (
    LAWYER,
    PRESIDENT,
    REFERRED,
    WIFE,
    WORKOUT,
    advice,
    advised,
    deputy,
    head,
    in_workout,
    received,
    started,
    told,
    workout_advice,
)
from tests.services.support.situations import day, names

INTRODUCTION = IntroduceLawyer(
    introduced_on=day("2024-10-17"), lawyer_deputy=LAWYER, conferred_on=day("2024-10-15"), lawyer="弁護士会の担当"
)
MEETING = AttendCreditorsMeeting(
    party=WorkoutParty.EXPERT,
    requested_on=day("2024-12-02"),
    held_on=day("2024-12-09"),
    lawyer_deputy=LAWYER,
    conferred_on=day("2024-12-06"),
)


def test_advice_is_given_after_conferring_with_the_lawyer() -> None:
    [event] = started().when(advice("2024-10-17", "2024-10-15"), deputy("2024-10-17"))
    assert isinstance(event, RechallengeAdviceGiven)
    assert (event.conferring.person, event.conferring.on) == (LAWYER, day("2024-10-15"))
    assert AdviceTopic.GUARANTEE_DEBTS in event.topics


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lawyer_deputy": None}, "lawyer_deputy"),
        ({"conferred_on": None}, "lawyer_deputy"),
        ({"lawyer_deputy": "p05-deputy"}, "lawyer_deputy"),
        ({"conferred_on": day("2024-10-18")}, "conferred_on"),
    ],
)
def test_without_the_lawyer_no_advice_and_no_introduction_is_complete(changes, field) -> None:
    case = started()
    for command in (advice("2024-10-17", "2024-10-15"), INTRODUCTION):
        said = case.refused(command.model_copy(update=changes), deputy("2024-10-17"))
        assert (said.provision, said.field) == ("YR-2-6-2-1-3", field)


def test_a_lawyer_is_introduced() -> None:
    [event] = started().when(INTRODUCTION.model_copy(update={"to": Beneficiary.GUARANTOR}), deputy("2024-10-17"))
    assert isinstance(event, LawyerIntroduced)
    assert event.to is Beneficiary.GUARANTOR


def test_advice_waits_for_the_start_of_the_support() -> None:
    assert told().refused(advice("2024-10-17", "2024-10-15"), deputy("2024-10-17")).provision == "YR-2-6-2-1-3"


def test_what_lies_ahead_has_not_been_given() -> None:
    case = in_workout()
    assert case.refused(advice("2024-11-18", "2024-11-01"), deputy("2024-11-17")).field == "given_on"
    assert (
        case.refused(INTRODUCTION.model_copy(update={"introduced_on": day("2024-11-18")}), deputy("2024-11-17")).field
        == "introduced_on"
    )
    assert case.refused(workout_advice("2024-11-18"), head("2024-11-17")).field == "given_on"
    assert case.refused(MEETING, head("2024-12-08")).field == "held_on"


def test_the_workout_follows_the_advice() -> None:
    case = started()
    assert case.refused(WORKOUT, head("2024-11-01")).provision == "YR24-2-6-2-2-1"
    case.when(INTRODUCTION, deputy("2024-10-17"))
    assert names(case.when(WORKOUT, head("2024-11-01"))) == ["WorkoutEntered"]


def test_the_head_alone_decides_on_the_workout() -> None:
    assert advised().refused(WORKOUT, deputy("2024-11-01")).forbidden


def test_a_workout_of_a_later_day_has_not_been_entered() -> None:
    assert advised().refused(WORKOUT, head("2024-10-31")).field == "entered_on"


def test_until_march_2024_the_head_judges_the_procedure_appropriate() -> None:
    case = received("2023-09-01")
    case.given("2023-09-02", *_until_advised())
    early = WORKOUT.model_copy(update={"entered_on": day("2024-03-29")})
    said = case.refused(early, head("2024-03-29"))
    assert (said.provision, said.field) == ("YR-2-6-2-2-1", "judgement")
    judged = early.model_copy(update={"judgement": "資産の換価により一般債権者への弁済が見込める"})
    assert names(case.when(judged, head("2024-03-29"))) == ["WorkoutEntered"]
    unasked = workout_advice("2024-03-29", requested_on=None)
    assert names(case.when(unasked, head("2024-03-29"))) == ["WorkoutAdviceGiven"]


def _until_advised():
    """A start and an advice as events, of whatever day."""
    case = advised()
    yield case.state.started
    yield RechallengeAdviceGiven(
        case_id=case.case.known_id,
        topics=(AdviceTopic.CLOSING_WORKOUT,),
        given_on=day("2023-09-02"),
        to=Beneficiary.COMPANY,
        content=started().state.managers[PRESIDENT].name,
        conferring={"person": LAWYER, "on": day("2023-09-01")},
    )


def test_there_is_no_help_without_a_workout() -> None:
    case = advised()
    assert case.refused(workout_advice(), head("2024-11-11")).provision == "YR24-2-6-2-2-1"
    assert not case.steps(head("2024-11-11"))["AttendCreditorsMeeting"].allowed


@pytest.mark.parametrize("party", [party for party in WorkoutParty if party is not WorkoutParty.OTHER])
@pytest.mark.parametrize("kind", WorkoutAdvice)
def test_each_of_the_four_classes_is_advised_in_each_of_the_three_ways_on_request(party, kind) -> None:
    [event] = in_workout().when(workout_advice(party=party, kind=kind), head("2024-11-11"))
    assert isinstance(event, WorkoutAdviceGiven)
    assert (event.party, event.kind) == (party, kind)


def test_nobody_else_is_advised() -> None:
    said = in_workout().refused(workout_advice(party=WorkoutParty.OTHER), head("2024-11-11"))
    assert (said.provision, said.field) == ("YR24-2-6-2-2-1", "party")


def test_the_third_party_expert_is_advised_only_under_the_guideline() -> None:
    case = in_workout(WORKOUT.model_copy(update={"guideline": False}))
    said = case.refused(workout_advice(party=WorkoutParty.THIRD_PARTY_EXPERT), head("2024-11-11"))
    assert said.field == "party"
    assert case.when(workout_advice(party=WorkoutParty.EXPERT), head("2024-11-11"))


@pytest.mark.parametrize("requested_on", [None, day("2024-11-12")])
def test_from_april_2024_nobody_is_advised_unasked(requested_on) -> None:
    said = in_workout().refused(workout_advice(requested_on=requested_on), head("2024-11-11"))
    assert (said.provision, said.field) == ("YR24-2-6-2-2-1", "requested_on")


def test_help_with_the_workout_needs_the_lawyer_too() -> None:
    said = in_workout().refused(workout_advice(lawyer_deputy=None), head("2024-11-11"))
    assert said.provision == "YR-2-6-2-1-3"


def test_in_the_creditors_meeting_the_council_observes_and_does_not_vote() -> None:
    case = in_workout()
    said = case.refused(MEETING.model_copy(update={"seat": Seat.VOTER}), head("2024-12-09"))
    assert (said.provision, said.field) == ("YR-2-6-2-2-2", "seat")
    [event] = case.when(MEETING, head("2024-12-09"))
    assert isinstance(event, CreditorsMeetingObserved)
    assert case.state.workout_supported


def test_a_settlement_under_the_guideline_goes_to_annex_4() -> None:
    case = started()
    [event] = case.when(REFERRED.model_copy(update={"guarantee_case": "018f5e1c"}), deputy("2025-03-14"))
    assert isinstance(event, GuaranteeSettlementReferred)
    assert case.state.managers[PRESIDENT].referred_on == day("2025-03-14")


def test_only_a_listed_person_is_referred_and_not_ahead_of_the_day() -> None:
    case = started()
    assert (
        case.refused(
            ReferGuaranteeSettlement(manager_id=WIFE, referred_on=day("2025-03-14")), deputy("2025-03-14")
        ).field
        == "manager_id"
    )
    assert case.refused(REFERRED, deputy("2025-03-13")).field == "referred_on"
