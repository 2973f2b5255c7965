"""Creditors' meeting, consent per creditor, approval with the last one, the end without a plan (別冊２ 2(7) to 2(9))."""

import pytest
from council_events.support import (
    BusinessMethod,
    CreditorConsented,
    EndGround,
    EndNotified,
    MeetingMode,
    PlanApproved,
    RestructuringEnded,
)
from council_events.values import CreditorKind, Office
from council_support.commands.restructuring import (
    ConfirmApproval,
    ConsentForm,
    EndRestructuring,
    GiveFurtherSupport,
    HoldCreditorsMeeting,
    ListCreditor,
    NotifyEnd,
    RecordRefusal,
    RecordRefusalReason,
    SubmitInvestigationReport,
    WithdrawConsent,
)
from council_support.domain.restructuring import Answer, Stage

from tests.services.support.situations import (
    ORDINARY_REPORT,
    RESCHEDULING,
    THREE_BANKS,
    Case,
    asking,
    at_vote,
    consent,
    creditor_id,
    day,
    deputy,
    drafted,
    head,
    names,
    started,
)

FOUR = {"A銀行": 40_000_000, "B信用金庫": 30_000_000, "C信用組合": 20_000_000, "D保証協会": 10_000_000}
MEETING = HoldCreditorsMeeting(
    mode=MeetingMode.ONLINE, held_on=day("2025-02-12"), consent_deadline=day("2025-03-14"), all_invited=True
)


def test_the_approval_tells_the_business_methods_of_the_version_that_was_consented_to() -> None:
    """T9"""
    methods = (BusinessMethod.SELECTION, BusinessMethod.PERSONNEL)
    case = at_vote(plan=RESCHEDULING.model_copy(update={"business_methods": methods}))
    for name in THREE_BANKS:
        *_, last = case.when(consent(name, "2025-02-20"), head("2025-02-20"))
    assert isinstance(last, PlanApproved)
    assert last.business_methods == methods


def test_a_rst_09_the_plan_comes_into_being_with_the_last_written_consent() -> None:
    case = at_vote(claims=FOUR)
    case.when(consent("A銀行", "2025-02-20"), head("2025-02-20"))
    assert (case.state.consents, case.state.stage) == (1, Stage.CONSENT)
    case.when(consent("B信用金庫", "2025-02-26"), head("2025-03-03"))
    case.when(consent("C信用組合", "2025-03-03"), head("2025-03-03"))
    assert (case.state.consents, case.state.stage) == (3, Stage.CONSENT)

    by_telephone = consent("D保証協会", "2025-03-06", ConsentForm.ORAL)
    assert case.refused(by_telephone, head("2025-03-06")).provision == "B2-2-7-2"
    asked = case.refused(ConfirmApproval(), head("2025-03-06"))
    assert asked.provision == "B2-2-7-2"
    assert "3/4" in asked.ja

    last, approval = case.when(consent("D保証協会", "2025-03-12"), head("2025-03-12"))
    assert isinstance(last, CreditorConsented)
    assert isinstance(approval, PlanApproved)
    assert approval.creditors == 4
    assert approval.debt_before == 100_000_000
    assert approval.consulted_on == day("2024-06-20")
    assert case.state.approved_on == day("2025-03-12")
    assert case.state.stage is Stage.APPROVED
    assert case.when(ConfirmApproval(), head("2025-03-28")) == []


class TestARst10:
    def test_three_quarters_of_the_claims_are_no_approval_the_reason_is_asked_and_the_support_ends(self) -> None:
        case = at_vote(held_on="2025-05-20", deadline="2025-06-20")
        case.when(consent("安芸灘銀行", "2025-06-18"), head("2025-06-18"))
        case.when(consent("ひろしま瀬戸信用保証協会", "2025-06-18"), head("2025-06-18"))
        bank = creditor_id("備後鞆信用金庫")
        case.when(RecordRefusal(creditor_id=bank), head("2025-06-18"))

        majority = case.refused(ConfirmApproval(), head("2025-06-19"))
        assert majority.provision == "B2-2-7-2"
        assert "多数決" in majority.ja

        reason = RecordRefusalReason(
            creditor_id=bank, asked_on=day("2025-06-20"), reason="新スポンサーの適格性に疑義がある"
        )
        assert names(case.when(reason, head("2025-06-20"))) == ["RefusalReasonRecorded"]
        assert case.state.creditors[bank].reason is not None

        [end] = case.when(EndRestructuring(ground=EndGround.CONSENT_REFUSED), head("2025-07-04"))
        assert isinstance(end, RestructuringEnded)
        assert (case.state.stage, case.state.ended_on) == (Stage.ENDED, day("2025-07-04"))
        assert case.state.approved_on is None
        assert set(case.steps(head("2025-07-05"))) == {"NotifyEnd", "GiveFurtherSupport", "OpenSuccessor"}


