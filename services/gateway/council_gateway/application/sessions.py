"""The session cookie: sealed with AES-256-GCM, so that a gateway keeps no table and any gateway of the address can read it.

A sealed cookie cannot be taken back by deleting it here; so the ids of signed-out sessions are kept until they would have
expired anyway. That memory is one process's own: with several gateways a stolen cookie could be replayed at another one until
`session_hours` are over.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, TypeVar
from uuid import UUID, uuid4

from council_events.values import PersonId, Purpose
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, ConfigDict, ValidationError

from council_gateway.clients import Caller

M = TypeVar("M", bound=BaseModel)
_REMEMBERED: Final = 4096


class Session(BaseModel):
    """A signed-in person: for which council, for which purpose. `csrf` must come back with every form."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    person: PersonId
    council: str
    name: str = ""
    purpose: Purpose = Purpose.CASE_WORK
    offices: tuple[str, ...] = ()
    """Offices held at sign-in: they choose what is offered on screen, never what is allowed."""
    csrf: str
    expires_at: dt.datetime

    @property
    def caller(self) -> Caller:
        """As whom the services are called."""
        return Caller(self.person, self.council, self.purpose)


class PendingSignIn(BaseModel):
    """What a sign-in under way must remember between leaving for the issuer and coming back."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    then: str
    expires_at: dt.datetime


def new_session(person: str, council: str, name: str, expires_at: dt.datetime) -> Session:
    """A session with an id and a form token of its own."""
    return Session(
        id=uuid4(), person=person, council=council, name=name, csrf=secrets.token_urlsafe(24), expires_at=expires_at
    )


class Seal:
    """Seals small models into cookie values and opens them; opened sessions are remembered, since each page opens its own."""

    def __init__(self, key: bytes, real_now: Callable[[], dt.datetime]) -> None:
        """`key` has 32 bytes; raises ValueError otherwise."""
        if len(key) != 32:
            raise ValueError("the session key must have 32 bytes")
        self._cipher = AESGCM(key)
        self._now = real_now
        self._opened: OrderedDict[str, Session] = OrderedDict()
        self._signed_out: dict[UUID, dt.datetime] = {}

    def seal(self, model: BaseModel) -> str:
        """The cookie value; the kind of model is bound to it, so that one kind cannot be passed off as another."""
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, model.model_dump_json().encode(), type(model).__name__.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open_session(self, cookie: str) -> Session | None:
        """The session, or None when the cookie is not ours, has expired or was signed out."""
        session = self._opened.get(cookie)
        if session is None:
            session = self._open(cookie, Session)
            if session is None:
                return None
            self._opened[cookie] = session
            if len(self._opened) > _REMEMBERED:
                self._opened.popitem(last=False)
        return session if session.expires_at > self._now() and session.id not in self._signed_out else None

    def open_pending(self, cookie: str) -> PendingSignIn | None:
        """The sign-in under way, or None when the cookie is not ours or too old."""
        pending = self._open(cookie, PendingSignIn)
        return pending if pending is not None and pending.expires_at > self._now() else None

    def sign_out(self, session: Session) -> None:
        """Take the session back, in this process, until it would have expired."""
        now = self._now()
        self._signed_out = {id_: until for id_, until in self._signed_out.items() if until > now}
        self._signed_out[session.id] = session.expires_at

    def _open(self, cookie: str, kind: type[M]) -> M | None:
        try:
            raw = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
            return kind.model_validate_json(self._cipher.decrypt(raw[:12], raw[12:], kind.__name__.encode()))
        except (binascii.Error, InvalidTag, ValidationError, ValueError):
            return None
