"""What a subsidy case is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from council_casework.papers import EMPTY, Shelf
from council_casework.releases import EMPTY as NOTHING_RELEASED
from council_casework.releases import Releases
from council_events import Event
from council_events.deciding import Fact
from council_events.subsidy import (
    AccompanimentClaimed,
    AccompanimentDecided,
    AccompanimentKind,
    AccompanimentScheduled,
    BankCoordinationSupported,
    CostLine,
    DocumentChecked,
    DocumentReceived,
    EarlierUseRecorded,
    EndKind,
    FeePaid,
    LineAmount,
    NationwideUseAnswered,
    NoticeIssued,
    NoticeProxyDesignated,
    Payable,
    PaymentKind,
    PlanClaimTermExtended,
    PlanFeeClaimed,
    PlanFeeDecided,
    ReuseFoundFit,
    RevitalizationFoundNecessary,
    RevivalJudgedDifficult,
    ScheduledReport,
    SubsidyAdviceGiven,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyCaseEnded,
)
from council_events.values import Code


class Stage(Code):
    """Where a case stands, in the order of its life."""

    NONE = "none", "未受付"
    ADVISED = "advised", "事前相談"
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
    """A subsidy case. `decided`: the subsidy decided so far per cost line, in yen.

    `largest_subsidy`: the most that the accepted estimate can bring. `decisions`: what each payment decision came
    to, in yen: that of the plan fee under 0, those of accompaniment under their numbers. `consultation`: the 窓口相談 that
    was opened because the applicant needs 事業再生, since `revitalization_on`.
    """

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
    decided_on: dt.date | None = None
    accompaniment_cost: int = 0
    decided: Mapping[CostLine, int] = field(default_factory=lambda: MappingProxyType({}))
    dues: tuple[Due, ...] = ()
    ended_on: dt.date | None = None
    end: EndKind | None = None
    earlier_uses: tuple[EarlierUseRecorded, ...] = ()
    answer: NationwideUseAnswered | None = None
    found_fit: bool = False
    reuse: bool = False
    largest_subsidy: int = 0
    negotiation_subsidy: int = 0
    advice: tuple[SubsidyAdviceGiven, ...] = ()
    coordination: tuple[BankCoordinationSupported, ...] = ()
    proxies: frozenset[str] = frozenset()
    notices: tuple[NoticeIssued, ...] = ()
    decisions: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    schedule: AccompanimentScheduled | None = None
    kinds_decided: tuple[AccompanimentKind, ...] = ()
    shelf: Shelf = EMPTY
    releases: Releases = NOTHING_RELEASED
    judged_difficult: bool = False
    consultation: UUID | None = None
    revitalization_on: dt.date | None = None

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

    @property
    def open_reports(self) -> tuple[ScheduledReport, ...]:
        """The scheduled accompaniment reports of which no claim has been decided, in order of their days."""
        left = list(self.schedule.reports) if self.schedule else []
        for kind in self.kinds_decided:
            first = next((report for report in left if report.kind is kind), None)
            if first is not None:
                left.remove(first)
        return tuple(left)


INITIAL = State()

STAGE_AFTER: dict[type[Event], Stage] = {
    SubsidyAdviceGiven: Stage.ADVISED,
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
    elif isinstance(fact.event, (DocumentReceived, DocumentChecked)):
        state = replace(state, shelf=state.shelf.evolve(fact))
    else:
        state = replace(state, releases=state.releases.evolve(fact))
    return replace(state, stage=stage_after(state.stage, fact.event))


def _filed(state: State, event: SubsidyApplicationFiled, fact: Fact) -> State:
    return replace(
        state, application=event, filed_on=fact.on, council=fact.council, answer=None, found_fit=False, reuse=False
    )


def _answered(state: State, event: NationwideUseAnswered, _fact: Fact) -> State:
    return replace(state, answer=event)


def _earlier_use(state: State, event: EarlierUseRecorded, _fact: Fact) -> State:
    return replace(state, earlier_uses=(*state.earlier_uses, event))


def _found_fit(state: State, _event: ReuseFoundFit, _fact: Fact) -> State:
    return replace(state, found_fit=True)


def _accepted(state: State, event: SubsidyApplicationAccepted, fact: Fact) -> State:
    return replace(
        state,
        accepted_on=fact.on,
        ruleset=dt.date.fromisoformat(event.ruleset),
        lapses_on=event.lapses_on,
        largest_subsidy=event.largest_subsidy or 0,
        negotiation_subsidy=event.negotiation_subsidy,
        reuse=event.reuse,
    )


def _advised(state: State, event: SubsidyAdviceGiven, fact: Fact) -> State:
    return replace(state, advice=(*state.advice, event), council=state.council or fact.council)


def _coordinated(state: State, event: BankCoordinationSupported, _fact: Fact) -> State:
    return replace(state, coordination=(*state.coordination, event))


def _proxy(state: State, event: NoticeProxyDesignated, _fact: Fact) -> State:
    return replace(state, proxies=state.proxies | {event.person})


def _notified(state: State, event: NoticeIssued, _fact: Fact) -> State:
    return replace(state, notices=(*state.notices, event))


def _scheduled(state: State, event: AccompanimentScheduled, _fact: Fact) -> State:
    return replace(state, schedule=event)


def _extended(state: State, event: PlanClaimTermExtended, _fact: Fact) -> State:
    return replace(state, lapses_on=event.lapses_on)


def _claimed(state: State, event: PlanFeeClaimed, _fact: Fact) -> State:
    return replace(state, claim=event)


def _plan_decided(state: State, event: PlanFeeDecided, fact: Fact) -> State:
    # Events from before `lines` say the total alone; the plan's lines share their caps with no later claim.
    lines = event.lines or (LineAmount(line=CostLine.PLAN, amount=event.total),)
    dues = state.dues + tuple(Due(payable, None) for payable in event.payables)
    decisions = MappingProxyType({**state.decisions, 0: event.total})
    return replace(state, decided=_added(state.decided, lines), dues=dues, decisions=decisions, decided_on=fact.on)


def _added(decided: Mapping[CostLine, int], lines: tuple[LineAmount, ...]) -> Mapping[CostLine, int]:
    sums = dict(decided)
    for each in lines:
        sums[each.line] = sums.get(each.line, 0) + each.amount
    return MappingProxyType(sums)


def _accompaniment_claimed(state: State, event: AccompanimentClaimed, _fact: Fact) -> State:
    return replace(state, accompaniment=event)


def _accompaniment_decided(state: State, event: AccompanimentDecided, fact: Fact) -> State:
    claim = state.accompaniment
    line = claim.costs[0].line if claim and claim.costs else CostLine.ACCOMPANIMENT
    cost = sum(each.amount for each in claim.costs) if claim else 0
    return replace(
        state,
        accompaniment=None,
        accompaniments_decided=event.number,
        decided_on=fact.on,
        kinds_decided=(*state.kinds_decided, claim.kind) if claim else state.kinds_decided,
        accompaniment_cost=state.accompaniment_cost + cost,
        decided=_added(state.decided, event.lines or (LineAmount(line=line, amount=event.total),)),
        decisions=MappingProxyType({**state.decisions, event.number: event.total}),
        dues=state.dues + tuple(Due(payable, event.number) for payable in event.payables),
    )


def _paid(state: State, event: FeePaid, _fact: Fact) -> State:
    for place, due in enumerate(state.dues):
        same = (due.payable.agency_id, due.payable.kind, due.number) == (event.agency_id, event.kind, event.number)
        if same and due.paid_on is None:
            paid = due._replace(paid_on=event.paid_on)
            return replace(state, dues=(*state.dues[:place], paid, *state.dues[place + 1 :]))
    return state


def _judged(state: State, _event: RevivalJudgedDifficult, _fact: Fact) -> State:
    return replace(state, judged_difficult=True)


def _revitalized(state: State, event: RevitalizationFoundNecessary, fact: Fact) -> State:
    return replace(state, consultation=event.consultation_id, revitalization_on=fact.on)


def _ended(state: State, event: SubsidyCaseEnded, fact: Fact) -> State:
    return replace(state, end=event.kind, ended_on=fact.on)


_CHANGES: dict[type[Event], Callable[[State, Any, Fact], State]] = {
    SubsidyAdviceGiven: _advised,
    SubsidyApplicationFiled: _filed,
    NationwideUseAnswered: _answered,
    EarlierUseRecorded: _earlier_use,
    ReuseFoundFit: _found_fit,
    NoticeProxyDesignated: _proxy,
    NoticeIssued: _notified,
    BankCoordinationSupported: _coordinated,
    AccompanimentScheduled: _scheduled,
    SubsidyApplicationAccepted: _accepted,
    PlanClaimTermExtended: _extended,
    PlanFeeClaimed: _claimed,
    PlanFeeDecided: _plan_decided,
    AccompanimentClaimed: _accompaniment_claimed,
    AccompanimentDecided: _accompaniment_decided,
    FeePaid: _paid,
    RevivalJudgedDifficult: _judged,
    RevitalizationFoundNecessary: _revitalized,
    SubsidyCaseEnded: _ended,
}
