"""Every line of support played at random, from its candidate and from the middle of its life: no sequence of commands takes a case
where the rules forbid, and no history is one that `evolve` or the next steps stumble over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from council_events import Event, all_event_classes
from council_events.deciding import Asking, Fact
from council_events.support import (
    CandidateReceived,
    CreditorListed,
    CreditorsMeetingHeld,
    EntryCorrected,
    ImprovementCompleted,
    ImprovementForm,
    MonitoringReported,
    MonitoringStarted,
    PlanApproved,
    RepaymentPlanApproved,
    RestructuringStarted,
    TaxSchemeStarted,
)
from council_events.support.rechallenge import OutcomeCompiled, RechallengeStarted, RevivalJudgedDifficult
from council_events.values import Office, SupportLine
from council_support.commands import CheckDocument, ReceiveDocument
from council_support.commands.releases import Disclose, HandOverPapers, ReceiveWrittenConsent, WithdrawWrittenConsent
from council_support.commands.reports import CheckReport, FreezeReport
from council_support.commands.restructuring import ConsentForm, RecordConsent
from council_support.domain import BESIDE, INITIAL, LINES, Case, decide, evolve, next_steps
from council_support.domain.creditors import Answer
from pydantic import BaseModel

from tests.machines import Life, play
from tests.services.support import guarantee_situations as guarantee
from tests.services.support import improving, situations
from tests.services.support import tax_situations as tax
from tests.services.support.playing import Played
from tests.services.support.rechallenge import situations as rechallenge

SUPPORT = [event for event in all_event_classes() if event.type_name.startswith("council.support.")]
ANYWHERE = (ReceiveDocument, CheckDocument, ReceiveWrittenConsent, WithdrawWrittenConsent, HandOverPapers, Disclose)
STAFF = frozenset({Office.HEAD, Office.DEPUTY})


def facts_of(candidate: CandidateReceived, asked: Iterable[tuple[Any, Asking]]) -> Iterator[Fact]:
    """What a situation's commands make happen to the whole case, from its candidate on."""
    first = Fact(candidate, candidate.consulted_on, "20", "system:support")
    case = evolve(INITIAL, first)
    yield first
    for command, who in asked:
        for event in decide(case, command, who):
            fact = Fact(event, who.on, who.council, who.person)
            case = evolve(case, fact)
            yield fact


def lawful(before: Case, event: Event, after: Case, asking: Asking) -> None:
    assert asking.pledged
    assert not asking.recused
    line = LINES[after.known_line]
    moved = after.state.stage is not before.state.stage
    assert not (moved and before.state.stage in line.CLOSED), "what is over stays over"
    assert after.line is before.line
    assert after.council == before.council
    _as_the_line_says(before, event, after, asking)


def _as_the_line_says(before: Case, event: Event, after: Case, asking: Asking) -> None:
    state: Any = before.state
    match event:
        case RestructuringStarted() | TaxSchemeStarted():
            assert asking.holds(Office.HEAD)
            assert state.started_on is None
            assert state.requested_on is not None
            assert state.creditors
        case CreditorsMeetingHeld():
            assert state.report is not None, "the plan was examined before it is put to the creditors"
        case MonitoringStarted():
            assert state.monitoring is None
            assert _came_into_being(state)
        case MonitoringReported():
            assert state.monitoring is not None
            assert event.number == state.reports + 1
        case RechallengeStarted():
            assert state.trigger is not None
            assert state.told is not None, "the judgement is told before the support is proposed"
        case OutcomeCompiled():
            assert state.started_on is not None
        case RevivalJudgedDifficult():
            assert not before.judged_difficult
            assert after.judged_difficult
        case _:
            _unanimously(before, event, after)


def _unanimously(before: Case, event: Event, after: Case) -> None:
    """B2-2-5-9, B3-8, B4-4-7: a plan comes into being with the consent of everybody that it asks."""
    state: Any = before.state
    match event:
        case PlanApproved():
            assert state.meeting is not None
            assert _all_consent(after, after.state.creditors)
        case RepaymentPlanApproved():
            assert state.report is not None
            assert _all_consent(after, state.in_plan)
        case ImprovementCompleted():
            assert state.plan is not None
            assert event.form is not ImprovementForm.WITH_SUPPORT or _all_consent(after, state.asked)


def _came_into_being(state: Any) -> bool:
    return (getattr(state, "approved_on", None) or getattr(state, "completed_on", None)) is not None


def _all_consent(case: Case, asked: Iterable[Any]) -> bool:
    return all(case.state.creditors[each].answer is Answer.CONSENTED for each in asked)


def stands(case: Case) -> None:
    line, state = LINES[case.known_line], case.state
    assert state.stage in line.Stage
    assert state.candidate is not None
    assert not set(getattr(state, "creditors", ())) & set(getattr(state, "left_out", ()))
    if state.stage.value in ("approved", "scheme_approved", "monitoring", "monitored"):
        assert _came_into_being(state)


def asked(case: Case, command: Any, asking: Asking, _around: None) -> list[Event]:
    """As the application asks: what is checked is frozen with the document that was drafted from the events."""
    if isinstance(command, CheckReport):
        command = FreezeReport(**command.model_dump(), layout="default-1", document="{}")
    return decide(case, command, asking)


def commands_of(line: SupportLine) -> list[type[BaseModel]]:
    """Every command, and often the one that plans wait for."""
    own = LINES[line].BEHAVIOURS
    return [*own, *BESIDE, *ANYWHERE, *([RecordConsent] * 12 if RecordConsent in own else [])]


