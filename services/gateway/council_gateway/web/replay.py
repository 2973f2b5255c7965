"""履歴の再生: a case as it was known, or as it had happened, at an instant; each entry with its proof from the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from council_events.values import Office
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from council_gateway.clients import ServiceRefusal
from council_gateway.web import notices
from council_gateway.web.dates import EXAMPLES
from council_gateway.web.forms import Problem
from council_gateway.web.guard import SignedIn
from council_gateway.web.instants import AXES, axis_of, instant_in, moment_of, stops_of
from council_gateway.web.notices import Notice
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_PASSED_BACK: Final = ("content-type", "content-disposition", "content-length")


@router.get("/replay/{case_id}/export")
async def export(request: Request, session: SignedIn, case_id: UUID) -> Response:
    """The signed bundle as a download; audit has recorded the read before the first byte."""
    answer = await gateway_of(request).services.stream("audit", "GET", f"/v1/cases/{case_id}/export", session.caller)
    back = {name: value for name in _PASSED_BACK if (value := answer.headers.get(name)) is not None}
    return StreamingResponse(answer.content.iter_any(), answer.status, back, background=BackgroundTask(answer.release))


@router.get("/replay")
async def replay(
    request: Request,
    session: SignedIn,
    case_id: str = "",
    day: str = "",
    time: str = "",
    axis: str = "known",
    at: str = "",
    against: str = "",
) -> Response:
    """The form, and below it the case as of the instant asked for.

    `at`: an instant as the slider gives it, in the place of day and time. `against`: an earlier one to compare with.
    """
    axis = axis_of(axis)
    carried = {"case_id": case_id, "axis": axis} | ({"against": against} if against else {})
    problems: list[Problem] = []
    found: dict[str, Any] | None = None
    notice: Notice | None = None
    instant: dt.datetime | None = None
    changes: dict[str, Any] | None = None
    if case_id or day:
        case, instant, problems = _asked(case_id, day, time, gateway_of(request).today())
        instant = instant_in(at) or instant
        if case is not None and instant is not None:
            try:
                query = urlencode({"at": instant.isoformat(), "axis": axis})
                found = await gateway_of(request).services.get(
                    "audit", f"/v1/cases/{case}/replay?{query}", session.caller
                )
                earlier = instant_in(against)
                if earlier is not None and earlier <= instant:
                    query = urlencode({"earlier": earlier.isoformat(), "later": instant.isoformat(), "axis": axis})
                    changes = await gateway_of(request).services.get(
                        "audit", f"/v1/cases/{case}/difference?{query}", session.caller
                    )
            except ServiceRefusal as refusal:
                notice = notices.of_refusal(refusal)
    return page(
        request,
        "replay.html",
        session=session,
        status=422 if problems else 200,
        case_id=case_id,
        day=day,
        time=time,
        axis=axis,
        axes=AXES,
        at=instant,
        against=instant_in(against),
        stops=stops_of(found, instant, lambda stop: f"/replay?{urlencode({**carried, 'at': stop})}"),
        changes=changes,
        exportable=Office.AUDITOR.value in session.offices,
        found=found,
        notice=notice,
        problems=problems,
        errors={problem.path: problem.ja for problem in problems},
        examples=EXAMPLES,
    )


def _asked(case_id: str, day: str, time: str, today: dt.date) -> tuple[UUID | None, dt.datetime | None, list[Problem]]:
    """The case and the instant (JST); an empty day means today, an empty time the end of the day."""
    problems: list[Problem] = []
    case = None
    try:
        case = UUID(case_id.strip())
    except ValueError:
        problems.append(Problem("case_id", "案件番号を、ハイフンを含めて36文字で入れてください。"))
    instant = moment_of(day, time, today, "day", "time", problems)
    return case, None if problems else instant, problems
