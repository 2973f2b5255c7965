"""What no sequence of commands brings about in a case of 再チャレンジ支援, nor in the reports of any case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.support.rechallenge import (
    Conferring,
    OutcomeCompiled,
    RechallengeStarted,
    WorkoutAdviceGiven,
    WorkoutParty,
)
from council_events.support.reports import ReportChecked, ReportKind, ReportSubmitted
from council_events.values import Office
from council_support.commands.difficulty import JudgeRevivalDifficult
from council_support.commands.reports import FreezeReport, SubmitReport
from council_support.domain import BESIDE, Case, decide, evolve, next_steps
from council_support.domain.rechallenge import BEHAVIOURS, Stage, missing
from council_support.rules.rechallenge.opening import addressee_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.support.rechallenge import situations as known
from tests.services.support.strategies import DAYS, OFFICES, made

SITUATIONS = [
    each().case
    for each in (
        known.received,
        known.judged,
        known.told,
        known.started,
        known.advised,
        known.in_workout,
        known.confirmed,
    )
]
LAWYERS = frozenset({known.LAWYER})
BEFORE_MAY_2028 = st.dates(dt.date(2024, 10, 1), dt.date(2028, 4, 30))


def aimed(command: type[Any]) -> st.SearchStrategy[Any]:
    """Any command of this class, its ids and people more often known than chance would have them."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    if "manager_id" in command.model_fields:
        fields["manager_id"] = st.sampled_from([known.PRESIDENT, known.WIFE])
    if "lawyer_deputy" in command.model_fields:
        fields["lawyer_deputy"] = st.sampled_from([known.LAWYER, known.LAWYER, None, "p05-deputy"])
        fields["conferred_on"] = BEFORE_MAY_2028
    return st.builds(
        lambda base, changes: base.model_copy(update=changes), made(command), st.fixed_dictionaries(fields)
    )


COMMANDS = st.one_of(*(aimed(command) for command in (*BEHAVIOURS, FreezeReport, SubmitReport, JudgeRevivalDifficult)))
ASKED = st.lists(st.tuples(COMMANDS, DAYS, OFFICES), max_size=20)


def played(case: Case, asked: list[tuple[Any, dt.date, frozenset[Office]]]) -> list[tuple[Case, dt.date, list[Event]]]:
    """Each case before, with the day and the events that a command brought; nothing but a refusal is raised."""
    seen = []
    for command, on, offices in asked:
        try:
            events = decide(case, command, Asking("p05-head", "05", on, offices, lawyers=LAWYERS))
        except Refused:
            continue
        seen.append((case, on, events))
        for event in events:
            case = evolve(case, Fact(event, on, "05", "p05-head"))
    return seen


MANY = settings(
    max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


@given(st.sampled_from(SITUATIONS), ASKED)
@MANY
def test_the_support_begins_only_on_a_ground_that_was_told_to_the_one_it_concerns(case: Case, asked: Any) -> None:
    for before, _on, events in played(case, asked):
        for event in events:
            if isinstance(event, RechallengeStarted):
                trigger, notice = before.state.trigger, before.state.told
                assert trigger.trigger is event.trigger
                assert notice.to is addressee_of(event.trigger)
                assert not trigger.wish_to_close or trigger.examination is not None


@given(st.sampled_from(SITUATIONS), ASKED)
@MANY
def test_no_advice_stands_without_the_lawyer_and_none_to_anybody_else(case: Case, asked: Any) -> None:
    for before, _on, events in played(case, asked):
        for event in events:
            conferring = getattr(event, "conferring", None)
            if isinstance(conferring, Conferring):
                assert conferring.person in LAWYERS
            if isinstance(event, WorkoutAdviceGiven):
                assert event.party is not WorkoutParty.OTHER
                assert before.state.workout is not None
                assert before.state.workout.guideline or event.party is not WorkoutParty.THIRD_PARTY_EXPERT
                assert event.requested_on is not None or event.given_on < dt.date(2024, 4, 1)


@given(st.sampled_from(SITUATIONS), ASKED)
@MANY
def test_an_outcome_is_compiled_only_when_nothing_is_missing(case: Case, asked: Any) -> None:
    for before, _on, events in played(case, asked):
        if any(isinstance(event, OutcomeCompiled) for event in events):
            assert missing(before.state) == ()
            assert before.state.started is not None
        assert before.case_id == known.CASE
        if before.stage in (Stage.DECLINED, Stage.COMPILED):
            assert not any(type(event).__module__.endswith("rechallenge") for event in events)


@given(st.sampled_from(SITUATIONS), ASKED)
@MANY
def test_what_is_submitted_was_checked_and_reached_both_bodies_by_then(case: Case, asked: Any) -> None:
    for before, on, events in played(case, asked):
        for event in events:
            if isinstance(event, ReportChecked):
                assert f"{event.kind.value}-{event.number}" in before.reports
            if isinstance(event, ReportSubmitted):
                report = before.reports[f"{event.kind.value}-{event.number}"]
                assert report.document is not None
                assert report.editions == event.edition
                assert {each.recipient for each in event.deliveries} == {"BUR-02", "HQ"}
                assert all(each.on <= on for each in event.deliveries)


def answered(case: Case, command: Any, asking: Asking) -> Any:
    """The events, or the refusal."""
    try:
        return decide(case, command, asking)
    except Refused as refused:
        return refused


@given(st.sampled_from(SITUATIONS), COMMANDS, DAYS, OFFICES)
@MANY
def test_what_next_steps_refuse_decide_refuses_alike(
    case: Case, command: Any, on: dt.date, offices: frozenset[Office]
) -> None:
    asking = Asking("p05-head", "05", on, offices, lawyers=LAWYERS)
    steps = {step.command: step for step in next_steps(case, asking)}
    step = steps.get(type(command))
    if step is not None and not step.allowed:
        answer = answered(case, command, asking)
        assert answer == [] or (answer.provision, answer.ja) == (step.provision, step.ja)


@given(st.sampled_from(SITUATIONS), COMMANDS, DAYS)
@MANY
def test_a_recused_person_gets_nothing_done(case: Case, command: Any, on: dt.date) -> None:
    asking = Asking("p05-head", "05", on, frozenset(Office), recused=True, lawyers=LAWYERS)
    with pytest.raises(Refused) as refused:
        decide(case, command, asking)
    assert refused.value.forbidden


def test_every_kind_of_report_can_be_owed() -> None:
    from council_support.domain.reports import ASKED_BY

    assert set(ASKED_BY.values()) == set(ReportKind)
    assert set(BESIDE) >= {JudgeRevivalDifficult, SubmitReport}
