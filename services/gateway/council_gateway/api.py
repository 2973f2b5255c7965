"""The staff API: requests are passed on to the services with the internal token, answers come back as they are.

`/api/{service}/v1/…` with a bearer token of the issuer, or with the session of the browser (then a form token stands in
`X-CSRF-Token` on everything but reads). `Council-Purpose` names the purpose; without it a bearer works on cases.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from council_events.values import Purpose
from council_kit.problems import FORBIDDEN, NOT_FOUND, TOO_MANY, UNAVAILABLE, NotSignedIn, Problem, ProblemError, make
from council_kit.telemetry import REFUSALS
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.background import BackgroundTask
from starlette.routing import Route

from council_gateway.application.gateway import Gateway
from council_gateway.application.sign_in import IssuerUnreachable, SignInRefused
from council_gateway.clients import Caller, Content, ServiceUnavailable, reading

router: Final = APIRouter(include_in_schema=False)

PURPOSE_HEADER: Final = "council-purpose"
_PASSED_ON: Final = ("content-type", "accept", "idempotency-key", "if-match", "if-none-match")
_PASSED_BACK: Final = (
    "content-type",
    "content-disposition",
    "content-length",
    "content-encoding",
    "etag",
    "location",
    "retry-after",
    "www-authenticate",
)
_STREAMED_FROM: Final = 256 * 1024
"""Bytes from which an answer is passed on in pieces; a smaller one costs less whole."""
_SAFE: Final = frozenset({"GET", "HEAD"})
_STAYS_BELOW: Final = re.compile(r"/v1(/(?!\.{1,2}(/|$))[A-Za-z0-9._~:@-]+)+")
"""Paths of the services: nothing encoded, and no segment that leads up and out of what asks for a token."""
_COOKIE: Final = "council_session"
_BEARERS: Final = 4096
_INTERNAL: Final = ("/detail", "/detail/papers/{document_id}", "/details/{event_id}")
"""Ways that the gateway takes on its own account (web/details.py), and that answer nobody else."""


class Bearers:
    """Access tokens that were verified, until they expire: the signature is checked once, not on every request."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, str, dt.datetime]] = OrderedDict()

    async def identify(self, gateway: Gateway, token: str) -> tuple[str, str]:
        """Person and council; raises SignInRefused or IssuerUnreachable."""
        kept = self._kept.get(token)
        if kept is None or kept[2] <= gateway.real_now():
            claimed, until = await gateway.issuer.bearer(token)
            kept = self._kept[token] = (claimed.person, claimed.council, until)
            if len(self._kept) > _BEARERS:
                self._kept.popitem(last=False)
        return kept[0], kept[1]


async def forward(request: Request) -> Response:
    """Pass the request on; the path under /v1 is the service's own."""
    gateway: Gateway = request.app.state.gateway
    request.scope["route"] = FORWARD  # metrics and spans name the template, never the path
    service = request.path_params["service"]
    if service not in gateway.services:
        raise ProblemError(_no_such_service())
    caller = await _caller(request, gateway)
    path = request.url.path.removeprefix(f"/api/{service}")
    if not _STAYS_BELOW.fullmatch(path):
        raise ProblemError(_no_such_service())
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {name: value for name in _PASSED_ON if (value := request.headers.get(name)) is not None}
    content: Content = await request.body() if request.method not in _SAFE and not _is_file(path) else None
    if _is_file(path):
        content = request.stream()
    try:
        answer = await gateway.services.send(
            service, request.method, f"{path}{query}", caller, content=content, headers=headers
        )
        back = {name: value for name in _PASSED_BACK if (value := answer.headers.get(name)) is not None}
        if int(answer.headers.get("content-length", _STREAMED_FROM)) >= _STREAMED_FROM:
            return StreamingResponse(
                answer.content.iter_any(), answer.status, back, background=BackgroundTask(answer.release)
            )
        with reading(service):
            raw = await answer.read()
    except ServiceUnavailable as outage:
        raise ProblemError(_unavailable(outage), {"retry-after": "5"}) from outage
    return Response(raw, answer.status, back)


def _is_file(path: str) -> bool:
    """Whether a file is posted here, which goes on as it comes."""
    return path.endswith("/files")


FORWARD: Final = Route("/api/{service}/v1/{path:path}", forward, methods=["GET", "POST"])
"""A plain route of the application: nothing of the request is for the framework to validate, and that costs time."""


