"""What begins a case: a consultation (相談), a joint request of guarantor and adviser (利用相談) and an application (利用申請)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, ServiceRefusal, Services, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Draft, Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices, Field
from council_gateway.web.forms import Control
from council_gateway.web.guard import SignedIn, TypedForm
from council_gateway.web.rendering import gateway_of
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
Company = Annotated[UUID | None, Query()]


class Opening(NamedTuple):
    """One way a case begins. `sections`: headings with the fields below them; fields not named stand in the last one.

    `registers`: the company is found in, or entered into, intake's register before the case is opened.
    """

    service: str
    path: str
    page: str
    lead: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    registers: bool = False
    verb: str = "受け付ける"
    back: str = "/work"
    leave: str = "受け付けずに戻る"
    done: str = ""
    """The page that follows; empty: the page of the new case."""


COMPANY_FIELDS: Final = (
    "company_name",
    "company_kana",
    "company_phone",
    "corporate_number",
    "legal_form",
    "industry",
    "prefecture",
    "company_address",
)
SIZE: Final = ("規模と財務", ("employees", "capital", "sales", "interest_bearing_debt"))
CONSULTATION: Final = Opening(
    "intake",
    "/v1/consultations",
    "/consultations/new",
    "窓口相談は断らずに受け付けます。分からない項目は空欄のまま受け付け、あとから記録できます。",
    (
        ("相談者", ("requester", "requester_name", "route", "channel", "assigned_to")),
        ("企業", COMPANY_FIELDS),
        SIZE,
        ("相談の内容", ("wishes", "story", "earlier_case")),
    ),
    registers=True,
)
GUARANTEE: Final = Opening(
    "intake",
    "/v1/guarantee-consultations",
    "/guarantee-consultations/new",
    "保証人と保証人支援専門家の連名の申し出（書式別４－１）により受け付けます。保証人だけの場合は窓口相談で応対します。",
    (
        (
            "保証人と専門家",
            ("requester_name", "adviser", "adviser_qualification", "received_on", "channel", "assigned_to"),
        ),
        ("主債務者", COMPANY_FIELDS),
        SIZE,
        ("相談の内容", ("story", "earlier_case")),
    ),
    registers=True,
)
APPLICATION: Final = Opening(
    "subsidy",
    "/v1/applications",
    "/applications/new",
    "申請者と認定経営革新等支援機関の連名による利用申請を受け付けます。受理の日の規定が、この案件の最後まで適用されます。",
    (
        ("申請の枠", ("track", "financial_support", "guarantee_release", "interim_requested")),
        (
            "申請者",
            ("company_name", "company_kana", "corporate_number", "legal_form", "industry", "prefecture", "employees"),
        ),
        ("財務と借入", ("sales", "interest_bearing_debt", "lenders", "guaranteed_loan")),
        ("支援機関と見積", ("agencies", "estimates")),
        ("連名と書類", ("filed_by", "main_bank_signed", "company_signed", "papers", "registry_certificate_on")),
        ("再度の利用", ("decline_cause", "reuse_reason", "reuse_ground")),
        ("県域を越える取扱い", ("cooperating_council", "out_of_area_reason")),
        ("民間金融機関による早期", ("by_private_bank", "bank_is_main", "zero_zero_balance", "bank_total_lending")),
    ),
)
PRELIMINARY: Final = Opening(
    "subsidy",
    "/v1/preliminary-advice",
    "/preliminary-advice/new",
    "利用申請の前に、認定経営革新等支援機関や金融機関等からの事前相談に助言します。利用申請があれば同じ案件で受け付けます。",
    (("事前相談", ("asker", "advised", "advice")),),
)

REGISTRATION: Final = Opening(
    "intake",
    "/v1/companies",
    "/companies/new",
    "法人番号、または名称と所在地が同じ企業が登録済みのときは、その登録が表示されます。法人番号のない個人事業主も登録できます。",
    (
        ("企業", ("name", "kana", "corporate_number", "legal_form", "industry")),
        ("所在地と連絡先", ("prefecture", "address", "phone")),
    ),
    verb="登録する",
    back="/companies",
    leave="登録せずに戻る",
    done="/companies/{case_id}?done=1",
)
AGENCY: Final = Opening(
    "subsidy",
    "/v1/agencies",
    "/agencies/new",
    "認定通知書、又は認定経営革新等支援機関検索システムの内容を登録します。同じ認定日で登録し直すと、前の内容に置き換わります。",
    (("機関", ("agency_id", "name", "kind")), ("認定", ("certified_on", "expires_on"))),
    verb="登録する",
    back="/agencies",
    leave="登録せずに戻る",
    done="/agencies?done=1",
)

OPENINGS: Final = (CONSULTATION, GUARANTEE, APPLICATION, PRELIMINARY, REGISTRATION, AGENCY)


def _offer(opening: Opening) -> None:
    """The page of one way: its form, with what is known of a company of the register, and where the form is sent to."""

    async def show(request: Request, session: SignedIn, company: Company = None) -> Response:
        return await _show(request, session, opening, company if opening.registers else None)

    async def send(request: Request, session: SignedIn, typed: TypedForm, company: Company = None) -> Response:
        return await _send(request, session, opening, typed, company if opening.registers else None)

    router.add_api_route(opening.page, show, methods=["GET"])
    router.add_api_route(opening.page, send, methods=["POST"])


for _opening in OPENINGS:
    _offer(_opening)


async def _show(request: Request, session: Session, opening: Opening, company: UUID | None = None) -> Response:
    target, draft = await _parts(request, session, opening, company)
    return commands.show(request, session, target, draft)


async def _send(
    request: Request, session: Session, opening: Opening, typed: Any, company: UUID | None = None
) -> Response:
    target, draft = await _parts(request, session, opening, company)
    return await commands.send(request, session, target, draft, typed)


async def _parts(request: Request, session: Session, opening: Opening, company: UUID | None) -> tuple[Target, Draft]:
    """The form. Its key is made when it is first drawn, so that sending it twice opens one case."""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command(opening.service, opening.path)
        register = await gateway.contracts.command("intake", REGISTER) if opening.registers else None
    except UnknownCommandError:
        raise NoSuchPage from None
    known: dict[str, Any] = {"prefecture": session.council}
    if company is not None:
        known |= (await gateway.services.get("intake", f"/v1/companies/{company}", session.caller))["known"]
    staff = await commands.people(gateway.services, session, contract.schema, contract.components)
    known |= {"assigned_to": session.person if staff.people else None}
    fixed = {"company_id": str(company)} if company is not None else {}
    draft = commands.draft(contract, Choices(people=staff.people, defaults=known, fixed=fixed))
    if register is not None:
        draft = replace(draft, fields=(*draft.fields, *_address(register)))
    return _target(gateway.services, session, opening, contract, company), draft


def _target(services: Services, session: Session, opening: Opening, contract: Contract, company: UUID | None) -> Target:
    async def with_the_company(body: dict[str, Any], key: str) -> dict[str, Any]:
        return await register_company(services, session, body, key)

    return Target(
        service=opening.service,
        path=opening.path,
        action=f"{opening.page}?company={company}" if company else opening.page,
        done=opening.done or f"/cases/{opening.service}/{{case_id}}?done=1",
        heading=contract.title,
        template="opening.html",
        context={
            "opening": opening,
            "sections": sections,
            "promises": contract.schema.get("x-promises", ()),
            "company": company,
        },
        before=with_the_company if opening.registers else None,
    )


# ---- the company behind a consultation

REGISTER: Final = "/v1/companies"
_NAMES: Final = {"name": "company_name", "kana": "company_kana", "phone": "company_phone", "address": "company_address"}
"""Fields of the register that a consultation calls otherwise."""
_AS_THEY_ARE: Final = ("corporate_number", "legal_form", "industry", "prefecture")


def _address(register: Contract) -> tuple[Field, ...]:
    """The one field of the register that a consultation does not ask for itself."""
    fields = commands.draft(register, Choices()).fields
    return tuple(replace(each, name="company_address", title="所在地") for each in fields if each.name == "address")


async def register_company(services: Services, session: Session, body: dict[str, Any], key: str) -> dict[str, Any]:
    """The body of the consultation with the company's entry: found in the register, or entered there first.

    A consultation without a company's name goes without an entry. Sent again with the same key, it is the same entry.
    A refusal names the fields as the form calls them.
    """
    address = body.pop("company_address", None)
    if body.get("company_id") or not body.get("company_name"):
        return body
    entry = {name: body[field] for name, field in _NAMES.items() if body.get(field)}
    entry |= {name: body[name] for name in _AS_THEY_ARE if body.get(name)}
    entry |= {"address": address} if address else {}
    try:
        answer = await services.post("intake", REGISTER, session.caller, entry, idempotency_key=f"{key}-company")
    except ServiceRefusal as refusal:
        raise ServiceRefusal(refusal.service, refusal.status, _renamed(refusal.problem)) from None
    return body | {"company_id": str(answer["case_id"])}


def _renamed(problem: Mapping[str, Any]) -> dict[str, Any]:
    """The register's problem, its fields under the names that the form gives them."""
    told = dict(problem)
    if told.get("field") in _NAMES:
        told["field"] = _NAMES[str(told["field"])]
    if told.get("errors"):
        told["errors"] = [{**each, "field": _NAMES.get(each["field"], each["field"])} for each in told["errors"]]
    return told


def sections(opening: Opening, controls: list[Control]) -> list[tuple[str, list[Control]]]:
    """The controls under their headings, in the order that the headings give; hidden ones and newcomers come last."""
    by_name = {control.field.name: control for control in controls}
    placed = [(title, [by_name.pop(name) for name in names if name in by_name]) for title, names in opening.sections]
    if by_name:
        placed[-1][1].extend(by_name.values())
    return placed
