"""債権者ごとの同意: one row per creditor, its answer recorded where it stands, and how far the plan is from everybody's consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.web import commands
from council_gateway.web.cases import choices
from council_gateway.web.commands import Draft
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.forms import Control
from council_gateway.web.guard import SignedIn, TypedForm, first
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import step_named

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
CONSENT: Final = "record-consent"
REFUSAL: Final = "record-refusal"
_CREDITOR: Final = "creditor_id"
_COMMAND: Final = "_command"
_CONSENTED: Final = "consented"
_LOOKS: Final = {_CONSENTED: "done", "refused": "late", "withdrawn": "soon"}


@dataclass(frozen=True)
class Row:
    """One creditor: what it has said, and the forms that its row offers (none where it cannot answer now)."""

    creditor: Mapping[str, Any]
    look: str
    consent: tuple[Control, ...] = ()
    refusal: tuple[Control, ...] = ()
    key: str = ""
    open: bool = False


@dataclass(frozen=True)
class Sent:
    """The one form that came back: for which creditor, with which command, and how it stands."""

    creditor: str
    command: str
    draft: Draft


@router.get("/cases/support/{case_id}/consents")
async def consents(request: Request, session: SignedIn, case_id: UUID, done: str = "") -> Response:
    """The table."""
    return await _table(request, session, case_id, None, done=bool(done))


@router.post("/cases/support/{case_id}/consents")
async def record(request: Request, session: SignedIn, typed: TypedForm, case_id: UUID) -> Response:
    """Record one creditor's consent or refusal from its row."""
    command = first(typed, _COMMAND)
    creditor = first(typed, _CREDITOR)
    if command not in (CONSENT, REFUSAL) or creditor is None:
        raise NoSuchPage
    gateway = gateway_of(request)
    draft = await _draft(request, command, creditor)
    target = commands.Target(
        service="support",
        path=f"/v1/cases/{case_id}/{command}",
        action=f"/cases/support/{case_id}/consents",
        done=f"/cases/support/{case_id}/consents?done=1",
        heading="",
    )
    outcome = await commands.attempt(gateway.services, session, target, draft, typed)
    if outcome.draft is None:
        return RedirectResponse(outcome.done, status_code=303)
    return await _table(request, session, case_id, Sent(creditor, command, outcome.draft), status=outcome.status)


async def _table(
    request: Request, session: Session, case_id: UUID, sent: Sent | None, *, status: int = 200, done: bool = False
) -> Response:
    view = await gateway_of(request).services.get("support", f"/v1/cases/{case_id}", session.caller)
    steps = view.get("next_steps", ())
    may_consent, may_refuse = (step_named(steps, name) for name in (CONSENT, REFUSAL))
    creditors = view.get("creditors") or ()
    rows = [await _row(request, view, case_id, creditor, may_consent, may_refuse, sent) for creditor in creditors]
    return page(
        request,
        "consents.html",
        session=session,
        status=status,
        case=view,
        rows=rows,
        consents=view["consents"],
        claimed=sum(int(row.creditor["claim"]) for row in rows),
        notice=sent.draft.notice if sent else None,
        problems=[]
        if sent is None
        else [each._replace(path=f"{sent.creditor}-{each.path}") for each in sent.draft.problems],
        barred=None if may_consent is None or may_consent["allowed"] else may_consent,
        done=done,
    )


async def _row(
    request: Request,
    view: Mapping[str, Any],
    case_id: UUID,
    creditor: Mapping[str, Any],
    may_consent: Mapping[str, Any] | None,
    may_refuse: Mapping[str, Any] | None,
    sent: Sent | None,
) -> Row:
    look = _LOOKS.get(str(creditor["status"]), "")
    if creditor["status"] == _CONSENTED:
        return Row(creditor, look)
    drawn: dict[str, tuple[Control, ...]] = {CONSENT: (), REFUSAL: ()}
    own = sent if sent is not None and sent.creditor == str(creditor[_CREDITOR]) else None
    key = own.draft.key if own else ""
    for name, step in ((CONSENT, may_consent), (REFUSAL, may_refuse)):
        if step is not None and step["allowed"]:
            came_back = own.draft if own and own.command == name else None
            drawn[name] = await _controls(request, view, case_id, name, str(creditor[_CREDITOR]), came_back)
    return Row(creditor, look, drawn[CONSENT], drawn[REFUSAL], key, own is not None)


async def _controls(
    request: Request, view: Mapping[str, Any], case_id: UUID, command: str, creditor: str, came_back: Draft | None
) -> tuple[Control, ...]:
    """The fields of a row's form; those that most rows leave alone are on the command's own page only."""
    base = came_back or await _draft(request, command, creditor, choices(view, case_id, ()))
    shown = [
        each
        for each in base.controls
        if each.field.required or each.field.name == "reason" or each.field.name == _CREDITOR
    ]
    return tuple(replace(each, scope=f"{creditor}-") for each in shown)


async def _draft(request: Request, command: str, creditor: str, known: Choices | None = None) -> Draft:
    contract = await gateway_of(request).contracts.command("support", f"/v1/cases/{{case_id}}/{command}")
    base = known or Choices()
    return commands.draft(contract, replace(base, fixed={**base.fixed, _CREDITOR: creditor}))
