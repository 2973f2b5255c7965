"""HTTP ⇄ commands and queries of subsidy."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args
from uuid import UUID

from council_access import Reader
from council_casework.details import detail_routes
from council_casework.entries import entry_routes
from council_casework.files import file_routes
from council_events.values import AgencyId, CouncilCode
from council_kit.answers import Page, WorkItem
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from council_subsidy.application import AgencyRegister, SharedApplicants, Subsidy
from council_subsidy.commands import CaseCommand, FileApplication, GivePreliminaryAdvice
from council_subsidy.commands.agencies import AgencyCommand, CertifyAgency
from council_subsidy.queries import (
    AgencyItem,
    AgencyView,
    ApplicantItem,
    ApplicantView,
    CaseView,
    TermsView,
    Wanted,
)

ROWS_AT_ONCE: Final = 50
Limit = Annotated[int, Field(ge=1, le=ROWS_AT_ONCE, title="件数")]
After = Annotated[str | None, Field(max_length=60, title="続き")]
_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS}


class WorkQuery(BaseModel):
    """Which page of the work list."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="担当案件の一覧")

    after: After = None
    limit: Limit = 20
    overdue: Annotated[bool, Field(title="期限超過のみ")] = False
    reasons: Annotated[bool, Field(title="次の操作ができない理由も調べる")] = False


class SearchQuery(BaseModel):
    """What is searched for: part of a name or kana, or a whole 法人番号."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="案件を探す")

    words: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Field(title="企業名・番号")
    ]
    after: After = None
    limit: Limit = 20


class AgencyQuery(BaseModel):
    """Which agencies of the register: part of the name, or the whole number; without words the first to run out."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="認定経営革新等支援機関を探す")

    words: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None,
        Field(title="名称・認定支援機関ID番号"),
    ] = None
    after: After = None
    limit: Limit = 20


class ApplicantQuery(BaseModel):
    """Which applicants: of all councils or of one, all or those that are known to need 事業再生."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="申請者の一覧")

    council: Annotated[CouncilCode | None, Field(title="協議会", description="空欄は全国")] = None
    revitalization: Annotated[bool, Field(title="事業再生の取組が必要と判断した申請者のみ")] = False
    after: After = None
    limit: Limit = 20


def routes(subsidy: Subsidy, agencies: AgencyRegister, applicants: SharedApplicants) -> APIRouter:
    """All routes of the service."""
    router = APIRouter(prefix="/v1")

    @router.get("/cases/{case_id}", summary="案件", **_ROUTE)
    def case(request: Request, who: SignedIn, case_id: UUID) -> CaseView:
        """One case: agencies, estimates, payments, next steps and history."""
        return subsidy.case(Reader(request, who), case_id)

    @router.post("/work", summary="担当案件の一覧", **_ROUTE)
    def work(request: Request, who: SignedIn, body: WorkQuery) -> Page[WorkItem]:
        """The open cases by due date."""
        return subsidy.work(
            Reader(request, who), after=body.after, limit=body.limit, overdue=body.overdue, reasons=body.reasons
        )

    @router.post("/search", summary="案件を探す", **_ROUTE)
    def search(request: Request, who: SignedIn, body: SearchQuery) -> Page[WorkItem]:
        """The cases of a company."""
        return subsidy.search(Reader(request, who), words=body.words, after=body.after, limit=body.limit)

    @router.get("/terms", summary="計画策定支援事業の設定", **_ROUTE)
    def terms(_who: SignedIn) -> TermsView:
        """What the sources leave open, as this deployment sets it, with default and source."""
        return subsidy.terms()

    command_route(router, "/applications", FileApplication, subsidy.open)
    command_route(router, "/preliminary-advice", GivePreliminaryAdvice, subsidy.open)
    for command in get_args(CaseCommand):
        command_route(router, f"/cases/{{case_id}}/{kebab(command)}", command, subsidy.command)
    router.include_router(file_routes(subsidy.files))
    router.include_router(entry_routes(subsidy.entries))
    _agencies(router, agencies)
    _applicants(router, applicants)
    router.include_router(detail_routes(subsidy.details))
    return router


def _applicants(router: APIRouter, applicants: SharedApplicants) -> None:
    @router.get("/applicants/{case_id}", summary="申請者の情報", **_ROUTE)
    def applicant(request: Request, who: SignedIn, case_id: UUID) -> ApplicantView:
        """What a company told when it applied; nothing else of its case."""
        return applicants.one(Reader(request, who), case_id)

    @router.post("/applicants/search", summary="申請者の一覧", **_ROUTE)
    def search(request: Request, who: SignedIn, body: ApplicantQuery) -> Page[ApplicantItem]:
        """The applicants of all councils, for 全国本部."""
        wanted = Wanted(body.council, body.revitalization)
        return applicants.search(Reader(request, who), wanted, after=body.after, limit=body.limit)


def _agencies(router: APIRouter, agencies: AgencyRegister) -> None:
    @router.get("/agencies/{agency}", summary="認定経営革新等支援機関", **_ROUTE)
    def agency(request: Request, who: SignedIn, agency: Annotated[AgencyId, Path()]) -> AgencyView:
        """One agency of the register: its certifications, ties to banks, history and what can be recorded next."""
        return agencies.view(Reader(request, who), agency)

    @router.post("/agencies/search", summary="認定経営革新等支援機関を探す", **_ROUTE)
    def search(request: Request, who: SignedIn, body: AgencyQuery) -> Page[AgencyItem]:
        """Agencies of the nation's register."""
        return agencies.search(Reader(request, who), words=body.words, after=body.after, limit=body.limit)

    command_route(router, "/agencies", CertifyAgency, agencies.certify)
    for command in get_args(AgencyCommand):
        command_route(router, f"/agencies/{{agency}}/{kebab(command)}", command, agencies.command)
