"""Guarantee debts: team, disclosure, 弁済計画案, report (別冊４ 4(3) to 4(6))."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from council_events.support import RepaymentPlanDrafted, RepaymentRemark, RepaymentReportItem
from council_events.values import Office, Qualification
from council_support.commands.guarantee import (
    AgreeBaseDate,
    AskWarrantyCheck,
    CheckRepaymentPlan,
    FormGuaranteeTeam,
    RecordPrincipalEnd,
    ReportWarrantyCheck,
)
from council_support.commands.restructuring import RecordRefusal, RecordRefusalReason
from council_support.domain.guarantee import Stage, checks_open
from council_support.domain.voting import plan_of
from council_support.rules.guarantee.plan import distribution
from hypothesis import given
from hypothesis import strategies as st

from tests.services.support.guarantee_situations import (
    ALONE_PENDING,
    BASICS,
    DEPUTY,
    DISCLOSURE,
    FIVE_BANKS,
    JOINT_PLAN,
    KUMAMOTO,
    LAWYER,
    PLAN,
    REPORT,
    SHIGA,
    START,
    TOGETHER,
    TWO_BANKS,
    at_vote,
    bank,
    banks,
    disclosed,
    drafted,
    expert,
    heard,
    request,
    started,
)
from tests.services.support.playing import day, names

ON = "2024-12-16"


class TestTheTeam:
    def test_b4_4_3_1_has_a_lawyer_and_may_be_that_of_the_main_debtors_case(self) -> None:
        team = FormGuaranteeTeam(members=(LAWYER, DEPUTY), from_principal=True)
        assert names(started().when(team, ON)) == ["GuaranteeTeamFormed"]
        alone = started(ALONE_PENDING, KUMAMOTO, FIVE_BANKS)
        assert alone.refused(team, ON).field == "from_principal"

    def test_the_same_team_again_is_nothing_new(self) -> None:
        case = started()
        team = FormGuaranteeTeam(members=(LAWYER,))
        assert case.when(team, ON)
        assert case.when(team, ON) == []
        assert case.state.member("nobody") is None

    @pytest.mark.parametrize(
        ("change", "provision"),
        [
            ({"commissioned_on": None}, "B4-4-3-2"),
            ({"commissioned_on": day("2025-01-01")}, "B4-4-3-2"),
            ({"pledged_on": None}, "YR24-2-1-5-2"),
            ({"pledged_on": day("2025-01-01")}, "YR24-2-1-5-2"),
            ({"no_interest_declared": False}, "B4-4-3-2"),
            ({"seconded_from": bank("近江八景銀行")}, "B4-4-3-2"),
        ],
    )
    def test_b4_4_3_2_an_outside_expert_is_commissioned_pledged_and_without_interest(
        self, change: dict[str, Any], provision: str
    ) -> None:
        team = FormGuaranteeTeam(members=(expert("x-lawyer", Qualification.LAWYER, **change),))
        assert started().refused(team, ON).provision == provision

    def test_b4_4_3_2_a_deputy_seconded_by_a_main_creditor_takes_part_only_by_way_of_exception(self) -> None:
        case = started()
        seconded = DEPUTY.model_copy(update={"seconded_from": bank("近江八景銀行")})
        team = FormGuaranteeTeam(members=(LAWYER, seconded))
        assert case.refused(team, ON).field == "exception_grounds"
        unagreed = team.model_copy(update={"exception_grounds": "他に担当者がいない"})
        assert case.refused(unagreed, ON).provision == "B4-4-3-2"
        agreed = unagreed.model_copy(update={"exception_agreed_on": day(ON)})
        assert case.when(agreed, ON)

    def test_a_deputy_of_a_smaller_creditor_takes_part(self) -> None:
        seconded = DEPUTY.model_copy(update={"seconded_from": bank("湖北余呉信用金庫")})
        assert started().when(FormGuaranteeTeam(members=(LAWYER, seconded)), ON)


class TestTheBaseDate:
    def test_b4_q37_is_that_of_the_start_decision(self) -> None:
        case = started(on="2024-09-10")
        assert case.state.base_date == day("2024-09-10")
        other = DISCLOSURE.model_copy(update={"base_date": day("2024-09-01")})
        assert case.refused(other, ON).provision == "B4-Q37"

    def test_b4_q37_is_earlier_where_the_expert_asked_earlier_and_the_creditors_agree(self) -> None:
        case = started(on="2024-09-10")
        agree = AgreeBaseDate(
            base_date=day("2024-08-20"), request_to_all=True, all_agreed=True, agreed_on=day("2024-09-20")
        )
        assert case.refused(agree.model_copy(update={"all_agreed": False}), ON).field == "all_agreed"
        assert case.refused(agree.model_copy(update={"request_to_all": False}), ON).field == "base_date"
        later = agree.model_copy(update={"base_date": day("2024-09-10"), "request_to_all": True})
        assert case.when(later, ON) == []  # that is the base date already
        after = agree.model_copy(update={"base_date": day("2024-09-11")})
        assert case.refused(after, ON).provision == "B4-Q37"
        case.when(agree, ON)
        [disclosure] = case.when(DISCLOSURE.model_copy(update={"base_date": day("2024-08-20")}), ON)
        assert disclosure.base_date == day("2024-08-20")  # type: ignore[attr-defined]  # the only event


class TestTheDisclosure:
    @pytest.mark.parametrize("lacking", ["to_all_creditors", "warranted"])
    def test_b4_4_4_is_made_to_every_creditor_and_warranted(self, lacking: str) -> None:
        poor = DISCLOSURE.model_copy(update={lacking: False})
        assert started().refused(poor, ON).provision == "B4-4-4"

    def test_b4_4_4_comes_before_the_plan_whatever_the_application_said(self) -> None:
        case = started()
        case.when(request(case, "2024-09-11"), "2024-09-11")
        refusal = case.refused(PLAN, ON)
        assert refusal.provision == "B4-4-4"
        assert "別紙" in refusal.ja

    def test_b4_4_2_5_the_request_too_comes_before_the_plan(self) -> None:
        case = started()
        case.when(DISCLOSURE, ON)
        assert case.refused(PLAN, ON).provision == "B4-4-2-5"

    def test_b4_4_4_a_creditor_that_asks_gets_the_experts_report(self) -> None:
        case = disclosed()
        report = ReportWarrantyCheck(creditor_id=bank("近江八景銀行"), reported_on=day("2024-10-25"))
        assert case.refused(report, "2024-10-25").provision == "B4-4-4"
        assert "ReportWarrantyCheck" not in case.steps("2024-10-25")
        case.when(AskWarrantyCheck(creditor_id=bank("近江八景銀行"), asked_on=day("2024-10-20")), "2024-10-20")
        assert checks_open(case.state) == 1
        assert case.steps("2024-10-25")["ReportWarrantyCheck"].allowed
        assert names(case.when(report, "2024-10-25")) == ["WarrantyChecked"]
        assert checks_open(case.state) == 0


class TestThePlan:
    def test_b4_4_5_another_limit_than_200_000_yen_needs_the_consent_of_all(self) -> None:
        case = disclosed(claims=TWO_BANKS | {"小口": 150_000})
        lower = PLAN.model_copy(update={"claim_limit": 100_000})
        refusal = case.refused(lower, ON)
        assert (refusal.provision, refusal.field) == ("B4-4-5", "limit_agreed_on")
        [draft] = case.when(lower.model_copy(update={"limit_agreed_on": day("2024-12-01")}), ON)
        assert isinstance(draft, RepaymentPlanDrafted)
        assert bank("小口") in case.state.in_plan

    def test_b4_4_5_a_claim_of_exactly_the_limit_is_in_the_plan(self) -> None:
        case = disclosed(claims={"A": 200_000, "B": 199_999})
        case.when(PLAN, ON)
        assert case.state.in_plan == {bank("A")}

    def test_without_a_reduction_every_claim_is_paid_in_full(self) -> None:
        case = disclosed(claims={"A": 200_000, "B": 150_000})
        [draft] = case.when(PLAN.model_copy(update={"reduction_asked": False}), ON)
        assert isinstance(draft, RepaymentPlanDrafted)
        assert {payment.amount for payment in draft.payments} == {200_000, 150_000}
        assert draft.remission == 0

    def test_a_plan_changes_somebodys_claim(self) -> None:
        assert disclosed(claims={"A": 1}).refused(PLAN, ON).field == "claim_limit"

    def test_b4_q9_incentive_assets_stay_within_what_the_creditors_gain(self) -> None:
        case = disclosed()
        within = PLAN.model_copy(update={"incentive_assets": 2_000_000, "recovery_increase": 2_000_000})
        beyond = within.model_copy(update={"incentive_assets": 2_000_001})
        refusal = case.refused(beyond, ON)
        assert (refusal.provision, refusal.field) == ("B4-Q9", "incentive_assets")
        assert case.when(within, ON)
        unknown = beyond.model_copy(update={"recovery_increase": None})
        assert case.when(unknown, ON)

    def test_only_a_joint_plan_stands_in_the_main_debtors(self) -> None:
        alone = disclosed(outline=ALONE_PENDING, council=KUMAMOTO, claims=FIVE_BANKS)
        assert alone.refused(JOINT_PLAN, ON).field == "within_principal_plan"

    def test_b4_4_7_3_leaves_out_only_a_creditor_that_refused_and_was_asked_why(self) -> None:
        case = at_vote()
        bare = PLAN.model_copy(update={"excluded": banks(["湖北余呉信用金庫"]), "exclusion_grounds": "影響がない"})
        assert case.refused(bare, "2025-01-20").field == "excluded"
        case.when(RecordRefusal(creditor_id=bank("湖北余呉信用金庫")), "2025-01-20")
        assert case.refused(bare, "2025-01-20").provision == "B4-4-7-3"
        case.when(
            RecordRefusalReason(creditor_id=bank("湖北余呉信用金庫"), asked_on=day("2025-01-21"), reason="内規による"),
            "2025-01-21",
        )
        silent = bare.model_copy(update={"exclusion_grounds": None})
        assert case.refused(silent, "2025-01-21").field == "exclusion_grounds"
        [draft] = case.when(bare, "2025-01-22")
        assert isinstance(draft, RepaymentPlanDrafted)
        assert draft.version == 2
        assert case.state.in_plan == {bank("近江八景銀行")}


class TestTheCheck:
    def test_b4_4_5_finds_what_departs_without_a_reason(self) -> None:
        case = drafted(PLAN.model_copy(update={"term_months": 61, "incentive_assets": 1}))
        case.when(RecordPrincipalEnd(ended_on=day("2024-10-15")), ON)
        [check] = case.when(CheckRepaymentPlan(plan_version=1), ON)
        assert check.remarks == (RepaymentRemark.TERM, RepaymentRemark.APART, RepaymentRemark.INCENTIVE)  # type: ignore[attr-defined]  # the only event
        assert case.when(CheckRepaymentPlan(), ON) == []
        assert "CheckRepaymentPlan" not in case.steps(ON)

    def test_finds_nothing_where_reasons_are_given(self) -> None:
        reasoned = PLAN.model_copy(
            update={"term_months": 84, "term_grounds": "年金による分割", "apart_grounds": "時期の相違"}
        )
        [check] = drafted(reasoned).when(CheckRepaymentPlan(), ON)
        assert check.remarks == ()  # type: ignore[attr-defined]  # the only event
        [check] = drafted(JOINT_PLAN.model_copy(update={"term_months": 60})).when(CheckRepaymentPlan(), ON)
        assert check.remarks == ()  # type: ignore[attr-defined]

    def test_is_of_the_version_that_stands(self) -> None:
        assert drafted().refused(CheckRepaymentPlan(plan_version=2), ON).field == "plan_version"


class TestTheReport:
    def test_b4_4_6_names_content_feasibility_and_rationality(self) -> None:
        case = drafted()
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        for item in BASICS:
            lacking = REPORT.model_copy(update={"items": tuple(each for each in BASICS if each is not item)})
            assert case.refused(lacking, ON).field == "items"

    def test_b4_4_6_names_the_retained_assets_where_more_than_exempt_ones_are_kept(self) -> None:
        case = drafted(PLAN.model_copy(update={"incentive_assets": 1}))
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        assert "ニ" in case.refused(REPORT, ON).ja
        assert case.when(REPORT.model_copy(update={"items": tuple(RepaymentReportItem)}), ON)

    def test_b4_4_6_reaches_every_creditor(self) -> None:
        case = drafted()
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        assert case.refused(REPORT.model_copy(update={"to_all_creditors": False}), ON).field == "to_all_creditors"

    def test_b4_4_6_comes_from_a_member_of_the_team(self) -> None:
        case = drafted()
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        assert case.refused(REPORT.model_copy(update={"signed_by": "x-other"}), ON).provision == "B4-4-6"

    def test_only_a_joint_one_is_part_of_the_main_debtors(self) -> None:
        case = drafted(outline=ALONE_PENDING, council=KUMAMOTO, claims=FIVE_BANKS)
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        within = REPORT.model_copy(update={"within_principal_report": True})
        assert case.refused(within, ON).field == "within_principal_report"

    def test_b4_4_2_t_finds_nothing_adequate_that_keeps_more_after_a_late_start(self) -> None:
        keeps_more = PLAN.model_copy(update={"incentive_assets": 1})
        case = heard(ALONE_PENDING, KUMAMOTO, TWO_BANKS, "2024-09-10")
        case.when(START, "2024-09-10")
        case.when(RecordPrincipalEnd(ended_on=day("2024-09-11")), "2024-09-11")
        case.when(request(case, "2024-09-11"), "2024-09-11")
        case.when(DISCLOSURE, "2024-10-15")
        case.when(keeps_more, "2024-11-20")
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        every_item = REPORT.model_copy(update={"items": tuple(RepaymentReportItem)})
        assert case.refused(every_item, ON).provision == "B4-4-2-T"

    def test_may_be_written_by_the_lawyer_of_the_team_itself(self) -> None:
        case = drafted()
        case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
        assert case.when(REPORT, ON, Office.EXPERT, person="x-amakusa")
        assert case.state.stage is Stage.REPORTED


def test_no_version_stands_before_the_first_draft() -> None:
    state = heard(TOGETHER, SHIGA, TWO_BANKS, "2024-09-10").state
    assert state.in_plan == frozenset()
    with pytest.raises(LookupError):
        plan_of(state)


@given(
    st.dictionaries(st.uuids(), st.integers(1, 10**10), min_size=1, max_size=8),
    st.integers(0, 10**11),
    st.integers(0, 10**6),
)
def test_b4_4_5_no_yen_is_paid_twice_or_lost_between_payment_and_remission(
    claims: dict[Any, int], distributable: int, limit: int
) -> None:
    shares = distribution(distributable, claims, limit)
    target = {creditor: claim for creditor, claim in claims.items() if claim >= limit}
    assert shares.payments.keys() == target.keys()
    assert sum(shares.payments.values()) <= distributable
    assert shares.debt == sum(target.values())
    for creditor, paid in shares.payments.items():
        # each is paid its share, rounded down to whole yen
        assert 0 <= min(distributable, shares.debt) * target[creditor] - paid * shares.debt < shares.debt


@pytest.mark.parametrize(("claims", "limit"), [({}, 200_000), ({UUID(int=1): 0}, 0), ({UUID(int=1): 0}, 200_000)])
def test_where_nothing_is_owed_nobody_is_in_the_plan(claims: dict[UUID, int], limit: int) -> None:
    assert distribution(1_000_000, claims, limit).payments == {}
