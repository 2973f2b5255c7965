"""Whatever is asked in whatever order: payments never exceed decisions, decisions never exceed caps, evolve never raises."""

import datetime as dt
from uuid import UUID

from council_events import all_event_classes
from council_events.deciding import Asking, Fact, Refused
from council_events.subsidy import (
    AccompanimentDecided,
    DeclineCause,
    FeePaid,
    NoticeIssued,
    NoticeKind,
    PaymentKind,
    PlanFeeClaimed,
    PlanFeeDecided,
    SubsidyAdviceGiven,
    SubsidyApplicationAccepted,
    SubsidyCaseEnded,
    Track,
)
from council_events.values import Office
from council_subsidy import commands as c
from council_subsidy.domain import EMPTY, INITIAL, Stage, evolve, evolve_ledger, next_steps, uses_to_count
from council_subsidy.rules.amounts import caps_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.sample_events import sample
from tests.services.subsidy.situations import (
    AMANE,
    CHECKED,
    EXPLAINED,
    LEDGER,
    LINES,
    MONITORING_EXPLAINED,
    NOTOMA,
    REPORT_CHECKED,
    Case,
    World,
    accompaniment,
    agencies,
    application,
    cost,
    head,
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
    st.just(EXPLAINED),
    st.just(c.AcceptApplication(above_guide_reason="調査に時間を要するため")),
    st.just(c.DeclineApplication(reason="費用負担が適切と認められないため")),
    st.builds(
        lambda plan, dd: plan_claim(cost(AMANE, LINES.PLAN, plan), cost(NOTOMA, LINES.DUE_DILIGENCE, dd)),
        amounts,
        amounts,
    ),
    st.sampled_from([CHECKED, MONITORING_EXPLAINED, REPORT_CHECKED]),
    st.just(c.DecidePlanFee()),
    st.just(c.ScheduleAccompaniment()),
    st.builds(lambda amount: accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, amount)), amounts),
    st.just(c.DecideAccompaniment()),
    st.builds(
        lambda kinds: c.PayFees(kinds=tuple(kinds), paid_on=dt.date(2024, 12, 1)),
        st.lists(st.sampled_from(list(PaymentKind)), max_size=3),
    ),
    st.builds(lambda kind: c.IssueNotice(kind=kind, pay_on=dt.date(2024, 12, 1)), st.sampled_from(list(NoticeKind))),
    st.just(c.LapseApplication()),
    st.builds(
        lambda kind: c.EndSubsidyCase(kind=kind, applicant_asked=True, representative_asked=True, reason="理由"),
        st.sampled_from(list(c.EndingKind)),
    ),
)
EVERY_OFFICE = frozenset({Office.SECRETARIAT, Office.DEPUTY_IMPROVEMENT})
"""Holds every right that these commands need: as deputy designated to sign, and as secretariat too."""


def all_rounder(on: str) -> Asking:
    return secretary(on, offices=EVERY_OFFICE)


def tell(case: Case, asked: list[c.Command], on: str = "2024-12-01") -> None:
    """Give the commands one after another; the refused ones change nothing."""
    for command in asked:
        try:
            case.ask(on, command, all_rounder(on))
        except Refused:
            continue


def case_of_two_agencies() -> Case:
    case = Case().accepted(application(agencies=agencies(AMANE, NOTOMA)))
    case.ask("2024-04-16", c.DesignateNoticeProxy(person=all_rounder("2024-04-16").person), head("2024-04-16"))
    return case


@settings(max_examples=150, deadline=None)
@given(st.lists(commands, max_size=25))
def test_payments_never_exceed_decisions_nor_decisions_their_caps(asked: list[c.Command]) -> None:
    case = case_of_two_agencies()
    tell(case, asked)
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


@settings(max_examples=150, deadline=None)
@given(st.lists(commands, max_size=25))
def test_no_sequence_of_commands_skips_what_must_come_before(asked: list[c.Command]) -> None:
    case = Case()
    tell(case, asked)
    kinds = [type(event) for event in case.history]
    if SubsidyApplicationAccepted in kinds:
        assert SubsidyAdviceGiven in kinds[: kinds.index(SubsidyApplicationAccepted)]
    if PlanFeeDecided in kinds:
        before = kinds[: kinds.index(PlanFeeDecided)]
        assert {SubsidyApplicationAccepted, PlanFeeClaimed} <= set(before)
    if SubsidyCaseEnded in kinds:
        after = set(kinds[kinds.index(SubsidyCaseEnded) + 1 :])
        assert after <= {NoticeIssued}
    assert kinds.count(PlanFeeDecided) <= 1


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(min_value=0, max_value=3_000_000), st.integers(0, 3_000_000)),
        min_size=1,
        max_size=6,
    )
)
def test_all_uses_of_a_company_together_never_pass_the_lifetime_limit(uses: list[tuple[bool, int, int]]) -> None:
    """SUB-E-4: whatever is claimed, by however many cases one after another or side by side."""
    world, cases = World(), []
    for number, (at_once, plan, claimed) in enumerate(uses):
        case = Case(world)
        filed = application(
            cost(AMANE, LINES.PLAN, plan),
            case_id=UUID(int=number + 1),
            decline_cause=list(DeclineCause)[number],
            reuse_reason="前回と要因が異なる。",
            registry_certificate_on=dt.date(2024, 4, 1),
        )
        try:
            case.ask("2024-04-15", filed)
            case.advised("2024-04-15", EXPLAINED)
            if case.state.answer is not None and case.state.answer.finding_needed:
                case.advised("2024-04-16", c.FindReuseFit(finding="要因が異なる。"))
            case.ask("2024-04-16", c.AcceptApplication())
        except Refused:
            continue
        cases.append((case, claimed))
        if not at_once:
            finish(case, claimed)
    for case, claimed in cases:
        finish(case, claimed)
    decided = sum(e.total for case, _ in cases for e in case.history if isinstance(e, PlanFeeDecided))
    assert decided <= 3_000_000
    assert sum(use.amount for use in world.ledger.uses.values()) >= decided


def finish(case: Case, claimed: int) -> None:
    if case.state.stage is Stage.ACCEPTED:
        case.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, claimed)))


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
    state, ledger = INITIAL, EMPTY
    for event in history:
        fact = Fact(event, dt.date(2024, 7, 1), "17", "p17-office")  # type: ignore[arg-type]  # samples are events
        before, state, ledger = state, evolve(state, fact), evolve_ledger(ledger, fact)
        uses_to_count(LEDGER, ledger, before, state)
        if state.application is not None:
            next_steps(state, secretary("2024-08-01"))
