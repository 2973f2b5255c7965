"""What has happened to one council's organisation. History is never argued with. Texts and names stay sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Fact
from council_events.governance import (
    AnnualPlanMade,
    BodyCategory,
    CertificationCancelled,
    ChairElected,
    ChairEnded,
    CommitteeMemberAppointed,
    CommitteeMemberLeft,
    DebtPurchaseEnded,
    DebtPurchaseStarted,
    DelegationEnded,
    EvaluationGrade,
    EvaluationRecorded,
    HostCertified,
    ImprovementGround,
    ImprovementOrdered,
    ImprovementPlanFiled,
    ImprovementPlanRequested,
    InquiryOutcome,
    ObserverKind,
    ObserverLeft,
    ObserverRegistered,
    OpinionInquired,
    OpinionReceived,
    OpinionSource,
    Organ,
    OrganEstablished,
    PartnerStandardAdopted,
    PolicyAdopted,
    PowersDelegated,
    ProgrammeEnded,
    ProgrammeRegistered,
    RecoveryCenterClosed,
    RecoveryCenterEstablished,
    SpecialistKind,
    SpecialistListed,
    SpecialistRemoved,
    SubstitutionRulesAdopted,
    WholeMeetingHeld,
)
from council_events.values import PartnerSupport, Power, Qualification, ReferralBody

from council_governance.rules.periods import includes


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both inclusive (None: open end)."""

    begins_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Rules(Span):
    """A 職務代行規程 in force, and whom it names."""

    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delegation(Span):
    """Powers that the 会長 exercises for the host's head."""

    chair: str = ""
    powers: tuple[Power, ...] = ()


@dataclass(frozen=True, slots=True)
class Host:
    """The 認定支援機関. `uncertified`: spans without certification. `center` and `purchases`: the recovery centre's."""

    organs: dict[Organ, dt.date] = field(default_factory=dict)
    rules: tuple[Rules, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    center: Span | None = None
    purchases: tuple[Span, ...] = ()
    orders: tuple[dt.date, ...] = ()
    uncertified: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Member(Span):
    """A member of the committee and the body represented."""

    person: str = ""
    category: BodyCategory = BodyCategory.CHAMBER
    body: Sealed[str] | None = None
    name: Sealed[str] | None = None


@dataclass(frozen=True, slots=True)
class Observer(Span):
    """Somebody who takes part and is no member."""

    person: str = ""
    kind: ObserverKind = ObserverKind.BUREAU
    body: Sealed[str] | None = None
    name: Sealed[str] | None = None


@dataclass(frozen=True, slots=True)
class Chair(Span):
    """A term as 会長."""

    person: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A 全体会議."""

    meeting_id: UUID
    held_on: dt.date
    sums_up: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """業務実施方針・方法, in force from `begins_on` until the next."""

    begins_on: dt.date
    text: Sealed[str]


@dataclass(frozen=True, slots=True)
class Programme(Span):
    """A programme of the prefecture that the council co-operates with."""

    name: Sealed[str] | None = None
    operator: Sealed[str] | None = None


@dataclass(frozen=True, slots=True)
class Committee:
    """The 産競法上の協議会."""

    members: tuple[Member, ...] = ()
    observers: tuple[Observer, ...] = ()
    chairs: tuple[Chair, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    policies: tuple[Policy, ...] = ()
    programmes: dict[UUID, Programme] = field(default_factory=dict)

    def chair(self, day: dt.date) -> str | None:
        """Who is 会長 on the day."""
        return next((each.person for each in self.chairs if includes(each, day)), None)

    def seated(self, day: dt.date) -> frozenset[str]:
        """The members on the day."""
        return frozenset(each.person for each in self.members if includes(each, day))


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a 業務改善計画; open until a plan is filed."""

    ground: ImprovementGround
    requested_on: dt.date
    filed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Specialist:
    """A candidate for 第三者支援専門家."""

    name: Sealed[str]
    firm: Sealed[str] | None
    kinds: tuple[SpecialistKind, ...]
    qualifications: tuple[Qualification, ...]
    removed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AnnualPlan:
    """The 事業計画 of a fiscal year: the day of the 協議, and its targets, where it sets any."""

    conferred_on: dt.date
    completions_target: int | None
    drastic_target: int | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What 中小機構 published of a fiscal year."""

    grade: EvaluationGrade
    published_on: dt.date


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion about the conduct of the business; `inquired_on` None: nobody has inquired into it yet."""

    source: OpinionSource
    received_on: dt.date
    inquired_on: dt.date | None = None
    outcome: InquiryOutcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Span):
    """A 受渡し・共同支援の基準 with a 関係支援機関, in force until the next with the same body."""

    standard_id: UUID
    body: ReferralBody
    supports: tuple[PartnerSupport, ...]
    text: Sealed[str]


