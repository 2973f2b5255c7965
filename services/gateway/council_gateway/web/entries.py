"""An entry of a case's history: which of its fields can be corrected, and the form that corrects one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.web import commands
from council_gateway.web.cases import CaseService
from council_gateway.web.commands import Draft, Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import YES_NO, Choices, Field, Widget, fields_of
from council_gateway.web.guard import SignedIn, TypedForm
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_COMMAND: Final = "correct-entry"
_WIDGETS: Final = {
    "day": Widget.DATE,
    "number": Widget.WHOLE,
    "ratio": Widget.DECIMAL,
    "flag": Widget.SELECT,
    "choice": Widget.SELECT,
    "choices": Widget.CHECKBOXES,
    "word": Widget.CODE,
    "text": Widget.TEXTAREA,
}
_OF_THE_FIELD: Final = ("event_id", "field", "value", "choices")


@router.get("/cases/{service}/{case_id}/entries/{event_id}")
async def entry(
    request: Request, session: SignedIn, service: CaseService, case_id: UUID, event_id: UUID, field: str = ""
) -> Response:
    """The fields of the entry; with `field`, the form for that one."""
    view, found = await _loaded(request, session, service, case_id, event_id)
    if not field:
        return page(
            request, "entry.html", session=session, case=view, service_name=service, entry=found, event_id=event_id
        )
    target, draft = await _form(request, service, view, found, field)
    return commands.show(request, session, target, draft)


@router.post("/cases/{service}/{case_id}/entries/{event_id}")
async def correct(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    service: CaseService,
    case_id: UUID,
    event_id: UUID,
    field: str = "",
) -> Response:
    """Send the correction, or show its form again."""
    view, found = await _loaded(request, session, service, case_id, event_id)
    target, draft = await _form(request, service, view, found, field)
    return await commands.send(request, session, target, draft, typed)


async def _loaded(
    request: Request, session: Session, service: str, case_id: UUID, event_id: UUID
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The case and the entry, each as the service tells them."""
    services = gateway_of(request).services
    view = await services.get(service, f"/v1/cases/{case_id}", session.caller)
    return view, await services.get(service, f"/v1/cases/{case_id}/entries/{event_id}", session.caller)


async def _form(
    request: Request, service: str, view: Mapping[str, Any], entry: Mapping[str, Any], path: str
) -> tuple[Target, Draft]:
    """The form of one field; raises NoSuchPage for a field that cannot be corrected."""
    chosen = next((each for each in entry["fields"] if each["path"] == path), None)
    if chosen is None:
        raise NoSuchPage
    contract = await gateway_of(request).contracts.command(service, f"/v1/cases/{{case_id}}/{_COMMAND}")
    rest = [
        each for each in fields_of(contract.schema, contract.components, Choices()) if each.name not in _OF_THE_FIELD
    ]
    fields = (
        Field("event_id", "", Widget.HIDDEN, default=str(entry["event_id"])),
        Field("field", "", Widget.HIDDEN, default=path),
        _new_value(chosen),
        *rest,
    )
    here = f"/cases/{service}/{view['case_id']}"
    target = Target(
        service=service,
        path=f"/v1/cases/{view['case_id']}/{_COMMAND}",
        action=f"{here}/entries/{entry['event_id']}?field={path}",
        done=f"{here}?done=1",
        heading=f"「{entry['title']}」の「{chosen['label']}」を訂正する",
        context={"case": view, "service_name": service},
    )
    return target, Draft(fields, version=str(view["version"]))


def _new_value(field: Mapping[str, Any]) -> Field:
    """The control for the right value, holding what stands there now."""
    widget = _WIDGETS[str(field["shape"])]
    if widget is Widget.WHOLE and "円" in str(field["label"]):
        widget = Widget.YEN
    options = tuple((str(each["value"]), str(each["label"])) for each in field["options"])
    many = widget is Widget.CHECKBOXES
    return Field(
        name="choices" if many else "value",
        title=f"正しい{field['label']}",
        widget=widget,
        required=not field["may_be_empty"],
        description="空にすると、記録のない項目になります" if field["may_be_empty"] else "",
        options=YES_NO if field["shape"] == "flag" else options,
        default=list(field["values"]) if many else field["value"] or None,
        is_list=many,
    )