def test_a_reason_is_asked_only_of_a_creditor_that_refused() -> None:
    case = at_vote()
    command = RecordRefusalReason(creditor_id=creditor_id("安芸灘銀行"), asked_on=day("2025-03-01"), reason="理由")
    assert case.refused(command, head("2025-03-01")).provision == "B2-2-7-3"


def test_consent_by_silence_does_not_exist() -> None:
    case = at_vote(deadline="2025-03-14")
    case.when(consent("安芸灘銀行", "2025-03-01"), head("2025-03-01"))
    case.when(consent("備後鞆信用金庫", "2025-03-01"), head("2025-03-01"))
    assert not case.steps(head("2026-01-01"))["ConfirmApproval"].allowed


def test_a_late_consent_still_counts() -> None:
    case = at_vote(deadline="2025-03-14")
    for name in THREE_BANKS:
        events = case.when(consent(name, "2025-03-20"), head("2025-03-20"))
    assert names(events) == ["CreditorConsented", "PlanApproved"]


def test_no_creditor_decides_before_the_report_has_reached_it() -> None:
    refused = drafted().refused(MEETING, head("2025-02-12"))
    assert refused.provision == "B2-2-6-1"


def test_a_plan_without_financial_support_needs_no_report() -> None:
    plan = RESCHEDULING.model_copy(update={"methods": (), "manager_responsibility": None})
    assert names(drafted(plan=plan).when(MEETING, head("2025-02-12"))) == ["CreditorsMeetingHeld"]


