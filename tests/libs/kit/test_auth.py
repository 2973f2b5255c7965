"""An internal token: for one service, for a minute, signed by the gateway alone."""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events.values import Purpose
from council_kit.auth import (
    LIFETIME_SECONDS,
    Identity,
    RefusalLimiter,
    TokenVerifier,
    load_public_keys,
    load_signing_key,
    make_token_keys,
    sign_token,
    verify_token,
)
from council_kit.problems import NotSignedIn
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey

NOW = dt.datetime(2024, 6, 10, 0, 0, 0, tzinfo=dt.UTC)


class Gateway:
    def __init__(self, folder: Path) -> None:
        self.private, self.public = folder / "gateway.jwk", folder / "gateway.pub.jwk"
        make_token_keys(self.private, self.public)
        self.key = load_signing_key(self.private)
        self.keys = load_public_keys(self.public)

    def token(self, **claims: Any) -> str:
        wanted: dict[str, Any] = {
            "person": "p13-head",
            "council": "13",
            "purpose": Purpose.SUPERVISION,
            "audience": "intake",
            "now": lambda: NOW,
        }
        return sign_token(self.key, **{**wanted, **claims})

    def verify(self, token: str, audience: str = "intake", after: float = 0) -> Identity:
        return verify_token(token, audience, self.keys, lambda: NOW + dt.timedelta(seconds=after))


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    return Gateway(tmp_path_factory.mktemp("keys"))


def test_a_token_names_person_council_and_purpose_and_no_office(gateway: Gateway) -> None:
    request_id = uuid4()
    token = gateway.token(request_id=request_id)
    assert gateway.verify(token) == Identity("p13-head", "13", Purpose.SUPERVISION, str(request_id))
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert set(claims) == {"iss", "sub", "council", "purpose", "aud", "iat", "exp", "jti"}


def test_it_holds_for_a_minute_and_no_second_longer(gateway: Gateway) -> None:
    token = gateway.token()
    assert gateway.verify(token, after=LIFETIME_SECONDS - 0.001)
    with pytest.raises(NotSignedIn):
        gateway.verify(token, after=LIFETIME_SECONDS)


def test_one_from_the_future_does_not_hold(gateway: Gateway) -> None:
    token = gateway.token()
    assert gateway.verify(token, after=-5)
    with pytest.raises(NotSignedIn):
        gateway.verify(token, after=-6)


def test_it_opens_no_other_service(gateway: Gateway) -> None:
    with pytest.raises(NotSignedIn):
        gateway.verify(gateway.token(audience="support"))


def test_another_key_signs_nothing(gateway: Gateway, tmp_path: Path) -> None:
    stranger = Gateway(tmp_path)
    with pytest.raises(NotSignedIn):
        gateway.verify(stranger.token())


def forged(gateway: Gateway, header: dict[str, Any], key: Any, **claims: Any) -> str:
    instant = int(NOW.timestamp())
    body = {
        "iss": "gateway",
        "sub": "p13-head",
        "council": "13",
        "purpose": "case_work",
        "aud": "intake",
        "iat": instant,
        "exp": instant + 60,
        "jti": str(uuid4()),
    }
    return jwt.encode({"kid": gateway.key.kid, **header}, {**body, **claims}, key, algorithms=[header["alg"]])


