"""別冊３: 一時停止の通知, meetings, committee, confirmations, consents, the end and the reports (別冊３ 4, 5, 7 to 12)."""

from __future__ import annotations

from typing import Any

import pytest
from council_events import Sealed
from council_events.deciding import Refused
from council_events.support import (
    CommitteeEstablished,
    MeetingMatter,
    MeetingResolved,
    NoticePaper,
    PlanApproved,
    RefusalReasonRecorded,
    SchemeConfirmed,
    SchemeEndGround,
    StandstillPoint,
    TaxCheck,
    TaxForm,
    TaxSchemeEnded,
)
from council_events.values import CreditorKind, Qualification
from council_support.commands.restructuring import (
    ConfirmApproval,
    ConsentForm,
    ListCreditor,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.commands.tax_scheme import (
    EndTaxScheme,
    HoldFirstMeeting,
    IssueTaxConfirmation,
    LapseConsentTerm,
    LeaveWorkout,
    RecordPerformance,
)
from council_support.domain.tax_scheme import Stage
from council_support.rules.tax_scheme.committee import CHECKS, notices
from council_support.rules.tax_scheme.plan import is_passed
from council_support.rules.unanimity import everybody_has_consented

from tests.services.support.playing import day, names
from tests.services.support.tax_situations import (
    ALL,
    AUDITOR,
    CASE,
    CONFIRMATION,
    JUDGEMENT,
    LAWYER,
    MAIN,
    NOTICE,
    PLAN,
    REPORT,
    SECOND_MEETING,
    YOSANO,
    approved,
    asked_for,
    at_vote,
    banks,
    committee,
    consent,
    drafted,
    judged,
    member,
    met,
    reported,
    sitting,
    survey,
    vote,
)

ON = "2025-02-20"


class TestTheJudgement:
    def test_b3_4_is_that_of_all_main_creditors_and_of_the_head(self) -> None:
        case = drafted()
        one = JUDGEMENT.model_copy(update={"creditors": banks(YOSANO)})
        assert case.refused(one, "2024-10-18").field == "creditors"
        assert case.refused(JUDGEMENT.model_copy(update={"head_agrees": False}), "2024-10-18").provision == "B3-4"
        assert case.when(JUDGEMENT, "2024-10-18")
        assert case.when(JUDGEMENT, "2024-10-18") == []

    @pytest.mark.parametrize("missing", StandstillPoint)
    def test_b3_4_looks_at_all_three_points(self, missing: StandstillPoint) -> None:
        points = tuple(point for point in StandstillPoint if point is not missing)
        assert drafted().refused(JUDGEMENT.model_copy(update={"points": points}), "2024-10-18").field == "points"

    def test_b3_4_comes_before_the_notice_and_anew_for_a_new_version(self) -> None:
        assert drafted().refused(NOTICE, "2024-10-22").provision == "B3-4"
        case = judged()
        case.when(PLAN, "2024-10-19")
        assert not case.steps("2024-10-22")["NotifyStandstill"].allowed

    def test_b3_4_against_the_notice_means_that_the_workout_is_not_started(self) -> None:
        case = judged()
        leave = LeaveWorkout(told_on=day("2024-10-21"), reason="同意の見込みがない")
        assert names(case.when(leave, "2024-10-21")) == ["WorkoutNotStarted"]
        assert case.when(leave, "2024-10-22") == []
        assert case.state.stage is Stage.NOT_STARTED
        assert set(case.steps("2024-10-22")) == {"OpenSuccessor"}


class TestTheNotice:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"signing_creditors": banks(YOSANO)}, "signing_creditors"),
            ({"company_signs": False}, "signing_creditors"),
            ({"head_signs": False}, "signing_creditors"),
            ({"creditors": banks(*MAIN)}, "creditors"),
            ({"written": False}, "creditors"),
            ({"papers": tuple(NoticePaper)[:2]}, "papers"),
            ({"first_meeting_on": None}, "papers"),
            ({"first_meeting_on": day("2024-10-21")}, "papers"),
            ({"place": None}, "papers"),
        ],
    )
    def test_b3_4_lacks_nothing(self, change: dict[str, Any], field: str) -> None:
        refusal = judged().refused(NOTICE.model_copy(update=change), "2024-10-22")
        assert (refusal.provision, refusal.field) == ("B3-4", field)

    def test_the_same_notice_again_is_nothing_new_and_closes_the_circle(self) -> None:
        case = judged()
        case.when(NOTICE, "2024-10-22")
        assert case.when(NOTICE, "2024-10-22") == []
        late = ListCreditor(creditor_id=banks("後から")[0], kind=CreditorKind.BANK, name="後から", claim=1)
        assert case.refused(late, "2024-10-23").provision == "B3-8"


