"""HTTP ⇄ investigations of secrecy, and the access log that an entitled person is given."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

from council_access import Reader
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from council_kit.sheets import SPREADSHEET, Sheet, spreadsheet
from fastapi import APIRouter, Query, Request, Response

from council_audit.application import Investigations
from council_audit.commands import GiveAccessLog, InvestigationCommand, RequestInvestigation
from council_audit.queries.investigations import (
    InvestigationRow,
    InvestigationTimeline,
    InvestigationView,
    OpenedContent,
)

After = Annotated[str | None, Query(max_length=100, title="続き", description="前の頁の next")]


def investigation_routes(investigations: Investigations) -> APIRouter:
    """Everything about investigations; only their investigators see that there are any."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["investigations"])

    @router.get("/investigations", summary="守秘に関する調査の一覧")
    def listed(request: Request, who: SignedIn) -> Page[InvestigationRow]:
        """Investigations about the councils of the asker's area, the last changed first."""
        return investigations.listed(Reader(request, who))

    @router.get("/investigations/{investigation_id}", summary="守秘に関する調査")
    def one(request: Request, who: SignedIn, investigation_id: UUID) -> InvestigationView:
        """One investigation: what was asked, what can come next, what was done."""
        return investigations.view(Reader(request, who), investigation_id)

    @router.get("/investigations/{investigation_id}/timeline", summary="調査する案件の経過と閲覧")
    def timeline(request: Request, who: SignedIn, investigation_id: UUID, after: After = None) -> InvestigationTimeline:
        """Who read, copied or was sent what, when and why, beside the events of the cases and people's offices then."""
        return investigations.timeline(Reader(request, who), investigation_id, after)

    @router.get("/investigations/{investigation_id}/content/{entry}", summary="開封した内容")
    def content(request: Request, who: SignedIn, investigation_id: UUID, entry: UUID) -> OpenedContent:
        """The fields of an entry that this investigation has opened."""
        return investigations.content(Reader(request, who), investigation_id, entry)

    @router.get("/access-logs/{log_id}", summary="提供した閲覧記録")
    def given(request: Request, who: SignedIn, log_id: UUID) -> Sheet:
        """The access log as the entitled person was given it."""
        return investigations.given_log(Reader(request, who), log_id)

    @router.get("/access-logs/{log_id}/log.xlsx", summary="提供した閲覧記録（表計算ファイル）")
    def given_file(request: Request, who: SignedIn, log_id: UUID) -> Response:
        """The same as a spreadsheet file, always sent as a download."""
        name = {"content-disposition": f'attachment; filename="access-log-{str(log_id)[:8]}.xlsx"'}
        sheet = investigations.given_log(Reader(request, who), log_id)
        return Response(spreadsheet(sheet), media_type=SPREADSHEET, headers=name)

    command_route(router, "/investigations", RequestInvestigation, investigations.request)
    command_route(router, "/access-logs", GiveAccessLog, investigations.give_access_log)
    for command in get_args(InvestigationCommand):
        path = f"/investigations/{{investigation_id}}/{kebab(command)}"
        command_route(router, path, command, investigations.command)
    return router
