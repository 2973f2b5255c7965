"""Who belongs to the circle of creditors, and who is left out or carved out of it (Q17, 別冊２ 2(7)④)."""

from __future__ import annotations

import pytest
from council_events.support import (
    ClaimFiled,
    CreditorApprovalPending,
    CreditorLeftOut,
    Method,
    PlanApproved,
    PlanMeetingHeld,
    PlanRevisedWithoutCreditor,
)
from council_events.values import CreditorKind
from council_support.commands.restructuring import (
    CompleteBusinessDueDiligence,
    ConfirmApproval,
    DecideStart,
    FormTeam,
    LeaveOutCreditor,
    ListCreditor,
    NotifyStart,
    RecordClaimFiling,
    RecordPendingApproval,
    RecordPlanMeeting,
    RecordRefusal,
    RecordRefusalReason,
    RequestRepaymentGrace,
    RequestSupport,
    ReviseWithoutCreditor,
)
from council_support.domain.restructuring import INITIAL, Answer, Stage, Terms, main_creditors
from council_support.domain.voting import plan_of

from tests.services.support.situations import (
    ALL_FINDINGS,
    FULL_TEAM,
    RESCHEDULING,
    THREE_BANKS,
    Case,
    at_vote,
    consent,
    creditor_id,
    day,
    deputy,
    head,
    heard,
    listed,
    names,
    received,
    started,
)

SMALL_ONE = {**THREE_BANKS, "小口信用組合": 20_000_000}
SMALL = creditor_id("小口信用組合")
BIG = [creditor_id(name) for name in THREE_BANKS]


def leave_out(**changes: object) -> LeaveOutCreditor:
    command = LeaveOutCreditor(
        creditor_id=SMALL,
        consenting=tuple(BIG),
        consented_on=day("2024-07-12"),
        equity_grounds="債権額が全体の3%にとどまる",
    )
    return command.model_copy(update=changes)


class TestTheCircle:
    def test_financial_creditors_belong_to_it_and_main_ones_are_ranked_by_claim_yr_2_1_1_4_2_yr_2_1_3_3_3(self) -> None:
        case = received()
        for kind in CreditorKind:
            if kind is CreditorKind.TRADE:
                continue
            command = ListCreditor(creditor_id=creditor_id(kind), kind=kind, name=kind.label, claim=100)
            assert names(case.when(command, head("2024-07-08"))) == ["CreditorListed"]
        big = ListCreditor(creditor_id=BIG[0], kind=CreditorKind.BANK, name="大口", claim=100_000)
        case.when(big, head("2024-07-08"))
        assert main_creditors(case.state, Terms()) == {BIG[0]}

    def test_a_guarantee_corporation_takes_part_before_and_after_it_has_paid(self) -> None:
        case = received()
        paid = ListCreditor(
            creditor_id=SMALL,
            kind=CreditorKind.GUARANTEE_CORPORATION,
            name="保証協会",
            claim=1,
            subrogated_on=day("2024-06-01"),
        )
        assert names(case.when(paid, head("2024-07-08"))) == ["CreditorListed"]
        assert case.state.creditors[SMALL].subrogated_on == day("2024-06-01")
        bank = paid.model_copy(update={"kind": CreditorKind.BANK})
        assert case.refused(bank, head("2024-07-08")).provision == "YR-2-1-1-4-2"

    def test_others_than_listed_creditors_are_told_nothing_br_7(self) -> None:
        case = started()
        refused = case.refused(NotifyStart(creditors=(creditor_id("仕入先"),)), head("2024-07-26"))
        assert refused.field == "creditor_id"


