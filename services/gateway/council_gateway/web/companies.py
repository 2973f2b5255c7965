"""企業の登録: find an entry of the own register, see it, change it, join it, and ask the nationwide question."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.web.fields import Choices
from council_gateway.web.guard import CommandName, SignedIn, TypedForm, first
from council_gateway.web.lists import PAGE_ROWS
from council_gateway.web.registers import Register
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.search import FEWEST

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_ASKED: Final = frozenset({"same_as", "into"})
"""Numbers of other entries, which a person takes from their pages."""
COMPANIES: Final = Register("intake", "/companies", "/v1/companies/{company_id}", "company", Choices(asked=_ASKED))


@router.get("/companies")
def search_form(request: Request, session: SignedIn) -> Response:
    """The empty form."""
    return _list(request, session, "", None)


@router.post("/companies")
async def search(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """The entries of the own register that hold the words."""
    words = (first(typed, "words") or "").strip()
    if len(words) < FEWEST:
        return _list(request, session, words, None, too_short=True)
    body: dict[str, Any] = {"words": words, "limit": PAGE_ROWS, "after": first(typed, "after") or None}
    found = await gateway_of(request).services.post("intake", "/v1/companies/search", session.caller, body)
    return _list(request, session, words, found)


def _list(
    request: Request, session: Session, words: str, found: dict[str, Any] | None, *, too_short: bool = False
) -> Response:
    return page(
        request,
        "companies.html",
        session=session,
        status=422 if too_short else 200,
        words=words,
        items=None if found is None else found["items"],
        following=None if found is None else found["next"],
        too_short=too_short,
    )


@router.get("/companies/{company_id}")
async def company(request: Request, session: SignedIn, company_id: UUID, done: str = "") -> Response:
    """One entry."""
    return await COMPANIES.entry(request, session, str(company_id), done=bool(done))


@router.get("/companies/{company_id}/{command}")
async def command_form(request: Request, session: SignedIn, company_id: UUID, command: CommandName) -> Response:
    """The form of one command."""
    return await COMPANIES.form(request, session, str(company_id), command)


@router.post("/companies/{company_id}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, company_id: UUID, command: CommandName
) -> Response:
    """Send the command, or show its form again."""
    return await COMPANIES.send(request, session, typed, str(company_id), command)
