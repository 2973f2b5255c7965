"""What holds for every history and every sequence of commands of a case of guarantee debts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.support import (
    FalseDisclosureFound,
    RepaymentPlanApproved,
    RepaymentPlanReported,
    RepaymentSupportStarted,
)
from council_events.values import Office, Qualification
from council_support.commands.guarantee import CountPrincipalConsents
from council_support.commands.restructuring import ConsentForm, RecordConsent, RecordRefusal, WithdrawConsent
from council_support.domain.guarantee import BEHAVIOURS, CLOSED, State, decide, evolve, next_steps
from council_support.domain.restructuring import Answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.support.guarantee_situations import (
    JOINT_PLAN,
    PLAN,
    TOGETHER,
    TWO_BANKS,
    approved,
    at_vote,
    bank,
    disclosed,
    drafted,
    heard,
    outlined,
    received,
    reported,
    started,
)
from tests.services.support.strategies import DAYS, OFFICES, PEOPLE, made

SITUATIONS = [
    received().state,
    outlined(TOGETHER, "25", TWO_BANKS, "2024-09-01").state,
    heard(TOGETHER, "25", TWO_BANKS, "2024-09-01").state,
    started().state,
    disclosed().state,
    drafted().state,
    reported(JOINT_PLAN).state,
    at_vote().state,
    approved().state,
]
BANKS = [bank(name) for name in TWO_BANKS]
LATER = st.dates(dt.date(2025, 1, 15), dt.date(2025, 3, 31))
COMMANDS: st.SearchStrategy[Any] = st.one_of(
    *(made(command) for command in BEHAVIOURS),
    # what brings a plan into being, more often than chance would
    st.builds(
        RecordConsent,
        creditor_id=st.sampled_from(BANKS),
        form=st.sampled_from(ConsentForm),
        confirmed_on=st.just(dt.date(2025, 1, 14)),
    ),
    st.builds(
        CountPrincipalConsents,
        creditors=st.lists(st.sampled_from(BANKS), max_size=2).map(tuple),
        confirmed_on=st.just(dt.date(2025, 1, 14)),
    ),
    st.builds(RecordRefusal, creditor_id=st.sampled_from(BANKS)),
    st.builds(WithdrawConsent, creditor_id=st.sampled_from(BANKS)),
    st.just(PLAN),
)


def asked(state: State, command: Any, asking: Asking) -> list[Event] | Refused:
    """The events, or the refusal."""
    try:
        return decide(state, command, asking)
    except Refused as refused:
        return refused


def played(state: State, commands: list[tuple[Any, dt.date, frozenset[Office]]]) -> list[tuple[State, list[Event]]]:
    """Each state before, with the events that a command brought; refused commands bring none."""
    seen = []
    for command, on, offices in commands:
        events = asked(state, command, Asking("p25-head", "25", on, offices))
        if isinstance(events, Refused):
            continue
        before, after = state, state
        for event in events:
            after = evolve(after, Fact(event, on, "25", "p25-head"))
        seen.append((before, events))
        state = after
    return seen


@given(
    st.sampled_from(SITUATIONS),
    st.lists(st.tuples(COMMANDS, st.one_of(DAYS, LATER), OFFICES), max_size=25),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_sequence_of_commands_reaches_what_the_rules_forbid(
    state: State, commands: list[tuple[Any, dt.date, frozenset[Office]]]
) -> None:
    for before, events in played(state, commands):
        for event in events:
            if isinstance(event, RepaymentPlanApproved):
                consenting = {c.creditor_id for c in before.creditors.values() if c.answer is Answer.CONSENTED}
                now = {e.creditor_id for e in events if hasattr(e, "creditor_id")}
                assert before.in_plan
                assert before.in_plan <= consenting | now
                assert before.report is not None
            if isinstance(event, RepaymentPlanReported):
                signer = before.member(event.signed_by)
                assert signer is not None
                assert signer.qualification is Qualification.LAWYER
                assert before.plan is not None
                assert before.began_in_time or not before.plan.keeps_more
            if isinstance(event, RepaymentSupportStarted):
                assert before.application is not None
                assert not any(c.ground_against for c in before.creditors.values())
            if before.stage in CLOSED:
                assert type(event).__name__ in {"RestartHelpGiven", FalseDisclosureFound.__name__}


@given(st.sampled_from(SITUATIONS), COMMANDS, DAYS, OFFICES)
@settings(max_examples=200, deadline=None)
def test_what_next_steps_refuse_decide_refuses_alike(
    state: State, command: Any, on: dt.date, offices: frozenset[Office]
) -> None:
    asking = Asking("p25-head", "25", on, offices)
    step = {step.command: step for step in next_steps(state, asking)}.get(type(command))
    if step is None or step.allowed:
        return
    answer = asked(state, command, asking)
    if isinstance(answer, Refused):
        assert (answer.provision, answer.ja) == (step.provision, step.ja)
    else:
        assert answer == []


@given(st.sampled_from(SITUATIONS), COMMANDS, DAYS, st.sampled_from(PEOPLE))
@settings(max_examples=100, deadline=None)
def test_a_recused_person_gets_nothing_done(state: State, command: Any, on: dt.date, person: str) -> None:
    asking = Asking(person, "25", on, frozenset(Office), recused=True)
    answer = asked(state, command, asking)
    assert isinstance(answer, Refused)
    assert answer.forbidden
