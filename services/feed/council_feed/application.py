"""feed at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID, uuid4

from council_access import Action, NotVisible, Service, Standing
from council_access.systems import the_case_is_opened_to
from council_directory.directory import HQ
from council_events import Event, access
from council_events.feed import EndpointStop, TroubleKind, rarity_of
from council_events.values import Office, Purpose
from council_kit.answers import Page
from council_kit.auth import Identity
from council_kit.clock import Clock
from council_kit.problems import NotSignedIn
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_feed.commands import (
    ApproveRequest,
    HeadquartersCommand,
    OwnerCommand,
    ReplayRange,
    RequestSubscription,
    SendTestEvent,
)
from council_feed.delivery.keys import Keys
from council_feed.delivery.telling import Teller
from council_feed.delivery.webhooks.queue import Requests
from council_feed.domain import rarity, subscription
from council_feed.domain.generalising import Common
from council_feed.domain.subscription import About, Stage, Subscription, valid_versions
from council_feed.queries.subscriptions import (
    Attempt,
    Credentials,
    DetailSource,
    SigningKey,
    SubscriptionRow,
    Subscriptions,
    SubscriptionView,
    ToldEvent,
    next_steps,
)
from council_feed.rules.cells import PLACES

GATEWAY: Final = "gateway:details"
"""As whom the gateway asks on its own account: no person's token can name it."""
DETAIL_ROUTE: Final = "GET /v1/subscriptions/{subscription_id}/details/{event_id}"
SUBSCRIPTION: Final = Model(subscription.INITIAL, subscription.evolve)
RARITY: Final = Model(rarity.INITIAL, rarity.evolve)


