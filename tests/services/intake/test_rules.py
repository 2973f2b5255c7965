"""Consultations and companies: given what has happened, when somebody asks, then events or a refusal."""

import pytest
from council_events import Sealed
from council_events.deciding import Fact
from council_events.intake import (
    AdviceGiven,
    Channel,
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    Edition,
    FactFindingCompleted,
    FactItem,
    FirstResponse,
    ReferralBody,
    ReferralMade,
    ReferralSubject,
    Requester,
    RevivalJudgedDifficult,
    RoleExplained,
    SupportLineChosen,
)
from council_events.values import LegalForm, Office, PartnerSupport, SupportLine
from council_intake.commands import (
    CaseCommand,
    ChooseSupportLine,
    CloseConsultation,
    CompleteFactFinding,
    ExplainRole,
    GiveAdvice,
    JudgeRevivalDifficult,
    MakeReferral,
    RecordFacts,
)
from council_intake.domain import (
    INITIAL,
    evolve,
    next_steps,
)
from pydantic import ValidationError

from tests.services.intake.situations import (
    CASE,
    CLOSED,
    JUDGE,
    MIE,
    asking,
    day,
    deputy,
    facts,
    given,
    head,
    only,
    opened,
    reception,
    refused,
    then,
    when,
)

# ---- A-INT-01: reception, items of the edition, completion


def test_a_company_is_received_at_the_counter_by_interview() -> None:
    """A-INT-01, step 1."""
    (event,) = when(INITIAL, reception(company_name="伊勢宮川製茶株式会社（架空）"), deputy("2024-05-14"))
    assert isinstance(event, ConsultationOpened)
    assert (event.kind, event.channel, event.assigned_to) == (
        ConsultationKind.COUNTER,
        Channel.INTERVIEW,
        "p24-deputy",
    )
    assert event.company_name == Sealed("伊勢宮川製茶株式会社（架空）")


def test_the_fact_finding_is_not_complete_while_one_of_the_eleven_items_is_missing() -> None:
    """A-INT-01, step 2: 滞納公租公課 was added in 2024."""
    state = given(opened(), facts(*(item for item in FactItem if item is not FactItem.TAX_ARREARS)))
    refusal = refused(state, CompleteFactFinding(), deputy("2024-05-28"))
    assert refusal.provision == "YR24-2-2-3-2"
    assert "滞納公租公課" in refusal.ja


def test_the_fact_finding_is_complete_with_all_eleven_items() -> None:
    """A-INT-01, step 3."""
    state = given(opened(), facts(*(item for item in FactItem if item is not FactItem.TAX_ARREARS)))
    (learned,) = when(state, RecordFacts(tax_arrears="なし"), deputy("2024-05-30"))
    assert learned == ConsultationFactsRecorded(case_id=CASE, items=(FactItem.TAX_ARREARS,), notes=(Sealed("なし"),))
    after = evolve(state, Fact(learned, day("2024-05-30"), MIE, "p24-deputy"))
    (complete,) = when(after, CompleteFactFinding(), deputy("2024-05-30"))
    assert complete == FactFindingCompleted(case_id=CASE, edition=Edition.E2024)


def test_the_edition_of_2022_asks_ten_items() -> None:
    state = given(opened(), facts(*(item for item in FactItem if item is not FactItem.TAX_ARREARS)))
    assert when(state, CompleteFactFinding(), deputy("2024-03-31")) == [
        FactFindingCompleted(case_id=CASE, edition=Edition.E2022)
    ]
    assert refused(given(opened()), CompleteFactFinding(), deputy("2024-03-31")).provision == "YR-2-2-3-2"


def test_a_completed_fact_finding_completed_again_changes_nothing() -> None:
    state = given(opened(), FactFindingCompleted(case_id=CASE, edition=Edition.E2024))
    assert when(state, CompleteFactFinding(), deputy("2024-05-30")) == []


def test_a_record_without_any_item_is_malformed() -> None:
    with pytest.raises(ValidationError, match="At least one item"):
        RecordFacts()


# ---- A-INT-02: the requester decides the kind


