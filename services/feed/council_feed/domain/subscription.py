"""A subscription: state, evolve, decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events.deciding import Asking, Fact, Refused
from council_events.event import Event
from council_events.feed import (
    CredentialRotated,
    EndpointDisabled,
    EndpointEnabled,
    EndpointRegistered,
    EndpointStop,
    RenewalExamined,
    RenewalRequested,
    ReplayRequested,
    SigningKeyRotated,
    SubscriptionApproved,
    SubscriptionEnd,
    SubscriptionEnded,
    SubscriptionExamined,
    SubscriptionRefused,
    SubscriptionRenewed,
    SubscriptionRequested,
    SubscriptionResumed,
    SubscriptionSuspended,
    SuspensionCause,
    TestRequested,
    TroubleKind,
    TroubleNoticed,
    Way,
)

from council_feed import commands as asked
from council_feed.rules import subscriptions as rules


class Stage(Enum):
    """How far a subscription is."""

    NONE = "none"
    REQUESTED = "requested"
    EXAMINED = "examined"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the decisions look at. `terms`: the request as it was made; `ends_on` moves with renewals."""

    stage: Stage = Stage.NONE
    terms: SubscriptionRequested | None = None
    examined_by: str = ""
    ends_on: dt.date | None = None
    renewal: dt.date | None = None
    renewal_examined_by: str = ""
    suspension: SuspensionCause | None = None
    url: str | None = None
    stopped: EndpointStop | None = None
    signing_version: int = 1
    earlier_until: dt.date | None = None
    credential_version: int = 1
    noticed: frozenset[TroubleKind] = frozenset()

    @property
    def owner(self) -> str:
        """Who asked for it; empty before."""
        return self.terms.owner if self.terms else ""


INITIAL: Final = Subscription()


Step = Callable[[Subscription, Any], Subscription]
_EVOLVE: Final[dict[type[Event], Step]] = {
    SubscriptionRequested: lambda s, e: replace(s, stage=Stage.REQUESTED, terms=e, ends_on=e.ends_on),
    SubscriptionExamined: lambda s, e: replace(s, stage=Stage.EXAMINED, examined_by=e.examined_by),
    SubscriptionApproved: lambda s, _: replace(s, stage=Stage.ACTIVE),
    SubscriptionResumed: lambda s, _: replace(s, stage=Stage.ACTIVE, suspension=None),
    SubscriptionRefused: lambda s, _: replace(s, stage=Stage.REFUSED),
    SubscriptionSuspended: lambda s, e: replace(s, stage=Stage.SUSPENDED, suspension=e.cause),
    SubscriptionEnded: lambda s, _: replace(s, stage=Stage.ENDED, renewal=None),
    RenewalRequested: lambda s, e: replace(s, renewal=e.ends_on, renewal_examined_by=""),
    RenewalExamined: lambda s, e: replace(s, renewal_examined_by=e.examined_by),
    SubscriptionRenewed: lambda s, e: replace(s, ends_on=e.ends_on, renewal=None, renewal_examined_by=""),
    EndpointRegistered: lambda s, e: replace(s, url=e.url, stopped=None, noticed=frozenset()),
    EndpointDisabled: lambda s, e: replace(s, stopped=e.cause),
    EndpointEnabled: lambda s, _: replace(s, stopped=None, noticed=frozenset()),
    SigningKeyRotated: lambda s, e: replace(s, signing_version=e.version, earlier_until=e.earlier_until),
    CredentialRotated: lambda s, e: replace(s, credential_version=e.version),
    TroubleNoticed: lambda s, e: replace(s, noticed=s.noticed | {e.kind}),
}


def evolve(state: Subscription, fact: Fact) -> Subscription:
    """The state after an event; one that changes nothing that decisions look at leaves it as it is."""
    step = _EVOLVE.get(type(fact.event))
    return state if step is None else step(state, fact.event)


class About(NamedTuple):
    """What a decision needs besides the state: which subscription, which hosts may be plain (development), and who else
    has asked for a subscription under the name of its system.
    """

    subscription_id: UUID
    allowed_hosts: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()


def decide(state: Subscription, command: asked.Command, asking: Asking, about: About) -> list[Event]:
    """The events of a command; raises Refused. An aim already met gives none."""
    if isinstance(command, asked.RequestSubscription):
        return _request(state, command, asking, about)
    return _BEHAVIOUR[type(command)](state, _running(state), command, asking, about)


