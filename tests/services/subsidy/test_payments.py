"""Claims, decisions, payments: the scenarios' own numbers."""

import datetime as dt

import pytest
from council_events.deciding import Refused
from council_events.subsidy import (
    AccompanimentDecided,
    AccompanimentKind,
    ClaimPaper,
    FeePaid,
    PaymentKind,
    PlanFeeDecided,
    SubsidyCaseEnded,
    Track,
)
from council_subsidy import commands as c
from council_subsidy.domain import Stage, next_steps
from council_subsidy.rules.amounts import two_thirds

from tests.services.subsidy.situations import (
    AMANE,
    LINES,
    NOTOMA,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    early,
    paid,
    plan_claim,
    secretary,
)

ALL = tuple(ClaimPaper)


def pay(on: str, *kinds: PaymentKind) -> c.PayFees:
    return c.PayFees(kinds=kinds, paid_on=dt.date.fromisoformat(on))


def refused_by(case: Case, on: str, command: c.Command) -> str:
    with pytest.raises(Refused) as refused:
        case.ask(on, command)
    return refused.value.provision


def decided(*costs: c.CostEntry, filed: c.FileApplication | None = None) -> Case:
    case = Case().accepted(filed or application(*costs, agencies=agencies(AMANE, NOTOMA)))
    case.ask("2024-12-09", plan_claim(*costs))
    case.ask("2024-12-16", c.DecidePlanFee())
    return case


def test_a_sub_01_the_cap_is_on_the_subsidy_of_each_line() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 3_600_000))
    assert [event.total for event in case.history if isinstance(event, PlanFeeDecided)] == [2_000_000]
    case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 900_000)))
    case.ask("2025-06-17", c.DecideAccompaniment())
    assert [event.total for event in case.history if isinstance(event, AccompanimentDecided)] == [600_000]


def test_a_sub_02_half_now_half_with_the_first_accompaniment_straight_to_each_agency() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000), cost(NOTOMA, LINES.PLAN, 600_000))
    assert refused_by(case, "2024-12-16", pay("2024-12-16", PaymentKind.PLAN_SECOND_HALF)) == "SUB-A-11"
    assert paid(case.ask("2024-12-16", pay("2024-12-16"))) == {AMANE: 400_000, NOTOMA: 200_000}
    assert case.ask("2024-12-17", pay("2024-12-17")) == []
    case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 150_000)))
    case.ask("2025-06-17", c.DecideAccompaniment())
    first = case.ask("2025-06-17", pay("2025-06-17"))
    assert paid(first) == {AMANE: 500_000, NOTOMA: 200_000}
    assert next(event.kind for event in first if isinstance(event, FeePaid)) is PaymentKind.ACCOMPANIMENT
    case.ask("2025-12-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 150_000)))
    case.ask("2025-12-17", c.DecideAccompaniment())
    assert paid(case.ask("2025-12-17", pay("2025-12-17"))) == {AMANE: 100_000}
    assert case.state.unpaid == ()


def test_the_second_half_alone_waits_and_then_goes_out() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 900_000))
    case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 150_000)))
    case.ask("2025-06-17", c.DecideAccompaniment())
    case.ask("2025-06-17", pay("2025-06-17", PaymentKind.ACCOMPANIMENT))
    second = case.ask("2025-06-18", pay("2025-06-18", PaymentKind.PLAN_SECOND_HALF))
    assert paid(second) == {AMANE: 300_000}


def test_a_sub_03_the_guideline_track_has_its_own_caps() -> None:
    costs = cost(AMANE, LINES.DUE_DILIGENCE, 5_100_000), cost(AMANE, LINES.PLAN, 3_000_000)
    case = decided(*costs, filed=application(*costs, track=Track.GUIDELINE))
    assert paid(case.ask("2024-12-20", pay("2024-12-20"))) == {AMANE: 2_500_000}
    case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1_200_000)))
    (last,) = case.ask("2025-06-17", c.DecideAccompaniment())
    assert isinstance(last, AccompanimentDecided)
    assert last.total == 800_000


def test_a_sub_04_an_early_plan_pays_half_then_half_with_the_mid_year_report_then_the_closing() -> None:
    filed = early(
        cost(AMANE, LINES.PLAN, 210_000),
        cost(AMANE, LINES.ACCOMPANIMENT_INTERIM, 60_000),
        cost(AMANE, LINES.ACCOMPANIMENT, 75_000),
    )
    case = Case().accepted(filed, on="2024-06-03")
    case.ask("2024-10-10", plan_claim(cost(AMANE, LINES.PLAN, 210_000), lenders_consented=0))
    case.ask("2024-10-15", c.DecidePlanFee())
    assert paid(case.ask("2024-10-15", pay("2024-10-15"))) == {AMANE: 70_000}
    interim = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT_INTERIM, 60_000), kind=AccompanimentKind.INTERIM)
    case.ask("2025-04-10", interim)
    case.ask("2025-04-15", c.DecideAccompaniment())
    assert paid(case.ask("2025-04-15", pay("2025-04-15"))) == {AMANE: 110_000}
    case.ask("2026-01-15", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 75_000)))
    case.ask("2026-01-20", c.DecideAccompaniment())
    assert paid(case.ask("2026-01-20", pay("2026-01-20"))) == {AMANE: 50_000}


