"""The scenarios of restructuring.yaml, by their ids, on their dates and with their numbers."""

from __future__ import annotations

from typing import Any

import pytest
from council_events import Event
from council_events.support import (
    CourseChanged,
    DueDiligence,
    EndGround,
    EndNotified,
    Intention,
    InvestigationItem,
    InvestigationReported,
    Method,
    MonitoringDecision,
    MonitoringStarted,
    PlanApproved,
    PlanDrafted,
    PlanKind,
    RefusalReasonRecorded,
    RepaymentGraceRequested,
    ReportKind,
    RestructuringDeclined,
    RestructuringEnded,
    RestructuringStarted,
    TeamFormed,
)
from council_events.support.reports import ReportSubmitted
from council_events.values import Industry, LegalForm, Office
from council_support.commands.reports import FreezeReport, SubmitReport
from council_support.commands.restructuring import (
    ChangeCourse,
    CompleteBusinessDueDiligence,
    ConfirmApproval,
    ConsentForm,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DeclineSupport,
    EndMonitoring,
    EndRestructuring,
    FormTeam,
    GraceInstrument,
    NotifyEnd,
    NotifyStart,
    RecordIntention,
    RecordRefusal,
    RecordRefusalReason,
    RequestRepaymentGrace,
    RequestSupport,
    StartInquiry,
    StartMonitoring,
    SubmitInvestigationReport,
)
from council_support.domain.reports import ASKED_BY
from council_support.domain.restructuring import Stage, Terms
from council_support.rules.reports import recipients
from council_support.rules.restructuring.plan import missed_tests, ratio_parts
from council_support.rules.years import last_day_within

from tests.services.support.situations import (
    ACCOUNTANT,
    CHIKUMA_FINAL_YEAR,
    CONSULTANT,
    DEPUTY_MEMBER,
    ENTRY,
    KISO,
    LAWYER,
    ORDINARY_REPORT,
    PRE_PLAN,
    RESCHEDULING,
    SECOND_COMPANY,
    SMALL,
    TAX_ACCOUNTANT,
    THREE_BANKS,
    approved,
    asking,
    at_vote,
    company,
    consent,
    creditor_id,
    day,
    deputy,
    drafted,
    examined,
    head,
    heard,
    listed,
    names,
    received,
    started,
)
from tests.services.support.whole import Whole

WAIVER = (Method.SECOND_COMPANY,)
CHIKUMA_BANKS = {"千曲川銀行": 300_000_000, "安曇野信用組合": 180_000_000, "しなの信用保証協会": 120_000_000}
FOUR = {"A銀行": 40_000_000, "B信用金庫": 30_000_000, "C信用組合": 20_000_000, "D保証協会": 10_000_000}


def report_of(*events: Event) -> list[ReportKind]:
    """The reports that these events make due."""
    return [ASKED_BY[type(event)] for event in events if type(event) in ASKED_BY]


@pytest.mark.scenario("A-RST-01")
def test_four_gates_in_a_fixed_order_lead_to_the_start() -> None:
    case = listed(received("2024-06-20"), CHIKUMA_BANKS)
    case.terms = Terms(main_share_percent=80)
    bank, union = creditor_id("千曲川銀行"), creditor_id("安曇野信用組合")
    case.when(RequestSupport(requested_on=day("2024-07-08")), head("2024-07-08"))
    assert case.refused(StartInquiry(creditor_id=bank), deputy("2024-07-08")).provision == "B2-2-2-1"
    case.when(ConsentToContact(creditors=(bank, union), consented_on=day("2024-07-09")), deputy("2024-07-09"))
    assert names(case.when(StartInquiry(creditor_id=bank), deputy("2024-07-10"))) == ["CreditorInquiryStarted"]
    assert case.state.creditors[bank].inquired_on == day("2024-07-10")
    case.when(StartInquiry(creditor_id=union), deputy("2024-07-10"))
    for creditor in (bank, union):
        case.when(RecordIntention(creditor_id=creditor, intention=Intention.NOT_NEGATIVE), deputy("2024-07-22"))
    no_conference = case.refused(DecideStart(findings=ENTRY), head("2024-07-23"))
    assert no_conference.provision == "B2-2-2-2"
    assert "認定支援機関の長との協議" in no_conference.ja
    case.when(ConsultHostHead(consulted_on=day("2024-07-24")), head("2024-07-24"))
    [decision] = case.when(DecideStart(findings=ENTRY), head("2024-07-25"))
    assert isinstance(decision, RestructuringStarted)
    assert decision.standard_date == day("2025-01-25")
    assert case.state.consents == 0  # their consent to a plan is not required
    case.when(NotifyStart(creditors=(bank, union)), head("2024-07-25"))
    assert (case.state.stage, case.state.notified_on) == (Stage.STARTED, day("2024-07-25"))
    assert report_of(decision) == [ReportKind.START]
    assert recipients("20") == ("BUR-03", "HQ")  # 関東経済産業局 and 全国本部
    assert case.steps(head("2026-01-26"))["FormTeam"].allowed  # past the 標準処理期間 nothing is barred


