"""A case: what it is, what can be done next and why the rest cannot, what has happened; and the forms of its commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import CASE_SERVICES, Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices, Option
from council_gateway.web.guard import SignedIn, TypedForm
from council_gateway.web.notices import provision_text
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CaseService = Annotated[str, Path(pattern="^(intake|support|subsidy)$")]
CommandName = Annotated[str, Path(pattern="^[a-z][a-z-]{1,80}$")]


@router.get("/cases/{service}/{case_id}")
async def case(request: Request, session: SignedIn, service: CaseService, case_id: UUID, done: str = "") -> Response:
    """The case as this service knows it."""
    view = await gateway_of(request).services.get(service, f"/v1/cases/{case_id}", session.caller)
    steps = [_step(each) for each in view.get("next_steps", ())]
    return page(
        request,
        "case.html",
        session=session,
        case=view,
        service_name=service,
        elsewhere=_elsewhere(view, service),
        creditors=view.get("creditors") or (),
        allowed=[step for step in steps if step["allowed"]],
        barred=[step for step in steps if not step["allowed"]],
        timeline=sorted(view.get("timeline", ()), key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
    )


@router.get("/cases/{service}/{case_id}/{command}")
async def command_form(
    request: Request, session: SignedIn, service: CaseService, case_id: UUID, command: CommandName
) -> Response:
    """The form of one command."""
    contract, view, choices = await _parts(request, session, service, case_id, command)
    target = _target(service, case_id, command, contract, view)
    return commands.show(request, session, target, commands.draft(contract, choices, view["version"]))


@router.post("/cases/{service}/{case_id}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, service: CaseService, case_id: UUID, command: CommandName
) -> Response:
    """Send the command, or show its form again."""
    contract, view, choices = await _parts(request, session, service, case_id, command)
    target = _target(service, case_id, command, contract, view)
    return await commands.send(request, session, target, commands.draft(contract, choices, view["version"]), typed)


async def _parts(
    request: Request, session: Session, service: str, case_id: UUID, command: str
) -> tuple[Contract, dict[str, Any], Choices]:
    """The command's contract, the case as it stands, and what its fields may hold; raises NoSuchPage."""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command(service, f"/v1/cases/{{case_id}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    view = await gateway.services.get(service, f"/v1/cases/{case_id}", session.caller)
    staff = await commands.people(gateway.services, session, contract.schema, contract.components)
    return contract, view, choices(contract.schema, view, case_id, staff.people)


def choices(schema: Mapping[str, Any], view: Mapping[str, Any], case_id: UUID, people: tuple[Option, ...]) -> Choices:
    """What identifier fields of a command may hold, read from the case: its creditors, its agencies, its plan's version."""
    properties = schema.get("properties", {})
    by_name: dict[str, tuple[Option, ...]] = {}
    for kind in ("creditor", "agency"):
        rows = view.get("creditors" if kind == "creditor" else "agencies") or ()
        options = tuple((str(row[f"{kind}_id"]), _named(row, f"{kind}_id")) for row in rows)
        if options:
            by_name |= {name: options for name in (f"{kind}_id", f"{kind}s", f"{kind}_ids")}
    new_ids = {name for name, prop in properties.items() if prop.get("x-new-id")}
    fixed: dict[str, Any] = {"case_id": str(case_id)} if "case_id" in properties else {}
    if "plan_version" in properties and view.get("plan_version"):
        fixed["plan_version"] = int(view["plan_version"])
    for name in new_ids:
        by_name.pop(name, None)
    return Choices(by_name=by_name, people=people, fixed=fixed, new_ids=frozenset(new_ids))


def _named(row: Mapping[str, Any], id_field: str) -> str:
    return str(row.get("name") or row.get("kind_title") or row[id_field])


def _target(service: str, case_id: UUID, command: str, contract: Contract, view: Mapping[str, Any]) -> Target:
    here = f"/cases/{service}/{case_id}"
    return Target(
        service=service,
        path=f"/v1/cases/{case_id}/{command}",
        action=f"{here}/{command}",
        done=f"{here}?done=1",
        heading=contract.title,
        context={"case": view, "service_name": service, "step": _step_of(view, command)},
    )


def _step_of(view: Mapping[str, Any], command: str) -> dict[str, Any] | None:
    return next((s for s in map(_step, view.get("next_steps", ())) if s["slug"] == command), None)


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    provision = str(step.get("provision") or "")
    slug = str(step["path"]).rstrip("/").rpartition("/")[2]
    return {**step, "slug": slug, "provision": provision, "provision_text": provision_text(provision)}


def _elsewhere(view: Mapping[str, Any], service: str) -> list[str]:
    """The other services that know this case: told by the case itself, else guessed from its line."""
    told = [str(each) for each in view.get("services", ()) if each in CASE_SERVICES and each != service]
    if told:
        return told
    if service != "intake":
        return ["intake"]
    lines = {str(view.get("line") or "")}
    return (["subsidy"] if "plan_subsidy" in lines else ["support"]) if lines != {""} else []
