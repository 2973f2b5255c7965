"""The judgement, during the programme, that revival is extremely difficult (YR-2-6-2-1-1, YR-2-6-2-0)."""

import datetime as dt
from uuid import uuid5

import pytest
from council_events.subsidy import RevivalJudgedDifficult
from council_events.values import Office
from council_subsidy import commands as c
from council_subsidy.domain import next_steps

from tests.services.subsidy.situations import (
    AMANE,
    CASE,
    LINES,
    Case,
    application,
    cost,
    head,
    person,
    plan_claim,
    secretary,
)

ON = "2024-07-02"
JUDGE = c.JudgeRevivalDifficult(reason="主要取引先の倒産により資金が尽きる", told_on=dt.date(2024, 7, 1))
PLAN = cost(AMANE, LINES.PLAN, 1_200_000)


def accepted() -> Case:
    return Case().accepted(application(PLAN))


def offered(case: Case, on: str = ON) -> bool:
    return c.JudgeRevivalDifficult in {step.command for step in next_steps(case.state, head(on))}


def test_it_names_the_further_case_and_tells_it_the_company_as_it_applied() -> None:
    case = accepted()
    assert offered(case)
    [event] = case.advised(ON, JUDGE)
    filed = case.state.application
    assert isinstance(event, RevivalJudgedDifficult)
    assert filed is not None
    assert event.next_case_id == uuid5(CASE, f"rechallenge {ON}")
    assert (event.case_id, event.monitoring, event.filed_on) == (CASE, False, dt.date(2024, 4, 15))
    assert (event.judged_by, event.told_on) == ("p17-head", dt.date(2024, 7, 1))
    assert (event.company_name, event.sales, event.industry) == (filed.company_name, filed.sales, filed.industry)
    assert event.reason.clear == JUDGE.reason
    assert case.state.judged_difficult
    assert not offered(case)
    assert case.advised("2024-07-03", JUDGE) == [], "it is judged once"


def test_after_the_decision_it_is_a_judgement_in_monitoring() -> None:
    case = accepted()
    case.decided("2024-10-15", plan_claim(PLAN))
    [event] = case.advised("2024-11-01", JUDGE)
    assert isinstance(event, RevivalJudgedDifficult)
    assert event.monitoring


def test_it_is_the_support_departments_and_of_no_day_to_come() -> None:
    case = accepted()
    for office in (Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT):
        assert accepted().ask(ON, JUDGE, person(office, ON))
    refused = case.refusal(ON, JUDGE, by=secretary(ON))
    assert (refused.provision, refused.forbidden) == ("YR-2-6-2-1-1", True)
    ahead = JUDGE.model_copy(update={"told_on": dt.date(2024, 7, 3)})
    refused = case.refusal(ON, ahead, by=head(ON))
    assert (refused.provision, refused.field) == ("YR-2-6-2-0", "told_on")
    on_the_day = JUDGE.model_copy(update={"told_on": dt.date(2024, 7, 2)})
    assert case.advised(ON, on_the_day)
    [event] = accepted().advised(ON, JUDGE.model_copy(update={"told_on": None}))
    assert isinstance(event, RevivalJudgedDifficult)
    assert event.told_on is None


@pytest.mark.parametrize("stage", ["filed", "ended"])
def test_it_is_judged_while_the_programme_supports_the_company(stage: str) -> None:
    case = Case()
    case.ask("2024-04-15", application(PLAN))
    if stage == "ended":
        case.ask("2024-04-16", c.DeclineApplication(reason="費用負担が適切と認められない"))
    assert case.refusal(ON, JUDGE, by=head(ON)).provision == "YR-2-6-2-1-1"
    assert not offered(case)