@pytest.mark.scenario("A-RST-02")
def test_no_start_when_the_main_creditor_wants_bankruptcy() -> None:
    case = heard(claims={"石狩湾銀行": 88_000_000, "厚田信用金庫": 12_000_000})
    bank = creditor_id("石狩湾銀行")
    liquidation = RecordIntention(creditor_id=bank, intention=Intention.NEGATIVE, note="事業性がなく破産を求める")
    case.when(liquidation, deputy("2024-09-12"))
    assert case.refused(DecideStart(findings=ENTRY), head("2024-09-13")).provision == "B2-2-2-1"
    decline = DeclineSupport(
        reason="主要債権者（石狩湾銀行）が破産による清算を求めるため",
        told_on=day("2024-09-13"),
        response="再チャレンジ支援と弁護士の紹介を検討",
    )
    [declined] = case.when(decline, head("2024-09-13"))
    assert isinstance(declined, RestructuringDeclined)
    assert (declined.told_on, declined.response is not None) == (day("2024-09-13"), True)
    assert case.state.stage is Stage.DECLINED
    assert (case.state.started_on, case.state.ended_on) == (None, None)
    assert report_of(declined) == []  # neither 第二次対応開始報告書 nor 終了報告書
    assert recipients("01") == ("BUR-01", "HQ")  # where intake's 窓口相談対応報告書 goes
    assert set(case.steps(head("2024-09-14"))) == {"OpenSuccessor"}


@pytest.mark.scenario("A-RST-03")
def test_where_a_waiver_is_expected_the_team_needs_a_lawyer_and_an_accountant() -> None:
    case = started(methods=WAIVER, on="2024-10-01")
    without_accountant = FormTeam(members=(TAX_ACCOUNTANT, LAWYER, CONSULTANT))
    refused = case.refused(without_accountant, head("2024-10-02"))
    assert refused.provision == "B2-2-3-1"
    assert "税理士では代えられません" in refused.ja
    [formed] = case.when(FormTeam(members=(ACCOUNTANT, LAWYER, CONSULTANT)), head("2024-10-02"))
    assert isinstance(formed, TeamFormed)
    assert all(member.commissioned_on for member in formed.members)
    other = started(on="2024-10-01")
    assert names(other.when(FormTeam(members=(TAX_ACCOUNTANT, CONSULTANT)), head("2024-10-02"))) == ["TeamFormed"]


@pytest.mark.scenario("A-RST-04")
def test_a_simplified_survey_is_for_pre_plans_and_small_firms_and_for_the_financial_side() -> None:
    def change(kind: PlanKind, method: DueDiligence = DueDiligence.SIMPLE_FINANCIAL) -> ChangeCourse:
        return ChangeCourse(expected_kind=kind, due_diligence=method)

    chikuma = started(on="2024-08-05")
    assert chikuma.refused(change(PlanKind.ORDINARY), head("2024-08-20")).provision == "B2-Q37"
    atsuta = started(on="2024-08-05")
    [changed] = atsuta.when(change(PlanKind.PRE_PLAN), head("2024-08-20"))
    assert isinstance(changed, CourseChanged)
    assert changed.due_diligence is DueDiligence.SIMPLE_FINANCIAL
    atsuta.when(FormTeam(members=(TAX_ACCOUNTANT, CONSULTANT)), head("2024-08-20"))
    outside = CompleteBusinessDueDiligence(by=CONSULTANT.person, summary="事業面の調査")
    assert names(atsuta.when(outside, head("2024-08-20"))) == ["BusinessDueDiligenceCompleted"]
    hijikawa = started(on="2024-08-05", **KISO)
    hijikawa.when(change(PlanKind.SMALL_BUSINESS), head("2024-08-20"))
    hijikawa.when(FormTeam(members=(TAX_ACCOUNTANT, DEPUTY_MEMBER)), head("2024-08-20"))
    alone = CompleteBusinessDueDiligence(by=DEPUTY_MEMBER.person, summary="事業面の調査")
    assert hijikawa.refused(alone, head("2024-08-20")).provision == "B2-Q37"
    abolished = chikuma.refused(change(PlanKind.ORDINARY, DueDiligence.QUICK), head("2024-08-21"))
    assert (abolished.provision, abolished.field) == ("B2-Q37", "due_diligence")
    assert "2022-04-01" in abolished.en
    at_the_start = DecideStart(findings=ENTRY, due_diligence=DueDiligence.QUICK)
    assert heard().refused(at_the_start, head("2024-08-21")).provision == "B2-Q37"


