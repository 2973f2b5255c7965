"""利用者が見たもの: what one person saw in a period, at a glance and on one timeline. For auditors and who inspects a council."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.clients import ServiceRefusal
from council_gateway.web import notices
from council_gateway.web.access_log import period
from council_gateway.web.fields import PERSON_PATTERN
from council_gateway.web.forms import Problem
from council_gateway.web.guard import SignedIn
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
Text = Annotated[str, Query(max_length=100)]


@router.get("/seen")
async def seen(
    request: Request, session: SignedIn, person: Text = "", since: Text = "", until: Text = "", after: Text = ""
) -> Response:
    """The form, and below it what the person saw."""
    query, problems = period(since, until, after)
    person = person.strip()
    if person and not re.fullmatch(PERSON_PATTERN, person):
        problems.append(Problem("person", "利用者は半角の英小文字、数字とハイフンで入れてください。"))
    found: dict[str, Any] | None = None
    notice = None
    if person and not problems:
        try:
            found = await gateway_of(request).services.get(
                "audit", f"/v1/people/{person}/seen?{urlencode(query)}", session.caller
            )
        except ServiceRefusal as refusal:
            notice = notices.of_refusal(refusal)
    asked = {"person": person, "since": since, "until": until}
    return page(
        request,
        "seen.html",
        session=session,
        status=422 if problems else 200,
        asked=asked,
        found=found,
        notice=notice,
        problems=problems,
        errors={problem.path: problem.ja for problem in problems},
        following=urlencode({**asked, "after": found["next"]}) if found and found["next"] else None,
    )
