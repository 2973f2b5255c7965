"""From candidate to the start decision: who can be supported, whom the council may hear (別冊２ 2(1), 2(2)) (B2-Q16, B2-Q35-3)."""

import datetime as dt
from dataclasses import replace

import pytest
from council_events.deciding import Fact
from council_events.support import (
    CourseChanged,
    CreditorContactConsented,
    DueDiligence,
    Finding,
    Intention,
    Method,
    PlanKind,
    RestructuringDeclined,
    RestructuringStarted,
)
from council_events.values import CreditorKind, Industry, LegalForm, Office
from council_support.commands.restructuring import (
    ChangeCourse,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DeclineSupport,
    FormTeam,
    ListCreditor,
    NotifyStart,
    RecordIntention,
    RequestRepaymentGrace,
    RequestSupport,
    StartInquiry,
)
from council_support.domain.restructuring import Stage, State, Terms, evolve, main_creditors
from council_support.rules.restructuring.start import asks_waiver

from tests.services.support.situations import (
    ALL_FINDINGS,
    CASE,
    CONSULTANT,
    ENTRY,
    TAX_ACCOUNTANT,
    THREE_BANKS,
    Case,
    asking,
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

CHIKUMA_BANKS = {"千曲川銀行": 300_000_000, "安曇野信用組合": 180_000_000, "しなの信用保証協会": 120_000_000}


def test_a_rst_01_the_four_gates_of_the_start_come_in_order() -> None:
    case = listed(received("2024-06-20"), CHIKUMA_BANKS)
    case.terms = Terms(main_share_percent=80)
    bank, union = creditor_id("千曲川銀行"), creditor_id("安曇野信用組合")
    case.when(RequestSupport(requested_on=day("2024-07-08")), head("2024-07-08"))

    refused = case.refused(StartInquiry(creditor_id=bank), deputy("2024-07-08"))
    assert refused.provision == "B2-2-2-1"

    case.when(ConsentToContact(creditors=(bank, union), consented_on=day("2024-07-09")), deputy("2024-07-09"))
    assert names(case.when(StartInquiry(creditor_id=bank), deputy("2024-07-10"))) == ["CreditorInquiryStarted"]
    case.when(StartInquiry(creditor_id=union), deputy("2024-07-10"))
    for creditor in (bank, union):
        case.when(RecordIntention(creditor_id=creditor, intention=Intention.NOT_NEGATIVE), deputy("2024-07-22"))

    early = case.refused(DecideStart(findings=ENTRY), head("2024-07-23"))
    assert early.provision == "B2-2-2-2"
    assert "協議" in early.ja

    case.when(ConsultHostHead(consulted_on=day("2024-07-24")), head("2024-07-24"))
    [decision] = case.when(DecideStart(findings=ENTRY), head("2024-07-25"))
    assert isinstance(decision, RestructuringStarted)
    assert decision.standard_date == day("2025-01-25")
    assert decision.decided_by == "p20-head"
    assert case.state.stage is Stage.STARTED
    case.when(NotifyStart(creditors=(bank, union)), head("2024-07-25"))
    assert case.state.notified_on == day("2024-07-25")


def test_a_rst_02_a_negative_main_creditor_prevents_the_start_and_a_declined_case_is_neither_started_nor_ended() -> (
    None
):
    case = heard(claims={"石狩湾銀行": 88_000_000, "厚田信用金庫": 12_000_000})
    bank = creditor_id("石狩湾銀行")
    case.when(
        RecordIntention(creditor_id=bank, intention=Intention.NEGATIVE, note="事業に見込みがなく破産を求める"),
        deputy("2024-09-12"),
    )
    assert case.refused(DecideStart(findings=ENTRY), head("2024-09-13")).provision == "B2-2-2-1"
    [declined] = case.when(DeclineSupport(reason="主要債権者が破産を求めるため"), head("2024-09-13"))
    assert isinstance(declined, RestructuringDeclined)
    assert case.state.stage is Stage.DECLINED
    assert case.state.started_on is None
    assert case.state.ended_on is None
    assert set(case.steps(head("2024-09-14"))) == {"OpenSuccessor"}


def test_a_creditor_that_is_not_main_may_be_negative() -> None:
    case = heard(claims={"石狩湾銀行": 88_000_000, "厚田信用金庫": 12_000_000})
    small = creditor_id("厚田信用金庫")
    case.when(RecordIntention(creditor_id=small, intention=Intention.NEGATIVE), deputy("2024-07-23"))
    assert names(case.when(DecideStart(findings=ENTRY), head("2024-07-25"))) == ["RestructuringStarted"]


@pytest.mark.parametrize(
    ("claims", "share", "main"),
    [
        ([50, 30, 20], 50, {0}),
        ([49, 31, 20], 50, {0, 1}),
        ([50, 30, 20], 80, {0, 1}),
        ([30, 30, 30, 10], 50, {0, 1, 2}),
        ([0, 0], 50, set()),
        ([100], 100, {0}),
    ],
)
def test_main_creditors_are_counted_from_the_largest_until_they_hold_the_share_and_equals_count_alike(
    claims: list[int], share: int, main: set[int]
) -> None:
    case = listed(received(), {f"銀行{number}": claim for number, claim in enumerate(claims)})
    expected = {creditor_id(f"銀行{number}") for number in main}
    assert main_creditors(case.state, Terms(main_share_percent=share)) == expected


def test_an_intention_is_recorded_after_the_inquiry_only() -> None:
    case = listed(received(), THREE_BANKS)
    bank = creditor_id("安芸灘銀行")
    command = RecordIntention(creditor_id=bank, intention=Intention.NOT_NEGATIVE)
    assert case.refused(command, head("2024-07-10")).provision == "B2-2-2-1"


def test_an_unknown_creditor_is_refused_by_name_of_the_field() -> None:
    refused = heard().refused(StartInquiry(creditor_id=creditor_id("知らない銀行")), head("2024-07-10"))
    assert (refused.provision, refused.field) == ("B2-Q17", "creditor_id")


def test_the_start_needs_the_companys_application() -> None:
    case = heard()
    case.state = replace(case.state, requested_on=None)
    assert case.refused(DecideStart(findings=ENTRY), head("2024-07-25")).provision == "B2-2-2-2"


@pytest.mark.parametrize(
    ("missing", "provision"),
    [
        (Finding.DIFFICULTY, "B2-2-1-1"),
        (Finding.HONEST_DISCLOSURE, "B2-2-1-2"),
        (Finding.NO_ANTISOCIAL_FORCES, "B2-2-1-3"),
        (Finding.NOT_UNSUITABLE, "B2-2-2-2"),
    ],
)
def test_each_missing_finding_is_refused_with_its_own_provision(missing: Finding, provision: str) -> None:
    findings = tuple(finding for finding in ENTRY if finding is not missing)
    assert heard().refused(DecideStart(findings=findings), head("2024-07-25")).provision == provision


def test_regional_grounds_stand_in_for_a_condition_while_no_waiver_is_asked() -> None:
    command = DecideStart(findings=(Finding.NOT_UNSUITABLE,), exception_grounds="地域の雇用を支える")
    assert names(heard().when(command, head("2024-07-25"))) == ["RestructuringStarted"]
    with_waiver = command.model_copy(update={"expected_methods": (Method.DES,)})
    assert heard().refused(with_waiver, head("2024-07-25")).provision == "B2-2-1-W"


def test_support_started_by_exception_never_turns_to_a_waiver() -> None:
    case = started(decision={"findings": (Finding.NOT_UNSUITABLE, Finding.VALUE_AT_RISK), "exception_grounds": "雇用"})
    change = ChangeCourse(
        expected_methods=(Method.DIRECT_WAIVER,),
        expected_kind=PlanKind.ORDINARY,
        due_diligence=DueDiligence.ORDINARY,
    )
    assert case.refused(change, head("2024-08-01")).provision == "B2-2-1-W"


def test_a_waiver_needs_the_fourth_finding() -> None:
    command = DecideStart(findings=ENTRY, expected_methods=(Method.SECOND_COMPANY,))
    assert heard().refused(command, head("2024-07-25")).provision == "B2-2-1-4"
    [decision] = heard().when(command.model_copy(update={"findings": ALL_FINDINGS}), head("2024-07-25"))
    assert isinstance(decision, RestructuringStarted)
    assert decision.waiver_expected


@pytest.mark.parametrize("method", Method)
def test_the_waiver_flag_follows_from_the_method(method: Method) -> None:
    waivers = {Method.DIRECT_WAIVER, Method.SECOND_COMPANY, Method.DES}
    assert asks_waiver((Method.RESCHEDULE, method)) == (method in waivers)


def test_the_service_level_is_four_months_when_the_companys_examination_is_verified() -> None:
    case = heard()
    command = DecideStart(findings=ENTRY, due_diligence=DueDiligence.VERIFYING)
    [decision] = case.when(command, head("2024-10-31"))
    assert isinstance(decision, RestructuringStarted)
    assert decision.standard_date == dt.date(2025, 2, 28)


class TestARst13:
    def test_a_social_welfare_corporation_is_outside_whatever_the_region_needs(self) -> None:
        case = heard(legal_form=LegalForm.SOCIAL_WELFARE, industry=Industry.OTHER, employees=45, capital=None)
        command = DecideStart(findings=(Finding.NOT_UNSUITABLE,), exception_grounds="地域の雇用を守るため")
        assert case.refused(command, head("2024-11-05")).provision == "B2-2-1-X"

    def test_a_medical_corporation_of_300_is_inside_and_of_301_outside(self) -> None:
        inside = heard(legal_form=LegalForm.MEDICAL, industry=Industry.OTHER, employees=300, capital=None)
        assert names(inside.when(DecideStart(findings=ENTRY), head("2024-11-05"))) == ["RestructuringStarted"]
        outside = heard(legal_form=LegalForm.MEDICAL, industry=Industry.OTHER, employees=301, capital=None)
        assert outside.refused(DecideStart(findings=ENTRY), head("2024-11-05")).provision == "B2-2-1-0"

    def test_a_sole_proprietor_without_a_corporate_number_is_inside(self) -> None:
        case = heard(legal_form=LegalForm.SOLE_PROPRIETOR, industry=Industry.FOOD_LODGING, employees=3, capital=None)
        assert names(case.when(DecideStart(findings=ENTRY), head("2024-11-05"))) == ["RestructuringStarted"]


@pytest.mark.parametrize(
    ("industry", "employees", "capital", "inside"),
    [
        (Industry.MANUFACTURING, 300, None, True),
        (Industry.MANUFACTURING, 301, 300_000_000, True),
        (Industry.MANUFACTURING, 301, 300_000_001, False),
        (Industry.SERVICE, 100, 900_000_000, True),
        (Industry.SERVICE, 101, 50_000_001, False),
        (Industry.WHOLESALE_RETAIL, 101, 100_000_000, True),
        (Industry.FOOD_LODGING, 101, 50_000_001, False),
        (Industry.TRANSPORT, 301, None, False),
    ],
)
def test_size_limits_are_inclusive_and_either_capital_or_staff_suffices(
    industry: Industry, employees: int, capital: int | None, inside: bool
) -> None:
    case = heard(industry=industry, employees=employees, capital=capital)
    if inside:
        assert names(case.when(DecideStart(findings=ENTRY), head("2024-07-25"))) == ["RestructuringStarted"]
    else:
        assert case.refused(DecideStart(findings=ENTRY), head("2024-07-25")).provision == "B2-2-1-0"


class TestARst04:
    def test_an_ordinary_plan_does_not_rest_on_a_simple_examination(self) -> None:
        change = ChangeCourse(expected_kind=PlanKind.ORDINARY, due_diligence=DueDiligence.SIMPLE_FINANCIAL)
        assert started(on="2024-08-05").refused(change, head("2024-08-20")).provision == "B2-Q37"

    @pytest.mark.parametrize("kind", [PlanKind.PRE_PLAN, PlanKind.SMALL_BUSINESS])
    def test_a_pre_plan_and_a_small_firms_plan_may(self, kind: PlanKind) -> None:
        case = started(on="2024-08-05")
        [change] = case.when(
            ChangeCourse(expected_kind=kind, due_diligence=DueDiligence.SIMPLE_FINANCIAL), head("2024-08-20")
        )
        assert isinstance(change, CourseChanged)
        assert change.standard_date == day("2025-02-05")
        assert case.state.due_diligence is DueDiligence.SIMPLE_FINANCIAL


class TestARst12:
    case = staticmethod(lambda: started(on="2024-08-01"))

    def test_a_grace_request_goes_to_every_creditor(self) -> None:
        two = (creditor_id("安芸灘銀行"), creditor_id("備後鞆信用金庫"))
        command = RequestRepaymentGrace(creditors=two, joint_names=True, need="8月末から資金が不足")
        refused = self.case().refused(command, head("2024-08-06"))
        assert (refused.provision, refused.field) == ("B2-Q21", "creditors")

    def test_it_bears_both_names(self) -> None:
        everyone = tuple(creditor_id(name) for name in THREE_BANKS)
        command = RequestRepaymentGrace(creditors=everyone, joint_names=False, need="資金不足")
        assert self.case().refused(command, head("2024-08-06")).field == "joint_names"

    def test_to_all_in_both_names_it_is_sent_with_the_request_to_file_claims(self) -> None:
        everyone = tuple(creditor_id(name) for name in THREE_BANKS)
        command = RequestRepaymentGrace(
            creditors=everyone, joint_names=True, need="8月末から資金が不足", with_claim_filing=True
        )
        assert names(self.case().when(command, head("2024-08-07"))) == ["RepaymentGraceRequested"]


def test_a_trade_creditor_is_a_recorded_exception() -> None:
    command = ListCreditor(creditor_id=creditor_id("商社"), kind=CreditorKind.TRADE, name="商社", claim=1)
    assert received().refused(command, head("2024-07-08")).provision == "B2-Q17-3"
    with_grounds = command.model_copy(update={"exception_grounds": "多額で、任意に協力する"})
    assert names(received().when(with_grounds, head("2024-07-08"))) == ["CreditorListed"]


@pytest.mark.parametrize(("on", "needs_grounds"), [("2024-03-31", True), ("2024-04-01", False)])
def test_a_money_lender_needed_grounds_until_march_2024(on: str, needs_grounds: bool) -> None:
    case = received("2024-03-01")
    command = ListCreditor(creditor_id=creditor_id("貸金"), kind=CreditorKind.MONEY_LENDER, name="貸金", claim=1)
    if needs_grounds:
        assert case.refused(command, head(on)).provision == "B2-Q17-22"
    else:
        assert names(case.when(command, head(on))) == ["CreditorListed"]


def test_the_team_waits_until_the_company_was_notified() -> None:
    case = heard()
    case.when(DecideStart(findings=ENTRY), head("2024-07-25"))
    refused = case.refused(FormTeam(members=(TAX_ACCOUNTANT, CONSULTANT)), head("2024-07-26"))
    assert refused.provision == "B2-2-2-3"


def test_only_the_head_decides_the_start() -> None:
    refused = heard().refused(DecideStart(findings=ENTRY), deputy("2024-07-25"))
    assert refused.forbidden
    assert refused.provision == "B2-2-2-2"
    for office in set(Office) - {Office.HEAD}:
        assert heard().refused(DecideStart(findings=ENTRY), asking(office, on="2024-07-25")).forbidden


def test_a_recused_head_is_refused_and_sees_why() -> None:
    case = heard()
    recused = head("2024-07-25", recused=True)
    assert case.refused(DecideStart(findings=ENTRY), recused).provision == "YR-2-1-3-2-4"
    steps = case.steps(recused).values()
    assert steps
    assert all(not step.allowed and step.provision == "YR-2-1-3-2-4" for step in steps)


def test_nobody_acts_before_the_pledge_of_secrecy() -> None:
    refused = heard().refused(DecideStart(findings=ENTRY), head("2024-07-25", pledged=False))
    assert refused.provision == "YR24-2-1-5-2"


def test_a_command_whose_aim_is_met_records_nothing() -> None:
    case = started()
    assert case.when(DecideStart(findings=ALL_FINDINGS), head("2024-07-26")) == []
    assert case.when(NotifyStart(), head("2024-07-26")) == []
    assert case.when(StartInquiry(creditor_id=creditor_id("安芸灘銀行")), head("2024-07-26")) == []


def test_a_recorded_day_is_not_one_to_come() -> None:
    refused = received().refused(RequestSupport(requested_on=day("2024-07-09")), head("2024-07-08"))
    assert refused.field == "requested_on"


def test_next_steps_say_what_is_missing_for_the_start() -> None:
    steps = listed(received(), THREE_BANKS).steps(head("2024-07-08"))
    assert steps["RequestSupport"].allowed
    assert not steps["DecideStart"].allowed
    assert steps["DecideStart"].provision == "B2-2-2-2"
    assert "申込み" in (steps["DecideStart"].ja or "")
    assert "FormTeam" not in steps


def test_a_history_that_lacks_its_candidate_still_tells_what_can_come_next() -> None:
    steps = Case(State(stage=Stage.INQUIRY)).steps(head("2024-07-25"))
    assert (steps["DecideStart"].allowed, steps["DecideStart"].provision) == (False, "B2-2-2-2")


def test_b2_2_2_1_a_main_creditor_that_was_not_heard_is_counted_in_the_refusal() -> None:
    case = listed(received(), {"千曲川銀行": 1, "安曇野信用組合": 1})
    case.when(RequestSupport(requested_on=day("2024-07-08")), head("2024-07-08"))
    refused = case.refused(DecideStart(findings=ENTRY), head("2024-07-25"))
    assert refused.provision == "B2-2-2-1"
    assert "主要債権者2者の意向が確認されていません" in refused.ja


def test_a_consent_to_contact_with_a_creditor_that_the_case_does_not_know_changes_nobody() -> None:
    """`evolve` never argues with what happened."""
    before = listed(received(), {"千曲川銀行": 1}).state
    consented = CreditorContactConsented(case_id=CASE, creditors=(creditor_id("他行"),), consented_on=day("2024-07-09"))
    after = evolve(before, Fact(consented, day("2024-07-09"), "20", "p20-head"))
    assert after.creditors == before.creditors
