"""Every command: at which stages it is asked, and which steps are offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from council_events import Event
from council_events.deciding import Asking, Step, step_of
from council_events.values import Office

from council_subsidy import commands as c
from council_subsidy.domain import (
    advising,
    application,
    difficulty,
    ending,
    notices,
    papers,
    payments,
    releases,
    revitalization,
)
from council_subsidy.domain.agency import Agency
from council_subsidy.domain.circumstances import NO_REGISTER, Circumstances
from council_subsidy.domain.company import NOBODY, Company
from council_subsidy.domain.state import Stage, State
from council_subsidy.rules import asking as who
from council_subsidy.rules.revitalization import sharing_provision
from council_subsidy.rules.terms import DEFAULTS, Terms

NONE, ADVISED, FILED = Stage.NONE, Stage.ADVISED, Stage.FILED
ACCEPTED, CLAIMED, DECIDED, ENDED = Stage.ACCEPTED, Stage.CLAIMED, Stage.DECIDED, Stage.ENDED
RUNNING = frozenset({FILED, ACCEPTED, CLAIMED, DECIDED})


def _ready(_state: State, _around: Circumstances) -> None:
    return None


def _always(_state: State) -> bool:
    return True


def _never(_state: State) -> bool:
    return False


def _secretariat(_state: State, asking: Asking) -> None:
    who.the_secretariat_asks(asking)


def _secretariat_or_clock(_state: State, asking: Asking) -> None:
    who.the_secretariat_or_the_clock_asks(asking)


def _adviser(_state: State, asking: Asking) -> None:
    who.an_adviser_asks(asking)


def _support(_state: State, asking: Asking) -> None:
    who.the_support_department_asks(asking, "YR-2-4-2-3-2")


def _judge(_state: State, asking: Asking) -> None:
    who.the_support_department_asks(asking, "YR-2-6-2-1-1")


def _finder(_state: State, asking: Asking) -> None:
    who.the_head_asks(asking, "SUB-E-4")


def _revitalizer(_state: State, asking: Asking) -> None:
    who.the_head_asks(asking, sharing_provision(asking.on))


def _designator(_state: State, asking: Asking) -> None:
    who.the_head_asks(asking, "YR-3-2-1-4")


def _signer(state: State, asking: Asking) -> None:
    who.the_head_or_a_proxy_signs(asking, state.proxies)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One command. `by`: who may give it; `gate`: what must be there whatever it says; `offered`: whether the step is
    worth showing; `met`: the aim is reached already."""

    provision: str
    stages: frozenset[Stage]
    events: Callable[[State, Any, Circumstances], list[Event]]
    by: Callable[[State, Asking], None] = _secretariat
    gate: Callable[[State, Circumstances], None] = _ready
    offered: Callable[[State], bool] = _always
    met: Callable[[State], bool] = _never

    def decide(self, state: State, command: Any, around: Circumstances) -> list[Event]:
        """The events of the command, [] when its aim is met; raises Refused."""
        self.by(state, around.asking)
        if self.met(state):
            return []
        who.the_stage_fits(state.stage in self.stages, state.stage.label, self.provision)
        self.gate(state, around)
        return self.events(state, command, around)

    def step(self, command: type[Any], state: State, around: Circumstances) -> Step | None:
        """The step as it now stands, None when it belongs to another stage, or to an application that is not there."""
        begins = NONE in self.stages
        if state.stage not in self.stages or (state.application is None and not begins) or not self.offered(state):
            return None
        return step_of(command, lambda: self._may_be_asked(state, around))

    def _may_be_asked(self, state: State, around: Circumstances) -> None:
        self.by(state, around.asking)
        self.gate(state, around)


