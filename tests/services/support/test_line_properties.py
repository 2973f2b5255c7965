"""What holds for every line of support, whatever has happened and whatever is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.support import (
    CreditorConsented,
    ImprovementCompleted,
    ImprovementForm,
    ImprovementPlanDrafted,
    ImprovementStarted,
)
from council_events.values import SupportLine
from council_support.domain import INITIAL, LINES, Case, decide, evolve, next_steps
from council_support.domain.restructuring import Answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.support.improving import adopted_and_monitored, analysed, asked, candidate, started
from tests.services.support.situations import company
from tests.services.support.strategies import DAYS, FACTS, OFFICES, made

EACH_LINE = pytest.mark.parametrize("line", list(LINES))
Asked = tuple[Any, dt.date, frozenset[Any]]


def received(line: SupportLine) -> Case:
    return evolve(INITIAL, Fact(company(line=line), dt.date(2024, 6, 20), "20", "system:support"))


@EACH_LINE
@given(facts=FACTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_evolve_never_raises_and_next_steps_name_each_refusal(line: SupportLine, facts: list[Fact]) -> None:
    case = received(line)
    for fact in facts:
        case = evolve(case, fact)
    assert case.line is line
    assert case.state.stage in LINES[line].Stage
    for step in next_steps(case, Asking("p20-head", "20", dt.date(2025, 3, 1), frozenset())):
        assert step.allowed or (step.provision and step.ja and step.en)


def asks(line: SupportLine) -> st.SearchStrategy[list[Asked]]:
    commands = st.one_of(*(made(command) for command in LINES[line].BEHAVIOURS))
    return st.lists(st.tuples(commands, DAYS, OFFICES), max_size=25)


def played(case: Case, asked: list[Asked]) -> list[tuple[Case, list[Event]]]:
    """Each case before, with the events that a command brought; nothing but a refusal is ever raised."""
    seen = []
    for command, on, offices in asked:
        try:
            events = decide(case, command, Asking("p20-head", "20", on, offices))
        except Refused:
            continue
        seen.append((case, events))
        for event in events:
            case = evolve(case, Fact(event, on, "20", "p20-head"))
    return seen


@EACH_LINE
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_no_command_raises_anything_but_a_refusal(line: SupportLine, data: st.DataObject) -> None:
    played(received(line), data.draw(asks(line)))


IMPROVING = [each.case for each in (candidate(), started(), analysed(), asked(), adopted_and_monitored())]


@given(st.sampled_from(IMPROVING), asks(SupportLine.REVENUE_IMPROVEMENT))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_an_improvement_plan_keeps_its_length_and_is_completed_by_every_creditor_asked(
    case: Case, asked: list[Asked]
) -> None:
    for before, events in played(case, asked):
        state = before.state
        for event in events:
            if isinstance(event, ImprovementStarted):
                assert state.started_on is None
            if isinstance(event, ImprovementPlanDrafted):
                assert state.analysis is not None
                months = (event.ends_on - event.begins_on).days / 30.4
                assert 11.9 < months < 36.2
                assert (event.form is ImprovementForm.WITH_SUPPORT) == bool(event.methods)
            if isinstance(event, ImprovementCompleted) and event.form is ImprovementForm.WITH_SUPPORT:
                standing = {c.creditor_id for c in state.creditors.values() if c.answer is Answer.CONSENTED}
                last = {each.creditor_id for each in events if isinstance(each, CreditorConsented)}
                assert standing | last == set(state.creditors)
