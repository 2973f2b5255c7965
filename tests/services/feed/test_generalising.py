"""Nobody stands out: every cell of a log counts at least three companies, whatever waits and in whatever order."""

import datetime as dt
import random
from collections import defaultdict
from uuid import uuid4

from council_directory.disclosure import THRESHOLD
from council_events.public import Tier
from council_feed.delivery.releasing import in_order_per_case
from council_feed.domain.generalising import Told, cell_key, cells_in_reach, generalise, rarity
from council_feed.rules.cells import RARE_BELOW
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.feed.situations import step

JULY = dt.date(2026, 7, 31)
OPEN, AGREEMENT = Tier.OPEN, Tier.AGREEMENT


def places(outcome):
    return sorted(told.cell.place for told in outcome.told)


def test_a_cell_of_three_companies_is_told_at_its_council():
    outcome = generalise([step() for _ in range(3)], {}, {}, tier=OPEN, closed_until=JULY)
    assert places(outcome) == ["13"] * 3
    assert {told.cell.month for told in outcome.told} == {"2026-07"}
    assert outcome.held == []


def test_two_companies_go_up_to_the_bureaus_area():
    steps = [step(council=code) for code in ("13", "13", "14")]
    assert places(generalise(steps, {}, {}, tier=OPEN, closed_until=JULY)) == ["BUR-03"] * 3


def test_three_steps_of_one_company_are_one_company():
    company = uuid4()
    steps = [step(company_id=company) for _ in range(3)]
    outcome = generalise(steps, {}, {}, tier=OPEN, closed_until=JULY)
    assert (outcome.told, outcome.held) == ([], steps)


def test_what_stands_alone_in_the_nation_waits_until_the_fiscal_year_holds_three():
    alone = [step(dt.date(2026, month, 3), council="47") for month in (5, 6)]
    outcome = generalise(alone, {}, {}, tier=OPEN, closed_until=JULY)
    assert outcome.told == []
    outcome = generalise([*alone, step(council="01")], {}, {}, tier=OPEN, closed_until=JULY)
    assert {(told.cell.place, told.cell.month, told.cell.fiscal_year) for told in outcome.told} == {
        ("national", None, 2026)
    }


def test_the_open_tier_tells_no_day_and_no_attribute():
    [told, *_] = generalise([step() for _ in range(3)], {}, {}, tier=OPEN, closed_until=JULY).told
    assert told.day is None
    assert (told.cell.industry, told.cell.size, told.cell.method, told.cell.amount) == (None,) * 4


def test_a_combination_that_is_not_rare_is_told_in_full_with_its_day():
    common = {"13": frozenset({"|manufacturing|up_to_20||"})}
    [told, *_] = generalise([step() for _ in range(3)], {}, common, tier=AGREEMENT, closed_until=JULY).told
    assert (told.cell.industry, told.cell.size, told.day) == ("manufacturing", "up_to_20", dt.date(2026, 7, 10))


def test_a_rare_combination_is_told_without_what_makes_it_rare():
    common = {"13": frozenset({"|manufacturing|||"})}
    [told, *_] = generalise([step() for _ in range(3)], {}, common, tier=AGREEMENT, closed_until=JULY).told
    assert (told.cell.industry, told.cell.size) == ("manufacturing", None)


def test_without_a_table_every_combination_is_rare():
    [told, *_] = generalise([step() for _ in range(3)], {}, {}, tier=AGREEMENT, closed_until=JULY).told
    assert told.cell.industry is None


def test_before_its_month_closes_a_step_is_told_at_its_own_level_or_waits():
    june = dt.date(2026, 6, 30)
    two = [step(), step()]
    outcome = generalise(two, {}, {}, tier=AGREEMENT, closed_until=june)
    assert (outcome.told, outcome.held) == ([], two)
    assert places(generalise([*two, step()], {}, {}, tier=AGREEMENT, closed_until=june)) == ["13"] * 3


def test_a_late_step_joins_a_cell_that_is_large_enough():
    [first, *_] = generalise([step() for _ in range(3)], {}, {}, tier=OPEN, closed_until=JULY).told
    before = {first.cell: frozenset(uuid4() for _ in range(3))}
    assert places(generalise([step()], before, {}, tier=OPEN, closed_until=JULY)) == ["13"]