def _stages(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


BEHAVIOURS: dict[type, Behaviour] = {
    c.GivePreliminaryAdvice: Behaviour("YR-2-4-2-1-1", _stages(NONE, ADVISED), advising.advise_first, _adviser),
    c.FileApplication: Behaviour("YR-3-2-2-1", _stages(NONE, ADVISED, FILED), application.file),
    c.ExplainPoints: Behaviour("YR-2-4-2-2", _stages(FILED), advising.explain_points, _adviser, advising.is_advised),
    c.RecordEarlierUse: Behaviour("SUB-E-4", _stages(FILED), application.record_earlier_use),
    c.CheckNationwideUse: Behaviour("SUB-E-4", _stages(FILED), application.check_nationwide),
    c.FindReuseFit: Behaviour(
        "SUB-E-4",
        _stages(FILED),
        application.find_fit,
        _finder,
        offered=application.reuse_is_held,
        met=application.has_found_fit,
    ),
    c.AcceptApplication: Behaviour("SUB-P-3", _stages(FILED), application.accept, met=application.is_accepted),
    c.DeclineApplication: Behaviour("SUB-P-7", _stages(FILED), application.decline),
    c.DesignateNoticeProxy: Behaviour("YR-3-2-1-4", RUNNING, notices.designate, _designator),
    c.IssueNotice: Behaviour("SUB-P-7", RUNNING | {ENDED}, notices.issue, _signer, offered=notices.something_to_tell),
    c.AdvisePlanning: Behaviour(
        "YR-2-4-2-3", _stages(ACCEPTED), advising.advise_planning, _adviser, advising.is_advised
    ),
    c.SupportBankCoordination: Behaviour("YR-2-4-2-3-2", RUNNING, advising.coordinate, _support),
    c.ExtendPlanClaimTerm: Behaviour(
        "SUB-C-5",
        _stages(ACCEPTED),
        application.extend,
        gate=application.in_time,
        offered=application.may_extend,
    ),
    c.ClaimPlanFee: Behaviour("SUB-C-1", _stages(ACCEPTED, CLAIMED), payments.claim_plan, gate=application.in_time),
    c.CheckPointsAtClaim: Behaviour(
        "YR-2-4-2-4-1", _stages(CLAIMED), advising.check_at_claim, _adviser, advising.is_advised
    ),
    c.ExplainMonitoring: Behaviour(
        "YR-2-4-2-4-2", _stages(CLAIMED), advising.explain_monitoring, _adviser, advising.is_advised
    ),
    c.DecidePlanFee: Behaviour("SUB-C-4", _stages(CLAIMED), payments.decide_plan),
    c.ScheduleAccompaniment: Behaviour("SUB-M-1", _stages(DECIDED), payments.reschedule, offered=payments.is_scheduled),
    c.ClaimAccompaniment: Behaviour(
        "SUB-M-2", _stages(DECIDED), payments.claim_accompaniment, gate=payments.accompaniment_is_paid
    ),
    c.CheckPointsAtMonitoring: Behaviour(
        "YR-2-4-2-5",
        _stages(DECIDED),
        advising.check_at_monitoring,
        _adviser,
        advising.is_advised,
        offered=payments.accompaniment_claimed,
    ),
    c.DecideAccompaniment: Behaviour(
        "SUB-M-2", _stages(DECIDED), payments.decide_accompaniment, offered=payments.accompaniment_claimed
    ),
    c.PayFees: Behaviour("SUB-C-4", _stages(DECIDED), payments.pay, offered=payments.something_unpaid),
    c.LapseApplication: Behaviour(
        "SUB-C-5", _stages(ACCEPTED), application.lapse, _secretariat_or_clock, gate=application.overdue
    ),
    c.JudgeRevivalDifficult: Behaviour(
        "YR-2-6-2-1-1",
        _stages(ACCEPTED, CLAIMED, DECIDED),
        difficulty.judge,
        _judge,
        met=difficulty.is_judged,
        offered=difficulty.may_be_judged,
    ),
    c.FindRevitalizationNecessary: Behaviour(
        "YR-3-2-2-4",
        RUNNING | {ENDED},
        revitalization.find,
        _revitalizer,
        met=revitalization.is_found,
        offered=revitalization.may_be_found,
    ),
    c.EndSubsidyCase: Behaviour("SUB-M-4", RUNNING, ending.end),
}
"""Every command, in the order of a case's life."""


def decide(
    state: State,
    command: c.Command,
    asking: Asking,
    terms: Terms = DEFAULTS,
    company: Company = NOBODY,
    register: Mapping[str, Agency] = NO_REGISTER,
    responder: frozenset[Office] = frozenset(),
) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    if isinstance(command, (c.ReceiveDocument, c.CheckDocument)):
        return papers.decide(state, command, asking)
    if isinstance(command, c.ReleaseCommand):
        return releases.decide(state, command, asking)
    return BEHAVIOURS[type(command)].decide(state, command, Circumstances(asking, terms, company, register, responder))


def paper_steps(state: State, asking: Asking) -> list[Step]:
    """What can be done with the papers of the case, beside its own steps."""
    return [step_of(command, partial(papers.may_ask, state, asking)) for command in papers.offered(state)]


def release_steps(state: State, asking: Asking) -> list[Step]:
    """What may leave: consents, copies under them, disclosures."""
    return [step_of(command, partial(papers.may_ask, state, asking)) for command in releases.offered(state)]


def next_steps(state: State, asking: Asking, terms: Terms = DEFAULTS) -> list[Step]:
    """Every command that can come next, with why not where the asker may not give it now."""
    around = Circumstances(asking, terms)
    steps = (behaviour.step(command, state, around) for command, behaviour in BEHAVIOURS.items())
    return [step for step in steps if step is not None]
