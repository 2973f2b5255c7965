"""The demo's way in: sign in at the development issuer like a browser would, then the gateway's API."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlparse

import httpx

from council_local.demo.acts import Act
from council_local.issuer.settings import IssuerSettings
from council_local.people import demo_users
from council_local.troubles import Misused, Trouble

ARRIVES_WITHIN: Final = 30.0
"""Seconds until a case that another service sent on must have arrived."""
_CONNECTIONS: Final = 16


class ActRefused(Trouble):
    """A command was refused with this HTTP `status`: the platform and the demo disagree about a rule."""

    def __init__(self, act: Act, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        told = problem.get("detail", ""), problem.get("provision") or problem.get("errors") or ""
        where = f"{act.person} {act.url} {act.on}"
        super().__init__(
            f"デモの操作が受け付けられませんでした（{status}）：{where} {told[0]} {told[1]}",
            f"A command of the demo was refused ({status}): {where} {problem.get('detail_en', '')} {told[1]}",
        )


async def token_of(person: str, gateway: str, issuer: str) -> str:
    """An access token of a demo user; raises Misused where there is no such user."""
    if person not in demo_users():
        raise Misused(
            f"利用者 {person} はいません。あるもの: p13-head、hq-officer など（README）。",
            f"There is no user {person}. There are p13-head, hq-officer and others (README).",
        )
    async with Client(gateway, issuer) as client:
        return (await client.bearer(person))["authorization"].removeprefix("Bearer ")


class Client:
    """Acts as any demo user. Used as an async context manager."""

    def __init__(self, gateway: str, issuer: str) -> None:
        self._gateway = gateway
        self._issuer = issuer
        self._tokens: dict[str, str] = {}
        limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
        self._http = httpx.AsyncClient(timeout=60, limits=limits, trust_env=False)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._http.aclose()

    async def do(self, act: Act, number: int) -> None:
        """Send the command; a case that is still on its way from another service is waited for. Raises ActRefused."""
        headers = {"idempotency-key": act.key(number), "council-purpose": act.purpose}
        until = time.monotonic() + ARRIVES_WITHIN
        while True:
            try:
                answer = await self._http.post(
                    f"{self._gateway}{act.url}", json=act.json, headers=headers | await self.bearer(act.person)
                )
            except httpx.TransportError:
                # The key makes a second try safe: a kept connection may be closed just as it is used again.
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.1)
                continue
            if answer.is_success:
                return
            on_its_way = answer.status_code in (403, 404, 503) and time.monotonic() < until
            if not on_its_way:
                raise ActRefused(act, answer.status_code, answer.json())
            await asyncio.sleep(0.1)

    async def get(self, person: str, path: str, purpose: str, **query: Any) -> dict[str, Any]:
        """A read through the gateway; raises httpx.HTTPStatusError."""
        headers = {"council-purpose": purpose} | await self.bearer(person)
        answer = await self._http.get(f"{self._gateway}{path}", params=query, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def bearer(self, person: str) -> dict[str, str]:
        """The Authorization header of this person, who is signed in first where needed."""
        if person not in self._tokens:
            self._tokens[person] = await self._sign_in(person)
        return {"authorization": f"Bearer {self._tokens[person]}"}

    async def _sign_in(self, person: str) -> str:
        """Authorization code with PKCE; `prompt=none` with a hint spares the page."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        redirect, client = f"{self._gateway}/sign-in/callback", IssuerSettings.model_fields["issuer_client"].default
        asked = await self._http.get(
            f"{self._issuer}/authorize",
            params={
                "response_type": "code",
                "client_id": client,
                "redirect_uri": redirect,
                "scope": "openid",
                "state": "demo",
                "code_challenge": challenge,
                "code_challenge_method": "S256",
                "prompt": "none",
                "login_hint": person,
            },
        )
        code = parse_qs(urlparse(asked.headers["location"]).query)["code"][0]
        granted = await self._http.post(
            f"{self._issuer}/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect,
                "client_id": client,
                "code_verifier": verifier,
            },
        )
        granted.raise_for_status()
        token: str = granted.json()["access_token"]
        return token