class TestLeavingOut:
    def test_a_small_creditor_is_left_out_with_the_consent_of_all_others_b2_q17(self) -> None:
        case = heard(claims=SMALL_ONE)
        [left] = case.when(leave_out(), head("2024-07-12"))
        assert isinstance(left, CreditorLeftOut)
        assert set(left.consenting) == set(BIG)
        assert set(case.state.creditors) == set(BIG)
        assert case.when(leave_out(), head("2024-07-13")) == []

    def test_without_one_of_the_others_it_stays(self) -> None:
        case = heard(claims=SMALL_ONE)
        refused = case.refused(leave_out(consenting=tuple(BIG[:2])), head("2024-07-12"))
        assert (refused.provision, refused.field) == ("B2-Q17", "consenting")

    def test_a_claim_is_small_up_to_the_share_that_the_deployment_sets(self) -> None:
        case = heard(claims=SMALL_ONE)
        case.terms = Terms(small_claim_percent=3)
        assert case.refused(leave_out(), head("2024-07-12")).field == "creditor_id"
        case.terms = Terms(small_claim_percent=4)
        assert names(case.when(leave_out(), head("2024-07-12"))) == ["CreditorLeftOut"]

    def test_the_consents_are_not_of_a_day_to_come_and_nobody_is_left_out_alone(self) -> None:
        assert heard(claims=SMALL_ONE).refused(leave_out(), head("2024-07-11")).field == "consented_on"
        alone = listed(received(), {"小口信用組合": 100})
        alone.terms = Terms(small_claim_percent=100)
        assert alone.refused(leave_out(consenting=()), head("2024-07-12")).field == "consenting"

    def test_the_circle_is_closed_after_the_meeting(self) -> None:
        case = at_vote(claims=SMALL_ONE)
        assert case.refused(leave_out(), head("2025-02-13")).provision == "B2-2-7-1"

    def test_a_creditor_listed_again_takes_part_again(self) -> None:
        case = heard(claims=SMALL_ONE)
        case.when(leave_out(), head("2024-07-12"))
        again = ListCreditor(creditor_id=SMALL, kind=CreditorKind.SHINKIN, name="小口信用組合", claim=30_000_000)
        case.when(again, head("2024-07-13"))
        assert case.state.creditors[SMALL].claim == 30_000_000
        assert case.state.left_out == {}


class TestClaimsFiled:
    def filing(self, **changes: object) -> RecordClaimFiling:
        command = RecordClaimFiling(
            creditor_id=BIG[0], filed_on=day("2024-08-20"), balance=300_000_000, interest_rate=1.5, secured=80_000_000
        )
        return command.model_copy(update=changes)

    def grace(self, *, with_claim_filing: bool) -> RequestRepaymentGrace:
        return RequestRepaymentGrace(
            creditors=tuple(BIG), joint_names=True, need="資金繰り", with_claim_filing=with_claim_filing
        )

    def test_claims_are_filed_when_asked_for_with_the_request_for_grace_b2_q21_2(self) -> None:
        case = started()
        assert case.refused(self.filing(), deputy("2024-08-21")).provision == "B2-Q21-2"
        case.when(self.grace(with_claim_filing=False), head("2024-08-01"))
        assert case.refused(self.filing(), deputy("2024-08-21")).provision == "B2-Q21-2"
        case.when(self.grace(with_claim_filing=True), head("2024-08-05"))
        assert case.refused(self.filing(), deputy("2024-08-19")).field == "filed_on"
        [filed] = case.when(self.filing(), deputy("2024-08-21"))
        assert isinstance(filed, ClaimFiled)
        assert case.state.creditors[BIG[0]].filing == filed


class TestMeetings:
    def meeting(self, **changes: object) -> RecordPlanMeeting:
        command = RecordPlanMeeting(held_on=day("2024-09-10"), creditors=tuple(BIG), shared="調査の途中経過")
        return command.model_copy(update=changes)

    def test_company_main_creditors_and_team_meet_and_others_may_join_b2_2_4_3(self) -> None:
        case = started()
        assert case.refused(self.meeting(creditors=(BIG[1],)), deputy("2024-09-11")).provision == "B2-2-4-3"
        assert case.refused(self.meeting(), deputy("2024-09-09")).field == "held_on"
        [met] = case.when(self.meeting(creditors=(BIG[0],)), deputy("2024-09-11"))
        assert isinstance(met, PlanMeetingHeld)
        assert case.state.plan_meetings == (met,)

    def test_a_sponsor_joins_by_the_companys_leave_br_7(self) -> None:
        case = started()
        with_sponsor = self.meeting(sponsors="瀬戸内ホテルズ")
        assert case.refused(with_sponsor, deputy("2024-09-11")).provision == "BR-7"
        agreed = with_sponsor.model_copy(update={"company_agreed": True})
        assert names(case.when(agreed, deputy("2024-09-11"))) == ["PlanMeetingHeld"]


