"""What a plan holds besides its items and numbers: author, arrears, burdens (別冊２ 2(3)④, 2(4)②, 2(5)①⑦⑨).

B2-2-5-9, BR-8.
"""

from __future__ import annotations

from typing import Any

import pytest
from council_events.support import (
    AssistantGround,
    Burden,
    InvestigationItem,
    Method,
    PlanDrafted,
    RestructuringDeclined,
    RestructuringStarted,
)
from council_events.values import Qualification
from council_support.commands.restructuring import (
    BurdenEntry,
    CompleteBusinessDueDiligence,
    DecideStart,
    DeclineSupport,
    DraftPlan,
    FormTeam,
    PlanAuthor,
    SubmitInvestigationReport,
)
from council_support.rules.restructuring.contents import burdens_by_claim
from hypothesis import given
from hypothesis import strategies as st

from tests.services.support.situations import (
    ALL_FINDINGS,
    CONSULTANT,
    FULL_TEAM,
    ORDINARY_REPORT,
    RESCHEDULING,
    SECOND_COMPANY,
    THREE_BANKS,
    Case,
    creditor_id,
    day,
    drafted,
    examined,
    expert,
    head,
    heard,
    names,
    started,
)

WAIVER = (Method.SECOND_COMPANY,)
A, B, C = (creditor_id(name) for name in THREE_BANKS)


def plan(**changes: Any) -> DraftPlan:
    return RESCHEDULING.model_copy(update=changes)


def drafting(**changes: Any) -> PlanDrafted:
    [event] = examined().when(plan(**changes), head("2024-11-29"))
    assert isinstance(event, PlanDrafted)
    return event


class TestStart:
    def test_the_tax_treatment_follows_its_own_scheme_yr_2_5_2(self) -> None:
        start = DecideStart(findings=ALL_FINDINGS, tax_treatment_intended=True)
        assert heard().refused(start, head("2024-07-25")).provision == "YR-2-5-2"
        refused = examined().refused(plan(tax_treatment_intended=True), head("2024-11-29"))
        assert refused.provision == "YR-2-5-2"

    @pytest.mark.parametrize("profitable", [True, False, None])
    def test_the_profit_of_the_main_business_explains_and_never_decides_br_8(self, profitable: bool | None) -> None:
        start = DecideStart(findings=ALL_FINDINGS, main_business_profitable=profitable)
        [decided] = heard().when(start, head("2024-07-25"))
        assert isinstance(decided, RestructuringStarted)
        assert decided.main_business_profitable is profitable

    def test_a_company_that_is_not_supported_is_told_what_is_considered_instead(self) -> None:
        case = heard()
        decline = DeclineSupport(reason="主要債権者が破産を求める", told_on=day("2024-09-14"), response="弁護士の紹介")
        assert case.refused(decline, head("2024-09-13")).field == "told_on"
        [declined] = case.when(decline, head("2024-09-14"))
        assert isinstance(declined, RestructuringDeclined)
        assert declined.told_on == day("2024-09-14")


class TestAssistants:
    def assistant(self, **changes: Any) -> Any:
        given = {"assistant_ground": AssistantGround.TRAINING, "experts_consulted_on": day("2024-07-30")}
        return expert("x-mihara", Qualification.SME_CONSULTANT, **given | changes)

    def test_an_assistant_joins_after_consultation_with_the_expert_b2_2_3_4(self) -> None:
        case = started()
        unasked = FormTeam(members=(*FULL_TEAM, self.assistant(experts_consulted_on=None)))
        assert case.refused(unasked, head("2024-08-01")).provision == "B2-2-3-4"
        too_early = FormTeam(members=(*FULL_TEAM, self.assistant(experts_consulted_on=day("2024-08-02"))))
        assert case.refused(too_early, head("2024-08-01")).provision == "B2-2-3-4"
        assert names(case.when(FormTeam(members=(*FULL_TEAM, self.assistant())), head("2024-08-01"))) == ["TeamFormed"]

    def test_before_april_2024_there_were_no_assistants(self) -> None:
        earlier = {"commissioned_on": day("2023-06-01"), "pledged_on": day("2023-06-01")}
        members = tuple(member.model_copy(update=earlier) for member in (*FULL_TEAM, self.assistant()))
        assert started().refused(FormTeam(members=members), head("2024-03-29")).provision == "B2-2-3-4"

    def test_an_assistant_stands_in_for_no_profession_and_examines_nothing(self) -> None:
        case = started()
        only_assistants = FormTeam(
            members=(
                expert(
                    "x-kure",
                    Qualification.ACCOUNTANT,
                    assistant_ground=AssistantGround.ASSISTANCE,
                    experts_consulted_on=day("2024-07-30"),
                ),
                CONSULTANT,
            )
        )
        assert case.refused(only_assistants, head("2024-08-01")).provision == "B2-2-3-1"
        case.when(FormTeam(members=(*FULL_TEAM, self.assistant())), head("2024-08-01"))
        examined_by_assistant = CompleteBusinessDueDiligence(by="x-mihara", summary="事業調査")
        assert case.refused(examined_by_assistant, head("2024-09-02")).provision == "B2-Q37"


