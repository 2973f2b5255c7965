"""Papers of a case in the browser: a form with a file, and the file of a paper as a download."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web import cases, commands, notices
from council_gateway.web.cases import CaseService
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.forms import Problem, Typed
from council_gateway.web.guard import KEY, VERSION, SignedIn, first, without_own
from council_gateway.web.rendering import gateway_of
from council_gateway.web.route import PageRoute
from council_gateway.web.uploads import FileSent, FormTooLargeError, read_form

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
RECEIVE: Final = "receive-document"
_PASSED_BACK: Final = ("content-type", "content-disposition", "content-length")


@router.get("/cases/{service}/{case_id}/papers/{document_id}/file")
async def file(request: Request, session: SignedIn, service: CaseService, case_id: UUID, document_id: UUID) -> Response:
    """The file of a paper, passed on in pieces; the service has recorded the read before the first."""
    path = f"/v1/cases/{case_id}/papers/{document_id}/file"
    answer = await gateway_of(request).services.stream(service, "GET", path, session.caller)
    back = {name: value for name in _PASSED_BACK if (value := answer.headers.get(name)) is not None}
    return StreamingResponse(answer.content.iter_any(), answer.status, back, background=BackgroundTask(answer.release))


@router.post("/cases/{service}/{case_id}/receive-document")
async def receive(request: Request, session: SignedIn, service: CaseService, case_id: UUID) -> Response:
    """Take the file to the service, then give the command that refers to it; whatever fails, the form comes back."""
    gateway = gateway_of(request)
    contract, view, choices = await cases.parts(request, session, service, case_id, RECEIVE)
    target = cases.target(service, case_id, RECEIVE, contract, view)
    form = commands.draft(contract, choices, view["version"])
    failed: list[tuple[ServiceRefusal | ServiceUnavailable, int]] = []

    async def send(sent: FileSent) -> dict[str, Any] | None:
        try:
            kept = await gateway.services.upload(
                service, f"/v1/cases/{case_id}/files", session.caller, sent.pieces, sent.media_type
            )
        except (ServiceRefusal, ServiceUnavailable) as problem:
            failed.append((problem, problem.status))
            return None
        return {"file": (str(kept["file"]),), "file_name": (sent.name,)}

    try:
        typed, uploaded = await read_form(request, session, send)
    except (FormTooLargeError, ValueError):
        raise NoSuchPage from None
    typed = {**typed, **(uploaded or {})}
    if not failed:
        return await commands.send(request, session, target, form, typed)
    return commands.show(request, session, target, _again(form, typed, failed[0][0]), failed[0][1])


def _again(form: commands.Draft, typed: Typed, problem: ServiceRefusal | ServiceUnavailable) -> commands.Draft:
    """The form as typed, with what was wrong with the file."""
    kept = replace(
        form, typed=without_own(typed), key=first(typed, KEY) or form.key, version=first(typed, VERSION) or form.version
    )
    if isinstance(problem, ServiceUnavailable):
        return replace(kept, notice=notices.of_outage(problem))
    return replace(
        kept,
        notice=notices.of_refusal(problem),
        problems=[Problem("file", str(problem.problem.get("detail", "ファイルを登録できませんでした。")))],
    )