@pytest.mark.scenario("A-RST-05")
def test_an_ordinary_plan_keeps_the_three_numeric_tests_and_its_report_leaves_two_items_out() -> None:
    [plan] = examined().when(RESCHEDULING, head("2024-11-29"))
    assert isinstance(plan, PlanDrafted)
    assert last_day_within(day("2024-12-20"), 3, 5) == day("2030-03-31")
    assert last_day_within(day("2024-12-20"), 3, 3) == day("2028-03-31")
    # must_not: bonus provisions (3,000,000) in the denominator; dead stock and uncollectable claims in the working capital
    assert ratio_parts(CHIKUMA_FINAL_YEAR) == (420_000_000, 60_000_000, 320_000_000, 36_000_000)
    assert plan.figures.debt_to_cash_flow == 8.89
    assert missed_tests(plan.figures) == []
    case = drafted()
    report = SubmitInvestigationReport(
        plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当である"
    )
    assert not set(ORDINARY_REPORT) & {InvestigationItem.LIQUIDATION, InvestigationItem.REGION}
    [reported] = case.when(report, head("2024-12-06"))
    assert isinstance(reported, InvestigationReported)
    assert case.state.stage is Stage.INVESTIGATED


@pytest.mark.scenario("A-RST-06")
def test_a_small_firm_has_three_years_of_positive_cash_flow_from_the_second() -> None:
    case = examined(**KISO)
    second_negative = SMALL.model_copy(update={"operating_cash_flows": (-1_200_000, 800_000, -100_000, 2_100_000)})
    refused = case.refused(second_negative, head("2024-12-12"))
    assert (refused.provision, refused.field) == ("B2-2-5-10", "operating_cash_flows")
    with_des = SMALL.model_copy(update={"methods": (Method.RESCHEDULE, Method.DES)})
    assert case.refused(with_des, head("2024-12-12")).provision == "B2-2-5-10"
    [plan] = case.when(SMALL, head("2024-12-12"))
    assert isinstance(plan, PlanDrafted)
    assert plan.figures.operating_cash_flows == (-1_200_000, 800_000, 1_500_000, 2_100_000)
    assert KISO["employees"] > 20  # small by the second limb: sales and debt below 100,000,000 yen


@pytest.mark.scenario("A-RST-07")
def test_a_pre_plan_runs_at_most_three_business_years_after_the_one_it_came_into_being_in() -> None:
    case = examined()
    too_long = PRE_PLAN.model_copy(update={"reschedule_until": day("2029-03-31")})
    refused = case.refused(too_long, head("2024-10-02"))
    assert refused.provision == "B2-Q32"
    assert "2028-03-31" in refused.en
    without_managers = PRE_PLAN.model_copy(update={"manager_responsibility": None})
    assert case.refused(without_managers, head("2024-10-07")).provision == "B2-2-5-11"
    [plan] = case.when(PRE_PLAN, head("2024-10-07"))
    assert isinstance(plan, PlanDrafted)
    assert (plan.kind, plan.reschedule_until) == (PlanKind.PRE_PLAN, day("2028-03-31"))


