"""`Vault`: data keys per subject, wrapped in the vault's database, opened for a minute at the most in memory."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from council_events import Event, Sealed
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from council_kit.postgres import Pool, create_once
from council_kit.vault.folding import search_words
from council_kit.vault.keeping import HELD_SECONDS, KEY_BYTES, KeyKeeper, KeyNotHeldError
from council_kit.vault.sealing import decrypt, encrypt, walk_model

E = TypeVar("E", bound=Event)
T = TypeVar("T")

ERASED: Final = "消去済"
"""What readers show in place of a value whose key was destroyed."""
_HELD_AT_MOST: Final = 20_000
"""Opened keys in memory; the oldest go first."""

DDL: Final = """
CREATE TABLE IF NOT EXISTS data_keys (
    key_id text PRIMARY KEY,
    wrapped bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
)
"""
_FETCH = "SELECT key_id, wrapped FROM data_keys WHERE key_id = ANY(%s)"
# One round trip for keys that are there and keys that are not. A row that somebody else commits meanwhile is in neither
# part; the caller asks again for what is still missing.
_FETCH_OR_CREATE = """
WITH created AS (
    INSERT INTO data_keys (key_id, wrapped) SELECT * FROM unnest(%s::text[], %s::bytea[])
    ON CONFLICT (key_id) DO NOTHING RETURNING key_id, wrapped
)
SELECT key_id, wrapped FROM created UNION ALL SELECT key_id, wrapped FROM data_keys WHERE key_id = ANY(%s)
"""
_LIVING = "SELECT key_id FROM data_keys WHERE key_id = ANY(%s) AND wrapped IS NOT NULL"
_DESTROY = """
INSERT INTO data_keys (key_id, wrapped, destroyed_at) VALUES (%s, NULL, now())
ON CONFLICT (key_id) DO UPDATE SET wrapped = NULL, destroyed_at = coalesce(data_keys.destroyed_at, now())
"""


class KeyDestroyedError(Exception):
    """The data key was destroyed: what it sealed is gone for ever, and nothing new is sealed under it."""


class KeyMissingError(Exception):
    """The vault's database does not know the data key: it was restored without it, or is not the one that sealed."""


def council_of(key_id: str) -> str:
    """The council whose key-encryption key wraps this data key."""
    return key_id.partition("/")[0]