@pytest.mark.parametrize(
    ("requester", "kind"),
    [
        (Requester.FINANCIAL_INSTITUTION, ConsultationKind.PRELIMINARY),
        (Requester.ADVISER, ConsultationKind.PRELIMINARY),
        (Requester.COMPANY, ConsultationKind.COUNTER),
        (Requester.GUARANTOR, ConsultationKind.COUNTER),
    ],
)
def test_the_kind_of_a_consultation_follows_from_the_requester(requester: Requester, kind: ConsultationKind) -> None:
    """A-INT-02, step 1."""
    (event,) = when(INITIAL, reception(requester, channel=Channel.ONLINE), deputy("2024-07-04"))
    assert isinstance(event, ConsultationOpened)
    assert (event.kind, event.channel) == (kind, Channel.ONLINE)


def test_a_banks_enquiry_leads_to_no_line_but_rechallenge_and_a_judgement_needs_a_company() -> None:
    state = given(opened(Requester.FINANCIAL_INSTITUTION))
    choose = ChooseSupportLine(line=SupportLine.RESTRUCTURING)
    assert refused(state, choose, head("2024-07-05")).provision == "YR-2-2-3-3"
    judge = JudgeRevivalDifficult(reason="過大債務", told_on=day("2024-07-05"), response="弁護士の紹介")
    of_nobody = given(opened(Requester.FINANCIAL_INSTITUTION, company_name=None))
    assert refused(of_nobody, judge, head("2024-07-05")).provision == "YR-2-6-2-1-1"
    by_number = given(opened(Requester.FINANCIAL_INSTITUTION, company_name=None, company_id=CASE))
    assert when(by_number, judge, head("2024-07-05"))


def test_revival_is_judged_difficult_in_a_banks_enquiry_about_a_company_and_leads_to_rechallenge() -> None:
    """YR-2-6-2-1-1: from a 事前相談 as from a 窓口相談; the support is the company's, not the bank's."""
    by, bank = head("2024-07-05"), opened(Requester.FINANCIAL_INSTITUTION, requester_name=Sealed("架空銀行"))
    choose = ChooseSupportLine(line=SupportLine.RECHALLENGE)
    assert refused(given(bank), choose, by).provision == "YR-2-2-3-6"
    assert ChooseSupportLine not in [step.command for step in next_steps(given(bank), by)]
    judge = JudgeRevivalDifficult(reason="過大債務", told_on=day("2024-07-05"), response="再チャレンジ支援")
    judged = then(given(bank), when(given(bank), judge, by), by)
    assert ChooseSupportLine in [step.command for step in next_steps(judged, by)]
    chosen = only(SupportLineChosen, when(judged, choose, by))
    assert (chosen.line, chosen.requester, chosen.requester_name) == (SupportLine.RECHALLENGE, Requester.COMPANY, None)
    assert chosen.company_name == bank.company_name
    only_one = ChooseSupportLine(line=SupportLine.REVENUE_IMPROVEMENT)
    assert refused(judged, only_one, by).provision == "YR-2-2-3-3"


def test_no_items_are_prescribed_for_a_bank_or_a_guarantor_alone() -> None:
    for requester in (Requester.FINANCIAL_INSTITUTION, Requester.GUARANTOR):
        assert when(given(opened(requester)), CompleteFactFinding(), deputy("2024-07-05"))


# ---- A-INT-03, A-INT-04: nobody is turned away


def test_a_guarantor_alone_is_received_without_a_corporate_number() -> None:
    """A-INT-03, step 1."""
    command = reception(
        Requester.GUARANTOR, requester_name="三国 汐", legal_form=LegalForm.SOLE_PROPRIETOR, employees=0
    )
    (event,) = when(INITIAL, command, deputy("2024-08-21"))
    assert isinstance(event, ConsultationOpened)
    assert (event.kind, event.corporate_number) == (ConsultationKind.COUNTER, None)
    assert event.requester_name == Sealed("三国 汐")


@pytest.mark.parametrize("form", [LegalForm.SCHOOL, LegalForm.NPO, LegalForm.STOCK_COMPANY])
@pytest.mark.parametrize("requester", list(Requester))
def test_no_requester_and_no_legal_form_is_turned_away(requester: Requester, form: LegalForm) -> None:
    """A-INT-04, step 2; eligibility is no matter of the consultation stage (YR-2-2-1)."""
    assert when(INITIAL, reception(requester, legal_form=form), deputy("2024-09-26"))


def test_a_consultation_is_not_closed_at_once_as_hopeless() -> None:
    """A-INT-04, step 1."""
    state = given(opened(), RoleExplained(case_id=CASE))
    refusal = refused(state, CloseConsultation(result=FirstResponse.DIFFICULT), deputy("2024-09-26"))
    assert (refusal.provision, refusal.field) == ("YR-2-2-3-1-2", "result")


