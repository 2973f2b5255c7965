"""Sealing and opening of confidential values, their keys, and blind search tokens (design §4)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from council_events import Event, Sealed

from council_kit.postgres import Pool

E = TypeVar("E", bound=Event)
T = TypeVar("T")

ERASED: Final = "消去済"
"""What readers show in place of a value whose key was destroyed."""


class KeyDestroyedError(Exception):
    """The data key was destroyed: the value is gone for ever."""


class KeyNotHeldError(Exception):
    """This process holds no key-encryption key of the council: it may not open (or seal) its values."""


class SealBrokenError(Exception):
    """The ciphertext, its origin or its key was changed."""


class KeyKeeper(Protocol):
    """Who holds the councils' key-encryption and search keys: key files here, a transit engine or KMS in production."""

    def wrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]: ...
    def unwrap(self, council: str, keys: Sequence[tuple[str, bytes]]) -> list[bytes]: ...
    def search_key(self, council: str) -> bytes: ...


def generate_keys(folder: Path, councils: Sequence[str]) -> None:
    """Write `<council>.kek` and `<council>.search` (32 random bytes, mode 0600) where missing. Local and development."""
    raise NotImplementedError


class KeyFiles:
    """A KeyKeeper over a folder of key files."""

    def __init__(self, folder: Path) -> None: ...


class Vault:
    """Seals, opens and destroys; one per process, safe between threads."""

    def __init__(self, pool: Pool, keeper: KeyKeeper) -> None: ...

    def seal_event(self, event: E, event_id: UUID, council: str, subject: str) -> E:
        raise NotImplementedError

    def seal_events(self, items: Sequence[tuple[Event, UUID, str, str]]) -> list[Event]:
        raise NotImplementedError

    def open(self, sealed: Sealed[T]) -> T:
        raise NotImplementedError

    def open_many(self, values: Sequence[Sealed[Any] | None]) -> list[Any]:
        raise NotImplementedError

    def blind_tokens(self, values: Sequence[Sealed[Any] | None], council: str) -> list[list[int]]:
        raise NotImplementedError

    def search_tokens(self, words: str, council: str) -> list[int]:
        raise NotImplementedError

    def destroy(self, key_id: str) -> None:
        raise NotImplementedError
