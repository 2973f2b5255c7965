"""Revenue improvement (別冊１): preventive support, its plan in two forms, consents, end and monitoring."""

from __future__ import annotations

import pytest
from council_events.support import (
    ImprovementEndGround,
    ImprovementForm,
    ImprovementStarted,
    Method,
    MonitoringDecision,
    MonitoringResult,
    MonitoringStarted,
)
from council_events.values import CreditorKind
from council_support.commands.restructuring import (
    ConsentForm,
    EndMonitoring,
    ListCreditor,
    RecordConsent,
    RecordMonitoringReport,
    RecordRefusal,
    StartMonitoring,
    WithdrawConsent,
)
from council_support.commands.revenue_improvement import (
    AdoptImprovementPlan,
    AnalyseBusiness,
    DeclineImprovement,
    EndImprovement,
)
from council_support.domain import Terms
from council_support.domain.revenue_improvement import INITIAL, Stage
from council_support.domain.voting import case_of

from tests.services.support.improving import (
    BANKS,
    adopted,
    analysed,
    asked,
    begin,
    candidate,
    plan,
    started,
    with_banks,
)
from tests.services.support.situations import creditor_id, day, deputy, head, names

OWN = plan("2024-08-01", "2027-07-31")
ASKING = plan("2024-11-01", "2025-10-31", Method.RESCHEDULE)


def consent(name: str, on: str = "2024-10-29", **rest: object) -> RecordConsent:
    return RecordConsent.model_validate(
        {"creditor_id": creditor_id(name), "form": ConsentForm.WRITTEN, "confirmed_on": day(on)} | rest
    )


class TestStart:
    def test_the_support_is_preventive_yr_2_3_1(self) -> None:
        case = candidate()
        refused = case.refused(begin(likely_to_fall=False), head("2024-06-10"))
        assert (refused.provision, refused.field) == ("YR-2-3-1", "likely_to_fall")
        assert case.refused(begin(), deputy("2024-06-10")).forbidden

    def test_the_form_stands_on_the_case_from_the_start_b1_2(self) -> None:
        case = candidate()
        [event] = case.when(begin(ImprovementForm.WITH_SUPPORT), head("2024-06-10"))
        assert isinstance(event, ImprovementStarted)
        assert case.case.state.form is ImprovementForm.WITH_SUPPORT
        assert event.standard_date is None
        assert case.when(begin(), head("2024-06-11")) == []

    def test_a_deployment_may_set_a_service_level_yr_2_3_2(self) -> None:
        case = started(terms=Terms(improvement_standard_months=3))
        assert case.case.state.standard_date == day("2024-09-10")

    def test_support_that_is_declined_was_never_started(self) -> None:
        case = candidate()
        decline = DeclineImprovement(reason="既に有事にある")
        assert names(case.when(decline, head("2024-06-10"))) == ["ImprovementDeclined"]
        assert case.when(decline, head("2024-06-11")) == []
        assert case.case.state.stage is Stage.DECLINED
        assert set(case.steps(head("2024-06-11"))) == {"OpenSuccessor", "JudgeRevivalDifficult"}

    def test_only_a_received_case_has_events(self) -> None:
        with pytest.raises(LookupError):
            case_of(INITIAL)


