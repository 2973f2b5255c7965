"""A case is of the line that its first event names (YR-1-2-2, YR-2-1-3-3-3, YR-2-5-1), and takes the steps of that line only."""

from __future__ import annotations

from typing import get_args

import pytest
from council_events.deciding import Fact, Refused
from council_events.releases import ConsentGiver, RecipientKind
from council_events.support import PaperKind
from council_support.commands import (
    CheckDocument,
    ReceiveCandidate,
    ReceiveDocument,
    ReceiveWrittenConsent,
    StaffCommand,
)
from council_support.commands.releases import ReleaseCommand
from council_support.commands.restructuring import RequestSupport
from council_support.domain import BESIDE, INITIAL, LINES, Case, decide, evolve, next_steps
from council_support.queries.lines import SHOWN

from tests.services.support.situations import CASE, company, day, head

ON = "2024-07-08"
RECEIVE = ReceiveCandidate(**{name: getattr(company(), name) for name in ReceiveCandidate.model_fields})


def begun() -> Case:
    case = INITIAL
    for event in decide(case, RECEIVE, head(ON)):
        case = evolve(case, Fact(event, day(ON), "20", "system:support"))
    return case


def test_the_first_event_says_line_council_and_number() -> None:
    case = begun()
    assert (case.line, case.council, case.case_id) == (company().line, "20", CASE)
    assert case.state.candidate == company()


def test_a_candidate_is_received_once() -> None:
    assert decide(begun(), RECEIVE, head(ON)) == []


def test_nothing_comes_next_before_the_first_event() -> None:
    assert next_steps(INITIAL, head(ON)) == []
    assert evolve(INITIAL, Fact(decide_request(), day(ON), "20", "p20-head")) is INITIAL


def decide_request() -> object:
    [event] = decide(begun(), RequestSupport(requested_on=day(ON)), head(ON))
    return event


def test_a_step_of_another_line_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        decide(INITIAL, RequestSupport(requested_on=day(ON)), head(ON))
    assert refused.value.provision == "B2-2-2-2"  # what the step rests on in its own line, which begins anew


def test_every_line_says_what_it_decides_and_what_it_shows() -> None:
    assert set(LINES) == set(SHOWN)
    for name, line in LINES.items():
        first, *_ = line.Stage
        assert line.INITIAL.stage is first
        assert first in line.CLOSED
        assert {stage for stage, _ in line.STAGE_AFTER.values()} <= set(line.Stage), name
        assert set(SHOWN[name].NEXT_COMMAND) <= set(line.Stage)
        assert set(SHOWN[name].NEXT_COMMAND.values()) <= set(line.BEHAVIOURS)


def test_every_command_belongs_to_a_line_or_to_every_case() -> None:
    of_lines = {command for line in LINES.values() for command in line.BEHAVIOURS}
    assert set(get_args(StaffCommand)) == of_lines | {ReceiveDocument, CheckDocument} | set(
        get_args(ReleaseCommand)
    ) | set(BESIDE)
    assert not of_lines & set(BESIDE)


def test_a_case_of_any_line_keeps_who_consented_to_what_leaves_it() -> None:
    case = begun()
    consent = ReceiveWrittenConsent(
        consent_id=CASE,
        in_writing=True,
        given_by=ConsentGiver.COMPANY,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient="千曲川銀行（架空）",
        papers=(PaperKind.PLAN,),
        dated_on=day(ON),
    )
    [event] = decide(case, consent, head(ON))
    after = evolve(case, Fact(event, day(ON), "20", "p20-head"))
    assert list(after.releases.consents) == [CASE]
    assert after.state == case.state
