"""An applicant needs 事業再生 and asks for a 窓口相談 (YR-3-2-2-4, YR24-3-2-2-4)."""

import datetime as dt
from uuid import uuid5

import pytest
from council_directory import provision_row
from council_events import Event, Sealed
from council_events.subsidy import RevitalizationFoundNecessary
from council_events.values import Office
from council_subsidy import commands as c
from council_subsidy.domain import decide, next_steps

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
FIND = c.FindRevitalizationNecessary(reason="借入金の返済が続かない", requested_on=dt.date(2024, 7, 1))
PLAN = cost(AMANE, LINES.PLAN, 1_200_000)


def accepted() -> Case:
    return Case().accepted(application(PLAN))


def found(events: list[Event]) -> RevitalizationFoundNecessary:
    [event] = events
    assert isinstance(event, RevitalizationFoundNecessary)
    return event


def offered(case: Case, on: str = ON) -> bool:
    return c.FindRevitalizationNecessary in {step.command for step in next_steps(case.state, head(on))}


def test_it_names_the_consultation_and_tells_it_the_company_as_it_applied() -> None:
    case = accepted()
    assert offered(case)
    event, filed = found(case.advised(ON, FIND)), case.state.application
    assert filed is not None
    assert event.consultation_id == uuid5(CASE, "consultation")
    assert (event.case_id, event.filed_on, event.requested_on) == (CASE, dt.date(2024, 4, 15), dt.date(2024, 7, 1))
    assert (event.found_by, event.responder) == ("p17-head", "p17-head")
    assert (event.company_name, event.sales, event.industry) == (filed.company_name, filed.sales, filed.industry)
    assert event.reason == Sealed(FIND.reason)
    assert case.state.consultation == event.consultation_id
    assert case.state.revitalization_on == dt.date(2024, 7, 2)
    assert not offered(case)
    assert case.advised("2024-07-03", FIND) == [], "one case leads to one consultation"


def test_it_is_the_heads_to_find_with_the_provision_of_the_day() -> None:
    for on, provision in (("2024-03-20", "YR-3-2-2-4"), ("2024-04-01", "YR24-3-2-2-4")):
        assert provision_row(provision).in_force(dt.date.fromisoformat(on))
        case = Case().accepted(application(PLAN, registry_certificate_on=dt.date(2024, 3, 1)), "2024-03-15")
        for office in (Office.SECRETARIAT, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT):
            refused = case.refusal(on, FIND, by=person(office, on))
            assert (refused.provision, refused.forbidden) == (provision, True)


@pytest.mark.parametrize("requested_on", [None, dt.date(2024, 7, 3)])
def test_nobody_is_made_to_come_who_has_not_asked(requested_on: dt.date | None) -> None:
    unasked = FIND.model_copy(update={"requested_on": requested_on})
    refused = accepted().refusal(ON, unasked, by=head(ON))
    assert (refused.provision, refused.field) == ("YR24-3-2-2-4", "requested_on")


def test_a_deputy_may_respond_and_nobody_else() -> None:
    case = accepted()
    to_deputy = FIND.model_copy(update={"responder": "p17-deputy"})
    event = found(decide(case.state, to_deputy, head(ON), responder=frozenset({Office.DEPUTY})))
    assert (event.found_by, event.responder) == ("p17-head", "p17-deputy")
    refused = case.refusal(ON, to_deputy, by=head(ON))  # holds no office there
    assert (refused.provision, refused.field) == ("YR-2-2-3-1", "responder")
    to_oneself = FIND.model_copy(update={"responder": "p17-head"})
    assert found(decide(case.state, to_oneself, head(ON))).responder == "p17-head"


@pytest.mark.parametrize("stage", ["filed", "claimed", "decided", "ended"])
def test_an_applicant_remains_one_at_every_stage(stage: str) -> None:
    case = Case()
    case.ask("2024-04-15", application(PLAN))
    if stage in ("claimed", "decided"):
        case = accepted()
    if stage == "claimed":
        case.ask("2024-10-15", plan_claim(PLAN))
    if stage == "decided":
        case.decided("2024-10-15", plan_claim(PLAN))
    if stage == "ended":
        case.ask("2024-04-16", c.DeclineApplication(reason="費用負担が適切と認められない"))
    assert case.state.stage.value == stage
    assert offered(case, "2024-11-01")
    assert found(case.advised("2024-11-01", FIND))


def test_without_an_application_there_is_no_applicant() -> None:
    assert not offered(Case())
    assert Case().refusal(ON, FIND, by=head(ON)).provision == "YR-3-2-2-4"


def test_the_secretariat_sees_why_it_may_not() -> None:
    steps = {step.command: step for step in next_steps(accepted().state, secretary(ON))}
    assert not steps[c.FindRevitalizationNecessary].allowed
