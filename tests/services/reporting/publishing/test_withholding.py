"""No combination of published tables gives a withheld cell away: asked of a linear programme, cell by cell."""

from dataclasses import replace

import pytest
from council_reporting.publishing import Cell, Decision, Family, Layout, Rule, Why, decide, faults
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.services.reporting.publishing.reader import Reader
from tests.services.reporting.publishing.situations import NATION, PARTS, SMALL, TOTALS, family

pytestmark = pytest.mark.long

RULE = Rule(amounts=frozenset({TOTALS}))
_ENOUGH = 1e-6


def _own(decision: Decision) -> list[Cell]:
    return [cell for cell, why in decision.withheld.items() if why in (Why.SMALL, Why.DOMINATED)]


def _assert_hidden(found: Family, layout: Layout, decision: Decision, cells: list[Cell]) -> None:
    reader = Reader(found, layout, decision.withheld)
    for cell in cells:
        possible = reader.range_of(cell)
        own = decision.withheld[cell] in (Why.SMALL, Why.DOMINATED)
        assert possible.width >= (RULE.width if own else 1) - _ENOUGH, (cell, possible)
        assert not own or possible.most >= RULE.threshold - _ENOUGH, (cell, possible)


@pytest.mark.parametrize("mean", [0.4, 1.5, 4, 12])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_reader_of_everything_published_can_compute_no_withheld_cell(mean: float, seed: int) -> None:
    found = family(SMALL, mean, seed)
    decision = decide(found, SMALL, RULE)
    assert faults(found, SMALL, RULE, decision) == []
    assert all(
        found.behind[cell].companies >= RULE.threshold or not found.count(SMALL, cell).n
        for table in found.tables
        for cell in table.cells()
        if cell not in decision.withheld
    )
    _assert_hidden(found, SMALL, decision, list(decision.withheld))


@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(100, 10**6), mean=st.floats(0.2, 9))
def test_whatever_the_counts_are_every_withheld_cell_has_its_alibi(seed: int, mean: float) -> None:
    found = family(SMALL, mean, seed)
    decision = decide(found, SMALL, RULE)
    assert faults(found, SMALL, RULE, decision) == []
    _assert_hidden(found, SMALL, decision, _own(decision))


def test_the_reader_does_compute_small_cells_where_nothing_more_is_withheld() -> None:
    found = family(SMALL, 4, 1)
    decision = decide(found, SMALL, RULE)
    reader = Reader(found, SMALL, _own(decision))
    known = [cell for cell in _own(decision) if reader.range_of(cell).width < _ENOUGH]
    assert known
    assert all(round(reader.range_of(cell).least) == found.count(SMALL, cell).n for cell in known)


def test_the_audit_finds_a_cell_shown_that_an_alibi_needs_hidden() -> None:
    found = family(SMALL, 4, 1)
    decision = decide(found, SMALL, RULE)
    needed = next(cell for cell, why in decision.withheld.items() if why is Why.COMPLEMENT)
    told = replace(decision, withheld={cell: why for cell, why in decision.withheld.items() if cell != needed})
    told.alibis.pop(needed)
    assert "a published number changes" in {each.fault for each in faults(found, SMALL, RULE, told)}


def test_the_audit_finds_a_small_cell_that_is_shown() -> None:
    found = family(SMALL, 4, 1)
    assert {each.fault for each in faults(found, SMALL, RULE, Decision())} == {
        "shown, though it could point to one company"
    }


def test_a_sum_of_yen_that_one_company_dominates_is_hidden_by_more_than_the_percentage() -> None:
    found, rule = family(SMALL, 4, 8), Rule(amounts=frozenset({TOTALS}), dominance_percent=60)
    decision = decide(found, SMALL, rule)
    assert faults(found, SMALL, rule, decision) == []
    assert Why.DOMINATED in decision.withheld.values()
    reader = Reader(found, SMALL, decision.withheld, amounts=TOTALS)
    for cell, why in decision.withheld.items():
        if cell.table == TOTALS and why is Why.DOMINATED:
            possible, amount = reader.range_of(cell), found.count(SMALL, cell).amount
            assert possible.width >= 0.6 * amount - 1, (cell, possible, amount)


def test_a_company_that_came_six_times_is_one_company() -> None:
    found = family(SMALL, 6, 11)
    cell = next(
        cell
        for table in found.tables
        for cell in table.cells()
        if found.count(SMALL, cell).n >= RULE.threshold > found.behind[cell].companies > 0
    )
    assert decide(found, SMALL, RULE).withheld[cell] is Why.SMALL


def test_a_higher_threshold_withholds_more_and_hides_it_in_a_wider_range() -> None:
    found, rule = family(SMALL, 12, 3), Rule(threshold=6)
    decision = decide(found, SMALL, rule)
    assert faults(found, SMALL, rule, decision) == []
    assert len(decision.withheld) > len(decide(found, SMALL, Rule()).withheld)


def test_a_zero_is_published_and_never_hides_another_cell() -> None:
    found = family(SMALL, 4, 2)
    decision = decide(found, SMALL, RULE)
    zeros = [cell for cell in decision.withheld if not found.count(SMALL, cell).n]
    assert all(decision.withheld[cell] is Why.ROW for cell in zeros)


def test_a_nation_that_is_too_small_for_a_table_publishes_none_of_it() -> None:
    found = family(SMALL, 0.0, 1, {TOTALS: ("",)})
    assert sum(count.n for count in found.counts.values()) > 0
    rule = Rule(threshold=50)
    decision = decide(found, SMALL, rule)
    assert faults(found, SMALL, rule, decision) == []
    assert {cell for cell in decision.withheld if cell.area == "all"}


@pytest.mark.parametrize("mean", [0.1, 6])
def test_a_year_of_forty_seven_councils_is_decided_and_hides_what_it_must(mean: float) -> None:
    found = family(NATION, mean, 4)
    decision = decide(found, NATION, RULE)
    assert faults(found, NATION, RULE, decision) == []
    own = _own(decision)
    _assert_hidden(found, NATION, decision, own[:: max(1, len(own) // 12)])


def test_a_thin_year_is_published_for_the_nation_where_its_councils_cannot_be() -> None:
    found = family(NATION, 0.1, 4)
    decision = decide(found, NATION, RULE)
    assert faults(found, NATION, RULE, decision) == []
    shown = {cell for table in found.tables for cell in table.cells()} - set(decision.withheld)
    told = {cell for cell in shown if found.count(NATION, cell).n}
    assert Cell(TOTALS, "", "all", "to-Q4") in told
    assert all(found.behind[cell].companies >= RULE.threshold for cell in told)


def test_every_quarter_of_the_situation_has_something_to_tell() -> None:
    found = family(SMALL, 4, 1)
    assert all(found.count(SMALL, Cell(TOTALS, "", "all", part)).n for part in PARTS)
