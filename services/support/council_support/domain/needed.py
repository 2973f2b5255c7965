"""Which papers each step of a line needs as the case now stands, and the refusal of a step whose papers are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from council_casework.papers import Need, the_papers_are_there
from council_events.deciding import Asking, Step, step_of
from council_events.values import SupportLine

from council_support.commands import guarantee as g
from council_support.commands import restructuring as r
from council_support.commands import revenue_improvement as i
from council_support.commands import tax_scheme as t
from council_support.domain.behaviour import Terms
from council_support.domain.creditors import Answer
from council_support.rules import papers

if TYPE_CHECKING:
    from council_support.domain.case import Case

Needs = Callable[[Any, Any], Iterable[Need]]
"""(state, command) -> the papers; command None: whichever may come, for the list beside the case."""


def _consents(provision_id: str, asked: Callable[[Any], Iterable[UUID]]) -> Needs:
    def needs(state: Any, command: Any) -> Iterable[Need]:
        if state.plan is None:
            return ()
        creditors = (
            [command.creditor_id] if command is not None else [each for each in asked(state) if _silent(state, each)]
        )
        return papers.the_consents(provision_id, creditors, state.plan_on)

    return needs


def _silent(state: Any, creditor_id: UUID) -> bool:
    creditor = state.creditors.get(creditor_id)
    return creditor is not None and creditor.answer is not Answer.CONSENTED


def _all(state: Any) -> Iterable[UUID]:
    return tuple(state.creditors)


NEEDED: Final[Mapping[SupportLine, Mapping[type, Needs]]] = {
    SupportLine.REVENUE_IMPROVEMENT: {
        i.DraftImprovementPlan: lambda _state, _command: (papers.the_plan("B1-2"),),
        r.RecordConsent: _consents("B1-2", lambda state: state.asked),
    },
    SupportLine.RESTRUCTURING: {
        r.RequestRepaymentGrace: lambda _state, _command: (papers.the_grace_request("B2-Q21"),),
        r.DraftPlan: lambda _state, _command: (papers.the_plan("B2-2-5-1"),),
        r.SubmitInvestigationReport: lambda state, _command: (papers.the_report("B2-2-6-1", state.plan_on),),
        r.RecordConsent: _consents("B2-2-7-2", _all),
    },
    SupportLine.TAX_SCHEME: {
        t.DraftSchemePlan: lambda _state, _command: (papers.the_plan("B3-6"),),
        t.NotifyStandstill: lambda _state, _command: (papers.the_standstill_notice(),),
        t.IssueConfirmation: lambda state, _command: (papers.the_confirmation(state.plan_on),),
        t.SubmitCommitteeReport: lambda state, _command: (papers.the_report("B3-7-3", state.plan_on),),
        t.IssueTaxConfirmation: lambda state, _command: (papers.the_tax_confirmation(state.plan_on),),
        r.RecordConsent: _consents("B3-8", _all),
    },
    SupportLine.GUARANTEE: {
        g.FileUseApplication: lambda _state, _command: papers.the_application(),
        g.RequestGuaranteeStandstill: lambda _state, _command: (papers.the_grace_request("B4-4-2-5"),),
        g.DiscloseAssets: lambda _state, _command: (papers.the_warranty(),),
        g.DraftRepaymentPlan: lambda _state, _command: (papers.the_plan("B4-4-5"),),
        g.SubmitRepaymentReport: lambda state, _command: (papers.the_report("B4-4-6", state.plan_on),),
        r.RecordConsent: _consents("B4-4-7", lambda state: state.in_plan),
    },
    SupportLine.RECHALLENGE: {},
}
"""The steps that need papers, by line; 再チャレンジ支援 asks for none in writing."""


def the_papers_of_the_step_are_there(case: Case, step: type[Any], command: Any, asking: Asking, terms: Terms) -> None:
    """Raises Refused with the provision and the papers that are missing, too old or faulty. `command`: of that step, or None."""
    needs = NEEDED[case.known_line].get(step)
    if needs is not None and papers.are_kept_here(asking.on, terms.papers_kept_from):
        the_papers_are_there(tuple(needs(case.state, command)), case.shelf, asking.on)


def shown(case: Case, command: type[Any], names: Mapping[str, str]) -> tuple[Need, ...]:
    """The papers of one step for the list beside the case; `names`: of the creditors, by id."""
    needs = NEEDED[case.known_line].get(command)
    found = () if needs is None else needs(case.state, None)
    return tuple(replace(need, owner=names.get(need.whose, "")) if need.whose else need for need in found)


def with_papers(step: Step, case: Case, asking: Asking, terms: Terms) -> Step:
    """The step, not allowed while a paper is missing that it needs whatever its form says."""
    if not step.allowed or step.command is r.RecordConsent:
        return step
    return step_of(step.command, lambda: the_papers_of_the_step_are_there(case, step.command, None, asking, terms))
