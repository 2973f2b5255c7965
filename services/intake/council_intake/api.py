"""HTTP ⇄ commands and queries of intake."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args
from uuid import UUID

from council_access import Action, Reader, Service
from council_casework.corrections import CorrectEntry
from council_casework.details import detail_routes
from council_casework.entries import EntryView, entry_routes
from council_casework.files import file_routes
from council_events.access import View
from council_kit.answers import Page, WorkItem
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from council_kit.sheets import SPREADSHEET, Sheet, spreadsheet
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from council_intake.application import Intake, Register
from council_intake.commands import (
    OPENINGS,
    CaseCommand,
    CompanyCommand,
    OpenConsultation,
    OpenGuaranteeConsultation,
    RegisterCompany,
)
from council_intake.queries import PAGE_ROWS, CaseView
from council_intake.queries.companies import CompanyItem, CompanyView
from council_intake.queries.partners import PartnersView
from council_intake.queries.terms import TermsView

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
    reasons: Annotated[bool, Field(title="次の操作ができない理由も調べる")] = False


class AskSearch(BaseModel):
    """What to search for, all words at once."""

    model_config = ConfigDict(extra="forbid", title="案件を探す")

    words: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Field(title="探す言葉")
    ]
    after: After = None
    limit: Limit = PAGE_ROWS


def routes(intake: Intake, register: Register, service: Service, entries: Service) -> APIRouter:
    """All routes of the service. `entries`: reads of the register, which 協議会事務局 may make too."""
    router = APIRouter(prefix="/v1")

    @router.get("/terms", summary="相談の設定", **_ROUTE)
    def terms(_who: SignedIn) -> TermsView:
        """What the sources leave open, as this deployment sets it, with default and source."""
        return register.terms()

    _consultations(router, intake, service)
    _companies(router, register, entries)
    router.include_router(file_routes(intake.files))
    router.include_router(entry_routes(intake.entries))
    router.include_router(detail_routes(intake.details))
    return router


def _consultations(router: APIRouter, intake: Intake, service: Service) -> None:

    @router.get("/cases/{case_id}", summary="相談", **_ROUTE)
    def case(request: Request, who: SignedIn, case_id: Annotated[UUID, Path()]) -> CaseView:
        """One consultation with its history and what can come next."""
        return service.read_case(
            request, who, case_id, lambda: intake.find(case_id), intake.view, fields=("header", "papers", "timeline")
        )

    @router.get("/cases/{case_id}/report", summary="対応報告書", **_ROUTE)
    def report(request: Request, who: SignedIn, case_id: Annotated[UUID, Path()]) -> Sheet:
        """The report of a consultation as it was last drawn up."""
        return _report(request, who, case_id)

    @router.get("/cases/{case_id}/report.xlsx", summary="対応報告書（表計算ファイル）", **_ROUTE)
    def report_file(request: Request, who: SignedIn, case_id: Annotated[UUID, Path()]) -> Response:
        """The same as a spreadsheet file, always sent as a download."""
        name = {"content-disposition": f'attachment; filename="report-{str(case_id)[:8]}.xlsx"'}
        return Response(spreadsheet(_report(request, who, case_id)), media_type=SPREADSHEET, headers=name)

    def _report(request: Request, who: SignedIn, case_id: UUID) -> Sheet:
        return service.read_case(
            request,
            who,
            case_id,
            lambda: intake.find(case_id),
            intake.report,
            fields=("document",),
            view=View.REPORT,
        )

    @router.post("/work", summary="わたしの業務", **_ROUTE)
    def work(request: Request, who: SignedIn, body: AskWork) -> Page[WorkItem]:
        """Consultations that wait for the asker, open or without their report, by due date."""
        page = intake.work(after=body.after, limit=body.limit, overdue=body.overdue, reasons=body.reasons)
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

    @router.get("/partners", summary="関係機関への紹介と基準", **_ROUTE)
    def partners(
        request: Request, who: SignedIn, fiscal_year: Annotated[int, Query(ge=2022, le=2999, title="年度")]
    ) -> PartnersView:
        """The standards of hand-over and joint support in force today, and the year's referrals that cite none."""
        return service.read(
            request,
            who,
            Action.READ_LIST,
            View.LIST,
            lambda standing: intake.partners(standing, fiscal_year),
            fields=("partners", "gaps"),
        )

    command_route(router, "/consultations", OpenConsultation, intake.open_consultation)
    command_route(router, "/guarantee-consultations", OpenGuaranteeConsultation, intake.open_consultation)
    for command in get_args(CaseCommand):
        if command not in OPENINGS:
            command_route(router, f"/cases/{{case_id}}/{kebab(command)}", command, intake.command)


def _companies(router: APIRouter, register: Register, service: Service) -> None:
    @router.get("/companies/{company_id}", summary="企業", **_ROUTE)
    def company(request: Request, who: SignedIn, company_id: Annotated[UUID, Path()]) -> CompanyView:
        """One entry of the own register with its history and what can be done next."""
        return service.read_case(
            request, who, company_id, lambda: register.find(company_id), register.view, fields=("header", "timeline")
        )

    @router.post("/companies/search", summary="企業を探す", **_ROUTE)
    def search(request: Request, who: SignedIn, body: AskSearch) -> Page[CompanyItem]:
        """Entries of the own council's register; nothing of any other council's."""
        page = register.search(body.words, after=body.after, limit=body.limit)
        return service.read_list(
            request,
            who,
            page.query,
            page.build,
            view=View.SEARCH,
            fields=("name", "corporate_number", "address"),
            words=body.words,
            alias="w",
        )

    @router.get("/companies/{company_id}/entries/{event_id}", summary="企業の登録の記録の一件", **_ROUTE)
    def entry(request: Request, who: SignedIn, company_id: UUID, event_id: UUID) -> EntryView:
        """One entry of the history of a company, with what can be corrected in it."""
        return register.entries.entry(Reader(request, who), company_id, event_id)

    command_route(router, "/companies/{company_id}/correct-entry", CorrectEntry, register.entries.correct)
    command_route(router, "/companies", RegisterCompany, register.register_company)
    for command in get_args(CompanyCommand):
        command_route(router, f"/companies/{{company_id}}/{kebab(command)}", command, register.command)
