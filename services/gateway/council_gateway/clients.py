"""The services as the gateway reaches them: pooled HTTP clients, the internal token, and their OpenAPI documents."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import aiohttp
from council_events.values import Purpose
from council_kit.telemetry import current_traceparent

CASE_SERVICES: Final = ("intake", "support", "subsidy")
"""The services that hold cases and answer `work` and `search` alike."""
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, connect=5.0, sock_connect=2.0, sock_read=15.0)
"""Seconds: for a free connection, for a new one, and between two pieces of an answer."""
_CONNECTIONS: Final = 64
"""To each service."""
_IDLE_SECONDS: Final = 20.0
"""An idle connection is given up before the service, which waits 30 seconds, may close it under a request."""
_DOCUMENT_SECONDS: Final = 300.0
_LOOK_AGAIN_SECONDS: Final = 2.0
TOKEN_SECONDS: Final = 60
_USED_FOR: Final = 45.0
"""Seconds for which a token is used again; the rest is room for a slow request and for clocks that differ."""
_MOST_KEPT: Final = 8192


Content: TypeAlias = bytes | AsyncIterator[bytes] | None
"""A body: whole, as it comes, or none."""


class ServiceUnavailable(Exception):  # noqa: N818  # a state of the service, said by its name
    """The service does not answer, or answers with a fault of its own; `status` is what the caller is told."""

    def __init__(self, service: str, status: int) -> None:
        super().__init__(f"{service} is not available")
        self.service: Final = service
        self.status: Final = status


class ServiceRefusal(Exception):  # noqa: N818  # the service's answer, not a fault
    """The service said no: the problem document (RFC 9457) as it came."""

    def __init__(self, service: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{service} refused with {status}")
        self.service: Final = service
        self.status: Final = status
        self.problem: Final = problem


class UnknownCommandError(LookupError):
    """The service's OpenAPI document knows no such command."""


class Contract(NamedTuple):
    """One command as a service publishes it: its JSON Schema and the components that the schema refers to."""

    title: str
    description: str
    schema: Mapping[str, Any]
    components: Mapping[str, Mapping[str, Any]]


class Caller(NamedTuple):
    """For whom, for which council and why the gateway calls a service."""

    person: str
    council: str
    purpose: Purpose


class Tokens:
    """Signs on first use and remembers; `sign(caller, audience)` makes a token of TOKEN_SECONDS."""

    def __init__(self, sign: Callable[[Caller, str], str], seconds: Callable[[], float] = time.monotonic) -> None:
        self._sign = sign
        self._seconds = seconds
        self._kept: OrderedDict[tuple[Caller, str], tuple[float, str]] = OrderedDict()

    def token(self, caller: Caller, audience: str) -> str:
        """A token that this audience accepts for at least another 15 seconds."""
        now = self._seconds()
        kept = self._kept.get((caller, audience))
        if kept is not None and now - kept[0] < _USED_FOR:
            return kept[1]
        token = self._sign(caller, audience)
        self._kept[(caller, audience)] = (now, token)
        self._kept.move_to_end((caller, audience))
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return token