def test_a_sub_08_work_before_acceptance_and_an_own_share_set_off_are_refused() -> None:
    filed = application(cost(AMANE, LINES.PLAN, 2_400_000), registry_certificate_on=dt.date(2024, 7, 1))
    case = Case().accepted(filed, on="2024-07-16")
    early_work = plan_claim(cost(AMANE, LINES.PLAN, 2_400_000), worked_from=dt.date(2024, 7, 8))
    assert refused_by(case, "2025-02-05", early_work) == "SUB-P-7"
    set_off = plan_claim(
        cost(AMANE, LINES.PLAN, 2_100_000), papers=tuple(p for p in ALL if p is not ClaimPaper.SELF_BURDEN_TRANSFER)
    )
    assert refused_by(case, "2025-02-05", set_off) == "SUB-C-3"
    case.ask("2025-02-20", plan_claim(cost(AMANE, LINES.PLAN, 2_100_000)))
    (decision,) = case.ask("2025-02-20", c.DecidePlanFee())
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 1_400_000
    assert paid(case.ask("2025-02-20", pay("2025-02-20"))) == {AMANE: 700_000}


def test_a_sub_09_the_ordinary_track_needs_every_lenders_consent_and_the_early_one_a_receipt() -> None:
    case = Case().accepted(application())
    two = plan_claim(cost(AMANE, LINES.PLAN, 1_200_000), lenders_consented=2)
    assert refused_by(case, "2025-01-22", two) == "SUB-C-2"
    assert case.ask("2025-02-12", two.model_copy(update={"lenders_consented": 3}))
    without = tuple(p for p in ALL if p is not ClaimPaper.LENDERS_CONSENT)
    receipt = plan_claim(cost(AMANE, LINES.PLAN, 200_000), papers=without, lenders_consented=0)
    assert Case().accepted(early()).ask("2025-01-22", receipt)


@pytest.mark.parametrize("paper", [ClaimPaper.TIME_SHEET, ClaimPaper.POINTS_CHECK, ClaimPaper.CONTRACT])
def test_a_plan_claim_without_one_of_its_papers_is_refused(paper: ClaimPaper) -> None:
    case = Case().accepted(application())
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1), papers=tuple(p for p in ALL if p is not paper))
    assert refused_by(case, "2024-12-09", claim) == "SUB-C-1"


def test_the_same_claim_twice_is_one_claim() -> None:
    case = Case().accepted(application())
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1_200_000))
    assert case.ask("2024-12-09", claim)
    assert case.ask("2024-12-10", claim) == []


def test_a_plan_claim_and_an_accompaniment_claim_keep_their_lines() -> None:
    case = Case().accepted(application())
    assert refused_by(case, "2024-12-09", plan_claim(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "YR-3-2-2-3"
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2025-06-10", accompaniment(cost(AMANE, LINES.PLAN, 1))) == "SUB-M-1"
    interim = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000), kind=AccompanimentKind.INTERIM)
    assert case.ask("2025-06-10", interim)


@pytest.mark.parametrize(
    ("kind", "paper"),
    [(AccompanimentKind.INTERIM, ClaimPaper.TRIAL_BALANCE), (AccompanimentKind.SETTLEMENT, ClaimPaper.TAX_RETURN)],
)
def test_the_occasion_decides_which_figures_come_with_the_report(kind: AccompanimentKind, paper: ClaimPaper) -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    claim = accompaniment(
        cost(AMANE, LINES.ACCOMPANIMENT, 90_000), kind=kind, papers=tuple(p for p in ALL if p is not paper)
    )
    assert refused_by(case, "2025-06-10", claim) == "SUB-M-2"


def test_a_report_without_its_four_sections_is_refused() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    claim = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000), sections=(c.ReportSection.RESULTS,))
    assert refused_by(case, "2025-06-10", claim) == "SUB-M-2"


def test_all_accompaniment_together_stays_within_half_and_within_its_cap() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_600_000))
    for on in ("2025-06-10", "2025-12-10"):
        case.ask(on, accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 800_000)))
        case.ask(on, c.DecideAccompaniment())
    assert [e.total for e in case.history if isinstance(e, AccompanimentDecided)] == [533_333, 466_667]
    third = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1))
    assert refused_by(case, "2026-06-10", third) == "SUB-A-9"


