"""体制: who holds which office, and how one comes to be held: candidate, bureau's consent, pledge, appointment."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from council_directory import councils, councils_of
from council_events.values import Office
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import PERSON_PATTERN, Choices
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.naming import named
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
PersonPath = Annotated[str, Path(pattern=PERSON_PATTERN)]
CouncilQuery = Annotated[str, Query(pattern=r"^(\d\d|hq)?$")]
FiscalYearQuery = Annotated[int | None, Query(alias="fiscal_year", ge=2022, le=2999)]
_PROPOSES: Final = frozenset({Office.HOST_HEAD, Office.ADMINISTRATOR})


@router.get("/people")
async def people(
    request: Request,
    session: SignedIn,
    council: CouncilQuery = "",
    everyone: bool = False,
    person: Annotated[str, Query(pattern=f"^$|{PERSON_PATTERN}")] = "",
) -> Response:
    """The people of one council. `person`: an id from the form below the table, whose page is opened."""
    chosen = council or first_council(session)
    if person:
        return RedirectResponse(f"/people/{person}/propose-candidate?{urlencode({'council': chosen})}", status_code=303)
    query = urlencode({"council": chosen, "everyone": str(everyone).lower()})
    found = await gateway_of(request).services.get("governance", f"/v1/people?{query}", session.caller)
    return page(
        request,
        "people.html",
        session=session,
        people=found["items"],
        chosen=chosen,
        choices=council_choices(session),
        everyone=everyone,
        may_propose=not session.offices or bool(_PROPOSES & set(session.offices)),
    )


@router.get("/people/{person}")
async def one_person(
    request: Request, session: SignedIn, person: PersonPath, council: CouncilQuery = "", done: str = ""
) -> Response:
    """One person: offices, what can be done next, what has happened."""
    chosen = council or first_council(session)
    view = await _view(request, session, person, chosen)
    view = named(view, await gateway_of(request).names.of(session.caller, chosen))
    allowed, barred = split_steps(view.get("next_steps", ()))
    return page(
        request,
        "person.html",
        session=session,
        person=view,
        chosen=chosen,
        allowed=allowed,
        barred=barred,
        timeline=sorted(view.get("timeline", ()), key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
    )


@router.get("/people/{person}/{command}")
async def command_form(
    request: Request, session: SignedIn, person: PersonPath, command: CommandName, council: CouncilQuery = ""
) -> Response:
    """The form of one command about a person."""
    chosen = council or first_council(session)
    contract, view, choices = await _parts(request, session, person, command, chosen)
    draft = commands.draft(contract, choices, view["version"] if view else None)
    return commands.show(request, session, _target(person, command, chosen, contract), draft)


@router.post("/people/{person}/{command}")
async def give_command(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    person: PersonPath,
    command: CommandName,
    council: CouncilQuery = "",
) -> Response:
    """Send the command, or show its form again."""
    chosen = council or first_council(session)
    contract, view, choices = await _parts(request, session, person, command, chosen)
    draft = commands.draft(contract, choices, view["version"] if view else None)
    return await commands.send(request, session, _target(person, command, chosen, contract), draft, typed)


async def _parts(
    request: Request, session: Session, person: str, command: str, council: str
) -> tuple[Contract, dict[str, Any] | None, Choices]:
    """The contract, the person as far as known (nobody yet, for a new candidate), and what the fields may hold."""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command("governance", f"/v1/people/{{person}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    view = None if command == "propose-candidate" else await _view(request, session, person, council)
    staff = await commands.people(gateway.services, session, contract.schema, contract.components)
    waiting = tuple((each["id"], each["name"]) for each in (view or {}).get("emergencies", ()))
    choices = Choices(
        lists={"emergencies": waiting} if waiting else {},
        people=staff.people,
        fixed={"council": council},
        asked=frozenset({"case_id"}),
    )
    return contract, view, choices


async def _view(request: Request, session: Session, person: str, council: str) -> dict[str, Any]:
    query = urlencode({"council": council})
    view: dict[str, Any] = await gateway_of(request).services.get(
        "governance", f"/v1/people/{person}?{query}", session.caller
    )
    return view


def _target(person: str, command: str, council: str, contract: Contract) -> Target:
    query = urlencode({"council": council})
    return Target(
        service="governance",
        path=f"/v1/people/{person}/{command}",
        action=f"/people/{person}/{command}?{query}",
        done=f"/people/{person}?{query}&done=1",
        heading=contract.title,
        template="person_command.html",
        context={"person_id": person, "chosen": council},
    )


def first_council(session: Session) -> str:
    """A council's people begin with their own; whoever stands for no council begins with the first of the country."""
    return session.council if session.council != "hq" else council_choices(session)[0][0]


def council_choices(session: Session) -> list[tuple[str, str]]:
    """The councils to choose from: a council's staff have their own; bureau, headquarters and auditors all of theirs."""
    if session.council != "hq":
        return []
    bureau = session.person.removeprefix("bur").partition("-")[0]
    area = councils_of(f"BUR-{bureau}") if Office.BUREAU_OFFICER in session.offices else ()
    return [(each.code, each.prefecture) for each in councils() if not area or each.code in area] + (
        [] if area else [("hq", "全国本部")]
    )
