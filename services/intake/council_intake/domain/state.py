"""What a consultation is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from council_casework.papers import EMPTY as NO_PAPERS
from council_casework.papers import Shelf
from council_casework.releases import EMPTY, Releases
from council_events import Event, Sealed
from council_events.deciding import Fact
from council_events.intake import (
    AdviceGiven,
    AgenciesIntroduced,
    ApplicantReceived,
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
    CooperationAgreed,
    DeadlinePassed,
    EarlierConsultationLinked,
    ExpertCandidatesIntroduced,
    FactFindingCompleted,
    FactItem,
    FewerFinancialYearsSeen,
    FirstResponse,
    GuaranteeFactsRecorded,
    GuaranteeItem,
    GuaranteeSettlementNeeded,
    JointRequestReceived,
    Lacking,
    MeasuresIntroduced,
    ReferralMade,
    RevivalJudgedDifficult,
    RoleExplained,
    SupportAdvised,
    SupportExplained,
    SupportLineChosen,
)
from council_events.values import Code, CouncilCode, PartnerSupport, ReferralBody, SupportLine

from council_intake.rules import learning


class Stage(Code):
    """How far a consultation is, in the order of its life (council-notes §1.1)."""

    RECEIVED = "received", "受付"
    FACT_FINDING = "fact_finding", "把握中"
    FACTS_COMPLETE = "facts_complete", "把握済"
    CONSIDERING = "considering", "支援検討"
    DIFFICULT = "difficult", "再生困難"
    CLOSED = "closed", "終結"
    REPORTED = "reported", "報告済"

    @property
    def rank(self) -> int:
        """Its place in the order of a consultation's life."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class Referral(NamedTuple):
    """The requester was introduced to a body; `standard_from` None: without a standard of hand-over or joint support."""

    on: dt.date
    body: ReferralBody
    manner: PartnerSupport | None
    standard_from: dt.date | None


@dataclass(frozen=True, slots=True)
class State:
    """One consultation. `opened` keeps the reception with its fields still sealed; `council` acted first.

    `application`: the subsidy case from which it was opened.

    `drafts`: reports drawn up so far; `drafted_at`: how many facts there were then, of the `facts` there are. `late`: what
    was not there when its deadline passed.
    """

    opened: ConsultationOpened | None = None
    opened_on: dt.date | None = None
    council: str = ""
    stage: Stage = Stage.RECEIVED
    joint_request: JointRequestReceived | None = None
    earlier: Sealed[str] | None = None
    application: Sealed[str] | None = None
    cooperating: CouncilCode | None = None
    role_explained: bool = False
    items: frozenset[FactItem] = frozenset()
    guarantee_items: frozenset[GuaranteeItem] = frozenset()
    fewer_years: bool = False
    complete: bool = False
    support_explained: bool = False
    answered: bool = False
    referrals: tuple[Referral, ...] = ()
    lines: tuple[SupportLine, ...] = ()
    judged_on: dt.date | None = None
    told_on: dt.date | None = None
    guarantor_told_on: dt.date | None = None
    result: FirstResponse | None = None
    closed_on: dt.date | None = None
    late: frozenset[Lacking] = frozenset()
    facts: int = 0
    drafts: int = 0
    drafted_at: int = 0
    releases: Releases = EMPTY
    shelf: Shelf = NO_PAPERS

    @property
    def judged_difficult(self) -> bool:
        """Whether revival was judged extremely difficult."""
        return self.judged_on is not None

    @property
    def is_drafted(self) -> bool:
        """Whether the report was drawn up and nothing has been added since."""
        return self.drafts > 0 and self.drafted_at == self.facts

    @property
    def told(self) -> bool:
        """Whether the company knows of that judgement."""
        return self.told_on is not None

    def missing(self, on: dt.date) -> list[learning.Item]:
        """The items of the edition of this day that are not on record, in the order of the programme."""
        if self.opened is None:
            return []
        if self.opened.kind is ConsultationKind.GUARANTEE:
            return [item for item in learning.guarantee_items() if item not in self.guarantee_items]
        seen = self.items - {FactItem.FINANCES} if self.fewer_years else self.items
        return [item for item in learning.items_of(self.opened.requester, on) if item not in seen]


