"""別冊３: which procedure a tax aim asks for, entry, start, team, plan (基本要領 第二章第5 2但書, 別冊３ 1 to 3, 6)."""

from __future__ import annotations

from typing import Any

import pytest
from council_events.deciding import Fact, Refused
from council_events.support import SchemeAttitude, SchemeFinding, SchemePlanItem, SchemeRole, SupportStatement
from council_events.values import CreditorKind, Office, Qualification
from council_support.commands.restructuring import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    ConsentToContact,
    DraftPlan,
    ListCreditor,
    RequestSupport,
)
from council_support.commands.tax_scheme import ConferWithChair, DeclineTaxScheme
from council_support.domain import INITIAL, decide, evolve, tax_scheme
from council_support.domain.restructuring import Stage as RestructuringStage
from council_support.domain.tax_scheme import Stage
from council_support.domain.voting import case_of, plan_of

from tests.services.support.playing import asking, day, names
from tests.services.support.situations import RESCHEDULING, company, head, heard
from tests.services.support.situations import examined as examined_by_annex_2
from tests.services.support.tax_situations import (
    ACCOUNTANT,
    AIM,
    ALL,
    CONSULTANT,
    MAIN,
    PLAN,
    SPONSOR,
    START,
    TANGO,
    TEAM,
    YOSANO,
    attitude,
    creditor_id,
    drafted,
    examined,
    expert,
    listed,
    received,
    started,
)

ON = "2024-06-14"


class TestTheTaxAim:
    def test_yr_2_5_2_sends_a_case_of_annex_2_away_at_its_start_and_at_its_plan(self) -> None:
        early = heard()
        assert names(early.when(AIM, head("2024-07-22"))) == ["TaxTreatmentIntended"]
        assert early.when(AIM, head("2024-07-23")) == []
        assert early.steps(head("2024-07-23"))["DecideStart"].provision == "YR-2-5-2"
        late = examined_by_annex_2()
        assert late.state.stage is RestructuringStage.EXAMINING
        late.when(AIM, head("2024-09-03"))
        assert late.refused(RESCHEDULING, head("2024-09-03")).provision == "YR-2-5-2"
        assert isinstance(RESCHEDULING, DraftPlan)

    def test_yr_2_5_2_is_what_annex_3_is_for(self) -> None:
        case = received()
        assert case.refused(START, ON).provision == "YR-2-5-2"
        case.when(AIM, ON)
        assert case.when(AIM, ON) == []
        assert case.refused(START, ON).provision == "B3-2"

    def test_yr_2_5_2_no_step_of_annex_3_is_done_in_a_case_of_annex_2(self) -> None:
        case = evolve(INITIAL, Fact(company(), day("2024-06-20"), "20", "system:support"))
        with pytest.raises(Refused) as caught:
            decide(case, START, asking(Office.HEAD, on=ON, council="20"))
        assert caught.value.provision == "YR-2-5-2"


