"""Decisions on the host: organs, substitution rules, delegation, the recovery centre, the minister's measures."""

from __future__ import annotations

from typing import Any

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.governance import (
    CertificationCancelled,
    DebtPurchaseEnded,
    DebtPurchaseStarted,
    DelegationEnded,
    HostCertified,
    ImprovementOrdered,
    OrganEstablished,
    PowersDelegated,
    RecoveryCenterClosed,
    RecoveryCenterEstablished,
    SubstitutionRulesAdopted,
)
from council_events.values import Office

from council_governance.commands import (
    AdoptSubstitutionRules,
    CloseRecoveryCenter,
    DelegatePowers,
    EndDebtPurchase,
    EndDelegation,
    EstablishOrgan,
    EstablishRecoveryCenter,
    RecordCancellation,
    RecordCertification,
    RecordImprovementOrder,
    StartDebtPurchase,
)
from council_governance.domain.organisation.deciding import Around, Behaviour
from council_governance.domain.organisation.state import Organisation, Span
from council_governance.domain.person import State as Person
from council_governance.rules import authority, host
from council_governance.rules.candidates import the_paper_is_there
from council_governance.rules.offices import OF_THE_CENTER
from council_governance.rules.periods import includes, overlap, shared


def _establish(state: Organisation, command: EstablishOrgan, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.established_on, asking.on, "YR-2-1-1-1", "established_on")
    if command.organ in state.host.organs:
        return []
    return [OrganEstablished(organ=command.organ, established_on=command.established_on)]


def _adopt_rules(_: Organisation, command: AdoptSubstitutionRules, asking: Asking, __: Around) -> list[Event]:
    the_paper_is_there(command.adopted_on, asking.on, "YR-2-1-1-5", "adopted_on")
    host.rules_are_not_in_force_before_they_are_adopted(command.adopted_on, command.in_force_from)
    return [
        SubstitutionRulesAdopted(
            adopted_on=command.adopted_on,
            in_force_from=command.in_force_from,
            substitutes=command.substitutes,
            procedure=Sealed(command.procedure),
        )
    ]


def _delegate(state: Organisation, command: DelegatePowers, _: Asking, __: Around) -> list[Event]:
    chair = state.committee.chair(command.begins_on)
    host.there_is_a_chair_to_delegate_to(chair)
    powers = tuple(sorted(set(command.powers)))
    event = PowersDelegated(chair=str(chair), powers=powers, begins_on=command.begins_on, ends_on=command.ends_on)
    known = any(
        (each.chair, each.powers, each.begins_on, each.ends_on)
        == (event.chair, event.powers, event.begins_on, event.ends_on)
        for each in state.host.delegations
    )
    return [] if known else [event]


def _end_delegation(state: Organisation, command: EndDelegation, _: Asking, __: Around) -> list[Event]:
    runs = any(each.ends_on is None or each.ends_on > command.ended_on for each in state.host.delegations)
    if not runs and any(each.ends_on == command.ended_on for each in state.host.delegations):
        return []
    host.it_ends_after_it_began(runs, "YR-2-1-2-2-2", "ended_on")
    return [DelegationEnded(ended_on=command.ended_on)]


def _set_up_center(state: Organisation, command: EstablishRecoveryCenter, asking: Asking, _: Around) -> list[Event]:
    host.the_center_is_provided_for(command.established_on)
    the_paper_is_there(command.established_on, asking.on, "YR24-2-1-4", "established_on")
    host.the_agency_was_conferred_with(command.conferred_on, command.established_on)
    center = state.host.center
    host.there_is_no_center_yet(
        center is not None and (center.ends_on is None or center.ends_on >= command.established_on)
    )
    return [
        RecoveryCenterEstablished(
            conferred_on=command.conferred_on or command.established_on,
            established_on=command.established_on,
            disaster=Sealed(command.disaster),
            independence=Sealed(command.independence),
        )
    ]


def _start_purchase(state: Organisation, command: StartDebtPurchase, _: Asking, around: Around) -> list[Event]:
    day, center = command.started_on, state.host.center
    host.there_is_a_center(center is not None and includes(center, day))
    begun = Span(day)
    host.purchase_is_not_begun_twice(any(overlap(each, begun) for each in state.host.purchases))
    host.the_center_may_buy_claims(any(_heads_both(each, begun) for each in around.heads))
    return [DebtPurchaseStarted(started_on=day)]


