"""設定値: what the programme's texts leave open and this deployment has set, as each service that has such values tells it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web.guard import SignedIn
from council_gateway.web.notices import provision_text
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_PATH: Final = "/v1/terms"


@router.get("/terms")
async def terms(request: Request, session: SignedIn) -> Response:
    """Every service's values, with their default, provision and source."""
    services = gateway_of(request).services.names
    told = await asyncio.gather(*(_told(request, session, service) for service in services))
    found = [(service, each) for service, each in zip(services, told, strict=True) if isinstance(each, dict)]
    silent = [service for service, each in zip(services, told, strict=True) if each == "unavailable"]
    return page(request, "terms.html", session=session, services=found, silent=silent)


async def _told(request: Request, session: Session, service: str) -> dict[str, Any] | str | None:
    """What the service has set; None where it has no such values or does not tell them to this reader."""
    gateway = gateway_of(request)
    try:
        document = await gateway.contracts.document(service)
        if _PATH not in document.get("paths", {}):
            return None
        found = await gateway.services.get(service, _PATH, session.caller)
    except ServiceUnavailable:
        return "unavailable"
    except ServiceRefusal:
        return None
    rows = [{**row, "provision_text": provision_text(row["provision"])} for row in found["terms"]]
    return {**found, "terms": rows}