class TestTheFirstMeeting:
    def test_b3_5_is_not_held_before_its_day(self) -> None:
        case = judged()
        case.when(NOTICE, "2024-10-22")
        early = HoldFirstMeeting(held_on=day("2024-11-05"), attending=ALL)
        assert case.refused(early, "2024-11-05").provision == "B3-5"
        held = HoldFirstMeeting(held_on=day("2024-11-06"), attending=ALL)
        assert case.when(held, "2024-11-06")
        assert case.when(held, "2024-11-06") == []

    def test_b3_5_resolves_with_all_that_attend(self) -> None:
        case = judged()
        case.when(NOTICE, "2024-10-22")
        case.when(HoldFirstMeeting(held_on=day("2024-11-06"), attending=banks(*MAIN)), "2024-11-06")
        absent = vote(MeetingMatter.COMMITTEE)
        assert case.refused(absent, "2024-11-06").field == "consenting"
        [failed] = case.when(vote(MeetingMatter.COMMITTEE, YOSANO), "2024-11-06")
        assert isinstance(failed, MeetingResolved)
        assert not failed.passed
        [passed] = case.when(vote(MeetingMatter.COMMITTEE, *MAIN), "2024-11-06")
        assert isinstance(passed, MeetingResolved)
        assert passed.passed

    @pytest.mark.parametrize(
        ("matter", "consenting", "attending", "creditors", "passed"),
        [
            (MeetingMatter.SECOND_MEETING, 2, 3, 3, True),
            (MeetingMatter.OTHER_PROCEDURAL, 2, 2, 4, False),
            (MeetingMatter.OTHER_PROCEDURAL, 3, 4, 4, True),
            (MeetingMatter.RATIFY_STANDSTILL, 2, 3, 3, False),
            (MeetingMatter.MEMBERS, 2, 2, 4, True),
        ],
    )
    def test_b3_5_procedural_matters_pass_with_more_than_half_of_all_creditors(
        self, matter: MeetingMatter, consenting: int, attending: int, creditors: int, passed: bool
    ) -> None:
        assert is_passed(matter, consenting, attending, creditors) is passed

    @pytest.mark.parametrize("matter", [MeetingMatter.RATIFY_STANDSTILL, MeetingMatter.SECOND_MEETING])
    def test_b3_5_sets_the_day_that_a_matter_asks_for(self, matter: MeetingMatter) -> None:
        assert met().refused(vote(matter), "2024-11-06").field == "until"


