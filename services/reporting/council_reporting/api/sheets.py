"""Management reports: as data, as a spreadsheet laid out for printing, and as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, TypeVar

from council_access import NATIONAL, Action, Resource, authorize
from council_events import access
from council_events.reporting import Area
from council_kit.auth import Identity, SignedIn
from council_kit.problems import field_problem
from council_kit.routes import PROBLEMS
from council_kit.sheets import SPREADSHEET, spreadsheet
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from council_reporting.api.asked import EVERY_COUNCIL, Desk
from council_reporting.figures import NATIONAL as NATION
from council_reporting.queries.asking import By, Question, Scope
from council_reporting.queries.sheets import Asked, ManagementReport, SheetKind, make_report, report_csv, report_sheet

T = TypeVar("T")
Kind = Annotated[SheetKind, Path(title="報告の種類")]
Whose = Annotated[Area, Query(title="範囲")]
Day = Annotated[dt.date, Query(title="対象月・年度に含まれる日")]


def routes(desk: Desk) -> APIRouter:
    """Every report for those who may see the figures of its area; an evaluation sheet compares with all councils."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["management reports"])
    service = desk.service

    def answer(
        request: Request, who: Identity, asked: Asked, view: access.View, build: Callable[[ManagementReport], T]
    ) -> T:
        codes = _councils(asked)
        standing = service.standing(who, council=next(iter(codes), None))
        with service.recording_refusals(request, who, standing):
            for code in codes or (NATIONAL,):
                authorize(standing, Action.READ_FIGURES, Resource(None, code))

            def read() -> T:
                try:
                    return build(make_report(desk.pool, asked, desk.bands))
                except KeyError:
                    raise field_problem(
                        "area", "この報告は、その範囲では作成しません。", "The report isn't made for this area."
                    ) from None

            return service.answer(request, who, view, [], [], [], read, standing=standing)

    @router.get("/management-reports/{kind}", summary="管理用報告")
    def report(request: Request, who: SignedIn, kind: Kind, area: Whose, day: Day) -> ManagementReport:
        """The report as data, for pages."""
        return answer(request, who, Asked(kind, area, day), access.View.REPORT, lambda found: found)

    @router.get("/management-reports/{kind}/file", summary="管理用報告（表計算）", response_class=Response)
    def file(request: Request, who: SignedIn, kind: Kind, area: Whose, day: Day) -> Response:
        """An .xlsx file."""
        made_on = desk.clock.today()
        content = answer(
            request,
            who,
            Asked(kind, area, day),
            access.View.EXPORT,
            lambda found: spreadsheet(report_sheet(found, made_on), numbers=True),
        )
        return Response(content, media_type=SPREADSHEET, headers=_named(kind, area, day, "xlsx"))

    @router.get("/management-reports/{kind}/csv", summary="管理用報告（CSV）", response_class=StreamingResponse)
    def csv(request: Request, who: SignedIn, kind: Kind, area: Whose, day: Day) -> StreamingResponse:
        """One value a line."""
        lines = answer(request, who, Asked(kind, area, day), access.View.EXPORT, report_csv)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_named(kind, area, day, "csv"))

    return router


def _councils(asked: Asked) -> tuple[str, ...]:
    """The councils whose own figures the report shows: none for totals, all for the overview of the headquarters."""
    if asked.kind is SheetKind.HEADQUARTERS:
        return tuple(sorted(EVERY_COUNCIL))
    if asked.area == NATION:
        return ()
    scope = Scope.BUREAU if asked.area.startswith("BUR-") else Scope.COUNCIL
    return Question.of(asked.day, asked.day, By.MONTH, scope, asked.area).councils


def _named(kind: SheetKind, area: str, day: dt.date, suffix: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{kind.value}_{area}_{day.isoformat()}.{suffix}"'}
