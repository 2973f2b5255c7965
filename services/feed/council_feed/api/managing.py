"""Subscriptions, for the owners of systems, 全国本部 and auditors, behind the gateway."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar, get_args
from uuid import UUID

from council_access import Action, Service, Standing
from council_events.access import View
from council_kit.answers import Page
from council_kit.auth import Identity, SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Query, Request

from council_feed.application import Feed
from council_feed.commands import HeadquartersCommand, OwnerCommand
from council_feed.queries.subscriptions import Attempt, Credentials, SubscriptionRow, SubscriptionView, ToldEvent

T = TypeVar("T")
_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS}
_AT_ONCE: Final = 500

Limit = Annotated[int, Query(ge=1, le=_AT_ONCE, title="件数")]


def routes(feed: Feed, service: Service) -> APIRouter:
    """All routes behind the gateway."""
    router = APIRouter(prefix="/v1")

    def read(request: Request, who: Identity, build: Callable[[Standing], T], *fields: str) -> T:
        return service.read(request, who, Action.READ_SUBSCRIPTIONS, View.FEED, build, fields=fields)

    @router.get("/subscriptions", summary="配信契約の一覧", **_ROUTE)
    def subscriptions(
        request: Request, who: SignedIn, after: Annotated[UUID | None, Query(title="続き")] = None, limit: Limit = 100
    ) -> Page[SubscriptionRow]:
        """All for 全国本部 and auditors; the own ones for the owner of a system."""
        return read(request, who, lambda standing: feed.page(standing, after=after, limit=limit))

    @router.get("/subscriptions/{subscription_id}", summary="配信契約", **_ROUTE)
    def subscription(request: Request, who: SignedIn, subscription_id: UUID) -> SubscriptionView:
        """One subscription: terms, progress, and what can be done next."""
        return read(request, who, lambda standing: feed.one(standing, subscription_id))

    @router.get("/subscriptions/{subscription_id}/deliveries", summary="送信の記録", **_ROUTE)
    def deliveries(request: Request, who: SignedIn, subscription_id: UUID, limit: Limit = 100) -> tuple[Attempt, ...]:
        """The last attempts to deliver webhooks, newest first, with the response."""
        return read(request, who, lambda standing: feed.attempts(standing, subscription_id, limit=limit))

    @router.get("/subscriptions/{subscription_id}/log", summary="提供したイベント", **_ROUTE)
    def log(
        request: Request,
        who: SignedIn,
        subscription_id: UUID,
        after: Annotated[int, Query(ge=0, title="配信番号の続き")] = 0,
        limit: Limit = 100,
    ) -> tuple[ToldEvent, ...]:
        """What the subscription was told, event by event."""
        return read(request, who, lambda standing: feed.log(standing, subscription_id, after=after, limit=limit))

    @router.get("/subscriptions/{subscription_id}/credentials", summary="接続用の秘密", **_ROUTE)
    def credentials(request: Request, who: SignedIn, subscription_id: UUID) -> Credentials:
        """Token, password and keys, for the owner alone."""
        return read(
            request, who, lambda standing: feed.credentials(standing, subscription_id), "token", "password", "signing"
        )

    @router.get("/told/{case_id}", summary="案件について提供したイベント", **_ROUTE)
    def told(request: Request, who: SignedIn, case_id: UUID, limit: Limit = _AT_ONCE) -> tuple[ToldEvent, ...]:
        """Everything that other systems were told of a case, for auditors."""
        return service.read(
            request,
            who,
            Action.READ_SUBSCRIPTIONS,
            View.FEED,
            lambda standing: feed.told_of(standing, case_id, limit=limit),
            cases=[case_id],
        )

    for command in get_args(OwnerCommand):
        command_route(router, f"/subscriptions/{{subscription_id}}/{kebab(command)}", command, feed.ask)
    for command in get_args(HeadquartersCommand):
        command_route(router, f"/subscriptions/{{subscription_id}}/{kebab(command)}", command, feed.oversee)
    return router
