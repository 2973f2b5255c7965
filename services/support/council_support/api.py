"""HTTP ⇄ commands and queries of support."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args
from uuid import UUID

from council_access import Reader
from council_casework.details import detail_routes
from council_casework.entries import entry_routes
from council_casework.files import file_routes
from council_kit.answers import Page, WorkItem
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from council_kit.sheets import SPREADSHEET
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from council_support.application import Support
from council_support.commands import StaffCommand
from council_support.queries import CaseView
from council_support.queries.reports import ReportView
from council_support.queries.terms import TermsView

ROWS_AT_ONCE: Final = 50
Limit = Annotated[int, Field(ge=1, le=ROWS_AT_ONCE, title="件数")]
After = Annotated[str | None, Field(max_length=60, title="続き")]
ReportId = Annotated[str, Path(pattern=r"^[a-z_]{1,40}-[1-9][0-9]?$", title="報告書の番号")]
Draft = Annotated[bool, Query(title="確定後も案を示す")]
_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS}


class WorkQuery(BaseModel):
    """Which page of the work list."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="担当案件の一覧")

    after: After = None
    limit: Limit = 20
    overdue: Annotated[bool, Field(title="期限超過のみ")] = False
    reasons: Annotated[bool, Field(title="次の操作ができない理由も調べる")] = False


class SearchQuery(BaseModel):
    """What is searched for: part of a name or kana, or a whole telephone number or 法人番号."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="案件を探す")

    words: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Field(title="企業名・番号")
    ]
    after: After = None
    limit: Limit = 20


def routes(support: Support) -> APIRouter:
    """All routes of the service."""
    router = APIRouter(prefix="/v1")

    @router.get("/cases/{case_id}", summary="案件", **_ROUTE)
    def case(request: Request, who: SignedIn, case_id: UUID) -> CaseView:
        """One case: creditors with their consents, plan, team, next steps and history."""
        return support.case(Reader(request, who), case_id)

    @router.get("/cases/{case_id}/reports/{report}", summary="報告書", **_ROUTE)
    def report(request: Request, who: SignedIn, case_id: UUID, report: ReportId, draft: Draft = False) -> ReportView:
        """A report to 経済産業局等 and 全国本部: as it was checked, else its draft from the events."""
        return support.report(Reader(request, who), case_id, report, draft=draft)

    @router.get("/cases/{case_id}/reports/{report}/spreadsheet", summary="報告書（表計算ファイル）", **_ROUTE)
    def report_file(request: Request, who: SignedIn, case_id: UUID, report: ReportId, draft: Draft = False) -> Response:
        """The same as an .xlsx file."""
        content = support.spreadsheet(Reader(request, who), case_id, report, draft=draft)
        name = f"{report}-{str(case_id)[:8]}.xlsx"
        return Response(
            content, media_type=SPREADSHEET, headers={"content-disposition": f'attachment; filename="{name}"'}
        )

    @router.post("/work", summary="担当案件の一覧", **_ROUTE)
    def work(request: Request, who: SignedIn, body: WorkQuery) -> Page[WorkItem]:
        """The open cases by due date."""
        return support.work(
            Reader(request, who), after=body.after, limit=body.limit, overdue=body.overdue, reasons=body.reasons
        )

    @router.post("/search", summary="案件を探す", **_ROUTE)
    def search(request: Request, who: SignedIn, body: SearchQuery) -> Page[WorkItem]:
        """The cases of a company."""
        return support.search(Reader(request, who), words=body.words, after=body.after, limit=body.limit)

    @router.get("/terms", summary="支援の設定", **_ROUTE)
    def terms(_who: SignedIn) -> TermsView:
        """What the sources leave open, as this deployment sets it, with default and source."""
        return support.terms()

    for command in get_args(StaffCommand):
        command_route(router, f"/cases/{{case_id}}/{kebab(command)}", command, support.command)
    router.include_router(file_routes(support.files))
    router.include_router(entry_routes(support.entries))
    router.include_router(detail_routes(support.details))
    return router
