"""Authorization codes (once, one minute, bound to client, address and PKCE challenge) and the signed tokens for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from council_local.people import DemoUser, demo_users

CODE_SECONDS: Final = 60
TOKEN_SECONDS: Final = 3600
ALGORITHM: Final = "RS256"


class Denied(Exception):  # noqa: N818  # the protocol's answer, not a fault
    """An error of RFC 6749 §5.2, by its code."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class Asked:
    """An authorization request that was found in order."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str


class Mint:
    """Gives codes and exchanges them. Codes live in memory: a restart asks users to sign in again."""

    def __init__(self, issuer: str, client: str, key: Path) -> None:
        self._issuer = issuer
        self._client = client
        self._key = RSAKey.import_key(json.loads(key.read_bytes()))
        self._codes: dict[str, tuple[float, Asked, DemoUser]] = {}

    @property
    def public_keys(self) -> dict[str, Any]:
        """The JWKS document."""
        return {"keys": [{**self._key.as_dict(private=False), "use": "sig", "alg": ALGORITHM}]}

    def code(self, asked: Asked, user: DemoUser) -> str:
        """A code that is good once and for a minute."""
        now = time.monotonic()
        self._codes = {code: entry for code, entry in self._codes.items() if entry[0] > now}
        code = secrets.token_urlsafe(32)
        self._codes[code] = (now + CODE_SECONDS, asked, user)
        return code

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        """The token endpoint's answer; raises Denied. A code that was shown once is gone, also when it was refused."""
        until, asked, user = self._codes.pop(code, (0.0, None, None))
        if asked is None or user is None or until < time.monotonic():
            raise Denied("invalid_grant", "the code is unknown, used or too old")
        if redirect_uri != asked.redirect_uri:
            raise Denied("invalid_grant", "redirect_uri differs from the authorization request")
        if not hmac.compare_digest(s256(verifier), asked.challenge):
            raise Denied("invalid_grant", "code_verifier does not match code_challenge")
        identity = self._signed(user, self._client, {"nonce": asked.nonce} if asked.nonce else {})
        return {
            "access_token": self._signed(user, self._client, {"scope": "openid profile"}, kind="at+jwt"),
            "id_token": identity,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": "openid profile",
        }

    def bearer(self, token: str) -> DemoUser:
        """Whom an access token of ours stands for; raises Denied."""
        try:
            decoded = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            jwt.JWTClaimsRegistry(iss={"essential": True, "value": self._issuer}).validate(decoded.claims)
        except (JoseError, ValueError) as error:
            raise Denied("invalid_token", "the access token does not verify") from error
        if decoded.header.get("typ") != "at+jwt":
            raise Denied("invalid_token", "not an access token")
        return demo_users()[decoded.claims["sub"]]

    def _signed(self, user: DemoUser, audience: str, more: dict[str, Any], kind: str = "JWT") -> str:
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": audience,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(16),
            "client_id": self._client,
            **claims_of(user),
            **more,
        }
        return jwt.encode({"alg": ALGORITHM, "typ": kind, "kid": self._key.kid}, claims, self._key)


def claims_of(user: DemoUser) -> dict[str, str]:
    """What is said about a person: never an office, which governance alone knows."""
    return {"sub": user.person, "name": user.name, "council": user.council}


def s256(verifier: str) -> str:
    """The PKCE challenge of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii", "replace")).digest()).decode().rstrip("=")
