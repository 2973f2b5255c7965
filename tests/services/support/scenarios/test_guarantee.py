"""The scenarios of guarantee.yaml, through support's own decisions."""

from __future__ import annotations

import pytest
from council_directory import bureau_of
from council_events.intake import ConsultationKind
from council_events.intake import ReportKind as IntakeReport
from council_events.support import (
    CandidateReceived,
    FalseDisclosureFound,
    InvestigationItem,
    PrincipalConsentCounted,
    RepaymentPlanApproved,
    RepaymentPlanChecked,
    RepaymentPlanDrafted,
    RepaymentPlanReported,
    RepaymentRemark,
    RepaymentReportItem,
    RepaymentStartNotified,
    RepaymentSupportDeclined,
    RepaymentSupportEnded,
    RepaymentSupportStarted,
    RestartHelp,
    SettlementType,
    StandstillForm,
    StandstillSigner,
)
from council_events.support.reports import ReportKind
from council_events.values import CreditorKind, Office, Qualification
from council_intake.rules.papers import report_of as consultation_report
from council_support.commands.guarantee import (
    AskReasonableGround,
    CheckRepaymentPlan,
    ConferOnGuarantee,
    CountPrincipalConsents,
    DeclineRepaymentSupport,
    FormGuaranteeTeam,
    RecordGuarantorConsent,
)
from council_support.commands.restructuring import HoldCreditorsMeeting, ListCreditor, SubmitInvestigationReport
from council_support.domain.guarantee import Stage
from council_support.domain.reports import ASKED_BY, NONE, Reports, evolve
from council_support.rules.reports import recipients

from tests.services.support.guarantee_situations import (
    ACCOUNTANT,
    ALONE_CLOSED,
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
    application,
    bank,
    banks,
    disclosed,
    drafted,
    expert,
    outlined,
    request,
    started,
)
from tests.services.support.playing import Played, day, names
from tests.services.support.situations import SECOND_COMPANY, Case, consent, head
from tests.services.support.situations import drafted as with_plan

SECOND_COMPANY_OF_TWO = SECOND_COMPANY.model_copy(
    update={"debt_waived": 30_000_000, "recovery": 15_000_000, "liquidation_value": 4_000_000}
)
KINKI, KYUSHU = bureau_of(SHIGA), bureau_of(KUMAMOTO)


def owed(case: Played) -> list[str]:
    """The kinds of report that the case's acts call for; each goes to the bureau of the council and to 全国本部."""
    reports: Reports = NONE
    for fact in case.history:
        reports = evolve(reports, fact)
    return [report.kind.label for report in reports.values()]


@pytest.mark.scenario("A-GUA-01")
def test_both_debts_together_from_the_first_joint_request_to_completion_on_one_day() -> None:
    # Step 1: the 利用相談 has come in on 書式別４－１ (intake refuses it otherwise); here it is the case's beginning.
    case = outlined(TOGETHER, SHIGA, TWO_BANKS, "2024-08-26")
    assert consultation_report(ConsultationKind.GUARANTEE) == (IntakeReport.GUARANTEE, "B4-R")
    assert recipients(SHIGA) == (KINKI, "HQ")
    assert case.happened(CandidateReceived)[0].on == day("2024-08-26")

    # Step 2
    assert names(case.when(application(TOGETHER, "2024-09-02"), "2024-09-02")) == ["UseApplicationFiled"]

    # Given 2024-09-05 and 09-09
    case.when(RecordGuarantorConsent(creditors=banks(TWO_BANKS), consented_on=day("2024-09-05")), "2024-09-05")
    for name in TWO_BANKS:
        case.when(AskReasonableGround(creditor_id=bank(name), ground_against=False), "2024-09-05")
    case.when(ConferOnGuarantee(conferred_on=day("2024-09-09")), "2024-09-09")

    # Step 3
    start, told = case.when(START, "2024-09-10")
    assert isinstance(start, RepaymentSupportStarted)
    assert isinstance(told, RepaymentStartNotified)
    assert start.settlement is SettlementType.TOGETHER
    assert start.base_date == day("2024-09-10")
    assert (case.state.started_on, case.state.conferred_on) == (day("2024-09-10"), day("2024-09-09"))
    assert owed(case) == ["第二次対応開始報告書"]

    # Step 4
    [sent] = case.when(request(case, "2024-09-11"), "2024-09-11")
    assert sent.form is StandstillForm.TOGETHER  # type: ignore[attr-defined]  # the only event is the request
    assert set(sent.signers) == set(StandstillSigner)  # type: ignore[attr-defined]
    assert set(sent.creditors) == set(banks(TWO_BANKS))  # type: ignore[attr-defined]
    assert case.state.told_creditors_on == day("2024-09-11")

    # Step 5: the 再生計画案 contains the 弁済計画案; its last consent completes both on the same day.
    vote = joint_vote(case)
    events = vote.when(CountPrincipalConsents(creditors=banks(TWO_BANKS), confirmed_on=day("2025-02-27")), "2025-02-27")
    assert names(events) == ["PrincipalConsentCounted", "PrincipalConsentCounted", "RepaymentPlanApproved"]
    assert vote.state.stage is Stage.APPROVED
    assert vote.happened(RepaymentPlanApproved)[0].on == day("2025-02-27")
    assert {fact.on for fact in vote.happened(PrincipalConsentCounted)} == {day("2025-02-27")}
    main_debt = main_debt_at_vote()
    [_] = main_debt.when(consent("近江八景銀行", "2025-02-26"), head("2025-02-26"))
    last = main_debt.when(consent("湖北余呉信用金庫", "2025-02-27"), head("2025-02-27"))
    assert names(last) == ["CreditorConsented", "PlanApproved"]
    assert main_debt.state.approved_on == vote.state.approved_on == day("2025-02-27")
    assert owed(vote) == ["第二次対応開始報告書", "第二次対応完了報告書"]
    assert ASKED_BY[type(last[-1])] is ReportKind.COMPLETION, "and the main debtor's case reports its own completion"
    # The figures count one person per approval of this type, and companies by the register's number.
    [approval] = vote.happened(RepaymentPlanApproved)
    assert approval.event.settlement is SettlementType.TOGETHER  # type: ignore[attr-defined]


