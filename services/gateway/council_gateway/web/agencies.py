"""認定経営革新等支援機関の登録: whose certification runs out, find an agency, see it, record what changed."""

from __future__ import annotations

from typing import Annotated, Any, Final

from council_events.values import AgencyId
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.web.guard import CommandName, SignedIn, TypedForm, first
from council_gateway.web.lists import PAGE_ROWS
from council_gateway.web.registers import Register
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
Agency = Annotated[AgencyId, Path()]
AGENCIES: Final = Register("subsidy", "/agencies", "/v1/agencies/{agency}", "agency")


@router.get("/agencies")
async def first_to_run_out(request: Request, session: SignedIn, done: str = "") -> Response:
    """The register in order of the last days of the certifications."""
    return await _list(request, session, "", None, done=bool(done))


@router.post("/agencies")
async def search(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """Agencies that hold the words in their name, or bear the number; without words the first to run out."""
    return await _list(request, session, (first(typed, "words") or "").strip(), first(typed, "after") or None)


async def _list(request: Request, session: Session, words: str, after: str | None, *, done: bool = False) -> Response:
    body: dict[str, Any] = {"words": words or None, "limit": PAGE_ROWS, "after": after}
    found = await gateway_of(request).services.post("subsidy", "/v1/agencies/search", session.caller, body)
    return page(
        request, "agencies.html", session=session, words=words, items=found["items"], following=found["next"], done=done
    )


@router.get("/agencies/{agency}")
async def agency_page(request: Request, session: SignedIn, agency: Agency, done: str = "") -> Response:
    """One agency."""
    return await AGENCIES.entry(request, session, agency, done=bool(done))


@router.get("/agencies/{agency}/{command}")
async def command_form(request: Request, session: SignedIn, agency: Agency, command: CommandName) -> Response:
    """The form of one command."""
    return await AGENCIES.form(request, session, agency, command)


@router.post("/agencies/{agency}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, agency: Agency, command: CommandName
) -> Response:
    """Send the command, or show its form again."""
    return await AGENCIES.send(request, session, typed, agency, command)
