"""The judged scenarios of tests/scenarios/subsidy.yaml, with their dates and numbers, through the service's decisions."""

import datetime as dt

import pytest
from council_events.deciding import Refused
from council_events.subsidy import (
    AccompanimentKind,
    ApplicationPaper,
    BankCoordinationSupported,
    ClaimPaper,
    CostLine,
    DeclineCause,
    EndKind,
    FeePaid,
    FinancialSupport,
    NoticeIssued,
    NoticeKind,
    OwnShareMethod,
    PlanFeeDecided,
    SubsidyApplicationAccepted,
    Track,
)
from council_events.values import LegalForm, Office
from council_subsidy import commands as c
from council_subsidy.domain import Circumstances, Stage, due_on, next_steps
from council_subsidy.rules.amounts import by_line, caps_of, guide_of_total_cost, subsidy_by_agency, two_thirds
from council_subsidy.rules.clocks import ruleset_on
from council_subsidy.rules.terms import DEFAULTS, Rounding, Terms

from tests.services.subsidy.situations import (
    ALL_OF_A_CLAIM,
    AMANE,
    EXPLAINED,
    HAKATA,
    LINES,
    NOTOMA,
    SECOND_CASE,
    Case,
    World,
    accompaniment,
    agencies,
    application,
    cost,
    early,
    handed_in,
    head,
    paid,
    pay,
    person,
    plan_claim,
    secretary,
)

INTERIM, SETTLEMENT = AccompanimentKind.INTERIM, AccompanimentKind.SETTLEMENT
ONGA = {"prefecture": "40", "sales": 1_400_000_000, "interest_bearing_debt": 820_000_000}
FUKURA = {"prefecture": "17", "sales": 480_000_000, "interest_bearing_debt": 350_000_000}
MATSUSHIMA = {"prefecture": "04", "sales": 62_000_000, "interest_bearing_debt": 48_000_000}
OKAWA = {"prefecture": "40", "sales": 720_000_000, "interest_bearing_debt": 610_000_000}


def largest(case: Case) -> dict[CostLine, int]:
    """The largest subsidy line by line, as the case shows it."""
    filed = case.state.application
    assert filed is not None
    assert case.state.ruleset is not None
    granted = subsidy_by_agency(filed.estimates, caps_of(filed.track, case.state.ruleset), {}, case.terms)
    return by_line(granted)


@pytest.mark.scenario("A-SUB-01")
def test_the_cap_is_on_the_subsidy_of_each_line_not_on_the_sum() -> None:
    case = Case(council="40").accepted(
        application(
            cost(AMANE, LINES.PLAN, 3_600_000),
            cost(AMANE, LINES.ACCOMPANIMENT, 900_000),
            registry_certificate_on=dt.date(2024, 5, 1),
            **ONGA,
        ),
        on="2024-05-20",
    )
    assert two_thirds(3_600_000, DEFAULTS) == 2_400_000
    lines = largest(case)
    assert lines == {LINES.PLAN: 2_000_000, LINES.ACCOMPANIMENT: 600_000}
    assert case.state.largest_subsidy == 2_600_000
    assert 3_600_000 + 900_000 - case.state.largest_subsidy == 1_900_000


