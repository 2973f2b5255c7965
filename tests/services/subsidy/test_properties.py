"""Whatever is asked in whatever order: payments never exceed decisions, decisions never exceed caps, evolve never raises."""

import datetime as dt

from council_events import all_event_classes
from council_events.deciding import Fact, Refused
from council_events.subsidy import AccompanimentDecided, FeePaid, PaymentKind, PlanFeeDecided, Track
from council_subsidy import commands as c
from council_subsidy.domain import INITIAL, evolve, next_steps
from council_subsidy.rules.amounts import caps_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.sample_events import sample
from tests.services.subsidy.situations import (
    AMANE,
    LINES,
    NOTOMA,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    plan_claim,
    secretary,
)

amounts = st.integers(min_value=0, max_value=6_000_000)
commands = st.one_of(
    st.builds(
        lambda plan, dd: application(
            cost(AMANE, LINES.PLAN, plan), cost(NOTOMA, LINES.DUE_DILIGENCE, dd), agencies=agencies(AMANE, NOTOMA)
        ),
        amounts,
        amounts,
    ),
    st.just(c.AcceptApplication(above_guide_reason="調査に時間を要するため")),
    st.builds(
        lambda plan, dd: plan_claim(cost(AMANE, LINES.PLAN, plan), cost(NOTOMA, LINES.DUE_DILIGENCE, dd)),
        amounts,
        amounts,
    ),
    st.just(c.DecidePlanFee()),
    st.builds(lambda amount: accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, amount)), amounts),
    st.just(c.DecideAccompaniment()),
    st.builds(
        lambda kinds: c.PayFees(kinds=tuple(kinds), paid_on=dt.date(2024, 12, 1)),
        st.lists(st.sampled_from(list(PaymentKind)), max_size=3),
    ),
    st.just(c.EndSubsidyCase(kind=c.EndingKind.COMPLETED)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(commands, max_size=25))
def test_payments_never_exceed_decisions_nor_decisions_their_caps(asked: list[c.Command]) -> None:
    case = Case().accepted(application(agencies=agencies(AMANE, NOTOMA)))
    for command in asked:
        try:
            case.ask("2024-12-01", command)
        except Refused:
            continue
    plans = sum(event.total for event in case.history if isinstance(event, PlanFeeDecided))
    reports = sum(event.total for event in case.history if isinstance(event, AccompanimentDecided))
    payments = [event for event in case.history if isinstance(event, FeePaid)]
    assert sum(event.amount for event in payments) <= plans + reports
    caps = caps_of(Track.ORDINARY, dt.date(2024, 4, 1))
    assert plans <= caps[frozenset({LINES.DUE_DILIGENCE, LINES.PLAN})]
    assert reports <= caps[frozenset({LINES.ACCOMPANIMENT})]
    kinds = [event.kind for event in payments]
    if PaymentKind.PLAN_SECOND_HALF in kinds:
        assert PaymentKind.ACCOMPANIMENT in kinds[: kinds.index(PaymentKind.PLAN_SECOND_HALF)]


samples = st.sampled_from(
    [
        sample(event)
        for event in all_event_classes()
        if event.type_name.startswith(("council.subsidy", "council.intake"))
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(samples, max_size=20))
def test_evolve_never_raises_and_next_steps_answer_at_every_state(history: list[object]) -> None:
    state = INITIAL
    for event in history:
        state = evolve(state, Fact(event, dt.date(2024, 7, 1), "17", "p17-office"))  # type: ignore[arg-type]  # samples are events
        if state.application is not None:
            next_steps(state, secretary("2024-08-01"))