class TestPlan:
    def test_the_author_is_the_company_b2_2_4_2(self) -> None:
        refused = examined().refused(plan(author=PlanAuthor.TEAM), head("2024-11-29"))
        assert (refused.provision, refused.field) == ("B2-2-4-2", "author")

    def test_a_section_on_the_region_is_optional_and_then_reported_on_b2_2_5_9(self) -> None:
        case = drafted(plan=plan(has_regional_section=True))
        report = SubmitInvestigationReport(
            plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当"
        )
        assert case.refused(report, head("2024-12-06")).provision == "B2-2-6-2"
        full = report.model_copy(update={"items": (*ORDINARY_REPORT, InvestigationItem.REGION)})
        assert names(case.when(full, head("2024-12-06"))) == ["InvestigationReported"]

    def test_arrears_of_public_dues_are_paid_first_b2_2_5_1_2(self) -> None:
        arrears = {"tax_arrears": 4_000_000}
        for missing, field in (
            ({}, "arrears_plan"),
            ({"arrears_plan": "24回の分納"}, "arrears_offices_consulted_on"),
            (
                {"arrears_plan": "24回の分納", "arrears_offices_consulted_on": day("2024-12-01")},
                "arrears_offices_consulted_on",
            ),
            ({"arrears_plan": "24回の分納", "arrears_offices_consulted_on": day("2024-11-20")}, "arrears_first"),
        ):
            refused = examined().refused(plan(**arrears, **missing), head("2024-11-29"))
            assert (refused.provision, refused.field) == ("B2-2-5-1-2", field)
        complete = {
            "arrears_plan": "24回の分納",
            "arrears_offices_consulted_on": day("2024-11-20"),
            "arrears_first": True,
        }
        event = drafting(**arrears, **complete)
        assert event.tax_arrears == 4_000_000

    def test_the_edition_of_2022_asked_for_no_payment_plan(self) -> None:
        case = examined()
        assert names(case.when(plan(tax_arrears=1), head("2024-03-29"))) == ["PlanDrafted"]


def waiving(waived: dict[str, int] | None = None, grounds: str | None = None, **changes: Any) -> DraftPlan:
    burdens = tuple(
        BurdenEntry(creditor_id=creditor_id(name), waived=amount, grounds=grounds)
        for name, amount in (waived or {}).items()
    )
    return SECOND_COMPANY.model_copy(update={"burdens": burdens} | changes)


BY_CLAIM = {"安芸灘銀行": 249_000_000, "備後鞆信用金庫": 124_500_000, "ひろしま瀬戸信用保証協会": 124_500_000}
UNEVEN = {"安芸灘銀行": 259_000_000, "備後鞆信用金庫": 119_500_000, "ひろしま瀬戸信用保証協会": 119_500_000}


class TestBurdens:
    def case(self) -> Case:
        return examined(methods=WAIVER)

    def test_without_another_word_each_bears_by_its_claim_b2_2_5_7(self) -> None:
        [event] = self.case().when(waiving(), head("2025-01-20"))
        assert isinstance(event, PlanDrafted)
        assert {burden.creditor_id: burden.waived for burden in event.burdens} == {
            creditor_id(name): amount for name, amount in BY_CLAIM.items()
        }

    def test_shares_of_the_claims_need_no_grounds(self) -> None:
        assert names(self.case().when(waiving(BY_CLAIM), head("2025-01-20"))) == ["PlanDrafted"]

    def test_every_difference_has_its_grounds_and_unequal_cuts_are_not_refused(self) -> None:
        case = self.case()
        refused = case.refused(waiving(UNEVEN), head("2025-01-20"))
        assert (refused.provision, refused.field) == ("B2-2-5-7", "burdens")
        assert "3者" in refused.ja
        assert names(case.when(waiving(UNEVEN, "関与度合い・取引状況"), head("2025-01-20"))) == ["PlanDrafted"]

    @pytest.mark.parametrize(
        "waived",
        [
            BY_CLAIM | {"安芸灘銀行": 249_000_001},
            {"安芸灘銀行": 249_000_000, "備後鞆信用金庫": 249_000_000},
            {"安芸灘銀行": 301_000_000, "備後鞆信用金庫": 98_500_000, "ひろしま瀬戸信用保証協会": 98_500_000},
        ],
    )
    def test_burdens_add_up_name_everybody_and_stay_within_the_claims(self, waived: dict[str, int]) -> None:
        assert self.case().refused(waiving(waived, "衡平"), head("2025-01-20")).provision == "B2-2-5-7"

    def test_only_listed_creditors_bear_anything(self) -> None:
        stranger = waiving({"知らない銀行": 498_000_000}, "衡平")
        assert self.case().refused(stranger, head("2025-01-20")).field == "creditor_id"


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8), st.integers(0, 100))
def test_shared_burdens_add_up_to_the_yen_and_never_exceed_a_claim(amounts: list[int], percent: int) -> None:
    claims = [(creditor_id(str(place)), amount) for place, amount in enumerate(amounts)]
    waived = sum(amounts) * percent // 100
    burdens: tuple[Burden, ...] = burdens_by_claim(claims, waived)
    assert sum(burden.waived for burden in burdens) == waived
    assert all(0 <= burden.waived <= burden.claim for burden in burdens)