def _running(state: Subscription) -> SubscriptionRequested:
    if state.terms is None or state.stage in (Stage.REFUSED, Stage.ENDED):
        raise _out_of_turn()
    return state.terms


def _out_of_turn() -> Refused:
    return Refused(
        "LAW-136",
        "この契約の現在の段階では、この操作はできません。",
        "At this stage of the subscription that is not possible.",
    )


def _active(state: Subscription) -> None:
    if state.stage not in (Stage.ACTIVE, Stage.SUSPENDED):
        raise _out_of_turn()


def _request(state: Subscription, command: asked.RequestSubscription, asking: Asking, about: About) -> list[Event]:
    if state.stage is not Stage.NONE:
        raise _out_of_turn()
    rules.a_system_has_one_owner(about.owners, asking.person)
    rules.the_term_is_bounded(command.begins_on, command.ends_on)
    rules.the_types_are_offered(command.event_types, asking.on)
    rules.more_than_the_open_tier_needs_an_agreement(command.tier, command.legal_basis, command.agreement)
    told = command.model_dump() | {
        "event_types": tuple(sorted(set(command.event_types))),
        "councils": tuple(sorted(set(command.councils))),
        "ways": tuple(sorted(set(command.ways))),
    }
    return [SubscriptionRequested(subscription_id=about.subscription_id, owner=asking.person, **told)]


def _examine(
    state: Subscription, _terms: SubscriptionRequested, _command: asked.Command, asking: Asking, about: About
) -> list[Event]:
    said = {"subscription_id": about.subscription_id, "examined_by": asking.person}
    if state.stage is Stage.REQUESTED:
        return [SubscriptionExamined(**said)]
    if state.renewal is not None:
        return [RenewalExamined(**said)]
    raise _out_of_turn()


def _approve(
    state: Subscription, terms: SubscriptionRequested, _command: asked.Command, asking: Asking, about: About
) -> list[Event]:
    subscription_id = about.subscription_id
    if state.stage is Stage.EXAMINED:
        rules.four_eyes(asking.person, state.examined_by, terms.owner)
        rules.a_system_has_one_owner(about.owners, terms.owner)
        return [SubscriptionApproved(subscription_id=subscription_id, approved_by=asking.person)]
    if state.renewal is None or not state.renewal_examined_by:
        raise _out_of_turn()
    rules.four_eyes(asking.person, state.renewal_examined_by, terms.owner)
    return [SubscriptionRenewed(subscription_id=subscription_id, approved_by=asking.person, ends_on=state.renewal)]


def _refuse(
    state: Subscription, _terms: SubscriptionRequested, _command: asked.Command, asking: Asking, about: About
) -> list[Event]:
    subscription_id = about.subscription_id
    if state.stage not in (Stage.REQUESTED, Stage.EXAMINED):
        raise _out_of_turn()
    return [SubscriptionRefused(subscription_id=subscription_id, refused_by=asking.person)]


def _rest_or_end(
    state: Subscription, _terms: SubscriptionRequested, command: asked.Command, _asking: Asking, about: About
) -> list[Event]:
    subscription_id = about.subscription_id
    if isinstance(command, asked.SuspendSubscription) and state.stage is Stage.ACTIVE:
        return [SubscriptionSuspended(subscription_id=subscription_id, cause=command.cause)]
    if isinstance(command, asked.ResumeSubscription) and state.stage is Stage.SUSPENDED:
        return [SubscriptionResumed(subscription_id=subscription_id)]
    if isinstance(command, asked.GiveUpSubscription):
        return [SubscriptionEnded(subscription_id=subscription_id, cause=SubscriptionEnd.OWNER)]
    if isinstance(command, asked.EndSubscription):
        return [SubscriptionEnded(subscription_id=subscription_id, cause=SubscriptionEnd.HEADQUARTERS)]
    raise _out_of_turn()


def _renewal(
    state: Subscription, _terms: SubscriptionRequested, command: asked.RequestRenewal, asking: Asking, about: About
) -> list[Event]:
    _active(state)
    assert state.ends_on is not None
    if command.ends_on <= state.ends_on:
        return []
    begins_on = min(asking.on, state.ends_on) + dt.timedelta(days=1)
    rules.the_term_is_bounded(begins_on, command.ends_on)
    return [RenewalRequested(subscription_id=about.subscription_id, ends_on=command.ends_on)]