INITIAL = State()

STAGE_AFTER: dict[type[Event], Stage] = {
    ConsultationFactsRecorded: Stage.FACT_FINDING,
    GuaranteeFactsRecorded: Stage.FACT_FINDING,
    FactFindingCompleted: Stage.FACTS_COMPLETE,
    SupportLineChosen: Stage.CONSIDERING,
    RevivalJudgedDifficult: Stage.DIFFICULT,
    ConsultationClosed: Stage.CLOSED,
    ConsultationReportSubmitted: Stage.REPORTED,
}
"""How events move the stage; the projection of the case list moves it alike."""


def stage_after(stage: Stage, event: Event) -> Stage:
    """The stage after this event; it never goes back."""
    to = STAGE_AFTER.get(type(event), stage)
    return to if to.rank > stage.rank else stage


def evolve(state: State, fact: Fact) -> State:
    """The consultation after one more fact; an event of no meaning here leaves it as it is."""
    kind = type(fact.event)
    if kind in _FOLDS:
        state = _FOLDS[kind](state, fact)
    elif kind in _FLAGS:
        flags: dict[str, Any] = {_FLAGS[kind]: True}
        state = replace(state, **flags)
    return replace(
        state,
        stage=stage_after(state.stage, fact.event),
        facts=state.facts + (kind is not DeadlinePassed),  # a day that has passed is nothing that a report tells of
        releases=state.releases.evolve(fact),
        shelf=state.shelf.evolve(fact),
    )


def _opened(state: State, fact: Fact) -> State:
    event: Any = fact.event
    return replace(state, opened=event, opened_on=fact.on, council=fact.council)


def _learned(state: State, fact: Fact) -> State:
    event: Any = fact.event
    fewer = state.fewer_years and FactItem.FINANCES not in event.items
    return replace(state, items=state.items | set(event.items), fewer_years=fewer)


def _referred(state: State, fact: Fact) -> State:
    event: Any = fact.event
    new = Referral(fact.on, event.body, event.manner, event.standard_from)
    return replace(state, answered=True, referrals=(*state.referrals, new))


def _years(state: State, fact: Fact) -> State:
    event: Any = fact.event
    return replace(state, fewer_years=not learning.the_years_suffice(event.years, event.founded_recently))


def _drafted(state: State, fact: Fact) -> State:
    event: Any = fact.event
    return replace(state, drafts=event.number, drafted_at=state.facts + 1)


_FOLDS: dict[type[Event], Callable[[State, Any], State]] = {
    ConsultationOpened: _opened,
    JointRequestReceived: lambda s, f: replace(s, joint_request=f.event),
    EarlierConsultationLinked: lambda s, f: replace(s, earlier=f.event.earlier),
    ApplicantReceived: lambda s, f: replace(s, application=f.event.application),
    CooperationAgreed: lambda s, f: replace(s, cooperating=f.event.cooperating),
    ConsultationFactsRecorded: _learned,
    FewerFinancialYearsSeen: _years,
    GuaranteeFactsRecorded: lambda s, f: replace(s, guarantee_items=s.guarantee_items | set(f.event.items)),
    ReferralMade: _referred,
    SupportLineChosen: lambda s, f: replace(s, lines=(*s.lines, f.event.line)),
    RevivalJudgedDifficult: lambda s, f: replace(s, judged_on=f.on),
    CompanyToldOfDifficulty: lambda s, f: replace(s, told_on=f.event.told_on),
    GuaranteeSettlementNeeded: lambda s, f: replace(s, guarantor_told_on=f.event.told_on),
    ConsultationClosed: lambda s, f: replace(s, result=f.event.result, closed_on=f.on),
    DeadlinePassed: lambda s, f: replace(s, late=s.late | {f.event.lacking}),
    ConsultationReportDrafted: _drafted,
}
_FLAGS: dict[type[Event], str] = {
    RoleExplained: "role_explained",
    FactFindingCompleted: "complete",
    SupportExplained: "support_explained",
    AdviceGiven: "answered",
    SupportAdvised: "answered",
    MeasuresIntroduced: "answered",
    AgenciesIntroduced: "answered",
    ExpertCandidatesIntroduced: "answered",
}
"""Events that set a flag and nothing else."""