class TestPlan:
    def test_no_plan_before_problems_and_business_model_are_analysed_br_6(self) -> None:
        case = started()
        assert case.refused(OWN, deputy("2024-07-16")).provision == "BR-6"
        assert not case.steps(deputy("2024-07-16"))["DraftImprovementPlan"].allowed
        case.when(AnalyseBusiness(problems="単価の下落", business_model="受託が中心"), deputy("2024-07-16"))
        assert case.steps(deputy("2024-07-16"))["DraftImprovementPlan"].allowed

    @pytest.mark.parametrize(
        ("begins_on", "ends_on", "fits"),
        [
            ("2024-08-01", "2025-07-31", True),
            ("2024-08-01", "2025-07-30", False),
            ("2024-08-01", "2027-07-31", True),
            ("2024-08-01", "2027-08-01", False),
            ("2024-02-29", "2025-02-27", True),
            ("2024-08-01", "2024-07-31", False),
        ],
    )
    def test_one_to_three_years_to_the_day_b1_1(self, begins_on: str, ends_on: str, fits: bool) -> None:
        case = analysed()
        command = plan(begins_on, ends_on)
        if fits:
            assert names(case.when(command, deputy("2024-07-16"))) == ["ImprovementPlanDrafted"]
        else:
            assert case.refused(command, deputy("2024-07-16")).provision == "B1-1"

    def test_since_april_2024_the_plan_looks_at_governance_yr24_2_3_1(self) -> None:
        without = OWN.model_copy(update={"governance": None})
        assert analysed().refused(without, deputy("2024-07-16")).provision == "YR24-2-3-1"
        earlier = candidate("2023-06-01")
        earlier.when(begin(), head("2023-06-10"))
        earlier.when(AnalyseBusiness(problems="課題", business_model="受託"), head("2023-06-20"))
        assert names(earlier.when(without, deputy("2024-03-29"))) == ["ImprovementPlanDrafted"]

    def test_what_asks_for_a_waiver_is_restructuring(self) -> None:
        case = with_banks()
        waiver = plan("2024-11-01", "2025-10-31", Method.RESCHEDULE, Method.DIRECT_WAIVER)
        refused = case.refused(waiver, deputy("2024-10-08"))
        assert (refused.provision, refused.field) == ("YR-2-3-1", "methods")

    def test_support_is_asked_of_listed_creditors(self) -> None:
        assert analysed().refused(ASKING, deputy("2024-10-08")).field == "methods"

    def test_a_trade_creditor_is_listed_as_an_exception_only(self) -> None:
        trade = ListCreditor(creditor_id=creditor_id("仕入先"), kind=CreditorKind.TRADE, name="仕入先", claim=1)
        assert analysed().refused(trade, deputy("2024-07-01")).field == "exception_grounds"

    def test_the_company_alone_adopts_a_plan_without_support(self) -> None:
        case = analysed()
        case.when(OWN, deputy("2024-07-16"))
        assert case.refused(consent(BANKS[0]), deputy("2024-10-29")).provision == "B1-2"
        late = AdoptImprovementPlan(adopted_on=day("2024-07-18"))
        assert case.refused(late, deputy("2024-07-17")).field == "adopted_on"
        case.when(late, deputy("2024-07-18"))
        assert case.case.state.stage is Stage.COMPLETED
        assert case.when(late, deputy("2024-07-19")) == []


class TestConsents:
    def test_a_plan_with_support_is_not_adopted_by_the_company_alone(self) -> None:
        refused = asked().refused(AdoptImprovementPlan(adopted_on=day("2024-10-08")), deputy("2024-10-08"))
        assert refused.provision == "B1-2"

    def test_every_creditor_consents_in_writing(self) -> None:
        case = asked()
        by_telephone = consent(BANKS[0], form=ConsentForm.ORAL)
        assert case.refused(by_telephone, deputy("2024-10-29")).field == "form"
        assert case.refused(consent("知らない銀行"), deputy("2024-10-29")).field == "creditor_id"
        assert names(case.when(consent(BANKS[0]), deputy("2024-10-29"))) == ["CreditorConsented"]
        assert case.when(consent(BANKS[0]), deputy("2024-10-29")) == []
        assert names(case.when(consent(BANKS[1]), deputy("2024-10-30"))) == [
            "CreditorConsented",
            "ImprovementCompleted",
        ]

    def test_only_those_asked_consent_b1_2(self) -> None:
        case = with_banks()
        one = plan("2024-11-01", "2025-10-31", Method.RESCHEDULE, creditors=(creditor_id(BANKS[0]),))
        [draft] = case.when(one, head("2024-10-08"))
        assert draft.asked == (creditor_id(BANKS[0]),)  # type: ignore[attr-defined]  # the only event is the draft
        for command in (consent(BANKS[1], "2024-10-15"), RecordRefusal(creditor_id=creditor_id(BANKS[1]))):
            refusal = case.refused(command, head("2024-10-15"))
            assert (refusal.provision, refusal.field) == ("B1-2", "creditor_id")
        events = case.when(consent(BANKS[0], "2024-10-15"), head("2024-10-15"))
        assert names(events) == ["CreditorConsented", "ImprovementCompleted"]

    def test_a_creditor_may_be_listed_beside_a_draft_and_is_asked_by_the_next_b1_1(self) -> None:
        case = asked()
        case.when(consent(BANKS[0], "2024-10-15"), head("2024-10-15"))
        again = ListCreditor(creditor_id=creditor_id(BANKS[0]), kind=CreditorKind.BANK, name=BANKS[0], claim=79_000_000)
        new = ListCreditor(creditor_id=creditor_id("桜島信組"), kind=CreditorKind.BANK, name="桜島信組", claim=5)
        for command in (again, new):
            assert names(case.when(command, head("2024-10-16"))) == ["CreditorListed"]
        assert case.case.state.consents == 1, "a claim told anew takes no consent back"
        assert case.refused(consent("桜島信組", "2024-10-17"), head("2024-10-17")).provision == "B1-2"
        case.when(plan("2024-11-01", "2025-10-31", Method.RESCHEDULE), head("2024-10-18"))
        assert case.case.state.asked == {creditor_id(name) for name in (*BANKS, "桜島信組")}

    def test_nobody_is_listed_once_the_support_is_complete(self) -> None:
        late = ListCreditor(creditor_id=creditor_id("桜島信組"), kind=CreditorKind.BANK, name="桜島信組", claim=5)
        assert adopted().refused(late, head("2024-08-01")).provision == "B1-1"

    def test_a_plan_of_the_events_first_version_asked_all_that_were_listed(self) -> None:
        case = with_banks()
        [draft] = case.copy().when(plan("2024-11-01", "2025-10-31", Method.RESCHEDULE), head("2024-10-08"))
        case.given("2024-10-08", draft.model_copy(update={"asked": None}))
        assert case.case.state.asked == {creditor_id(name) for name in BANKS}

    def test_a_consent_may_be_taken_back_and_a_refusal_follows_a_withdrawal(self) -> None:
        case = asked()
        withdrawal = WithdrawConsent(creditor_id=creditor_id(BANKS[0]))
        assert case.refused(withdrawal, deputy("2024-10-29")).provision == "B2-2-7-2"
        case.when(consent(BANKS[0]), deputy("2024-10-29"))
        refusal = RecordRefusal(creditor_id=creditor_id(BANKS[0]))
        assert case.refused(refusal, deputy("2024-10-30")).provision == "B2-2-7-2"
        assert names(case.when(withdrawal, deputy("2024-10-30"))) == ["CreditorConsentWithdrawn"]
        assert case.when(withdrawal, deputy("2024-10-30")) == []
        assert names(case.when(refusal, deputy("2024-10-30"))) == ["CreditorRefused"]
        assert case.when(refusal, deputy("2024-10-30")) == []
        assert case.case.state.consents == 0

    def test_a_new_version_voids_the_consents(self) -> None:
        case = asked()
        case.when(consent(BANKS[0]), deputy("2024-10-29"))
        case.when(ASKING, deputy("2024-10-30"))
        assert case.case.state.consents == 0
        assert case.refused(consent(BANKS[0], "2024-10-30", plan_version=1), deputy("2024-10-30")).provision == (
            "B2-2-7-5"
        )


