"""The cases behind a figure, for those who may see them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from council_access import Action, Resource, authorize, authorize_page, scope
from council_events import access
from council_events.reporting.editions import ItemCode
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.problems import field_problem
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Query, Request

from council_reporting.api.asked import Desk, First, Last, check_period
from council_reporting.figures import Measure, month_end
from council_reporting.queries.behind import CaseBehind, Cell, line_of, read_behind

CASES_AT_ONCE = 50
_PLACE = r"^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}_[a-z0-9_-]{0,40}$"


def routes(desk: Desk) -> APIRouter:
    """The list that a figure of the asker's own council opens."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["reporting"])
    service = desk.service

    @router.get("/cases-behind", summary="数値の元となった案件")
    def cases_behind(
        request: Request,
        who: SignedIn,
        measure: Annotated[Measure, Query(title="集計項目")],
        first: First,
        last: Last,
        item: Annotated[ItemCode, Query(title="区分")] = "",
        after: Annotated[str | None, Query(title="続き", pattern=_PLACE)] = None,
        limit: Annotated[int, Query(ge=1, le=CASES_AT_ONCE)] = CASES_AT_ONCE,
    ) -> Page[CaseBehind]:
        """The acts that one figure of the council signed in for counts; nobody sees a case here that is closed elsewhere."""
        check_period(first, last)
        standing = service.standing(who)
        line = line_of(measure)
        with service.recording_refusals(request, who, standing):
            authorize(standing, Action.READ_LIST, Resource(None, standing.council))
            cell = Cell(standing.council, first, month_end(last), measure, item)
            page = read_behind(desk.pool, cell, scope(standing, line), _place(after), limit)
            rows = page.items
            authorize_page(standing, [Resource(row.case_id, row.council, line) for row in rows])
            cases = [row.case_id for row in rows]
            return service.answer(
                request, who, access.View.LIST, cases, [0] * len(cases), ["act"], lambda: page, standing=standing
            )

    return router


def _place(after: str | None) -> tuple[dt.date, UUID, str] | None:
    if after is None:
        return None
    day, case_id, number = after.split("_", 2)
    try:
        return dt.date.fromisoformat(day), UUID(case_id), number
    except ValueError:
        raise field_problem("after", "続きの指定が正しくありません。", "It is no place in the list.") from None