class Feed:
    """The commands and queries of the service, as api calls them."""

    def __init__(
        self,
        store: Store,
        service: Service,
        subscriptions: Subscriptions,
        keys: Keys,
        teller: Teller,
        requests: Requests,
        clock: Clock,
        *,
        allowed_hosts: frozenset[str],
        feed_url: str,
        kafka_outside: str,
        topic: Callable[[str], str],
    ) -> None:
        self._store = store
        self._service = service
        self._subscriptions = subscriptions
        self._keys = keys
        self._teller = teller
        self._requests = requests
        self._clock = clock
        self._allowed = allowed_hosts
        self._url = feed_url
        self._outside = kafka_outside
        self._topic = topic

    # Commands

    def ask(self, call: Call[OwnerCommand]) -> Saved:
        """A command of a system's owner on the own subscription; another's is none: NotVisible."""
        return self._service.act(
            call, lambda standing, acting: self._of_owner(call, standing, acting), action=Action.SUBSCRIBE
        )

    def oversee(self, call: Call[HeadquartersCommand]) -> Saved:
        """A command of 全国本部 on any subscription."""
        return self._service.act(
            call,
            lambda standing, acting: self._save(call.path["subscription_id"], call.command, standing, acting),
            action=Action.APPROVE_SUBSCRIPTION,
        )

    def _of_owner(self, call: Call[OwnerCommand], standing: Standing, acting: Acting) -> Saved:
        subscription_id, command = call.path["subscription_id"], call.command
        if not isinstance(command, RequestSubscription):
            self._own(subscription_id, standing)
        saved = self._save(subscription_id, command, standing, acting)
        for event in saved.events:
            self._queue(event.id, subscription_id, command)
        return saved

    def _queue(self, event_id: UUID, subscription_id: UUID, command: OwnerCommand) -> None:
        """What was asked for goes into the webhook queue, once however often the request comes."""
        if isinstance(command, ReplayRange):
            self._requests.replay(event_id, subscription_id, command.first, command.last)
        elif isinstance(command, SendTestEvent):
            body = self._teller.test(subscription_id, event_id, self._clock.now())
            self._requests.test(event_id, subscription_id, body)

    def _save(
        self, subscription_id: UUID, command: OwnerCommand | HeadquartersCommand, standing: Standing, acting: Acting
    ) -> Saved:
        def decide(state: Subscription) -> list[Event]:
            if state.stage is Stage.NONE and not isinstance(command, RequestSubscription):
                raise NotVisible
            system = command.system if isinstance(command, RequestSubscription) else None
            if isinstance(command, ApproveRequest) and state.terms is not None:
                system = state.terms.system
            owners = frozenset[str]() if system is None else self._subscriptions.owners_of(system)
            return subscription.decide(state, command, standing, self._about(subscription_id)._replace(owners=owners))

        return self._store.execute(
            subscription_id, SUBSCRIPTION, decide, acting, subject=f"subscription:{subscription_id}"
        )

    def _own(self, subscription_id: UUID, standing: Standing) -> Subscription:
        """The subscription of this owner; raises NotVisible for another's and for none."""
        state, _ = self._store.load(subscription_id, SUBSCRIPTION)
        if state.owner != standing.person:
            raise NotVisible
        return state

    def _about(self, subscription_id: UUID) -> About:
        return About(subscription_id, self._allowed)

    # Queries: api has rights and the record of the read put around them.

    def page(self, standing: Standing, *, after: UUID | None, limit: int) -> Page[SubscriptionRow]:
        """All subscriptions for 全国本部 and auditors, the own ones for a system's owner."""
        return self._subscriptions.page(None if _sees_all(standing) else standing.person, after=after, limit=limit)

    def one(self, standing: Standing, subscription_id: UUID) -> SubscriptionView:
        """One subscription and what can be done next; raises NotVisible."""
        state = self._visible(standing, subscription_id)
        found = self._subscriptions.one(subscription_id, next_steps(state, standing, self._about(subscription_id)))
        if found is None:
            raise NotVisible
        return found

    def attempts(self, standing: Standing, subscription_id: UUID, *, limit: int) -> tuple[Attempt, ...]:
        """The last deliveries of webhooks."""
        self._visible(standing, subscription_id)
        return self._subscriptions.attempts(subscription_id, limit=limit)

    def log(self, standing: Standing, subscription_id: UUID, *, after: int, limit: int) -> tuple[ToldEvent, ...]:
        """What a subscription was told, event by event; what it was made from for auditors only."""
        self._visible(standing, subscription_id)
        sources = Office.AUDITOR in standing.offices_now
        return self._subscriptions.log(subscription_id, after=after, limit=limit, sources=sources)

    def told_of(self, standing: Standing, case_id: UUID, *, limit: int) -> tuple[ToldEvent, ...]:
        """What was told of one case, to whomever: for auditors, who answer a company that asks."""
        if Office.AUDITOR not in standing.offices_now:
            raise NotVisible
        return self._subscriptions.told_of(case_id, limit=limit)

    def credentials(self, standing: Standing, subscription_id: UUID) -> Credentials:
        """The secrets of the own subscription, once it is approved."""
        state = self._own(subscription_id, standing)
        if state.stage not in (Stage.ACTIVE, Stage.SUSPENDED):
            raise NotVisible
        return Credentials(
            pull_url=f"{self._url}/events",
            token=self._keys.token(subscription_id, state.credential_version),
            kafka_servers=self._outside,
            kafka_topic=self._topic(str(subscription_id)),
            kafka_user=str(subscription_id),
            kafka_password=self._keys.password(subscription_id, state.credential_version),
            signing=tuple(
                SigningKey(version=version, secret=key.shared, public=key.public, until=until)
                for version, until in valid_versions(state.signing_version, state.earlier_until, self._clock.today())
                for key in [self._keys.signing(subscription_id, version)]
            ),
        )

    def detail_of(self, identity: Identity, subscription_id: UUID, event_id: UUID, token: str) -> DetailSource:
        """Where the detail of an event stands, for the gateway alone and the token in force; the read is on record.

        Raises NotVisible to whoever else asks, NotSignedIn for another token, and Refused where there is nothing to give.
        """
        if identity.person != GATEWAY:
            raise NotVisible
        state, _ = self._store.load(subscription_id, SUBSCRIPTION)
        if state.terms is None or not self._keys.holds(token, subscription_id, state.credential_version):
            raise NotSignedIn
        today = self._clock.today()
        runs = state.stage is Stage.ACTIVE and state.terms.begins_on <= today <= (state.ends_on or today)
        found = self._subscriptions.source(subscription_id, event_id) if runs else None
        system = state.terms.system
        the_case_is_opened_to(system, {system} if found else ())
        assert found is not None, "the refusal before this"
        event = access.Read(view=access.View.FEED, route=DETAIL_ROUTE, found=1)
        self._store.record_access(
            event, Acting(f"subscription:{subscription_id}", HQ, Purpose.REPORTING, today, uuid4())
        )
        return DetailSource(service=found.service, case_id=found.case_id, system=system)

    def _visible(self, standing: Standing, subscription_id: UUID) -> Subscription:
        state, _ = self._store.load(subscription_id, SUBSCRIPTION)
        if state.stage is Stage.NONE or (not _sees_all(standing) and state.owner != standing.person):
            raise NotVisible
        return state

    # What the delivery asks for

    async def tables(self, today: dt.date) -> Common | None:
        """The combinations that are not rare by the tables in force; None when one of them is still to be drawn."""
        streams = {rarity_of(place): place for place in PLACES}
        found = await asyncio.to_thread(self._store.load_many, list(streams), RARITY)
        by_place = {streams[stream]: table for stream, table in found.items()}
        if any(not rarity.is_current(by_place.get(place), today) for place in PLACES):
            return None
        return {place: rarity.common(table) for place, table in by_place.items()}

    async def draw(self, today: dt.date, counted: dict[str, dict[str, int]]) -> None:
        """Draw the tables of these places for the quarters closed by today."""

        def save(place: str, companies: dict[str, int]) -> None:
            self._store.execute(
                rarity_of(place),
                RARITY,
                lambda state: rarity.draw(state, place, companies, today),
                self._by_itself(today),
                subject=f"place:{place}",
            )

        for place, companies in counted.items():
            await asyncio.to_thread(save, place, companies)

    async def expire(self, subscription_id: UUID) -> None:
        """End a subscription whose term is over."""
        today = self._clock.today()
        await self._on(subscription_id, lambda state: subscription.expired(state, subscription_id, today))

    async def stop(self, subscription_id: UUID, cause: EndpointStop) -> None:
        """Nothing more is sent to an endpoint."""
        await self._on(subscription_id, lambda state: subscription.stop(state, subscription_id, cause))

    async def notice(self, subscription_id: UUID, kind: TroubleKind, gives_up_on: dt.date) -> None:
        """Tell the owner of trouble."""
        await self._on(subscription_id, lambda state: subscription.notice(state, subscription_id, kind, gives_up_on))

    async def recovered(self, subscription_id: UUID) -> None:
        """Deliveries get through again."""
        await self._on(subscription_id, lambda state: subscription.recovered(state, subscription_id))

    async def _on(self, subscription_id: UUID, decide: Callable[[Subscription], Sequence[Event]]) -> None:
        await asyncio.to_thread(
            self._store.execute,
            subscription_id,
            SUBSCRIPTION,
            decide,
            self._by_itself(self._clock.today()),
            subject=f"subscription:{subscription_id}",
        )

    def _by_itself(self, today: dt.date) -> Acting:
        return Acting("system:feed", HQ, Purpose.REACTION, today, uuid4())


def _sees_all(standing: Standing) -> bool:
    return not standing.offices_now.isdisjoint({Office.HQ_OFFICER, Office.AUDITOR})