class TestTheStart:
    @pytest.mark.parametrize("missing", SchemeFinding)
    def test_b3_1_all_four_conditions_are_found(self, missing: SchemeFinding) -> None:
        case = consented()
        findings = tuple(finding for finding in SchemeFinding if finding is not missing)
        refusal = case.refused(START.model_copy(update={"findings": findings}), ON)
        assert refusal.provision == "B3-1"
        assert missing.label in refusal.ja

    def test_b3_2_a_creditor_is_approached_with_the_companys_consent(self) -> None:
        case = received()
        case.when(ListCreditor(creditor_id=ALL[0], kind=CreditorKind.BANK, name=YOSANO, claim=1), ON)
        assert case.refused(attitude(YOSANO, ON), ON).provision == "B3-2"
        consent = ConsentToContact(creditors=(ALL[0],), consented_on=day(ON))
        assert case.when(consent, ON)
        assert case.when(consent, ON) == []
        assert case.when(attitude(YOSANO, ON), ON)

    def test_b3_2_no_main_creditor_may_be_silent_or_merely_not_negative(self) -> None:
        case = listed()
        case.when(attitude(YOSANO, ON), ON)
        case.when(ConferWithChair(conferred_on=day(ON)), ON)
        assert "1者" in case.refused(START, ON).ja
        case.when(attitude(TANGO, ON, SchemeAttitude.NOT_NEGATIVE), ON)
        assert case.refused(START, ON).provision == "B3-2"
        case.when(attitude(TANGO, ON), ON)
        assert case.when(START, ON)
        assert case.when(START, ON) == []

    def test_b3_2_the_chair_is_conferred_with_except_where_headquarters_run_the_case(self) -> None:
        case = listed()
        for name in MAIN:
            case.when(attitude(name, ON), ON)
        refusal = case.refused(START, ON)
        assert "会長" in refusal.ja
        nobody = case.refused(ConferWithChair(conferred_on=day("2024-06-17")), "2024-06-17", chair_duty=frozenset())
        assert (nobody.provision, nobody.field) == ("YR-2-1-2-2-2", "consulted")
        case.when(ConferWithChair(conferred_on=day("2024-06-17")), "2024-06-17", chair_duty=frozenset({"p26-chair"}))
        assert case.when(ConferWithChair(conferred_on=day("2024-06-17")), "2024-06-17") == []
        assert case.refused(START, ON).provision == "B3-2"
        by_hq = started(council="hq")
        assert by_hq.state.conferred_on is None
        assert by_hq.state.started_on == day(ON)

    def test_the_support_can_be_declined(self) -> None:
        case = listed()
        decline = DeclineTaxScheme(reason="同意が得られない")
        assert names(case.when(decline, ON)) == ["TaxSchemeDeclined"]
        assert case.when(decline, ON) == []
        assert case.state.stage is Stage.DECLINED

    def test_the_application_says_when_the_books_close(self) -> None:
        case = received()
        request = RequestSupport(requested_on=day(ON), closing_month=9)
        assert names(case.when(request, ON)) == ["SupportRequested"]
        assert case.when(request, ON) == []
        assert case.state.closing_month == 9

    def test_listing_a_creditor_again_replaces_its_claim(self) -> None:
        case = listed()
        case.when(ListCreditor(creditor_id=ALL[0], kind=CreditorKind.BANK, name=YOSANO, claim=7), ON)
        assert (case.state.creditors[ALL[0]].claim, case.state.creditors[ALL[0]].contact_allowed) == (7, True)
        unknown = ConsentToContact(creditors=(creditor_id("知らない銀行"),), consented_on=day(ON))
        assert case.refused(unknown, ON).field == "creditor_id"


def consented() -> Any:
    case = listed()
    for name in MAIN:
        case.when(attitude(name, ON), ON)
    case.when(ConferWithChair(conferred_on=day(ON)), ON)
    return case


class TestTheTeam:
    def test_b3_2_4_needs_the_consent_of_the_chair_or_of_the_centers_head(self) -> None:
        unapproved = TEAM.model_copy(update={"approved_on": None})
        assert "会長" in started().refused(unapproved, "2024-06-20").ja
        assert "センター長" in started(council="hq").refused(unapproved, "2024-06-20").ja
        early = TEAM.model_copy(update={"approved_on": day("2024-06-21")})
        assert started().refused(early, "2024-06-20").provision == "B3-2-4"

    def test_b3_2_4_a_main_creditor_or_sponsor_may_be_a_member_and_is_shown_as_such(self) -> None:
        case = started()
        bank = SPONSOR.model_copy(update={"role": SchemeRole.MAIN_CREDITOR, "name": YOSANO})
        [formed] = case.when(TEAM.model_copy(update={"members": (ACCOUNTANT, SPONSOR, bank)}), "2024-06-20")
        assert [member.role for member in formed.members] == [
            SchemeRole.EXPERT,
            SchemeRole.SPONSOR,
            SchemeRole.MAIN_CREDITOR,
        ]
        nameless = SPONSOR.model_copy(update={"name": None})
        assert case.refused(TEAM.model_copy(update={"members": (nameless,)}), "2024-06-20").field == "members"

    @pytest.mark.parametrize(
        ("change", "provision"),
        [
            ({"no_interest_declared": False}, "B3-2-4"),
            ({"person": None}, "B3-2-4"),
            ({"commissioned_on": None}, "B3-2-4"),
            ({"commissioned_on": day("2024-06-21")}, "B3-2-4"),
            ({"pledged_on": None}, "YR24-2-1-5-2"),
            ({"pledged_on": day("2024-06-21")}, "YR24-2-1-5-2"),
        ],
    )
    def test_b3_2_4_an_expert_is_neutral_commissioned_and_pledged(self, change: dict[str, Any], provision: str) -> None:
        member = ACCOUNTANT.model_copy(update=change)
        assert started().refused(TEAM.model_copy(update={"members": (member,)}), "2024-06-20").provision == provision

    def test_staff_need_no_commission(self) -> None:
        staff = expert(
            "p26-deputy", Qualification.FINANCE, role=SchemeRole.STAFF, commissioned_on=None, pledged_on=None
        )
        assert started().when(TEAM.model_copy(update={"members": (staff,)}), "2024-06-20")

    def test_examines_both_sides_itself(self) -> None:
        case = started()
        case.when(TEAM, "2024-06-20")
        stranger = CompleteFinancialDueDiligence(by="x-other", summary="財務")
        assert case.refused(stranger, "2024-07-01").provision == "B3-2-4"
        assert case.refused(CompleteBusinessDueDiligence(by="x-other", summary="事業"), "2024-07-01").field == "by"
        assert case.refused(PLAN, "2024-07-01").provision == "B3-6"
        case.when(CompleteFinancialDueDiligence(by="x-ayabe", summary="財務"), "2024-07-01")
        assert case.refused(PLAN, "2024-07-01").provision == "B3-6"
        assert CONSULTANT.person == "x-ine"