@dataclass(frozen=True, slots=True)
class Business:
    """What the 統括責任者 plans, reports and mends; `plans` and `evaluations` by fiscal year, `standards` in their order."""

    plans: dict[int, AnnualPlan] = field(default_factory=dict)
    evaluations: dict[int, Evaluation] = field(default_factory=dict)
    requests: dict[UUID, Request] = field(default_factory=dict)
    opinions: dict[UUID, Opinion] = field(default_factory=dict)
    specialists: dict[UUID, Specialist] = field(default_factory=dict)
    standards: tuple[Standard, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """One council's organisation."""

    host: Host = Host()
    committee: Committee = Committee()
    business: Business = Business()


INITIAL = Organisation()


def evolve(state: Organisation, fact: Fact) -> Organisation:
    """The state after one more fact; an unknown event leaves it as it is."""
    event, kind = fact.event, type(fact.event)
    if kind in _HOST:
        return replace(state, host=_HOST[kind](state.host, event))
    if kind in _COMMITTEE:
        return replace(state, committee=_COMMITTEE[kind](state.committee, event))
    if kind in _BUSINESS:
        return replace(state, business=_BUSINESS[kind](state.business, event))
    return state


S = TypeVar("S", bound=Span)


def _cut(spans: Iterable[S], last: dt.date, hit: Callable[[S], bool] = lambda _: True) -> tuple[S, ...]:
    """Those that are hit and run beyond the last day end with it; one that begins later is never held."""
    return tuple(
        replace(span, ends_on=last) if hit(span) and (span.ends_on is None or span.ends_on > last) else span
        for span in spans
    )


def _ruled(host: Host, event: SubstitutionRulesAdopted) -> Host:
    before = _cut(host.rules, event.in_force_from - dt.timedelta(days=1))
    return replace(host, rules=(*before, Rules(event.in_force_from, None, event.substitutes)))


def _delegated(host: Host, event: PowersDelegated) -> Host:
    new = Delegation(event.begins_on, event.ends_on, event.chair, event.powers)
    return replace(host, delegations=(*host.delegations, new))


def _closed(host: Host, event: RecoveryCenterClosed) -> Host:
    center = _cut((host.center,), event.closed_on)[0] if host.center else None
    return replace(host, center=center, purchases=_cut(host.purchases, event.closed_on))


_HOST: dict[type[Event], Callable[[Host, Any], Host]] = {
    OrganEstablished: lambda h, e: replace(h, organs=h.organs | {e.organ: e.established_on}),
    SubstitutionRulesAdopted: _ruled,
    PowersDelegated: _delegated,
    DelegationEnded: lambda h, e: replace(h, delegations=_cut(h.delegations, e.ended_on)),
    RecoveryCenterEstablished: lambda h, e: replace(h, center=Span(e.established_on)),
    DebtPurchaseStarted: lambda h, e: replace(h, purchases=(*h.purchases, Span(e.started_on))),
    DebtPurchaseEnded: lambda h, e: replace(h, purchases=_cut(h.purchases, e.ended_on)),
    RecoveryCenterClosed: _closed,
    ImprovementOrdered: lambda h, e: replace(h, orders=(*h.orders, e.ordered_on)),
    CertificationCancelled: lambda h, e: replace(h, uncertified=(*h.uncertified, Span(e.cancelled_on))),
    HostCertified: lambda h, e: replace(h, uncertified=_cut(h.uncertified, e.certified_on - dt.timedelta(days=1))),
}


def _member(committee: Committee, event: CommitteeMemberAppointed) -> Committee:
    new = Member(event.begins_on, event.ends_on, event.member, event.category, event.body, event.name)
    return replace(committee, members=(*committee.members, new))


def _member_left(committee: Committee, event: CommitteeMemberLeft) -> Committee:
    """Whoever is no member is no 会長 either."""
    return replace(
        committee,
        members=_cut(committee.members, event.ended_on, lambda each: each.person == event.member),
        chairs=_cut(committee.chairs, event.ended_on, lambda each: each.person == event.member),
    )


def _observer(committee: Committee, event: ObserverRegistered) -> Committee:
    new = Observer(event.begins_on, None, event.observer, event.kind, event.body, event.name)
    return replace(committee, observers=(*committee.observers, new))


def _elected(committee: Committee, event: ChairElected) -> Committee:
    before = _cut(committee.chairs, event.begins_on - dt.timedelta(days=1))
    return replace(committee, chairs=(*before, Chair(event.begins_on, event.ends_on, event.chair)))


def _adopted(committee: Committee, event: PolicyAdopted) -> Committee:
    """The newest decision counts where two are to be in force from one day."""
    others = tuple(each for each in committee.policies if each.begins_on != event.in_force_from)
    new = Policy(event.in_force_from, event.policy)
    return replace(committee, policies=tuple(sorted((*others, new), key=lambda each: each.begins_on)))


def _met(committee: Committee, event: WholeMeetingHeld) -> Committee:
    return replace(committee, meetings=(*committee.meetings, Meeting(event.meeting_id, event.held_on, event.sums_up)))


def _programme_ended(committee: Committee, event: ProgrammeEnded) -> Committee:
    known = committee.programmes.get(event.programme_id)
    ended = {event.programme_id: _cut((known,), event.ended_on)[0]} if known else {}
    return replace(committee, programmes=committee.programmes | ended)


_COMMITTEE: dict[type[Event], Callable[[Committee, Any], Committee]] = {
    CommitteeMemberAppointed: _member,
    CommitteeMemberLeft: _member_left,
    ObserverRegistered: _observer,
    ObserverLeft: lambda c, e: replace(
        c, observers=_cut(c.observers, e.ended_on, lambda each: each.person == e.observer)
    ),
    ChairElected: _elected,
    ChairEnded: lambda c, e: replace(c, chairs=_cut(c.chairs, e.ended_on)),
    WholeMeetingHeld: _met,
    PolicyAdopted: _adopted,
    ProgrammeRegistered: lambda c, e: replace(
        c, programmes=c.programmes | {e.programme_id: Programme(e.begins_on, None, e.name, e.operator)}
    ),
    ProgrammeEnded: _programme_ended,
}


def _filed(business: Business, event: ImprovementPlanFiled) -> Business:
    known = business.requests.get(event.request_id)
    closed = {event.request_id: replace(known, filed_on=event.conferred_on)} if known else {}
    return replace(business, requests=business.requests | closed)


def _inquired(business: Business, event: OpinionInquired) -> Business:
    known = business.opinions.get(event.opinion_id)
    closed = replace(known, inquired_on=event.inquired_on, outcome=event.outcome) if known else None
    return replace(business, opinions=business.opinions | ({event.opinion_id: closed} if closed else {}))


def _standard_adopted(business: Business, event: PartnerStandardAdopted) -> Business:
    before = _cut(business.standards, event.in_force_from - dt.timedelta(days=1), lambda each: each.body is event.body)
    new = Standard(
        event.in_force_from,
        standard_id=event.standard_id,
        body=event.body,
        supports=event.supports,
        text=event.standard,
    )
    return replace(business, standards=(*before, new))


def _removed(business: Business, event: SpecialistRemoved) -> Business:
    known = business.specialists.get(event.specialist_id)
    gone = {event.specialist_id: replace(known, removed_on=event.removed_on)} if known else {}
    return replace(business, specialists=business.specialists | gone)


_BUSINESS: dict[type[Event], Callable[[Business, Any], Business]] = {
    AnnualPlanMade: lambda b, e: replace(
        b, plans=b.plans | {e.fiscal_year: AnnualPlan(e.conferred_on, e.completions_target, e.drastic_target)}
    ),
    EvaluationRecorded: lambda b, e: replace(
        b, evaluations=b.evaluations | {e.fiscal_year: Evaluation(e.grade, e.published_on)}
    ),
    ImprovementPlanRequested: lambda b, e: replace(
        b, requests=b.requests | {e.request_id: Request(e.ground, e.requested_on)}
    ),
    ImprovementPlanFiled: _filed,
    OpinionReceived: lambda b, e: replace(b, opinions=b.opinions | {e.opinion_id: Opinion(e.source, e.received_on)}),
    OpinionInquired: _inquired,
    SpecialistListed: lambda b, e: replace(
        b, specialists=b.specialists | {e.specialist_id: Specialist(e.name, e.firm, e.kinds, e.qualifications)}
    ),
    SpecialistRemoved: _removed,
    PartnerStandardAdopted: _standard_adopted,
}