def test_revival_is_not_judged_difficult_without_telling_the_company() -> None:
    """A-INT-04, step 3."""
    refusal = refused(given(opened()), JudgeRevivalDifficult(reason="３期連続赤字"), head("2024-10-10"))
    assert (refusal.provision, refusal.field) == ("YR-2-2-3-6", "told_on")
    told = JudgeRevivalDifficult(reason="３期連続赤字", told_on=day("2024-10-10"))
    assert refused(given(opened()), told, head("2024-10-10")).field == "response"
    ahead = JudgeRevivalDifficult(reason="３期連続赤字", told_on=day("2024-10-11"), response="再チャレンジ支援")
    assert refused(given(opened()), ahead, head("2024-10-10")).field == "told_on"


def test_the_judgement_goes_with_the_telling_and_the_offer() -> None:
    """A-INT-04, step 4."""
    judged, told = when(given(opened()), JUDGE, head("2024-10-15"))
    assert judged == RevivalJudgedDifficult(case_id=CASE, reason=Sealed("３期連続赤字"))
    assert told == CompanyToldOfDifficulty(
        case_id=CASE, told_on=day("2024-10-15"), response=Sealed("再チャレンジ支援を提案")
    )
    assert when(given(opened(), judged, told), JUDGE, head("2024-10-16")) == []


def test_a_judgement_on_record_that_was_not_told_is_told_before_the_case_is_closed() -> None:
    state = given(
        opened(), RoleExplained(case_id=CASE), RevivalJudgedDifficult(case_id=CASE, reason=Sealed("過大債務"))
    )
    close = CloseConsultation(result=FirstResponse.DIFFICULT)
    assert refused(state, close, head("2024-10-15")).provision == "YR-2-2-3-6"
    (told,) = when(state, JUDGE, head("2024-10-15"))
    assert isinstance(told, CompanyToldOfDifficulty)
    after = evolve(state, Fact(told, day("2024-10-15"), MIE, "p24-head"))
    assert when(after, close, head("2024-10-15")) == [ConsultationClosed(case_id=CASE, result=FirstResponse.DIFFICULT)]


def test_only_the_head_judges() -> None:
    assert refused(given(opened()), JUDGE, deputy("2024-10-15")).forbidden


# ---- A-INT-05: referral


def refer(body: ReferralBody = ReferralBody.YOROZU, told_on: str | None = "2024-11-12") -> MakeReferral:
    return MakeReferral(body=body, told_on=day(told_on) if told_on else None)


def test_the_head_refers_after_the_company_has_been_told() -> None:
    """A-INT-05, step 1."""
    (event,) = when(given(opened()), refer(), head("2024-11-13"))
    assert event == ReferralMade(
        case_id=CASE,
        body=ReferralBody.YOROZU,
        subject=ReferralSubject.CONSULTATION,
        manner=PartnerSupport.HANDOVER,
        told_on=day("2024-11-12"),
    )


@pytest.mark.parametrize("told_on", [None, "2024-11-14"])
def test_a_referral_before_the_requester_was_told_is_refused(told_on: str | None) -> None:
    refusal = refused(given(opened()), refer(told_on=told_on), head("2024-11-13"))
    assert (refusal.provision, refusal.field) == ("YR24-2-2-R", "told_on")


def test_only_the_head_refers() -> None:
    assert refused(given(opened()), refer(), deputy("2024-11-13")).forbidden


@pytest.mark.parametrize(
    ("requester", "provision"),
    [(Requester.COMPANY, "YR-2-2-3-5"), (Requester.FINANCIAL_INSTITUTION, "YR-2-2-2-3")],
)
def test_the_edition_of_2022_names_fewer_bodies(requester: Requester, provision: str) -> None:
    refusal = refused(given(opened(requester)), refer(told_on="2024-03-28"), head("2024-03-29"))
    assert (refusal.provision, refusal.field) == (provision, "body")
    assert when(given(opened(requester)), refer(ReferralBody.CHAMBER, "2024-03-28"), head("2024-03-29"))


# ---- advice, line, closing


