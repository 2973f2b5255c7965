"""The door of a service: what happens to every request before a route sees it, and to every answer before it leaves.

One pure ASGI wrapper, so that no route can forget it: trace and time it, refuse bodies that are too large or no JSON,
verify the internal token of every path under /v1, forbid caches, and turn an unexpected exception into a problem that
says nothing but a reference.
"""

from __future__ import annotations

import re
import time
from collections.abc import MutableMapping
from typing import Any, Final
from uuid import uuid4

from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from council_kit.auth import RefusalLimiter, TokenVerifier
from council_kit.blobs.storing import LARGEST_BLOB
from council_kit.problems import FAULT, MEDIA, TOO_LARGE, TOO_MANY, NotSignedIn, make
from council_kit.telemetry import HTTP_SECONDS, REFUSALS, get_logger, span

BODY_LIMIT: Final = 1_000_000
"""Bytes of a request's body; a file that is uploaded may have LARGEST_BLOB."""
UPLOADS: Final = re.compile(r"/v1/cases/[^/]+/files")
"""Paths to which files are posted as they are; the route itself streams and bounds them."""
LARGEST_UPLOAD: Final = LARGEST_BLOB + 64 * 1024
"""Bytes of an upload's body: the file, and the other fields where a form carries it."""
SIGNED_IN_PREFIX: Final = "/v1"
STARTED: Final = "council.started"
"""Scope key: the monotonic second at which the request arrived."""
IDENTITY: Final = "council.identity"
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""A caller may invent others; metrics and spans do not follow."""
_UNMATCHED: Final = "(none)"

_log = get_logger("http")


class _TooLargeError(Exception):
    """The body went over the limit while it was read."""


class Door:
    """Wraps a service's application. `verifier` None: a front end with a sign-in of its own (the gateway)."""

    def __init__(
        self,
        app: ASGIApp,
        service: str,
        verifier: TokenVerifier | None,
        *,
        body_limit: int = BODY_LIMIT,
        uploads: re.Pattern[str] = UPLOADS,
    ) -> None:
        self._app = app
        self._service = service
        self._verifier = verifier
        self._limit = body_limit
        self._uploads = uploads
        self._limiter = RefusalLimiter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[STARTED] = started = time.perf_counter()
        answer = _Answer(send)
        headers = Headers(scope=scope)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        with span("http", traceparent=headers.get("traceparent"), kind=SpanKind.SERVER) as traced:
            refusal = await self._enter(scope, headers, receive, answer)
            if refusal is not None:
                await refusal(scope, receive, answer)
            route = template_of(scope)
            traced.update_name(f"{method} {route}")
            traced.set_attributes({"http.request.method": method, "http.route": route})
            traced.set_attribute("http.response.status_code", answer.status)
        HTTP_SECONDS.labels(self._service, method, route, str(answer.status)).observe(time.perf_counter() - started)

    async def _enter(self, scope: Scope, headers: Headers, receive: Receive, answer: _Answer) -> Response | None:
        """Run the application; the answer to give instead, when it may not run or has failed before it answered."""
        try:
            refusal = self._not_admitted(scope, headers)
            if refusal is None:
                body = receive if self._is_upload(scope) else await self._bounded(headers, receive)
                await self._app(scope, body, answer)
        except _TooLargeError:
            return _too_large(self._limit)
        except Exception:
            return self._fault(scope, answer)
        return refusal

    def _not_admitted(self, scope: Scope, headers: Headers) -> Response | None:
        limit = LARGEST_UPLOAD if self._is_upload(scope) else self._limit
        if _length(headers) > limit:
            return _too_large(limit)
        if self._verifier is None or not _is_under(scope["path"], SIGNED_IN_PREFIX):
            return None
        try:
            scope[IDENTITY] = self._verifier.identify(headers.get("authorization"))
        except NotSignedIn as problem:
            return self._not_signed_in(scope, problem)
        if scope["method"] in _WITH_BODY and not self._is_upload(scope) and not _is_json(headers):
            return make(
                MEDIA,
                "本文は JSON（Content-Type: application/json）で送ってください。",
                "Send the body as JSON (Content-Type: application/json).",
                field="Content-Type",
            ).response()
        return None

    def _is_upload(self, scope: Scope) -> bool:
        return scope["method"] == "POST" and self._uploads.fullmatch(scope["path"]) is not None

    def _not_signed_in(self, scope: Scope, problem: NotSignedIn) -> Response:
        client = scope.get("client")
        limited = self._limiter.refused(client[0] if client else "", time.monotonic())
        REFUSALS.labels(self._service, "limited" if limited else "not_signed_in").inc()
        if not limited:
            return problem.problem.response(problem.headers)
        return make(
            TOO_MANY,
            "サインインのない要求が多すぎます。1分ほど待ってください。",
            "Too many requests without sign-in. Wait a minute.",
        ).response({"retry-after": "60"})

    async def _bounded(self, headers: Headers, receive: Receive) -> Receive:
        """The body as it comes; one that does not tell its length is read first, up to the limit."""
        if "transfer-encoding" not in headers:
            return receive
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                break
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self._limit:
                raise _TooLargeError
            more = message.get("more_body", False)
        body: Message = {"type": "http.request", "body": b"".join(parts), "more_body": False}
        waiting = [body]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        return again

    def _fault(self, scope: Scope, answer: _Answer) -> Response | None:
        """An exception that nobody expected: its type and place go into the log under a reference, nothing to the caller."""
        reference = uuid4().hex[:12]
        _log.exception("a request failed", reference=reference, route=template_of(scope), method=scope["method"])
        if answer.started:
            return None
        return make(
            FAULT,
            f"処理中に問題が起きました。照会番号 {reference} を添えて管理者に知らせてください。",
            f"Something went wrong. Tell an administrator the reference {reference}.",
            reference=reference,
        ).response()


class _Answer:
    """The way out: sets the headers that every answer has, and remembers the status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", "no-store")
            headers.setdefault("x-content-type-options", "nosniff")
        await self._send(message)


def _length(headers: Headers) -> int:
    """The length that the request tells; the server has already refused one that is no number."""
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _too_large(limit: int) -> Response:
    return make(
        TOO_LARGE,
        f"本文は {limit:,} バイトまでです。",
        f"The body may have at most {limit:,} bytes.",
        field="body",
    ).response({"connection": "close"})


def _is_under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


def _is_json(headers: Headers) -> bool:
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return not has_body or kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def template_of(scope: MutableMapping[str, Any]) -> str:
    """The route's path with placeholders; never the path itself. `(none)` where no route matched.

    A router included with a prefix keeps its routes as they were written; FastAPI puts the whole path beside them.
    """
    whole: Any = scope.get("fastapi", {}).get("effective_route_context")
    for route in (whole, scope.get("route")):
        path = getattr(route, "path_format", None) or getattr(route, "path", None)
        if isinstance(path, str):
            return path
    return _UNMATCHED
