"""The lines of support and the cases in them: a case is of the line that its first event names. Pure.

Every line is a package here that offers the names of `Line`; what a line decides is its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from council_casework.papers import Need
from council_events import Event
from council_events.deciding import Asking, Fact, Refused, Step, changed, provision
from council_events.support import CandidateReceived
from council_events.support.rechallenge import RevivalJudgedDifficult
from council_events.values import SupportLine

from council_support.commands import CheckDocument, Command, ReceiveCandidate, ReceiveDocument
from council_support.commands.rechallenge import ReceiveRechallenge
from council_support.commands.releases import ReleaseCommand
from council_support.commands.reports import CheckReport, FreezeReport
from council_support.domain import (
    behaviour,
    difficulty,
    guarantee,
    needed,
    papers,
    rechallenge,
    releases,
    reports,
    restructuring,
    revenue_improvement,
    stages,
    tax_scheme,
)
from council_support.domain.behaviour import Behaviour, Terms
from council_support.domain.case import Case


class Line(Protocol):
    """What a line's package offers."""

    @property
    def INITIAL(self) -> Any:  # noqa: N802  # a constant of the package
        """The state before any event; every state of a line has a `stage`."""

    @property
    def Stage(self) -> type[stages.Stage]:  # noqa: N802  # a class of the package
        """The stages, in the order of a case's life."""

    @property
    def STAGE_AFTER(self) -> stages.Moves[Any]:  # noqa: N802
        """How events move the stage."""

    @property
    def CLOSED(self) -> frozenset[Any]:  # noqa: N802
        """Stages at which nothing is left to do."""

    @property
    def BEHAVIOURS(self) -> Mapping[type, Behaviour]:  # noqa: N802
        """Every command of the line."""

    def evolve(self, state: Any, fact: Fact, /) -> Any:
        """The state after one more fact; never raises."""

    def decide(self, state: Any, command: Any, asking: Asking, terms: Terms) -> list[Event]:
        """The events of one command; raises Refused."""

    def next_steps(self, state: Any, asking: Asking, terms: Terms) -> list[Step]:
        """Every command that can come next."""


LINES: Final[Mapping[SupportLine, Line]] = {
    SupportLine.REVENUE_IMPROVEMENT: revenue_improvement,
    SupportLine.RESTRUCTURING: restructuring,
    SupportLine.TAX_SCHEME: tax_scheme,
    SupportLine.GUARANTEE: guarantee,
    SupportLine.RECHALLENGE: rechallenge,
}
"""The lines that support carries; candidates of others are not received."""


ANYWHERE: Final = frozenset(stage for line in LINES.values() for stage in line.Stage if stage.rank > 0)
"""Every stage of every line, once a case has begun."""
BESIDE: Final[Mapping[type, Behaviour]] = {**difficulty.behaviours(ANYWHERE), **reports.behaviours(ANYWHERE)}
"""The commands of every line; they decide on the whole case."""

INITIAL = Case()


def evolve(case: Case, fact: Fact) -> Case:
    """The case after one more fact; before its first event, and in a line unknown here, it stays as it is."""
    if case.line is not None:
        return changed(
            case,
            state=LINES[case.line].evolve(case.state, fact),
            shelf=case.shelf.evolve(fact),
            releases=case.releases.evolve(fact),
            reports=reports.evolve(case.reports, fact),
            judged_difficult=case.judged_difficult or isinstance(fact.event, RevivalJudgedDifficult),
        )
    first = fact.event
    if isinstance(first, CandidateReceived) and first.line in LINES:
        line = LINES[first.line]
        return Case(first.line, first.case_id, fact.council, line.evolve(line.INITIAL, fact))
    return case


