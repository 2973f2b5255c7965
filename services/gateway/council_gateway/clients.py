"""The services as the gateway reaches them: pooled HTTP clients, the internal token, and their OpenAPI documents."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

import httpx
from council_events.values import Purpose
from council_kit.telemetry import current_traceparent

CASE_SERVICES: Final = ("intake", "support", "subsidy")
"""The services that hold cases and answer `work` and `search` alike."""
_TIMEOUT: Final = httpx.Timeout(15.0, connect=2.0, pool=5.0)
_LIMITS: Final = httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=20.0)
"""An idle connection is given up before the service, which waits 30 seconds, may close it under a request."""
_DOCUMENT_SECONDS: Final = 300.0
_LOOK_AGAIN_SECONDS: Final = 2.0
TOKEN_SECONDS: Final = 60
_USED_FOR: Final = 45.0
"""Seconds for which a token is used again; the rest is room for a slow request and for clocks that differ."""
_MOST_KEPT: Final = 8192


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
    """One pooled client per service. Every call carries an internal token for that service and the trace."""

    def __init__(self, addresses: Mapping[str, str], tokens: Tokens) -> None:
        self._tokens = tokens
        self._clients = {
            name: httpx.AsyncClient(base_url=address, timeout=_TIMEOUT, limits=_LIMITS)
            for name, address in addresses.items()
        }

    def __contains__(self, service: str) -> bool:
        return service in self._clients

    @property
    def names(self) -> tuple[str, ...]:
        """The services, in the order of the settings."""
        return tuple(self._clients)

    async def close(self) -> None:
        """Give every connection back."""
        await asyncio.gather(*(client.aclose() for client in self._clients.values()))

    async def send(
        self,
        service: str,
        method: str,
        path: str,
        caller: Caller,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
    ) -> httpx.Response:
        """The service's answer as it is; raises ServiceUnavailable (502 unreachable, 504 too slow)."""
        carried = {**(headers or {}), "authorization": f"Bearer {self._tokens.token(caller, service)}"}
        traceparent = current_traceparent()
        if traceparent is not None:
            carried["traceparent"] = traceparent
        client = self._clients[service]
        repeatable = method == "GET" or "idempotency-key" in carried
        try:
            request = client.build_request(method, path, content=content, headers=carried)
            try:
                return await client.send(request, stream=stream)
            except httpx.RemoteProtocolError:
                if not repeatable:
                    raise
                return await client.send(request, stream=stream)  # it went away before it answered: once more
        except httpx.TimeoutException as problem:
            raise ServiceUnavailable(service, 504) from problem
        except httpx.TransportError as problem:
            raise ServiceUnavailable(service, 502) from problem

    async def get(self, service: str, path: str, caller: Caller) -> Any:
        """The JSON of a read; raises ServiceRefusal or ServiceUnavailable."""
        return _answered(service, await self.send(service, "GET", path, caller))

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
        return _answered(service, await self.send(service, "POST", path, caller, content=content, headers=headers))

    async def document(self, service: str) -> dict[str, Any]:
        """The service's OpenAPI document, fetched without a token; raises ServiceUnavailable."""
        try:
            answer = await self._clients[service].get("/openapi.json")
            answer.raise_for_status()
            document = answer.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise ServiceUnavailable(service, 502) from problem
        return dict(document)


def _answered(service: str, answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    if answer.status_code >= 500:
        raise ServiceUnavailable(service, answer.status_code)
    raise ServiceRefusal(service, answer.status_code, problem if isinstance(problem, dict) else {})


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
            if operation is not None and "requestBody" in operation:
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
