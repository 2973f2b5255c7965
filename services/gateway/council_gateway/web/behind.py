"""数値の元となった案件: the cases behind a figure of the own council; reporting decides who may see them."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.web.guard import SignedIn
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_INTAKE: Final = frozenset({"consultation", "line"})
_SUBSIDY: Final = frozenset({"application", "acceptance", "claim", "decision", "payment", "subsidy_end"})
"""Which service keeps the case of an act; support keeps all others."""
Day = Annotated[str, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")]


@router.get("/figures/cases")
async def cases(
    request: Request,
    session: SignedIn,
    measure: Annotated[str, Query(pattern=r"^[a-z_]{1,40}$")],
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    item: Annotated[str, Query(pattern=r"^[a-z0-9_]{0,40}$")] = "",
    title: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """One page of them, the latest first."""
    asked = {"measure": measure, "item": item, "from": first, "to": last}
    query = urlencode(asked | ({"after": after} if after else {}))
    found = await gateway_of(request).services.get("reporting", f"/v1/cases-behind?{query}", session.caller)
    following = found.get("next")
    return page(
        request,
        "behind.html",
        session=session,
        title=title,
        first=first,
        last=last,
        rows=[row | {"href": _case(row)} for row in found["items"]],
        following=f"/figures/cases?{urlencode(asked | {'title': title, 'after': following})}" if following else "",
    )


def _case(row: dict[str, Any]) -> str:
    service = "intake" if row["act"] in _INTAKE else "subsidy" if row["act"] in _SUBSIDY else "support"
    return f"/cases/{service}/{row['case_id']}"
