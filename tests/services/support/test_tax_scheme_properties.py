"""What holds for every sequence of commands of a case under 別冊３."""

from __future__ import annotations

import datetime as dt
from typing import Any

from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.support import (
    CommitteeEstablished,
    ConfirmationPoint,
    PlanApproved,
    SchemeAttitude,
    SchemeConfirmed,
    StandstillNotified,
    TaxSchemeStarted,
)
from council_events.values import Office, Qualification
from council_support.commands.restructuring import ConsentForm, RecordConsent, RecordRefusal, WithdrawConsent
from council_support.domain.behaviour import Terms
from council_support.domain.restructuring import Answer
from council_support.domain.tax_scheme import BEHAVIOURS, CLOSED, State, decide, evolve, main_creditors
from council_support.domain.tax_scheme.state import Stage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.support.strategies import DAYS, OFFICES, made
from tests.services.support.tax_situations import (
    ALL,
    CONFIRMATION,
    JUDGEMENT,
    NOTICE,
    PLAN,
    REPORT,
    SECOND_MEETING,
    START,
    approved,
    asked_for,
    at_vote,
    drafted,
    judged,
    listed,
    reported,
    sitting,
    started,
    survey,
)

SITUATIONS = [
    each.state
    for each in (listed(), started(), drafted(), judged(), asked_for(), sitting(), reported(), at_vote(), approved())
]
COMMANDS: st.SearchStrategy[Any] = st.one_of(
    *(made(command) for command in BEHAVIOURS),
    # what carries a case on, more often than chance would
    st.sampled_from([START, PLAN, JUDGEMENT, NOTICE, survey(), CONFIRMATION, REPORT, SECOND_MEETING]),
    st.builds(
        RecordConsent,
        creditor_id=st.sampled_from(ALL),
        form=st.sampled_from(ConsentForm),
        confirmed_on=st.just(dt.date(2025, 2, 20)),
    ),
    st.builds(RecordRefusal, creditor_id=st.sampled_from(ALL)),
    st.builds(WithdrawConsent, creditor_id=st.sampled_from(ALL)),
)


def played(state: State, commands: list[tuple[Any, dt.date, frozenset[Office]]]) -> list[tuple[State, list[Event]]]:
    """Each state before, with the events that a command brought; refused commands bring none."""
    seen = []
    for command, on, offices in commands:
        try:
            events = decide(state, command, Asking("p26-head", "26", on, offices))
        except Refused:
            continue
        seen.append((state, events))
        for event in events:
            state = evolve(state, Fact(event, on, "26", "p26-head"))
    return seen


@given(
    st.sampled_from(SITUATIONS),
    st.lists(st.tuples(COMMANDS, st.one_of(DAYS, st.just(dt.date(2025, 2, 20))), OFFICES), max_size=20),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_no_sequence_of_commands_reaches_what_the_rules_forbid(
    state: State, commands: list[tuple[Any, dt.date, frozenset[Office]]]
) -> None:
    for before, events in played(state, commands):
        for event in events:
            if isinstance(event, TaxSchemeStarted):
                main = main_creditors(before, Terms())
                assert main
                assert all(before.creditors[each].attitude is SchemeAttitude.CONSENTED for each in main)
                assert before.intended
            if isinstance(event, StandstillNotified):
                assert set(event.creditors) == set(before.creditors)
                assert before.judgement is not None
            if isinstance(event, CommitteeEstablished):
                assert {Qualification.LAWYER, Qualification.ACCOUNTANT} <= {m.qualification for m in event.members}
            if isinstance(event, SchemeConfirmed):
                assert before.survey is not None
                assert set(before.survey.met) == set(ConfirmationPoint)
            if isinstance(event, PlanApproved):
                last = {each.creditor_id for each in events if type(each).__name__ == "CreditorConsented"}  # type: ignore[attr-defined]  # only consents are named so
                standing = {c.creditor_id for c in before.creditors.values() if c.answer is Answer.CONSENTED}
                assert standing | last == set(before.creditors)
                assert before.meeting is not None
                assert before.report is not None
            if before.stage in CLOSED:
                assert type(event).__name__ == "SuccessorOpened"
        assert before.stage is not Stage.NONE
