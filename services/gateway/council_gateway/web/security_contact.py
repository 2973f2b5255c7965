"""Whom to tell of a weakness: `/.well-known/security.txt` (RFC 9116), where the deployment names a contact."""

from __future__ import annotations

import datetime as dt
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from council_gateway.web.errors import NoSuchPage
from council_gateway.web.rendering import gateway_of
from council_gateway.web.route import PageRoute

PATH: Final = "/.well-known/security.txt"
_GOOD_FOR: Final = dt.timedelta(days=30)
"""A copy of it that is older must be fetched again: the contact may be another one by then."""
router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get(PATH)
async def security_txt(request: Request) -> Response:
    """For everybody, without sign-in; there is no such page where no contact is set."""
    gateway = gateway_of(request)
    if gateway.security_contact is None:
        raise NoSuchPage
    until = (gateway.real_now() + _GOOD_FOR).astimezone(dt.UTC)
    lines = {
        "Contact": gateway.security_contact,
        "Expires": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "ja, en",
        "Canonical": f"{gateway.public_url}{PATH}",
    }
    return PlainTextResponse("".join(f"{name}: {value}\n" for name, value in lines.items()))
