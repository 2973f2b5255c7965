"""mutants: how many small faults put into a service's rules its unit tests notice. `python -m bench.mutants SERVICE`.

cosmic-ray names the faults (mutants) and keeps the session, var/mutants/SERVICE.sqlite; running them is ours, since it
starts a pytest for each, some seconds for one answer. Here the tests are imported once, and each fault is put into a
fork of that process: one in a function by exchanging the function's code, one at module level (a cap, a table) by
exchanging the value wherever it was imported to. A fork runs the tests that run the function, those that run the line
first, until one fails. What can't be exchanged, or survived it at module level, is tried in a fork that has not
imported the service yet. No file is changed, so that two runs don't meet.

Unit tests are those of tests/services/SERVICE that bench.unit leaves.

A session goes on where it stopped: what was killed stays so while its module stands, what survived is tried again
once a test has changed. The report goes to docs/mutants/SERVICE.md.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections import Counter
from datetime import date
from typing import Final

from cosmic_ray.work_db import use_db

from bench.harness import ROOT
from bench.mutants.runs import Bench
from bench.mutants.session import Session

AT_LEAST: Final = 85
SERVICES: Final = ("governance", "intake", "subsidy", "support")


def report(bench: Bench, session: Session) -> tuple[float, str]:
    """The share of killed mutants in percent, and the page that tells it."""
    all_, lost = Counter[str](), Counter[str]()
    survivors: list[str] = []
    prefix = f"council_{bench.service}."
    for mutant in bench.mutants:
        name = mutant.module.name.removeprefix(prefix)
        all_[name] += 1
        if session.survived(mutant):
            lost[name] += 1
            line = mutant.spec.start_pos[0]
            text = mutant.module.source.splitlines()[line - 1].strip().replace("|", "\\|")
            survivors.append(f"| {name}:{line} | {mutant.spec.operator_name.removeprefix('core/')} | `{text}` |")
    share = 100 * (1 - lost.total() / all_.total())
    rows = [f"| {name} | {number} | {number - lost[name]} | {lost[name]} |" for name, number in all_.items()]
    page = [
        f"# Mutants of the rules of {bench.service}",
        "",
        f"Written by `make mutants SERVICE={bench.service}` on {date.today():%Y-%m-%d}; see bench/mutants.",  # noqa: DTZ011  # the day of the run, nothing that a rule reads
        "",
        f"**{share:.1f} % of {all_.total()} mutants are killed** by the unit tests (at least {AT_LEAST} % is asked).",
        "",
        "| module | mutants | killed | survived |",
        "|---|---|---|---|",
        *rows,
        "",
        "## Survivors",
        "",
        *(["| place | fault | line |", "|---|---|---|", *survivors] if survivors else ["None."]),
        "",
    ]
    return share, "\n".join(page)


def main() -> None:
    """Run the services named, or all; exit 1 when one of them stays below the bound."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("services", nargs="*", choices=[*SERVICES, []], default=SERVICES)
    parser.add_argument("--parallel", type=int, default=2)
    arguments = parser.parse_args()
    for library in ("hypothesis", "council_casework.papers", "council_casework.corrections", "council_kit.store"):
        importlib.import_module(library)  # once, before the forks
    failed = False
    for service in arguments.services or SERVICES:
        failed |= not _run(service, arguments.parallel)
    sys.exit(failed)


def _run(service: str, parallel: int) -> bool:
    kept = ROOT / "var" / "mutants"
    kept.mkdir(parents=True, exist_ok=True)
    bench = Bench(service, parallel)
    with use_db(str(kept / f"{service}.sqlite")) as database:
        session = Session(database, bench.mutants, bench.digest_of_tests())
        bench.run(session)
    share, page = report(bench, session)
    file = ROOT / "docs" / "mutants" / f"{service}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(page, "utf-8")
    print(f"{service}: {share:.1f} % killed; {file.relative_to(ROOT)}")
    return share >= AT_LEAST


if __name__ == "__main__":
    main()
