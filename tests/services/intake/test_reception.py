"""Reception beyond the counter: joint requests, links, contacts, other prefectures, what is learned."""

from typing import Any
from uuid import UUID

import pytest
from council_events import Sealed
from council_events.intake import (
    Channel,
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    ContactRecorded,
    CooperationAgreed,
    EarlierConsultationLinked,
    Edition,
    FactFindingCompleted,
    FactItem,
    FewerFinancialYearsSeen,
    FirstResponse,
    GuaranteeFactsRecorded,
    GuaranteeItem,
    JointRequestReceived,
    Requester,
    RoleExplained,
    SupportLineChosen,
)
from council_events.values import Office, Qualification, SupportLine
from council_intake.commands import (
    AgreeCooperation,
    ChooseSupportLine,
    CloseConsultation,
    CompleteFactFinding,
    ExplainRole,
    LinkEarlierConsultation,
    RecordContact,
    RecordFacts,
    RecordGuaranteeFacts,
)
from council_intake.domain import INITIAL, Around, Stage, next_steps
from pydantic import ValidationError

from tests.services.intake.situations import (
    CASE,
    MIE,
    day,
    deputy,
    facts,
    given,
    head,
    joint,
    joint_reception,
    only,
    opened,
    reception,
    refused,
    then,
    when,
)

EARLIER = str(UUID("018f5e1c-0000-7000-8000-0000000000e1"))


def test_a_joint_request_opens_a_case_of_its_own_kind() -> None:
    """B4-3-1"""
    received, request = when(INITIAL, joint_reception(), deputy("2024-09-02"))
    assert isinstance(received, ConsultationOpened)
    assert (received.kind, received.requester) == (ConsultationKind.GUARANTEE, Requester.GUARANTOR)
    assert request == JointRequestReceived(
        case_id=CASE,
        received_on=day("2024-08-28"),
        adviser=Sealed("弁護士 架空 花子"),
        adviser_qualification=Qualification.LAWYER,
    )
    assert when(given(received, request), joint_reception(), deputy("2024-09-02")) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adviser": None}, "adviser"),
        ({"adviser_qualification": None}, "adviser_qualification"),
        ({"received_on": None}, "received_on"),
        ({"received_on": day("2024-09-03")}, "received_on"),
    ],
)
def test_a_joint_request_needs_the_adviser_and_the_form(changes: dict[str, Any], field: str) -> None:
    """B4-3-1"""
    refusal = refused(INITIAL, joint_reception(**changes), deputy("2024-09-02"))
    assert (refusal.provision, refusal.field) == ("B4-3-1", field)


def test_a_joint_request_asks_for_nine_items() -> None:
    """B4-3-2"""
    state = given(*joint())
    assert state.missing(day("2024-09-02")) == list(GuaranteeItem)
    refusal = refused(state, CompleteFactFinding(), deputy("2024-09-02"))
    assert (refusal.provision, "免責不許可事由" in refusal.ja) == ("B4-3-2", True)
    notes = {item.value: f"{item.label}の記録" for item in GuaranteeItem}
    by = deputy("2024-09-04")
    recorded = only(GuaranteeFactsRecorded, when(state, RecordGuaranteeFacts.model_validate(notes), by))
    assert len(recorded.items) == 9
    state = then(state, [recorded], by)
    assert state.stage is Stage.FACT_FINDING
    only(FactFindingCompleted, when(state, CompleteFactFinding(), by))
    with pytest.raises(ValidationError, match="At least one item"):
        RecordGuaranteeFacts()


def test_each_kind_has_its_own_items() -> None:
    by = deputy("2024-09-02")
    assert refused(given(*joint()), RecordFacts(outline="x"), by).provision == "B4-3-2"
    assert refused(given(opened()), RecordGuaranteeFacts(contract="x"), by).provision == "B4-3-2"


def test_a_joint_request_leads_to_the_settling_of_guarantee_debts() -> None:
    """B4-3-1, YR-2-2-3-3: the adviser and who asked go on to the next service."""
    earlier = EarlierConsultationLinked(case_id=CASE, earlier=Sealed(EARLIER))
    state = given(*joint(), earlier, RoleExplained(case_id=CASE))
    by = head("2024-09-10")
    chosen = only(SupportLineChosen, when(state, ChooseSupportLine(line=SupportLine.GUARANTEE), by))
    assert (chosen.requester, chosen.requester_name) == (Requester.GUARANTOR, Sealed("三国 汐"))
    assert (chosen.adviser, chosen.earlier_case) == (Sealed("弁護士 架空 花子"), Sealed(EARLIER))
    close = CloseConsultation(result=FirstResponse.SECOND_STAGE)
    assert when(then(state, [chosen], by), close, by)
    for line in (SupportLine.RESTRUCTURING, SupportLine.PLAN_SUBSIDY):
        assert refused(state, ChooseSupportLine(line=line), by).provision == "YR-2-2-3-3"


@pytest.mark.parametrize("requester", [Requester.COMPANY, Requester.GUARANTOR])
def test_guarantee_debts_are_not_settled_from_the_counter(requester: Requester) -> None:
    """B4-3-1"""
    refusal = refused(given(opened(requester)), ChooseSupportLine(line=SupportLine.GUARANTEE), head("2024-09-10"))
    assert (refusal.provision, refusal.field) == ("B4-3-1", "line")


