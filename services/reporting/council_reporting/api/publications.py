"""Publication: the headquarters' command, and what everybody may read without signing in.

The public routes answer the gateway alone, which calls for nobody in particular; since what they give is public, no read
of it is recorded. They touch no table but the publications'.
"""

from __future__ import annotations

from typing import Annotated

from council_access import Action
from council_events.access import View
from council_kit.auth import SignedIn
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse

from council_reporting.api.asked import Desk
from council_reporting.application import Publication
from council_reporting.commands import PublishYear
from council_reporting.queries.publications import (
    PublicationProgress,
    PublishedFigures,
    PublishedYear,
    publication_progress,
    published_csv,
    published_figures,
    published_years,
)

Year = Annotated[int, Path(ge=1990, le=2999, title="年度")]


def routes(desk: Desk, publication: Publication) -> APIRouter:
    """The command and the public reads."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["publication"])
    command_route(router, f"/publications/{kebab(PublishYear)}", PublishYear, publication.publish, recorded=202)

    def read(year: int) -> PublishedFigures:
        try:
            return published_figures(desk.pool, year, desk.bands)
        except KeyError:
            raise NotVisible from None

    @router.get("/publications", summary="公表した年度")
    def years(_who: SignedIn) -> tuple[PublishedYear, ...]:
        """The latest first."""
        return published_years(desk.pool)

    @router.get("/publications/{year}/progress", summary="公表の状況")
    def progress(request: Request, who: SignedIn, year: Year) -> PublicationProgress:
        """For who may publish: asked for, given up with the reason, or published."""
        return desk.service.read(
            request, who, Action.PUBLISH_FIGURES, View.FIGURES, lambda _: publication_progress(desk.pool, year)
        )

    @router.get("/publications/{year}", summary="公表した集計")
    def figures(_who: SignedIn, year: Year) -> PublishedFigures:
        """As it was published, whatever was corrected since."""
        return read(year)

    @router.get("/publications/{year}/values.csv", summary="公表した集計（CSV）", response_class=StreamingResponse)
    def values(_who: SignedIn, year: Year) -> StreamingResponse:
        """The same, one value a line."""
        headers = {"content-disposition": f'attachment; filename="published_{year}.csv"'}
        return StreamingResponse(published_csv(read(year)), media_type="text/csv; charset=utf-8", headers=headers)

    return router
