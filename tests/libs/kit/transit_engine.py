"""A transit engine over HTTP, after OpenBao's builtin/logical/transit: what it answers, refuses and remembers.

A real server in a thread, for machines without the binary. Written from the engine's sources: batches, contexts of derived keys, versions,
`rotate`, `config`, `trim`, policies by token. It says 403 to a token without the capability, 400 to what does not open or names no key.
"""

from __future__ import annotations

import hmac
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


@dataclass
class Key:
    """One named key: its versions, and the oldest that may still be used."""

    secrets: dict[int, tuple[bytes, float]] = field(default_factory=dict)
    min_decryption: int = 1
    min_encryption: int = 0
    min_available: int = 0

    @property
    def latest(self) -> int:
        return max(self.secrets)

    def rotate(self) -> None:
        self.secrets[max(self.secrets, default=0) + 1] = os.urandom(32), time.time()

    def encrypt(self, text: bytes, context: bytes) -> str:
        nonce = os.urandom(12)
        return f"vault:v{self.latest}:{b64(nonce + self._cipher(self.latest, context).encrypt(nonce, text, None))}"

    def decrypt(self, ciphertext: str, context: bytes) -> bytes:
        """Raises ValueError as the engine answers."""
        prefix, version, rest = ciphertext.split(":")
        number, raw = int(version.removeprefix("v")), b64decode(rest)
        if prefix != "vault" or number > self.latest:
            raise ValueError("invalid ciphertext: version is too new")
        if number < self.min_decryption or number not in self.secrets:
            raise ValueError("ciphertext or signature version is disallowed by policy (too old)")
        try:
            return self._cipher(number, context).decrypt(raw[:12], raw[12:], None)
        except InvalidTag:
            raise ValueError("cipher: message authentication failed") from None

    def _cipher(self, version: int, context: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self.secrets[version][0], context, "sha256"))

    def described(self) -> dict[str, Any]:
        return {
            "type": "aes256-gcm96",
            "derived": True,
            "latest_version": self.latest,
            "min_decryption_version": self.min_decryption,
            "min_encryption_version": self.min_encryption,
            "min_available_version": self.min_available,
            "keys": {
                str(number): int(made) for number, (_, made) in self.secrets.items() if number >= self.min_decryption
            },
        }


def b64(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


@dataclass
class Engine:
    """`tokens`: for each token the paths on which it may `update` (a prefix each); the rotator's is `root`."""

    keys: dict[str, Key] = field(default_factory=dict)
    tokens: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sealed: bool = False
    calls: list[str] = field(default_factory=list)

    def make(self, *names: str) -> None:
        for name in names:
            self.keys[name] = Key()
            self.keys[name].rotate()

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/v1/transit/{path:path}", methods=["GET", "POST"])
        async def answer(path: str, request: Request) -> JSONResponse:
            body = await request.json() if request.method == "POST" else {}
            return self._answer(path, request.headers.get("x-vault-token", ""), body)

        return app

    def _answer(self, path: str, token: str, body: dict[str, Any]) -> JSONResponse:
        self.calls.append(path)
        if self.sealed:
            return JSONResponse({"errors": ["Vault is sealed"]}, 503)
        allowed = self.tokens.get(token, ())
        if token != "root" and not any(path.startswith(each) for each in allowed):
            return JSONResponse({"errors": ["1 error occurred:\n\t* permission denied\n\n"]}, 403)
        act, _, rest = path.partition("/")
        name, _, more = rest.partition("/")
        key = self.keys.get(name)
        if key is None:
            return JSONResponse(
                {"errors": []} if act == "keys" else {"errors": ["encryption key not found"]},
                404 if act == "keys" else 400,
            )
        if act == "keys":
            return self._of_key(key, more, body)
        acts: dict[str, Callable[[Key, dict[str, str]], dict[str, Any]]] = {
            "encrypt": lambda key, item: {
                "ciphertext": key.encrypt(b64decode(item["plaintext"]), b64decode(item["context"]))
            },
            "decrypt": lambda key, item: {
                "plaintext": b64(key.decrypt(item["ciphertext"], b64decode(item["context"])))
            },
            "rewrap": lambda key, item: {
                "ciphertext": key.encrypt(
                    key.decrypt(item["ciphertext"], b64decode(item["context"])), b64decode(item["context"])
                )
            },
            "hmac": lambda key, item: {
                "hmac": f"vault:v{body['key_version']}:{b64(hmac.new(key.secrets[body['key_version']][0], b64decode(item['input']), sha256).digest())}"
            },
        }
        results = []
        for item in body["batch_input"]:
            try:
                results.append(acts[act](key, item) | {"reference": ""})
            except ValueError as error:
                results.append({"error": str(error), "reference": ""})
        failed = any("error" in each for each in results) and act != "rewrap"
        return JSONResponse({"data": {"batch_results": results}}, 400 if failed else 200)

    def _of_key(self, key: Key, more: str, body: dict[str, Any]) -> JSONResponse:
        if more == "rotate":
            key.rotate()
        elif more == "config":
            key.min_decryption = body["min_decryption_version"]
            key.min_encryption = body["min_encryption_version"]
        elif more == "trim":
            least = body["min_available_version"]
            if key.min_encryption == 0 or least > min(key.min_encryption, key.min_decryption):
                return JSONResponse({"errors": ["minimum available version cannot be greater than …"]}, 400)
            key.min_available = least
            for number in [number for number in key.secrets if number < least]:
                del key.secrets[number]
        return JSONResponse({"data": key.described()})
