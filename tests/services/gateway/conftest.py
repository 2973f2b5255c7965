"""A gateway at its real doors: the development issuer before it, governance and intake behind it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import uvicorn
from council_gateway.main import build
from council_gateway.settings import GatewaySettings
from council_local.issuer.app import create_app as create_issuer
from council_local.issuer.settings import IssuerSettings
from council_local.ports import free_port
from joserfc.jwk import RSAKey

from tests.services.house import House

COUNCIL = "13"


@contextlib.contextmanager
def door(app: Any, port: int) -> Iterator[None]:
    """An application behind a real server on a port that others were told of beforehand."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the door did not open"
            time.sleep(0.005)
        yield
    finally:
        server.should_exit = True
        thread.join()


@dataclass(frozen=True)
class Front:
    """The gateway's and the issuer's addresses, the house behind them, and ways to come in."""

    url: str
    issuer: str
    house: House | None
    secrets: Path

    @contextlib.contextmanager
    def browser(self, person: str | None = None) -> Iterator[httpx.Client]:
        """A browser without script; signed in where a person is named."""
        with httpx.Client(base_url=self.url, timeout=30) as client:
            if person is not None:
                self.sign_in(client, person)
            yield client

    def sign_in(self, client: httpx.Client, person: str) -> httpx.Response:
        """The way of a sign-in, step by step; the answer that opens the session."""
        away = client.get("/sign-in/start").headers["location"]
        back = httpx.get(f"{away}&prompt=none&login_hint={person}").headers["location"]
        return client.get(back)

    def bearer(self, person: str) -> dict[str, str]:
        """The header of an API client of this person."""
        return {"authorization": f"Bearer {self.tokens(person)['access_token']}"}

    def tokens(self, person: str) -> dict[str, Any]:
        """Both tokens that the issuer gives."""
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        redirect = f"{self.url}/sign-in/callback"
        asked = {
            "response_type": "code",
            "client_id": "council-gateway",
            "redirect_uri": redirect,
            "scope": "openid",
            "state": "s",
            "nonce": "n",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "prompt": "none",
            "login_hint": person,
        }
        back = httpx.get(f"{self.issuer}/authorize?{urlencode(asked)}").headers["location"]
        form = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(back).query)["code"][0],
            "redirect_uri": redirect,
            "client_id": "council-gateway",
            "code_verifier": verifier,
        }
        answer = httpx.post(f"{self.issuer}/token", data=form)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


SECURITY_CONTACT = "mailto:security@example.jp"


@contextlib.contextmanager
def opened(folder: Path, key: Path, addresses: dict[str, str], house: House | None = None) -> Iterator[Front]:
    """Issuer and gateway, the gateway with these services behind it."""
    port, issuer_port = free_port(), free_port()
    url, issuer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{issuer_port}"
    (folder / "issuer.jwk").write_text(json.dumps(RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)))
    (folder / "session.key").write_bytes(secrets.token_bytes(32))
    issuing = IssuerSettings(
        environment="development",
        issuer=issuer,
        issuer_key=folder / "issuer.jwk",
        issuer_redirects=(f"{url}/",),
    )
    nowhere = f"http://127.0.0.1:{free_port()}"
    services = {f"{name}_url": nowhere for name in ("governance", "intake", "support", "subsidy", "reporting", "audit")}
    settings = GatewaySettings(
        environment="development",
        public_url=url,
        token_private_key=key,
        session_key=folder / "session.key",
        oidc_issuer=issuer,
        security_contact=SECURITY_CONTACT,
        **{**services, **{f"{name}_url": address for name, address in addresses.items()}},
    )
    with door(create_issuer(issuing), issuer_port), door(build(settings), port):
        yield Front(url, issuer, house, folder)


@pytest.fixture(scope="module")
def front(closed_house: House) -> Iterator[Front]:
    """The whole way, with the staff of one council in office."""
    with closed_house.open("governance", "intake") as house:
        house.staff(COUNCIL)
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front
