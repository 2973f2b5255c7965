"""The issuer's endpoints: discovery, authorize, token, jwks, userinfo and logout.

Sources: OpenID Connect Core 1.0 §3.1, Discovery 1.0, RP-Initiated Logout 1.0; RFC 6749; RFC 7636 (PKCE, S256 only).
`prompt=none` with a `login_hint` signs a demo user in without the page: the demo and the tests drive many users so.
"""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form, Header, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict

from council_local.issuer.page import CSS, message_page, sign_in_page
from council_local.issuer.settings import IssuerSettings
from council_local.issuer.tokens import ALGORITHM, Asked, Denied, Mint, claims_of
from council_local.people import DemoUser, demo_users

POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Authorization(BaseModel):
    """The parameters of an authorization request, in the query or carried through the form."""

    model_config = ConfigDict(extra="ignore")

    response_type: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    prompt: str = ""
    login_hint: str = ""


class Choice(Authorization):
    """The same, with the demo user that was chosen on the page."""

    person: str = ""


class Exchange(BaseModel):
    """The form of the token endpoint."""

    model_config = ConfigDict(extra="ignore")

    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    client_id: str = ""
    code_verifier: str = ""


def create_app(settings: IssuerSettings) -> FastAPI:
    """The app of one issuer."""
    app = FastAPI(title="council development issuer", docs_url=None, redoc_url=None, openapi_url=None)
    mint = Mint(settings.issuer, settings.issuer_client, settings.issuer_key)
    app.include_router(_pages(_Desk(settings, mint)))
    app.include_router(_endpoints(settings, mint))
    app.add_exception_handler(Denied, _denied)
    return app


def _pages(desk: _Desk) -> APIRouter:
    """What a browser visits."""
    router = APIRouter()

    @router.get("/authorize")
    def ask(asked: Annotated[Authorization, Query()]) -> Response:
        return desk.ask(asked)

    @router.post("/authorize")
    def choose(choice: Annotated[Choice, Form()]) -> Response:
        return desk.choose(choice)

    @router.get("/logout")
    def logout(post_logout_redirect_uri: str = "", state: str = "") -> Response:
        if desk.is_ours(post_logout_redirect_uri):
            return _away(post_logout_redirect_uri, {"state": state})
        return _html(message_page("サインアウトしました", "このページを閉じてください。"))

    @router.get("/sign-in.css")
    def style() -> PlainTextResponse:
        return PlainTextResponse(CSS, media_type="text/css")

    return router


def _endpoints(settings: IssuerSettings, mint: Mint) -> APIRouter:
    """What the gateway asks."""
    router = APIRouter()

    @router.get("/.well-known/openid-configuration")
    def discovery() -> JSONResponse:
        return _json(_discovery(settings.issuer))

    @router.get("/jwks")
    def jwks() -> JSONResponse:
        return _json(mint.public_keys)

    @router.post("/token")
    def token(form: Annotated[Exchange, Form()]) -> JSONResponse:
        if form.grant_type != "authorization_code":
            raise Denied("unsupported_grant_type", "authorization_code only")
        if form.client_id != settings.issuer_client:
            raise Denied("invalid_client", "unknown client")
        return _json(mint.exchange(form.code, form.redirect_uri, form.code_verifier))

    @router.get("/userinfo")
    def userinfo(authorization: Annotated[str, Header()] = "") -> JSONResponse:
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Denied("invalid_token", "no bearer token")
        return _json(claims_of(mint.bearer(value)))

    @router.get("/healthz")
    @router.get("/readyz")
    def ready() -> JSONResponse:
        return _json({"status": "ok"})

    return router


def _denied(_: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Denied)
    status = 401 if refusal.error in ("invalid_client", "invalid_token") else 400
    return _json({"error": refusal.error, "error_description": refusal.description}, status)


class _Desk:
    """Checks authorization requests and answers them with the page or a code."""

    def __init__(self, settings: IssuerSettings, mint: Mint) -> None:
        self._settings = settings
        self._mint = mint

    def is_ours(self, address: str) -> bool:
        return any(address.startswith(known) for known in self._settings.issuer_redirects)

    def ask(self, asked: Authorization) -> Response:
        wrong = self._wrong(asked)
        if wrong is not None:
            return wrong
        if asked.prompt == "none":
            user = demo_users().get(asked.login_hint)
            if user is None:
                return _away(asked.redirect_uri, {"error": "login_required", "state": asked.state})
            return self._granted(asked, user)
        return self._page(asked)

    def choose(self, choice: Choice) -> Response:
        wrong = self._wrong(choice)
        if wrong is not None:
            return wrong
        user = demo_users().get(choice.person.strip())
        if user is None:
            return self._page(choice, "その利用者IDはありません。下の一覧から選んでください。", 422)
        return self._granted(choice, user)

    def _granted(self, asked: Authorization, user: DemoUser) -> Response:
        code = self._mint.code(Asked(asked.redirect_uri, asked.state, asked.nonce, asked.code_challenge), user)
        return _away(asked.redirect_uri, {"code": code, "state": asked.state, "iss": self._settings.issuer})

    def _page(self, asked: Authorization, problem: str = "", status: int = 200) -> Response:
        hidden = {name: value for name, value in asked.model_dump(exclude={"person", "prompt"}).items() if value}
        return _html(sign_in_page(demo_users().values(), hidden, problem), status)

    def _wrong(self, asked: Authorization) -> Response | None:
        """What is wrong with the request: shown here while the way back is not proven ours, else sent back."""
        if asked.client_id != self._settings.issuer_client or not self.is_ours(asked.redirect_uri):
            text = "client_id または redirect_uri が登録されていません。/ unknown client_id or redirect_uri"
            return _html(message_page("サインインできません", text), 400)
        error = None
        if asked.response_type != "code":
            error = "unsupported_response_type"
        elif "openid" not in asked.scope.split():
            error = "invalid_scope"
        elif asked.code_challenge_method != "S256" or len(asked.code_challenge) != 43:
            error = "invalid_request"
        return None if error is None else _away(asked.redirect_uri, {"error": error, "state": asked.state})


def _discovery(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/logout",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": ["openid", "profile"],
        "claims_supported": ["sub", "name", "council"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }


def _away(address: str, parameters: dict[str, str]) -> RedirectResponse:
    query = urlencode({name: value for name, value in parameters.items() if value})
    joint = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{joint}{query}" if query else address, status_code=303, headers=_headers())


def _html(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status_code=status, headers=_headers())


def _json(body: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(body, status_code=status, headers=_headers())


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