class TestPendingApproval:
    def vote_with_guarantor(self) -> Case:
        case = at_vote(claims=THREE_BANKS)
        creditors = dict(case.state.creditors)
        guarantor = ListCreditor(
            creditor_id=BIG[2],
            kind=CreditorKind.GUARANTEE_CORPORATION,
            name="ひろしま瀬戸信用保証協会",
            claim=150_000_000,
        )
        early = started(claims=THREE_BANKS)
        [event] = early.when(guarantor, head("2024-07-26"))
        case.given("2024-07-26", event)
        assert creditors.keys() == case.state.creditors.keys()
        return case

    def test_waiting_for_a_governors_approval_is_no_answer(self) -> None:
        case = self.vote_with_guarantor()
        waits = RecordPendingApproval(creditor_id=BIG[2], body="条例に基づく知事の承認", expected_on=day("2025-06-30"))
        for name in ("安芸灘銀行", "備後鞆信用金庫"):
            case.when(consent(name, "2025-03-01"), head("2025-03-01"))
        [pending] = case.when(waits, deputy("2025-03-03"))
        assert isinstance(pending, CreditorApprovalPending)
        assert case.state.creditors[BIG[2]].pending == pending
        assert case.refused(ConfirmApproval(), head("2025-03-14")).provision == "B2-2-7-2"
        last = case.when(consent("ひろしま瀬戸信用保証協会", "2025-06-25"), head("2025-06-25"))
        assert names(last) == ["CreditorConsented", "PlanApproved"]
        assert case.state.creditors[BIG[2]].pending is None

    def test_a_bank_answers_for_itself_and_one_that_consented_waits_for_nothing(self) -> None:
        case = self.vote_with_guarantor()
        waits = RecordPendingApproval(creditor_id=BIG[0], body="本部の承認")
        assert case.refused(waits, deputy("2025-03-03")).provision == "B2-2-7-2"
        case.when(consent("ひろしま瀬戸信用保証協会", "2025-03-03"), head("2025-03-03"))
        assert case.when(waits.model_copy(update={"creditor_id": BIG[2]}), deputy("2025-03-04")) == []

    def test_a_new_version_asks_everybody_anew(self) -> None:
        case = self.vote_with_guarantor()
        case.when(RecordPendingApproval(creditor_id=BIG[2], body="知事の承認"), deputy("2025-03-03"))
        case.when(RESCHEDULING, head("2025-03-05"))
        assert case.state.creditors[BIG[2]].pending is None


def refusing() -> Case:
    """All but one have consented; the small one refuses and has been asked for its reason."""
    case = at_vote(claims=SMALL_ONE)
    for name in THREE_BANKS:
        case.when(consent(name, "2025-03-01"), head("2025-03-01"))
    case.when(RecordRefusal(creditor_id=SMALL), head("2025-03-03"))
    case.when(RecordRefusalReason(creditor_id=SMALL, asked_on=day("2025-03-04"), reason="内規"), head("2025-03-05"))
    return case


def revision(**changes: object) -> ReviseWithoutCreditor:
    command = ReviseWithoutCreditor(
        creditor_id=SMALL,
        execution_unaffected=True,
        execution_grounds="条件変更の対象額の3%にとどまる",
        equity_kept=True,
        equity_grounds="債権額が少額",
        consent_deadline=day("2025-04-30"),
    )
    return command.model_copy(update=changes)


