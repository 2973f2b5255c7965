"""Who asks for an investigation of secrecy, who carries it out, and when it ends: the decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_audit.commands import (
    ConcludeInvestigation,
    GiveAccessLog,
    HearCouncil,
    MarkFinding,
    OpenContent,
    OpenInvestigation,
    ReportResult,
    RequestInvestigation,
)
from council_audit.domain import INITIAL, Around, Stage, State, decide, evolve, give_access_log, next_steps, request
from council_audit.rules.investigations import KnownCase, bound_by_secrecy, only_the_investigating_body
from council_events import Event
from council_events.audit import (
    AccessLogGiven,
    ContentOpened,
    CouncilHeard,
    Entitled,
    FindingMarked,
    InvestigationConcluded,
    InvestigationOpened,
    InvestigationReported,
    InvestigationRequested,
)
from council_events.deciding import Asking, Fact, Refused
from council_events.values import Office

TODAY = dt.date(2024, 9, 4)
INVESTIGATION = uuid4()
CASE, OTHER, BANKS, COMPANY = uuid4(), uuid4(), uuid4(), uuid4()
OFFICER = Asking("bur09-officer", "42", TODAY, frozenset({Office.BUREAU_OFFICER}))
MINE = KnownCase(CASE, frozenset({"42"}), Entitled.COMPANY, COMPANY, frozenset({"p42-deputy"}))
LATER = KnownCase(OTHER, frozenset({"42"}), Entitled.COMPANY, COMPANY)
FOREIGN = KnownCase(OTHER, frozenset({"42"}), Entitled.COMPANY, uuid4())
OWN = Around((MINE,))
GUARANTORS = KnownCase(CASE, frozenset({"42"}), Entitled.GUARANTOR)
PRELIMINARY = KnownCase(BANKS, frozenset({"42"}), None, COMPANY)


def asked(**more: Any) -> RequestInvestigation:
    values = {
        "concerned": "42",
        "entitled": "company",
        "name": "肥前平戸造船株式会社（架空）",
        "identity": "registry",
        "cases": [CASE],
        "since": "2024-05-27",
        "doubt": "取引先が相談のことを知っていた。",
    }
    return RequestInvestigation.model_validate(values | more)


def requested(asking: Asking = OFFICER, around: Around = OWN, **more: Any) -> list[Event]:
    return request(INITIAL, INVESTIGATION, asked(**more), asking, around)


def after(*events: Event) -> State:
    state = INITIAL
    for event in events:
        state = evolve(state, Fact(event, TODAY, "42", "bur09-officer"))
    return state


def refused(call: Any) -> str:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.provision


REQUEST = requested()
OPENED = InvestigationOpened(investigation_id=INVESTIGATION)
RUNNING = after(*REQUEST, OPENED)


def run(state: State, command: Any, asking: Asking = OFFICER) -> list[Event]:
    return decide(state, command, asking, Around((MINE,)))


def test_a_request_of_the_entitled_person_is_received_and_reaches_to_its_own_day() -> None:
    (event,) = REQUEST
    assert isinstance(event, InvestigationRequested)
    assert (event.cases, event.until, event.entitled) == ((CASE,), TODAY, Entitled.COMPANY)


@pytest.mark.parametrize(
    ("around", "more"),
    [
        (Around(), {}),
        (Around((GUARANTORS,)), {}),
        (Around((MINE,)), {"entitled": "guarantor"}),
        (Around((MINE,)), {"concerned": "41"}),
        (Around((MINE, PRELIMINARY)), {"cases": [CASE, BANKS]}),
        (Around((MINE, FOREIGN)), {"cases": [CASE, OTHER]}),
    ],
    ids=["unknown", "a guarantor's", "a company's", "another council's", "a bank's 事前相談", "another company's"],
)
def test_whatever_is_not_the_askers_own_case_is_as_unknown_as_what_never_was(around: Around, more: Any) -> None:
    unknown = refused(lambda: requested(around=Around()))
    assert refused(lambda: requested(around=around, **more)) in {unknown, "B4-6"}
    with pytest.raises(Refused) as refusal:
        requested(around=around, **more)
    assert "事前相談" not in refusal.value.ja
    assert refusal.value.field == "cases"


def test_the_cases_of_one_company_are_asked_about_together() -> None:
    (event,) = requested(around=Around((MINE, LATER)), cases=[CASE, OTHER])
    assert isinstance(event, InvestigationRequested)
    assert event.cases == (CASE, OTHER)


def test_guarantors_are_never_asked_about_together() -> None:
    both = Around((GUARANTORS, KnownCase(OTHER, frozenset({"42"}), Entitled.GUARANTOR)))
    assert refused(lambda: requested(around=both, entitled="guarantor", cases=[CASE, OTHER])) == "B4-6"


def test_what_is_looked_into_lies_in_the_past() -> None:
    assert refused(lambda: requested(until="2024-09-05")) == "YR-2-1-4-3"
    assert refused(lambda: requested(since="2024-09-03", until="2024-09-02")) == "YR-2-1-4-3"


@pytest.mark.parametrize(
    ("office", "area", "concerned", "may"),
    [
        (Office.BUREAU_OFFICER, {"42", "40"}, "42", True),
        (Office.BUREAU_OFFICER, {"33"}, "42", False),
        (Office.HQ_OFFICER, set(), "42", False),
        (Office.HQ_OFFICER, set(), "hq", True),
        (Office.BUREAU_OFFICER, {"42"}, "hq", False),
        (Office.HEAD, set(), "42", False),
    ],
)
def test_only_the_bureau_of_the_prefecture_investigates_and_another_body_where_headquarters_ran_the_case(
    office: Office, area: set[str], concerned: str, may: bool
) -> None:
    asking = Asking("somebody", concerned, TODAY, frozenset({office}))
    if may:
        only_the_investigating_body(concerned, area, asking, Entitled.COMPANY)
    else:
        call = lambda: only_the_investigating_body(concerned, area, asking, Entitled.GUARANTOR)  # noqa: E731
        assert refused(call) == "B4-6"


def test_nobody_investigates_a_case_in_which_he_has_acted() -> None:
    himself = Asking("p42-deputy", "42", TODAY, frozenset({Office.BUREAU_OFFICER}))
    assert refused(lambda: requested(himself)) == "YR-2-1-4-3"
    assert refused(lambda: run(RUNNING, OpenInvestigation(), himself)) == "YR-2-1-4-3"


def test_an_investigation_runs_from_the_request_to_the_report_and_the_report_alone_ends_it() -> None:
    entry, steps = uuid4(), []
    commands = [
        OpenInvestigation(),
        OpenContent(opened_case=CASE, entry=entry, fields=("company_name",), reason="交付先を確かめるため"),
        MarkFinding(entry=entry, finding="improper", note="目的外の閲覧"),
        HearCouncil(spoke="統括責任者", statement="引継ぎのために開いた。"),
        ConcludeInvestigation(result="breached", report="一件の閲覧が目的外であった。"),
        ReportResult(means="written"),
    ]
    state = after(*REQUEST)
    for command in commands:
        (event,) = run(state, command)
        steps.append(type(event))
        state = evolve(state, Fact(event, TODAY, "42", "bur09-officer"))
    assert steps == [
        InvestigationOpened,
        ContentOpened,
        FindingMarked,
        CouncilHeard,
        InvestigationConcluded,
        InvestigationReported,
    ]
    assert state.stage is Stage.REPORTED
    assert next_steps(state, OFFICER, Around((MINE,))) == []
    assert run(state, ReportResult(means="written")) == []


@pytest.mark.parametrize(
    "command",
    [
        OpenContent(opened_case=CASE, entry=uuid4(), fields=("company_name",), reason="理由"),
        MarkFinding(entry=uuid4(), finding="proper"),
        HearCouncil(spoke="統括責任者", statement="説明"),
        ConcludeInvestigation(result="kept", report="報告"),
        ReportResult(means="written"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_is_done_before_the_investigation_has_begun(command: Any) -> None:
    assert refused(lambda: run(after(*REQUEST), command)) == "YR-2-1-4-3"


def test_the_facts_are_not_settled_before_the_council_was_heard() -> None:
    assert refused(lambda: run(RUNNING, ConcludeInvestigation(result="kept", report="報告"))) == "YR-2-1-4-3"


def test_no_other_case_is_opened() -> None:
    command = OpenContent(opened_case=OTHER, entry=uuid4(), fields=("company_name",), reason="理由")
    assert refused(lambda: run(RUNNING, command)) == "YR-2-1-4-3"


def test_nothing_is_added_once_the_result_is_settled() -> None:
    settled = evolve(
        RUNNING,
        Fact(InvestigationConcluded.model_construct(investigation_id=INVESTIGATION), TODAY, "42", "bur09-officer"),
    )
    assert refused(lambda: run(settled, MarkFinding(entry=uuid4(), finding="proper"))) == "YR-2-1-4-3"
    assert [step.command for step in next_steps(settled, OFFICER, Around((MINE,)))] == [ReportResult]


def test_the_same_request_opening_and_mark_are_recorded_once() -> None:
    assert request(after(*REQUEST), INVESTIGATION, asked(), OFFICER, Around((MINE,))) == []
    entry = uuid4()
    opening = OpenContent(opened_case=CASE, entry=entry, fields=("story",), reason="理由")
    (event,) = run(RUNNING, opening)
    opened = evolve(RUNNING, Fact(event, TODAY, "42", "bur09-officer"))
    assert run(opened, opening) == []
    assert len(run(opened, opening.model_copy(update={"fields": ("story", "company_name")}))) == 1


def log(**more: Any) -> GiveAccessLog:
    values = {"concerned": "42", "entitled": "company", "name": "名称", "identity": "registry", "cases": [CASE]}
    return GiveAccessLog.model_validate(values | {"since": "2024-05-27"} | more)


def test_the_access_log_is_given_to_the_entitled_person_after_the_investigation_not_during_it() -> None:
    (event,) = give_access_log(uuid4(), log(), OFFICER, Around((MINE,)))
    assert isinstance(event, AccessLogGiven)
    assert refused(lambda: give_access_log(uuid4(), log(), OFFICER, Around((MINE,), running=True))) == "YR-2-1-4-3"
    assert refused(lambda: give_access_log(uuid4(), log(), OFFICER, Around((PRELIMINARY,)))) == "YR-2-1-4-3"


@pytest.mark.parametrize(
    ("office", "on", "provision"),
    [
        (Office.DEPUTY, dt.date(2023, 4, 1), "YR-2-1-4-1"),
        (Office.DEPUTY, dt.date(2025, 6, 10), "YR24-2-1-5-1"),
        (Office.CENTER_HEAD, dt.date(2023, 4, 1), None),
        (Office.CENTER_HEAD, dt.date(2024, 4, 1), "YR24-2-1-5-1"),
        (Office.EXPERT_ASSISTANT, dt.date(2024, 4, 1), "YR24-2-1-5-1"),
        (Office.ADMINISTRATOR, dt.date(2025, 6, 10), None),
    ],
)
def test_the_edition_says_whom_secrecy_binds(office: Office, on: dt.date, provision: str | None) -> None:
    assert bound_by_secrecy(office, on) == provision


def test_a_case_of_a_bank_is_nobodys_who_could_ask() -> None:
    assert isinstance(BANKS, UUID)
    assert refused(lambda: requested(around=Around((PRELIMINARY,)), cases=[BANKS])) == "YR-2-1-4-3"


def test_what_nobody_has_asked_for_is_not_decided_on_and_offers_nothing() -> None:
    with pytest.raises(LookupError):
        run(INITIAL, OpenInvestigation())
    assert next_steps(INITIAL, OFFICER, OWN) == []


def test_who_worked_on_the_case_is_shown_why_the_investigation_is_not_theirs() -> None:
    deputy = Asking("p42-deputy", "42", TODAY, frozenset({Office.BUREAU_OFFICER}))
    steps = next_steps(after(*REQUEST), deputy, OWN)
    assert OpenInvestigation in {step.command for step in steps}
    assert {(step.allowed, step.provision) for step in steps} == {
        (False, refused(lambda: run(after(*REQUEST), OpenInvestigation(), deputy)))
    }
