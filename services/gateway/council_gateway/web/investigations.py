"""守秘に関する調査: requests, what was read beside what happened, findings, the report; and access logs that are given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from council_events.values import Purpose
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps, step_named

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
EntryQuery = Annotated[UUID | None, Query()]
After = Annotated[str, Query(max_length=100)]
_TYPED_NUMBERS: Final = Choices(asked=frozenset({"", "cases", "entry"}))
"""Numbers of cases and entries are entered by hand; `""` is one of a list."""
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEADS: Final = {
    "investigations": "相談企業又は保証人本人からの申し出だけを受け付けます。本人の案件でない番号は受け付けられません。",
    "access-logs": "本人の案件の閲覧記録だけを提供します。守秘に関する調査が行われている間は提供できません。",
}


@router.get("/investigations")
async def investigations(request: Request, session: SignedIn) -> Response:
    """The investigations about the councils of the area."""
    found = await gateway_of(request).services.get("audit", "/v1/investigations", session.caller)
    return page(request, "investigations.html", session=session, items=found["items"])


@router.get("/{kind}/new")
async def new(
    request: Request, session: SignedIn, kind: Annotated[str, Path(pattern="^(investigations|access-logs)$")]
) -> Response:
    """The form of a request, or of a log to be given."""
    contract = await gateway_of(request).contracts.command("audit", f"/v1/{kind}")
    return commands.show(request, session, _opening(kind, contract), commands.draft(contract, _TYPED_NUMBERS))


@router.post("/{kind}/new")
async def receive(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    kind: Annotated[str, Path(pattern="^(investigations|access-logs)$")],
) -> Response:
    """Receive it, or show the form again."""
    contract = await gateway_of(request).contracts.command("audit", f"/v1/{kind}")
    draft = commands.draft(contract, _TYPED_NUMBERS)
    return await commands.send(request, session, _opening(kind, contract), draft, typed)


@router.get("/access-logs/{log_id}")
async def access_log(request: Request, session: SignedIn, log_id: UUID) -> Response:
    """The log as the entitled person was given it, to read and print."""
    sheet = await gateway_of(request).services.get("audit", f"/v1/access-logs/{log_id}", session.caller)
    return page(request, "given_log.html", session=session, sheet=sheet, file=f"/access-logs/{log_id}/log.xlsx")


@router.get("/access-logs/{log_id}/log.xlsx")
async def access_log_file(request: Request, session: SignedIn, log_id: UUID) -> Response:
    """The same as a file, made by audit."""
    content = await gateway_of(request).services.read("audit", f"/v1/access-logs/{log_id}/log.xlsx", session.caller)
    name = {"content-disposition": f'attachment; filename="access-log-{str(log_id)[:8]}.xlsx"'}
    return Response(content, media_type=_SPREADSHEET, headers=name)


@router.get("/investigations/{investigation_id}")
async def investigation(request: Request, session: SignedIn, investigation_id: UUID, done: str = "") -> Response:
    """One investigation: what was asked, what can come next, what was done."""
    view = await _view(request, session, investigation_id)
    allowed, barred = split_steps(view["next_steps"])
    return page(
        request,
        "investigation.html",
        session=session,
        view=view,
        here=f"/investigations/{investigation_id}",
        allowed=allowed,
        barred=barred,
        timeline=sorted(view["timeline"], key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
    )


@router.get("/investigations/{investigation_id}/timeline")
async def timeline(
    request: Request, session: SignedIn, investigation_id: UUID, after: After = "", everything: bool = False
) -> Response:
    """The cases' events and who read them; what was read for investigations only on request (`everything`)."""
    query = f"?{urlencode({'after': after})}" if after else ""
    path = f"/v1/investigations/{investigation_id}/timeline{query}"
    found = await gateway_of(request).services.get("audit", path, session.caller)
    return page(
        request,
        "investigation_timeline.html",
        session=session,
        found=found,
        entries=[each for each in found["entries"] if everything or not _is_for_investigations(each)],
        left_out=0 if everything else sum(map(_is_for_investigations, found["entries"])),
        everything=urlencode({"everything": "true"} | ({"after": after} if after else {})),
        here=f"/investigations/{investigation_id}",
        following=urlencode({"after": found["next"]} | ({"everything": "true"} if everything else {}))
        if found["next"]
        else None,
    )