class TestThePlan:
    @pytest.mark.parametrize("missing", [*SchemePlanItem, *SupportStatement])
    def test_b3_6_names_every_item_and_states_the_support(self, missing: SchemePlanItem | SupportStatement) -> None:
        poor = PLAN.model_copy(
            update={
                "items": tuple(item for item in SchemePlanItem if item is not missing),
                "statements": tuple(statement for statement in SupportStatement if statement is not missing),
            }
        )
        refusal = examined().refused(poor, "2024-10-15")
        assert refusal.provision == "B3-6"
        assert missing.label in refusal.ja

    @pytest.mark.parametrize(
        "late",
        [
            {"solvent_by": day("2030-04-01")},
            {"solvent_by": None},
            {"profitable_by": day("2028-04-01")},
            {"profitable_by": None},
        ],
    )
    def test_b3_6_is_solvent_in_about_five_years_and_profitable_in_about_three_or_gives_reasons(
        self, late: dict[str, Any]
    ) -> None:
        slow = PLAN.model_copy(update=late)
        assert examined().refused(slow, "2024-10-15").field == "exception_grounds"
        reasoned = slow.model_copy(update={"exception_grounds": "業種の特性"})
        assert examined().when(reasoned, "2024-10-15")

    def test_b3_6_has_nothing_to_mend_where_nothing_is_amiss(self) -> None:
        sound = PLAN.model_copy(
            update={"real_net_worth": 0, "solvent_by": None, "ordinary_profit": 1, "profitable_by": None}
        )
        [draft] = examined().when(sound, "2024-10-15")
        assert (draft.years_to_solvency, draft.years_to_profit) == (0, 0)

    @pytest.mark.parametrize(
        ("flag", "grounds"), [("shareholders_diluted", "shareholder_grounds"), ("managers_resign", "manager_grounds")]
    )
    def test_b3_6_owners_and_managers_answer_in_principle(self, flag: str, grounds: str) -> None:
        spared = PLAN.model_copy(update={flag: False})
        assert examined().refused(spared, "2024-10-15").field == grounds
        assert examined().when(spared.model_copy(update={grounds: "再生に不可欠。私財を提供。"}), "2024-10-15")

    @pytest.mark.parametrize("other", ["bankruptcy_value", "reorganisation_value", "rehabilitation_value"])
    def test_b3_6_gives_creditors_more_than_each_other_procedure(self, other: str) -> None:
        poor = PLAN.model_copy(update={other: PLAN.recovery})
        assert examined().refused(poor, "2024-10-15").field == "recovery"

    def test_b3_6_waives_no_more_than_is_owed(self) -> None:
        assert (
            examined().refused(PLAN.model_copy(update={"debt_waived": 980_000_001}), "2024-10-15").field
            == "debt_waived"
        )

    def test_a_new_version_is_counted(self) -> None:
        case = drafted()
        case.when(PLAN, "2024-10-16")
        assert plan_of(case.state).version == 2


def test_nothing_is_made_of_a_case_that_was_never_received_or_planned() -> None:
    with pytest.raises(LookupError):
        case_of(tax_scheme.INITIAL)
    with pytest.raises(LookupError):
        plan_of(tax_scheme.INITIAL)
