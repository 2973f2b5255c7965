"""The scenarios of tax_scheme.yaml, through support's own decisions."""

from __future__ import annotations

import pytest
from council_events import Event
from council_events.deciding import Fact, Refused
from council_events.support import (
    BusinessMethod,
    CommitteeEstablished,
    CommitteeReported,
    ConfirmationPoint,
    NoticePaper,
    PerformanceReportsScheduled,
    PlanApproved,
    SchemeAttitude,
    SchemeConfirmed,
    StandstillNotified,
    TaxSchemeStarted,
    TaxTreatmentIntended,
)
from council_events.values import Office, Qualification, SupportLine
from council_support.commands.restructuring import DecideStart
from council_support.commands.tax_scheme import ConferWithChair, RecordPerformance
from council_support.domain import INITIAL, decide, evolve
from council_support.domain.tax_scheme import Stage
from council_support.rules.tax_scheme.committee import notices

from tests.services.support.playing import asking, day, names
from tests.services.support.situations import ALL_FINDINGS, heard
from tests.services.support.tax_situations import (
    AIM,
    ALL,
    AUDITOR,
    CONFIRMATION,
    GUNMA,
    JUDGEMENT,
    KYOTO,
    LAWYER,
    MAIN,
    NOTICE,
    REPORT,
    SECOND_MEETING,
    START,
    TANGO,
    YAMASHIRO,
    YOSANO,
    asked_for,
    at_vote,
    attitude,
    banks,
    candidate,
    committee,
    consent,
    drafted,
    listed,
    member,
    reported,
    sitting,
    survey,
)

Sent = tuple[tuple[str, str, tuple[str, ...]], ...]


def sent(event: Event, council: str) -> Sent:
    return notices(type(event), council)


@pytest.mark.scenario("A-TAX-01")
def test_an_intended_use_of_the_special_tax_rules_sends_the_case_to_annex_3() -> None:
    # Step 1: the aim is on record in a case of 再生支援 that could otherwise start.
    company = heard(on="2024-06-05")
    company.given("2024-06-05", TaxTreatmentIntended(case_id=candidate().case_id, provisions=AIM.provisions))
    refusal = company.refused(DecideStart(findings=ALL_FINDINGS), asking(Office.HEAD, on="2024-06-06", council=KYOTO))
    assert refusal.provision == "YR-2-5-2"
    assert "別冊３" in refusal.ja
    # nor is the start of 別冊２ a step of a case under 別冊３
    case = evolve(INITIAL, Fact(candidate(), day("2024-05-10"), KYOTO, "system:support"))
    assert case.line is SupportLine.TAX_SCHEME
    with pytest.raises(Refused) as mixed:
        decide(case, DecideStart(findings=ALL_FINDINGS), asking(Office.HEAD, on="2024-06-06", council=KYOTO))
    assert mixed.value.provision == "YR-2-5-2"

    # Step 2: neither main creditor is negative, but one alone has consented.
    scheme = listed()
    scheme.when(attitude(YOSANO, "2024-06-05"), "2024-06-05")
    scheme.when(attitude(TANGO, "2024-06-05", SchemeAttitude.NOT_NEGATIVE), "2024-06-05")
    refusal = scheme.refused(START, "2024-06-07")
    assert refusal.provision == "B3-2"
    assert "否定的でないことに加えて" in refusal.ja

    # Step 3
    scheme.when(attitude(TANGO, "2024-06-12"), "2024-06-12")
    scheme.when(ConferWithChair(conferred_on=day("2024-06-13")), "2024-06-13")
    [start] = scheme.when(START, "2024-06-14")
    assert isinstance(start, TaxSchemeStarted)
    assert (scheme.state.started_on, scheme.state.conferred_on) == (day("2024-06-14"), day("2024-06-13"))


@pytest.mark.scenario("A-TAX-02")
def test_the_notice_bears_three_kinds_of_names_and_goes_to_all_with_the_call_and_its_papers() -> None:
    case = drafted()
    case.when(JUDGEMENT, "2024-10-18")

    two_names = NOTICE.model_copy(update={"signing_creditors": (), "sent_on": day("2024-10-21")})
    refusal = case.refused(two_names, "2024-10-21")
    assert (refusal.provision, refusal.field) == ("B3-4", "signing_creditors")

    without_papers = NOTICE.model_copy(update={"papers": (), "sent_on": day("2024-10-21")})
    refusal = case.refused(without_papers, "2024-10-21")
    assert (refusal.provision, refusal.field) == ("B3-4", "papers")
    assert "第１回債権者会議" in refusal.ja

    [notice] = case.when(NOTICE, "2024-10-22")
    assert isinstance(notice, StandstillNotified)
    assert case.state.stage is Stage.NOTIFIED
    assert set(notice.papers) == set(NoticePaper)
    assert set(notice.creditors) == set(ALL)
    assert set(notice.signing_creditors) == set(banks(*MAIN))
    assert notice.first_meeting_on == day("2024-11-06")
    assert sent(notice, KYOTO) == (
        ("一時停止の通知（第１回債権者会議招集通知）", "主要債権者・債務者・統括責任者の連名", ("全対象債権者",)),
    )