def _heads_both(person: Person, time: Span) -> bool:
    """Whether somebody is, in that time, both 統括責任者 and of the centre."""
    heading = [days for term in person.of(Office.HEAD) if (days := shared(term, time)) is not None]
    return any(overlap(term, days) for term in person.terms if term.office in OF_THE_CENTER for days in heading)


def _end_purchase(state: Organisation, command: EndDebtPurchase, _: Asking, __: Around) -> list[Event]:
    day = command.ended_on
    if any(each.ends_on == day for each in state.host.purchases):
        return []
    host.it_ends_after_it_began(host.debt_purchase_runs(state.host.purchases, day), "YR24-2-1-3-2-2", "ended_on")
    return [DebtPurchaseEnded(ended_on=day)]


def _close_center(state: Organisation, command: CloseRecoveryCenter, _: Asking, __: Around) -> list[Event]:
    center, day = state.host.center, command.closed_on
    if center is not None and center.ends_on == day:
        return []
    host.there_is_a_center(center is not None and includes(center, day))
    return [RecoveryCenterClosed(closed_on=day)]


def _order(state: Organisation, command: RecordImprovementOrder, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.ordered_on, asking.on, "LAW-137", "ordered_on")
    if command.ordered_on in state.host.orders:
        return []
    return [ImprovementOrdered(ordered_on=command.ordered_on, order=Sealed(command.order))]


def _cancel(state: Organisation, command: RecordCancellation, asking: Asking, _: Around) -> list[Event]:
    day = command.cancelled_on
    the_paper_is_there(day, asking.on, "LAW-137", "cancelled_on")
    if any(each.begins_on == day for each in state.host.uncertified):
        return []
    host.the_host_is_certified(not any(includes(each, day) or each.begins_on > day for each in state.host.uncertified))
    return [CertificationCancelled(cancelled_on=day, ground=Sealed(command.ground))]


def _certify(state: Organisation, command: RecordCertification, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.certified_on, asking.on, "LAW-137", "certified_on")
    cancelled = next((each.begins_on for each in state.host.uncertified if each.ends_on is None), None)
    host.the_host_was_cancelled(cancelled, command.certified_on)
    return [HostCertified(certified_on=command.certified_on)]


BEHAVIOURS: dict[type[Any], Behaviour] = {
    EstablishOrgan: Behaviour(
        _establish, authority.the_host_sets_up_its_organs, lambda state, _: len(state.host.organs) < 3
    ),
    AdoptSubstitutionRules: Behaviour(_adopt_rules, authority.the_host_adopts_its_rules),
    DelegatePowers: Behaviour(_delegate, authority.the_host_head_delegates),
    EndDelegation: Behaviour(
        _end_delegation, authority.the_host_head_delegates, lambda state, _: bool(state.host.delegations)
    ),
    EstablishRecoveryCenter: Behaviour(
        _set_up_center,
        authority.the_host_sets_up_the_center,
        lambda state, day: state.host.center is None or not includes(state.host.center, day),
    ),
    StartDebtPurchase: Behaviour(
        _start_purchase, authority.the_host_sets_up_the_center, lambda state, _: state.host.center is not None
    ),
    EndDebtPurchase: Behaviour(
        _end_purchase, authority.the_host_sets_up_the_center, lambda state, _: bool(state.host.purchases)
    ),
    CloseRecoveryCenter: Behaviour(
        _close_center, authority.the_host_sets_up_the_center, lambda state, _: state.host.center is not None
    ),
    RecordImprovementOrder: Behaviour(_order, authority.the_ministers_measures_come_from_the_bureau),
    RecordCancellation: Behaviour(_cancel, authority.the_ministers_measures_come_from_the_bureau),
    RecordCertification: Behaviour(
        _certify,
        authority.the_ministers_measures_come_from_the_bureau,
        lambda state, _: any(each.ends_on is None for each in state.host.uncertified),
    ),
}
