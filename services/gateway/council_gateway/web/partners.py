"""関係機関への紹介と基準: with whom a council shares cases by which standard, and which referrals cite none (YR24-2-1-3-3-11)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from council_directory import fiscal_year
from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.web.guard import SignedIn
from council_gateway.web.people import FiscalYearQuery
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/partners")
async def partners(
    request: Request,
    session: SignedIn,
    year: FiscalYearQuery = None,
) -> Response:
    """The own council's standards and referrals of a fiscal year."""
    chosen = year or fiscal_year(gateway_of(request).today())
    found = await gateway_of(request).services.get(
        "intake", f"/v1/partners?{urlencode({'fiscal_year': chosen})}", session.caller
    )
    return page(request, "partners.html", session=session, found=found, year=chosen)