def a_consent(creditors: Sequence[Any], on: dt.date) -> Callable[[Random], RecordConsent]:
    """In writing, of the day of the last act: the answers that plans wait for."""
    return lambda random: RecordConsent(creditor_id=random.choice(creditors), form=ConsentForm.WRITTEN, confirmed_on=on)


def life(line: SupportLine, begins: Iterable[Fact]) -> Life:
    facts = tuple(begins)
    last = max(fact.on for fact in facts)
    creditors = [fact.event.creditor_id for fact in facts if isinstance(fact.event, CreditorListed)]
    return Life(
        initial=INITIAL,
        evolve=evolve,
        decide=asked,
        next_steps=next_steps,
        commands=commands_of(line),
        events=SUPPORT,
        offices=[STAFF, *(frozenset({each}) for each in (Office.HEAD, Office.DEPUTY, Office.EXPERT))],
        council="20",
        people=("p20-head", "p20-deputy", "x-kure", "x-innoshima", "x-fuchu"),
        begins=facts,
        lawful=lawful,
        stands=stands,
        correction=EntryCorrected,
        first_day=last,
        values={"report": ("start-1", "completion-1", "rechallenge-1"), "layout": ("default-1",)},
        details={RecordConsent: a_consent(creditors, last)} if creditors else {},
    )


def before_the_last_consent(
    case: Any, consent: Callable[[str, str], RecordConsent], names: Iterable[str], on: str
) -> Any:
    """Everybody but the last has consented."""
    for name in list(names)[:-1]:
        if isinstance(case, Played):
            case.when(consent(name, on), on)
        else:
            case.when(consent(name, on), situations.head(on))
    return case


RESTRUCTURING, TAX, GUARANTEE = SupportLine.RESTRUCTURING, SupportLine.TAX_SCHEME, SupportLine.GUARANTEE
IMPROVEMENT, RECHALLENGE = SupportLine.REVENUE_IMPROVEMENT, SupportLine.RECHALLENGE
COMPANY = situations.company()
IMPROVING = situations.company(line=IMPROVEMENT, consulted_on=situations.day("2024-06-03"))
TAX_BANKS = (tax.YOSANO, tax.TANGO, tax.YAMASHIRO)
LIVES = {
    "restructuring": (RESTRUCTURING, COMPANY, situations.received(), {"RestructuringDeclined"}),
    "restructuring_heard": (RESTRUCTURING, COMPANY, situations.heard(), {"RestructuringDeclined"}),
    "restructuring_examined": (RESTRUCTURING, COMPANY, situations.examined(), {"RestructuringEnded"}),
    "restructuring_at_vote": (
        RESTRUCTURING,
        COMPANY,
        before_the_last_consent(situations.at_vote(), situations.consent, situations.THREE_BANKS, "2025-02-12"),
        {"PlanApproved"},
    ),
    "restructuring_approved": (
        RESTRUCTURING,
        COMPANY,
        situations.approved(),
        {"MonitoringStarted"},
    ),
    "tax_scheme": (TAX, tax.candidate(), tax.received(), {"TaxSchemeDeclined"}),
    "tax_scheme_met": (TAX, tax.candidate(), tax.met(), {"TaxSchemeEnded"}),
    "tax_scheme_at_vote": (
        TAX,
        tax.candidate(),
        before_the_last_consent(tax.at_vote(), tax.consent, TAX_BANKS, "2025-02-26"),
        {"TaxSchemeEnded"},
    ),
    "guarantee": (GUARANTEE, guarantee.candidate(), guarantee.received(), {"RepaymentSupportDeclined"}),
    "guarantee_disclosed": (GUARANTEE, guarantee.candidate(), guarantee.disclosed(), {"RepaymentSupportEnded"}),
    "guarantee_at_vote": (
        GUARANTEE,
        guarantee.candidate(),
        before_the_last_consent(guarantee.at_vote(), guarantee.consent, guarantee.TWO_BANKS, "2025-01-20"),
        {"RepaymentSupportEnded"},
    ),
    "improvement": (IMPROVEMENT, IMPROVING, improving.candidate(), {"ImprovementStarted"}),
    "improvement_asked": (
        IMPROVEMENT,
        IMPROVING,
        before_the_last_consent(improving.asked(), situations.consent, improving.BANKS, "2024-10-20"),
        {"ImprovementCompleted"},
    ),
    "improvement_monitored": (IMPROVEMENT, IMPROVING, improving.adopted_and_monitored(), {"MonitoringReported"}),
    "rechallenge": (RECHALLENGE, rechallenge.company(), rechallenge.received(), {"RechallengeTriggered"}),
    "rechallenge_told": (RECHALLENGE, rechallenge.company(), rechallenge.told(), {"RechallengeStarted"}),
    "rechallenge_advised": (RECHALLENGE, rechallenge.company(), rechallenge.confirmed(), {"OutcomeCompiled"}),
}


@pytest.mark.hypothesis
@pytest.mark.parametrize(("line", "candidate", "played", "reached"), LIVES.values(), ids=LIVES.keys())
def test_no_sequence_of_commands_takes_a_line_where_the_rules_forbid(
    line: SupportLine, candidate: CandidateReceived, played: Any, reached: set[str]
) -> None:
    seen: set[str] = set()

    def noted(before: Case, event: Event, after: Case, asking: Asking) -> None:
        seen.add(type(event).__name__)
        lawful(before, event, after, asking)

    play(replace(life(line, facts_of(candidate, played.asked)), lawful=noted), runs=20, steps=30)
    assert reached <= seen, "the play is no empty one"
