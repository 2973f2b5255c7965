"""The 個別支援チーム and its examination (別冊２ 2(3), 2(4))."""

from typing import Any

import pytest
from council_events.support import (
    DueDiligence,
    Method,
    PlanKind,
)
from council_events.values import Office
from council_support.commands.restructuring import (
    ChangeCourse,
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    FormTeam,
    TeamMemberEntry,
)
from council_support.domain.restructuring import Stage

from tests.services.support.situations import (
    ACCOUNTANT,
    CONSULTANT,
    DEPUTY_MEMBER,
    FULL_TEAM,
    LAWYER,
    RESCHEDULING,
    SECOND_COMPANY,
    TAX_ACCOUNTANT,
    asking,
    day,
    examined,
    head,
    names,
    started,
)

WAIVER = (Method.SECOND_COMPANY,)


class TestARst03:
    def test_a_tax_accountant_does_not_stand_in_for_the_accountant_where_a_waiver_is_expected(self) -> None:
        case = started(on="2024-10-01", methods=WAIVER)
        refused = case.refused(FormTeam(members=(TAX_ACCOUNTANT, LAWYER, CONSULTANT)), head("2024-10-02"))
        assert (refused.provision, refused.field) == ("B2-2-3-1", "members")

    def test_with_accountant_and_lawyer_the_team_stands(self) -> None:
        case = started(on="2024-10-01", methods=WAIVER)
        assert names(case.when(FormTeam(members=(ACCOUNTANT, LAWYER, CONSULTANT)), head("2024-10-02"))) == [
            "TeamFormed"
        ]
        assert case.state.stage is Stage.TEAM

    def test_without_a_waiver_a_tax_accountant_suffices(self) -> None:
        case = started(on="2024-10-01")
        assert names(case.when(FormTeam(members=(TAX_ACCOUNTANT, CONSULTANT)), head("2024-10-02"))) == ["TeamFormed"]


def test_a_team_without_any_accountant_states_why_and_with_a_waiver_never() -> None:
    members = (LAWYER, CONSULTANT)
    assert started().refused(FormTeam(members=members), head("2024-08-01")).provision == "B2-2-3-1"
    with_reason = FormTeam(members=members, exception_grounds="県内に確保できないため")
    assert names(started().when(with_reason, head("2024-08-01"))) == ["TeamFormed"]
    assert started(methods=WAIVER).refused(with_reason, head("2024-08-01")).provision == "B2-2-3-1"


@pytest.mark.parametrize(
    ("change", "provision"),
    [
        ({"commissioned_on": None}, "B2-Q22"),
        ({"commissioned_on": day("2024-08-02")}, "B2-Q22"),
        ({"pledged_on": None}, "YR24-2-1-5-2"),
        ({"no_interest_declared": False}, "B2-2-3-3"),
    ],
)
def test_an_expert_is_commissioned_pledged_and_free_of_interest(change: dict[str, Any], provision: str) -> None:
    members = (TAX_ACCOUNTANT.model_copy(update=change), CONSULTANT)
    assert started().refused(FormTeam(members=members), head("2024-08-01")).provision == provision


def test_a_deputy_with_an_interest_is_no_member() -> None:
    tied = DEPUTY_MEMBER.model_copy(update={"no_interest_declared": False})
    refused = started().refused(FormTeam(members=(*FULL_TEAM[:3], tied)), head("2024-08-01"))
    assert refused.provision == "B2-2-3-2"


def test_the_financial_side_is_examined_by_the_teams_accountant() -> None:
    case = started()
    case.when(FormTeam(members=FULL_TEAM), head("2024-08-01"))
    for person in (CONSULTANT.person, "somebody-else"):
        command = CompleteFinancialDueDiligence(by=person, summary="調査")
        assert case.refused(command, head("2024-08-20")).provision == "B2-2-4-1"
    expert = asking(Office.EXPERT, on="2024-08-20", person=ACCOUNTANT.person)
    assert names(case.when(CompleteFinancialDueDiligence(by=ACCOUNTANT.person, summary="調査"), expert)) == [
        "FinancialDueDiligenceCompleted"
    ]


def test_a_rst_04_the_business_side_always_needs_an_outside_expert() -> None:
    case = started(decision={"expected_kind": PlanKind.PRE_PLAN, "due_diligence": DueDiligence.SIMPLE_FINANCIAL})
    case.when(FormTeam(members=FULL_TEAM), head("2024-08-01"))
    simple = CompleteFinancialDueDiligence(by=DEPUTY_MEMBER.person, summary="簡易な調査")
    assert names(case.when(simple, head("2024-08-20"))) == ["FinancialDueDiligenceCompleted"]
    alone = CompleteBusinessDueDiligence(by=DEPUTY_MEMBER.person, summary="調査")
    assert case.refused(alone, head("2024-08-20")).provision == "B2-Q37"
    with_expert = CompleteBusinessDueDiligence(by=CONSULTANT.person, summary="調査")
    assert names(case.when(with_expert, head("2024-08-20"))) == ["BusinessDueDiligenceCompleted"]


def test_a_plan_rests_on_both_examinations() -> None:
    case = started()
    case.when(FormTeam(members=FULL_TEAM), head("2024-08-01"))
    case.when(CompleteFinancialDueDiligence(by=ACCOUNTANT.person, summary="財務"), head("2024-08-20"))
    refused = case.refused(RESCHEDULING, head("2024-09-01"))
    assert refused.provision == "B2-2-4-1"
    assert "事業面" in refused.ja


def test_when_a_waiver_becomes_expected_the_team_is_tested_again() -> None:
    case = examined(team=(TAX_ACCOUNTANT, CONSULTANT))
    change = ChangeCourse(expected_methods=WAIVER, expected_kind=PlanKind.ORDINARY, due_diligence=DueDiligence.ORDINARY)
    case.when(change, head("2024-09-10"))
    assert case.refused(SECOND_COMPANY, head("2024-09-11")).provision == "B2-2-3-1"
    assert not case.steps(head("2024-09-11"))["DraftPlan"].allowed
    case.when(FormTeam(members=FULL_TEAM), head("2024-09-12"))
    assert case.state.stage is Stage.EXAMINING
    assert names(case.when(SECOND_COMPANY, head("2024-09-13"))) == ["PlanDrafted"]


def test_a_team_member_entry_refuses_an_unknown_field() -> None:
    with pytest.raises(ValueError, match="rumour"):
        TeamMemberEntry.model_validate({**TAX_ACCOUNTANT.model_dump(), "rumour": "x"})
