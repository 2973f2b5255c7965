"""What came of it: YR-2-6-1-2, YR-2-6-2-3-3, YR-2-6-3-2, YR-2-6-3-3."""

from __future__ import annotations

import pytest
from council_events.support.rechallenge import (
    CompanySettled,
    CompanySettlement,
    Effect,
    EffectsObserved,
    NewStart,
    NewStartConfirmed,
    OutcomeCompiled,
    OutcomeLeftOpen,
    OutcomePart,
    PersonalSettlement,
    PersonSettled,
    RechallengeStarted,
)
from council_support.commands.rechallenge import CompileOutcome, ListManager, RecordEffects
from council_support.domain.rechallenge import Stage
from council_support.rules.rechallenge.outcome import published_entry

from tests.services.support.rechallenge.situations import (
    COMPANY_BANKRUPT,
    CONFIRMED,
    EMPLOYED,
    GUARANTEE_ONLY,
    PERSON_SETTLED,
    PRESIDENT,
    REFERRED,
    WIFE,
    advised,
    confirmed,
    deputy,
    received,
    started,
)
from tests.services.support.situations import day, names


def test_the_effects_that_were_observed_are_recorded() -> None:
    case = started()
    [event] = case.when(RecordEffects(effects=(Effect.REEMPLOYMENT, Effect.RESTART)), deputy("2025-11-05"))
    assert isinstance(event, EffectsObserved)
    case.when(RecordEffects(effects=(Effect.BUSINESS_KEPT,), note="従業員3人が転籍"), deputy("2025-11-06"))
    assert case.state.effects == (Effect.BUSINESS_KEPT,)


def test_company_and_person_are_confirmed_each() -> None:
    case = advised()
    [company] = case.when(COMPANY_BANKRUPT, deputy("2025-03-10"))
    assert isinstance(company, CompanySettled)
    case.when(REFERRED, deputy("2025-03-14"))
    [person] = case.when(PERSON_SETTLED, deputy("2025-08-27"))
    assert isinstance(person, PersonSettled)
    [anew] = case.when(EMPLOYED, deputy("2025-11-04"))
    assert isinstance(anew, NewStartConfirmed)
    assert case.case.stage is Stage.FOLLOWING


@pytest.mark.parametrize("left_out", [COMPANY_BANKRUPT, PERSON_SETTLED, EMPLOYED])
def test_while_something_is_not_known_the_outcome_stays_open(left_out) -> None:
    case = advised()
    for command in CONFIRMED:
        if command is not left_out:
            case.when(command, deputy("2025-11-05"))
    [event] = case.when(CompileOutcome(), deputy("2025-11-06"))
    assert isinstance(event, OutcomeLeftOpen)
    assert len(event.missing) == 1
    assert case.case.stage is Stage.FOLLOWING
    case.when(left_out, deputy("2025-11-07"))
    assert names(case.when(CompileOutcome(), deputy("2025-11-07"))) == ["OutcomeCompiled"]


def test_each_person_is_asked_for() -> None:
    case = confirmed()
    case.when(ListManager(manager_id=WIFE, name="角館 花"), deputy("2025-11-05"))
    [event] = case.when(CompileOutcome(), deputy("2025-11-06"))
    assert isinstance(event, OutcomeLeftOpen)
    assert set(event.missing) == {OutcomePart.PERSONAL_DEBTS, OutcomePart.NEW_START}


def test_an_outcome_without_anybody_behind_the_company_is_open() -> None:
    case = received().given("2024-10-08", advised().state.started)
    case.when(COMPANY_BANKRUPT, deputy("2025-03-10"))
    [event] = case.when(CompileOutcome(), deputy("2025-03-10"))
    assert isinstance(event, OutcomeLeftOpen)
    assert not case.steps(deputy("2025-03-10"))["ConfirmNewStart"].allowed


def test_a_history_without_a_start_leaves_the_outcome_open() -> None:
    case = received()
    case.given("2025-03-10", *(_event for _event in _confirmations()))
    assert case.case.stage is Stage.FOLLOWING
    [event] = case.when(CompileOutcome(), deputy("2025-11-06"))
    assert isinstance(event, OutcomeLeftOpen)
    assert event.missing == ()


def _confirmations():
    state = confirmed().state
    manager = state.managers[PRESIDENT]
    yield from started().when(ListManager(manager_id=PRESIDENT, name="角館 実"), deputy("2024-10-08"))
    yield from (state.company, manager.settled, manager.start)


