"""協議会の組織: host, committee and business of one council, what is missing with its provision, and the year of all councils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from council_directory import fiscal_year
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import cases, commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.naming import named
from council_gateway.web.notices import provision_text
from council_gateway.web.people import FiscalYearQuery, council_choices, first_council
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CouncilQuery = Annotated[str, Query(pattern=r"^(\d\d)?$")]
_NAMES_SOMEBODY_NEW: Final = frozenset({"appoint-member", "register-observer"})
"""Commands whose person need not be known yet: the identifier is typed."""
_NO_CASE: Final = UUID(int=0)


@router.get("/organisation")
async def organisation(request: Request, session: SignedIn, council: CouncilQuery = "", done: str = "") -> Response:
    """One council's organisation: what is missing, what can be done next, its tables and its history."""
    chosen = council or first_council(session)
    view = named(await _view(request, session, chosen), await gateway_of(request).names.of(session.caller, chosen))
    allowed, barred = split_steps(view.get("next_steps", ()))
    return page(
        request,
        "organisation.html",
        session=session,
        view=view,
        chosen=chosen,
        choices=[choice for choice in council_choices(session) if choice[0] != "hq"],
        missing=[{**each, "provision_text": provision_text(each["provision"])} for each in view["missing"]],
        allowed=allowed,
        barred=barred,
        timeline=sorted(view.get("timeline", ()), key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
    )


@router.get("/yearly-duties")
async def yearly_duties(
    request: Request,
    session: SignedIn,
    year: FiscalYearQuery = None,
) -> Response:
    """Which councils held no 全体会議, or made no 事業計画, in a fiscal year."""
    chosen = year or fiscal_year(gateway_of(request).today())
    found = await gateway_of(request).services.get(
        "governance", f"/v1/yearly-duties?{urlencode({'fiscal_year': chosen})}", session.caller
    )
    return page(request, "yearly_duties.html", session=session, found=found, year=chosen)


@router.get("/organisation/{command}")
async def command_form(
    request: Request, session: SignedIn, command: CommandName, council: CouncilQuery = ""
) -> Response:
    """The form of one command about the organisation."""
    chosen = council or first_council(session)
    contract, view, choices = await _parts(request, session, command, chosen)
    draft = commands.draft(contract, choices, view["version"])
    return commands.show(request, session, _target(command, chosen, contract), draft)


@router.post("/organisation/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, command: CommandName, council: CouncilQuery = ""
) -> Response:
    """Send the command, or show its form again."""
    chosen = council or first_council(session)
    contract, view, choices = await _parts(request, session, command, chosen)
    draft = commands.draft(contract, choices, view["version"])
    return await commands.send(request, session, _target(command, chosen, contract), draft, typed)


async def _parts(
    request: Request, session: Session, command: str, council: str
) -> tuple[Contract, Mapping[str, Any], Choices]:
    """The contract, the organisation as it stands, and what the fields may hold: members, meetings, requests …"""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command("governance", f"/v1/organisation/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    view = await _view(request, session, council)
    staff = await commands.people(gateway.services, session, contract.schema, contract.components)
    people = () if command in _NAMES_SOMEBODY_NEW else staff.people
    choices = cases.choices(view, _NO_CASE, people)
    participants = (*choices.lists.get("members", ()), *choices.lists.get("observers", ()))
    lists = {**choices.lists, **({"participants": participants} if participants else {})}
    return contract, view, replace(choices, lists=lists, fixed={"council": council})


async def _view(request: Request, session: Session, council: str) -> dict[str, Any]:
    query = urlencode({"council": council})
    view: dict[str, Any] = await gateway_of(request).services.get(
        "governance", f"/v1/organisation?{query}", session.caller
    )
    return view


def _target(command: str, council: str, contract: Contract) -> Target:
    query = urlencode({"council": council})
    return Target(
        service="governance",
        path=f"/v1/organisation/{command}",
        action=f"/organisation/{command}?{query}",
        done=f"/organisation?{query}&done=1",
        heading=contract.title,
        template="organisation_command.html",
        context={"chosen": council},
    )
