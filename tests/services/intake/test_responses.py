"""Advice and introductions: what may be said to whom, and that no loan is brokered."""

import pytest
from council_events import Sealed
from council_events.intake import (
    AdviceGiven,
    AdvisedSupport,
    AgenciesIntroduced,
    ConsultationClosed,
    ExpertCandidatesIntroduced,
    ExpertRole,
    FirstResponse,
    GovernanceChecklistUsed,
    GuaranteeSettlementSupported,
    MeasuresIntroduced,
    ReferralBody,
    ReferralMade,
    ReferralSubject,
    Requester,
    RoleExplained,
    SupportAdvised,
    SupportExplained,
    SupportMeasure,
)
from council_intake.commands import (
    AdviseOnSupport,
    CloseConsultation,
    ExplainSupport,
    GiveAdvice,
    IntroduceAgencies,
    IntroduceExpertCandidates,
    IntroduceMeasures,
    MakeReferral,
    OpenConsultation,
    OpenGuaranteeConsultation,
    SupportGuaranteeSettlement,
)
from council_intake.domain import State

from tests.services.intake.situations import CASE, day, deputy, given, head, joint, only, opened, refused, when

BANK = Requester.FINANCIAL_INSTITUTION


def bank() -> State:
    return given(opened(BANK, requester_name=Sealed("株式会社熊野灘銀行（架空）")))


