"""Who holds the keys that wrap data keys: key files on this machine, or a transit engine or cloud KMS in their place."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
HELD_SECONDS: Final = 60.0
"""How long a key that was read may stay in memory, at the most."""
VERSION_BYTES: Final = 2
_UNVERSIONED_BYTES: Final = NONCE_BYTES + KEY_BYTES + 16
"""A data key that was wrapped before key-encryption keys had versions: version 1."""
_COUNCIL: Final = re.compile(r"^(0[1-9]|[1-3]\d|4[0-7]|hq)$")


class KeyNotHeldError(Exception):
    """This process holds no key of the council: it may neither open nor seal nor search its values."""


class KeyKeeper(Protocol):
    """Wraps and unwraps data keys under a council's key-encryption key, and hashes search words under its search key.

    Every method takes a batch, so that a keeper over the network (`TransitKeys`) needs one call. All raise KeyNotHeldError where the process has no right to the key.
    """

    def wrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Wrap data keys, each given with its key id, which is bound into the result."""

    def unwrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Unwrap data keys, each given with its key id; raises ValueError for one that was changed or moved."""

    def rewrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """The same data keys under the newest key-encryption key; raises ValueError as `unwrap` does."""

    def mac(self, council: str, words: Iterable[bytes]) -> list[bytes]:
        """HMAC-SHA256 of each word under the council's search key."""


class KeyFiles:
    """A KeyKeeper over a folder with `<council>.kek` and `<council>.search`, 32 bytes each.

    `<council>.kek` is version 1 of the key-encryption key, `<council>.kek.2` and so on are later ones. The newest wraps, any
    unwraps; a wrapped data key begins with its version (2 bytes), as a transit engine's does.

    What a service may open is decided by the files it is given. A file is read again after `held_seconds`, so that one
    taken away stops working.
    """

    def __init__(self, folder: Path, held_seconds: float = HELD_SECONDS) -> None:
        self._folder = folder
        self._held_seconds = held_seconds
        self._held: dict[str, tuple[float, bytes]] = {}
        self._versions: dict[str, tuple[float, int]] = {}

    def wrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """See KeyKeeper."""
        version = self._newest(council)
        cipher = AESGCM(self._key(council, _kind(version)))
        led = version.to_bytes(VERSION_BYTES, "big")
        wrapped = []
        for key_id, key in keys:
            nonce = os.urandom(NONCE_BYTES)
            wrapped.append(led + nonce + cipher.encrypt(nonce, key, key_id.encode()))
        return wrapped

    def unwrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """See KeyKeeper."""
        ciphers: dict[int, AESGCM] = {}
        opened = []
        for key_id, wrapped in keys:
            version = version_of(wrapped)
            if version not in ciphers:
                ciphers[version] = AESGCM(self._key(council, _kind(version)))
            secret = wrapped if len(wrapped) == _UNVERSIONED_BYTES else wrapped[VERSION_BYTES:]
            try:
                opened.append(ciphers[version].decrypt(secret[:NONCE_BYTES], secret[NONCE_BYTES:], key_id.encode()))
            except InvalidTag as problem:
                raise ValueError("a wrapped data key does not open under its council's key") from problem
        return opened

    def rewrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """See KeyKeeper."""
        opened = self.unwrap(council, keys)
        return self.wrap(council, [(key_id, key) for (key_id, _), key in zip(keys, opened, strict=True)])

    def mac(self, council: str, words: Iterable[bytes]) -> list[bytes]:
        """See KeyKeeper."""
        key = self._key(council, "search")
        return [hmac.digest(key, word, "sha256") for word in words]

    def _newest(self, council: str) -> int:
        """The version that wraps; looked up as seldom as a key is read."""
        held = self._versions.get(council)
        now = time.monotonic()
        if held is None or now >= held[0]:
            held = self._versions[council] = (now + self._held_seconds, newest_version(self._folder, council))
        return held[1]

    def _key(self, council: str, kind: str) -> bytes:
        if not is_council(council):
            raise KeyNotHeldError("no such council")
        name = f"{council}.{kind}"
        held = self._held.get(name)
        now = time.monotonic()
        if held is not None and now < held[0]:
            return held[1]
        try:
            key = (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            self._held.pop(name, None)
            raise KeyNotHeldError(f"no key file {name}") from None
        if len(key) != KEY_BYTES:
            raise ValueError(f"key file {name} does not hold {KEY_BYTES} bytes")
        self._held[name] = (now + self._held_seconds, key)
        return key


def is_council(code: str) -> bool:
    """Whether there is a council of this code, `hq` included: a code becomes part of a file's or key's name."""
    return _COUNCIL.match(code) is not None


def version_of(wrapped: bytes) -> int:
    """The version of the key-encryption key under which a data key is wrapped."""
    return 1 if len(wrapped) == _UNVERSIONED_BYTES else int.from_bytes(wrapped[:VERSION_BYTES], "big")


def _kind(version: int) -> str:
    return "kek" if version == 1 else f"kek.{version}"


def newest_version(folder: Path, council: str) -> int:
    """The newest version of a council's key-encryption key in this folder; 1 where there is none yet."""
    return max(_later_versions(folder, council), default=1)


def old_versions(folder: Path, council: str) -> list[int]:
    """The versions that are there beside the newest."""
    there = [1] if (folder / f"{council}.kek").exists() else []
    newest = newest_version(folder, council)
    return [version for version in (*there, *_later_versions(folder, council)) if version != newest]


def remove_version(folder: Path, council: str, version: int) -> None:
    """Destroy an old version: whatever is still wrapped under it is lost. Raises ValueError for the newest."""
    if version == newest_version(folder, council):
        raise ValueError("the newest version wraps every key")
    (folder / f"{council}.{_kind(version)}").unlink()


def _later_versions(folder: Path, council: str) -> list[int]:
    found = (file.suffix[1:] for file in folder.glob(f"{council}.kek.*"))
    return sorted(int(suffix) for suffix in found if suffix.isdecimal())


def add_version(folder: Path, council: str) -> int:
    """Make the next version of a council's key-encryption key, and give its number. Raises KeyNotHeldError."""
    if not is_council(council) or not any(folder.glob(f"{council}.kek*")):
        raise KeyNotHeldError("no such council")
    version = newest_version(folder, council) + 1
    _write_once(folder / f"{council}.{_kind(version)}", secrets.token_bytes(KEY_BYTES))
    return version


def generate_keys(folder: Path, councils: Iterable[str]) -> None:
    """Write `<council>.kek` and `<council>.search` where missing, readable by the owner only. Local and development.

    An existing file is never replaced: whatever was sealed under it would be lost.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for council in councils:
        for kind in ("kek", "search"):
            _write_once(folder / f"{council}.{kind}", secrets.token_bytes(KEY_BYTES))


def _write_once(file: Path, key: bytes) -> None:
    """Whole or not at all: a half-written key would lock its council out for ever."""
    if file.exists():
        return
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(key)
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(draft, file)  # fails where another process was first, which then holds
    except FileExistsError:
        return
    finally:
        draft.unlink()
