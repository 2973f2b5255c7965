"""What the last check of the read tables found: for everybody in office, since the figures are everybody's."""

from __future__ import annotations

from council_access import NATIONAL, Action
from council_events import access
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Request

from council_reporting.api.asked import Desk
from council_reporting.queries.checks import TableCheck, read_checks


def routes(desk: Desk) -> APIRouter:
    """The last checks."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["reporting"])

    @router.get("/checks", summary="読み取り表の検算")
    def checks(request: Request, who: SignedIn) -> tuple[TableCheck, ...]:
        """Each set of tables, when it was last held against the events, and what differed."""
        view = access.View.FIGURES
        return desk.service.read(
            request, who, Action.READ_FIGURES, view, lambda _: read_checks(desk.pool), council=NATIONAL
        )

    return router
