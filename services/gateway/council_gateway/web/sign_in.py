"""Signing in and out, and the choice of the purpose for which somebody works."""

from __future__ import annotations

import datetime as dt
import hmac
import time
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from council_kit.telemetry import REFUSALS, get_logger
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.gateway import Gateway
from council_gateway.application.sessions import PendingSignIn, Session, new_session
from council_gateway.application.sign_in import Claimed, IssuerUnreachable, SignInRefused
from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web import labels
from council_gateway.web.guard import COOKIE, PENDING_COOKIE, SignedIn, TypedForm, first, session_of, typed_form
from council_gateway.web.navigation import home
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_log: Final = get_logger(__name__)
_PENDING: Final = dt.timedelta(minutes=10)


@router.get("/")
def start(request: Request) -> Response:
    """The first screen of this person, or the sign-in page."""
    session = session_of(request)
    return RedirectResponse(home(session) if session else "/sign-in", status_code=303)


@router.get("/sign-in")
def sign_in(request: Request, then: str = "", problem: str = "") -> Response:
    """The page with the one button that leads to the issuer."""
    return page(request, "sign_in.html", session=session_of(request), then=_local(then), problem=problem)


@router.get("/sign-in/start")
async def leave(request: Request, then: str = "") -> Response:
    """To the issuer, with what is needed to recognise the way back in a cookie of ten minutes."""
    gateway = gateway_of(request)
    try:
        departure = await gateway.issuer.departure(_redirect_uri(gateway))
    except IssuerUnreachable:
        _log.warning("issuer unreachable")
        return page(request, "sign_in.html", status=502, then=_local(then), problem="issuer")
    pending = PendingSignIn(
        state=departure.state,
        nonce=departure.nonce,
        verifier=departure.verifier,
        then=_local(then),
        expires_at=gateway.real_now() + _PENDING,
    )
    answer = RedirectResponse(departure.url, status_code=303)
    _set(answer, gateway, PENDING_COOKIE, gateway.seal.seal(pending), int(_PENDING.total_seconds()))
    return answer


@router.get("/sign-in/callback")
async def come_back(
    request: Request, state: Annotated[str, Query()] = "", code: Annotated[str, Query()] = "", error: str = ""
) -> Response:
    """Back from the issuer: verify, find the offices, open the session."""
    gateway = gateway_of(request)
    pending = gateway.seal.open_pending(request.cookies.get(PENDING_COOKIE, ""))
    if pending is None or not code or error or not hmac.compare_digest(pending.state.encode(), state.encode()):
        return _refused(request, gateway, pending)
    try:
        claimed = await gateway.issuer.arrive(code, pending.verifier, pending.nonce, _redirect_uri(gateway))
    except SignInRefused as refused:
        _log.warning("sign-in refused", error=str(refused))
        return _refused(request, gateway, pending)
    except IssuerUnreachable:
        return _again("issuer", pending)
    session = await _open_session(gateway, claimed)
    then = pending.then or home(session)
    if len(labels.purposes(session.offices)) > 1:
        then = f"/purpose?{urlencode({'then': pending.then})}"
    answer = RedirectResponse(then, status_code=303)
    answer.delete_cookie(PENDING_COOKIE)
    _keep(answer, gateway, session)
    return answer


@router.get("/purpose")
def choose_purpose(request: Request, session: SignedIn, then: str = "") -> Response:
    """The purposes that these offices offer."""
    offered = labels.purposes(session.offices)
    return page(request, "purpose.html", session=session, purposes=offered, then=_local(then), missing=False)


@router.post("/purpose")
def chosen_purpose(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """Go on with the purpose chosen; it is recorded on every act and every read from now on."""
    gateway = gateway_of(request)
    chosen, then = first(typed, "purpose"), _local(first(typed, "then") or "")
    offered = labels.purposes(session.offices)
    purpose = next((each for each in offered if each == chosen), None)
    if purpose is None:
        return page(request, "purpose.html", session=session, status=422, purposes=offered, then=then, missing=True)
    changed = session.model_copy(update={"purpose": purpose})
    answer = RedirectResponse(then or home(changed), status_code=303)
    _keep(answer, gateway, changed)
    return answer


@router.post("/sign-out", dependencies=[Depends(typed_form)])
async def sign_out(request: Request, session: SignedIn) -> Response:
    """End this session, here and at the issuer."""
    gateway = gateway_of(request)
    gateway.seal.sign_out(session)
    elsewhere = await gateway.issuer.sign_out_address(f"{gateway.public_url}/signed-out")
    answer = RedirectResponse(elsewhere or "/signed-out", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/signed-out")
def signed_out(request: Request) -> Response:
    """Where a sign-out ends."""
    return page(request, "sign_in.html", then="", problem="signed_out")


async def _open_session(gateway: Gateway, claimed: Claimed) -> Session:
    """A session with the offices that governance knows. Without governance's answer nobody is locked out: case work is offered."""
    session = new_session(
        claimed.person, claimed.council, claimed.name, gateway.real_now() + dt.timedelta(hours=gateway.session_hours)
    )
    try:
        offices = _offices(await gateway.services.get("governance", "/v1/me", session.caller))
    except (ServiceRefusal, ServiceUnavailable):
        _log.warning("offices unknown at sign-in")
        offices = ()
    return session.model_copy(update={"offices": offices, "purpose": labels.purposes(offices)[0]})


def _offices(me: Any) -> tuple[str, ...]:
    held = me.get("offices", ()) if isinstance(me, dict) else ()
    return tuple(dict.fromkeys(str(each["office"] if isinstance(each, dict) else each) for each in held))


def _keep(answer: Response, gateway: Gateway, session: Session) -> None:
    _set(answer, gateway, COOKIE, gateway.seal.seal(session), gateway.session_hours * 3600)


def _set(answer: Response, gateway: Gateway, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, max_age=seconds, httponly=True, secure=gateway.secure, samesite="lax", path="/")


def _refused(request: Request, gateway: Gateway, pending: PendingSignIn | None) -> Response:
    """Counted, not recorded: nobody is known yet whom a record could name. Too many from one address have to wait."""
    REFUSALS.labels("gateway", "sign_in").inc()
    address = request.client.host if request.client else "unknown"
    if gateway.refusals.refused(address, time.monotonic()):
        return page(request, "sign_in.html", status=429, then="", problem="attempts")
    return _again("refused", pending)


def _again(problem: str, pending: PendingSignIn | None) -> Response:
    answer = RedirectResponse(f"/sign-in?problem={problem}", status_code=303)
    if pending is not None:
        answer.delete_cookie(PENDING_COOKIE)
    return answer


def _redirect_uri(gateway: Gateway) -> str:
    return f"{gateway.public_url}/sign-in/callback"


def _local(then: str) -> str:
    """A path of our own, or nothing: no other site may be reached through `then`."""
    return then if then.startswith("/") and not then.startswith(("//", "/\\")) and "\\" not in then else ""