class TestEndAndMonitoring:
    def test_started_support_may_end_without_a_plan(self) -> None:
        case = asked()
        other = EndImprovement(ground=ImprovementEndGround.OTHER)
        assert case.refused(other, head("2024-11-01")).field == "reason"
        refused = EndImprovement(ground=ImprovementEndGround.CONSENT_REFUSED)
        assert names(case.when(refused, head("2024-11-01"))) == ["ImprovementEnded"]
        assert case.when(refused, head("2024-11-02")) == []
        assert case.case.state.ended_on == day("2024-11-01")

    def test_the_plans_own_period_is_monitored(self) -> None:
        case = adopted()
        [begun] = case.when(StartMonitoring(), deputy("2024-08-01"))
        assert isinstance(begun, MonitoringStarted)
        assert (begun.begins_on, begun.ends_on) == (day("2024-08-01"), day("2027-07-31"))
        report = RecordMonitoringReport(
            period_from=day("2024-08-01"),
            period_to=day("2025-01-31"),
            result=MonitoringResult.BELOW_PLAN,
            advice="改善",
        )
        assert names(case.when(report, deputy("2025-02-10"))) == ["MonitoringReported"]
        early = EndMonitoring(decision=MonitoringDecision.STOP)
        assert case.refused(early, deputy("2025-02-10")).provision == "YR-2-3-2"

    def test_a_decision_to_change_the_plan_opens_the_way_to_a_new_version(self) -> None:
        case = adopted()
        case.when(StartMonitoring(), deputy("2024-08-01"))
        case.when(EndMonitoring(decision=MonitoringDecision.CHANGE_PLAN), deputy("2025-02-10"))
        revised = plan("2025-04-01", "2027-03-31")
        [drafted] = case.when(revised, deputy("2025-03-01"))
        assert drafted.version == 2  # type: ignore[attr-defined]
        case.when(AdoptImprovementPlan(adopted_on=day("2025-03-03")), deputy("2025-03-03"))
        [again] = case.when(StartMonitoring(), deputy("2025-04-01"))
        assert isinstance(again, MonitoringStarted)
        assert again.begins_on == day("2025-04-01")

    def test_after_monitoring_that_stopped_no_plan_is_drafted(self) -> None:
        case = adopted()
        case.when(StartMonitoring(), deputy("2024-08-01"))
        case.when(EndMonitoring(decision=MonitoringDecision.STOP), deputy("2027-08-02"))
        assert case.refused(OWN, deputy("2027-08-03")).provision == "B1-1"
        assert set(case.steps(head("2027-08-03"))) == {"OpenSuccessor", "JudgeRevivalDifficult"}
