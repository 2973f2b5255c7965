"""Annual plans, evaluations, reports to the 会長, improvement plans on request, candidates and opinions."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from council_events.governance import (
    ActivityReported,
    AnnualPlanMade,
    EvaluationGrade,
    EvaluationRecorded,
    ImprovementGround,
    ImprovementPlanFiled,
    ImprovementPlanRequested,
    InquiryOutcome,
    OpinionInquired,
    OpinionReceived,
    OpinionSource,
    SpecialistKind,
    SpecialistListed,
    SpecialistRemoved,
)
from council_events.values import Office, Power, Qualification
from council_governance.commands import (
    DelegatePowers,
    ListSpecialist,
    MakeAnnualPlan,
    ReceiveOpinion,
    RecordInquiry,
    RemoveSpecialist,
    ReportActivity,
)
from council_governance.domain.organisation.duties import Staff, findings
from council_governance.domain.organisation.state import AnnualPlan, Evaluation

from tests.services.governance.acts import AROUND, REQUEST, answer, evaluation, plan, request
from tests.services.governance.councils import (
    Council,
    bureau,
    by,
    day,
    elect,
    head,
    host,
    office,
    with_chair,
)

# ---- 事業計画 by YR-2-1-3-3-7


def test_the_head_makes_the_plan_of_a_fiscal_year_after_conferring_with_the_head_of_the_host() -> None:
    council = Council()
    [event] = council.when(plan(), head("2025-03-11"), AROUND)
    assert isinstance(event, AnnualPlanMade)
    assert (event.fiscal_year, event.made_by, event.conferred_with) == (2025, "p45-head", "p45-host")
    assert (event.completions_target, event.drastic_target) == (None, None)
    assert list(council.state.business.plans) == [2025]


def test_a_plan_may_set_targets_and_a_later_one_of_the_year_sets_others() -> None:
    council = Council()
    for completions, drastic in ((35, 7), (40, 8)):
        targets = plan(completions_target=completions, drastic_target=drastic)
        [event] = council.when(targets, head("2025-03-11"), AROUND)
        assert isinstance(event, AnnualPlanMade)
        assert (event.completions_target, event.drastic_target) == (completions, drastic)
    assert council.state.business.plans == {2025: AnnualPlan(day("2025-03-10"), 40, 8)}


def test_who_acts_for_the_head_of_the_host_is_conferred_with_and_the_chair_with_the_power() -> None:
    """YR-2-1-1-3, YR-2-1-2-2-2."""
    council = with_chair()
    assert council.when(plan("p45-vice"), head("2025-03-11"), AROUND)
    assert council.refused(plan("p45-cci"), head("2025-03-11"), AROUND).field == "conferred_with"
    council.given((DelegatePowers(powers=(Power.PLANNING,), begins_on=day("2025-01-01")), host("2025-01-01")))
    assert council.when(plan("p45-cci"), head("2025-03-11"), AROUND)
    council.given((elect("p45-bank", "2025-02-01"), office("2025-02-01")))
    assert council.refused(plan("p45-cci"), head("2025-03-11"), AROUND).provision == "YR-2-1-3-3-7"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (plan("p45-vice", "2024-12-31"), "conferred_with"),
        (plan("p45-stranger"), "conferred_with"),
        (plan(conferred_on="2025-03-12"), "conferred_on"),
        (plan(follows_guideline=False), "follows_guideline"),
        (plan(completions_target=3, drastic_target=4), "drastic_target"),
        (plan(drastic_target=4), "drastic_target"),
    ],
    ids=["not yet acting", "somebody else", "in advance", "without the guideline", "more drastic than all", "of none"],
)
def test_a_plan_is_refused_when(command: MakeAnnualPlan, field: str) -> None:
    refusal = Council().refused(command, head("2025-03-11"), AROUND)
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-3-7", field)


def test_nobody_else_makes_the_plan() -> None:
    refusal = Council().refused(plan(), host("2025-03-11"), AROUND)
    assert (refusal.provision, refusal.forbidden) == ("YR-2-1-3-3-7", True)


# ---- the evaluation of 中小機構 by LAW-140-4


def test_the_headquarters_records_the_grade_that_a_year_was_given_and_a_later_one_replaces_it() -> None:
    council = Council()
    officer = by("2025-10-20", Office.HQ_OFFICER, person="hq-officer")
    [event] = council.when(evaluation(EvaluationGrade.B), officer)
    assert isinstance(event, EvaluationRecorded)
    assert (event.fiscal_year, event.grade, event.recorded_by) == (2024, EvaluationGrade.B, "hq-officer")
    assert council.when(evaluation(EvaluationGrade.B), officer) == []
    assert council.when(evaluation(EvaluationGrade.A), officer)
    assert council.state.business.evaluations == {2024: Evaluation(EvaluationGrade.A, day("2025-10-15"))}


@pytest.mark.parametrize(("published_on", "year"), [("2025-03-31", 2024), ("2025-10-21", 2024)], ids=["early", "ahead"])
def test_a_year_is_evaluated_after_its_end_and_before_it_is_recorded(published_on: str, year: int) -> None:
    officer = by("2025-10-20", Office.HQ_OFFICER)
    refusal = Council().refused(evaluation(EvaluationGrade.C, published_on, year), officer)
    assert (refusal.provision, refusal.field) == ("LAW-140-4", "published_on")


def test_a_council_does_not_record_its_own_grade_nor_does_its_bureau() -> None:
    for who in (head("2025-10-20"), host("2025-10-20"), bureau("2025-10-20")):
        refusal = Council().refused(evaluation(EvaluationGrade.A), who)
        assert (refusal.provision, refusal.forbidden) == ("LAW-140-4", True)


def test_the_first_day_of_the_next_year_is_after_the_end() -> None:
    assert Council().when(evaluation(EvaluationGrade.E, "2025-04-01"), by("2025-10-20", Office.HQ_OFFICER))


# ---- reports to the 会長 by YR-2-1-3-3-8


def test_the_head_reports_to_the_chair_of_the_day() -> None:
    command = ReportActivity(reported_on=day("2024-09-30"), report="上期の状況")
    [event] = with_chair().when(command, head("2024-09-30"))
    assert isinstance(event, ActivityReported)
    assert (event.chair, event.reported_by) == ("p45-cci", "p45-head")
    assert Council().refused(command, head("2024-09-30")).provision == "YR-2-1-3-3-8"
    assert with_chair().refused(command, office("2024-09-30")).forbidden


# ---- 業務改善計画 by YR24-2-1-3-3-10 and YR-2-1-3-3-10-2


def test_the_bureaus_request_stays_open_until_the_plan_is_filed() -> None:
    council = Council()
    [asked] = council.when(request("2024-08-01", ImprovementGround.EVALUATION), bureau("2024-08-01"))
    assert isinstance(asked, ImprovementPlanRequested)
    assert asked.bureau == "BUR-08"
    assert council.when(request("2024-08-01"), bureau("2024-08-01")) == []
    assert "FileImprovementPlan" in council.steps(head("2024-10-01"))
    [filed] = council.when(answer(), head("2024-10-02"), AROUND)
    assert isinstance(filed, ImprovementPlanFiled)
    assert "FileImprovementPlan" not in council.steps(head("2024-10-03"))
    assert council.refused(answer(), head("2024-10-03"), AROUND).field == "request_id"


def test_only_the_bureau_asks_and_only_the_head_answers_an_open_request() -> None:
    assert Council().refused(request("2024-08-01"), host("2024-08-01")).provision == "YR24-2-1-3-3-10"
    assert Council().refused(request("2023-08-01"), head("2023-08-01")).provision == "YR-2-1-3-3-10-2"
    council = Council().given((request("2024-08-01"), bureau("2024-08-01")))
    assert council.refused(answer(), bureau("2024-10-02"), AROUND).forbidden
    assert council.refused(answer(request_id=uuid4()), head("2024-10-02"), AROUND).field == "request_id"
    assert council.refused(answer(), head("2024-10-02")).field == "conferred_with"


def test_the_evaluation_is_a_ground_since_the_edition_of_2024() -> None:
    command = request("2024-03-31", ImprovementGround.EVALUATION)
    refusal = Council().refused(command, bureau("2024-03-31"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-3-10-2", "ground")
    assert Council().when(request("2024-03-31"), bureau("2024-03-31"))


# ---- candidates for 第三者支援専門家 by YR-2-1-3-3-9 and YR24-2-1-3-3-9


def candidate(specialist_id: UUID = REQUEST) -> ListSpecialist:
    return ListSpecialist(
        specialist_id=specialist_id,
        name="弁護士",
        kinds=(SpecialistKind.REVITALIZATION,),
        qualifications=(Qualification.LAWYER,),
    )


def test_candidates_stand_on_a_register_that_the_department_keeps() -> None:
    council = Council()
    [listed] = council.when(candidate(), by("2024-06-01", Office.DEPUTY))
    assert isinstance(listed, SpecialistListed)
    assert council.when(candidate(), head("2024-06-01")) == []
    remove = RemoveSpecialist(specialist_id=REQUEST, removed_on=day("2025-03-31"))
    assert council.when(remove, head("2025-03-31")) == [
        SpecialistRemoved(specialist_id=REQUEST, removed_on=day("2025-03-31"))
    ]
    assert council.when(remove, head("2025-03-31")) == []
    unknown = RemoveSpecialist(specialist_id=uuid4(), removed_on=day("2025-03-31"))
    assert council.refused(unknown, head("2025-03-31")).provision == "YR24-2-1-3-3-9"
    assert council.refused(candidate(), office("2024-03-31")).provision == "YR-2-1-3-3-9"


# ---- opinions about the conduct of the business by YR-2-1-3-3-10

OPINION = UUID("018f5e1c-0000-7000-8000-0000000000aa")
COMPLAINT = ReceiveOpinion(
    opinion_id=OPINION, source=OpinionSource.COMPANY, received_on=day("2024-07-01"), opinion="説明が足りなかった。"
)


def inquiry(on: str) -> RecordInquiry:
    return RecordInquiry(
        opinion_id=OPINION, inquired_on=day(on), outcome=InquiryOutcome.EXPLAINED, report="経緯を確かめて説明した。"
    )


def test_an_opinion_stays_open_until_the_head_has_inquired_into_it() -> None:
    """YR-2-1-3-3-10."""
    council = Council()
    [received] = council.when(COMPLAINT, office("2024-07-01"))
    assert isinstance(received, OpinionReceived)
    assert council.when(COMPLAINT, office("2024-07-01")) == []
    assert "YR-2-1-3-3-10" in {each.provision for each in findings(council.state, Staff(1, 1), day("2024-07-05"))}
    assert council.refused(inquiry("2024-07-10"), office("2024-07-10")).forbidden
    assert "RecordInquiry" in council.steps(head("2024-07-10"))
    [inquired] = council.when(inquiry("2024-07-10"), head("2024-07-10"))
    assert isinstance(inquired, OpinionInquired)
    assert (inquired.inquired_by, inquired.outcome) == ("p45-head", InquiryOutcome.EXPLAINED)
    assert "YR-2-1-3-3-10" not in {each.provision for each in findings(council.state, Staff(1, 1), day("2024-07-11"))}
    assert "RecordInquiry" not in council.steps(head("2024-07-11"))
    assert council.refused(inquiry("2024-07-12"), head("2024-07-12")).field == "opinion_id"


def test_an_inquiry_follows_the_opinion_and_is_no_later_than_its_record() -> None:
    """YR-2-1-3-3-10."""
    council = Council().given((COMPLAINT, office("2024-07-01")))
    for on, recorded in (("2024-06-30", "2024-07-10"), ("2024-07-11", "2024-07-10")):
        refusal = council.refused(inquiry(on), head(recorded))
        assert (refusal.provision, refusal.field) == ("YR-2-1-3-3-10", "inquired_on")
    assert (
        council.refused(COMPLAINT.model_copy(update={"opinion_id": REQUEST}), office("2024-06-30")).field
        == "received_on"
    )
    assert council.refused(COMPLAINT, bureau("2024-07-01")).forbidden
