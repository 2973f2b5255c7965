"""案件を探す: by part of a name, kana, telephone or 法人番号. The words travel in the body only, never in an address."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.clients import CASE_SERVICES
from council_gateway.web.guard import SignedIn, TypedForm, first
from council_gateway.web.lists import PAGE_ROWS, Listing, decode, listing
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
FEWEST: Final = 2
"""Characters that a search needs: the blind index holds pairs of characters."""


@router.get("/search")
def search_form(request: Request, session: SignedIn) -> Response:
    """The empty form."""
    return _page(request, session, words="", found=None)


@router.post("/search")
async def search(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """The cases whose company fits the words."""
    words = (first(typed, "words") or "").strip()
    if len(words) < FEWEST:
        return _page(request, session, words=words, found=None, too_short=True)
    services = gateway_of(request).services

    async def read(name: str, place: str | None) -> Any:
        body: dict[str, Any] = {"words": words, "limit": PAGE_ROWS}
        if place:
            body["after"] = place
        return await services.post(name, "/v1/search", session.caller, body)

    after = first(typed, "after")
    found = await listing(decode(after, CASE_SERVICES), read)
    return _page(request, session, words=words, found=found, first_page=not after)


def _page(
    request: Request,
    session: SignedIn,
    *,
    words: str,
    found: Listing | None,
    too_short: bool = False,
    first_page: bool = True,
) -> Response:
    return page(
        request,
        "search.html",
        session=session,
        status=422 if too_short else 200,
        words=words,
        listing=found,
        too_short=too_short,
        first_page=first_page,
    )
