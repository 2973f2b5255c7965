"""Tests collected once, and forks of that process in which one fault is put in."""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest

from bench.mutants.faults import Mutant

SECONDS: Final = 20
"""CPU time of one fork; a fault that makes a test run for ever counts as noticed. All tests at once have ten times that."""


class Loop:
    """pytest plugin: `loop` runs in place of pytest's own."""

    def __init__(self, loop: Callable[[pytest.Session], None]) -> None:
        self._loop = loop

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._loop(session)
        return True


def run_each(
    items: Sequence[pytest.Item], *, until_one_fails: bool, around: Callable[[str], object] | None = None
) -> bool:
    """Run tests of a session; whether all of them passed."""
    session = items[0].session
    if until_one_fails:
        session.config.pluginmanager.unregister(name="terminalreporter")  # it kept the terminal of before the fork
    for item, following in zip(items, (*items[1:], None), strict=True):
        if around:
            around(item.nodeid)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed and until_one_fails:
            return False
    return not session.testsfailed


def in_a_fork(task: Callable[[], bool], *, heard: bool = False) -> int:
    """Start `task` in a fork, silent unless `heard`; its pid. The fork ends with 0 for True, 1 for False or an error."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS * (10 if heard else 1))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        if not heard:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
        code = 0 if task() else 1
    except Exception:  # a fork has nobody to raise it to
        traceback.print_exc()
    finally:
        os._exit(code)  # the parent's files, session and handlers are the parent's to close


def exchange_code(mutant: Mutant) -> None:
    """Give the functions of an imported module the code of the mutant."""
    mutated = dict(_codes(compile(mutant.source(), str(mutant.module.path), "exec")))
    for function in (each for each in gc.get_objects() if isinstance(each, FunctionType)):
        code = function.__code__
        if code.co_filename == str(mutant.module.path):
            function.__code__ = mutated[code.co_qualname, code.co_firstlineno]


def exchange_values(mutant: Mutant) -> bool:
    """Give what was imported of a module the mutant's values; False where the fault stands in a class or such."""
    line = mutant.spec.start_pos[0]
    tree = ast.parse(mutant.module.source)
    statement = next(node for node in tree.body if node.lineno <= line <= (node.end_lineno or node.lineno))
    target = statement.target if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [None])[0]
    if not isinstance(target, ast.Name):
        return False
    harmed: dict[str, Any] = {"__name__": mutant.module.name}
    exec(compile(mutant.source(), str(mutant.module.path), "exec"), harmed)
    old = vars(sys.modules[mutant.module.name])[target.id]
    for module in list(sys.modules.values()):
        if getattr(module, target.id, None) is old:
            setattr(module, target.id, harmed[target.id])
    return True


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    yield (code.co_qualname, code.co_firstlineno), code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


class Mutated(SourceFileLoader):
    """Loads a module with its fault in it, past any compiled file."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module.name, str(mutant.module.path))
        self._source = mutant.source()

    def get_code(self, _fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec")


class Hook(MetaPathFinder):
    """Import hook: the one module is read by `Mutated`."""

    def __init__(self, mutant: Mutant) -> None:
        self._loader = Mutated(mutant)

    def find_spec(self, fullname: str, _path: Any, _target: ModuleType | None = None) -> ModuleSpec | None:
        same = fullname == self._loader.name
        return spec_from_file_location(fullname, self._loader.path, loader=self._loader) if same else None
