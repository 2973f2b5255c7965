"""The runs of one service: which tests run which line, and each fault tried against those that matter to it."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import coverage
import pytest
from cosmic_ray.work_item import MutationSpec

from bench import unit
from bench.harness import ROOT
from bench.mutants.faults import Module, Mutant, mutants_of
from bench.mutants.forks import SECONDS, Hook, Loop, exchange_code, exchange_values, in_a_fork, run_each
from bench.mutants.session import Session


class Bench:
    """The runs of one service."""

    def __init__(self, service: str, parallel: int) -> None:
        self.service = service
        self.parallel = parallel
        root = ROOT / "services" / service
        rules = root / f"council_{service}" / "rules"
        files = sorted(rules.rglob("*.py")) if rules.is_dir() else [rules.with_suffix(".py")]
        self.modules = [Module.at(file, root) for file in files]
        self.mutants = [mutant for module in self.modules for mutant in mutants_of(module)]
        self.tests = ROOT / "tests" / "services" / service
        self.runs: dict[str, dict[int, list[str]]] = {}

    def digest_of_tests(self) -> str:
        digest = hashlib.sha256()
        for file in sorted(self.tests.rglob("*.py")):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def collect(self, loop: Callable[[pytest.Session], None]) -> int:
        """Collect the unit tests in this process and hand them to `loop`."""
        arguments = ["-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist"]
        arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # for what main() imports before pytest
        return int(pytest.main([*arguments, str(self.tests)], plugins=[unit, Loop(loop)]))

    def measure(self, answer: Path) -> bool:
        """In a fork: run all tests once, unharmed; write which of them runs which line of the rules."""
        measuring = coverage.Coverage(data_file=None, include=[str(module.path) for module in self.modules])

        def loop(session: pytest.Session) -> None:
            if not run_each(session.items, until_one_fails=False, around=measuring.switch_context):
                pytest.exit("the tests fail without any fault in the rules", 1)

        measuring.start()
        try:
            code = self.collect(loop)
        finally:
            measuring.stop()
        data = measuring.get_data()
        answer.write_bytes(pickle.dumps({str(m.path): data.contexts_by_lineno(str(m.path)) for m in self.modules}))
        return code == 0

    def tests_of(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests to run: those that run the line, then the others that run the function; at module level all,
        those first that run the module."""
        place, lines = mutant.function, self.runs[str(mutant.module.path)]
        if place is None:
            near = {test for tests in lines.values() for test in tests}
            return sorted(items, key=lambda item: item.nodeid not in near)
        spot = {test for line in _lines(mutant.spec) for test in lines.get(line, ())}
        body = {test for line in range(place.body, place.last + 1) for test in lines.get(line, ())}
        chosen = [item for item in items if item.nodeid in spot]
        return [*chosen, *(item for item in items if item.nodeid in body - spot)]

    def run(self, session: Session) -> None:
        """Try every fault that is still open."""
        still = [mutant for mutant in self.mutants if session.is_open(mutant)]
        print(f"{self.service}: {len(self.mutants)} mutants, {len(still)} to try", flush=True)
        if not still:
            return
        answer = ROOT / "var" / "mutants" / f"{self.service}.lines"
        if os.waitpid(in_a_fork(lambda: self.measure(answer), heard=True), 0)[1]:
            sys.exit(
                f"the unit tests of {self.service} fail, or take longer than {10 * SECONDS} s: see them pass first"
            )
        self.runs = pickle.loads(answer.read_bytes())
        answer.unlink()

        def loop(collected: pytest.Session) -> None:
            self._try(still, session, lambda mutant: self._exchanged(mutant, collected.items))

        self.collect(loop)
        again = [mutant for mutant in still if mutant.function is None and session.survived(mutant)]
        self._try(again, session, self._imported_anew)

    def _imported_anew(self, mutant: Mutant) -> bool:
        for name in [name for name in sys.modules if name.split(".")[0] in (f"council_{self.service}", "tests")]:
            del sys.modules[name]  # the tests were collected in this process before
        sys.meta_path.insert(0, Hook(mutant))
        passed: list[bool] = []
        code = self.collect(lambda session: passed.append(run_each(session.items, until_one_fails=True)))
        return code == 0 and passed == [True]

    def _exchanged(self, mutant: Mutant, items: Sequence[pytest.Item]) -> bool:
        if mutant.function:
            exchange_code(mutant)
        elif not exchange_values(mutant):
            return True
        chosen = self.tests_of(mutant, items)
        return not chosen or run_each(chosen, until_one_fails=True)

    def _try(self, mutants: Sequence[Mutant], session: Session, task: Callable[[Mutant], bool]) -> None:
        running: dict[int, Mutant] = {}
        for done, mutant in enumerate(mutants):
            running[in_a_fork(lambda mutant=mutant: task(mutant))] = mutant  # type: ignore[misc]  # bound at once
            if len(running) == self.parallel:
                self._wait(running, session)
            if done % 100 == 99:
                print(f"{self.service}: {done + 1} of {len(mutants)} tried", flush=True)
        while running:
            self._wait(running, session)

    def _wait(self, running: dict[int, Mutant], session: Session) -> None:
        pid, status = os.wait()
        session.record(running.pop(pid), killed=status != 0)


def _lines(spec: MutationSpec) -> range:
    return range(spec.start_pos[0], spec.end_pos[0] + 1)
