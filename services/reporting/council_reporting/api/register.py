"""The register of prescribed reports: counted, dated, chased; never opened."""

from __future__ import annotations

from collections.abc import Mapping

from council_access import Action, Resource, authorize, figure_scope
from council_events import access
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route
from fastapi import APIRouter, Request

from council_reporting.api.asked import EVERY_COUNCIL, Desk, First, Last, check_period
from council_reporting.application import Chasing
from council_reporting.commands import ChaseLateReports
from council_reporting.queries.register import Register, read_register


def routes(desk: Desk, chasing: Chasing, days: Mapping[str, int]) -> APIRouter:
    """The register of the councils whose figures the asker may see."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["register"])
    service = desk.service

    @router.get("/register", summary="報告書の提出状況")
    def register(request: Request, who: SignedIn, first: First, last: Last) -> Register:
        """Reports that became due in the period by council and kind, those open today, and the late ones."""
        check_period(first, last)
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            shown = sorted(figure_scope(standing, EVERY_COUNCIL).councils)
            authorize(standing, Action.READ_FIGURES, Resource(None, next(iter(shown), standing.council)))
            today = desk.clock.today()
            return service.answer(
                request,
                who,
                access.View.FIGURES,
                [],
                [],
                [],
                lambda: read_register(desk.pool, shown, first, last, today, days),
                standing=standing,
            )

    command_route(router, "/register/chase", ChaseLateReports, chasing.chase)
    return router
