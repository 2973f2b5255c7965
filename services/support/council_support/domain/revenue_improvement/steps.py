"""From the judgement that distress is near to the plan, with and without financial support (別冊１)."""

from __future__ import annotations

from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    BusinessAnalysed,
    CreditorConsented,
    ImprovementCompleted,
    ImprovementDeclined,
    ImprovementEnded,
    ImprovementEndGround,
    ImprovementForm,
    ImprovementPlanDrafted,
    ImprovementStarted,
    MonitoringDecision,
)

from council_support.commands.restructuring import (
    ConsentForm,
    ListCreditor,
    RecordConsent,
    RecordRefusal,
    WithdrawConsent,
)
from council_support.commands.revenue_improvement import (
    AdoptImprovementPlan,
    AnalyseBusiness,
    DeclineImprovement,
    DraftImprovementPlan,
    EndImprovement,
    StartImprovement,
)
from council_support.domain import voting
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.creditors import Answer, Creditor
from council_support.domain.preparing import list_creditor
from council_support.domain.revenue_improvement.state import RUNNING, Stage, State
from council_support.domain.voting import case_of, plan_of
from council_support.rules import asking as who
from council_support.rules import revenue_improvement as rules
from council_support.rules import unanimity
from council_support.rules.restructuring.start import exceptional_creditors_have_grounds


def _start(state: State, command: StartImprovement, asking: Asking, terms: Terms) -> list[Event]:
    rules.distress_is_near(command.likely_to_fall)
    return [
        ImprovementStarted(
            case_id=case_of(state),
            form=command.form,
            decided_by=asking.person,
            standard_date=rules.standard_date(asking.on, terms.improvement_standard_months),
            likely_because=Sealed(command.likely_because),
        )
    ]


def _decline(state: State, command: DeclineImprovement, _asking: Asking, _terms: Terms) -> list[Event]:
    return [ImprovementDeclined(case_id=case_of(state), reason=Sealed(command.reason))]


def _analyse(state: State, command: AnalyseBusiness, _asking: Asking, _terms: Terms) -> list[Event]:
    return [
        BusinessAnalysed(
            case_id=case_of(state),
            problems=Sealed(command.problems),
            business_model=Sealed(command.business_model),
        )
    ]


def _list(state: State, command: ListCreditor, asking: Asking, terms: Terms) -> list[Event]:
    exceptional_creditors_have_grounds(command.kind, command.exception_grounds, asking.on)
    return list_creditor(state, command, asking, terms)


def _analysed(state: State, _asking: Asking, _terms: Terms) -> None:
    rules.the_business_was_analysed(state.analysis is not None)


def _draft(state: State, command: DraftImprovementPlan, asking: Asking, _terms: Terms) -> list[Event]:
    form = rules.form_of(command.methods)
    rules.the_support_asked_stays_preventive(command.methods)
    rules.the_parts_are_complete(command.parts)
    rules.the_plan_has_its_length(command.begins_on, command.ends_on, form)
    rules.governance_was_gone_through(command.governance, asking.on)
    asked = voting.all_listed(state, command.creditors or state.creditors)
    rules.creditors_are_listed(asked, form)
    return [
        ImprovementPlanDrafted(
            case_id=case_of(state),
            version=state.plan.version + 1 if state.plan else 1,
            form=form,
            begins_on=command.begins_on,
            ends_on=command.ends_on,
            methods=command.methods,
            asked=asked if form is ImprovementForm.WITH_SUPPORT else (),
            parts=command.parts,
            governance=sealed(command.governance),
            summary=Sealed(command.summary),
        )
    ]


def _nobody_is_asked(state: State, _asking: Asking, _terms: Terms) -> None:
    rules.without_support_nobody_is_asked(plan_of(state).form)


def _somebody_is_asked(state: State, _asking: Asking, _terms: Terms) -> None:
    rules.with_support_the_creditors_are_asked(plan_of(state).form)


def _adopt(state: State, command: AdoptImprovementPlan, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.adopted_on, asking.on, "B1-1", "adopted_on")
    return [_completed(state)]


def _completed(state: State) -> ImprovementCompleted:
    plan = plan_of(state)
    return ImprovementCompleted(
        case_id=case_of(state),
        plan_version=plan.version,
        form=plan.form,
        begins_on=plan.begins_on,
        ends_on=plan.ends_on,
        consulted_on=state.candidate.consulted_on,  # type: ignore[union-attr]  # a case with a plan was received
    )


