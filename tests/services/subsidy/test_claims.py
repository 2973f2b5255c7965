"""What a claim needs: its papers, its lines, the own share of the company, the occasion of a report."""

import datetime as dt

import pytest
from council_events.subsidy import (
    AccompanimentDecided,
    AccompanimentKind,
    ClaimPaper,
    OwnShareMethod,
)
from council_subsidy import commands as c

from tests.services.subsidy.situations import (
    AMANE,
    LINES,
    NOTOMA,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    decided,
    handed_in,
    plan_claim,
    refused_by,
    without,
)


@pytest.mark.parametrize("paper", [ClaimPaper.POINTS_CHECK, ClaimPaper.PLAN, ClaimPaper.CLAIM_FORM])
def test_a_plan_claim_without_one_of_its_papers_is_refused(paper: ClaimPaper) -> None:
    case = Case().accepted(application())
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1), papers=without(paper))
    assert refused_by(case, "2024-12-09", claim) == "SUB-C-1"


@pytest.mark.parametrize("paper", [ClaimPaper.TIME_SHEET, ClaimPaper.INVOICE, ClaimPaper.CONTRACT])
def test_every_agency_with_a_cost_hands_in_its_own_papers(paper: ClaimPaper) -> None:
    case = Case().accepted(application(agencies=agencies(AMANE, NOTOMA)))
    costs = cost(AMANE, LINES.PLAN, 600_000), cost(NOTOMA, LINES.PLAN, 600_000)
    one, lacking = handed_in(costs[0]), handed_in(costs[1], papers=without(paper))
    for of_the_agencies in (one, (*one, *lacking)):
        refused = case.refusal("2024-12-09", plan_claim(*costs, agencies=of_the_agencies))
        assert (refused.provision, refused.field) == ("SUB-C-1", "agencies")
        assert NOTOMA in refused.ja


def test_an_invoice_is_addressed_to_the_council() -> None:
    case = Case().accepted(application())
    costs = (cost(AMANE, LINES.PLAN, 600_000),)
    to_the_company = plan_claim(*costs, agencies=handed_in(*costs, invoice_to_council=False))
    assert refused_by(case, "2024-12-09", to_the_company) == "SUB-C-1"


@pytest.mark.parametrize("method", [OwnShareMethod.CASH, OwnShareMethod.SET_OFF, OwnShareMethod.MIXED])
def test_the_own_share_is_paid_by_a_transfer_of_its_own_and_shown_by_its_slip(method: OwnShareMethod) -> None:
    case = Case().accepted(application())
    costs = (cost(AMANE, LINES.PLAN, 600_000),)
    otherwise = plan_claim(*costs, agencies=handed_in(*costs, own_share_method=method))
    assert refused_by(case, "2024-12-09", otherwise) == "SUB-C-3"
    no_slip = plan_claim(*costs, agencies=handed_in(*costs, papers=without(ClaimPaper.SELF_BURDEN_TRANSFER)))
    assert refused_by(case, "2024-12-09", no_slip) == "SUB-C-3"


def test_a_transfer_below_one_third_is_refused_and_one_third_is_enough() -> None:
    case = Case().accepted(application())
    costs = (cost(AMANE, LINES.PLAN, 600_001),)
    short = plan_claim(*costs, agencies=handed_in(*costs, own_share=200_000))
    assert refused_by(case, "2024-12-09", short) == "SUB-C-3"
    assert case.ask("2024-12-09", plan_claim(*costs, agencies=handed_in(*costs, own_share=200_001)))


def test_before_august_2018_cash_was_taken() -> None:
    case = Case().accepted(application(registry_certificate_on=dt.date(2018, 7, 1)), on="2018-07-31")
    costs = (cost(AMANE, LINES.PLAN, 600_000),)
    cash = handed_in(*costs, own_share_method=OwnShareMethod.CASH)
    claim = plan_claim(*costs, agencies=cash, worked_from=dt.date(2018, 8, 1), plan_completed_on=dt.date(2019, 1, 31))
    assert case.ask("2019-02-01", claim)


def test_the_same_claim_twice_is_one_claim() -> None:
    case = Case().accepted(application())
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1_200_000))
    assert case.ask("2024-12-09", claim)
    assert case.ask("2024-12-10", claim) == []


def test_a_plan_claim_and_an_accompaniment_claim_keep_their_lines() -> None:
    """YR-3-2-2-3: accompaniment is claimed by a claim of its own, after that of the plan."""
    case = Case().accepted(application())
    assert refused_by(case, "2024-12-09", plan_claim(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "YR-3-2-2-3"
    assert refused_by(case, "2024-12-09", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "SUB-M-2"
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2025-06-10", accompaniment(cost(AMANE, LINES.PLAN, 1))) == "SUB-M-1"


@pytest.mark.parametrize(
    ("kind", "paper"),
    [(AccompanimentKind.INTERIM, ClaimPaper.TRIAL_BALANCE), (AccompanimentKind.SETTLEMENT, ClaimPaper.TAX_RETURN)],
)
def test_the_occasion_decides_which_figures_come_with_the_report(kind: AccompanimentKind, paper: ClaimPaper) -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    both = (
        c.ReportEntry(kind=AccompanimentKind.INTERIM, period_to=dt.date(2025, 9, 30)),
        c.ReportEntry(kind=AccompanimentKind.SETTLEMENT, period_to=dt.date(2026, 3, 31)),
    )
    case.ask("2025-01-10", c.ScheduleAccompaniment(reports=both))
    claim = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000), kind=kind, papers=without(paper))
    assert refused_by(case, "2025-06-10", claim) == "SUB-M-2"


def test_a_report_without_its_four_sections_is_refused() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    claim = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000), sections=(c.ReportSection.RESULTS,))
    assert refused_by(case, "2025-06-10", claim) == "SUB-M-2"


def test_all_accompaniment_together_stays_within_half_and_within_its_cap() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_600_000))
    for on in ("2025-06-10", "2025-12-10"):
        case.reported(on, accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 800_000)))
    assert [e.total for e in case.history if isinstance(e, AccompanimentDecided)] == [533_333, 466_667]
    assert refused_by(case, "2026-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 1))) == "SUB-A-9"


def test_a_decision_without_a_claim_is_refused() -> None:
    case = decided(cost(AMANE, LINES.PLAN, 1_200_000))
    assert refused_by(case, "2025-06-17", c.DecideAccompaniment()) == "SUB-M-2"