def decide(case: Case, command: Command, asking: Asking, terms: Terms = Terms()) -> list[Event]:  # noqa: B008  # frozen
    """The events of one command, [] when its aim is met already; raises Refused."""
    if isinstance(command, ReceiveCandidate):
        return [] if case.line else _received(command)
    if isinstance(command, (ReceiveDocument, CheckDocument)) and case.case_id is not None:
        return papers.decide(case.shelf, case.case_id, command, asking)
    if isinstance(command, ReleaseCommand) and case.case_id is not None:
        return releases.decide(case.releases, case.case_id, case.line, command, asking)
    asked = CheckReport if isinstance(command, FreezeReport) else type(command)
    if case.line is not None and asked in BESIDE:
        return BESIDE[asked].decide(case, command, asking, terms)
    events = line_for(case, asked).decide(case.state, command, asking, terms)
    if events:
        needed.the_papers_of_the_step_are_there(case, asked, command, asking, terms)
    return events


def next_steps(case: Case, asking: Asking, terms: Terms = Terms()) -> list[Step]:  # noqa: B008  # frozen
    """Every command that can come next, with why not where the asker may not give it now."""
    if case.line is None:
        return []
    return [
        *(
            needed.with_papers(step, case, asking, terms)
            for step in LINES[case.line].next_steps(case.state, asking, terms)
        ),
        *behaviour.next_steps(BESIDE, case, asking, terms),
    ]


def papers_of_step(case: Case, step: type[Any], names: Mapping[str, str]) -> tuple[Need, ...]:
    """What one step of the case's line needs; `names`: of the creditors, by id."""
    return needed.shown(case, step, names)


def paper_steps(case: Case, asking: Asking) -> list[Step]:
    """What can be done with the papers of the case, beside the steps of its line."""
    return papers.next_steps(case.shelf, asking)


def release_steps(case: Case, asking: Asking) -> list[Step]:
    """What may leave: consents, copies under them, disclosures."""
    return releases.next_steps(case.releases, asking)


@provision("YR-2-5-1", "BR-4", "YR-2-1-3-3-3")
def _received(command: ReceiveCandidate) -> list[Event]:
    """A line was judged suitable in the first response, or an earlier case led here: the case begins, linked to it."""
    if isinstance(command, ReceiveRechallenge):
        return rechallenge.received(command)
    return [CandidateReceived(**{name: getattr(command, name) for name in ReceiveCandidate.model_fields})]


@provision("YR-1-2-2")
def line_for(case: Case, command: type) -> Line:
    """Each line has its own steps, and another one begins anew; raises Refused for a step of another line.

    The refusal cites what that step rests on in its own line, where there is such a line.
    """
    line = LINES.get(case.line) if case.line else None
    if line is None or command not in line.BEHAVIOURS:
        own = [(name, each.BEHAVIOURS[command].provision) for name, each in LINES.items() if command in each.BEHAVIOURS]
        name, cited = own[0] if own else (None, "YR-1-2-2")
        raise Refused(
            _rests_on(case.line, name, cited),
            "この案件の支援の種類では行わない手続です。"
            + (f"{name.label}は、その要件と手続に従い、別の支援として新たに始めます。" if name else ""),
            "This is no step of the line that this case is in; another line of support begins anew, by its own steps.",
        )
    return line


_TWO_PROCEDURES: Final = {SupportLine.RESTRUCTURING, SupportLine.TAX_SCHEME}


@provision("YR-2-6-2-3-3", "YR-2-5-2")
def _rests_on(present: SupportLine | None, own: SupportLine | None, cited: str) -> str:
    """What sends a step to its own line: guarantee debts follow 別冊４, and 別冊２ and 別冊３ are never mixed in one case."""
    if own is SupportLine.GUARANTEE:
        return "YR-2-6-2-3-3"
    return "YR-2-5-2" if {present, own} == _TWO_PROCEDURES else cited


__all__ = [
    "BESIDE",
    "INITIAL",
    "LINES",
    "Case",
    "Line",
    "Step",
    "Terms",
    "decide",
    "evolve",
    "line_for",
    "next_steps",
    "paper_steps",
    "papers_of_step",
]