async def _caller(request: Request, gateway: Gateway) -> Caller:
    """Who asks, for which council and why; raises NotSignedIn and the like."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        try:
            person, council = await request.app.state.bearers.identify(gateway, token.strip())
        except SignInRefused:
            raise counted_refusal(request, gateway) from None
        except IssuerUnreachable:
            raise ProblemError(
                make(UNAVAILABLE, "認証の窓口につながりません。", "The issuer does not answer."), {"retry-after": "5"}
            ) from None
        return Caller(person, council, _purpose(request, Purpose.CASE_WORK))
    session = gateway.seal.open_session(request.cookies.get(_COOKIE, ""))
    if session is None:
        raise counted_refusal(request, gateway)
    csrf = request.headers.get("x-csrf-token", "")
    if request.method not in _SAFE and not hmac.compare_digest(csrf.encode(), session.csrf.encode()):
        raise ProblemError(
            make(FORBIDDEN, "X-CSRF-Token がありません。", "X-CSRF-Token is missing.", field="X-CSRF-Token")
        )
    return session.caller._replace(purpose=_purpose(request, session.purpose))


def _purpose(request: Request, default: Purpose) -> Purpose:
    given = request.headers.get(PURPOSE_HEADER)
    if given is None:
        return default
    found = next((purpose for purpose in Purpose if purpose == given and purpose is not Purpose.REACTION), None)
    if found is None:
        raise ProblemError(
            make(
                FORBIDDEN,
                "Council-Purpose が目的の区分にありません。",
                "Council-Purpose names no purpose.",
                field="Council-Purpose",
            )
        )
    return found


def counted_refusal(request: Request, gateway: Gateway) -> ProblemError:
    """401, or 429 when this address was refused too often in this minute. Counted, not recorded: nobody is known yet."""
    address = request.client.host if request.client else ""
    limited = gateway.refusals.refused(address, time.monotonic())
    REFUSALS.labels("gateway", "limited" if limited else "not_signed_in").inc()
    if not limited:
        return NotSignedIn()
    return ProblemError(
        make(
            TOO_MANY, "サインインのない要求が多すぎます。1分ほど待ってください。", "Too many requests without sign-in."
        ),
        {"retry-after": "60"},
    )


@router.get("/api/openapi.json")
async def openapi(request: Request) -> Response:
    """The OpenAPI documents of all services as one, under the paths of this API."""
    return JSONResponse(await merged(request.app.state.gateway))


async def merged(gateway: Gateway) -> dict[str, Any]:
    """One document; a service that does not answer is named in `x-unavailable`."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    tags, missing = [], []
    for service in gateway.services.names:
        try:
            document = await gateway.contracts.document(service)
        except ServiceUnavailable:
            missing.append(service)
            continue
        tags.append({"name": service, "description": document.get("info", {}).get("title", service)})
        for path, operations in document.get("paths", {}).items():
            if path.startswith("/v1") and not path.endswith(_INTERNAL):
                paths[f"/api/{service}{path}"] = {
                    method: _renamed({**operation, "tags": [service], "security": [{"issuer": []}]}, service)
                    for method, operation in operations.items()
                }
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            schemas[f"{service}.{name}"] = _renamed(schema, service)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "中小企業活性化協議会 職員用API",
            "version": "1",
            "description": f"要求は各サービスへ渡されます。ヘッダー {PURPOSE_HEADER} で業務の目的を示します。",
        },
        "tags": tags,
        "paths": paths | _detail(next((name for name in schemas if name.endswith(".DetailView")), None)),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "issuer": {"type": "http", "scheme": "bearer", "bearerFormat": "at+jwt (RFC 9068)"},
                "subscription": {"type": "http", "scheme": "bearer", "description": "配信契約の取得用トークン"},
            },
        },
        "x-unavailable": missing,
    }


def _detail(view: str | None) -> dict[str, Any]:
    """The addresses that `dataref` names, for the token of a subscription in place of a person. `view`: of which service that
    answered the schema is.
    """
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in ("subscription", "event", "paper")
    ]
    security: list[dict[str, list[str]]] = [{"subscription": []}]
    refused = {"description": "根拠（提供先を挙げた文書による了承、又は法の例外）がない（LAW-136-2）。理由は区別しない"}
    schema = {} if view is None else {"$ref": f"#/components/schemas/{view}"}
    whole = {"description": "了承の範囲", "content": {"application/json": {"schema": schema}}}
    return {
        "/feed/{subscription}/details/{event}": {
            "get": {
                "summary": "イベントの詳細（dataref）。取得のたびに情報の提供として記録される",
                "tags": ["feed"],
                "security": security,
                "parameters": parameters[:2],
                "responses": {"200": whole, "401": {"description": "トークンが無効"}, "403": refused},
            }
        },
        "/feed/{subscription}/details/{event}/papers/{paper}": {
            "get": {
                "summary": "詳細が挙げる書類のファイル",
                "tags": ["feed"],
                "security": security,
                "parameters": parameters,
                "responses": {
                    "200": {"description": "ファイル"},
                    "401": {"description": "トークンが無効"},
                    "403": refused,
                },
            }
        },
    }


def _renamed(node: Any, service: str) -> Any:
    """The same schema with its references under this service's name."""
    if isinstance(node, Mapping):
        return {
            key: f"#/components/schemas/{service}.{value.rpartition('/')[2]}"
            if key == "$ref" and isinstance(value, str)
            else _renamed(value, service)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_renamed(each, service) for each in node]
    return node


def _no_such_service() -> Problem:
    return make(NOT_FOUND, "このパスはありません。", "There is no such path.")


def _unavailable(outage: ServiceUnavailable) -> Problem:
    return make(
        UNAVAILABLE,
        "サービスが応答しません。時間をおいてやり直してください。同じ Idempotency-Key なら二重に記録されません。",
        "The service does not answer. Try again later; the same Idempotency-Key records it once.",
    ).model_copy(update={"status": outage.status})