class TestChangedPlan:
    def test_it_becomes_effective_on_new_consents_of_all_that_remain_b2_2_7_4(self) -> None:
        case = refusing()
        [revised] = case.when(revision(), head("2025-03-10"))
        assert isinstance(revised, PlanRevisedWithoutCreditor)
        assert (revised.version, revised.debt_before, revised.debt_waived) == (2, 600_000_000, 0)
        assert case.state.stage is Stage.CONSENT
        assert case.state.consents == 0
        assert case.state.meeting is not None
        assert case.state.meeting.consent_deadline == day("2025-04-30")
        for name in list(THREE_BANKS)[:2]:
            assert names(case.when(consent(name, "2025-03-20"), head("2025-03-20"))) == ["CreditorConsented"]
        _, approved = case.when(consent("ひろしま瀬戸信用保証協会", "2025-03-21"), head("2025-03-21"))
        assert isinstance(approved, PlanApproved)
        assert (approved.creditors, approved.debt_before, approved.plan_version) == (3, 600_000_000, 2)

    def test_a_consent_to_the_former_version_does_not_count(self) -> None:
        case = refusing()
        case.when(revision(), head("2025-03-10"))
        stale = consent("安芸灘銀行", "2025-03-01")
        assert case.refused(stale, head("2025-03-11")).field == "confirmed_on"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"execution_unaffected": False}, "execution_unaffected"),
            ({"equity_kept": False}, "equity_kept"),
            ({"consent_deadline": day("2025-03-09")}, "consent_deadline"),
            ({"creditor_id": BIG[0]}, "creditor_id"),
        ],
    )
    def test_it_needs_both_findings_and_a_refusing_creditor(self, changes: dict[str, object], field: str) -> None:
        refused = refusing().refused(revision(**changes), head("2025-03-10"))
        assert (refused.provision, refused.field) == ("B2-2-7-4", field)

    def test_the_reason_is_asked_first(self) -> None:
        case = at_vote(claims=SMALL_ONE)
        case.when(RecordRefusal(creditor_id=SMALL), head("2025-03-03"))
        assert case.refused(revision(), head("2025-03-10")).provision == "B2-2-7-4"

    def test_somebody_remains(self) -> None:
        case = at_vote(claims={"小口信用組合": 100})
        case.when(RecordRefusal(creditor_id=SMALL, reason="内規"), head("2025-03-03"))
        assert case.refused(revision(), head("2025-03-10")).provision == "B2-2-7-4"

    def test_the_share_of_the_refusing_creditor_leaves_the_debt_released(self) -> None:
        case = refusing()
        assert case.state.plan is not None
        figures = case.state.plan.figures.model_copy(update={"debt_waived": 310_000_000})
        waiver = case.state.plan.model_copy(update={"figures": figures, "methods": (Method.DIRECT_WAIVER,)})
        case.given("2025-02-01", waiver)
        meeting = refusing().state.meeting
        assert meeting is not None
        case.given("2025-02-12", meeting)
        case.when(RecordRefusal(creditor_id=SMALL, reason="内規"), head("2025-03-03"))
        [revised] = case.when(revision(), head("2025-03-10"))
        assert isinstance(revised, PlanRevisedWithoutCreditor)
        assert revised.debt_waived == 300_000_000

    def test_facts_out_of_order_change_nothing_that_is_not_there(self) -> None:
        case = refusing()
        [revised] = case.when(revision(), head("2025-03-10"))
        early = received()
        early.given("2024-07-01", revised)
        assert early.state.plan is None
        assert early.state.left_out == {}


def test_the_answer_stands_beside_the_creditor_that_was_carved_out() -> None:
    case = refusing()
    case.when(revision(), head("2025-03-10"))
    assert case.state.left_out[SMALL].answer is Answer.REFUSED


def test_a_confirmation_completes_what_the_consents_on_record_have_decided() -> None:
    case = at_vote()
    for name in THREE_BANKS:
        [consented, *_] = at_vote().when(consent(name, "2025-03-01"), head("2025-03-01"))
        case.given("2025-03-01", consented)
    assert case.state.stage is Stage.CONSENT
    assert names(case.when(ConfirmApproval(), head("2025-03-02"))) == ["PlanApproved"]


def test_nobody_is_main_and_nothing_starts_without_a_claim() -> None:
    case = listed(received(), {"青葉銀行": 0})
    case.when(RequestSupport(requested_on=day("2024-07-08")), head("2024-07-08"))
    refused = case.refused(DecideStart(findings=ALL_FINDINGS), head("2024-07-25"))
    assert refused.provision == "B2-2-2-1"


def test_the_business_side_is_not_examined_by_a_stranger_to_the_team() -> None:
    case = started()
    case.when(FormTeam(members=FULL_TEAM), head("2024-08-01"))
    stranger = CompleteBusinessDueDiligence(by="x-stranger", summary="事業調査")
    assert case.refused(stranger, head("2024-09-02")).provision == "B2-2-4-1"


def test_only_a_case_with_a_plan_has_one() -> None:
    with pytest.raises(LookupError):
        plan_of(INITIAL)