def test_advice_is_given_by_deputy_or_head_and_sealed() -> None:
    (event,) = when(given(opened()), GiveAdvice(advice="資金繰り表を作る"), deputy("2024-06-03"))
    assert event == AdviceGiven(case_id=CASE, advice=Sealed("資金繰り表を作る"))
    office = asking("2024-06-03", Office.SECRETARIAT)
    assert refused(given(opened()), GiveAdvice(advice="資金繰り表を作る"), office).provision == "YR-2-2-3-1"


def test_only_the_head_chooses_the_line_and_the_next_service_gets_what_it_needs() -> None:
    choose = ChooseSupportLine(line=SupportLine.RESTRUCTURING)
    assert refused(given(opened()), choose, deputy("2024-06-03")).provision == "YR-2-2-3-3"
    (event,) = when(given(opened(), on="2024-05-14"), choose, head("2024-06-03"))
    assert isinstance(event, SupportLineChosen)
    assert (event.line, event.consulted_on, event.sales) == (
        SupportLine.RESTRUCTURING,
        day("2024-05-14"),
        210_000_000,
    )
    assert event.company_name == Sealed("伊勢宮川製茶株式会社（架空）")
    after = given(opened(), event)
    assert when(after, choose, head("2024-06-04")) == []
    assert when(after, ChooseSupportLine(line=SupportLine.REVENUE_IMPROVEMENT), head("2024-06-04"))


def test_a_consultation_is_closed_only_after_the_role_was_explained() -> None:
    close = CloseConsultation(result=FirstResponse.SOLVED)
    assert refused(given(opened()), close, deputy("2024-06-03")).provision == "YR-2-2-2-1-3"
    (explained,) = when(given(opened()), ExplainRole(), deputy("2024-06-03"))
    assert when(given(opened(), explained), ExplainRole(), deputy("2024-06-03")) == []
    assert when(given(opened(), explained), close, deputy("2024-06-03")) == [
        ConsultationClosed(case_id=CASE, result=FirstResponse.SOLVED)
    ]


def test_the_second_stage_needs_a_line() -> None:
    state = given(opened(), RoleExplained(case_id=CASE))
    close = CloseConsultation(result=FirstResponse.SECOND_STAGE)
    assert refused(state, close, head("2024-06-03")).provision == "YR-2-2-3-3"
    (line,) = when(state, ChooseSupportLine(line=SupportLine.RESTRUCTURING), head("2024-06-03"))
    after = evolve(state, Fact(line, day("2024-06-03"), MIE, "p24-head"))
    assert when(after, close, head("2024-06-03"))


@pytest.mark.parametrize(
    "command",
    [
        RecordFacts(outline="製茶業"),
        CompleteFactFinding(),
        GiveAdvice(advice="資金繰り表を作る"),
        refer(),
        JUDGE,
        ChooseSupportLine(line=SupportLine.RESTRUCTURING),
        CloseConsultation(result=FirstResponse.OTHER),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_closed_consultation_has_its_one_result_and_goes_no_further(command: CaseCommand) -> None:
    assert refused(given(*CLOSED), command, head("2024-11-13")).provision == "RP-1"


def test_a_closed_consultation_closed_again_with_the_same_result_changes_nothing() -> None:
    assert when(given(*CLOSED), CloseConsultation(result=FirstResponse.SOLVED), head("2024-11-13")) == []
    unexplained = given(opened(), CLOSED[2])
    assert refused(unexplained, ExplainRole(), head("2024-11-13")).provision == "RP-1"


# ---- who may take part at all


def test_nobody_with_an_interest_takes_part() -> None:
    """A-GOV-06, step 3, on the consultation of the same case."""
    by = asking("2024-11-20", Office.HEAD, recused=True)
    refusal = refused(given(opened()), ChooseSupportLine(line=SupportLine.RESTRUCTURING), by)
    assert (refusal.provision, refusal.forbidden) == ("YR-2-1-3-2-4", True)


@pytest.mark.parametrize(("on", "provision"), [("2024-03-31", "YR-2-1-4-2"), ("2024-04-01", "YR24-2-1-5-2")])
def test_nobody_without_a_pledge_takes_part(on: str, provision: str) -> None:
    assert refused(INITIAL, reception(), asking(on, Office.DEPUTY, pledged=False)).provision == provision


def test_nothing_is_recorded_on_a_consultation_that_was_never_received() -> None:
    assert refused(INITIAL, ExplainRole(), deputy("2024-06-03")).provision == "YR-2-2-1"
