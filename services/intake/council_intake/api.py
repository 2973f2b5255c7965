"""HTTP ⇄ commands and queries of intake."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args
from uuid import UUID

from council_access import Service
from council_events.access import View
from council_kit.answers import Page, WorkItem
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from council_intake.application import Intake
from council_intake.commands import CaseCommand, OpenConsultation, RegisterCompany
from council_intake.queries import PAGE_ROWS, CaseView

_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS}
_ROW_FIELDS: Final = ("company_name", "stage")
After = Annotated[str | None, Field(max_length=100, title="続き", description="前の頁の next")]
Limit = Annotated[int, Field(ge=1, le=PAGE_ROWS, title="件数")]


class AskWork(BaseModel):
    """Which page of the work list; a POST, so that nothing stands in an address."""

    model_config = ConfigDict(extra="forbid", title="わたしの業務")

    after: After = None
    limit: Limit = PAGE_ROWS
    overdue: Annotated[bool, Field(title="期限を過ぎたもののみ")] = False


class AskSearch(BaseModel):
    """What to search for, all words at once."""

    model_config = ConfigDict(extra="forbid", title="案件を探す")

    words: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Field(title="探す言葉")
    ]
    after: After = None
    limit: Limit = PAGE_ROWS


def routes(intake: Intake, service: Service) -> APIRouter:
    """All routes of the service."""
    router = APIRouter(prefix="/v1")

    @router.get("/cases/{case_id}", summary="相談", **_ROUTE)
    def case(request: Request, who: SignedIn, case_id: Annotated[UUID, Path()]) -> CaseView:
        """One consultation with its history and what can come next."""
        return service.read_case(
            request, who, case_id, lambda: intake.find(case_id), intake.view, fields=("header", "timeline")
        )

    @router.post("/work", summary="わたしの業務", **_ROUTE)
    def work(request: Request, who: SignedIn, body: AskWork) -> Page[WorkItem]:
        """Open consultations that wait for the asker, the last changed first."""
        page = intake.work(after=body.after, limit=body.limit, overdue=body.overdue)
        return service.read_list(request, who, page.query, page.build, fields=_ROW_FIELDS, alias="c")

    @router.post("/search", summary="案件を探す", **_ROUTE)
    def search(request: Request, who: SignedIn, body: AskSearch) -> Page[WorkItem]:
        """Consultations of the own council, open or closed, the newest first."""
        page = intake.search(body.words, after=body.after, limit=body.limit)
        return service.read_list(
            request,
            who,
            page.query,
            page.build,
            view=View.SEARCH,
            fields=_ROW_FIELDS,
            words=body.words,
            alias="s",
        )

    command_route(router, "/companies", RegisterCompany, intake.register_company)
    command_route(router, "/consultations", OpenConsultation, intake.open_consultation)
    for command in get_args(CaseCommand):
        if command is not OpenConsultation:
            command_route(router, f"/cases/{{case_id}}/{kebab(command)}", command, intake.command)
    return router
