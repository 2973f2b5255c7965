"""Single tables, for every area of a level that the asker may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from council_access import NATIONAL, Action, Resource, authorize, figure_scope
from council_events import access
from council_kit.auth import SignedIn
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Path, Request

from council_reporting.api.asked import EVERY_COUNCIL, Desk, First, Last, Level, check_period
from council_reporting.queries import Grid, GridRow, Question, Scope, TableDescription, descriptions, read_grid

TableCode = Annotated[str, Path(title="集計表コード", pattern=r"^[a-z_]{1,40}$")]


def routes(desk: Desk) -> APIRouter:
    """The catalogue of the tables, and each table by area."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["reporting"])
    service = desk.service

    @router.get("/tables", summary="集計表の一覧")
    def catalogue(request: Request, who: SignedIn) -> tuple[TableDescription, ...]:
        """What tables there are; their numbers are asked for one by one."""
        view = access.View.FIGURES
        return service.read(
            request, who, Action.READ_FIGURES, view, lambda _: descriptions(desk.bands), council=NATIONAL
        )

    @router.get("/tables/{code}", summary="集計表（範囲別）")
    def table(
        request: Request, who: SignedIn, code: TableCode, first: First, last: Last, level: Level = Scope.NATIONAL
    ) -> Grid:
        """One table; a bureau's row is for whoever may see all of its councils, the nation's for everybody in office."""
        check_period(first, last)
        question = Question.of_level(first, last, level)
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            authorize(standing, Action.READ_FIGURES, Resource(None, NATIONAL))
            allowed = figure_scope(standing, EVERY_COUNCIL).councils

            def read() -> Grid:
                try:
                    grid = read_grid(desk.pool, code, question, desk.bands)
                except KeyError:
                    raise NotVisible from None
                return grid.model_copy(update={"rows": _permitted(grid, question, allowed)})

            return service.answer(request, who, access.View.FIGURES, [], [], [], read, standing=standing)

    return router


def _permitted(grid: Grid, question: Question, allowed: Collection[str]) -> tuple[GridRow, ...]:
    may = {code for code, _, keys in question.areas if question.scope is Scope.NATIONAL or set(keys) <= set(allowed)}
    return tuple(row for row in grid.rows if row.code in may)
