"""The faults: which there are in a module of the rules, and the source with one of them in it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_item import MutationSpec

OPERATORS: Final = (
    *("AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("NumberReplacer", "ZeroIterationForLoop", "ExceptionReplacer"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not"),
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_FloorDiv", "FloorDiv_Mul", "Mod_Mul")),
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("BitOr_BitAnd", "BitAnd_BitOr")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Eq_NotEq", "Is_IsNot")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt", "NotEq_Eq", "IsNot_Is")),
)
"""Every operator's bound and its contrary, once. The others of cosmic-ray put in what no one would write (`<<` for
`+`) or what is the same for a code (`==` for `is`): they would make the share of killed ones look better than it is."""


STAR: Final = "ReplaceBinaryOperator_Mul_FloorDiv"


class Place(NamedTuple):
    """Lines of a function that stands at module level, or a method; its body runs when it is called."""

    first: int
    body: int
    last: int


class Module(NamedTuple):
    """A module of the rules: its dotted name, file, source, functions, and what is never executed as a rule."""

    name: str
    path: Path
    source: str
    functions: tuple[Place, ...]
    outside: tuple[ast.expr, ...]

    @classmethod
    def at(cls, path: Path, root: Path) -> Module:
        source = path.read_text("utf-8")
        tree = ast.parse(source)
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        return cls(name, path, source, tuple(_functions(tree)), tuple(_outside(tree)))

    def function_of(self, line: int) -> Place | None:
        """The function in whose body the line stands; None at module level, in a signature or a decorator."""
        return next((place for place in self.functions if place.body <= line <= place.last), None)

    def is_outside(self, start: tuple[int, int]) -> bool:
        """Annotations aren't evaluated; what a decorator says is the register's, which its own tests watch."""
        return any(
            (node.lineno, node.col_offset) <= start < (node.end_lineno or 0, node.end_col_offset or 0)
            for node in self.outside
        )


def _functions(tree: ast.Module) -> Iterator[Place]:
    for node in tree.body:
        for each in node.body if isinstance(node, ast.ClassDef) else (node,):
            if isinstance(each, ast.FunctionDef):
                yield Place(each.lineno, each.body[0].lineno, each.end_lineno or each.lineno)


def _outside(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from node.decorator_list
        if isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation


class Mutant(NamedTuple):
    """One fault: its job of the session, and where it stands."""

    job: str
    module: Module
    spec: MutationSpec

    @property
    def function(self) -> Place | None:
        return self.module.function_of(self.spec.start_pos[0])

    def source(self) -> str:
        """The module's source with the fault in it."""
        mutated = mutate_code(self.module.source, get_operator(self.spec.operator_name)(), self.spec.occurrence)
        assert isinstance(mutated, str)
        return mutated


def _compiles(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def mutants_of(module: Module) -> Iterator[Mutant]:
    """All faults of a module. A job's name says module, source and fault, so that it stands as long as they do."""
    digest = hashlib.sha256(module.source.encode()).hexdigest()
    nodes = list(ast_nodes(get_ast(module.source)))
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        positions = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, end) in enumerate(positions):
            if module.is_outside(start):
                continue
            if name == STAR and not _compiles(mutate_code(module.source, operator, occurrence)):
                continue  # the star of a signature is no product
            job = hashlib.sha256(f"{module.name} {digest} {name} {occurrence}".encode()).hexdigest()[:32]
            yield Mutant(job, module, MutationSpec(module.path, f"core/{name}", occurrence, start, end))
