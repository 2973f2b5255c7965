"""A service's HTTP application: its parts' life, its routes, and what is told when something is refused."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import resource
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

import psycopg
import uvicorn
from council_events.deciding import Refused
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from council_kit import input_faults
from council_kit.auth import TokenVerifier, load_public_keys
from council_kit.door import STARTED, UPLOADS, Door
from council_kit.problems import (
    GONE,
    KEY_REUSED,
    MALFORMED,
    MEDIA_TYPE,
    METHOD,
    NOT_FOUND,
    PRECONDITION,
    TOO_LARGE,
    UNAVAILABLE,
    WRITES_STOPPED,
    ProblemError,
    make,
    of_conflict,
    of_refusal,
)
from council_kit.routes import Call, command_route, kebab, title_of
from council_kit.settings_base import ServiceSettings
from council_kit.store.acting import (
    ConcurrentDecision,
    EventTooLargeError,
    KeyReusedError,
    StoreRestored,
    VersionAheadError,
)
from council_kit.telemetry import configure_logs, configure_traces, get_logger, shutdown_traces
from council_kit.vault import KeyDestroyedError, KeysAwayError, KeysRefusedError

__all__ = ["Call", "Part", "Runs", "command_route", "create_app", "kebab", "serve", "title_of"]

NOT_FOUND_BEAT: Final = 0.05
"""Seconds: a 404 leaves at a whole multiple of this after the request came, whatever was looked at to find nothing."""
_COLLECT_EVERY: Final = 20_000
"""New objects before the youngest are looked through; a page of a list makes some thousands, nearly none in a circle."""
_STOP_SECONDS: Final = 15.0
"""How long relay and runner may take to finish their batch."""

_SIGNED_BY: Final = "ゲートウェイが署名した内部トークン（Ed25519、60秒）"

_log = get_logger("process")


@runtime_checkable
class Runs(Protocol):
    """A part that runs until it is told to stop: the relay, the runner."""

    async def run(self, stop: asyncio.Event) -> None:
        """Return soon after `stop` is set; an exception takes the process down."""


Part: TypeAlias = Runs | AbstractContextManager[Any] | AbstractAsyncContextManager[Any]
"""What lives as long as the application: a pool (a context manager) or something that runs."""
Handle: TypeAlias = Callable[[Request, Any], Awaitable[Response]]


def create_app(
    service: str,
    title: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    parts: Sequence[Part] = (),
    *,
    ready: Mapping[str, Callable[[], bool]] | None = None,
    signed_in: bool = True,
    verifier: TokenVerifier | None = None,
    uploads: re.Pattern[str] = UPLOADS,
) -> FastAPI:
    """The application of one service.

    `parts` are entered in order and left in reverse; those that run become asyncio tasks, and one that ends before it
    is told to takes the process down. `ready`: what /readyz asks besides (cheap, synchronous). Every path under /v1
    needs an internal token for this service; `signed_in=False` for the gateway, which signs people in itself. `uploads`: the
    paths that take a file in place of JSON.
    """
    crashed: list[str] = []
    app = FastAPI(
        title=title,
        lifespan=_lifespan(settings, parts, crashed),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # FastAPI's own telemetry would record exception messages and follow the environment; ours does neither.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.service = service
    app.state.crashed = crashed
    for router in routers:
        app.include_router(router)
    _add_probes(app, {**(ready or {}), "parts": lambda: not crashed})
    for kind, handle in _HANDLERS.items():
        app.add_exception_handler(kind, handle)
    _describe(app, signed_in=signed_in)
    if signed_in and verifier is None:
        verifier = TokenVerifier(service, load_public_keys(settings.token_public_key))
    app.add_middleware(
        Door, service=service, verifier=verifier, uploads=uploads
    )  # outermost: wraps the routes and all handlers
    return app


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Listen until a signal or until a part crashes; then SystemExit(1), so that the supervisor starts it again.

    Sets up the logs and traces of the process first, and lets it leave no core behind: its memory holds opened keys.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    service = app.state.service
    configure_logs(service, settings.log_level)
    configure_traces(
        service, otlp_endpoint=settings.otlp_endpoint, file=settings.trace_file, ratio=settings.trace_ratio
    )
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=30,  # longer than clients keep idle connections (httpx: 5 s), so that none is closed under a request
    )
    server = uvicorn.Server(config)

    def leave() -> None:
        server.should_exit = True

    app.state.leave = leave
    server.run()
    if app.state.crashed:
        raise SystemExit(1)


def keep_what_stands() -> None:
    """Tell the collector that what was made until now stays until the end of the process.

    It need not look through it at every full round, which takes 50 to 100 ms, and stalls the request that sets it off.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, 20, 20)


