"""Guarantee debts: the outline, the consultation with creditors, the start decision, the request (別冊４ 3, 4(1), 4(2))."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council_events import Event, Sealed
from council_events.deciding import Fact, Refused
from council_events.support import (
    ApplicationAnnex,
    ApplicationForm,
    EndGround,
    GuarantorFinding,
    PrincipalProcedure,
    RestartHelp,
    RestructuringDeclined,
    RestructuringEnded,
    SettlementType,
    SpecialCircumstance,
    StandstillForm,
    StandstillSigner,
)
from council_events.values import CreditorKind, Office, SupportLine
from council_support.commands import OpenSuccessor
from council_support.commands.guarantee import (
    AskReasonableGround,
    ConferOnGuarantee,
    DeclineRepaymentSupport,
    GiveRestartHelp,
    OutlineGuarantee,
    RecordGuarantorConsent,
    RecordPrincipalEnd,
)
from council_support.commands.restructuring import ListCreditor
from council_support.domain import INITIAL, Case, decide, evolve, guarantee
from council_support.domain.guarantee import Stage
from council_support.domain.guarantee.principal import beside, named_by, principal_of
from council_support.domain.guarantee.state import Principal
from council_support.domain.voting import case_of
from council_support.rules.guarantee.plan import began_in_time

from tests.services.support.guarantee_situations import (
    ALONE_CLOSED,
    ALONE_PENDING,
    FIVE_BANKS,
    KUMAMOTO,
    PRINCIPAL,
    SHIGA,
    START,
    TOGETHER,
    TWO_BANKS,
    application,
    bank,
    banks,
    candidate,
    disclosed,
    heard,
    outlined,
    received,
    request,
    started,
)
from tests.services.support.playing import Played, asking, day, names
from tests.services.support.situations import company as company_event
from tests.services.support.situations import received as company_received

ON = "2024-07-01"


class TestTheOutline:
    def test_b4_0_keeps_type_procedure_and_the_sealed_link_to_the_main_debtors_case(self) -> None:
        case = received()
        [event] = case.when(TOGETHER, ON)
        assert event.settlement is SettlementType.TOGETHER  # type: ignore[attr-defined]  # the only event is the outline
        assert event.principal_case.clear == str(PRINCIPAL)  # type: ignore[attr-defined]

    @pytest.mark.parametrize(
        ("change", "provision", "field"),
        [
            ({"procedure": PrincipalProcedure.BANKRUPTCY}, "B4-0", "procedure"),
            ({"principal_case": None}, "B4-0", "principal_case"),
            ({"procedure_ended_on": day("2024-06-30")}, "B4-0", "procedure_ended_on"),
            ({"procedure_ended_on": day("2024-07-02")}, "B4-0", "procedure_ended_on"),
            ({"third_party": True}, "B4-4-1", "circumstance"),
        ],
    )
    def test_a_joint_settlement_is_linked_to_running_support_of_the_main_debtor(
        self, change: dict[str, object], provision: str, field: str
    ) -> None:
        refusal = received().refused(TOGETHER.model_copy(update=change), ON)
        assert (refusal.provision, refusal.field) == (provision, field)

    def test_b4_4_1_a_third_party_comes_in_by_a_special_circumstance(self) -> None:
        command = TOGETHER.model_copy(
            update={"third_party": True, "circumstance": SpecialCircumstance.SPOUSE_IN_BUSINESS}
        )
        assert names(received().when(command, ON)) == ["GuaranteeOutlined"]

    def test_yr_2_6_2_3_2_settling_alone_says_why_both_debts_are_not_settled_together(self) -> None:
        silent = ALONE_PENDING.model_copy(update={"reason_alone": None})
        assert received().refused(silent, ON).provision == "YR-2-6-2-3-2"
        assert names(received().when(ALONE_PENDING, ON)) == ["GuaranteeOutlined"]

    @pytest.mark.parametrize("outline", [ALONE_PENDING, ALONE_CLOSED])
    def test_the_kind_of_a_lone_settlement_follows_the_main_procedure(self, outline: OutlineGuarantee) -> None:
        other = ALONE_CLOSED if outline is ALONE_PENDING else ALONE_PENDING
        wrong = outline.model_copy(update={"procedure_ended_on": other.procedure_ended_on})
        assert received().refused(wrong, ON).provision == "B4-0"

    def test_nothing_is_filed_without_it(self) -> None:
        assert received().refused(application(TOGETHER, ON), ON).provision == "B4-0"

    def test_it_is_no_longer_offered_once_the_application_is_filed(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        assert "OutlineGuarantee" in case.steps(ON)
        case.when(application(TOGETHER, ON), ON)
        assert "OutlineGuarantee" not in case.steps(ON)


class TestTheCreditors:
    def test_b4_3_3_none_is_approached_without_the_guarantors_consent(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        ask = AskReasonableGround(creditor_id=bank("近江八景銀行"), ground_against=False)
        assert case.refused(ask, ON).provision == "B4-3-3"
        one = RecordGuarantorConsent(creditors=banks(["湖北余呉信用金庫"]), consented_on=day(ON))
        case.when(one, ON)
        assert case.refused(ask, ON).field == "creditor_id"
        assert case.when(one, ON) == []

    def test_a_creditor_is_listed_before_it_is_named(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        unknown = RecordGuarantorConsent(creditors=banks(["知らない銀行"]), consented_on=day(ON))
        assert case.refused(unknown, ON).field == "creditor_id"

    def test_listing_a_creditor_again_replaces_its_claim(self) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        case.when(ListCreditor(creditor_id=bank("近江八景銀行"), kind=CreditorKind.BANK, name="同", claim=1), ON)
        creditor = case.state.creditors[bank("近江八景銀行")]
        assert (creditor.claim, creditor.contact_allowed, creditor.ground_against) == (1, True, False)


class TestTheApplication:
    @pytest.mark.parametrize("outline", [TOGETHER, ALONE_PENDING])
    def test_b4_4_2_1_has_the_form_and_every_annex_of_its_type(self, outline: OutlineGuarantee) -> None:
        case = outlined(outline, KUMAMOTO, TWO_BANKS, ON)
        right = application(outline, ON)
        other = ApplicationForm.ALONE if right.form is ApplicationForm.TOGETHER else ApplicationForm.TOGETHER
        assert case.refused(right.model_copy(update={"form": other}), ON).field == "form"
        lacking = right.model_copy(update={"annexes": right.annexes[:-1]})
        refusal = case.refused(lacking, ON)
        assert (refusal.provision, refusal.field) == ("B4-4-2-1", "annexes")
        assert right.annexes[-1].label in refusal.ja
        assert names(case.when(right, ON)) == ["UseApplicationFiled"]
        assert case.when(right, ON) == []

    def test_the_fifth_annex_belongs_to_the_lone_type_alone(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        filed = application(TOGETHER, ON)
        assert ApplicationAnnex.FIFTH not in filed.annexes
        assert case.when(filed, ON)

    def test_a_changed_type_needs_its_own_form(self) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        case.when(ALONE_PENDING, ON)
        assert case.refused(START, ON).provision == "B4-4-2-1"


class TestTheStartDecision:
    def test_b4_4_2_3_waits_for_every_creditor_and_for_the_head_of_the_host(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        assert case.refused(START, ON).provision == "B4-4-2-1"
        case.when(application(TOGETHER, ON), ON)
        assert case.refused(START, ON).provision == "B4-4-2-3"
        case.when(RecordGuarantorConsent(creditors=banks(TWO_BANKS), consented_on=day(ON)), ON)
        for name in TWO_BANKS:
            case.when(AskReasonableGround(creditor_id=bank(name), ground_against=False), ON)
        assert "協議" in case.refused(START, ON).ja
        case.when(ConferOnGuarantee(conferred_on=day("2024-07-02")), "2024-07-02")
        assert "協議" in case.refused(START, ON).ja
        assert names(case.when(START, "2024-07-02")) == ["RepaymentSupportStarted", "RepaymentStartNotified"]
        assert case.when(START, "2024-07-03") == []

    def test_without_a_creditor_nobody_was_heard(self) -> None:
        case = outlined(TOGETHER, SHIGA, {}, ON)
        case.when(application(TOGETHER, ON), ON)
        assert case.refused(START, ON).provision == "B4-4-2-3"

    def test_it_needs_a_prospect_of_a_plan(self) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        assert case.refused(START.model_copy(update={"prospect": False}), ON).field == "prospect"

    @pytest.mark.parametrize("missing", GuarantorFinding)
    def test_b4_4_1_all_four_conditions_are_found(self, missing: GuarantorFinding) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        findings = tuple(finding for finding in GuarantorFinding if finding is not missing)
        refusal = case.refused(START.model_copy(update={"findings": findings}), ON)
        assert refusal.provision == "B4-4-1"
        assert missing.label in refusal.ja

    @pytest.mark.parametrize(("recovery", "dividend"), [(None, 1), (1, None), (40_000_000, 40_000_000)])
    def test_b4_4_1_creditors_gain_more_than_in_bankruptcy_or_there_is_another_reason(
        self, recovery: int | None, dividend: int | None
    ) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        poor = START.model_copy(update={"expected_recovery": recovery, "bankruptcy_dividend": dividend})
        assert case.refused(poor, ON).field == "expected_recovery"
        other = poor.model_copy(update={"economic_grounds": "地域経済の維持"})
        assert case.when(other, ON)

    def test_is_asked_by_the_head_only(self) -> None:
        refusal = heard(TOGETHER, SHIGA, TWO_BANKS, ON).refused(START, ON, Office.DEPUTY)
        assert refusal.forbidden

    def test_b4_4_2_t_a_joint_settlement_starts_before_the_support_of_the_main_debtor_is_complete(self) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        # 第二会社方式: the plan is complete on this day, whatever liquidation follows it.
        case.when(RecordPrincipalEnd(ended_on=day("2024-07-05")), "2024-07-05")
        assert case.when(RecordPrincipalEnd(ended_on=day("2024-07-05")), "2024-07-05") == []
        assert case.refused(START, "2024-07-05").provision == "B4-4-2-T"
        assert case.refused(TOGETHER, "2024-07-05").provision == "B4-0", "outlining again does not undo the end"
        assert case.copy().refused(START, "2024-07-08").provision == "B4-4-2-T"
        assert case.when(START, "2024-07-04")


class TestTheLinkedCase:
    """What the stream of the main debtor's case says, beside what staff have entered."""

    def test_b4_0_is_one_of_this_council_that_has_not_declined_it(self) -> None:
        main = principal()
        assert principal_of(main, "20") == Principal(held=True)
        assert principal_of(main, SHIGA) == Principal(held=False), "another council's"
        assert principal_of(None, "20") == Principal(held=False)
        assert (
            principal_of(principal(RestructuringDeclined(case_id=PRINCIPAL, reason=Sealed("不相当"))), "20").held
            is False
        )
        assert principal_of(guarantors(), SHIGA).held is False, "no case of 再生支援"
        unknown = linked(received(), Principal(held=False)).refused(TOGETHER, ON)
        assert (unknown.provision, unknown.field) == ("B4-0", "principal_case")
        assert linked(received(), Principal(held=True)).when(TOGETHER, ON)

    def test_b4_4_2_t_its_end_counts_without_anybody_entering_it(self) -> None:
        ended = principal(RestructuringEnded(case_id=PRINCIPAL, ground=EndGround.COMPANY_WITHDREW))
        says = principal_of(ended, "20")
        assert says == Principal(held=True, ended_on=day("2024-06-20"))
        assert linked(received(), says).refused(TOGETHER, ON).field == "procedure_ended_on"
        case = linked(heard(TOGETHER, SHIGA, TWO_BANKS, ON), says)
        assert case.refused(START, ON).provision == "B4-4-2-T"
        case.when(RecordPrincipalEnd(ended_on=day("2024-06-30")), ON)
        assert case.state.procedure_ended_on == day("2024-06-20"), "the earlier day"

    def test_its_number_is_that_of_the_outline_unless_the_command_names_one(self) -> None:
        case = received()
        assert named_by(case.state) is None
        assert named_by(case.state, TOGETHER) == PRINCIPAL
        case.when(TOGETHER, ON)
        assert named_by(case.state).clear == str(PRINCIPAL)  # type: ignore[union-attr]  # sealed, as it was recorded
        whole = beside(guarantors(), PRINCIPAL, {PRINCIPAL: principal()})
        assert whole.state.principal == Principal(held=False), "of council 20, and this case is 滋賀's"