class TestTheCommittee:
    def test_b3_7_2_is_asked_for_by_the_meeting(self) -> None:
        assert met().refused(committee(LAWYER, AUDITOR), "2024-11-12").provision == "B3-7-2"
        refusing = met()
        refusing.when(vote(MeetingMatter.COMMITTEE), "2024-11-06")
        refusing.when(vote(MeetingMatter.MEMBERS, YOSANO), "2024-11-06")
        assert refusing.refused(committee(LAWYER, AUDITOR), "2024-11-12").provision == "B3-7-2"

    @pytest.mark.parametrize(("debt", "two_suffice"), [(999_999_999, True), (1_000_000_000, False), (None, False)])
    def test_b3_7_2_has_three_members_unless_the_debt_is_strictly_below_a_billion(
        self, debt: int | None, two_suffice: bool
    ) -> None:
        case = asked_for(interest_bearing_debt=debt)
        if two_suffice:
            assert case.when(committee(LAWYER, AUDITOR), "2024-11-12")
        else:
            assert "3名" in case.refused(committee(LAWYER, AUDITOR), "2024-11-12").ja
            third = member("中小企業診断士", Qualification.SME_CONSULTANT)
            assert case.when(committee(LAWYER, AUDITOR, third), "2024-11-12")

    def test_b3_7_2_is_neutral_and_accepted(self) -> None:
        case = asked_for()
        tied = AUDITOR.model_copy(update={"no_interest_declared": False})
        assert case.refused(committee(LAWYER, tied), "2024-11-12").field == "members"
        refused = committee(LAWYER, AUDITOR, accepted=False)
        assert case.refused(refused, "2024-11-12").field == "council_accepts"

    def test_b3_7_2_resolves_unanimously(self) -> None:
        case = sitting()
        case.when(survey(), "2025-01-24")
        one = CONFIRMATION.model_copy(update={"agreeing": 1})
        assert case.refused(one, "2025-01-28").provision == "B3-7-2"
        assert case.refused(REPORT.model_copy(update={"agreeing": 1}), "2025-01-29").field == "agreeing"
        assert case.when(CONFIRMATION, "2025-01-28")
        assert case.when(CONFIRMATION, "2025-01-28") == []

    def test_b3_7_3_confirms_nothing_before_its_survey_and_reports_to_all(self) -> None:
        case = sitting()
        assert case.refused(CONFIRMATION, "2025-01-28").provision == "B3-7-3"
        assert case.refused(REPORT.model_copy(update={"to_all_creditors": False}), "2025-01-29").provision == "B3-7-3"
        assert case.when(REPORT, "2025-01-29")
        assert case.when(REPORT, "2025-01-29") == []

    def test_b3_7_3_tells_kiko_where_headquarters_run_the_case(self) -> None:
        assert notices(CommitteeEstablished, "hq") == (("別紙様式１", "委員長", ("中小機構",)),)
        assert notices(SchemeConfirmed, "hq")[-1] == ("別紙様式２", "委員長", ("中小機構",))
        assert notices(PlanApproved, "26") == ()

    def test_b3_7_3_goes_from_the_chair_to_headquarters_and_on_to_the_bureau(self) -> None:
        letter, told, form, report = notices(SchemeConfirmed, "26")
        assert letter[1:] == ("再生計画検討委員会", ("債務者",))
        assert told[1:] == ("委員長", ("全国本部",))
        assert form[:2] == ("別紙様式２", "全国本部")
        assert report[2] == ("近畿経済産業局長",)
        assert [row[1] for row in notices(CommitteeEstablished, "26")] == ["全国本部", report[1]]


class TestTheTaxConfirmations:
    @pytest.mark.parametrize("form", TaxForm)
    def test_b3_9_each_form_has_its_own_checklist(self, form: TaxForm) -> None:
        case = sitting()
        whole = IssueTaxConfirmation(
            form=form, checks=tuple(CHECKS[form]), agreeing=2, issued_on=day("2025-01-28"), recipient="債務者"
        )
        for missing in sorted(CHECKS[form]):
            checks = tuple(check for check in TaxCheck if check is not missing)
            assert case.refused(whole.model_copy(update={"checks": checks}), "2025-01-28").provision == "B3-9"
        assert case.refused(whole.model_copy(update={"agreeing": 1}), "2025-01-28").provision == "B3-7-2"
        assert names(case.when(whole, "2025-01-28")) == ["TaxConfirmationIssued"]
        assert case.when(whole, "2025-01-29") == []

    def test_b3_9_are_never_issued_where_headquarters_run_the_case(self) -> None:
        command = IssueTaxConfirmation(
            form=TaxForm.FORM_5,
            checks=tuple(CHECKS[TaxForm.FORM_5]),
            agreeing=2,
            issued_on=day("2025-01-28"),
            recipient="債務者",
        )
        assert sitting(council="hq").refused(command, "2025-01-28").provision == "B3-9"


