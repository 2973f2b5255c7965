"""From the candidate to the start of the support."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import CandidateReceived
from council_events.support.rechallenge import (
    JudgementTold,
    ManagerListed,
    RechallengeDeclined,
    RechallengeStarted,
    RechallengeTriggered,
    Trigger,
)

from council_support.commands.rechallenge import (
    DeclineRechallenge,
    ListManager,
    ReceiveRechallenge,
    RecordTrigger,
    StartRechallenge,
    TellJudgement,
)
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.rechallenge.state import Stage, State
from council_support.domain.voting import case_of
from council_support.rules import asking as who
from council_support.rules.rechallenge import opening

BEFORE = frozenset({Stage.CANDIDATE, Stage.JUDGED, Stage.TOLD})
RUNNING = frozenset({Stage.SUPPORTING, Stage.FOLLOWING})


def received(command: ReceiveRechallenge) -> list[Event]:
    """The first events of a case that another case's judgement opened."""
    candidate = CandidateReceived(**{name: getattr(command, name) for name in CandidateReceived.model_fields})
    triggered = RechallengeTriggered(
        case_id=command.case_id,
        trigger=Trigger.EXTREMELY_DIFFICULT,
        phase=command.phase,
        judged_by=command.judged_by,
        judged_on=command.judged_on,
        reason=command.reason,
    )
    if command.told_on is None:
        return [candidate, triggered]
    to = opening.addressee_of(triggered.trigger)
    return [candidate, triggered, JudgementTold(case_id=command.case_id, to=to, told_on=command.told_on)]


def _judge(state: State, command: RecordTrigger, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.judged_on, asking.on, "YR-2-6-1", "judged_on")
    opening.guarantee_debts_alone_have_a_reason(command.trigger, command.joint_difficulty)
    return [
        RechallengeTriggered(
            case_id=case_of(state),
            trigger=command.trigger,
            phase=command.phase,
            judged_by=asking.person,
            judged_on=command.judged_on,
            reason=Sealed(command.reason),
            wish_to_close=command.wish_to_close,
            examination=sealed(command.examination),
            joint_difficulty=sealed(command.joint_difficulty),
        )
    ]


def _judged(state: State) -> RechallengeTriggered:
    """The ground on record; raises Refused while there is none."""
    opening.one_of_two_triggers_is_on_record(state.trigger.trigger if state.trigger else None)
    return state.trigger  # type: ignore[return-value]  # the rule above has refused None


def _tell(state: State, command: TellJudgement, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.told_on, asking.on, "YR-2-6-2-0", "told_on")
    opening.the_right_one_is_told(command.to, _judged(state).trigger)
    return [JudgementTold(case_id=case_of(state), to=command.to, told_on=command.told_on, offer=sealed(command.offer))]


def _may_start(state: State, _asking: Asking, _terms: Terms) -> None:
    trigger = _judged(state)
    opening.a_wish_to_close_was_examined(trigger.wish_to_close, trigger.examination is not None)
    opening.the_judgement_was_told(state.told is not None and state.told.to is opening.addressee_of(trigger.trigger))


def _start(state: State, command: StartRechallenge, _asking: Asking, _terms: Terms) -> list[Event]:
    trigger = _judged(state)
    opening.the_requester_fits(command.requester, trigger.trigger)
    return [
        RechallengeStarted(
            case_id=case_of(state), trigger=trigger.trigger, phase=trigger.phase, requester=command.requester
        )
    ]


def _decline(state: State, command: DeclineRechallenge, _asking: Asking, _terms: Terms) -> list[Event]:
    return [RechallengeDeclined(case_id=case_of(state), reason=Sealed(command.reason))]


def _list(state: State, command: ListManager, _asking: Asking, _terms: Terms) -> list[Event]:
    return [ManagerListed(case_id=case_of(state), manager_id=command.manager_id, name=Sealed(command.name))]


BEHAVIOURS: dict[type, Behaviour] = {
    RecordTrigger: Behaviour("YR-2-6-1", STAFF, BEFORE, _judge),
    TellJudgement: Behaviour(
        "YR-2-6-2-0",
        STAFF,
        BEFORE,
        _tell,
        gate=lambda state, _asking, _terms: opening.one_of_two_triggers_is_on_record(
            state.trigger.trigger if state.trigger else None
        ),
    ),
    StartRechallenge: Behaviour(
        "YR-2-6-1", STAFF, BEFORE, _start, gate=_may_start, met=lambda state, _: state.started is not None
    ),
    DeclineRechallenge: Behaviour(
        "YR-2-6-2-0", HEAD, BEFORE, _decline, met=lambda state, _: state.stage is Stage.DECLINED
    ),
    ListManager: Behaviour("YR-2-6-2-3-1", STAFF, BEFORE | RUNNING, _list),
}
"""The commands of this part."""
