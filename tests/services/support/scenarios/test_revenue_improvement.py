"""The scenarios of revenue_improvement.yaml, by their ids, on their dates and with their numbers."""

from __future__ import annotations

import pytest
from council_directory import fiscal_year
from council_events.support import (
    Confirmation,
    CreditorConsented,
    ImprovementCompleted,
    ImprovementForm,
    ImprovementPart,
    ImprovementPlanDrafted,
    Method,
    RestructuringStarted,
    SuccessorOpened,
)
from council_events.values import SupportLine
from council_support.commands import OpenSuccessor
from council_support.commands.restructuring import (
    ConsentForm,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    ListCreditor,
    RecordConsent,
    RecordIntention,
    RequestSupport,
    StartInquiry,
    StartMonitoring,
)
from council_support.commands.revenue_improvement import AdoptImprovementPlan
from council_support.domain.revenue_improvement import Stage

from tests.services.support.improving import BANKS, Played, analysed, plan, with_banks
from tests.services.support.situations import ALL_FINDINGS, company, creditor_id, day, deputy, head, names

LENGTH = "B1-1"


@pytest.mark.scenario("A-REV-01")
def test_without_financial_support_a_plan_covers_one_to_three_years() -> None:
    case = analysed()
    four_years = plan("2024-08-01", "2028-07-31")
    half_a_year = plan("2024-08-01", "2025-01-31")
    for wrong in (four_years, half_a_year):
        refused = case.refused(wrong, deputy("2024-07-16"))
        assert (refused.provision, refused.field) == (LENGTH, "ends_on")
        assert "one to three years" in refused.en
    [drafted] = case.when(plan("2024-08-01", "2027-07-31"), deputy("2024-07-16"))
    assert isinstance(drafted, ImprovementPlanDrafted)
    [adopted] = case.when(AdoptImprovementPlan(adopted_on=day("2024-07-16")), deputy("2024-07-16"))
    assert isinstance(adopted, ImprovementCompleted)
    assert adopted.form is ImprovementForm.WITHOUT_SUPPORT
    assert (adopted.begins_on, adopted.ends_on) == (day("2024-08-01"), day("2027-07-31"))


@pytest.mark.scenario("A-REV-02")
def test_with_a_request_for_rescheduling_the_plan_is_for_one_year() -> None:
    case = with_banks()
    two_years = plan("2024-11-01", "2026-10-31", Method.RESCHEDULE)
    refused = case.refused(two_years, deputy("2024-10-01"))
    assert (refused.provision, refused.field) == (LENGTH, "ends_on")
    assert "one year" in refused.en
    [drafted] = case.when(plan("2024-11-01", "2025-10-31", Method.RESCHEDULE), deputy("2024-10-08"))
    assert isinstance(drafted, ImprovementPlanDrafted)
    assert drafted.form is ImprovementForm.WITH_SUPPORT
    assert (drafted.begins_on, drafted.ends_on) == (day("2024-11-01"), day("2025-10-31"))
    offered = case.steps(deputy("2024-10-08"))
    assert offered["RecordConsent"].allowed  # it is put before the creditors asked
    assert "AdoptImprovementPlan" not in offered


@pytest.mark.scenario("A-REV-03")
def test_the_plan_has_an_action_plan_and_a_simple_profit_and_cash_plan() -> None:
    case = analysed()
    figures_only = (ImprovementPart.PROFIT_PLAN, ImprovementPart.CASH_PLAN)
    half = plan("2024-08-01", "2027-07-31", parts=figures_only)
    refused = case.refused(half, deputy("2024-07-09"))
    assert (refused.provision, refused.field) == (LENGTH, "parts")
    assert "action plan" in refused.en
    [drafted] = case.when(plan("2024-08-01", "2027-07-31"), deputy("2024-07-12"))
    assert isinstance(drafted, ImprovementPlanDrafted)
    assert drafted.governance is not None
    assert case.case.state.stage is Stage.DRAFTED


