"""The figures of a period and scope, as JSON and CSV, and the live activity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from council_access import NATIONAL, Action, Resource, authorize, figure_scope
from council_events import access
from council_kit.auth import Identity, SignedIn
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from council_reporting.api.asked import (
    EVERY_COUNCIL,
    Code,
    Desk,
    Division,
    First,
    Last,
    Whose,
    question_of,
    shown,
)
from council_reporting.queries import (
    By,
    Figures,
    LiveActivity,
    Question,
    Scope,
    csv_rows,
    live_activity,
    read_figures,
)

T = TypeVar("T")


def routes(desk: Desk) -> APIRouter:
    """Figures and live activity."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["reporting"])
    service, pool = desk.service, desk.pool

    def answer(
        request: Request, who: Identity, question: Question, view: access.View, build: Callable[[Figures], T]
    ) -> T:
        standing = service.standing(who, council=next(iter(question.councils), None))
        with service.recording_refusals(request, who, standing):
            for code in question.councils or (NATIONAL,):
                authorize(standing, Action.READ_FIGURES, Resource(None, code))

            def read() -> T:
                return build(read_figures(pool, question, desk.bands, shown=shown(standing, question)))

            return service.answer(request, who, view, [], [], [], read, standing=standing)

    @router.get("/figures", summary="集計")
    def figures(
        request: Request,
        who: SignedIn,
        first: First,
        last: Last,
        by: Division = By.MONTH,
        scope: Whose = Scope.NATIONAL,
        code: Code = None,
    ) -> Figures:
        return answer(request, who, question_of(first, last, by, scope, code), access.View.FIGURES, lambda found: found)

    @router.get("/figures.csv", summary="集計（CSV）", response_class=StreamingResponse)
    def figures_csv(
        request: Request,
        who: SignedIn,
        first: First,
        last: Last,
        by: Division = By.MONTH,
        scope: Whose = Scope.NATIONAL,
        code: Code = None,
    ) -> StreamingResponse:
        question = question_of(first, last, by, scope, code)
        lines = answer(request, who, question, access.View.EXPORT, csv_rows)
        name = f"figures_{code or scope.value}_{question.first}_{question.last}.csv"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/live", summary="今日の活動")
    def live(request: Request, who: SignedIn) -> LiveActivity:
        """Since midnight in Japan, by the real clock."""
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            seen = figure_scope(standing, EVERY_COUNCIL).councils
            authorize(standing, Action.READ_FIGURES, Resource(None, next(iter(sorted(seen)), NATIONAL)))
            return service.answer(
                request,
                who,
                access.View.FIGURES,
                [],
                [],
                [],
                lambda: live_activity(pool, desk.clock.real_now(), seen),
                standing=standing,
            )

    return router
