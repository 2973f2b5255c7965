"""わたしの業務: what waits for this person, by due date, over all services that hold cases."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.clients import CASE_SERVICES
from council_gateway.web.guard import SignedIn
from council_gateway.web.lists import PAGE_ROWS, decode, listing
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/work")
async def work(
    request: Request, session: SignedIn, service: str = "", overdue: bool = False, after: str = ""
) -> Response:
    """One page of the list; `service` and `overdue` narrow it."""
    chosen = (service,) if service in CASE_SERVICES else CASE_SERVICES
    services = gateway_of(request).services

    async def read(name: str, place: str | None) -> Any:
        body: dict[str, Any] = {"limit": PAGE_ROWS, "reasons": True}
        if place:
            body["after"] = place
        if overdue:
            body["overdue"] = True
        return await services.post(name, "/v1/work", session.caller, body)

    found = await listing(decode(after, chosen), read)
    return page(
        request,
        "work.html",
        session=session,
        status=502 if len(found.unavailable) == len(chosen) else 200,
        listing=found,
        service_filter=service if service in CASE_SERVICES else "",
        overdue=overdue,
        case_services=CASE_SERVICES,
        first_page=not after,
    )