class Vault:
    """Seals, opens and destroys; one per process, safe between threads.

    Key ids are `{council}/{subject}`, e.g. `13/case:<uuid>`, `13/company:<uuid>`, `13/person:<person>`.
    """

    def __init__(
        self,
        pool: Pool,
        keeper: KeyKeeper,
        *,
        may_open: Callable[[str], bool] = lambda _key_id: True,
        held_seconds: float = HELD_SECONDS,
    ) -> None:
        """`pool` is of the vault's own database; its table is made where missing.

        `may_open`: which data keys this process opens now; asked at every opening, whatever is held in memory.
        `held_seconds`: how long an opened key stays there.
        """
        self._pool = pool
        self._keeper = keeper
        self._may_open = may_open
        self._held_seconds = held_seconds
        self._held: dict[str, tuple[float, AESGCM]] = {}
        self._derived: dict[tuple[str, str], tuple[float, bytes]] = {}
        create_once(pool, "data_keys", DDL)

    def seal_event(self, event: E, event_id: UUID, council: str, subject: str) -> E:
        """The event with every clear value sealed; values that are sealed already stay as they are.

        A data key that is not there yet is stored durably before this returns. Raises KeyNotHeldError, and
        KeyDestroyedError where the subject's content was erased.
        """
        return cast("E", self.seal_events([(event, event_id, council, subject)])[0])

    def seal_events(self, items: Sequence[tuple[Event, UUID, str, str]]) -> list[Event]:
        """Seal (event, event id, council, subject) each, with one round trip for all keys not in memory."""
        sealing = _Sealing(self._held_cipher)
        sealed = [sealing.seal(*item) for item in items]
        if sealing.missing:
            fetched = self._ciphers_for_sealing(sealing.missing)
            again = _Sealing(fetched.get)
            # What is sealed already stays as it is: the second pass seals only what had no key in the first.
            sealed = [again.seal(event, *item[1:]) for event, item in zip(sealed, items, strict=True)]
        return sealed

    def open(self, sealed: Sealed[T]) -> T:
        """The clear value; raises KeyDestroyedError, KeyNotHeldError, KeyMissingError, SealBrokenError."""
        key_id = sealed.box.key_id
        cipher = self._ciphers({key_id})[key_id]
        if cipher is None:
            raise KeyDestroyedError(key_id)
        return cast("T", decrypt(sealed, cipher))

    def open_many(self, values: Sequence[Sealed[Any] | None]) -> list[Any]:
        """Open all with one round trip; None stays None, a value whose key was destroyed becomes ERASED."""
        ciphers = self._ciphers({value.box.key_id for value in values if value is not None})
        return [None if value is None else _opened(value, ciphers[value.box.key_id]) for value in values]

    def blind_tokens(self, values: Sequence[Sealed[Any] | None], council: str) -> list[list[int]]:
        """The search tokens of each value, sorted; none for None and for a value that was erased.

        Signed 64-bit numbers for a `bigint[]`; they match only tokens of the same council.
        """
        opened = self.open_many(values)
        return self._tokens(["" if clear is None or clear is ERASED else str(clear) for clear in opened], council)

    def index_tokens(self, rows: Sequence[Sequence[Sealed[Any] | None]], council: str) -> list[list[int]]:
        """The search tokens of each row of values together, sorted; none for a row of which a value was erased."""
        clear = iter(self.open_many([value for row in rows for value in row]))
        texts: list[list[str]] = []
        for row in rows:
            values = [next(clear) for _ in row]
            erased = any(value is ERASED for value in values)
            texts.append([] if erased else [str(value) for value in values if value is not None])
        tokens = iter(self._tokens([text for row in texts for text in row], council))
        return [sorted({token for _ in row for token in next(tokens)}) for row in texts]

    def search_tokens(self, words: str, council: str) -> list[int]:
        """The tokens that a row must contain, all of them (`tokens @> …`). A hit is a candidate: open it and check.

        Words are parted by blanks. [] when nothing is left to search for (`株式会社` alone): then nothing is found.
        """
        return sorted({token for each in self._tokens(words.split(), council) for token in each})

    def keyed_hash(self, council: str, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA256 of a message that must be recognised again, but not be guessed by who reads the database.

        Its key is derived from the council's search key, which is never rotated, for this purpose alone. Raises
        KeyNotHeldError.
        """
        now = time.monotonic()
        held = self._derived.get((council, purpose))
        if held is None or now >= held[0]:
            (key,) = self._keeper.mac(council, [f"key:{purpose}".encode()])
            held = self._derived[council, purpose] = (now + self._held_seconds, key)
        return hmac.digest(held[1], message, "sha256")

    def destroy(self, key_id: str) -> None:
        """Destroy a data key, also one that was never made; done twice it stays destroyed.

        Other processes may hold the opened key for as long as they are set to (`held_seconds`). The row's old version leaves the table at the next
        vacuum, and the vault's backups when they expire.
        """
        with self._pool.connection() as connection:
            connection.execute(_DESTROY, (key_id,))
        self._held.pop(key_id, None)

    def is_destroyed(self, key_id: str) -> bool:
        """Whether this data key was destroyed, as its table says now: where it is still held in memory, it is let go of."""
        with self._pool.connection() as connection:
            row = connection.execute(_FETCH, ([key_id],), binary=True, prepare=True).fetchone()
        destroyed = row is not None and row[1] is None
        if destroyed:
            self._held.pop(key_id, None)
        return destroyed

    def living(self, key_ids: Sequence[str]) -> set[str]:
        """Those of the data keys that were made and not destroyed; nothing is opened."""
        with self._pool.connection() as connection:
            rows = connection.execute(_LIVING, (list(key_ids),)).fetchall()
        return {key_id for (key_id,) in rows}

    def _tokens(self, texts: Sequence[str], council: str) -> list[list[int]]:
        """The tokens of each text, sorted; one question to the keeper for the words of all of them."""
        words = [search_words(text) for text in texts]
        asked = sorted(set().union(*words))
        if not asked:
            return [[] for _ in texts]
        macs = self._keeper.mac(council, asked)
        tokens = {word: int.from_bytes(mac[:8], "big", signed=True) for word, mac in zip(asked, macs, strict=True)}
        return [sorted(tokens[word] for word in each) for each in words]

    def _ciphers_for_sealing(self, key_ids: set[str]) -> dict[str, AESGCM]:
        """An opened key for each id, made where there is none."""
        ciphers: dict[str, AESGCM] = {}
        while missing := key_ids - ciphers.keys():
            for key_id, cipher in self._unwrapped(self._fetch_or_create(missing)).items():
                if cipher is None:
                    raise KeyDestroyedError(key_id)
                ciphers[key_id] = cipher
        return ciphers

    def _fetch_or_create(self, key_ids: set[str]) -> Sequence[tuple[str, bytes | None]]:
        fresh: dict[str, bytes] = {}
        for council, ids in _by_council(key_ids).items():
            keys = [(key_id, secrets.token_bytes(KEY_BYTES)) for key_id in ids]
            fresh.update(zip(ids, self._keeper.wrap(council, keys), strict=True))
        ids = sorted(fresh)  # one order for all processes: two batches that share keys can't block each other
        with self._pool.connection() as connection:
            rows = connection.execute(
                _FETCH_OR_CREATE, (ids, [fresh[key_id] for key_id in ids], ids), binary=True, prepare=True
            )
            return rows.fetchall()

    def _ciphers(self, key_ids: set[str]) -> Mapping[str, AESGCM | None]:
        """An opened key for each id, None for a destroyed one; raises KeyNotHeldError where the policy says no."""
        for key_id in key_ids:
            if not self._may_open(key_id):
                raise KeyNotHeldError(f"this process may not open {key_id} now")
        found = {key_id: self._held_cipher(key_id) for key_id in key_ids}
        missing = [key_id for key_id, cipher in found.items() if cipher is None]
        if missing:
            with self._pool.connection() as connection:
                rows = connection.execute(_FETCH, (missing,), binary=True, prepare=True).fetchall()
            opened = self._unwrapped(rows)
            unknown = set(missing) - opened.keys()
            if unknown:
                raise KeyMissingError(min(unknown))
            found.update(opened)
        return found

    def _unwrapped(self, rows: Iterable[tuple[str, bytes | None]]) -> dict[str, AESGCM | None]:
        ciphers: dict[str, AESGCM | None] = {}
        wrapped: defaultdict[str, list[tuple[str, bytes]]] = defaultdict(list)
        for key_id, secret in rows:
            if secret is None:
                ciphers[key_id] = None
            else:
                wrapped[council_of(key_id)].append((key_id, secret))
        for council, keys in wrapped.items():
            for (key_id, _), key in zip(keys, self._keeper.unwrap(council, keys), strict=True):
                ciphers[key_id] = self._hold(key_id, AESGCM(key))
        return ciphers

    def _hold(self, key_id: str, cipher: AESGCM) -> AESGCM:
        held = self._held
        held.pop(key_id, None)  # to the end of the order, in which the oldest are let go
        held[key_id] = (time.monotonic() + self._held_seconds, cipher)
        while len(held) > _HELD_AT_MOST:
            held.pop(next(iter(held), ""), None)
        return cipher

    def _held_cipher(self, key_id: str) -> AESGCM | None:
        entry = self._held.get(key_id)
        if entry is None or time.monotonic() < entry[0]:
            return entry and entry[1]
        self._held.pop(key_id, None)
        return None


class _Sealing:
    """Seals the clear values whose key is at hand, and notes the keys of those that stay clear."""

    __slots__ = ("council", "event_id", "find", "key_id", "missing")

    def __init__(self, find: Callable[[str], AESGCM | None]) -> None:
        self.find = find
        self.missing: set[str] = set()
        self.event_id = self.council = self.key_id = ""

    def seal(self, event: Event, event_id: UUID, council: str, subject: str) -> Event:
        self.event_id, self.council, self.key_id = str(event_id), council, f"{council}/{subject}"
        return cast("Event", walk_model(event, "", self))

    def __call__(self, sealed: Sealed[Any], path: str) -> Sealed[Any]:
        if sealed.is_sealed:
            return sealed
        key_id = self.key_id if sealed.subject is None else f"{self.council}/{sealed.subject}"
        cipher = self.find(key_id)
        if cipher is None:
            self.missing.add(key_id)
            return sealed
        boxed: Sealed[Any] = Sealed.from_box(encrypt(sealed.clear, cipher, key_id, self.event_id, path))
        boxed.inner = sealed.inner
        return boxed


def _opened(sealed: Sealed[Any], cipher: AESGCM | None) -> Any:
    return ERASED if cipher is None else decrypt(sealed, cipher)


def _by_council(key_ids: Iterable[str]) -> dict[str, list[str]]:
    councils: defaultdict[str, list[str]] = defaultdict(list)
    for key_id in key_ids:
        councils[council_of(key_id)].append(key_id)
    return councils
