"""What holds for every history and every sequence of commands of a restructuring case."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args
from uuid import UUID

from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.support import PlanApproved
from council_events.values import Office
from council_support.commands.restructuring import (
    ConsentForm,
    RecordConsent,
    RecordRefusal,
    StaffCommand,
    WithdrawConsent,
)
from council_support.domain.restructuring import INITIAL, Answer, Stage, State, decide, evolve, next_steps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.support.situations import (
    RESCHEDULING,
    THREE_BANKS,
    approved,
    at_vote,
    drafted,
    examined,
    heard,
    listed,
    received,
    started,
)
from tests.services.support.strategies import CREDITORS, DAYS, FACTS, OFFICES, made

AT_VOTE = at_vote().state
SITUATIONS = [
    received().state,
    listed(received(), THREE_BANKS).state,
    heard().state,
    started().state,
    examined().state,
    drafted().state,
    AT_VOTE,
    approved().state,
]
COMMANDS: st.SearchStrategy[Any] = st.one_of(
    *(made(command) for command in get_args(StaffCommand)),
    # what brings a plan into being, more often than chance would
    st.builds(
        RecordConsent,
        creditor_id=st.sampled_from(CREDITORS),
        form=st.sampled_from(ConsentForm),
        confirmed_on=st.just(dt.date(2025, 2, 20)),
    ),
    st.builds(RecordRefusal, creditor_id=st.sampled_from(CREDITORS)),
    st.builds(WithdrawConsent, creditor_id=st.sampled_from(CREDITORS)),
    st.just(RESCHEDULING),
)


@given(FACTS)
@settings(max_examples=200)
def test_evolve_never_raises_whatever_the_order_of_events(facts: list[Fact]) -> None:
    state = INITIAL
    for fact in facts:
        state = evolve(state, fact)
    assert isinstance(state.stage, Stage)


@given(FACTS)
@settings(max_examples=100)
def test_next_steps_never_raises_and_names_each_refusal_in_both_languages(facts: list[Fact]) -> None:
    state = INITIAL
    for fact in facts:
        state = evolve(state, fact)
    for step in next_steps(state, Asking("p20-head", "20", dt.date(2025, 3, 1), frozenset({Office.HEAD}))):
        assert step.allowed or (step.provision and step.ja and step.en)


def asked(state: State, command: StaffCommand, asking: Asking) -> list[Event] | Refused:
    """The events, or the refusal."""
    try:
        return decide(state, command, asking)
    except Refused as refused:
        return refused


def played(
    state: State, commands: list[tuple[StaffCommand, dt.date, frozenset[Office]]]
) -> list[tuple[State, list[Event]]]:
    """Each state before, with the events that a command brought; refused commands bring none."""
    seen = []
    for command, on, offices in commands:
        asking = Asking("p20-head", "20", on, offices)
        events = asked(state, command, asking)
        if isinstance(events, Refused):
            continue
        before, after = state, state
        for event in events:
            after = evolve(after, Fact(event, on, "20", "p20-head"))
        seen.append((before, events))
        state = after
    return seen


@given(st.sampled_from(SITUATIONS), st.lists(st.tuples(COMMANDS, DAYS, OFFICES), max_size=25))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_plan_is_never_approved_without_every_creditors_consent_to_that_version(
    state: State, commands: list[tuple[StaffCommand, dt.date, frozenset[Office]]]
) -> None:
    for before, events in played(state, commands):
        for event in events:
            if isinstance(event, PlanApproved):
                consenting = {c.creditor_id for c in before.creditors.values() if c.answer is Answer.CONSENTED}
                last = {e.creditor_id for e in events if type(e).__name__ == "CreditorConsented"}  # type: ignore[attr-defined]  # only consents are named so
                assert consenting | last == set(before.creditors)
                assert len(last) == 1
                assert before.plan is not None
                assert event.plan_version == before.plan.version
                assert before.report is not None
                assert before.meeting is not None


@settings(deadline=None)
@given(
    st.permutations(CREDITORS),
    st.lists(st.tuples(st.sampled_from(["consent", "refuse", "withdraw"]), st.sampled_from(CREDITORS)), max_size=12),
)
def test_whatever_goes_before_the_plan_is_approved_exactly_when_all_stand_consented(
    order: list[UUID], history: list[tuple[str, UUID]]
) -> None:
    state = AT_VOTE
    on = dt.date(2025, 2, 20)
    commands: list[Any] = []
    for what, creditor in history:
        if what == "consent":
            commands.append(RecordConsent(creditor_id=creditor, form=ConsentForm.WRITTEN, confirmed_on=on))
        elif what == "refuse":
            commands.append(RecordRefusal(creditor_id=creditor))
        elif what == "withdraw":
            commands.append(WithdrawConsent(creditor_id=creditor))
    commands += [RecordConsent(creditor_id=c, form=ConsentForm.WRITTEN, confirmed_on=on) for c in order]
    head = frozenset({Office.HEAD})
    seen = played(state, [(command, on, head) for command in commands])
    approvals = [event for _, events in seen for event in events if isinstance(event, PlanApproved)]
    assert len(approvals) == 1
    for before, events in seen:
        will_stand = before.consents + sum(type(e).__name__ == "CreditorConsented" for e in events)
        assert any(isinstance(e, PlanApproved) for e in events) == (
            will_stand == len(CREDITORS) and before.stage is Stage.CONSENT and bool(events)
        )


@given(st.sampled_from(SITUATIONS), COMMANDS, DAYS, OFFICES)
@settings(max_examples=300, deadline=None)
def test_what_next_steps_refuse_decide_refuses_alike(
    state: State, command: StaffCommand, on: dt.date, offices: frozenset[Office]
) -> None:
    asking = Asking("p20-head", "20", on, offices)
    steps = {step.command: step for step in next_steps(state, asking)}
    step = steps.get(type(command))
    if step is not None and not step.allowed:
        answer = asked(state, command, asking)
        if isinstance(answer, Refused):
            assert (answer.provision, answer.ja) == (step.provision, step.ja)
        else:
            assert answer == []


@given(st.sampled_from(SITUATIONS), COMMANDS, DAYS)
@settings(max_examples=200, deadline=None)
def test_a_recused_person_gets_nothing_done(state: State, command: StaffCommand, on: dt.date) -> None:
    asking = Asking("p20-head", "20", on, frozenset(Office), recused=True)
    answer = asked(state, command, asking)
    assert isinstance(answer, Refused)
    assert answer.forbidden
