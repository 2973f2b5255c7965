"""Decisions and payments: what each brings, when it is paid, and to whom it goes."""

import datetime as dt
from dataclasses import replace

import pytest
from council_events.deciding import Fact, Refused
from council_events.subsidy import (
    AccompanimentDecided,
    ApplicationPaper,
    ClaimPaper,
    DeclineCause,
    EndKind,
    FeePaid,
    Fund,
    NoticeKind,
    PaymentKind,
    PlanFeeDecided,
    Scheme,
    SubsidyCaseEnded,
    Track,
)
from council_subsidy import commands as c
from council_subsidy.domain import Stage, decide, evolve, next_steps
from council_subsidy.domain.state import INITIAL, Due
from council_subsidy.rules.amounts import two_thirds
from council_subsidy.rules.asking import the_payee_is_an_agency
from council_subsidy.rules.terms import DEFAULTS, Rounding, Terms

from tests.services.subsidy.situations import (
    AMANE,
    CHECKED,
    EXPLAINED,
    LINES,
    MONITORING_EXPLAINED,
    NOTOMA,
    REPORT_CHECKED,
    SECOND_CASE,
    Case,
    World,
    accompaniment,
    application,
    cost,
    decided,
    early,
    handed_in,
    head,
    paid,
    pay,
    plan_claim,
    refused_by,
    secretary,
    without,
)


def told(case: Case, on: str, kind: NoticeKind) -> None:
    case.ask(on, c.IssueNotice(kind=kind, pay_on=dt.date.fromisoformat(on)), head(on))


def test_the_second_half_alone_waits_and_then_goes_out() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 900_000))
    assert refused_by(case, "2025-01-10", pay("2025-01-10", PaymentKind.PLAN_SECOND_HALF)) == "SUB-A-11"
    case.reported("2025-06-17", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 150_000)), "2025-06-10")
    case.ask("2025-06-17", pay("2025-06-17", PaymentKind.ACCOMPANIMENT))
    second = case.ask("2025-06-18", pay("2025-06-18", PaymentKind.PLAN_SECOND_HALF))
    assert paid(second) == {AMANE: 300_000}


def test_every_payment_is_charged_to_the_fund_and_kept_by_plan_kind() -> None:
    """YR-3-1: one fund at 中小機構, two schemes."""
    case = decided(cost(AMANE, LINES.PLAN, 900_000))
    events = case.ask("2024-12-20", pay("2024-12-20"))
    assert [(e.fund, e.scheme) for e in events if isinstance(e, FeePaid)] == [(Fund.SMRJ, Scheme.IMPROVEMENT)]
    small = Case().accepted(early(cost(AMANE, LINES.PLAN, 210_000)))
    small.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 210_000), lenders_consented=0))
    (first,) = small.ask("2024-12-20", pay("2024-12-20"))
    assert isinstance(first, FeePaid)
    assert first.scheme is Scheme.EARLY


def test_a_payment_goes_to_an_agency_of_the_case_and_to_nobody_else() -> None:
    """YR-3-2-2-2: never to the company; a due that names anybody else is not paid."""
    with pytest.raises(Refused) as refused:
        the_payee_is_an_agency("999999999999", {AMANE, NOTOMA})
    assert refused.value.provision == "YR-3-2-2-2"
    the_payee_is_an_agency(AMANE, {AMANE, NOTOMA})


def test_where_a_cap_cuts_the_agencies_share_it_and_the_sum_is_the_cap() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 2_500_001), cost(NOTOMA, LINES.DUE_DILIGENCE, 1_000_000))
    (decision,) = [event for event in case.history if isinstance(event, PlanFeeDecided)]
    assert decision.total == sum(payable.amount for payable in decision.payables) == 2_000_000
    assert sum(line.amount for line in decision.lines) == decision.total
    assert {payable.agency_id for payable in decision.payables} == {AMANE, NOTOMA}


def test_until_march_2022_the_plan_fee_was_paid_in_full_under_one_joint_limit() -> None:
    filed = application(cost(AMANE, LINES.PLAN, 2_700_000), registry_certificate_on=dt.date(2022, 3, 1))
    case = Case().accepted(filed, on="2022-03-31")
    costs = (cost(AMANE, LINES.PLAN, 2_700_000),)
    claim = plan_claim(*costs, worked_from=dt.date(2022, 4, 1), papers=without(ClaimPaper.POINTS_CHECK))
    decision = case.decided("2022-12-16", claim, "2022-12-09")[0]
    assert isinstance(decision, PlanFeeDecided)
    assert [(p.kind, p.amount) for p in decision.payables] == [(PaymentKind.PLAN_IN_FULL, 1_800_000)]
    (last,) = case.reported("2023-06-17", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 600_000)))
    assert isinstance(last, AccompanimentDecided)
    assert last.total == 200_000