# ---- links


def test_a_later_consultation_names_the_earlier_one_sealed_and_on_its_own_stream_only() -> None:
    received, link = when(INITIAL, reception(earlier_case=EARLIER), deputy("2024-09-02"))
    assert isinstance(received, ConsultationOpened)
    assert link == EarlierConsultationLinked(case_id=CASE, earlier=Sealed(EARLIER))
    later = LinkEarlierConsultation(earlier_case=EARLIER)
    by = deputy("2024-09-03")
    linked = only(EarlierConsultationLinked, when(given(opened()), later, by))
    assert linked.case_id == CASE
    state = then(given(opened()), [linked], by)
    assert state.earlier == Sealed(EARLIER)
    assert LinkEarlierConsultation not in [step.command for step in next_steps(state, by)]


# ---- contacts


def test_a_contact_is_an_interview_unless_it_is_said_otherwise() -> None:
    """YR-2-2-2-1-4"""
    by = deputy("2024-05-20")
    assert only(ContactRecorded, when(given(opened()), RecordContact(), by)).channel is Channel.INTERVIEW
    online = RecordContact(channel=Channel.ONLINE, summary="資金繰りの確認")
    event = only(ContactRecorded, when(given(opened()), online, by))
    assert (event.channel, event.summary) == (Channel.ONLINE, Sealed("資金繰りの確認"))


# ---- another prefecture


def test_a_company_of_another_prefecture_is_received_and_supported_after_the_cooperation_is_on_record() -> None:
    """YR-2-1-1-2: never refused on the address alone."""
    received = only(ConsultationOpened, when(INITIAL, reception(prefecture="23"), deputy("2024-05-14")))
    state = given(received)
    by = head("2024-06-03")
    choose = ChooseSupportLine(line=SupportLine.RESTRUCTURING)
    assert refused(state, choose, by).provision == "YR-2-1-1-2"
    assert AgreeCooperation in [step.command for step in next_steps(state, by)]
    agree = AgreeCooperation(necessity="主たる事業所が三重県にある", cooperating="23")
    agreed = only(CooperationAgreed, when(state, agree, by))
    state = then(state, [agreed], by)
    assert when(state, choose, by)
    assert AgreeCooperation not in [step.command for step in next_steps(state, by)]
    itself = agree.model_copy(update={"cooperating": MIE})
    refusal = refused(state, itself, by)
    assert (refusal.provision, refusal.field) == ("YR-2-1-1-2", "cooperating")


def test_headquarters_has_no_prefecture_to_cross() -> None:
    state = given(opened(), council="hq")
    assert when(state, ChooseSupportLine(line=SupportLine.RESTRUCTURING), head("2024-06-03", "hq"))


# ---- three years of accounts


def test_the_finances_are_on_record_when_they_cover_three_years_or_all_there_are() -> None:
    """YR-2-2-3-2"""
    by = deputy("2024-05-20")
    two = when(given(opened()), RecordFacts(finances="2期分", finance_years=2), by)
    assert two[1] == FewerFinancialYearsSeen(case_id=CASE, years=2, founded_recently=False)
    state = then(given(opened()), two, by)
    assert FactItem.FINANCES in state.missing(by.on)
    young = when(given(opened()), RecordFacts(finances="設立2年目", finance_years=2, founded_recently=True), by)
    assert FactItem.FINANCES not in then(given(opened()), young, by).missing(by.on)
    all_three = only(ConsultationFactsRecorded, when(state, RecordFacts(finances="3期分"), by))
    assert FactItem.FINANCES not in then(state, [all_three], by).missing(by.on)
    other = given(facts(FactItem.OUTLINE), state=state)
    assert FactItem.FINANCES in other.missing(by.on), "another item does not make up for it"


# ---- the kinds as lines of their own


def test_each_kind_of_consultation_has_its_own_table_of_commands() -> None:
    from council_intake.domain import counter, guarantee, preliminary

    assert RecordGuaranteeFacts in guarantee.BEHAVIOURS
    assert RecordGuaranteeFacts not in preliminary.BEHAVIOURS
    assert RecordGuaranteeFacts not in counter.BEHAVIOURS
    for line in (preliminary, counter, guarantee):
        assert ExplainRole in line.BEHAVIOURS
        assert line.INITIAL == INITIAL


def test_the_edition_is_written_where_the_fact_finding_ends() -> None:
    event = only(FactFindingCompleted, when(given(*_nine()), CompleteFactFinding(), deputy("2024-09-04")))
    assert event.edition is Edition.E2024


def _nine() -> list[Any]:
    notes = tuple(Sealed("記録") for _ in GuaranteeItem)
    return [*joint(), GuaranteeFactsRecorded(case_id=CASE, items=tuple(GuaranteeItem), notes=notes)]


def test_yr_2_2_3_1_a_consultation_is_assigned_to_a_deputy_or_the_head_alone() -> None:
    other = reception(assigned_to="p24-expert")
    refusal = refused(INITIAL, other, head("2024-05-14"), Around(frozenset({Office.EXPERT})))
    assert (refusal.provision, refusal.field) == ("YR-2-2-3-1", "assigned_to")
    assert when(INITIAL, other, head("2024-05-14"), Around(frozenset({Office.DEPUTY})))
