"""企業の登録: find an entry of the own register, see it, change it, join it, and ask the nationwide question."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.guard import SignedIn, TypedForm, first
from council_gateway.web.lists import PAGE_ROWS
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.search import FEWEST
from council_gateway.web.steps import split_steps, step_named

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CommandName = Annotated[str, Path(pattern="^[a-z][a-z-]{1,80}$")]
_ASKED: Final = frozenset({"same_as", "into"})
"""Numbers of other entries, which a person takes from their pages."""


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
    view = await _view(request, session, company_id)
    allowed, barred = split_steps(view["next_steps"])
    return page(
        request,
        "company.html",
        session=session,
        company=view,
        allowed=allowed,
        barred=barred,
        timeline=sorted(view["timeline"], key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
    )


@router.get("/companies/{company_id}/{command}")
async def command_form(request: Request, session: SignedIn, company_id: UUID, command: CommandName) -> Response:
    """The form of one command."""
    contract, view = await _parts(request, session, company_id, command)
    draft = commands.draft(contract, Choices(asked=_ASKED), view["version"])
    return commands.show(request, session, _target(company_id, command, contract, view), draft)


@router.post("/companies/{company_id}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, company_id: UUID, command: CommandName
) -> Response:
    """Send the command, or show its form again."""
    contract, view = await _parts(request, session, company_id, command)
    draft = commands.draft(contract, Choices(asked=_ASKED), view["version"])
    return await commands.send(request, session, _target(company_id, command, contract, view), draft, typed)


async def _view(request: Request, session: Session, company_id: UUID) -> dict[str, Any]:
    view: dict[str, Any] = await gateway_of(request).services.get(
        "intake", f"/v1/companies/{company_id}", session.caller
    )
    return view


async def _parts(request: Request, session: Session, company_id: UUID, command: str) -> tuple[Contract, dict[str, Any]]:
    try:
        contract = await gateway_of(request).contracts.command("intake", f"/v1/companies/{{company_id}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    return contract, await _view(request, session, company_id)


def _target(company_id: UUID, command: str, contract: Contract, view: dict[str, Any]) -> Target:
    here = f"/companies/{company_id}"
    return Target(
        service="intake",
        path=f"/v1/companies/{company_id}/{command}",
        action=f"{here}/{command}",
        done=f"{here}?done=1",
        heading=contract.title,
        template="company_command.html",
        context={"company": view, "step": step_named(view["next_steps"], command)},
    )
