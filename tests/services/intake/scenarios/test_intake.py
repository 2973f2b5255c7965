"""The judged examples of tests/scenarios/intake.yaml: each step is asked of the decisions, on its day, by its person.

What a scenario does not mention is in order: explanations are given, and what is reported on is finished first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_directory import bureaus, council
from council_events import Envelope, Event, Sealed
from council_events.intake import (
    CasePaper,
    Channel,
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationKind,
    ConsultationOpened,
    ConsultationReportSubmitted,
    CopiesHandedOver,
    DifficultyResponse,
    ExpertCandidatesIntroduced,
    ExpertRole,
    FactFindingCompleted,
    FactItem,
    FirstResponse,
    ReferralBody,
    ReferralMade,
    ReportKind,
    Requester,
    RevivalJudgedDifficult,
    RoleExplained,
    SupportExplained,
    WrittenConsentReceived,
)
from council_events.releases import ConsentGiver, RecipientKind
from council_events.values import LegalForm, Office
from council_intake.commands import (
    CloseConsultation,
    CompleteFactFinding,
    DraftReport,
    HandOverPapers,
    IntroduceExpertCandidates,
    JudgeRevivalDifficult,
    MakeReferral,
    ReceiveWrittenConsent,
    RecordFacts,
    SubmitReport,
)
from council_intake.domain import INITIAL, Around, State
from council_reporting.figures import Measure, acts_of, fact_of
from council_reporting.rules import Bands

from tests.services.intake.situations import (
    CASE,
    FUKUI,
    MIE,
    OKINAWA,
    SHIZUOKA,
    asking,
    day,
    deputy,
    facts,
    given,
    head,
    joint_reception,
    only,
    opened,
    reception,
    refused,
    then,
    when,
)

WITHOUT_ARREARS = [item for item in FactItem if item is not FactItem.TAX_ARREARS]

CONSENT = UUID(int=21)


def explained() -> list[Event]:
    return [RoleExplained(case_id=CASE), SupportExplained(case_id=CASE)]


def finished(state: State, result: FirstResponse = FirstResponse.SOLVED) -> State:
    """The consultation with its result, as the scenarios take it to be where they do not say so."""
    return given(*explained(), ConsultationClosed(case_id=CASE, result=result), state=state)


def submitted(state: State, on: str, council_code: str) -> ConsultationReportSubmitted:
    """The report drawn up and delivered to both addressees on one day."""
    by = head(on, council_code)
    drafted = then(state, when(state, DraftReport(), by, Around(document="{}")), by)
    return only(
        ConsultationReportSubmitted,
        when(drafted, SubmitReport(bureau_on=day(on), headquarters_on=day(on)), by),
    )


def bureau_named(code: str | None) -> str:
    return next(bureau.name for bureau in bureaus() if bureau.code == code)


def counted(event: ConsultationOpened, on: str) -> dict[str, int]:
    """The figures that a reception gives rise to, of its council and month."""
    told: Envelope[Any] = Envelope.model_construct(
        id=event.case_id,
        time=dt.datetime.combine(day(on), dt.time(3), dt.UTC),
        sequence=1,
        occurredon=day(on),
        council=MIE,
        data=event,
    )
    acts = acts_of(str(event.case_id), [fact_of(told)], Bands(sales=(), staff=()))
    return {item: 1 for act in acts.values() for measure, item, _ in act.cells if measure == Measure.CONSULTATION}


@pytest.mark.scenario("A-INT-01")
def test_a_walk_in_consultation_from_reception_to_its_report() -> None:
    by = deputy("2024-05-14")
    event = only(ConsultationOpened, when(INITIAL, reception(channel=Channel.INTERVIEW), by))
    assert (event.kind, event.channel) == (ConsultationKind.COUNTER, Channel.INTERVIEW)
    assert counted(event, "2024-05-14") == {"counter": 1}, "one 窓口相談 of fiscal year 2024"

    state = then(given(event, on="2024-05-14"), [facts(*WITHOUT_ARREARS)], deputy("2024-05-28"))
    missing = refused(state, CompleteFactFinding(), deputy("2024-05-28"))
    assert missing.provision == "YR24-2-2-3-2"
    assert "滞納公租公課の存否及び状況" in missing.ja
    assert state.missing(day("2024-05-28")) == [FactItem.TAX_ARREARS]

    by = deputy("2024-05-30")
    state = then(state, when(state, RecordFacts(tax_arrears="なし"), by), by)
    assert state.items == set(FactItem)
    assert len(state.items) == 11
    completed = when(state, CompleteFactFinding(), by)
    only(FactFindingCompleted, completed)

    report = submitted(finished(then(state, completed, by)), "2024-06-03", MIE)
    assert report.report is ReportKind.COUNTER
    assert report.report.label == "窓口相談対応報告書"
    assert bureau_named(report.bureau) == "中部経済産業局"
    assert (report.bureau_on, report.headquarters_on) == (day("2024-06-03"), day("2024-06-03"))


@pytest.mark.scenario("A-INT-01")
@pytest.mark.parametrize("delivered", [{"bureau_on": day("2024-06-03")}, {"headquarters_on": day("2024-06-03")}])
def test_a_report_never_goes_to_only_one_of_the_two_addressees(delivered: dict[str, Any]) -> None:
    by = head("2024-06-03")
    state = finished(given(opened()))
    drafted = then(state, when(state, DraftReport(), by, Around(document="{}")), by)
    refusal = refused(drafted, SubmitReport(**delivered), by)
    assert refusal.provision == "YR-2-2-3-7"
    assert refusal.field not in delivered
    assert bureau_named(council(MIE).bureau_code) != "近畿経済産業局"


@pytest.mark.scenario("A-INT-02")
def test_a_banks_enquiry_is_a_preliminary_consultation() -> None:
    asked = reception(
        Requester.FINANCIAL_INSTITUTION, requester_name="株式会社熊野灘銀行（架空）", channel=Channel.ONLINE
    )
    event = only(ConsultationOpened, when(INITIAL, asked, deputy("2024-07-04")))
    assert (event.kind, event.requester, event.channel) == (
        ConsultationKind.PRELIMINARY,
        Requester.FINANCIAL_INSTITUTION,
        Channel.ONLINE,
    )
    report = submitted(finished(given(event, on="2024-07-04"), FirstResponse.OTHER), "2024-07-05", MIE)
    assert report.report.label == "事前相談対応報告書"
    assert bureau_named(report.bureau) == "中部経済産業局"
    assert report.headquarters_on == day("2024-07-05")
    figures = counted(event, "2024-07-04")
    assert (figures.get("counter", 0), figures["preliminary"]) == (0, 1)
    assert report.report is not ReportKind.COUNTER, "no 窓口相談対応報告書 for the bank's request"


@pytest.mark.scenario("A-INT-03")
def test_a_guarantor_alone_is_not_turned_away() -> None:
    alone = reception(
        Requester.GUARANTOR,
        requester_name="三国 汐",
        legal_form=LegalForm.SOLE_PROPRIETOR,
        prefecture=FUKUI,
        employees=0,
    )
    by = deputy("2024-08-21", FUKUI)
    event = only(ConsultationOpened, when(INITIAL, alone, by))
    assert (event.kind, event.requester) == (ConsultationKind.COUNTER, Requester.GUARANTOR)
    assert event.corporate_number is None, "no 法人番号 is asked of him"

    in_his_own_name = joint_reception(adviser=None, adviser_qualification=None, prefecture=FUKUI)
    refusal = refused(INITIAL, in_his_own_name, by)
    assert refusal.provision == "B4-3-1"
    assert "連名" in refusal.ja
    assert "書式別４－１" in refusal.en

    by = deputy("2024-08-23", FUKUI)
    named = IntroduceExpertCandidates(role=ExpertRole.GUARANTOR, candidates=("弁護士 架空 花子",))
    introduced = only(ExpertCandidatesIntroduced, when(given(event, on="2024-08-21", council=FUKUI), named, by))
    assert introduced.role.label == "保証人支援専門家"


@pytest.mark.scenario("A-INT-04")
def test_a_firm_that_wishes_to_close_is_heard_first() -> None:
    at_once = CloseConsultation(result=FirstResponse.DIFFICULT)
    refusal = refused(INITIAL, at_once, deputy("2024-09-26", FUKUI))
    assert refusal.provision == "YR-2-2-3-1-2"

    asked = reception(prefecture=FUKUI, legal_form=LegalForm.LIMITED_COMPANY, employees=9)
    event = only(ConsultationOpened, when(INITIAL, asked, deputy("2024-09-26", FUKUI)))
    state = given(event, on="2024-09-26", council=FUKUI)
    assert state.opened_on == day("2024-09-26")

    untold = JudgeRevivalDifficult(reason="３期連続の赤字と社会保険料の滞納")
    assert refused(state, untold, head("2024-10-10", FUKUI)).provision == "YR-2-2-3-6"

    told = untold.model_copy(update={"told_on": day("2024-10-15"), "measures": (DifficultyResponse.RECHALLENGE,)})
    by = head("2024-10-15", FUKUI)
    judged, telling = when(state, told, by)
    assert isinstance(judged, RevivalJudgedDifficult)
    assert isinstance(telling, CompanyToldOfDifficulty)
    assert (telling.told_on, telling.measures) == (day("2024-10-15"), (DifficultyResponse.RECHALLENGE,))
    assert then(state, [judged, telling], by).judged_on == day("2024-10-15")
    assert refused(state, told, deputy("2024-10-15", FUKUI)).forbidden, "the judgement is the 統括責任者's"


@pytest.mark.scenario("A-INT-05")
def test_to_refer_is_free_to_hand_over_papers_is_not() -> None:
    state = given(opened(prefecture=SHIZUOKA), council=SHIZUOKA)
    refer = MakeReferral(body=ReferralBody.YOROZU, told_on=day("2024-11-12"))
    made = only(ReferralMade, when(state, refer, head("2024-11-13", SHIZUOKA)))
    assert (made.body, made.told_on) == (ReferralBody.YOROZU, day("2024-11-12"))

    papers = (CasePaper.CONSULTATION_SHEET, CasePaper.ACCOUNTS)
    by_telephone = ReceiveWrittenConsent(
        consent_id=CONSENT,
        in_writing=False,
        given_by=ConsentGiver.COMPANY,
        recipient_kind=RecipientKind.SUPPORT_BODY,
        recipient="静岡県よろず支援拠点",
        papers=papers,
        dated_on=day("2024-11-13"),
    )
    refusal = refused(state, by_telephone, deputy("2024-11-13", SHIZUOKA))
    assert refusal.provision == "YR-2-1-4-4"
    assert "not in writing" in refusal.en
    hand_over = HandOverPapers(consent_id=CONSENT, papers=papers)
    assert refused(state, hand_over, deputy("2024-11-13", SHIZUOKA)).provision == "YR-2-1-4-4"

    in_writing = by_telephone.model_copy(update={"in_writing": True, "dated_on": day("2024-11-15")})
    by = deputy("2024-11-18", SHIZUOKA)
    consented = then(state, when(state, in_writing, by), by)
    released = only(CopiesHandedOver, when(consented, hand_over, by))
    assert (released.recipient, released.papers) == (Sealed("静岡県よろず支援拠点"), papers)
    assert consented.releases.consents[released.consent_id].dated_on == day("2024-11-15")


@pytest.mark.scenario("A-INT-05")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipient": None}, "recipient"),
        ({"dated_on": day("2024-11-19")}, "dated_on"),
        ({"dated_on": None}, "dated_on"),
        ({"given_by": ConsentGiver.GUARANTOR}, "given_by"),
        ({"papers": ()}, "papers"),
    ],
)
def test_a_consent_that_is_later_or_names_nobody_opens_nothing(changes: dict[str, Any], field: str) -> None:
    good = ReceiveWrittenConsent(
        consent_id=CONSENT,
        in_writing=True,
        given_by=ConsentGiver.COMPANY,
        recipient_kind=RecipientKind.SUPPORT_BODY,
        recipient="静岡県よろず支援拠点",
        papers=(CasePaper.ACCOUNTS,),
        dated_on=day("2024-11-15"),
    )
    by = deputy("2024-11-18", SHIZUOKA)
    state = given(opened(prefecture=SHIZUOKA), council=SHIZUOKA)
    refusal = refused(state, good.model_copy(update=changes), by)
    assert (refusal.field, refusal.provision) == (field, "YR-2-1-4-4")
    assert only(WrittenConsentReceived, when(state, good, by)).recipient == Sealed("静岡県よろず支援拠点")


@pytest.mark.scenario("A-INT-06")
@pytest.mark.parametrize(
    ("council_code", "bureau", "never"),
    [
        (SHIZUOKA, "関東経済産業局", "中部経済産業局"),
        (FUKUI, "近畿経済産業局", "中部経済産業局"),
        (OKINAWA, "沖縄総合事務局", "九州経済産業局"),
    ],
)
def test_the_bureau_follows_the_council(council_code: str, bureau: str, never: str) -> None:
    state = finished(given(opened(prefecture=council_code), council=council_code, on="2025-01-15"))
    report = submitted(state, "2025-01-20", council_code)
    assert bureau_named(report.bureau).startswith(bureau)
    assert bureau_named(report.bureau) != never
    assert report.headquarters_on == day("2025-01-20")


@pytest.mark.scenario("A-INT-04")
def test_nobody_but_head_or_deputy_receives_or_closes() -> None:
    front_desk = asking("2024-09-26", Office.SECRETARIAT, council=FUKUI)
    assert refused(INITIAL, reception(prefecture=FUKUI), front_desk).forbidden