def test_until_march_2022_monitoring_of_an_early_plan_had_a_limit_of_its_own() -> None:
    filed = early(
        cost(AMANE, LINES.PLAN, 240_000), registry_certificate_on=dt.date(2022, 3, 1), interim_requested=False
    )
    case = Case().accepted(filed, on="2022-03-31")
    claim = plan_claim(
        cost(AMANE, LINES.PLAN, 180_000),
        worked_from=dt.date(2022, 4, 1),
        lenders_consented=0,
        plan_completed_on=dt.date(2022, 11, 30),
    )
    decision = case.decided("2022-12-16", claim, "2022-12-09")[0]
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 120_000
    closing = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 120_000), period_to=dt.date(2024, 3, 31))
    (last,) = case.reported("2024-06-17", closing)
    assert isinstance(last, AccompanimentDecided)
    assert last.total == 50_000


def test_a_payment_is_not_recorded_before_its_day() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2024-12-16", pay("2024-12-17")) == "SUB-C-4"


def test_nothing_is_payable_after_a_withdrawal_which_the_representative_files_in_writing() -> None:
    """SUB-M-4: bankruptcy; the 代表 hands in a 取下書."""
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    withdrawn = c.EndSubsidyCase(kind=c.EndingKind.WITHDRAWN, reason="破産手続開始のため")
    assert case.refusal("2025-01-06", withdrawn).field == "representative_asked"
    filed = withdrawn.model_copy(update={"representative_asked": True})
    assert case.refusal("2025-01-06", filed.model_copy(update={"reason": None})).field == "reason"
    (ended,) = case.ask("2025-01-06", filed)
    assert isinstance(ended, SubsidyCaseEnded)
    assert (ended.kind, case.state.stage) == (EndKind.WITHDRAWN, Stage.ENDED)
    assert refused_by(case, "2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "SUB-M-2"
    left = {step.command for step in next_steps(case.state, secretary("2025-06-10"))}
    assert left == {c.IssueNotice, c.FindRevitalizationNecessary}, "whoever has applied may be consulted still"


def test_an_early_end_is_asked_for_jointly_and_comes_after_all_that_is_due_was_paid() -> None:
    """SUB-M-4: the results beat the plan."""
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    asked = c.EndSubsidyCase(
        kind=c.EndingKind.EARLY_END, applicant_asked=True, representative_asked=True, reason="計画を上回ったため"
    )
    for lacking, value in (("applicant_asked", False), ("representative_asked", False), ("reason", None)):
        refused = case.refusal("2025-01-06", asked.model_copy(update={lacking: value}))
        assert (refused.provision, refused.field) == ("SUB-M-4", lacking)
    assert refused_by(case, "2025-01-06", asked) == "SUB-C-4"
    case.ask("2025-01-06", pay("2025-01-06"))
    (ended,) = case.ask("2025-01-07", asked)
    assert isinstance(ended, SubsidyCaseEnded)
    assert ended.kind is EndKind.EARLY_END
    assert refused_by(case, "2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "SUB-M-2"


def test_completed_is_only_what_has_been_decided_paid_and_told() -> None:
    completed = c.EndSubsidyCase(kind=c.EndingKind.COMPLETED)
    assert refused_by(Case().accepted(application()), "2024-05-01", completed) == "SUB-C-4"
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2024-12-17", completed) == "SUB-C-4"
    case.reported("2025-06-17", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000)))
    case.ask("2025-06-18", pay("2025-06-18"))
    untold = case.refusal("2025-06-19", completed)
    assert NoticeKind.PLAN_DECISION.label in untold.ja
    for kind in (NoticeKind.ACCEPTED, NoticeKind.PLAN_DECISION, NoticeKind.ACCOMPANIMENT_DECISION):
        told(case, "2025-06-19", kind)
    assert case.ask("2025-06-20", completed)


def test_an_event_from_before_the_lines_counts_its_total_alone() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    (decision,) = [event for event in case.history if isinstance(event, PlanFeeDecided)]
    assert case.state.decided == {LINES.PLAN: 800_000}
    old = Case().accepted(application())
    old.ask("2024-12-09", plan_claim(cost(AMANE, LINES.PLAN, 1_200_000)))
    before = decision.model_copy(update={"lines": ()})
    state = evolve(old.state, Fact(before, dt.date(2024, 12, 16), "17", "p17-office"))
    assert state.decided == {LINES.PLAN: 800_000}
    assert state.dues[0] == Due(decision.payables[0], None)


