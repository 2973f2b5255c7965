"""保存と廃棄: how long a case's content is kept, who decided to destroy or to hold it, and the report on a destruction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.guard import SignedIn, TypedForm
from council_gateway.web.naming import named
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps, step_named

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CommandName = Annotated[str, Path(pattern="^[a-z][a-z-]{1,80}$")]
_LEADS: Final = {
    "propose-destruction": "保存期間が満了した案件の内容を廃棄するよう発議します。認定支援機関の長が承認すると、鍵が廃棄され、内容は二度と読めなくなります。",
    "approve-destruction": "承認すると鍵が廃棄され、内容は控えの期限の後は誰にも読めなくなります。取り消せません。発議した者は承認できません。",
    "withdraw-destruction": "発議を取り下げ、保存を続けます。",
    "place-legal-hold": "解かれるまで、保存期間が満了しても廃棄できません。",
    "lift-legal-hold": "廃棄の禁止を解きます。保存期間が満了していれば、廃棄を発議できるようになります。",
}


@router.get("/retention")
async def listed(request: Request, session: SignedIn, case_id: UUID | None = None) -> Response:
    """Cases that are held or being destroyed; `case_id`: from the form above, whose page is opened."""
    if case_id is not None:
        return RedirectResponse(f"/retention/{case_id}", status_code=303)
    found = await gateway_of(request).services.get("audit", "/v1/destructions", session.caller)
    return page(request, "retention.html", session=session, items=found["items"])


@router.get("/retention/{case_id}")
async def report(request: Request, session: SignedIn, case_id: UUID, done: str = "") -> Response:
    """How the case is kept, what can be decided, and what was."""
    view = await _view(request, session, case_id)
    allowed, barred = split_steps(view["next_steps"])
    names = await gateway_of(request).names.of(session.caller, str(view["council"]))
    return page(
        request,
        "kept_case.html",
        session=session,
        view=named(view, names),
        here=f"/retention/{case_id}",
        allowed=allowed,
        barred=barred,
        done=bool(done),
    )


@router.get("/retention/{case_id}/{command}")
async def command_form(request: Request, session: SignedIn, case_id: UUID, command: CommandName) -> Response:
    """The form of one decision."""
    contract, view = await _parts(request, session, case_id, command)
    draft = commands.draft(contract, Choices(), view["version"])
    return commands.show(request, session, _target(command, contract, view), draft)


@router.post("/retention/{case_id}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, case_id: UUID, command: CommandName
) -> Response:
    """Record the decision, or show its form again."""
    contract, view = await _parts(request, session, case_id, command)
    draft = commands.draft(contract, Choices(), view["version"])
    return await commands.send(request, session, _target(command, contract, view), draft, typed)


async def _view(request: Request, session: Session, case_id: UUID) -> dict[str, Any]:
    view: dict[str, Any] = await gateway_of(request).services.get(
        "audit", f"/v1/cases/{case_id}/destruction", session.caller
    )
    return view


async def _parts(request: Request, session: Session, case_id: UUID, command: str) -> tuple[Contract, dict[str, Any]]:
    if command not in _LEADS:
        raise NoSuchPage
    try:
        contract = await gateway_of(request).contracts.command("audit", f"/v1/cases/{{case_id}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    return contract, await _view(request, session, case_id)


def _target(command: str, contract: Contract, view: Mapping[str, Any]) -> Target:
    case_id = view["case_id"]
    here = f"/retention/{case_id}"
    return Target(
        service="audit",
        path=f"/v1/cases/{case_id}/{command}",
        action=f"{here}/{command}",
        done=f"{here}?done=1",
        heading=contract.title,
        template="retention_command.html",
        context={"lead": _LEADS[command], "back": here, "step": step_named(view["next_steps"], command)},
    )