class TestWhoIsConsulted:
    def test_yr_2_1_1_4_whoever_acts_for_a_head_with_an_interest(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        confer = ConferOnGuarantee(conferred_on=day(ON))
        nobody = case.refused(confer, ON, host_duty=frozenset())
        assert (nobody.provision, nobody.field) == ("YR-2-1-1-4", "consulted")
        head = confer.model_copy(update={"consulted": "p25-host"})
        assert case.refused(head, ON, host_duty=frozenset({"p25-substitute"})).provision == "YR-2-1-1-4"
        [event] = case.when(confer, ON, host_duty=frozenset({"p25-substitute"}))
        assert event.consulted == "p25-substitute"  # type: ignore[attr-defined]  # the only event is the 協議

    def test_at_headquarters_it_is_no_head_of_a_host(self) -> None:
        case = Played(guarantee, "hq").given(ON, candidate())
        confer = ConferOnGuarantee(conferred_on=day(ON), consulted="hq-director")
        [event] = case.when(confer, ON, host_duty=frozenset())
        assert event.consulted == "hq-director"  # type: ignore[attr-defined]  # the only event is the 協議


def principal(*events: Event) -> Case:
    """信州千曲精機's case of 再生支援 in council 20, with what has happened in it."""
    case = INITIAL
    for event in (company_event(), *events):
        case = evolve(case, Fact(event, day("2024-06-20"), "20", "p20-head"))
    return case


def guarantors() -> Case:
    """The guarantor's case of 滋賀, whole."""
    return evolve(INITIAL, Fact(candidate(), day(ON), SHIGA, "system:support"))


def linked(case: Played, says: Principal) -> Played:
    return Played(case.line, case.council, replace(case.state, principal=says), case.history)


class TestADeclinedSupport:
    def test_b4_3_3_the_guarantor_and_the_expert_are_told(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        decline = DeclineRepaymentSupport(told_on=day("2024-07-02"), reason="見込みがない")
        assert case.refused(decline, ON).field == "told_on"
        assert names(case.when(decline, "2024-07-02")) == ["RepaymentSupportDeclined"]
        assert case.when(decline, "2024-07-03") == []
        assert case.state.stage is Stage.DECLINED

    def test_yr_2_6_2_3_1_help_for_a_new_start_goes_on_after_talks_with_the_lawyer_among_the_deputies(self) -> None:
        case = outlined(TOGETHER, SHIGA, TWO_BANKS, ON)
        case.when(DeclineRepaymentSupport(told_on=day(ON), reason="見込みがない"), ON)
        give = GiveRestartHelp(
            help_offered=(RestartHelp.LAWYER,), conferred_with="p25-lawyer", conferred_on=day("2024-07-03")
        )
        lawyers = frozenset({"p25-lawyer"})
        assert case.refused(give, "2024-07-02", lawyers=lawyers).field == "conferred_on"
        no_lawyer = case.refused(give, "2024-07-03", lawyers=frozenset({"p25-deputy"}))
        assert (no_lawyer.provision, no_lawyer.field) == ("YR-2-6-2-3-1", "conferred_with")
        assert names(case.when(give, "2024-07-03", lawyers=lawyers)) == ["RestartHelpGiven"]
        assert set(case.steps("2024-07-03")) == {"GiveRestartHelp"}


class TestTheRequest:
    def test_b4_4_2_5_a_lone_settlement_takes_three_names(self) -> None:
        case = started(ALONE_PENDING, KUMAMOTO, FIVE_BANKS, ON)
        two = request(case, ON, signers=(StandstillSigner.GUARANTOR, StandstillSigner.COUNCIL))
        assert case.refused(two, ON).field == "signers"
        assert case.refused(request(case, ON, form=StandstillForm.TOGETHER), ON).field == "signers"
        assert names(case.when(request(case, ON), ON)) == ["GuaranteeStandstillRequested"]
        assert case.when(request(case, ON), ON) == []

    def test_a_joint_one_has_its_own_form(self) -> None:
        case = started(TOGETHER, SHIGA, TWO_BANKS, ON)
        assert case.refused(request(case, ON, form=StandstillForm.ALONE), ON).field == "signers"

    def test_creditors_told_with_the_start_know_of_it_from_then_on(self) -> None:
        case = heard(TOGETHER, SHIGA, TWO_BANKS, ON)
        case.when(START.model_copy(update={"creditors": banks(["近江八景銀行"])}), ON)
        assert case.state.told_creditors_on == day(ON)
        case.when(request(case, "2024-07-09"), "2024-07-09")
        assert case.state.told_creditors_on == day(ON)

    def test_creditors_not_told_with_the_start_know_of_it_with_the_request(self) -> None:
        assert started(TOGETHER, SHIGA, TWO_BANKS, ON).state.told_creditors_on is None
        assert disclosed("2024-10-15").state.told_creditors_on == day("2024-10-15")


@pytest.mark.parametrize(
    ("settlement", "ended_on", "told_on", "in_time"),
    [
        (SettlementType.TOGETHER, None, "2024-07-01", True),
        (SettlementType.TOGETHER, "2024-07-01", "2024-07-01", False),
        (SettlementType.ALONE_PENDING, "2024-07-02", "2024-07-01", True),
        (SettlementType.ALONE_PENDING, None, None, False),
        (SettlementType.ALONE_CLOSED, "2024-07-02", "2024-07-01", False),
    ],
)
def test_b4_4_2_t_more_than_the_exempt_property_needs_a_start_before_the_main_procedure_ended(
    settlement: SettlementType, ended_on: str | None, told_on: str | None, in_time: bool
) -> None:
    assert began_in_time(settlement, day(ended_on) if ended_on else None, day(told_on) if told_on else None) is in_time


def test_yr_2_6_2_3_3_no_other_line_settles_guarantee_debts() -> None:
    company = evolve(INITIAL, Fact(company_event(), day("2024-06-20"), "20", "system:support"))
    with pytest.raises(Refused) as caught:
        decide(company, TOGETHER, asking(Office.HEAD, on=ON, council="20"))
    assert caught.value.provision == "YR-2-6-2-3-3"


def test_a_guarantors_case_is_never_begun_from_the_companys() -> None:
    command = OpenSuccessor(line=SupportLine.GUARANTEE, requested_on=day("2024-07-01"))
    refusal = company_received().refused(command, asking(Office.HEAD, on=ON, council="20"))
    assert (refusal.provision, refusal.field) == ("B4-0", "line")


def test_no_event_is_made_of_a_case_that_was_never_received() -> None:
    with pytest.raises(LookupError):
        case_of(received().line.INITIAL)