def test_a_case_from_before_schedules_is_held_against_none() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    case.state = replace(case.state, schedule=None)
    assert case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000)))
    assert refused_by(case, "2025-06-11", c.ScheduleAccompaniment()) == "SUB-M-1"


def test_the_plan_fee_is_not_decided_before_the_points_were_checked_and_monitoring_explained() -> None:
    """YR-2-4-2-4-1 and YR-2-4-2-4-2; a company without loans has no main bank to explain to."""
    case = Case().accepted(application())
    case.ask("2024-12-09", plan_claim(cost(AMANE, LINES.PLAN, 1_200_000)))
    assert refused_by(case, "2024-12-16", c.DecidePlanFee()) == "YR-2-4-2-4-1"
    case.advised("2024-12-10", CHECKED)
    assert refused_by(case, "2024-12-16", c.DecidePlanFee()) == "YR-2-4-2-4-2"
    without_the_bank = MONITORING_EXPLAINED.model_copy(update={"advised": MONITORING_EXPLAINED.advised[:2]})
    case.advised("2024-12-10", without_the_bank)
    assert refused_by(case, "2024-12-16", c.DecidePlanFee()) == "YR-2-4-2-4-2"
    case.advised("2024-12-11", MONITORING_EXPLAINED)
    assert case.ask("2024-12-16", c.DecidePlanFee())
    free = Case().accepted(early(lenders=0))
    free.ask("2024-12-09", plan_claim(cost(AMANE, LINES.PLAN, 200_000), lenders_consented=0))
    free.advised("2024-12-10", CHECKED)
    free.advised("2024-12-10", without_the_bank)
    assert free.ask("2024-12-16", c.DecidePlanFee())


def test_every_monitoring_report_is_checked_before_its_payment_is_decided() -> None:
    """YR-2-4-2-5."""
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    for on in ("2025-06-10", "2026-06-10"):
        case.ask(on, accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000)))
        assert refused_by(case, on, c.DecideAccompaniment()) == "YR-2-4-2-5"
        case.advised(on, REPORT_CHECKED)
        assert case.ask(on, c.DecideAccompaniment())


def test_the_rounding_and_tax_of_a_deployment_are_followed_and_a_later_change_leaves_decisions_alone() -> None:
    """SUB-A-2."""
    costs = (cost(AMANE, LINES.PLAN, 1_000_001),)
    case = Case(terms=Terms(rounding=Rounding.THOUSAND, consumption_tax_percent=10)).accepted(application(*costs))
    decision = case.decided("2024-12-16", plan_claim(*costs, agencies=handed_in(*costs, own_share=500_000)))[0]
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 733_000
    case.terms = DEFAULTS
    assert sum(due.payable.amount for due in case.state.dues) == 733_000


def test_the_rates_and_travel_stay_within_the_limits_of_a_deployment() -> None:
    """SUB-A-2: no limit by default."""
    dear = cost(AMANE, LINES.PLAN, 600_000).model_copy(update={"hourly_rate": 30_001, "travel": 50_001})
    assert Case().ask("2024-05-01", application(dear))
    for terms in (Terms(hourly_rate_limit=30_000), Terms(travel_limit=50_000)):
        assert Case(terms=terms).refusal("2024-05-01", application(dear)).provision == "SUB-A-2"
    fair = dear.model_copy(update={"hourly_rate": 30_000, "travel": 50_000})
    assert Case(terms=Terms(hourly_rate_limit=30_000, travel_limit=50_000)).ask("2024-05-01", application(fair))


def test_two_thirds_take_no_floating_point() -> None:
    assert two_thirds(10**15 - 1, DEFAULTS) == (10**15 - 1) * 2 // 3


def test_a_guideline_plan_is_split_unless_the_deployment_says_otherwise() -> None:
    """SUB-X-1."""
    costs = (cost(AMANE, LINES.PLAN, 3_000_000),)
    halves = {PaymentKind.PLAN_FIRST_HALF, PaymentKind.PLAN_SECOND_HALF}
    for terms, kinds in ((DEFAULTS, halves), (Terms(guideline_split=False), {PaymentKind.PLAN_IN_FULL})):
        case = Case(terms=terms).accepted(application(*costs, track=Track.GUIDELINE))
        decision = case.decided("2024-12-16", plan_claim(*costs))[0]
        assert isinstance(decision, PlanFeeDecided)
        assert {payable.kind for payable in decision.payables} == kinds


