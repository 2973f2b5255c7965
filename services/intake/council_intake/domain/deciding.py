"""Every command on a consultation in one table; `decide` and `next_steps` read it."""

from __future__ import annotations

from council_events import Event
from council_events.deciding import Asking
from council_events.intake import ConsultationKind

from council_intake.commands import CaseCommand, CloseConsultation, OpenConsultation, OpenGuaranteeConsultation
from council_intake.domain import learning, outcome, papers, reception, responses
from council_intake.domain.behaviour import NOTHING, Around, Behaviour, Step
from council_intake.domain.state import State
from council_intake.rules import asking as who

BEHAVIOURS: dict[type, Behaviour] = {
    **reception.BEHAVIOURS,
    **learning.BEHAVIOURS,
    **responses.BEHAVIOURS,
    **outcome.BEHAVIOURS,
    **papers.BEHAVIOURS,
}
"""Every command on a received consultation, in the usual order."""


def of_kind(kind: ConsultationKind) -> dict[type, Behaviour]:
    """The commands of one kind of consultation."""
    return {command: behaviour for command, behaviour in BEHAVIOURS.items() if kind in behaviour.kinds}


def decide(state: State, command: CaseCommand, asking: Asking, around: Around = NOTHING) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    who.may_act(asking)
    if isinstance(command, OpenConsultation):
        return reception.receive(state, command, asking, around)
    if isinstance(command, OpenGuaranteeConsultation):
        return reception.receive_jointly(state, command, asking, around)
    opened = who.it_was_received(state.opened, isinstance(command, CloseConsultation))
    return BEHAVIOURS[type(command)].decide(state, opened, command, asking, around)


def next_steps(state: State, asking: Asking) -> list[Step]:
    """Every command that can come next, in the usual order, with why not where the asker may not give it now."""
    opened = state.opened
    if opened is None:
        return []
    steps = (behaviour.step(command, state, opened, asking) for command, behaviour in BEHAVIOURS.items())
    return [step for step in steps if step is not None]
