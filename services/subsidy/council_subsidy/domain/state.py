"""What a subsidy case is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from council_events import Event
from council_events.deciding import Fact
from council_events.subsidy import (
    AccompanimentClaimed,
    AccompanimentDecided,
    AccompanimentKind,
    CostLine,
    EndKind,
    FeePaid,
    Payable,
    PaymentKind,
    PlanClaimTermExtended,
    PlanFeeClaimed,
    PlanFeeDecided,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyCaseEnded,
)
from council_events.values import Code


class Stage(Code):
    """Where a case stands, in the order of its life."""

    NONE = "none", "未受付"
    FILED = "filed", "利用申請の受付済み"
    ACCEPTED = "accepted", "受理済み・計画策定中"
    CLAIMED = "claimed", "費用支払申請の受付済み"
    DECIDED = "decided", "支払決定済み・伴走支援中"
    ENDED = "ended", "終了"

    @property
    def rank(self) -> int:
        """Its place in the order of a case's life."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class Due(NamedTuple):
    """A decided amount and whether it has been paid; `number` is that of the accompaniment claim it belongs to."""

    payable: Payable
    number: int | None
    paid_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A subsidy case. `decided`: the subsidy decided so far per cost line, in yen."""

    stage: Stage = Stage.NONE
    council: str = ""
    application: SubsidyApplicationFiled | None = None
    filed_on: dt.date | None = None
    accepted_on: dt.date | None = None
    ruleset: dt.date | None = None
    lapses_on: dt.date | None = None
    claim: PlanFeeClaimed | None = None
    accompaniment: AccompanimentClaimed | None = None
    accompaniments_decided: int = 0
    settlements_decided: int = 0
    accompaniment_cost: int = 0
    decided: Mapping[CostLine, int] = field(default_factory=lambda: MappingProxyType({}))
    dues: tuple[Due, ...] = ()
    ended_on: dt.date | None = None
    end: EndKind | None = None

    @property
    def agencies(self) -> frozenset[str]:
        """The ids of the agencies of the application."""
        return frozenset(agency.agency_id for agency in self.application.agencies) if self.application else frozenset()

    @property
    def accompaniment_paid(self) -> bool:
        """Whether a first accompaniment fee has been paid."""
        return any(due.paid_on and due.payable.kind is PaymentKind.ACCOMPANIMENT for due in self.dues)

    @property
    def unpaid(self) -> tuple[Due, ...]:
        """What is decided and not paid yet."""
        return tuple(due for due in self.dues if due.paid_on is None)


INITIAL = State()
_SETTLEMENT = AccompanimentKind.SETTLEMENT

STAGE_AFTER: dict[type[Event], Stage] = {
    SubsidyApplicationFiled: Stage.FILED,
    SubsidyApplicationAccepted: Stage.ACCEPTED,
    PlanFeeClaimed: Stage.CLAIMED,
    PlanFeeDecided: Stage.DECIDED,
    SubsidyCaseEnded: Stage.ENDED,
}
"""How events move the stage; the projection of the case list moves it alike."""


def stage_after(stage: Stage, event: Event) -> Stage:
    """The stage after this event; it never goes back."""
    to = STAGE_AFTER.get(type(event), stage)
    return to if to.rank > stage.rank else stage


def evolve(state: State, fact: Fact) -> State:
    """The state after one more fact; an event of no meaning here leaves it as it is."""
    change = _CHANGES.get(type(fact.event))
    if change is not None:
        state = change(state, fact.event, fact)
    return replace(state, stage=stage_after(state.stage, fact.event))


def _filed(state: State, event: SubsidyApplicationFiled, fact: Fact) -> State:
    return replace(state, application=event, filed_on=fact.on, council=fact.council)


def _accepted(state: State, event: SubsidyApplicationAccepted, fact: Fact) -> State:
    return replace(state, accepted_on=fact.on, ruleset=dt.date.fromisoformat(event.ruleset), lapses_on=event.lapses_on)


def _extended(state: State, event: PlanClaimTermExtended, _fact: Fact) -> State:
    return replace(state, lapses_on=event.lapses_on)


def _claimed(state: State, event: PlanFeeClaimed, _fact: Fact) -> State:
    return replace(state, claim=event)


def _plan_decided(state: State, event: PlanFeeDecided, _fact: Fact) -> State:
    # The plan claim's lines share their caps with no later claim, so one sum under PLAN says all that is needed.
    decided = {**state.decided, CostLine.PLAN: state.decided.get(CostLine.PLAN, 0) + event.total}
    dues = state.dues + tuple(Due(payable, None) for payable in event.payables)
    return replace(state, decided=MappingProxyType(decided), dues=dues)


def _accompaniment_claimed(state: State, event: AccompanimentClaimed, _fact: Fact) -> State:
    return replace(state, accompaniment=event)


def _accompaniment_decided(state: State, event: AccompanimentDecided, _fact: Fact) -> State:
    claim = state.accompaniment
    line = claim.costs[0].line if claim and claim.costs else CostLine.ACCOMPANIMENT
    cost = sum(each.amount for each in claim.costs) if claim else 0
    decided = {**state.decided, line: state.decided.get(line, 0) + event.total}
    return replace(
        state,
        accompaniment=None,
        accompaniments_decided=event.number,
        settlements_decided=state.settlements_decided + (claim is not None and claim.kind is _SETTLEMENT),
        accompaniment_cost=state.accompaniment_cost + cost,
        decided=MappingProxyType(decided),
        dues=state.dues + tuple(Due(payable, event.number) for payable in event.payables),
    )


def _paid(state: State, event: FeePaid, _fact: Fact) -> State:
    for place, due in enumerate(state.dues):
        same = (due.payable.agency_id, due.payable.kind, due.number) == (event.agency_id, event.kind, event.number)
        if same and due.paid_on is None:
            paid = due._replace(paid_on=event.paid_on)
            return replace(state, dues=(*state.dues[:place], paid, *state.dues[place + 1 :]))
    return state


def _ended(state: State, event: SubsidyCaseEnded, fact: Fact) -> State:
    return replace(state, end=event.kind, ended_on=fact.on)


_CHANGES: dict[type[Event], Callable[[State, Any, Fact], State]] = {
    SubsidyApplicationFiled: _filed,
    SubsidyApplicationAccepted: _accepted,
    PlanClaimTermExtended: _extended,
    PlanFeeClaimed: _claimed,
    PlanFeeDecided: _plan_decided,
    AccompanimentClaimed: _accompaniment_claimed,
    AccompanimentDecided: _accompaniment_decided,
    FeePaid: _paid,
    SubsidyCaseEnded: _ended,
}