def test_what_forged_makes_holds_when_the_gateway_signs_it(gateway: Gateway) -> None:
    assert gateway.verify(forged(gateway, {"alg": "Ed25519"}, gateway.key))


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(NOW.timestamp()) + 61},
        {"exp": "soon"},
        {"iss": "somebody"},
        {"council": "48"},
        {"council": None},
        {"sub": "東京花子"},
        {"purpose": "curiosity"},
        {"aud": ["intake", "support"]},
        {"jti": "1"},
        {"offices": ["head"]},
    ],
)
def test_signed_claims_that_are_not_ours_do_not_hold(gateway: Gateway, claims: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        gateway.verify(forged(gateway, {"alg": "Ed25519"}, gateway.key, **claims))


def test_the_public_key_used_as_a_shared_secret_signs_nothing(gateway: Gateway) -> None:
    secret = OctKey.import_key(gateway.public.read_bytes())
    with pytest.raises(NotSignedIn):
        gateway.verify(forged(gateway, {"alg": "HS256"}, secret))


def test_an_unsigned_token_does_not_hold(gateway: Gateway) -> None:
    def part(document: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

    claims = gateway.token().split(".")[1]
    for header in ({"alg": "none"}, {"alg": "none", "kid": gateway.key.kid}):
        with pytest.raises(NotSignedIn):
            gateway.verify(f"{part(header)}.{claims}.")


@settings(deadline=None)
@given(at=st.integers(0, 10_000), by=st.integers(1, 63))
def test_a_token_changed_anywhere_does_not_hold(gateway: Gateway, at: int, by: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = gateway.token(request_id=UUID(int=1))
    # The last character of each part holds padding bits that mean nothing.
    places = [index for index, letter in enumerate(token[:-1]) if letter != "." and token[index + 1] != "."]
    place = places[at % len(places)]
    other = alphabet[(alphabet.index(token[place]) + by) % 64]
    with pytest.raises(NotSignedIn):
        gateway.verify(token[:place] + other + token[place + 1 :])


@settings(deadline=None)
@given(st.text())
def test_no_text_at_all_is_a_token_by_chance(gateway: Gateway, text: str) -> None:
    with pytest.raises(NotSignedIn):
        gateway.verify(text)


def test_the_private_key_is_readable_by_its_owner_only_and_the_public_one_holds_no_secret(gateway: Gateway) -> None:
    assert gateway.private.stat().st_mode & 0o077 == 0
    assert "d" not in json.loads(gateway.public.read_text())
    with pytest.raises(ValueError, match="no private key"):
        load_signing_key(gateway.public)


def test_while_a_key_is_replaced_both_hold(gateway: Gateway, tmp_path: Path) -> None:
    coming = Gateway(tmp_path)
    both = tmp_path / "both.jwks"
    both.write_text(json.dumps({"keys": [json.loads(each.public.read_text()) for each in (gateway, coming)]}))
    keys = load_public_keys(both)
    for each in (gateway, coming):
        assert verify_token(each.token(), "intake", keys, lambda: NOW).person == "p13-head"
    only = KeySet([OKPKey.import_key(json.loads(coming.public.read_text()))])
    with pytest.raises(NotSignedIn):
        verify_token(gateway.token(), "intake", only, lambda: NOW)


def test_refusals_are_limited_per_address_and_minute() -> None:
    limiter = RefusalLimiter(per_minute=2)
    assert [limiter.refused("a", 0), limiter.refused("a", 1), limiter.refused("a", 2)] == [False, False, True]
    assert not limiter.refused("b", 3)
    assert not limiter.refused("a", 61)


def test_many_addresses_do_not_fill_the_memory() -> None:
    limiter = RefusalLimiter(per_minute=2)
    for number in range(25_000):
        limiter.refused(str(number), 0)
    assert len(limiter._counts) <= 10_000


def test_a_verifier_that_has_seen_a_token_refuses_it_when_its_time_is_over(tmp_path: Path) -> None:
    make_token_keys(tmp_path / "private", tmp_path / "public")
    now = [dt.datetime(2026, 4, 1, tzinfo=dt.UTC)]
    token = sign_token(
        load_signing_key(tmp_path / "private"),
        person="p13-head",
        council="13",
        purpose=Purpose.CASE_WORK,
        audience="intake",
        now=lambda: now[0],
    )
    verifier = TokenVerifier("intake", load_public_keys(tmp_path / "public"), lambda: now[0])
    assert verifier.identify(f"Bearer {token}") == verifier.identify(f"Bearer {token}")
    now[0] += dt.timedelta(seconds=60)
    with pytest.raises(NotSignedIn):
        verifier.identify(f"Bearer {token}")