@pytest.mark.scenario("A-RST-08")
def test_a_waiver_plan_carries_the_bankruptcy_yardstick_and_the_lawyers_name() -> None:
    case = drafted(on="2025-01-20", plan=SECOND_COMPANY, methods=WAIVER)

    def report(signed_by: str, *items: InvestigationItem) -> SubmitInvestigationReport:
        return SubmitInvestigationReport(plan_version=1, items=items, signed_by=signed_by, conclusion="合理的である")

    by_head = case.refused(report("p20-head", *InvestigationItem), head("2025-01-27"))
    assert (by_head.provision, by_head.field) == ("B2-2-6-1", "signed_by")
    without_comparison = [item for item in InvestigationItem if item is not InvestigationItem.LIQUIDATION]
    lawyer = LAWYER.person
    incomplete = case.refused(
        report(lawyer, *without_comparison), asking(Office.EXPERT, on="2025-02-03", person=lawyer)
    )
    assert incomplete.provision == "B2-2-6-2"
    assert "ハ" in incomplete.ja
    [reported] = case.when(report(lawyer, *InvestigationItem), asking(Office.EXPERT, on="2025-02-10", person=lawyer))
    assert isinstance(reported, InvestigationReported)
    plan = case.state.plan
    assert plan is not None
    assert plan.shareholder_responsibility is None  # met in the special liquidation
    assert {burden.creditor_id: burden.waived for burden in plan.burdens} == {
        creditor_id("安芸灘銀行"): 249_000_000,
        creditor_id("備後鞆信用金庫"): 124_500_000,
        creditor_id("ひろしま瀬戸信用保証協会"): 124_500_000,
    }
    assert {burden.creditor_id: burden.claim - burden.waived for burden in plan.burdens} == {
        creditor_id("安芸灘銀行"): 51_000_000,
        creditor_id("備後鞆信用金庫"): 25_500_000,
        creditor_id("ひろしま瀬戸信用保証協会"): 25_500_000,
    }
    assert (plan.figures.debt_waived, plan.figures.recovery) == (498_000_000, 102_000_000)
    assert plan.figures.liquidation_value == 16_500_000 + 8_250_000 + 8_250_000


@pytest.mark.scenario("A-RST-09")
def test_the_plan_comes_into_being_with_the_last_written_consent() -> None:
    case = at_vote(claims=FOUR, begun_on="2024-09-17")
    assert (case.state.started_on, case.state.standard_date) == (day("2024-09-17"), day("2025-03-17"))
    case.when(consent("A銀行", "2025-02-20"), head("2025-02-20"))
    assert (case.state.consents, case.state.stage) == (1, Stage.CONSENT)
    case.when(consent("B信用金庫", "2025-02-26"), head("2025-03-03"))
    case.when(consent("C信用組合", "2025-03-03"), head("2025-03-03"))
    assert (case.state.consents, case.state.stage) == (3, Stage.CONSENT)
    by_telephone = case.refused(consent("D保証協会", "2025-03-06", ConsentForm.ORAL), head("2025-03-06"))
    assert by_telephone.provision == "B2-2-7-2"
    assert case.refused(ConfirmApproval(), head("2025-03-06")).provision == "B2-2-7-2"
    events = case.when(consent("D保証協会", "2025-03-12"), head("2025-03-12"))
    approval = events[-1]
    assert isinstance(approval, PlanApproved)
    assert case.state.approved_on == day("2025-03-12")  # neither 2025-03-14 nor 2025-03-28
    assert (case.state.approved_on - case.state.started_on).days == 176
    assert report_of(*events) == [ReportKind.COMPLETION]
    assert recipients("01") == ("BUR-01", "HQ")  # 北海道経済産業局 and 全国本部
    assert case.when(ConfirmApproval(), head("2025-03-28")) == []
    at_hokkaido = Whole("01").given("2024-09-17", company()).given("2025-03-12", *events)
    at_hokkaido.when(FreezeReport(report="completion-1", layout="default-1", document="{}"), head("2025-03-28"))
    on = day("2025-03-28")
    to_both = SubmitReport(report="completion-1", bureau_on=on, hq_on=on, told_head_on=on)
    [submitted] = at_hokkaido.when(to_both, head("2025-03-28"))
    assert isinstance(submitted, ReportSubmitted)
    assert {delivery.recipient for delivery in submitted.deliveries} == {"BUR-01", "HQ"}
    assert submitted.told_head_on == on  # the 長 of 札幌商工会議所