class TestTheSecondMeeting:
    @pytest.mark.parametrize(
        "change", [{"all_invited": False}, {"consent_deadline": day("2025-02-11")}, {"plan_version": 2}]
    )
    def test_b3_8_is_of_all_and_sets_the_term(self, change: dict[str, Any]) -> None:
        assert reported().refused(SECOND_MEETING.model_copy(update=change), "2025-02-12").provision == "B3-8"

    def test_b3_8_is_not_held_before_the_committees_report(self) -> None:
        case = sitting()
        case.when(REPORT.model_copy(update={"reported_on": day("2025-02-13")}), "2025-02-13")
        early = case.refused(SECOND_MEETING, "2025-02-14")
        assert (early.provision, early.field) == ("B3-8", "held_on")
        on_the_day = SECOND_MEETING.model_copy(update={"held_on": day("2025-02-13")})
        assert case.when(on_the_day, "2025-02-14")

    def test_b3_8_may_be_continued_with_a_new_term(self) -> None:
        case = at_vote()
        assert case.when(SECOND_MEETING, "2025-02-12") == []
        later = SECOND_MEETING.model_copy(update={"held_on": day(ON), "consent_deadline": day("2025-03-31")})
        case.when(later, ON)
        assert case.when(consent(YOSANO, "2025-03-20"), "2025-03-20")

    def test_b3_8_a_changed_plan_is_reported_on_and_put_to_it_before_anybody_answers(self) -> None:
        case = at_vote()
        case.when(PLAN, ON)
        assert case.refused(consent(YOSANO, ON), ON).provision == "B3-8"
        case.when(REPORT.model_copy(update={"reported_on": day(ON)}), ON)
        assert case.refused(consent(YOSANO, ON), ON).provision == "B3-8"
        case.when(SECOND_MEETING.model_copy(update={"held_on": day(ON)}), ON)
        assert case.when(consent(YOSANO, ON), ON)


class TestConsents:
    @pytest.mark.parametrize("form", [ConsentForm.ORAL, ConsentForm.ELECTRONIC])
    def test_b3_8_are_filed_on_paper(self, form: ConsentForm) -> None:
        assert at_vote().refused(consent(YOSANO, ON, form), ON).field == "form"

    def test_b3_8_are_of_this_version_within_the_term_and_of_no_day_to_come(self) -> None:
        case = at_vote()
        assert case.refused(consent(YOSANO, "2024-10-14"), ON).field == "confirmed_on"
        assert case.refused(consent(YOSANO, "2025-02-21"), ON).field == "confirmed_on"
        late = case.refused(consent(YOSANO, "2025-03-13"), "2025-03-13")
        assert "期限" in late.ja
        assert case.refused(consent(YOSANO, ON).model_copy(update={"plan_version": 2}), ON).field == "plan_version"
        assert case.when(consent(YOSANO, "2025-03-12"), "2025-03-14"), "filed in time, recorded later"

    def test_b3_8_are_withdrawn_before_a_refusal_and_the_refusing_one_says_why(self) -> None:
        case = at_vote()
        refuse, withdraw = RecordRefusal(creditor_id=ALL[0]), WithdrawConsent(creditor_id=ALL[0])
        why = RecordRefusalReason(creditor_id=ALL[0], asked_on=day(ON), reason="内規")
        assert case.refused(withdraw, ON).provision == "B3-8"
        assert case.refused(why, ON).provision == "B3-8"
        case.when(consent(YOSANO, ON), ON)
        assert case.when(consent(YOSANO, ON), ON) == []
        assert case.refused(refuse, ON).provision == "B3-8"
        case.when(withdraw, ON)
        assert case.when(withdraw, ON) == []
        case.when(refuse, ON)
        assert case.when(refuse, ON) == []
        assert names(case.when(why, ON)) == ["RefusalReasonRecorded"]

    def test_b3_8_all_are_needed(self) -> None:
        case = at_vote()
        case.when(consent(YOSANO, ON), ON)
        assert "1/3" in case.refused(ConfirmApproval(), ON).ja
        done = approved()
        assert done.when(ConfirmApproval(), "2025-03-12") == []


