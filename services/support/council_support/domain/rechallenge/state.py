"""What a case of 再チャレンジ支援 is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import changed
from council_events.support import CandidateReceived
from council_events.support.rechallenge import (
    AdviceTopic,
    CompanySettled,
    CreditorsMeetingObserved,
    Effect,
    EffectsObserved,
    GuaranteeSettlementReferred,
    JudgementTold,
    LawyerIntroduced,
    ManagerListed,
    NewStartConfirmed,
    OutcomeCompiled,
    OutcomeLeftOpen,
    PersonSettled,
    RechallengeAdviceGiven,
    RechallengeDeclined,
    RechallengeStarted,
    RechallengeTriggered,
    WorkoutAdviceGiven,
    WorkoutEntered,
)

from council_support.domain import stages
from council_support.domain.stages import Change, Moves, evolving


class Stage(stages.Stage):
    """Where a case stands, in the order of its life."""

    NONE = "none", "未受入れ"
    CANDIDATE = "candidate", "再チャレンジ支援候補"
    JUDGED = "judged", "事由の判断済み"
    TOLD = "told", "伝達・提案済み"
    SUPPORTING = "supporting", "再チャレンジ支援中"
    FOLLOWING = "following", "結果の確認中"
    DECLINED = "declined", "支援を行わない"
    COMPILED = "compiled", "結果の取りまとめ済み"


@dataclass(frozen=True)
class Manager:
    """One manager or guarantor, and what is confirmed of the person."""

    manager_id: UUID
    name: Sealed[str]
    referred_on: dt.date | None = None
    settled: PersonSettled | None = None
    start: NewStartConfirmed | None = None


@dataclass(frozen=True)
class State:
    """A case of 再チャレンジ支援."""

    stage: Stage = Stage.NONE
    candidate: CandidateReceived | None = None
    trigger: RechallengeTriggered | None = None
    told: JudgementTold | None = None
    started: RechallengeStarted | None = None
    started_on: dt.date | None = None
    managers: Mapping[UUID, Manager] = field(default_factory=lambda: MappingProxyType({}))
    topics: tuple[AdviceTopic, ...] = ()
    advised_on: dt.date | None = None
    workout: WorkoutEntered | None = None
    workout_supported: bool = False
    effects: tuple[Effect, ...] = ()
    company: CompanySettled | None = None
    outcome: OutcomeCompiled | None = None


INITIAL = State()
CLOSED = frozenset({Stage.NONE, Stage.DECLINED, Stage.COMPILED})
"""Stages at which nothing is left to do."""
STAGE_AFTER: Moves[Stage] = {
    CandidateReceived: (Stage.CANDIDATE, False),
    RechallengeTriggered: (Stage.JUDGED, False),
    JudgementTold: (Stage.TOLD, False),
    RechallengeStarted: (Stage.SUPPORTING, True),
    RechallengeDeclined: (Stage.DECLINED, True),
    CompanySettled: (Stage.FOLLOWING, False),
    PersonSettled: (Stage.FOLLOWING, False),
    NewStartConfirmed: (Stage.FOLLOWING, False),
    OutcomeLeftOpen: (Stage.FOLLOWING, False),
    OutcomeCompiled: (Stage.COMPILED, True),
}
"""How events move the stage; the projection of the case list moves it alike."""


def _listed(state: State, event: ManagerListed, _on: dt.date) -> State:
    known = state.managers.get(event.manager_id, Manager(event.manager_id, event.name))
    return _with(state, changed(known, name=event.name))


def _advised(state: State, event: RechallengeAdviceGiven, _on: dt.date) -> State:
    new = tuple(topic for topic in dict.fromkeys(event.topics) if topic not in state.topics)
    return changed(state, topics=(*state.topics, *new), advised_on=event.given_on)


def _of_manager(**fields: Callable[[Any], Any]) -> Change[State]:
    def change(state: State, event: Any, _on: dt.date) -> State:
        known = state.managers.get(event.manager_id)
        if known is None:
            return state
        values: dict[str, Any] = {name: value(event) for name, value in fields.items()}
        return _with(state, changed(known, **values))

    return change


def _with(state: State, manager: Manager) -> State:
    return changed(state, managers=MappingProxyType({**state.managers, manager.manager_id: manager}))


_CHANGES: dict[type[Event], Change[State]] = {
    CandidateReceived: lambda state, event, _: changed(state, candidate=event),
    RechallengeTriggered: lambda state, event, _: changed(state, trigger=event),
    JudgementTold: lambda state, event, _: changed(state, told=event),
    RechallengeStarted: lambda state, event, on: changed(state, started=event, started_on=on),
    ManagerListed: _listed,
    RechallengeAdviceGiven: _advised,
    LawyerIntroduced: lambda state, event, _: changed(state, advised_on=event.introduced_on),
    WorkoutEntered: lambda state, event, _: changed(state, workout=event),
    WorkoutAdviceGiven: lambda state, *_: changed(state, workout_supported=True),
    CreditorsMeetingObserved: lambda state, *_: changed(state, workout_supported=True),
    GuaranteeSettlementReferred: _of_manager(referred_on=lambda event: event.referred_on),
    EffectsObserved: lambda state, event, _: changed(state, effects=event.effects),
    CompanySettled: lambda state, event, _: changed(state, company=event),
    PersonSettled: _of_manager(settled=lambda event: event),
    NewStartConfirmed: _of_manager(start=lambda event: event),
    OutcomeCompiled: lambda state, event, _: changed(state, outcome=event),
}
evolve = evolving(_CHANGES, STAGE_AFTER)
