"""Editions of the figures: closing one, the list, and one area of one as published and as known now."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_access import NATIONAL, Action, Resource, authorize
from council_events import access
from council_events.reporting import Area
from council_kit.auth import SignedIn
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Path, Query, Request

from council_reporting.api.asked import Desk
from council_reporting.application import Editions
from council_reporting.commands import CloseEdition, ExplainLateEntry
from council_reporting.queries.editions import (
    Edition,
    EditionView,
    find_edition,
    question_of_area,
    read_edition,
    read_editions,
)

EditionNumber = Annotated[UUID, Path(title="版の番号")]


def routes(desk: Desk, editions: Editions) -> APIRouter:
    """The routes of editions."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["editions"])
    service, pool = desk.service, desk.pool

    @router.get("/editions", summary="集計の版の一覧")
    def listed(request: Request, who: SignedIn) -> tuple[Edition, ...]:
        """Every edition; what stands in them is asked for one by one."""
        view = access.View.FIGURES
        return service.read(request, who, Action.READ_FIGURES, view, lambda _: read_editions(pool), council=NATIONAL)

    @router.get("/editions/{edition_id}", summary="集計の版（公表時と現在）")
    def edition(
        request: Request,
        who: SignedIn,
        edition_id: EditionNumber,
        area: Annotated[Area, Query(title="範囲")] = "all",
        after: Annotated[UUID | None, Query(title="続きの起点")] = None,
    ) -> EditionView:
        """One area of an edition; a bureau's or council's for those who may see its figures."""
        found = find_edition(pool, edition_id)
        codes = question_of_area(found, area).councils if found else ()
        standing = service.standing(who, council=next(iter(codes), None))
        with service.recording_refusals(request, who, standing):
            for code in codes or (NATIONAL,):
                authorize(standing, Action.READ_FIGURES, Resource(None, code))
            if found is None:
                raise NotVisible
            edition = found

            def read() -> EditionView:
                return read_edition(pool, edition, area, desk.bands, after)

            return service.answer(request, who, access.View.FIGURES, [], [], [], read, standing=standing)

    command_route(router, "/editions/close", CloseEdition, editions.close)
    command_route(router, f"/late-entries/{kebab(ExplainLateEntry)}", ExplainLateEntry, editions.explain)
    return router