@pytest.mark.scenario("A-RST-10")
def test_no_majority_binds_the_reason_is_asked_and_the_support_ends() -> None:
    case = at_vote(held_on="2025-05-20", deadline="2025-06-20")
    case.when(consent("安芸灘銀行", "2025-06-18"), head("2025-06-18"))
    case.when(consent("ひろしま瀬戸信用保証協会", "2025-06-18"), head("2025-06-18"))
    bank = creditor_id("備後鞆信用金庫")
    case.when(RecordRefusal(creditor_id=bank), head("2025-06-18"))
    majority = case.refused(ConfirmApproval(), head("2025-06-19"))
    assert majority.provision == "B2-2-7-2"
    assert "多数決はありません" in majority.ja
    reason = RecordRefusalReason(creditor_id=bank, asked_on=day("2025-06-20"), reason="新スポンサーは不適格")
    [asked] = case.when(reason, head("2025-06-20"))
    assert isinstance(asked, RefusalReasonRecorded)
    assert asked.asked_on == day("2025-06-20")
    end = EndRestructuring(ground=EndGround.CONSENT_REFUSED, reason="除外すると計画が成り立たず、修正の見込みがない")
    events = case.when(end, head("2025-07-04"))
    assert isinstance(events[0], RestructuringEnded)
    assert (case.state.stage, case.state.ended_on) == (Stage.ENDED, day("2025-07-04"))
    assert report_of(*events) == [ReportKind.END]  # no 第二次対応完了報告書, no count among 完了
    assert case.state.approved_on is None
    assert recipients("34") == ("BUR-06", "HQ")  # 中国経済産業局 and 全国本部
    notice = NotifyEnd(
        reported_on=day("2025-07-04"),
        notified_on=day("2025-07-04"),
        extremely_difficult=True,
        difficulty_told_on=day("2025-07-04"),
        response="再チャレンジ支援の提案",
    )
    [told] = case.when(notice, head("2025-07-04"))
    assert isinstance(told, EndNotified)


@pytest.mark.scenario("A-RST-11")
@pytest.mark.parametrize(("closing_month", "ends_on"), [(3, "2027-03-31"), (9, "2027-09-30")])
def test_monitoring_lasts_three_business_years_with_the_year_of_coming_into_being(
    closing_month: int, ends_on: str
) -> None:
    case = approved("2024-12-20", closing_month)
    [begun] = case.when(StartMonitoring(), deputy("2024-12-25"))
    assert isinstance(begun, MonitoringStarted)
    assert begun.ends_on == day(ends_on)
    assert begun.months_between_reports in (3, 6)
    before_the_end = case.refused(EndMonitoring(decision=MonitoringDecision.STOP), head(ends_on))
    assert before_the_end.provision == "B2-4-1-5"
    due = case.steps(head("2027-10-15"))["EndMonitoring"]
    assert due.allowed  # whether monitoring goes on has to be judged
    assert case.when(EndMonitoring(decision=MonitoringDecision.CONTINUE), head("2027-10-15"))


@pytest.mark.scenario("A-RST-12")
def test_a_standstill_is_no_instrument_of_annex_two_and_a_grace_request_goes_to_all() -> None:
    case = started(on="2024-08-01")
    everyone = tuple(creditor_id(name) for name in THREE_BANKS)

    def grace(creditors: tuple[Any, ...] = everyone, **rest: Any) -> RequestRepaymentGrace:
        return RequestRepaymentGrace(creditors=creditors, joint_names=True, need="8月末から資金が不足", **rest)

    standstill = case.refused(grace(instrument=GraceInstrument.STANDSTILL), head("2024-08-05"))
    assert standstill.provision == "B2-Q21"
    assert "別冊３" in standstill.ja
    two = case.refused(grace(everyone[:2]), head("2024-08-06"))
    assert (two.provision, two.field) == ("B2-Q21", "creditors")
    [sent] = case.when(grace(with_claim_filing=True), head("2024-08-07"))
    assert isinstance(sent, RepaymentGraceRequested)
    assert sent.with_claim_filing
    assert "FormTeam" in started(on="2024-08-01").steps(head("2024-08-08"))  # a case without any request is in order


@pytest.mark.scenario("A-RST-13")
def test_the_circle_of_persons_is_fixed() -> None:
    others = {"industry": Industry.OTHER, "capital": None}
    welfare = heard(legal_form=LegalForm.SOCIAL_WELFARE, employees=45, **others)
    for_the_region = DecideStart(findings=ENTRY, exception_grounds="地域の雇用を守るため")
    assert welfare.refused(for_the_region, head("2024-11-05")).provision == "B2-2-1-X"
    medical = heard(legal_form=LegalForm.MEDICAL, employees=300, **others)
    assert names(medical.when(DecideStart(findings=ENTRY), head("2024-11-05"))) == ["RestructuringStarted"]
    sole = heard(
        legal_form=LegalForm.SOLE_PROPRIETOR,
        industry=Industry.FOOD_LODGING,
        employees=3,
        capital=None,
        corporate_number=None,
    )
    assert names(sole.when(DecideStart(findings=ENTRY), head("2024-11-05"))) == ["RestructuringStarted"]
