"""Situations of revenue improvement cases, and how a test plays them: given, when, then."""

from __future__ import annotations

from typing import Any

import pytest
from council_events import Event
from council_events.deciding import Asking, Fact, Refused, Step
from council_events.support import ImprovementForm, ImprovementPart, Method
from council_events.values import CreditorKind, SupportLine
from council_support.commands.restructuring import ListCreditor, StartMonitoring
from council_support.commands.revenue_improvement import (
    AdoptImprovementPlan,
    AnalyseBusiness,
    DraftImprovementPlan,
    StartImprovement,
)
from council_support.domain import INITIAL, Case, Terms, decide, evolve, next_steps

from tests.services.support.situations import company, creditor_id, day, head

BANKS = ("鹿児島湾銀行", "錦江信用金庫")
ALL_PARTS = tuple(ImprovementPart)


class Played:
    """One case of support, whatever its line: what has happened, and what is asked of it."""

    def __init__(self, case: Case = INITIAL, council: str = "16", terms: Terms | None = None) -> None:
        self.case = case
        self.council = council
        self.terms = terms or Terms()
        self.asked: list[tuple[Any, Asking]] = []

    def given(self, on: str, *events: Event, actor: str = "system:support") -> Played:
        for event in events:
            self.case = evolve(self.case, Fact(event, day(on), self.council, actor))
        return self

    def when(self, command: Any, who: Asking) -> list[Event]:
        events = decide(self.case, command, who, self.terms)
        self.asked.append((command, who))
        for event in events:
            self.case = evolve(self.case, Fact(event, who.on, who.council, who.person))
        return events

    def refused(self, command: Any, who: Asking) -> Refused:
        before = self.case
        with pytest.raises(Refused) as caught:
            decide(self.case, command, who, self.terms)
        assert self.case == before
        assert caught.value.ja
        assert caught.value.en
        return caught.value

    def copy(self) -> Played:
        return Played(self.case, self.council, self.terms)

    def steps(self, who: Asking) -> dict[str, Step]:
        return {step.command.__name__: step for step in next_steps(self.case, who, self.terms)}


def candidate(on: str = "2024-06-03", terms: Terms | None = None, **changes: Any) -> Played:
    given = {"line": SupportLine.REVENUE_IMPROVEMENT, "consulted_on": day(on)} | changes
    return Played(terms=terms).given(on, company(**given))


def begin(form: ImprovementForm = ImprovementForm.WITHOUT_SUPPORT, **changes: Any) -> StartImprovement:
    return StartImprovement(likely_to_fall=True, likely_because="受注が3割減った", form=form).model_copy(update=changes)


def started(on: str = "2024-06-10", **changes: Any) -> Played:
    case = candidate(**changes)
    case.when(begin(), head(on))
    return case


def analysed(on: str = "2024-06-24", **changes: Any) -> Played:
    case = started(**changes)
    case.when(AnalyseBusiness(problems="単価の下落", business_model="受託印刷が中心"), head(on))
    return case


def with_banks(on: str = "2024-09-02", **changes: Any) -> Played:
    """Two banks are to be asked to suspend repayment of principal."""
    case = analysed(on, **changes)
    for name in BANKS:
        case.when(
            ListCreditor(creditor_id=creditor_id(name), kind=CreditorKind.BANK, name=name, claim=80_000_000), head(on)
        )
    return case


def plan(begins_on: str, ends_on: str, *methods: Method, **changes: Any) -> DraftImprovementPlan:
    command = DraftImprovementPlan(
        begins_on=day(begins_on),
        ends_on=day(ends_on),
        parts=ALL_PARTS,
        methods=methods,
        governance="取締役会の月次開催",
        summary="不採算の受注を見直す",
    )
    return command.model_copy(update=changes)


def asked() -> Played:
    """The plan with rescheduling stands before two banks."""
    case = with_banks()
    case.when(plan("2024-11-01", "2025-10-31", Method.RESCHEDULE), head("2024-10-08"))
    return case


def adopted() -> Played:
    """The company has adopted a plan without support."""
    case = analysed()
    case.when(plan("2024-08-01", "2027-07-31"), head("2024-07-16"))
    case.when(AdoptImprovementPlan(adopted_on=day("2024-07-16")), head("2024-07-16"))
    return case


def adopted_and_monitored() -> Played:
    """The plan's own period is monitored."""
    case = adopted()
    case.when(StartMonitoring(), head("2024-08-01"))
    return case