class Services:
    """The services, over kept connections. Every call carries an internal token for that service and the trace.

    Opened and closed with the application (`async with`). aiohttp, because its parsers are compiled: the gateway spends
    most of its time in this client.
    """

    def __init__(self, addresses: Mapping[str, str], tokens: Tokens) -> None:
        self._addresses = {name: address.rstrip("/") for name, address in addresses.items()}
        self._tokens = tokens
        self._opened: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Services:
        self._opened = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, limit_per_host=_CONNECTIONS, keepalive_timeout=_IDLE_SECONDS),
            timeout=_TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("accept-encoding", "user-agent", "content-type"),
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Give every connection back."""
        await self._session.close()

    @property
    def _session(self) -> aiohttp.ClientSession:
        assert self._opened is not None, "the application has not been entered"
        return self._opened

    def __contains__(self, service: str) -> bool:
        return service in self._addresses

    @property
    def names(self) -> tuple[str, ...]:
        """The services, in the order of the settings."""
        return tuple(self._addresses)

    async def send(
        self,
        service: str,
        method: str,
        path: str,
        caller: Caller,
        *,
        content: Content = None,
        headers: Mapping[str, str] | None = None,
    ) -> aiohttp.ClientResponse:
        """The service's answer as it is, its body not yet read: read or release it.

        Raises ServiceUnavailable (502 unreachable, 504 too slow), as reading the body does with `reading`.
        """
        carried = {**(headers or {}), "authorization": f"Bearer {self._tokens.token(caller, service)}"}
        traceparent = current_traceparent()
        if traceparent is not None:
            carried["traceparent"] = traceparent
        whole = content is None or isinstance(content, bytes)
        repeatable = whole and (method == "GET" or "idempotency-key" in carried)
        with reading(service):
            try:
                return await self._request(service, method, path, carried, content)
            except aiohttp.ConnectionTimeoutError:  # as it seems to a loop that was held too: nothing has been sent
                if not whole:
                    raise
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):  # gone before it answered
                if not repeatable:
                    raise
            return await self._request(service, method, path, carried, content)

    async def _request(
        self, service: str, method: str, path: str, headers: Mapping[str, str], content: Content
    ) -> aiohttp.ClientResponse:
        address = f"{self._addresses[service]}{path}"
        return await self._session.request(method, address, data=content, headers=headers, allow_redirects=False)

    async def stream(self, service: str, method: str, path: str, caller: Caller) -> aiohttp.ClientResponse:
        """A long answer, its body not yet read; raises ServiceRefusal or ServiceUnavailable where there is none."""
        answer = await self.send(service, method, path, caller)
        if not answer.ok:
            await _answered(service, answer)
        return answer

    async def upload(
        self, service: str, path: str, caller: Caller, pieces: AsyncIterator[bytes], media_type: str
    ) -> Any:
        """Send a file on as it comes in; the JSON answer. Raises ServiceRefusal or ServiceUnavailable."""
        headers = {"content-type": media_type}
        answer = await self.send(service, "POST", path, caller, content=pieces, headers=headers)
        return json.loads(await _answered(service, answer))

    async def get(self, service: str, path: str, caller: Caller, *, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON of a read; raises ServiceRefusal or ServiceUnavailable."""
        return json.loads(await self.read(service, path, caller, headers=headers))

    async def read(self, service: str, path: str, caller: Caller, *, headers: Mapping[str, str] | None = None) -> bytes:
        """What a read gives, a file perhaps; raises ServiceRefusal or ServiceUnavailable."""
        return await _answered(service, await self.send(service, "GET", path, caller, headers=headers))

    async def post(
        self,
        service: str,
        path: str,
        caller: Caller,
        body: Mapping[str, Any],
        *,
        idempotency_key: UUID | str | None = None,
        version: int | str | None = None,
    ) -> Any:
        """The JSON answer to a command or a query; `version` is the one on the reader's screen (If-Match)."""
        headers = {"content-type": "application/json"}
        if idempotency_key is not None:
            headers["idempotency-key"] = str(idempotency_key)
        if version is not None:
            headers["if-match"] = f'"{version}"'
        content = json.dumps(body, ensure_ascii=False).encode()
        answer = await self.send(service, "POST", path, caller, content=content, headers=headers)
        return json.loads(await _answered(service, answer))

    async def document(self, service: str) -> dict[str, Any]:
        """The service's OpenAPI document, fetched without a token; raises ServiceUnavailable."""
        with reading(service):
            async with await self._request(service, "GET", "/openapi.json", {}, None) as answer:
                if not answer.ok:
                    raise ServiceUnavailable(service, 502)
                document = json.loads(await answer.read())
        return dict(document)


@contextlib.contextmanager
def reading(service: str) -> Iterator[None]:
    """Tells what goes wrong on the way as ServiceUnavailable: 504 where the service is too slow, else 502."""
    try:
        yield
    except TimeoutError as problem:
        raise ServiceUnavailable(service, 504) from problem
    except (aiohttp.ClientError, ValueError) as problem:
        raise ServiceUnavailable(service, 502) from problem


async def _answered(service: str, answer: aiohttp.ClientResponse) -> bytes:
    with reading(service):
        raw = await answer.read()
    if answer.ok:
        return raw
    if answer.status >= 500:
        raise ServiceUnavailable(service, answer.status)
    raise ServiceRefusal(service, answer.status, _problem(raw))


def _problem(raw: bytes) -> dict[str, Any]:
    """The problem document of a refusal, empty where the body is none."""
    try:
        problem = json.loads(raw)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


class Contracts:
    """The services' OpenAPI documents, kept five minutes, so that no page waits for a schema."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = asyncio.Lock()

    async def document(self, service: str, *, at_most: float = _DOCUMENT_SECONDS) -> dict[str, Any]:
        """The document, at most `at_most` seconds old; raises ServiceUnavailable."""
        kept = self._kept.get(service)
        if kept is not None and time.monotonic() - kept[0] < at_most:
            return kept[1]
        async with self._lock:
            kept = self._kept.get(service)
            if kept is None or time.monotonic() - kept[0] >= at_most:
                kept = (time.monotonic(), await self._services.document(service))
                self._kept[service] = kept
        return kept[1]

    async def command(self, service: str, path: str) -> Contract:
        """The command posted to this path template; an unknown one is looked up afresh once. Raises UnknownCommandError."""
        for at_most in (_DOCUMENT_SECONDS, _LOOK_AGAIN_SECONDS):
            document = await self.document(service, at_most=at_most)
            operation = document.get("paths", {}).get(path, {}).get("post")
            if operation is not None and "application/json" in operation.get("requestBody", {}).get("content", {}):
                return _contract(operation, document.get("components", {}).get("schemas", {}))
        raise UnknownCommandError(path)

    async def components(self, service: str) -> Mapping[str, Mapping[str, Any]]:
        """The schemas that the service names, code lists among them."""
        document = await self.document(service)
        components: Mapping[str, Mapping[str, Any]] = document.get("components", {}).get("schemas", {})
        return components


def _contract(operation: Mapping[str, Any], components: Mapping[str, Mapping[str, Any]]) -> Contract:
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = components[str(schema["$ref"]).rpartition("/")[2]]
    title = str(schema.get("title") or operation.get("summary") or "")
    return Contract(title, str(operation.get("description", "")), schema, components)
