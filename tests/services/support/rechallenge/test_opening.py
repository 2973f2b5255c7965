"""When 再チャレンジ支援 begins, and for whom: YR-2-6-1, YR-2-6-2-0, YR-2-6-2-1-1, YR-2-6-2-1-2, YR-2-6-2-3-2, BR-11."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from council_events import Envelope, Sealed, schema_uri, subsidy
from council_events.support import CandidateReceived
from council_events.support.rechallenge import (
    Beneficiary,
    JudgementTold,
    NewStartConfirmed,
    Phase,
    RechallengeDeclined,
    RechallengeStarted,
    RechallengeTriggered,
    RevivalJudgedDifficult,
    Trigger,
)
from council_events.values import Industry, LegalForm, Office, Purpose, SupportLine
from council_support.commands import ReceiveCandidate
from council_support.commands.difficulty import JudgeRevivalDifficult
from council_support.commands.rechallenge import DeclineRechallenge, ListManager, StartRechallenge, TellJudgement
from council_support.domain import INITIAL, LINES, Case, decide
from council_support.domain.rechallenge import INITIAL as NOTHING
from council_support.domain.rechallenge import Stage
from council_support.domain.voting import case_of
from council_support.reactions import open_rechallenge, open_rechallenge_from_subsidy
from council_support.rules.rechallenge.opening import AFTER_PLAN, phase_of

from tests.services.support import situations as restructuring
from tests.services.support.rechallenge.situations import (
    CASE,
    GUARANTEE_ONLY,
    PRESIDENT,
    TRIGGER,
    asking,
    deputy,
    head,
    judged,
    received,
    started,
    told,
)
from tests.services.support.situations import day, names
from tests.services.support.whole import Whole

WISH = TRIGGER.model_copy(update={"wish_to_close": True})
DIFFICULT = JudgeRevivalDifficult(reason="窯の事故で主力商品の生産が止まった", told_on=day("2025-06-05"))


def test_without_one_of_the_two_grounds_the_support_does_not_begin() -> None:
    case = received()
    assert case.refused(StartRechallenge(), head("2024-10-08")).provision == "YR-2-6-1"
    assert case.steps(head("2024-10-08"))["TellJudgement"].provision == "YR-2-6-1"


def test_the_ground_names_the_judging_person_and_the_day() -> None:
    [event] = received().when(TRIGGER, deputy("2024-10-03"))
    assert isinstance(event, RechallengeTriggered)
    assert (event.trigger, event.judged_by, event.judged_on) == (
        Trigger.EXTREMELY_DIFFICULT,
        "p05-deputy",
        day("2024-10-03"),
    )


def test_a_judgement_of_a_later_day_is_not_recorded() -> None:
    assert received().refused(TRIGGER, head("2024-10-02")).field == "judged_on"


def test_the_judgement_is_told_before_the_support_is_proposed() -> None:
    assert judged().refused(StartRechallenge(), head("2024-10-08")).provision == "YR-2-6-2-0"


@pytest.mark.parametrize(
    ("trigger", "right", "wrong"),
    [
        (TRIGGER, Beneficiary.COMPANY, Beneficiary.GUARANTOR),
        (GUARANTEE_ONLY, Beneficiary.GUARANTOR, Beneficiary.COMPANY),
    ],
)
def test_the_judgement_is_told_to_the_one_it_concerns(trigger, right, wrong) -> None:
    case = judged(trigger)
    said = case.refused(TellJudgement(to=wrong, told_on=day("2024-10-07")), head("2024-10-07"))
    assert (said.provision, said.field) == ("YR-2-6-2-0", "to")
    [event] = case.when(TellJudgement(to=right, told_on=day("2024-10-07"), offer="弁護士の紹介"), head("2024-10-07"))
    assert isinstance(event, JudgementTold)
    assert case.case.stage is Stage.TOLD


def test_what_is_told_tomorrow_has_not_been_told() -> None:
    late = TellJudgement(to=Beneficiary.COMPANY, told_on=day("2024-10-08"))
    assert judged().refused(late, head("2024-10-07")).field == "told_on"


def test_another_ground_than_the_one_told_must_be_told_anew() -> None:
    case = told()
    case.when(GUARANTEE_ONLY, head("2024-10-08"))
    assert case.refused(StartRechallenge(requester=Beneficiary.GUARANTOR), head("2024-10-08")).provision == "YR-2-6-2-0"


def test_a_wish_to_close_alone_does_not_begin_the_support() -> None:
    case = told(WISH)
    assert case.refused(StartRechallenge(), head("2024-10-08")).provision == "YR-2-6-2-1-2"
    case.when(WISH.model_copy(update={"examination": "スポンサーを探したが見込みがない"}), head("2024-10-08"))
    assert names(case.when(StartRechallenge(), head("2024-10-08"))) == ["RechallengeStarted"]


def test_the_support_begins_once() -> None:
    case = told()
    [event] = case.when(StartRechallenge(), deputy("2024-10-08"))
    assert isinstance(event, RechallengeStarted)
    assert (event.requester, event.phase) == (Beneficiary.COMPANY, Phase.CONSULTATION)
    assert case.when(StartRechallenge(), deputy("2024-10-09")) == []


def test_guarantee_debts_are_settled_alone_only_for_a_reason() -> None:
    without = GUARANTEE_ONLY.model_copy(update={"joint_difficulty": None})
    said = received().refused(without, head("2024-10-03"))
    assert (said.provision, said.field) == ("YR-2-6-2-3-2", "joint_difficulty")


def test_a_guarantor_asks_for_the_settlement_of_guarantee_debts_alone() -> None:
    case = told(GUARANTEE_ONLY)
    assert case.refused(StartRechallenge(), head("2024-10-08")).provision == "BR-11"
    [event] = case.when(StartRechallenge(requester=Beneficiary.GUARANTOR), head("2024-10-08"))
    assert isinstance(event, RechallengeStarted)
    assert event.trigger is Trigger.GUARANTEE_ONLY


def test_a_guarantor_may_ask_where_the_company_cannot_be_revived() -> None:
    assert names(told().when(StartRechallenge(requester=Beneficiary.GUARANTOR), head("2024-10-08"))) == [
        "RechallengeStarted"
    ]


def test_the_head_may_leave_it_at_the_proposal() -> None:
    case = told()
    assert case.refused(DeclineRechallenge(reason="辞退"), deputy("2024-10-09")).forbidden
    [event] = case.when(DeclineRechallenge(reason="代理人弁護士に委任するとのこと"), head("2024-10-09"))
    assert isinstance(event, RechallengeDeclined)
    assert case.case.stage is Stage.DECLINED
    assert case.when(DeclineRechallenge(reason="同じ"), head("2024-10-10")) == []
    assert case.refused(StartRechallenge(), head("2024-10-10")).provision == "YR-2-6-1"


def test_a_manager_is_listed_and_named_anew() -> None:
    case = started()
    case.when(ListManager(manager_id=PRESIDENT, name="角館 稔"), deputy("2024-10-09"))
    assert [manager.name.clear for manager in case.state.managers.values()] == ["角館 稔"]


@pytest.mark.parametrize("office", sorted(set(Office) - {Office.HEAD, Office.DEPUTY}))
def test_only_head_and_deputies_act(office) -> None:
    assert received().refused(TRIGGER, asking(office, on="2024-10-03")).forbidden


# ---- the judgement in another line opens a linked case


def restructuring_case(case: restructuring.Case) -> Whole:
    return Whole("20", Case(SupportLine.RESTRUCTURING, restructuring.CASE, "20", case.state))


def at_20(on: str) -> object:
    return restructuring.head(on)


@pytest.mark.parametrize(
    ("situation", "phase"),
    [
        (restructuring.received, Phase.RESTRUCTURING),
        (restructuring.started, Phase.RESTRUCTURING),
        (restructuring.approved, Phase.MONITORING),
    ],
)
def test_every_stage_of_another_line_may_lead_to_a_fresh_start(situation, phase) -> None:
    case = restructuring_case(situation())
    before = case.case.stage
    [event] = case.when(DIFFICULT, at_20("2025-06-06"))
    assert isinstance(event, RevivalJudgedDifficult)
    assert (event.phase, event.told_on, event.judged_by) == (phase, day("2025-06-05"), "p20-head")
    assert event.company_name == restructuring.company().company_name
    assert case.case.stage is before, "history is not rewritten"


def test_it_is_judged_once_in_a_case() -> None:
    case = restructuring_case(restructuring.started())
    assert case.steps(at_20("2025-06-06"))["JudgeRevivalDifficult"].allowed
    case.when(DIFFICULT, at_20("2025-06-06"))
    assert case.when(DIFFICULT, at_20("2025-06-07")) == []
    assert "JudgeRevivalDifficult" not in case.steps(at_20("2025-06-07"))


def test_a_case_of_rechallenge_opens_no_further_one() -> None:
    case = started()
    assert "JudgeRevivalDifficult" not in case.steps(head("2025-06-06"))
    assert case.refused(DIFFICULT, head("2025-06-06")).provision == "YR-2-6-2-1-1"


def test_what_is_told_later_is_not_told_yet() -> None:
    case = restructuring_case(restructuring.started())
    assert case.refused(DIFFICULT, at_20("2025-06-04")).field == "told_on"


def test_no_case_no_judgement() -> None:
    assert Whole("20").refused(DIFFICULT, at_20("2025-06-06")).provision == "YR-1-2-2"


def enveloped(event, on: str) -> Envelope:
    name = type(event).type_name
    return Envelope(
        id=uuid4(),
        source="/councils/20/support",
        type=name,
        subject=str(event.case_id),
        time=dt.datetime(2025, 6, 6, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=day(on),
        sequence=9,
        streamid=event.case_id,
        partitionkey=str(event.case_id),
        council="20",
        actor="p20-head",
        purpose=Purpose.CASE_WORK,
        correlationid=uuid4(),
        data=event,
    )


@pytest.mark.parametrize("told_on", [day("2025-06-05"), None])
def test_the_judgement_opens_a_linked_case_that_knows_ground_phase_and_notice(told_on) -> None:
    case = restructuring_case(restructuring.approved())
    [event] = case.when(DIFFICULT.model_copy(update={"told_on": told_on}), at_20("2025-06-06"))
    command = open_rechallenge(enveloped(event, "2025-06-06"))
    assert command is not None
    linked = Whole("20")
    events = linked.when(command, restructuring.asking(on="2025-06-06", person="system:support"))
    first, second, *rest = events
    assert isinstance(first, CandidateReceived)
    assert (first.case_id, first.earlier_case, first.line) == (
        event.next_case_id,
        restructuring.CASE,
        SupportLine.RECHALLENGE,
    )
    assert isinstance(second, RechallengeTriggered)
    assert (second.phase, second.judged_on, second.judged_by) == (Phase.MONITORING, day("2025-06-06"), "p20-head")
    assert names(rest) == (["JudgementTold"] if told_on else [])
    assert linked.case.stage is (Stage.TOLD if told_on else Stage.JUDGED)
    assert linked.when(command, restructuring.asking(on="2025-06-06", person="system:support")) == []


@pytest.mark.parametrize(("monitoring", "phase"), [(False, Phase.PLAN_SUBSIDY), (True, Phase.MONITORING)])
def test_a_judgement_during_the_programme_opens_one_too(monitoring: bool, phase: Phase) -> None:
    """YR-2-6-2-1-1."""
    event = subsidy.RevivalJudgedDifficult(
        case_id=restructuring.CASE,
        next_case_id=CASE,
        monitoring=monitoring,
        reason=Sealed("主要取引先の倒産"),
        judged_by="p20-head",
        told_on=day("2025-06-05"),
        filed_on=day("2024-04-12"),
        company_name=Sealed("能登福良漆器株式会社（架空）"),
        prefecture="20",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=30,
        sales=480_000_000,
        interest_bearing_debt=350_000_000,
    )
    command = open_rechallenge_from_subsidy(enveloped(event, "2025-06-06"))
    assert command is not None
    linked = Whole("20")
    candidate, triggered, told = linked.when(command, restructuring.asking(on="2025-06-06", person="system:support"))
    assert isinstance(candidate, CandidateReceived)
    assert (candidate.case_id, candidate.earlier_case, candidate.consulted_on) == (
        CASE,
        restructuring.CASE,
        day("2024-04-12"),
    )
    assert (candidate.company_name, candidate.sales) == (event.company_name, 480_000_000)
    assert isinstance(triggered, RechallengeTriggered)
    assert (triggered.phase, triggered.judged_on, triggered.reason) == (phase, day("2025-06-06"), event.reason)
    assert told == JudgementTold(case_id=CASE, to=Beneficiary.COMPANY, told_on=day("2025-06-05"))


def test_no_other_event_opens_one() -> None:
    for reaction in (open_rechallenge, open_rechallenge_from_subsidy):
        assert reaction(enveloped(restructuring.company(), "2025-06-06")) is None


def test_a_consultation_that_leads_here_begins_as_a_candidate() -> None:
    fields = {name: getattr(received().state.candidate, name) for name in ReceiveCandidate.model_fields}
    [event] = decide(INITIAL, ReceiveCandidate(**fields), head("2024-09-24"))
    assert (type(event), event.case_id) == (CandidateReceived, CASE)


def test_no_event_is_made_of_a_case_that_has_not_begun() -> None:
    with pytest.raises(LookupError):
        _ = INITIAL.known_id
    with pytest.raises(LookupError):
        _ = INITIAL.known_line
    with pytest.raises(LookupError):
        case_of(NOTHING)


def test_what_is_told_of_an_unknown_person_changes_nothing() -> None:
    case = received()
    before = case.state
    stray = NewStartConfirmed(case_id=CASE, manager_id=PRESIDENT, state="retired", confirmed_on=day("2025-11-04"))
    assert case.given("2025-11-04", stray).state.managers == before.managers


@pytest.mark.parametrize(
    ("line", "stage", "phase"),
    [
        (SupportLine.REVENUE_IMPROVEMENT, "started", Phase.REVENUE_IMPROVEMENT),
        (SupportLine.REVENUE_IMPROVEMENT, "completed", Phase.MONITORING),
        (SupportLine.TAX_SCHEME, "scheme_drafted", Phase.RESTRUCTURING),
        (SupportLine.TAX_SCHEME, "scheme_approved", Phase.MONITORING),
        (SupportLine.RESTRUCTURING, "ended", Phase.RESTRUCTURING),
    ],
)
def test_the_phase_is_that_of_the_line_or_of_the_monitoring_after_its_plan(line, stage, phase) -> None:
    assert phase_of(line, stage) is phase


def test_a_stage_after_a_plan_exists_in_some_line() -> None:
    assert {stage.value for line in LINES.values() for stage in line.Stage} >= AFTER_PLAN