def main_debt_at_vote() -> Case:
    """The 再生支援 of the main debtor: a plan with a waiver, reported by the lawyer, before the same two banks."""
    main_debt = with_plan(plan=SECOND_COMPANY_OF_TWO, claims=TWO_BANKS, methods=SECOND_COMPANY.methods)
    report = SubmitInvestigationReport(
        plan_version=1, items=tuple(InvestigationItem), signed_by="x-innoshima", conclusion="相当"
    )
    main_debt.when(report, head("2025-02-10"))
    meeting = HoldCreditorsMeeting(
        mode="in_person", held_on=day("2025-02-12"), consent_deadline=day("2025-03-12"), all_invited=True
    )
    main_debt.when(meeting, head("2025-02-12"))
    return main_debt


def joint_vote(case: Played) -> Played:
    case.when(DISCLOSURE, "2024-10-15")
    case.when(JOINT_PLAN, "2025-01-20")
    case.when(FormGuaranteeTeam(members=(LAWYER, DEPUTY), from_principal=True), "2025-01-20")
    case.when(REPORT.model_copy(update={"within_principal_report": True}), "2025-02-10")
    return case


@pytest.mark.scenario("A-GUA-02")
def test_the_type_decides_the_form_and_the_names_of_the_request() -> None:
    joint = started(TOGETHER, SHIGA, TWO_BANKS, "2024-09-10")
    three = request(joint, "2024-09-11", form=StandstillForm.ALONE, signers=tuple(StandstillSigner)[1:])
    refusal = joint.refused(three, "2024-09-11")
    assert (refusal.provision, refusal.field) == ("B4-4-2-5", "signers")
    assert "主債務者" in refusal.ja

    alone = started(ALONE_PENDING, KUMAMOTO, FIVE_BANKS, "2024-10-01")
    first_two = request(alone, "2024-10-02", creditors=banks(list(FIVE_BANKS)[:2]))
    refusal = alone.refused(first_two, "2024-10-02")
    assert (refusal.provision, refusal.field) == ("B4-4-2-5", "creditors")
    assert "同時に" in refusal.ja

    [sent] = alone.when(request(alone, "2024-10-03"), "2024-10-03")
    assert sent.form is StandstillForm.ALONE  # type: ignore[attr-defined]  # the only event is the request
    assert set(sent.creditors) == set(banks(FIVE_BANKS))  # type: ignore[attr-defined]
    assert sent.sent_on == day("2024-10-03")  # type: ignore[attr-defined]


@pytest.mark.scenario("A-GUA-03")
def test_once_the_main_debt_is_settled_what_the_guarantor_keeps_ends_at_the_exempt_property() -> None:
    keeps_more = PLAN.model_copy(
        update={"exempt_assets": 990_000, "incentive_assets": 1_980_000, "retained": "現金、生計費、自宅"}
    )
    case = drafted(
        keeps_more, "2025-01-14", outline=ALONE_CLOSED, council=KUMAMOTO, claims=FIVE_BANKS, on_start="2024-10-01"
    )
    case.when(FormGuaranteeTeam(members=(LAWYER, DEPUTY)), "2025-01-15")

    every_item = REPORT.model_copy(update={"items": tuple(RepaymentReportItem)})
    refusal = case.refused(every_item, "2025-01-20", Office.EXPERT, person="x-amakusa")
    assert refusal.provision == "B4-Q9"
    assert "自由財産" in refusal.ja

    only_exempt = PLAN.model_copy(update={"exempt_assets": 990_000, "retained": "現金"})
    case.when(only_exempt, "2025-02-03")
    [report] = case.when(REPORT, "2025-02-03", Office.EXPERT, person="x-amakusa")
    assert isinstance(report, RepaymentPlanReported)
    assert report.signed_by == LAWYER.person
    assert RepaymentReportItem.RETAINED_ASSETS not in report.items


