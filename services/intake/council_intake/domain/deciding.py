"""Every command on a consultation in one table; `decide` and `next_steps` read it."""

from __future__ import annotations

from council_events import Event
from council_events.deciding import Asking, Step
from council_events.intake import ConsultationKind, DeadlinePassed

from council_intake.commands import CaseCommand, CloseConsultation, OpenConsultation, OpenGuaranteeConsultation
from council_intake.domain import learning, needed, outcome, papers, reception, responses
from council_intake.domain.behaviour import NOTHING, Around, Behaviour
from council_intake.domain.state import Stage, State
from council_intake.rules import asking as who
from council_intake.rules import deadlines
from council_intake.rules.deadlines import Deadline
from council_intake.rules.terms import DEFAULTS, Terms

BEHAVIOURS: dict[type, Behaviour] = {
    **reception.BEHAVIOURS,
    **learning.BEHAVIOURS,
    **responses.BEHAVIOURS,
    **outcome.BEHAVIOURS,
    **papers.BESIDE,
    **papers.REPORTING,
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
    events = BEHAVIOURS[type(command)].decide(state, opened, command, asking, around)
    if events:
        needed.the_papers_of_the_step_are_there(state, type(command), asking.on, around.terms)
    return events


def note_deadline(state: State, asking: Asking, terms: Terms) -> list[Event]:
    """That the deadline of the result or of the report has passed, once for each; raises Refused before, and by a person."""
    deadlines.the_clock_tells(asking)
    opened = who.it_was_received(state.opened, closing=False)
    deadline = deadlines.the_deadline_has_passed(deadline_of(state, terms), asking.on)
    if deadline.lacking in state.late:
        return []
    return [DeadlinePassed(case_id=opened.case_id, **deadline._asdict())]


def deadline_of(state: State, terms: Terms) -> Deadline | None:
    """What the consultation owes next and by when."""
    return deadlines.deadline_of(state.opened_on, state.closed_on, reported=state.stage is Stage.REPORTED, terms=terms)


def next_steps(state: State, asking: Asking, terms: Terms = DEFAULTS) -> list[Step]:
    """Every command that can come next, in the usual order, with why not where the asker may not give it now."""
    opened = state.opened
    if opened is None:
        return []
    steps = (behaviour.step(command, state, opened, asking) for command, behaviour in BEHAVIOURS.items())
    return [needed.with_papers(step, state, asking.on, terms) for step in steps if step is not None]
