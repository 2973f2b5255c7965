"""Judgements on guarantee debts, re-challenge, reports: what follows from what."""

import pytest
from council_events import Sealed
from council_events.deciding import Refused
from council_events.intake import (
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
    DifficultyResponse,
    FirstResponse,
    GuaranteeResponse,
    GuaranteeSettlementNeeded,
    ReportKind,
    ReportMeans,
    Requester,
    RevivalJudgedDifficult,
    RoleExplained,
    SupportLineChosen,
)
from council_events.values import Office, SupportLine
from council_intake.commands import (
    ChooseSupportLine,
    DraftReport,
    GiveAdvice,
    JudgeRevivalDifficult,
    RecordGuaranteeNeed,
    SubmitReport,
)
from council_intake.domain import Around, Stage, State, next_steps
from council_intake.rules.asking import may_correct

from tests.services.intake.situations import (
    CASE,
    asking,
    day,
    deputy,
    given,
    head,
    joint,
    only,
    opened,
    refused,
    then,
    when,
)

NEED = RecordGuaranteeNeed(reason="主債務者の破産申立て", told_on=day("2024-08-21"))
RECHALLENGE = ChooseSupportLine(line=SupportLine.RECHALLENGE)


def test_the_guarantor_is_told_that_guarantee_debts_need_settling() -> None:
    """YR-2-2-3-4"""
    state = given(opened(Requester.GUARANTOR))
    for told_on in (None, day("2024-08-22")):
        untold = NEED.model_copy(update={"told_on": told_on})
        refusal = refused(state, untold, deputy("2024-08-21"))
        assert (refusal.provision, refusal.field) == ("YR-2-2-3-4", "told_on")
    event = only(GuaranteeSettlementNeeded, when(state, NEED, deputy("2024-08-21")))
    assert (event.told_on, event.response) == (day("2024-08-21"), GuaranteeResponse.RECHALLENGE_PROPOSED)


def test_rechallenge_is_started_here_only_since_2024() -> None:
    """YR-2-2-3-4: 提案する in 2022, 行う in 2024."""
    start = NEED.model_copy(update={"told_on": day("2024-03-31"), "response": GuaranteeResponse.RECHALLENGE_STARTED})
    state = given(opened(Requester.GUARANTOR))
    refusal = refused(state, start, deputy("2024-03-31"))
    assert (refusal.provision, refusal.field) == ("YR-2-2-3-4", "response")
    only(GuaranteeSettlementNeeded, when(state, start, deputy("2024-04-01")))


def test_a_guarantors_rechallenge_follows_the_telling() -> None:
    state = given(opened(Requester.GUARANTOR))
    assert refused(state, RECHALLENGE, head("2024-08-23")).provision == "YR-2-2-3-4"
    needed = when(state, NEED, deputy("2024-08-21"))
    chosen = only(SupportLineChosen, when(then(state, needed, deputy("2024-08-21")), RECHALLENGE, head("2024-08-23")))
    assert (chosen.requester, chosen.told_on) == (Requester.GUARANTOR, day("2024-08-21"))


def test_a_companys_rechallenge_follows_the_judgement_and_its_telling() -> None:
    """YR-2-2-3-6, YR-2-6-2-1-2: room for revival is looked at first."""
    by = head("2024-10-15")
    assert refused(given(opened()), RECHALLENGE, by).provision == "YR-2-2-3-6"
    judge = JudgeRevivalDifficult(
        reason="３期連続赤字", told_on=day("2024-10-15"), measures=(DifficultyResponse.RECHALLENGE,)
    )
    events = when(given(opened()), judge, by)
    assert [type(event) for event in events] == [RevivalJudgedDifficult, CompanyToldOfDifficulty]
    told = events[1]
    assert isinstance(told, CompanyToldOfDifficulty)
    assert told.response == Sealed("再チャレンジ支援"), "what was offered is on record in words too"
    chosen = only(SupportLineChosen, when(then(given(opened()), events, by), RECHALLENGE, by))
    assert (chosen.judged_on, chosen.told_on) == (day("2024-10-15"), day("2024-10-15"))


def test_the_judgement_on_revival_is_about_a_company() -> None:
    judge = JudgeRevivalDifficult(reason="無資力", told_on=day("2024-10-15"), response="弁護士の紹介")
    assert refused(given(opened(Requester.GUARANTOR)), judge, head("2024-10-15")).provision == "YR-2-2-3-6"


# ---- reports


