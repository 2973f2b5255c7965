"""Receipts for other systems: the log's key, its checkpoint, that an event stands in it, that it only ever grew."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any, Final
from uuid import UUID

from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from council_feed.api.identifying import Identifying
from council_feed.delivery.receipts import NotInLogError, Receipts

_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS, "response_class": PlainTextResponse}


class Consistency(BaseModel):
    """RFC 6962 consistency between two sizes; hashes as base64."""

    first: int = Field(title="前の件数")
    second: int = Field(title="後の件数")
    hashes: tuple[str, ...] = Field(title="証明")


def routes(identifying: Identifying, receipts: Receipts) -> APIRouter:
    """What proves a subscription's log, to whoever holds its token."""
    router = APIRouter()

    @router.get("/events/key", summary="検証鍵", **_ROUTE)
    async def key(request: Request) -> PlainTextResponse:
        """The verifier key of the log, as note tools take it."""
        subscription = await identifying.subscription(request)
        return PlainTextResponse(receipts.signer(subscription).verifier_key + "\n")

    @router.get("/events/checkpoint", summary="検証点", **_ROUTE)
    async def checkpoint(request: Request) -> PlainTextResponse:
        """The last checkpoint: a signed note."""
        subscription = await identifying.subscription(request)
        try:
            return PlainTextResponse(await receipts.checkpoint(subscription))
        except NotInLogError:
            raise NotVisible from None

    @router.get("/events/consistency", summary="一貫性の証明", responses=PROBLEMS)
    async def consistency(request: Request, first: Annotated[int, Query(ge=1, title="前の件数")]) -> Consistency:
        """That the log of `first` events is the beginning of today's."""
        subscription = await identifying.subscription(request)
        try:
            proof = await receipts.consistency(subscription, first)
        except NotInLogError:
            raise NotVisible from None
        hashes = tuple(b64encode(each).decode() for each in proof.hashes)
        return Consistency(first=proof.first, second=proof.second, hashes=hashes)

    @router.get("/events/{event_id}/receipt", summary="受領証", **_ROUTE)
    async def receipt(request: Request, event_id: UUID) -> PlainTextResponse:
        """A tlog-proof that the event stands in the log, with the checkpoint that it is proved against."""
        subscription = await identifying.subscription(request)
        try:
            return PlainTextResponse(await receipts.receipt(subscription, event_id))
        except NotInLogError:
            raise NotVisible from None

    return router