def test_a_decision_without_a_claim_is_refused() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2025-06-17", c.DecideAccompaniment()) == "SUB-M-2"


def test_where_a_cap_cuts_the_agencies_share_it_and_the_sum_is_the_cap() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 2_500_001), cost(NOTOMA, LINES.DUE_DILIGENCE, 1_000_000))
    (decision,) = [event for event in case.history if isinstance(event, PlanFeeDecided)]
    assert decision.total == sum(payable.amount for payable in decision.payables) == 2_000_000
    assert {payable.agency_id for payable in decision.payables} == {AMANE, NOTOMA}


def test_until_march_2022_the_plan_fee_was_paid_in_full_under_one_joint_limit() -> None:
    filed = application(cost(AMANE, LINES.PLAN, 2_700_000), registry_certificate_on=dt.date(2022, 3, 1))
    case = Case().accepted(filed, on="2022-03-31")
    claim = plan_claim(cost(AMANE, LINES.PLAN, 2_700_000), worked_from=dt.date(2022, 4, 1))
    case.ask(
        "2022-12-09", claim.model_copy(update={"papers": tuple(p for p in ALL if p is not ClaimPaper.POINTS_CHECK)})
    )
    (decision,) = case.ask("2022-12-16", c.DecidePlanFee())
    assert isinstance(decision, PlanFeeDecided)
    assert [(p.kind, p.amount) for p in decision.payables] == [(PaymentKind.PLAN_IN_FULL, 1_800_000)]
    case.ask("2023-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 600_000)))
    (last,) = case.ask("2023-06-17", c.DecideAccompaniment())
    assert isinstance(last, AccompanimentDecided)
    assert last.total == 200_000


def test_a_sub_11_two_thirds_are_rounded_down_to_whole_yen() -> None:
    assert two_thirds(1_000_001) == 666_667


def test_a_payment_is_not_recorded_before_its_day() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2024-12-16", pay("2024-12-17")) == "SUB-C-4"


def test_nothing_is_payable_after_the_end() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    (ended,) = case.ask("2025-01-06", c.EndSubsidyCase(kind=c.EndingKind.WITHDRAWN, reason="破産手続開始のため"))
    assert isinstance(ended, SubsidyCaseEnded)
    assert case.state.stage is Stage.ENDED
    assert refused_by(case, "2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "SUB-M-2"
    assert next_steps(case.state, secretary("2025-06-10")) == []


def test_an_end_without_a_reason_has_none_on_record() -> None:
    case = Case().accepted(application())
    (ended,) = case.ask("2025-01-06", c.EndSubsidyCase(kind=c.EndingKind.EARLY_END))
    assert isinstance(ended, SubsidyCaseEnded)
    assert ended.reason is None


def test_completed_is_only_what_has_been_decided_and_paid() -> None:
    completed = c.EndSubsidyCase(kind=c.EndingKind.COMPLETED)
    assert refused_by(Case().accepted(application()), "2024-05-01", completed) == "SUB-C-4"
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2024-12-17", completed) == "SUB-C-4"
    case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000)))
    case.ask("2025-06-17", c.DecideAccompaniment())
    case.ask("2025-06-18", pay("2025-06-18"))
    assert case.ask("2025-06-19", completed)


def test_an_early_plan_has_one_closing_report() -> None:
    case = Case().accepted(early(cost(AMANE, LINES.PLAN, 210_000)), on="2024-06-03")
    case.ask("2024-10-10", plan_claim(cost(AMANE, LINES.PLAN, 210_000), lenders_consented=0))
    case.ask("2024-10-15", c.DecidePlanFee())
    closing = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 60_000))
    case.ask("2025-10-10", closing)
    case.ask("2025-10-15", c.DecideAccompaniment())
    assert refused_by(case, "2026-10-10", closing) == "SUB-M-1"


def test_until_march_2022_monitoring_of_an_early_plan_had_a_limit_of_its_own() -> None:
    filed = early(cost(AMANE, LINES.PLAN, 240_000), registry_certificate_on=dt.date(2022, 3, 1))
    case = Case().accepted(filed, on="2022-03-31")
    claim = plan_claim(cost(AMANE, LINES.PLAN, 180_000), worked_from=dt.date(2022, 4, 1), lenders_consented=0)
    case.ask("2022-12-09", claim)
    (decision,) = case.ask("2022-12-16", c.DecidePlanFee())
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 120_000
    case.ask("2023-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 120_000)))
    (last,) = case.ask("2023-06-17", c.DecideAccompaniment())
    assert isinstance(last, AccompanimentDecided)
    assert last.total == 50_000
