"""Advice, introduction of a lawyer, help with a 廃業型私的整理, and the way to 別冊４."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support.rechallenge import (
    Conferring,
    CreditorsMeetingObserved,
    GuaranteeSettlementReferred,
    LawyerIntroduced,
    RechallengeAdviceGiven,
    WorkoutAdviceGiven,
    WorkoutEntered,
    WorkoutParty,
)

from council_support.commands.rechallenge import (
    AttendCreditorsMeeting,
    GiveRechallengeAdvice,
    GiveWorkoutAdvice,
    IntroduceLawyer,
    RecordWorkout,
    ReferGuaranteeSettlement,
    Seat,
)
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.rechallenge.opening import RUNNING
from council_support.domain.rechallenge.state import State
from council_support.domain.voting import case_of
from council_support.rules import asking as who
from council_support.rules import lawyers
from council_support.rules.rechallenge import advice, outcome


class _Conferred(Protocol):
    @property
    def lawyer_deputy(self) -> str | None: ...
    @property
    def conferred_on(self) -> dt.date | None: ...


class _Helping(_Conferred, Protocol):
    @property
    def party(self) -> WorkoutParty: ...
    @property
    def requested_on(self) -> dt.date | None: ...


def _conferring(command: _Conferred, act_on: dt.date, asking: Asking) -> Conferring:
    deputy, on = lawyers.a_lawyer_deputy_was_conferred_with(
        command.lawyer_deputy, command.conferred_on, act_on, asking.lawyers, ("YR-2-6-2-1-3", "lawyer_deputy")
    )
    return Conferring(person=deputy, on=on)


def _advise(state: State, command: GiveRechallengeAdvice, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.given_on, asking.on, "YR-2-6-2-1-3", "given_on")
    return [
        RechallengeAdviceGiven(
            case_id=case_of(state),
            topics=command.topics,
            given_on=command.given_on,
            to=command.to,
            content=Sealed(command.content),
            conferring=_conferring(command, command.given_on, asking),
        )
    ]


def _introduce(state: State, command: IntroduceLawyer, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.introduced_on, asking.on, "YR-2-6-2-1-3", "introduced_on")
    return [
        LawyerIntroduced(
            case_id=case_of(state),
            to=command.to,
            through=command.through,
            introduced_on=command.introduced_on,
            lawyer=sealed(command.lawyer),
            conferring=_conferring(command, command.introduced_on, asking),
        )
    ]


def _may_enter(state: State, asking: Asking, _terms: Terms) -> None:
    advice.advice_came_first(state.advised_on is not None, asking.on)


def _enter(state: State, command: RecordWorkout, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.entered_on, asking.on, advice.workout_provision(asking.on), "entered_on")
    advice.the_workout_was_judged_appropriate(command.judgement, asking.on)
    return [
        WorkoutEntered(
            case_id=case_of(state),
            entered_on=command.entered_on,
            guideline=command.guideline,
            judgement=sealed(command.judgement),
            outside_expert=sealed(command.outside_expert),
        )
    ]


def _may_help(state: State, asking: Asking, _terms: Terms) -> None:
    advice.the_workout_was_entered(state.workout is not None, asking.on)


def _helping(state: State, command: _Helping, act_on: dt.date, asking: Asking) -> Conferring:
    """What every help with the workout needs: a listed person, its request, the 協議 with the lawyer."""
    advice.the_party_is_listed(command.party, state.workout is not None and state.workout.guideline, act_on)
    advice.it_was_requested(command.requested_on, act_on)
    return _conferring(command, act_on, asking)


def _help(state: State, command: GiveWorkoutAdvice, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.given_on, asking.on, "YR-2-6-2-2-2", "given_on")
    return [
        WorkoutAdviceGiven(
            case_id=case_of(state),
            party=command.party,
            requested_on=command.requested_on,
            kind=command.kind,
            given_on=command.given_on,
            content=Sealed(command.content),
            conferring=_helping(state, command, command.given_on, asking),
        )
    ]


def _attend(state: State, command: AttendCreditorsMeeting, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.held_on, asking.on, "YR-2-6-2-2-2", "held_on")
    advice.the_council_is_an_observer(command.seat is Seat.OBSERVER)
    return [
        CreditorsMeetingObserved(
            case_id=case_of(state),
            party=command.party,
            requested_on=command.requested_on,
            held_on=command.held_on,
            conferring=_helping(state, command, command.held_on, asking),
        )
    ]


def _refer(state: State, command: ReferGuaranteeSettlement, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.referred_on, asking.on, "YR-2-6-2-3-3", "referred_on")
    outcome.the_person_is_listed(command.manager_id in state.managers)
    return [
        GuaranteeSettlementReferred(
            case_id=case_of(state),
            manager_id=command.manager_id,
            referred_on=command.referred_on,
            guarantee_case=sealed(command.guarantee_case),
        )
    ]


def _some_manager_is_listed(state: State, _asking: Asking, _terms: Terms) -> None:
    outcome.the_person_is_listed(bool(state.managers))


BEHAVIOURS: dict[type, Behaviour] = {
    GiveRechallengeAdvice: Behaviour("YR-2-6-2-1-3", STAFF, RUNNING, _advise),
    IntroduceLawyer: Behaviour("YR-2-6-2-1-3", STAFF, RUNNING, _introduce),
    RecordWorkout: Behaviour("YR24-2-6-2-2-1", HEAD, RUNNING, _enter, gate=_may_enter),
    GiveWorkoutAdvice: Behaviour("YR24-2-6-2-2-1", HEAD, RUNNING, _help, gate=_may_help),
    AttendCreditorsMeeting: Behaviour("YR-2-6-2-2-2", HEAD, RUNNING, _attend, gate=_may_help),
    ReferGuaranteeSettlement: Behaviour("YR-2-6-2-3-3", STAFF, RUNNING, _refer, gate=_some_manager_is_listed),
}
"""The commands of this part."""
