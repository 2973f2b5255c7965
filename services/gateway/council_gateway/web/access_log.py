"""閲覧記録: who was shown a case, and what somebody saw. For auditors."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from council_kit.clock import JST
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.clients import ServiceRefusal
from council_gateway.web import notices
from council_gateway.web.dates import UnreadableDateError, parse_date
from council_gateway.web.fields import PERSON_PATTERN
from council_gateway.web.forms import Problem
from council_gateway.web.guard import SignedIn
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
Text = Annotated[str, Query(max_length=100)]


@router.get("/access")
async def access(
    request: Request,
    session: SignedIn,
    case_id: Text = "",
    person: Text = "",
    since: Text = "",
    until: Text = "",
    after: Text = "",
) -> Response:
    """The form, and below it the log of a case or of a person."""
    query, problems = period(since, until, after)
    path = _path(case_id.strip(), person.strip(), problems)
    services = gateway_of(request).services
    found: Any = None
    duties: Any = None
    notice = None
    if path is not None and not problems:
        try:
            found = await services.get("audit", f"{path}/access?{urlencode(query)}", session.caller)
            if path.startswith("/v1/people/"):
                duties = await services.get("audit", f"{path}/secrecy", session.caller)
        except ServiceRefusal as refusal:
            notice = notices.of_refusal(refusal)
    asked = {"case_id": case_id, "person": person, "since": since, "until": until}
    return page(
        request,
        "access.html",
        session=session,
        status=422 if problems else 200,
        asked=asked,
        found=found,
        duties=duties,
        notice=notice,
        problems=problems,
        errors={problem.path: problem.ja for problem in problems},
        following=urlencode({**asked, "after": found["next"]}) if found and found["next"] else None,
    )


@router.get("/alerts")
async def alerts(request: Request, session: SignedIn) -> Response:
    """What was unusual, the newest first."""
    gateway = gateway_of(request)
    found = await gateway.services.get("audit", "/v1/alerts", session.caller)
    councils = sorted({str(item["council"]) for item in found["items"] if item["person"]})
    told = await asyncio.gather(*(gateway.names.of(session.caller, council) for council in councils))
    names = {person: name for each in told for person, name in each.items()}
    return page(request, "alerts.html", session=session, items=found["items"], names=names)


def _path(case_id: str, person: str, problems: list[Problem]) -> str | None:
    """Which log is asked for; None, with a problem, where neither or both are named."""
    if case_id and person:
        problems.append(Problem("person", "案件番号と利用者のどちらか一方を入れてください。"))
        return None
    if person:
        if re.fullmatch(PERSON_PATTERN, person):
            return f"/v1/people/{person}"
        problems.append(Problem("person", "利用者は半角の英小文字、数字とハイフンで入れてください。"))
    if case_id:
        try:
            return f"/v1/cases/{UUID(case_id)}"
        except ValueError:
            problems.append(Problem("case_id", "案件番号を、ハイフンを含めて36文字で入れてください。"))
    return None


def period(since: str, until: str, after: str) -> tuple[dict[str, str], list[Problem]]:
    """The period (JST, its last day included) and the place to go on from, as audit is asked."""
    query, problems = {}, []
    for name, text, days in (("since", since, 0), ("until", until, 1)):
        if not text.strip():
            continue
        try:
            day = parse_date(text) + dt.timedelta(days=days)
        except UnreadableDateError as unreadable:
            problems.append(Problem(name, unreadable.ja))
        else:
            query[name] = dt.datetime.combine(day, dt.time(), JST).isoformat()
    return query | ({"after": after} if after else {}), problems