def _rotate(
    state: Subscription, _terms: SubscriptionRequested, command: asked.Command, asking: Asking, about: About
) -> list[Event]:
    subscription_id = about.subscription_id
    _active(state)
    if isinstance(command, asked.RotateSigningKey):
        rules.the_overlap_is_short(asking.on, command.earlier_until)
        return [
            SigningKeyRotated(
                subscription_id=subscription_id,
                version=state.signing_version + 1,
                earlier_until=command.earlier_until,
            )
        ]
    return [CredentialRotated(subscription_id=subscription_id, version=state.credential_version + 1)]


def _endpoint(
    state: Subscription, terms: SubscriptionRequested, command: asked.Command, _asking: Asking, about: About
) -> list[Event]:
    rules.the_way_was_granted(terms.ways, Way.WEBHOOK)
    subscription_id = about.subscription_id
    match command:
        case asked.RegisterEndpoint():
            rules.the_address_is_safe(command.url, about.allowed_hosts)
            return [EndpointRegistered(subscription_id=subscription_id, url=command.url)]
        case asked.EnableEndpoint():
            rules.the_endpoint_can_go_on(state.stopped)
            return [EndpointEnabled(subscription_id=subscription_id)]
        case asked.DisableEndpoint():
            if state.stopped is not None:
                return []
            return [EndpointDisabled(subscription_id=subscription_id, cause=EndpointStop.OWNER)]
        case asked.ReplayRange():
            _active(state)
            rules.the_range_is_bounded(command.first, command.last)
            return [ReplayRequested(subscription_id=subscription_id, first=command.first, last=command.last)]
        case _:
            _active(state)
            return [TestRequested(subscription_id=subscription_id)]


_BEHAVIOUR: Final[dict[type[asked.Command], Callable[..., list[Event]]]] = {
    asked.ExamineRequest: _examine,
    asked.ApproveRequest: _approve,
    asked.RefuseRequest: _refuse,
    asked.SuspendSubscription: _rest_or_end,
    asked.ResumeSubscription: _rest_or_end,
    asked.EndSubscription: _rest_or_end,
    asked.GiveUpSubscription: _rest_or_end,
    asked.RequestRenewal: _renewal,
    asked.RotateSigningKey: _rotate,
    asked.RotateCredential: _rotate,
    asked.RegisterEndpoint: _endpoint,
    asked.EnableEndpoint: _endpoint,
    asked.DisableEndpoint: _endpoint,
    asked.ReplayRange: _endpoint,
    asked.SendTestEvent: _endpoint,
}


def stop(state: Subscription, subscription_id: UUID, cause: EndpointStop) -> list[Event]:
    """The endpoint is gone, or every attempt of 75 hours has failed: nothing more is sent. None when it is stopped."""
    if state.stopped is not None or state.url is None:
        return []
    return [EndpointDisabled(subscription_id=subscription_id, cause=cause)]


def notice(state: Subscription, subscription_id: UUID, kind: TroubleKind, gives_up_on: dt.date) -> list[Event]:
    """The owner is told once of each kind of trouble until the endpoint is registered or enabled anew."""
    if kind in state.noticed or state.stopped is not None:
        return []
    return [TroubleNoticed(subscription_id=subscription_id, kind=kind, gives_up_on=gives_up_on)]


def recovered(state: Subscription, subscription_id: UUID) -> list[Event]:
    """Deliveries get through again after the owner was told of trouble."""
    return [EndpointEnabled(subscription_id=subscription_id)] if state.noticed and state.stopped is None else []


def expired(state: Subscription, subscription_id: UUID, today: dt.date) -> list[Event]:
    """The term is over."""
    over = state.ends_on is not None and today > state.ends_on
    if state.stage not in (Stage.ACTIVE, Stage.SUSPENDED) or not over:
        return []
    return [SubscriptionEnded(subscription_id=subscription_id, cause=SubscriptionEnd.TERM)]


def valid_versions(version: int, earlier_until: dt.date | None, today: dt.date) -> list[tuple[int, dt.date | None]]:
    """The versions of signing keys that hold today, the newest first, and the last day of an earlier one."""
    found: list[tuple[int, dt.date | None]] = [(version, None)]
    if version > 1 and earlier_until is not None and today <= earlier_until:
        found.append((version - 1, earlier_until))
    return found