def _consent(state: State, command: RecordConsent, asking: Asking, _terms: Terms) -> list[Event]:
    plan, creditor = plan_of(state), _asked(state, command.creditor_id)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, plan.version, "B2-2-7-5")
    unanimity.a_consent_is_confirmed_in_writing("B2-2-7-2", oral=command.form is ConsentForm.ORAL)
    unanimity.a_consent_is_given_to_this_version(
        command.confirmed_on, state.plan_on or asking.on, asking.on, "B2-2-7-2"
    )
    consented = CreditorConsented(
        case_id=case_of(state),
        creditor_id=creditor.creditor_id,
        plan_version=plan.version,
        confirmation=voting.CONFIRMATIONS[command.form],
        confirmed_on=command.confirmed_on,
    )
    others = state.consents - (creditor.answer is Answer.CONSENTED)
    return [consented] if others + 1 < len(state.asked) else [consented, _completed(state)]


def _asked(state: State, creditor_id: UUID) -> Creditor:
    """A creditor of whom the plan asks support; raises Refused for any other."""
    creditor: Creditor = voting.listed(state, creditor_id)
    rules.only_who_is_asked_answers(creditor.creditor_id in state.asked)
    return creditor


def _end(state: State, command: EndImprovement, _asking: Asking, _terms: Terms) -> list[Event]:
    rules.other_grounds_are_said(command.ground is ImprovementEndGround.OTHER, command.reason)
    return [ImprovementEnded(case_id=case_of(state), ground=command.ground, reason=sealed(command.reason))]


def _may_be_drafted(state: State) -> bool:
    """While support runs, and again after monitoring that ended with the decision to change the plan."""
    return state.stage in RUNNING or state.monitoring_decision is MonitoringDecision.CHANGE_PLAN


def _with_support(state: State) -> bool:
    return state.plan is not None and state.plan.form is ImprovementForm.WITH_SUPPORT


def _list_may_change(state: State, _asking: Asking, _terms: Terms) -> None:
    """A creditor listed after a draft is asked by the next version."""
    who.the_stage_fits(_may_be_drafted(state), state.stage.label, "B1-1")


def _change_was_decided(state: State, asking: Asking, terms: Terms) -> None:
    _analysed(state, asking, terms)
    who.the_stage_fits(_may_be_drafted(state), state.stage.label, "B1-1")


_VOTING = voting.VotingOf(
    voter=_asked,
    of_version="B2-2-7-5",
    of_consent="B2-2-7-2",
    of_refusal="B1-2",
)
_BEFORE = frozenset({Stage.CANDIDATE})
_DRAFTED = frozenset({Stage.DRAFTED})

BEHAVIOURS: dict[type, Behaviour] = {
    StartImprovement: Behaviour("YR-2-3-1", HEAD, _BEFORE, _start, met=lambda state, _: state.started_on is not None),
    DeclineImprovement: Behaviour(
        "YR-2-3-1", HEAD, _BEFORE, _decline, met=lambda state, _: state.stage is Stage.DECLINED
    ),
    AnalyseBusiness: Behaviour("BR-6", STAFF, RUNNING, _analyse, offered=lambda state: state.analysis is None),
    ListCreditor: Behaviour(
        "B1-1", STAFF, RUNNING | {Stage.MONITORED}, _list, gate=_list_may_change, offered=_may_be_drafted
    ),
    DraftImprovementPlan: Behaviour(
        "B1-1",
        STAFF,
        RUNNING | {Stage.MONITORED},
        _draft,
        gate=_change_was_decided,
        offered=_may_be_drafted,
    ),
    AdoptImprovementPlan: Behaviour(
        "B1-1",
        STAFF,
        _DRAFTED,
        _adopt,
        met=lambda state, _: state.stage is Stage.COMPLETED,
        gate=_nobody_is_asked,
        offered=lambda state: not _with_support(state),
    ),
    RecordConsent: Behaviour(
        "B1-2",
        STAFF,
        _DRAFTED,
        _consent,
        met=voting.consented_already,
        gate=_somebody_is_asked,
        offered=_with_support,
    ),
    RecordRefusal: Behaviour(
        "B1-2",
        STAFF,
        _DRAFTED,
        _VOTING.refuse,
        met=voting.refused_alike,
        gate=_somebody_is_asked,
        offered=_with_support,
    ),
    WithdrawConsent: Behaviour(
        "B1-2",
        STAFF,
        _DRAFTED,
        _VOTING.withdraw,
        met=voting.withdrawn_already,
        gate=_somebody_is_asked,
        offered=lambda state: state.consents > 0,
    ),
    EndImprovement: Behaviour("YR-2-3-2", HEAD, RUNNING, _end, met=lambda state, _: state.ended_on is not None),
}
"""The commands of this part."""
