"""What begins a case: a consultation (相談) and an application of the plan-subsidy programme (利用申請)."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Draft, Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.forms import Control
from council_gateway.web.guard import SignedIn, TypedForm
from council_gateway.web.rendering import gateway_of
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


class Opening(NamedTuple):
    """One way a case begins. `sections`: headings with the fields below them; fields not named stand in the last one."""

    service: str
    path: str
    page: str
    lead: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


CONSULTATION: Final = Opening(
    "intake",
    "/v1/consultations",
    "/consultations/new",
    "窓口相談は断らずに受け付けます。分からない項目は空欄のまま受け付け、あとから記録できます。",
    (
        ("相談者", ("requester", "requester_name", "route", "channel", "assigned_to")),
        (
            "企業",
            (
                "company_name",
                "company_kana",
                "company_phone",
                "corporate_number",
                "legal_form",
                "industry",
                "prefecture",
            ),
        ),
        ("規模と財務", ("employees", "capital", "sales", "interest_bearing_debt")),
        ("相談の内容", ("wishes", "story")),
    ),
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
        ("連名と書類", ("main_bank_signed", "company_signed", "papers", "registry_certificate_on")),
    ),
)


@router.get("/consultations/new")
async def new_consultation(request: Request, session: SignedIn) -> Response:
    """The empty form of a consultation."""
    return await _show(request, session, CONSULTATION)


@router.post("/consultations/new")
async def open_consultation(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """Open the consultation, or show the form again."""
    return await _send(request, session, CONSULTATION, typed)


@router.get("/applications/new")
async def new_application(request: Request, session: SignedIn) -> Response:
    """The empty form of an application."""
    return await _show(request, session, APPLICATION)


@router.post("/applications/new")
async def file_application(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """File the application, or show the form again."""
    return await _send(request, session, APPLICATION, typed)


async def _show(request: Request, session: Session, opening: Opening) -> Response:
    target, draft = await _parts(request, session, opening)
    return commands.show(request, session, target, draft)


async def _send(request: Request, session: Session, opening: Opening, typed: Any) -> Response:
    target, draft = await _parts(request, session, opening)
    return await commands.send(request, session, target, draft, typed)


async def _parts(request: Request, session: Session, opening: Opening) -> tuple[Target, Draft]:
    """The form. Its key is made when it is first drawn, so that sending it twice opens one case."""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command(opening.service, opening.path)
    except UnknownCommandError:
        raise NoSuchPage from None
    staff = await commands.people(gateway.services, session, contract.schema, contract.components)
    own = {"prefecture": session.council, "assigned_to": session.person if staff.people else None}
    draft = commands.draft(contract, Choices(people=staff.people, defaults=own))
    target = Target(
        service=opening.service,
        path=opening.path,
        action=opening.page,
        done=f"/cases/{opening.service}/{{case_id}}?done=1",
        heading=contract.title,
        template="opening.html",
        context={"opening": opening, "sections": sections},
    )
    return target, draft


def sections(opening: Opening, controls: list[Control]) -> list[tuple[str, list[Control]]]:
    """The controls under their headings, in the order that the headings give; hidden ones and newcomers come last."""
    by_name = {control.field.name: control for control in controls}
    placed = [(title, [by_name.pop(name) for name in names if name in by_name]) for title, names in opening.sections]
    if by_name:
        placed[-1][1].extend(by_name.values())
    return placed