def test_every_creditor_is_invited_and_the_term_follows_the_meeting() -> None:
    case = drafted()
    case.when(
        SubmitInvestigationReport(plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当"),
        head("2024-12-06"),
    )
    assert case.refused(MEETING.model_copy(update={"all_invited": False}), head("2025-02-12")).field == "all_invited"
    before = MEETING.model_copy(update={"consent_deadline": day("2025-02-11")})
    assert case.refused(before, head("2025-02-12")).field == "consent_deadline"
    assert case.refused(MEETING, head("2025-02-11")).field == "held_on"
    same_day = MEETING.model_copy(update={"consent_deadline": day("2025-02-12")})
    assert names(case.when(same_day, head("2025-02-12"))) == ["CreditorsMeetingHeld"]


def test_a_revised_plan_voids_the_consents_and_needs_a_new_report_and_meeting() -> None:
    case = at_vote()
    case.when(consent("安芸灘銀行", "2025-02-20"), head("2025-02-20"))
    case.when(consent("備後鞆信用金庫", "2025-02-20"), head("2025-02-20"))
    [second] = case.when(RESCHEDULING, head("2025-02-25"))
    assert names([second]) == ["PlanDrafted"]
    assert case.state.plan is not None
    assert case.state.plan.version == 2
    assert case.state.consents == 0
    assert case.refused(consent("ひろしま瀬戸信用保証協会", "2025-02-26"), head("2025-02-26")).provision == "B2-2-7-2"
    assert case.refused(MEETING.model_copy(update={"held_on": day("2025-02-26")}), head("2025-02-26")).provision == (
        "B2-2-6-1"
    )


def test_a_consent_to_a_former_version_is_refused() -> None:
    case = at_vote()
    stale = consent("安芸灘銀行", "2025-02-20").model_copy(update={"plan_version": 2})
    assert case.refused(stale, head("2025-02-20")).provision == "B2-2-7-5"
    older_than_the_plan = consent("安芸灘銀行", "2024-11-28")
    assert case.refused(older_than_the_plan, head("2025-02-20")).field == "confirmed_on"
    of_tomorrow = consent("安芸灘銀行", "2025-02-21")
    assert case.refused(of_tomorrow, head("2025-02-20")).field == "confirmed_on"


def test_a_consent_can_be_withdrawn_until_the_plan_comes_into_being() -> None:
    case = at_vote()
    bank = creditor_id("安芸灘銀行")
    assert case.refused(WithdrawConsent(creditor_id=bank), head("2025-02-20")).provision == "B2-2-7-2"
    case.when(consent("安芸灘銀行", "2025-02-20"), head("2025-02-20"))
    assert case.refused(RecordRefusal(creditor_id=bank), head("2025-02-21")).provision == "B2-2-7-2"
    case.when(WithdrawConsent(creditor_id=bank, reason="取締役会で否決"), head("2025-02-21"))
    assert case.state.creditors[bank].answer is Answer.WITHDRAWN
    for name in ("備後鞆信用金庫", "ひろしま瀬戸信用保証協会"):
        assert names(case.when(consent(name, "2025-02-22"), head("2025-02-22"))) == ["CreditorConsented"]
    assert case.state.stage is Stage.CONSENT
    assert names(case.when(consent("安芸灘銀行", "2025-02-28"), head("2025-02-28"))) == [
        "CreditorConsented",
        "PlanApproved",
    ]
    assert case.refused(WithdrawConsent(creditor_id=bank), head("2025-03-01")).provision == "B2-2-7-2"


def test_a_refusing_creditor_may_consent_later() -> None:
    case = at_vote()
    bank = creditor_id("安芸灘銀行")
    case.when(RecordRefusal(creditor_id=bank, reason="条件が不明"), head("2025-02-20"))
    case.when(consent("安芸灘銀行", "2025-02-27"), head("2025-02-27"))
    assert case.state.creditors[bank].answer is Answer.CONSENTED


def test_after_the_meeting_no_creditor_is_added_without_a_new_plan() -> None:
    newcomer = ListCreditor(creditor_id=creditor_id("E銀行"), kind=CreditorKind.BANK, name="E銀行", claim=1)
    case = at_vote()
    assert case.refused(newcomer, head("2025-02-20")).provision == "B2-2-7-1"
    case.when(RESCHEDULING, head("2025-02-25"))
    assert names(case.when(newcomer, head("2025-02-25"))) == ["CreditorListed"]


def test_recording_a_consent_twice_records_nothing_more() -> None:
    case = at_vote()
    case.when(consent("安芸灘銀行", "2025-02-20"), head("2025-02-20"))
    assert case.when(consent("安芸灘銀行", "2025-02-21"), head("2025-02-21")) == []


@pytest.mark.parametrize("ground", EndGround)
def test_started_support_ends_on_any_ground_and_only_by_the_head(ground: EndGround) -> None:
    case = started()
    end = EndRestructuring(ground=ground, reason="事情の変化")
    assert case.refused(end, deputy("2024-08-01")).forbidden
    assert names(case.when(end, head("2024-08-01"))) == ["RestructuringEnded"]
    assert case.when(end, head("2024-08-02")) == []


def test_another_ground_of_the_end_is_said() -> None:
    refused = started().refused(EndRestructuring(ground=EndGround.OTHER), head("2024-08-01"))
    assert (refused.provision, refused.field) == ("B2-2-9-1", "reason")


class TestAfterTheEnd:
    def ended(self) -> Case:
        case = started()
        case.when(EndRestructuring(ground=EndGround.PLAN_ABANDONED), head("2024-08-01"))
        return case

    def notice(self, **changes: object) -> NotifyEnd:
        command = NotifyEnd(reported_on=day("2024-08-02"), notified_on=day("2024-08-03"))
        return command.model_copy(update=changes)

    def test_the_head_is_reported_to_and_the_company_notified_b2_2_9_1(self) -> None:
        case = self.ended()
        assert case.refused(self.notice(), head("2024-08-01")).field == "reported_on"
        assert case.refused(self.notice(), head("2024-08-02")).field == "notified_on"
        [told] = case.when(self.notice(), head("2024-08-03"))
        assert isinstance(told, EndNotified)
        assert told.difficulty_told_on is None
        assert "NotifyEnd" not in case.steps(head("2024-08-04"))

    def test_whom_revival_is_out_of_reach_for_is_told_and_offered_another_way_b2_2_9_2(self) -> None:
        case = self.ended()
        difficult = self.notice(extremely_difficult=True)
        assert case.refused(difficult, head("2024-08-05")).field == "difficulty_told_on"
        told = difficult.model_copy(update={"difficulty_told_on": day("2024-08-05")})
        assert case.refused(told, head("2024-08-04")).provision == "B2-2-9-2"
        assert case.refused(told, head("2024-08-05")).field == "response"
        offered = told.model_copy(update={"response": "再チャレンジ支援を提案"})
        [event] = case.when(offered, head("2024-08-05"))
        assert isinstance(event, EndNotified)
        assert event.difficulty_told_on == day("2024-08-05")
        assert case.steps(head("2024-08-06"))["OpenSuccessor"].allowed

    def test_support_within_the_possible_goes_on_at_the_companys_request(self) -> None:
        case = self.ended()
        further = GiveFurtherSupport(requested_on=day("2024-08-10"), content="弁済計画の相談")
        assert case.refused(further, deputy("2024-08-09")).field == "requested_on"
        assert names(case.when(further, deputy("2024-08-10"))) == ["FurtherSupportGiven"]


def test_an_approved_case_is_not_ended() -> None:
    case = at_vote()
    for name in THREE_BANKS:
        case.when(consent(name, "2025-03-01"), head("2025-03-01"))
    refused = case.refused(EndRestructuring(ground=EndGround.OTHER), head("2025-03-02"))
    assert refused.provision == "B2-2-9-1"


def test_an_expert_records_no_consent() -> None:
    refused = at_vote().refused(consent("安芸灘銀行", "2025-02-20"), asking(Office.EXPERT, on="2025-02-20"))
    assert refused.forbidden
