"""Where the detail of an event stands: asked by the gateway alone, with the token of the subscription."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_access import Service
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Header, Request

from council_feed.application import DETAIL_ROUTE, Feed
from council_feed.queries.subscriptions import DetailSource


def routes(feed: Feed, service: Service) -> APIRouter:
    """The one route, which no person and no system reaches itself."""
    router = APIRouter()

    @router.get(DETAIL_ROUTE.removeprefix("GET "), summary="詳細の所在（内部）", responses=PROBLEMS)
    def detail(
        request: Request,
        who: SignedIn,
        subscription_id: UUID,
        event_id: UUID,
        subscriber_token: Annotated[str, Header(max_length=200)] = "",
    ) -> DetailSource:
        """The service and case of an event, and the system for which the gateway then asks there."""
        with service.recording_refusals(request, who):
            return feed.detail_of(who, subscription_id, event_id, subscriber_token)

    return router
