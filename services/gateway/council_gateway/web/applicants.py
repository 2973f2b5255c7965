"""申請者の情報: the applicants of the plan-subsidy programme, as they are shared with 全国本部 (YR-3-2-2-4)."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from council_directory import councils
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.web.guard import SignedIn, TypedForm, first
from council_gateway.web.lists import PAGE_ROWS
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CouncilQuery = Annotated[str, Query(pattern=r"^(\d\d)?$")]
_COUNCILS: Final = tuple((council.code, council.name) for council in councils())


@router.get("/applicants")
async def listed(
    request: Request, session: SignedIn, council: CouncilQuery = "", revitalization: bool = False
) -> Response:
    """The applicants of all councils or of one, the last who applied first."""
    return await _list(request, session, council, revitalization, None)


@router.post("/applicants")
async def more(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """The next page."""
    council, needing = first(typed, "council") or "", first(typed, "revitalization") == "true"
    return await _list(request, session, council, needing, first(typed, "after") or None)


async def _list(request: Request, session: Session, council: str, revitalization: bool, after: str | None) -> Response:
    body: dict[str, Any] = {
        "council": council or None,
        "revitalization": revitalization,
        "after": after,
        "limit": PAGE_ROWS,
    }
    found = await gateway_of(request).services.post("subsidy", "/v1/applicants/search", session.caller, body)
    return page(
        request,
        "applicants.html",
        session=session,
        items=found["items"],
        following=found["next"],
        council=council,
        revitalization=revitalization,
        councils=_COUNCILS,
    )


@router.get("/applicants/{case_id}")
async def applicant(request: Request, session: SignedIn, case_id: UUID) -> Response:
    """What one applicant told."""
    view = await gateway_of(request).services.get("subsidy", f"/v1/applicants/{case_id}", session.caller)
    return page(request, "applicant.html", session=session, view=view)