def test_a_shuffled_batch_keeps_each_case_in_the_order_of_its_days():
    cases = [uuid4() for _ in range(5)]
    steps = [step(dt.date(2026, 7, day), case_id=case) for day in range(1, 20) for case in cases]
    told = [Told(each, None, None) for each in steps]
    random.Random(3).shuffle(told)
    places = [each.step.case_id for each in told]
    in_order_per_case(told)
    assert [each.step.case_id for each in told] == places
    for case in cases:
        days = [each.step.on for each in told if each.step.case_id == case]
        assert days == sorted(days)


def test_the_table_holds_what_enough_companies_share():
    steps = [step() for _ in range(RARE_BELOW)] + [step(industry="transport")]
    table = rarity(steps)
    assert table["13"]["|manufacturing|up_to_20||"] == RARE_BELOW
    assert not any("transport" in key for keys in table.values() for key in keys)


STEPS = st.lists(
    st.builds(
        lambda council, month, day, industry, employees, company: step(
            dt.date(2026, month, day),
            council,
            industry=industry,
            employees=employees,
            company_id=company,
        ),
        st.sampled_from(["13", "14", "01", "47", "hq"]),
        st.integers(4, 8),
        st.integers(1, 28),
        st.sampled_from(["manufacturing", "transport", None]),
        st.sampled_from([5, 15, 200]),
        st.sampled_from([uuid4() for _ in range(12)]),
    ),
    max_size=60,
)


@given(batches=st.lists(STEPS, max_size=4), tier=st.sampled_from(list(Tier)))
@settings(max_examples=80, deadline=None)
def test_counting_a_whole_log_never_yields_a_cell_that_publication_would_suppress(batches, tier):
    """Whatever was told over several releases, by every combination of what is told but the day."""
    counted, common = defaultdict(set), {"13": frozenset({"|manufacturing|up_to_20||", "|transport|||"})}
    waiting, logged = [], []
    for number, arrived in enumerate(batches):
        closed = dt.date(2026, 5 + number, 1) - dt.timedelta(days=1)
        waiting += arrived
        before = {cell: frozenset(companies) for cell, companies in counted.items()}
        outcome = generalise(waiting, before, common, tier=tier, closed_until=closed)
        waiting = outcome.held
        for told in outcome.told:
            counted[told.cell].add(told.step.subject)
            logged.append(told)
        for by in (("step", "place"), ("place", "month"), ("place", "industry", "month"), told_fields(tier)):
            cells = defaultdict(set)
            for told in logged:
                cells[tuple(getattr(told.cell, name) for name in by)].add(told.step.subject)
            assert all(len(companies) >= THRESHOLD for companies in cells.values())
    assert len(logged) + len(waiting) == sum(map(len, batches))


def told_fields(tier):
    return ("step", "place", "line", "fiscal_year", "month", "industry", "size", "method", "amount")


def test_a_cell_has_one_key_of_sixteen_bytes_and_another_cell_another():
    told = generalise([step() for _ in range(3)], {}, {}, tier=OPEN, closed_until=JULY).told
    [key] = {cell_key(each.cell) for each in told}
    assert len(key) == 16
    assert cell_key(told[0].cell._replace(month=None)) != key


def test_the_cells_in_reach_are_those_of_every_level_of_the_tier():
    reach = cells_in_reach([step()], OPEN)
    assert [(cell.place, cell.line, cell.month) for cell in sorted(reach, key=str)] == [
        ("13", None, "2026-07"),
        ("BUR-03", None, "2026-07"),
        ("national", None, "2026-07"),
        ("national", None, None),
    ]
    assert len(cells_in_reach([step()], AGREEMENT)) > len(reach)


def test_every_step_that_is_told_in_a_cell_was_in_its_reach():
    steps = [step(council=code) for code in ("13", "13", "14", "47")]
    told = generalise(steps, {}, {}, tier=AGREEMENT, closed_until=JULY).told
    assert {each.cell for each in told} <= cells_in_reach(steps, AGREEMENT)