def test_it_is_on_record_which_support_was_advised_to_which_bank() -> None:
    """YR-2-1-3-3-2"""
    command = AdviseOnSupport(lines=(AdvisedSupport.REVENUE_IMPROVEMENT, AdvisedSupport.RESTRUCTURING))
    event = only(SupportAdvised, when(bank(), command, deputy("2024-07-05")))
    assert event.addressee == Sealed("株式会社熊野灘銀行（架空）")
    assert event.lines == (AdvisedSupport.REVENUE_IMPROVEMENT, AdvisedSupport.RESTRUCTURING)
    unnamed = given(opened(BANK))
    refusal = refused(unnamed, command, deputy("2024-07-05"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-3-2", "addressee")
    named = command.model_copy(update={"addressee": "税理士 架空 次郎"})
    assert only(SupportAdvised, when(unnamed, named, deputy("2024-07-05"))).addressee == Sealed("税理士 架空 次郎")


def test_support_is_advised_in_a_preliminary_consultation_only() -> None:
    command = AdviseOnSupport(lines=(AdvisedSupport.RECHALLENGE,))
    assert refused(given(opened()), command, deputy("2024-07-05")).provision == "YR-2-1-3-3-2"


def test_a_preliminary_consultation_is_answered_and_the_support_explained_before_it_is_closed() -> None:
    """YR-2-2-2-2"""
    close = CloseConsultation(result=FirstResponse.OTHER)
    state = given(RoleExplained(case_id=CASE), state=bank())
    refusal = refused(state, close, head("2024-07-05"))
    assert (refusal.provision, "説明" in refusal.ja) == ("YR-2-2-2-2", True)
    assert refused(state, ExplainSupport(), deputy("2024-07-05")).forbidden, "under the 統括責任者"
    only(SupportExplained, when(state, ExplainSupport(), head("2024-07-05")))
    state = given(SupportExplained(case_id=CASE), state=state)
    assert when(state, ExplainSupport(), head("2024-07-06")) == []
    assert "助言又は" in refused(state, close, head("2024-07-05")).ja
    state = given(AdviceGiven(case_id=CASE, advice=Sealed("助言")), state=state)
    only(ConsultationClosed, when(state, close, head("2024-07-05")))


def test_the_subsidy_programme_is_recorded_as_an_introduction() -> None:
    """YR-2-1-3-3-1"""
    command = IntroduceMeasures(measures=(SupportMeasure.PLAN_SUBSIDY,), note="早めの利用を")
    for state in (given(opened()), bank(), given(*joint())):
        event = only(MeasuresIntroduced, when(state, command, deputy("2024-07-05")))
        assert event.measures == (SupportMeasure.PLAN_SUBSIDY,)


def agencies(**changes: object) -> IntroduceAgencies:
    command = IntroduceAgencies(requested_on=day("2024-06-01"), agencies=("架空税理士法人",))
    return command.model_copy(update=changes)


def test_agencies_are_introduced_at_the_companys_request_only() -> None:
    """YR-2-4-2-1-2"""
    event = only(AgenciesIntroduced, when(given(opened()), agencies(), head("2024-06-03")))
    assert (event.requested_on, event.agencies) == (day("2024-06-01"), (Sealed("架空税理士法人"),))
    for state, command in (
        (given(opened()), agencies(requested_on=None)),
        (given(opened()), agencies(requested_on=day("2024-06-04"))),
        (given(opened(Requester.GUARANTOR)), agencies()),
    ):
        refusal = refused(state, command, head("2024-06-03"))
        assert (refusal.provision, refusal.field) == ("YR-2-4-2-1-2", "requested_on")
    assert refused(bank(), agencies(), head("2024-06-03")).provision == "YR-2-4-2-1-2"
    assert refused(given(opened()), agencies(), deputy("2024-06-03")).forbidden


@pytest.mark.parametrize(("on", "provision"), [("2024-03-31", "YR-2-1-3-3-9"), ("2024-04-01", "YR24-2-1-3-3-9")])
def test_third_party_experts_are_named_to_banks_advisers_and_companies(on: str, provision: str) -> None:
    command = IntroduceExpertCandidates(role=ExpertRole.CLOSURE, candidates=("弁護士 甲", "公認会計士 乙"))
    for requester in (BANK, Requester.ADVISER, Requester.COMPANY):
        event = only(ExpertCandidatesIntroduced, when(given(opened(requester)), command, deputy(on)))
        assert (event.role, len(event.candidates)) == (ExpertRole.CLOSURE, 2)
    assert refused(given(opened(Requester.GUARANTOR)), command, deputy(on)).provision == provision


def test_a_guarantors_adviser_is_named_to_the_guarantor() -> None:
    """B4-3-1"""
    command = IntroduceExpertCandidates(role=ExpertRole.GUARANTOR, candidates=("弁護士 甲",))
    only(ExpertCandidatesIntroduced, when(given(opened(Requester.GUARANTOR)), command, deputy("2024-08-23")))
    assert refused(given(opened()), command, deputy("2024-08-23")).provision == "B4-3-1"


def test_support_for_settling_guarantees_is_an_activity_since_2024() -> None:
    """YR24-2-1-3-3-9"""
    command = SupportGuaranteeSettlement(support="経営者保証ガイドラインの説明")
    only(GuaranteeSettlementSupported, when(given(opened()), command, deputy("2024-04-01")))
    assert refused(given(opened()), command, deputy("2024-03-31")).provision == "YR24-2-1-3-3-9"


def test_advice_may_use_the_governance_checklist_since_2024() -> None:
    """YR24-2-2-3-2"""
    command = GiveAdvice(advice="体制の整備", governance_checklist=True)
    assert when(given(opened()), command, deputy("2024-04-01")) == [
        AdviceGiven(case_id=CASE, advice=Sealed("体制の整備")),
        GovernanceChecklistUsed(case_id=CASE),
    ]
    refusal = refused(given(opened()), command, deputy("2024-03-31"))
    assert (refusal.provision, refusal.field) == ("YR24-2-2-3-2", "governance_checklist")


def refer(body: ReferralBody, subject: ReferralSubject, told_on: str) -> MakeReferral:
    return MakeReferral(body=body, subject=subject, told_on=day(told_on))


def test_no_loan_is_brokered() -> None:
    """BR-9: public financial support is asked of a government bank; nothing that is offered names a loan."""
    to_chamber = refer(ReferralBody.CHAMBER, ReferralSubject.PUBLIC_FINANCE, "2024-06-01")
    refusal = refused(given(opened()), to_chamber, head("2024-06-03"))
    assert (refusal.provision, refusal.field) == ("BR-9", "subject")
    before_the_leaflet = refer(ReferralBody.CHAMBER, ReferralSubject.PUBLIC_FINANCE, "2024-04-30")
    assert refused(given(opened()), before_the_leaflet, head("2024-04-30")).provision == "YR24-2-2-R"
    to_bank = refer(ReferralBody.GOVERNMENT_BANK, ReferralSubject.PUBLIC_FINANCE, "2024-06-01")
    made = only(ReferralMade, when(given(opened()), to_bank, head("2024-06-03")))
    assert made.subject is ReferralSubject.PUBLIC_FINANCE
    offered = [*ReferralSubject, *ReferralBody, *SupportMeasure, *FirstResponse]
    assert [each for each in offered if "融資" in each.label and "除く" not in each.label] == []


def test_a_body_helps_with_its_own() -> None:
    dispatch = refer(ReferralBody.BAR_ASSOCIATION, ReferralSubject.EXPERT_DISPATCH, "2024-06-01")
    assert refused(given(opened()), dispatch, head("2024-06-03")).provision == "YR24-2-2-R"
    lawyer = refer(ReferralBody.BAR_ASSOCIATION, ReferralSubject.LAWYER, "2024-06-01")
    only(ReferralMade, when(given(opened()), lawyer, head("2024-06-03")))


def test_a_joint_request_is_referred_under_its_own_procedure() -> None:
    """B4-3-2"""
    untold = MakeReferral(body=ReferralBody.BAR_ASSOCIATION, subject=ReferralSubject.LAWYER)
    assert refused(given(*joint()), untold, head("2024-09-02")).provision == "B4-3-2"


@pytest.mark.parametrize("command", [OpenConsultation, OpenGuaranteeConsultation])
def test_every_page_on_which_a_consultation_is_asked_for_can_say_the_promises(command: type) -> None:
    """BR-2: neutrality, secrecy, experts, the region."""
    promises = command.model_json_schema()["x-promises"]
    assert len(promises) == 4
    for word in ("公正中立", "秘密を厳守", "専門家", "地域全体"):
        assert any(word in promise for promise in promises)


def test_the_wishes_of_the_leaflet_are_offered_and_none_is_a_condition() -> None:
    """BR-5: five of 収益力改善支援, three of 事業再生支援."""
    schema = OpenConsultation.model_json_schema()
    assert len(schema["$defs"]["Wish"]["enum"]) == 5 + 3
    assert "wishes" not in schema["required"]