def test_of_a_guarantor_alone_no_company_is_asked_for() -> None:
    case = started(GUARANTEE_ONLY)
    for command in (REFERRED, PERSON_SETTLED, EMPLOYED):
        case.when(command, deputy("2025-11-05"))
    [event] = case.when(CompileOutcome(), deputy("2025-11-06"))
    assert isinstance(event, OutcomeCompiled)
    assert event.company is None
    assert "法人の債務整理" not in dict(published_entry(event))


def test_a_plan_under_the_guideline_went_through_annex_4() -> None:
    case = advised()
    said = case.refused(PERSON_SETTLED, deputy("2025-08-27"))
    assert (said.provision, said.field) == ("YR-2-6-2-3-3", "settlement")
    other = PERSON_SETTLED.model_copy(update={"settlement": PersonalSettlement.BANKRUPTCY})
    assert names(case.when(other, deputy("2025-08-27"))) == ["PersonSettled"]


def test_only_what_ended_can_be_confirmed() -> None:
    case = advised()
    nothing = PERSON_SETTLED.model_copy(update={"settlement": PersonalSettlement.NO_DEBTS, "settled_on": None})
    undated = PERSON_SETTLED.model_copy(update={"settlement": PersonalSettlement.BANKRUPTCY, "settled_on": None})
    early = PERSON_SETTLED.model_copy(
        update={"settlement": PersonalSettlement.BANKRUPTCY, "confirmed_on": day("2025-08-19")}
    )
    assert case.refused(undated, deputy("2025-08-27")).field == "settled_on"
    assert case.refused(early, deputy("2025-08-27")).field == "confirmed_on"
    assert case.refused(COMPANY_BANKRUPT, deputy("2025-03-09")).field == "confirmed_on"
    assert (
        case.refused(COMPANY_BANKRUPT.model_copy(update={"settled_on": day("2025-03-11")}), deputy("2025-03-12")).field
        == "confirmed_on"
    )
    assert case.refused(PERSON_SETTLED, deputy("2025-08-26")).field == "confirmed_on"
    assert case.refused(EMPLOYED, deputy("2025-11-03")).field == "confirmed_on"
    assert case.when(nothing, deputy("2025-08-27"))


def test_only_listed_people_are_confirmed() -> None:
    case = advised()
    stranger = {"manager_id": WIFE}
    assert case.refused(PERSON_SETTLED.model_copy(update=stranger), deputy("2025-08-27")).field == "manager_id"
    assert case.refused(EMPLOYED.model_copy(update=stranger), deputy("2025-11-04")).field == "manager_id"


def test_the_outcome_is_compiled_once_of_codes_alone() -> None:
    case = confirmed()
    case.when(RecordEffects(effects=(Effect.RESTART,)), deputy("2025-11-05"))
    [event] = case.when(CompileOutcome(), deputy("2025-11-06"))
    assert isinstance(event, OutcomeCompiled)
    assert (event.company, event.persons, event.starts) == (
        CompanySettlement.BANKRUPTCY,
        (PersonalSettlement.PLAN,),
        (NewStart.EMPLOYED,),
    )
    assert case.case.stage is Stage.COMPILED
    assert case.when(CompileOutcome(), deputy("2025-11-07")) == []
    assert dict(published_entry(event)) == {
        "支援の事由": "収益力の改善や事業再生等が極めて困難",
        "判断した場面": "事前相談・窓口相談",
        "助言の事項": "廃業型の私的整理、経営者等の再スタート（保証債務の整理）",
        "廃業型私的整理のサポート支援": "なし",
        "法人の債務整理": "破産終結",
        "個人の債務整理": "弁済計画成立（経営者保証ガイドライン）",
        "再チャレンジの状況": "就業",
        "認められた効果": "②経営者等の再スタートの容易さ",
    }


def test_the_persons_of_an_entry_stand_in_no_common_order() -> None:
    case = confirmed()
    case.when(ListManager(manager_id=WIFE, name="角館 花"), deputy("2025-11-05"))
    wife = {"manager_id": WIFE}
    case.when(
        PERSON_SETTLED.model_copy(update=wife | {"settlement": PersonalSettlement.BANKRUPTCY}), deputy("2025-11-05")
    )
    case.when(EMPLOYED.model_copy(update=wife | {"state": NewStart.RETIRED}), deputy("2025-11-05"))
    [event] = case.when(CompileOutcome(), deputy("2025-11-06"))
    assert isinstance(event, OutcomeCompiled)
    assert event.persons == tuple(sorted(event.persons))
    assert event.starts == tuple(sorted(event.starts))
    assert isinstance(case.state.started, RechallengeStarted)