@pytest.mark.scenario("A-TAX-03")
def test_the_committee_is_counted_by_debt_and_always_has_both_professions() -> None:
    kyoto = asked_for()
    consultant = member("中小企業診断士 舞鶴 迅", Qualification.SME_CONSULTANT)
    refusal = kyoto.refused(committee(LAWYER, consultant, on="2024-11-11"), "2024-11-11")
    assert refusal.provision == "B3-7-2"
    assert "公認会計士及び弁護士" in refusal.ja

    [established] = kyoto.when(committee(LAWYER, AUDITOR), "2024-11-12")
    assert isinstance(established, CommitteeEstablished)
    assert len(established.members) == 2
    assert sent(established, KYOTO) == (
        (
            "別紙様式１",
            "全国本部",
            ("会長（京都府中小企業活性化協議会）", "認定支援機関の長（京都商工会議所）"),
        ),
        ("報告", "認定支援機関の長（京都商工会議所）", ("近畿経済産業局長",)),
    )

    gunma = asked_for(GUNMA, interest_bearing_debt=1_450_000_000, employees=140)
    lawyer = member("弁護士 沼田 樹", Qualification.LAWYER, chair=True)
    accountant = member("公認会計士 渋川 律", Qualification.ACCOUNTANT)
    refusal = gunma.refused(committee(lawyer, accountant, on="2025-01-20"), "2025-01-20")
    assert refusal.provision == "B3-7-2"
    assert "3名以上" in refusal.ja

    tax_accountant = member("税理士 館林 結", Qualification.TAX_ACCOUNTANT)
    [established] = gunma.when(committee(lawyer, accountant, tax_accountant, on="2025-01-21"), "2025-01-21")
    assert isinstance(established, CommitteeEstablished)
    assert len(established.members) == 3
    assert sent(established, GUNMA)[-1][-1] == ("関東経済産業局長",)


@pytest.mark.scenario("A-TAX-04")
def test_the_confirmation_letter_needs_all_four_points_and_all_members() -> None:
    case = sitting()
    all_but_the_standard = [point for point in ConfirmationPoint if point is not ConfirmationPoint.STANDARD]
    case.when(survey(*all_but_the_standard, on="2025-01-10"), "2025-01-10")
    refusal = case.refused(CONFIRMATION.model_copy(update={"issued_on": day("2025-01-14")}), "2025-01-14")
    assert refusal.provision == "B3-7-3"
    assert ConfirmationPoint.STANDARD.label in refusal.ja

    case.when(survey(on="2025-01-24"), "2025-01-24")
    [letter] = case.when(CONFIRMATION, "2025-01-28")
    assert isinstance(letter, SchemeConfirmed)
    assert sent(letter, KYOTO) == (
        ("確認書（別紙様式３）", "再生計画検討委員会", ("債務者",)),
        ("確認書の交付の報告", "委員長", ("全国本部",)),
        (
            "別紙様式２",
            "全国本部",
            ("会長（京都府中小企業活性化協議会）", "認定支援機関の長（京都商工会議所）"),
        ),
        ("報告", "認定支援機関の長（京都商工会議所）", ("近畿経済産業局長",)),
    )

    [report] = case.when(REPORT, "2025-01-29")
    assert isinstance(report, CommitteeReported)
    assert sent(report, KYOTO) == (("調査報告書", "再生計画検討委員会", ("全対象債権者",)),)
    assert case.when(SECOND_MEETING, "2025-02-12")


@pytest.mark.scenario("A-TAX-05")
def test_the_plan_comes_into_being_with_the_last_written_consent_inside_the_term() -> None:
    case = at_vote()
    case.when(consent(YOSANO, "2025-02-26"), "2025-02-28")
    case.when(consent(TANGO, "2025-02-28"), "2025-02-28")
    assert (case.state.stage.label, case.state.consents, len(case.state.creditors)) == ("同意待ち", 2, 3)

    events = case.when(consent(YAMASHIRO, "2025-03-11"), "2025-03-11")
    assert names(events) == ["CreditorConsented", "PlanApproved", "PerformanceReportsScheduled"]
    assert case.state.approved_on == day("2025-03-11")
    [approval] = [event for event in events if isinstance(event, PlanApproved)]
    assert (approval.debt_before, approval.debt_waived) == (980_000_000, 500_000_000), "claims change as the plan says"
    assert approval.business_methods == (BusinessMethod.BUSINESS_TRANSFER,)

    # Step 3: what the company owes from then on
    [schedule] = [event for event in events if isinstance(event, PerformanceReportsScheduled)]
    assert schedule.first_due == case.state.next_report_due == day("2025-09-11")
    assert case.steps("2025-09-30")["RecordPerformance"].allowed
    to_council_alone = RecordPerformance(
        period_to=day("2025-09-11"), reported_on=day("2025-09-30"), to_creditors=False, on_plan=True
    )
    assert case.refused(to_council_alone, "2025-09-30").provision == "B3-8"
    to_both = to_council_alone.model_copy(update={"to_creditors": True})
    assert names(case.when(to_both, "2025-09-30")) == ["PerformanceReported"]


def test_before_the_report_there_is_no_second_meeting() -> None:
    assert sitting().refused(SECOND_MEETING, "2025-02-12").provision == "B3-8"
    assert reported().when(SECOND_MEETING, "2025-02-12")
