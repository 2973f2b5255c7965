"""OpenID Connect as a relying party: discovery, authorization code with PKCE (S256), verified ID and access tokens.

Sources: OpenID Connect Core 1.0 §3.1 and Discovery 1.0; RFC 7636 (PKCE); RFC 9068 (JWT access tokens); RFC 9207 is not needed
with a single issuer. Nothing but who signed in is taken from the issuer: offices are governance's.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from council_events.values import PersonId
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import TypeAdapter, ValidationError

ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Asymmetric only: a shared-secret algorithm would let a public key be used as a secret."""
_ID_TOKEN: Final = ("jwt",)
_ACCESS_TOKEN: Final = ("at+jwt", "application/at+jwt")
"""Kinds by the `typ` header (RFC 9068 §4): an ID token is never good as an access token, nor the other way round."""
_DISCOVERY_FOR: Final = dt.timedelta(hours=1)
_REFETCH_AFTER: Final = dt.timedelta(seconds=10)
_PERSON: Final[TypeAdapter[str]] = TypeAdapter(PersonId)


class SignInRefused(Exception):  # noqa: N818  # a refusal, not a fault
    """The issuer's answer does not prove who signed in; the reason is for the log, never for the screen."""


class IssuerUnreachable(Exception):  # noqa: N818  # a state of the issuer, said by its name
    """The issuer does not answer, or not as its protocol says."""


@dataclass(frozen=True)
class Claimed:
    """Whom the issuer vouches for: the person, the council it stands for, and a display name."""

    person: str
    council: str
    name: str


@dataclass(frozen=True)
class Departure:
    """What is needed to leave for the issuer, and to recognise the way back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Issuer:
    """One OpenID provider. Discovery is kept for an hour; the keys until an unknown one is named."""

    def __init__(
        self,
        address: str,
        client_id: str,
        client_secret: str | None,
        audience: str,
        http: httpx.AsyncClient,
        real_now: Callable[[], dt.datetime],
    ) -> None:
        self._address = address.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._audience = audience
        self._http = http
        self._now = real_now
        self._document: dict[str, Any] = {}
        self._document_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._keys: KeySet | None = None
        self._keys_at = self._document_at
        self._lock = asyncio.Lock()

    async def departure(self, redirect_uri: str) -> Departure:
        """Where to send the browser; raises IssuerUnreachable."""
        document = await self._discovered()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return Departure(f"{document['authorization_endpoint']}?{urlencode(asked)}", state, nonce, verifier)

    async def arrive(self, code: str, verifier: str, nonce: str, redirect_uri: str) -> Claimed:
        """Exchange the code and verify the ID token; raises SignInRefused or IssuerUnreachable."""
        document = await self._discovered()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": verifier,
        }
        if self._client_secret is not None:
            form["client_secret"] = self._client_secret
        try:
            answer = await self._http.post(document["token_endpoint"], data=form)
            tokens = answer.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise IssuerUnreachable("the token endpoint does not answer") from problem
        if answer.status_code != httpx.codes.OK or not isinstance(tokens.get("id_token"), str):
            raise SignInRefused("the code was not exchanged")
        claims = await self._verified(tokens["id_token"], self._client_id, _ID_TOKEN)
        if claims.get("nonce") != nonce:
            raise SignInRefused("the ID token answers another request")
        return _claimed(claims)

    async def bearer(self, token: str) -> tuple[Claimed, dt.datetime]:
        """Whom an access token stands for, and until when; raises SignInRefused or IssuerUnreachable."""
        claims = await self._verified(token, self._audience, _ACCESS_TOKEN)
        return _claimed(claims), dt.datetime.fromtimestamp(claims["exp"], dt.UTC)

    async def sign_out_address(self, back_to: str) -> str | None:
        """Where the issuer's own session is ended (RP-Initiated Logout 1.0), if it says so and answers."""
        try:
            document = await self._discovered()
        except IssuerUnreachable:
            return None
        address = document.get("end_session_endpoint")
        if not address:
            return None
        return f"{address}?{urlencode({'client_id': self._client_id, 'post_logout_redirect_uri': back_to})}"

    async def _verified(self, token: str, audience: str, kinds: tuple[str, ...]) -> dict[str, Any]:
        """Kind, signature, issuer, audience and times; an unknown key is looked up once more before it is refused."""
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now().timestamp()),
            leeway=30,
            iss={"essential": True, "value": self._address},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            try:
                decoded = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                decoded = jwt.decode(token, await self._key_set(newer=True), algorithms=ALGORITHMS)
            registry.validate(decoded.claims)
        except (JoseError, ValueError) as problem:
            raise SignInRefused("the token does not verify") from problem
        if str(decoded.header.get("typ", "JWT")).lower() not in kinds:
            raise SignInRefused("the token is of another kind")
        return dict(decoded.claims)

    async def _discovered(self) -> Mapping[str, Any]:
        async with self._lock:
            if self._now() - self._document_at > _DISCOVERY_FOR:
                document = await self._fetched(f"{self._address}/.well-known/openid-configuration")
                if document.get("issuer") != self._address:
                    raise IssuerUnreachable("the discovery document names another issuer")
                self._document, self._document_at = document, self._now()
            return self._document

    async def _key_set(self, *, newer: bool = False) -> KeySet:
        """The issuer's keys; `newer` fetches them again, at most every ten seconds, so that forged tokens cannot flood it."""
        document = await self._discovered()
        async with self._lock:
            age = self._now() - self._keys_at
            if self._keys is None or (newer and age > _REFETCH_AFTER):
                jwks = await self._fetched(document["jwks_uri"])
                self._keys, self._keys_at = KeySet.import_key_set({"keys": jwks.get("keys", [])}), self._now()
            return self._keys

    async def _fetched(self, address: str) -> dict[str, Any]:
        try:
            answer = await self._http.get(address)
            answer.raise_for_status()
            document = answer.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise IssuerUnreachable("the issuer does not answer") from problem
        if not isinstance(document, dict):
            raise IssuerUnreachable("the issuer answers with something else")
        return document


def _claimed(claims: Mapping[str, Any]) -> Claimed:
    try:
        person = _PERSON.validate_python(claims["sub"])
    except ValidationError:
        raise SignInRefused("the subject is no person id of the platform") from None
    council = claims.get("council")
    if not isinstance(council, str) or not council:
        raise SignInRefused("the claims name no council")
    return Claimed(person, council, str(claims.get("name", "")))