def closed(*before: object) -> State:
    events = before or (opened(),)
    return given(
        *events,  # type: ignore[arg-type]  # events
        RoleExplained(case_id=CASE),
        ConsultationClosed(case_id=CASE, result=FirstResponse.SOLVED),
    )


DOCUMENT = Around(document="{}")


def test_a_report_is_on_the_result_of_a_consultation() -> None:
    """YR-2-2-3-7"""
    refusal = refused(given(opened()), DraftReport(), deputy("2024-06-03"), DOCUMENT)
    assert refusal.provision == "YR-2-2-3-7"
    assert refused(closed(), SubmitReport(), head("2024-06-03")).ja.startswith("提出する対応報告書がまだ")


def test_a_report_is_frozen_when_it_is_drawn_up_and_drawn_up_anew_after_more_has_happened() -> None:
    by = deputy("2024-06-03")
    drafted = only(ConsultationReportDrafted, when(closed(), DraftReport(), by, DOCUMENT))
    assert (drafted.report, drafted.number, drafted.document) == (ReportKind.COUNTER, 1, Sealed("{}"))
    state = then(closed(), [drafted], by)
    assert when(state, DraftReport(), by, DOCUMENT) == []
    assert DraftReport not in [step.command for step in next_steps(state, by)]
    more = given(RoleExplained(case_id=CASE), state=state)
    assert only(ConsultationReportDrafted, when(more, DraftReport(), by, DOCUMENT)).number == 2


@pytest.mark.parametrize(
    ("before", "kind"),
    [((opened(Requester.ADVISER),), ReportKind.PRELIMINARY), (tuple(joint()), ReportKind.GUARANTEE)],
)
def test_the_kind_of_consultation_decides_the_report(before: tuple[object, ...], kind: ReportKind) -> None:
    """YR-2-2-2-4, B4-R"""
    drafted = only(ConsultationReportDrafted, when(closed(*before), DraftReport(), deputy("2024-06-03"), DOCUMENT))
    assert drafted.report is kind


def test_a_delivered_report_ends_the_consultation() -> None:
    by = head("2024-06-04")
    state = then(closed(), when(closed(), DraftReport(), by, DOCUMENT), by)
    submit = SubmitReport(means=ReportMeans.PAPER, bureau_on=day("2024-06-03"), headquarters_on=day("2024-06-04"))
    assert refused(state, submit, deputy("2024-06-04")).forbidden
    ahead = submit.model_copy(update={"headquarters_on": day("2024-06-05")})
    assert refused(state, ahead, by).field == "headquarters_on"
    event = only(ConsultationReportSubmitted, when(state, submit, by))
    assert (event.bureau, event.number, event.agency_on) == ("BUR-04", 1, None)
    state = then(state, [event], by)
    assert state.stage is Stage.REPORTED
    assert refused(state, GiveAdvice(advice="追加"), by).provision == "RP-1"


def test_headquarters_reports_to_the_agency_and_keeps_a_copy() -> None:
    """B4-R"""
    by = head("2024-10-01", "hq")
    state = given(
        *joint(),
        RoleExplained(case_id=CASE),
        ConsultationClosed(case_id=CASE, result=FirstResponse.SOLVED),
        council="hq",
    )
    state = then(state, when(state, DraftReport(), by, DOCUMENT), by)
    to_bureau = SubmitReport(bureau_on=day("2024-10-01"), headquarters_on=day("2024-10-01"))
    refusal = refused(state, to_bureau, by)
    assert (refusal.provision, refusal.field) == ("B4-R", "agency_on")
    event = only(
        ConsultationReportSubmitted,
        when(state, SubmitReport(agency_on=day("2024-10-01"), headquarters_on=day("2024-10-01")), by),
    )
    assert (event.bureau, event.bureau_on, event.agency_on) == (None, None, day("2024-10-01"))


def test_records_are_mended_by_those_who_keep_them() -> None:
    """YR-2-1-4-4"""
    for office in (Office.HEAD, Office.DEPUTY, Office.SECRETARIAT):
        may_correct(asking("2024-06-03", office))
    with pytest.raises(Refused) as caught:
        may_correct(asking("2024-06-03", Office.EXPERT))
    assert (caught.value.provision, caught.value.forbidden) == ("YR-2-1-4-4", True)
    with pytest.raises(Refused, match="YR24-2-1-5-2"):
        may_correct(asking("2024-06-03", Office.HEAD, pledged=False))
