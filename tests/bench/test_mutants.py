"""Which faults the mutation bench puts into a module, and that they do harm."""

from pathlib import Path

import pytest

from bench.mutants.faults import Module, mutants_of
from bench.mutants.forks import exchange_code, exchange_values

RULES = """
from __future__ import annotations
LIMIT: int | None = 3
def within(amount: int | None) -> bool:
    return amount is not None and amount <= LIMIT
def double(*, amount: int) -> int:
    return amount * 2
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Module:
    file = tmp_path / "rules_of_a_test.py"
    file.write_text(RULES, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return Module.at(file, tmp_path)


def found(module: Module) -> list[str]:
    return [mutant.spec.operator_name.removeprefix("core/") for mutant in mutants_of(module)]


def test_every_bound_and_its_contrary_is_a_fault_and_annotations_are_none(module):
    assert sorted(found(module)) == [
        *["NumberReplacer"] * 4,
        "ReplaceAndWithOr",
        "ReplaceBinaryOperator_Mul_FloorDiv",
        "ReplaceComparisonOperator_IsNot_Is",
        "ReplaceComparisonOperator_LtE_Gt",
        "ReplaceComparisonOperator_LtE_Lt",
    ]


def test_a_fault_in_a_function_is_met_by_those_who_imported_it_before(module):
    from rules_of_a_test import within

    fault = next(each for each in mutants_of(module) if each.spec.operator_name.endswith("LtE_Lt"))
    assert within(3)
    exchange_code(fault)
    assert not within(3)


def test_a_fault_in_a_value_is_met_wherever_it_was_imported_to(module):
    import rules_of_a_test

    fault = next(each for each in mutants_of(module) if each.spec.operator_name.endswith("NumberReplacer"))
    assert exchange_values(fault)
    assert rules_of_a_test.LIMIT == 4


def test_a_fault_keeps_its_name_until_its_module_changes(module, tmp_path):
    names = {mutant.job for mutant in mutants_of(module)}
    assert {mutant.job for mutant in mutants_of(Module.at(module.path, tmp_path))} == names
    module.path.write_text(RULES + "\n", "utf-8")
    assert not {mutant.job for mutant in mutants_of(Module.at(module.path, tmp_path))} & names
