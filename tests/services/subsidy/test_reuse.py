"""Second uses, the lifetime limit, and what a council is told of other councils' cases: yes, no, or remaining yen."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_casework.nationwide import Supported
from council_events.deciding import Fact
from council_events.subsidy import (
    CostLine,
    DeclineCause,
    EarlierUseRecorded,
    EndKind,
    NationwideUseAnswered,
    PlanFeeDecided,
    ReuseGround,
    Track,
)
from council_events.values import SupportLine
from council_subsidy import commands as c
from council_subsidy.domain import EMPTY, company_of, evolve_ledger
from council_subsidy.rules.reuse import limit_on
from council_subsidy.rules.terms import Terms

from tests.services.subsidy.situations import (
    AMANE,
    EXPLAINED,
    LINES,
    SECOND_CASE,
    Case,
    World,
    application,
    cost,
    early,
    plan_claim,
    secretary,
)

ELSEWHERE = UUID("018f5e1c-0000-7000-8000-0000000000e1")


def again(*costs: c.CostEntry, **changes: Any) -> c.FileApplication:
    values = {"case_id": SECOND_CASE, "decline_cause": DeclineCause.DISASTER, "reuse_reason": "要因が前回と異なる。"}
    return application(*costs, **(values | changes))


def used(world: World, filed: c.FileApplication, on: str = "2024-04-15") -> Case:
    return Case(world).accepted(filed, on=on)


def test_a_second_use_needs_its_cause_and_reason_on_the_form() -> None:
    world = World()
    used(world, application(decline_cause=DeclineCause.PRICES))
    second = Case(world)
    assert second.refusal("2025-01-15", again(decline_cause=None)).field == "decline_cause"
    assert second.refusal("2025-01-15", again(reuse_reason=None)).field == "reuse_reason"
    assert second.refusal("2025-01-15", again(decline_cause=DeclineCause.PRICES)).provision == "SUB-E-4"
    assert second.ask("2025-01-15", again())


def test_the_finding_is_the_heads_and_is_made_once() -> None:
    """SUB-E-4."""
    world = World()
    used(world, application())
    second = Case(world)
    second.ask("2025-01-15", again())
    finding = c.FindReuseFit(finding="要因が前回と異なる。")
    assert second.refusal("2025-01-16", finding).forbidden
    assert second.advised("2025-01-16", finding)
    assert second.advised("2025-01-17", finding) == []


def test_a_used_up_limit_leaves_nothing() -> None:
    world = World()
    first = used(world, application(cost(AMANE, LINES.PLAN, 3_000_000), cost(AMANE, LINES.ACCOMPANIMENT, 1_500_000)))
    assert first.state.largest_subsidy == 3_000_000
    refused = Case(world).refusal("2025-01-15", again())
    assert (refused.provision, "0円" in refused.ja) == ("SUB-E-4", True)


def test_the_decision_itself_is_held_to_what_others_have_left() -> None:
    """SUB-E-4: a claim above its estimate gains nothing."""
    world = World()
    used(world, application(cost(AMANE, LINES.PLAN, 2_700_000)))  # may bring 1,800,000
    second = Case(world)
    second.ask("2024-05-15", again(cost(AMANE, LINES.PLAN, 900_000)))
    second.advised("2024-05-15", EXPLAINED)
    second.advised("2024-05-16", c.FindReuseFit(finding="要因が前回と異なる。"))
    second.ask("2024-05-16", c.AcceptApplication())
    decision = second.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 3_000_000)))[0]
    assert isinstance(decision, PlanFeeDecided)
    assert decision.total == 1_200_000


@pytest.mark.parametrize(("counts", "left"), [(True, 2_100_000), (False, 2_200_000)])
def test_whether_negotiation_counts_toward_the_limit_is_a_setting(counts: bool, left: int) -> None:
    """SUB-E-4-2: counted by default."""
    world, terms = World(), Terms(negotiation_counts=counts)
    costs = cost(AMANE, LINES.PLAN, 1_200_000), cost(AMANE, LINES.NEGOTIATION, 150_000)
    Case(world, terms=terms).accepted(application(*costs, guarantee_release=True))
    second = Case(world, terms=terms)
    second.ask("2025-01-15", again())
    assert second.state.answer is not None
    assert second.state.answer.remaining == left


def test_a_use_that_ended_with_nothing_paid_is_none() -> None:
    world = World()
    first = used(world, application())
    first.ask("2026-05-01", c.LapseApplication())
    second = Case(world)
    second.ask("2026-06-01", application(case_id=SECOND_CASE))
    assert second.state.answer is not None
    assert (second.state.answer.finding_needed, second.state.answer.remaining) == (False, 3_000_000)


def test_a_use_known_from_paper_counts_like_any_other_and_once() -> None:
    world = World()
    case = Case(world)
    case.ask("2024-05-01", application(decline_cause=DeclineCause.DISASTER, reuse_reason="要因が異なる。"))
    on_paper = c.RecordEarlierUse(
        track=Track.ORDINARY, accepted_on=dt.date(2016, 6, 1), amount=1_900_000, cause=DeclineCause.MARKET
    )
    (known,) = case.ask("2024-05-02", on_paper)
    assert isinstance(known, EarlierUseRecorded)
    assert case.ask("2024-05-03", on_paper) == []
    (answer,) = case.ask("2024-05-03", c.CheckNationwideUse())
    assert isinstance(answer, NationwideUseAnswered)
    assert (answer.finding_needed, answer.remaining) == (True, 1_100_000)
    assert case.ask("2024-05-04", c.CheckNationwideUse()) == []


def test_an_answer_that_changed_before_acceptance_is_told_anew() -> None:
    world = World()
    waiting = Case(world)
    waiting.ask("2024-05-01", again())
    waiting.advised("2024-05-01", EXPLAINED)
    used(world, application(), on="2024-05-02")
    assert waiting.refusal("2024-05-03", c.AcceptApplication()).provision == "SUB-E-4"
    waiting.ask("2024-05-03", c.CheckNationwideUse())
    waiting.advised("2024-05-03", c.FindReuseFit(finding="要因が前回と異なる。"))
    assert waiting.ask("2024-05-03", c.AcceptApplication())
    late = Case(World())
    late.ask("2024-03-31", application(registry_certificate_on=dt.date(2024, 3, 1)))
    late.advised("2024-03-31", EXPLAINED)
    told, _accepted = late.ask("2024-04-01", c.AcceptApplication())
    assert isinstance(told, NationwideUseAnswered)
    assert (told.provision, told.remaining) == ("SUB-E-4", 3_000_000)


def test_from_2020_to_2024_a_second_use_rested_on_a_special_ground_within_the_limit_of_one_use() -> None:
    """SUB-E-6."""
    world = World()
    fresh = {"registry_certificate_on": dt.date(2020, 9, 20)}
    used(world, application(cost(AMANE, LINES.PLAN, 1_500_000), **fresh), on="2020-10-01")
    assert limit_on(dt.date(2021, 6, 1)) == 2_000_000
    second = Case(world)
    plain = application(
        cost(AMANE, LINES.PLAN, 3_000_000), case_id=SECOND_CASE, registry_certificate_on=dt.date(2021, 5, 1)
    )
    assert second.refusal("2021-06-01", plain).provision == "SUB-E-6"
    second.accepted(plain.model_copy(update={"reuse_ground": ReuseGround.CORONA}), on="2021-06-01")
    assert second.state.largest_subsidy == 1_000_000
    assert second.state.reuse


def test_before_september_2020_nothing_was_said_of_a_second_use() -> None:
    world = World()
    used(world, application(registry_certificate_on=dt.date(2018, 9, 1)), on="2018-10-01")
    second = application(case_id=SECOND_CASE, registry_certificate_on=dt.date(2020, 8, 1))
    assert Case(world).ask("2020-08-31", second)


@pytest.mark.parametrize(
    ("on", "ground", "provision"),
    [
        ("2021-06-01", None, "SUB-E-6"),
        ("2021-06-01", ReuseGround.CORONA, "SUB-E-6"),
        ("2023-06-01", None, "SUB-E-6"),
        ("2023-06-01", ReuseGround.OIL, None),
        ("2024-04-01", ReuseGround.OIL, "SUB-E-5"),
    ],
)
def test_early_is_used_once_but_for_the_fiscal_years_2022_and_2023(
    on: str, ground: ReuseGround | None, provision: str | None
) -> None:
    """SUB-E-5 and SUB-E-6."""
    world = World()
    used(world, early(registry_certificate_on=dt.date(2019, 9, 1)), on="2019-10-01")
    fresh = dt.date.fromisoformat(on) - dt.timedelta(days=10)
    second = early(case_id=SECOND_CASE, reuse_ground=ground, registry_certificate_on=fresh)
    if provision is None:
        assert Case(world).ask(on, second)
    else:
        assert Case(world).refusal(on, second).provision == provision


@pytest.mark.parametrize(
    ("support", "on", "provision"),
    [
        (Supported(ELSEWHERE, SupportLine.RESTRUCTURING, True), "2024-05-01", "SUB-E-7"),
        (Supported(ELSEWHERE, SupportLine.RESTRUCTURING, False), "2024-05-01", None),
        (Supported(ELSEWHERE, SupportLine.REVENUE_IMPROVEMENT, True), "2021-05-01", None),
    ],
)
def test_early_is_closed_to_a_company_with_a_plan_of_a_council_since_april_2022(
    support: Supported, on: str, provision: str | None
) -> None:
    """SUB-E-7."""
    fresh = dt.date.fromisoformat(on) - dt.timedelta(days=10)
    filed = early(registry_certificate_on=fresh)
    if provision is None:
        assert Case(World(support)).ask(on, filed)
    else:
        refused = Case(World(support)).refusal(on, filed)
        assert refused.provision == provision
        assert "石川" not in refused.ja


def test_the_guideline_track_asks_nothing_of_earlier_uses() -> None:
    world = World()
    used(world, application())
    second = Case(world)
    second.ask("2025-01-15", again(track=Track.GUIDELINE))
    assert second.state.answer is not None
    assert (second.state.answer.provision, second.state.answer.remaining) == ("BR-12", None)


def test_filing_again_asks_for_the_finding_anew() -> None:
    world = World()
    used(world, application())
    second = Case(world)
    second.ask("2025-01-15", again())
    second.advised("2025-01-16", c.FindReuseFit(finding="要因が前回と異なる。"))
    second.ask("2025-01-17", again())
    second.advised("2025-01-17", EXPLAINED)
    assert second.refusal("2025-01-17", c.AcceptApplication()).provision == "SUB-E-4"


def test_a_declined_application_is_no_use_and_its_notice_can_still_be_issued() -> None:
    """SUB-P-7: the council does not find it fit to bear the cost."""
    world = World()
    case = Case(world)
    case.ask("2024-05-01", application())
    case.ask("2024-05-02", c.DeclineApplication(reason="費用負担が適切と認められないため"))
    assert case.state.end is EndKind.DECLINED
    assert world.ledger == EMPTY


def test_a_ledger_passes_over_what_is_no_use_and_joins_with_others() -> None:
    world = World()
    first = used(world, application())
    fact = Fact(first.history[0], dt.date(2024, 4, 15), "17", "p17-office")
    assert evolve_ledger(world.ledger, fact) == world.ledger
    assert len(company_of(SECOND_CASE, [world.ledger, world.ledger], ()).uses) == 1
    own = Supported(SECOND_CASE, SupportLine.RESTRUCTURING, True)
    assert company_of(SECOND_CASE, [world.ledger], [own]).supports == ()


def test_while_a_case_runs_it_counts_for_the_most_it_can_bring_and_afterwards_for_what_was_decided() -> None:
    world = World()
    case = used(world, application(cost(AMANE, LINES.PLAN, 1_200_000), cost(AMANE, LINES.ACCOMPANIMENT, 600_000)))
    (use,) = world.ledger.uses.values()
    assert (use.amount, use.running) == (1_200_000, True)
    case.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 1_200_000)))
    withdrawn = c.EndSubsidyCase(kind=c.EndingKind.WITHDRAWN, representative_asked=True, reason="倒産")
    case.ask("2025-01-06", withdrawn, secretary("2025-01-06"))
    (use,) = world.ledger.uses.values()
    assert (use.amount, use.running, use.negotiation) == (800_000, False, 0)
    assert CostLine.PLAN in case.state.decided
