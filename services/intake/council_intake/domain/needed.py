"""Which papers each step of a consultation asks for, and the refusal of a step whose papers are not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from council_casework.papers import Need, the_papers_are_there
from council_events.deciding import Step, step_of
from council_events.intake import ConsultationKind, ConsultationOpened

from council_intake.commands import ChooseSupportLine, GiveAdvice, HandOverPapers, RecordFacts, RecordGuaranteeFacts
from council_intake.domain.state import State
from council_intake.rules import papers
from council_intake.rules.terms import Terms


def _to_choose(opened: ConsultationOpened, _on: dt.date) -> Iterable[Need]:
    return (papers.the_joint_request(),) if opened.kind is ConsultationKind.GUARANTEE else ()


NEEDED: Final[Mapping[type[Any], Callable[[ConsultationOpened, dt.date], Iterable[Need]]]] = {
    RecordFacts: lambda opened, on: papers.of_the_facts(opened.requester, on),
    RecordGuaranteeFacts: lambda _opened, _on: (papers.the_joint_request(),),
    GiveAdvice: lambda _opened, on: papers.of_the_advice(on),
    ChooseSupportLine: _to_choose,
    HandOverPapers: lambda opened, _on: (papers.the_consent_in_writing(papers.entitled(opened)),),
}
"""The steps that ask for papers."""


def needs_of(state: State, step: type[Any], on: dt.date) -> tuple[Need, ...]:
    """The papers of one step on a day."""
    needs = NEEDED.get(step)
    return () if needs is None or state.opened is None else tuple(needs(state.opened, on))


def the_papers_of_the_step_are_there(state: State, step: type[Any], on: dt.date, terms: Terms) -> None:
    """Raises Refused with the provision and the binding papers that are missing or faulty."""
    if papers.are_kept_here(on, terms.papers_kept_from):
        the_papers_are_there(needs_of(state, step, on), state.shelf, on)


def with_papers(step: Step, state: State, on: dt.date, terms: Terms) -> Step:
    """The step, not allowed while a binding paper is missing."""
    if not step.allowed:
        return step
    return step_of(step.command, partial(the_papers_of_the_step_are_there, state, step.command, on, terms))
