"""T13: the evaluation of all councils in a fiscal year."""

from __future__ import annotations

from typing import Annotated

from council_access import NATIONAL, Action, Resource, authorize, figure_scope
from council_events import access
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Path, Request

from council_reporting.api.asked import EVERY_COUNCIL, Desk
from council_reporting.queries.evaluations import Evaluations, read_evaluations

Year = Annotated[int, Path(ge=1990, le=2999, title="年度")]


def routes(desk: Desk) -> APIRouter:
    """Grades are public; a council's targets and results are for those who may see its figures."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["reporting"])
    service = desk.service

    @router.get("/evaluations/{year}", summary="中小機構による評価（年度別）")
    def evaluations(request: Request, who: SignedIn, year: Year) -> Evaluations:
        """Every council's grade, how many were given each, and targets beside results."""
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            authorize(standing, Action.READ_FIGURES, Resource(None, NATIONAL))
            seen = figure_scope(standing, EVERY_COUNCIL).councils
            view = access.View.FIGURES
            return service.answer(
                request, who, view, [], [], [], lambda: read_evaluations(desk.pool, year, seen), standing=standing
            )

    return router
