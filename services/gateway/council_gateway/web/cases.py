"""A case: what it is, what can be done next and why the rest cannot, what has happened; and the forms of its commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import CASE_SERVICES, Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices, Option
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.kept import destruction_of
from council_gateway.web.naming import named
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps, step_named

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CaseService = Annotated[str, Path(pattern="^(intake|support|subsidy)$")]
_NOTICES: Final = "notices"
"""The section of a case whose rows end with the text of a letter."""
_REPORT_DRAWN_UP: Final = "council.intake.ConsultationReportDrafted."


@router.get("/cases/{service}/{case_id}")
async def case(request: Request, session: SignedIn, service: CaseService, case_id: UUID, done: str = "") -> Response:
    """The case as this service knows it."""
    loaded_view, names = await loaded(request, session, service, case_id)
    view = named(loaded_view, names)
    allowed, barred = split_steps(view.get("next_steps", ()))
    erased = bool(view.get("erased"))
    destruction = await destruction_of(gateway_of(request).services, session, case_id) if erased else {}
    return page(
        request,
        "case.html",
        session=session,
        case=view,
        service_name=service,
        elsewhere=_elsewhere(view, service),
        creditors=view.get("creditors") or (),
        reported=any(str(entry["type"]).startswith(_REPORT_DRAWN_UP) for entry in view.get("timeline", ())),
        sections=[part for part in view.get("sections") or () if part["rows"]],
        allowed=allowed,
        barred=barred,
        timeline=sorted(view.get("timeline", ()), key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
        destruction=named(destruction, names),
        papers=view.get("papers") or (),
        needs=_by_step(view.get("needed_papers") or ()),
        paper_steps=split_steps(view.get("paper_steps") or ()),
    )


@router.get("/cases/{service}/{case_id}/notices")
async def letters(request: Request, session: SignedIn, service: CaseService, case_id: UUID) -> Response:
    """The notices of the case as they were issued, one sheet each."""
    view = named(*await loaded(request, session, service, case_id))
    texts = [row["cells"][-1] for part in view.get("sections") or () if part["key"] == _NOTICES for row in part["rows"]]
    return page(
        request,
        "letters.html",
        session=session,
        case=view,
        service_name=service,
        letters=[text.splitlines() for text in texts if text],
    )


@router.get("/cases/{service}/{case_id}/{command}")
async def command_form(
    request: Request, session: SignedIn, service: CaseService, case_id: UUID, command: CommandName
) -> Response:
    """The form of one command; of a case whose content was destroyed its page, which says so."""
    contract, view, choices = await parts(request, session, service, case_id, command)
    if view.get("erased"):
        return RedirectResponse(f"/cases/{service}/{case_id}", status_code=303)
    to = target(service, case_id, command, contract, view)
    return commands.show(request, session, to, commands.draft(contract, choices, view["version"]))


@router.post("/cases/{service}/{case_id}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, service: CaseService, case_id: UUID, command: CommandName
) -> Response:
    """Send the command, or show its form again."""
    contract, view, choices = await parts(request, session, service, case_id, command)
    to = target(service, case_id, command, contract, view)
    return await commands.send(request, session, to, commands.draft(contract, choices, view["version"]), typed)


async def loaded(
    request: Request, session: Session, service: str, case_id: UUID
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The case as it stands, and what the people of its council and its agencies are called."""
    gateway = gateway_of(request)
    view: dict[str, Any] = await gateway.services.get(service, f"/v1/cases/{case_id}", session.caller)
    people = await gateway.names.of(session.caller, str(view.get("council") or session.council))
    agencies = {str(each["agency_id"]): str(each["name"]) for each in view.get("agencies") or () if each.get("name")}
    return view, {**people, **agencies}


async def parts(
    request: Request, session: Session, service: str, case_id: UUID, command: str
) -> tuple[Contract, dict[str, Any], Choices]:
    """The command's contract, the case as it stands, and what its fields may hold; raises NoSuchPage."""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command(service, f"/v1/cases/{{case_id}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    view = named(*await loaded(request, session, service, case_id))
    staff = await commands.people(gateway.services, session, contract.schema, contract.components)
    told = choices(view, case_id, staff.people)
    return contract, view, replace(told, me=(session.person, f"自分（{session.name or session.person}）"))


def _by_step(needs: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """What each step needs, in the service's order."""
    steps: dict[str, list[Mapping[str, Any]]] = {}
    for need in needs:
        steps.setdefault(str(need["step"]), []).append(need)
    return steps


def choices(view: Mapping[str, Any], case_id: UUID, people: tuple[Option, ...]) -> Choices:
    """What fields of a command may hold, read from the case: every list and section whose rows bear an identifier."""
    sections = {part["key"]: part["rows"] for part in view.get("sections") or ()}
    lists = {
        name: tuple(_option(row) for row in rows)
        for name, rows in {**view, **sections}.items()
        if isinstance(rows, list) and rows and all(isinstance(row, dict) and _id_of(row) for row in rows)
    }
    fixed = {"case_id": str(case_id)}
    return Choices(lists=lists, people=people, fixed=fixed, view=view)


_IDS: Final = ("creditor_id", "agency_id", "person", "id")


def _id_of(row: Mapping[str, Any]) -> str | None:
    return next((str(row[name]) for name in _IDS if row.get(name)), None)


def _option(row: Mapping[str, Any]) -> Option:
    value = _id_of(row) or ""
    name = row.get("name")
    return value, str(name) if name else value


def target(service: str, case_id: UUID, command: str, contract: Contract, view: Mapping[str, Any]) -> Target:
    """Where a command of this case goes, and the page that follows."""
    here = f"/cases/{service}/{case_id}"
    return Target(
        service=service,
        path=f"/v1/cases/{case_id}/{command}",
        action=f"{here}/{command}",
        done=f"{here}?done=1",
        heading=contract.title,
        context={
            "case": view,
            "service_name": service,
            "step": step_named((*view.get("next_steps", ()), *view.get("paper_steps", ())), command),
        },
    )


def _elsewhere(view: Mapping[str, Any], service: str) -> list[str]:
    """The other services that know this case: told by the case itself, else guessed from its line."""
    told = [str(each) for each in view.get("services", ()) if each in CASE_SERVICES and each != service]
    if told:
        return told
    if service != "intake":
        return ["intake"]
    lines = {str(view.get("line") or "")}
    return (["subsidy"] if "plan_subsidy" in lines else ["support"]) if lines != {""} else []