@pytest.mark.scenario("A-SUB-02")
def test_half_now_half_with_the_first_accompaniment_straight_to_each_agency() -> None:
    plan = cost(AMANE, LINES.PLAN, 1_200_000), cost(NOTOMA, LINES.PLAN, 600_000)
    case = Case().accepted(
        application(*plan, cost(AMANE, LINES.ACCOMPANIMENT, 900_000), agencies=agencies(AMANE, NOTOMA), **FUKURA),
        on="2024-04-15",
    )
    case.decided("2024-12-16", plan_claim(*plan, closing_month=5), "2024-12-09")
    (notice,) = case.ask(
        "2024-12-16", c.IssueNotice(kind=NoticeKind.PLAN_DECISION, pay_on=dt.date(2024, 12, 16)), head("2024-12-16")
    )
    assert isinstance(notice, NoticeIssued)
    assert (notice.agency_id, notice.total, notice.pay_on) == (AMANE, 1_200_000, dt.date(2024, 12, 16))
    whole = pay("2024-12-16", *{due.payable.kind for due in case.state.dues})
    assert case.refusal("2024-12-16", whole).provision == "SUB-A-11"
    assert paid(case.ask("2024-12-16", pay("2024-12-16"))) == {AMANE: 400_000, NOTOMA: 200_000}
    half_years = ("2025-05-31", "2025-11-30", "2026-05-31", "2026-11-30", "2027-05-31", "2027-11-30")
    six = tuple(
        c.ReportEntry(kind=(SETTLEMENT, INTERIM)[place % 2], period_to=dt.date.fromisoformat(day))
        for place, day in enumerate(half_years)
    )
    case.ask("2024-12-16", c.ScheduleAccompaniment(reports=six))
    report = cost(AMANE, LINES.ACCOMPANIMENT, 150_000)
    case.reported("2025-06-17", accompaniment(report, period_to=dt.date(2025, 5, 31)), "2025-06-10")
    first = case.ask("2025-06-17", pay("2025-06-17"))
    assert paid(first) == {AMANE: 500_000, NOTOMA: 200_000}
    second = accompaniment(report, kind=INTERIM, period_to=dt.date(2025, 11, 30))
    case.reported("2025-12-17", second, "2025-12-10")
    assert paid(case.ask("2025-12-17", pay("2025-12-17"))) == {AMANE: 100_000}
    payments = [event for event in case.history if isinstance(event, FeePaid)]
    assert {event.agency_id for event in payments} == {AMANE, NOTOMA}  # must not: a payment to the company
    assert sum(event.amount for event in payments if event.agency_id == NOTOMA) == 400_000  # nor のとま's to あまね


@pytest.mark.scenario("A-SUB-03")
def test_the_guideline_track_has_its_own_lines_and_caps_and_no_advice_by_the_council() -> None:
    costs = (
        cost(HAKATA, LINES.DUE_DILIGENCE, 5_100_000),
        cost(HAKATA, LINES.PLAN, 3_000_000),
        cost(HAKATA, LINES.ACCOMPANIMENT, 1_200_000),
    )
    values = {
        "track": Track.GUIDELINE,
        "agencies": agencies(HAKATA),
        "guarantee_release": True,
        "registry_certificate_on": dt.date(2024, 7, 1),
        **OKAWA,
    }
    case = Case(council="40")
    as_it_is = application(*costs, cost(HAKATA, LINES.NEGOTIATION, 150_000), **values)
    assert case.refusal("2024-07-24", as_it_is).provision == "SUB-A-5"
    case.ask("2024-07-30", application(*costs, **values))
    case.ask("2024-07-30", c.AcceptApplication())
    assert largest(case) == {LINES.DUE_DILIGENCE: 3_000_000, LINES.PLAN: 2_000_000, LINES.ACCOMPANIMENT: 800_000}
    assert case.state.largest_subsidy == 5_800_000
    advice = c.AdvisePlanning(advised=EXPLAINED.advised, plan_advised=True, advice="計画に助言した。")
    refused = case.refusal("2024-08-01", advice, person(Office.DEPUTY, "2024-08-01", "40"))
    assert refused.provision == "YR24-2-4-2"
    filed = Case(council="40")
    filed.ask("2024-07-30", application(*costs, **values))
    at_the_application = filed.refusal("2024-08-01", EXPLAINED, person(Office.DEPUTY, "2024-08-01", "40"))
    assert at_the_application.provision == "YR24-2-4-2"


@pytest.mark.scenario("A-SUB-04")
def test_an_early_plan_has_three_small_lines_the_mid_year_one_optional() -> None:
    case = Case(council="04").accepted(
        early(
            cost(AMANE, LINES.PLAN, 210_000),
            cost(AMANE, LINES.ACCOMPANIMENT_INTERIM, 60_000),
            cost(AMANE, LINES.ACCOMPANIMENT, 75_000),
            registry_certificate_on=dt.date(2024, 5, 1),
            **MATSUSHIMA,
        ),
        on="2024-06-03",
    )
    assert largest(case) == {LINES.PLAN: 140_000, LINES.ACCOMPANIMENT_INTERIM: 40_000, LINES.ACCOMPANIMENT: 50_000}
    assert case.state.largest_subsidy == 230_000
    claim = plan_claim(
        cost(AMANE, LINES.PLAN, 210_000),
        lenders_consented=0,
        worked_from=dt.date(2024, 6, 3),
        plan_completed_on=dt.date(2024, 10, 1),
        closing_month=11,
    )
    case.decided("2024-10-15", claim)
    assert paid(case.ask("2024-10-15", pay("2024-10-15"))) == {AMANE: 70_000}
    interim = accompaniment(
        cost(AMANE, LINES.ACCOMPANIMENT_INTERIM, 60_000), kind=INTERIM, period_to=dt.date(2025, 3, 31)
    )
    case.reported("2025-04-15", interim)
    assert paid(case.ask("2025-04-15", pay("2025-04-15"))) == {AMANE: 110_000}
    closing = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 75_000), period_to=dt.date(2025, 11, 30))
    case.reported("2026-01-20", closing)
    assert paid(case.ask("2026-01-20", pay("2026-01-20"))) == {AMANE: 50_000}


