"""How a case of any line leads to a further case of the same company. Every state of a line has its `candidate`."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from council_events import Event
from council_events.deciding import Asking
from council_events.support import CandidateReceived, Succession, SuccessorOpened
from council_events.values import SupportLine

from council_support.commands import OpenSuccessor
from council_support.domain.behaviour import HEAD, Behaviour, Terms, sealed
from council_support.rules import asking as who
from council_support.rules import succeeding

_OF_THE_CASE = frozenset({"case_id", "line", "earlier_case"})


def opens_successor(stages: frozenset[Any], provision: str) -> Behaviour:
    """The behaviour of `OpenSuccessor` in a line, at these of its stages."""
    return Behaviour(provision, HEAD, stages, _open)


def _open(state: Any, command: OpenSuccessor, asking: Asking, _terms: Terms) -> list[Event]:
    candidate: CandidateReceived = state.candidate
    succeeding.the_next_line_is_another_second_stage_line(command.line, candidate.line)
    succeeding.a_guarantor_comes_of_its_own(command.line)
    who.the_day_has_come(command.requested_on, asking.on, "BR-4", "requested_on")
    event = successor(candidate, command.line, Succession.OTHER_LINE, command, asking)
    return [event]


def successor(
    candidate: CandidateReceived, line: SupportLine, succession: Succession, command: Any, asking: Asking
) -> SuccessorOpened:
    """The event that begins the further case; `command` says `requested_on` and `reason`.

    Its number is made of this case's, the line and the day, so that the same wish twice begins one case.
    """
    company = {name: getattr(candidate, name) for name in CandidateReceived.model_fields if name not in _OF_THE_CASE}
    return SuccessorOpened(
        case_id=candidate.case_id,
        next_case_id=next_case_id(candidate.case_id, line, asking),
        succession=succession,
        line=line,
        requested_on=command.requested_on,
        reason=sealed(command.reason),
        **company,
    )


def next_case_id(case_id: UUID, line: SupportLine, asking: Asking) -> UUID:
    """The number of the case that follows this one into that line from that day."""
    return uuid5(case_id, f"{line.value} {asking.on.isoformat()}")
