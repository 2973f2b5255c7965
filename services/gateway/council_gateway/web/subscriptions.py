"""配信: subscriptions of other systems, for 全国本部 and auditors; and for the owner of a system, the own ones."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from council_events.contract import types
from council_events.feed import (
    EndpointStop,
    LegalBasis,
    SubscriptionEnd,
    SubscriptionPurpose,
    SuspensionCause,
    TroubleKind,
    Way,
)
from council_events.public import Tier, public_events
from council_events.values import Office
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, UnknownCommandError
from council_gateway.web import commands
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.forms import Problem
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_REQUEST: Final = "request-subscription"
STAGES: Final = {
    "requested": "申請中",
    "examined": "審査済み（承認待ち）",
    "active": "配信中",
    "suspended": "停止中",
    "refused": "不承認",
    "ended": "終了",
}
OUTCOMES: Final = {
    "delivered": "届いた",
    "refused": "受信側が拒否",
    "redirect": "転送の指示（従わない）",
    "timeout": "時間切れ",
    "unreachable": "接続できない",
    "blocked": "接続を許さない宛先",
    "broken": "通信の失敗",
}
CODES: Final = (Way, SuspensionCause, SubscriptionEnd, EndpointStop, TroubleKind)
LABELS: Final[dict[str, str]] = {
    **{member.value: member.label for codes in CODES for member in codes},
    **{event.type_name: event.ja for event in types()},
}
"""Words for the codes that these pages show; those that are written like another one stand apart."""
_LATEST: Final = 10
_TOLD_AT_ONCE: Final = 100
_TOLD_OF_A_CASE: Final = 500
_ENDS_SOON: Final = dt.timedelta(days=60)
"""A renewal takes two officers some weeks."""
WORDS: Final[dict[str, Any]] = {
    "labels": LABELS,
    "stages": STAGES,
    "outcomes": OUTCOMES,
    "tiers": {each.value: each.label for each in Tier},
    "bases": {each.value: each.label for each in LegalBasis},
    "purposes": {each.value: each.label for each in SubscriptionPurpose},
}


@router.get("/subscriptions")
async def subscriptions(request: Request, session: SignedIn) -> Response:
    """All subscriptions that the reader may see, with lag and failures."""
    found = await gateway_of(request).services.get("feed", "/v1/subscriptions?limit=500", session.caller)
    return page(
        request,
        "subscriptions.html",
        session=session,
        items=sorted(found["items"], key=_place),
        soon=(gateway_of(request).today() + _ENDS_SOON).isoformat(),
        may_ask=_owns_systems(session),
        audits=Office.AUDITOR in session.offices,
        new_id=str(uuid4()),
        **WORDS,
    )


@router.get("/subscriptions/told")
async def told(request: Request, session: SignedIn, case_id: str = "") -> Response:
    """What other systems were told of one case, event by event: for an auditor, who answers a company that asks."""
    found, problems = None, list[Problem]()
    if case_id:
        try:
            path = f"/v1/told/{UUID(case_id.strip())}?limit={_TOLD_OF_A_CASE}"
        except ValueError:
            problems.append(Problem("case_id", "案件番号を、ハイフンを含めて36文字で入れてください。"))
        else:
            found = await gateway_of(request).services.get("feed", path, session.caller)
    return page(
        request,
        "subscriptions_told.html",
        session=session,
        case_id=case_id.strip(),
        problems=problems,
        found=found,
        **WORDS,
    )


@router.get("/subscriptions/{subscription_id}/log")
async def log(
    request: Request, session: SignedIn, subscription_id: UUID, after: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """Everything that a subscription was told, in order, page by page."""
    services, here = gateway_of(request).services, f"/v1/subscriptions/{subscription_id}"
    view = await services.get("feed", here, session.caller)
    rows = await services.get("feed", f"{here}/log?after={after}&limit={_TOLD_AT_ONCE}", session.caller)
    return page(
        request,
        "subscription_log.html",
        session=session,
        view=view,
        told=rows,
        after=after,
        at_once=_TOLD_AT_ONCE,
        **WORDS,
    )


@router.get("/subscriptions/{subscription_id}")
async def subscription(request: Request, session: SignedIn, subscription_id: UUID, done: str = "") -> Response:
    """One subscription: terms, progress, deliveries, what can be done next."""
    services, here = gateway_of(request).services, f"/v1/subscriptions/{subscription_id}"
    view = await services.get("feed", here, session.caller)
    attempts = await services.get("feed", f"{here}/deliveries?limit=50", session.caller)
    told = await services.get(
        "feed", f"{here}/log?after={max(0, view['head'] - _LATEST)}&limit={_LATEST}", session.caller
    )
    allowed, barred = split_steps(view["steps"])
    return page(
        request,
        "subscription.html",
        session=session,
        view=view,
        attempts=attempts,
        told=told[::-1],
        allowed=allowed,
        barred=barred,
        ends={event.type_name: event.ends_on for event in public_events() if event.ends_on},
        mine=_owns_systems(session) and view["stage"] in ("active", "suspended"),
        done=bool(done),
        **WORDS,
    )


@router.get("/subscriptions/{subscription_id}/secrets")
async def secrets(request: Request, session: SignedIn, subscription_id: UUID) -> Response:
    """Token, password and keys, for the owner."""
    found = await gateway_of(request).services.get(
        "feed", f"/v1/subscriptions/{subscription_id}/credentials", session.caller
    )
    return page(request, "subscription_secrets.html", session=session, found=found, subscription_id=subscription_id)


@router.get("/subscriptions/{subscription_id}/{command}")
async def command_form(request: Request, session: SignedIn, subscription_id: UUID, command: CommandName) -> Response:
    """The form of one command."""
    contract, version = await _parts(request, session, subscription_id, command)
    target = _target(subscription_id, command, contract)
    return commands.show(request, session, target, commands.draft(contract, Choices(), version))


@router.post("/subscriptions/{subscription_id}/{command}")
async def give_command(
    request: Request, session: SignedIn, typed: TypedForm, subscription_id: UUID, command: CommandName
) -> Response:
    """Send the command, or show its form again."""
    contract, version = await _parts(request, session, subscription_id, command)
    target = _target(subscription_id, command, contract)
    return await commands.send(request, session, target, commands.draft(contract, Choices(), version), typed)


async def _parts(
    request: Request, session: Session, subscription_id: UUID, command: str
) -> tuple[Contract, int | None]:
    """The command's contract, and the version on record (none before the request)."""
    gateway = gateway_of(request)
    try:
        contract = await gateway.contracts.command("feed", f"/v1/subscriptions/{{subscription_id}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    if command == _REQUEST:
        return contract, None
    view: dict[str, Any] = await gateway.services.get("feed", f"/v1/subscriptions/{subscription_id}", session.caller)
    return contract, view["version"]


def _target(subscription_id: UUID, command: str, contract: Contract) -> Target:
    here = f"/subscriptions/{subscription_id}"
    return Target(
        service="feed",
        path=f"/v1{here}/{command}",
        action=f"{here}/{command}",
        done=f"{here}?done=1",
        heading=contract.title,
        template="subscription_command.html",
        context={"back": "/subscriptions" if command == _REQUEST else here},
    )


def _place(item: dict[str, Any]) -> tuple[int, str]:
    """In a list: what waits for a decision first, then what runs, then what is over; by the system's name."""
    return list(STAGES).index(item["stage"]), item["system"]


def _owns_systems(session: Session) -> bool:
    return Office.SYSTEM_OWNER in session.offices