@pytest.mark.scenario("A-SUB-05")
def test_an_early_plan_asks_no_bank_for_support_and_is_closed_to_firms_that_had_a_plan() -> None:
    defers = early(financial_support=(FinancialSupport.TERMS_CHANGED,), **FUKURA)
    refused = Case().refusal("2024-09-12", defers)
    assert refused.provision == "SUB-E-1"
    assert "通常枠" in refused.ja
    world = World()
    first = Case(world, council="40").accepted(
        application(cost(AMANE, LINES.PLAN, 1_500_000), registry_certificate_on=dt.date(2019, 5, 1), **ONGA),
        on="2019-05-20",
    )
    first.decided(
        "2020-01-20",
        plan_claim(
            cost(AMANE, LINES.PLAN, 1_500_000),
            worked_from=dt.date(2019, 5, 20),
            plan_completed_on=dt.date(2019, 12, 1),
        ),
    )
    first.ask("2020-01-31", pay("2020-01-31"))
    again = Case(world, council="40").refusal("2024-09-12", early(case_id=SECOND_CASE, **ONGA))
    assert again.provision == "SUB-E-7"


@pytest.mark.scenario("A-SUB-06")
def test_two_years_after_acceptance_the_claim_has_lapsed_and_was_seen_before() -> None:
    case = Case().accepted(application(registry_certificate_on=dt.date(2023, 6, 1), **FUKURA), on="2023-06-15")
    due = due_on(case.state, Circumstances(secretary("2025-06-02")))
    assert due is not None
    assert (due.year, due.month) == (2025, 6)  # it is on the list of June, by its due date
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1_200_000), worked_from=dt.date(2023, 7, 1))
    assert case.refusal("2025-08-01", claim).provision == "SUB-C-5"
    case.ask("2025-08-01", c.LapseApplication())
    assert case.state.end is EndKind.LAPSED


@pytest.mark.scenario("A-SUB-07")
def test_a_small_firm_above_the_ceiling_of_total_cost_is_flagged_and_decided_on_record() -> None:
    small = MATSUSHIMA | {"registry_certificate_on": dt.date(2024, 9, 15)}
    assert guide_of_total_cost(Track.ORDINARY, 62_000_000, 48_000_000, DEFAULTS) == 1_500_000
    over = application(cost(AMANE, LINES.PLAN, 1_260_000), cost(AMANE, LINES.ACCOMPANIMENT, 540_000), **small)
    case = Case(council="04")
    case.ask("2024-10-03", over)
    case.advised("2024-10-03", EXPLAINED)
    flagged = case.refusal("2024-10-03", c.AcceptApplication())
    assert flagged.provision == "SUB-A-8"
    assert "1,500,000" in flagged.ja
    on_record = "店舗が多く調査に時間を要するため"
    assert case.ask("2024-10-03", c.AcceptApplication(above_guide_reason=on_record))
    fit = Case(council="04").accepted(
        application(cost(AMANE, LINES.PLAN, 1_050_000), cost(AMANE, LINES.ACCOMPANIMENT, 450_000), **small),
        on="2024-10-08",
    )
    assert largest(fit) == {LINES.PLAN: 700_000, LINES.ACCOMPANIMENT: 300_000}
    assert fit.state.largest_subsidy == 1_000_000


