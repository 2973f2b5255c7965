"""The scenarios of tests/scenarios/rechallenge.yaml, through the service's own decisions."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from council_directory import bureaus
from council_events import Envelope, Event, Sealed, schema_uri
from council_events.support import MonitoringReported, MonitoringStarted
from council_events.support.rechallenge import (
    AdviceTopic,
    CreditorsMeetingObserved,
    Introduction,
    JudgementTold,
    LawyerIntroduced,
    OutcomeCompiled,
    OutcomeLeftOpen,
    OutcomePart,
    Phase,
    RechallengeAdviceGiven,
    RechallengeStarted,
    RechallengeTriggered,
    RevivalJudgedDifficult,
    WorkoutAdvice,
    WorkoutAdviceGiven,
    WorkoutParty,
)
from council_events.support.reports import ReportSubmitted
from council_events.values import Office, Purpose, SupportLine
from council_support.commands.difficulty import JudgeRevivalDifficult
from council_support.commands.rechallenge import (
    AttendCreditorsMeeting,
    CompileOutcome,
    IntroduceLawyer,
    RecordWorkout,
    Seat,
    StartRechallenge,
)
from council_support.commands.reports import FreezeReport, SubmitReport
from council_support.domain import Case
from council_support.domain.restructuring import Stage
from council_support.reactions import open_rechallenge
from council_support.rules.rechallenge.outcome import published_entry

from tests.services.support import situations as restructuring
from tests.services.support.rechallenge import situations as akita
from tests.services.support.situations import day
from tests.services.support.whole import Whole

TSUWANO = "p32-tsuwano"
"""津和野 徹, the lawyer among the 統括責任者補佐 of 島根; 横手 法子 of 秋田 is `akita.LAWYER`."""
BUREAUS = {bureau.code: bureau.name for bureau in bureaus()} | {"HQ": "全国本部"}


def head(on: str):
    return akita.asking(Office.HEAD, on=on, person="p32-head", council="32", lawyers=frozenset({TSUWANO}))


def system(on: str):
    return akita.asking(on=on, person="system:support", council="32")


def opened_by(event: Event, on: str) -> Whole:
    """The linked case, as the reaction to the judgement opens it."""
    name = type(event).type_name
    envelope = Envelope(
        id=uuid4(),
        source="/councils/32/support",
        type=name,
        subject="",
        time=dt.datetime.fromisoformat(f"{on}T03:00:00+00:00"),
        dataschema=schema_uri(name),
        occurredon=day(on),
        sequence=1,
        streamid=restructuring.CASE,
        partitionkey=str(restructuring.CASE),
        council="32",
        actor="p32-head",
        purpose=Purpose.CASE_WORK,
        correlationid=uuid4(),
        data=event,
    )
    command = open_rechallenge(envelope)
    assert command is not None
    linked = Whole("32")
    linked.when(command, system(on))
    return linked


def reported(case: Whole, report: str, who) -> list[str]:
    """Check and submit; the names of the bodies that have it."""
    case.when(FreezeReport(report=report, layout="default-1", document="{}"), who)
    [event] = case.when(SubmitReport(report=report, bureau_on=who.on, hq_on=who.on), who)
    assert isinstance(event, ReportSubmitted)
    return [BUREAUS[each.recipient] for each in event.deliveries]


def in_monitoring() -> Whole:
    """石見温泉津窯業: the plan came into being on 2023-11-24, monitoring runs to 2026-03-31."""
    ready = restructuring.approved("2024-12-20").state
    case = Whole("32", Case(SupportLine.RESTRUCTURING, restructuring.CASE, "32", ready))
    return case.given(
        "2023-11-24",
        MonitoringStarted(
            case_id=restructuring.CASE,
            begins_on=day("2023-11-24"),
            ends_on=day("2026-03-31"),
            months_between_reports=6,
        ),
    ).given(
        "2025-05-26",
        MonitoringReported(
            case_id=restructuring.CASE,
            number=1,
            period_from=day("2024-11-24"),
            period_to=day("2025-05-23"),
            result="below_plan",
        ),
    )


@pytest.mark.scenario("A-RCH-01")
def test_revival_found_extremely_difficult_during_monitoring() -> None:
    case = in_monitoring()
    completed_on = case.state.approved_on
    judge = JudgeRevivalDifficult(reason="窯の事故で主力商品が失われ、売上高が7割減", told_on=day("2025-06-05"))
    [judged] = case.when(judge, head("2025-06-06"))
    assert isinstance(judged, RevivalJudgedDifficult)
    assert (judged.phase, judged.told_on) == (Phase.MONITORING, day("2025-06-05"))
    linked = opened_by(judged, "2025-06-06")
    assert isinstance(linked.state.trigger, RechallengeTriggered)
    assert linked.state.told == JudgementTold(
        case_id=judged.next_case_id, to=akita.Beneficiary.COMPANY, told_on=day("2025-06-05")
    )
    [start] = linked.when(StartRechallenge(), head("2025-06-06"))
    assert isinstance(start, RechallengeStarted)
    assert linked.state.started_on == day("2025-06-06")

    # step 2: the support was given, with the lawyer consulted on 2025-06-04
    linked.when(
        akita.advice("2025-06-06", "2025-06-04", topics=(AdviceTopic.CLOSING_WORKOUT,), lawyer_deputy=TSUWANO),
        head("2025-06-06"),
    )
    assert reported(linked, "rechallenge-1", head("2025-07-15")) == ["中国経済産業局", "全国本部"]

    # step 3: the completion stays; the failure is a fact of its own
    assert case.case.stage is Stage.MONITORING
    assert case.state.approved_on == completed_on
    assert case.case.judged_difficult


def in_workout() -> Whole:
    """石見温泉津窯業 has moved to a 廃業型私的整理 under the guideline, after advice under 2(1)."""
    received = akita.company(case_id=akita.CASE, company_name=Sealed("石見温泉津窯業株式会社（架空）"), prefecture="32")
    case = Whole("32").given("2025-06-06", received)
    case.when(
        akita.TRIGGER.model_copy(update={"judged_on": day("2025-06-05"), "phase": Phase.MONITORING}), head("2025-06-06")
    )
    case.given(
        "2025-06-06",
        JudgementTold(case_id=akita.CASE, to=akita.Beneficiary.COMPANY, told_on=day("2025-06-05")),
    )
    case.when(StartRechallenge(), head("2025-06-06"))
    case.when(akita.advice("2025-06-10", "2025-06-04", lawyer_deputy=TSUWANO), head("2025-06-10"))
    case.when(
        RecordWorkout(entered_on=day("2025-06-20"), guideline=True, outside_expert="弁護士 江津 守"), head("2025-06-20")
    )
    return case


@pytest.mark.scenario("A-RCH-02")
def test_help_with_a_closing_workout_goes_to_those_listed_on_their_request() -> None:
    case = in_workout()
    lawyer = {"lawyer_deputy": TSUWANO}
    supplier = akita.workout_advice("2025-06-24", party=WorkoutParty.OTHER, **lawyer)
    said = case.refused(supplier, head("2025-06-24"))
    assert said.provision == "YR24-2-6-2-2-1"
    for listed in ("中小企業者", "支援専門家", "主要債権者", "第三者支援専門家"):
        assert listed in said.ja

    bank = akita.workout_advice("2025-06-25", party=WorkoutParty.MAIN_CREDITOR, kind=WorkoutAdvice.PLAN, **lawyer)
    [advised] = case.when(bank, head("2025-06-25"))
    assert isinstance(advised, WorkoutAdviceGiven)
    assert (advised.kind, advised.given_on) == (WorkoutAdvice.PLAN, day("2025-06-25"))

    meeting = AttendCreditorsMeeting(
        party=WorkoutParty.EXPERT,
        requested_on=day("2025-07-08"),
        held_on=day("2025-07-08"),
        lawyer_deputy=TSUWANO,
        conferred_on=day("2025-07-08"),
    )
    [observed] = case.when(meeting, head("2025-07-08"))
    assert isinstance(observed, CreditorsMeetingObserved)

    said = case.refused(meeting.model_copy(update={"seat": Seat.VOTER}), head("2025-07-08"))
    assert said.provision == "YR-2-6-2-2-2"
    assert "オブザーバー" in said.ja


@pytest.mark.scenario("A-RCH-03")
def test_the_lawyer_among_the_deputies_must_be_consulted() -> None:
    case = akita.started()
    said = case.refused(akita.advice("2024-10-10"), akita.head("2024-10-10"))
    assert said.provision == "YR-2-6-2-1-3"
    assert "弁護士資格を有する統括責任者補佐" in said.ja

    [advised] = case.when(akita.advice("2024-10-17", "2024-10-15"), akita.head("2024-10-17"))
    assert isinstance(advised, RechallengeAdviceGiven)
    assert (advised.given_on, advised.conferring.on) == (day("2024-10-17"), day("2024-10-15"))
    [introduced] = case.when(
        IntroduceLawyer(introduced_on=day("2024-10-17"), lawyer_deputy=akita.LAWYER, conferred_on=day("2024-10-15")),
        akita.head("2024-10-17"),
    )
    assert isinstance(introduced, LawyerIntroduced)
    assert introduced.through is Introduction.BAR_ASSOCIATION


@pytest.mark.scenario("A-RCH-04")
def test_the_outcome_is_confirmed_compiled_reported_and_published_without_identification() -> None:
    case = akita.advised()
    case.when(akita.COMPANY_BANKRUPT.model_copy(update={"confirmed_on": day("2025-04-10")}), akita.deputy("2025-04-10"))
    [held] = case.when(CompileOutcome(), akita.deputy("2025-04-10"))
    assert isinstance(held, OutcomeLeftOpen)
    assert set(held.missing) == {OutcomePart.PERSONAL_DEBTS, OutcomePart.NEW_START}
    assert "rechallenge_result-1" not in case.case.reports

    case.when(akita.REFERRED, akita.deputy("2025-04-14"))
    case.when(akita.PERSON_SETTLED, akita.deputy("2025-08-27"))
    case.when(akita.EMPLOYED, akita.deputy("2025-11-04"))
    [compiled] = case.when(CompileOutcome(), akita.deputy("2025-11-06"))
    assert isinstance(compiled, OutcomeCompiled)
    company, person = case.state.company, case.state.managers[akita.PRESIDENT]
    assert (company.settlement.label, company.settled_on) == ("破産終結", day("2025-03-03"))
    assert person.settled.settlement.label.startswith("弁済計画成立")
    assert person.settled.settled_on == day("2025-08-20")
    assert person.start.state.label == "就業"
    assert reported(case, "rechallenge_result-1", akita.deputy("2025-11-06")) == ["東北経済産業局", "全国本部"]

    entry = "\n".join(f"{label} {text}" for label, text in published_entry(compiled))
    for mark in ("羽後", "角館", "味噌", "秋田", "8999902000172", "2025", "3月", str(akita.CASE), "05"):
        assert mark not in entry