def test_where_the_deployment_asks_for_no_guideline_papers_the_form_alone_is_needed() -> None:
    """SUB-X-1."""
    bare = application(track=Track.GUIDELINE, papers=(ApplicationPaper.APPLICATION_FORM,))
    case = Case(terms=Terms(guideline_papers=False)).accepted(bare)
    costs = (cost(AMANE, LINES.PLAN, 3_000_000),)
    slip = handed_in(*costs, papers=(ClaimPaper.SELF_BURDEN_TRANSFER,))
    claim = plan_claim(*costs, papers=(ClaimPaper.CLAIM_FORM,), agencies=slip)
    assert case.ask("2024-12-09", claim)
    assert Case().accepted(application(track=Track.GUIDELINE)).refusal("2024-12-09", claim).provision == "SUB-C-1"


def test_decide_without_any_case_is_a_refusal_not_a_crash() -> None:
    with pytest.raises(Refused):
        decide(INITIAL, c.DecidePlanFee(), secretary("2024-12-09"))


def test_an_accompaniment_that_brings_nothing_releases_the_second_half() -> None:
    """SUB-A-11, SUB-E-4: with the lifetime limit used up by the plan no accompaniment fee is ever paid."""
    world = World()
    Case(world).accepted(application(cost(AMANE, LINES.PLAN, 3_000_000)), on="2024-04-15")  # may bring 2,000,000
    second = Case(world)
    filed = application(
        cost(AMANE, LINES.PLAN, 1_500_000), case_id=SECOND_CASE, decline_cause=DeclineCause.DISASTER, reuse_reason="別"
    )
    second.ask("2024-05-15", filed)
    second.advised("2024-05-15", EXPLAINED)
    second.advised("2024-05-16", c.FindReuseFit(finding="要因が前回と異なる。"))
    second.ask("2024-05-16", c.AcceptApplication())
    second.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 1_500_000)))
    second.ask("2024-12-17", pay("2024-12-17"))
    assert second.refusal("2025-06-01", pay("2025-06-01", PaymentKind.PLAN_SECOND_HALF)).provision == "SUB-A-11"
    (nothing,) = second.reported("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 300_000)))
    assert isinstance(nothing, AccompanimentDecided)
    assert nothing.total == 0
    assert paid(second.ask("2025-06-17", pay("2025-06-17"))) == {AMANE: 500_000}


def test_negotiation_is_no_plan_cost_it_is_paid_at_once_and_lets_accompaniment_be_no_larger() -> None:
    """SUB-A-9, SUB-A-11: 金融機関交渉費用 is a line beside 計画策定費用 (SUB-A-4)."""
    costs = cost(AMANE, LINES.PLAN, 900_000), cost(AMANE, LINES.NEGOTIATION, 150_000)
    case = Case().accepted(application(*costs, guarantee_release=True))
    decision = case.decided("2024-12-16", plan_claim(*costs))[0]
    assert isinstance(decision, PlanFeeDecided)
    assert {(each.kind, each.amount) for each in decision.payables} == {
        (PaymentKind.PLAN_FIRST_HALF, 300_000),
        (PaymentKind.PLAN_SECOND_HALF, 300_000),
        (PaymentKind.PLAN_IN_FULL, 100_000),
    }
    too_much = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 900_001))
    assert refused_by(case, "2025-06-10", too_much) == "SUB-A-9"
    assert case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 900_000)))


@pytest.mark.parametrize(("plan", "provision"), [(450_000, None), (450_001, "SUB-P-3")])
def test_negotiation_does_not_make_the_schedule_of_work_needed(plan: int, provision: str | None) -> None:
    """SUB-P-4"""
    papers = tuple(paper for paper in ApplicationPaper if paper is not ApplicationPaper.SCHEDULE)
    costs = cost(AMANE, LINES.PLAN, plan), cost(AMANE, LINES.NEGOTIATION, 150_000)
    case = Case()
    case.ask("2024-04-15", application(*costs, guarantee_release=True, papers=papers))
    case.advised("2024-04-15", EXPLAINED)
    if provision is None:
        assert case.ask("2024-04-15", c.AcceptApplication())
    else:
        assert refused_by(case, "2024-04-15", c.AcceptApplication()) == provision