@pytest.mark.scenario("A-SUB-08")
def test_no_pay_for_work_before_acceptance_and_no_set_off_of_the_own_share() -> None:
    case = Case(council="40").accepted(
        application(cost(AMANE, LINES.PLAN, 2_400_000), registry_certificate_on=dt.date(2024, 7, 1), **OKAWA),
        on="2024-07-16",
    )
    as_filed = cost(AMANE, LINES.PLAN, 2_400_000)
    set_off = handed_in(as_filed, own_share_method=OwnShareMethod.SET_OFF)
    before = plan_claim(as_filed, worked_from=dt.date(2024, 7, 8), agencies=set_off)
    assert case.refusal("2025-02-05", before).provision == "SUB-P-7"
    after = before.model_copy(update={"worked_from": dt.date(2024, 7, 16)})
    assert case.refusal("2025-02-05", after).provision == "SUB-C-3"
    counted = cost(AMANE, LINES.PLAN, 2_100_000)
    decision = case.decided(
        "2025-02-20",
        plan_claim(counted, worked_from=dt.date(2024, 7, 16), agencies=handed_in(counted, own_share=700_000)),
    )[0]
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 1_400_000
    assert counted.amount - decision.total == 700_000
    assert paid(case.ask("2025-02-20", pay("2025-02-20"))) == {AMANE: 700_000}


@pytest.mark.scenario("A-SUB-09")
def test_the_ordinary_track_needs_the_consent_of_every_lender_the_early_one_proof_of_delivery() -> None:
    case = Case().accepted(application(lenders=3, **FUKURA))
    two = plan_claim(cost(AMANE, LINES.PLAN, 1_200_000), lenders_consented=2)
    assert case.refusal("2025-01-22", two).provision == "SUB-C-2"
    assert case.ask("2025-02-12", two.model_copy(update={"lenders_consented": 3}))
    receipt = tuple(paper for paper in ALL_OF_A_CLAIM if paper is not ClaimPaper.LENDERS_CONSENT)
    small = Case(council="04").accepted(early(lenders=2, **MATSUSHIMA))
    claim = plan_claim(cost(AMANE, LINES.PLAN, 200_000), papers=receipt, lenders_consented=0)
    assert small.ask("2025-01-22", claim)
    no_receipt = claim.model_copy(update={"papers": tuple(p for p in receipt if p is not ClaimPaper.PLAN_RECEIPT)})
    assert Case(council="04").accepted(early(lenders=2, **MATSUSHIMA)).refusal("2025-01-22", no_receipt).provision == (
        "SUB-C-2"
    )
    assert not any(isinstance(event, BankCoordinationSupported) for event in case.history)  # must not


def the_first_use(world: World) -> Case:
    """Accepted 2020-11-16 because of the pandemic; 1,200,000 yen paid in all by 2022-06-30."""
    first = Case(world, council="40").accepted(
        application(
            cost(AMANE, LINES.PLAN, 1_500_000),
            cost(AMANE, LINES.ACCOMPANIMENT, 300_000),
            decline_cause=DeclineCause.PANDEMIC,
            registry_certificate_on=dt.date(2020, 11, 1),
            **OKAWA,
        ),
        on="2020-11-16",
    )
    plan = cost(AMANE, LINES.PLAN, 1_500_000)
    first.decided(
        "2021-06-15", plan_claim(plan, worked_from=dt.date(2020, 11, 16), plan_completed_on=dt.date(2021, 5, 31))
    )
    first.ask("2021-06-30", pay("2021-06-30"))
    report = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 300_000), period_to=dt.date(2022, 3, 31))
    first.reported("2022-06-20", report)
    first.ask("2022-06-30", pay("2022-06-30"))
    for kind in (NoticeKind.ACCEPTED, NoticeKind.PLAN_DECISION, NoticeKind.ACCOMPANIMENT_DECISION):
        notice = c.IssueNotice(kind=kind, pay_on=dt.date(2022, 6, 30))
        first.ask("2022-06-30", notice, head("2022-06-30", "40"))
    first.ask("2022-06-30", c.EndSubsidyCase(kind=c.EndingKind.COMPLETED))
    assert sum(event.amount for event in first.history if isinstance(event, FeePaid)) == 1_200_000
    return first


