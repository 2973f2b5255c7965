"""What became of each fault, kept by cosmic-ray's WorkDB, so that a run goes on where the last one stopped."""

from __future__ import annotations

from collections.abc import Sequence

from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

from bench.mutants.faults import Mutant


class Session:
    """The faults of a service and what became of them, kept by cosmic-ray's WorkDB."""

    def __init__(self, database: WorkDB, mutants: Sequence[Mutant], tests: str) -> None:
        self._database = database
        self.tests = tests
        kept = {job: result for job, result in database.results}
        if {item.job_id for item in database.work_items} != {mutant.job for mutant in mutants}:
            database.clear()
            database.add_work_items(WorkItem.single(mutant.job, mutant.spec) for mutant in mutants)
            for mutant in mutants:
                if mutant.job in kept:
                    database.set_result(mutant.job, kept[mutant.job])
        self._results = {mutant.job: kept[mutant.job] for mutant in mutants if mutant.job in kept}

    def is_open(self, mutant: Mutant) -> bool:
        """Whether it is still to be tried, or once more: it survived the tests as they were."""
        result = self._results.get(mutant.job)
        return result is None or (not result.is_killed and result.output != self.tests)

    def survived(self, mutant: Mutant) -> bool:
        return not self._results[mutant.job].is_killed

    def record(self, mutant: Mutant, *, killed: bool) -> None:
        outcome = TestOutcome.KILLED if killed else TestOutcome.SURVIVED
        self._results[mutant.job] = WorkResult(WorkerOutcome.NORMAL, self.tests, outcome)
        self._database.set_result(mutant.job, self._results[mutant.job])