@pytest.mark.scenario("A-GUA-04")
def test_payment_is_pro_rata_to_creditors_of_200_000_yen_or_more() -> None:
    claims = TWO_BANKS | {"保証協会": 5_000_000, "カード貸金": 150_000}
    case = disclosed(claims=claims)
    case.when(
        ListCreditor(creditor_id=bank("カード貸金"), kind=CreditorKind.MONEY_LENDER, name="カード貸金", claim=150_000),
        "2024-12-02",
    )
    [draft] = case.when(PLAN, "2024-12-05")
    assert isinstance(draft, RepaymentPlanDrafted)
    paid = {payment.creditor_id: payment.amount for payment in draft.payments}
    assert paid == {
        bank("近江八景銀行"): 3_600_000,
        bank("湖北余呉信用金庫"): 1_800_000,
        bank("保証協会"): 600_000,
    }
    assert draft.remission == 44_000_000
    # The card lender is outside the plan: neither paid nor cut by it, nor asked for its consent.
    assert bank("カード貸金") not in case.state.in_plan
    assert case.state.creditors[bank("カード貸金")].claim == 150_000


@pytest.mark.scenario("A-GUA-05")
def test_five_years_in_principle_and_a_report_by_the_teams_lawyer_always() -> None:
    seven_years = PLAN.model_copy(update={"term_months": 84})
    case = drafted(
        seven_years, "2024-11-20", outline=ALONE_PENDING, council=KUMAMOTO, claims=FIVE_BANKS, on_start="2024-10-01"
    )

    # Step 1: flagged and kept in the record
    [check] = case.when(CheckRepaymentPlan(), "2024-11-25")
    assert isinstance(check, RepaymentPlanChecked)
    assert check.remarks == (RepaymentRemark.TERM,)
    assert "５年" in RepaymentRemark.TERM.label
    assert case.state.checked == check

    # Step 2: neither a team without a lawyer nor a report by its accountant
    without_lawyer = FormGuaranteeTeam(members=(ACCOUNTANT, DEPUTY))
    assert case.refused(without_lawyer, "2024-11-26").provision == "B4-4-3-1"
    by_accountant = REPORT.model_copy(update={"signed_by": ACCOUNTANT.person})
    refusal = case.refused(by_accountant, "2024-11-26")
    assert refusal.provision == "B4-4-3-1"
    assert "弁護士" in refusal.ja

    # Step 3
    joined = expert("x-amakusa", Qualification.LAWYER, commissioned_on=day("2024-12-02"), pledged_on=day("2024-12-02"))
    case.when(FormGuaranteeTeam(members=(joined, ACCOUNTANT, DEPUTY)), "2024-12-02")
    assert case.refused(by_accountant, "2024-12-02").provision == "B4-4-6"
    case.when(PLAN.model_copy(update={"term_months": 60}), "2024-12-10")
    assert case.when(CheckRepaymentPlan(), "2024-12-10")[0].remarks == ()  # type: ignore[attr-defined]
    [report] = case.when(REPORT, "2024-12-16", Office.EXPERT, person="x-amakusa")
    assert isinstance(report, RepaymentPlanReported)
    assert (report.signed_by, report.items) == ("x-amakusa", BASICS)


@pytest.mark.scenario("A-GUA-06")
def test_no_start_where_a_creditor_has_a_reasonable_ground_to_refuse() -> None:
    case = outlined(ALONE_PENDING, KUMAMOTO, FIVE_BANKS, "2024-07-16")
    case.when(application(ALONE_PENDING, "2024-07-16"), "2024-07-16")
    case.when(RecordGuarantorConsent(creditors=banks(FIVE_BANKS), consented_on=day("2024-07-16")), "2024-07-16")
    case.when(
        AskReasonableGround(
            creditor_id=bank("阿蘇外輪銀行"),
            ground_against=True,
            note="二か月前に自宅を配偶者に贈与。破産手続を求める。",
        ),
        "2024-07-30",
    )
    for name in list(FIVE_BANKS)[1:]:
        case.when(AskReasonableGround(creditor_id=bank(name), ground_against=False), "2024-07-30")
    case.when(ConferOnGuarantee(conferred_on=day("2024-07-31")), "2024-07-31")

    refusal = case.refused(START, "2024-08-01")
    assert refusal.provision == "B4-4-2-3"
    assert "合理的な不同意事由" in refusal.ja

    [end] = case.when(
        DeclineRepaymentSupport(
            told_on=day("2024-08-02"),
            reason="対象債権者から合理的な不同意事由が示されたため",
            help_offered=(RestartHelp.LAWYER, RestartHelp.OTHER_PROCEDURE),
        ),
        "2024-08-02",
    )
    assert isinstance(end, RepaymentSupportDeclined)
    assert end.told_on == day("2024-08-02")
    assert case.state.stage is Stage.DECLINED
    assert owed(case) == ["利用相談対応報告書"], "neither 第二次対応開始報告書 nor 終了報告書"
    assert recipients(KUMAMOTO) == (KYUSHU, "HQ")
    assert not case.happened(RepaymentSupportStarted)
    assert not case.happened(RepaymentSupportEnded)
    assert not case.happened(FalseDisclosureFound)
