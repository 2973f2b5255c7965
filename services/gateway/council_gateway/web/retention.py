"""保存と廃棄: how long the content of a case or a company's entry is kept, who decided to destroy or to hold it, and the report on a
destruction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.kept import called
from council_gateway.web.naming import named
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps, step_named

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


class Kind(NamedTuple):
    """Where audit answers for one kind of what is kept, where its pages stand, and how sentences name it."""

    path: str
    placeholder: str
    here: str
    noun: str


CASE: Final = Kind("/v1/cases", "case_id", "/retention", "案件")
COMPANY: Final = Kind("/v1/companies", "company_id", "/retention/companies", "企業の登録")
_LEADS: Final = {
    "propose-destruction": "保存期間が満了した{noun}の内容を廃棄するよう発議します。認定支援機関の長が承認すると、鍵が廃棄され、内容は二度と読めなくなります。",
    "approve-destruction": "承認すると{noun}の鍵が廃棄され、内容は控えの期限の後は誰にも読めなくなります。取り消せません。発議した者は承認できません。",
    "withdraw-destruction": "発議を取り下げ、{noun}の保存を続けます。",
    "place-legal-hold": "解かれるまで、保存期間が満了しても{noun}を廃棄できません。",
    "lift-legal-hold": "{noun}の廃棄の禁止を解きます。保存期間が満了していれば、廃棄を発議できるようになります。",
}


@router.get("/retention")
async def listed(request: Request, session: SignedIn, case_id: UUID | None = None) -> Response:
    """What is held, being destroyed, or past its period; `case_id`: from the form above, whose page is opened."""
    if case_id is not None:
        return RedirectResponse(f"/retention/{case_id}", status_code=303)
    services = gateway_of(request).services
    found, due = await asyncio.gather(
        services.get("audit", "/v1/destructions", session.caller),
        services.get("audit", "/v1/destructions/due", session.caller),
    )
    rows = [*found["items"], *due["items"]]
    names = await called(services, session, rows)
    return page(request, "retention.html", session=session, items=found["items"], due=due["items"], called=names)


# Pages of companies come first: their addresses would else be read as commands on a case.


@router.get("/retention/companies/{company_id}")
async def company(request: Request, session: SignedIn, company_id: UUID, done: str = "") -> Response:
    """How a company's entry is kept, what can be decided, and what was."""
    return await _report(request, session, COMPANY, company_id, done=bool(done))


@router.get("/retention/companies/{company_id}/{command}")
async def company_form(request: Request, session: SignedIn, company_id: UUID, command: CommandName) -> Response:
    """The form of one decision on a company's entry."""
    return await _form(request, session, COMPANY, company_id, command)


@router.post("/retention/companies/{company_id}/{command}")
async def decide_company(
    request: Request, session: SignedIn, typed: TypedForm, company_id: UUID, command: CommandName
) -> Response:
    """Record the decision, or show its form again."""
    return await _decide(request, session, typed, COMPANY, company_id, command)


@router.get("/retention/{case_id}")
async def case(request: Request, session: SignedIn, case_id: UUID, done: str = "") -> Response:
    """How the case is kept, what can be decided, and what was."""
    return await _report(request, session, CASE, case_id, done=bool(done))


@router.get("/retention/{case_id}/{command}")
async def case_form(request: Request, session: SignedIn, case_id: UUID, command: CommandName) -> Response:
    """The form of one decision on a case."""
    return await _form(request, session, CASE, case_id, command)


@router.post("/retention/{case_id}/{command}")
async def decide_case(
    request: Request, session: SignedIn, typed: TypedForm, case_id: UUID, command: CommandName
) -> Response:
    """Record the decision, or show its form again."""
    return await _decide(request, session, typed, CASE, case_id, command)


async def _report(request: Request, session: Session, kind: Kind, retained_id: UUID, *, done: bool) -> Response:
    view = await _view(request, session, kind, retained_id)
    allowed, barred = split_steps(view["next_steps"])
    gateway = gateway_of(request)
    names, of_subject = await asyncio.gather(
        gateway.names.of(session.caller, str(view["council"])), called(gateway.services, session, [view])
    )
    return page(
        request,
        "kept.html",
        session=session,
        view=named(view, names),
        noun=kind.noun,
        called=of_subject.get(str(retained_id)),
        here=f"{kind.here}/{retained_id}",
        allowed=allowed,
        barred=barred,
        done=done,
    )


async def _form(request: Request, session: Session, kind: Kind, retained_id: UUID, command: str) -> Response:
    contract, view = await _parts(request, session, kind, retained_id, command)
    draft = commands.draft(contract, Choices(), view["version"])
    return commands.show(request, session, _target(kind, command, contract, view), draft)


async def _decide(
    request: Request, session: Session, typed: TypedForm, kind: Kind, retained_id: UUID, command: str
) -> Response:
    contract, view = await _parts(request, session, kind, retained_id, command)
    draft = commands.draft(contract, Choices(), view["version"])
    return await commands.send(request, session, _target(kind, command, contract, view), draft, typed)


async def _view(request: Request, session: Session, kind: Kind, retained_id: UUID) -> dict[str, Any]:
    path = f"{kind.path}/{retained_id}/destruction"
    view: dict[str, Any] = await gateway_of(request).services.get("audit", path, session.caller)
    return view


async def _parts(
    request: Request, session: Session, kind: Kind, retained_id: UUID, command: str
) -> tuple[Contract, dict[str, Any]]:
    if command not in _LEADS:
        raise NoSuchPage
    try:
        path = f"{kind.path}/{{{kind.placeholder}}}/{command}"
        contract = await gateway_of(request).contracts.command("audit", path)
    except UnknownCommandError:
        raise NoSuchPage from None
    return contract, await _view(request, session, kind, retained_id)


def _target(kind: Kind, command: str, contract: Contract, view: Mapping[str, Any]) -> Target:
    retained_id = view["retained_id"]
    here = f"{kind.here}/{retained_id}"
    return Target(
        service="audit",
        path=f"{kind.path}/{retained_id}/{command}",
        action=f"{here}/{command}",
        done=f"{here}?done=1",
        heading=contract.title,
        template="retention_command.html",
        context={
            "lead": _LEADS[command].format(noun=kind.noun),
            "noun": kind.noun,
            "back": here,
            "step": step_named(view["next_steps"], command),
        },
    )