def completed_with_rescheduling() -> Played:
    """薩摩錦江食品: the plan with rescheduling comes into being on 2024-10-29, in force from 2024-11-01."""
    case = with_banks()
    case.when(plan("2024-11-01", "2025-10-31", Method.RESCHEDULE), deputy("2024-10-08"))
    for name in BANKS:
        consent = RecordConsent(creditor_id=creditor_id(name), form=ConsentForm.WRITTEN, confirmed_on=day("2024-10-29"))
        case.when(consent, deputy("2024-10-29"))
    assert case.case.state.completed_on == day("2024-10-29")
    case.when(StartMonitoring(), deputy("2024-10-30"))
    return case


@pytest.mark.scenario("A-REV-04")
def test_moving_on_to_restructuring_is_a_new_start_not_a_renaming() -> None:
    case = completed_with_rescheduling()
    as_it_stands = case.refused(DecideStart(findings=ALL_FINDINGS), head("2025-06-18"))
    assert as_it_stands.provision == "B2-2-2-2"
    assert "再生支援" in as_it_stands.ja

    wish = OpenSuccessor(line=SupportLine.RESTRUCTURING, requested_on=day("2025-06-16"), reason="主要顧客の倒産")
    [led_on] = case.when(wish, head("2025-06-18"))
    assert isinstance(led_on, SuccessorOpened)
    first = company(line=SupportLine.REVENUE_IMPROVEMENT)
    received = first.model_copy(
        update={"case_id": led_on.next_case_id, "line": led_on.line, "earlier_case": led_on.case_id}
    )
    anew = Played().given("2025-06-18", received)
    for gate in ("2025-06-19", "2025-07-01"):
        assert anew.refused(DecideStart(findings=ALL_FINDINGS), head(gate)).provision == "B2-2-2-2"
    for name in BANKS:
        anew.when(
            ListCreditor(creditor_id=creditor_id(name), kind="bank", name=name, claim=80_000_000), head("2025-06-19")
        )
    anew.when(RequestSupport(requested_on=day("2025-06-16")), head("2025-06-19"))
    creditors = tuple(creditor_id(name) for name in BANKS)
    anew.when(ConsentToContact(creditors=creditors, consented_on=day("2025-06-20")), head("2025-06-20"))
    for creditor in creditors:
        anew.when(StartInquiry(creditor_id=creditor), deputy("2025-06-23"))
        anew.when(RecordIntention(creditor_id=creditor, intention="not_negative"), deputy("2025-07-10"))
    anew.when(ConsultHostHead(consulted_on=day("2025-07-23")), head("2025-07-23"))
    [decision] = anew.when(DecideStart(findings=ALL_FINDINGS), head("2025-07-24"))
    assert isinstance(decision, RestructuringStarted)
    state = anew.case.state
    assert (state.started_on, state.candidate.earlier_case) == (day("2025-07-24"), led_on.case_id)

    # what the figures count: one 完了 in fiscal 2024, one 開始 in fiscal 2025, one company
    assert fiscal_year(case.case.state.completed_on) == 2024
    assert fiscal_year(state.started_on) == 2025
    assert state.candidate.company_id == case.case.state.candidate.company_id
    assert state.candidate.company_name == case.case.state.candidate.company_name


def test_the_consents_are_confirmed_and_the_last_completes_the_support() -> None:
    case = with_banks()
    case.when(plan("2024-11-01", "2025-10-31", Method.RESCHEDULE), deputy("2024-10-08"))
    first, last = (
        case.when(
            RecordConsent(creditor_id=creditor_id(name), form=ConsentForm.ELECTRONIC, confirmed_on=day("2024-10-20")),
            deputy("2024-10-29"),
        )
        for name in BANKS
    )
    assert names(first) == ["CreditorConsented"]
    assert names(last) == ["CreditorConsented", "ImprovementCompleted"]
    assert isinstance(first[0], CreditorConsented)
    assert first[0].confirmation is Confirmation.ELECTRONIC
