"""報告書: a report of a case as a page to read and print, and as a spreadsheet file."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from council_gateway.web.guard import SignedIn
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
ReportId = Annotated[str, Path(pattern=r"^[a-z_]{1,40}-[1-9][0-9]?$")]
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/cases/support/{case_id}/reports/{report}.xlsx")
async def report_file(
    request: Request, session: SignedIn, case_id: UUID, report: ReportId, draft: bool = False
) -> Response:
    """The same as a file, made by support. It stands before the page, whose path would match it too."""
    path = f"/v1/cases/{case_id}/reports/{report}/spreadsheet{'?draft=true' if draft else ''}"
    return await _file(request, session, "support", path, f"{report}-{str(case_id)[:8]}.xlsx")


@router.get("/cases/support/{case_id}/reports/{report}")
async def report(request: Request, session: SignedIn, case_id: UUID, report: ReportId, draft: bool = False) -> Response:
    """A report of support: as it was checked, else its draft; `draft` shows the draft in any case."""
    path = f"/v1/cases/{case_id}/reports/{report}{'?draft=true' if draft else ''}"
    view = await gateway_of(request).services.get("support", path, session.caller)
    here = f"/cases/support/{case_id}"
    return page(
        request,
        "report.html",
        session=session,
        case_page=here,
        report=view,
        sheet=view["sheet"],
        file=f"{here}/reports/{report}.xlsx{'?draft=true' if draft else ''}",
        check=f"{here}/check-report",
        submit=f"{here}/submit-report",
    )


@router.get("/cases/intake/{case_id}/report")
async def consultation_report(request: Request, session: SignedIn, case_id: UUID) -> Response:
    """The report of a consultation as it was last drawn up."""
    sheet = await gateway_of(request).services.get("intake", f"/v1/cases/{case_id}/report", session.caller)
    here = f"/cases/intake/{case_id}"
    return page(
        request,
        "report.html",
        session=session,
        case_page=here,
        report=None,
        sheet=sheet,
        file=f"{here}/report.xlsx",
        check=f"{here}/draft-report",
        submit=f"{here}/submit-report",
    )


@router.get("/cases/intake/{case_id}/report.xlsx")
async def consultation_report_file(request: Request, session: SignedIn, case_id: UUID) -> Response:
    """The same as a file, made by intake."""
    return await _file(
        request, session, "intake", f"/v1/cases/{case_id}/report.xlsx", f"report-{str(case_id)[:8]}.xlsx"
    )


async def _file(request: Request, session: SignedIn, service: str, path: str, name: str) -> Response:
    content = await gateway_of(request).services.read(service, path, session.caller)
    return Response(content, media_type=_SPREADSHEET, headers={"content-disposition": f'attachment; filename="{name}"'})
