"""`Blobs`: one service's files, in its own database. Never held in memory whole; every chunk is a statement of its own.

A file's key is sealed by the vault under the data key of its subject (the case), so destroying that key destroys the file. An
upload is kept when an event is about to refer to it; one that no event ever referred to is removed after a day.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from council_events import Event, Sealed, SealedBox

from council_kit.blobs.media import MediaType, media_type_of
from council_kit.blobs.scanning import Scan, Scanner
from council_kit.blobs.sealing import ChunkSealer, opened
from council_kit.postgres import Pool, create_once
from council_kit.vault import Vault

LARGEST_BLOB: Final = 50 * 1024 * 1024
"""Bytes of one file, at most (design §4)."""
_BEGINNING: Final = 8
"""Bytes by which a type is known."""
_KEY_BYTES: Final = 32

DDL: Final = """
CREATE TABLE IF NOT EXISTS blobs (
    upload_id uuid PRIMARY KEY,
    owner uuid NOT NULL,
    name text CHECK (name ~ '^[0-9a-f]{64}$'),
    media_type text NOT NULL,
    size bigint,
    chunks int,
    key text[] NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    kept_at timestamptz,
    CONSTRAINT blobs_of_owner UNIQUE (owner, name)
);
CREATE INDEX IF NOT EXISTS blobs_unkept ON blobs (begun_at) WHERE kept_at IS NULL;
CREATE TABLE IF NOT EXISTS blob_chunks (
    upload_id uuid NOT NULL REFERENCES blobs ON DELETE CASCADE,
    number int NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (upload_id, number)
);
ALTER TABLE blob_chunks ALTER COLUMN body SET STORAGE EXTERNAL;
"""
"""`key`: the box of the file's sealed key. Ciphertext does not compress, so it is not tried."""

_BEGIN: Final = "INSERT INTO blobs (upload_id, owner, media_type, key) VALUES (%s, %s, %s, %s)"
_CHUNK: Final = "INSERT INTO blob_chunks (upload_id, number, body) VALUES (%s, %s, %s)"
_FINISH: Final = "UPDATE blobs SET name = %s, size = %s, chunks = %s WHERE upload_id = %s"
_DROP: Final = "DELETE FROM blobs WHERE upload_id = %s AND kept_at IS NULL"
_KEEP: Final = """
UPDATE blobs SET kept_at = now() WHERE owner = %s AND name = %s AND kept_at IS NULL RETURNING name, media_type, size
"""
_KEPT: Final = "SELECT name, media_type, size FROM blobs WHERE owner = %s AND name = %s AND kept_at IS NOT NULL"
"""One that is kept already is not written again: its service may not change it (owning.py)."""
_FIND: Final = "SELECT upload_id, media_type, size, chunks, key FROM blobs WHERE owner = %s AND name = %s"
_NAMES: Final = "SELECT coalesce(array_agg(name), '{}') FROM blobs WHERE owner = %s AND name IS NOT NULL"
_READ: Final = "SELECT body FROM blob_chunks WHERE upload_id = %s AND number = %s"
_SWEEP: Final = """
DELETE FROM blobs WHERE upload_id IN (
    SELECT upload_id FROM blobs WHERE kept_at IS NULL AND begun_at < now() - interval '1 day' LIMIT 5
    FOR UPDATE SKIP LOCKED)
"""


class BlobTooLargeError(Exception):
    """More bytes than one file may have."""


class EmptyBlobError(Exception):
    """A file without a byte."""


class WrongMediaTypeError(Exception):
    """The file does not begin like one of the type that it was said to be."""


class MalwareFoundError(Exception):
    """The scanner found something; the upload is gone."""


class NoSuchBlobError(LookupError):
    """The owner has no file of this name."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A kept file: its name (the hash of its ciphertext), type and size in clear bytes."""

    name: str
    media_type: MediaType
    size: int


@dataclass(frozen=True, slots=True)
class Download:
    """A kept file on its way out; `chunks` opens them one by one and raises BlobBrokenError."""

    blob: Blob
    chunks: Iterator[bytes]


class _FileKey(Event):
    """How the vault is handed a file's key; it is no event of the published language."""

    key: Sealed[str]