class TestTheEnd:
    def test_b3_8_comes_when_the_term_has_passed_without_all_consents(self) -> None:
        case = at_vote()
        case.when(consent(YOSANO, ON), ON)
        assert case.refused(LapseConsentTerm(), "2025-03-12").provision == "B3-8"
        [end] = case.when(LapseConsentTerm(), "2025-03-13")
        assert isinstance(end, TaxSchemeEnded)
        assert end.ground is SchemeEndGround.TERM_PASSED
        assert case.when(LapseConsentTerm(), "2025-03-14") == []
        assert case.state.stage is Stage.ENDED

    def test_b3_8_comes_too_when_a_changed_plan_met_no_continued_meeting_within_the_term(self) -> None:
        case = at_vote()
        case.when(PLAN, ON)
        assert case.refused(LapseConsentTerm(), "2025-03-12").provision == "B3-8"
        assert names(case.when(LapseConsentTerm(), "2025-03-13")) == ["TaxSchemeEnded"]

    def test_b3_8_leaves_no_way_on_by_another_meeting_or_plan(self) -> None:
        case = at_vote()
        late = {"held_on": day("2025-03-13"), "consent_deadline": day("2025-03-31")}
        refusal = case.refused(SECOND_MEETING.model_copy(update=late), "2025-03-13")
        assert (refusal.provision, refusal.field) == ("B3-8", "held_on")
        assert case.copy().refused(PLAN, "2025-03-13").provision == "B3-8"
        assert case.copy().when(PLAN, "2025-03-12"), "on the last day of the term"
        held_in_time = SECOND_MEETING.model_copy(update={"held_on": day("2025-03-12")})
        assert case.when(held_in_time, "2025-03-14"), "recorded late"

    def test_support_can_end_for_other_reasons(self) -> None:
        case = sitting()
        end = EndTaxScheme(ground=SchemeEndGround.COMPANY_WITHDREW, reason="取下げ")
        assert names(case.when(end, "2024-12-01")) == ["TaxSchemeEnded"]
        assert case.when(end, "2024-12-02") == []


class TestTheReportsOnThePlan:
    def test_b3_8_follow_one_another_at_the_plans_rhythm(self) -> None:
        case = approved()
        report = RecordPerformance(
            period_to=day("2025-09-11"), reported_on=day("2025-09-20"), to_creditors=True, on_plan=True
        )
        assert (
            case.refused(report.model_copy(update={"period_to": day("2025-03-11")}), "2025-09-20").field == "period_to"
        )
        assert (
            case.refused(report.model_copy(update={"period_to": day("2025-09-21")}), "2025-09-20").field == "period_to"
        )
        [event] = case.when(report, "2025-09-20")
        assert (event.number, event.next_due) == (1, day("2026-03-11"))
        assert case.refused(report, "2025-09-20").field == "period_to"


def test_b3_8_only_a_creditor_of_the_case_consents() -> None:
    assert at_vote().refused(consent("知らない銀行", ON), ON).field == "creditor_id"


def test_an_answer_of_a_creditor_that_was_never_listed_changes_nothing() -> None:
    case = at_vote()
    before = case.state
    stranger = RefusalReasonRecorded(
        case_id=CASE, creditor_id=CASE, plan_version=1, asked_on=day(ON), reason=Sealed("内規")
    )
    assert case.given(ON, stranger).state == before


def test_b3_8_all_of_all_is_enough() -> None:
    everybody_has_consented(3, 3, "B3-8")
    with pytest.raises(Refused):
        everybody_has_consented(2, 3, "B3-8")
