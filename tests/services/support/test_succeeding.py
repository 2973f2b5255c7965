"""A case leads to a further one of the same company: a new start, linked to the first (BR-4)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from council_events import Envelope, Event, Sealed, schema_uri
from council_events.intake import SupportLineChosen
from council_events.support import CandidateReceived, Succession, SuccessorOpened
from council_events.values import Purpose, SupportLine
from council_support.commands import OpenSuccessor
from council_support.domain.restructuring import Stage, decide
from council_support.reactions import receive_candidate, receive_successor

from tests.services.support.situations import CASE, approved, company, day, head

WISH = OpenSuccessor(line=SupportLine.RECHALLENGE, requested_on=day("2025-04-01"), reason="事業の継続が困難")


def enveloped(event: Event) -> Envelope[Any]:
    name = type(event).type_name
    return Envelope[Any](
        id=uuid4(),
        source="/councils/20/support",
        type=name,
        subject=str(CASE),
        time=dt.datetime(2025, 4, 2, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=day("2025-04-02"),
        sequence=9,
        streamid=CASE,
        partitionkey=str(CASE),
        council="20",
        actor="p20-head",
        purpose=Purpose.CASE_WORK,
        correlationid=uuid4(),
        data=event,
    )


def successor(**changes: Any) -> SuccessorOpened:
    [event] = approved().when(WISH, head("2025-04-02"))
    assert isinstance(event, SuccessorOpened)
    return event.model_copy(update=changes)


def test_another_line_begins_with_what_is_known_of_the_company_and_this_case_stays_where_it_is() -> None:
    case = approved()
    [event] = case.when(WISH, head("2025-04-02"))
    assert isinstance(event, SuccessorOpened)
    assert (event.case_id, event.succession, event.line) == (CASE, Succession.OTHER_LINE, SupportLine.RECHALLENGE)
    assert event.company_name == company().company_name
    assert event.next_case_id != CASE
    assert case.state.stage is Stage.APPROVED


def test_the_same_wish_twice_begins_one_case() -> None:
    case = approved()
    [first] = decide(case.state, WISH, head("2025-04-02"))
    [second] = decide(case.state, WISH, head("2025-04-02"))
    assert first.next_case_id == second.next_case_id  # type: ignore[attr-defined]


def test_the_subsidy_programme_and_the_same_line_do_not_follow() -> None:
    case = approved()
    subsidy = WISH.model_copy(update={"line": SupportLine.PLAN_SUBSIDY})
    assert case.refused(subsidy, head("2025-04-02")).provision == "BR-4"
    again = WISH.model_copy(update={"line": SupportLine.RESTRUCTURING})
    assert case.refused(again, head("2025-04-02")).provision == "YR-1-2-2"
    assert case.refused(WISH, head("2025-03-31")).field == "requested_on"


def test_the_further_case_is_a_candidate_linked_to_the_first() -> None:
    event = successor(line=SupportLine.RESTRUCTURING)
    command = receive_successor(enveloped(event))
    assert command is not None
    assert (command.case_id, command.earlier_case, command.line) == (event.next_case_id, CASE, event.line)
    assert command.company_name == event.company_name
    assert command.consulted_on == company().consulted_on


def test_no_case_begins_in_a_line_that_is_not_carried_or_from_another_event() -> None:
    assert receive_successor(enveloped(successor(line=SupportLine.PLAN_SUBSIDY))) is None
    assert receive_successor(enveloped(company())) is None
    assert receive_candidate(enveloped(successor())) is None
    assert isinstance(company(), CandidateReceived)


def test_a_consultation_that_goes_back_to_an_earlier_one_is_received_without_its_number() -> None:
    known = {name: getattr(company(), name) for name in SupportLineChosen.model_fields if hasattr(company(), name)}
    chosen = SupportLineChosen(**known | {"line": SupportLine.RESTRUCTURING, "earlier_case": Sealed(str(uuid4()))})
    command = receive_candidate(enveloped(chosen))
    assert command is not None
    assert (command.case_id, command.earlier_case) == (CASE, None)