class _Rows:
    """The tables; every statement is a transaction of its own."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def run(self, statement: str, *values: Any) -> None:
        with self._pool.connection() as connection:
            connection.execute(statement, values)

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        with self._pool.connection() as connection:
            found: tuple[Any, ...] | None = connection.execute(statement, values, binary=True).fetchone()
        return found

    def chunks(self, upload_id: UUID, count: int) -> Iterator[bytes]:
        """The stored chunks in order, one at a time; a missing one ends them."""
        for number in range(count):
            found = self.one(_READ, upload_id, number)
            if found is None:
                return
            yield found[0]


class Blobs:
    """The files of one service. Safe between threads; every method blocks. Raises the vault's errors."""

    def __init__(
        self, pool: Pool, vault: Vault, *, scanner: Scanner | None = None, largest: int = LARGEST_BLOB
    ) -> None:
        """Makes the tables where missing. `scanner` None: nothing is scanned."""
        self._rows = _Rows(pool)
        self._vault = vault
        self._scanner = scanner
        self._largest = largest
        create_once(pool, "blob_chunks", DDL)

    def begin(self, owner: UUID, council: str, media_type: MediaType) -> Upload:
        """Begin an upload for a case. Raises ScannerUnavailableError."""
        upload_id, key = uuid4(), secrets.token_bytes(_KEY_BYTES)
        clear = _FileKey(key=Sealed(b64encode(key).decode()))
        box = self._vault.seal_event(clear, upload_id, council, f"case:{owner}").key.box
        self._rows.run(_SWEEP)
        scan = self._scanner.begin() if self._scanner else None
        try:
            self._rows.run(_BEGIN, upload_id, owner, media_type.value, list(box))
        except BaseException:
            if scan is not None:
                scan.close()
            raise
        return Upload(self._rows, upload_id, media_type, key, scan, self._largest)

    def keep(self, owner: UUID, name: str) -> Blob:
        """Keep a finished upload for ever, before an event refers to it; raises NoSuchBlobError."""
        found = self._rows.one(_KEEP, owner, name) or self._rows.one(_KEPT, owner, name)
        if found is None:
            raise NoSuchBlobError(name)
        return Blob(found[0], media_type_of(found[1]), found[2])

    def names(self, owner: UUID) -> frozenset[str]:
        """The files that the owner has; after a restore they may be fewer than its events refer to."""
        found = self._rows.one(_NAMES, owner)
        return frozenset(found[0] if found else ())

    def open(self, owner: UUID, name: str) -> Download:
        """A file of this owner, its key opened now; raises NoSuchBlobError and KeyDestroyedError."""
        found = self._rows.one(_FIND, owner, name)
        if found is None:
            raise NoSuchBlobError(name)
        upload_id, media_type, size, chunks, box = found
        key = b64decode(self._vault.open(Sealed[str].from_box(SealedBox(*box))))
        blob = Blob(name, media_type_of(media_type), size)
        return Download(blob, opened(key, self._rows.chunks(upload_id, chunks), chunks, name))


class Upload:
    """One file on its way in: `write` its pieces in order, then `finish`, or `give_up`."""

    def __init__(
        self, rows: _Rows, upload_id: UUID, media_type: MediaType, key: bytes, scan: Scan | None, largest: int
    ) -> None:
        self._rows = rows
        self._id = upload_id
        self._media_type = media_type
        self._sealer = ChunkSealer(key)
        self._scan = scan
        self._largest = largest
        self._beginning = b""

    def write(self, piece: bytes) -> None:
        """The next bytes; raises BlobTooLargeError, WrongMediaTypeError and ScannerUnavailableError."""
        if self._sealer.size + len(piece) > self._largest:
            raise BlobTooLargeError
        if len(self._beginning) < _BEGINNING:
            self._beginning += piece[:_BEGINNING]
            self._refuse_another_type(whole=False)
        if self._scan is not None and piece:
            self._scan.feed(piece)
        for chunk in self._sealer.feed(piece):
            self._store(chunk)

    def finish(self) -> Blob:
        """The file as it now can be kept; raises EmptyBlobError, WrongMediaTypeError, MalwareFoundError."""
        if self._sealer.size == 0:
            raise EmptyBlobError
        self._refuse_another_type(whole=True)
        if self._scan is not None:
            found = self._scan.finish()
            self._scan.close()
            if found is not None:
                raise MalwareFoundError(found)
        self._store(self._sealer.finish())
        name, size = self._sealer.name, self._sealer.size
        self._rows.run(_FINISH, name, size, self._sealer.count, self._id)
        return Blob(name, self._media_type, size)

    def give_up(self) -> None:
        """Remove what has been stored of it."""
        if self._scan is not None:
            self._scan.close()
        self._rows.run(_DROP, self._id)

    def _refuse_another_type(self, *, whole: bool) -> None:
        if (whole or len(self._beginning) >= _BEGINNING) and not self._media_type.fits(self._beginning):
            raise WrongMediaTypeError(self._media_type.value)

    def _store(self, chunk: bytes) -> None:
        self._rows.run(_CHUNK, self._id, self._sealer.count - 1, chunk)
