"""Who may come in: the session of a request, and the check that a form was ours."""

from __future__ import annotations

import hmac
import re
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from council_gateway.application.sessions import Session
from council_gateway.web.forms import Typed
from council_gateway.web.rendering import gateway_of, page

COOKIE: Final = "council_session"
PENDING_COOKIE: Final = "council_signing_in"
CSRF: Final = "_csrf"
KEY: Final = "_key"
VERSION: Final = "_version"
_OWN: Final = (CSRF, KEY, VERSION)
"""Control names of the gateway itself; they are no part of a command."""


class SignInNeeded(Exception):  # noqa: N818  # a way to the sign-in page, not a fault
    """No session, or an expired one."""


class NotOurForm(Exception):  # noqa: N818  # a refusal, not a fault
    """The form lacks the session's token: it was not drawn by us for this session."""


def session_of(request: Request) -> Session | None:
    """The session of the cookie, if there is a valid one."""
    cookie = request.cookies.get(COOKIE)
    return gateway_of(request).seal.open_session(cookie) if cookie else None


def signed_in(request: Request) -> Session:
    """The session; raises SignInNeeded."""
    session = session_of(request)
    if session is None:
        raise SignInNeeded
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


async def typed_form(request: Request, session: SignedIn) -> Typed:
    """The form as typed, without the gateway's own controls; raises NotOurForm."""
    typed = as_typed(await request.form(max_fields=2000))
    token = (typed.get(CSRF) or ("",))[0]
    if not hmac.compare_digest(token.encode(), session.csrf.encode()):
        raise NotOurForm
    return typed


_MAY_CARRY_A_FILE: Final = re.compile(r"/cases/[a-z]+/[^/]+/receive-document")
TypedForm = Annotated[Typed, Depends(typed_form)]
CommandName = Annotated[str, Path(pattern="^[a-z][a-z-]{1,80}$")]
"""A command in the address of its form."""


def as_typed(form: FormData) -> Typed:
    """Every control's values in order; files are not accepted anywhere."""
    return {name: tuple(str(value) for value in form.getlist(name) if isinstance(value, str)) for name in form}


def first(typed: Typed, name: str) -> str | None:
    """The first value of a control, None when it is missing or empty."""
    return next((value for value in typed.get(name, ()) if value), None)


def without_own(typed: Typed) -> Typed:
    """The controls that belong to the command."""
    return {name: values for name, values in typed.items() if name not in _OWN}


async def to_sign_in(request: Request, _: Exception) -> Response:
    """To the sign-in page. A form that was sent after the session had expired is held, so that nothing typed is lost."""
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        then = urlencode({"then": f"{request.url.path}{query}"})
        return RedirectResponse(f"/sign-in?{then}", status_code=303)
    return await held(request, None, 401)


async def not_our_form(request: Request, _: Exception) -> Response:
    """The form belongs to another session of the same browser (or to nobody): shown again, to be sent knowingly."""
    return await held(request, session_of(request), 403)


async def held(request: Request, session: Session | None, status: int) -> Response:
    """What was typed, kept in the page and ready to be sent again. Only for forms from our own pages."""
    own = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    origin = request.headers.get("origin")
    kept: Typed = {}
    # Only what the door has bounded is read here; a form that may carry a file is not, and no file is put down.
    with_file = _MAY_CARRY_A_FILE.fullmatch(request.url.path) is not None
    with_file = with_file or request.headers.get("content-type", "").lower().startswith("multipart/")
    if own and not with_file and (origin is None or origin == gateway_of(request).public_url):
        kept = {name: values for name, values in as_typed(await request.form(max_fields=2000)).items() if name != CSRF}
    return page(request, "held.html", session=session, status=status, kept=kept, action=request.url.path)
