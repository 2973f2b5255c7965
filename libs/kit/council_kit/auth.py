"""Who asks: the internal token that the gateway signs for one service, and the identity it names.

A token names a person, a council and a purpose, never offices; the service that answers looks those up itself.
It is signed with Ed25519 (RFC 9864), has one audience, and lives 60 seconds of real time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple
from uuid import UUID, uuid4

from council_events.values import CouncilCode, PersonId, Purpose
from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from council_kit.problems import NotSignedIn

ALGORITHM: Final = "Ed25519"
ISSUER: Final = "gateway"
LIFETIME_SECONDS: Final = 60
_SKEW_SECONDS: Final = 5
"""How far the gateway's clock may be ahead of ours."""

Now = Callable[[], dt.datetime]


def real_now() -> dt.datetime:
    """The machine's time: a moved business clock never prolongs a token."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, for which council and why. `request_id` is the token's own id."""

    person: str
    council: str
    purpose: Purpose
    request_id: str


AgentId = Annotated[str, Field(pattern=r"^[a-z]+:[a-z0-9][a-z0-9-]{0,62}$")]
"""One that is no person: the gateway on its own account, or another system that it asks for. No identity provider can name one."""


class _Claims(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)

    iss: Literal["gateway"]
    sub: PersonId | AgentId
    council: CouncilCode
    purpose: Purpose
    aud: str
    iat: int
    exp: int
    jti: UUID


def make_token_keys(private: Path, public: Path) -> None:
    """Write a new key pair: the private JWK (mode 600) for the gateway, the public one for all other services."""
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    private.touch(mode=0o600)
    private.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    public.write_text(json.dumps(key.as_dict(private=False)), encoding="utf-8")


def load_signing_key(file: Path) -> OKPKey:
    """The gateway's private JWK; raises OSError or ValueError."""
    key = OKPKey.import_key(json.loads(file.read_text(encoding="utf-8")))
    if not key.is_private:
        raise ValueError("the key file holds no private key")
    return key


def load_public_keys(file: Path) -> KeySet:
    """The gateway's public key: a JWK, or a JWK set while a key is being replaced; raises OSError or ValueError."""
    document = json.loads(file.read_text(encoding="utf-8"))
    keys = [OKPKey.import_key(each) for each in document.get("keys", [document])]
    for key in keys:
        key.ensure_kid()
    return KeySet(list(keys))


def sign_token(
    key: OKPKey,
    *,
    person: str,
    council: str,
    purpose: Purpose,
    audience: str,
    request_id: UUID | None = None,
    now: Now = real_now,
) -> str:
    """A token for one service, valid for 60 seconds from now. Only the gateway holds the key."""
    issued = int(now().timestamp())
    claims = {
        "iss": ISSUER,
        "sub": person,
        "council": council,
        "purpose": purpose.value,
        "aud": audience,
        "iat": issued,
        "exp": issued + LIFETIME_SECONDS,
        "jti": str(request_id or uuid4()),
    }
    key.ensure_kid()
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


def verify_token(token: str, audience: str, keys: KeySet, now: Now = real_now) -> Identity:
    """The identity that the token names; raises NotSignedIn for any token that does not hold, without saying why."""
    return _verified(token, audience, keys, now).identity


class _Verified(NamedTuple):
    """A token whose signature holds; `until`: seconds since 1970."""

    identity: Identity
    until: int


def _verified(token: str, audience: str, keys: KeySet, now: Now) -> _Verified:
    try:
        claims = _Claims.model_validate(jwt.decode(token, keys, algorithms=[ALGORITHM]).claims)
    except (JoseError, ValidationError, ValueError, TypeError, KeyError):
        raise NotSignedIn from None
    instant = now().timestamp()
    in_time = claims.iat - _SKEW_SECONDS <= instant < claims.exp
    if claims.aud != audience or not in_time or claims.exp - claims.iat > LIFETIME_SECONDS:
        raise NotSignedIn
    return _Verified(Identity(claims.sub, claims.council, claims.purpose, str(claims.jti)), claims.exp)


class TokenVerifier:
    """What a service knows of tokens: its own name as the audience and the gateway's public keys.

    The gateway sends a token again while it lives; its signature is checked once.
    """

    _MOST_KEPT = 8192

    def __init__(self, audience: str, keys: KeySet, now: Now = real_now) -> None:
        self._audience = audience
        self._keys = keys
        self._now = now
        self._kept: OrderedDict[str, _Verified] = OrderedDict()

    def identify(self, authorization: str | None) -> Identity:
        """The identity of an Authorization header; raises NotSignedIn."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn
        token = token.strip()
        kept = self._kept.get(token)
        if kept is None or self._now().timestamp() >= kept.until:
            kept = self._kept[token] = _verified(token, self._audience, self._keys, self._now)
            if len(self._kept) > self._MOST_KEPT:
                self._kept.popitem(last=False)
        return kept.identity


class RefusalLimiter:
    """Counts refusals before sign-in per caller's address, in windows of a minute; only refusals are ever limited."""

    _MAX_ADDRESSES = 10_000

    def __init__(self, per_minute: int = 60) -> None:
        self._per_minute = per_minute
        self._window = 0
        self._counts: dict[str, int] = {}

    def refused(self, address: str, seconds: float) -> bool:
        """Count one refusal at `seconds` (monotonic); whether the address is over its limit now."""
        window = int(seconds // 60)
        if window != self._window or len(self._counts) >= self._MAX_ADDRESSES:
            self._window = window
            self._counts.clear()
        self._counts[address] = self._counts.get(address, 0) + 1
        return self._counts[address] > self._per_minute


async def identity(request: Request) -> Identity:
    """The identity that the door has verified for this request (door.py verifies every path under /v1)."""
    found = request.scope.get("council.identity")
    if not isinstance(found, Identity):
        raise NotSignedIn
    return found


SignedIn = Annotated[Identity, Depends(identity)]
"""A route's parameter: `who: SignedIn`."""
