"""Keys and passwords of this machine's platform: made once, readable by their owner only, never printed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from council_directory import councils
from council_directory.directory import HQ
from council_kit.auth import load_signing_key, make_token_keys
from council_kit.merkle import Signer
from council_kit.vault import generate_keys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey, RSAKey
from pydantic import SecretStr

from council_local.catalogue import LEDGER_ORIGIN, WITNESS_NAME
from council_local.layout import Layout, write_private
from council_local.witness import cosigner


def make_keys(layout: Layout) -> None:
    """Key files of all councils, the gateway's token key pair and session key, the ledger's key, feed's secret and the development issuer's key."""
    generate_keys(layout.keys, [*(council.code for council in councils()), HQ])
    private, public = layout.secrets / "token.jwk", layout.public / "token.jwk"
    if not private.exists() or not public.exists():
        drafts = private.with_suffix(".draft"), public.with_suffix(".draft")
        make_token_keys(*drafts)
        for draft, file in zip(drafts, (private, public), strict=True):
            draft.chmod(0o600)
            draft.replace(file)
    ledger = layout.signing / "ledger.jwk"
    if not ledger.exists():
        write_private(ledger, json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)).encode())
    layout.ledger_key.write_text(f"{Signer(LEDGER_ORIGIN, _private(ledger)).verifier_key}\n", "utf-8")
    layout.witness_key.write_text(f"{cosigner(WITNESS_NAME, layout.witness / 'witness.jwk').verifier_key}\n", "utf-8")
    session = layout.secrets / "session.key"
    if not session.exists():
        write_private(session, secrets.token_bytes(32))
    feed = layout.feed / "feed.secret"
    if not feed.exists():
        write_private(feed, secrets.token_bytes(32))
    issuer = layout.secrets / "issuer.jwk"
    if not issuer.exists():
        write_private(issuer, json.dumps(RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)).encode())


def _private(file: Path) -> Ed25519PrivateKey:
    key = load_signing_key(file).private_key
    assert isinstance(key, Ed25519PrivateKey), "made above"
    return key


def passwords(
    layout: Layout, roles: Iterable[str], given: Mapping[str, SecretStr] | None = None, *, server: str = "postgres"
) -> dict[str, str]:
    """The password of each role on a server: the one given, else one that is made the first time and kept."""
    file = layout.secrets / f"{server}.json"
    known: dict[str, str] = json.loads(file.read_bytes()) if file.exists() else {}
    told = {role: password.get_secret_value() for role, password in (given or {}).items()}
    missing = [role for role in roles if role not in known and role not in told]
    if missing:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        write_private(file, json.dumps(known, indent=1).encode())
    return known | told
