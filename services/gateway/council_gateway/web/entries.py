"""An entry of a history (a case's, a company's, a person's, an organisation's): what can be corrected, and the form for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from council_directory import council as council_of
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.web import commands
from council_gateway.web.cases import CaseService
from council_gateway.web.commands import Draft, Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import YES_NO, Choices, Field, Widget, fields_of
from council_gateway.web.forms import Typed
from council_gateway.web.guard import SignedIn, TypedForm
from council_gateway.web.people import CouncilQuery, PersonPath, first_council
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
FieldQuery = Annotated[str, Query(max_length=120)]


class Kept(NamedTuple):
    """Whose history it is: where its API and its page are, `pattern` as the contract has the path, the list that leads there, and
    the `council` where addresses name one.
    """

    service: str
    path: str
    pattern: str
    page: str
    list_at: str
    list_name: str
    council: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The council, where the address names one."""
        return {"council": self.council} if self.council else {}

    def address(self, tail: str = "", **more: str) -> str:
        """An address below the page."""
        asked = self.query | {name: value for name, value in more.items() if value}
        return f"{self.page}{tail}" + (f"?{urlencode(asked)}" if asked else "")


def of_case(service: str, case_id: UUID) -> Kept:
    """A case's history."""
    at = f"/cases/{service}/{case_id}"
    return Kept(service, f"/v1/cases/{case_id}", "/v1/cases/{case_id}", at, "/work", "わたしの業務")


def of_company(company_id: UUID) -> Kept:
    """The history of a company's entry in the register."""
    at = f"/companies/{company_id}"
    return Kept("intake", f"/v1{at}", "/v1/companies/{company_id}", at, "/companies", "企業の登録")


def of_person(person: str, council: str) -> Kept:
    """A person's history in a council."""
    at = f"/people/{person}"
    return Kept("governance", f"/v1{at}", "/v1/people/{person}", at, "/people", "体制", council)


def of_organisation(council: str) -> Kept:
    """The history of a council's organisation."""
    at = "/organisation"
    return Kept("governance", f"/v1{at}", f"/v1{at}", at, "/people", "体制", council)


@router.get("/cases/{service}/{case_id}/entries/{event_id}")
async def entry_of_case(
    request: Request, session: SignedIn, service: CaseService, case_id: UUID, event_id: UUID, field: FieldQuery = ""
) -> Response:
    """The fields of the entry; with `field`, the form for that one."""
    return await _entry(request, session, of_case(service, case_id), event_id, field)


@router.post("/cases/{service}/{case_id}/entries/{event_id}")
async def correct_in_case(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    service: CaseService,
    case_id: UUID,
    event_id: UUID,
    field: FieldQuery = "",
) -> Response:
    """Send the correction, or show its form again."""
    return await _correct(request, session, typed, of_case(service, case_id), event_id, field)


@router.get("/companies/{company_id}/entries/{event_id}")
async def entry_of_company(
    request: Request, session: SignedIn, company_id: UUID, event_id: UUID, field: FieldQuery = ""
) -> Response:
    """As for a case."""
    return await _entry(request, session, of_company(company_id), event_id, field)


@router.post("/companies/{company_id}/entries/{event_id}")
async def correct_in_company(
    request: Request, session: SignedIn, typed: TypedForm, company_id: UUID, event_id: UUID, field: FieldQuery = ""
) -> Response:
    """As for a case."""
    return await _correct(request, session, typed, of_company(company_id), event_id, field)


@router.get("/people/{person}/entries/{event_id}")
async def entry_of_person(
    request: Request,
    session: SignedIn,
    person: PersonPath,
    event_id: UUID,
    council: CouncilQuery = "",
    field: FieldQuery = "",
) -> Response:
    """As for a case."""
    return await _entry(request, session, of_person(person, council or first_council(session)), event_id, field)


@router.post("/people/{person}/entries/{event_id}")
async def correct_in_person(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    person: PersonPath,
    event_id: UUID,
    council: CouncilQuery = "",
    field: FieldQuery = "",
) -> Response:
    """As for a case."""
    return await _correct(
        request, session, typed, of_person(person, council or first_council(session)), event_id, field
    )


@router.get("/organisation/entries/{event_id}")
async def entry_of_organisation(
    request: Request, session: SignedIn, event_id: UUID, council: CouncilQuery = "", field: FieldQuery = ""
) -> Response:
    """As for a case."""
    return await _entry(request, session, of_organisation(council or first_council(session)), event_id, field)


@router.post("/organisation/entries/{event_id}")
async def correct_in_organisation(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    event_id: UUID,
    council: CouncilQuery = "",
    field: FieldQuery = "",
) -> Response:
    """As for a case."""
    return await _correct(request, session, typed, of_organisation(council or first_council(session)), event_id, field)


async def _entry(request: Request, session: Session, kept: Kept, event_id: UUID, field: str) -> Response:
    view, found = await _loaded(request, session, kept, event_id)
    if field:
        target, draft = await _form(request, kept, view, found, field)
        return commands.show(request, session, target, draft)
    ways = {each["path"]: kept.address(f"/entries/{event_id}", field=each["path"]) for each in found["fields"]}
    return page(
        request, "entry.html", session=session, kept=kept, owner=_owner(kept, view), entry=found, ways_to_correct=ways
    )


async def _correct(
    request: Request, session: Session, typed: Typed, kept: Kept, event_id: UUID, field: str
) -> Response:
    view, found = await _loaded(request, session, kept, event_id)
    target, draft = await _form(request, kept, view, found, field)
    return await commands.send(request, session, target, draft, typed)


async def _loaded(
    request: Request, session: Session, kept: Kept, event_id: UUID
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Whose history it is and the entry, each as the service tells them."""
    services = gateway_of(request).services
    query = f"?{urlencode(kept.query)}" if kept.query else ""
    view = await services.get(kept.service, f"{kept.path}{query}", session.caller)
    return view, await services.get(kept.service, f"{kept.path}/entries/{event_id}{query}", session.caller)


def _owner(kept: Kept, view: Mapping[str, Any]) -> str:
    """How the case, company, person or council is called."""
    if kept.page == "/organisation":
        return council_of(kept.council).name
    header = view.get("header") or {}
    return str(view.get("company_name") or header.get("企業名") or view.get("name") or view.get("person") or "案件")


async def _form(
    request: Request, kept: Kept, view: Mapping[str, Any], entry: Mapping[str, Any], path: str
) -> tuple[Target, Draft]:
    """The form of one field; raises NoSuchPage for a field that cannot be corrected."""
    chosen = next((each for each in entry["fields"] if each["path"] == path), None)
    if chosen is None:
        raise NoSuchPage
    contract = await gateway_of(request).contracts.command(kept.service, f"{kept.pattern}/{_COMMAND}")
    asked = Choices(fixed=kept.query)
    rest = [each for each in fields_of(contract.schema, contract.components, asked) if each.name not in _OF_THE_FIELD]
    fields = (
        Field("event_id", "", Widget.HIDDEN, default=str(entry["event_id"])),
        Field("field", "", Widget.HIDDEN, default=path),
        _new_value(chosen),
        *rest,
    )
    target = Target(
        service=kept.service,
        path=f"{kept.path}/{_COMMAND}",
        action=kept.address(f"/entries/{entry['event_id']}", field=path),
        done=kept.address(done="1"),
        heading=f"「{entry['title']}」の「{chosen['label']}」を訂正する",
        template="entry_command.html",
        context={"kept": kept, "owner": _owner(kept, view)},
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