def _lifespan(
    settings: ServiceSettings, parts: Sequence[Part], crashed: list[str]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        async with AsyncExitStack() as stack:
            stack.callback(shutdown_traces)
            tasks = [_start(app, part, stop, crashed) for part in [await _enter(stack, each) for each in parts] if part]
            keep_what_stands()
            _log.info("started", environment=settings.environment)
            try:
                yield
            finally:
                stop.set()
                await _finish(tasks)
                _log.info("stopped")

    return lifespan


async def _enter(stack: AsyncExitStack, part: Part) -> Runs | None:
    """Enter a context manager now; what runs is given back, to be started when all of them are entered."""
    if isinstance(part, AbstractAsyncContextManager):
        await stack.enter_async_context(part)
    elif isinstance(part, AbstractContextManager):
        stack.enter_context(part)
    return part if isinstance(part, Runs) else None


def _start(app: FastAPI, part: Runs, stop: asyncio.Event, crashed: list[str]) -> asyncio.Task[None]:
    name = type(part).__name__
    task = asyncio.create_task(part.run(stop), name=name)

    def ended(task: asyncio.Task[None]) -> None:
        if stop.is_set() or task.cancelled():
            return
        error = task.exception()
        _log.critical("a part crashed; the process stops", part=name, exc_info=error)
        crashed.append(name)
        leave: Callable[[], None] | None = getattr(app.state, "leave", None)
        if leave is not None:
            leave()

    task.add_done_callback(ended)
    return task


async def _finish(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the parts that run; those that don't end in time are cancelled."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=_STOP_SECONDS)
    for task in late:
        _log.warning("a part did not stop in time", part=task.get_name())
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _add_probes(app: FastAPI, ready: Mapping[str, Callable[[], bool]]) -> None:
    def healthz() -> Response:
        return JSONResponse({"status": "ok"})

    def readyz() -> Response:
        missing = sorted(name for name, is_ready in ready.items() if not is_ready())
        return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200)

    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    for path, endpoint in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False)


async def _on_problem(request: Request, error: ProblemError) -> Response:
    if error.problem.status == NOT_FOUND.status:
        await _until_the_beat(request)
    return error.problem.response(error.headers)


async def _until_the_beat(request: Request) -> None:
    """Hold a 404 back, so that its time does not tell whether there was something to look at."""
    passed = time.perf_counter() - request.scope.get(STARTED, time.perf_counter())
    await asyncio.sleep(NOT_FOUND_BEAT - passed % NOT_FOUND_BEAT)


async def _on_refused(_request: Request, error: Refused) -> Response:
    return of_refusal(error).response()


async def _on_conflict(_request: Request, error: ConcurrentDecision) -> Response:
    return of_conflict(error).response()


async def _on_key_reused(_request: Request, _error: KeyReusedError) -> Response:
    return make(
        KEY_REUSED,
        "同じ再送キーで別の内容が送られました。新しい操作には新しいキーを使ってください。",
        "The same Idempotency-Key came with another request. Use a new key for a new act.",
        field="Idempotency-Key",
    ).response()


async def _on_version_ahead(_request: Request, error: VersionAheadError) -> Response:
    return make(
        PRECONDITION,
        f"確かめた版（{error.expected}）はまだありません。現在の版は {error.version} です。",
        f"Version {error.expected} was never recorded; the current one is {error.version}.",
        field="If-Match",
    ).response()


async def _on_event_too_large(_request: Request, error: EventTooLargeError) -> Response:
    return make(
        TOO_LARGE,
        f"記録できる大きさを {error.over:,} バイト超えています。文章を短くしてください。",
        f"The record would be {error.over:,} bytes too large. Shorten the texts.",
        field="body",
    ).response()


async def _on_erased(_request: Request, _error: KeyDestroyedError) -> Response:
    return make(GONE, "この案件の内容は消去済みです。", "The content of this case was destroyed.").response()


async def _on_restored(_request: Request, _error: StoreRestored) -> Response:
    return make(
        WRITES_STOPPED,
        "データベースが古いバックアップから復元されたため、書き込みを止めています。管理者が復旧するまでお待ちください。",
        "The database was restored from an older backup; writes are stopped until `council recover` has run.",
    ).response({"retry-after": "60"})


async def _on_database(_request: Request, _error: psycopg.OperationalError) -> Response:
    _log.error("the database did not answer", exc_info=_error)
    return make(
        UNAVAILABLE,
        "データベースが応答しません。時間をおいてやり直してください。",
        "The database does not answer. Try again later.",
    ).response({"retry-after": "5"})


async def _on_keys(_request: Request, error: KeysAwayError | KeysRefusedError) -> Response:
    _log.error("the key service did not answer, or refused", exc_info=error)
    return make(
        UNAVAILABLE,
        "鍵の保管サービスが応答しません。時間をおいてやり直してください。",
        "The key service does not answer. Try again later.",
    ).response({"retry-after": "5"})


async def _on_invalid(_request: Request, error: RequestValidationError) -> Response:
    return input_faults.of_errors(error.errors()).response()


async def _on_http(_request: Request, error: HTTPException) -> Response:
    if error.status_code == METHOD.status:
        text = ("この操作はこのパスにありません。", "This path does not offer that method.")
        return make(METHOD, *text).response(error.headers)
    if error.status_code == MALFORMED.status:
        return input_faults.unreadable_body().response()
    return make(NOT_FOUND, "このパスはありません。", "There is no such path.").response()


_HANDLERS: Final[Mapping[type[Exception], Handle]] = {
    ProblemError: _on_problem,
    Refused: _on_refused,
    ConcurrentDecision: _on_conflict,
    KeyReusedError: _on_key_reused,
    VersionAheadError: _on_version_ahead,
    EventTooLargeError: _on_event_too_large,
    StoreRestored: _on_restored,
    KeyDestroyedError: _on_erased,
    psycopg.OperationalError: _on_database,
    KeysAwayError: _on_keys,
    KeysRefusedError: _on_keys,
    RequestValidationError: _on_invalid,
    HTTPException: _on_http,
}


def _describe(app: FastAPI, *, signed_in: bool) -> None:
    """In the OpenAPI document every answer from 400 on has the media type of problems, and the token is named."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        for operations in document.get("paths", {}).values():
            for operation in operations.values():
                for status, answer in operation.get("responses", {}).items():
                    content = answer.get("content", {})
                    if status[:1] in "45" and "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
        if signed_in:
            scheme = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _SIGNED_BY}
            document.setdefault("components", {})["securitySchemes"] = {"internal": scheme}
            document["security"] = [{"internal": []}]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents for extending the document
