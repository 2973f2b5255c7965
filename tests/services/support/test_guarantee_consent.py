"""Guarantee debts: meeting, consents, the end, the untrue disclosure (別冊４ 4(7) to 4(9))."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from council_events import all_event_classes
from council_events.support import CreditorPayment, FalseDisclosureFound, RepaymentEndGround, RepaymentPlanApproved
from council_events.values import CreditorKind
from council_support.commands import StaffCommand
from council_support.commands.guarantee import (
    ConfirmRepaymentPlan,
    CountPrincipalConsents,
    EndRepaymentSupport,
    FormGuaranteeTeam,
    RecordFalseDisclosure,
)
from council_support.commands.restructuring import (
    ConsentForm,
    ListCreditor,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.domain.guarantee import Stage
from council_support.rules.guarantee.consent import overdue_interest

from tests.services.support.guarantee_situations import (
    JOINT_PLAN,
    LAWYER,
    MEETING,
    PLAN,
    REPORT,
    TWO_BANKS,
    approved,
    at_vote,
    bank,
    banks,
    consent,
    drafted,
    reported,
    started,
)
from tests.services.support.playing import day, names

ON = "2025-01-20"
OMI, KOHOKU = "近江八景銀行", "湖北余呉信用金庫"


class TestTheMeeting:
    def test_b4_4_6_waits_for_the_report(self) -> None:
        case = drafted()
        assert case.refused(MEETING, "2025-01-10").provision == "B4-4-6"
        assert not case.steps("2025-01-10")["HoldCreditorsMeeting"].allowed

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"all_invited": False}, "all_invited"),
            ({"held_on": day("2025-01-11")}, "held_on"),
            ({"consent_deadline": day("2025-01-09")}, "consent_deadline"),
            ({"plan_version": 2}, "plan_version"),
        ],
    )
    def test_b4_4_7_is_one_of_every_creditor_and_sets_the_term(self, change: dict[str, Any], field: str) -> None:
        assert reported().refused(MEETING.model_copy(update=change), "2025-01-10").field == field

    def test_the_same_meeting_again_is_nothing_new(self) -> None:
        assert at_vote().when(MEETING, "2025-01-10") == []

    def test_the_circle_of_creditors_is_closed_with_it(self) -> None:
        late = ListCreditor(creditor_id=bank("後から"), kind=CreditorKind.BANK, name="後から", claim=1)
        assert at_vote().refused(late, ON).provision == "B4-4-7"


class TestConsents:
    def test_b4_4_7_the_plan_comes_into_being_and_the_support_is_complete_with_the_last_one(self) -> None:
        case = at_vote()
        assert names(case.when(consent(OMI, ON, ConsentForm.ELECTRONIC), ON)) == ["CreditorConsented"]
        refusal = case.refused(ConfirmRepaymentPlan(), ON)
        assert refusal.provision == "B4-4-7"
        assert "1/2" in refusal.ja
        assert case.when(consent(OMI, ON), ON) == []
        _, approval = case.when(consent(KOHOKU, "2025-02-03"), "2025-02-05")
        assert isinstance(approval, RepaymentPlanApproved)
        assert (approval.creditors, approval.debt_before, approval.debt_released) == (2, 45_000_000, 39_000_000)
        assert (case.state.stage, case.state.approved_on) == (Stage.APPROVED, day("2025-02-05"))
        assert case.when(ConfirmRepaymentPlan(), "2025-02-06") == []

    def test_b4_4_7_are_in_writing_of_this_version_and_of_no_day_to_come(self) -> None:
        case = at_vote()
        assert case.refused(consent(OMI, ON, ConsentForm.ORAL), ON).field == "form"
        assert case.refused(consent(OMI, "2024-11-19"), ON).field == "confirmed_on"
        assert case.refused(consent(OMI, "2025-01-21"), ON).field == "confirmed_on"
        other = consent(OMI, ON).model_copy(update={"plan_version": 2})
        assert case.refused(other, ON).field == "plan_version"

    def test_a_creditor_outside_the_plan_has_nothing_to_consent_to(self) -> None:
        case = at_vote(claims=TWO_BANKS | {"小口": 1})
        assert case.refused(consent("小口", ON), ON).provision == "B4-4-7"
        assert case.refused(consent("知らない銀行", ON), ON).field == "creditor_id"

    def test_a_new_version_voids_them(self) -> None:
        case = at_vote()
        case.when(consent(OMI, ON), ON)
        case.when(PLAN, ON)
        assert (case.state.consents, case.state.stage) == (0, Stage.DRAFTED)

    def test_are_withdrawn_before_a_refusal(self) -> None:
        case = at_vote()
        refuse, withdraw = RecordRefusal(creditor_id=bank(OMI)), WithdrawConsent(creditor_id=bank(OMI))
        assert case.refused(withdraw, ON).provision == "B4-4-7"
        case.when(consent(OMI, ON), ON)
        assert case.refused(refuse, ON).provision == "B4-4-7"
        assert names(case.when(withdraw, ON)) == ["CreditorConsentWithdrawn"]
        assert case.when(withdraw, ON) == []
        assert names(case.when(refuse, ON)) == ["CreditorRefused"]
        assert case.when(refuse, ON) == []

    def test_b4_4_7_3_a_refusing_creditor_is_asked_why(self) -> None:
        case = at_vote()
        ask = RecordRefusalReason(creditor_id=bank(OMI), asked_on=day(ON), reason="理由")
        assert "RecordRefusalReason" not in case.steps(ON)
        assert case.refused(ask, ON).provision == "B4-4-7-3"
        case.when(RecordRefusal(creditor_id=bank(OMI), reason="反対"), ON)
        assert names(case.when(ask, ON)) == ["RefusalReasonRecorded"]
        assert case.state.creditors[bank(OMI)].explained

    def test_b4_4_7_3_a_creditor_that_has_consented_since_is_not_left_out(self) -> None:
        case = at_vote()
        case.when(RecordRefusal(creditor_id=bank(KOHOKU)), ON)
        case.when(RecordRefusalReason(creditor_id=bank(KOHOKU), asked_on=day(ON), reason="内規"), ON)
        case.when(consent(KOHOKU, ON), ON)
        changed = PLAN.model_copy(update={"excluded": banks([KOHOKU]), "exclusion_grounds": "影響がない"})
        refusal = case.refused(changed, "2025-01-22")
        assert (refusal.provision, refusal.field) == ("B4-4-7-3", "excluded")

    def test_b4_4_7_3_without_the_refusing_creditor_the_rest_bring_the_changed_plan_into_being(self) -> None:
        case = at_vote()
        case.when(RecordRefusal(creditor_id=bank(KOHOKU)), ON)
        case.when(RecordRefusalReason(creditor_id=bank(KOHOKU), asked_on=day(ON), reason="内規"), ON)
        changed = PLAN.model_copy(
            update={"excluded": banks([KOHOKU]), "exclusion_grounds": "弁済計画の実行に影響がない"}
        )
        [draft] = case.when(changed, "2025-01-22")
        payment = CreditorPayment(creditor_id=bank(OMI), amount=6_000_000)
        assert draft.payments == (payment,)  # type: ignore[attr-defined]  # the only event
        case.when(REPORT, "2025-01-24")
        case.when(MEETING.model_copy(update={"held_on": day("2025-01-27")}), "2025-01-27")
        assert case.refused(consent(KOHOKU, "2025-01-28"), "2025-01-28").provision == "B4-4-7"
        assert names(case.when(consent(OMI, "2025-01-28"), "2025-01-28"))[-1] == "RepaymentPlanApproved"
        # its rights stay as they were
        assert case.state.creditors[bank(KOHOKU)].claim == TWO_BANKS[KOHOKU]


class TestConsentsToTheMainPlan:
    def test_b4_4_7_count_where_the_plan_is_part_of_it(self) -> None:
        case = reported(JOINT_PLAN)
        count = CountPrincipalConsents(creditors=banks([OMI]), confirmed_on=day(ON))
        assert names(case.when(count, ON)) == ["PrincipalConsentCounted"]
        both = count.model_copy(update={"creditors": banks(TWO_BANKS)})
        assert names(case.when(both, ON)) == ["PrincipalConsentCounted", "RepaymentPlanApproved"]
        assert case.when(both, ON) == []

    def test_b4_4_7_do_not_count_for_a_plan_apart_from_it(self) -> None:
        count = CountPrincipalConsents(creditors=banks(TWO_BANKS), confirmed_on=day(ON))
        assert reported(PLAN).refused(count, ON).provision == "B4-4-7"
        assert "CountPrincipalConsents" not in reported(PLAN).steps(ON)

    def test_are_dated_and_of_the_version_that_stands(self) -> None:
        case = reported(JOINT_PLAN)
        early = CountPrincipalConsents(creditors=banks(TWO_BANKS), confirmed_on=day("2024-11-19"))
        assert case.refused(early, ON).field == "confirmed_on"
        other = CountPrincipalConsents(creditors=banks(TWO_BANKS), confirmed_on=day(ON), plan_version=2)
        assert case.refused(other, ON).field == "plan_version"


class TestTheEnd:
    def test_b4_4_9_has_its_ground_and_the_guarantor_is_told(self) -> None:
        case = at_vote(JOINT_PLAN)
        # The creditors consent to the main debtor's plan alone: that case completes, this one ends.
        end = EndRepaymentSupport(ground=RepaymentEndGround.REFUSED, told_on=day("2025-02-28"))
        assert case.refused(end, "2025-02-27").provision == "B4-4-9"
        assert names(case.when(end, "2025-02-28")) == ["RepaymentSupportEnded"]
        assert (case.state.stage, case.state.ended_on) == (Stage.ENDED, day("2025-02-28"))
        assert case.when(end, "2025-03-01") == []
        assert set(case.steps("2025-03-01")) == {"GiveRestartHelp"}

    def test_can_come_right_after_the_start(self) -> None:
        end = EndRepaymentSupport(ground=RepaymentEndGround.ABANDONED, told_on=day("2024-09-20"), reason="断念")
        assert started().when(end, "2024-09-20")


class TestAnUntrueDisclosure:
    def test_b4_q39_with_intent_revives_what_was_released_with_interest_for_the_time_of_release(self) -> None:
        case = approved("2025-02-05")
        found = RecordFalseDisclosure(found_on=day("2026-02-05"), gross=True, found_assets=3_000_000, annual_rate=1460)
        assert case.refused(found, "2026-02-04").provision == "B4-Q39"
        [event] = case.when(found, "2026-02-05")
        assert isinstance(event, FalseDisclosureFound)
        assert event.revived_debt == 39_000_000
        assert event.overdue_interest == 5_694_000  # 14.6 % of 39,000,000 yen for 365 days
        assert event.additional_payment.clear == 44_694_000
        assert case.when(found, "2026-02-06") == []

    def test_b4_q39_without_gross_negligence_is_paid_over_as_far_as_the_asset_goes(self) -> None:
        found = RecordFalseDisclosure(
            found_on=day("2026-02-05"),
            gross=False,
            found_assets=3_000_000,
            released_on=day("2025-03-01"),
            annual_rate=1460,
        )
        [event] = approved().when(found, "2026-02-05")
        assert isinstance(event, FalseDisclosureFound)
        assert (event.revived_debt, event.overdue_interest) == (0, 0)
        assert event.additional_payment.clear == 3_000_000

    def test_there_is_no_interest_before_the_release(self) -> None:
        assert overdue_interest(1_000_000, 1460, day("2025-03-02"), day("2025-03-01")) == 0

    def test_b4_q39_no_credit_bureau_is_ever_reported_to(self) -> None:
        offered = {command.__name__ for command in get_args(StaffCommand)} | {
            event.type_name for event in all_event_classes()
        }
        assert not {name for name in offered if "Credit" in name and "Bureau" in name}


def test_a_report_of_the_lawyer_is_needed_again_for_a_changed_plan() -> None:
    case = at_vote()
    case.when(PLAN, ON)
    assert case.refused(MEETING, ON).provision == "B4-4-6"
    case.when(FormGuaranteeTeam(members=(LAWYER,)), ON)
    assert case.when(REPORT, ON)
