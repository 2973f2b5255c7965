"""Detail by `dataref` (ADR 0021): the address that every event of the feed names, for the token of its subscription.

The gateway finds out from feed where the case stands, and asks its service in the name of the system. Whatever stands in
the way, an event of another subscription, no consent, no such case, is one and the same 403: it hints at nothing.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events.values import Purpose
from council_kit.problems import FORBIDDEN, UNAVAILABLE, NotSignedIn, ProblemError, make
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from council_gateway.api import counted_refusal
from council_gateway.application.gateway import Gateway
from council_gateway.clients import Caller, ServiceRefusal, ServiceUnavailable

router: Final = APIRouter(include_in_schema=False)

OURSELVES: Final = Caller("gateway:details", "hq", Purpose.REPORTING)
_FILE_HEADERS: Final = ("content-type", "content-length", "content-disposition", "content-security-policy")


class Standing(NamedTuple):
    """Where the case of an event stands, and in whose name its service is asked."""

    service: str
    case: str
    caller: Caller


@router.get("/feed/{subscription}/details/{event}")
async def detail(request: Request, subscription: str, event: str) -> Response:
    """What is opened of the case that the event tells of, as JSON."""
    gateway: Gateway = request.app.state.gateway
    try:
        found = await _find(request, gateway, subscription, event)
        body = await gateway.services.read(found.service, f"{found.case}/detail", found.caller)
    except ServiceRefusal as refusal:
        raise _refused(request, gateway, refusal) from None
    except ServiceUnavailable:
        raise _later() from None
    return Response(body, media_type="application/json")


@router.get("/feed/{subscription}/details/{event}/papers/{paper}")
async def paper(request: Request, subscription: str, event: str, paper: str) -> Response:
    """The file of one paper that the detail names."""
    gateway: Gateway = request.app.state.gateway
    try:
        found = await _find(request, gateway, subscription, event)
        path = f"{found.case}/detail/papers/{_id(paper)}"
        answer = await gateway.services.stream(found.service, "GET", path, found.caller)
    except ServiceRefusal as refusal:
        raise _refused(request, gateway, refusal) from None
    except ServiceUnavailable:
        raise _later() from None
    headers = {name: value for name in _FILE_HEADERS if (value := answer.headers.get(name)) is not None}
    return StreamingResponse(
        answer.content.iter_any(), answer.status, headers, background=BackgroundTask(answer.release)
    )


async def _find(request: Request, gateway: Gateway, subscription: str, event: str) -> Standing:
    """Asked of feed, which knows the pseudonyms; raises ServiceRefusal and ServiceUnavailable."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.isascii():
        raise counted_refusal(request, gateway)
    path = f"/v1/subscriptions/{_id(subscription)}/details/{_id(event)}"
    told: dict[str, Any] = await gateway.services.get(
        "feed", path, OURSELVES, headers={"subscriber-token": token.strip()}
    )
    caller = Caller(f"subscriber:{told['system']}", "hq", Purpose.REPORTING)
    return Standing(told["service"], f"/v1/cases/{told['case_id']}", caller)


def _id(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise _nothing_is_opened() from None


def _refused(request: Request, gateway: Gateway, refusal: ServiceRefusal) -> ProblemError:
    """401 where the token does not hold, else the one 403."""
    if refusal.status == NotSignedIn().problem.status:
        return counted_refusal(request, gateway)
    return _nothing_is_opened()


def _nothing_is_opened() -> ProblemError:
    return ProblemError(
        make(
            FORBIDDEN,
            "詳細を提供できる根拠（提供先を挙げた文書による了承、又は法の例外）がありません。",
            "Neither a written consent that names the recipient nor an exception of the statute allows this.",
            provision="LAW-136-2",
        )
    )


def _later() -> ProblemError:
    return ProblemError(
        make(UNAVAILABLE, "時間をおいてやり直してください。", "Try again later."), {"retry-after": "60"}
    )
