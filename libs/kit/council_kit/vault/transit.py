"""The councils' keys in the transit engine of OpenBao or HashiCorp Vault: they never leave it, and it keeps its own log.

A council has two keys there: `council-<code>` (type `aes256-gcm96`, `derived`) wraps data keys, `council-<code>-search` makes search tokens
and is never rotated, since every token would have to be made anew. A data key's id is the *context* of its wrapping: the engine
derives a key of its own from it, so that a wrapped key that was moved to another id does not open. (The engine's associated data
would bind it too, but `rewrap` knows none.)

A service's token has the capability `update` on `encrypt`, `decrypt` and `hmac` of the keys that it may use, and never `create`: the engine
would make a missing key by itself. The policies stand in deploy/openbao, and the tests run an OpenBao with them (ADR 0034).
"""

from __future__ import annotations

import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import httpx

from council_kit.vault.keeping import VERSION_BYTES, KeyNotHeldError, is_council, version_of

_TIMEOUT: Final = 5.0
_AWAY: Final = 500
"""Statuses from here on: sealed, standing by, failing. Asking again later can help."""
_TOO_MANY: Final = 429
_AT_ONCE: Final = 200
"""Keys or words in one call. OpenBao reads at most 1,000 strings of a request, names counted: 249 keys with their contexts."""


class KeysAwayError(ConnectionError):
    """The key service did not answer, or not now: an outage, to be sat out."""


class KeysRefusedError(KeyNotHeldError, PermissionError):
    """The key service refuses the token: it has expired, or its policy lacks the key.

    The operator's to mend, and every event would fail alike: sat out like an outage, as a right that is missing in the database.
    """


class TransitKeys:
    """A KeyKeeper over one transit engine, and what its rotation needs; safe between threads."""

    def __init__(self, address: str, token: Path, *, authority: Path | None = None) -> None:
        """`address`: of the engine, e.g. `https://openbao:8200/v1/transit`. `token`: a file, read at every call, so that
        an agent may renew it. `authority`: PEM file of who signed the server's certificate; else the system's count.
        """
        verify = ssl.create_default_context(cafile=authority) if authority else True
        self._client = httpx.Client(
            base_url=address.rstrip("/") + "/", verify=verify, timeout=_TIMEOUT, trust_env=False
        )
        self._token = token

    def wrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """See KeyKeeper."""
        asked = [{"plaintext": _text(key), "context": _text(key_id.encode())} for key_id, key in keys]
        return [_stored(each["ciphertext"]) for each in self._batch("encrypt", _wrapping(council), asked)]

    def unwrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """See KeyKeeper."""
        return [b64decode(each["plaintext"]) for each in self._batch("decrypt", _wrapping(council), _wrapped(keys))]

    def rewrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """See KeyKeeper. The data keys stay in the engine."""
        return [_stored(each["ciphertext"]) for each in self._batch("rewrap", _wrapping(council), _wrapped(keys))]

    def mac(self, council: str, words: Iterable[bytes]) -> list[bytes]:
        """See KeyKeeper."""
        asked = [{"input": _text(word)} for word in words]
        found = self._batch("hmac", f"{_wrapping(council)}-search", asked, key_version=1, algorithm="sha2-256")
        return [b64decode(each["hmac"].rpartition(":")[2]) for each in found]

    def add_version(self, council: str) -> int:
        """Make the next version of a council's wrapping key, and give its number. Raises KeyNotHeldError, KeysAwayError."""
        self._call("POST", f"keys/{_wrapping(council)}/rotate", {})
        return self.newest_version(council)

    def newest_version(self, council: str) -> int:
        """The version that wraps."""
        return int(self._described(council)["latest_version"])

    def old_versions(self, council: str) -> list[int]:
        """The versions that are there beside the newest."""
        described = self._described(council)
        return list(range(max(1, described["min_available_version"]), described["latest_version"]))

    def made_at(self, council: str, version: int) -> float:
        """When a version was made, in seconds since the epoch."""
        return float(self._described(council)["keys"][str(version)])

    def remove_versions_before(self, council: str, version: int) -> None:
        """Destroy every version older than this one: whatever is still wrapped under them is lost."""
        key = f"keys/{_wrapping(council)}"
        self._call("POST", f"{key}/config", {"min_decryption_version": version, "min_encryption_version": version})
        self._call("POST", f"{key}/trim", {"min_available_version": version})

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _described(self, council: str) -> dict[str, Any]:
        return self._call("GET", f"keys/{_wrapping(council)}")

    def _batch(self, act: str, key: str, asked: Sequence[dict[str, str]], **more: Any) -> list[dict[str, Any]]:
        calls = (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE))
        answers = (self._call("POST", f"{act}/{key}", {"batch_input": part, **more}) for part in calls)
        found = list(chain.from_iterable(answer["batch_results"] for answer in answers))
        if any(each.get("error") for each in found):
            raise ValueError("a wrapped data key does not open under its council's key")
        return found

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The `data` of the answer. What the engine says of an error is left out: it may repeat what it was asked."""
        try:
            headers = {"X-Vault-Token": self._token.read_text("ascii").strip(), "X-Vault-Request": "true"}
            answer = self._client.request(method, path, json=body, headers=headers)
        except (httpx.TransportError, OSError) as error:
            raise KeysAwayError(type(error).__name__) from None
        if answer.status_code == httpx.codes.FORBIDDEN:
            raise KeysRefusedError(f"the key service refuses {path}")
        # A server that stands by and reaches no active one redirects: the token is not carried to an address that was not named.
        if answer.is_redirect or answer.status_code >= _AWAY or answer.status_code == _TOO_MANY:
            raise KeysAwayError(f"{answer.status_code} at {path}")
        told = _read(answer)
        if answer.status_code == httpx.codes.NOT_FOUND and told.get("errors"):
            raise KeysAwayError(f"there is no transit engine at {path}")
        if answer.is_client_error and "data" not in told:
            raise KeyNotHeldError(f"the key service has no key for {path}")
        data: dict[str, Any] = told.get("data") or {}
        return data


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        told: dict[str, Any] = answer.json() if answer.content else {}
    except ValueError:  # a proxy's page, say
        raise KeysAwayError(f"{answer.status_code} that is not an engine's") from None
    return told


def _wrapping(council: str) -> str:
    if not is_council(council):
        raise KeyNotHeldError("no such council")
    return f"council-{council}"


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _stored(ciphertext: str) -> bytes:
    """`vault:v3:…` as it stands in the vault's database: the version in two bytes, as KeyFiles writes it, then the rest."""
    _, version, rest = ciphertext.split(":")
    return int(version.removeprefix("v")).to_bytes(VERSION_BYTES, "big") + b64decode(rest)


def _wrapped(keys: Sequence[tuple[str, bytes]]) -> list[dict[str, str]]:
    return [
        {
            "ciphertext": f"vault:v{version_of(wrapped)}:{_text(wrapped[VERSION_BYTES:])}",
            "context": _text(key_id.encode()),
        }
        for key_id, wrapped in keys
    ]