@router.get("/investigations/{investigation_id}/content/{entry}")
async def content(request: Request, session: SignedIn, investigation_id: UUID, entry: UUID) -> Response:
    """What this investigation has opened of an entry."""
    found = await gateway_of(request).services.get(
        "audit", f"/v1/investigations/{investigation_id}/content/{entry}", session.caller
    )
    here = f"/investigations/{investigation_id}"
    trail = (("守秘に関する調査", "/investigations"), ("調査", here), ("経過と閲覧", f"{here}/timeline"))
    back = f"{here}/timeline#entry-{entry}"
    return page(request, "opened_content.html", session=session, found=found, trail=trail, back=back)


@router.get("/investigations/{investigation_id}/{command}")
async def command_form(
    request: Request, session: SignedIn, investigation_id: UUID, command: CommandName, entry: EntryQuery = None
) -> Response:
    """The form of one step; `entry` names the entry of the record that it is about."""
    contract, view, choices = await _parts(request, session, investigation_id, command, entry)
    draft = commands.draft(contract, choices, view["version"])
    return commands.show(request, session, _target(command, contract, view, entry), draft)


@router.post("/investigations/{investigation_id}/{command}")
async def give_command(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    investigation_id: UUID,
    command: CommandName,
    entry: EntryQuery = None,
) -> Response:
    """Take the step, or show its form again."""
    contract, view, choices = await _parts(request, session, investigation_id, command, entry)
    draft = commands.draft(contract, choices, view["version"])
    answer = await commands.send(request, session, _target(command, contract, view, entry), draft, typed)
    if command == "open-content" and entry is not None and answer.status_code == 303:
        return RedirectResponse(f"/investigations/{investigation_id}/content/{entry}", status_code=303)
    return answer


def _is_for_investigations(entry: Mapping[str, Any]) -> bool:
    """What the investigators themselves read: on record like all else, and seldom what is looked for."""
    return bool(entry["what"] == "read" and entry["purpose_title"] == Purpose.INVESTIGATION.label)


async def _view(request: Request, session: Session, investigation_id: UUID) -> dict[str, Any]:
    view: dict[str, Any] = await gateway_of(request).services.get(
        "audit", f"/v1/investigations/{investigation_id}", session.caller
    )
    return view


async def _parts(
    request: Request, session: Session, investigation_id: UUID, command: str, entry: UUID | None
) -> tuple[Contract, dict[str, Any], Choices]:
    try:
        contract = await gateway_of(request).contracts.command(
            "audit", f"/v1/investigations/{{investigation_id}}/{command}"
        )
    except UnknownCommandError:
        raise NoSuchPage from None
    view = await _view(request, session, investigation_id)
    if entry is None:
        return contract, view, _TYPED_NUMBERS
    path = f"/v1/investigations/{investigation_id}/timeline"
    found = await gateway_of(request).services.get("audit", path, session.caller)
    of_entry: Mapping[str, Any] = next((each for each in found["entries"] if each["entry"] == str(entry)), {})
    fields = tuple((each["name"], each["label"]) for each in of_entry.get("shown", ()) if each["sealed"])
    fixed = {"entry": str(entry), "opened_case": of_entry.get("case_id")}
    return contract, view, Choices(lists={"entry_fields": fields} if fields else {}, fixed=fixed)


def _opening(kind: str, contract: Contract) -> Target:
    return Target(
        service="audit",
        path=f"/v1/{kind}",
        action=f"/{kind}/new",
        done=f"/{kind}/{{case_id}}",
        heading=contract.title,
        template="investigation_command.html",
        context={"lead": _LEADS[kind], "back": "/investigations"},
    )


def _target(command: str, contract: Contract, view: Mapping[str, Any], entry: UUID | None) -> Target:
    here = f"/investigations/{view['investigation_id']}"
    query = f"?{urlencode({'entry': str(entry)})}" if entry else ""
    return Target(
        service="audit",
        path=f"/v1{here}/{command}",
        action=f"{here}/{command}{query}",
        done=f"{here}/timeline" if entry else f"{here}?done=1",
        heading=contract.title,
        template="investigation_command.html",
        context={"back": here, "entry": entry, "step": step_named(view["next_steps"], command)},
    )