@pytest.mark.scenario("A-SUB-10")
def test_a_second_use_rests_on_another_cause_found_fit_within_three_million_yen_for_life() -> None:
    world = World()
    the_first_use(world)
    again = application(
        cost(AMANE, LINES.PLAN, 1_500_000),
        cost(AMANE, LINES.ACCOMPANIMENT, 600_000),
        case_id=SECOND_CASE,
        registry_certificate_on=dt.date(2025, 1, 6),
        reuse_reason="2024年10月28日の火災により仕上工場を失ったため。",
        decline_cause=DeclineCause.DISASTER,
        **OKAWA,
    )
    case = Case(world, council="40")
    same = again.model_copy(
        update={"decline_cause": DeclineCause.PANDEMIC, "registry_certificate_on": dt.date(2024, 8, 20)}
    )
    assert case.refusal("2024-09-02", same).provision == "SUB-E-4"
    case.ask("2025-01-15", again)
    case.advised("2025-01-15", EXPLAINED)
    assert case.state.answer is not None
    assert case.state.answer.finding_needed  # flagged: held until the council finds it fit
    held = case.refusal("2025-01-16", c.AcceptApplication())
    assert held.provision == "SUB-E-4"
    assert "判断" in held.ja
    case.advised("2025-01-22", c.FindReuseFit(finding="要因は火災であり、前回の感染症の影響とは異なる。"))
    accepted = case.ask("2025-01-22", c.AcceptApplication())[-1]
    assert isinstance(accepted, SubsidyApplicationAccepted)
    assert case.state.answer.remaining == 1_800_000
    assert accepted.largest_subsidy == 1_400_000
    assert case.state.answer.remaining - accepted.largest_subsidy == 400_000


@pytest.mark.scenario("A-SUB-11")
def test_the_rounding_of_two_thirds_is_a_setting_and_leaves_what_was_decided_alone() -> None:
    thousand = Terms(rounding=Rounding.THOUSAND)
    assert (two_thirds(1_000_001, DEFAULTS), 1_000_001 - two_thirds(1_000_001, DEFAULTS)) == (666_667, 333_334)
    assert (two_thirds(1_000_001, thousand), 1_000_001 - two_thirds(1_000_001, thousand)) == (666_000, 334_001)
    assert two_thirds(10**15 - 1, DEFAULTS) == (2 * (10**15 - 1)) // 3  # must not: a binary floating point
    costs = (cost(AMANE, LINES.PLAN, 1_000_001),)
    case = Case(council="04").accepted(application(*costs, **MATSUSHIMA))
    case.decided("2024-11-06", plan_claim(*costs))
    case.terms = thousand
    assert sum(due.payable.amount for due in case.state.dues) == 666_667  # must not: change with the setting
    assert paid(case.ask("2024-11-07", pay("2024-11-07"))) == {AMANE: 333_333}


@pytest.mark.scenario("A-SUB-12")
def test_excluded_forms_the_medical_corporation_of_300_and_the_sole_proprietor() -> None:
    npo = application(legal_form=LegalForm.NPO, corporate_number="8999905000211")
    refused = Case().refusal("2024-08-06", npo)
    assert refused.provision == "SUB-E-2"
    assert "特定非営利活動法人" in refused.ja
    fresh = {"registry_certificate_on": dt.date(2024, 8, 1)}
    medical = application(legal_form=LegalForm.MEDICAL, employees=300, corporate_number="7999905000212", **fresh)
    assert Case().accepted(medical, on="2024-08-06").state.stage is Stage.ACCEPTED
    sole = application(
        legal_form=LegalForm.SOLE_PROPRIETOR,
        registry_certificate_on=None,
        papers=tuple(p for p in ApplicationPaper if p is not ApplicationPaper.REGISTRY_CERTIFICATE),
    )
    assert Case().accepted(sole, on="2024-08-06").state.stage is Stage.ACCEPTED
    without_return = sole.model_copy(
        update={"papers": tuple(p for p in sole.papers if p is not ApplicationPaper.PROPRIETOR_PROOF)}
    )
    case = Case()
    case.ask("2024-08-06", without_return)
    with pytest.raises(Refused):
        case.ask("2024-08-06", c.AcceptApplication())


def test_the_ruleset_of_the_acceptance_day_holds_for_the_whole_case() -> None:
    """SUB-V-1, SUB-A-1 and SUB-A-10: what the edition_rule of the conventions says."""
    assert ruleset_on(dt.date(2022, 3, 31)) == dt.date(2013, 3, 8)
    assert ruleset_on(dt.date(2024, 3, 31)) == dt.date(2022, 4, 1)
    old = Case().accepted(application(registry_certificate_on=dt.date(2022, 3, 1)), on="2022-03-31")
    assert old.state.ruleset == dt.date(2013, 3, 8)
    assert {step.command for step in next_steps(old.state, secretary("2024-05-01"))} >= {c.LapseApplication}
